//! Values in structured files: where they are said to lie, and the bytes that they are.
//!
//! One format is one file. No tree is unfolded beyond what the file writes out: aliases of YAML are
//! never followed, so that no file is larger than it looks.

mod json;
mod toml;
mod yaml;

use std::{collections::BTreeSet, fmt};

use super::value::{Number, Value};
use crate::{suggest::nearest, text::Span};

/// The deepest that files may be nested.
const DEEPEST: usize = 128;

/// How a file is structured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// TOML.
    Toml,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

impl Format {
    /// Every format, with the word for it.
    pub const WORDS: [(&'static str, Self); 3] =
        [("toml", Self::Toml), ("json", Self::Json), ("yaml", Self::Yaml)];

    /// The format that a file name says.
    pub fn of_file(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "toml" => Some(Self::Toml),
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Toml => "TOML",
            Self::Json => "JSON",
            Self::Yaml => "YAML",
        }
    }
}

/// Where in a file a value lies: `package.version`, `jobs[0]."run on"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupPath {
    text: Box<str>,
    steps: Vec<Step>,
}

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// To the value of a key.
    Key(Box<str>),
    /// To an entry of a list, counted from 0.
    Index(usize),
}

impl LookupPath {
    /// Reads a path.
    pub fn parse(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        let mut rest = text;
        loop {
            let (step, after) = step(rest, steps.is_empty())?;
            steps.push(step);
            if after.is_empty() {
                return (steps.len() <= DEEPEST).then(|| Self { text: text.into(), steps });
            }
            rest = after;
        }
    }
}

impl fmt::Display for LookupPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The first step of a path, and what follows it.
fn step(rest: &str, is_first: bool) -> Option<(Step, &str)> {
    if let Some(inside) = rest.strip_prefix('[') {
        let (index, after) = inside.split_once(']')?;
        let is_number = !index.is_empty() && index.bytes().all(|it| it.is_ascii_digit());
        return Some((Step::Index(index.parse().ok().filter(|_| is_number)?), after));
    }
    let rest = if is_first { rest } else { rest.strip_prefix('.')? };
    if let Some(inside) = rest.strip_prefix('"') {
        let (key, after) = inside.split_once('"')?;
        return Some((Step::Key(key.into()), after));
    }
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    let key = rest.get(..end)?;
    let fits = !key.is_empty() && !key.contains([']', '"']) && key.trim() == key;
    fits.then(|| (Step::Key(key.into()), rest.get(end..).unwrap_or_default()))
}

/// What lies somewhere in a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    /// One value.
    One {
        /// The value.
        value: Value,
        /// Its bytes in the file, quotes included.
        span: Span,
    },
    /// A list or a table.
    Many {
        /// How many entries it has.
        count: usize,
        /// What it is, with its article.
        what: &'static str,
    },
}

/// Why there is no such value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// The file is not of its format.
    #[error("not {format}: {what}")]
    Malformed {
        /// The format.
        format: &'static str,
        /// What is wrong.
        what: Box<str>,
    },
    /// It is nested too deeply.
    #[error("it is nested more than {DEEPEST} deep")]
    TooDeep,
    /// There is no such key.
    #[error("there is no `{key}`{}", near.as_deref().map(|near| format!(", but `{near}`")).unwrap_or_default())]
    NoKey {
        /// The key.
        key: Box<str>,
        /// A key that is called nearly so.
        near: Option<Box<str>>,
    },
    /// A list has fewer entries.
    #[error("a list of length {count} has nothing at [{index}]; the first entry is [0]")]
    NoIndex {
        /// The index.
        index: usize,
        /// How many entries there are.
        count: usize,
    },
    /// The path goes on where nothing else is.
    #[error("{what} has no `{step}`")]
    NoWay {
        /// What lies there, with its article.
        what: &'static str,
        /// The step that leads nowhere.
        step: Box<str>,
    },
    /// A key stands there twice.
    #[error("`{key}` stands there twice")]
    Twice {
        /// The key.
        key: Box<str>,
    },
    /// There is a key, and its value is nothing.
    #[error("the value is null")]
    Null,
    /// The value is one that lies elsewhere.
    #[error("an alias stands there; name the place that it stands for")]
    Alias,
    /// The value is no finite number.
    #[error("`{text}` is no finite number")]
    NotFinite {
        /// The value as it is written.
        text: Box<str>,
    },
    /// The value is a whole number of which others cannot be told apart.
    #[error("`{text}` has more digits than can be counted with; `capture(…)` takes it as a text")]
    NotExact {
        /// The value as it is written.
        text: Box<str>,
    },
    /// The file holds several documents.
    #[error("the file holds several documents; one is meant")]
    SeveralDocuments,
}

/// What was found, or why nothing was and at which byte.
type Looked = Result<Entry, (LookupError, Option<u32>)>;

/// Looks a value up.
pub(super) fn entry(text: &str, format: Format, path: &LookupPath) -> Looked {
    // A byte order mark is no part of any of the formats.
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let before = text.len() - body.len();
    let found = match format {
        Format::Toml => toml::entry(body, path),
        Format::Json => json::entry(body, path),
        Format::Yaml => yaml::entry(body, path),
    };
    let moved = |at: u32| at.saturating_add(u32::try_from(before).unwrap_or(0));
    match found {
        Ok(Entry::One { value, span: Span { start, end } }) => {
            Ok(Entry::One { value, span: Span { start: moved(start), end: moved(end) } })
        }
        Ok(many) => Ok(many),
        Err((why, at)) => Err((why, at.map(moved))),
    }
}

/// A value as it would be written over another one, which is `raw` now; nothing where that may not be
/// done without a look at what stands around it.
pub(super) fn written(format: Format, raw: &str, value: &str) -> Option<String> {
    match format {
        Format::Toml => toml::written(raw, value),
        Format::Json => json::written(raw, value),
        Format::Yaml => yaml::written(raw, value),
    }
}

/// A number as a file writes it out: with the decimal digits that it has there, or as `1e5`.
fn number(text: &str) -> Result<Value, LookupError> {
    if let Some(number) = Number::read(text) {
        return Ok(Value::Number(number));
    }
    let value = text.parse().ok().filter(|it: &f64| it.is_finite());
    let value = value.ok_or_else(|| LookupError::NotFinite { text: text.into() })?;
    let exact = Number::exactly(value);
    exact.map(Value::Number).ok_or_else(|| LookupError::NotExact { text: text.into() })
}

/// A whole number that is written out as `text`, with these digits of another base.
fn of_base(text: &str, digits: &str, radix: u32) -> Result<Value, LookupError> {
    let whole = i64::from_str_radix(digits, radix).ok();
    let number = whole.and_then(|whole| Number::read(&whole.to_string()));
    number.map(Value::Number).ok_or_else(|| LookupError::NotExact { text: text.into() })
}

/// The first key that stands twice in a table: nobody can say how many entries that has.
fn twice<'a>(mut keys: impl Iterator<Item = &'a str>) -> Option<LookupError> {
    let mut seen = BTreeSet::new();
    let key = keys.find(|key| !seen.insert(*key))?;
    Some(LookupError::Twice { key: key.into() })
}

fn no_key<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> LookupError {
    LookupError::NoKey { key: key.into(), near: nearest(key, known).map(Into::into) }
}

fn no_way(what: &'static str, step: &Step) -> LookupError {
    let step = match step {
        Step::Key(key) => key.clone(),
        Step::Index(index) => format!("[{index}]").into(),
    };
    LookupError::NoWay { what, step }
}

/// A text between double quotes, as JSON writes it. Every such text is one of TOML and YAML, too.
fn quoted(value: &str) -> Option<String> {
    let plain = !value.chars().any(char::is_control);
    plain.then(|| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// A value that was no text before and may only become what reads as a number.
fn bare(raw: &str, value: &str) -> Option<String> {
    let is_number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let fits = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
        fits(whole) && fits(fraction) && (whole == "0" || !whole.starts_with('0'))
    };
    (is_number(raw) && is_number(value)).then(|| value.to_owned())
}

#[cfg(test)]
mod tests;
