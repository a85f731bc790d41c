//! `noise`: how often a comparison calls equal things different, and how often it sees a slowdown, on
//! this machine as it is.

use std::{
    error::Error,
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::generate;

/// Measure comparisons with a baseline: the same speed, then an injected slowdown
///
/// A gate times a loop of its own and is compared with a tag, worse by at most 10 %. Each round
/// decides anew, on whatever else the machine does meanwhile.
#[derive(Debug, clap::Args)]
pub(crate) struct NoiseArgs {
    /// The milepost to measure
    #[arg(long, value_name = "FILE", default_value = "target/release/milepost")]
    milepost: PathBuf,
    /// How often each comparison is made
    #[arg(long, default_value_t = 20)]
    rounds: usize,
    /// How much slower the candidate is, in percent, more than one number allowed
    #[arg(long, value_delimiter = ',', default_value = "0,20,50")]
    slower: Vec<usize>,
}

const CONFIG: &str = "schema = 1

[gates.speed]
run = \"sh measure.sh\"
reports = [{ format = \"values\", path = \"report.txt\" }]
compare = { metric = \"time\", lower-is-better = true, with = \"v1\", worse-by-at-most = \"10 %\", \
pairs = 5, most = 20 }
";

/// How many steps the baseline's loop has.
const STEPS: usize = 50_000;

pub(crate) fn run(args: &NoiseArgs) -> Result<(), Box<dyn Error>> {
    let milepost = args.milepost.canonicalize()?;
    let mut out = io::stdout();
    writeln!(out, "### Comparisons, {} each\n", args.rounds)?;
    writeln!(
        out,
        "| candidate | fine | worse | undecided | not measured |\n|---|--:|--:|--:|--:|"
    )?;
    for slower in &args.slower {
        let place = tempfile::tempdir()?;
        let project = place.path().join("project");
        write(&project, *slower)?;
        let mut counts = [0_usize; 4];
        for _ in 0..args.rounds {
            let said = decide(&milepost, &project, &place.path().join("cache"))?;
            if let Some(count) = counts.get_mut(said) {
                *count += 1;
            }
        }
        let [fine, worse, undecided, other] = counts;
        let what = if *slower == 0 { "the same".to_owned() } else { format!("{slower} % slower") };
        writeln!(out, "| {what} | {fine} | {worse} | {undecided} | {other} |")?;
    }
    Ok(())
}

/// A project whose tag runs a loop, and whose head runs a longer one.
fn write(folder: &Path, slower: usize) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("milepost.toml"), CONFIG)?;
    fs::write(folder.join("measure.sh"), script(STEPS)?)?;
    generate::commit_all(folder)?;
    let tag = Command::new("git").args(["tag", "v1"]).current_dir(folder).status()?;
    if !tag.success() {
        return Err("git tag failed".into());
    }
    // Other content, whatever it takes: nothing is compared with itself.
    fs::write(folder.join("note.txt"), "candidate\n")?;
    fs::write(folder.join("measure.sh"), script(STEPS + STEPS * slower / 100)?)?;
    Ok(generate::commit_more(folder, "feat: candidate")?)
}

fn script(steps: usize) -> Result<String, std::fmt::Error> {
    let mut script = "from=$(date +%s%N)\n".to_owned();
    writeln!(script, "i=0; while [ $i -lt {steps} ]; do i=$((i + 1)); done")?;
    writeln!(script, "to=$(date +%s%N)\necho \"time=$(( (to - from) / 1000 )) us\" > report.txt")?;
    Ok(script)
}

/// Decides once, without anything known from before: fine, worse, undecided, or none of them.
fn decide(milepost: &Path, project: &Path, cache: &Path) -> Result<usize, Box<dyn Error>> {
    drop(fs::remove_dir_all(project.join(".milepost")));
    let command = |words: &[&str]| {
        let mut command = Command::new(milepost);
        command.args(words).current_dir(project).env("MILEPOST_CACHE_DIR", cache);
        command.stdin(Stdio::null()).stderr(Stdio::null());
        command
    };
    command(&["verify", "--quiet", "--jobs", "1"]).stdout(Stdio::null()).status()?;
    let shown = command(&["gate", "show", "speed"]).output()?;
    let page = String::from_utf8_lossy(&shown.stdout).into_owned();
    let line = page.lines().find(|line| line.contains("compared with")).unwrap_or_default();
    let words = ["is fine", "is worse", "is undecided"];
    Ok(words.iter().position(|word| line.contains(word)).unwrap_or(words.len()))
}
