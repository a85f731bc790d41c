//! `milepost read`: how documents are understood.

use insta::assert_snapshot;

use crate::{check::CONTRADICTION, sandbox::Sandbox};

#[test]
fn every_line_has_its_meaning_beside_it() {
    let sandbox = Sandbox::new(CONTRADICTION);
    assert_snapshot!(sandbox.run(&["read", "docs/PLAN.md"]), @"
    docs/PLAN.md · a tracker: ids with statuses, a status column, milestone, phase or acceptance headings

    heading                     1 │ # Bakery
                                2 │
    · progress                  3 │ **Progress:** 75% (1/2 milestones complete)
                                4 │
                                5 │ | Milestone | Status | Evidence |
                                6 │ |---|---|---|
    ✓ milestone M1 done         7 │ | M1 Oven | Complete | `docs/oven.log` |
    ◐ milestone M2 in-progress  8 │ | M2 Shop | In progress | pending |
                                9 │
    ◐ milestone M1 in-progress 10 │ ## M1 Oven
                               11 │ **Status:** In progress
                               12 │
    ✓ task M1-T01 done         13 │ - [x] M1-T01 Bricks
    ○ task M1-T02 planned      14 │ - [ ] M1-T02 Chimney
                               15 │
    heading                    16 │ ## Next work
    · queue entry              17 │ 1. Finish M2 shop

    3 milestones, 2 tasks, 1 queue entry, 1 progress
    [exit 0]
    ");
}

#[test]
fn files_need_not_be_trackers_nor_in_a_repository() {
    let sandbox = Sandbox::folder("//- notes.txt\n# Notes\n\nJust words.\n");
    assert_snapshot!(sandbox.run(&["read", "notes.txt"]), @"
    notes.txt · no tracker: no sign of one

    heading  1 │ # Notes
             2 │
             3 │ Just words.

    nothing tracked
    [exit 0]
    ");
}

#[test]
fn a_file_that_is_not_there_is_no_answer() {
    let sandbox = Sandbox::new(CONTRADICTION);
    assert_snapshot!(sandbox.run(&["read", "docs/NOPLAN.md"]), @"
    ------- stderr -------
    error: docs/NOPLAN.md does not exist
    [exit 2]
    ");
}
