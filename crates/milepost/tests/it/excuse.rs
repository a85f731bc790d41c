//! Decisions that let a change alter what judges it: signed with real keys by people whom the base lists.

use std::{fs, path::PathBuf};

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const CONFIG: &str = "schema = 1

[rules]
dangling-id = \"error\"

[gates.batch]
run = \"cp results.txt out.tap\"
reports = [{ format = \"tap\", path = \"out.tap\" }]
require = [\"tests.passed >= 3\"]
inputs = [\"results.txt\"]

[roles]
lead = [\"ada@example.org\"]

[approvals]
by = [\"role:lead\"]
";

const PLAN: &str = "# M1 Oven bakes bread

**Goal:** One batch of bread comes out of the oven

## Acceptance criteria

- [ ] At least 3 loaves come out of one batch (gate `batch`)
- [ ] The crust is brown
";

const LOG: &str = "# Decisions

## D-001 The oven may be smaller

**Status:** Accepted
**Context:** The hall has no room for the other one.
";

/// So many tests that pass.
fn tap(tests: u32) -> String {
    let lines: Vec<String> = (1..=tests).map(|at| format!("ok {at} - loaf {at}\n")).collect();
    format!("TAP version 13\n1..{tests}\n{}", lines.concat())
}

/// A project at a base called `base`, where Ada may approve and Ben may not; and their keys.
struct Project {
    sandbox: Sandbox,
    ada: String,
    ben: String,
}

fn project() -> Project {
    let mut sandbox = Sandbox::new(&format!(
        "//- milepost.toml\n{CONFIG}//- docs/M1.md\n{PLAN}//- docs/DECISIONS.md\n{LOG}\
         //- results.txt\n{}",
        tap(6)
    ));
    let (ada, ben) = (sandbox.key("ada"), sandbox.key("ben"));
    sandbox.write(&format!("//- .milepost/allowed_signers\n{}{}", ada.1, ben.1));
    sandbox.commit("signers");
    sandbox.run(&["verify", "--quiet"]);
    sandbox.run(&["baseline", "M1", "--reason", "the plan of spring"]);
    sandbox.commit("evidence");
    sandbox.git(&["branch", "base"]);
    Project { sandbox, ada: ada.0, ben: ben.0 }
}

impl Project {
    fn replace(&self, path: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.sandbox.root().join(path)).unwrap();
        assert!(text.contains(old), "{text}");
        self.sandbox.write_bytes(path, text.replace(old, new).as_bytes());
    }

    /// A change that lowers the threshold.
    fn lower(&mut self) {
        self.replace("milepost.toml", ">= 3", ">= 2");
        self.sandbox.commit("lower");
    }

    /// Signs that all that is altered may be.
    fn decide(&self, key: &str, more: &[&str]) -> String {
        let arguments = ["decide", "D-001", "--base", "base", "--key", key];
        self.sandbox.on_terminal(&[&arguments[..], more].concat(), "D-001\n")
    }

    /// The same, committed; it must be recorded.
    fn decided(&mut self, key: &str) {
        let screen = self.decide(key, &[]);
        assert!(screen.contains("decision D-001 is accepted by"), "{screen}");
        self.sandbox.commit("decided");
    }

    fn check(&self) -> String {
        let page = self.sandbox.run(&["check", "--quiet", "--base", "base"]);
        let at = self.sandbox.run(&["check", "--quiet", "--base", "base", "--at", "HEAD"]);
        assert_eq!(page, at, "what is committed is judged as what is here");
        page
    }

    /// What the check says of the decision that is there.
    #[track_caller]
    fn refuses(&self, why: &str) {
        let page = self.check();
        assert!(page.contains(&format!("does not count: {why}")), "{page}");
        assert!(page.contains("error[MP03"), "{page}");
        assert!(page.ends_with("[exit 1]\n"), "{page}");
    }

    fn newest(&self) -> PathBuf {
        let new = self.sandbox.git(&["ls-files", "--others", ".milepost/ledger"]);
        self.sandbox.root().join(new.trim())
    }
}

/// What lacks a decision after one change: each code with the name that a decision must have.
#[track_caller]
fn lacks(change: impl Fn(&Project), expected: &[&str]) {
    let mut project = project();
    change(&project);
    project.sandbox.commit("change");
    let page = project.check();
    for expected in expected {
        assert!(page.contains(expected), "{expected} is not in:\n{page}");
    }
    assert!(page.ends_with("[exit 1]\n"), "{page}");
}

#[test]
fn each_alteration_is_named_with_the_decision_that_it_lacks() {
    let gate = "it lacks a decision on `gate:batch`, signed by role:lead of `base`: `milepost decide ID \
                --base base`";
    let item = "it lacks a decision on `milestone:M1`, signed by role:lead of `base`";
    lacks(
        |project| project.replace("milepost.toml", ">= 3", ">= 2"),
        &["MP0331", "`tests.passed >= 3` to `tests.passed >= 2`", gate, "MP0304"],
    );
    lacks(
        |project| project.replace("docs/M1.md", "- [ ] The crust is brown\n", ""),
        &["MP0332", "criterion `The crust is brown` is gone", item],
    );
    lacks(
        |project| project.replace("milepost.toml", "\"results.txt\"]", "\"results.txt\", \"src\"]"),
        &["MP0331", "`inputs` changed from `results.txt` to `results.txt, src`", gate],
    );
    lacks(
        |project| project.replace("milepost.toml", "cp results.txt out.tap", "true"),
        &["MP0331", "`run` changed from `cp results.txt out.tap` to `true`", gate],
    );
    lacks(
        |project| project.replace("milepost.toml", "dangling-id = \"error\"", ""),
        &["MP0330", "it lacks a decision on `rules.dangling-id`, signed by role:lead of `base`"],
    );
}

#[test]
fn tests_that_are_dropped_lack_a_signature_of_the_base() {
    let mut project = project();
    project.sandbox.write_bytes("results.txt", tap(3).as_bytes());
    project.replace("docs/DECISIONS.md", "**Context", "**Affects:** M1\n**Context");
    project.sandbox.commit("fewer");
    project.sandbox.run(&["verify", "--quiet"]);
    project.sandbox.commit("evidence");
    let dropped = "gate `batch` counted 6 tests and counts 3";
    let page = project.check();
    assert!(page.contains(dropped), "{page}");
    assert!(page.contains("over the signature of someone whom `base` lets approve"), "{page}");
    // A word is enough without a base, and none with one.
    project.sandbox.run(&["decide", "D-001", "--accept"]);
    project.sandbox.commit("a word");
    assert!(!project.sandbox.run(&["check"]).contains(dropped));
    assert!(project.check().contains(dropped));
    let sign = ["decide", "D-001", "--accept", "--key", &project.ada];
    let screen = project.sandbox.on_terminal(&sign, "D-001\n");
    assert!(screen.contains("is accepted by"), "{screen}");
    project.sandbox.commit("signed");
    assert!(!project.check().contains(dropped), "{}", project.check());
}

#[test]
fn a_decision_of_the_base_lets_an_alteration_pass_and_the_new_definition_judges() {
    let mut project = project();
    project.replace("milepost.toml", ">= 3", ">= 2");
    project.replace("docs/M1.md", "- [ ] The crust is brown\n", "");
    project.sandbox.commit("change");
    let screen = project.decide(&project.ada, &[]);
    let shown =
        "it lets this be altered, from what `base` has to what is here, and to nothing else:
gate:batch
    definition of gate `batch`: `require` changed from `tests.passed >= 3` to `tests.passed >= 2`
  - require = [\"tests.passed >= 3\"]
  + require = [\"tests.passed >= 2\"]
milestone:M1
    milestone `M1`: criterion `The crust is brown` is gone
  - criterion: The crust is brown
Type `D-001` to sign that it may: ";
    assert!(screen.contains(shown), "{screen}");
    let names = "and lets this be altered: gate:batch, milestone:M1\n";
    assert!(screen.contains(names), "{screen}");
    project.sandbox.commit("decided");
    assert_snapshot!(project.check(), @"
    note[MP0332 criterion-altered]: milestone `M1`: criterion `The crust is brown` is gone; decision `D-001` “The oven may be smaller”, signed by `ada@example.org`, lets it pass
     --> docs/M1.md:1:3
      |
    1 | # M1 Oven bakes bread
      |   ^^^^^^^^^^^^^^^^^^^

    note[MP0212 inputs-unaudited]: gate `batch` looks at its `inputs` only, and was never run with those alone
     --> milepost.toml:6:8
      |
    6 | [gates.batch]
      |        ^^^^^
      |
      = help: `milepost gate audit batch`

    note[MP0331 gate-altered]: definition of gate `batch`: `require` changed from `tests.passed >= 3` to `tests.passed >= 2`; decision `D-001` “The oven may be smaller”, signed by `ada@example.org`, lets it pass
     --> milepost.toml:6:8
      |
    6 | [gates.batch]
      |        ^^^^^

    3 notes in 2 documents
    0 of 1 work item said to be finished, 0 proven
    `milepost explain criterion-altered` says more about a rule
    [exit 0]
    ");
    let log = project.sandbox.run(&["log"]);
    let line = "decision D-001 lets gate:batch, milestone:M1";
    assert!(log.contains(line), "{log}");
    // What was let pass is judged as it is now.
    project.sandbox.run(&["verify", "--quiet", "--base", "base"]);
    let page = project.sandbox.run(&["check", "--base", "base"]);
    assert!(page.contains("1 proven"), "{page}");
    let again = project.decide(&project.ada, &[]);
    assert!(again.contains("nothing that `base` judges by lacks a decision"), "{again}");
}

#[test]
fn only_what_was_chosen_passes() {
    let mut project = project();
    project.replace("milepost.toml", ">= 3", ">= 2");
    project.replace("docs/M1.md", "- [ ] The crust is brown\n", "");
    project.sandbox.commit("change");
    let unknown = project.decide(&project.ada, &["--only", "gate:bread"]);
    assert!(unknown.contains("`gate:bread` is nothing that was altered"), "{unknown}");
    assert!(unknown.contains("hint: `gate:batch` does"), "{unknown}");
    let screen = project.decide(&project.ada, &["--only", "gate:batch"]);
    assert!(screen.contains("lets this be altered: gate:batch\n"), "{screen}");
    project.sandbox.commit("decided");
    let page = project.check();
    assert!(page.contains("note[MP0331"), "{page}");
    assert!(page.contains("error[MP0332"), "{page}");
}

#[test]
fn a_program_and_whoever_may_not_record_nothing() {
    let mut project = project();
    project.lower();
    let before = project.sandbox.segments();
    let arguments = ["decide", "D-001", "--base", "base", "--key", &project.ada];
    let alone = project.sandbox.run(&arguments);
    assert!(alone.contains("a program does not decide for a person"), "{alone}");
    let ben = project.decide(&project.ben, &[]);
    assert!(ben.contains("`ben@example.org` is not among those who may: role:lead"), "{ben}");
    let not_typed = project.sandbox.on_terminal(&arguments, "yes\n");
    assert!(not_typed.contains("was not typed, so nothing is signed"), "{not_typed}");
    // Who joins with the change has no say about it.
    let (eve, line) = project.sandbox.key("eve");
    project.replace(".milepost/allowed_signers", "ada@", &format!("{line}ada@"));
    project.replace(
        "milepost.toml",
        "\"ada@example.org\"]",
        "\"ada@example.org\", \"eve@example.org\"]",
    );
    let joined = project.decide(&eve, &[]);
    assert!(joined.contains("its key is not in `.milepost/allowed_signers`"), "{joined}");
    assert_eq!(project.sandbox.segments(), before);
}

#[test]
fn what_is_another_alteration_is_not_let_pass() {
    let mut project = project();
    project.lower();
    project.decided(&project.ada.clone());
    assert!(project.check().ends_with("[exit 0]\n"), "{}", project.check());
    // Further than was agreed.
    project.replace("milepost.toml", ">= 2", ">= 1");
    project.sandbox.commit("lower still");
    project.refuses("it lets something else take its place than what is there now");
    project.replace("milepost.toml", ">= 1", ">= 2");
    project.sandbox.commit("as agreed");
    assert!(project.check().ends_with("[exit 0]\n"), "{}", project.check());
    // The base goes on to another definition.
    project.sandbox.git(&["checkout", "-q", "base"]);
    project.replace("milepost.toml", ">= 3", ">= 4");
    project.sandbox.commit("stricter");
    project.sandbox.git(&["checkout", "-q", "main"]);
    project.refuses("it lets something else be altered than what the base has");
}

#[test]
fn a_decision_serves_once() {
    let mut project = project();
    project.lower();
    project.decided(&project.ada.clone());
    // It lands, goes on to something else, and is taken back, ledger and all.
    project.sandbox.git(&["branch", "--force", "base", "main"]);
    project.replace("milepost.toml", ">= 2", ">= 1");
    project.sandbox.commit("on");
    project.sandbox.git(&["reset", "-q", "--hard", "base"]);
    let record = project.sandbox.git(&["diff", "--name-only", "base~1", "base"]);
    let segment = record.lines().find(|path| path.contains("ledger")).unwrap().to_owned();
    let text = fs::read_to_string(project.sandbox.root().join(&segment)).unwrap();
    project.replace("milepost.toml", ">= 2", ">= 3");
    fs::remove_file(project.sandbox.root().join(&segment)).unwrap();
    project.sandbox.commit("reverted");
    project.sandbox.git(&["branch", "--force", "base", "main"]);
    // The same once more, with the same signature.
    project.lower();
    project.sandbox.write_bytes(&segment, text.as_bytes());
    project.sandbox.commit("again");
    project.refuses("it is in the history of the base: what it let pass has passed");
    // The same lines in another file are the same records.
    fs::remove_file(project.sandbox.root().join(&segment)).unwrap();
    let (folder, name) = segment.rsplit_once('/').unwrap();
    let (head, rest) = text.split_once('\n').unwrap();
    let head = head.replace("\"writer\":\"", "\"writer\":\"copied by \"").replace("by \"", "by ");
    let copied = format!("{head}\n{rest}");
    let digest = project.sandbox.sha256(copied.as_bytes());
    let stem = name.rsplit_once('-').unwrap().0;
    project.sandbox.write_bytes(&format!("{folder}/{stem}-{digest}.jsonl"), copied.as_bytes());
    project.sandbox.commit("copied");
    project.refuses("it is in the history of the base: what it let pass has passed");
}

#[test]
fn a_decision_that_nobody_of_the_base_signed_is_no_excuse() {
    // Signed by someone whom the base lists, without the role.
    let mut project = project();
    project.lower();
    let trusting = "lead = [\"ada@example.org\", \"ben@example.org\"]";
    project.sandbox.git(&["checkout", "-q", "-b", "other", "base"]);
    project.replace("milepost.toml", "lead = [\"ada@example.org\"]", trusting);
    project.sandbox.commit("trust");
    project.sandbox.git(&["branch", "--force", "trusting"]);
    project.sandbox.git(&["checkout", "-q", "main"]);
    let arguments = ["decide", "D-001", "--base", "base", "--key"];
    let sign = |project: &Project, base: &str, key: &str| {
        let mut arguments = arguments.map(str::to_owned).to_vec();
        base.clone_into(&mut arguments[3]);
        arguments.push(key.to_owned());
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        project.sandbox.on_terminal(&arguments, "D-001\n")
    };
    let screen = sign(&project, "trusting", &project.ben);
    assert!(screen.contains("is accepted by `ben@example.org`"), "{screen}");
    let by_ben = project.newest();
    project.sandbox.commit("by Ben");
    project.refuses("`ben@example.org` is not among those who may: role:lead");
    // Its signature taken away.
    let text = fs::read_to_string(&by_ben).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("signature/v1")).collect();
    let unsigned = format!("{}\n", lines.join("\n"));
    let name = by_ben.strip_prefix(project.sandbox.root()).unwrap().to_str().unwrap();
    let stem = name.rsplit_once('-').unwrap().0.to_owned();
    project.sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    let digest = project.sandbox.sha256(unsigned.as_bytes());
    project.sandbox.write_bytes(&format!("{stem}-{digest}.jsonl"), unsigned.as_bytes());
    project.sandbox.commit("unsigned");
    project.refuses("nobody signed it");
}

#[test]
fn who_joins_with_the_change_does_not_excuse_it() {
    let mut project = project();
    project.lower();
    let (eve, line) = project.sandbox.key("eve");
    // A base that trusts Eve already, to sign under; the change is judged by one that does not.
    project.sandbox.git(&["checkout", "-q", "-b", "trusting", "base"]);
    let join = |project: &Project| {
        project.replace(".milepost/allowed_signers", "ada@", &format!("{line}ada@"));
        let both = "\"ada@example.org\", \"eve@example.org\"]";
        project.replace("milepost.toml", "\"ada@example.org\"]", both);
    };
    join(&project);
    project.sandbox.commit("trust");
    project.sandbox.git(&["checkout", "-q", "main"]);
    join(&project);
    let arguments = ["decide", "D-001", "--base", "trusting", "--key", &eve];
    let screen = project.sandbox.on_terminal(&arguments, "D-001\n");
    assert!(screen.contains("is accepted by `eve@example.org`"), "{screen}");
    project.sandbox.commit("joined");
    project.refuses("only the change lists the key that signed it, and the base does not");
    let page = project.check();
    assert!(page.contains("error[MP0337 signers-altered]"), "{page}");
    assert!(page.contains("it lacks a decision on `.milepost/allowed_signers`"), "{page}");
    assert!(page.contains("it lacks a decision on `roles`"), "{page}");
    // Somebody whom the base lists lets her join.
    project.decided(&project.ada.clone());
    assert!(project.check().ends_with("[exit 0]\n"), "{}", project.check());
}

#[test]
fn a_decision_that_was_taken_back_or_reads_differently_is_no_excuse() {
    let mut project = project();
    project.lower();
    project.sandbox.git(&["branch", "side"]);
    project.decided(&project.ada.clone());
    let good = project.sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    project.replace("docs/DECISIONS.md", "no room", "much room");
    project.sandbox.commit("other words");
    project.refuses("its words are other ones now");
    project.replace("docs/DECISIONS.md", "## D-001 The oven may be smaller", "## D-009 Another");
    project.sandbox.commit("another");
    project.refuses("it is in no document");
    // A later no, by word alone.
    project.sandbox.git(&["reset", "-q", "--hard", &good]);
    project.sandbox.run(&["decide", "D-001", "--reject"]);
    project.sandbox.commit("no");
    project.refuses("the decision was rejected");
    // A no on another branch, whose writer saw nothing of the yes.
    project.sandbox.git(&["checkout", "-q", "side"]);
    project.sandbox.run(&["decide", "D-001", "--reject"]);
    project.sandbox.commit("no");
    project.sandbox.git(&[
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.org",
        "merge",
        "-q",
        &good,
    ]);
    project.refuses("the decision was rejected");
    // Somebody who has seen both may say yes again.
    project.decided(&project.ada.clone());
    assert!(project.check().ends_with("[exit 0]\n"), "{}", project.check());
}

#[test]
fn whoever_wrote_the_alteration_does_not_excuse_it() {
    let project = project();
    project.replace("milepost.toml", ">= 3", ">= 2");
    let author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
    project.sandbox.git(&[&author[..], &["commit", "-q", "-a", "-m", "lower"]].concat());
    let own = project.decide(&project.ada, &[]);
    assert!(own.contains("`ada@example.org` wrote the alteration"), "{own}");
    assert!(own.contains("`single-operator = true`"), "{own}");
    // Signed before she committed it, it counts no more than afterwards.
    project.sandbox.git(&["reset", "-q", "HEAD~1"]);
    let screen = project.decide(&project.ada, &[]);
    assert!(screen.contains("is accepted by"), "{screen}");
    project.sandbox.git(&["add", "--all"]);
    project.sandbox.git(&[&author[..], &["commit", "-q", "-m", "lower"]].concat());
    project.refuses("`ada@example.org` wrote the alteration, and does not excuse it alone");
}

#[test]
fn beside_the_branches_and_in_a_shallow_clone_nobody_can_tell() {
    let mut project = project();
    project.lower();
    let screen = project.decide(&project.ada, &[]);
    assert!(screen.contains("is accepted by"), "{screen}");
    let clone = Sandbox::folder("");
    project.sandbox.commit("decided");
    let url = format!("file://{}", project.sandbox.root().display());
    clone.git(&["clone", "-q", "--depth", "2", "--branch", "main", &url, "."]);
    clone.git(&["fetch", "-q", "--depth", "1", "origin", "base:refs/remotes/origin/base"]);
    clone.git(&["fetch", "-q", "--deepen", "1"]);
    let page = clone.run(&["check", "--quiet", "--base", "origin/base"]);
    assert!(page.contains("`git fetch --unshallow` brings it"), "{page}");
    assert!(page.ends_with("[exit 1]\n"), "{page}");
    clone.git(&["fetch", "-q", "--unshallow"]);
    let page = clone.run(&["check", "--quiet", "--base", "origin/base"]);
    assert!(page.ends_with("[exit 0]\n"), "{page}");
}
