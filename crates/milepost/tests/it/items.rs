//! `milepost show`, `why` and `next`: single items, and how they are named.

use insta::assert_snapshot;

use crate::{sandbox::Sandbox, status::NATIVE};

#[test]
fn show_tells_all_that_is_said() {
    let sandbox = Sandbox::new(NATIVE);
    assert_snapshot!(sandbox.run(&["show", "m1"]), @"
    milestone M1 Walking skeleton
      says   · no status  docs/M1.md:1
      shows  ▷ ready  · criteria 1/2 (50 %)  · parts 0/1 (0 %)  · shown 0/2 (0 %)
      scope  docs

      Goal               One request goes through
      Phase              P1
      Approval required  no

    Criteria
      ✓ The server answers
        gate smoke · docs/M1.md:9
        · missing: gate `smoke` is not defined in milepost.toml
      ○ A newcomer understands the errors
        review · docs/M1.md:10

    Parts
      M1-D1 Server                                                · no status         ▷ ready

    Said in
      docs/M1.md:1  section: no status
    [exit 0]
    ");
}

#[test]
fn why_lists_what_is_missing() {
    let sandbox = Sandbox::new(NATIVE);
    assert_snapshot!(sandbox.run(&["why", "M1"]), @"
    milestone M1 Walking skeleton
      says   · no status  docs/M1.md:1
      shows  ▷ ready  · criteria 1/2 (50 %)  · parts 0/1 (0 %)  · shown 0/2 (0 %)
      scope  docs

    It is not proven, because

       1. “The server answers”: gate `smoke` is not defined in milepost.toml
          → milepost add gate smoke
       2. “A newcomer understands the errors”: it is bound to no gate: a person must answer it
          → milepost review M1

    next: milepost add gate smoke
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["why", "M2"]), @"
    milestone M2 Orders
      says   · no status  docs/M2.md:1
      shows  ○ planned  · criteria 0/1 (0 %)  · shown 0/1 (0 %)
      scope  docs

    It is not proven, because

       1. it depends on `M1`, which is not finished
          → milepost why M1
       2. “Orders survive a restart”: gate `restart` is not defined in milepost.toml
          → milepost add gate restart

    next: milepost why M1
    [exit 0]
    ");
}

#[test]
fn next_lists_what_is_ready() {
    let sandbox = Sandbox::new(NATIVE);
    assert_snapshot!(sandbox.run(&["next"]), @"
    Ready
      ▷ M1-T02 Router
        task, nothing it depends on is open
    [exit 0]
    ");
}

#[test]
fn mistyped_names_have_suggestions() {
    let sandbox = Sandbox::new(NATIVE);
    assert_snapshot!(sandbox.run(&["show", "M1-D2"]), @"
    ------- stderr -------
    error: no item is called `M1-D2`
    hint: did you mean `M1-D1`, `M1-T02`, `M1`?
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["why", "entirely different"]), @"
    ------- stderr -------
    error: no item is called `entirely different`
    hint: `milepost status --all` lists what there is
    [exit 2]
    ");
}

#[test]
fn names_that_mean_several_things_are_told_apart() {
    let board = |folder: &str| {
        format!(
            "//- {folder}/PLAN.md\n# {folder}\n\n| Milestone | Status |\n|---|---|\n| M1 Of {folder} | Planned |\n| M2 More | Planned |\n"
        )
    };
    let sandbox = Sandbox::new(&(board("api") + &board("web")));
    assert_snapshot!(sandbox.run(&["show", "M1"]), @"
    ------- stderr -------
    error: `M1` is the name of several items
    hint: say which
      milepost show milestone:M1 --in api  Of api
      milepost show milestone:M1 --in web  Of web
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["show", "M1", "--in", "web"]), @"
    milestone M1 Of web
      says   ○ Planned  web/PLAN.md:5
      shows  ▷ ready
      scope  web

    Said in
      web/PLAN.md:5  row: Planned
    [exit 0]
    ");
}

#[test]
fn parts_wait_for_what_their_whole_depends_on() {
    let sandbox = Sandbox::new(NATIVE);
    sandbox.write(
        "//- docs/M3.md\n# M3 Payments\n\n**Goal:** Cards are taken\n**Depends on:** M2\n\n## Acceptance criteria\n\n- [ ] Cards are charged once (gate `cards`)\n\n## Deliverables\n\n### M3-D1 \
         Ledger\n\n#### Tasks\n\n- [ ] M3-T01 Table\n",
    );
    assert_snapshot!(sandbox.run(&["next"]), @"
    Ready
      ▷ M1-T02 Router
        task, nothing it depends on is open
    [exit 0]
    ");
    let screen = sandbox.run(&["why", "M3-D1"]);
    assert!(
        screen.contains("1. `M3`, which it belongs to, depends on `M2`, which is not finished\n"),
        "{screen}"
    );
}

#[test]
fn what_waits_for_its_own_parts_does_not_hold_them_back() {
    let sandbox = Sandbox::new(
        "//- docs/PLAN.md\n# Plan\n\n## M1 Bread\n\n**Status:** Planned\n**Depends on:** M1-D1\n\n\
         ### M1-D1 Oven\n\n**Status:** Planned\n\n### M1-D2 Shop\n\n**Status:** Planned\n",
    );
    assert_snapshot!(sandbox.run(&["next"]), @"
    Ready
      ▷ M1-D1 Oven
        deliverable, nothing it depends on is open
      ▷ M1-D2 Shop
        deliverable, nothing it depends on is open
    [exit 0]
    ");
}

#[test]
fn a_part_that_is_contradicted_speaks_against_its_whole() {
    let sandbox = Sandbox::new(
        "//- docs/PLAN.md\n# Plan\n\n## M1 Bread\n\n**Status:** Complete\n\n### M1-D1 Oven\n\n\
         **Status:** Complete\n**Evidence:** `docs/oven.txt`\n\n## M2 Shop\n\n**Status:** Complete\n",
    );
    let screen = sandbox.run(&["status"]);
    assert!(screen.contains("M1 Bread      ✓ Complete  ✗ contradicted"), "{screen}");
    assert!(screen.contains("M2 Shop       ✓ Complete  ? claimed"), "{screen}");
    assert!(screen.contains("Next       M1-D1 Oven"), "{screen}");
    let screen = sandbox.run(&["why", "M1"]);
    assert!(screen.contains("deliverable `M1-D1` in it is contradicted\n"), "{screen}");
}
