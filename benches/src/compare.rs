//! `compare`: milepost, the floors and other trackers, side by side in one run.

use std::{
    error::Error,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    contest::{self, Entry},
    contestants::{self, Ground},
    generate, records, table,
    tracker::{Files, Tracker},
};

/// Measure milepost against others, in one run
///
/// Prints one Markdown table for each number of items and layout. What is not installed is left
/// out, with the reason.
#[derive(Debug, clap::Args)]
pub(crate) struct CompareArgs {
    /// The milepost to measure
    #[arg(long, value_name = "FILE", default_value = "target/release/milepost")]
    milepost: PathBuf,
    /// How many items, more than one number allowed
    #[arg(long, value_delimiter = ',', default_value = "100,1000,10000")]
    items: Vec<usize>,
    /// How they are spread over files
    #[arg(long, value_enum, value_delimiter = ',', default_value = "one,hundred,single")]
    files: Vec<Files>,
    /// How often each command is measured
    #[arg(long, default_value_t = 11)]
    rounds: usize,
    /// What varies the words of the trackers
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many records the ledger has, as near as a thousand gates come to it
    #[arg(long, default_value_t = 0)]
    records: usize,
    /// Leave out other trackers
    #[arg(long)]
    no_peers: bool,
}

/// A single file of this size is measured, whatever numbers of items are asked for.
const BIG_FILE: usize = 5 << 20;

pub(crate) fn run(args: &CompareArgs) -> Result<(), Box<dyn Error>> {
    let milepost = args.milepost.canonicalize().map_err(|error| {
        let path = args.milepost.display();
        format!("{path}: {error}; build it with `cargo build --release --package milepost`")
    })?;
    for tracker in trackers(args) {
        one(args, &milepost, tracker)?;
    }
    Ok(())
}

fn trackers(args: &CompareArgs) -> Vec<Tracker> {
    let seed = args.seed;
    let mut trackers = Vec::new();
    for &files in args.files.iter().filter(|files| **files != Files::Single) {
        trackers.extend(args.items.iter().map(|&items| Tracker { items, files, seed }));
    }
    if args.files.contains(&Files::Single) {
        trackers.push(Tracker { items: items_of_big_file(seed), files: Files::Single, seed });
    }
    trackers
}

/// How many items fill a file of that size: items differ little in length.
fn items_of_big_file(seed: u64) -> usize {
    const PROBE: usize = 2000;
    let probe = Tracker { items: PROBE, files: Files::Single, seed };
    let bytes = probe.document(0, "1a2b3c4d5e6f").text.len();
    BIG_FILE * PROBE / bytes.max(1)
}

fn one(args: &CompareArgs, milepost: &Path, tracker: Tracker) -> Result<(), Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let [repository, scratch] = ["tracker", "scratch"].map(|name| place.path().join(name));
    let mut errors = io::stderr();
    writeln!(errors, "generating {} items, {}", tracker.items, tracker.files.as_str())?;
    generate::write(tracker, &repository)?;
    std::fs::create_dir_all(&scratch)?;
    if args.records > 0 {
        writeln!(errors, "recording {} runs", args.records)?;
        records::write(&repository, milepost, &scratch, args.records)?;
    }
    let ground = Ground { tracker, repository: &repository, scratch: &scratch, milepost };
    let (entries, left_out) = assemble(args, &ground);
    let scores = contest::run(&entries, args.rounds)?;
    let recorded = match args.records {
        0 => String::new(),
        records => format!(", {records} records"),
    };
    let title = format!("{} items, {}{recorded}", tracker.items, tracker.files.as_str());
    let floors = [contestants::CAT, contestants::GIT_STATUS];
    let mut out = io::stdout();
    writeln!(out, "{}", table::render(&title, &entries, &scores, &floors))?;
    for reason in left_out {
        writeln!(out, "- left out: {reason}")?;
    }
    writeln!(out)?;
    let touched = contestants::touched(&ground);
    let scores = contest::run(&touched, args.rounds)?;
    let title = format!("{title}, one document changed each time");
    writeln!(out, "{}", table::render(&title, &touched, &scores, &floors))?;
    Ok(())
}

/// Makes everyone ready; who cannot take part is named with the reason.
fn assemble(args: &CompareArgs, ground: &Ground<'_>) -> (Vec<Entry>, Vec<String>) {
    let (mut entries, mut left_out) = (contestants::always(ground), Vec::new());
    // How milepost's items are spread over files makes no difference to them: once is enough.
    let has_peers = !args.no_peers && ground.tracker.files == Files::One;
    for (name, ready) in contestants::PEERS.iter().filter(|_| has_peers) {
        match ready(ground) {
            Ok(found) => entries.extend(found),
            Err(reason) => left_out.push(format!("{name}: {reason}")),
        }
    }
    (entries, left_out)
}
