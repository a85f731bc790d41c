//! Answers that are said again: never other ones than those that would be given anew.

use std::{
    fs::{self, File},
    os::unix::fs::{PermissionsExt as _, symlink},
    path::PathBuf,
    process::Command,
    time::{Duration, SystemTime},
};

use crate::sandbox::{Sandbox, until};

/// Something for each kind of thing that an answer rests on: a gate, evidence, citations of what is
/// committed, untracked, ignored and missing, a commit, a tag, and a document that git does not list.
const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh src/test.sh\"
//- src/test.sh
true
//- .gitignore
*.log
//- docs/PLAN.md
# Plan

## M1 Reader

**Status:** Complete
**Evidence:** `logs/run.log`, `notes/a.txt`, `gone/b.txt`, `src/test.sh`, `0123abc`

### Acceptance criteria

- [x] The tests pass (gate `unit`)

## M2 Writer

**Status:** Complete
**Evidence:** `v0.1.0`

### Acceptance criteria

- [x] It writes

## Releases

| Release | Status | Date |
|---|---|---|
| v0.1.0 | Released | 2026-01-01 |
";

const QUESTIONS: [&[&str]; 5] = [
    &["check"],
    &["check", "--all", "--format", "json"],
    &["status", "--all"],
    &["status", "--format", "json"],
    VERIFY,
];

const VERIFY: &[&str] = &["verify"];

struct Bench {
    sandbox: Sandbox,
    home: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let sandbox = Sandbox::new(PROJECT);
        sandbox.write_bytes("logs/run.log", b"x");
        sandbox.write_bytes("notes/a.txt", b"x");
        assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
        let home = sandbox.root();
        Self { sandbox, home }
    }

    /// What milepost says, and how it ends; with what it said before, or without.
    fn says(&self, arguments: &[&str], cache: &str) -> String {
        let mut command: Command = self.sandbox.milepost();
        command.args(arguments).env("MILEPOST_CACHE", cache);
        command.env("XDG_CONFIG_HOME", self.home.join(".git/xdg"));
        let output = command.output().unwrap();
        let [stdout, stderr] = [output.stdout, output.stderr].map(String::from_utf8);
        format!("{}{}{:?}", stdout.unwrap(), stderr.unwrap(), output.status.code())
    }

    fn kept(&self) -> Vec<(PathBuf, SystemTime)> {
        let files = self.sandbox.files_below(".git/milepost/cache").into_iter();
        let is_answer = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("told-"))
        };
        let dated = |path: PathBuf| {
            let modified = fs::metadata(&path).unwrap().modified().unwrap();
            (path, modified)
        };
        let mut kept: Vec<_> = files.filter(is_answer).map(dated).collect();
        kept.sort();
        kept
    }

    /// Asks everything until all answers are said again and none is given anew.
    fn learn(&self) {
        let ask = || {
            for question in QUESTIONS {
                self.says(question, "on");
            }
            self.kept()
        };
        until("answers are kept", || {
            let before = ask();
            before.len() == QUESTIONS.len() && ask() == before
        });
    }
}

/// That every answer is the one that is given without any that was kept, after a change and after its
/// repetition.
#[track_caller]
fn check(what: &str, change: &dyn Fn(&Bench)) {
    let bench = Bench::new();
    bench.learn();
    let plan = ["verify", "--plan"];
    let (planned, verified) = (bench.says(&plan, "off"), bench.says(VERIFY, "on"));
    for question in QUESTIONS {
        assert_eq!(bench.says(question, "on"), bench.says(question, "off"), "{question:?}");
    }
    change(&bench);
    // What `verify` answers changes what it answers next, so it is not asked twice.
    let is_other = planned != bench.says(&plan, "off");
    for question in QUESTIONS.into_iter().filter(|it| *it != VERIFY) {
        let expected = bench.says(question, "off");
        for round in 1..=2 {
            assert_eq!(bench.says(question, "on"), expected, "{what}, {question:?}, {round}");
        }
    }
    if is_other {
        assert_ne!(bench.says(VERIFY, "on"), verified, "{what}");
    }
}

fn edit(path: &'static str, from: &'static str, to: &'static str) -> impl Fn(&Bench) {
    move |bench| {
        let text = fs::read_to_string(bench.sandbox.root().join(path)).unwrap();
        assert!(text.contains(from), "{text}");
        bench.sandbox.write_bytes(path, text.replace(from, to).as_bytes());
    }
}

fn remove(path: &'static str) -> impl Fn(&Bench) {
    move |bench| fs::remove_file(bench.sandbox.root().join(path)).unwrap()
}

fn write(path: &'static str, text: &'static str) -> impl Fn(&Bench) {
    move |bench| bench.sandbox.write_bytes(path, text.as_bytes())
}

fn git(arguments: &'static [&'static str]) -> impl Fn(&Bench) {
    move |bench| drop(bench.sandbox.git(arguments))
}

#[test]
fn a_changed_document_is_judged_anew() {
    check("another word of the same length", &edit("docs/PLAN.md", "M1 Reader", "M1 Raiser"));
    check("the same size and time", &|bench| {
        let path = bench.sandbox.root().join("docs/PLAN.md");
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        edit("docs/PLAN.md", "M2 Writer", "M2 Waiter")(bench);
        File::options().write(true).open(&path).unwrap().set_modified(before).unwrap();
    });
    check("a new one", &write("docs/NEXT.md", "# Next\n\n## M3 More\n\n**Status:** Complete\n"));
    check("one in a new folder", &write("a/b/N.md", "# N\n\n## M9 New\n\n**Status:** Complete\n"));
    check("one that is gone", &remove("docs/PLAN.md"));
    check("one that is a link", &|bench| {
        let path = bench.sandbox.root().join("docs/PLAN.md");
        fs::rename(&path, path.with_extension("txt")).unwrap();
        symlink("PLAN.txt", path).unwrap();
    });
    check("one that is ignored", &|bench| {
        write("docs/NEXT.md", "# Next\n\n## M3 More\n\n**Status:** Complete\n")(bench);
        bench.learn();
        write(".gitignore", "*.log\nNEXT.md\n")(bench);
    });
    check("one that is ignored where it lies", &|bench| {
        write("docs/NEXT.md", "# Next\n\n## M3 More\n\n**Status:** Complete\n")(bench);
        bench.learn();
        write("docs/.gitignore", "NEXT.md\n")(bench);
    });
    check("one whose folder cannot be read", &|bench| {
        let path = bench.sandbox.root().join("docs");
        fs::set_permissions(path, fs::Permissions::from_mode(0o750)).unwrap();
    });
}

#[test]
fn another_state_of_a_citation_is_judged_anew() {
    check("an ignored file is gone", &remove("logs/run.log"));
    check("an untracked file is gone", &remove("notes/a.txt"));
    check("a missing file is there", &write("gone/b.txt", "x"));
    check("an ignored file is not ignored", &write(".gitignore", "nothing\n"));
    check("an untracked file is ignored", &write("notes/.gitignore", "*\n"));
    check("by the clone", &write(".git/info/exclude", "notes\n"));
    check("by the user", &write(".git/xdg/git/ignore", "notes\n"));
    check("an untracked file is staged", &git(&["add", "notes"]));
    check("a folder is a link", &|bench| {
        let root = bench.sandbox.root();
        fs::rename(root.join("notes"), root.join("other")).unwrap();
        symlink("other", root.join("notes")).unwrap();
    });
}

#[test]
fn another_state_of_git_is_judged_anew() {
    check("a tag", &git(&["tag", "v0.1.0"]));
    check("a tag that is gone", &|bench| {
        bench.sandbox.git(&["tag", "v0.1.0"]);
        bench.learn();
        bench.sandbox.git(&["tag", "-d", "v0.1.0"]);
    });
    check("packed references", &|bench| {
        bench.sandbox.git(&["tag", "v0.1.0"]);
        bench.sandbox.git(&["pack-refs", "--all"]);
        bench.learn();
        let path = bench.sandbox.root().join(".git/packed-refs");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replace("v0.1.0", "v0.1.1")).unwrap();
    });
    check("a commit", &|bench| {
        let sandbox = &bench.sandbox;
        sandbox.git(&["add", "--all"]);
        let who = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org"];
        sandbox.git(&[&who[..], &["commit", "--quiet", "--message", "more"]].concat());
    });
    check("another branch", &git(&["checkout", "--quiet", "--orphan", "other"]));
    check("something staged", &git(&["rm", "--quiet", "--cached", "src/test.sh"]));
    check("an object", &|bench| {
        let path = bench.sandbox.root().join(".git/object");
        fs::write(&path, "blob").unwrap();
        bench.sandbox.git(&["hash-object", "-w", path.to_str().unwrap()]);
    });
    check("a shallow clone", &|bench| {
        let head = bench.sandbox.git(&["rev-parse", "HEAD"]);
        bench.sandbox.write_bytes(".git/shallow", format!("{}\n", head.trim()).as_bytes());
    });
}

#[test]
fn another_configuration_or_ledger_is_judged_anew() {
    check("a gate", &edit("milepost.toml", "sh src/test.sh", "sh ./src/test.sh"));
    check("no configuration", &remove("milepost.toml"));
    check("a mistake", &edit("milepost.toml", "schema = 1", "schema = x"));
    check("no ledger", &|bench| {
        fs::remove_dir_all(bench.sandbox.root().join(".milepost")).unwrap();
    });
    check("an edited segment", &|bench| {
        let path = bench.sandbox.segments().remove(0);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replacen("passed", "failed", 1)).unwrap();
    });
    check("a half segment", &|bench| {
        let path = bench.sandbox.segments().remove(0);
        let length = fs::metadata(&path).unwrap().len();
        File::options().write(true).open(path).unwrap().set_len(length / 2).unwrap();
    });
    check("a stranger in the ledger", &write(".milepost/ledger/x", "y"));
    check("the reference of the ledger", &|bench| {
        let head = bench.sandbox.git(&["rev-parse", "HEAD"]);
        bench.sandbox.git(&["update-ref", "refs/milepost/ledger", head.trim()]);
    });
    check("more evidence", &|bench| {
        bench.sandbox.run(&["verify", "--quiet", "--again", "--gate", "unit"]);
    });
}

#[test]
fn another_way_to_ask_is_another_question() {
    let bench = Bench::new();
    bench.learn();
    let plain = bench.says(&["check"], "on");
    let in_colour = bench.says(&["check", "--color", "always"], "on");
    assert_ne!(plain, in_colour);
    assert_eq!(in_colour, bench.says(&["check", "--color", "always"], "off"));
    let narrow = |cache: &str| {
        let mut command = bench.sandbox.milepost();
        command.arg("check").env("COLUMNS", "40").env("MILEPOST_CACHE", cache);
        command.output().unwrap().stdout
    };
    assert_eq!(narrow("on"), narrow("off"));
}

/// Ruins a file.
type Damage<'a> = &'a dyn Fn(&mut Vec<u8>);

#[test]
fn a_damaged_answer_is_none() {
    let bench = Bench::new();
    bench.learn();
    let expected: Vec<String> =
        QUESTIONS.iter().map(|question| bench.says(question, "off")).collect();
    let damages: [Damage<'_>; 4] = [
        &|bytes| bytes.truncate(bytes.len() / 2),
        &|bytes| bytes.clear(),
        &|bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        },
        &|bytes| bytes.push(0),
    ];
    for damage in damages {
        for (path, _) in bench.kept() {
            let mut bytes = fs::read(&path).unwrap();
            damage(&mut bytes);
            fs::write(&path, bytes).unwrap();
        }
        for (question, expected) in QUESTIONS.iter().zip(&expected) {
            assert_eq!(&bench.says(question, "on"), expected);
        }
        bench.learn();
    }
}

#[test]
fn what_changes_with_every_moment_is_not_kept() {
    let bench = Bench::new();
    edit("milepost.toml", "run =", "max-age = \"1d\"\nrun =")(&bench);
    std::thread::sleep(Duration::from_millis(50));
    for _ in 0..3 {
        bench.says(&["check"], "on");
    }
    assert!(bench.kept().is_empty());
}

#[test]
fn other_states_of_the_project_are_judged_anew() {
    let bench = Bench::new();
    bench.learn();
    let before = bench.kept();
    for question in
        [&["check", "--staged"][..], &["status", "--at", "HEAD"], &["check", "--since", "HEAD"]]
    {
        assert_eq!(bench.says(question, "on"), bench.says(question, "off"));
    }
    assert_eq!(bench.kept(), before);
}
