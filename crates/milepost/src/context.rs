//! What every command needs to know of its surroundings: where, on what screen, and how loud.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
};

use anstream::{AutoStream, ColorChoice, stream::RawStream};
use milepost_core::{
    actor::Actor,
    gate::{Gate, Weight},
    judge::Report,
    render::{Account, Screen},
};
use milepost_host::{Caching, LoadError, LoadRequest, Snapshot, Workspace};

use crate::{
    cli::{Global, When},
    failure::{self, Failure, Trouble, WorkTrouble},
    progress::Progress,
};

/// The surroundings of a command.
pub(crate) struct Context {
    /// The folder to start from.
    start: PathBuf,
    /// What stdout is.
    pub(crate) screen: Screen,
    /// What stderr is.
    pub(crate) error_screen: Screen,
    is_quiet: bool,
    /// What was noted on stderr.
    noted: Mutex<Vec<String>>,
    /// What was loaded to be shown.
    loaded: OnceLock<&'static Snapshot>,
}

impl Context {
    /// Looks around.
    pub(crate) fn new(global: &Global) -> Self {
        Self {
            start: global.folder.clone().unwrap_or_else(|| PathBuf::from(".")),
            screen: screen(&io::stdout(), global.color),
            error_screen: screen(&io::stderr(), global.color),
            is_quiet: global.quiet,
            noted: Mutex::default(),
            loaded: OnceLock::new(),
        }
    }

    /// Paths as they were typed, seen from where the program runs.
    pub(crate) fn typed(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        // What was typed here is shown as it was typed.
        let is_here = self.start == Path::new(".");
        let seen = |path: &PathBuf| if is_here { path.clone() } else { self.start.join(path) };
        paths.iter().map(seen).collect()
    }

    /// The folder to start from.
    pub(crate) fn start(&self) -> &Path {
        &self.start
    }

    /// Finds the project. Whoever works in it is heard of: what they hold, they hold on.
    pub(crate) fn workspace(&self) -> Result<Workspace, Failure> {
        let is_off = std::env::var_os("MILEPOST_CACHE").is_some_and(|it| it == "off");
        let caching = if is_off { Caching::Off } else { Caching::On };
        let workspace = Workspace::discover(&self.start)?.caching(caching);
        workspace.renew_leases();
        Ok(workspace)
    }

    /// Who works here, where something is done in their name.
    pub(crate) fn worker(workspace: &Workspace) -> Result<Actor, Failure> {
        Ok(workspace.actor()?.ok_or(WorkTrouble::Nobody)?)
    }

    /// Loads what a request asks for; a project without any tracker cannot be judged.
    ///
    /// The snapshot stays until the program ends, which it does once its one question is answered:
    /// taking it apart before would be a twentieth of all the work.
    pub(crate) fn load(&self, request: &LoadRequest) -> Result<&'static Snapshot, Failure> {
        self.load_in(&self.workspace()?, request)
    }

    /// The same for a project that was found already.
    pub(crate) fn load_in(
        &self,
        workspace: &Workspace,
        request: &LoadRequest,
    ) -> Result<&'static Snapshot, Failure> {
        self.keep(workspace, self.gather(workspace, request)?)
    }

    /// The same for what was gathered already.
    pub(crate) fn keep(
        &self,
        workspace: &Workspace,
        snapshot: Snapshot,
    ) -> Result<&'static Snapshot, Failure> {
        let snapshot: &Snapshot = Box::leak(Box::new(snapshot));
        self.remark(snapshot);
        // One command loads once what it shows.
        self.loaded.get_or_init(|| snapshot);
        if !snapshot.shown_plan().documents.is_empty() {
            return Ok(snapshot);
        }
        let trouble = match failure::unread(snapshot) {
            0 => Trouble::NoTracker {
                root: workspace.root().to_owned(),
                passed_over: snapshot.passed_over,
                loose_boxes: snapshot.loose_boxes,
            },
            // That there is no tracker cannot be said of what was not read.
            count => Trouble::Unread { count },
        };
        Err(trouble.into())
    }

    /// The same for questions about gates, which need no tracker and at least one gate.
    pub(crate) fn load_gates(&self, request: &LoadRequest) -> Result<Snapshot, Failure> {
        let workspace = self.workspace()?;
        let snapshot = self.gather(&workspace, request)?;
        self.remark(&snapshot);
        if snapshot.config.gates.is_empty() {
            return Err(Trouble::NoGates { is_configured: snapshot.config.is_written }.into());
        }
        Ok(snapshot)
    }

    /// Loads what a request asks for, whether there is a tracker or not.
    pub(crate) fn gather(
        &self,
        workspace: &Workspace,
        request: &LoadRequest,
    ) -> Result<Snapshot, Failure> {
        self.gather_as(workspace, request, |error| error)
    }

    /// The same where an error is told otherwise.
    pub(crate) fn gather_as(
        &self,
        workspace: &Workspace,
        request: &LoadRequest,
        told: impl FnOnce(LoadError) -> LoadError,
    ) -> Result<Snapshot, Failure> {
        let progress = Progress::new(self.is_quiet);
        let loaded = workspace.load(request, &|event| progress.on(event));
        progress.finish();
        Ok(loaded.map_err(told)?)
    }

    /// Says on stderr what limits the answer.
    fn remark(&self, snapshot: &Snapshot) {
        for remark in failure::remarks(snapshot) {
            self.note(&remark);
        }
    }

    /// Whether nothing but errors is to be said.
    pub(crate) fn is_quiet(&self) -> bool {
        self.is_quiet
    }

    /// Says something on stderr, unless asked to be quiet.
    pub(crate) fn note(&self, note: &str) {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).push(note.to_owned());
        if !self.is_quiet {
            tell(&format!("note: {note}\n"));
        }
    }

    /// What was loaded to be shown.
    pub(crate) fn loaded(&self) -> Option<&'static Snapshot> {
        self.loaded.get().copied()
    }

    /// What was noted on stderr so far.
    pub(crate) fn noted(&self) -> Vec<String> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Who records; nobody in particular where nothing says so.
pub(crate) fn actor(workspace: &Workspace) -> Result<String, Failure> {
    Ok(workspace.actor()?.map(|actor| actor.to_string()).unwrap_or_default())
}

/// That who asks may run a gate: heavy ones are for some roles alone, where milepost.toml says so.
pub(crate) fn may_run(
    workspace: &Workspace,
    snapshot: &Snapshot,
    gate: &Gate,
) -> Result<(), Failure> {
    let work = &snapshot.config.work;
    if gate.weight() == Weight::Light || work.may_run_heavy(workspace.actor()?.as_ref()) {
        return Ok(());
    }
    let roles = work.heavy_by.iter().map(ToString::to_string).collect();
    Err(WorkTrouble::Heavy { gate: gate.name.to_string(), roles }.into())
}

/// Writes to stdout at once, for those who follow.
pub(crate) fn say(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::output(error)),
    }
}

/// Writes to stderr.
pub(crate) fn tell(page: &str) {
    // Where stderr is closed there is nobody left to tell.
    match io::stderr().lock().write_all(page.as_bytes()) {
        Ok(()) | Err(_) => {}
    }
}

/// Brings a snapshot and its report together, to be shown.
pub(crate) fn account<'a>(snapshot: &'a Snapshot, report: &'a Report) -> Account<'a> {
    Account::new(snapshot.shown_plan(), report, &snapshot.sources)
        .beside(snapshot.passed_over, snapshot.loose_boxes)
}

fn screen(stream: &impl RawStream, when: When) -> Screen {
    let choice = match when {
        When::Auto => AutoStream::choice(stream),
        When::Always => ColorChoice::Always,
        When::Never => ColorChoice::Never,
    };
    let is_styled = match choice {
        ColorChoice::Always | ColorChoice::AlwaysAnsi => true,
        ColorChoice::Auto | ColorChoice::Never => false,
    };
    Screen::new(width(), is_styled)
}

/// How wide the terminal is: what COLUMNS says, else what the terminal says.
fn width() -> Option<usize> {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = || {
        let is_terminal = io::stdout().is_terminal();
        let size = is_terminal.then(terminal_size::terminal_size).flatten();
        size.map(|(terminal_size::Width(columns), _)| usize::from(columns))
    };
    stated.or_else(measured)
}
