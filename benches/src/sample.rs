//! `sample`: runs one command once and says what it took.
//!
//! Each sample is a process of its own, because the system adds up what all children of a process
//! took, and remembers only the largest of them.

use std::{
    ffi::OsString,
    io::{self, Write as _},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Run a command once and print what it took
#[derive(Debug, clap::Args)]
pub(crate) struct SampleArgs {
    #[arg(last = true, required = true)]
    command: Vec<OsString>,
}

/// What one run of a command took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    /// By the clock on the wall.
    pub(crate) wall: Duration,
    /// On all processors together, in user mode and in the system.
    pub(crate) cpu: Duration,
    /// The most memory that any of its processes held, in KiB.
    pub(crate) memory: u64,
    /// Its exit code, if it ended by itself.
    pub(crate) exit: Option<i32>,
}

pub(crate) fn run(args: &SampleArgs) -> io::Result<()> {
    let (program, rest) = args.command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let mut command = Command::new(program);
    command.args(rest).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let status = command.status()?;
    let wall = start.elapsed();
    let (cpu, memory) = spent_by_children();
    let sample = Sample { wall, cpu, memory, exit: status.code() };
    writeln!(io::stdout(), "{}", sample.to_line())
}

impl Sample {
    fn to_line(self) -> String {
        let Self { wall, cpu, memory, exit } = self;
        let exit = exit.map_or_else(|| "-".to_owned(), |code| code.to_string());
        format!("{} {} {memory} {exit}", wall.as_nanos(), cpu.as_nanos())
    }

    /// Reads what [`run`] printed.
    pub(crate) fn from_line(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let mut number = || words.next()?.parse::<u64>().ok();
        let (wall, cpu, memory) = (number()?, number()?, number()?);
        let exit = words.next()?.parse().ok();
        let [wall, cpu] = [wall, cpu].map(Duration::from_nanos);
        Some(Self { wall, cpu, memory, exit })
    }
}

/// CPU time and peak memory of the only child of this process.
#[cfg(unix)]
fn spent_by_children() -> (Duration, u64) {
    use nix::sys::{
        resource::{UsageWho, getrusage},
        time::TimeVal,
    };
    let duration = |time: TimeVal| {
        let seconds = u64::try_from(time.tv_sec()).unwrap_or_default();
        let micros = u64::try_from(time.tv_usec()).unwrap_or_default();
        Duration::from_secs(seconds) + Duration::from_micros(micros)
    };
    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else { return (Duration::ZERO, 0) };
    // Linux counts KiB, macOS bytes.
    let unit = if cfg!(target_vendor = "apple") { 1024 } else { 1 };
    let memory = u64::try_from(usage.max_rss()).unwrap_or_default() / unit;
    (duration(usage.user_time()) + duration(usage.system_time()), memory)
}

/// Not known here.
#[cfg(not(unix))]
fn spent_by_children() -> (Duration, u64) {
    (Duration::ZERO, 0)
}

#[cfg(test)]
mod tests {
    use super::Sample;
    use std::time::Duration;

    #[test]
    fn a_sample_survives_its_line() {
        for exit in [Some(0), Some(2), None] {
            let [wall, cpu] = [1_234_567, 89].map(Duration::from_nanos);
            let sample = Sample { wall, cpu, memory: 4096, exit };
            assert_eq!(Sample::from_line(&sample.to_line()), Some(sample));
        }
        assert_eq!(Sample::from_line("killed"), None);
    }
}
