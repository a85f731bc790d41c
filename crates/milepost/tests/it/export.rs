//! `milepost export`: items, verdicts and standings for other programs.

use insta::assert_snapshot;

use crate::{graph::PROJECT, sandbox::Sandbox};

fn project() -> Sandbox {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify"]);
    sandbox
}

/// A page without the moments that it tells of.
fn without_times(page: &str) -> String {
    let words = page.split_inclusive([',', ' ', '\n']);
    let is_time = |word: &str| word.starts_with("20") && word.contains('T') && word.contains('Z');
    let words = words.map(|word| if is_time(word) { "TIME," } else { word });
    crate::sandbox::without_ids(&words.collect::<String>()).replace('\r', "")
}

#[test]
fn tables_have_a_row_for_each_item_criterion_or_gate() {
    let sandbox = project();
    assert_snapshot!(without_times(&sandbox.run(&["export"])), @r#"
    scope,kind,id,title,parent,says,says_raw,shows,since,criteria_satisfied,criteria,owner,estimate,target,depends_on,document,line,criteria_pass,criteria_fail,criteria_error,criteria_stale,criteria_missing,criteria_calibrating,criteria_blind,criteria_waived,criteria_not-applicable,missing,next
    docs,milestone,M1,Walking skeleton,,done,Complete,done,TIME,1,1,,,,,docs/M1.md,1,1,0,0,0,0,0,0,0,0,,
    docs,milestone,M2,Orders are kept,,in-progress,In progress,ready,,0,1,,,,M1,docs/M2.md,1,0,1,0,0,0,0,0,0,0,“Orders survive a restart”: gate `restart` fails: it ended with exit code 1,milepost gate show restart
    docs,milestone,M3,Payments,,planned,Planned,planned,,0,1,,,,M2,docs/M3.md,1,0,0,0,0,1,0,0,0,0,"it depends on `M2`, which is not finished",milepost why M2
    docs,milestone,M4,Reports,,in-progress,In progress,blocked,,0,1,,,,M1,docs/M4.md,1,0,0,0,0,1,0,0,0,0,blocker `B1` is open,milepost why B1
    docs,milestone,M5,Public launch,,planned,Planned,planned,,1,1,,1 week,,"M3, M4",docs/M5.md,1,1,0,0,0,0,0,0,0,0,"it depends on `M3`, which is not finished",milepost why M3
    docs,deliverable,M2-D1,Order store,M2,,,ready,,0,1,,2 days,,,docs/M2.md,13,0,1,0,0,0,0,0,0,0,“An order is found again”: gate `restart` fails: it ended with exit code 1,milepost gate show restart
    docs,deliverable,M2-D2,Order API,M2,,,planned,,1,1,,3 days,,M2-D1,docs/M2.md,21,1,0,0,0,0,0,0,0,0,"it depends on `M2-D1`, which is not finished",milepost why M2-D1
    docs,blocker,B1,Nobody has the numbers for M4,,open,Open,open,,,,,,,,docs/STATUS.md,11,0,0,0,0,0,0,0,0,0,,
    [exit 0]
    "#);
    assert_snapshot!(without_times(&sandbox.run(&["export", "--rows", "criteria", "M2"])), @"
    scope,kind,id,criterion,says,gate,verdict,reasons,document,line,next
    docs,milestone,M2,Orders survive a restart,planned,restart,fail,it ended with exit code 1,docs/M2.md,9,milepost gate show restart
    docs,deliverable,M2-D1,An order is found again,planned,restart,fail,it ended with exit code 1,docs/M2.md,19,milepost gate show restart
    docs,deliverable,M2-D2,The API answers,planned,api,pass,,docs/M2.md,28,
    [exit 0]
    ");
    assert_snapshot!(without_times(&sandbox.run(&["export", "--rows", "gates"])), @"
    gate,verdict,enforcement,reasons,commit,finished,next
    api,pass,blocking,,…,TIME,
    charge,missing,,not defined in milepost.toml,,,
    restart,fail,blocking,it ended with exit code 1,…,TIME,milepost gate show restart
    smoke,pass,blocking,,…,TIME,
    sums,missing,,not defined in milepost.toml,,,
    [exit 0]
    ");
}

#[test]
fn test_results_have_a_suite_for_each_milestone() {
    let sandbox = project();
    assert_snapshot!(sandbox.run(&["export", "--format", "junit", "M1", "M2"]), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="milepost" tests="11" failures="3" errors="3">
      <testsuite name="milestone M1 Walking skeleton" tests="2" failures="0" errors="0" skipped="0">
        <testcase classname="milestone M1" name="M1 is proven"/>
        <testcase classname="milestone M1" name="The server answers (gate smoke)"/>
      </testsuite>
      <testsuite name="milestone M2 Orders are kept" tests="6" failures="2" errors="3" skipped="0">
        <testcase classname="milestone M2" name="M2 is proven">
          <error type="ready" message="ready, documents say “In progress”: “Orders survive a restart”: gate `restart` fails: it ended with exit code 1">“Orders survive a restart”: gate `restart` fails: it ended with exit code 1
      next: milepost gate show restart
    deliverable `M2-D1` in it is not proven
      next: milepost why M2-D1
    deliverable `M2-D2` in it is not proven
      next: milepost why M2-D2</error>
        </testcase>
        <testcase classname="milestone M2" name="Orders survive a restart (gate restart)">
          <failure type="fail" message="fail: it ended with exit code 1">next: milepost gate show restart</failure>
        </testcase>
        <testcase classname="deliverable M2-D1" name="M2-D1 is proven">
          <error type="ready" message="ready: “An order is found again”: gate `restart` fails: it ended with exit code 1">“An order is found again”: gate `restart` fails: it ended with exit code 1
      next: milepost gate show restart</error>
        </testcase>
        <testcase classname="deliverable M2-D1" name="An order is found again (gate restart)">
          <failure type="fail" message="fail: it ended with exit code 1">next: milepost gate show restart</failure>
        </testcase>
        <testcase classname="deliverable M2-D2" name="M2-D2 is proven">
          <error type="planned" message="planned: it depends on `M2-D1`, which is not finished">it depends on `M2-D1`, which is not finished
      next: milepost why M2-D1</error>
        </testcase>
        <testcase classname="deliverable M2-D2" name="The API answers (gate api)"/>
      </testsuite>
      <testsuite name="gates" tests="3" failures="1" errors="0" skipped="0">
        <testcase classname="gate" name="api"/>
        <testcase classname="gate" name="restart">
          <failure type="fail" message="fail: it ended with exit code 1">next: milepost gate show restart</failure>
        </testcase>
        <testcase classname="gate" name="smoke"/>
      </testsuite>
    </testsuites>
    [exit 0]
    "#);
}

#[test]
fn the_summary_of_a_step_says_what_is_proven_and_what_is_not() {
    let sandbox = project();
    let page = crate::sandbox::without_ids(&sandbox.run(&["export", "--format", "github"]));
    assert_snapshot!(page, @"
    ## milepost: 1 of 5 milestones proven

    Judged: working tree on …. 2 warnings in 6 documents.

    | Item | Documents say | Runs and signatures show | Criteria satisfied |
    |---|---|---|---|
    | **M1** Walking skeleton | ✓ Complete | ✔ done | 1/1 |
    | **M2** Orders are kept | ◐ In progress | ▷ ready | 0/1 |
    | **M3** Payments | ○ Planned | ○ planned | 0/1 |
    | **M4** Reports | ◐ In progress | ■ blocked by B1 | 0/1 |
    | **M5** Public launch | ○ Planned | ○ planned | 1/1 |
    | **M2-D1** Order store | ·  | ▷ ready | 0/1 |
    | **M2-D2** Order API | ·  | ○ planned | 1/1 |

    ### Criteria that do not pass

    | Item | Criterion | Verdict | Why |
    |---|---|---|---|
    | M2 | Orders survive a restart | ✗ fail | it ended with exit code 1 |
    | M3 | Cards are charged once | · missing | gate `charge` is not defined in milepost.toml |
    | M4 | Sums are right | · missing | gate `sums` is not defined in milepost.toml |
    | M2-D1 | An order is found again | ✗ fail | it ended with exit code 1 |

    ### Gates

    | Gate | Verdict | Why |
    |---|---|---|
    | `api` | ✔ pass |  |
    | `charge` | · missing | not defined in milepost.toml |
    | `restart` | ✗ fail | it ended with exit code 1 |
    | `smoke` | ✔ pass |  |
    | `sums` | · missing | not defined in milepost.toml |
    [exit 0]
    ");
}

#[test]
fn nothing_at_all_is_no_passed_test() {
    let sandbox = Sandbox::new(
        "\
//- PLAN.md
| Milestone | Status |
| --- | --- |
| M1 Store | Planned |

## Risks

| Risk | Impact | Status |
| --- | --- | --- |
| R1 Disk fills up | High | Open |
",
    );
    assert_snapshot!(sandbox.run(&["export", "--format", "junit", "R1"]), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="milepost" tests="1" failures="0" errors="1">
      <testsuite name="plan" tests="1" failures="0" errors="1" skipped="0">
        <testcase classname="milepost" name="plan">
          <error type="missing" message="no work is tracked"></error>
        </testcase>
      </testsuite>
    </testsuites>
    [exit 0]
    "#);
}

#[test]
fn fields_of_tables_are_no_formulas() {
    let sandbox = Sandbox::new(
        "\
//- PLAN.md
## Milestones
| Milestone | Status | Owner | Depends on |
| --- | --- | --- | --- |
| M1 Store, \"the\" first | Planned | @ada | |
| M2 Shop | Planned | =cmd() | M1 |
",
    );
    assert_snapshot!(without_times(&sandbox.run(&["export"])), @r#"
    scope,kind,id,title,parent,says,says_raw,shows,since,criteria_satisfied,criteria,owner,estimate,target,depends_on,document,line,criteria_pass,criteria_fail,criteria_error,criteria_stale,criteria_missing,criteria_calibrating,criteria_blind,criteria_waived,criteria_not-applicable,missing,next
    ,milestone,M1,"Store, ""the"" first",,planned,Planned,ready,,,,'@ada,,,,PLAN.md,4,0,0,0,0,0,0,0,0,0,"it has no acceptance criteria, so nothing could prove it","list what must hold under `## Acceptance criteria`, each bound to a gate"
    ,milestone,M2,Shop,,planned,Planned,planned,,,,'=cmd(),,,M1,PLAN.md,5,0,0,0,0,0,0,0,0,0,"it depends on `M1`, which is not finished",milepost why M1
    [exit 0]
    "#);
}
