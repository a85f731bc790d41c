//! What can be wrong with a pass rule, as written and in the face of a run.

use std::fmt;

use super::term::Term;
use crate::text::Span;

/// A text that is no pass rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassRuleError {
    /// Where, in the text of the rule.
    pub span: Span,
    /// What is wrong there.
    pub mistake: RuleMistake,
    /// What to write instead, where that can be told.
    pub suggestion: Option<Box<str>>,
}

impl PassRuleError {
    pub(super) fn new(span: Span, mistake: RuleMistake) -> Self {
        Self { span, mistake, suggestion: None }
    }

    pub(super) fn suggesting(self, suggestion: Option<&str>) -> Self {
        Self { suggestion: suggestion.map(Into::into), ..self }
    }

    /// The same error, found in a text that begins so many bytes into the rule.
    pub(super) fn moved_by(self, bytes: usize) -> Self {
        let range = self.span.range();
        Self { span: Span::new(range.start + bytes, range.end + bytes), ..self }
    }
}

impl fmt::Display for PassRuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mistake.fmt(f)
    }
}

impl std::error::Error for PassRuleError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.mistake.source()
    }
}

/// What is wrong at one place of a pass rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleMistake {
    /// There is nothing.
    #[error("the rule is empty")]
    Empty,
    /// It is longer than any rule needs to be.
    #[error("the rule is longer than {most} bytes")]
    TooLong {
        /// The greatest length in bytes.
        most: usize,
    },
    /// Parentheses and `not` are nested too deeply.
    #[error("the rule is nested more than {most} deep")]
    TooDeep {
        /// The greatest depth.
        most: u32,
    },
    /// Characters that mean nothing here.
    #[error("`{text}` means nothing in a rule")]
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
    /// The rule could end here, and does not.
    #[error("expected `and`, `or` or the end of the rule")]
    GoesOn,
    /// A value stands where something must hold or not.
    #[error("a value alone neither holds nor fails; compare it")]
    NotACondition,
    /// Something that holds or not stands where a value must be.
    #[error("a condition stands where a value must be")]
    NotAValue,
    /// `a < b < c`.
    #[error("comparisons cannot be chained; join them with `and`")]
    ChainedComparison,
    /// No count is called that.
    #[error("no count of tests is called `{name}`")]
    UnknownCount {
        /// The name.
        name: Box<str>,
    },
    /// A file has no such property.
    #[error("an artifact has no `{name}`, only `exists` and `size`")]
    UnknownProperty {
        /// The name.
        name: Box<str>,
    },
    /// No unit is called that.
    #[error("unknown unit `{unit}`; one that milepost does not know stands in quotes")]
    UnknownUnit {
        /// The word.
        unit: Box<str>,
    },
    /// A path that is absolute, empty, or leads outside.
    #[error("`{path}` is no path inside the checkout")]
    NotAPath {
        /// The path.
        path: Box<str>,
    },
    /// A text, a name or a unit is empty.
    #[error("the text is empty")]
    EmptyText,
    /// Two values that do not measure the same.
    #[error("{left} and {right} cannot be compared or counted together")]
    MixedUnits {
        /// What the left one is, with its article.
        left: Box<str>,
        /// What the right one is, with its article.
        right: Box<str>,
    },
    /// A comparison that holds, or fails, whatever happens.
    #[error("this says the same of every run, so it shows nothing")]
    Constant,
}

/// Why a rule neither holds nor fails for a run.
///
/// The message is made of words of the rule only, fit to be recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// No report has such a metric.
    #[error("no report has a metric `{name}`")]
    UnknownMetric {
        /// The name, as the rule has it.
        name: Box<str>,
        /// The one that was probably meant, among those of the run. A report chose this name: show
        /// it, and do not record it.
        near: Option<Box<str>>,
    },
    /// No report counts tests.
    #[error("no report counts tests, so `{term}` is unknown")]
    NoTests {
        /// What the rule asks for.
        term: Term,
    },
    /// The producer of the report does not say how many.
    #[error("the report does not say how many tests were skipped or flaky, so `{term}` is unknown")]
    NotReported {
        /// What the rule asks for.
        term: Term,
    },
    /// A value is NaN or infinite, or becomes so when counted with.
    #[error("`{term}` is no finite number")]
    NotFinite {
        /// What is no number.
        term: Box<str>,
    },
    /// A signal ended the run.
    #[error("the run has no exit code")]
    NoExitCode,
    /// The host did not look for the file.
    #[error("`{path}` was not looked up")]
    NotLookedUp {
        /// The path.
        path: Box<str>,
    },
    /// A file that does not exist has no size.
    #[error("there is no `{path}`, so it has no size")]
    NoArtifact {
        /// The path.
        path: Box<str>,
    },
    /// The host did not look for the text.
    #[error("the output was not searched for {text}")]
    NotSearched {
        /// The text, in quotes.
        text: Box<str>,
    },
    /// A metric with a unit meets a plain number.
    #[error("`{value}` has a unit, and what it is compared with has none; write the unit")]
    UnitMissing {
        /// The value with the unit, as the rule has it.
        value: Box<str>,
    },
    /// Two values do not measure the same.
    #[error("`{left}` and `{right}` have units that cannot be compared")]
    MixedUnits {
        /// The left value, as the rule has it.
        left: Box<str>,
        /// The right one.
        right: Box<str>,
    },
}
