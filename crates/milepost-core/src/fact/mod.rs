//! Facts and surfaces: values that are computed, and the places that state them.
//!
//! A fact is an expression of a small typed language. It is read when `milepost.toml` is, raises
//! questions ([`Inputs`]), and has a value once they are answered; what cannot be told is an error and
//! never a value. A surface is a place in a file that must state the value of a fact, or several places
//! that must state the same.
//!
//! | a fact asks for | written as |
//! |---|---|
//! | items by standing | `items("milestone")`, `items("milestone", "done", "proven")` |
//! | what may rightly be nothing | `or-zero(items("risk"))`, of counts of items, files, lines and matches |
//! | the parts of an item | `criteria("M1")`, `criteria("M1", "met")`, `parts("P1", "done")` |
//! | progress in per cent, rounded down | `progress()`, `progress("M1")` |
//! | gates by verdict | `gates()`, `gates("pass")` |
//! | what a gate measured last | `metric("latency", "p95", "ms")`, `tests("unit", "passed")` |
//! | a value in a file | `toml("Cargo.toml", "package.version")`, `json(…)`, `yaml(…)` |
//! | how many values lie there | `entries(yaml("contract.yaml", "gates"))` |
//! | a part of a text | `capture("CHANGELOG.md", '^## (\d+\.\d+)')` |
//! | counts of files, lines, matches | `files("fixtures/*.json")`, `lines("a.jsonl")`, `matches("src/**/*.rs", '#\[test\]')` |
//! | git | `tag("v*")`, `tag-date("v*")`, `commit-date("src")`, `commit-hash("src")`, `commits()` |
//! | another fact | its name |
//!
//! Values are counted with by `+ - * /`, `round`, `floor`, `ceil` and `percent`, and put together by
//! `concat`, `strip-prefix`, `strip-suffix` and `number`. Names go on over `-`, so that this sign stands
//! between blanks.

mod calls;
mod error;
mod eval;
mod expr;
mod inputs;
mod lookup;
mod marker;
mod mend;
mod parse;
mod pattern;
mod place;
mod survey;
#[cfg(test)]
mod tests;
mod token;
mod value;

pub use error::{ExprError, ExprMistake, Untold};
pub use eval::{Computed, ReportAnswer, ReportSource, Told};
pub use expr::{Expr, FileQuestion, GitQuestion, ReportQuestion};
pub use inputs::{
    Answers, Counted, Counting, Found, Held, Inputs, NoHistory, NotCounted, Tally, Unheld,
};
pub use lookup::{Format, LookupError, LookupPath};
pub use mend::{Change, Left, Mended, Mending, mend};
pub use pattern::{Pattern, PatternError};
pub use place::{How, Lost, Place};
pub use survey::{Finding, Sighting, Survey, survey};
pub use value::{Number, Value};

use crate::{gate::GateName, pass::Comparison, text::Span};

/// The words for where items stand, as `judge` has them.
pub const STANDINGS: &[&str] = &[
    "planned",
    "ready",
    "in progress",
    "blocked",
    "claimed",
    "contradicted",
    "proven",
    "waiting",
    "done",
    "unchecked",
    "regressed",
    "suspended",
    "out of scope",
    "superseded",
    "rejected",
];

/// The words for what evidence says of gates, as `verdict` has them.
pub const VERDICTS: &[&str] = &[
    "pass",
    "fail",
    "error",
    "stale",
    "missing",
    "calibrating",
    "blind",
    "waived",
    "not-applicable",
];

/// The name of a fact: letters, digits, `-` and `_`, beginning with a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactName(Box<str>);

impl FactName {
    /// Takes a text as a name; nothing for one that could not stand in an expression.
    pub fn new(text: &str) -> Option<Self> {
        let is_name = text.starts_with(|c: char| c.is_alphabetic())
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        (is_name && text.len() <= 64).then(|| Self(text.into()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for FactName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value that is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its name.
    pub name: FactName,
    /// Where the name stands in `milepost.toml`.
    pub span: Span,
    /// The expression as it is written.
    pub text: Box<str>,
    /// What it means.
    pub expr: Expr,
    /// What a badge calls it; its name where nothing is said.
    pub label: Option<Box<str>>,
    /// What a badge writes behind its value.
    pub suffix: Box<str>,
    /// What its value must be for a badge to be green; without it none is.
    pub green: Option<Green>,
}

/// A bound that a number must keep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Green {
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub limit: f64,
}

impl Green {
    /// Reads `>= 90`.
    pub fn parse(text: &str) -> Option<Self> {
        let signs = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<=", Comparison::LessOrEqual),
            (">", Comparison::Greater),
            ("<", Comparison::Less),
        ];
        let text = text.trim();
        let (rest, comparison) =
            signs.iter().find_map(|(sign, it)| Some((text.strip_prefix(sign)?, *it)))?;
        Some(Self { comparison, limit: Number::read(rest)?.value() })
    }

    /// Whether a value keeps it; a text never does.
    pub fn holds(&self, value: &Value) -> bool {
        let Value::Number(number) = value else { return false };
        let (a, b) = (number.value(), self.limit);
        match self.comparison {
            Comparison::Equal => number.is_near(b, 0.0),
            Comparison::NotEqual => !number.is_near(b, 0.0),
            Comparison::Less => a < b,
            Comparison::LessOrEqual => a <= b,
            Comparison::Greater => a > b,
            Comparison::GreaterOrEqual => a >= b,
        }
    }
}

impl std::fmt::Display for Green {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.comparison.as_str(), self.limit)
    }
}

/// One place or several that must state the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// Where it begins in `milepost.toml`.
    pub span: Span,
    /// The fact whose value they state; without one they must agree among themselves.
    pub fact: Option<FactName>,
    /// The places; never empty, and at least two where there is no fact.
    pub places: Vec<Place>,
    /// How far a stated number may lie from the value.
    pub within: f64,
    /// To how many decimal digits the value is rounded before it is stated.
    pub digits: Option<u32>,
}

impl Fact {
    /// The gates that it asks for, with where their names stand in its text.
    pub fn gates(&self) -> Vec<(&GateName, Span)> {
        self.expr.gates()
    }
}
