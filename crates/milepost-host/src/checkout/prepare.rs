//! Bringing a checkout into the state that a run needs, and making sure that it is.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

use milepost_core::{evidence::ObjectName, globs::Globs, id::CommitId, text::RepoPath};

use crate::{
    checkout::{
        error::{CheckoutError, file},
        parked::Parked,
        pool::Lock,
        store::{self, Store},
        survey::{Compared, Survey},
        sweep,
    },
    git::GitDir,
    mark::Tick,
};

/// What git is to do where it applies a patch.
const APPLY: &str = "apply";

/// A checkout that is leased: nobody else has it.
#[derive(Debug)]
pub struct Checkout {
    folder: PathBuf,
    source: GitDir,
    store: Store,
    /// What is checked out.
    last: Option<(Wanted, Prepared)>,
    /// What it looked like when that was done.
    surveyed: Option<Surveyed>,
    /// Unlocked when it is dropped.
    lock: Lock,
}

/// A checkout as it was when it was compared with its tree.
#[derive(Debug)]
struct Surveyed {
    /// The working tree without its `.git`.
    tree: Survey,
    /// That `.git`.
    git: Survey,
    /// What it was made from.
    store: Survey,
}

/// What a checkout is to hold.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The commit.
    pub commit: CommitId,
    /// Files and folders of the commit that are left out; nothing is left out that is not here.
    pub left_out: Vec<RepoPath>,
    /// Where something is said, only files that match: for runs that see their inputs and no more.
    pub only: Option<Globs>,
}

/// What a checkout holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The tree of the commit.
    pub tree: ObjectName,
    /// That tree without what was left out: what is checked out.
    pub project: ObjectName,
    /// What git says is checked out: the commit, or one on top of it that removes what was left out.
    pub head: CommitId,
    /// How the checkout differs from what people may expect.
    pub remarks: Vec<Box<str>>,
}

impl Checkout {
    pub(super) fn open(folder: PathBuf, source: GitDir, lock: Lock) -> Result<Self, CheckoutError> {
        let store = Store::open(&folder, &source)?;
        Ok(Self { folder, source, store, last: None, surveyed: None, lock })
    }

    /// The folder that runs work in.
    pub fn root(&self) -> &Path {
        &self.store.tree
    }

    /// The file that is open in every process of a run here: as long as one has it, nobody else gets
    /// this checkout.
    pub fn lent(&self) -> Arc<File> {
        Arc::clone(&self.lock.lent)
    }

    /// Checks out what is wanted; removes everything else but `keep`, and every file that a report
    /// would be taken from, even where the commit has one.
    ///
    /// What cannot be cleaned is thrown away and made anew, once.
    pub fn prepare(
        &mut self,
        wanted: &Wanted,
        keep: &[RepoPath],
        reports: &Globs,
    ) -> Result<Prepared, CheckoutError> {
        Parked::new(&self.folder, &self.store.tree).change(keep);
        if let Some(prepared) = self.still(wanted, keep) {
            self.clear(reports)?;
            return Ok(prepared);
        }
        self.surveyed = None;
        let prepared = match self.bring(wanted, keep) {
            Ok(prepared) => prepared,
            Err(_broken) => {
                self.last = None;
                sweep::remove(&self.folder).map_err(file("remove", &self.folder))?;
                self.store = Store::open(&self.folder, &self.source)?;
                let mut prepared = self.bring(wanted, keep)?;
                if !keep.is_empty() {
                    prepared.remark("the checkout was broken and is made anew: nothing is kept");
                }
                prepared
            }
        };
        self.store.lend()?;
        self.surveyed = self.survey(keep);
        self.clear(reports)?;
        Ok(prepared)
    }

    /// What is checked out, where that is what is wanted and nothing but strays were added to it since
    /// it was compared with its tree. The strays are removed; a `.git` that was changed is made anew.
    fn still(&mut self, wanted: &Wanted, keep: &[RepoPath]) -> Option<Prepared> {
        let (_, prepared) = self.last.as_ref().filter(|(last, _)| last.is(wanted))?;
        let surveyed = self.surveyed.as_mut()?;
        let now = Tick::now(&self.lock.own).ok()?;
        if surveyed.store.compare(now, &[]) != Compared::Same {
            return None;
        }
        match surveyed.tree.compare(now, keep) {
            Compared::Same => {}
            Compared::Changed => return None,
            Compared::Strays(strays) => {
                for stray in &strays {
                    sweep::remove(stray).ok()?;
                }
                let now = Tick::now(&self.lock.own).ok()?;
                if surveyed.tree.compare(now, keep) != Compared::Same {
                    return None;
                }
            }
        }
        if surveyed.git.compare(now, &[]) != Compared::Same {
            self.store.lend().ok()?;
            let now = Tick::now(&self.lock.own).ok()?;
            surveyed.git = Survey::take(&self.store.lent(), now, &[]).ok()?;
        }
        Some(prepared.clone())
    }

    /// Looks at what was just brought and lent. Nothing where it cannot tell every change, so that the
    /// next preparation asks git.
    fn survey(&self, keep: &[RepoPath]) -> Option<Surveyed> {
        // What is kept is not looked at, so nothing of the commit may lie there.
        if !keep.is_empty() {
            let paths = keep.iter().map(RepoPath::as_str);
            let asked: Vec<&str> = ["ls-files", "-z", "--"].into_iter().chain(paths).collect();
            let tracked = self.store.git("ls-files", &asked, b"").ok()?;
            if !tracked.is_empty() {
                return None;
            }
        }
        let device = |seen: std::io::Result<fs::Metadata>| {
            seen.map(|it| std::os::unix::fs::MetadataExt::dev(&it)).ok()
        };
        // Its clock must be that of the files.
        if device(self.lock.own.metadata())? != device(fs::metadata(&self.store.tree))? {
            return None;
        }
        let now = Tick::now(&self.lock.own).ok()?;
        Some(Surveyed {
            tree: Survey::take(&self.store.tree, now, keep).ok()?,
            git: Survey::take(&self.store.lent(), now, &[]).ok()?,
            store: Survey::of_files(&self.store.lendings(), now).ok()?,
        })
    }

    /// Applies a patch to what was prepared, and gives the name of the tree that comes of it. The next
    /// preparation removes it again.
    ///
    /// # Errors
    ///
    /// `git apply` refuses a patch that does not fit, and then changes nothing.
    pub fn patch(&mut self, patch: &[u8], reports: &Globs) -> Result<ObjectName, CheckoutError> {
        (self.last, self.surveyed) = (None, None);
        self.store.git(APPLY, &["apply", "--index", "--whitespace=nowarn", "-"], patch)?;
        let project = self.name("write-tree", &["write-tree"], b"")?;
        self.store.lend()?;
        self.clear(reports)?;
        Ok(project)
    }

    /// Removes every file that a report would be taken from, between two runs of one preparation.
    pub fn clear(&self, reports: &Globs) -> Result<(), CheckoutError> {
        sweep::remove_reports(&self.store.tree, reports).map_err(file("clean", &self.store.tree))
    }

    fn bring(&mut self, wanted: &Wanted, keep: &[RepoPath]) -> Result<Prepared, CheckoutError> {
        let last = self.last.as_ref().filter(|(last, _)| last.is(wanted));
        if let Some((_, prepared)) = last
            && self.differences(keep)?.is_empty()
        {
            return Ok(prepared.clone());
        }
        let known = self.last.take().filter(|(last, _)| last.is(wanted));
        let mut prepared = match known {
            Some((_, prepared)) => prepared,
            None => self.compose(wanted)?,
        };
        store::write(&self.store.git.join("HEAD"), format!("{}\n", prepared.head).as_bytes())?;
        self.store.git("reset", &["reset", "--quiet", "--hard"], b"")?;
        let kept: Vec<String> =
            keep.iter().map(|path| format!("--exclude=/{}", escaped(path))).collect();
        let clean =
            ["clean", "--quiet", "-ffdx"].into_iter().chain(kept.iter().map(String::as_str));
        self.store.git("clean", &clean.collect::<Vec<_>>(), b"")?;
        if let [first, more @ ..] = self.differences(keep)?.as_slice() {
            return Err(CheckoutError::NotClean { first: first.clone(), more: more.len() });
        }
        if self.source.dir.join("info/sparse-checkout").exists() {
            prepared.remark("sparse checkout does not apply here: all files are there");
        }
        if fs::read_to_string(self.store.tree.join(".gitattributes"))
            .is_ok_and(|text| text.contains("filter="))
        {
            prepared.remark("filters such as Git LFS are not run: files are as git stores them");
        }
        self.last = Some((wanted.clone(), prepared.clone()));
        Ok(prepared)
    }

    /// The paths in which the checkout differs from its index.
    fn differences(&self, keep: &[RepoPath]) -> Result<Vec<Box<str>>, CheckoutError> {
        let status = ["status", "--porcelain", "-z", "--no-renames", "--ignored=matching", "-uall"];
        let said = self.store.git("status", &status, b"")?;
        let said = String::from_utf8_lossy(&said);
        let entries = said.split('\0').filter(|entry| !entry.is_empty());
        let mut strange: Vec<Box<str>> = Vec::new();
        for entry in entries {
            let path = entry.get(3..).unwrap_or(entry);
            let is_outside = entry.starts_with("??") || entry.starts_with("!!");
            let is_around = |kept: &RepoPath| kept.as_str().starts_with(path);
            if is_outside && path.ends_with('/') && keep.iter().any(is_around) {
                // An ignored folder is listed as one, whatever of it is kept.
                let files = sweep::files(&self.store.tree, &self.store.tree.join(path));
                strange.extend(files.into_iter().filter(|file| !is_kept(file, keep)));
            } else if !(is_outside && is_kept(path, keep)) {
                strange.push(path.into());
            }
        }
        Ok(strange)
    }

    /// Makes the tree and the commit that are to be checked out.
    fn compose(&self, wanted: &Wanted) -> Result<Prepared, CheckoutError> {
        let commit =
            self.store.git("cat-file", &["cat-file", "commit", wanted.commit.as_str()], b"")?;
        // Text in another encoding than UTF-8 stands only behind the fields used here.
        let commit = String::from_utf8_lossy(&commit);
        let header = commit.split_once("\n\n").map_or(&*commit, |(header, _)| header);
        let field = |name: &str| header.lines().find_map(|line| line.strip_prefix(name));
        let tree = field("tree ").and_then(ObjectName::new);
        let tree = tree.ok_or(CheckoutError::Answer { task: "cat-file" })?;
        self.store.git("read-tree", &["read-tree", wanted.commit.as_str()], b"")?;
        let listed = self.store.git("ls-files", &["ls-files", "-z", "--stage"], b"")?;
        let mut removed = Vec::new();
        let mut submodules = 0;
        for entry in listed.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
            let end = entry.iter().position(|byte| *byte == b'\t').unwrap_or(entry.len());
            let path = entry.get(end + 1..).unwrap_or_default();
            if wanted.has(path) {
                submodules += usize::from(entry.starts_with(b"160000"));
            } else {
                removed.extend(path);
                removed.push(0);
            }
        }
        self.store.git(
            "update-index",
            &["update-index", "-z", "--force-remove", "--stdin"],
            &removed,
        )?;
        let project = self.name("write-tree", &["write-tree"], b"")?;
        let head = if project == tree {
            wanted.commit.clone()
        } else {
            let lines =
                ["author ", "committer "].map(|name| (name, field(name).unwrap_or_default()));
            let [author, committer] = lines.map(|(name, value)| format!("{name}{value}"));
            let text = format!(
                "tree {project}\nparent {}\n{author}\n{committer}\n\nproject tree of {}\n",
                wanted.commit, wanted.commit
            );
            let write = ["hash-object", "-t", "commit", "-w", "--stdin"];
            let name = self.name("hash-object", &write, text.as_bytes())?;
            let head = CommitId::new(name.as_str());
            head.ok_or(CheckoutError::Answer { task: "hash-object" })?
        };
        let mut prepared = Prepared { tree, project, head, remarks: Vec::new() };
        if submodules > 0 {
            prepared.remark("submodules are not checked out: their folders are empty");
        }
        Ok(prepared)
    }

    /// The object that git names in its answer.
    fn name(
        &self,
        task: &'static str,
        arguments: &[&str],
        input: &[u8],
    ) -> Result<ObjectName, CheckoutError> {
        let said = self.store.git(task, arguments, input)?;
        let name = ObjectName::new(String::from_utf8_lossy(&said).trim());
        name.ok_or(CheckoutError::Answer { task })
    }
}

impl Wanted {
    /// Whether two of them are the same files.
    fn is(&self, other: &Self) -> bool {
        let globs = |it: &Self| {
            it.only.as_ref().map(|only| only.patterns().map(str::to_owned).collect::<Vec<_>>())
        };
        self.commit == other.commit
            && self.left_out == other.left_out
            && globs(self) == globs(other)
    }

    /// Whether a file of the commit is wanted. A name that is no text is matched by no glob and is
    /// left out by its folder alone.
    fn has(&self, path: &[u8]) -> bool {
        let text = String::from_utf8_lossy(path);
        let is_left_out = self.left_out.iter().any(|left_out| is_below(&text, left_out));
        let is_input = self.only.as_ref().is_none_or(|only| {
            std::str::from_utf8(path)
                .ok()
                .and_then(RepoPath::new)
                .is_some_and(|it| only.matches(&it))
        });
        !is_left_out && is_input
    }
}

impl Prepared {
    fn remark(&mut self, remark: &str) {
        if !self.remarks.iter().any(|known| **known == *remark) {
            self.remarks.push(remark.into());
        }
    }
}

fn is_kept(path: &str, keep: &[RepoPath]) -> bool {
    keep.iter().any(|kept| is_below(path, kept))
}

/// Whether a path is another one or lies in it.
fn is_below(path: &str, folder: &RepoPath) -> bool {
    let rest = path.strip_prefix(folder.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path as a pattern that matches it and nothing else.
fn escaped(path: &RepoPath) -> String {
    let mut pattern = String::new();
    for character in path.as_str().chars() {
        if matches!(character, '*' | '?' | '[' | '\\' | ' ' | '!' | '#') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}
