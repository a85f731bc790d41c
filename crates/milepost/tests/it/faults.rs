//! Faults: milepost is killed, interrupted, kept from writing, run twice, and its branches mixed.

use std::{fs, os::unix::fs::symlink, process::Child};

use crate::sandbox::{Sandbox, until};

/// A gate that says when it has begun and waits for a sign, and one that waits for nothing.
const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh src/test.sh\"

[gates.other]
run = \"true\"
//- docs/M1.md
# M1 Walking skeleton

**Goal:** People can run the core workflow
**Phase:** P1

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
//- src/test.sh
touch \"$HOME/.git/started.$$\"
until test -e \"$HOME/.git/go\"; do sleep 0.05; done
";

fn started(sandbox: &Sandbox) -> usize {
    let names = fs::read_dir(sandbox.root().join(".git")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("started.")).count()
}

/// Starts `verify`, and comes back when its gate runs.
fn begin(sandbox: &Sandbox) -> Child {
    let before = started(sandbox);
    let verify = sandbox.milepost().args(["verify", "--quiet", "--gate", "unit"]).spawn().unwrap();
    until("the gate runs", || started(sandbox) > before);
    verify
}

fn signal(child: &Child, signal: &str) {
    let pid = child.id().to_string();
    let sent = std::process::Command::new("kill").args([signal, &pid]).status().unwrap();
    assert!(sent.success());
}

fn go(sandbox: &Sandbox) {
    sandbox.write_bytes(".git/go", b"");
}

#[test]
fn a_run_that_milepost_did_not_survive_is_recorded_by_the_next() {
    let sandbox = Sandbox::new(PROJECT);
    let mut verify = begin(&sandbox);
    verify.kill().unwrap();
    verify.wait().unwrap();
    assert!(sandbox.segments().is_empty());
    assert!(sandbox.run(&["verify", "--quiet", "--gate", "other"]).ends_with("[exit 0]\n"));
    assert_eq!(sandbox.verdict("unit"), "error: milepost ended before it did");
    go(&sandbox);
    sandbox.is_deserted();
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
    let attempts = &sandbox.json(&["gate", "show", "unit"])["gates"][0]["attempts"];
    assert_eq!((&attempts["errors"], &attempts["passed"]), (&1.into(), &1.into()));
}

#[test]
fn a_run_that_was_announced_and_never_began_is_no_attempt() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.write(
        "//- milepost.toml\nschema = 1\n\n[gates.unit]\nrun = \"sh src/test.sh\"\n\n\
         [gates.zeal]\nrun = \"true\"\n",
    );
    sandbox.commit("gates");
    let before = started(&sandbox);
    let mut verify = sandbox.milepost().args(["verify", "--quiet", "--jobs", "1"]).spawn().unwrap();
    until("the gate runs", || started(&sandbox) > before);
    let journal = sandbox.files_below(".git/milepost/journal").remove(0);
    let announced = fs::read_to_string(journal).unwrap().matches("announced ").count();
    assert_eq!(announced, 2, "both were announced at once");
    verify.kill().unwrap();
    verify.wait().unwrap();
    go(&sandbox);
    sandbox.is_deserted();
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
    let errors = |gate: &str| {
        let page = sandbox.json(&["gate", "show", gate]);
        page["gates"][0]["attempts"]["errors"].as_u64().unwrap_or_default()
    };
    assert_eq!((errors("unit"), errors("zeal")), (1, 0));
}

#[test]
fn an_interrupted_verify_ends_its_gates_and_marks_nothing_red() {
    for name in ["-INT", "-TERM", "-HUP"] {
        let sandbox = Sandbox::new(PROJECT);
        let mut verify = begin(&sandbox);
        signal(&verify, name);
        assert!(!verify.wait().unwrap().success());
        sandbox.is_deserted();
        let said = sandbox.verdict("unit");
        assert!(said.starts_with("missing: run ") && said.ends_with("it was cancelled"), "{said}");
        go(&sandbox);
        assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
        assert_eq!(sandbox.verdict("unit"), "pass: ");
    }
}

#[test]
fn a_ledger_that_cannot_be_written_or_trusted_stops_everything() {
    let refused = |make: &dyn Fn(&Sandbox)| {
        let sandbox = Sandbox::new(PROJECT);
        go(&sandbox);
        make(&sandbox);
        let screen = sandbox.run(&["verify", "--quiet"]);
        assert!(screen.contains("error: ") && screen.ends_with("[exit 2]\n"), "{screen}");
        screen
    };
    let file = refused(&|sandbox| sandbox.write_bytes(".milepost", b""));
    assert!(file.contains("is no folder"), "{file}");
    let link = refused(&|sandbox| {
        fs::create_dir_all(sandbox.root().join(".milepost")).unwrap();
        symlink("/tmp", sandbox.root().join(".milepost/ledger")).unwrap();
    });
    assert!(link.contains("symbolic link"), "{link}");
    let link = refused(&|sandbox| {
        symlink("docs", sandbox.root().join(".milepost")).unwrap();
    });
    assert!(link.contains("symbolic link"), "{link}");
}

#[test]
fn what_could_not_be_recorded_is_not_forgotten() {
    let sandbox = Sandbox::new(PROJECT);
    go(&sandbox);
    // Files in the place of folders keep even root from writing.
    for year in 2020..2100 {
        sandbox.write_bytes(&format!(".milepost/ledger/{year}"), b"");
    }
    let screen = sandbox.run(&["verify", "--quiet", "--gate", "unit"]);
    assert!(screen.contains("could not write evidence"), "{screen}");
    assert!(screen.ends_with("[exit 2]\n"), "{screen}");
    fs::remove_dir_all(sandbox.root().join(".milepost")).unwrap();
    sandbox.run(&["verify", "--quiet", "--gate", "other"]);
    assert_eq!(sandbox.verdict("unit"), "error: milepost ended before it did");
}

#[test]
fn two_at_once_lose_nothing() {
    let sandbox = Sandbox::new(PROJECT);
    let mut both = [begin(&sandbox), begin(&sandbox)];
    go(&sandbox);
    for verify in &mut both {
        assert!(verify.wait().unwrap().success());
    }
    let gates = sandbox.json(&["gate", "show", "unit"]);
    assert_eq!(gates["gates"][0]["attempts"]["passed"], 2);
    assert_eq!(sandbox.verdict("unit"), "pass: ");
}

/// Numbers that are the same in each run of the test.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        // The constants are those of Knuth's MMIX.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

const BRANCHES: [&str; 4] = ["a", "b", "c", "d"];

/// A repository with branches that hold runs of the same gates, some red and some green.
fn branched() -> Sandbox {
    let flaky = PROJECT.replace("until test", "test").replace("; do sleep 0.05; done", "");
    let mut sandbox = Sandbox::new(&flaky);
    for (at, branch) in BRANCHES.iter().enumerate() {
        sandbox.git(&["switch", "--quiet", "--create", branch, "main"]);
        if at % 2 == 1 {
            go(&sandbox);
        } else if at > 0 {
            fs::remove_file(sandbox.root().join(".git/go")).unwrap();
        }
        for _ in 0..2 {
            sandbox.run(&["verify", "--quiet", "--again", "--gate", "unit", "--gate", "other"]);
            sandbox.commit(branch);
        }
    }
    sandbox
}

/// Takes over a branch in one of the ways there are.
fn take_over(sandbox: &Sandbox, branch: &str, way: usize) {
    let git = |arguments: &[&str]| {
        let author = ["-c", "user.name=T", "-c", "user.email=t@example.org"];
        sandbox.git(&[&author[..], arguments].concat())
    };
    match way {
        0 => drop(git(&["merge", "--quiet", "--no-ff", "--message", "merge", branch])),
        1 => {
            git(&["merge", "--quiet", "--squash", branch]);
            git(&["commit", "--quiet", "--message", "squash"]);
        }
        2 => drop(git(&["cherry-pick", &format!("main..{branch}")])),
        _ => {
            let here = sandbox.git(&["rev-parse", "HEAD"]);
            git(&["switch", "--quiet", "--detach", branch]);
            git(&["rebase", "--quiet", here.trim()]);
        }
    }
}

#[test]
fn the_order_in_which_branches_come_together_means_nothing() {
    let sandbox = branched();
    let mut expected = None;
    for seed in 0..6 {
        let mut dice = Dice(seed);
        sandbox.git(&["switch", "--quiet", "--detach", "main"]);
        let mut left = BRANCHES.to_vec();
        while !left.is_empty() {
            let branch = left.swap_remove(dice.below(left.len()));
            take_over(&sandbox, branch, dice.below(4));
        }
        let mut names: Vec<_> = sandbox.segments();
        names.dedup();
        let mut page = sandbox.json(&["gate", "list"]);
        // The commit that is judged is another one each time, the content is not.
        page["subject"] = serde_json::Value::Null;
        let seen = (names, page.to_string());
        let page = &page["gates"].as_array().unwrap()[1]["attempts"];
        assert!(page["failed"].as_u64().unwrap() > 1 && page["passed"].as_u64().unwrap() > 1);
        assert_eq!(expected.get_or_insert_with(|| seen.clone()), &seen, "seed {seed}");
    }
}

#[test]
fn a_gate_that_milepost_did_not_survive_keeps_its_checkout_to_itself() {
    let script = "touch \"$HOME/.git/started.$$\"";
    let where_it_runs = format!("pwd > \"$HOME/.git/place.$$\"\n{script}");
    let sandbox = Sandbox::new(&PROJECT.replace(script, &where_it_runs));
    let places = || {
        let names = fs::read_dir(sandbox.root().join(".git")).unwrap();
        let paths = names.map(|entry| entry.unwrap().path());
        let paths = paths.filter(|path| path.to_string_lossy().contains("place."));
        let mut places: Vec<String> = paths.map(|path| fs::read_to_string(path).unwrap()).collect();
        places.sort();
        places
    };
    let mut verify = begin(&sandbox);
    verify.kill().unwrap();
    verify.wait().unwrap();
    // It runs on, and another begins beside it.
    let mut second = begin(&sandbox);
    let both = places();
    assert_eq!(both.len(), 2);
    assert_ne!(both[0], both[1]);
    go(&sandbox);
    assert!(second.wait().unwrap().success());
    sandbox.is_deserted();
    // Once it has ended, its checkout is free again.
    assert!(sandbox.run(&["gate", "run", "unit", "--quiet"]).ends_with("[exit 0]\n"));
    let all = places();
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|place| both.contains(place)), "{all:?}");
}

/// A disk of its own for a folder, as small as it can be; nothing where the system does not allow it.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    #[expect(clippy::print_stderr, reason = "a test that was skipped says so")]
    fn mount(folder: std::path::PathBuf) -> Option<Self> {
        fs::create_dir_all(&folder).unwrap();
        let mut mount = std::process::Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=128k", "tmpfs"]).arg(&folder);
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        if !mounted {
            eprintln!("skipped: a small disk cannot be mounted here");
        }
        mounted.then_some(Self(folder))
    }

    fn fill(&self) {
        // The system ends the writing where the disk does.
        let full = fs::write(self.0.join("filler"), vec![0; 1 << 20]);
        assert_eq!(full.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = std::process::Command::new("umount").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let sandbox = Sandbox::new(PROJECT);
    go(&sandbox);
    let Some(disk) = SmallDisk::mount(sandbox.root().join(".milepost")) else { return };
    assert!(sandbox.run(&["verify", "--quiet", "--gate", "other"]).ends_with("[exit 0]\n"));
    let before = sandbox.segments();
    disk.fill();
    let screen = sandbox.run(&["verify", "--quiet", "--gate", "unit"]);
    assert!(screen.contains("could not write evidence"), "{screen}");
    assert!(screen.contains("No space left on device"), "{screen}");
    assert!(screen.ends_with("[exit 2]\n"), "{screen}");
    // Nothing half written is left, and all that was there still is.
    assert_eq!(sandbox.segments(), before);
    assert_eq!(sandbox.verdict("other"), "pass: ");
    assert!(sandbox.verdict("unit").starts_with("missing"));
    fs::remove_file(disk.0.join("filler")).unwrap();
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
    let attempts = &sandbox.json(&["gate", "show", "unit"])["gates"][0]["attempts"];
    assert_eq!((&attempts["errors"], &attempts["passed"]), (&1.into(), &1.into()));
}

#[test]
fn a_cache_without_room_is_an_error_and_no_verdict() {
    let sandbox = Sandbox::new(PROJECT);
    go(&sandbox);
    let around = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(around.path().join("cache")) else { return };
    disk.fill();
    let mut milepost = sandbox.milepost();
    milepost.env("MILEPOST_CACHE_DIR", &disk.0).args(["verify", "--quiet"]);
    let output = milepost.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("could not make a clean checkout"), "{said}");
    assert!(sandbox.segments().is_empty());
}
