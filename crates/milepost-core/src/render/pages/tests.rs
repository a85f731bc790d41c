//! Every template on a project that is kept like one of the trackers in the wild, and templates that mean
//! no good.

use insta::assert_snapshot;

use super::{BUILTINS, Bench, Commits, LedgerCommit, State, Text, Texts};
use crate::{
    id::CommitId,
    lint::fixture::Fixture,
    text::{RepoPath, Source},
};

/// What a template makes of a fixture.
#[track_caller]
fn page(name: &str, argument: Option<&str>, fixture: &str) -> String {
    with_texts(name, argument, fixture, |_| ())
}

fn with_texts(
    name: &str,
    argument: Option<&str>,
    fixture: &str,
    more: impl FnOnce(&mut Texts),
) -> String {
    let fixture = Fixture::new(fixture);
    let mut texts = fixture.page_texts();
    more(&mut texts);
    let scene = fixture.scene();
    let bench = Bench::new(&scene);
    let page = bench.book(&scene, &texts).page(name, argument);
    page.unwrap_or_else(|error| format!("error: {error}\n"))
}

/// What a template of one's own makes of a fixture.
fn own(template: &str, fixture: &str) -> String {
    with_texts("own", None, fixture, |texts| add(texts, "own", template))
}

fn add(texts: &mut Texts, name: &str, template: &str) {
    let path = RepoPath::new(&format!(".milepost/templates/{name}.md")).unwrap();
    let source = Source { path, text: template.into() };
    texts.templates.insert(name.into(), Text::There(source.into()));
}

fn commit(id: &str, day: &str, subject: &str) -> LedgerCommit {
    LedgerCommit {
        id: CommitId::new(&format!("{id:0<40}")).unwrap(),
        subject: subject.into(),
        committed: format!("{day}T12:00:00Z").parse().unwrap(),
        is_merge: subject.starts_with("Merge"),
    }
}

/// A project that keeps all that the seeds keep.
const PROJECT: &str = r#"
//- milepost.toml
schema = 1

[gates.unit]
run = "make test"

[gates.latency]
run = "make bench"

[gates.seam]
run = "make seam"

[cadence.weekly]
every = "7 d"
starts = 2026-02-02
gates = ["unit"]
owner = "lead"

[consumers.loop-agent]
repo = "https://example.org/loop-agent"
current = "30c1fa0000000000000000000000000000000000"
rollback = "f2aeb18000000000000000000000000000000000"
gates = ["seam"]
//- M1.md
# M1 Foundation

**Goal:** Build and tests run
**Phase:** P1
**Target:** 2026-02-25
**Status:** Done

## Acceptance criteria

- [x] The unit tests pass (gate `unit`)

## Deliverables

### M1-D1 Build system

**Status:** Done
**Output:** a Makefile

#### Tasks

- [x] M1-T01 Write the Makefile

## Value delivered

Everyone can build it.
//- M2.md
# M2 MVP functional

**Goal:** The core works end to end
**Phase:** P2
**Target:** 2026-02-15
**Depends on:** M1
**Approval required:** yes
**Status:** In progress

## Acceptance criteria

- [x] The unit tests pass (gate `unit`)
- [ ] p95 stays under 500 ms (gate `latency`)
- [ ] The errors tell a newcomer what to do

## Deliverables

### M2-D1 Core API

**Status:** In progress
**Owner:** worker-1

#### Tasks

- [ ] M2-T01 Token validator
//- STATUS.md
# Status

## Risks

| ID | Risk | Mitigation | Status |
|---|---|---|---|
| R1 | Builds take an hour | cache the layers | Open |

## Active blockers

| ID | Blocker | Impact | Exit condition |
|---|---|---|---|
| B1 | The seam is not tested | no release | The seam holds (gate `seam`) |

## Calendar

| Day | Focus | Owner | Deliverable | Status |
|---|---|---|---|---|
| Day 1 | Read the logs | Ada | cause known | Done |

## Release Target

| Release | Status | Target |
|---|---|---|
| v0.1.0 | Planned | 2026-03-01 |
//- PHASES.md
# Phases

| Phase | Range | What it shipped | Status |
|---|---|---|---|
| P1 Foundation | M1 | the build | Done |
| P2 MVP | M2-M3 | the core | In progress |
//- git
head 2026-02-20
//- ledger
unit passed tests 147/0/2
latency failed
seam passed elsewhere src/a.rs
done milestone M1 ago 3d
packet weekly 2026-02-16
"#;

/// The same with its documents named.
fn project() -> String {
    PROJECT.replace("schema = 1\n", "schema = 1\ndocuments.include = [\"*.md\"]\n")
}

#[test]
fn templates_are_sorted_and_say_what_they_are() {
    assert!(BUILTINS.is_sorted_by(|a, b| a.name < b.name));
    for template in BUILTINS {
        let argument = match template.takes.placeholder() {
            "ITEM" => Some("M2"),
            _ => None,
        };
        let made = with_texts(template.name, argument, &project(), |texts| {
            texts.commits = Some(Commits::default());
        });
        assert!(!made.starts_with("error") && !made.trim().is_empty(), "{}: {made}", template.name);
        let empty = with_texts(template.name, None, "//- a.md\nnothing\n", |texts| {
            texts.commits = Some(Commits::default());
        });
        let is_asked = empty.starts_with("error") && argument.is_some();
        assert!(is_asked || !empty.trim().is_empty() && !empty.starts_with("error"), "{empty}");
    }
}

#[test]
fn template_board() {
    assert_snapshot!(page("board", None, &project()), @"
    | Milestone | Documents say | Shown | Criteria | Evidence |
    | --- | --- | --- | --- | --- |
    | **M1** Foundation | Done | ✔ proven on 2026-02-18 | 1/1 | `feedbee000` |
    | **M2** MVP functional | In progress | ▷ ready | 1/3 | `feedbee000` |
    ");
}

#[test]
fn template_progress() {
    assert_snapshot!(page("progress", None, &project()), @"
    **Overall:** 50 % (1/2 milestones done)

    - P1 Foundation: 100 % (1/1 deliverables done), 1/1 milestones
    - P2 MVP: 0 % (0/1 deliverables done), 0/1 milestones

    - [x] **M1** Foundation (P1 Foundation) — proven on 2026-02-18, 1/1 criteria met
      - [x] M1-D1 Build system — Done
    - [ ] **M2** MVP functional (P2 MVP) — ready, 1/3 criteria met
      - [ ] M2-D1 Core API — In progress
    ");
}

#[test]
fn template_status() {
    assert_snapshot!(page("status", None, &project()), @"
    # Project status

    ## Current state

    - Phase: P2 MVP
    - Active milestone: **M2** MVP functional (In progress; 33 %, 1/3 criteria met)
    - Active deliverable: **M2-D1** Core API (In progress; worker-1)
    - Milestones done: 1/2 (M1)
    - Deliverables done: 1/2
    - Tasks finished: 1/2
    - Tests: unit 147/149 (98 %)
    - Gates met: 2/3; not met: latency (fails)
    - Last record in the ledger: 2026-02-21

    ## Milestone board

    | Milestone | Documents say | Shown | Criteria | Evidence |
    | --- | --- | --- | --- | --- |
    | **M1** Foundation | Done | ✔ proven on 2026-02-18 | 1/1 | `feedbee000` |
    | **M2** MVP functional | In progress | ▷ ready | 1/3 | `feedbee000` |

    ## Next work (ordered)

    1. **M2-T01** Token validator
    2. **v0.1.0**

    ## Active risks and blockers

    - Risk **R1**: Builds take an hour — cache the layers
    ");
}

#[test]
fn template_milestone() {
    assert_snapshot!(page("milestone", Some("M2"), &project()), @"
    # Milestone status: M2 MVP functional

    ## Summary

    - Status: In progress
    - Shown: ▷ ready
    - Progress: 33 % (1/3 criteria met)
    - Phase: P2 MVP
    - Target: 2026-02-15, late
    - Goal: The core works end to end
    - Depends on: M1
    - Approval: outstanding

    ## Acceptance criteria

    - [x] The unit tests pass — `unit` passed on `feedbee000`, 2026-02-21 (record `b0b5e30459`)
    - [ ] p95 stays under 500 ms — fails: exit code 1
    - [ ] The errors tell a newcomer what to do — not shown

    ## Deliverables

    - [ ] M2-D1 Core API (In progress)

    ## Test status

    - unit: 147/149 passing (98 %), on `feedbee000`, 2026-02-21

    ## Blockers

    None.

    ## Next steps

    1. p95 stays under 500 ms (gate `latency`: fails: exit code 1) — `milepost gate show latency`
    2. The errors tell a newcomer what to do: nobody has answered — `milepost approve M2`
    3. Finish M2-D1 Core API — `milepost why M2-D1`
    4. Ask for the approval of M2
    ");
}

#[test]
fn template_report() {
    assert_snapshot!(page("report", None, &project()), @"
    # Status report

    ## 1. Current state

    - Phase: P2 MVP
    - Active milestone: **M2** MVP functional (In progress; 33 %, 1/3 criteria met)
    - Active deliverable: **M2-D1** Core API (In progress; worker-1)
    - Milestones done: 1/2 (M1)
    - Deliverables done: 1/2
    - Tasks finished: 1/2
    - Tests: unit 147/149 (98 %)
    - Gates met: 2/3; not met: latency (fails)
    - Last record in the ledger: 2026-02-21

    ## 2. Progress

    **Overall:** 50 % (1/2 milestones done)

    - P1 Foundation: 100 % (1/1 deliverables done), 1/1 milestones
    - P2 MVP: 0 % (0/1 deliverables done), 0/1 milestones

    - [x] **M1** Foundation (P1 Foundation) — proven on 2026-02-18, 1/1 criteria met
      - [x] M1-D1 Build system — Done
    - [ ] **M2** MVP functional (P2 MVP) — ready, 1/3 criteria met
      - [ ] M2-D1 Core API — In progress

    ## 3. Active work

    - **M2-D1** Core API — worker-1

    ## 4. Recent completions

    - 2026-02-18: milestone **M1** Foundation completed

    ## 5. Next steps

    1. **M2-T01** Token validator
    2. **v0.1.0**

    ## 6. Blockers

    None.

    ## 7. Approval requests

    None.
    ");
}

#[test]
fn template_decisions() {
    assert_snapshot!(page("decisions", None, &project()), @"
    ## 2026-02-18: Milestone M1 “Foundation” completed

    **Context:** P1 Foundation; all acceptance criteria met (1/1)

    **Deliverables:** 1/1 shown

    - M1-D1 Build system: a Makefile

    **Evidence:**

    - Tests of unit: 147/149 passing
    - The unit tests pass: `unit` passed on `feedbee000`, 2026-02-21 (record `b0b5e30459`)

    **Next:** M2 MVP functional
    ");
}

#[test]
fn template_history() {
    assert_snapshot!(page("history", None, &project()), @"
    | Phase | Range | What it brought | Documents say | Shown |
    | --- | --- | --- | --- | --- |
    | P1 Foundation | M1 | the build | Done | ✔ 1/1 milestones done |
    | P2 MVP | M2-M3 | the core | In progress | ○ 0/1 milestones done |

    2 milestones: 1 done, 0 dropped, 1 open.

    - **M1** — Foundation. Everyone can build it. (proven on 2026-02-18)
    - **M2** — MVP functional (In progress)
    ");
}

#[test]
fn template_release() {
    assert_snapshot!(page("release", None, &project()), @"
    | Release | Documents say | Shown | Target |
    | --- | --- | --- | --- |
    | **v0.1.0** | Planned | ▷ ready | 2026-03-01 |

    **Schedule**

    1. [x] **M1** Foundation — proven on 2026-02-18, target 2026-02-25 (7 days ahead)
    2. [ ] **M2** MVP functional — ready, target 2026-02-15 (late)
    ");
}

#[test]
fn template_calendar() {
    assert_snapshot!(page("calendar", None, &project()), @"
    | Day | Focus | Owner | Deliverable | Documents say |
    | --- | --- | --- | --- | --- |
    | Day 1 | Read the logs | Ada | cause known | Done |

    1 of 1 entries are said to be finished.

    | Target | Work | Shown | Pace |
    | --- | --- | --- | --- |
    | 2026-02-15 | **M2** MVP functional | ▷ ready | late |
    | 2026-02-25 | **M1** Foundation | ✔ proven on 2026-02-18 | 7 days ahead |
    | 2026-03-01 | **v0.1.0** | ▷ ready | |

    1 ahead of plan, 1 behind, of 3 with a day.
    ");
}

#[test]
fn template_risks() {
    assert_snapshot!(page("risks", None, &project()), @"
    | Risk | Documents say | Shown | Mitigation, or what settled it |
    | --- | --- | --- | --- |
    | **R1** Builds take an hour | Open | ○ open | cache the layers |
    ");
}

#[test]
fn template_blockers() {
    assert_snapshot!(page("blockers", None, &project()), @"
    | Blocker | Impact | Exit condition | State |
    | --- | --- | --- | --- |
    | **B1** The seam is not tested | no release | The seam holds (gate seam) | ✔ resolved: `seam` passed on `0dd0000000`, 2026-02-21 (record `8ddeb7bd21`) |
    ");
}

#[test]
fn template_validation() {
    assert_snapshot!(page("validation", Some("M2"), &project()), @r"
    | Task | Documents say | Criteria and gates | Evidence |
    | --- | --- | --- | --- |
    | **M2-T01** Token validator | \[ \] |  |  |
    ");
}

#[test]
fn template_consumers() {
    assert_snapshot!(page("consumers", None, &project()), @"
    | Consumer | Coupling | Readiness | Tier | Current | Rollback | Gates |
    | --- | --- | --- | --- | --- | --- | --- |
    | `loop-agent` |  |  | supported | `30c1fa0000` | `f2aeb18000` | ✔ `seam` passed on `0dd0000000`, 2026-02-21 (record `8ddeb7bd21`) |
    ");
}

#[test]
fn template_handoff() {
    assert_snapshot!(page("handoff", None, &project()), @"
    Since the beginning.

    1. **Completed**
       - M1 Foundation — proven on 2026-02-18
    2. **Validation gates run**
       - unit: passed (1 run)
       - latency: failed (1 run)
       - seam: passed (1 run)
    3. **Evidence recorded**
       - unit: `b0b5e30459`
       - latency: `9dc92afb91`
       - seam: `8ddeb7bd21`
    4. **Open blockers and risks**
       - risk R1 Builds take an hour
    5. **Decisions**
       - none
    6. **Next**
       - M2-T01 Token validator — `milepost why M2-T01`
    ");
}

#[test]
fn template_state() {
    assert_snapshot!(page("state", None, &project()), @"
    - Phase: P2 MVP
    - Active milestone: **M2** MVP functional (In progress; 33 %, 1/3 criteria met)
    - Active deliverable: **M2-D1** Core API (In progress; worker-1)
    - Milestones done: 1/2 (M1)
    - Deliverables done: 1/2
    - Tasks finished: 1/2
    - Tests: unit 147/149 (98 %)
    - Gates met: 2/3; not met: latency (fails)
    - Last record in the ledger: 2026-02-21
    ");
    let safe = project().replace("[gates.unit]", "[work]\nmode = \"safe\"\n\n[gates.unit]");
    assert!(page("state", None, &safe).contains("- Mode: safe, 1 heavy job at a time"));
}

#[test]
fn template_requests() {
    assert_snapshot!(page("requests", None, ASKED), @"
    - **M1** Core — `milepost approve M1`
      - All acceptance criteria are met (2/2); deliverables shown: 1/1
      - Tests of unit: 147/149 passing, on `feedbee000`
      - What comes next: M2 Clients (Phase 2 Reach)
    ");
}

#[test]
fn template_checklist() {
    let lists = "//- STATUS.md\n## Milestones\n\n- [x] M1 Build\n- [ ] M4 Consumers\n\n## Hand-off checklist\n\n\
                 - [x] The tests pass (gate `unit`)\n- [x] It is fast (gate `speed`)\n- [ ] Ada knows\n\
                 - [x] It is tagged (gate `nothing`)\n- [x] Ben knows\n\
                 //- milepost.toml\nschema = 1\n[gates.unit]\nrun = \"a\"\n[gates.speed]\nrun = \"b\"\n\
                 //- ledger\nunit passed elsewhere src/a.rs\nspeed failed\n";
    assert_snapshot!(page("checklist", None, lists), @"
    - [x] The tests pass — `unit` passed on `0dd0000000`, 2026-02-21 (record `8ca0bd7ca1`)
    - [ ] It is fast — fails
    - [ ] Ada knows
    - [ ] It is tagged — its gate is not defined
    - [x] Ben knows — said, and not shown
    ");
}

#[test]
fn template_policy() {
    let asked = "//- milepost.toml\nschema = 1\n[policy.commits]\ntracking = [\"CHANGELOG.md\"]\ntypes = [\"feat\", \"fix\"]\n\
                 decisions = { when = [\"api/**\"], in = [\"docs/LOG.md\"] }\n";
    assert_snapshot!(page("policy", None, asked), @"
    - Every commit updates at least one of `CHANGELOG.md`
    - Every commit is of a type: `feat`, `fix`
    - A change of `api/**` comes with an entry in `docs/LOG.md`
    ");
    assert_snapshot!(page("policy", None, "//- a.md\nx\n"), @"Nothing is asked of commits.");
}

/// A milestone that waits for its approval, in a phase of its own, with a measurement.
const ASKED: &str = r#"
//- milepost.toml
schema = 1
documents.include = ["*.md"]

[gates.unit]
run = "make test"

[gates.latency]
run = "make bench"
//- PHASES.md
| Phase | Range | What it shipped | Status |
|---|---|---|---|
| Phase 1 (Core) | M1 | the core | Done |
| Phase 2 (Reach) | M2-M3 | clients | Planned |
//- M1.md
# M1 Core

**Phase:** Phase 1
**Approval required:** yes
**Status:** In review

## Acceptance criteria

- [x] The unit tests pass (gate `unit`)
- [x] It is fast (gate `latency`)

## Deliverables

### M1-D1 Store

**Status:** Done

#### Success criteria

- [x] The unit tests pass (gate `unit`)
//- M2.md
# M2 Clients

**Status:** Planned
//- ledger
unit passed tests 147/0/2
latency passed
"#;

/// A release goes by its class, as far as a page can tell.
#[test]
fn a_release_is_told_to_go_or_not_with_every_reason() {
    let release = |gates: &str, blocker: &str, ledger: &str| {
        let page = page(
            "release",
            None,
            &format!(
                "//- milepost.toml\nschema = 1\n[gates.unit]\nrun = \"a\"\n[gates.soak]\nrun = \"b\"\n\
                 [releases.classes.minor]\ngates = [{gates}]\nrollback = true\n\
                 no-go = [\"open-blocker\", \"red-gate\"]\n\
                 //- STATUS.md\n## Milestones\n\n- [x] M1 Build\n- [ ] M2 Consumers\n\n## Releases\n\n\
                 | Release | Class | Rollback | Status |\n|---|---|---|---|\n\
                 | v0.2.0 | minor | v0.1.0 | Planned |\n| v0.3.0 | minor | | Planned |\n\
                 | v0.4.0 | major | v0.1.0 | Planned |\n| v0.1.0 | minor | | Released |\n\n\
                 ## Active blockers\n\n| ID | Blocker | Exit condition |\n|---|---|---|\n{blocker}\
                 //- ledger\n{ledger}\n"
            ),
        );
        page.split_inclusive('\n').skip(2).take(4).collect::<String>()
    };
    let shown = [
        release("\"unit\"", "", "unit passed"),
        // Content that moved since forbids nothing on a page, so that committing code changes none.
        release(
            "\"unit\"",
            "| B1 | It leaks | An hour (gate `soak`) |\n",
            "unit passed elsewhere src/a.rs\nsoak passed elsewhere src/a.rs",
        ),
        release(
            "\"unit\"",
            "| B1 | It leaks | An hour (gate `soak`) |\n",
            "unit passed\nsoak failed",
        ),
        release("\"unit\"", "", "soak passed"),
    ];
    assert_snapshot!(shown.join("--\n"), @"
    | **v0.1.0** | Released | ? claimed |  | |
    | **v0.2.0** | Planned | ▷ ready |  | ✔ go (minor) |
    | **v0.3.0** | Planned | ■ held up |  | ✗ no-go (minor): nothing says what to go back to |
    | **v0.4.0** | Planned | ■ held up |  | ✗ no-go (major): no class of releases is called `major` |
    --
    | **v0.1.0** | Released | ? claimed |  | |
    | **v0.2.0** | Planned | ▷ ready |  | ✔ go (minor) |
    | **v0.3.0** | Planned | ■ held up |  | ✗ no-go (minor): nothing says what to go back to |
    | **v0.4.0** | Planned | ■ held up |  | ✗ no-go (major): no class of releases is called `major` |
    --
    | **v0.1.0** | Released | ? claimed |  | |
    | **v0.2.0** | Planned | ■ held up |  | ✗ no-go (minor): gate `soak`: fails; blocker `B1` is open |
    | **v0.3.0** | Planned | ■ held up |  | ✗ no-go (minor): gate `soak`: fails; nothing says what to go back to; blocker `B1` is open |
    | **v0.4.0** | Planned | ■ held up |  | ✗ no-go (major): no class of releases is called `major` |
    --
    | **v0.1.0** | Released | ? claimed |  | |
    | **v0.2.0** | Planned | ■ held up |  | ✗ no-go (minor): gate `unit`: no run that counts |
    | **v0.3.0** | Planned | ■ held up |  | ✗ no-go (minor): gate `unit`: no run that counts; nothing says what to go back to |
    | **v0.4.0** | Planned | ■ held up |  | ✗ no-go (major): no class of releases is called `major` |
    ");
}

#[test]
fn template_packet() {
    assert_snapshot!(page("packet", None, &project()), @"
    ### weekly

    **Result:** not green<br>
    **Period:** 2026-02-16 until 2026-02-17<br>
    **Commit:** `feedbee000`, recorded on 2026-02-21, for lead

    | Gate | Verdict | Record |
    | --- | --- | --- |
    ");
}

#[test]
fn template_changelog() {
    assert_snapshot!(page("changelog", Some("M1"), &project()), @"
    ### M1 Foundation (2026-02-18)

    Everyone can build it.

    - Build system: a Makefile
    ");
}

#[test]
fn template_commits() {
    let page = with_texts("commits", Some("3"), "//- a.md\nx\n", |texts| {
        let list = vec![
            commit("4b3e684", "2026-02-28", "feat: add the | backend"),
            commit("3b3e684", "2026-02-28", "Merge branch 'x'"),
            commit("6dd1f89", "2026-02-27", "fix(api)!: <b>align</b>"),
            commit("1a90101", "2026-02-26", "no type at all"),
            commit("0a90101", "2026-02-25", "docs: begin"),
        ];
        texts.commits = Some(Commits { list, ..Commits::default() });
    });
    assert_snapshot!(page, @r"
    | Date | Commit | Type | Summary |
    | --- | --- | --- | --- |
    | 2026-02-28 | `4b3e684` | feat | add the \| backend |
    | 2026-02-27 | `6dd1f89` | fix | &lt;b&gt;align&lt;/b&gt; |
    | 2026-02-26 | `1a90101` |  | no type at all |
    ");
}

/// Titles that try to be markup, cells, commands and formulas.
const HOSTILE: &str = "//- milepost.toml
schema = 1
documents.include = [\"docs/**\"]
//- docs/plan.md
## M1 <script>alert(1)</script> | x `y` ::error::z

**Status:** Done | <img src=x>

## M2 =HYPERLINK(\"x\") - [x] \u{1b}[31m \u{202e}

**Status:** In progress
";

#[test]
fn template_findings() {
    let findings = "//- STATUS.md\n## Milestones\n\n- [x] M1 Build\n- [ ] M4 Consumers\n\n## Baseline Findings\n\n| ID | Finding | Evidence Summary | Milestone |\n\
                    |---|---|---|---|\n| F1 | The build fails | Resolved by M1-T01 | M1 |\n\
                    | F2 | Two engines drift | both are integration targets | M4 |\n";
    assert_snapshot!(page("findings", None, findings), @"
    | Finding | What it is | State | Evidence | Milestone |
    | --- | --- | --- | --- | --- |
    | **F1** | The build fails | ? claimed | Resolved by M1-T01 | M1 |
    | **F2** | Two engines drift | ○ open | both are integration targets | M4 |
    ");
}

#[test]
fn template_next() {
    let queue = "//- STATUS.md\n## Milestones\n\n- [ ] M1 Parser\n- [ ] M2 Printer\n\n## Next work (ordered)\n\n\
                 1. Start M2 once the grammar is frozen\n2. Write the manual\n";
    assert_snapshot!(page("next", None, queue), @"
    1. Start M2 once the grammar is frozen
    2. Write the manual
    3. **M1** Parser
    ");
    assert_snapshot!(page("next", Some("1"), queue), @"1. Start M2 once the grammar is frozen");
}

#[test]
fn commits_that_happen_to_be_in_a_clone_are_no_ledger() {
    let cut_off = |template, argument| {
        with_texts(template, argument, "//- a.md\nx\n", |texts| {
            let list = vec![
                commit("2b", "2026-02-02", "feat: two"),
                commit("1a", "2026-02-01", "fix: one"),
            ];
            texts.commits = Some(Commits { list, newest: Vec::new(), is_cut_off: true });
            add(texts, "own", "{% include \"commits\" %}");
            add(texts, "calm", "{% include \"board\" %}");
        })
    };
    let error = "error: the template `commits` tells of commits, and this clone does not have all of them\n";
    assert_eq!(cut_off("commits", None), error);
    assert_eq!(cut_off("commits", Some("2")), error);
    assert_eq!(cut_off("own", None), error.replace("`commits`", "`own`"));
    assert_eq!(cut_off("calm", None).trim(), "No milestone is tracked.");
    assert!(cut_off("commits", Some("1")).contains("| feat | two |"));
}

#[test]
fn a_block_in_a_list_item_stays_in_it() {
    let text = format!(
        "{INCLUDED}{SMALL}//- docs/README.md\n- item\n\n  <!-- milepost:board -->\n  \
         <!-- /milepost:board -->\n\n- next\n"
    );
    assert_snapshot!(filled(&text), @"
    == docs/README.md
    - item

      <!-- milepost:board -->

      | Milestone | Documents say | Shown |
      | --- | --- | --- |
      | **M1** Parser | In progress | ▷ ready |

      <!-- /milepost:board -->

    - next
    ");
}

#[test]
fn titles_are_nothing_but_text() {
    assert_snapshot!(page("board", None, HOSTILE), @r"
    | Milestone | Documents say | Shown |
    | --- | --- | --- |
    | **M1** &lt;script&gt;alert(1)&lt;/script&gt; \| x y ::error::z | Done \| | ? claimed |
    ");
    assert_snapshot!(own("{% for m in milestones %}\n{{ m.title }}\n{% endfor %}", HOSTILE), @r"&lt;script&gt;alert(1)&lt;/script&gt; \| x y ::error::z");
}

#[test]
fn a_template_reaches_nothing_but_its_data_and_comes_to_an_end() {
    let small = &format!("{INCLUDED}{SMALL}");
    let endless = "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}x\
                   {% endfor %}{% endfor %}{% endfor %}";
    let large = "{% set a = 'x' * 90000000 %}{% set b = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}{{ b }}";
    let deep = "{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}";
    let made: Vec<String> = [
        endless,
        large,
        deep,
        "{% include 'own' %}",
        "{% include '/etc/passwd' %}",
        "{% include '../../secret' %}",
        "{{ env.HOME }}",
        "{{ getenv('HOME') }}",
        "{{ milestone }}",
        "{{ milestones[0].titel }}",
        "{{ milestones }}",
        "{{ milestones[0].title | safe }}",
        "{{ debug() }}",
        "{% for m in milestones %}",
        "{{ milestones[0].fields.nothing }}-{{ milestones[7].title }}",
        "{% autoescape false %}{{ '<b>' }}{% endautoescape %}{% set x %}{{ '<i>' }}{% endset %}{{ x }}",
        "{{ 'a' if false }}{{ milestones[0].title | upper | code }}{{ 'see `x*`' | message }}",
    ]
    .into_iter()
    .map(|template| own(template, small).trim_end().to_owned())
    .collect();
    assert_snapshot!(made.join("\n"), @"
    error: the template `own` does not come to an end within what a template may do
    error: the template `own` does not come to an end within what a template may do
    error: the template `own` fails in line 1: invalid operation: recursion limit exceeded
    error: the template `own` fails in line 1: invalid operation: recursion limit exceeded
    error: the template `own` fails in line 1: template not found: tried to include non-existing template '/etc/passwd'
    error: the template `own` fails in line 1: template not found: tried to include non-existing template '../../secret'
    error: the template `own` fails in line 1: undefined value: `env` is undefined
    error: the template `own` fails in line 1: unknown function: getenv is unknown
    error: the template `own` fails in line 1: undefined value: `milestone` is undefined
    error: the template `own` fails in line 1: undefined value: `milestones[0].titel` is undefined
    error: the template `own` fails in line 1: invalid operation: a sequence cannot be written; write what is in it
    error: the template `own` fails in line 1: unknown filter: filter safe is unknown
    error: the template `own` fails in line 1: unknown function: debug is unknown
    error: the template `own` fails in line 1: syntax error: unexpected end of input, expected end of block
    error: the template `own` fails in line 1: undefined value: `milestones[7]` is undefined
    &lt;b&gt;&lt;i&gt;
    `PARSER`see `x*`
    ");
}

#[test]
fn a_board_of_a_million_rows_is_refused_and_not_waited_for() {
    let rows = "{% for a in range(99999) %}{% for b in range(11) %}| {{ a }} | {{ b }} | some text in a cell |\n\
                {% endfor %}{% endfor %}";
    assert_snapshot!(own(rows, "//- a.md\nx\n"), @"error: the template `own` does not come to an end within what a template may do");
}

/// What every page of a fixture should say, after it is written.
fn filled(fixture: &str) -> String {
    let fixture = Fixture::new(fixture);
    let texts = fixture.page_texts();
    let scene = fixture.scene();
    let bench = Bench::new(&scene);
    let outcomes = bench.book(&scene, &texts).outcomes();
    let shown = outcomes.iter().map(|outcome| {
        let state = match &outcome.state {
            State::Same => "same\n".to_owned(),
            State::Differs(change) => {
                let mut again = texts.clone();
                let source = Source { path: outcome.path.clone(), text: (*change.after).into() };
                again.files.insert(outcome.path.clone(), Text::There(source.into()));
                let outcomes = bench.book(&scene, &again).outcomes();
                let settled = outcomes.iter().find(|it| it.path == outcome.path).unwrap();
                assert_eq!(settled.state, State::Same, "rendering twice changes {}", outcome.path);
                change.after.replace('\r', "␍")
            }
            State::Foreign(_) => "written by somebody else\n".to_owned(),
            State::Unknown(troubles) => {
                let lines = troubles.iter().map(|it| format!("{} ({})\n", it.message, it.help));
                lines.collect()
            }
        };
        format!("== {}\n{state}", outcome.path)
    });
    shown.collect()
}

const SAME: &str = "== docs/M1.md\nsame\n";

const INCLUDED: &str = "//- milepost.toml\nschema = 1\ndocuments.include = [\"docs/**\"]\n";

const SMALL: &str = "//- docs/M1.md\n# M1 Parser\n\n**Status:** In progress\n";

#[test]
fn every_byte_outside_of_the_markers_stays() {
    let text = format!(
        "{INCLUDED}{SMALL}//- README.md\n# A  \r\n\r\n<!-- milepost:board -->\r\nold\r\n<!-- /milepost:board -->\r\nend"
    );
    assert_snapshot!(filled(&text), @"
    == README.md
    # A  ␍
    ␍
    <!-- milepost:board -->␍
    ␍
    | Milestone | Documents say | Shown |␍
    | --- | --- | --- |␍
    | **M1** Parser | In progress | ▷ ready |␍
    ␍
    <!-- /milepost:board -->␍
    end
    ");
}

#[test]
fn whole_pages_are_new_ours_or_somebody_elses() {
    let config = "//- milepost.toml\nschema = 1\ndocuments.include = [\"docs/**\"]\n[[render]]\npage = \"A.md\"\ntemplate = \"board\"\n\
                  [[render]]\npage = \"B.md\"\ntemplate = \"board\"\n[[render]]\npage = \"C.md\"\n\
                  template = \"board\"\n//- B.md\n# Mine\n//- C.md\n<!-- Derived by `milepost render`\nx\n";
    assert_snapshot!(filled(&format!("{SMALL}{config}")), @"
    == A.md
    <!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->

    | Milestone | Documents say | Shown |
    | --- | --- | --- |
    | **M1** Parser | In progress | ▷ ready |
    == B.md
    written by somebody else
    == C.md
    <!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->

    | Milestone | Documents say | Shown |
    | --- | --- | --- |
    | **M1** Parser | In progress | ▷ ready |
    ");
}

#[test]
fn boxes_follow_what_was_shown() {
    let text = "//- milepost.toml
schema = 1
documents.include = [\"docs/**\"]
[[render]]
page = \"docs/M1.md\"
stamp = true
[gates.a]
run = \"a\"
[gates.b]
run = \"b\"
[gates.c]
run = \"c\"
//- ledger
a passed
b failed
c passed elsewhere src/a.rs
//- docs/M1.md
# M1 Parser

## Acceptance criteria

- [ ] It passes (gate `a`)
- [x] It fails (gate `b`)
- [x] It moved since (gate `c`)
- [ ] It moved since, too (gate `c`)
- [X] Nobody answered this
- [-] This means something else (gate `a`)
";
    assert_snapshot!(filled(text), @"
    == docs/M1.md
    # M1 Parser

    ## Acceptance criteria

    - [x] It passes (gate `a`)
    - [ ] It fails (gate `b`)
    - [x] It moved since (gate `c`)
    - [ ] It moved since, too (gate `c`)
    - [ ] Nobody answered this
    - [-] This means something else (gate `a`)
    ");
}

/// What pages say of a gate whose runs are those.
fn gate_of(runs: &str) -> String {
    let text = format!(
        "//- milepost.toml
schema = 1
documents.include = [\"docs/**\"]
[gates.a]
run = \"a\"
greens = 2
//- ledger
{runs}
//- docs/M1.md
# M1 Parser

## Acceptance criteria

- [ ] It passes (gate `a`)
"
    );
    own(
        "{% for g in gates %}{{ g.shows }}{% endfor %} {% for m in milestones %}{{ m.shows }}{% endfor %}",
        &text,
    )
}

#[test]
fn pages_tell_of_what_was_measured_last_wherever_that_was() {
    let runs = [
        "",
        "a passed\na passed",
        "a passed elsewhere src/a.rs\na passed elsewhere src/a.rs",
        // A run that was cancelled says nothing, and hides nothing.
        "a passed elsewhere src/a.rs\na passed elsewhere src/a.rs\na not-run cancelled",
        "a passed elsewhere src/a.rs",
        "a passed",
        "a failed",
        "a failed elsewhere src/a.rs",
        "a passed elsewhere src/a.rs\na passed elsewhere src/a.rs\na failed",
    ];
    let told: Vec<String> =
        runs.iter().map(|runs| format!("{runs:?}: {}", gate_of(runs))).collect();
    assert_snapshot!(told.join("\n"), @r#"
    "": no run that counts ready
    "a passed\na passed": \`a\` passed on \`feedbee000\`, 2026-02-21 (record \`280e048037\`) proven
    "a passed elsewhere src/a.rs\na passed elsewhere src/a.rs": \`a\` passed on \`0dd0000000\`, 2026-02-21 (record \`266847c3a1\`) proven
    "a passed elsewhere src/a.rs\na passed elsewhere src/a.rs\na not-run cancelled": \`a\` passed on \`0dd0000000\`, 2026-02-21 (record \`266847c3a1\`) proven
    "a passed elsewhere src/a.rs": no run that counts ready
    "a passed": no run that counts ready
    "a failed": fails ready
    "a failed elsewhere src/a.rs": fails ready
    "a passed elsewhere src/a.rs\na passed elsewhere src/a.rs\na failed": fails ready
    "#);
}

/// A stamped document about one item, whose first gate passes and whose second fails.
fn stamped(document: &str) -> String {
    filled(&format!(
        "//- milepost.toml
schema = 1
documents.include = [\"docs/**\"]
[[render]]
page = \"docs/M1.md\"
stamp = true
[gates.a]
run = \"a\"
[gates.b]
run = \"b\"
//- ledger
a passed
b failed
//- docs/M1.md
{document}"
    ))
}

#[test]
fn progress_lines_count_the_boxes_of_their_item() {
    let criteria = "\n## Acceptance criteria\n\n- [ ] It passes (gate `a`)\n- [x] It fails (gate `b`)\n\
                    - [x] It fails, too (gate `b`)\n";
    let line = |line: &str| {
        let page = stamped(&format!("# M1 Parser\n\n{line}\n{criteria}"));
        page.lines().find(|it| it.contains("rogress")).unwrap_or("unchanged").to_owned()
    };
    let lines = [
        "**Progress:** 2/3 (66 %)",
        "**Progress:** 67% (2/3 criteria met)",
        "**Progress:** 2 of 3 done",
        "**Progress:** 1/4",
        "Progress: 66.7 %",
        "**Progress:** ██████░░░ 2/3 (66 %)",
        "**Progress:** [######----] 2/3 (66%)",
        "**Progress:** ██████░░░ 33 %",
        "**Progress:** 1/3 (33 %)",
        "**Progress:** 34%",
        "**Progress:** 2/3 deliverables",
        "**Progress:** at least 66 %",
    ];
    let pages: Vec<String> = lines.iter().map(|it| format!("{it}  ->  {}", line(it))).collect();
    assert_snapshot!(pages.join("\n"), @"
    **Progress:** 2/3 (66 %)  ->  **Progress:** 1/3 (33 %)
    **Progress:** 67% (2/3 criteria met)  ->  **Progress:** 33% (1/3 criteria met)
    **Progress:** 2 of 3 done  ->  **Progress:** 1 of 3 done
    **Progress:** 1/4  ->  **Progress:** 1/3
    Progress: 66.7 %  ->  Progress: 33 %
    **Progress:** ██████░░░ 2/3 (66 %)  ->  **Progress:** ███░░░░░░ 1/3 (33 %)
    **Progress:** [######----] 2/3 (66%)  ->  **Progress:** [###-------] 1/3 (33%)
    **Progress:** ██████░░░ 33 %  ->  **Progress:** ███░░░░░░ 33 %
    **Progress:** 1/3 (33 %)  ->  **Progress:** 1/3 (33 %)
    **Progress:** 34%  ->  **Progress:** 34%
    **Progress:** 2/3 deliverables  ->  **Progress:** 2/3 deliverables
    **Progress:** at least 66 %  ->  **Progress:** at least 66 %
    ");
}

#[test]
fn a_progress_line_that_may_count_something_else_stays() {
    let parts = "\n## Deliverables\n\n- [x] M1-D1 Lexer\n- [ ] M1-D2 Tree\n";
    let page = |line: &str, criteria: &str| {
        stamped(&format!("# M1 Parser\n\n{line}\n\n## Acceptance criteria\n\n{criteria}{parts}"))
    };
    let two = "- [x] It passes (gate `a`)\n- [ ] It fails (gate `b`)\n";
    // Two criteria and two deliverables; a percentage beside both; a box that says something of its own.
    assert_eq!(page("**Progress:** 2/2", two), SAME);
    assert_eq!(page("**Progress:** 90 %", two), SAME);
    let own =
        "- [x] It passes (gate `a`)\n- [-] It fails (gate `b`)\n- [x] It passes, too (gate `a`)\n";
    assert_eq!(page("**Progress:** 3/3", own), SAME);
    // Three criteria are no two deliverables.
    let three =
        "- [x] It passes (gate `a`)\n- [ ] It fails (gate `b`)\n- [x] It passes, too (gate `a`)\n";
    assert!(page("**Progress:** 1/3", three).contains("2/3"));
}

#[test]
fn what_is_no_tracker_is_not_stamped_silently() {
    let text = "//- milepost.toml\nschema = 1\n[[render]]\npage = \"a.md\"\nstamp = true\n\
                //- docs/M1.md\n# M1 Parser\n\n**Status:** Done\n//- a.md\nNo tracker.\n";
    let page = filled(text);
    assert!(page.contains("`a.md` is not read as a tracker"), "{page}");
}

#[test]
fn a_page_of_commits_lacks_the_one_that_it_is_part_of_at_most() {
    let fixture = Fixture::new(
        "//- milepost.toml\nschema = 1\n[[render]]\npage = \"LOG.md\"\ntemplate = \"commits\"\n",
    );
    let scene = fixture.scene();
    let bench = Bench::new(&scene);
    let log = RepoPath::new("LOG.md").unwrap();
    let all =
        vec![commit("2b", "2026-02-02", "feat: two"), commit("1a", "2026-02-01", "feat: one")];
    let state = |list: &[LedgerCommit], newest: &[RepoPath], text: Option<&str>| {
        let mut texts = fixture.page_texts();
        texts.commits =
            Some(Commits { list: list.to_vec(), newest: newest.to_vec(), is_cut_off: false });
        let text = text.map_or(Text::Absent, |text| {
            Text::There(Source { path: log.clone(), text: text.into() }.into())
        });
        texts.files.insert(log.clone(), text);
        bench.book(&scene, &texts).outcomes().remove(0).state
    };
    let State::Differs(first) = state(&all[1..], &[], None) else { panic!("it is not there") };
    // Committed with the second commit, it is current; a commit later it is not.
    assert_eq!(state(&all, std::slice::from_ref(&log), Some(&first.after)), State::Same);
    assert!(matches!(state(&all, &[], Some(&first.after)), State::Differs(_)));
}

#[test]
fn the_data_has_the_published_shape() {
    let schema = include_str!("../../../../../docs/schema/page.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let agreed = project().replace("failed\n", "failed\nada approves milestone M1\n");
    for text in [project(), agreed, "//- a.md\nx\n".to_owned()] {
        let fixture = Fixture::new(&text);
        let mut texts = fixture.page_texts();
        let list = vec![commit("4b3e684", "2026-02-28", "feat: x")];
        texts.commits = Some(Commits { list, ..Commits::default() });
        let scene = fixture.scene();
        let data = Bench::new(&scene).book(&scene, &texts).data();
        let data: serde_json::Value = serde_json::from_str(&data).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&data)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}
