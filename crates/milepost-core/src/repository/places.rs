//! Where a path that a document cites may lie, and which of those places git knows best.

use crate::{
    repository::{PathState, Repository},
    text::RepoPath,
};

/// The places that a cited path may mean.
///
/// People cite from the root (`src/api.rs`), from the folder of the document (`../log.txt`) and by
/// the end of a path alone (`ffi/mod.rs`). Which one is meant only the repository can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Whole paths, the likeliest first. Empty for what is absolute or points outside.
    pub paths: Vec<RepoPath>,
    /// The end of a path that may begin anywhere.
    pub tail: Option<Box<str>>,
}

/// A cited path, found at one of its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The place.
    pub path: RepoPath,
    /// What is known about it.
    pub state: PathState,
}

impl Places {
    /// The places that `cited` may mean in `document`; none for a path outside the repository.
    pub fn of(document: &RepoPath, cited: &str) -> Self {
        let cited = cited.split(['#', '?']).next().unwrap_or_default().trim();
        if cited.is_empty() || is_absolute(cited) {
            return Self::default();
        }
        let mut places = Self::default();
        for spelling in [Some(cited.replace('\\', "/")), unescaped(cited)].into_iter().flatten() {
            places.add(document, &spelling);
        }
        places
    }

    fn add(&mut self, document: &RepoPath, spelling: &str) {
        let from_root = RepoPath::new(spelling);
        let from_document = RepoPath::new(&format!("{}/{spelling}", document.folder()))
            .filter(|_| !document.folder().is_empty());
        if self.tail.is_none() {
            self.tail = from_root.as_ref().map(|path| path.as_str().into());
        }
        for path in from_root.into_iter().chain(from_document) {
            if !self.paths.contains(&path) {
                self.paths.push(path);
            }
        }
    }
}

/// The globs that `cited` may mean in `document`: from the root, and from the folder of the
/// document; none where it points outside.
pub fn globs_of(document: &RepoPath, cited: &str) -> Vec<Box<str>> {
    let from_root = RepoPath::new(cited).filter(|_| !is_absolute(cited));
    let from_document = RepoPath::new(&format!("{}/{cited}", document.folder()))
        .filter(|_| !document.folder().is_empty() && !is_absolute(cited));
    let globs = from_root.into_iter().chain(from_document);
    globs.map(|glob| glob.as_str().into()).collect()
}

/// The folder above the first pattern of a glob: `src/api` for `src/api/**/*.rs`.
pub fn folder_of_glob(glob: &str) -> Option<&str> {
    let pattern = glob.find(['*', '?', '[', '{'])?;
    let (folder, _) = glob.get(..pattern)?.rsplit_once('/')?;
    (!folder.is_empty()).then_some(folder)
}

impl Repository {
    /// How many files of the judged tree match a cited glob at one of its places; nothing where it
    /// was not looked up.
    pub fn matches(&self, document: &RepoPath, cited: &str) -> Option<usize> {
        let globs = globs_of(document, cited);
        globs.iter().filter_map(|glob| self.globs.get(glob).copied()).max()
    }

    /// Finds a cited path: in the judged tree if it is at any of its places, else on disk, else
    /// missing. Nothing for a path outside the repository, about which nothing can be said.
    pub fn locate(&self, document: &RepoPath, cited: &str) -> Option<Located> {
        let places = Places::of(document, cited);
        let ends = places.tail.as_ref().and_then(|tail| self.tails.get(tail));
        let whole = places.paths.iter().map(|path| (path, self.path(path)));
        let by_end = ends.into_iter().flatten().map(|path| {
            // The judged tree holds it, whatever it is.
            (path, self.paths.get(path).cloned().unwrap_or(PathState::File))
        });
        let best = whole.chain(by_end).min_by_key(|(_, state)| distance(state));
        best.map(|(path, state)| Located { path: path.clone(), state })
    }
}

/// How far a state is from being recorded in the judged tree.
fn distance(state: &PathState) -> u8 {
    match state {
        PathState::File | PathState::Folder | PathState::Link | PathState::Submodule => 0,
        PathState::Untracked => 1,
        PathState::Ignored => 2,
        PathState::Unknown => 3,
        PathState::Missing => 4,
    }
}

fn is_absolute(cited: &str) -> bool {
    let has_drive = cited.as_bytes().get(1) == Some(&b':');
    cited.starts_with(['/', '\\', '~']) || has_drive || cited.contains("://")
}

/// The path behind `%20` and its like; nothing where no byte is escaped.
fn unescaped(cited: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(cited.len());
    let mut rest = cited.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| behind.get(..2).and_then(hex_byte)).flatten();
        bytes.push(escaped.unwrap_or(*first));
        rest = behind.get(if escaped.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    let text = String::from_utf8(bytes).ok()?;
    (text != cited).then_some(text)
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{Located, Places, folder_of_glob, globs_of};
    use crate::{
        repository::{PathState, Repository},
        text::RepoPath,
    };

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).unwrap()
    }

    #[track_caller]
    fn check(document: &str, cited: &str, paths: &[&str], tail: Option<&str>) {
        let places = Places::of(&path(document), cited);
        let found: Vec<&str> = places.paths.iter().map(RepoPath::as_str).collect();
        assert_eq!((found.as_slice(), places.tail.as_deref()), (paths, tail));
    }

    #[test]
    fn a_path_may_begin_at_the_root_or_beside_the_document() {
        check("PLAN.md", "src/api.rs", &["src/api.rs"], Some("src/api.rs"));
        check("docs/PLAN.md", "log.txt", &["log.txt", "docs/log.txt"], Some("log.txt"));
        check("docs/PLAN.md", "./runs//7/", &["runs/7", "docs/runs/7"], Some("runs/7"));
    }

    #[test]
    fn a_path_upwards_begins_beside_the_document() {
        check("docs/a/PLAN.md", "../log.txt#L3", &["docs/log.txt"], None);
    }

    #[test]
    fn what_points_outside_has_no_place() {
        let outside = ["/etc/passwd", "~/notes.md", "C:\\x", "../../x", "", "#top", "s://x", "\\x"];
        for cited in outside {
            check("docs/PLAN.md", cited, &[], None);
        }
    }

    #[test]
    fn a_glob_may_begin_at_the_root_or_beside_the_document() {
        let globs = |document, cited| globs_of(&path(document), cited).join(" ");
        assert_eq!(globs("PLAN.md", "./src/**"), "src/**");
        assert_eq!(globs("docs/PLAN.md", "runs/*.txt"), "runs/*.txt docs/runs/*.txt");
        assert_eq!(globs("docs/PLAN.md", "../src/**"), "src/**");
        assert_eq!(globs("docs/PLAN.md", "/src/**"), "");
    }

    #[test]
    fn the_folder_of_a_glob_is_what_no_pattern_is_part_of() {
        assert_eq!(folder_of_glob("src/api/**/*.rs"), Some("src/api"));
        assert_eq!(folder_of_glob("src/a*.rs"), Some("src"));
        assert_eq!(folder_of_glob("*.rs"), None);
        assert_eq!(folder_of_glob("src/api.rs"), None);
    }

    #[test]
    fn escapes_and_backslashes_are_other_spellings() {
        check("PLAN.md", "a%20b.md", &["a%20b.md", "a b.md"], Some("a%20b.md"));
        check("PLAN.md", "runs\\a.txt", &["runs/a.txt"], Some("runs/a.txt"));
        check("PLAN.md", "100%.md", &["100%.md"], Some("100%.md"));
        check("PLAN.md", "%2e%2e/x", &["%2e%2e/x"], Some("%2e%2e/x"));
    }

    #[test]
    fn a_recorded_place_is_preferred_to_one_on_disk_and_that_to_a_missing_one() {
        let mut repository = Repository::folder();
        let locate = |repository: &Repository, cited: &str| {
            let located = repository.locate(&path("docs/PLAN.md"), cited);
            located.map(|Located { path, state }| (path.as_str().to_owned(), state))
        };
        repository.paths.insert(path("log.txt"), PathState::Missing);
        assert_eq!(
            locate(&repository, "log.txt"),
            Some(("docs/log.txt".to_owned(), PathState::Unknown))
        );
        repository.paths.insert(path("docs/log.txt"), PathState::Ignored);
        assert_eq!(
            locate(&repository, "log.txt"),
            Some(("docs/log.txt".to_owned(), PathState::Ignored))
        );
        repository.tails.insert("log.txt".into(), vec![path("runs/1/log.txt")]);
        assert_eq!(
            locate(&repository, "log.txt"),
            Some(("runs/1/log.txt".to_owned(), PathState::File))
        );
        assert_eq!(locate(&repository, "/log.txt"), None);
    }
}
