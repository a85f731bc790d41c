//! Regular expressions: matched in linear time, whatever the pattern and the text.

use std::cmp::Ordering;

use regex::{Regex, RegexBuilder};

use crate::text::Span;

/// The longest pattern that is taken, in bytes.
const LONGEST: usize = 1024;
/// The most memory that a compiled pattern takes, in bytes.
const LARGEST: usize = 1 << 20;

/// A regular expression. `^` and `$` stand for the ends of lines, whether those end in LF or CRLF.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: Box<str>,
    regex: Regex,
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It says nothing.
    #[error("the pattern is empty")]
    Empty,
    /// It is too long, or would take too much memory.
    #[error("the pattern is too large")]
    TooLarge,
    /// It is no regular expression.
    #[error("not a regular expression: {what}")]
    Malformed {
        /// What is wrong with it.
        what: Box<str>,
    },
    /// It has not one group.
    #[error("the pattern has {groups} groups; one says which part of the match is meant")]
    Groups {
        /// How many it has.
        groups: usize,
    },
}

impl Pattern {
    /// Takes a text as a pattern.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() {
            return Err(PatternError::Empty);
        }
        if text.len() > LONGEST {
            return Err(PatternError::TooLarge);
        }
        let mut builder = RegexBuilder::new(text);
        builder.multi_line(true).crlf(true).size_limit(LARGEST).nest_limit(64);
        match builder.build() {
            Ok(regex) => Ok(Self { text: text.into(), regex }),
            Err(regex::Error::CompiledTooBig(_)) => Err(PatternError::TooLarge),
            Err(error) => {
                // The last line says what, those before draw the pattern.
                let all = error.to_string();
                let what = all.lines().next_back().unwrap_or_default();
                let what = what.trim().trim_start_matches("error: ");
                Err(PatternError::Malformed { what: what.into() })
            }
        }
    }

    /// Takes a text as a pattern with one group, which is what is meant by a match.
    pub fn with_group(text: &str) -> Result<Self, PatternError> {
        let pattern = Self::new(text)?;
        match pattern.regex.captures_len() - 1 {
            1 => Ok(pattern),
            groups => Err(PatternError::Groups { groups }),
        }
    }

    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a text has a match.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.regex.is_match(body(text))
    }

    /// How many matches a text has.
    pub(super) fn count(&self, text: &str) -> usize {
        self.regex.find_iter(body(text)).count()
    }

    /// What the group stands for in each match; nothing for a match in which it takes no part.
    pub(super) fn groups(&self, text: &str) -> Vec<Option<Span>> {
        let body = body(text);
        let before = text.len() - body.len();
        let captures = self.regex.captures_iter(body);
        let group = |captures: regex::Captures<'_>| {
            captures.get(1).map(|found| Span::new(before + found.start(), before + found.end()))
        };
        captures.map(group).collect()
    }
}

/// A text without its byte order mark, behind which its first line begins.
fn body(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl PartialOrd for Pattern {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pattern {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}
