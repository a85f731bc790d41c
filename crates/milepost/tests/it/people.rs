//! People decide: approvals, reviews and waivers through the whole program, with real keys.

use std::{fs, process::Stdio};

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const PLAN: &str = "//- docs/M2.md
# M2 MVP functional

**Goal:** People can run the core workflow
**Approval required:** yes

## Acceptance criteria

- [ ] The answer is there (gate `answer`)
- [ ] The error messages tell a newcomer what to do

## Deliverables

### M2-D1 Answer

**Scope:** `src/**`

#### Success criteria

- [ ] It is 42 (gate `answer`)
//- src/answer
42
//- milepost.toml
schema = 1

[gates.answer]
run = \"grep 42 src/answer\"

[roles]
lead = [\"ada@example.org\"]

[approvals]
by = [\"role:lead\"]
";

/// A project that is shown, where Ada may approve and Ben may not; and their keys.
pub(crate) fn shown() -> (Sandbox, String, String) {
    let mut sandbox = Sandbox::new(PLAN);
    let (ada, ben) = (sandbox.key("ada"), sandbox.key("ben"));
    sandbox.write(&format!("//- .milepost/allowed_signers\n{}{}", ada.1, ben.1));
    sandbox.commit("signers");
    verify(&sandbox);
    assert_eq!(sandbox.standing("M2"), "waiting");
    (sandbox, ada.0, ben.0)
}

/// Gates are run by someone who approves nothing.
fn verify(sandbox: &Sandbox) {
    let output = sandbox.milepost().arg("verify").env("MILEPOST_ACTOR", "agent-7").output();
    assert!(output.unwrap().status.success());
}

/// The last line before the exit code.
fn last(screen: &str) -> String {
    let lines: Vec<&str> = screen.lines().collect();
    let from = lines.iter().position(|line| line.starts_with("error:") || line.contains("is "));
    lines[from.unwrap_or(0)..].join("\n")
}

pub(crate) fn approve(sandbox: &Sandbox, key: &str) -> String {
    sandbox.on_terminal(&["approve", "M2", "--key", key], "y\n\nM2\n")
}

/// The id of the newest record of a kind.
fn newest(sandbox: &Sandbox, kind: &str) -> String {
    let log = sandbox.json(&["log"]);
    let records = log["records"].as_array().unwrap();
    let found = records.iter().find(|record| record["kind"] == kind).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_milestone_is_done_once_somebody_who_may_has_signed() {
    let (sandbox, ada, _) = shown();
    assert_snapshot!(sandbox.run(&["requests"]), @r"
    ? milestone M2 MVP functional
        who  role:lead
        why  it asks for an approval
        why  “The error messages tell a newcomer what to do”: it is bound to no gate: a person must
             answer it
        why  everything is shown; a person must approve it
        next milepost approve M2
    [exit 0]
    ");
    let screen = approve(&sandbox, &ada);
    assert!(screen.contains("M2 is approved by `ada@example.org`"), "{screen}");
    assert_eq!(sandbox.standing("M2"), "done");
    let id = newest(&sandbox, "approval");
    sandbox.write(&format!("//- sig\n{}", sandbox.stdout(&["log", "--signature", &id])));
    let raw = sandbox.stdout(&["log", "--raw", &id]);
    fs::write(sandbox.root().join("raw"), raw).unwrap();
    let verify = "ssh-keygen -Y verify -f .milepost/allowed_signers -I ada@example.org \\
                  -n approval@milepost.dev -s sig < raw";
    let mut stock = std::process::Command::new("sh");
    stock.args(["-c", verify]).current_dir(sandbox.root()).stdout(Stdio::null());
    assert!(stock.status().unwrap().success(), "stock ssh-keygen does not confirm it");
    let stale = approve(&sandbox, &ada);
    assert!(stale.contains("`M2` is approved by"), "{stale}");
}

/// A screen with no day on it.
fn on_a_day(screen: &str) -> String {
    let words = screen.split(' ').map(|word| match word.parse::<jiff::civil::Date>() {
        Ok(_) => "YYYY-MM-DD",
        Err(_) => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn an_approval_goes_with_a_plan_that_is_moved_and_not_with_one_that_asks_for_less() {
    let (mut sandbox, ada, _) = shown();
    approve(&sandbox, &ada);
    assert_eq!(sandbox.standing("M2"), "done");
    fs::create_dir(sandbox.root().join("plan")).unwrap();
    sandbox.git(&["mv", "docs/M2.md", "plan/M2.md"]);
    sandbox.commit("docs: the plan has a folder of its own");
    assert_eq!(sandbox.standing("M2"), "done");
    assert_snapshot!(on_a_day(&sandbox.run(&["check"])), @"
    no problem in 1 document
    0 of 2 work items said to be finished, 2 proven
    [exit 0]
    ");
    let plan = fs::read_to_string(sandbox.root().join("plan/M2.md")).unwrap();
    let less = plan.replace("- [ ] The error messages tell a newcomer what to do\n", "");
    sandbox.write(&format!("//- plan/M2.md\n{less}"));
    assert_eq!(sandbox.standing("M2"), "waiting");
    assert_snapshot!(on_a_day(&sandbox.run(&["check"])), @r#"
    error[MP0304 goalposts-moved]: `M2` is not what was agreed: criterion of `M2` removed: “The error messages tell a newcomer what to do” (approved on YYYY-MM-DD by `ada@example.org`)
     --> plan/M2.md:1:3
      |
    1 | # M2 MVP functional
      |   ^^^^^^^^^^^^^^^^^
      |
      = help: restore it, or let a decision that names `M2` be accepted over the signature of someone who may approve: `milepost decide "…" --affects M2`, then `milepost decide ID --accept`

    warning[MP0306 approval-void]: the approval of `M2` by `ada@example.org` on YYYY-MM-DD is void: criterion of `M2` removed: “The error messages tell a newcomer what to do”
     --> plan/M2.md:1:3
      |
    1 | # M2 MVP functional
      |   ^^^^^^^^^^^^^^^^^
      |
      = help: `milepost approve M2` asks for it again

    1 error, 1 warning in 1 document
    0 of 2 work items said to be finished, 2 proven
    `milepost explain goalposts-moved` says more about a rule
    [exit 1]
    "#);
    // The same id in two folders: nobody knows which one was meant.
    sandbox.write(&format!("//- plan/M2.md\n{plan}//- other/M2.md\n{plan}"));
    assert_snapshot!(on_a_day(&sandbox.run(&["check"])), @r#"
    error[MP0304 goalposts-moved]: `M2` is not what was agreed: milestone `M2` is in no document any more (approved on YYYY-MM-DD by `ada@example.org`)
     --> other/M2.md:1:1
      |
    1 | # M2 MVP functional
      | ^
      |
      = help: restore it, or let a decision that names `M2` be accepted over the signature of someone who may approve: `milepost decide "…" --affects M2`, then `milepost decide ID --accept`

    1 error in 2 documents
    0 of 4 work items said to be finished, 2 proven
    `milepost explain goalposts-moved` says more about a rule
    [exit 1]
    "#);
}

#[test]
fn what_is_signed_is_shown_before_it_is_asked() {
    let (sandbox, ada, _) = shown();
    let screen = sandbox.on_terminal(&["approve", "M2", "--key", &ada], "y\n\nno\n");
    assert!(screen.contains("gate answer passes, clean run on"), "{screen}");
    assert!(screen.contains("deliverable M2-D1  src/**"), "{screen}");
    assert!(screen.contains("`M2` was not typed, so nothing is signed"), "{screen}");
    assert_eq!(sandbox.standing("M2"), "waiting");
}

#[test]
fn nobody_signs_unseen_what_check_says_against_it() {
    let (mut sandbox, ada, _) = shown();
    let plan = fs::read_to_string(sandbox.root().join("docs/M2.md")).unwrap();
    let plan = plan.replace("The answer is there", "At least 6 tests pass");
    sandbox.write(&format!("//- docs/M2.md\n{plan}"));
    let config = fs::read_to_string(sandbox.root().join("milepost.toml")).unwrap();
    let rule = "run = \"echo TAP version 13; echo 1..3; seq -f 'ok %g - t' 3\"\n\
                reports = [{ format = \"tap\", from = \"stdout\" }]\nrequire = [\"tests.passed >= 3\"]";
    let config = config.replace("run = \"grep 42 src/answer\"", rule);
    sandbox.write(&format!("//- milepost.toml\n{config}"));
    sandbox.commit("six, or three");
    verify(&sandbox);
    let screen = sandbox.on_terminal(&["approve", "M2", "--key", &ada], "y\n\nno\n");
    let said =
        "✗ criterion-contradicts-gate: gate `answer` demands less than this: `tests.passed >= 3`";
    assert!(screen.contains(said), "{screen}");
}

#[test]
fn whoever_may_not_is_told_so_and_nothing_is_recorded() {
    let (sandbox, ada, ben) = shown();
    let before = sandbox.segments();
    let role = last(&approve(&sandbox, &ben));
    assert!(role.contains("`ben@example.org` is not among those who may: role:lead"), "{role}");
    let (eve, _) = sandbox.key("eve");
    let unlisted = last(&approve(&sandbox, &eve));
    assert!(unlisted.contains("its key is not in `.milepost/allowed_signers`"), "{unlisted}");
    let no = sandbox.on_terminal(&["approve", "M2", "--key", &ada], "n\n\n");
    assert!(no.contains("does not hold, so this is no approval"), "{no}");
    assert_snapshot!(sandbox.run(&["approve", "M2", "--key", &ada]), @r"
    ------- stderr -------
    error: `approve` asks on a terminal, and there is none: a program does not decide for a person
    [exit 2]
    ");
    assert_eq!(sandbox.segments(), before);
}

#[test]
fn who_produced_the_evidence_does_not_approve_it() {
    let mut sandbox = Sandbox::new(PLAN);
    let (ada, line) = sandbox.key("ada");
    sandbox.write(&format!("//- .milepost/allowed_signers\n{line}"));
    sandbox.commit("signers");
    let mut verify = sandbox.milepost();
    verify.arg("verify").env("MILEPOST_ACTOR", "ada@example.org").output().unwrap();
    let own = last(&approve(&sandbox, &ada));
    assert!(own.contains("`ada@example.org` produced the evidence"), "{own}");
    let config = fs::read_to_string(sandbox.root().join("milepost.toml")).unwrap();
    sandbox.write(&format!("//- milepost.toml\n{config}single-operator = true\n"));
    approve(&sandbox, &ada);
    assert_eq!(sandbox.standing("M2"), "done");
}

#[test]
fn a_changed_definition_voids_an_approval_and_later_code_makes_it_unchecked() {
    let (mut sandbox, ada, _) = shown();
    approve(&sandbox, &ada);
    sandbox.commit("approved");
    let plan = fs::read_to_string(sandbox.root().join("docs/M2.md")).unwrap();
    for (before, after) in [
        ("The answer is there", "Some answer is there"),
        ("- [ ] The answer is there (gate `answer`)\n", ""),
        ("`src/**`", "`src/answer`"),
        ("### M2-D1 Answer", "### M2-D2 Question"),
    ] {
        sandbox.write(&format!("//- docs/M2.md\n{}", plan.replace(before, after)));
        let judged = sandbox.json(&["show", "M2"]);
        assert_eq!(judged["item"]["approval"]["state"], "void", "{before} is now {after}");
        assert_ne!(sandbox.standing("M2"), "done", "{before} is now {after}");
    }
    let ticked = plan.replace("[ ]", "[x]").replace("**Goal:**", "**Owner:** ben\n**Goal:**");
    sandbox.write(&format!("//- docs/M2.md\n{ticked}"));
    assert_eq!(sandbox.standing("M2"), "done");
    sandbox.write(&format!("//- docs/M2.md\n{plan}//- src/answer\n42 or so\n"));
    sandbox.commit("code");
    assert_eq!(sandbox.standing("M2"), "unchecked");
}

#[test]
fn conditions_are_judged_and_then_the_request_returns() {
    let (mut sandbox, ada, _) = shown();
    let config = fs::read_to_string(sandbox.root().join("milepost.toml")).unwrap();
    let config = config.replace("[roles]", "[gates.load]\nrun = \"test -f load\"\n\n[roles]");
    sandbox.write(&format!("//- milepost.toml\n{config}"));
    sandbox.commit("a gate");
    let condition = "The load is borne (gate `load`)";
    let arguments = ["approve", "M2", "--key", &ada, "--condition", condition];
    let screen = sandbox.on_terminal(&arguments, "y\n\nM2\n");
    assert!(screen.contains("approved under conditions"), "{screen}");
    assert_eq!(sandbox.standing("M2"), "waiting");
    assert_eq!(sandbox.json(&["requests"])["requests"][0]["readiness"], "held");
    sandbox.write("//- load\n");
    sandbox.commit("load");
    verify(&sandbox);
    assert_eq!(sandbox.json(&["requests"])["requests"][0]["readiness"], "open");
    approve(&sandbox, &ada);
    assert_eq!(sandbox.standing("M2"), "done");
}

#[test]
fn branches_that_approve_and_reject_resolve_to_no() {
    let (mut sandbox, ada, _) = shown();
    sandbox.commit("evidence");
    sandbox.git(&["branch", "other"]);
    approve(&sandbox, &ada);
    sandbox.commit("yes");
    sandbox.git(&["checkout", "--quiet", "other"]);
    let reason = "too slow for people";
    let arguments = ["reject", "M2", "--key", &ada, "--reason", reason];
    let screen = sandbox.on_terminal(&arguments, "M2\n");
    assert!(screen.contains("M2 is rejected by"), "{screen}");
    sandbox.commit("no");
    sandbox.git(&["-c", "user.name=T", "-c", "user.email=t@example.org", "merge", "-q", "main"]);
    let judged = sandbox.json(&["show", "M2"]);
    assert_eq!(judged["item"]["approval"]["state"], "rejected");
    assert_ne!(sandbox.standing("M2"), "done");
    // A later answer, whose writer saw both, counts; its question has been answered.
    let screen = sandbox.on_terminal(&["approve", "M2", "--key", &ada], "M2\n");
    assert!(screen.contains("is approved by"), "{screen}");
    assert_eq!(sandbox.standing("M2"), "done");
}

#[test]
fn a_waiver_is_shown_apart_and_ends() {
    let (mut sandbox, ada, _) = shown();
    sandbox.write("//- src/answer\n41\n");
    sandbox.commit("wrong");
    sandbox.milepost().arg("verify").env("MILEPOST_ACTOR", "agent-7").output().unwrap();
    assert!(sandbox.verdict("answer").starts_with("fail"));
    let waive = ["waive", "--gate", "answer", "--until", "2999-12-31", "--owner", "ada"];
    let screen = sandbox.on_terminal(
        &[&waive[..], &["--reason", "the disks arrive later", "--key", &ada]].concat(),
        "answer\n",
    );
    assert!(screen.contains("is waived until 2999-12-31"), "{screen}");
    let verdict = sandbox.verdict("answer");
    assert!(verdict.starts_with("waived: waived by `ada@example.org`"), "{verdict}");
    let over = ["waive", "--gate", "answer", "--until", "2001-01-01", "--owner", "ada"];
    let screen = sandbox.run(&[&over[..], &["--reason", "x"]].concat());
    assert!(screen.contains("2001-01-01 is over"), "{screen}");
}

#[test]
fn a_review_is_answered_item_by_item_and_goes_stale() {
    let mut sandbox = Sandbox::new(
        "//- milepost.toml
schema = 1

[gates.security]
kind = \"review\"
by = [\"role:security\"]
checklist = [\"No secret is logged\", \"Input is checked\"]
inputs = [\"src/**\"]

[roles]
security = [\"ada@example.org\"]
//- docs/M1.md
# M1 Safe

**Goal:** Safe

## Acceptance criteria

- [ ] It is safe (gate `security`)
//- src/a
a
",
    );
    let (ada, line) = sandbox.key("ada");
    sandbox.write(&format!("//- .milepost/allowed_signers\n{line}"));
    sandbox.commit("signers");
    assert!(sandbox.verdict("security").starts_with("missing"));
    let review = ["review", "--gate", "security", "--key", &ada];
    sandbox.on_terminal(&review, "y\n\ny\n\nsecurity\n");
    assert!(sandbox.verdict("security").starts_with("pass: answered by `ada@example.org`"));
    assert_eq!(sandbox.standing("M1"), "proven");
    sandbox.write("//- README.txt\nnothing of that\n");
    sandbox.commit("elsewhere");
    assert!(sandbox.verdict("security").starts_with("pass"));
    sandbox.write("//- src/a\nb\n");
    sandbox.commit("code");
    assert!(sandbox.verdict("security").starts_with("stale"));
    sandbox.on_terminal(&review, "y\n\nn\nlogs the token\nsecurity\n");
    let verdict = sandbox.verdict("security");
    assert!(verdict.starts_with("fail: \u{201c}Input is checked\u{201d}"), "{verdict}");
}

#[test]
fn a_decision_on_technology_waits_for_a_signature() {
    let (mut sandbox, ada, ben) = shown();
    approve(&sandbox, &ada);
    sandbox.write(
        "//- docs/DECISIONS.md\n# Decisions\n\n## D-001 Use one file\n\n**Status:** Proposed\n\
         **Category:** Technology\n**Context:** Data must survive a crash\n",
    );
    sandbox.commit("propose");
    assert_snapshot!(sandbox.run(&["requests"]), @"
    ? decision D-001 Use one file
        who  role:lead
        why  it is a technology decision
        why  nobody who may has signed that it is accepted, as it reads
        next milepost decide D-001 --accept
    [exit 0]
    ");
    let accept = |key: &str| {
        let arguments = ["decide", "D-001", "--accept", "--key", key];
        sandbox.on_terminal(&arguments, "D-001\n")
    };
    assert!(accept(&ben).contains("`ben@example.org` is not among those who may"));
    let text = fs::read_to_string(sandbox.root().join("docs/DECISIONS.md")).unwrap();
    sandbox.write(&format!("//- docs/DECISIONS.md\n{}", text.replace("Proposed", "Accepted")));
    let page = sandbox.run(&["check", "--quiet"]);
    assert!(page.contains("error[MP0307 approval-missing]: `D-001` is `Accepted`"), "{page}");
    assert!(accept(&ada).contains("decision D-001 is accepted by `ada@example.org`"));
    assert!(!sandbox.run(&["check", "--quiet"]).contains("approval-missing"));
    assert_eq!(sandbox.run(&["requests"]), "nothing waits for a person\n[exit 0]\n");
}

#[test]
fn what_was_signed_otherwise_counts_for_nothing() {
    let (sandbox, ada, _) = shown();
    approve(&sandbox, &ada);
    let signers = fs::read_to_string(sandbox.root().join(".milepost/allowed_signers")).unwrap();
    let judge = |line: &str| {
        sandbox.write(&format!("//- .milepost/allowed_signers\n{line}"));
        sandbox.standing("M2")
    };
    assert_eq!(judge(&signers), "done");
    assert_ne!(judge(&signers.replace("approval@milepost.dev", "git")), "done");
    assert_ne!(
        judge(&signers.replace(" namespaces", " valid-before=\"20200101\",namespaces")),
        "done"
    );
    assert_ne!(
        judge(&signers.replace(" namespaces", " valid-after=\"29990101\",namespaces")),
        "done"
    );
    assert_ne!(judge(&signers.replace("ada@", "adam@")), "done");
    assert_ne!(judge(""), "done");
}
