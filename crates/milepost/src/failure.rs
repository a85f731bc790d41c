//! The one place where what went wrong becomes text, with a hint and an exit code.

mod facts;
mod machine;
mod pages;
mod past;
pub(crate) mod people;
mod work;

use std::{error::Error, io, path::PathBuf, process::ExitCode};

use milepost_core::{
    assess::imported::NotImportable,
    config::ConfigErrors,
    edit::{add::AddError, begin::BeginError, gate::GateError, resolve::ResolveError},
    plan::ItemKind,
    render::{Screen, escape, mistakes},
    repository::Subject,
    text::Source,
};
use milepost_host::{
    CarryError, DiscoverError, EditError, HistoryError, ImportError, JournalError, LedgerError,
    LoadError, NotText, OutputError, PackError, Snapshot, ThrowawayError, ViewError, WhyNoBase,
    WhyUnknown, WhyUnreadable, WriteError,
    checkout::CheckoutError,
    hooks::{Hook, HookError, Manager},
    run::{HandOverError, Refused},
    verify::{Unsaid, VerifyError},
};

pub(crate) use facts::FactTrouble;
pub(crate) use machine::MachineTrouble;
pub(crate) use pages::PageTrouble;
pub(crate) use work::WorkTrouble;

/// How the program ended. These numbers are documented and do not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The question was answered, and the answer is yes.
    Fine,
    /// The question was answered, and the answer is no: there is an error-level problem.
    Problems,
    /// The question could not be answered: something must be mended first.
    CannotSay,
    /// What a command says that was run in place of milepost.
    Command(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Problems => 1,
            Exit::CannotSay => 2,
            Exit::Command(code) => code,
        })
    }
}

/// What went wrong, ready to be told.
#[derive(Debug)]
pub(crate) struct Failure {
    error: Box<dyn Error + Send + Sync>,
    hints: Vec<String>,
    /// The mistakes of a `milepost.toml`, shown in their places.
    config: Option<(ConfigErrors, Source)>,
}

/// What goes wrong on this side of the libraries.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// No document counts as a tracker.
    #[error("found no tracker in {}", root.display())]
    NoTracker {
        /// The root of the project.
        root: PathBuf,
        /// How many Markdown files were looked at.
        passed_over: usize,
        /// How many boxes stand in them.
        loose_boxes: u32,
    },
    /// No item has that name.
    #[error("no item is called `{name}`{}", in_folder(within.as_deref()))]
    UnknownItem {
        /// The name.
        name: String,
        /// The folder it was looked for in, where one was named.
        within: Option<String>,
        /// What is called nearly so.
        near: Vec<String>,
    },
    /// Several items have that name.
    #[error("`{name}` is the name of several items")]
    AmbiguousItem {
        /// The name.
        name: String,
        /// How to ask for each, and what it is.
        choices: Vec<(String, String)>,
    },
    /// No rule has that name.
    #[error("no rule is called `{name}`")]
    UnknownRule {
        /// The name.
        name: String,
        /// What is called nearly so.
        near: Vec<&'static str>,
    },
    /// No command has that name.
    #[error("no command is called `{name}`")]
    UnknownCommand {
        /// The name.
        name: String,
    },
    /// No gate has that name.
    #[error("no gate is called `{name}`")]
    UnknownGate {
        /// The name.
        name: String,
        /// What is called nearly so.
        near: Option<String>,
        /// How many gates there are.
        defined: usize,
    },
    /// There is no commit to run anything on.
    #[error("there is no commit to verify")]
    NothingToVerify,
    /// An item that was named has no criterion with a gate.
    #[error("no criterion of `{id}` is bound to a gate")]
    RestsOnNothing {
        /// The item.
        id: String,
    },
    /// A gate cannot be tried.
    #[error("nothing can be said of gate `{gate}`")]
    Untried {
        /// The gate.
        gate: String,
        /// Why.
        #[source]
        why: Unsaid,
    },
    /// Ctrl-C cannot be heard.
    #[error("could not listen to signals")]
    Signals(#[source] io::Error),
    /// Nothing can be verified.
    #[error("no gate is defined, so nothing can be verified")]
    NoGates {
        /// Whether there is a milepost.toml.
        is_configured: bool,
    },
    /// No record has an id that begins so.
    #[error("no record has an id that begins with `{name}`")]
    UnknownRecord {
        /// The beginning.
        name: String,
        /// An id that begins nearly so.
        near: Option<String>,
    },
    /// Several records have an id that begins so.
    #[error("`{name}` is the beginning of several ids")]
    AmbiguousRecord {
        /// The beginning.
        name: String,
        /// How to ask for each, and what it says.
        choices: Vec<(String, String)>,
    },
    /// Nothing is recorded of a gate.
    #[error("nothing is recorded of a gate `{gate}`")]
    NothingRecorded {
        /// The gate.
        gate: String,
        /// A gate of which something is, called nearly so.
        near: Option<String>,
    },
    /// The output of a run is not kept.
    #[error("this clone keeps no output of the record {id}")]
    NoOutput {
        /// The record.
        id: String,
    },
    /// Nobody signed a record.
    #[error("nobody signed the record {id}{}", if with.is_some() { " by itself" } else { "" })]
    NoSignature {
        /// The record.
        id: String,
        /// The signed part of a segment that it is in.
        with: Option<String>,
    },
    /// A segment changed while it was read.
    #[error("the line of the record {id} is not where it was a moment ago")]
    LineGone {
        /// The record.
        id: String,
    },
    /// Something else looks after the hooks.
    #[error("hooks are looked after by {manager}, so milepost writes none")]
    Managed {
        /// What does.
        manager: Manager,
    },
    /// What git hands to a hook is not there.
    #[error("`{hook}` was not called as git calls it: {lacks}")]
    NotAsGit {
        /// The hook.
        hook: &'static str,
        /// What is not there.
        lacks: &'static str,
    },
    /// A file that git hands to a hook could not be read.
    #[error("could not read {}", path.display())]
    Handed {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A path given to `check` holds no tracker.
    #[error("no tracker lies at {}", path.display())]
    NothingThere {
        /// The path.
        path: PathBuf,
        /// Whether any file or folder lies there.
        is_there: bool,
    },
    /// An item that no graph shows.
    #[error("{} `{name}` is in no graph: it is no work, and holds none up", kind.as_str())]
    NotInGraph {
        /// Its name.
        name: String,
        /// What it is.
        kind: ItemKind,
    },
    /// Documents that should have been judged could not be read.
    #[error("{count} of the documents could not be read, so nothing is said about them")]
    Unread {
        /// How many.
        count: usize,
    },
    /// A thing cannot be part of another one.
    #[error("a {} is no part of a {}", kind.as_str(), of.as_str())]
    NoPart {
        /// What was to be added.
        kind: ItemKind,
        /// What it was to be part of.
        of: ItemKind,
    },
    /// A name cannot be one.
    #[error("`{text}` is no name: it is empty, too long, or holds control characters")]
    NotAnId {
        /// What was given.
        text: String,
    },
    /// No decision has that id.
    #[error("no document has a decision `{id}`")]
    NoDecision {
        /// The id.
        id: String,
    },
    /// A decision is not accepted.
    #[error("decision `{id}` is not accepted{}", though(says.as_deref()))]
    NotAccepted {
        /// Its id.
        id: String,
        /// What documents say instead.
        says: Option<String>,
    },
    /// A reason that says nothing, or that could not be shown.
    #[error("the reason is empty, or holds control characters")]
    NotAReason,
    /// A gate that blocks nothing cannot be demoted.
    #[error("gate `{gate}` is advisory already")]
    AlreadyAdvisory {
        /// The gate.
        gate: String,
    },
    /// An item stands in no register whose entries are settled.
    #[error("`{id}` is a {}, which is not resolved", kind.as_str())]
    NoEntry {
        /// The item.
        id: String,
        /// What it is.
        kind: ItemKind,
    },
    /// No cadence has that name.
    #[error("no cadence is called `{name}`")]
    UnknownCadence {
        /// The name.
        name: String,
        /// What is called nearly so.
        near: Option<String>,
        /// The cadences there are.
        known: Vec<String>,
    },
    /// The first period of a cadence lies ahead.
    #[error("the first period of `{name}` has not begun")]
    NotBegun {
        /// The cadence.
        name: String,
    },
    /// A file to be written lies outside of the project.
    #[error("{} is no file of this project", path.display())]
    NotInProject {
        /// The file.
        path: PathBuf,
    },
    /// Nobody has handed over yet.
    #[error("no handoff is recorded")]
    NoHandoff,
    /// There is no commit that work could be handed over at.
    #[error("there is no commit to hand over")]
    NothingToHandOver,
    /// stdout does not take the answer.
    #[error("could not write the answer")]
    Output(#[source] io::Error),
}

impl Failure {
    fn new(error: impl Error + Send + Sync + 'static, hints: Vec<String>) -> Self {
        Self { error: Box::new(error), hints, config: None }
    }

    /// stdout does not take the answer.
    pub(crate) fn output(error: io::Error) -> Self {
        Trouble::Output(error).into()
    }

    /// A text that was made for `milepost.toml` has mistakes.
    pub(crate) fn config(errors: ConfigErrors, source: Source) -> Self {
        let hint = "nothing was written".to_owned();
        let config = Some((errors.clone(), source));
        Self { error: Box::new(errors), hints: vec![hint], config }
    }

    /// What is in the way of work, where that is what went wrong.
    pub(crate) fn work(&self) -> Option<&WorkTrouble> {
        self.error.downcast_ref()
    }

    /// What to tell: what went wrong, why, and what to do.
    pub(crate) fn page(&self, screen: Screen) -> String {
        let mut page = match &self.config {
            Some((errors, source)) => mistakes::config(errors, source, screen),
            None => self.causes(screen),
        };
        for hint in &self.hints {
            page = format!("{page}{} {}\n", screen.hint("hint:"), escape::block(hint));
        }
        page
    }

    fn causes(&self, screen: Screen) -> String {
        let told = self.error.to_string();
        let mut page = format!("{} {}\n", screen.error("error:"), escape::block(&told));
        let mut cause = self.error.source();
        while let Some(error) = cause {
            page = format!("{page}  because: {}\n", escape::block(&error.to_string()));
            cause = error.source();
        }
        page
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let hints = match &trouble {
            Trouble::NoTracker { root: _, passed_over, loose_boxes } => {
                no_tracker(*passed_over, *loose_boxes)
            }
            Trouble::UnknownItem { name: _, within: Some(_), near } if near.is_empty() => {
                vec!["without --in, all trackers are searched".to_owned()]
            }
            Trouble::UnknownItem { name: _, within: _, near } => match near.as_slice() {
                [] => vec!["`milepost status --all` lists what there is".to_owned()],
                near => vec![format!("did you mean `{}`?", near.join("`, `"))],
            },
            Trouble::AmbiguousItem { name: _, choices }
            | Trouble::AmbiguousRecord { name: _, choices } => vec![say_which(choices)],
            Trouble::UnknownRule { name: _, near } => match near.as_slice() {
                [] => vec!["`milepost explain --all` lists the rules".to_owned()],
                near => vec![format!("did you mean `{}`?", near.join("`, `"))],
            },
            Trouble::UnknownCommand { name: _ } => {
                vec!["`milepost help --all` lists the commands".to_owned()]
            }
            Trouble::NothingToVerify => {
                vec!["gates run on commits: `git init` and commit the project first".to_owned()]
            }
            Trouble::RestsOnNothing { id } => {
                vec![format!("`milepost why {id}` says what would show it")]
            }
            Trouble::UnknownGate { near: Some(near), .. }
            | Trouble::UnknownCadence { near: Some(near), .. } => {
                vec![format!("did you mean `{near}`?")]
            }
            Trouble::UnknownGate { near: None, .. } => {
                vec!["`milepost gate list` lists the gates".to_owned()]
            }
            Trouble::NoGates { is_configured: true } => {
                vec!["`milepost add gate NAME` adds one to milepost.toml".to_owned()]
            }
            Trouble::NoGates { is_configured: false } => vec![
                "`milepost init` writes a milepost.toml; `milepost init --adopt` takes gates over \
                 from the documents"
                    .to_owned(),
            ],
            Trouble::UnknownRecord { name: _, near } => match near {
                None => vec!["`milepost log` lists the records".to_owned()],
                Some(near) => vec![format!("did you mean `{near}`?")],
            },
            Trouble::NothingRecorded { gate: _, near } => match near {
                None => vec!["`milepost log` lists what is recorded".to_owned()],
                Some(near) => vec![format!("did you mean `{near}`?")],
            },
            Trouble::NoOutput { id: _ } => vec![
                "outputs stay in the clone that ran the gate, until newer ones need the room"
                    .to_owned(),
            ],
            Trouble::LineGone { id: _ } => vec!["`milepost doctor` looks at all of it".to_owned()],
            Trouble::NothingThere { path: _, is_there: false } => {
                vec!["there is no such file or folder here".to_owned()]
            }
            Trouble::NothingThere { path, is_there: true } => {
                vec![format!("`milepost read {}` shows how a file is understood", path.display())]
            }
            Trouble::NotInGraph { name, kind } => {
                vec![format!("`milepost show {}:{name}` shows what is said of it", kind.as_str())]
            }
            Trouble::Unread { count: _ } => {
                vec![
                    "mend them, or exclude them under `[documents]` in milepost.toml if they track \
                     nothing"
                        .to_owned(),
                ]
            }
            Trouble::NoPart { .. } => {
                vec![
                    "tasks and deliverables are parts of phases, milestones and deliverables"
                        .into(),
                ]
            }
            Trouble::Managed { manager } => Hook::ALL
                .into_iter()
                .map(|hook| {
                    let file = manager.file(hook);
                    format!(
                        "for {}, add to {}:\n{}",
                        hook.as_str(),
                        file.display(),
                        manager.lines(hook)
                    )
                })
                .collect(),
            Trouble::NotAsGit { .. } => {
                vec!["`milepost hooks install` writes hooks that call it".to_owned()]
            }
            Trouble::NoEntry { .. } => {
                vec!["blockers, risks and findings are; work is proven by its gates".to_owned()]
            }
            Trouble::UnknownCadence { known, .. } if !known.is_empty() => {
                vec![format!("there is `{}`", known.join("`, `"))]
            }
            Trouble::UnknownCadence { .. } => {
                vec!["`[cadence.NAME]` in milepost.toml defines one".to_owned()]
            }
            Trouble::NotBegun { .. } => {
                vec!["`starts` in milepost.toml says when; `milepost due` shows it".to_owned()]
            }
            Trouble::NotInProject { .. } => {
                vec!["without --output the page goes to stdout".to_owned()]
            }
            Trouble::NoHandoff => {
                vec!["`milepost handoff --record` records one; --since REV needs none".to_owned()]
            }
            Trouble::NothingToHandOver => vec!["commit the work first".to_owned()],
            Trouble::Untried { gate, why } => untried(gate, *why),
            Trouble::NoDecision { id } => vec![
                format!("`milepost add decision 'TITLE' --id {id}` writes one down as a proposal"),
                "a document that holds decisions and nothing else is read once `include` under \
                 `[documents]` in milepost.toml names it"
                    .to_owned(),
            ],
            Trouble::NotAccepted { .. } => {
                vec!["demoting a gate needs a decision with the status `Accepted`".to_owned()]
            }
            Trouble::AlreadyAdvisory { gate } => {
                vec![format!("`milepost gate show {gate}` says since when, and why")]
            }
            Trouble::NoSignature { with: Some(with), .. } => vec![format!(
                "it is signed together with all of its segment: `milepost log --signature {with}` and \
                 `milepost log --raw {with}`"
            )],
            Trouble::NoSignature { with: None, .. }
            | Trouble::NotAReason
            | Trouble::NotAnId { .. }
            | Trouble::Output(_)
            | Trouble::Signals(_)
            | Trouble::Handed { .. } => Vec::new(),
        };
        Self::new(trouble, hints)
    }
}

fn untried(gate: &str, why: Unsaid) -> Vec<String> {
    match why {
        Unsaid::NoControls => vec![format!(
            "`controls = [{{ name = \"broken\", bad = \"gates/broken.patch\", signal = \"FAILED\" }}]` \
             under [gates.{gate}] names a state that it must fail, and what it then says"
        )],
        Unsaid::NoInputs => {
            vec![format!("`inputs = [\"src/**\"]` under [gates.{gate}] narrows what it looks at")]
        }
        Unsaid::NoFiles => vec!["correct `inputs` in milepost.toml".to_owned()],
        Unsaid::Review | Unsaid::Stopped => Vec::new(),
    }
}

fn no_tracker(passed_over: usize, loose_boxes: u32) -> Vec<String> {
    let seen = match passed_over {
        0 => "there is no Markdown file outside of what is skipped".to_owned(),
        1 => "1 Markdown file was looked at and is no tracker".to_owned(),
        number => format!("{number} Markdown files were looked at and none is a tracker"),
    };
    let boxes = match loose_boxes {
        0 => String::new(),
        1 => "; 1 checklist box in them tracks nothing by itself".to_owned(),
        number => format!("; {number} checklist boxes in them track nothing by themselves"),
    };
    vec![
        format!("{seen}{boxes}"),
        "a tracker shows two of: ids with statuses, a status column, milestone, phase or \
         acceptance headings"
            .to_owned(),
        "`milepost read FILE` shows how a file is understood; `[documents]` in milepost.toml \
         names trackers"
            .to_owned(),
    ]
}

fn though(says: Option<&str>) -> String {
    says.map(|says| format!(": documents say `{says}`")).unwrap_or_default()
}

fn in_folder(within: Option<&str>) -> String {
    within.map(|folder| format!(" in {folder}")).unwrap_or_default()
}

fn say_which(choices: &[(String, String)]) -> String {
    let widest = choices.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0);
    let lines = choices.iter().map(|(command, title)| {
        let title = escape::line(title);
        format!("\n  {command:<widest$}  {title}").trim_end_matches(' ').to_owned()
    });
    format!("say which{}", lines.collect::<String>())
}

impl From<DiscoverError> for Failure {
    fn from(error: DiscoverError) -> Self {
        let hints = match &error {
            DiscoverError::Start { .. } => vec!["-C names the folder to start from".to_owned()],
            DiscoverError::Astray { .. } => {
                vec!["the repository may have moved: `git worktree repair` mends the link".into()]
            }
            DiscoverError::File(_) | DiscoverError::Format { .. } => Vec::new(),
        };
        Self::new(error, hints)
    }
}

impl From<HookError> for Failure {
    fn from(error: HookError) -> Self {
        Self::new(error, Vec::new())
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        let hints = match &error {
            LoadError::View(view) => view_hints(view),
            LoadError::ConfigFile(_) | LoadError::NoConfigText => {
                vec!["milepost does not guess: mend or remove milepost.toml".to_owned()]
            }
            LoadError::NoSignersText => {
                vec!["milepost does not guess: mend or remove .milepost/allowed_signers".to_owned()]
            }
            LoadError::Config { errors, source_text } => {
                let config = Some((errors.clone(), source_text.as_ref().clone()));
                return Self { error: Box::new(error), hints: Vec::new(), config };
            }
            LoadError::NotText { path: _, what: NotText::Utf16 } => {
                vec!["save it as UTF-8".to_owned()]
            }
            LoadError::Folders { .. } => {
                vec!["`git fetch --refetch --filter=blob:none` brings all folders".to_owned()]
            }
            LoadError::NotHere { .. } | LoadError::History(HistoryError::NotHere { .. }) => {
                vec![BRING_ALL.to_owned()]
            }
            LoadError::NotText { path: _, what: NotText::Binary }
            | LoadError::File(_)
            | LoadError::Walk(_)
            | LoadError::Objects(_)
            | LoadError::Refs(_)
            | LoadError::History(_) => Vec::new(),
            LoadError::Leases(_) => {
                vec!["leases can be thrown away: they lie in the git folder, under milepost".into()]
            }
            LoadError::NoBase { rev, why } => no_base(rev, *why),
            LoadError::BaseConfig { rev, .. } => {
                vec![format!("mend it there first: nothing can be judged by `{rev}` until then")]
            }
            LoadError::Ledger(_) => vec!["`milepost doctor` says what is wrong with it".to_owned()],
        };
        Self::new(error, hints)
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        let hints = match &error {
            VerifyError::NoCommit => {
                vec!["`git fetch --refetch` brings what a partial clone lacks".to_owned()]
            }
            VerifyError::Member(why) => vec![why.help()],
            VerifyError::Checkout(_) => {
                vec!["checkouts lie in the user's cache; MILEPOST_CACHE_DIR says where".to_owned()]
            }
            VerifyError::Unsigned { why, .. } => {
                let mut hints = machine::why_not(why);
                hints.push(
                    "`milepost verify --again --key FILE --gate GATE` runs a gate again and signs it"
                        .to_owned(),
                );
                hints
            }
            VerifyError::Write(WriteError::Sign(why)) => machine::why_not(why),
            VerifyError::Write(_) => vec![
                "nothing is lost: the next `milepost verify` runs what is not recorded".to_owned(),
            ],
            VerifyError::Run(_)
            | VerifyError::Door(_)
            | VerifyError::Journal(_)
            | VerifyError::Unwritable
            | VerifyError::Folder(_)
            | VerifyError::Status { .. }
            | VerifyError::Objects(_)
            | VerifyError::Worker(_) => Vec::new(),
        };
        Self::new(error, hints)
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let hints = match error {
            ImportError::Record(error) => return error.into(),
            ImportError::Refused { why: NotImportable::ExitUnknown { .. }, .. } => {
                vec!["--exit says which exit code the run ended with".to_owned()]
            }
            ImportError::Refused { why: NotImportable::OtherCommit { .. }, .. } => {
                vec!["--commit says which commit the gate was run on".to_owned()]
            }
            ImportError::Refused {
                why:
                    NotImportable::Files { .. }
                    | NotImportable::HalfNamed
                    | NotImportable::NoSuchFormat { .. }
                    | NotImportable::Missing { .. },
                ref gate,
            } => vec![format!(
                "`milepost gate show {gate}` names its reports; FORMAT:PATH says which one a file is"
            )],
            ImportError::Refused {
                why:
                    NotImportable::NoReports
                    | NotImportable::AsksTheRun { .. }
                    | NotImportable::Compares { .. }
                    | NotImportable::Tuple { .. }
                    | NotImportable::Ages,
                ref gate,
            } => vec![format!("`milepost verify --gate {gate}` runs it")],
            ImportError::NoCommit
            | ImportError::Review { .. }
            | ImportError::NoInputs { .. }
            | ImportError::File(_)
            | ImportError::Report { .. } => vec!["nothing was recorded".to_owned()],
        };
        Self::new(error, hints)
    }
}

impl From<CheckoutError> for Failure {
    fn from(error: CheckoutError) -> Self {
        Self::new(error, vec!["MILEPOST_CACHE_DIR names another folder for caches".to_owned()])
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(error, Vec::new())
    }
}

impl From<HandOverError> for Failure {
    fn from(error: HandOverError) -> Self {
        Self::new(error, Vec::new())
    }
}

impl From<Refused> for Failure {
    fn from(error: Refused) -> Self {
        let hints = match &error {
            Refused::Slots { slots: _, waited: _, holders } => holders
                .iter()
                .map(|it| format!("process {} is inside: {}", it.process, it.what))
                .collect(),
            Refused::Memory { .. } | Refused::MemoryUnknown { .. } => {
                vec!["--min-available-memory says how much is wanted, --wait how long".to_owned()]
            }
            Refused::Cancelled => Vec::new(),
            Refused::File { .. } => {
                vec!["MILEPOST_CACHE_DIR names another folder for caches".to_owned()]
            }
        };
        Self::new(error, hints)
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        let hints = match &error {
            LedgerError::View(view) => view_hints(view),
            LedgerError::Link { .. } | LedgerError::NoFolder { .. } => {
                vec!["put a folder with the segments in its place".to_owned()]
            }
            LedgerError::Partial { .. } => {
                vec!["`git fetch --refetch` brings what a partial clone lacks".to_owned()]
            }
            LedgerError::List { .. }
            | LedgerError::Objects(_)
            | LedgerError::Refs(_)
            | LedgerError::History(_) => Vec::new(),
        };
        Self::new(error, hints)
    }
}

impl From<CarryError> for Failure {
    fn from(error: CarryError) -> Self {
        let hints = match error {
            CarryError::Ledger(error) => return error.into(),
            CarryError::NoRemote => {
                vec!["`git remote add origin ADDRESS` adds one; an address will do, too".to_owned()]
            }
            CarryError::ManyRemotes { ref names } => {
                vec![format!("say which: `{}`", names.join("`, `"))]
            }
            CarryError::Busy => vec!["nothing is lost: try again".to_owned()],
            CarryError::NoRepository { .. }
            | CarryError::Refs(_)
            | CarryError::Write(_)
            | CarryError::Start { .. }
            | CarryError::Failed { .. } => Vec::new(),
        };
        Self::new(error, hints)
    }
}

impl From<PackError> for Failure {
    fn from(error: PackError) -> Self {
        match error {
            PackError::Ledger(error) => error.into(),
            PackError::Write(_) | PackError::NotAsWritten { .. } | PackError::Remove { .. } => {
                let hint = "nothing is lost: every segment is in its file or in a pack";
                Self::new(error, vec![hint.to_owned()])
            }
        }
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::new(error, Vec::new())
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::new(error, Vec::new())
    }
}

impl From<ThrowawayError> for Failure {
    fn from(error: ThrowawayError) -> Self {
        let hints = match &error {
            ThrowawayError::NotEmpty { .. } => {
                vec!["`milepost demo --keep DIR` takes a folder that is new or empty".to_owned()]
            }
            ThrowawayError::Folder { .. } | ThrowawayError::Copy { .. } => {
                vec!["TMPDIR says where temporary files go".to_owned()]
            }
            ThrowawayError::Start { .. } => vec!["the demo needs git on the PATH".to_owned()],
            ThrowawayError::Refused { .. } => {
                vec!["the demo needs git 2.29 or newer; `git --version` tells".to_owned()]
            }
        };
        Self::new(error, hints)
    }
}

impl From<EditError> for Failure {
    fn from(error: EditError) -> Self {
        let hints = match &error {
            EditError::Link { .. } => {
                vec!["milepost writes to no place that a link leads to".to_owned()]
            }
            EditError::Occupied { .. } | EditError::Foreign { .. } => {
                vec!["nothing was overwritten".to_owned()]
            }
            EditError::Changed { .. } => vec!["nothing was written; try again".to_owned()],
            EditError::ReadOnly { .. } => vec!["`chmod u+w` lets it be written".to_owned()],
            EditError::NotUtf8 { .. } => {
                vec!["save it as UTF-8: what is no text cannot be kept as it is".to_owned()]
            }
            EditError::File(_) | EditError::Refused { .. } => Vec::new(),
        };
        Self::new(error, hints)
    }
}

impl From<BeginError> for Failure {
    fn from(error: BeginError) -> Self {
        let BeginError::NoSuchExample { name: _, known, near } = &error;
        let hint = match (near, known.as_slice()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, []) => "`milepost init` without --gate writes a configuration to fill in".into(),
            (None, known) => format!("there is `{}`", known.join("`, `")),
        };
        Self::new(error, vec![hint])
    }
}

impl From<AddError> for Failure {
    fn from(error: AddError) -> Self {
        let hint = match &error {
            AddError::NotATitle => "say it in one line".to_owned(),
            AddError::Taken { id: _, free } => format!("`{free}` is free"),
            AddError::TitleTaken { title: _ } => "say it in other words, or give it an --id".into(),
            AddError::NoPlace { kind: _, parent: Some(_) } => {
                "no heading is about the item it is to be part of; write the first one by hand"
                    .into()
            }
            AddError::NoPlace { kind: _, parent: None } => {
                "--in FILE puts it at the end of that document, under a heading of its own".into()
            }
            AddError::SeveralPlaces { kind: _, places } => {
                let lines = places.iter().map(|(path, line)| format!("\n  {path}:{line}"));
                let lines: String = lines.collect();
                format!("--in FILE says which document; in one document, write it by hand{lines}")
            }
            AddError::NotRead { path } => {
                format!("`milepost read {path}` shows how it is understood")
            }
            AddError::Unlike { .. } | AddError::NotUnderstood { .. } => {
                "nothing was written; write it by hand, or say another document by --in FILE".into()
            }
        };
        Self::new(error, vec![hint])
    }
}

impl From<ResolveError> for Failure {
    fn from(error: ResolveError) -> Self {
        let hints = match &error {
            ResolveError::NotAReason => vec!["say it in one line".to_owned()],
            ResolveError::Settled { name } | ResolveError::NoPlace { name } => {
                vec![format!("`milepost show {name}` says where")]
            }
            ResolveError::Unmet { name, why: _, next } => {
                vec![next.clone(), format!("`milepost why {name}` says more")]
            }
            ResolveError::NoReason { .. } => {
                vec![
                    "--reason says why it is settled; (gate `name`) at the end of its exit \
                      condition lets a gate say it"
                        .to_owned(),
                ]
            }
            ResolveError::NotRead { path } => {
                vec![format!("`milepost read {path}` shows how it is understood")]
            }
            ResolveError::NotUnderstood { .. } => {
                vec!["nothing was written; say it by hand, and keep the entry".to_owned()]
            }
        };
        Self::new(error, hints)
    }
}

impl From<GateError> for Failure {
    fn from(error: GateError) -> Self {
        Self::new(error, vec!["nothing was written; a gate is changed in milepost.toml".to_owned()])
    }
}

fn view_hints(error: &ViewError) -> Vec<String> {
    match error {
        ViewError::NoRepository { .. } => {
            vec!["without --at and --staged, the files on disk are judged".to_owned()]
        }
        ViewError::Bare { .. } => {
            vec!["`milepost check --at HEAD` reads from a commit".to_owned()]
        }
        ViewError::UnknownRevision { rev, why } => unknown_revision(rev, *why),
        ViewError::NoHead { .. }
        | ViewError::Refs(_)
        | ViewError::Index(_)
        | ViewError::History(_)
        | ViewError::Objects(_) => Vec::new(),
    }
}

fn unknown_revision(rev: &str, why: WhyUnknown) -> Vec<String> {
    let mut hints =
        vec!["a branch, a tag or a commit is a revision; nothing is fetched".to_owned()];
    // What is seen of a remote is called so, unless somebody calls a branch of their own so.
    let seen = rev.split_once('/').filter(|(remote, _)| matches!(*remote, "origin" | "upstream"));
    match (why, seen) {
        (WhyUnknown::Missing | WhyUnknown::BeyondHistory, Some((remote, branch))) => {
            hints.push(format!(
                "`git fetch {remote} {branch}:refs/remotes/{remote}/{branch}` brings it"
            ));
        }
        (WhyUnknown::BeyondHistory, None) => {
            hints.push("`git fetch --unshallow` brings the whole history".to_owned());
        }
        (WhyUnknown::Missing | WhyUnknown::Ambiguous | WhyUnknown::NotACommit, _) => {}
    }
    hints
}

fn no_base(rev: &str, why: WhyNoBase) -> Vec<String> {
    match why {
        WhyNoBase::Unborn => vec!["commit the project first".to_owned()],
        WhyNoBase::CutOff => vec![format!(
            "`git fetch --unshallow` brings it all; `git fetch --deepen 100`, once or more, may be \
             enough to reach `{rev}`"
        )],
        WhyNoBase::Apart => {
            vec!["a base is a commit that what is here was made from, as `origin/main`".to_owned()]
        }
    }
}

/// What brings the contents that a partial clone lacks.
const BRING_ALL: &str = "`git fetch --refetch --no-filter` brings all contents";

/// What limits an answer, said beside it.
pub(crate) fn remarks(snapshot: &Snapshot) -> Vec<String> {
    let mut remarks = Vec::new();
    match &snapshot.repository.subject {
        Subject::Folder => remarks.push(
            "not a git repository: cited paths, commits and tags were not looked up".to_owned(),
        ),
        Subject::Unborn => {
            remarks.push("the repository has no commit: nothing cited is in one".to_owned());
        }
        Subject::WorkingTree { .. } | Subject::Index { .. } | Subject::Commit { .. } => {}
    }
    if snapshot.repository.shallow {
        remarks.push(
            "history is cut off here: older commits count as unknown, not as missing".to_owned(),
        );
    }
    if let Some(range) = &snapshot.range {
        let commits = match range.commits.len() {
            0 => "there is no commit since then".to_owned(),
            1 => "1 commit was looked at".to_owned(),
            number => format!("{number} commits were looked at"),
        };
        remarks.push(format!("since {}: {commits}", escape::line(&range.from)));
    }
    if let Some(fork) = snapshot.base.as_ref().and_then(|base| base.fork.as_ref()) {
        let base = snapshot.base.as_ref().map_or("", |base| &base.name);
        remarks.push(format!(
            "{} has gone on since {}, where this parted from it: its rules as they are now judge",
            escape::line(base),
            fork.short()
        ));
    }
    for unreadable in &snapshot.unreadable {
        let (path, why) = (escape::line(unreadable.path.as_str()), &unreadable.why);
        let bring = match why {
            WhyUnreadable::NotHere => format!("; {BRING_ALL}"),
            WhyUnreadable::NotText(_)
            | WhyUnreadable::Conflicted
            | WhyUnreadable::Name
            | WhyUnreadable::TooLarge { .. }
            | WhyUnreadable::NotAFile { .. }
            | WhyUnreadable::Refused(_) => String::new(),
        };
        remarks.push(format!("{path} was not read: {why}{bring}"));
    }
    remarks
}

/// How many documents could not be read that may well be trackers.
pub(crate) fn unread(snapshot: &Snapshot) -> usize {
    let may_track = |why: &WhyUnreadable| match why {
        // Git does not track what is no file, so nobody keeps a plan in it.
        WhyUnreadable::NotAFile { .. } => false,
        WhyUnreadable::NotText(_)
        | WhyUnreadable::Conflicted
        | WhyUnreadable::Name
        | WhyUnreadable::TooLarge { .. }
        | WhyUnreadable::NotHere
        | WhyUnreadable::Refused(_) => true,
    };
    snapshot.unreadable.iter().filter(|unreadable| may_track(&unreadable.why)).count()
}
