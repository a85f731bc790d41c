//! Source text: paths inside the repository, byte spans, and lines.

use std::{borrow::Borrow, fmt, sync::Arc};

/// A range of bytes in one source text.
///
/// Always lies inside its text and on character boundaries. Texts are limited to 4 GiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of the bytes from `start` to `end`.
    ///
    /// Offsets beyond 4 GiB are clamped; such texts are refused before they are read.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The bytes as a range to slice with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text of this span, or nothing where the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// Whether no byte is covered.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A path inside the repository, relative to its root, with `/` between the parts.
///
/// Never absolute, never empty, without `.` and `..` parts: it cannot point outside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath(Arc<str>);

impl RepoPath {
    /// Checks and normalises a path: `./docs//a.md` and `docs/x/../a.md` become `docs/a.md`.
    ///
    /// Gives nothing for an absolute or empty path and for one that leaves the root.
    pub fn new(path: &str) -> Option<Self> {
        if path.starts_with('/') || path.contains('\0') {
            return None;
        }
        let is_plain = |part: &str| !matches!(part, "" | "." | "..");
        if path.split('/').all(is_plain) {
            return Some(Self(path.into()));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        if parts.is_empty() { None } else { Some(Self(parts.join("/").into())) }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds this file, empty for the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for RepoPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// One document as it was found: its path and its whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it lies in the repository.
    pub path: RepoPath,
    /// Its text, byte for byte (bytes that are not UTF-8 stand as `?`, so offsets hold).
    pub text: Arc<str>,
}

/// Where lines begin, to turn offsets into lines and columns.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

/// A position for people: line and column, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The character in the line.
    pub column: u32,
}

impl LineIndex {
    /// Finds the lines of a text.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'\n')
                .map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)),
        );
        Self { starts }
    }

    /// The line, counted from 1, that holds a byte.
    pub fn line(&self, offset: u32) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// Line and column of a byte.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.starts.get(line as usize - 1).copied().unwrap_or(0) as usize;
        let before = text.get(start..offset as usize).unwrap_or_default();
        let column = u32::try_from(before.chars().count()).unwrap_or(u32::MAX).saturating_add(1);
        Position { line, column }
    }

    /// How many lines there are; a text that ends in a newline has no line after it.
    pub fn count(&self, text: &str) -> usize {
        if text.ends_with('\n') { self.starts.len() - 1 } else { self.starts.len() }
    }

    /// The span of a line, counted from 1, without its line end.
    pub fn span(&self, text: &str, line: u32) -> Span {
        let at = (line.max(1) - 1) as usize;
        let Some(start) = self.starts.get(at).map(|start| *start as usize) else {
            return Span::new(text.len(), text.len());
        };
        let end = self.starts.get(at + 1).map_or(text.len(), |next| *next as usize);
        let line = text.get(start..end).unwrap_or_default();
        Span::new(start, start + line.trim_end_matches(['\n', '\r']).len())
    }
}

#[cfg(test)]
mod tests {
    use super::{LineIndex, RepoPath, Span};

    #[test]
    fn repository_paths_cannot_leave_the_root() {
        let normal = |path| RepoPath::new(path).map(|path| path.as_str().to_owned());
        assert_eq!(normal("./docs//x/../a.md").as_deref(), Some("docs/a.md"));
        assert_eq!(normal("../a.md"), None);
        assert_eq!(normal("docs/../../a.md"), None);
        assert_eq!(normal("/etc/passwd"), None);
        assert_eq!(normal("."), None);
    }

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let text = "ab\r\né€x\n";
        let lines = LineIndex::new(text);
        let x = u32::try_from(text.find('x').unwrap()).unwrap();
        assert_eq!((lines.position(text, x).line, lines.position(text, x).column), (2, 3));
        assert_eq!(lines.span(text, 1), Span::new(0, 2));
        assert_eq!(lines.span(text, 2).of(text), "é€x");
        assert_eq!(lines.count(text), 2);
    }
}
