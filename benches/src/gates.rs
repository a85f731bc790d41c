//! `gates`: how long it takes to run gates that do nothing, and to find out that none must run.

use std::{
    error::Error,
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    contest::{self, Entry},
    contestants, generate, table,
};

/// Measure runs of gates that do nothing, in one run with what cannot be beaten
///
/// Prints one Markdown table for running all gates and one for finding that all pass.
#[derive(Debug, clap::Args)]
pub(crate) struct GatesArgs {
    /// The milepost to measure
    #[arg(long, value_name = "FILE", default_value = "target/release/milepost")]
    milepost: PathBuf,
    /// How many gates there are
    #[arg(long, default_value_t = 1000)]
    gates: usize,
    /// How often each command is measured
    #[arg(long, default_value_t = 7)]
    rounds: usize,
}

/// A process that starts `true` so many times, one after the other.
const FORKS: &str = "fork+exec of true";
const NINJA: &str = "ninja -n";
const IN_TOTO: &str = "in-toto-run";

pub(crate) fn run(args: &GatesArgs) -> Result<(), Box<dyn Error>> {
    let program = args.milepost.canonicalize()?;
    let place = tempfile::tempdir()?;
    let (project, cache) = (place.path().join("project"), place.path().join("cache"));
    write(&project, args.gates)?;
    let milepost = |label: &str, arguments: &[&str]| {
        let words = std::iter::once(program.as_os_str().to_owned());
        let words = words.chain(arguments.iter().map(Into::into));
        let mut entry = Entry::new(label, &project, words);
        entry.environment.push(("MILEPOST_CACHE_DIR", cache.clone().into()));
        entry
    };
    let forks = Entry::new(
        FORKS,
        &project,
        [std::env::current_exe()?.into_os_string(), "fork".into(), args.gates.to_string().into()],
    );
    // Each round begins without evidence: else the ledger grows, and reading it with it.
    let anew = |label: &str, program: &Path, command: &str| {
        let script = format!("rm -rf .milepost; exec \"$0\" {command}");
        let words = ["sh".into(), "-c".into(), script.into(), program.as_os_str().to_owned()];
        let mut entry = Entry::new(label, &project, words);
        entry.environment.push(("MILEPOST_CACHE_DIR", cache.clone().into()));
        entry
    };
    let running = [forks, anew("milepost verify, one job", &program, "verify --quiet --jobs 1")];
    show(&format!("{} gates that run `true`", args.gates), &running, args.rounds, FORKS)?;
    let one = "verify --quiet --gate g0";
    let captured = [
        Entry::new("true", &project, ["true"]),
        // What it writes is signed with a key, as it always is.
        in_toto(&project, place.path()),
        anew("milepost verify, one gate", &program, one),
    ];
    show("one step that runs `true`, recorded", &captured, args.rounds, IN_TOTO)?;
    let idle = [
        Entry::new(NINJA, &project, ["ninja", "-n"]),
        Entry::new(contestants::GIT_STATUS, &project, ["git", "status", "--porcelain"]),
        milepost("milepost verify, nothing to do", &["verify", "--quiet"]),
    ];
    show(&format!("{} gates that pass already", args.gates), &idle, args.rounds, NINJA)
}

/// `in-toto-run` on the same step, with the files of the project as materials and products.
fn in_toto(project: &Path, place: &Path) -> Entry {
    let key = place.join("key.pem");
    let made = Command::new("openssl")
        .args(["genpkey", "-algorithm", "ed25519", "-out"])
        .arg(&key)
        .output();
    // Without a key it says so itself, and its row shows the exit code.
    drop(made);
    let mut entry = Entry::new(IN_TOTO, project, [IN_TOTO, "--step-name", "g0", "--signing-key"]);
    entry.command.push(key.into());
    entry.command.extend(["--metadata-directory".into(), place.as_os_str().to_owned()]);
    entry.command.extend(["--materials", "a.txt", "--products", "a.txt"].map(Into::into));
    entry.command.extend(["--", "true"].map(Into::into));
    entry
}

fn show(title: &str, entries: &[Entry], rounds: usize, floor: &str) -> Result<(), Box<dyn Error>> {
    let has_program = |entry: &&Entry| {
        let program = entry.command.first().map(PathBuf::from).unwrap_or_default();
        program.is_absolute()
            || program == Path::new("sh")
            || Command::new(&program).arg("--version").output().is_ok()
    };
    let present: Vec<Entry> = entries.iter().filter(has_program).cloned().collect();
    let scores = contest::run(&present, rounds)?;
    writeln!(io::stdout(), "{}", table::render(title, &present, &scores, &[floor]))?;
    Ok(())
}

/// A project with so many gates, and as many targets of ninja that are up to date.
fn write(folder: &Path, gates: usize) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let mut config = "schema = 1\n".to_owned();
    let mut build = "rule touch\n  command = touch $out\n".to_owned();
    for gate in 0..gates {
        write!(config, "\n[gates.g{gate}]\nrun = [\"true\"]\n")?;
        writeln!(build, "build out/{gate}: touch a.txt")?;
    }
    fs::write(folder.join("a.txt"), "x\n")?;
    fs::write(folder.join("milepost.toml"), config)?;
    fs::write(folder.join("build.ninja"), build)?;
    fs::write(folder.join(".gitignore"), "out/\n.ninja_*\n")?;
    fs::create_dir_all(folder.join("out"))?;
    for gate in 0..gates {
        fs::write(folder.join(format!("out/{gate}")), "")?;
    }
    generate::commit_all(folder)?;
    // Nobody has to be there who does not take part.
    drop(Command::new("ninja").current_dir(folder).output());
    Ok(())
}

/// Starts `true` one time after the other.
#[derive(Debug, clap::Args)]
pub(crate) struct ForkArgs {
    /// How often.
    times: usize,
}

pub(crate) fn fork(args: &ForkArgs) -> io::Result<()> {
    for _ in 0..args.times {
        Command::new("true").status()?;
    }
    Ok(())
}
