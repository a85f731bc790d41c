//! `writes`: how long it takes until an event lasts, and what many writers at once lose.

use std::{
    error::Error,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use milepost_host::LedgerWriter;

/// Measure writing to the ledger, beside what the disk takes for two forced writes
///
/// Every event is a segment of its own: its file and its folder are forced to the disk before it
/// counts as written. Then many processes write at once, and every event is counted.
#[derive(Debug, clap::Args)]
pub(crate) struct WritesArgs {
    /// How many events are written one after the other
    #[arg(long, default_value_t = 200)]
    events: usize,
    /// How many processes write at once
    #[arg(long, default_value_t = 50)]
    writers: usize,
    /// The folder to write in: it decides which disk is measured
    #[arg(long, value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

pub(crate) fn run(args: &WritesArgs) -> Result<(), Box<dyn Error>> {
    let place = tempfile::tempdir_in(&args.folder)?;
    let [floor, ledger, many] = ["floor", "ledger", "many"].map(|name| place.path().join(name));
    for folder in [&floor, &ledger, &many] {
        fs::create_dir_all(folder)?;
    }
    let (mut synced, mut appended) = (Vec::new(), Vec::new());
    let mut writer = LedgerWriter::new(&ledger, Vec::new());
    // The first event makes folders.
    writer.append(&[record(0, 0)])?;
    for event in 1..=args.events {
        synced.push(timed(|| twice(&floor, event))?);
        appended.push(timed(|| writer.append(&[record(0, event)]).map(drop).map_err(other))?);
    }
    let (floor, event) = (median(synced), median(appended));
    let mut out = io::stdout();
    writeln!(out, "### One event\n\n| | wall |\n|---|--:|")?;
    writeln!(out, "| a file and two fdatasync | {:.2} ms |", millis(floor))?;
    writeln!(out, "| one event in the ledger | {:.2} ms |", millis(event))?;
    let ratio = event.as_secs_f64() / floor.as_secs_f64().max(f64::EPSILON);
    writeln!(out, "| ratio | {ratio:.2} |\n")?;
    concurrent(args, &many)
}

/// Writes and forces a file to the disk twice, as a file and the name that it has.
fn twice(folder: &Path, event: usize) -> io::Result<()> {
    let mut file = File::create(folder.join(event.to_string()))?;
    file.write_all(record(0, event).as_bytes())?;
    file.sync_data()?;
    File::open(folder)?.sync_data()
}

/// Many processes that write at once, each as many events.
fn concurrent(args: &WritesArgs, folder: &Path) -> Result<(), Box<dyn Error>> {
    let each = (args.events / args.writers.max(1)).max(1);
    let program = std::env::current_exe()?;
    let alone = timed(|| append(folder, 0, each))?;
    let start = Instant::now();
    let mut running = Vec::new();
    for writer in 1..=args.writers {
        let words = ["append".to_owned(), writer.to_string(), each.to_string()];
        running.push(Command::new(&program).args(words).arg(folder).spawn()?);
    }
    let mut failed = 0;
    for mut writer in running {
        failed += usize::from(!writer.wait()?.success());
    }
    let took = start.elapsed();
    let (expected, found) = ((args.writers + 1) * each, segments(folder)?);
    let mut out = io::stdout();
    writeln!(out, "### {} writers at once, {each} events each\n\n| | |\n|---|--:|", args.writers)?;
    writeln!(out, "| writers that failed | {failed} |")?;
    writeln!(out, "| events written, of {expected} | {found} |")?;
    writeln!(out, "| one writer alone | {:.1} ms |", millis(alone))?;
    writeln!(out, "| all at once | {:.1} ms |", millis(took))?;
    if found == expected && failed == 0 { Ok(()) } else { Err("events were lost".into()) }
}

/// Appends events as one of many writers.
#[derive(Debug, clap::Args)]
pub(crate) struct AppendArgs {
    writer: usize,
    events: usize,
    folder: PathBuf,
}

pub(crate) fn append_some(args: &AppendArgs) -> io::Result<()> {
    append(&args.folder, args.writer, args.events)
}

fn append(folder: &Path, writer: usize, events: usize) -> io::Result<()> {
    let mut ledger = LedgerWriter::new(folder, Vec::new());
    for event in 0..events {
        ledger.append(&[record(writer, event)]).map_err(other)?;
    }
    Ok(())
}

fn other(error: impl Error + Send + Sync + 'static) -> io::Error {
    io::Error::other(error)
}

/// A line as long as that of a run that did nothing.
fn record(writer: usize, event: usize) -> String {
    format!("{{\"writer\":{writer},\"event\":{event},\"more\":\"{}\"}}", "x".repeat(1500))
}

fn segments(folder: &Path) -> io::Result<usize> {
    let mut open = vec![folder.join(".milepost/ledger")];
    let mut found = 0;
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                open.push(entry.path());
            } else {
                found += usize::from(entry.path().extension().is_some_and(|it| it == "jsonl"));
            }
        }
    }
    Ok(found)
}

fn timed(task: impl FnOnce() -> io::Result<()>) -> io::Result<Duration> {
    let start = Instant::now();
    task()?;
    Ok(start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
