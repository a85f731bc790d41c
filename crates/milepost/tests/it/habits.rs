//! One project, kept in the habits of five trackers, with the pages that the readers of each look for.

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

/// The project. What people type is here; what its pages say beside that is derived.
const PROJECT: &str = include_str!("habits/project.txt");

/// Its pages, each with who reads it.
const PAGES: [&str; 8] = [
    "docs/pages/history.md",
    "docs/pages/schedule.md",
    "docs/pages/report.md",
    "docs/pages/M1.md",
    "docs/pages/M3.md",
    "docs/pages/approvals.md",
    "docs/pages/status.md",
    "docs/pages/tracker.md",
];

/// The files of the project below some folders and of some names.
fn part(of: &[&str]) -> String {
    let files = PROJECT.split("//- ").skip(1);
    let files = files.filter(|file| of.iter().any(|path| file.starts_with(path)));
    files.flat_map(|file| ["//- ", file]).collect()
}

/// The project with its history: what was written, committed, run, bundled, approved and decided.
fn project() -> Sandbox {
    let mut sandbox =
        Sandbox::unborn(&part(&["milepost.toml", "tests/", "scripts/", "docs/plan/"]));
    sandbox.commit("feat: a build and a test harness");
    sandbox.git(&["tag", "v0.0.1"]);
    sandbox.write(&part(&["src/", "docs/PHASES.md", "docs/SCHEDULE.md", "CHANGELOG.md"]));
    sandbox.commit("feat(bucket): hold bursts to the size of the bucket");
    sandbox.git(&["tag", "v0.1.0"]);
    sandbox.write(&part(&["api/", "docs/DECISIONS.md", "docs/REGISTER.md", "docs/evidence/"]));
    sandbox.commit("feat!: count in one place");
    let (ada, line) = sandbox.key("ada");
    sandbox.write(&format!("{}//- .milepost/allowed_signers\n{line}", part(&[""])));
    sandbox.commit("docs: who signs, and where all of it is told");
    // Gates are run by someone who approves nothing.
    let run = |arguments: &[&str]| {
        let mut milepost = sandbox.milepost();
        sandbox
            .screen(&milepost.args(arguments).env("MILEPOST_ACTOR", "worker-1").output().unwrap())
    };
    let verified = run(&["verify"]);
    assert!(verified.contains("6 of 8 gates pass: 1 fail, 1 missing"), "{verified}");
    assert!(run(&["packet", "weekly"]).contains("**Result:** green"));
    let approved = sandbox.on_terminal(&["approve", "M1", "--key", &ada], "y\n\nM1\n");
    assert!(approved.contains("M1 is approved by `ada@example.org`"), "{approved}");
    // What became of M1 lets M2 be shown.
    run(&["verify"]);
    assert!(run(&["decide", "D-002", "--accept"]).contains("is accepted"));
    sandbox.commit("chore: what was shown and approved");
    sandbox
}

fn page(sandbox: &Sandbox, path: &str) -> String {
    let page = fs::read_to_string(sandbox.root().join(path)).unwrap();
    settled(&page)
}

/// A page without what depends on the clock: ids of commits and records, the day of the run, and how far
/// that is from other days. What the project itself names stays.
fn settled(page: &str) -> String {
    let mut settled = String::new();
    for word in page.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_hex = bare.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let is_id = is_hex && matches!(bare.len(), 7 | 10) && !PROJECT.contains(bare);
        let is_day = bare.len() == 10 && bare.bytes().filter(|it| *it == b'-').count() == 2;
        let is_typed = PROJECT.contains(bare) || bare.starts_with("2026-01-");
        let shown = match () {
            () if is_id => word.replace(bare, "…"),
            () if is_day && !is_typed && bare.starts_with("20") => word.replace(bare, "TODAY"),
            () => word.to_owned(),
        };
        settled.push_str(&shown);
    }
    let (distances, last) = settled.rsplit_once(" days ").unwrap_or(("", &settled));
    let distances = distances.split(" days ").filter(|it| !it.is_empty());
    let mut page = String::new();
    for before in distances {
        page.push_str(before.trim_end_matches(|c: char| c.is_ascii_digit()));
        page.push_str("… days ");
    }
    page + last
}

#[test]
fn each_reader_finds_their_pages() {
    let sandbox = project();
    assert_snapshot!(sandbox.run(&["render"]), @"
    wrote docs/pages/M1.md
    wrote docs/pages/M3.md
    wrote docs/pages/approvals.md
    wrote docs/pages/history.md
    wrote docs/pages/report.md
    wrote docs/pages/schedule.md
    wrote docs/pages/status.md
    wrote docs/pages/tracker.md
    [exit 0]
    ");
    assert_snapshot!(page(&sandbox, "docs/pages/history.md"), @"
    <!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->

    | Phase | Range | What it brought | Documents say | Shown |
    | --- | --- | --- | --- | --- |
    | P0 Foundation | M0 | a build and a test harness | Done | ✔ 1/1 milestones done |
    | P1 One process | M1 | the bucket, counted within one process | Done | ✔ 1/1 milestones done |
    | P2 Many processes | M2-M3 | one limit that several processes share | In progress | ○ 0/2 milestones done |
    | P3 In the open | M4-M5 | figures for operators, and a first stable version | Planned | ○ 0/2 milestones done |

    6 milestones: 2 done, 0 dropped, 4 open.

    - **M0** — Foundation complete. Developers can build, test and check what they change. (proven on TODAY)
    - **M1** — Limiter functional. A service can protect itself without any other part in the network. (proven on TODAY, approved on TODAY)
    - **M2** — Shared limits functional. A fleet behaves like one door. (In review)
    - **M3** — Ready for the open (In progress)
    - **M4** — Figures for operators (Planned)
    - **M5** — First stable version (Planned)
    ");
    assert_snapshot!(page(&sandbox, "docs/pages/schedule.md"), @"
    # Schedule

    ## Release target

    <!-- milepost:release -->

    | Release | Documents say | Shown | Target | Go | Result |
    | --- | --- | --- | --- | --- | --- |
    | **v0.1.0** | Released | ? claimed | 2026-01-09 | | one process, 16 tests |
    | **v0.2.0** | Planned | ■ held up | 2099-03-01 | ✗ no-go (minor): gate `smoke`: fails; blocker `B1` is open | shared limits |

    **Schedule**

    1. [x] **M0** Foundation complete — proven on TODAY, target 2026-01-08 (… days behind)
    2. [x] **M1** Limiter functional — proven on TODAY, approved on TODAY, target 2099-01-15 (… days ahead)
    3. [ ] **M2** Shared limits functional — proven, waits for approval, target 2099-02-01
    4. [ ] **M3** Ready for the open — blocked by B1, target 2026-01-20 (late)
    5. [ ] **M4** Figures for operators — planned
    6. [ ] **M5** First stable version — planned

    <!-- /milepost:release -->

    ## Near-term calendar

    <!-- milepost:calendar -->

    | Day | Focus | Owner | Deliverable | Documents say |
    | --- | --- | --- | --- | --- |
    | Day 0 | Run the smoke scenarios | Diagnostics | smoke.log | Done |
    | Day 1–2 | Mend what leaks | Rate Agent | scenario 4 and 5 pass | In progress |
    | Day 3 | Verification pass | QA Agent | all gates green | Planned |
    | Day 4 | Documentation sync | Docs Agent | runbook | Planned |

    1 of 4 entries are said to be finished.

    | Target | Work | Shown | Pace |
    | --- | --- | --- | --- |
    | 2026-01-08 | **M0** Foundation complete | ✔ proven on TODAY | … days behind |
    | 2026-01-09 | **v0.1.0** | ? claimed | |
    | 2026-01-20 | **M3** Ready for the open | ■ blocked by B1 | late |
    | 2099-01-15 | **M1** Limiter functional | ✔ proven on TODAY, approved on TODAY | … days ahead |
    | 2099-02-01 | **M2** Shared limits functional | ◇ proven, waits for approval | |
    | 2099-03-01 | **v0.2.0** | ▷ ready | |

    1 ahead of plan, 2 behind, of 6 with a day.

    <!-- /milepost:calendar -->

    ## Rolling milestones

    <!-- milepost:board -->

    | Milestone | Documents say | Shown | Criteria | What is done | Evidence |
    | --- | --- | --- | --- | --- | --- |
    | **M0** Foundation complete | Done | ✔ proven on TODAY | 2/2 | Build script, Test harness | `…` |
    | **M1** Limiter functional | Done | ✔ proven on TODAY, approved on TODAY | 5/5 | Token bucket, Front door | `…` |
    | **M2** Shared limits functional | In review | ◇ proven, waits for approval | 2/2 | Shared store | `…` |
    | **M3** Ready for the open | In progress | ■ blocked by B1 | 1/3 |  | `…` |
    | **M4** Figures for operators | Planned | ○ planned | 0/1 |  | |
    | **M5** First stable version | Planned | ○ planned | 1/1 |  | `…` |

    <!-- /milepost:board -->

    ## Risk log

    <!-- milepost:risks -->

    | Risk | Documents say | Shown | Mitigation, or what settled it |
    | --- | --- | --- | --- |
    | **K1** A consumer pins an old format | Open | ○ open | the wire format has a version |
    | **Clocks of two machines differ** | Open | ○ open | measured, within 3 ms so far |
    | **The bucket is too slow** | Mitigated | ? claimed | p95 far below the limit (gate latency) |

    <!-- /milepost:risks -->

    ## Hand-off checklist

    <!-- milepost:checklist -->

    - [x] The unit tests pass — `unit` passed on `…`, TODAY (record `…`)
    - [ ] All smoke scenarios pass — fails
    - [x] docs/DECISIONS.md is up to date — said, and not shown

    <!-- /milepost:checklist -->

    ## Next

    <!-- milepost:next 5 -->

    1. P0: **M3-T01** Write the scenarios until all five pass
    2. P1: **M3-D2** Write the runbook
    3. **M3-D1** Smoke scenarios

    <!-- /milepost:next -->
    ");
    assert_snapshot!(page(&sandbox, "docs/pages/report.md"), @"
    <!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->

    # Status report

    ## 1. Current state

    - Phase: P2 Many processes
    - Active milestone: **M2** Shared limits functional (In review; 100 %, 2/2 criteria met)
    - Active milestone: **M3** Ready for the open (In progress; 33 %, 1/3 criteria met)
    - Active deliverable: **M3-D1** Smoke scenarios (In progress; worker-1)
    - Milestones done: 2/6 (M0, M1)
    - Deliverables done: 5/7
    - Tasks finished: 5/6
    - Tests: integration 4/4 (100 %), smoke 3/5 (60 %), unit 12/12 (100 %)
    - Gates met: 6/8; not met: security (no run that counts), smoke (fails)
    - Mode: safe, 1 heavy job at a time
    - Last record in the ledger: TODAY

    ## 2. Progress

    **Overall:** 33 % (2/6 milestones done)

    - P0 Foundation: 100 % (2/2 deliverables done), 1/1 milestones
    - P1 One process: 100 % (2/2 deliverables done), 1/1 milestones
    - P2 Many processes: 33 % (1/3 deliverables done), 0/2 milestones
    - P3 In the open: 0/2 milestones

    - [x] **M0** Foundation complete (P0 Foundation) — proven on TODAY, 2/2 criteria met
      - [x] M0-D1 Build script — Done
      - [x] M0-D2 Test harness — Done
    - [x] **M1** Limiter functional (P1 One process) — proven on TODAY, approved on TODAY, 5/5 criteria met
      - [x] M1-D1 Token bucket — Done
      - [x] M1-D2 Front door — Done
    - [ ] **M2** Shared limits functional (P2 Many processes) — proven, waits for approval, 2/2 criteria met
      - [x] M2-D1 Shared store — Done
    - [ ] **M3** Ready for the open (P2 Many processes) — blocked by B1, 1/3 criteria met
      - [ ] M3-D1 Smoke scenarios — In progress
      - [ ] M3-D2 Runbook — Planned, next
    - [ ] **M4** Figures for operators (P3 In the open) — planned, 0/1 criteria met
    - [ ] **M5** First stable version (P3 In the open) — planned, 1/1 criteria met

    ## 3. Active work

    - **M3-D1** Smoke scenarios — worker-1
    - **M3-T01** Write the scenarios

    ## 4. Recent completions

    - TODAY: milestone **M1** Limiter functional approved by ada@<!-- -->example.org
    - TODAY: deliverable **M2-D1** Shared store completed
    - TODAY: deliverable **M1-D2** Front door completed
    - TODAY: deliverable **M1-D1** Token bucket completed
    - TODAY: deliverable **M0-D2** Test harness completed
    - TODAY: deliverable **M0-D1** Build script completed
    - TODAY: milestone **M0** Foundation complete completed

    ## 5. Next steps

    1. P0: **M3-T01** Write the scenarios until all five pass
    2. P1: **M3-D2** Write the runbook
    3. **M3-D1** Smoke scenarios

    ## 6. Blockers

    - **B1** Scenarios 4 and 5 leak — M3 and v0.2.0 wait — waits for gate `smoke`

    ## 7. Approval requests

    - **M2** Shared limits functional — `milepost approve M2`, by role:lead
      - All acceptance criteria are met (2/2); deliverables shown: 1/1
      - Tests of integration: 4/4 passing, on `…`
      - What comes next: M3 Ready for the open
    - **security** — `milepost review --gate security`, by role:lead
    ");
    assert_snapshot!(page(&sandbox, "docs/pages/M1.md"), @"
    <!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->

    # Milestone status: M1 Limiter functional

    ## Summary

    - Status: Done
    - Shown: ✔ proven on TODAY, approved on TODAY
    - Progress: 100 % (5/5 criteria met)
    - Phase: P1 One process
    - Target: 2099-01-15, … days ahead
    - Goal: One process holds its clients to the agreed rate
    - Depends on: M0
    - Approval: approved by ada@<!-- -->example.org, TODAY

    ## Acceptance criteria

    **Functional:**

    - [x] Requests beyond the rate are held back — `unit` passed on `…`, TODAY (record `…`)
    - [x] The whole path from request to answer works — `integration` passed on `…`, TODAY (record `…`)

    **Testing:**

    - [x] At least 4 integration tests pass and none fails — `integration` passed on `…`, TODAY (record `…`)

    **Quality:**

    - [x] p95 stays under 50 ms — `latency` passed on `…`, TODAY (record `…`)
    - [x] A message of refusal says when to come back — answered

    ## Deliverables

    - [x] M1-D1 Token bucket (Done; 1/1 criteria met)
    - [x] M1-D2 Front door (Done; 1/1 criteria met)

    ## Test status

    - integration: 4/4 passing (100 %), on `…`, TODAY
    - unit: 12/12 passing (100 %), on `…`, TODAY
    - latency: p95 = 18 ms, where `p95 < 50 ms` is asked for, on `…`, TODAY

    ## Blockers

    None.

    ## Next steps

    None is left.
    ");
    assert_snapshot!(page(&sandbox, "docs/pages/M3.md"), @"
    <!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->

    # Milestone status: M3 Ready for the open

    ## Summary

    - Status: In progress
    - Shown: ■ blocked by B1
    - Progress: 33 % (1/3 criteria met)
    - Phase: P2 Many processes
    - Target: 2026-01-20, late
    - Goal: Operators run it for a week without touching it
    - Depends on: M1
    - Approval: outstanding

    ## Acceptance criteria

    - [x] All 12 unit tests pass — `unit` passed on `…`, TODAY (record `…`)
    - [ ] All 5 smoke scenarios pass — fails: `tests.passed >= 5` does not hold: tests.passed = 3
    - [ ] No critical issue is open — not shown

    ## Deliverables

    - [ ] M3-D1 Smoke scenarios (In progress; 0/1 criteria met)
    - [ ] M3-D2 Runbook (Planned; 0/1 criteria met)

    ## Test status

    - smoke: 3/5 passing (60 %), on `…`, TODAY
    - unit: 12/12 passing (100 %), on `…`, TODAY

    ## Blockers

    - **B1** Scenarios 4 and 5 leak — waits for gate `smoke`

    ## Next steps

    1. All 5 smoke scenarios pass (gate `smoke`: fails: `tests.passed >= 5` does not hold: tests.passed = 3) — `milepost gate show smoke`
    2. No critical issue is open (gate `security`: not shown) — `milepost review --gate security`
    3. Finish M3-D1 Smoke scenarios — `milepost why M3-D1`
    4. Finish M3-D2 Runbook — `milepost why M3-D2`
    5. Ask for the approval of M3
    ");
    assert_snapshot!(page(&sandbox, "docs/pages/approvals.md"), @"
    <!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->

    ## TODAY: Milestone M1 “Limiter functional” approved

    **Context:** P1 One process; all acceptance criteria met (5/5)

    **Deliverables:** 2/2 shown

    - M1-D1 Token bucket: a bucket that fills and drains at the agreed rate
    - M1-D2 Front door: the door that asks the bucket before it lets anyone in

    **Evidence:**

    - Tests of integration: 4/4 passing
    - Tests of unit: 12/12 passing
    - Measured by latency: p95 = 18 ms, where `p95 < 50 ms` is asked for
    - Requests beyond the rate are held back: `unit` passed on `…`, TODAY (record `…`)
    - The whole path from request to answer works: `integration` passed on `…`, TODAY (record `…`)
    - At least 4 integration tests pass and none fails: `integration` passed on `…`, TODAY (record `…`)
    - p95 stays under 50 ms: `latency` passed on `…`, TODAY (record `…`)
    - A message of refusal says when to come back: answered

    **Decision:** Approved by ada@<!-- -->example.org, to go on to P2 Many processes

    **Next:** M2 Shared limits functional

    ## TODAY: Milestone M0 “Foundation complete” completed

    **Context:** P0 Foundation; all acceptance criteria met (2/2)

    **Deliverables:** 2/2 shown

    - M0-D1 Build script: one script that builds from a clean checkout
    - M0-D2 Test harness: unit tests that report in TAP

    **Evidence:**

    - Tests of unit: 12/12 passing
    - The build runs: `build` passed on `…`, TODAY (record `…`)
    - At least 12 unit tests pass and none fails: `unit` passed on `…`, TODAY (record `…`)

    **Next:** M1 Limiter functional
    ");
    assert_snapshot!(page(&sandbox, "docs/pages/status.md"), @"
    <!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->

    # Project status

    ## Current state

    - Phase: P2 Many processes
    - Active milestone: **M2** Shared limits functional (In review; 100 %, 2/2 criteria met)
    - Active milestone: **M3** Ready for the open (In progress; 33 %, 1/3 criteria met)
    - Active deliverable: **M3-D1** Smoke scenarios (In progress; worker-1)
    - Milestones done: 2/6 (M0, M1)
    - Deliverables done: 5/7
    - Tasks finished: 5/6
    - Tests: integration 4/4 (100 %), smoke 3/5 (60 %), unit 12/12 (100 %)
    - Gates met: 6/8; not met: security (no run that counts), smoke (fails)
    - Mode: safe, 1 heavy job at a time
    - Last record in the ledger: TODAY

    ## Milestone board

    | Milestone | Documents say | Shown | Criteria | What is done | Evidence |
    | --- | --- | --- | --- | --- | --- |
    | **M0** Foundation complete | Done | ✔ proven on TODAY | 2/2 | Build script, Test harness | `…` |
    | **M1** Limiter functional | Done | ✔ proven on TODAY, approved on TODAY | 5/5 | Token bucket, Front door | `…` |
    | **M2** Shared limits functional | In review | ◇ proven, waits for approval | 2/2 | Shared store | `…` |
    | **M3** Ready for the open | In progress | ■ blocked by B1 | 1/3 |  | `…` |
    | **M4** Figures for operators | Planned | ○ planned | 0/1 |  | |
    | **M5** First stable version | Planned | ○ planned | 1/1 |  | `…` |

    ## Next work (ordered)

    1. P0: **M3-T01** Write the scenarios until all five pass
    2. P1: **M3-D2** Write the runbook
    3. **M3-D1** Smoke scenarios

    ## Active risks and blockers

    - Blocker **B1**: Scenarios 4 and 5 leak — M3 and v0.2.0 wait
    - Risk **K1**: A consumer pins an old format — the wire format has a version
    - Risk “Clocks of two machines differ”

    ## Decision pointers

    - `docs/DECISIONS.md`

    ## Update policy

    - Every commit updates at least one of `docs/**`, `CHANGELOG.md`, `.milepost/**`
    - Every commit is of a type: `feat`, `fix`, `docs`, `test`, `chore`
    - A change of `api/**` comes with an entry in `docs/DECISIONS.md`
    ");
    assert_snapshot!(page(&sandbox, "docs/pages/tracker.md"), @r"
    # Status tracker

    ## Execution mode

    <!-- milepost:state -->

    - Phase: P2 Many processes
    - Active milestone: **M2** Shared limits functional (In review; 100 %, 2/2 criteria met)
    - Active milestone: **M3** Ready for the open (In progress; 33 %, 1/3 criteria met)
    - Active deliverable: **M3-D1** Smoke scenarios (In progress; worker-1)
    - Milestones done: 2/6 (M0, M1)
    - Deliverables done: 5/7
    - Tasks finished: 5/6
    - Tests: integration 4/4 (100 %), smoke 3/5 (60 %), unit 12/12 (100 %)
    - Gates met: 6/8; not met: security (no run that counts), smoke (fails)
    - Mode: safe, 1 heavy job at a time
    - Last record in the ledger: TODAY

    <!-- /milepost:state -->

    ## Baseline findings

    <!-- milepost:findings -->

    | Finding | What it is | State | Evidence | Milestone |
    | --- | --- | --- | --- | --- |
    | **F1** | The first store lost counts under load | ? claimed | Resolved by M2-T01; two processes count as one | M2 |
    | **F2** | Two scenarios leak | ○ open | scenarios 4 and 5 fail | M3 |

    <!-- /milepost:findings -->

    ## Blockers

    <!-- milepost:blockers -->

    | Blocker | Impact | Exit condition | State |
    | --- | --- | --- | --- |
    | **B1** Scenarios 4 and 5 leak | M3 and v0.2.0 wait | All scenarios pass (gate smoke) | ○ open; waits for gate `smoke` |
    | **B2** The gateway pinned an old format | M2 waits | The seam holds (gate seam) | ✔ resolved: `seam` passed on `…`, TODAY (record `…`) |

    | Resolution | What was done | Evidence |
    | --- | --- | --- |
    | **R1** | The first store was replaced (M2-T01) | `docs/evidence/M2-T01.md` |

    <!-- /milepost:blockers -->

    ## Validation

    <!-- milepost:validation -->

    | Task | Documents say | Criteria and gates | Evidence |
    | --- | --- | --- | --- |
    | **M0-T01** Write the build script | \[x\] |  |  |
    | **M1-T01** Fill and drain | \[x\] |  |  |
    | **M1-T02** Refuse with a time | \[x\] |  |  |
    | **M2-T01** Count in one place | Complete | ✔ integration | record `…` of integration on `…`, TODAY; `docs/evidence/M2-T01.md` |
    | **M2-T02** Keep the gateway working | Complete | ✔ seam | record `…` of seam on `…`, TODAY; `docs/evidence/M2-T02.md` |
    | **M3-T01** Write the scenarios | In progress | ✗ smoke: fails |  |

    <!-- /milepost:validation -->

    ## Consumers

    <!-- milepost:consumers -->

    | Consumer | Coupling | Readiness | Principal risk | Tier | Current | Rollback | Gates |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    | `gateway` | Hard runtime coupling | High | It pins the wire format | supported | `30c1fa1a30` | `f2aeb18bf2` | ✔ `seam` passed on `…`, TODAY (record `…`) |
    | `mailer` | Contract only | Medium | It has no fixtures yet | experimental | `5d41402a5d` | none | ✔ `wire` passed on `…`, TODAY (record `…`) |

    <!-- /milepost:consumers -->

    ## Release

    <!-- milepost:release -->

    | Release | Documents say | Shown | Target | Go | Result |
    | --- | --- | --- | --- | --- | --- |
    | **v0.1.0** | Released | ? claimed | 2026-01-09 | | one process, 16 tests |
    | **v0.2.0** | Planned | ■ held up | 2099-03-01 | ✗ no-go (minor): gate `smoke`: fails; blocker `B1` is open | shared limits |

    **Schedule**

    1. [x] **M0** Foundation complete — proven on TODAY, target 2026-01-08 (… days behind)
    2. [x] **M1** Limiter functional — proven on TODAY, approved on TODAY, target 2099-01-15 (… days ahead)
    3. [ ] **M2** Shared limits functional — proven, waits for approval, target 2099-02-01
    4. [ ] **M3** Ready for the open — blocked by B1, target 2026-01-20 (late)
    5. [ ] **M4** Figures for operators — planned
    6. [ ] **M5** First stable version — planned

    <!-- /milepost:release -->

    ## Risks

    <!-- milepost:risks -->

    | Risk | Documents say | Shown | Mitigation, or what settled it |
    | --- | --- | --- | --- |
    | **K1** A consumer pins an old format | Open | ○ open | the wire format has a version |
    | **Clocks of two machines differ** | Open | ○ open | measured, within 3 ms so far |
    | **The bucket is too slow** | Mitigated | ? claimed | p95 far below the limit (gate latency) |

    <!-- /milepost:risks -->

    ## Cadence

    <!-- milepost:packet weekly -->

    ### weekly

    **Result:** green<br>
    **Period:** 2026-01-05 until TODAY<br>
    **Commit:** `…`, recorded on TODAY, for the crew of the week

    | Gate | Verdict | Record |
    | --- | --- | --- |
    | unit | ✔ pass | `…` |
    | seam | ✔ pass | `…` |

    <!-- /milepost:packet -->

    ## Commit ledger

    <!-- milepost:commits -->

    | Date | Commit | Type | Summary |
    | --- | --- | --- | --- |
    | 2026-01-05 | `…` | chore | what was shown and approved |
    | 2026-01-04 | `…` | docs | who signs, and where all of it is told |
    | 2026-01-03 | `…` | feat | count in one place |
    | 2026-01-02 | `…` | feat | hold bursts to the size of the bucket |
    | 2026-01-01 | `…` | feat | a build and a test harness |

    <!-- /milepost:commits -->

    ## Handoff

    <!-- milepost:handoff -->

    Since the beginning.

    1. **Completed**
       - M0 Foundation complete — proven on TODAY
       - M0-D1 Build script — proven on TODAY
       - M0-D2 Test harness — proven on TODAY
       - M1-D1 Token bucket — proven on TODAY
       - M1-D2 Front door — proven on TODAY
       - M2-D1 Shared store — proven on TODAY
       - M1 Limiter functional — proven on TODAY
    2. **Validation gates run**
       - build: passed (1 run)
       - integration: passed (1 run)
       - latency: passed (1 run)
       - seam: passed (2 runs)
       - smoke: failed (1 run)
       - unit: passed (2 runs)
       - wire: passed (1 run)
    3. **Evidence recorded**
       - build: `…`
       - integration: `…`
       - latency: `…`
       - seam: `…`, `…`
       - smoke: `…`
       - unit: `…`, `…`
       - wire: `…`
    4. **Open blockers and risks**
       - blocker B1 Scenarios 4 and 5 leak
       - risk K1 A consumer pins an old format
       - risk Clocks of two machines differ
    5. **Decisions**
       - D-002 The wire format has a version — accepted on TODAY
    6. **Next**
       - M3-T01 Write the scenarios until all five pass

    <!-- /milepost:handoff -->
    ");
    // What is said without evidence is told as that, and nothing is contradicted.
    assert_snapshot!(settled(&sandbox.run(&["check", "--quiet"])), @"
    warning[MP0104 evidence-without-subject]: task `M2-T01` is marked `Complete` and cites evidence without the commit it was taken at
     --> docs/REGISTER.md:7:3
      |
    7 | | M2-T01 | Count in one place | `integration` | `docs/evidence/M2-T01.md` | Complete |
      |   ^^^^^^
      |
      = help: name the commit that the checks ran at beside the evidence

    warning[MP0104 evidence-without-subject]: task `M2-T02` is marked `Complete` and cites evidence without the commit it was taken at
     --> docs/REGISTER.md:8:3
      |
    8 | | M2-T02 | Keep the gateway working | `seam` | `docs/evidence/M2-T02.md` | Complete |
      |   ^^^^^^
      |
      = help: name the commit that the checks ran at beside the evidence

    warning[MP0104 evidence-without-subject]: resolution `R1` is listed and cites evidence without the commit it was taken at
      --> docs/REGISTER.md:35:3
       |
    35 | | R1 | The first store was replaced (M2-T01) | `docs/evidence/M2-T01.md` |
       |   ^^
       |
       = help: name the commit that the checks ran at beside the evidence

    warning[MP0101 done-without-evidence]: release `v0.1.0` is marked `Released` and cites no evidence
     --> docs/SCHEDULE.md:7:3
      |
    7 | | v0.1.0 | minor | v0.0.1 | 2026-01-09 | Released | one process, 16 tests |
      |   ^^^^^^
      |
      = help: cite the commit and the record of the check

    warning[MP0342 release-no-go]: release `v0.2.0` is no-go: blocker `B1` is open
     --> docs/SCHEDULE.md:8:12
      |
    8 | | v0.2.0 | minor | v0.1.0 | 2099-03-01 | Planned | shared limits |
      |            ^^^^^
      |
      = help: `milepost why B1`

    warning[MP0342 release-no-go]: release `v0.2.0` is no-go: gate `smoke` of class `minor` fails: `tests.passed >= 5` does not hold: tests.passed = 3
     --> docs/SCHEDULE.md:8:12
      |
    8 | | v0.2.0 | minor | v0.1.0 | 2099-03-01 | Planned | shared limits |
      |            ^^^^^
      |
      = help: `milepost gate show smoke`

    note[MP0101 done-without-evidence]: 1 of 1 finished task cites no evidence
      --> docs/plan/M0.md:29:7
       |
    29 | - [x] M0-T01 Write the build script
       |       ^^^^^^

    note[MP0101 done-without-evidence]: 2 of 2 finished tasks cite no evidence
      --> docs/plan/M1.md:42:7
       |
    42 | - [x] M1-T01 Fill and drain
       |       ^^^^^^

    note[MP0212 inputs-unaudited]: gate `seam` looks at its `inputs` only, and was never run with those alone
      --> milepost.toml:35:8
       |
    35 | [gates.seam]
       |        ^^^^
       |
       = help: `milepost gate audit seam`

    note[MP0212 inputs-unaudited]: gate `wire` looks at its `inputs` only, and was never run with those alone
      --> milepost.toml:39:8
       |
    39 | [gates.wire]
       |        ^^^^
       |
       = help: `milepost gate audit wire`

    6 warnings, 4 notes in 14 documents
    15 of 25 work items said to be finished, 8 proven
    `milepost explain evidence-without-subject` says more about a rule
    [exit 0]
    ");
    assert_snapshot!(settled(&sandbox.run(&["facts"])), @"
    milestones  6  the milestones of the plan
    gates       8  the gates

    ✔ README.md:4  states milestones
    ✔ CONTRIBUTING.md:3  states milestones
    ✔ README.md:4  states gates

    3 places looked at, none is wrong
    [exit 0]
    ");
}

#[test]
fn pages_are_current_once_written_and_make_nothing_stale() {
    let mut sandbox = project();
    sandbox.run(&["render"]);
    let same = "8 pages say what they should\n[exit 0]\n";
    assert_eq!(sandbox.run(&["render", "--check"]), same);
    assert_eq!(sandbox.run(&["render"]), same);
    sandbox.commit("docs: pages");
    assert_eq!(sandbox.run(&["render", "--check"]), same);
    let plan = settled(&sandbox.run(&["verify", "--plan"]));
    assert_snapshot!(plan, @"
    verifying …
    nothing to run
    6 gates pass already
    [exit 0]
    ");
    sandbox.write_bytes("src/more.txt", b"more\n");
    sandbox.commit("feat: more");
    // A commit of code alone is a line of the page that lists commits, and changes no other.
    let drift = sandbox.run(&["render", "--check"]);
    let changed: Vec<&str> = drift.lines().filter(|line| line.starts_with("+++ ")).collect();
    assert_eq!(changed, ["+++ b/docs/pages/tracker.md"], "{drift}");
}

#[test]
fn each_page_that_somebody_changes_is_caught() {
    let sandbox = project();
    sandbox.run(&["render"]);
    for path in PAGES {
        let place = sandbox.root().join(path);
        let text = fs::read_to_string(&place).unwrap();
        let changed = change(&text);
        assert_ne!(text, changed, "{path}");
        fs::write(&place, changed).unwrap();
        assert!(is_caught(&sandbox, path), "{path}");
        assert!(sandbox.run(&["check"]).contains("render-drift"), "{path}");
        assert_eq!(sandbox.run(&["render", path]), format!("wrote {path}\n[exit 0]\n"));
        assert_eq!(fs::read_to_string(&place).unwrap(), text, "{path}");
    }
}

/// A page whose last ticked box tells more than it should; else its last row, else its last point.
fn change(text: &str) -> String {
    let at = ["[x]", "| ", "- "].iter().find_map(|it| text.rfind(it)).unwrap();
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    format!("{} and more{}", &text[..end], &text[end..])
}

fn is_caught(sandbox: &Sandbox, path: &str) -> bool {
    let screen = sandbox.run(&["render", "--check", path]);
    let is_named = Path::new(path).file_name().is_some_and(|name| {
        screen.contains(&format!("+++ b/docs/pages/{}", name.to_string_lossy()))
    });
    is_named && screen.ends_with("[exit 1]\n")
}
