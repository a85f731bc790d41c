//! A rule as it is understood.

use std::fmt;

use super::{
    term::{Asked, Term},
    unit::{Dimension, Quantity},
};
use crate::text::RepoPath;

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// The sign for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// The same said from the other side: `a < b` is `b > a`.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A threshold: what a rule demands of one value, whatever else it demands.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The value.
    pub term: Term,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub limit: Quantity,
}

/// Something that holds or does not. Lists are flat, so its depth is that of the parentheses.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Compare { left: Value, comparison: Comparison, right: Value },
    Exists(RepoPath),
    Output { text: Box<str>, wanted: Occurrence },
}

/// Whether a text must occur in the output, or must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occurrence {
    Contained,
    Lacking,
}

/// A number, as a rule writes it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Given(Quantity),
    Term(Term),
    Chain { first: Box<Self>, rest: Vec<(Operation, Self)> },
}

/// How two numbers make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Plus,
    Minus,
    Times,
    Over,
}

impl Operation {
    /// What the result measures; nothing where the two cannot be counted together.
    pub(super) fn dimension(self, left: &Dimension, right: &Dimension) -> Option<Dimension> {
        let (same, plain) = (left == right, Dimension::Plain);
        match self {
            Self::Plus | Self::Minus => same.then(|| left.clone()),
            Self::Times if *left == plain => Some(right.clone()),
            Self::Over if same => Some(plain),
            Self::Times | Self::Over => (*right == plain).then(|| left.clone()),
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Over => "/",
        }
    }
}

impl Condition {
    /// Adds all that it asks of a run.
    pub(super) fn ask(&self, asked: &mut Asked) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.ask(asked)),
            Self::Not(part) => part.ask(asked),
            Self::Compare { left, right, .. } => [left, right].iter().for_each(|it| it.ask(asked)),
            Self::Exists(path) => drop(asked.artifacts.insert(path.clone())),
            Self::Output { text, .. } => drop(asked.texts.insert(text.clone())),
        }
    }

    /// The thresholds that must hold for the whole to hold.
    pub(super) fn bounds(&self) -> Vec<Bound> {
        match self {
            Self::All(parts) => parts.iter().flat_map(Self::bounds).collect(),
            Self::Compare { left, comparison, right } => match (left, right) {
                (Value::Term(term), Value::Given(limit)) => {
                    vec![Bound {
                        term: term.clone(),
                        comparison: *comparison,
                        limit: limit.clone(),
                    }]
                }
                (Value::Given(limit), Value::Term(term)) => vec![Bound {
                    term: term.clone(),
                    comparison: comparison.turned(),
                    limit: limit.clone(),
                }],
                (
                    Value::Given(_) | Value::Term(_) | Value::Chain { .. },
                    Value::Given(_) | Value::Term(_) | Value::Chain { .. },
                ) => Vec::new(),
            },
            Self::Any(_) | Self::Not(_) | Self::Exists(_) | Self::Output { .. } => Vec::new(),
        }
    }
}

impl Value {
    /// Whether it depends on the run at all.
    pub(super) fn is_constant(&self) -> bool {
        match self {
            Self::Given(_) => true,
            Self::Term(_) => false,
            Self::Chain { first, rest } => {
                first.is_constant() && rest.iter().all(|(_, value)| value.is_constant())
            }
        }
    }

    fn ask(&self, asked: &mut Asked) {
        match self {
            Self::Given(_) => {}
            Self::Term(term) => {
                if let Term::Size(path) = term {
                    asked.artifacts.insert(path.clone());
                }
                asked.terms.insert(term.clone());
            }
            Self::Chain { first, rest } => {
                first.ask(asked);
                for (_, value) in rest {
                    value.ask(asked);
                }
            }
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(quantity) => quantity.fmt(f),
            Self::Term(term) => term.fmt(f),
            Self::Chain { first, rest } => {
                write!(f, "({first}")?;
                for (operation, value) in rest {
                    write!(f, " {} {value}", operation.as_str())?;
                }
                f.write_str(")")
            }
        }
    }
}
