//! `pages`: rendering everything, beside those who make documents of as many items.

use std::{
    error::Error,
    ffi::OsString,
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    contest::{self, Entry},
    contestants::{self, Ground},
    generate, table,
    tracker::{Files, Tracker},
};

/// Measure rendering all pages and the report, in one run with sphinx-needs and `StrictDoc`
///
/// Every page is written anew each time. Prints one Markdown table for each number of items.
#[derive(Debug, clap::Args)]
pub(crate) struct PagesArgs {
    /// The milepost to measure
    #[arg(long, value_name = "FILE", default_value = "target/release/milepost")]
    milepost: PathBuf,
    /// How many items, more than one number allowed
    #[arg(long, value_delimiter = ',', default_value = "100,1000")]
    items: Vec<usize>,
    /// How often each command is measured
    #[arg(long, default_value_t = 7)]
    rounds: usize,
}

/// The templates that tell of a whole project.
const TEMPLATES: [&str; 9] = [
    "status",
    "board",
    "report",
    "progress",
    "history",
    "release",
    "validation",
    "decisions",
    "risks",
];

pub(crate) fn run(args: &PagesArgs) -> Result<(), Box<dyn Error>> {
    let milepost = args.milepost.canonicalize()?;
    for items in &args.items {
        one(args, &milepost, Tracker { items: *items, files: Files::Hundred, seed: 1 })?;
    }
    Ok(())
}

fn one(args: &PagesArgs, milepost: &Path, tracker: Tracker) -> Result<(), Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let [repository, scratch] = ["tracker", "scratch"].map(|name| place.path().join(name));
    generate::write(tracker, &repository)?;
    fs::create_dir_all(&scratch)?;
    configure(&repository)?;
    let ground = Ground { tracker, repository: &repository, scratch: &scratch, milepost };
    let mut entries = entries(&ground);
    let mut left_out = Vec::new();
    for (name, ready) in contestants::WRITERS {
        match ready(&ground) {
            Ok(found) => entries.extend(found),
            Err(reason) => left_out.push(format!("{name}: {reason}")),
        }
    }
    let scores = contest::run(&entries, args.rounds)?;
    let mut out = io::stdout();
    let title = format!("{} items, {} pages", tracker.items, TEMPLATES.len());
    writeln!(out, "{}", table::render(&title, &entries, &scores, &[PAGES, REPORT]))?;
    for reason in left_out {
        writeln!(out, "- left out: {reason}")?;
    }
    writeln!(out)?;
    Ok(())
}

const PAGES: &str = "milepost render";
const REPORT: &str = "milepost render --format html";

fn entries(ground: &Ground<'_>) -> Vec<Entry> {
    let entry = |label: &str, script: &str| {
        let command: [OsString; 4] =
            ["sh".into(), "-c".into(), script.into(), ground.milepost.into()];
        Entry::new(label, ground.repository, command)
    };
    vec![
        entry(PAGES, "rm -rf pages; exec \"$0\" render"),
        entry("milepost render, cold", "rm -rf pages .git/milepost; exec \"$0\" render"),
        entry("milepost render --check", "exec \"$0\" render --check"),
        entry(REPORT, "exec \"$0\" render --format html --quiet > ../report.html"),
    ]
}

/// Names a page for each template.
fn configure(repository: &Path) -> Result<(), Box<dyn Error>> {
    let mut config = "schema = 1\n".to_owned();
    for template in TEMPLATES {
        write!(
            config,
            "\n[[render]]\npage = \"pages/{template}.md\"\ntemplate = \"{template}\"\n"
        )?;
    }
    fs::write(repository.join("milepost.toml"), config)?;
    generate::commit_more(repository, "pages")?;
    Ok(())
}
