//! `past`: how long the line of time takes through many commits, beside git on the same range.

use std::{
    error::Error,
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    contest::{self, Entry},
    table,
    tracker::{Files, Tracker},
};

/// Measure `timeline` through many commits, in one run with git on the same range
///
/// Every commit changes a source file, and every other one ticks a box of the plan. Prints one Markdown
/// table.
#[derive(Debug, clap::Args)]
pub(crate) struct PastArgs {
    /// The milepost to measure
    #[arg(long, value_name = "FILE", default_value = "target/release/milepost")]
    milepost: PathBuf,
    /// How many commits there are
    #[arg(long, default_value_t = 5000)]
    commits: usize,
    /// How many items the plan has
    #[arg(long, default_value_t = 100)]
    items: usize,
    /// How they are spread over files
    #[arg(long, value_enum, default_value = "one")]
    files: Files,
    /// How often each command is measured
    #[arg(long, default_value_t = 9)]
    rounds: usize,
}

const LOG: &str = "git log";
const RAW: &str = "git log --raw";

pub(crate) fn run(args: &PastArgs) -> Result<(), Box<dyn Error>> {
    let program = args.milepost.canonicalize()?;
    let place = tempfile::tempdir()?;
    let repository = place.path().join("project");
    let tracker = Tracker { items: args.items, files: args.files, seed: 1 };
    write(tracker, &repository, args.commits)?;
    let git = |label: &str, more: &[&str]| {
        let words = ["git", "log", "--first-parent", "--format=%H %ct %s"];
        Entry::new(label, &repository, words.iter().chain(more).copied())
    };
    let milepost = |label: &str, script: String| {
        let words = ["sh".into(), "-c".into(), script.into(), program.as_os_str().to_owned()];
        Entry::new(label, &repository, words)
    };
    let cold = "rm -rf .git/milepost; exec \"$0\" timeline --format csv".to_owned();
    let entries = [
        git(LOG, &[]),
        git(RAW, &["--raw", "--no-renames"]),
        milepost("milepost timeline, cold", cold),
        milepost("milepost timeline, warm", "exec \"$0\" timeline --format csv".to_owned()),
        milepost("milepost status", "exec \"$0\" status".to_owned()),
    ];
    let scores = contest::run(&entries, args.rounds)?;
    let (commits, items, files) = (args.commits, args.items, args.files.as_str());
    let title = format!("{commits} commits, {items} items, {files}");
    writeln!(io::stdout(), "{}", table::render(&title, &entries, &scores, &[LOG, RAW]))?;
    Ok(())
}

/// A repository with so many commits, written as one stream.
fn write(tracker: Tracker, folder: &Path, commits: usize) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let init = Command::new("git")
        .args(["init", "--quiet", "--initial-branch=main"])
        .current_dir(folder)
        .status()?;
    let mut import = Command::new("git")
        .args(["fast-import", "--quiet"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .spawn()?;
    let mut stream = import.stdin.take().ok_or("git takes no stream")?;
    let mut pages: Vec<(String, String)> = (0..tracker.documents())
        .map(|at| tracker.document(at, "1a2b3c4d5e6f"))
        // Boxes are empty at first, whatever the states are.
        .map(|page| (page.path, page.text.replace("- [x]", "- [ ]")))
        .collect();
    for at in 0..commits.max(1) {
        let mut commit = String::new();
        let moment = 1_700_000_000 + at * 600;
        let message = format!("feat: step {at}");
        writeln!(commit, "commit refs/heads/main")?;
        writeln!(commit, "committer builder <builder@example.invalid> {moment} +0000")?;
        writeln!(commit, "data {}\n{message}", message.len())?;
        if at == 0 {
            for page in tracker.sources() {
                file(&mut commit, &page.path, &page.text)?;
            }
            for (path, text) in &pages {
                file(&mut commit, path, text)?;
            }
        }
        let folder = at % 40;
        file(&mut commit, &format!("src/step/{folder}/lib.rs"), &format!("// {at}\n"))?;
        let place = at / 2 % pages.len().max(1);
        if let Some((path, text)) = pages.get_mut(place).filter(|_| at % 2 == 1) {
            *text = turned(text);
            file(&mut commit, path, text)?;
        }
        stream.write_all(commit.as_bytes())?;
    }
    drop(stream);
    let imported = import.wait()?;
    let checked_out = Command::new("git")
        .args(["-c", "gc.auto=0", "reset", "--quiet", "--hard"])
        .current_dir(folder)
        .status()?;
    if init.success() && imported.success() && checked_out.success() {
        Ok(())
    } else {
        Err("git could not write the history".into())
    }
}

/// The text with its next box ticked, or with none where all are.
fn turned(text: &str) -> String {
    if text.contains("- [ ]") {
        text.replacen("- [ ]", "- [x]", 1)
    } else if text.contains("- [x]") {
        text.replace("- [x]", "- [ ]")
    } else {
        format!("{text}\n")
    }
}

fn file(commit: &mut String, path: &str, text: &str) -> Result<(), std::fmt::Error> {
    writeln!(commit, "M 100644 inline {path}\ndata {}\n{text}", text.len())
}

#[cfg(test)]
mod tests {
    use super::turned;

    #[test]
    fn boxes_are_ticked_one_after_the_other_and_then_begin_anew() {
        let mut text = "- [ ] a\n- [ ] b\n".to_owned();
        let mut seen = Vec::new();
        for _ in 0..3 {
            text = turned(&text);
            seen.push(text.clone());
        }
        assert_eq!(seen, ["- [x] a\n- [ ] b\n", "- [x] a\n- [x] b\n", "- [ ] a\n- [ ] b\n"]);
    }
}
