//! `milepost check --base`: what a change does to what judges it, one violation at a time.

use std::fs;

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

/// A milestone that is proven by one gate, with a signer and a rule that is taken seriously.
const PROJECT: &str = "\
//- milepost.toml
schema = 1

[rules]
dangling-id = \"error\"

[gates.batch]
run = \"sh src/batch.sh\"
reports = [{ format = \"values\", from = \"stdout\" }]
require = [\"loaves >= 10\"]
//- src/batch.sh
echo loaves=12
//- .milepost/allowed_signers
ada@example.org ssh-ed25519 AAAA
//- docs/M1.md
# M1 Oven bakes bread

**Goal:** One batch of bread comes out of the oven

## Acceptance criteria

- [ ] At least 10 loaves come out of one batch (gate `batch`)
- [ ] The crust is brown
";

/// The project at a base called `base`, with its evidence.
fn project() -> Sandbox {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("evidence");
    sandbox.git(&["branch", "base"]);
    sandbox
}

fn replace(sandbox: &Sandbox, path: &str, old: &str, new: &str) {
    let text = fs::read_to_string(sandbox.root().join(path)).unwrap();
    assert!(text.contains(old), "{text}");
    sandbox.write_bytes(path, text.replace(old, new).as_bytes());
}

fn check(sandbox: &Sandbox) -> String {
    sandbox.run(&["check", "--quiet", "--base", "base"])
}

/// What is said of a change, which is committed.
fn changed(change: impl Fn(&Sandbox)) -> String {
    let mut sandbox = project();
    change(&sandbox);
    sandbox.commit("change");
    let committed = check(&sandbox);
    assert_eq!(sandbox.run(&["check", "--quiet", "--base", "base", "--at", "HEAD"]), committed);
    committed
}

#[test]
fn a_clean_change_has_no_complaint() {
    let page = changed(|sandbox| {
        replace(sandbox, "docs/M1.md", "- [ ] The crust", "- [x] The crust");
        replace(sandbox, "docs/M1.md", "is brown\n", "is brown\n- [ ] It rises (gate `rise`)\n");
        replace(sandbox, "src/batch.sh", "12", "14");
        sandbox.write(
            "//- docs/M2.md\n# M2 Shop sells bread\n\n**Goal:** People buy bread\n\n\
             ## Acceptance criteria\n\n- [ ] It is open by 7:00 (gate `rise`)\n",
        );
        let config = fs::read_to_string(sandbox.root().join("milepost.toml")).unwrap();
        sandbox.write(&format!("//- milepost.toml\n{config}\n[gates.rise]\nrun = \"true\"\n"));
    });
    assert_snapshot!(page, @"
    no problem in 2 documents
    0 of 2 work items said to be finished, 0 proven
    [exit 0]
    ");
}

#[test]
fn a_threshold_that_is_lowered() {
    let page = changed(|sandbox| replace(sandbox, "milepost.toml", ">= 10", ">= 1"));
    assert_snapshot!(page, @"
    error[MP0331 gate-altered]: definition of gate `batch`: `require` changed from `loaves >= 10` to `loaves >= 1`
     --> milepost.toml:6:8
      |
    6 | [gates.batch]
      |        ^^^^^
      |
      = help: it lacks a decision on `gate:batch`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it

    1 error in 1 document
    0 of 1 work item said to be finished, 0 proven
    `milepost explain gate-altered` says more about a rule
    [exit 1]
    ");
}

#[test]
fn a_gate_that_runs_true() {
    let page = changed(|sandbox| replace(sandbox, "milepost.toml", "sh src/batch.sh", "true"));
    assert_snapshot!(page, @"
    error[MP0331 gate-altered]: definition of gate `batch`: `run` changed from `sh src/batch.sh` to `true`
     --> milepost.toml:6:8
      |
    6 | [gates.batch]
      |        ^^^^^
      |
      = help: it lacks a decision on `gate:batch`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it

    1 error in 1 document
    0 of 1 work item said to be finished, 0 proven
    `milepost explain gate-altered` says more about a rule
    [exit 1]
    ");
}

/// A document that breaks a rule which the base takes seriously.
const DANGLING: &str = "//- docs/later.md\n# Later\n\n| Milestone | Status | Notes |\n|---|---|---|\n\
    | M2 Shop | Planned | |\n| M3 Roof | Planned | after M4 |\n";

#[test]
fn a_suppression_that_is_added() {
    let page = changed(|sandbox| {
        sandbox.write(DANGLING);
        let more = "[[suppress]]\nrule = \"dangling-id\"\nreason = \"later\"\n\n[gates";
        replace(sandbox, "milepost.toml", "[gates", more);
    });
    assert_snapshot!(page, @"
    note[MP0404 milestone-without-criteria]: milestones `M2`, `M3` have no acceptance criteria
     --> docs/later.md:5:3
      |
    5 | | M2 Shop | Planned | |
      |   ^^
      |
      = help: list what must hold under `## Acceptance criteria`, each bound to a gate

    error[MP0121 dangling-id]: `M4` is referred to here and defined nowhere (under the rules of the base)
     --> docs/later.md:6:29
      |
    6 | | M3 Roof | Planned | after M4 |
      |                             ^^
      |
      = help: define `M4` where its series stands, or correct the id

    error[MP0330 rules-altered]: suppression added: `dangling-id`, because: later
     --> milepost.toml:1:1
      |
    1 | schema = 1
      | ^
      |
      = help: it lacks a decision on `suppress.dangling-id`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it

    2 errors, 1 note in 2 documents
    0 of 3 work items said to be finished, 0 proven
    `milepost explain milestone-without-criteria` says more about a rule
    [exit 1]
    ");
}

#[test]
fn a_rule_that_is_switched_off() {
    let page = changed(|sandbox| {
        sandbox.write(DANGLING);
        replace(sandbox, "milepost.toml", "\"error\"", "\"off\"");
    });
    assert_snapshot!(page, @"
    note[MP0404 milestone-without-criteria]: milestones `M2`, `M3` have no acceptance criteria
     --> docs/later.md:5:3
      |
    5 | | M2 Shop | Planned | |
      |   ^^
      |
      = help: list what must hold under `## Acceptance criteria`, each bound to a gate

    error[MP0121 dangling-id]: `M4` is referred to here and defined nowhere (under the rules of the base)
     --> docs/later.md:6:29
      |
    6 | | M3 Roof | Planned | after M4 |
      |                             ^^
      |
      = help: define `M4` where its series stands, or correct the id

    error[MP0330 rules-altered]: severity of rule `dangling-id` lowered from error to off
     --> milepost.toml:1:1
      |
    1 | schema = 1
      | ^
      |
      = help: it lacks a decision on `rules.dangling-id`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it

    2 errors, 1 note in 2 documents
    0 of 3 work items said to be finished, 0 proven
    `milepost explain milestone-without-criteria` says more about a rule
    [exit 1]
    ");
}

#[test]
fn a_document_that_is_excluded() {
    let page = changed(|sandbox| {
        sandbox.write(DANGLING);
        let more = "[documents]\nexclude = [\"docs/later.md\"]\n\n[rules]";
        replace(sandbox, "milepost.toml", "[rules]", more);
    });
    assert_snapshot!(page, @"
    note[MP0404 milestone-without-criteria]: milestones `M2`, `M3` have no acceptance criteria (under the rules of the base)
     --> docs/later.md:5:3
      |
    5 | | M2 Shop | Planned | |
      |   ^^
      |
      = help: list what must hold under `## Acceptance criteria`, each bound to a gate

    error[MP0121 dangling-id]: `M4` is referred to here and defined nowhere (under the rules of the base)
     --> docs/later.md:6:29
      |
    6 | | M3 Roof | Planned | after M4 |
      |                             ^^
      |
      = help: define `M4` where its series stands, or correct the id

    error[MP0330 rules-altered]: `docs/later.md` added to `exclude` of `[documents]`
     --> milepost.toml:1:1
      |
    1 | schema = 1
      | ^
      |
      = help: it lacks a decision on `documents`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- milepost.toml` shows it

    2 errors, 1 note in 2 documents
    0 of 3 work items said to be finished, 0 proven
    `milepost explain milestone-without-criteria` says more about a rule
    [exit 1]
    ");
}

#[test]
fn a_configuration_that_is_gone() {
    let page = changed(|sandbox| {
        sandbox.write(DANGLING);
        fs::remove_file(sandbox.root().join("milepost.toml")).unwrap();
    });
    assert!(page.contains("`milepost.toml` is gone"), "{page}");
    assert!(page.contains("(under the rules of the base)"), "{page}");
    assert!(page.ends_with("[exit 1]\n"), "{page}");
}

#[test]
fn a_criterion_that_is_deleted() {
    let page = changed(|sandbox| replace(sandbox, "docs/M1.md", "- [ ] The crust is brown\n", ""));
    assert_snapshot!(page, @"
    error[MP0332 criterion-altered]: milestone `M1`: criterion `The crust is brown` is gone
     --> docs/M1.md:1:3
      |
    1 | # M1 Oven bakes bread
      |   ^^^^^^^^^^^^^^^^^^^
      |
      = help: it lacks a decision on `milestone:M1`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- docs/M1.md` shows it

    1 error in 1 document
    0 of 1 work item said to be finished, 0 proven
    `milepost explain criterion-altered` says more about a rule
    [exit 1]
    ");
}

#[test]
fn a_milestone_without_the_criterion_that_fails_is_not_proven() {
    let mut sandbox = project();
    replace(&sandbox, "docs/M1.md", "- [ ] The crust is brown\n", "");
    sandbox.commit("change");
    assert_eq!(sandbox.standing("M1"), "proven");
    let page = check(&sandbox);
    assert!(page.contains("0 proven"), "{page}");
}

#[test]
fn a_list_of_signers_that_is_edited() {
    let page = changed(|sandbox| {
        replace(
            sandbox,
            ".milepost/allowed_signers",
            "AAAA",
            "AAAA\neve@example.org ssh-ed25519 BBBB",
        );
    });
    assert_snapshot!(page, @"
    error[MP0337 signers-altered]: `.milepost/allowed_signers` was edited
    --> .milepost/allowed_signers
     = help: it lacks a decision on `.milepost/allowed_signers`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- .milepost/allowed_signers` shows it

    1 error in 1 document
    0 of 1 work item said to be finished, 0 proven
    `milepost explain signers-altered` says more about a rule
    [exit 1]
    ");
}

#[test]
fn a_segment_that_is_deleted() {
    let mut sandbox = project();
    let segment = sandbox.segments().remove(0);
    fs::remove_file(&segment).unwrap();
    sandbox.commit("tidy up");
    let page = check(&sandbox);
    assert!(page.contains("MP0333 ledger-rewritten"), "{page}");
    assert!(page.contains("was deleted in commit"), "{page}");
    assert!(page.ends_with("[exit 1]\n"), "{page}");
    // One that was added and deleted again within the range is missed, too.
    let mut sandbox = project();
    replace(&sandbox, "src/batch.sh", "12", "9");
    sandbox.commit("worse");
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("it failed");
    let failed = sandbox.segments();
    replace(&sandbox, "src/batch.sh", "9", "12");
    sandbox.git(&["rm", "-rq", ".milepost/ledger"]);
    sandbox.git(&["checkout", "-q", "base", "--", ".milepost/ledger"]);
    assert!(sandbox.segments().len() < failed.len());
    sandbox.commit("nothing was");
    assert!(check(&sandbox).contains("ledger-rewritten"), "{}", check(&sandbox));
    // Where nothing is gone, nothing is said.
    let clean = project();
    assert!(!check(&clean).contains("ledger-rewritten"));
}

#[test]
fn a_segment_that_is_altered() {
    let page = changed(|sandbox| {
        let segment = sandbox.segments().remove(0);
        let text = fs::read_to_string(&segment).unwrap();
        fs::write(&segment, text.replace("passed", "failed")).unwrap();
    });
    assert!(page.contains("MP0333 ledger-rewritten"), "{page}");
    assert!(page.contains("was altered in commit"), "{page}");
}

#[test]
fn a_segment_that_came_with_the_change_proves_nothing() {
    let mut sandbox = project();
    replace(&sandbox, "docs/M1.md", "- [ ] At", "**Status:** Complete\n\n- [x] At");
    replace(&sandbox, "docs/M1.md", "- [ ] The crust is brown\n", "");
    sandbox.commit("only what is measured");
    sandbox.git(&["branch", "--force", "base"]);
    replace(&sandbox, "src/batch.sh", "12", "9");
    sandbox.commit("worse");
    // Someone runs the gate on a better script, and says that it was this one.
    sandbox.run(&["verify", "--quiet"]);
    let last = sandbox.newest_segment();
    let text = fs::read_to_string(sandbox.root().join(&last)).unwrap();
    let lies = [
        ("\"result\":\"failed\"", "\"result\":\"passed\""),
        ("\"holds\":false", "\"holds\":true"),
        ("[\"`loaves >= 10` does not hold: loaves = 9\"]", "[]"),
        ("loaves = 9", "loaves = 12"),
        ("\"value\":9.0", "\"value\":12.0"),
    ];
    sandbox.forge(&last, &lies.iter().fold(text, |text, (old, new)| text.replace(old, new)));
    sandbox.commit("evidence");
    // Without a base, that is believed.
    assert_eq!(sandbox.standing("M1"), "proven", "{}", sandbox.run(&["why", "M1"]));
    let page = sandbox.run(&["check", "--base", "base"]);
    assert!(page.contains("is new since base and unsigned: counts as imported"), "{page}");
    assert!(page.contains("`milepost verify --base base --gate batch`"), "{page}");
    assert!(page.ends_with("[exit 1]\n"), "{page}");
    // What is run here is believed here, and says what is true.
    let verified = sandbox.run(&["verify", "--quiet", "--base", "base"]);
    assert!(verified.ends_with("[exit 1]\n"), "{verified}");
    assert!(sandbox.run(&["check", "--base", "base"]).contains("`loaves >= 10` does not hold"));
}

#[test]
fn evidence_of_an_honest_change_is_run_again_where_it_is_judged() {
    let mut sandbox = project();
    replace(&sandbox, "docs/M1.md", "- [ ] The crust is brown\n", "");
    replace(&sandbox, "docs/M1.md", "**Goal", "**Status:** Complete\n**Goal");
    sandbox.commit("only what is measured");
    sandbox.git(&["branch", "--force", "base"]);
    replace(&sandbox, "src/batch.sh", "12", "14");
    sandbox.commit("better");
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("evidence");
    assert!(sandbox.run(&["check"]).ends_with("[exit 0]\n"));
    assert!(sandbox.run(&["check", "--base", "base"]).ends_with("[exit 1]\n"));
    assert!(sandbox.run(&["verify", "--quiet", "--base", "base"]).ends_with("[exit 0]\n"));
    let page = check(&sandbox);
    assert!(page.ends_with("[exit 0]\n"), "{page}");
}

#[test]
fn a_base_that_has_gone_on_accuses_nobody_of_what_it_did_itself() {
    let mut sandbox = project();
    sandbox.git(&["checkout", "-q", "-b", "change"]);
    sandbox.write(DANGLING);
    sandbox.commit("a shop");
    sandbox.git(&["checkout", "-q", "base"]);
    replace(&sandbox, "milepost.toml", ">= 10", ">= 11");
    replace(
        &sandbox,
        "milepost.toml",
        "schema = 1",
        "schema = 1\n\n[policy.commits]\ntypes = [\"feat\"]",
    );
    sandbox.commit("stricter");
    sandbox.git(&["checkout", "-q", "change"]);
    let page = sandbox.run(&["check", "--base", "base"]);
    assert!(!page.contains("altered"), "{page}");
    // It is judged by the rules as they are now.
    assert!(page.contains("commit-type-unknown"), "{page}");
    assert!(page.contains("base has gone on since"), "{page}");
}

#[test]
fn a_base_that_cannot_be_reached_is_no_answer() {
    let sandbox = project();
    assert_snapshot!(sandbox.run(&["check", "--base", "origin/main"]), @"
    ------- stderr -------
    error: `origin/main` names no commit here: there is no such revision
    hint: a branch, a tag or a commit is a revision; nothing is fetched
    hint: `git fetch origin main:refs/remotes/origin/main` brings it
    [exit 2]
    ");
    sandbox.git(&["checkout", "-q", "--orphan", "other"]);
    let mut sandbox = sandbox;
    sandbox.commit("other");
    assert_snapshot!(sandbox.run(&["check", "--base", "base"]), @"
    ------- stderr -------
    error: `base` cannot judge what is looked at: they have no commit in common
    hint: a base is a commit that what is here was made from, as `origin/main`
    [exit 2]
    ");
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.write_bytes("milepost.toml", b"schema = 2\n");
    sandbox.commit("broken");
    sandbox.git(&["branch", "--force", "base"]);
    sandbox.git(&["checkout", "-q", "HEAD~1", "--", "milepost.toml"]);
    sandbox.commit("mended");
    assert_snapshot!(sandbox.run(&["check", "--base", "base"]), @"
    ------- stderr -------
    error: milepost.toml has mistakes at `base`: milepost.toml has a mistake
    hint: mend it there first: nothing can be judged by `base` until then
    [exit 2]
    ");
}

#[test]
fn a_shallow_clone_says_what_to_fetch() {
    let mut origin = project();
    for message in ["one", "two", "three"] {
        origin.commit(message);
    }
    let clone = Sandbox::folder("");
    let url = format!("file://{}", origin.root().display());
    clone.git(&["clone", "-q", "--depth", "1", &url, "."]);
    clone.git(&["fetch", "-q", "--depth", "1", "origin", "base:refs/remotes/origin/base"]);
    assert_snapshot!(clone.run(&["check", "--base", "origin/base"]), @"
    ------- stderr -------
    error: `origin/base` cannot judge what is looked at: this clone does not have all of the history in between
    hint: `git fetch --unshallow` brings it all; `git fetch --deepen 100`, once or more, may be enough to reach `origin/base`
    [exit 2]
    ");
    clone.git(&["fetch", "-q", "--unshallow"]);
    assert!(clone.run(&["check", "--base", "origin/base"]).ends_with("[exit 0]\n"));
}

#[test]
fn a_plan_in_another_folder_is_the_same_until_it_asks_for_less() {
    let moved = |change: &dyn Fn(&Sandbox)| {
        changed(|sandbox| {
            std::fs::create_dir(sandbox.root().join("plan")).unwrap();
            sandbox.git(&["mv", "docs/M1.md", "plan/M1.md"]);
            change(sandbox);
        })
    };
    let page = moved(&|_| ());
    assert!(!page.contains("criterion-altered"), "{page}");
    let page = moved(&|sandbox| {
        let text = std::fs::read_to_string(sandbox.root().join("plan/M1.md")).unwrap();
        let line = text.lines().find(|line| line.starts_with("- [ ]")).unwrap();
        let less = text.replace(&format!("{line}\n"), "");
        sandbox.write_bytes("plan/M1.md", less.as_bytes());
    });
    assert!(page.contains("error[MP0332 criterion-altered]: milestone `M1` is gone"), "{page}");
}
