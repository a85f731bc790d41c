//! Items added to plans, as diffs.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use insta::assert_snapshot;
use proptest::prelude::*;

use super::{AddError, Change, Ground, New, item};
use crate::{
    config::Config,
    edit::diff,
    id::ItemId,
    plan::{Found, Item, ItemKind, Plan, Wanted},
    read::{self, ReadOptions},
    text::{RepoPath, Source},
};

const PLAN: &str = "\
//- docs/plan/M1.md
# M1 Reader

**Goal:** Plans are read

## Acceptance criteria

- [x] It reads

## Deliverables

### M1-D1 Parser

**Scope:** `src/**`

#### Tasks

- [x] M1-T01 Blocks
- [ ] M1-T02 Spans

## Value delivered

Much.
//- RISKS.md
# Registers

## Risks

| ID | Risk | Impact | Status |
|---|---|---|---|
| R1 | Rain | high | Mitigated |

## Blockers

- **B1**: no time

* * *

## Decisions

### D-007: Use Rust

**Status:** Accepted
";

/// Adds something and gives back the change.
fn change(files: &str, kind: ItemKind, parent: &str, title: &str) -> Result<Change, AddError> {
    change_in(files, kind, parent, title, None)
}

fn change_in(
    files: &str,
    kind: ItemKind,
    parent: &str,
    title: &str,
    within: Option<&str>,
) -> Result<Change, AddError> {
    let sources: BTreeMap<RepoPath, Arc<Source>> = files
        .split("//- ")
        .skip(1)
        .map(|file| {
            let (path, text) = file.split_once('\n').unwrap();
            let path = RepoPath::new(path.trim()).unwrap();
            (path.clone(), Arc::new(Source { path, text: text.into() }))
        })
        .collect();
    let read = |source: &Arc<Source>| {
        let scope = crate::id::Scope::new(source.path.folder());
        read::read(source, &ReadOptions { scope, ..ReadOptions::default() })
    };
    let plan = Plan::new(sources.values().map(read).collect());
    let parent: Option<&Item> = match plan.lookup(&Wanted::new(parent, None)) {
        Found::One(item) => Some(item),
        Found::Several(_) | Found::Nothing { .. } => None,
    };
    let config = Config::default();
    let ground = Ground {
        plan: &plan,
        sources: &sources,
        config: &config,
        elsewhere: &[],
        files: &BTreeSet::new(),
    };
    let within = within.and_then(RepoPath::new);
    let gate = ItemId::new("io").filter(|_| title.contains("bound"));
    let new = New {
        kind,
        id: None,
        title,
        parent,
        gate: gate.as_ref(),
        within: within.as_ref(),
        details: &[],
    };
    item(ground, &new)
}

#[track_caller]
fn check(kind: ItemKind, parent: &str, title: &str) -> String {
    let change = change(PLAN, kind, parent, title).unwrap();
    diff::unified(change.path.as_str(), change.before.as_deref(), &change.after)
}

#[test]
fn work_stands_beside_its_like() {
    assert_snapshot!(check(ItemKind::Task, "M1-D1", "Lines"), @"
    --- a/docs/plan/M1.md
    +++ b/docs/plan/M1.md
    @@ -16,6 +16,7 @@
     
     - [x] M1-T01 Blocks
     - [ ] M1-T02 Spans
    +- [ ] M1-T03 Lines
     
     ## Value delivered
     
    ");
    assert_snapshot!(check(ItemKind::Deliverable, "M1", "Fold"), @"
    --- a/docs/plan/M1.md
    +++ b/docs/plan/M1.md
    @@ -17,6 +17,8 @@
     - [x] M1-T01 Blocks
     - [ ] M1-T02 Spans
     
    +### M1-D2 Fold
    +
     ## Value delivered
     
     Much.
    ");
    assert_snapshot!(check(ItemKind::Criterion, "M1", "It is bound"), @"
    --- a/docs/plan/M1.md
    +++ b/docs/plan/M1.md
    @@ -5,6 +5,7 @@
     ## Acceptance criteria
     
     - [x] It reads
    +- [ ] It is bound (gate `io`)
     
     ## Deliverables
     
    ");
}

#[test]
fn a_section_that_has_none_yet_gets_a_heading() {
    assert_snapshot!(check(ItemKind::Criterion, "M1-D1", "It works"), @"
    --- a/docs/plan/M1.md
    +++ b/docs/plan/M1.md
    @@ -17,6 +17,10 @@
     - [x] M1-T01 Blocks
     - [ ] M1-T02 Spans
     
    +#### Success criteria
    +
    +- [ ] It works
    +
     ## Value delivered
     
     Much.
    ");
}

#[test]
fn registers_keep_their_form() {
    assert_snapshot!(check(ItemKind::Risk, "", "Snow | ice"), @r"
    --- a/RISKS.md
    +++ b/RISKS.md
    @@ -5,6 +5,7 @@
     | ID | Risk | Impact | Status |
     |---|---|---|---|
     | R1 | Rain | high | Mitigated |
    +| R2 | Snow \| ice |  | Open |
     
     ## Blockers
     
    ");
    assert_snapshot!(check(ItemKind::Blocker, "", "no disk"), @"
    --- a/RISKS.md
    +++ b/RISKS.md
    @@ -9,6 +9,7 @@
     ## Blockers
     
     - **B1**: no time
    +- **B2**: no disk
     
     * * *
     
    ");
    assert_snapshot!(check(ItemKind::Decision, "", "Use git"), @"
    --- a/RISKS.md
    +++ b/RISKS.md
    @@ -17,3 +17,7 @@
     ### D-007: Use Rust
     
     **Status:** Accepted
    +
    +### D-008: Use git
    +
    +**Status:** Proposed
    ");
}

#[test]
fn a_milestone_gets_a_file_beside_the_others() {
    let change = change(PLAN, ItemKind::Milestone, "", "Judge").unwrap();
    assert_eq!((change.path.as_str(), change.before), ("docs/plan/M2.md", None));
    assert!(change.after.starts_with("# M2 Judge\n"));
}

#[test]
fn what_is_not_plain_is_refused() {
    let two = "//- a.md\n# Registers\n\n## Risks\n\n- R1 Rain\n\n## More risks\n\n- R2 Snow\n";
    let error = change(two, ItemKind::Risk, "", "Ice").unwrap_err();
    let places = [("a.md", 5), ("a.md", 9)].map(|(path, at)| (RepoPath::new(path).unwrap(), at));
    assert_eq!(error, AddError::SeveralPlaces { kind: ItemKind::Risk, places: places.to_vec() });
    let none = "//- a.md\n# M1 Reader\n\n**Goal:** x\n**Phase:** P1\n";
    let error = change(none, ItemKind::Finding, "", "Ice").unwrap_err();
    assert_eq!(error, AddError::NoPlace { kind: ItemKind::Finding, parent: None });
    let made = change_in(none, ItemKind::Finding, "", "Ice", Some("a.md")).unwrap();
    assert!(made.after.ends_with("\n\n## Findings\n\n- F1 Ice\n"), "{}", made.after);
    let error = change(PLAN, ItemKind::Risk, "", "a\nb").unwrap_err();
    assert_eq!(error, AddError::NotATitle);
}

/// What may stand between the parts of a plan.
fn prose() -> impl Strategy<Value = String> {
    proptest::sample::select(vec![
        "",
        "\n",
        "\t\n",
        "Words, and more of them.  \n\n",
        "> a quotation\n\n",
        "<!-- hidden -->\n\n",
        "```sh\nls\n```\n\n",
        "Ünïcödé — …\n\n",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn every_other_byte_stays_and_the_new_item_is_found(
        before in prose(), between in prose(), behind in prose(), boxed in any::<bool>(),
        bullet in proptest::sample::select(vec!["-", "*", "+", "1.", "3)"]),
        windows in any::<bool>(), closed in any::<bool>(),
        title in "[A-Z][a-z]{2,9}( [a-z]{3,9}){0,3}",
    ) {
        let mark = if boxed { "[x] " } else { "" };
        let mut text = format!(
            "# M1 Reader\n\n**Goal:** Plans are read\n**Phase:** P1\n\n{before}## Tasks\n\n\
             {bullet} {mark}M1-T08 Blocks of text\n\n{between}## Notes\n\n{behind}"
        );
        if !closed {
            text.truncate(text.trim_end().len());
        }
        if windows {
            text = text.replace('\n', "\r\n");
        }
        let change = change(&format!("//- M1.md\n{text}"), ItemKind::Task, "M1", &title);
        let change = change.map_err(|error| TestCaseError::fail(format!("{error}: {text:?}")))?;
        let (old, new) = (&*text, change.after.as_str());
        let head = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        let added = new.len() - old.len();
        prop_assert!(old.as_bytes()[head..] == new.as_bytes()[head + added..]);
        prop_assert_eq!(change.id, ItemId::new("M1-T09"));
        prop_assert_eq!(windows, !new.replace("\r\n", "").contains('\n') && new.contains('\r'));
        prop_assert_eq!(old.ends_with('\n'), new.ends_with('\n'));
    }
}

/// A record as MADR has it.
const MADR: &str = "\
//- docs/decisions/0001-keep-one-file.md
---
status: accepted
date: 2026-01-02
---

# Keep one file

## Context and Problem Statement

Data must survive a crash.

## Considered Options

* One file
* A server

## Decision Outcome

Chosen option: One file, since it is simple.
";

#[test]
fn decisions_in_files_of_their_own_get_another_file() {
    let added = change(MADR, ItemKind::Decision, "", "Use TOML, not YAML").unwrap();
    assert_eq!(added.path.as_str(), "docs/decisions/0002-use-toml-not-yaml.md");
    assert_eq!((added.id, added.before), (None, None));
    assert_snapshot!(added.after, @"
    ---
    status: proposed
    ---

    # Use TOML, not YAML

    ## Context and Problem Statement

    What made a decision necessary.

    ## Considered Options

    * The first
    * The second

    ## Decision Outcome

    Not decided yet.
    ");
    // The title is the name where there is no id.
    let same = change(MADR, ItemKind::Decision, "", "Keep one file");
    assert_eq!(same, Err(AddError::TitleTaken { title: "Keep one file".into() }));
    let nygard = "\
//- doc/adr/0009-use-a-queue.md
# 9. Use a queue

Date: 2026-01-09

## Status

Accepted

## Context

Two services wait for each other.

## Decision

They use a queue.

## Consequences

Nobody waits.
";
    let added = change(nygard, ItemKind::Decision, "", "Use two").unwrap();
    assert_eq!(added.path.as_str(), "doc/adr/0010-use-two.md");
    assert_eq!(added.id.as_ref().map(ItemId::as_str), Some("10"));
    assert_snapshot!(added.after, @"
    # 10. Use two

    ## Status

    Proposed

    ## Context

    What made a decision necessary.

    ## Decision

    Not decided yet.

    ## Consequences

    What follows from it.
    ");
    let listed = "\
//- adr/ADR-0004.md
# ADR-0004: Use a queue

- Status: accepted
- Date: 2026-01-09

## Context

Two services wait for each other.

## Decision Outcome

They use a queue.
";
    let added = change(listed, ItemKind::Decision, "", "Use two").unwrap();
    assert_eq!(added.path.as_str(), "adr/ADR-0005.md");
    assert_snapshot!(added.after, @"
    # ADR-0005: Use two

    - Status: proposed

    ## Context

    What made a decision necessary.

    ## Decision Outcome

    Not decided yet.
    ");
}

#[test]
fn a_first_decision_begins_a_log() {
    let plan = "//- docs/plan/M1.md\n# M1 Reader\n\n**Goal:** Plans are read\n\n## Acceptance criteria\n\n- [x] It reads\n";
    let added = change(plan, ItemKind::Decision, "", "Use TOML").unwrap();
    assert_eq!(added.path.as_str(), "docs/DECISIONS.md");
    assert_snapshot!(added.after, @"
    # Decisions

    ## D-001 Use TOML

    **Status:** Proposed
    ");
    // Where both are kept, somebody must say which is meant.
    let both =
        format!("{MADR}//- LOG.md\n# Decisions\n\n## D-001 Use Rust\n\n**Status:** Accepted\n");
    let several = change(&both, ItemKind::Decision, "", "Use TOML");
    assert!(matches!(several, Err(AddError::SeveralPlaces { .. })), "{several:?}");
    let into = |place: &str| {
        let added = change_in(&both, ItemKind::Decision, "", "Use TOML", Some(place)).unwrap();
        added.path.to_string()
    };
    assert_eq!(into("docs/decisions"), "docs/decisions/0002-use-toml.md");
    assert_eq!(into("LOG.md"), "LOG.md");
}
