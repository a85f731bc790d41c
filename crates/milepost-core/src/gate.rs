//! Gates: named checks, as `milepost.toml` defines them.

mod tuple;

use std::{collections::BTreeMap, fmt, time::Duration};

pub use tuple::{Member, Tuple, variable};

use crate::{
    digest::{Digest, Framed},
    globs::Globs,
    id::ItemId,
    pass::PassRule,
    report::{Direction, Format},
    text::{RepoPath, Span},
};

/// The name of a gate, as `milepost.toml` and criteria write it.
pub type GateName = ItemId;

/// A gate.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// Its name.
    pub name: GateName,
    /// Where its name stands in `milepost.toml`.
    pub span: Span,
    /// What it does.
    pub check: Check,
    /// Whether a criterion may rest on it, as it is written; evidence may have promoted or demoted it.
    pub enforcement: Enforcement,
    /// After how many greens in a row an advisory gate blocks; at least 1. Never where nothing is said.
    pub promote_after: Option<u32>,
}

/// What a gate does.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// It runs a command.
    Run(Box<RunCheck>),
    /// It asks a person for a signed statement.
    Review(ReviewCheck),
}

/// A check that runs a command.
#[derive(Clone, Debug, PartialEq)]
pub struct RunCheck {
    /// What is run.
    pub run: Invocation,
    /// What is run before, where something is; not part of what is measured.
    pub prepare: Option<Invocation>,
    /// The folder of the checkout it runs in; the root where nothing is said.
    pub folder: Option<RepoPath>,
    /// What survives in the checkout from run to run, as paths.
    pub keep: Vec<RepoPath>,
    /// The names of the environment variables that are handed on, sorted.
    pub environment: Vec<Box<str>>,
    /// Where its reports lie.
    pub reports: Vec<ReportSource>,
    /// What must hold beside the exit code and the cases of its reports. Never empty together with
    /// `compare` where its reports hold measurements only.
    pub require: Vec<PassRule>,
    /// What it is compared with.
    pub compare: Option<Compare>,
    /// How long it may take.
    pub timeout: Duration,
    /// How much of the machine it takes.
    pub weight: Weight,
    /// The paths it looks at, as globs; the whole project where nothing is said.
    pub inputs: Option<Globs>,
    /// The gates that must pass before it is run.
    pub needs: Vec<GateName>,
    /// How long a pass counts; for ever where nothing is said.
    pub max_age: Option<Duration>,
    /// How many passes in a row make a pass; at least 1.
    pub greens: u32,
    /// Known-good and known-bad states that show that it can fail.
    pub controls: Vec<Control>,
    /// Lines for `sh -c` whose first line of output is a version, by the name of what has it. They
    /// are recorded, and are no part of the definition.
    pub versions: BTreeMap<Box<str>, Box<str>>,
    /// The other repositories that it runs with, sorted. Which they are is part of the definition; their
    /// commits are content.
    pub with: Vec<Member>,
}

/// A check that a person answers.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewCheck {
    /// Who may answer, as `role:NAME` or a principal.
    pub by: Vec<Box<str>>,
    /// What must be answered, item by item; the gate's name alone where nothing is said.
    pub checklist: Vec<Box<str>>,
    /// The paths that it looks at, as globs; the whole project where nothing is said.
    pub inputs: Option<Globs>,
    /// How long an answer counts; for ever where nothing is said.
    pub max_age: Option<Duration>,
}

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invocation {
    /// A line for `sh -c`.
    Shell(Box<str>),
    /// A program and its arguments; never empty.
    Program(Vec<Box<str>>),
}

/// A report that a gate leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSource {
    /// Its format.
    pub format: Format,
    /// Where it lies.
    pub place: ReportPlace,
}

/// Where a report lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportPlace {
    /// In the files of the checkout that a path, a folder or a glob names.
    Files(Box<str>),
    /// In what the run writes to stdout.
    Stdout,
}

/// A comparison of one metric with that of another subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Compare {
    /// The metric.
    pub metric: Box<str>,
    /// Which way it is better.
    pub direction: Direction,
    /// What it is compared with.
    pub with: Baseline,
    /// By how much it may be worse, as a part of the baseline (0.1 for 10 %).
    pub worse_by_at_most: f64,
    /// Differences smaller than this are no differences, in the unit of `floor_unit`.
    pub floor: f64,
    /// The unit of the floor; empty for that of the metric.
    pub floor_unit: Box<str>,
    /// Whether the metric is the same in every run.
    pub noise: Noise,
}

/// What a metric is compared with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Baseline {
    /// A run at the commit that this id or tag names.
    Commit(Box<str>),
    /// What a run of the same gate measured whose record has an id that begins so.
    Evidence(Box<str>),
}

impl Baseline {
    /// What stands before the id of a record.
    pub const EVIDENCE: &'static str = "evidence:";
    /// So many digits of an id name a record for ever.
    pub const LEAST_DIGITS: usize = 8;

    /// What a text names; nothing where it names evidence by something that is no id.
    pub fn new(text: &str) -> Option<Self> {
        let Some(id) = text.strip_prefix(Self::EVIDENCE) else {
            return Some(Self::Commit(text.into()));
        };
        let is_id = (Self::LEAST_DIGITS..=64).contains(&id.len())
            && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_id.then(|| Self::Evidence(id.into()))
    }
}

impl fmt::Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commit(name) => f.write_str(name),
            Self::Evidence(id) => write!(f, "{}{id}", Self::EVIDENCE),
        }
    }
}

/// Whether two runs of one subject give one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noise {
    /// They do: one run each is compared exactly.
    Deterministic,
    /// They do not: so many interleaved pairs are run, and more while it is undecided.
    Noisy {
        /// Pairs to begin with; at least 5.
        pairs: u32,
        /// Pairs after which it stays undecided.
        most: u32,
    },
}

/// How much of the machine a gate takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Little: it runs beside others.
    #[default]
    Light,
    /// Much: it takes one of the heavy slots of the machine.
    Heavy,
}

impl Gate {
    /// How much of the machine it takes; a review takes none.
    pub fn weight(&self) -> Weight {
        match &self.check {
            Check::Run(check) => check.weight,
            Check::Review(_) => Weight::Light,
        }
    }
}

/// Whether criteria may rest on a gate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Enforcement {
    /// They may.
    #[default]
    Blocking,
    /// It is shown, and satisfies nothing.
    Advisory,
}

impl Enforcement {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocking => "blocking",
            Self::Advisory => "advisory",
        }
    }
}

/// A state of the project for which the verdict is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// What people call it.
    pub name: Box<str>,
    /// What the gate must say of it.
    pub kind: ControlKind,
    /// How the state comes about.
    pub state: ControlState,
}

/// What a gate must say of a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ControlKind {
    /// It must pass.
    Good,
    /// It must fail, and say this in its output: a crash is no detection.
    Bad {
        /// The text that shows that it saw what is wrong.
        signal: Box<str>,
    },
}

/// How the state of a control comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ControlState {
    /// By a patch, at this path of the project.
    Patch(RepoPath),
    /// It is a commit, or what a tag names.
    Commit(Box<str>),
    /// It is the project as it is.
    Here,
}

impl RunCheck {
    /// The digest of everything in the definition that a verdict depends on. How long it may take,
    /// what it weighs and in which order it runs are not in it.
    pub fn definition(&self) -> Digest {
        let mut framed = Framed::new("gate/1");
        framed.list(self.run.parts().into_iter());
        framed.list(self.prepare.as_ref().map(Invocation::parts).unwrap_or_default().into_iter());
        framed.option(self.folder.as_ref().map(RepoPath::as_str));
        framed.list(self.environment.iter().map(|name| &**name));
        framed.list(self.reports.iter().map(|report| report.format.as_str()));
        framed.list(self.reports.iter().map(|report| report.place.as_str()));
        framed.list(self.require.iter().map(PassRule::as_str));
        let compare = self.compare.as_ref().map(ToString::to_string);
        framed.option(compare.as_deref());
        if !self.with.is_empty() {
            let with: Vec<String> = self.with.iter().map(Member::name).collect();
            framed.text("with").list(with.iter().map(String::as_str));
        }
        framed.digest()
    }
}

impl ReviewCheck {
    /// The digest of everything in the definition that a verdict depends on.
    pub fn definition(&self) -> Digest {
        let mut framed = Framed::new("review/1");
        framed.list(self.by.iter().map(|by| &**by));
        framed.list(self.checklist.iter().map(|question| &**question));
        framed.digest()
    }
}

impl Gate {
    /// The digest of everything in its definition that a verdict depends on.
    pub fn definition(&self) -> Digest {
        match &self.check {
            Check::Run(check) => check.definition(),
            Check::Review(check) => check.definition(),
        }
    }

    /// The other repositories that it runs with.
    pub fn with(&self) -> &[Member] {
        match &self.check {
            Check::Run(check) => &check.with,
            Check::Review(_) => &[],
        }
    }

    /// The paths that it looks at; none where that is the whole project.
    pub fn inputs(&self) -> Option<&Globs> {
        match &self.check {
            Check::Run(check) => check.inputs.as_ref(),
            Check::Review(check) => check.inputs.as_ref(),
        }
    }
}

impl RunCheck {
    /// The digest of the definition together with its controls: a gate whose controls changed has
    /// to show anew that it can fail.
    ///
    /// What a patch holds and which commit a name stands for is told by `content`, as the name of an
    /// object of git; the first state that it does not know is the error.
    pub fn calibration_definition(
        &self,
        content: impl Fn(&ControlState) -> Option<Box<str>>,
    ) -> Result<Digest, &ControlState> {
        let mut framed = Framed::new("calibration/2");
        framed.field(self.definition().as_bytes());
        for control in &self.controls {
            let kind = match &control.kind {
                ControlKind::Good => ["good", ""],
                ControlKind::Bad { signal } => ["bad", signal],
            };
            let state = match &control.state {
                ControlState::Patch(path) => ["patch", path.as_str()],
                ControlState::Commit(name) => ["commit", name],
                ControlState::Here => ["here", ""],
            };
            framed.text(&control.name).list(kind.into_iter()).list(state.into_iter());
            framed.text(&content(&control.state).ok_or(&control.state)?);
        }
        Ok(framed.digest())
    }
}

impl Invocation {
    /// How it is said to a system: the words, with what they stand for in front.
    fn parts(&self) -> Vec<&str> {
        match self {
            Self::Shell(line) => vec!["shell", line],
            Self::Program(words) => {
                ["program"].into_iter().chain(words.iter().map(|word| &**word)).collect()
            }
        }
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shell(line) => f.write_str(line),
            Self::Program(words) => f.write_str(&words.join(" ")),
        }
    }
}

impl ReportPlace {
    /// The place as written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Files(path) => path,
            Self::Stdout => "",
        }
    }
}

impl fmt::Display for Compare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { metric, direction, with, worse_by_at_most, floor, floor_unit, noise } = self;
        write!(f, "{metric} {direction:?} {with} {worse_by_at_most} {floor} {floor_unit} {noise:?}")
    }
}
