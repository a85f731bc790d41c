//! What an expression means: values, and what they are asked of.

use super::{
    FactName,
    inputs::{Inputs, Tally},
    lookup::{Format, LookupPath},
    pattern::Pattern,
    value::Number,
};
use crate::{
    gate::GateName,
    pass::{TestCount, Unit},
    plan::{ItemKind, Wanted},
    text::{RepoPath, Span},
};

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number.
    Number(Number),
    /// A text.
    Text(Box<str>),
    /// The value of another fact, and where its name stands.
    Fact(FactName, Span),
    /// Numbers counted together from the left.
    Chain {
        /// The first one.
        first: Box<Self>,
        /// The others.
        rest: Vec<(Operation, Self)>,
    },
    /// A number with the other sign.
    Negated(Box<Self>),
    /// A function of values.
    Apply {
        /// The function.
        function: Function,
        /// Its arguments.
        of: Vec<Self>,
    },
    /// Something that is looked up.
    Ask {
        /// What.
        question: Question,
        /// Where it stands in the expression.
        span: Span,
        /// Whether that there is nothing of it is 0, and no error.
        or_zero: bool,
    },
}

/// How two numbers are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}

/// A function of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// A number rounded half away from zero, to so many digits.
    Round,
    /// The next whole number below.
    Floor,
    /// The next whole number above.
    Ceil,
    /// What part of a hundred one number is of another, rounded down.
    Percent,
    /// A text read as a number.
    Number,
    /// Texts and numbers one after the other.
    Concat,
    /// A text without what it begins with.
    StripPrefix,
    /// A text without what it ends in.
    StripSuffix,
    /// How many values a list or table has.
    Entries,
}

/// Something that is looked up.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// In the report.
    Report(ReportQuestion),
    /// In files.
    File(FileQuestion),
    /// In the history of the repository.
    Git(GitQuestion),
}

/// What is asked of the report.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportQuestion {
    /// How many items of a kind there are, of those that stand so; of all where nothing is said.
    Items {
        /// The kind.
        kind: ItemKind,
        /// Words of [`super::STANDINGS`].
        standings: Vec<&'static str>,
    },
    /// How many criteria an item has, or how many of them evidence satisfies.
    Criteria {
        /// The item.
        item: Wanted,
        /// Whether only those count that are satisfied.
        met: bool,
    },
    /// How many parts an item has, or how many of them are shown.
    Parts {
        /// The item.
        item: Wanted,
        /// Whether only those count that are shown.
        done: bool,
    },
    /// How far an item is, or all milestones together, in per cent rounded down.
    Progress {
        /// The item; all of the project without one.
        item: Option<Wanted>,
    },
    /// How many gates there are, of those with such verdicts; of all where nothing is said.
    Gates {
        /// Words of [`super::VERDICTS`].
        verdicts: Vec<&'static str>,
    },
    /// What a gate measured last.
    Metric {
        /// The gate.
        gate: GateName,
        /// The metric.
        name: Box<str>,
        /// The unit that it is wanted in; its own where nothing is said.
        unit: Option<Unit>,
    },
    /// What a gate counted last.
    Tests {
        /// The gate.
        gate: GateName,
        /// Which tests.
        count: TestCount,
    },
}

/// What is asked of files.
#[derive(Clone, Debug, PartialEq)]
pub enum FileQuestion {
    /// A value of a structured file.
    Entry {
        /// The file.
        file: RepoPath,
        /// How it is read.
        format: Format,
        /// Where in it.
        path: LookupPath,
    },
    /// What the group of a pattern matches, which matches once.
    Capture {
        /// The file.
        file: RepoPath,
        /// The pattern.
        pattern: Pattern,
    },
    /// How many files there are.
    Files {
        /// Which.
        glob: Box<str>,
    },
    /// How many lines or matches there are.
    Tally(Tally),
}

/// What is asked of the history of the repository.
#[derive(Clone, Debug, PartialEq)]
pub enum GitQuestion {
    /// The newest tag in the history of the judged commit.
    Tag {
        /// A glob over the names of tags.
        pattern: Box<str>,
    },
    /// The day of that tag.
    TagDate {
        /// A glob over the names of tags.
        pattern: Box<str>,
    },
    /// The day of the last commit that touched a path.
    CommitDate {
        /// The path.
        path: RepoPath,
    },
    /// The beginning of the id of that commit.
    CommitHash {
        /// The path.
        path: RepoPath,
        /// How many digits.
        digits: usize,
    },
    /// How many commits there are, or how many touched a path.
    Commits {
        /// The path.
        path: Option<RepoPath>,
    },
}

impl Expr {
    /// Visits this expression and all in it. Expressions are nested no deeper than parsing lets them.
    fn visit<'a>(&'a self, seen: &mut dyn FnMut(&'a Self)) {
        seen(self);
        match self {
            Self::Number(_) | Self::Text(_) | Self::Fact(..) | Self::Ask { .. } => {}
            Self::Chain { first, rest } => {
                first.visit(seen);
                for (_, part) in rest {
                    part.visit(seen);
                }
            }
            Self::Negated(inner) => inner.visit(seen),
            Self::Apply { function: _, of } => {
                for part in of {
                    part.visit(seen);
                }
            }
        }
    }

    /// The facts that it names, with where they stand in it.
    pub fn facts(&self) -> Vec<(&FactName, Span)> {
        let mut found = Vec::new();
        self.visit(&mut |part| {
            if let Self::Fact(name, span) = part {
                found.push((name, *span));
            }
        });
        found
    }

    /// The gates that it asks for, with where it does so.
    pub fn gates(&self) -> Vec<(&GateName, Span)> {
        let mut found = Vec::new();
        self.visit(&mut |part| {
            if let Self::Ask { question: Question::Report(question), span, or_zero: _ } = part {
                match question {
                    ReportQuestion::Metric { gate, .. } | ReportQuestion::Tests { gate, .. } => {
                        found.push((gate, *span));
                    }
                    ReportQuestion::Items { .. }
                    | ReportQuestion::Criteria { .. }
                    | ReportQuestion::Parts { .. }
                    | ReportQuestion::Progress { .. }
                    | ReportQuestion::Gates { .. } => {}
                }
            }
        });
        found
    }

    /// What must be looked up for it.
    pub(super) fn ask(&self, inputs: &mut Inputs) {
        self.visit(&mut |part| match part {
            Self::Ask { question: Question::File(question), .. } => match question {
                FileQuestion::Entry { file, .. } | FileQuestion::Capture { file, .. } => {
                    inputs.texts.insert(file.clone());
                }
                FileQuestion::Files { glob } => drop(inputs.globs.insert(glob.clone())),
                FileQuestion::Tally(tally) => {
                    inputs.globs.insert(tally.glob.clone());
                    inputs.tallies.insert(tally.clone());
                }
            },
            Self::Ask { question: Question::Git(question), .. } => match question {
                GitQuestion::Tag { pattern } | GitQuestion::TagDate { pattern } => {
                    inputs.tags.insert(pattern.clone());
                }
                GitQuestion::CommitDate { path } | GitQuestion::CommitHash { path, .. } => {
                    inputs.touched.insert(path.clone());
                }
                GitQuestion::Commits { path } => drop(inputs.commits.insert(path.clone())),
            },
            Self::Ask { question: Question::Report(_), .. }
            | Self::Number(_)
            | Self::Text(_)
            | Self::Fact(..)
            | Self::Chain { .. }
            | Self::Negated(_)
            | Self::Apply { .. } => {}
        });
    }
}
