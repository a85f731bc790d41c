//! What can be wrong with a `milepost.toml`: every mistake with its place, all at once.

use std::fmt;

use crate::{globs::GlobError, text::Span};

/// Everything that is wrong with a `milepost.toml`, sorted by place; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors {
    /// The mistakes.
    pub errors: Vec<ConfigError>,
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errors.len() {
            1 => f.write_str("milepost.toml has a mistake"),
            count => write!(f, "milepost.toml has {count} mistakes"),
        }
    }
}

impl std::error::Error for ConfigErrors {}

/// One mistake with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Where it is in the text of `milepost.toml`.
    pub span: Span,
    /// What it is.
    pub mistake: Mistake,
    /// What to write instead, where that can be told.
    pub suggestion: Option<Box<str>>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mistake.fmt(f)
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.mistake.source()
    }
}

/// What is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// The text is not TOML.
    #[error("not TOML: {what}")]
    Syntax {
        /// What the parser says of it.
        what: Box<str>,
    },
    /// The format's version is not stated.
    #[error("the version of the format is missing")]
    NoSchema,
    /// The format is newer than this milepost.
    #[error("schema {found} is newer than this milepost, which reads schema {known}")]
    NewerSchema {
        /// The version stated.
        found: Box<str>,
        /// The newest version known here.
        known: u32,
    },
    /// There never was such a version.
    #[error("there is no schema {found}")]
    NoSuchSchema {
        /// The version stated.
        found: Box<str>,
    },
    /// A key that means nothing where it stands.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// The key.
        key: Box<str>,
    },
    /// No rule has that name.
    #[error("no rule is called `{name}`")]
    UnknownRule {
        /// The name.
        name: Box<str>,
    },
    /// Not a severity.
    #[error("`{word}` is no severity")]
    UnknownSeverity {
        /// The word.
        word: Box<str>,
    },
    /// A value of another kind is needed.
    #[error("`{key}` must be {wanted}, not {found}")]
    WrongType {
        /// The key.
        key: Box<str>,
        /// The kind that is needed, with its article.
        wanted: &'static str,
        /// The kind that stands there, with its article.
        found: &'static str,
    },
    /// A key that must be there is not.
    #[error("`{key}` is missing")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// A value says nothing where it must say something.
    #[error("`{key}` is empty")]
    EmptyValue {
        /// The key.
        key: &'static str,
    },
    /// A text that is no id.
    #[error("`{text}` is no id")]
    NotAnId {
        /// The text.
        text: Box<str>,
    },
    /// A text that is no glob.
    #[error("`{glob}`: {source}")]
    NotAGlob {
        /// The text.
        glob: Box<str>,
        /// What is wrong with it.
        source: GlobError,
    },
}
