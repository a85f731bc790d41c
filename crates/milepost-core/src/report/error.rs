//! Why a report could not be read.

use std::fmt;

/// Why a report could not be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{fault}", Place { path: path.as_deref(), line: *line })]
pub struct ReportError {
    /// The file; nothing where it is not about one.
    pub path: Option<Box<str>>,
    /// The line in it, from 1; nothing where it is not about one.
    pub line: Option<usize>,
    /// What is wrong.
    pub fault: Fault,
}

impl From<Fault> for ReportError {
    /// A fault of a report as a whole.
    fn from(fault: Fault) -> Self {
        Self { path: None, line: None, fault }
    }
}

/// What is wrong with a report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is nothing to read.
    #[error("no file belongs to the report")]
    NoFiles,
    /// One file is given twice, and would count twice.
    #[error("the file is given twice")]
    FileTwice,
    /// The file holds nothing.
    #[error("the file is empty")]
    Empty,
    /// The file is larger than anything that a tool writes for one run.
    #[error("the file has {bytes} bytes, more than the {limit} that are read")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The largest size that is read.
        limit: usize,
    },
    /// The bytes are not UTF-8.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// The file ends in the middle.
    #[error("the file ends inside of {what}")]
    Truncated {
        /// What is not finished.
        what: Box<str>,
    },
    /// Not XML.
    #[error("the XML is broken: {why}")]
    Xml {
        /// What its parser says.
        why: Box<str>,
    },
    /// Not JSON, or not of the form that the format asks for.
    #[error("the JSON does not fit: {why}")]
    Json {
        /// What its parser says.
        why: Box<str>,
    },
    /// A document type definition can make a small file large and name other files.
    #[error("a document type definition is not read")]
    Doctype,
    /// An entity that XML does not define by itself.
    #[error("the entity `{name}` is not read")]
    Entity {
        /// Its name.
        name: Box<str>,
    },
    /// Nested deeper than any tool nests.
    #[error("nested more than {limit} deep")]
    TooDeep {
        /// The deepest that is read.
        limit: usize,
    },
    /// More attributes than any tool writes.
    #[error("more than {limit} attributes in one element")]
    TooManyAttributes {
        /// The most that are read.
        limit: usize,
    },
    /// Something that the format does not have.
    #[error("{what} `{found}` is unknown")]
    Unknown {
        /// What it should be.
        what: &'static str,
        /// What it is.
        found: Box<str>,
    },
    /// Something that the format needs.
    #[error("{what} is missing")]
    Missing {
        /// What is missing.
        what: Box<str>,
    },
    /// Text where a number is needed.
    #[error("{what} is `{found}`, which is no number that can be read")]
    NotANumber {
        /// Whose value it is.
        what: Box<str>,
        /// What is there.
        found: Box<str>,
    },
    /// A number that compares with nothing.
    #[error("{what} is not finite")]
    NotFinite {
        /// Whose value it is.
        what: Box<str>,
    },
    /// Numbers too large to add.
    #[error("{what} is too large")]
    Overflow {
        /// What was counted.
        what: Box<str>,
    },
    /// A report of tests without tests.
    #[error("no test case is in the report")]
    NoCases,
    /// A report of measurements without any.
    #[error("{what} is in the report")]
    NothingMeasured {
        /// What is looked for, as `no line`.
        what: &'static str,
    },
    /// The same case twice: which of them counts is not said.
    #[error("the test case `{id}` is there twice")]
    CaseTwice {
        /// Its id.
        id: Box<str>,
    },
    /// Something that a report has once.
    #[error("{what} is there twice")]
    Twice {
        /// What it is.
        what: &'static str,
    },
    /// The same metric twice.
    #[error("the metric `{name}` is there twice")]
    MetricTwice {
        /// Its name.
        name: Box<str>,
    },
    /// A summary that its own details do not bear out.
    #[error("{what} is stated as {stated} and counted as {counted}")]
    Contradiction {
        /// What was counted.
        what: Box<str>,
        /// What the report says of itself.
        stated: Box<str>,
        /// What its details give.
        counted: Box<str>,
    },
    /// A case that was run again after a failure which is not there.
    #[error("the test case `{id}` was run again after a failure that is not reported")]
    RerunWithoutFailure {
        /// Its id.
        id: Box<str>,
    },
    /// Not a commit id.
    #[error("`{found}` is not a commit id")]
    NotACommit {
        /// What is there.
        found: Box<str>,
    },
    /// Reports of different commits.
    #[error("one report is of commit {one}, another of {other}")]
    CommitsDisagree {
        /// The one.
        one: Box<str>,
        /// The other.
        other: Box<str>,
    },
    /// The producer gave up.
    #[error("the producer gave up: {why}")]
    GaveUp {
        /// What it says.
        why: Box<str>,
    },
    /// A measured command failed, so its time says nothing.
    #[error("the command `{command}` ended with {exit}")]
    CommandFailed {
        /// The command as the producer names it.
        command: Box<str>,
        /// Its exit code, or `a signal`.
        exit: Box<str>,
    },
}

/// Where something is wrong, as it stands before what is wrong.
struct Place<'a> {
    path: Option<&'a str>,
    line: Option<usize>,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.path, self.line) {
            (Some(path), Some(line)) => write!(f, "`{path}`, line {line}: "),
            (Some(path), None) => write!(f, "`{path}`: "),
            (None, Some(line)) => write!(f, "line {line}: "),
            (None, None) => Ok(()),
        }
    }
}
