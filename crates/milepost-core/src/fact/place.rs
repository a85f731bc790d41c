//! Places that state something, and what they state.

use super::{
    FactName,
    lookup::{self, Entry, Format, LookupError, LookupPath},
    marker::{self, BadMarker},
    pattern::Pattern,
    value::Value,
};
use crate::text::{LineIndex, RepoPath, Span};

/// A place in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Where it is described in `milepost.toml`.
    pub span: Span,
    /// The file.
    pub file: RepoPath,
    /// How it is found there.
    pub how: How,
    /// Whether it may be found several times, each of which must state the same.
    pub every: bool,
}

/// How a place is found in its file.
#[derive(Clone, Debug, PartialEq)]
pub enum How {
    /// It is the group of a pattern.
    Pattern(Pattern),
    /// It lies between markers with the name of a fact.
    Marker(FactName),
    /// It is a value of a structured file.
    Path(Format, LookupPath),
}

/// What a place states.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stated {
    /// The bytes of it; quotes of structured files included.
    pub(super) span: Span,
    /// What they say.
    pub(super) value: Value,
}

/// Why a place states nothing, as a sentence about its file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// Nothing matches.
    #[error("nothing in it matches `{pattern}`")]
    NoMatch {
        /// The pattern.
        pattern: Box<str>,
    },
    /// The group of the pattern takes no part in a match.
    #[error("the group of `{pattern}` takes no part in a match")]
    NoGroup {
        /// The pattern.
        pattern: Box<str>,
    },
    /// There is no such marker.
    #[error("it has no `<!-- milepost:fact {name} -->`")]
    NoMarker {
        /// The name.
        name: Box<str>,
    },
    /// A marker is opened and not closed.
    #[error("line {line}: {why}")]
    BadMarker {
        /// The line.
        line: u32,
        /// What is wrong with it.
        why: BadMarker,
    },
    /// There are several.
    #[error("it is found {count} times, first on lines {} and {}; one is meant", lines[0], lines[1])]
    Several {
        /// How many times.
        count: usize,
        /// The lines of the first two.
        lines: [u32; 2],
    },
    /// There is no such value.
    #[error("`{path}`: {why}")]
    Lookup {
        /// Where it should lie.
        path: Box<str>,
        /// Why it does not.
        why: LookupError,
    },
    /// A list or table lies there.
    #[error("`{path}` is {what}, and states no value")]
    NotOne {
        /// Where it lies.
        path: Box<str>,
        /// What it is, with its article.
        what: &'static str,
    },
}

impl Place {
    /// What it states in the text of its file; never nothing.
    pub(super) fn find(&self, text: &str) -> Result<Vec<Stated>, Lost> {
        let found = match &self.how {
            How::Pattern(pattern) => of_pattern(text, pattern)?,
            How::Marker(name) => of_marker(&self.file, text, name)?,
            How::Path(format, path) => vec![of_path(text, *format, path)?],
        };
        match &*found {
            [first, second, ..] if !self.every => {
                let lines = LineIndex::new(text);
                let lines = [first, second].map(|stated| lines.line(stated.span.start));
                Err(Lost::Several { count: found.len(), lines })
            }
            _ => Ok(found),
        }
    }

    /// A value as it would be written over a part of the text; nothing where that may break something.
    pub(super) fn written(&self, raw: &str, value: &Value) -> Option<String> {
        let text = match value {
            Value::Number(number) => number.written_like(raw),
            Value::Text(text) => text.to_string(),
        };
        match &self.how {
            How::Pattern(_) | How::Marker(_) => {
                (!text.is_empty() && !text.chars().any(char::is_control)).then_some(text)
            }
            How::Path(format, _) => lookup::written(*format, raw, &text),
        }
    }
}

fn of_pattern(text: &str, pattern: &Pattern) -> Result<Vec<Stated>, Lost> {
    let name = || pattern.as_str().into();
    let groups = pattern.groups(text);
    if groups.is_empty() {
        return Err(Lost::NoMatch { pattern: name() });
    }
    let stated = |span: Option<Span>| {
        let span = span.ok_or_else(|| Lost::NoGroup { pattern: name() })?;
        Ok(Stated { span, value: Value::Text(span.of(text).into()) })
    };
    groups.into_iter().map(stated).collect()
}

fn of_marker(file: &RepoPath, text: &str, name: &FactName) -> Result<Vec<Stated>, Lost> {
    let places = marker::places(file, text, name.as_str()).map_err(|(why, span)| {
        let line = LineIndex::new(text).line(span.start);
        Lost::BadMarker { line, why }
    })?;
    if places.is_empty() {
        return Err(Lost::NoMarker { name: name.as_str().into() });
    }
    let stated = |span: Span| Stated { span, value: Value::Text(span.of(text).into()) };
    Ok(places.into_iter().map(stated).collect())
}

fn of_path(text: &str, format: Format, path: &LookupPath) -> Result<Stated, Lost> {
    match lookup::entry(text, format, path) {
        Ok(Entry::One { value, span }) => Ok(Stated { span, value }),
        Ok(Entry::Many { count: _, what }) => {
            Err(Lost::NotOne { path: path.to_string().into(), what })
        }
        Err((why, _)) => Err(Lost::Lookup { path: path.to_string().into(), why }),
    }
}
