//! Globs over repository paths, compiled once.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::text::RepoPath;

/// The longest glob taken. Bounds the nesting of `{…}`, and so the work of compiling it.
const LONGEST: usize = 512;

/// A list of globs over repository paths, as `docs/**/*.md`.
///
/// `*` stays within a folder and `**` crosses folders. A glob that names a folder, as `docs` or
/// `docs/`, means everything in it.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    patterns: Vec<Box<str>>,
    set: GlobSet,
}

/// Why a text is not a glob over repository paths.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GlobError {
    /// It says nothing.
    #[error("the glob is empty")]
    Empty,
    /// It is too long to be one.
    #[error("the glob is longer than {LONGEST} bytes")]
    TooLong,
    /// It starts at the root of the file system or leaves the repository.
    #[error("a glob begins at the root of the repository and stays inside it")]
    Outside,
    /// It cannot be compiled.
    #[error("not a glob")]
    Malformed(#[source] globset::Error),
}

impl Globs {
    /// Compiles globs. Reports every one that is none, with its place in the list.
    pub fn new<'a>(
        patterns: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Vec<(usize, GlobError)>> {
        let patterns: Vec<Box<str>> = patterns.into_iter().map(Into::into).collect();
        let mut builder = GlobSetBuilder::new();
        let mut errors = Vec::new();
        for (at, pattern) in patterns.iter().enumerate() {
            if let Err(error) = add(&mut builder, pattern) {
                errors.push((at, error));
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        match builder.build() {
            Ok(set) => Ok(Self { patterns, set }),
            Err(error) => Err(vec![(0, GlobError::Malformed(error))]),
        }
    }

    /// Whether one of the globs matches a path.
    pub fn matches(&self, path: &RepoPath) -> bool {
        !self.set.is_empty() && self.set.is_match(path.as_str())
    }

    /// Whether there is no glob.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The globs as they were written.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|pattern| &**pattern)
    }
}

impl PartialEq for Globs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Eq for Globs {}

fn add(builder: &mut GlobSetBuilder, pattern: &str) -> Result<(), GlobError> {
    let normal = pattern.strip_prefix("./").unwrap_or(pattern);
    if normal.is_empty() {
        return Err(GlobError::Empty);
    }
    if normal.len() > LONGEST {
        return Err(GlobError::TooLong);
    }
    if normal.starts_with('/') || normal.split('/').any(|part| part == "..") {
        return Err(GlobError::Outside);
    }
    let folder = normal.trim_end_matches('/');
    let last = folder.rsplit('/').next().unwrap_or(folder);
    if !last.contains(['*', '?', '[', '{']) {
        builder.add(compile(&format!("{folder}/**"))?);
    }
    builder.add(compile(folder)?);
    Ok(())
}

fn compile(pattern: &str) -> Result<globset::Glob, GlobError> {
    GlobBuilder::new(pattern).literal_separator(true).build().map_err(GlobError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::{GlobError, Globs};
    use crate::text::RepoPath;

    #[track_caller]
    fn check(glob: &str, inside: &[&str], outside: &[&str]) {
        let globs = Globs::new([glob]).unwrap();
        let matches = |path: &str| globs.matches(&RepoPath::new(path).unwrap());
        for path in inside {
            assert!(matches(path), "`{glob}` should match {path}");
        }
        for path in outside {
            assert!(!matches(path), "`{glob}` should not match {path}");
        }
    }

    #[test]
    fn stars_stay_in_a_folder_and_double_stars_do_not() {
        check("docs/*.md", &["docs/a.md"], &["docs/b/a.md", "a.md"]);
        check("docs/**/*.md", &["docs/a.md", "docs/b/c/a.md"], &["docs/a.txt"]);
        check("**/STATUS.md", &["STATUS.md", "a/STATUS.md"], &["a/MYSTATUS.md"]);
        check("{a,b}.md", &["a.md", "b.md"], &["c.md"]);
    }

    #[test]
    fn a_folder_means_everything_in_it() {
        for glob in ["docs", "docs/", "./docs"] {
            check(glob, &["docs/a.md", "docs/b/a.md"], &["docs2/a.md", "b/docs/a.md"]);
        }
    }

    #[test]
    fn no_glob_matches_nothing() {
        let path = RepoPath::new("a.md").unwrap();
        assert!(!Globs::default().matches(&path));
        assert!(!Globs::new([]).unwrap().matches(&path));
    }

    #[test]
    fn what_is_no_glob_is_refused_with_its_place() {
        let long = "a".repeat(600);
        let deep = "{".repeat(500);
        let errors = Globs::new(["ok.md", "", "/etc/*", "a/../b", &long, "[a", &deep]);
        let errors = errors.unwrap_err();
        let places: Vec<usize> = errors.iter().map(|(at, _)| *at).collect();
        assert_eq!(places, [1, 2, 3, 4, 5, 6]);
        assert!(matches!(errors[0].1, GlobError::Empty));
        assert!(matches!(errors[1].1, GlobError::Outside));
        assert!(matches!(errors[3].1, GlobError::TooLong));
        assert!(matches!(errors[4].1, GlobError::Malformed(_)));
    }
}
