//! Whether a ledger is as it was written, and what lies beside it that should not.

use std::collections::BTreeMap;

use crate::{
    diag::Severity,
    evidence::{
        Payload,
        ledger::{Ledger, LedgerProblem, Unread},
    },
    text::RepoPath,
};

/// How much of the past can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// All of it.
    Whole,
    /// It is cut off somewhere.
    Shallow,
    /// There is no git.
    None,
}

/// One thing that a look at a ledger brought to light.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Finding {
    /// Something is wrong with a file.
    #[error(transparent)]
    File(#[from] LedgerProblem),
    /// A line is kept and not counted.
    #[error("line {} of `{}` is kept and not counted: {}", _0.line, _0.segment, _0.why)]
    Unread(Unread),
    /// Runs were begun and nobody saw them end.
    #[error("{}", orphans(*.count))]
    Orphans {
        /// How many.
        count: usize,
    },
    /// Records have no meaning here.
    #[error("{}", unknown(*.count, .predicate_type))]
    Unknown {
        /// What they say that they are.
        predicate_type: Box<str>,
        /// How many.
        count: usize,
    },
    /// A file has the name of one that is not finished.
    #[error("`{path}` was begun and is not finished")]
    Leftover {
        /// The file.
        path: RepoPath,
    },
    /// Older history is not here.
    #[error("history is cut off here, so what was removed before cannot be seen")]
    Shallow,
    /// No history is here.
    #[error("there is no git repository, so what was removed cannot be seen")]
    NoHistory,
}

fn orphans(count: usize) -> String {
    match count {
        1 => "1 run was begun and nobody saw it end".to_owned(),
        count => format!("{count} runs were begun and nobody saw them end"),
    }
}

fn unknown(count: usize, predicate_type: &str) -> String {
    let records =
        if count == 1 { "1 record is".to_owned() } else { format!("{count} records are") };
    format!("{records} a `{predicate_type}`, which has no meaning here: kept, and not counted")
}

impl Finding {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            Self::File(problem) => problem.severity(),
            Self::Unread(_) | Self::Orphans { .. } => Severity::Warning,
            Self::Unknown { .. } | Self::Leftover { .. } | Self::Shallow | Self::NoHistory => {
                Severity::Note
            }
        }
    }

    /// The word for its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::File(LedgerProblem::Bad { .. }) => "not-counted",
            Self::File(LedgerProblem::Unreadable { .. }) => "unreadable",
            Self::File(LedgerProblem::Lost { .. }) => "lost",
            Self::File(LedgerProblem::MissingParent { .. }) => "missing-parent",
            Self::Unread(_) => "unread-line",
            Self::Orphans { .. } => "orphans",
            Self::Unknown { .. } => "unknown-records",
            Self::Leftover { .. } => "leftover",
            Self::Shallow => "shallow-history",
            Self::NoHistory => "no-history",
        }
    }

    /// What to do about it, where anything is to be done.
    pub fn help(&self) -> Option<String> {
        let restored = |path: &str| {
            let path = path.split('#').next().unwrap_or(path);
            format!(
                "`git log --all -- .milepost/ledger/{path}` finds the commits that may hold it as it \
                 was written"
            )
        };
        match self {
            Self::File(LedgerProblem::Bad { path, .. } | LedgerProblem::Lost { path, .. }) => {
                Some(restored(path))
            }
            Self::File(LedgerProblem::MissingParent { .. }) => {
                Some("`milepost ledger pull` may bring it; nothing here depends on it".to_owned())
            }
            Self::Unread(unread) => Some(format!(
                "a later milepost may read it; `milepost log --raw {}` shows it",
                unread.id.short()
            )),
            Self::Unknown { .. } => {
                Some("a later milepost may read them; `milepost log` lists them".to_owned())
            }
            Self::Orphans { .. } => {
                Some("the next `milepost verify` records them as interrupted".to_owned())
            }
            Self::Leftover { .. } => {
                Some("it can be removed unless a milepost is writing just now".to_owned())
            }
            Self::Shallow => Some("`git fetch --unshallow` brings all of it".to_owned()),
            Self::File(LedgerProblem::Unreadable { .. }) | Self::NoHistory => None,
        }
    }
}

/// Everything that a look at a ledger brought to light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// How many whole segments there are.
    pub segments: usize,
    /// How many records they hold.
    pub records: usize,
    /// What is to be said, the worst first.
    pub findings: Vec<Finding>,
}

impl Health {
    /// Puts together what is known of a ledger: itself, what history lost of it, files that are not
    /// finished, and how many runs nobody saw end.
    pub fn new(
        ledger: &Ledger,
        losses: impl IntoIterator<Item = LedgerProblem>,
        leftovers: impl IntoIterator<Item = RepoPath>,
        orphans: usize,
        history: History,
    ) -> Self {
        let mut findings: Vec<Finding> =
            ledger.problems.iter().cloned().chain(losses).map(Finding::File).collect();
        findings.extend(ledger.unread.iter().cloned().map(Finding::Unread));
        findings.extend((orphans > 0).then_some(Finding::Orphans { count: orphans }));
        findings.extend(unknown_kinds(ledger));
        findings.extend(leftovers.into_iter().map(|path| Finding::Leftover { path }));
        findings.extend(match history {
            History::Whole => None,
            History::Shallow => Some(Finding::Shallow),
            History::None => Some(Finding::NoHistory),
        });
        findings.sort_by(|a, b| b.severity().cmp(&a.severity()).then_with(|| a.cmp(b)));
        findings.dedup();
        Self { segments: ledger.segments.len(), records: ledger.records.len(), findings }
    }

    /// How many findings weigh so much.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity() == severity).count()
    }
}

fn unknown_kinds(ledger: &Ledger) -> impl Iterator<Item = Finding> {
    let mut kinds: BTreeMap<Box<str>, usize> = BTreeMap::new();
    for record in &ledger.records {
        match &record.payload {
            Payload::Unknown { predicate_type } => {
                *kinds.entry(predicate_type.clone()).or_default() += 1;
            }
            Payload::Run(_) | Payload::Event(_) | Payload::Statement(_) | Payload::Signature(_) => {
            }
        }
    }
    kinds.into_iter().map(|(predicate_type, count)| Finding::Unknown { predicate_type, count })
}
