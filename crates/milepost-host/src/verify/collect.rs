//! What a run left in its checkout: reports and the files that rules ask for.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use milepost_core::{
    assess::ReportProblem,
    digest::Digest,
    evidence::ReportRecord,
    gate::{ReportPlace, ReportSource, RunCheck},
    globs::Globs,
    pass::PassRule,
    report::{Reading, ReportFile},
    text::RepoPath,
};

use crate::{files, ground::Ground};

/// No gate leaves more report files.
const MOST_FILES: usize = 20_000;

/// What is left of one report.
pub(super) struct Collected {
    /// What each source of the gate reads as, in their order.
    pub(super) readings: Vec<Result<Reading, ReportProblem>>,
    /// The files that were read.
    pub(super) records: Vec<ReportRecord>,
}

/// Reads the reports that a gate names.
///
/// A file that is older than `since` was there before the run: it is no report of it.
pub(super) fn reports(
    check: &RunCheck,
    folder: &Path,
    stdout: &Path,
    since: SystemTime,
) -> Collected {
    let mut collected = Collected { readings: Vec::new(), records: Vec::new() };
    for source in &check.reports {
        let files = match &source.place {
            ReportPlace::Stdout => one(stdout, ""),
            ReportPlace::Files(place) => in_folder(check, folder, place, since),
        };
        let reading = files.and_then(|files| read(source, &files, &mut collected.records));
        collected.readings.push(reading);
    }
    collected
}

/// A file of a report with its bytes.
struct Found {
    path: String,
    bytes: Vec<u8>,
}

fn one(place: &Path, path: &str) -> Result<Vec<Found>, ReportProblem> {
    match files::read_if_there(place) {
        Ok(Some(bytes)) if !bytes.is_empty() => Ok(vec![Found { path: path.to_owned(), bytes }]),
        Ok(Some(_) | None) => Err(ReportProblem::Missing),
        Err(_) => Err(ReportProblem::Unreadable),
    }
}

fn read(
    source: &ReportSource,
    files: &[Found],
    records: &mut Vec<ReportRecord>,
) -> Result<Reading, ReportProblem> {
    records.extend(files.iter().map(|file| ReportRecord {
        format: source.format,
        path: file.path.as_str().into(),
        digest: Digest::of(&file.bytes),
    }));
    let seen: Vec<ReportFile<'_>> =
        files.iter().map(|file| ReportFile { path: &file.path, bytes: &file.bytes }).collect();
    let refused = |why: String| ReportProblem::Refused { why: why.into() };
    source.format.read(&seen).map_err(|error| refused(error.to_string()))
}

/// The files of the checkout that a path, a folder or a glob names, sorted.
fn in_folder(
    check: &RunCheck,
    folder: &Path,
    place: &str,
    since: SystemTime,
) -> Result<Vec<Found>, ReportProblem> {
    let base = check.folder.as_ref().map_or("", RepoPath::as_str);
    let named = if base.is_empty() { place.to_owned() } else { format!("{base}/{place}") };
    let globs = Globs::new([named.as_str()]).map_err(|_bad_glob| ReportProblem::Unreadable)?;
    let mut paths = Vec::new();
    walk(folder, &fixed_folder(&named), &globs, &mut paths)?;
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let place = folder.join(path.as_str());
        let is_new = |changed: SystemTime| changed >= since;
        let changed = fs::symlink_metadata(&place).and_then(|seen| seen.modified());
        if !changed.map_err(|_gone| ReportProblem::Unreadable).is_ok_and(is_new) {
            continue;
        }
        found.extend(one(&place, path.as_str())?);
    }
    if found.is_empty() { Err(ReportProblem::Missing) } else { Ok(found) }
}

/// Looks through folders that are no links.
fn walk(
    root: &Path,
    from: &str,
    globs: &Globs,
    found: &mut Vec<RepoPath>,
) -> Result<(), ReportProblem> {
    let mut ground = Ground::new(root);
    let mut open: Vec<PathBuf> = vec![root.join(from)];
    if RepoPath::new(from).is_some_and(|path| ground.obstacle(&path).is_some()) {
        return Err(ReportProblem::Missing);
    }
    while let Some(place) = open.pop() {
        let Ok(seen) = fs::symlink_metadata(&place) else { continue };
        let relative = place.strip_prefix(root).ok().and_then(Path::to_str).and_then(RepoPath::new);
        if seen.is_dir() {
            let entries = fs::read_dir(&place).map_err(|_closed| ReportProblem::Unreadable)?;
            for entry in entries {
                let entry = entry.map_err(|_gone| ReportProblem::Unreadable)?;
                if entry.file_name() != ".git" {
                    open.push(entry.path());
                }
            }
        } else if let Some(path) = relative.filter(|path| globs.matches(path)) {
            // A link among them is read by nobody, and is told as unreadable.
            found.push(path);
        }
        if found.len() > MOST_FILES {
            return Err(ReportProblem::Unreadable);
        }
    }
    Ok(())
}

/// The folders that a glob begins with.
fn fixed_folder(glob: &str) -> String {
    let parts: Vec<&str> = glob.split('/').collect();
    let is_fixed = |part: &&&str| !part.contains(['*', '?', '[', '{', '\\']);
    parts.iter().take_while(is_fixed).copied().collect::<Vec<_>>().join("/")
}

/// The sizes of the files that rules ask for; nothing for one that is no plain file.
pub(super) fn artifacts(check: &RunCheck, folder: &Path) -> BTreeMap<RepoPath, Option<u64>> {
    let asked = check.require.iter().flat_map(PassRule::artifacts);
    let mut ground = Ground::new(folder);
    let mut sizes = BTreeMap::new();
    for path in asked {
        let base = check.folder.as_ref().map_or("", RepoPath::as_str);
        let Some(place) = RepoPath::new(format!("{base}/{path}").trim_start_matches('/')) else {
            continue;
        };
        let seen = match ground.obstacle(&place) {
            Some(_) => None,
            None => fs::symlink_metadata(folder.join(place.as_str())).ok(),
        };
        sizes.insert(path, seen.filter(fs::Metadata::is_file).map(|seen| seen.len()));
    }
    sizes
}
