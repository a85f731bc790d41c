//! One process from its start to the end of everything it started.
//!
//! One thread waits for everything at once: both streams, the end of the process, the time limit
//! and the wish to stop. So nothing can block it: not a full pipe, not a closed one, not a process
//! that ignores signals, stops, or leaves others behind that hold its output open.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use milepost_core::{evidence::Ending, gate::Invocation};

use crate::run::{
    capture::{Capture, Captured, Limits},
    group::Group,
    stop::{Asked, Stop},
    watch::Watch,
};

/// What to run, where, and for how long.
#[derive(Clone, Debug)]
pub struct Order {
    /// The command.
    pub program: Invocation,
    /// The folder it runs in.
    pub folder: PathBuf,
    /// All of its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// How long it may take.
    pub timeout: Duration,
    /// How long it has to end by itself once it was asked to.
    pub grace: Duration,
    /// How long processes that it started may outlive it before they count as left behind.
    pub settle: Duration,
    /// The file for what it writes to stdout.
    pub stdout: PathBuf,
    /// The file for what it writes to stderr.
    pub stderr: PathBuf,
    /// How much of it is kept.
    pub limits: Limits,
    /// Texts to look for in what it writes.
    pub needles: Vec<Box<str>>,
    /// Files that are open in it and in what it starts, so that a lock on them lasts as long as they do.
    pub lent: Vec<Arc<File>>,
}

impl Order {
    /// How long a process has to end by itself, unless an order says otherwise.
    pub const GRACE: Duration = Duration::from_secs(5);
    /// How long its children may outlive it, unless an order says otherwise. A filter at the end of a
    /// pipe needs a moment to write down the last lines.
    pub const SETTLE: Duration = Duration::from_millis(500);
}

/// How it went.
#[derive(Clone, Debug)]
pub struct Ended {
    /// How the process ended.
    pub ending: Ending,
    /// Why it could not be started, where it could not.
    pub not_started: Option<NotStarted>,
    /// From its start to the end of everything it started.
    pub took: Duration,
    /// What it wrote to stdout.
    pub stdout: Captured,
    /// What it wrote to stderr.
    pub stderr: Captured,
}

/// Why a process could not be started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotStarted {
    /// There is no such folder to run it in.
    #[error("the folder {} is not there", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The invocation has no words.
    #[error("there is no command")]
    Empty,
    /// No program has that name.
    #[error("no program `{program}` is on the PATH or in the checkout")]
    NotFound {
        /// The program.
        program: Box<str>,
    },
    /// The program is there and may not be run.
    #[error("`{program}` is not executable")]
    NotExecutable {
        /// The program.
        program: Box<str>,
    },
    /// The system refused for another reason.
    #[error("the system could not start `{program}`: {said}")]
    Refused {
        /// The program.
        program: Box<str>,
        /// What the system said.
        said: Box<str>,
    },
}

/// What goes wrong around a process. Whatever was started has been killed then.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The streams or the end of the process cannot be waited for.
    #[error("could not watch the process")]
    Watch(#[source] io::Error),
}

/// What happens during a run, for those who show or record it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEvent {
    /// It runs.
    Started {
        /// The number of its first process, which is that of its group.
        process: u32,
    },
    /// It wrote something.
    Output {
        /// Where to.
        stream: Stream,
        /// How many bytes.
        bytes: u64,
    },
    /// It was asked to end.
    AskedToEnd(Why),
    /// What is left of it is being killed.
    Killing(Why),
    /// Everything it started has ended.
    Ended {
        /// How its first process ended.
        ending: Ending,
        /// How long it took.
        took: Duration,
    },
}

/// One of the two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// stdout.
    Stdout,
    /// stderr.
    Stderr,
}

/// Why a run is made to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Its time is up.
    TimedOut,
    /// Somebody wants to stop.
    Cancelled,
    /// Its first process has ended and others have not.
    LeftBehind,
}

/// Runs a command to its end. Does not return before everything it started has ended, as far as that
/// can be seen and ended; and not later than its time limit plus twice its grace.
pub fn run(order: &Order, stop: &Stop, on: &dyn Fn(RunEvent)) -> Result<Ended, RunError> {
    let began = Instant::now();
    let captures = Watch::captures(order);
    if stop.asked() != Asked::Nothing {
        return Ok(told(Ending::Cancelled, None, began, captures, on));
    }
    let mut command = match command(order) {
        Ok(command) => command,
        Err(why) => return Ok(told(Ending::CouldNotStart, Some(why), began, captures, on)),
    };
    let group = match Group::start(&mut command, mark(&order.environment), &order.lent) {
        Ok(group) => group,
        Err(error) => {
            let why = Some(refused(order, &error));
            return Ok(told(Ending::CouldNotStart, why, began, captures, on));
        }
    };
    // It keeps the other ends of the pipes open otherwise.
    drop(command);
    let mut watch = Watch::new(order, stop, on, group, captures, began);
    let ending = watch.last().map_err(RunError::Watch)?;
    Ok(told(ending, None, began, watch.into_captures(), on))
}

fn told(
    ending: Ending,
    not_started: Option<NotStarted>,
    began: Instant,
    captures: [Capture; 2],
    on: &dyn Fn(RunEvent),
) -> Ended {
    let took = began.elapsed();
    let [stdout, stderr] = captures.map(Capture::finish);
    on(RunEvent::Ended { ending, took });
    Ended { ending, not_started, took, stdout, stderr }
}

/// The folder that tells the processes of this run from those of others.
fn mark(environment: &[(OsString, OsString)]) -> &OsStr {
    let tmpdir = environment.iter().find(|(name, _)| name == "TMPDIR");
    tmpdir.map_or(OsStr::new(""), |(_, value)| value)
}

fn command(order: &Order) -> Result<Command, NotStarted> {
    if !order.folder.is_dir() {
        return Err(NotStarted::NoFolder { folder: order.folder.clone() });
    }
    let mut command = match &order.program {
        Invocation::Shell(line) => {
            let mut command = Command::new("/bin/sh");
            command.arg("-c").arg(&**line);
            command
        }
        Invocation::Program(words) => {
            let (name, arguments) = words.split_first().ok_or(NotStarted::Empty)?;
            let mut command = Command::new(locate(name, order)?);
            std::os::unix::process::CommandExt::arg0(&mut command, &**name);
            command.args(arguments.iter().map(|argument| &**argument));
            command
        }
    };
    command.current_dir(&order.folder);
    command.env_clear().envs(order.environment.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Ok(command)
}

/// The file of a program, found as a shell finds it, in the order's PATH.
fn locate(name: &str, order: &Order) -> Result<PathBuf, NotStarted> {
    let candidates: Vec<PathBuf> = if name.contains('/') {
        vec![order.folder.join(name)]
    } else {
        let path = order.environment.iter().find(|(name, _)| name == "PATH");
        let folders = path.map(|(_, path)| std::env::split_paths(path)).into_iter().flatten();
        folders.map(|folder| order.folder.join(folder).join(name)).collect()
    };
    if let Some(found) = candidates.iter().find(|candidate| is_executable(candidate)) {
        return Ok(found.clone());
    }
    let program = name.into();
    if candidates.iter().any(|candidate| candidate.exists()) {
        Err(NotStarted::NotExecutable { program })
    } else {
        Err(NotStarted::NotFound { program })
    }
}

fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

fn refused(order: &Order, error: &io::Error) -> NotStarted {
    let program: Box<str> = match &order.program {
        Invocation::Shell(_) => "/bin/sh".into(),
        Invocation::Program(words) => words.first().cloned().unwrap_or_default(),
    };
    if error.kind() == io::ErrorKind::PermissionDenied {
        return NotStarted::NotExecutable { program };
    }
    NotStarted::Refused { program, said: error.to_string().into() }
}

/// What an exit status says, when milepost did not end the process.
pub(super) fn ending(status: ExitStatus) -> Ending {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.code(), status.signal()) {
        (Some(code), _) => Ending::Exited(code),
        (None, Some(signal)) => Ending::Killed(signal),
        // A status of a process that has ended is one of the two.
        (None, None) => Ending::Interrupted,
    }
}
