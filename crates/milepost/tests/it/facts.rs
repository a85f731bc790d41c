//! Facts and surfaces through the built program.

use std::{fs, os::unix::fs::symlink};

use insta::assert_snapshot;
use serde_json::json;

use crate::sandbox::{Sandbox, without_ids};

/// A project whose pages state what a drift detector of two dozen lines of shell used to look for: a
/// counter of milestones on five pages, the number of gates of a contract, the version in four places,
/// two badges within rounding, and a history of runs.
pub(crate) const PROJECT: &str = "\
//- milepost.toml
schema = 1

[facts]
milestones = 'items(\"milestone\")'
contract-gates = 'entries(yaml(\"contracts/parity.yaml\", \"gates\"))'
version = 'toml(\"Cargo.toml\", \"workspace.package.version\")'
fixtures = 'files(\"fixtures/*.json\")'
covered = 'matches(\"fixtures/*.json\", \"\\\"verdict\\\": \\\"same\\\"\")'
corpus = { value = 'percent(covered, fixtures)', suffix = '%', green = '>= 90' }
parity = { value = 'json(\"runs/latest.json\", \"parity\")', green = '== 1' }
runs = 'lines(\"runs/history.jsonl\")'
last-run = 'capture(\"runs/latest.json\", \"\\\"day\\\": \\\"([0-9-]+)\\\"\")'
suspended = 'or-zero(matches(\"docs/notes.md\", \"SUSPENDED\"))'

[[surfaces]]
fact = \"milestones\"
places = [
  { file = \"README.md\", pattern = '\\*\\*(\\d+) milestones\\*\\*' },
  { file = \"CONTRIBUTING.md\", pattern = 'one of (\\d+) milestones' },
  { file = \"docs/spec.md\", marker = \"milestones\" },
  { file = \"docs/status.md\", pattern = '^Rows so far: (\\d+)$' },
  { file = \"docs/plan.md\", pattern = '^Counter: M(\\d+)$' },
]

[[surfaces]]
fact = \"contract-gates\"
file = \"README.md\"
pattern = '(\\d+) gates in the contract'

[[surfaces]]
fact = \"version\"
places = [
  { file = \"README.md\", pattern = 'parity-suite (\\d+\\.\\d+\\.\\d+)', every = true },
  { file = \"web/package.json\", path = \"version\" },
  { file = \"contracts/parity.yaml\", path = \"suite.version\" },
]

[[surfaces]]
fact = \"corpus\"
file = \"README.md\"
pattern = 'corpus-([\\d.]+)%25'
within = 0.5

[[surfaces]]
fact = \"parity\"
file = \"README.md\"
pattern = 'parity-([\\d.]+)-'
digits = 2

[[surfaces]]
fact = \"runs\"
file = \"docs/status.md\"
pattern = '^Runs: ([\\d,]+), the last'

[[surfaces]]
fact = \"last-run\"
file = \"docs/status.md\"
pattern = 'the last on (\\S+)\\.$'

[[surfaces]]
fact = \"suspended\"
file = \"docs/status.md\"
pattern = '^Suspended: (\\d+)$'

[[surfaces]]
places = [
  { file = \"docs/status.md\", pattern = '^Model: (\\S+)$' },
  { file = \"runs/latest.json\", path = \"model\" },
]
//- Cargo.toml
[workspace.package]
version = \"0.4.2\"
//- web/package.json
{
\t\"name\": \"web\",
\t\"version\": \"0.4.2\"
}
//- contracts/parity.yaml
suite:
  version: 0.4.2 # as Cargo.toml
gates:
  - id: G1
  - id: G2
  - {id: G3}
//- fixtures/a.json
{\"verdict\": \"same\"}
//- fixtures/b.json
{\"verdict\": \"same\"}
//- fixtures/c.json
{\"verdict\": \"other\"}
//- runs/latest.json
{\"day\": \"2026-01-04\", \"parity\": 0.9967, \"model\": \"small-2\"}
//- runs/history.jsonl
{\"run\": 1}
{\"run\": 2}
//- docs/notes.md
Nothing is set aside.
//- README.md
# Suite

**2 milestones**, 3 gates in the contract.

![corpus](https://example.org/corpus-66.4%25-green) ![parity](https://example.org/parity-1.00-green)

Install parity-suite 0.4.2, or pin `parity-suite 0.4.2`.
//- CONTRIBUTING.md
Your change belongs to one of 2 milestones.
//- docs/spec.md
There are <!-- milepost:fact milestones -->2<!-- /milepost --> rows.
//- docs/status.md
Rows so far: 2
Runs: 2, the last on 2026-01-04.
Suspended: 0
Model: small-2
//- docs/plan.md
# Plan

Counter: M2

| Milestone | Status |
|---|---|
| M1 Record | Not started |
| M2 Replay | Not started |
";

/// Every place that states something: the file, what it states, and another value.
const SURFACES: &[(&str, &str, &str)] = &[
    ("README.md", "**2 milestones**", "**3 milestones**"),
    ("CONTRIBUTING.md", "one of 2", "one of 1"),
    ("docs/spec.md", "-->2<!--", "-->12<!--"),
    ("docs/status.md", "so far: 2", "so far: 0"),
    ("docs/plan.md", "Counter: M2", "Counter: M294"),
    ("README.md", "3 gates", "4 gates"),
    ("README.md", "Install parity-suite 0.4.2", "Install parity-suite 0.4.1"),
    ("README.md", "pin `parity-suite 0.4.2`", "pin `parity-suite 0.5.0`"),
    ("web/package.json", "\"0.4.2\"", "\"0.3.9\""),
    ("contracts/parity.yaml", "version: 0.4.2", "version: 0.4.3"),
    ("README.md", "corpus-66.4%25", "corpus-100%25"),
    ("README.md", "parity-1.00-", "parity-0.98-"),
    ("docs/status.md", "Runs: 2", "Runs: 1,999"),
    ("docs/status.md", "2026-01-04.", "2026-01-03."),
    ("docs/status.md", "Suspended: 0", "Suspended: 1"),
];

/// What is looked at for facts and surfaces. `check` must name each that is gone.
const INPUTS: &[&str] = &[
    "Cargo.toml",
    "contracts/parity.yaml",
    "fixtures",
    "runs/latest.json",
    "runs/history.jsonl",
    "docs/notes.md",
    "docs/plan.md",
    "README.md",
    "CONTRIBUTING.md",
    "docs/spec.md",
    "docs/status.md",
    "web/package.json",
];

fn drift(screen: &str) -> Vec<&str> {
    screen.lines().filter(|line| line.contains("surface-drift]")).collect()
}

fn read(sandbox: &Sandbox, file: &str) -> String {
    fs::read_to_string(sandbox.root().join(file)).unwrap()
}

#[test]
fn what_is_true_is_quiet() {
    let sandbox = Sandbox::new(PROJECT);
    let screen = sandbox.run(&["check"]);
    assert_eq!(drift(&screen), [""; 0], "{screen}");
    assert_snapshot!(sandbox.run(&["facts"]), @"
    milestones      2           the milestones of the plan
    contract-gates  3           `gates` of `contracts/parity.yaml`
    version         0.4.2       `workspace.package.version` of `Cargo.toml` line 2
    fixtures        3           3 files of `fixtures/*.json`
    covered         2           3 files of `fixtures/*.json`
    corpus          66          fact `covered`, fact `fixtures`
    parity          0.9967      `parity` of `runs/latest.json` line 1
    runs            2           1 file of `runs/history.jsonl`
    last-run        2026-01-04  `runs/latest.json` line 1
    suspended       0           1 file of `docs/notes.md`

    ✔ README.md:3  states milestones
    ✔ CONTRIBUTING.md:1  states milestones
    ✔ docs/spec.md:1  states milestones
    ✔ docs/status.md:1  states milestones
    ✔ docs/plan.md:3  states milestones
    ✔ README.md:3  states contract-gates
    ✔ README.md:7  states version
    ✔ README.md:7  states version
    ✔ web/package.json:3  states version
    ✔ contracts/parity.yaml:2  states version
    ✔ README.md:5  states corpus
    ✔ README.md:5  states parity
    ✔ docs/status.md:2  states runs
    ✔ docs/status.md:2  states last-run
    ✔ docs/status.md:3  states suspended
    ✔ docs/status.md:4  states the first place
    ✔ runs/latest.json:1  states the first place

    17 places looked at, none is wrong
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["fix"]), @"
    nothing to fix
    [exit 0]
    ");
}

#[test]
fn each_surface_that_is_corrupted_is_caught_and_mended() {
    let sandbox = Sandbox::new(PROJECT);
    for (file, right, wrong) in SURFACES {
        let before = read(&sandbox, file);
        assert_eq!(before.matches(right).count(), 1, "{file} {right}");
        sandbox.write_bytes(file, before.replace(right, wrong).as_bytes());
        let screen = sandbox.run(&["check", "--all"]);
        assert_eq!(drift(&screen).len(), 1, "{file} {wrong}\n{screen}");
        assert!(screen.ends_with("[exit 1]\n"), "{screen}");
        let fixed = sandbox.run(&["fix"]);
        assert!(fixed.ends_with("[exit 0]\n"), "{file} {wrong}\n{fixed}");
        let after = read(&sandbox, file);
        match *wrong {
            // What is written is what is computed, with the digits that it has.
            "corpus-100%25" => assert_eq!(after, before.replace("66.4", "66"), "{file}"),
            _ => assert_eq!(after, before, "{file} {wrong}"),
        }
        sandbox.write_bytes(file, before.as_bytes());
    }
}

#[test]
fn a_place_that_states_nothing_is_caught_and_left() {
    let sandbox = Sandbox::new(PROJECT);
    for (file, right, _) in SURFACES.iter().filter(|(_, right, _)| !right.contains("parity-suite"))
    {
        let before = read(&sandbox, file);
        let gone = before.replace(right, if file.ends_with("json") { "[]" } else { "x: y" });
        sandbox.write_bytes(file, gone.as_bytes());
        assert!(!drift(&sandbox.run(&["check", "--all"])).is_empty(), "{file} {right}");
        let fixed = sandbox.run(&["fix"]);
        assert!(fixed.contains("left ") && fixed.ends_with("[exit 1]\n"), "{file}\n{fixed}");
        assert_eq!(read(&sandbox, file), gone, "{file}");
        sandbox.write_bytes(file, before.as_bytes());
    }
}

#[test]
fn each_input_that_is_deleted_is_caught() {
    for input in INPUTS {
        let sandbox = Sandbox::new(PROJECT);
        let path = sandbox.root().join(input);
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
        if *input == "docs/plan.md" {
            // Without a plan there is nothing to judge, which is no pass either.
            assert!(sandbox.run(&["check"]).ends_with("[exit 2]\n"));
            sandbox.write("//- docs/other.md\n# Other\n\n| Milestone | Status |\n|---|---|\n| M1 A | Not started |\n| M2 B | Not started |\n| M3 C | Not started |\n");
        }
        let screen = sandbox.run(&["check", "--all"]);
        let names = |line: &&str| line.contains(input);
        assert_ne!(drift(&screen).into_iter().filter(names).count(), 0, "{input}\n{screen}");
        assert!(screen.ends_with("[exit 1]\n"), "{input}\n{screen}");
    }
}

#[test]
fn a_plan_without_items_is_no_count_of_them() {
    let sandbox = Sandbox::new(
        "//- milepost.toml\nschema = 1\n[facts]\nred = 'items(\"milestone\", \"regressed\")'\n\
        [[surfaces]]\nfact = \"red\"\nfile = \"README.md\"\npattern = '(\\d+) regressed'\n\
        //- README.md\n0 regressed\n\
        //- docs/plan.md\n# Plan\n\n| Task | Status |\n|---|---|\n| T1 Read | Not started |\n| T2 Write | Not started |\n",
    );
    let screen = sandbox.run(&["check"]);
    assert!(screen.contains("fact `red` cannot be told: the plan has no milestone"), "{screen}");
    assert!(screen.ends_with("[exit 1]\n"), "{screen}");
}

#[test]
fn what_is_gone_has_no_date() {
    let mut sandbox = Sandbox::new(HISTORY);
    fs::remove_file(sandbox.root().join("src/a.txt")).unwrap();
    fs::remove_dir(sandbox.root().join("src")).unwrap();
    let untold = |screen: &str| screen.matches("cannot be told: `src` is not there").count();
    let screen = sandbox.run(&["facts", "touched", "hash", "of-src"]);
    assert_eq!(untold(&screen), 3, "{screen}");
    sandbox.git(&["add", "--all"]);
    sandbox.commit("take it out");
    let at = |at| sandbox.run(&["facts", "touched", "hash", "of-src", "--at", at]);
    assert_eq!((untold(&at("HEAD")), untold(&at("HEAD~1"))), (3, 0));
}

#[test]
fn a_merge_in_conflict_is_not_counted() {
    let mut sandbox = Sandbox::new(
        "//- milepost.toml\nschema = 1\n[facts]\nn = 'lines(\"data.txt\")'\n//- data.txt\na\n",
    );
    sandbox.git(&["branch", "other"]);
    sandbox.write_bytes("data.txt", b"b\n");
    sandbox.commit("b");
    sandbox.git(&["checkout", "--quiet", "other"]);
    sandbox.write_bytes("data.txt", b"c\n");
    sandbox.commit("c");
    let merge = ["merge", "--quiet", "main"];
    assert!(sandbox.by_hand(&merge).contains("CONFLICT"));
    assert_snapshot!(sandbox.run(&["facts"]), @"
    n  —  cannot be told: `data.txt` has merge conflicts
    [exit 2]
    ");
}

#[test]
fn what_was_written_is_looked_at_again() {
    let sandbox = Sandbox::new(
        "//- milepost.toml\nschema = 1\n[facts]\nn = 'matches(\"*.md\", \"[0-9]\")'\n\
        [[surfaces]]\nfact = \"n\"\nfile = \"a.md\"\npattern = 'has (.*) digits'\n\
        //- a.md\nhas no digits\n//- b.md\n1234567890\n",
    );
    assert_snapshot!(sandbox.run(&["fix"]), @"
    fixed a.md:1  n: no → 10
    left a.md:1: `10` stands here, and fact `n` is 12 now: it rests on what was written
    [exit 1]
    ");
    assert_snapshot!(sandbox.run(&["fix"]), @"
    fixed a.md:1  n: 10 → 12
    [exit 0]
    ");
}

#[test]
fn each_input_that_is_emptied_is_caught() {
    for input in INPUTS.iter().filter(|input| **input != "fixtures" && **input != "docs/plan.md") {
        let sandbox = Sandbox::new(PROJECT);
        sandbox.write_bytes(input, b"");
        let screen = sandbox.run(&["check", "--all"]);
        let is_caught = !drift(&screen).is_empty() && screen.ends_with("[exit 1]\n");
        // That nothing is suspended is what the empty page says, too.
        assert_eq!(is_caught, *input != "docs/notes.md", "{input}\n{screen}");
    }
}

#[test]
fn places_that_must_agree_are_reported_and_never_guessed() {
    let sandbox = Sandbox::new(PROJECT);
    let status = read(&sandbox, "docs/status.md").replace("Model: small-2", "Model: small-3");
    sandbox.write_bytes("docs/status.md", status.as_bytes());
    assert_snapshot!(sandbox.run(&["check"]), @r#"
    note[MP0404 milestone-without-criteria]: milestones `M1`, `M2` have no acceptance criteria
     --> docs/plan.md:7:3
      |
    7 | | M1 Record | Not started |
      |   ^^
      |
      = help: list what must hold under `## Acceptance criteria`, each bound to a gate

    error[MP0408 surface-drift]: `small-2` stands here, and `small-3` in docs/status.md:4
      --> runs/latest.json:1:50
       |
     1 | {"day": "2026-01-04", "parity": 0.9967, "model": "small-2"}
       |                                                  ^^^^^^^^^
      ::: milepost.toml:65:1
       |
    65 | [[surfaces]]
       | ------------ these places must agree
       |
       = help: nothing says which is right: correct one of them, or name a `fact`

    1 error, 1 note in 1 document
    0 of 2 work items said to be finished, 0 proven: no gate has run
    `milepost explain milestone-without-criteria` says more about a rule
    [exit 1]
    "#);
    assert_snapshot!(sandbox.run(&["fix"]), @"
    left runs/latest.json:1: `small-2` stands here and `small-3` in docs/status.md:4, and nothing says which is right: name a `fact`, or correct one of them
    [exit 1]
    ");
    assert_eq!(read(&sandbox, "docs/status.md"), status);
}

#[test]
fn a_drift_says_what_is_stated_what_is_computed_and_what_mends_it() {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.write_bytes("fixtures/d.json", b"{\"verdict\": \"same\"}");
    sandbox.write_bytes("contracts/parity.yaml", b"suite: {version: 0.4.2}\n");
    assert_snapshot!(sandbox.run(&["check"]), @r#"
    error[MP0408 surface-drift]: `66.4` stands here, and fact `corpus` is 75
     --> README.md:5:38
      |
    5 | ![corpus](https://example.org/corpus-66.4%25-green) ![parity](https://example.org/parity-1.00...
      |                                      ^^^^
      |
      = help: `milepost fix` writes 75; `milepost facts corpus` shows why

    note[MP0404 milestone-without-criteria]: milestones `M1`, `M2` have no acceptance criteria
     --> docs/plan.md:7:3
      |
    7 | | M1 Record | Not started |
      |   ^^
      |
      = help: list what must hold under `## Acceptance criteria`, each bound to a gate

    error[MP0408 surface-drift]: fact `contract-gates` cannot be told: `contracts/parity.yaml`: there is no `gates`
     --> milepost.toml:5:1
      |
    5 | contract-gates = 'entries(yaml("contracts/parity.yaml", "gates"))'
      | ^^^^^^^^^^^^^^
      |
      = help: correct it, or what it looks at; `milepost facts contract-gates` tries again

    2 errors, 1 note in 1 document
    0 of 2 work items said to be finished, 0 proven: no gate has run
    `milepost explain surface-drift` says more about a rule
    [exit 1]
    "#);
    assert_snapshot!(sandbox.run(&["fix", "--dry-run"]), @"
    --- a/README.md
    +++ b/README.md
    @@ -2,6 +2,6 @@

     **2 milestones**, 3 gates in the contract.

    -![corpus](https://example.org/corpus-66.4%25-green) ![parity](https://example.org/parity-1.00-green)
    +![corpus](https://example.org/corpus-75%25-green) ![parity](https://example.org/parity-1.00-green)

     Install parity-suite 0.4.2, or pin `parity-suite 0.4.2`.
    ------- stderr -------
    note: left README.md: fact `contract-gates` has no value, so nothing can be written
    note: left milepost.toml:5: fact `contract-gates` cannot be told: `contracts/parity.yaml`: there is no `gates`
    [exit 1]
    ");
    assert_snapshot!(sandbox.run(&["fix"]), @"
    fixed README.md:5  corpus: 66.4 → 75
    left README.md: fact `contract-gates` has no value, so nothing can be written
    left milepost.toml:5: fact `contract-gates` cannot be told: `contracts/parity.yaml`: there is no `gates`
    [exit 1]
    ");
    assert_snapshot!(sandbox.run(&["facts", "corpus", "contract-gates"]), @"
    contract-gates  —   cannot be told: `contracts/parity.yaml`: there is no `gates`
    corpus          75  fact `covered`, fact `fixtures`

    ? README.md  contract-gates cannot be told
    ✔ README.md:5  states corpus

    2 places looked at, 1 wrong
    next: milepost fix --dry-run
    [exit 2]
    ");
}

#[test]
fn the_warm_answer_notices_every_input() {
    let sandbox = Sandbox::new(PROJECT);
    let warm = |expected: &str| {
        crate::sandbox::until("an answer is kept", || {
            sandbox.run(&["check"]);
            sandbox
                .files_below(".git/milepost/cache")
                .iter()
                .any(|path| path.file_name().unwrap().to_string_lossy().starts_with("told-"))
        });
        assert!(sandbox.run(&["check"]).ends_with(expected));
    };
    for (file, text) in [
        ("Cargo.toml", "[workspace.package]\nversion = \"0.4.3\"\n"),
        ("runs/history.jsonl", "{}\n"),
        ("fixtures/a.json", "{\"verdict\": \"other\"}\n"),
        ("README.md", "# Suite\n"),
        ("docs/notes.md", "SUSPENDED\n"),
    ] {
        let before = read(&sandbox, file);
        warm("[exit 0]\n");
        sandbox.write_bytes(file, text.as_bytes());
        assert!(sandbox.run(&["check"]).ends_with("[exit 1]\n"), "{file}");
        sandbox.write_bytes(file, before.as_bytes());
        assert!(sandbox.run(&["check"]).ends_with("[exit 0]\n"), "{file}");
    }
    warm("[exit 0]\n");
    sandbox.write_bytes("fixtures/new.json", b"{}");
    assert!(sandbox.run(&["check"]).ends_with("[exit 1]\n"), "a new file");
}

#[test]
fn commits_and_the_index_are_looked_at_as_they_are() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.write_bytes("Cargo.toml", b"[workspace.package]\nversion = \"0.5.0\"\n");
    assert!(sandbox.run(&["check"]).ends_with("[exit 1]\n"));
    assert!(sandbox.run(&["check", "--staged"]).ends_with("[exit 0]\n"));
    assert!(sandbox.run(&["check", "--at", "HEAD"]).ends_with("[exit 0]\n"));
    sandbox.git(&["add", "--all"]);
    assert!(sandbox.run(&["check", "--staged"]).ends_with("[exit 1]\n"));
    sandbox.commit("raise the version");
    let facts = sandbox.run(&["facts", "version", "--at", "HEAD~1"]);
    assert!(facts.contains("0.4.2"), "{facts}");
}

const HISTORY: &str = "\
//- milepost.toml
schema = 1
[facts]
release = 'strip-prefix(tag(\"v*\"), \"v\")'
released = 'tag-date(\"v*\")'
touched = 'commit-date(\"src\")'
hash = 'commit-hash(\"src\", 7)'
all = 'commits()'
of-src = 'commits(\"src\")'
other = 'tag(\"w*\")'
//- src/a.txt
a
//- docs/plan.md
# Plan

| Milestone | Status |
|---|---|
| M1 Record | Not started |
| M2 Replay | Not started |
";

#[test]
fn history_is_a_source_of_facts() {
    let mut sandbox = Sandbox::new(HISTORY);
    sandbox.git(&["tag", "v0.1.0"]);
    sandbox.write_bytes("notes.txt", b"x");
    sandbox.commit("notes");
    sandbox.git(&["tag", "v0.2.0"]);
    sandbox.write_bytes("more.txt", b"x");
    sandbox.commit("more");
    assert_snapshot!(without_ids(&sandbox.run(&["facts"])), @"
    release   0.2.0       tag `v0.2.0`
    released  2026-01-02  tag `v0.2.0`
    touched   2026-01-01  commit …, the last that touched `src`
    hash      b0e7421     commit …, the last that touched `src`
    all       3           the history
    of-src    1           the history of `src`
    other     —           cannot be told: no tag in the history of this commit matches `w*`
    [exit 2]
    ");
    let at = sandbox.run(&["facts", "release", "--at", "HEAD~2"]);
    assert!(at.contains("0.1.0"), "a later tag is not in the history of an earlier commit: {at}");
    let folder = Sandbox::folder(HISTORY);
    assert_snapshot!(folder.run(&["facts", "release", "all"]), @"
    release  —  cannot be told: the project is in no git repository
    all      —  cannot be told: the project is in no git repository
    [exit 2]
    ");
    let unborn = Sandbox::unborn(HISTORY);
    assert_snapshot!(unborn.run(&["facts", "release"]), @"
    release  —  cannot be told: there is no commit yet
    [exit 2]
    ");
}

#[test]
fn a_clone_without_the_whole_history_cannot_tell() {
    let mut sandbox = Sandbox::new(HISTORY);
    sandbox.git(&["tag", "v0.1.0"]);
    sandbox.commit("more");
    let folder = tempfile::tempdir().unwrap();
    let (url, into) = (format!("file://{}", sandbox.root().display()), folder.path().join("clone"));
    sandbox.git(&["clone", "--quiet", "--depth", "1", &url, into.to_str().unwrap()]);
    let screen = sandbox.run(&["-C", into.to_str().unwrap(), "facts"]);
    let untold = screen.lines().filter(|line| line.contains("does not have the whole history"));
    assert_eq!(untold.count(), 7, "{screen}");
    assert!(screen.ends_with("[exit 2]\n"), "{screen}");
}

const MEASURED: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh test.sh\"
reports = [{ format = \"values\", from = \"stdout\" }]
require = [\"rate >= 0\"]

[facts]
rate = { value = 'round(metric(\"unit\", \"rate\"), 1)', label = \"hit rate\", suffix = \" %\", green = \">= 90\" }
passing = 'gates(\"pass\")'
met = 'criteria(\"M1\", \"met\")'
far = 'progress(\"M1\")'

[[surfaces]]
fact = \"rate\"
file = \"README.md\"
pattern = 'rate of (\\S+) %'
//- test.sh
echo rate=97.25
//- README.md
A hit rate of 97.3 %.
//- docs/M1.md
# M1 Reader

**Goal:** Files are read

## Acceptance criteria

- [ ] The rate is known (gate `unit`)
- [ ] It is fast (gate `perf`)
";

#[test]
fn what_a_gate_measured_is_a_fact_while_it_holds() {
    let mut sandbox = Sandbox::new(MEASURED);
    assert_snapshot!(sandbox.run(&["facts"]), @"
    rate     —  cannot be told: gate `unit` has no run that counts
    passing  0  the gates
    met      0  the criteria of `M1`
    far      0  the progress of `M1`

    ? README.md  rate cannot be told

    1 place looked at, 1 wrong
    next: milepost fix --dry-run
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["facts", "--badge", "rate"]), @r##"
    <svg xmlns="http://www.w3.org/2000/svg" width="129" height="20" viewBox="0 0 129 20" role="img" aria-label="hit rate: unknown">
    <title>hit rate: unknown</title>
    <clipPath id="r"><rect width="129" height="20" rx="3"/></clipPath>
    <g clip-path="url(#r)"><rect width="68" height="20" fill="#3d444d"/><rect x="68" width="61" height="20" fill="#6b7280"/></g>
    <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
    <text x="34" y="14">hit rate</text>
    <text x="98" y="14">unknown</text>
    </g>
    </svg>
    [exit 2]
    "##);
    sandbox.run(&["verify", "--quiet"]);
    assert_snapshot!(without_ids(&sandbox.run(&["facts"])), @"
    rate     97.3  `rate` of gate `unit`, record …
    passing  1     the gates
    met      1     the criteria of `M1`
    far      50    the progress of `M1`

    ✔ README.md:1  states rate

    1 place looked at, none is wrong
    [exit 0]
    ");
    assert_eq!(sandbox.json(&["facts", "--badge", "rate"])["color"], "brightgreen");
    sandbox.write_bytes("test.sh", b"echo rate=50");
    sandbox.commit("slower");
    let stale = sandbox.json(&["facts", "--badge", "rate"]);
    assert_eq!((&stale["color"], &stale["schemaVersion"]), (&json!("orange"), &json!(1)));
    sandbox.run(&["verify", "--quiet"]);
    let red = sandbox.json(&["facts", "--badge", "rate"]);
    assert_eq!((&red["message"], &red["color"]), (&json!("50.0 %, not >= 90"), &json!("red")));
    assert!(sandbox.run(&["check"]).contains("`97.3` stands here, and fact `rate` is 50.0"));
}

#[test]
fn a_badge_is_a_picture_or_what_draws_one() {
    let sandbox = Sandbox::new(PROJECT);
    let svg = sandbox.stdout(&["facts", "--badge", "corpus"]);
    assert!(svg.starts_with("<svg ") && svg.contains("66%"), "{svg}");
    assert_snapshot!(sandbox.run(&["facts", "--badge", "corpus", "--format", "json"]), @r#"
    {
      "schemaVersion": 1,
      "label": "corpus",
      "message": "66%, not >= 90",
      "color": "red",
      "isError": false
    }
    [exit 0]
    "#);
    assert_snapshot!(sandbox.run(&["facts", "--badge", "corpse"]), @"
    ------- stderr -------
    error: no fact is called `corpse`
    hint: did you mean `corpus`?
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["facts", "--format", "svg"]), @"
    ------- stderr -------
    error: only a badge is a picture
    hint: milepost facts --badge NAME
    [exit 2]
    ");
    assert_snapshot!(Sandbox::new("//- docs/x.md\nx\n").run(&["facts"]), @r#"
    ------- stderr -------
    error: milepost.toml has no fact and no surface
    hint: `[facts]` names values, as `version = 'toml("Cargo.toml", "package.version")'`
    [exit 2]
    "#);
}

#[test]
fn nothing_is_read_or_written_through_a_link_or_in_what_is_no_text() {
    let sandbox = Sandbox::new(PROJECT);
    let outside = tempfile::tempdir().unwrap();
    let victim = outside.path().join("status.md");
    fs::write(&victim, "Rows so far: 9\nRuns: 9, the last on 2026-01-04.\n").unwrap();
    fs::remove_file(sandbox.root().join("docs/status.md")).unwrap();
    symlink(&victim, sandbox.root().join("docs/status.md")).unwrap();
    sandbox.write_bytes("CONTRIBUTING.md", b"one of 9 milestones\0\n");
    sandbox
        .write_bytes("docs/spec.md", b"\xff <!-- milepost:fact milestones -->9<!-- /milepost -->");
    let screen = sandbox.run(&["fix"]);
    assert!(screen.contains("docs/status.md: is a symbolic link"), "{screen}");
    assert!(screen.contains("CONTRIBUTING.md: is not UTF-8 text"), "{screen}");
    assert!(screen.contains("docs/spec.md: is not UTF-8 text"), "{screen}");
    assert!(screen.ends_with("[exit 1]\n"), "{screen}");
    assert!(fs::read_to_string(&victim).unwrap().starts_with("Rows so far: 9\n"));
    assert!(fs::read(sandbox.root().join("CONTRIBUTING.md")).unwrap().contains(&0));
}

#[test]
fn what_nobody_may_write_is_not_written() {
    let sandbox = Sandbox::new(PROJECT);
    let place = sandbox.root().join("CONTRIBUTING.md");
    sandbox.write_bytes("CONTRIBUTING.md", b"one of 9 milestones\n");
    let mut permissions = fs::metadata(&place).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&place, permissions).unwrap();
    let screen = sandbox.run(&["fix"]).replace(sandbox.root().to_str().unwrap(), "PROJECT");
    assert_snapshot!(screen, @"
    not written: PROJECT/CONTRIBUTING.md is read-only
    [exit 2]
    ");
    assert_eq!(read(&sandbox, "CONTRIBUTING.md"), "one of 9 milestones\n");
}

#[test]
fn other_bytes_of_a_file_stay_as_they_are() {
    let sandbox = Sandbox::new(PROJECT);
    let text = "\u{feff}\tRows\r\n\r\nRows so far: 7\r\nRuns: 2, the last on 2026-01-04.\r\n\
        Suspended: 0\r\nModel: small-2\r\n\tno line end";
    sandbox.write_bytes("docs/status.md", text.as_bytes());
    assert!(sandbox.run(&["fix"]).contains("fixed docs/status.md:3  milestones: 7 → 2"));
    assert_eq!(read(&sandbox, "docs/status.md"), text.replace("far: 7", "far: 2"));
}

#[test]
fn a_change_is_judged_by_the_surfaces_of_its_base_too() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.git(&["tag", "base"]);
    let config = read(&sandbox, "milepost.toml");
    let (start, end) = (config.find("[[surfaces]]").unwrap(), config.len());
    sandbox.write_bytes("milepost.toml", &config.as_bytes()[..start]);
    sandbox.write_bytes("CONTRIBUTING.md", b"one of 77 milestones\n");
    sandbox.commit("take the surfaces out");
    assert!(end > start && sandbox.run(&["check"]).ends_with("[exit 0]\n"));
    let screen = sandbox.run(&["check", "--base", "base", "--all"]);
    assert!(screen.contains("`77` stands here"), "{screen}");
    assert!(screen.contains("a surface of fact `milestones` in `README.md` is gone"), "{screen}");
    assert!(screen.ends_with("[exit 1]\n"), "{screen}");
}

/// A plan whose fourth milestone was begun on two branches, which are merged; the dark theme comes second.
fn begun_twice(more: &str) -> Sandbox {
    let plan = |rows: &str| {
        format!(
            "//- docs/PLAN.md\n# Plan\n\n| Milestone | Status |\n|---|---|\n| M1 Server | Planned |\n{rows}{more}"
        )
    };
    let mut sandbox = Sandbox::new(&plan(""));
    sandbox.git(&["checkout", "--quiet", "-b", "dark"]);
    sandbox.write(&plan("| M2 Dark theme | Planned |\n"));
    sandbox.commit("docs: a dark theme");
    sandbox.git(&["checkout", "--quiet", "-"]);
    sandbox.write(&plan("| M2 Billing export | Planned |\n"));
    sandbox.commit("docs: billing");
    sandbox.by_hand(&["merge", "--quiet", "--no-commit", "dark"]);
    sandbox.write(&plan("| M2 Dark theme | Planned |\n| M2 Billing export | Planned |\n"));
    sandbox.commit("merge: both");
    sandbox
}

#[test]
fn the_later_of_two_things_with_one_id_gets_a_number_of_its_own() {
    let sandbox = begun_twice("");
    assert_snapshot!(sandbox.run(&["fix", "--dry-run"]), @"
    --- a/docs/PLAN.md
    +++ b/docs/PLAN.md
    @@ -3,5 +3,5 @@
     | Milestone | Status |
     |---|---|
     | M1 Server | Planned |
    -| M2 Dark theme | Planned |
    +| M3 Dark theme | Planned |
     | M2 Billing export | Planned |
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["fix"]), @"
    renumbered docs/PLAN.md  M2 → M3
    [exit 0]
    ");
    let text = std::fs::read_to_string(sandbox.root().join("docs/PLAN.md")).unwrap();
    assert!(text.contains("| M3 Dark theme |") && text.contains("| M2 Billing export |"), "{text}");
    assert!(!sandbox.run(&["check"]).contains("duplicate-id"));
    assert_snapshot!(sandbox.run(&["fix"]), @"
    ------- stderr -------
    note: nothing to fix: no id is two things, and milepost.toml has no fact and no surface
    [exit 0]
    ");
}

#[test]
fn an_id_that_something_else_names_is_left_to_a_person() {
    let sandbox = begun_twice("\nEverybody waits for M2.\n");
    assert_snapshot!(sandbox.run(&["fix"]), @"
    left docs/PLAN.md:9: `M2` is named here, too, and may mean either
    [exit 1]
    ");
    // Both came with one commit: nobody knows which was there first.
    let sandbox = Sandbox::new(
        "//- docs/PLAN.md\n# Plan\n\n| Milestone | Status |\n|---|---|\n| M2 Dark theme | Planned |\n| M2 Billing export | Planned |\n",
    );
    assert_snapshot!(sandbox.run(&["fix"]), @"
    left docs/PLAN.md:6: milestone `M2` is two things, and the history does not tell which came later
    [exit 1]
    ");
}
