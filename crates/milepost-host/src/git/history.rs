//! Who descends from whom: what a commit can reach, and the commits of a range.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, BufRead as _, BufReader, Read as _},
    process::{Child, ChildStdout},
};

use jiff::Timestamp;
use milepost_core::{
    globs::Globs,
    render::pages::{Commits, LedgerCommit},
    repository::{RangeCommit, Waiting, waiting_lines},
    text::RepoPath,
};

use crate::{
    decode::lossy,
    git::{
        GitDir, command,
        commit::Commit,
        objects::{Answer, ObjectKind, Objects, ObjectsError, said},
        oid::ObjectId,
        tree::{self, RawTrees, Trees},
    },
};

/// Why history could not be walked.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// Git could not be started.
    #[error("could not start git, which is needed to walk the history")]
    Start {
        /// What the system said.
        source: io::Error,
    },
    /// What git printed could not be read.
    #[error("could not read the history from git rev-list")]
    Read {
        /// What the system said.
        source: io::Error,
    },
    /// Git failed.
    #[error("git rev-list failed{}", said(stderr))]
    Failed {
        /// What git said.
        stderr: String,
    },
    /// The clone is partial and lacks what a file held; nothing is fetched.
    #[error("what {path} held in the history is not in this clone")]
    NotHere {
        /// The file.
        path: RepoPath,
    },
    /// A commit could not be read.
    #[error("could not read the commits of the range")]
    Objects(#[from] ObjectsError),
}

/// Those of `wanted` that `from` descends from or is.
///
/// One walk for all of them, from the newest commit backwards, which ends with the last one found.
pub(crate) fn reachable(
    repository: &GitDir,
    from: ObjectId,
    wanted: &BTreeSet<ObjectId>,
) -> Result<BTreeSet<ObjectId>, HistoryError> {
    let mut found: BTreeSet<ObjectId> = wanted.iter().filter(|id| **id == from).copied().collect();
    if found.len() == wanted.len() {
        return Ok(found);
    }
    let mut walk = Walk::start(repository, &[from.to_string()])?;
    while found.len() < wanted.len() {
        let Some(id) = walk.next()? else { break };
        if wanted.contains(&id) {
            found.insert(id);
        }
    }
    Ok(found)
}

/// The newest commit that `from` descends from or is and that touched a path.
pub(crate) fn last_that_touched(
    repository: &GitDir,
    from: ObjectId,
    path: &RepoPath,
) -> Result<Option<ObjectId>, HistoryError> {
    let arguments = ["-1".to_owned(), from.to_string(), "--".to_owned(), literal(path)];
    Walk::start(repository, &arguments)?.next()
}

/// How many commits `from` descends from or is, of those that touched a path where one is given.
pub(crate) fn count(
    repository: &GitDir,
    from: ObjectId,
    path: Option<&RepoPath>,
) -> Result<usize, HistoryError> {
    let mut arguments = vec!["rev-list".to_owned(), "--count".to_owned(), from.to_string()];
    arguments.extend(path.into_iter().flat_map(|path| ["--".to_owned(), literal(path)]));
    let output = command::git(repository, &arguments)
        .output()
        .map_err(|source| HistoryError::Start { source })?;
    let number = lossy(&output.stdout).trim().parse().ok();
    let failed = || HistoryError::Failed { stderr: lossy(&output.stderr) };
    number.filter(|_| output.status.success()).ok_or_else(failed)
}

/// A path that means itself alone, seen from the root of the project.
fn literal(path: &RepoPath) -> String {
    format!(":(top,literal){path}")
}

/// Those of `tips` that `from` does not descend from, and that are here. Only what is on neither side
/// is walked.
pub(crate) fn ahead(
    repository: &GitDir,
    from: ObjectId,
    tips: &BTreeSet<ObjectId>,
) -> Result<BTreeSet<ObjectId>, HistoryError> {
    let mut found = BTreeSet::new();
    if tips.is_empty() {
        return Ok(found);
    }
    let options = ["--ignore-missing".to_owned(), format!("^{from}")];
    let tip_names = tips.iter().map(ToString::to_string);
    let arguments: Vec<String> = options.into_iter().chain(tip_names).collect();
    let mut walk = Walk::start(repository, &arguments)?;
    while found.len() < tips.len() {
        let Some(id) = walk.next()? else { break };
        if tips.contains(&id) {
            found.insert(id);
        }
    }
    Ok(found)
}

/// A commit on the way back along first parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OnLine {
    /// The commit.
    pub(crate) id: ObjectId,
    /// When it was made, by its own word.
    pub(crate) dated: Timestamp,
}

/// A commit with the commits that lead to it along first parents, the oldest first; where `since` is
/// named, without those that are behind it.
pub(crate) fn line(
    repository: &GitDir,
    since: Option<ObjectId>,
    to: ObjectId,
) -> Result<Vec<OnLine>, HistoryError> {
    let mut arguments = vec!["--first-parent".to_owned(), "--timestamp".to_owned(), to.to_string()];
    arguments.extend(since.map(|since| format!("^{since}")));
    let mut walk = Walk::start(repository, &arguments)?;
    let mut line = Vec::new();
    while let Some((dated, id)) = walk.next_dated()? {
        let dated = Timestamp::from_second(dated).unwrap_or(Timestamp::UNIX_EPOCH);
        line.push(OnLine { id, dated });
    }
    line.reverse();
    Ok(line)
}

/// The commits that `to` has and `from` has not, newest first, with what they changed.
pub(crate) struct Stretch {
    /// The commits.
    pub(crate) commits: Vec<RangeCommit>,
    /// Whether a parent of one of them is missing here.
    pub(crate) cut_off: bool,
}

/// The newest commit that two have in common; nothing where there is none here.
pub(crate) fn merge_base(
    repository: &GitDir,
    one: ObjectId,
    other: ObjectId,
) -> Result<Option<ObjectId>, HistoryError> {
    let arguments = ["merge-base".to_owned(), one.to_string(), other.to_string()];
    let output = command::git(repository, &arguments)
        .output()
        .map_err(|source| HistoryError::Start { source })?;
    let found = ObjectId::from_hex(lossy(&output.stdout).lines().next().unwrap_or_default());
    // It ends with 1 where there is none.
    match (found, output.status.code()) {
        (None, code) if code != Some(1) => {
            Err(HistoryError::Failed { stderr: lossy(&output.stderr) })
        }
        (found, _) => Ok(found),
    }
}

/// What ends a walk backwards.
#[derive(Clone, Debug)]
pub(crate) enum Until {
    /// A commit and all that it descends from.
    Commit(ObjectId),
    /// All that the branches of a remote are known to have, and these commits with all that they descend
    /// from.
    Remote(String, Vec<ObjectId>),
}

impl Until {
    fn arguments(&self) -> Vec<String> {
        match self {
            Self::Commit(from) => vec![format!("^{from}")],
            Self::Remote(remote, besides) => {
                let besides = besides.iter().map(|id| format!("^{id}"));
                besides.chain(["--not".to_owned(), format!("--remotes={remote}")]).collect()
            }
        }
    }
}

/// So many of the commits along first parents that touched one of some paths, the newest first.
pub(crate) fn first_parents_touching(
    repository: &GitDir,
    from: ObjectId,
    paths: &[&RepoPath],
    most: usize,
) -> Result<Vec<ObjectId>, HistoryError> {
    let mut arguments = vec!["--first-parent".to_owned(), from.to_string(), "--".to_owned()];
    arguments.extend(paths.iter().map(|path| literal(path)));
    let mut walk = Walk::start(repository, &arguments)?;
    let mut found = Vec::new();
    while found.len() < most
        && let Some(id) = walk.next()?
    {
        found.push(id);
    }
    Ok(found)
}

/// The commits of one that are not behind others and that touched a path, on whatever branch; the
/// oldest first.
pub(crate) fn touching(
    repository: &GitDir,
    until: &Until,
    to: ObjectId,
    path: &RepoPath,
) -> Result<Vec<ObjectId>, HistoryError> {
    let mut arguments =
        vec!["--full-history".to_owned(), "--topo-order".to_owned(), to.to_string()];
    arguments.extend(until.arguments());
    arguments.extend(["--".to_owned(), literal(path)]);
    let mut walk = Walk::start(repository, &arguments)?;
    let mut ids = Vec::new();
    while let Some(id) = walk.next()? {
        ids.push(id);
    }
    ids.reverse();
    Ok(ids)
}

/// Reads the commits of one that are not behind others, and in `tracking` files the lines that wait.
pub(crate) fn stretch(
    objects: &mut Objects<'_>,
    until: &Until,
    to: ObjectId,
    tracking: &[&Globs],
) -> Result<Stretch, HistoryError> {
    let arguments =
        ["--date-order".to_owned(), to.to_string()].into_iter().chain(until.arguments());
    let mut walk = Walk::start(objects.repository(), &arguments.collect::<Vec<_>>())?;
    let mut ids = Vec::new();
    while let Some(id) = walk.next()? {
        ids.push(id);
    }
    let commits = commits(objects, &ids)?;
    let mut trees = Trees::default();
    let mut stretch = Stretch { commits: Vec::new(), cut_off: false };
    for id in ids {
        let Some(commit) = commits.get(&id) else {
            stretch.cut_off = true;
            continue;
        };
        let before = parent_tree(objects, &commits, commit)?;
        let paths = match before {
            Before::Tree(before) => tree::changed(objects, &mut trees, before, Some(commit.tree))?,
            // Against a parent that is not here everything would look changed.
            Before::CutOff => BTreeSet::new(),
        };
        stretch.cut_off |= matches!(before, Before::CutOff);
        let is_tracking = |path: &&RepoPath| tracking.iter().any(|globs| globs.matches(path));
        let mut waiting = Vec::new();
        for path in paths.iter().filter(is_tracking) {
            let old = match before {
                Before::Tree(Some(tree)) => waiting_in(objects, tree, path)?,
                Before::Tree(None) | Before::CutOff => Vec::new(),
            };
            let after = waiting_in(objects, commit.tree, path)?;
            waiting.push(Waiting { path: path.clone(), before: old, after });
        }
        stretch.commits.push(RangeCommit {
            id: id.commit(),
            subject: commit.subject.clone(),
            committed: commit.committed,
            message: commit.message.clone(),
            is_merge: commit.parents.len() > 1,
            paths,
            author: commit.author.clone(),
            waiting,
        });
    }
    Ok(stretch)
}

/// The newest commits that one descends from, itself first, and what itself changed.
pub(crate) fn log(
    objects: &mut Objects<'_>,
    from: ObjectId,
    most: usize,
) -> Result<Commits, HistoryError> {
    let arguments = ["--date-order".to_owned(), format!("--max-count={most}"), from.to_string()];
    let mut walk = Walk::start(objects.repository(), &arguments)?;
    let mut ids = Vec::new();
    while let Some(id) = walk.next()? {
        ids.push(id);
    }
    let commits = commits(objects, &ids)?;
    let list = ids.iter().filter_map(|id| {
        let commit = commits.get(id)?;
        Some(LedgerCommit {
            id: id.commit(),
            subject: commit.subject.clone(),
            committed: commit.committed,
            is_merge: commit.parents.len() > 1,
        })
    });
    let list = list.collect();
    let newest = match commits.get(&from) {
        Some(commit) => match parent_tree(objects, &commits, commit)? {
            Before::Tree(before) => {
                tree::changed(objects, &mut Trees::default(), before, Some(commit.tree))?
            }
            Before::CutOff => BTreeSet::new(),
        },
        None => BTreeSet::new(),
    };
    let is_cut_off = objects.repository().is_shallow && ids.len() < most;
    Ok(Commits { list, newest: newest.into_iter().collect(), is_cut_off })
}

/// The lines of a file of a tree that wait for a commit; none where it is no text or not there.
fn waiting_in(
    objects: &mut Objects<'_>,
    tree: ObjectId,
    path: &RepoPath,
) -> Result<Vec<Box<str>>, HistoryError> {
    if path.as_str().contains(['\n', '\0']) {
        return Ok(Vec::new());
    }
    Ok(match objects.get(&format!("{tree}:{path}"))? {
        Answer::Found(object) if object.kind == ObjectKind::Blob => {
            waiting_lines(&lossy(&object.bytes))
        }
        // Not there, or not here: what it held is not known.
        Answer::Missing if RawTrees::default().file(objects, tree, path)?.is_some() => {
            return Err(HistoryError::NotHere { path: path.clone() });
        }
        Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => {
            Vec::new()
        }
    })
}

/// What a commit is compared with.
enum Before {
    /// The tree of its first parent; none for a commit that begins a history.
    Tree(Option<ObjectId>),
    /// A parent that is not here.
    CutOff,
}

fn parent_tree(
    objects: &mut Objects<'_>,
    commits: &BTreeMap<ObjectId, Commit>,
    commit: &Commit,
) -> Result<Before, ObjectsError> {
    let Some(parent) = commit.parents.first() else { return Ok(Before::Tree(None)) };
    let tree = match commits.get(parent) {
        Some(parent) => Some(parent.tree),
        None => self::commit(objects, *parent)?.map(|parent| parent.tree),
    };
    Ok(tree.map_or(Before::CutOff, |tree| Before::Tree(Some(tree))))
}

/// When a commit was made, as far as one can believe it: one that says it is older than what it was
/// made from is as new as the newest of that.
pub(crate) fn made(objects: &mut Objects<'_>, commit: &Commit) -> Result<Timestamp, ObjectsError> {
    let mut newest = commit.committed;
    for parent in &commit.parents {
        // Where a shallow clone is cut off, the commit's own word is all there is.
        if let Some(parent) = self::commit(objects, *parent)? {
            newest = newest.max(parent.committed);
        }
    }
    Ok(newest)
}

/// Reads one commit; nothing for an object that is none or is not here.
pub(crate) fn commit(
    objects: &mut Objects<'_>,
    id: ObjectId,
) -> Result<Option<Commit>, ObjectsError> {
    Ok(parsed(objects.get(&id.to_string())?))
}

/// Reads many commits; those that are none or are not here are left out.
fn commits(
    objects: &mut Objects<'_>,
    ids: &[ObjectId],
) -> Result<BTreeMap<ObjectId, Commit>, ObjectsError> {
    let names: Vec<String> = ids.iter().map(ObjectId::to_string).collect();
    let mut commits = BTreeMap::new();
    objects.each(&names, |at, answer| {
        commits.extend(ids.get(at).copied().zip(parsed(answer)));
    })?;
    Ok(commits)
}

fn parsed(answer: Answer) -> Option<Commit> {
    match answer {
        Answer::Found(object) if object.kind == ObjectKind::Commit => Commit::parse(&object.bytes),
        Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => None,
    }
}

/// One file that a commit added, changed or took away, as `git log --raw -z` tells it.
pub(crate) struct RawChange {
    /// The commit.
    pub(crate) commit: ObjectId,
    /// The path of the file.
    pub(crate) path: String,
    /// The content that it had; the name of nothing where it is new.
    pub(crate) before: ObjectId,
    /// The content that it has; the name of nothing where it is gone.
    pub(crate) after: ObjectId,
    /// Whether it is gone.
    pub(crate) is_deletion: bool,
}

/// Takes the answer of `git log --format=%H --raw --no-abbrev -z` apart: an id for each commit, then
/// `:<modes> <ids> <status>` and a path for each change, all ended by NUL.
pub(crate) fn raw_changes(output: &[u8]) -> Vec<RawChange> {
    let mut changes = Vec::new();
    let mut commit = None;
    let mut fields = output.split(|byte| *byte == 0).map(lossy);
    while let Some(field) = fields.next() {
        let field = field.trim_matches('\n');
        let Some(raw) = field.strip_prefix(':') else {
            commit = ObjectId::from_hex(field).or(commit);
            continue;
        };
        let words: Vec<&str> = raw.split(' ').collect();
        let (&[_, _, before, after, status], Some(path)) = (&*words, fields.next()) else {
            continue;
        };
        let ids = ObjectId::from_hex(before).zip(ObjectId::from_hex(after));
        if let (Some(commit), Some((before, after))) = (commit, ids) {
            let is_deletion = status == "D";
            changes.push(RawChange { commit, path, before, after, is_deletion });
        }
    }
    changes
}

/// A `git rev-list` that is read as it goes.
struct Walk {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Walk {
    fn start(repository: &GitDir, arguments: &[String]) -> Result<Self, HistoryError> {
        let all = ["rev-list"].into_iter().chain(arguments.iter().map(String::as_str));
        let mut child = command::git(repository, all)
            .spawn()
            .map_err(|source| HistoryError::Start { source })?;
        let lines = BufReader::new(child.stdout.take().expect("its output is piped"));
        Ok(Self { child, lines })
    }

    fn next(&mut self) -> Result<Option<ObjectId>, HistoryError> {
        self.next_as(ObjectId::from_hex)
    }

    /// The next commit of a walk that tells when each was made, in seconds.
    fn next_dated(&mut self) -> Result<Option<(i64, ObjectId)>, HistoryError> {
        self.next_as(|line| {
            let (dated, id) = line.split_once(' ')?;
            // A date that is no number is that of git: the beginning of its time.
            Some((dated.parse().unwrap_or_default(), ObjectId::from_hex(id)?))
        })
    }

    fn next_as<T>(
        &mut self,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, HistoryError> {
        let refused = |source| HistoryError::Read { source };
        let mut line = String::new();
        self.lines.read_line(&mut line).map_err(refused)?;
        if let Some(found) = read(line.trim_end()) {
            return Ok(Some(found));
        }
        let is_whole = self.child.wait().map_err(refused)?.success() && line.is_empty();
        if is_whole { Ok(None) } else { Err(HistoryError::Failed { stderr: self.complaints() }) }
    }

    fn complaints(&mut self) -> String {
        let mut text = Vec::new();
        let stderr = self.child.stderr.take();
        // What cannot be read of a complaint is left out of it.
        drop(stderr.map(|stderr| stderr.take(4096).read_to_end(&mut text)));
        lossy(&text)
    }
}

impl Drop for Walk {
    fn drop(&mut self) {
        // It only reads, and may be stopped anywhere; one that has ended cannot be killed.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
