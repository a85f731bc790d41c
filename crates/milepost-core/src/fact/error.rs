//! What can be wrong with an expression, as written and in the face of what was looked up.

use std::fmt;

use super::{
    inputs::{NoHistory, NotCounted, Unheld},
    lookup::LookupError,
    pattern::PatternError,
};
use crate::text::{RepoPath, Span};

/// A text that is no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExprError {
    /// Where, in the text of the expression.
    pub span: Span,
    /// What is wrong there.
    pub mistake: ExprMistake,
    /// What to write instead, where that can be told.
    pub suggestion: Option<Box<str>>,
}

impl ExprError {
    pub(super) fn new(span: Span, mistake: ExprMistake) -> Self {
        Self { span, mistake, suggestion: None }
    }

    pub(super) fn suggesting(self, suggestion: Option<&str>) -> Self {
        Self { suggestion: suggestion.map(Into::into), ..self }
    }

    /// The same error, found in a text that begins so many bytes into the expression.
    pub(super) fn moved_by(self, bytes: usize) -> Self {
        let range = self.span.range();
        Self { span: Span::new(range.start + bytes, range.end + bytes), ..self }
    }
}

impl fmt::Display for ExprError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mistake.fmt(f)
    }
}

impl std::error::Error for ExprError {}

/// What is wrong at one place of an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExprMistake {
    /// There is nothing.
    #[error("the expression is empty")]
    Empty,
    /// It is longer than any needs to be.
    #[error("the expression is longer than {most} bytes")]
    TooLong {
        /// The greatest length in bytes.
        most: usize,
    },
    /// It is nested too deeply.
    #[error("the expression is nested more than {most} deep")]
    TooDeep {
        /// The greatest depth.
        most: u32,
    },
    /// Characters that mean nothing here.
    #[error("`{text}` means nothing in an expression")]
    NoWord {
        /// The characters.
        text: Box<str>,
    },
    /// A number beyond what can be counted with.
    #[error("the number is too large")]
    NumberTooLarge,
    /// A text begins and does not end.
    #[error("the text in quotes does not end")]
    OpenQuote,
    /// A backslash before a character that needs none.
    #[error("unknown escape")]
    UnknownEscape,
    /// Something else must stand here.
    #[error("expected {wanted}")]
    Expected {
        /// What must stand here, with its article.
        wanted: &'static str,
    },
    /// No function has that name.
    #[error("no function is called `{name}`")]
    UnknownFunction {
        /// The name.
        name: Box<str>,
    },
    /// A function has other arguments.
    #[error("this is not how `{name}` is called")]
    Arguments {
        /// The function.
        name: &'static str,
    },
    /// An argument says what is looked up, and is not written out.
    #[error("{wanted} must be written out here, in quotes")]
    NotLiteral {
        /// What it must be, with its article.
        wanted: &'static str,
    },
    /// A word that is none of the few that fit.
    #[error("`{word}` is no {what}")]
    UnknownWord {
        /// The word.
        word: Box<str>,
        /// What it must be.
        what: &'static str,
    },
    /// A path that is absolute, empty, leads outside, or into what is git's own.
    #[error("`{path}` is no path of a file of this project")]
    NotAPath {
        /// The path.
        path: Box<str>,
    },
    /// A text that is no glob.
    #[error("`{glob}` is no glob")]
    NotAGlob {
        /// The glob.
        glob: Box<str>,
    },
    /// A text that is no regular expression, or has not one group.
    #[error("{source}")]
    NotAPattern {
        /// What is wrong with it.
        source: PatternError,
    },
    /// A text that does not say where in a file a value lies.
    #[error("`{path}` does not say where in a file a value lies")]
    NotAPlace {
        /// The text.
        path: Box<str>,
    },
    /// A text stands where a number must be.
    #[error("a text cannot be counted with; `number(…)` reads one as a number")]
    TextInSum,
    /// Something that is always there is asked for with `or-zero`.
    #[error("`or-zero` takes `files`, `lines`, `matches` or `items` and nothing else")]
    OrZero,
}

/// Why a fact has no value.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Untold {
    /// The text of a file is not known.
    #[error("`{file}` {why}")]
    File {
        /// The file.
        file: RepoPath,
        /// Why not.
        why: Unheld,
    },
    /// A structured file has no such value.
    #[error("`{file}`{}: {why}", at_line(*line))]
    Lookup {
        /// The file.
        file: RepoPath,
        /// The line, where one is to blame.
        line: Option<u32>,
        /// Why not.
        why: LookupError,
    },
    /// A pattern has no match.
    #[error("nothing in `{file}` matches `{pattern}`")]
    NoMatch {
        /// The file.
        file: RepoPath,
        /// The pattern.
        pattern: Box<str>,
    },
    /// A pattern has several matches.
    #[error("`{pattern}` matches {count} times in `{file}`, first on lines {} and {}; one is meant", lines[0], lines[1])]
    SeveralMatches {
        /// The file.
        file: RepoPath,
        /// The pattern.
        pattern: Box<str>,
        /// How many times.
        count: usize,
        /// The lines of the first two.
        lines: [u32; 2],
    },
    /// The group of a pattern takes no part in its match.
    #[error("the group of `{pattern}` takes no part in its match in `{file}`")]
    NoGroup {
        /// The file.
        file: RepoPath,
        /// The pattern.
        pattern: Box<str>,
    },
    /// No file matches a glob.
    #[error("no file matches `{glob}`")]
    NoFiles {
        /// The glob.
        glob: Box<str>,
    },
    /// The files of a glob are empty.
    #[error(
        "there is no line in {} of `{glob}`; where none may be right, say `or-zero(…)`", files_word(*files)
    )]
    NoLines {
        /// The glob.
        glob: Box<str>,
        /// How many files there are.
        files: usize,
    },
    /// Nothing in the files of a glob matches.
    #[error(
        "nothing in {} of `{glob}` matches `{pattern}`; where none may be right, say `or-zero(…)`", files_word(*files)
    )]
    NothingCounted {
        /// The glob.
        glob: Box<str>,
        /// The pattern.
        pattern: Box<str>,
        /// How many files there are.
        files: usize,
    },
    /// Something could not be counted.
    #[error(transparent)]
    NotCounted(#[from] NotCounted),
    /// The history says nothing.
    #[error(transparent)]
    NoHistory(#[from] NoHistory),
    /// No tag fits.
    #[error("no tag in the history of this commit matches `{pattern}`")]
    NoTag {
        /// The glob.
        pattern: Box<str>,
    },
    /// No commit touched a path.
    #[error("no commit touched `{path}`")]
    NeverTouched {
        /// The path.
        path: RepoPath,
    },
    /// No item is called that.
    #[error("no item is called `{item}`")]
    NoItem {
        /// The name.
        item: Box<str>,
    },
    /// Several items are called that.
    #[error(
        "`{item}` is the name of {count} items; write its kind before it, as `milestone:{item}`"
    )]
    SeveralItems {
        /// The name.
        item: Box<str>,
        /// How many.
        count: usize,
    },
    /// An item has nothing of the kind that is counted.
    #[error("`{item}` has no {what}, so there is nothing to count")]
    NothingOf {
        /// The item.
        item: Box<str>,
        /// What it lacks.
        what: &'static str,
    },
    /// The plan has no milestone that is still in it.
    #[error("the plan has no milestone, so there is nothing to count")]
    NoMilestone,
    /// The plan has nothing of a kind.
    #[error("the plan has no {kind}; where none may be right, say `or-zero(…)`")]
    NoItems {
        /// The kind.
        kind: &'static str,
    },
    /// There are no gates.
    #[error("milepost.toml defines no gate, so there is nothing to count")]
    NoGates,
    /// A path is not in what is looked at.
    #[error("`{path}` is not there")]
    Gone {
        /// The path.
        path: RepoPath,
    },
    /// No run of a gate counts.
    #[error("gate `{gate}` has no run that counts")]
    NoRun {
        /// The gate.
        gate: Box<str>,
    },
    /// The last run of a gate that counts says nothing of a metric or count.
    #[error("the last run of gate `{gate}` that counts does not report `{name}`")]
    NotMeasured {
        /// The gate.
        gate: Box<str>,
        /// The metric or count.
        name: Box<str>,
    },
    /// A metric cannot be told in a unit.
    #[error(
        "`{name}` of gate `{gate}` is in {}, which cannot be told in `{wanted}`",
        unit_word(unit)
    )]
    OtherUnit {
        /// The gate.
        gate: Box<str>,
        /// The metric.
        name: Box<str>,
        /// Its unit.
        unit: Box<str>,
        /// The unit that is wanted.
        wanted: Box<str>,
    },
    /// Another fact has no value.
    #[error("it rests on fact `{fact}`, which has no value")]
    RestsOn {
        /// The other one.
        fact: Box<str>,
    },
    /// A text is no number.
    #[error("`{text}` is no number")]
    NotANumber {
        /// The text.
        text: Box<str>,
    },
    /// A text stands where a number must be.
    #[error("`{text}` is a text, and a number must be here; `number(…)` reads one")]
    TextInSum {
        /// The text.
        text: Box<str>,
    },
    /// A list or table stands where one value must be.
    #[error("{what} of length {count} stands where one value must be; `entries(…)` counts them")]
    NotOne {
        /// What it is, with its article.
        what: &'static str,
        /// How many entries it has.
        count: usize,
    },
    /// One value stands where a list or table must be.
    #[error("`{text}` is one value, and `entries(…)` counts those of a list or a table")]
    NotMany {
        /// The value.
        text: Box<str>,
    },
    /// A number is divided by zero.
    #[error("a division by zero")]
    DivisionByZero,
    /// A number became too large to be counted with.
    #[error("the result is no finite number")]
    NotFinite,
    /// A text does not begin or end as it was to.
    #[error("`{text}` does not {how} `{part}`")]
    OtherEnd {
        /// The text.
        text: Box<str>,
        /// `begin with` or `end in`.
        how: &'static str,
        /// What it was to begin with or end in.
        part: Box<str>,
    },
}

fn at_line(line: Option<u32>) -> String {
    line.map(|line| format!(" line {line}")).unwrap_or_default()
}

fn files_word(files: usize) -> String {
    if files == 1 { "the one file".to_owned() } else { format!("the {files} files") }
}

fn unit_word(unit: &str) -> String {
    if unit.is_empty() { "no unit".to_owned() } else { format!("`{unit}`") }
}
