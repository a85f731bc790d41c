//! Reports from elsewhere: what they show, what they cannot, and what is refused.

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const PROJECT: &str = "\
//- milepost.toml
schema = 1

[policy]
least-grade = \"imported\"

[gates.unit]
run = \"sh src/test.sh\"
reports = [{ format = \"junit\", path = \"out/junit.xml\" }]
require = [\"tests.passed >= 2\"]

[gates.cover]
run = \"sh src/cover.sh\"
reports = [
  { format = \"junit\", path = \"out/*.xml\" },
  { format = \"values\", path = \"out/cover.txt\" },
]
require = [\"metric('covered') >= 60 %\"]

[gates.said]
run = \"sh src/test.sh\"
require = [\"output contains 'passed'\"]
reports = [{ format = \"junit\", path = \"out/junit.xml\" }]
//- docs/M1.md
# M1 Walking skeleton

**Goal:** People can run the core workflow
**Phase:** P1

## Acceptance criteria

- [ ] The tests pass (gate `unit`)
//- src/test.sh
mkdir -p out; cat src/green.xml > out/junit.xml; echo passed
//- src/cover.sh
exit 1
//- src/green.xml
<testsuite name=\"s\" tests=\"2\"><testcase name=\"a\"/><testcase name=\"b\"/></testsuite>
//- .gitignore
/ci/
//- ci/green.xml
<testsuite name=\"s\" tests=\"2\"><testcase name=\"a\"/><testcase name=\"b\"/></testsuite>
//- ci/more.xml
<testsuite name=\"t\" tests=\"1\"><testcase name=\"c\"/></testsuite>
//- ci/red.xml
<testsuite name=\"s\" tests=\"3\"><testcase name=\"a\"/><testcase name=\"b\"/><testcase name=\"c\"><failure message=\"secret-token-1\">secret-token-2</failure></testcase></testsuite>
//- ci/skipped.xml
<testsuite name=\"s\" tests=\"1\"><testcase name=\"a\"><skipped/></testcase></testsuite>
//- ci/broken.xml
<testsuite name=\"s\" tests=\"2\"><testcase name=\"a\"/>
//- ci/cover.txt
covered=70 %
//- ci/low.txt
covered=50 %
";

/// What `import` says, with the commit as `COMMIT`.
fn import(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let all: Vec<&str> = ["import", "--gate"].iter().chain(arguments).copied().collect();
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    sandbox.run(&all).replace(&head[..10], "COMMIT")
}

fn segments(sandbox: &Sandbox) -> usize {
    let ledger = sandbox.root().join(".milepost/ledger");
    if ledger.exists() { sandbox.files_below(".milepost/ledger").len() } else { 0 }
}

/// What the ledger holds, as text.
fn ledger(sandbox: &Sandbox) -> String {
    let files = sandbox.files_below(".milepost/ledger");
    files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}

#[test]
fn a_passed_report_proves_where_the_policy_takes_imported_evidence() {
    let mut sandbox = Sandbox::new(PROJECT);
    assert_snapshot!(import(&sandbox, &["unit", "ci/green.xml"]), @"
    imported unit as ✔ passed, of COMMIT
    M1 Walking skeleton: ready → ✔ proven
    ------- stderr -------
    note: 1 proven for the first time, recorded
    [exit 0]
    ");
    let list = sandbox.stdout(&["gate", "list"]);
    let unit = list.lines().find(|line| line.starts_with("unit")).unwrap();
    assert!(unit.contains("✔ pass") && unit.ends_with("imported"), "{unit}");
    assert!(sandbox.stdout(&["status"]).contains("✔ done"));
    // It is evidence of this content, as any other.
    sandbox.write_bytes("src/test.sh", b"exit 1\n");
    sandbox.commit("other content");
    assert!(sandbox.stdout(&["gate", "list"]).contains("≈ stale"));
}

#[test]
fn elsewhere_its_grade_is_too_low_and_that_is_said() {
    let strict = PROJECT.replace("[policy]\nleast-grade = \"imported\"\n", "");
    let sandbox = Sandbox::new(&strict);
    let screen = import(&sandbox, &["unit", "ci/green.xml"]);
    assert!(screen.starts_with("imported unit as ✔ passed, of COMMIT\n"), "{screen}");
    let why = "its grade is imported, and the policy asks for clean";
    assert!(screen.contains(why) && screen.ends_with("[exit 1]\n"), "{screen}");
    let list = sandbox.milepost().args(["gate", "list"]).env("COLUMNS", "200").output().unwrap();
    assert!(String::from_utf8(list.stdout).unwrap().contains(why));
    assert!(sandbox.stdout(&["gate", "show", "unit"]).contains(why));
    let page = sandbox.stdout(&["why", "M1"]);
    let words: Vec<&str> = page.split_whitespace().collect();
    assert!(words.join(" ").contains(why), "{page}");
    assert!(!sandbox.stdout(&["status"]).contains("✔"));
}

#[test]
fn a_report_that_shows_no_pass_makes_none() {
    let sandbox = Sandbox::new(PROJECT);
    let red = import(&sandbox, &["unit", "--exit", "1", "ci/red.xml"]);
    assert!(red.contains("imported unit as ✗ failed") && red.contains("failed: s"), "{red}");
    assert!(red.ends_with("[exit 1]\n"), "{red}");
    let lying = import(&sandbox, &["unit", "--exit", "0", "ci/red.xml"]);
    assert!(lying.contains("1 case failed, though it ended with exit code 0"), "{lying}");
    let crashed = import(&sandbox, &["unit", "--exit", "3", "ci/green.xml"]);
    assert!(crashed.contains("it ended with exit code 3, though"), "{crashed}");
    let skipped = import(&sandbox, &["unit", "--exit", "0", "ci/skipped.xml"]);
    assert!(skipped.contains("its one case was skipped"), "{skipped}");
    let few = import(&sandbox, &["unit", "ci/more.xml"]);
    assert!(few.contains("`tests.passed >= 2` does not hold: tests.passed = 1"), "{few}");
    // Ids of cases are recorded; what a report printed is not.
    assert!(ledger(&sandbox).contains("\"imported\""), "{}", ledger(&sandbox));
    assert!(!ledger(&sandbox).contains("secret-token"), "{}", ledger(&sandbox));
}

#[test]
fn what_cannot_be_told_is_refused_and_nothing_is_recorded() {
    let sandbox = Sandbox::new(PROJECT);
    assert_snapshot!(import(&sandbox, &["unit", "ci/red.xml"]), @"
    ------- stderr -------
    error: `unit` cannot be shown by these reports
      because: how the run ended is not known: the report `out/junit.xml` (junit) has cases that failed
    hint: --exit says which exit code the run ended with
    [exit 2]
    ");
    assert_snapshot!(import(&sandbox, &["said", "ci/green.xml"]), @"
    ------- stderr -------
    error: `said` cannot be shown by these reports
      because: its rule `output contains 'passed'` asks what the run wrote, which no report tells
    hint: `milepost verify --gate said` runs it
    [exit 2]
    ");
    assert_snapshot!(import(&sandbox, &["cover", "ci/green.xml"]), @"
    ------- stderr -------
    error: `cover` cannot be shown by these reports
      because: the gate has 2 reports (`out/*.xml` (junit), `out/cover.txt` (values)), and 1 were given
    hint: `milepost gate show cover` names its reports; FORMAT:PATH says which one a file is
    [exit 2]
    ");
    for (arguments, why) in [
        (["unit", "ci/broken.xml"], "does not read as a report in the format junit"),
        (["unit", "ci/none.xml"], "ci/none.xml"),
        (["unit", "ci"], "ci"),
        (["unit", "lcov:ci/green.xml"], "no report in the format lcov"),
        (["unt", "ci/green.xml"], "did you mean `unit`?"),
    ] {
        let screen = import(&sandbox, &arguments);
        assert!(screen.contains(why) && screen.ends_with("[exit 2]\n"), "{screen}");
    }
    for commit in ["nowhere", &"ab".repeat(20)] {
        let screen = import(&sandbox, &["unit", "--commit", commit, "ci/green.xml"]);
        assert!(screen.contains("names no commit here") && screen.ends_with("[exit 2]\n"));
    }
    assert_eq!(segments(&sandbox), 0);
}

#[test]
fn files_say_which_report_they_are() {
    let sandbox = Sandbox::new(PROJECT);
    let parts = ["values:ci/cover.txt", "junit:ci/green.xml", "junit:ci/more.xml"];
    let said = [&["cover", "--exit", "0"][..], &parts].concat();
    let screen = import(&sandbox, &said);
    assert!(screen.starts_with("imported cover as ✔ passed") && screen.ends_with("[exit 0]\n"));
    assert!(sandbox.stdout(&["gate", "show", "cover"]).contains("tests: 3 passed"));
    let unsaid = [&["cover"][..], &parts].concat();
    let screen = import(&sandbox, &unsaid);
    assert!(screen.contains("is none of tests, and says nothing of failures"), "{screen}");
    let low = import(&sandbox, &["cover", "--exit", "0", "ci/green.xml", "ci/low.txt"]);
    assert!(low.contains("does not hold: covered = 50 %") && low.ends_with("[exit 1]\n"), "{low}");
}

#[test]
fn a_report_counts_once_however_often_it_is_handed_in() {
    let sandbox = Sandbox::new(&PROJECT.replace(
        "run = \"sh src/test.sh\"\nreports",
        "run = \"sh src/test.sh\"\ngreens = 2\nreports",
    ));
    let first = import(&sandbox, &["unit", "ci/green.xml"]);
    assert!(first.contains("1 of 2 passes in a row") && first.ends_with("[exit 1]\n"), "{first}");
    let again = import(&sandbox, &["unit", "--exit", "0", "ci/green.xml"]);
    assert!(again.starts_with("nothing new: the ledger has these reports of unit"), "{again}");
    assert!(again.contains("1 of 2 passes in a row"), "{again}");
    assert_eq!(segments(&sandbox), 1);
}

#[test]
fn the_commit_is_the_one_that_is_named() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.write_bytes("src/more.txt", b"more\n");
    sandbox.commit("more");
    let screen = import(&sandbox, &["unit", "--commit", "HEAD~1", "ci/green.xml"]);
    assert!(screen.contains("`src/more.txt` moved") && screen.ends_with("[exit 1]\n"), "{screen}");
    sandbox.git(&["checkout", "--quiet", "HEAD~1"]);
    assert!(sandbox.stdout(&["gate", "list"]).contains("✔ pass"));
}

#[test]
fn a_report_that_names_another_commit_is_refused() {
    let toml = "//- milepost.toml\nschema = 1\n\n[gates.lint]\nrun = \"true\"\nrequire = [\"exit == 0\", \"metric('results') == 0\"]\n\
                reports = [{ format = \"sarif\", path = \"lint.sarif\" }]\n//- a.txt\na\n";
    let sandbox = Sandbox::new(toml);
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let sarif = |commit: &str| {
        format!(
            "{{\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{{\"name\":\"x\"}}}},\"invocations\":[{{\"executionSuccessful\":true}}],\"results\":[],\
             \"versionControlProvenance\":[{{\"repositoryUri\":\"https://example.org/x\",\"revisionId\":\"{commit}\"}}]}}]}}"
        )
    };
    sandbox.write_bytes("other.sarif", sarif(&"ab".repeat(20)).as_bytes());
    sandbox.write_bytes("this.sarif", sarif(head.trim()).as_bytes());
    let other = import(&sandbox, &["lint", "--exit", "0", "other.sarif"]);
    assert!(other.contains("says that it is of the commit abab"), "{other}");
    assert!(other.ends_with("[exit 2]\n"), "{other}");
    assert_eq!(segments(&sandbox), 0);
    let this = import(&sandbox, &["lint", "--exit", "0", "this.sarif"]);
    assert!(this.starts_with("imported lint as"), "{this}");
}

/// Copies new segments from one clone to another, as an artifact of CI would be.
fn carry(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let (place, aim) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if place.is_dir() {
            fs::create_dir_all(&aim).unwrap();
            carry(&place, &aim);
        } else {
            fs::copy(&place, &aim).unwrap();
        }
    }
}

#[test]
fn segments_from_elsewhere_keep_their_grade() {
    let strict = PROJECT.replace("[policy]\nleast-grade = \"imported\"\n", "");
    let here = Sandbox::new(&strict);
    let ci = Sandbox::folder("");
    let url = here.root();
    ci.git(&["clone", "--quiet", url.to_str().unwrap(), "."]);
    assert!(ci.run(&["verify", "--gate", "unit", "--quiet"]).ends_with("[exit 0]\n"));
    assert!(!here.stdout(&["gate", "list"]).contains("✔ pass"));
    let there = here.root().join(".milepost/ledger");
    fs::create_dir_all(&there).unwrap();
    carry(&ci.root().join(".milepost/ledger"), &there);
    let list = here.stdout(&["gate", "list"]);
    let unit = list.lines().find(|line| line.starts_with("unit")).unwrap();
    assert!(unit.contains("✔ pass") && unit.ends_with("clean"), "{unit}");
}

#[test]
fn merged_segments_keep_their_grade() {
    let strict = PROJECT.replace("[policy]\nleast-grade = \"imported\"\n", "");
    let here = Sandbox::new(&strict);
    let mut ci = Sandbox::folder("");
    ci.git(&["clone", "--quiet", here.root().to_str().unwrap(), "."]);
    ci.run(&["verify", "--gate", "unit", "--quiet"]);
    ci.commit("evidence");
    here.git(&["pull", "--quiet", "--ff-only", ci.root().to_str().unwrap(), "main"]);
    let list = here.stdout(&["gate", "list"]);
    let unit = list.lines().find(|line| line.starts_with("unit")).unwrap();
    assert!(unit.contains("✔ pass") && unit.ends_with("clean"), "{unit}");
}
