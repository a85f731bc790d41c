//! Whether a folder is as it was, told by what the system notes of its files, as git's index does it.
//!
//! Size, mode, inode and both times of every file are compared; the time of change cannot be set by
//! a program. A file that was changed in the very tick of the file system's clock in which it was
//! looked at may be changed again unseen: of such a file the content is compared as well, until it
//! is old enough. A folder whose times are as they were holds the same names.

use std::{
    fs::{self, Metadata},
    io,
    path::{Path, PathBuf},
};

use milepost_core::{digest::Digest, text::RepoPath};

use crate::mark::{Mark, Tick};

/// What is known of a folder with all that is in it.
#[derive(Debug)]
pub(super) struct Survey {
    root: PathBuf,
    /// What runs may keep there, and so is not looked at.
    keep: Vec<RepoPath>,
    /// Sorted by path.
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    path: PathBuf,
    look: Look,
    mark: Mark,
    /// What is known beside the mark.
    doubt: Doubt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    File,
    Link,
    Folder,
}

/// Whether a mark alone tells that nothing was changed.
#[derive(Debug)]
enum Doubt {
    /// It does.
    None,
    /// It was taken too soon: the content, too, must be this.
    Content(Digest),
    /// It was taken too soon, or is a folder that is to be listed each time.
    Listing,
}

/// How a folder compares with what is known of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Compared {
    /// It is the same.
    Same,
    /// The same, but for these, which were not there.
    Strays(Vec<PathBuf>),
    /// Something is gone or is not what it was, or cannot be looked at.
    Changed,
}

impl Survey {
    /// Looks at everything in a folder but what runs keep there.
    pub(super) fn take(root: &Path, now: Tick, keep: &[RepoPath]) -> io::Result<Self> {
        let mut survey = Self { root: root.to_owned(), keep: keep.to_vec(), entries: Vec::new() };
        let mut open = vec![root.to_owned()];
        while let Some(path) = open.pop() {
            let entry = Entry::of(path, now)?;
            if entry.look == Look::Folder {
                for child in fs::read_dir(&entry.path)? {
                    let child = child?.path();
                    if survey.place(&child) != Place::Kept {
                        open.push(child);
                    }
                }
            }
            survey.entries.push(entry);
        }
        survey.entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(survey)
    }

    /// Looks at some files, those that are there, and nothing around them.
    pub(super) fn of_files(files: &[PathBuf], now: Tick) -> io::Result<Self> {
        let there = files.iter().filter(|file| fs::symlink_metadata(file).is_ok());
        let entries = there.map(|file| Entry::of(file.clone(), now));
        let mut entries = entries.collect::<io::Result<Vec<Entry>>>()?;
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { root: PathBuf::new(), keep: Vec::new(), entries })
    }

    /// Compares the folder with what is known of it.
    pub(super) fn compare(&mut self, now: Tick, keep: &[RepoPath]) -> Compared {
        if self.keep != keep {
            keep.clone_into(&mut self.keep);
            let folders = self.entries.iter_mut().filter(|it| it.look == Look::Folder);
            folders.for_each(|folder| folder.doubt = Doubt::Listing);
        }
        let mut strays = Vec::new();
        for at in 0..self.entries.len() {
            match self.compare_one(at, now, &mut strays) {
                Ok(true) => {}
                Ok(false) | Err(_) => return Compared::Changed,
            }
        }
        if strays.is_empty() { Compared::Same } else { Compared::Strays(strays) }
    }

    /// Whether one entry is what it was; what else lies in a folder is added to the strays.
    fn compare_one(&mut self, at: usize, now: Tick, strays: &mut Vec<PathBuf>) -> io::Result<bool> {
        let Some(entry) = self.entries.get(at) else { return Ok(false) };
        let seen = fs::symlink_metadata(&entry.path)?;
        let mark = Mark::of(&seen);
        if Look::of(&seen) != Some(entry.look) {
            return Ok(false);
        }
        let doubt = match entry.look {
            Look::File | Look::Link if mark != entry.mark => return Ok(false),
            Look::File | Look::Link => match entry.doubt {
                Doubt::None => return Ok(true),
                Doubt::Content(digest) if content(&entry.path, entry.look)? == digest => {
                    if mark.is_before(now) { Doubt::None } else { Doubt::Content(digest) }
                }
                Doubt::Content(_) | Doubt::Listing => return Ok(false),
            },
            Look::Folder if mark.identity() != entry.mark.identity() => return Ok(false),
            Look::Folder if mark == entry.mark && matches!(entry.doubt, Doubt::None) => {
                return Ok(true);
            }
            Look::Folder => match self.list(&entry.path, strays)? {
                Listed::Once if mark.is_before(now) => Doubt::None,
                Listed::Once | Listed::Again => Doubt::Listing,
            },
        };
        if let Some(entry) = self.entries.get_mut(at) {
            (entry.mark, entry.doubt) = (mark, doubt);
        }
        Ok(true)
    }

    /// Adds what lies in a folder and is not known to the strays.
    fn list(&self, folder: &Path, strays: &mut Vec<PathBuf>) -> io::Result<Listed> {
        let mut listed = Listed::Once;
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            for child in fs::read_dir(&folder)? {
                let child = child?;
                let path = child.path();
                if self.entries.binary_search_by(|it| it.path.cmp(&path)).is_ok() {
                    continue;
                }
                match self.place(&path) {
                    Place::Kept => {}
                    // What is kept lies deeper: a change beside it does not show in this folder.
                    Place::Around if child.file_type()?.is_dir() => {
                        listed = Listed::Again;
                        open.push(path);
                    }
                    Place::Around | Place::Watched => strays.push(path),
                }
            }
        }
        Ok(listed)
    }

    fn place(&self, path: &Path) -> Place {
        let Ok(inside) = path.strip_prefix(&self.root) else { return Place::Watched };
        if inside == Path::new(".git") && !self.root.ends_with(".git") {
            return Place::Kept;
        }
        let kept = || self.keep.iter().map(|kept| Path::new(kept.as_str()));
        if kept().any(|kept| inside.starts_with(kept)) {
            Place::Kept
        } else if kept().any(|kept| kept.starts_with(inside)) {
            Place::Around
        } else {
            Place::Watched
        }
    }
}

/// What a path is to a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Looked at.
    Watched,
    /// A folder with something in it that runs keep, somewhere.
    Around,
    /// Not looked at: kept, or the git folder, which has a survey of its own.
    Kept,
}

/// Whether a folder must be listed again when its times are as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listed {
    Once,
    Again,
}

impl Entry {
    fn of(path: PathBuf, now: Tick) -> io::Result<Self> {
        let seen = fs::symlink_metadata(&path)?;
        // Pipes and devices are in no commit.
        let look = Look::of(&seen).ok_or(io::ErrorKind::Unsupported)?;
        let mark = Mark::of(&seen);
        let doubt = match look {
            // What it holds is known only after it is listed once with what is kept.
            Look::Folder => Doubt::Listing,
            Look::File | Look::Link if mark.is_before(now) => Doubt::None,
            Look::File | Look::Link => Doubt::Content(content(&path, look)?),
        };
        Ok(Self { path, look, mark, doubt })
    }
}

impl Look {
    fn of(seen: &Metadata) -> Option<Self> {
        let kind = seen.file_type();
        if kind.is_file() {
            Some(Self::File)
        } else if kind.is_symlink() {
            Some(Self::Link)
        } else {
            kind.is_dir().then_some(Self::Folder)
        }
    }
}

/// The digest of what a file says or a link names.
fn content(path: &Path, look: Look) -> io::Result<Digest> {
    match look {
        Look::Link => Ok(Digest::of(fs::read_link(path)?.as_os_str().as_encoded_bytes())),
        Look::File | Look::Folder => Ok(Digest::of(&fs::read(path)?)),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, File},
        os::unix::fs::{PermissionsExt as _, symlink},
        path::Path,
        time::{Duration, SystemTime},
    };

    use milepost_core::text::RepoPath;

    use super::{Compared, Survey};
    use crate::mark::Tick;

    struct Bench {
        folder: tempfile::TempDir,
        probe: File,
        survey: Survey,
        keep: Vec<RepoPath>,
    }

    impl Bench {
        fn new(keep: &[&str]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join("tree");
            fs::create_dir_all(root.join("a/b")).unwrap();
            fs::create_dir_all(root.join(".git")).unwrap();
            fs::write(root.join("a/b/file"), "text").unwrap();
            fs::write(root.join("top"), "text").unwrap();
            symlink("top", root.join("link")).unwrap();
            let probe = File::create(folder.path().join("probe")).unwrap();
            let keep: Vec<RepoPath> = keep.iter().map(|it| RepoPath::new(it).unwrap()).collect();
            let survey = Survey::take(&root, Tick::now(&probe).unwrap(), &keep).unwrap();
            Self { folder, probe, survey, keep }
        }

        fn compare(&mut self) -> String {
            let root = self.folder.path().join("tree");
            match self.survey.compare(Tick::now(&self.probe).unwrap(), &self.keep) {
                Compared::Same => "same".to_owned(),
                Compared::Changed => "changed".to_owned(),
                Compared::Strays(mut strays) => {
                    strays.sort();
                    let inside = strays.iter().map(|it| it.strip_prefix(&root).unwrap());
                    inside.map(|it| it.to_str().unwrap()).collect::<Vec<_>>().join(" ")
                }
            }
        }
    }

    #[track_caller]
    fn check(keep: &[&str], change: impl Fn(&Path), expected: &str) {
        // Once in the tick in which all was written, once after comparing until nothing is in doubt.
        for settled in [false, true] {
            let mut bench = Bench::new(keep);
            if settled {
                std::thread::sleep(Duration::from_millis(30));
                assert_eq!(bench.compare(), "same");
                assert_eq!(bench.compare(), "same");
            }
            change(&bench.folder.path().join("tree"));
            assert_eq!(bench.compare(), expected, "settled: {settled}");
        }
    }

    #[test]
    fn any_change_of_any_file_shows() {
        check(&[], |_| (), "same");
        check(&[], |root| fs::write(root.join("a/b/file"), "next").unwrap(), "changed");
        check(&[], |root| fs::remove_file(root.join("top")).unwrap(), "changed");
        check(&[], |root| fs::remove_dir_all(root.join("a")).unwrap(), "changed");
        let mode = |root: &Path, name: &str, mode| {
            fs::set_permissions(root.join(name), fs::Permissions::from_mode(mode)).unwrap();
        };
        check(&[], |root| mode(root, "top", 0o755), "changed");
        check(&[], |root| mode(root, "a", 0o700), "changed");
        let relink = |root: &Path, to: &str| {
            fs::remove_file(root.join("link")).unwrap();
            symlink(to, root.join("link")).unwrap();
        };
        check(&[], |root| relink(root, "a/b"), "changed");
    }

    #[test]
    fn a_time_that_is_set_back_hides_nothing() {
        let set_back = |root: &Path| {
            let path = root.join("a/b/file");
            let before = fs::metadata(&path).unwrap().modified().unwrap();
            fs::write(&path, "next").unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(before).unwrap();
        };
        check(&[], set_back, "changed");
        let years_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let swapped = |root: &Path| {
            fs::write(root.join("other"), "next").unwrap();
            fs::rename(root.join("other"), root.join("top")).unwrap();
            File::options()
                .write(true)
                .open(root.join("top"))
                .unwrap()
                .set_modified(years_ago)
                .unwrap();
        };
        check(&[], swapped, "changed");
    }

    #[test]
    fn what_was_not_there_is_named_however_deep() {
        check(&[], |root| fs::write(root.join("a/b/new"), "").unwrap(), "a/b/new");
        check(&[], |root| fs::create_dir(root.join("a/empty")).unwrap(), "a/empty");
        check(&[], |root| symlink("/", root.join("a/root")).unwrap(), "a/root");
        // The git folder has a survey of its own.
        check(&[], |root| fs::write(root.join(".git/x"), "").unwrap(), "same");
        check(&[], |root| fs::create_dir_all(root.join("a/.git")).unwrap(), "a/.git");
    }

    #[test]
    fn what_is_kept_is_let_be_and_what_lies_beside_it_is_not() {
        let make = |name: &'static str| {
            move |root: &Path| {
                fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
                fs::write(root.join(name), "").unwrap();
            }
        };
        check(&["out"], make("out/x/y"), "same");
        check(&["out/cache"], make("out/cache/y"), "same");
        check(&["out/cache"], make("out/other"), "out/other");
        check(&["out/cache"], make("outer"), "outer");
        check(&["a/b/new"], make("a/b/new"), "same");
    }

    #[test]
    fn a_folder_around_what_is_kept_is_looked_into_each_time() {
        let mut bench = Bench::new(&["out/cache"]);
        let out = bench.folder.path().join("tree/out");
        fs::create_dir_all(out.join("cache")).unwrap();
        std::thread::sleep(Duration::from_millis(30));
        assert_eq!(bench.compare(), "same");
        fs::write(out.join("stray"), "").unwrap();
        assert_eq!(bench.compare(), "out/stray");
        // Kept no more, it is a stray, whatever was known before.
        fs::remove_file(out.join("stray")).unwrap();
        bench.keep.clear();
        assert_eq!(bench.compare(), "out");
    }
}
