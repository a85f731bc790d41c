//! `milepost run`.

use std::{
    ffi::OsString,
    io::{self, IsTerminal as _},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI32, Ordering},
    },
    thread,
    time::Duration,
};

use milepost_core::{config::Mode, evidence::Ending};
use milepost_host::{
    View,
    checkout::Pool,
    run::{Door, HandOverError, Inherited, MemoryGauge, Order, Pass, Stop},
};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

use crate::{
    context::{self, Context},
    failure::{Exit, Failure, WorkTrouble},
    waiting,
};

/// Run a command, and make it wait its turn if it is heavy
///
/// The command gets milepost's input, output and environment. With `--heavy` it waits for one of the
/// slots that all heavy commands and gates of this machine share, in the order of arrival, and says
/// on stderr for whom. A slot whose holder dies is free at once.
///
/// `[work]` of the milepost.toml around says who may run heavy work; in safe mode there is one slot,
/// and `min-available-memory` of `[resources]` holds where nothing is said.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost run --heavy -- cargo build --release
  milepost run --heavy --min-available-memory 8GiB --wait 30m -- ./load-test
  milepost run --timeout 10m -- make check

Exit codes:
  The command's own, or 128 + N if signal N ended it
  124  it took longer than --timeout
  125  it was not let in, or milepost itself failed
  126  it may not be executed
  127  there is no such command")]
pub(crate) struct RunArgs {
    /// Wait for a heavy slot
    #[arg(long)]
    heavy: bool,
    /// How many heavy commands may run at a time
    #[arg(long, value_name = "N", default_value_t = 1, requires = "heavy",
          value_parser = clap::value_parser!(u32).range(1..=1024))]
    slots: u32,
    /// How much memory must be available: bytes, or with KiB, MiB or GiB
    #[arg(long, value_name = "SIZE", requires = "heavy", value_parser = size)]
    min_available_memory: Option<u64>,
    /// How long to wait for slot and memory: 30s, 15m, 2h
    #[arg(long, value_name = "TIME", default_value = "24h", requires = "heavy", value_parser = time)]
    wait: Duration,
    /// How long the command may take: 30s, 15m, 2h
    #[arg(long, value_name = "TIME", value_parser = time)]
    timeout: Option<Duration>,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// What milepost's own failures end with.
const OWN_FAILURE: u8 = 125;

pub(crate) fn run(args: &RunArgs, context: &Context) -> Exit {
    // The exit code of this command is that of another one: its own failures are told here.
    let exit = go(args, context).unwrap_or_else(|(failure, code)| {
        context::tell(&failure.page(context.error_screen));
        code
    });
    Exit::Command(exit)
}

fn go(args: &RunArgs, context: &Context) -> Result<u8, (Failure, u8)> {
    let own = |error: Failure| (error, OWN_FAILURE);
    let Some((program, arguments)) = args.command.split_first() else {
        let error = io::Error::other("there is no command");
        return Err(own(error.into()));
    };
    let ear = Ear::new().map_err(|error| own(error.into()))?;
    let pass = match args.heavy.then(|| enter(args, context, &ear.stop)).transpose() {
        Ok(pass) => pass,
        Err(failure) => return Err((failure, ear.code().unwrap_or(OWN_FAILURE))),
    };
    ear.is_running.store(true, Ordering::SeqCst);
    let inherited = Inherited {
        program: program.clone(),
        arguments: arguments.to_vec(),
        timeout: args.timeout,
        grace: Order::GRACE,
    };
    let ended = inherited.run(&ear.stop);
    drop(pass);
    match ended {
        Ok(ending) => Ok(code(ending)),
        Err(error) => {
            let code = match &error {
                HandOverError::Start { program: _, source }
                    if source.kind() == io::ErrorKind::NotFound =>
                {
                    127
                }
                HandOverError::Start { .. } => 126,
                HandOverError::Run(_) => OWN_FAILURE,
            };
            Err((error.into(), code))
        }
    }
}

/// What the project around says of heavy work, where there is one.
fn policy(args: &RunArgs, context: &Context) -> Result<(u32, Option<u64>), Failure> {
    let (slots, memory) = (args.slots, args.min_available_memory);
    let Ok(workspace) = context.workspace() else { return Ok((slots, memory)) };
    let config = workspace.config(&View::WorkingTree)?;
    if !config.work.may_run_heavy(workspace.actor()?.as_ref()) {
        let roles = config.work.heavy_by.iter().map(ToString::to_string).collect();
        return Err(WorkTrouble::HeavyCommand { roles }.into());
    }
    match config.work.mode {
        Mode::Normal => Ok((slots, memory)),
        Mode::Safe => Ok((1, memory.or(config.resources.min_available_memory))),
    }
}

/// Waits at the door.
fn enter(args: &RunArgs, context: &Context, stop: &Stop) -> Result<Pass, Failure> {
    let (slots, min_available) = policy(args, context)?;
    let door = Door {
        cache: Pool::of_user()?.folder().to_owned(),
        slots,
        min_available,
        patience: args.wait,
        gauge: MemoryGauge::default(),
    };
    let what: Vec<_> = args.command.iter().map(|word| word.to_string_lossy()).collect();
    let entered =
        door.enter(&what.join(" "), stop, &|waiting| context.note(&waiting::said(waiting)));
    Ok(entered?)
}

/// The exit code that says how a command ended.
fn code(ending: Ending) -> u8 {
    let code = match ending {
        Ending::Exited(code) | Ending::Leaked(code) => code,
        Ending::Killed(signal) => 128 + signal,
        Ending::TimedOut => 124,
        Ending::CouldNotStart | Ending::Refused | Ending::Cancelled | Ending::Interrupted => {
            i32::from(OWN_FAILURE)
        }
    };
    u8::try_from(code).unwrap_or(OWN_FAILURE)
}

/// Hears signals, and asks to stop.
struct Ear {
    stop: Stop,
    /// The last signal; 0 before the first.
    heard: Arc<AtomicI32>,
    is_running: Arc<AtomicBool>,
}

impl Ear {
    fn new() -> io::Result<Self> {
        let stop = Stop::new()?;
        let (heard, is_running) = (Arc::new(AtomicI32::new(0)), Arc::new(AtomicBool::new(false)));
        let ear = Self { stop: stop.clone(), heard: heard.clone(), is_running: is_running.clone() };
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        let is_terminal = io::stdin().is_terminal();
        thread::spawn(move || {
            for signal in signals.forever() {
                heard.store(signal, Ordering::SeqCst);
                // At a terminal the command hears Ctrl-C itself, and may have its own idea of it.
                let hears_itself = is_terminal && signal == SIGINT;
                if !(hears_itself && is_running.load(Ordering::SeqCst)) {
                    stop.ask();
                }
            }
        });
        Ok(ear)
    }

    /// The exit code that says which signal was heard.
    fn code(&self) -> Option<u8> {
        let signal = self.heard.load(Ordering::SeqCst);
        (signal != 0).then(|| u8::try_from(128 + signal).unwrap_or(OWN_FAILURE))
    }
}

/// A number of units, as `15m`.
fn number(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (_, factor) = units.iter().find(|(known, _)| *known == unit.trim())?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

fn time(text: &str) -> Result<Duration, String> {
    let units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
    let milliseconds = number(text, &units);
    milliseconds
        .map(Duration::from_millis)
        .ok_or_else(|| "not a time like 30s, 15m or 2h".to_owned())
}

fn size(text: &str) -> Result<u64, String> {
    let units = [("", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40)];
    number(text, &units).ok_or_else(|| "not a size like 512MiB or 8GiB".to_owned())
}
