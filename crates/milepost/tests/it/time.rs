//! Time travel: the board at a commit, what differs between two, and the line of time.

use std::{fs, os::unix::fs::PermissionsExt as _};

use insta::assert_snapshot;

use crate::{
    people,
    sandbox::{Sandbox, without_ids},
};

const M1: &str = "\
//- docs/M1.md
# M1 Walking skeleton

**Goal:** One request goes through
**Status:** Planned

## Acceptance criteria

- [ ] The server answers (gate `unit`)
";

const PLAN: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh src/test.sh\"
require = [\"exit == 0\", 'output contains \"2 passed\"']
//- src/test.sh
echo 2 passed
//- docs/M2.md
# M2 Orders

**Goal:** Orders are kept
**Status:** Planned

## Acceptance criteria

- [ ] Orders survive a restart
- [ ] Orders can be cancelled
";

fn begun() -> Sandbox {
    Sandbox::new(&format!("{PLAN}{M1}"))
}

/// The document of the first milestone, with a status and its box.
fn m1(status: &str, tick: char) -> String {
    M1.replace("Planned", status).replace("- [ ]", &format!("- [{tick}]"))
}

#[test]
fn the_board_is_that_of_its_time() {
    let mut sandbox = begun();
    sandbox.write(&m1("Done", 'x'));
    sandbox.commit("done");
    assert_snapshot!(sandbox.run(&["status", "--at", "HEAD~1"]), @"
    2 documents · commit 92cbfc6183, as it stood on 2026-01-01 09:00Z

                           SAYS       SHOWS     criteria
      M1 Walking skeleton  ○ Planned  ▷ ready  0/1   0 %
      M2 Orders            ○ Planned  ▷ ready  0/2   0 %

      Progress   0/2 milestones said to be finished (0 %), 0 proven: no gate has run
      Problems   none found
      Next       M1 Walking skeleton: nothing it depends on is open
    [exit 0]
    ");
    // The last commit is looked at now: evidence for it may still come in.
    assert!(sandbox.run(&["status", "--at", "HEAD"]).contains("commit "));
    assert!(!sandbox.run(&["status", "--at", "HEAD"]).contains("as it stood"));
    assert_eq!(
        sandbox.json(&["status", "--at", "HEAD~1"])["subject"]["asOf"],
        "2026-01-01T09:00:00Z"
    );
    assert_snapshot!(sandbox.run(&["status", "--at", "v9"]), @"
    ------- stderr -------
    error: `v9` names no commit here: there is no such revision
    hint: a branch, a tag or a commit is a revision; nothing is fetched
    [exit 2]
    ");
}

#[test]
fn looking_at_the_past_writes_nothing_but_the_cache() {
    let mut sandbox = begun();
    sandbox.write(&m1("Done", 'x'));
    sandbox.commit("done");
    let before = sandbox.git(&["status", "--porcelain"]);
    let mut files = sandbox.files_below(".git");
    files.sort();
    for command in [
        &["status", "--at", "HEAD~1"][..],
        &["show", "M1", "--at", "HEAD~1"],
        &["why", "M1", "--at", "HEAD~1"],
        &["check", "--at", "HEAD~1"],
        &["diff", "HEAD~1"],
        &["timeline"],
    ] {
        let page = sandbox.run(command);
        assert!(page.ends_with("[exit 0]\n") || page.ends_with("[exit 1]\n"), "{page}");
    }
    assert_eq!(sandbox.git(&["status", "--porcelain"]), before);
    let mut now = sandbox.files_below(".git");
    now.retain(|path| !path.to_string_lossy().contains("/.git/milepost/"));
    now.sort();
    assert_eq!(now, files);
}

#[test]
fn evidence_counts_in_the_past_where_it_is_in_the_tree() {
    let mut sandbox = begun();
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("evidence");
    sandbox.write("//- docs/note.txt\nmore\n");
    sandbox.commit("more");
    let standing = |at: &str| {
        let page = sandbox.json(&["status", "--at", at]);
        let items = page["items"].as_array().unwrap().clone();
        let item = items.into_iter().find(|item| item["id"] == "M1").unwrap();
        item["standing"].as_str().unwrap().to_owned()
    };
    assert_eq!(standing("HEAD~2"), "ready");
    assert_eq!(standing("HEAD~1"), "done");
    // The note is part of what the gate runs on.
    assert_eq!(standing("HEAD"), "unchecked");
}

#[test]
fn what_the_reference_got_later_does_not_count_in_the_past() {
    let mut sandbox = begun();
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("evidence");
    let tree = sandbox.git(&["rev-parse", "HEAD:.milepost/ledger"]);
    let environment = ["-c", "user.name=T", "-c", "user.email=t@example.org"];
    let made = [&environment[..], &["commit-tree", tree.trim(), "-m", "ledger"]].concat();
    let carried = sandbox.git(&made);
    sandbox.git(&["update-ref", "refs/milepost/ledger", carried.trim()]);
    sandbox.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    // It is about HEAD, and was recorded long after that was made.
    assert!(sandbox.run(&["status", "--at", "HEAD"]).contains("✔ done"));
    sandbox.commit("nothing more");
    assert!(!sandbox.run(&["status", "--at", "HEAD~1"]).contains("✔"));
}

#[test]
fn the_difference_of_two_commits() {
    let mut sandbox = begun();
    sandbox.run(&["verify", "--quiet"]);
    sandbox.write(&m1("Done", 'x'));
    sandbox.write(
        "//- docs/M2.md\n# M2 Orders\n\n**Goal:** Orders are kept\n**Status:** In progress\n\n## Acceptance criteria\n\n\
         - [ ] Orders survive most restarts\n- [ ] Orders are listed\n\
         //- docs/M3.md\n# M3 Invoices\n\n**Goal:** Orders are paid\n**Status:** Done\n\n## Acceptance criteria\n\n\
         - [x] An invoice can be printed\n",
    );
    sandbox.commit("second");
    assert_snapshot!(without_ids(&sandbox.run(&["diff", "HEAD~1..HEAD"])), @"
    From HEAD~1 (commit …, as it stood on 2026-01-01 09:00Z)
      to HEAD (commit …)

      Became proven
      ✔ milestone M1 Walking skeleton: ready → done

      Became claimed, and nothing shows it
      ? milestone M3 Invoices: not there → claimed

      Stated and recorded
      · 1 run: 1 passed

      Scope
      + milestone M3 Invoices

      What is asked for
      ~ criterion of `M2` reworded: “Orders survive [-a restart-]{+most restarts+}” (different)
      ~ criterion of `M2` reworded: “Orders [-can be cancelled-]{+are listed+}” (different)

      Gates
      ✔ gate `unit`: missing → pass

      Documents say
      ✓ milestone M1 Walking skeleton: “Planned” → “Done”
      ◐ milestone M2 Orders: “Planned” → “In progress”
    [exit 0]
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["diff", "HEAD~1..", "--format", "markdown"])), @r"
    # From HEAD\~1 (commit …, as it stood on 2026-01-01 09:00Z) to HEAD (commit …)

    ## Became proven

    - ✔ milestone M1 Walking skeleton: ready → done

    ## Became claimed, and nothing shows it

    - ? milestone M3 Invoices: not there → claimed

    ## Stated and recorded

    - · 1 run: 1 passed

    ## Scope

    - + milestone M3 Invoices

    ## What is asked for

    - ~ criterion of `M2` reworded: “Orders survive \[-a restart-\]{+most restarts+}” (different)
    - ~ criterion of `M2` reworded: “Orders \[-can be cancelled-\]{+are listed+}” (different)

    ## Gates

    - ✔ gate `unit`: missing → pass

    ## Documents say

    - ✓ milestone M1 Walking skeleton: “Planned” → “Done”
    - ◐ milestone M2 Orders: “Planned” → “In progress”
    [exit 0]
    ");
    // Nothing is otherwise between a commit and itself.
    assert_snapshot!(without_ids(&sandbox.run(&["diff"])), @"
    From HEAD (commit …)
      to working tree on …

      nothing that milepost looks at is otherwise
    [exit 0]
    ");
}

#[test]
fn a_red_gate_and_moved_content_are_no_green_in_a_difference() {
    let mut sandbox = begun();
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("evidence");
    sandbox.write("//- src/test.sh\necho 1 passed\n");
    sandbox.commit("break");
    assert_snapshot!(without_ids(&sandbox.run(&["diff", "HEAD~1..HEAD"])), @"
    From HEAD~1 (commit …, as it stood on 2026-01-02 09:00Z)
      to HEAD (commit …)

      Became unchecked
      ≈ milestone M1 Walking skeleton: done → unchecked

      Gates
      ≈ gate `unit`: pass → stale
    [exit 0]
    ");
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("red");
    assert_snapshot!(without_ids(&sandbox.run(&["diff", "HEAD~2..HEAD"])), @"
    From HEAD~2 (commit …, as it stood on 2026-01-02 09:00Z)
      to HEAD (commit …)

      Regressed
      ✗ milestone M1 Walking skeleton: done → regressed, `unit` is red

      Stated and recorded
      · 1 run: 1 failed

      Gates
      ✗ gate `unit`: pass → fail
    [exit 0]
    ");
}

#[test]
fn ids_that_mean_something_else_are_not_joined() {
    let mut sandbox = Sandbox::new(
        "//- PLAN.md\n| Milestone | Status |\n|---|---|\n| M1 Importer | Done |\n\
         | M2 Exporter | Done |\n",
    );
    sandbox.write(
        "//- PLAN.md\n| Milestone | Status |\n|---|---|\n| M1 Importer | Done |\n\
         | M2 Dark theme | Done |\n",
    );
    sandbox.commit("theme");
    assert_snapshot!(without_ids(&sandbox.run(&["diff", "HEAD~1..HEAD"])), @"
    From HEAD~1 (commit …, as it stood on 2026-01-01 09:00Z)
      to HEAD (commit …)

      Became claimed, and nothing shows it
      ? milestone M2 Dark theme: not there → claimed

      Scope
      ≠ milestone M2 Dark theme is another thing: it was “Exporter”, and nothing of the two is
          compared
    [exit 0]
    ");
    assert_snapshot!(happenings(&sandbox, &[]), @"
    2026-01-01T09:00:00Z scope: scope: +M1 +M2
    2026-01-01T09:00:00Z claimed: milestone M1 Importer is said to be finished, as “Done”
    2026-01-01T09:00:00Z claimed: milestone M2 Exporter is said to be finished, as “Done”
    2026-01-02T09:00:00Z renamed: milestone M2 Dark theme is another thing from here on: it was “Exporter”
    2026-01-02T09:00:00Z claimed: milestone M2 Dark theme is said to be finished, as “Done”
    ");
}

#[test]
fn what_cannot_be_told_is_an_error() {
    let mut sandbox = begun();
    sandbox.git(&["checkout", "--quiet", "--orphan", "other"]);
    sandbox.commit("alone");
    assert_snapshot!(sandbox.run(&["diff", "main...other"]), @"
    ------- stderr -------
    error: `main` and `other` have no commit in common
    hint: two dots, as in `A..B`, compare them all the same
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["diff", "nowhere..HEAD"]), @"
    ------- stderr -------
    error: `nowhere` names no commit here: there is no such revision
    hint: a branch, a tag or a commit is a revision; nothing is fetched
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["timeline", "--since", "nowhere"]), @"
    ------- stderr -------
    error: `nowhere` names no commit here: there is no such revision
    hint: a branch, a tag or a commit is a revision; nothing is fetched
    [exit 2]
    ");
    let folder = Sandbox::folder(M1);
    assert_snapshot!(folder.run(&["timeline"]), @"
    ------- stderr -------
    note: not a git repository: cited paths, commits and tags were not looked up
    error: PROJECT is not in a git repository, so it has no commits and no index
    hint: its past begins with `git init` and a first commit
    [exit 2]
    ");
    let unborn = Sandbox::unborn(M1);
    assert_snapshot!(unborn.run(&["timeline"]), @"
    ------- stderr -------
    note: the repository has no commit: nothing cited is in one
    error: the repository has no commit, so it has no past
    hint: commit the project first
    [exit 2]
    ");
}

#[test]
fn a_shallow_clone_says_where_its_history_ends() {
    let mut sandbox = begun();
    for status in ["In progress", "Done"] {
        sandbox.write(&m1(status, ' '));
        sandbox.commit(status);
    }
    let origin = format!("file://{}", sandbox.root().display());
    sandbox.git(&["clone", "--quiet", "--depth", "2", &origin, "shallow"]);
    assert_snapshot!(without_ids(&sandbox.run(&["-C", "shallow", "timeline"])), @"
    Timeline · 1 commit after …, where history ends here, 2026-01-02 09:00Z to 2026-01-03 09:00Z

      criteria
       3 │····························································································
         │····························································································
         │····························································································
         │····························································································
         │····························································································
         │····························································································
         │····························································································
         │····························································································
       0 └────────────────────────────────────────────────────────────────────────────────────────────
          2026-01-02                                                                        2026-01-03
          · planned  ▒ said  █ shown

                       planned        said       shown
      milestones             2       0 → 1           0
      criteria               3           0           0

      2026-01-03 09:00Z  ? milestone M1 Walking skeleton is said to be finished, as “Done”     …

      Now        0 of 2 milestones proven here and now, 1 claimed, 1 ready
      Cut off    older commits are not in this clone; `git fetch --unshallow` brings them
    ------- stderr -------
    note: history is cut off here: older commits count as unknown, not as missing
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["-C", "shallow", "status", "--at", "HEAD~2"]), @"
    ------- stderr -------
    error: `HEAD~2` names no commit here: there is no such revision in this clone, which does not have the whole history
    hint: a branch, a tag or a commit is a revision; nothing is fetched
    hint: `git fetch --unshallow` brings the whole history
    [exit 2]
    ");
}

/// The lines of what took place.
fn happenings(sandbox: &Sandbox, more: &[&str]) -> String {
    let page = sandbox.json(&[&["timeline"][..], more].concat());
    let events = page["happenings"].as_array().unwrap().iter();
    let line = |event: &serde_json::Value| {
        let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        format!("{} {}: {}\n", text("at"), text("kind"), text("text"))
    };
    events.map(line).collect()
}

#[test]
fn the_line_of_time() {
    let mut sandbox = begun();
    sandbox.write(&m1("In progress", 'x'));
    sandbox.commit("begin M1");
    sandbox.write(&m1("Done", 'x'));
    sandbox.write("//- docs/M3.md\n# M3 Invoices\n\n**Goal:** Orders are paid\n**Status:** Planned\n\n## Acceptance criteria\n\n- [ ] An invoice can be printed\n");
    sandbox.commit("finish M1, and more to do");
    sandbox.git(&["tag", "v0.1"]);
    sandbox.write(&m1("In progress", ' '));
    sandbox.commit("not yet");
    assert_snapshot!(sandbox.run(&["timeline"]), @"
    Timeline · 4 commits, 2026-01-01 09:00Z to 2026-01-04 09:00Z

      criteria
       4 │                                                             ·······························
         │                                                             ·······························
         │····························································································
         │····························································································
         │····························································································
         │····························································································
         │······························▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒·
         │······························▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒·
       0 └────────────────────────────────────────────────────────────────────────────────────────────
          2026-01-01                                                                        2026-01-04
          · planned  ▒ said  █ shown

                       planned        said       shown
      milestones             3           0           0
      criteria               4           0           0

      2026-01-01 09:00Z  ± scope: +M1 +M2, +3 criteria                                         92cbfc6183
      2026-01-03 09:00Z  ± scope: +M3, +1 criterion                                            be3c92dc3f
      2026-01-03 09:00Z  ? milestone M1 Walking skeleton is said to be finished, as “Done”     be3c92dc3f
      2026-01-03 09:00Z  ▲ v0.1 is tagged                                                      be3c92dc3f
      2026-01-04 09:00Z  ○ milestone M1 Walking skeleton is not said to be finished any more:  5d490dc4d2
                           “In progress”

      Now        0 of 3 milestones proven here and now, 3 ready
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["timeline", "--since", "v0.1"]), @"
    Timeline · 1 commit after be3c92dc3f, 2026-01-04 09:00Z to 2026-01-04 09:00Z

      criteria
       4 │····························································································
         │····························································································
         │····························································································
         │····························································································
         │····························································································
         │····························································································
         │····························································································
         │····························································································
       0 └────────────────────────────────────────────────────────────────────────────────────────────
          2026-01-04                                                                        2026-01-04
          · planned  ▒ said  █ shown

                       planned        said       shown
      milestones             3       1 → 0           0
      criteria               4       1 → 0           0

      2026-01-04 09:00Z  ○ milestone M1 Walking skeleton is not said to be finished any more:  5d490dc4d2
                           “In progress”

      Now        0 of 3 milestones proven here and now, 3 ready
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["timeline", "--since", "2026-01-03", "--burnup", "milestones"]), @"
    Timeline · 2 commits after 7d135ac1d4, 2026-01-02 09:00Z to 2026-01-04 09:00Z

      milestones
       3 │                                             ···············································
         │                                             ···············································
         │····························································································
         │····························································································
         │····························································································
         │····························································································
         │·············································▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒·
         │·············································▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒·
       0 └────────────────────────────────────────────────────────────────────────────────────────────
          2026-01-02                                                                        2026-01-04
          · planned  ▒ said  █ shown

                       planned        said       shown
      milestones         2 → 3           0           0
      criteria           3 → 4       1 → 0           0

      2026-01-03 09:00Z  ± scope: +M3, +1 criterion                                            be3c92dc3f
      2026-01-03 09:00Z  ? milestone M1 Walking skeleton is said to be finished, as “Done”     be3c92dc3f
      2026-01-03 09:00Z  ▲ v0.1 is tagged                                                      be3c92dc3f
      2026-01-04 09:00Z  ○ milestone M1 Walking skeleton is not said to be finished any more:  5d490dc4d2
                           “In progress”

      Now        0 of 3 milestones proven here and now, 3 ready
    [exit 0]
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["timeline", "--format", "csv"])), @"
    at,commit,unread,milestones_planned,milestones_said,milestones_shown,deliverables_planned,deliverables_said,deliverables_shown,tasks_planned,tasks_said,tasks_shown,criteria_planned,criteria_said,criteria_shown
    2026-01-01T09:00:00Z,…,0,2,0,0,0,0,0,0,0,0,3,0,0
    2026-01-02T09:00:00Z,…,0,2,0,0,0,0,0,0,0,0,3,1,0
    2026-01-03T09:00:00Z,…,0,3,1,0,0,0,0,0,0,0,4,1,0
    2026-01-04T09:00:00Z,…,0,3,0,0,0,0,0,0,0,0,4,0,0
    [exit 0]
    ");
    // The end may be any commit, and is looked at as it stood.
    assert_snapshot!(sandbox.run(&["timeline", "--at", "HEAD~2"]), @"
    Timeline · 2 commits, 2026-01-01 09:00Z to 2026-01-02 09:00Z

      criteria
       3 │····························································································
         │····························································································
         │····························································································
         │····························································································
         │····························································································
         │····························································································
         │···························································································▒
         │···························································································▒
       0 └────────────────────────────────────────────────────────────────────────────────────────────
          2026-01-01                                                                        2026-01-02
          · planned  ▒ said  █ shown

                       planned        said       shown
      milestones             2           0           0
      criteria               3           1           0

      2026-01-01 09:00Z  ± scope: +M1 +M2, +3 criteria                                         92cbfc6183

      Now        0 of 2 milestones proven here and now, 2 ready
    [exit 0]
    ");
}

#[test]
fn proofs_and_regressions_on_the_line() {
    let mut sandbox = begun();
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("evidence");
    sandbox.write("//- src/test.sh\necho 1 passed\n");
    sandbox.commit("break");
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("red");
    sandbox.write("//- src/test.sh\necho 2 passed again\n");
    sandbox.commit("mend");
    sandbox.run(&["verify", "--quiet"]);
    sandbox.commit("green");
    sandbox.write(&M1.replace("answers (", "answers within a second ("));
    sandbox.commit("more is asked for");
    assert_snapshot!(happenings(&sandbox, &[]), @"
    2026-01-01T09:00:00Z scope: scope: +M1 +M2, +3 criteria
    2026-01-02T09:00:00Z proven: milestone M1 Walking skeleton is proven
    2026-01-04T09:00:00Z regressed: milestone M1 Walking skeleton regressed: `unit` failed
    2026-01-06T09:00:00Z restored: milestone M1 Walking skeleton is as it was when it was proven
    2026-01-07T09:00:00Z scope: scope: 1 criterion reworded
    2026-01-07T09:00:00Z reopened: milestone M1 Walking skeleton asks for something that was not shown
    ");
    let page = sandbox.json(&["timeline"]);
    let points = page["points"].as_array().unwrap().iter();
    let shown: Vec<i64> =
        points.map(|point| point["milestones"]["shown"].as_i64().unwrap()).collect();
    assert_eq!(shown, [0, 1, 0, 1, 0]);
}

#[test]
fn approvals_and_what_voids_them() {
    let (mut sandbox, ada, _) = people::shown();
    people::approve(&sandbox, &ada);
    sandbox.commit("approved");
    let plan = fs::read_to_string(sandbox.root().join("docs/M2.md")).unwrap();
    let plan = plan.replace("tell a newcomer what to do", "say that something is wrong");
    sandbox.write_bytes("docs/M2.md", plan.as_bytes());
    sandbox.commit("asks for less");
    assert_snapshot!(happenings(&sandbox, &[]), @"
    2026-01-01T09:00:00Z scope: scope: +M2, +1 deliverable, +3 criteria
    2026-01-03T09:00:00Z proven: deliverable M2-D1 Answer is proven
    2026-01-03T09:00:00Z approved: milestone M2 is approved, by `ada@example.org`, without proof of presence
    2026-01-03T09:00:00Z proven: milestone M2 MVP functional is proven
    2026-01-04T09:00:00Z scope: scope: 1 criterion reworded
    2026-01-04T09:00:00Z reopened: milestone M2 MVP functional asks for something that was not shown
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["diff", "HEAD~1..HEAD"])), @"
    From HEAD~1 (commit …, as it stood on 2026-01-03 09:00Z)
      to HEAD (commit …)

      Became unchecked
      ≈ milestone M2 MVP functional: done → unchecked

      Approvals that are void
      ◇ milestone M2 MVP functional, approved by `ada@example.org`: criterion of `M2` reworded: “The
          error messages [-tell a newcomer what to do-]{+say that something is wrong+}”

      What is asked for
      ~ criterion of `M2` reworded: “The error messages [-tell a newcomer what to do-]{+say that
          something is wrong+}” (different)
    [exit 0]
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["diff", "HEAD~2..HEAD~1"])), @"
    From HEAD~2 (commit …, as it stood on 2026-01-02 09:00Z)
      to HEAD~1 (commit …, as it stood on 2026-01-03 09:00Z)

      Became proven
      ✔ milestone M2 MVP functional: ready → done
      ✔ deliverable M2-D1 Answer: ready → done

      Stated and recorded
      § milestone M2 is approved, by `ada@example.org`, without proof of presence
      · 1 run: 1 passed

      Gates
      ✔ gate `answer`: missing → pass
    [exit 0]
    ");
}

#[test]
fn evidence_that_is_in_no_commit_yet_stands_at_the_end() {
    let sandbox = begun();
    sandbox.run(&["verify", "--quiet"]);
    let page = sandbox.json(&["timeline"]);
    let last = page["points"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["commit"], &last["milestones"]["shown"]),
        (&serde_json::Value::Null, &1.into())
    );
}

#[test]
fn a_merge_brings_its_branch_at_once_and_amended_commits_never_were() {
    let mut sandbox = begun();
    sandbox.git(&["checkout", "--quiet", "-b", "side"]);
    for status in ["In progress", "In review", "Done"] {
        sandbox.write(&m1(status, ' '));
        sandbox.commit(status);
    }
    sandbox.git(&["checkout", "--quiet", "main"]);
    sandbox.write("//- src/other.txt\nother\n");
    sandbox.commit("other");
    sandbox.merge("side");
    sandbox.write(&m1("Blocked", ' '));
    sandbox.commit("to be amended");
    sandbox.write(&m1("Done", 'x'));
    sandbox.amend();
    assert_snapshot!(happenings(&sandbox, &[]), @"
    2026-01-01T09:00:00Z scope: scope: +M1 +M2, +3 criteria
    2026-01-06T09:00:00Z claimed: milestone M1 Walking skeleton is said to be finished, as “Done”
    ");
    assert_eq!(sandbox.json(&["timeline"])["commits"], 4);
}

#[test]
fn renamed_and_moved_documents_are_the_same_items() {
    let mut sandbox = begun();
    sandbox.write(&m1("Done", 'x'));
    sandbox.commit("done");
    sandbox.git(&["mv", "docs/M1.md", "docs/first.md"]);
    sandbox.commit("rename");
    fs::create_dir(sandbox.root().join("plan")).unwrap();
    sandbox.git(&["mv", "docs/first.md", "plan/M1.md"]);
    sandbox.commit("move");
    assert_snapshot!(happenings(&sandbox, &[]), @"
    2026-01-01T09:00:00Z scope: scope: +M1 +M2, +3 criteria
    2026-01-02T09:00:00Z claimed: milestone M1 Walking skeleton is said to be finished, as “Done”
    2026-01-04T09:00:00Z moved: milestone M1 Walking skeleton moved here from docs
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["diff", "HEAD~2..HEAD"])), @"
    From HEAD~2 (commit …, as it stood on 2026-01-02 09:00Z)
      to HEAD (commit …)

      Scope
      → milestone M1 Walking skeleton moved here from docs
    [exit 0]
    ");
}

#[test]
fn clocks_that_are_wrong_take_nobody_along() {
    let sandbox = begun();
    sandbox.commit_on("the next century", 25_000);
    sandbox.write(&m1("In progress", ' '));
    sandbox.commit_on("before its parent", -400);
    sandbox.write(&m1("Done", 'x'));
    sandbox.commit_on("as it should be", 9);
    let page = sandbox.json(&["timeline"]);
    assert_eq!(page["skewed"], 2);
    let points = page["points"].as_array().unwrap().iter();
    let days: Vec<&str> = points.map(|point| &point["at"].as_str().unwrap()[..10]).collect();
    assert_eq!(days, ["2026-01-01", "2026-01-10"]);
    assert!(sandbox.run(&["timeline"]).contains("2 commits of other dates than history allows"));
    // A commit that dates itself back is looked at by the clock of what it stands on.
    assert_eq!(
        sandbox.json(&["status", "--at", "HEAD~2"])["subject"]["asOf"].as_str().map(|at| &at[..4]),
        Some("2026")
    );
}

#[test]
fn a_document_that_cannot_be_read_takes_nothing_back_and_shows_nothing() {
    let mut sandbox = begun();
    sandbox.write(&m1("Done", 'x'));
    sandbox.commit("done");
    sandbox.write_bytes("docs/M1.md", b"# M1\0\xff binary");
    sandbox.commit("broken");
    assert_snapshot!(happenings(&sandbox, &[]), @"
    2026-01-01T09:00:00Z scope: scope: +M1 +M2, +3 criteria
    2026-01-02T09:00:00Z claimed: milestone M1 Walking skeleton is said to be finished, as “Done”
    2026-01-03T09:00:00Z unread: docs/M1.md cannot be read from here on
    ");
    let page = sandbox.json(&["timeline"]);
    let last = page["points"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["unread"], &last["milestones"]["planned"], &last["milestones"]["said"]),
        (&1.into(), &2.into(), &0.into())
    );
    assert_eq!(page["unread"][0], "docs/M1.md");
}

#[test]
fn the_number_of_processes_does_not_grow_with_history() {
    let mut sandbox = begun();
    let few = processes(&sandbox);
    for number in 0..30 {
        sandbox.write(&m1(&format!("In progress, step {number}"), ' '));
        sandbox.commit("step");
    }
    assert_eq!(processes(&sandbox), few);
    assert!(few > 0);
}

/// How many git processes a line of time takes, without a cache.
fn processes(sandbox: &Sandbox) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = std::env::var_os("PATH").unwrap();
    let real = std::env::split_paths(&path).map(|it| it.join("git")).find(|it| it.is_file());
    let (log, program) = (folder.path().join("log"), folder.path().join("git"));
    let script = format!(
        "#!/bin/sh\necho x >> {}\nexec {} \"$@\"\n",
        log.display(),
        real.unwrap().display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut folders = vec![folder.path().to_owned()];
    folders.extend(std::env::split_paths(&path));
    let mut command = sandbox.milepost();
    command.args(["timeline"]).env("PATH", std::env::join_paths(folders).unwrap());
    let output = command.env("MILEPOST_CACHE", "off").output().unwrap();
    assert!(output.status.success());
    fs::read_to_string(log).unwrap().lines().count()
}

#[test]
fn what_is_kept_of_the_past_changes_no_answer() {
    let mut sandbox = begun();
    for number in 0..5 {
        sandbox.write(&m1(&format!("In progress, step {number}"), 'x'));
        sandbox.commit("step");
    }
    let cold = sandbox.run(&["timeline", "--format", "json"]);
    let kept = sandbox.root().join(".git/milepost/cache/past");
    assert!(kept.is_file());
    assert_eq!(sandbox.run(&["timeline", "--format", "json"]), cold);
    fs::write(&kept, "rubbish").unwrap();
    assert_eq!(sandbox.run(&["timeline", "--format", "json"]), cold);
    let output = sandbox
        .milepost()
        .args(["timeline", "--format", "json"])
        .env("MILEPOST_CACHE", "off")
        .output()
        .unwrap();
    assert_eq!(sandbox.screen(&output), cold);
}

#[test]
fn the_picture_holds_no_markup_of_documents() {
    let mut sandbox = Sandbox::new(
        "//- docs/M1.md\n# M1 <script>alert(1)</script> & \"more\"\n\n**Goal:** It runs\n**Status:** Done\n\n\
         ## Acceptance criteria\n\n- [x] It runs\n",
    );
    sandbox.write("//- docs/M2.md\n# M2 Orders\n\n**Goal:** Orders are kept\n**Status:** Planned\n\n## Acceptance criteria\n\n- [ ] a\n- [ ] b\n");
    sandbox.commit("more");
    sandbox.git(&["tag", "v1<2>"]);
    let page = sandbox.stdout(&["timeline", "--format", "svg"]);
    assert!(!page.contains("<script"), "{page}");
    assert!(page.starts_with("<svg ") && page.ends_with("</svg>\n"));
    for part in ["<title id=", "<desc id=", "prefers-color-scheme:dark", "role=\"img\"", ">+2<"] {
        assert!(page.contains(part), "{part}");
    }
    // Nothing is fetched, and nothing of this machine is in it.
    assert_eq!(page.matches("http").count(), 1, "the name space alone");
    assert_eq!(sandbox.stdout(&["timeline", "--format", "svg"]), page);
}
