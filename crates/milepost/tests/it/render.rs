//! Derived pages through the built program.

use std::{fs, os::unix::fs::symlink};

use insta::assert_snapshot;

use crate::sandbox::{Sandbox, without_ids};

/// A project with a page of its own, a block in a document, and a log of commits.
const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh src/test.sh\"

[[render]]
page = \"docs/STATUS.md\"
template = \"status\"

[[render]]
page = \"docs/M1.md\"
stamp = true

[[render]]
page = \"LOG.md\"
template = \"commits\"
//- docs/M1.md
# M1 Server

**Goal:** It answers
**Phase:** P1
**Status:** In progress

## Acceptance criteria

- [ ] It is tested (gate `unit`)
- [x] Somebody likes it
//- README.md
# A server\x20\x20

<!-- milepost:board -->
<!-- /milepost:board -->

The end
//- src/test.sh
exit 0
";

fn text(sandbox: &Sandbox, path: &str) -> String {
    fs::read_to_string(sandbox.root().join(path)).unwrap()
}

#[test]
fn pages_are_current_once_they_are_committed_and_stay_so() {
    let mut sandbox = Sandbox::new(PROJECT);
    assert_snapshot!(without_ids(&sandbox.run(&["render", "--check"])), @"
    --- /dev/null
    +++ b/LOG.md
    @@ -0,0 +1,5 @@
    +<!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->
    +
    +| Date | Commit | Type | Summary |
    +| --- | --- | --- | --- |
    +| 2026-01-01 | `aac69c8` |  | begin |
    --- a/README.md
    +++ b/README.md
    @@ -1,6 +1,11 @@
     # A server

     <!-- milepost:board -->
    +
    +| Milestone | Documents say | Shown | Criteria |
    +| --- | --- | --- | --- |
    +| **M1** Server | In progress | ▷ ready | 0/2 |
    +
     <!-- /milepost:board -->

     The end
    --- a/docs/M1.md
    +++ b/docs/M1.md
    @@ -7,4 +7,4 @@
     ## Acceptance criteria

     - [ ] It is tested (gate `unit`)
    -- [x] Somebody likes it
    +- [ ] Somebody likes it
    --- /dev/null
    +++ b/docs/STATUS.md
    @@ -0,0 +1,24 @@
    +<!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->
    +
    +# Project status
    +
    +## Current state
    +
    +- Phase: P1
    +- Active milestone: **M1** Server (In progress; 0 %, 0/2 criteria met)
    +- Milestones done: 0/1
    +- Gates met: 0/1; not met: unit (no run that counts)
    +
    +## Milestone board
    +
    +| Milestone | Documents say | Shown | Criteria |
    +| --- | --- | --- | --- |
    +| **M1** Server | In progress | ▷ ready | 0/2 |
    +
    +## Next work (ordered)
    +
    +1. **M1** Server
    +
    +## Active risks and blockers
    +
    +None is open.
    4 pages are out of date: `milepost render` writes what they should say
    [exit 1]
    ");
    assert_snapshot!(sandbox.run(&["render"]), @"
    wrote LOG.md
    wrote README.md
    wrote docs/M1.md
    wrote docs/STATUS.md
    [exit 0]
    ");
    assert_snapshot!(text(&sandbox, "README.md"), @"
    # A server  

    <!-- milepost:board -->

    | Milestone | Documents say | Shown | Criteria |
    | --- | --- | --- | --- |
    | **M1** Server | In progress | ▷ ready | 0/2 |

    <!-- /milepost:board -->

    The end
    ");
    assert_snapshot!(sandbox.run(&["render"]), @"
    4 pages say what they should
    [exit 0]
    ");
    sandbox.commit("feat: pages");
    assert_snapshot!(sandbox.run(&["render", "--check"]), @"
    4 pages say what they should
    [exit 0]
    ");
    // A run is recorded, and the pages tell of it. README.md is no plan, so that it moves with its block.
    sandbox.run(&["verify", "--quiet"]);
    assert_snapshot!(without_ids(&sandbox.run(&["render"])), @"
    wrote LOG.md
    wrote README.md
    wrote docs/M1.md
    wrote docs/STATUS.md
    [exit 0]
    ");
    sandbox.commit("docs: pages");
    assert_snapshot!(sandbox.run(&["render", "--check"]), @"
    4 pages say what they should
    [exit 0]
    ");
    let status = text(&sandbox, "docs/STATUS.md");
    // The day of the last record is today.
    let lines = status.lines().filter(|line| !line.starts_with("- Last record"));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"
    <!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->

    # Project status

    ## Current state

    - Phase: P1
    - Active milestone: **M1** Server (In progress; 50 %, 1/2 criteria met)
    - Milestones done: 0/1
    - Gates met: 1/1

    ## Milestone board

    | Milestone | Documents say | Shown | Criteria | Evidence |
    | --- | --- | --- | --- | --- |
    | **M1** Server | In progress | ◇ waiting for answers | 1/2 | `c466aac89c` |

    ## Next work (ordered)

    1. **M1** Server

    ## Active risks and blockers

    None is open.
    ");
    assert_snapshot!(text(&sandbox, "docs/M1.md"), @"
    # M1 Server

    **Goal:** It answers
    **Phase:** P1
    **Status:** In progress

    ## Acceptance criteria

    - [x] It is tested (gate `unit`)
    - [ ] Somebody likes it
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["verify", "--plan"])), @"
    verifying …
    1 gate to run
      ≈ unit  stale: `README.md` moved since …
    [exit 0]
    ");
    assert_snapshot!(without_ids(&text(&sandbox, "LOG.md")), @"
    <!-- Derived by `milepost render`: what is written here is lost. Change what it tells of instead. -->

    | Date | Commit | Type | Summary |
    | --- | --- | --- | --- |
    | 2026-01-02 | `c466aac` | feat | pages |
    | 2026-01-01 | `aac69c8` |  | begin |
    ");
}

#[test]
fn rendering_makes_nothing_stale_and_a_clone_says_the_same() {
    let mut sandbox = Sandbox::new(&format!("{PROJECT}//- README.md\n# A server\n"));
    sandbox.run(&["verify", "--quiet"]);
    sandbox.run(&["render"]);
    sandbox.commit("feat: pages");
    sandbox.git(&["clone", "--quiet", ".", "other"]);
    assert_snapshot!(sandbox.run(&["-C", "other", "render", "--check"]), @"
    3 pages say what they should
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["-C", "other", "check"]), @"
    no problem in 1 document
    0 of 1 work item said to be finished, 0 proven
    [exit 0]
    ");
    assert_snapshot!(without_ids(&sandbox.run(&["-C", "other", "verify", "--plan"])), @"
    verifying …
    nothing to run
    1 gate passes already
    [exit 0]
    ");
}

#[test]
fn a_commit_of_code_alone_changes_no_page() {
    let project = PROJECT
        .replace("[[render]]\npage = \"LOG.md\"\ntemplate = \"commits\"\n", "")
        .replace("[gates.unit]", "[gates.red]\nrun = \"sh src/red.sh\"\n\n[gates.unit]")
        .replace("- [x] Somebody", "- [ ] It is quick (gate `red`)\n- [x] Somebody");
    let mut sandbox = Sandbox::new(&format!("{project}//- src/red.sh\nexit 1\n"));
    sandbox.run(&["verify", "--quiet"]);
    sandbox.run(&["render"]);
    sandbox.commit("feat: pages");
    // Nothing counts on this content any more: both gates are stale, and pages tell of what they showed last.
    sandbox.write_bytes("src/more.sh", b"exit 0\n");
    sandbox.commit("feat: more");
    assert_snapshot!(without_ids(&sandbox.run(&["verify", "--plan"])), @"
    verifying …
    2 gates to run
      ≈ red   stale: `README.md` and 1 more moved since …
      ≈ unit  stale: `README.md` and 1 more moved since …
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["render", "--check"]), @"
    3 pages say what they should
    [exit 0]
    ");
}

#[test]
fn drift_is_a_problem_and_check_shows_where() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["render"]);
    sandbox.commit("feat: pages");
    let page = text(&sandbox, "docs/STATUS.md").replace("done: 0/1", "done: all of them");
    sandbox.write_bytes("docs/STATUS.md", page.as_bytes());
    let readme = text(&sandbox, "README.md").replace("In progress", "Done");
    sandbox.write_bytes("README.md", readme.as_bytes());
    assert_snapshot!(sandbox.run(&["check"]), @"
    error[MP0409 render-drift]: the block `board` is out of date
     --> README.md:3:1
      |
    3 | <!-- milepost:board -->
      | ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: `milepost render`

    error[MP0409 render-drift]: `docs/STATUS.md` is out of date
     --> docs/STATUS.md:9:1
      |
    9 | - Milestones done: all of them
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: `milepost render`

    2 errors in 1 document
    0 of 1 work item said to be finished, 0 proven: no gate has run
    `milepost explain render-drift` says more about a rule
    [exit 1]
    ");
    assert_snapshot!(sandbox.run(&["render", "--check", "README.md"]), @"
    --- a/README.md
    +++ b/README.md
    @@ -4,7 +4,7 @@

     | Milestone | Documents say | Shown | Criteria |
     | --- | --- | --- | --- |
    -| **M1** Server | Done | ▷ ready | 0/2 |
    +| **M1** Server | In progress | ▷ ready | 0/2 |

     <!-- /milepost:board -->

    1 page is out of date: `milepost render` writes what they should say
    [exit 1]
    ");
    // What was answered before is not said again once a page has changed.
    sandbox.run(&["render"]);
    assert_snapshot!(sandbox.run(&["check"]), @"
    no problem in 1 document
    0 of 1 work item said to be finished, 0 proven: no gate has run
    [exit 0]
    ");
    sandbox.write_bytes("docs/STATUS.md", b"x");
    assert_snapshot!(sandbox.run(&["check"]), @"
    error[MP0409 render-drift]: `docs/STATUS.md` is to be derived whole, and somebody else wrote it
     --> milepost.toml:6:1
      |
    6 | [[render]]
      | ^^^^^^^^^^
      |
      = help: `milepost render --adopt docs/STATUS.md`, which replaces it

    1 error in 1 document
    0 of 1 work item said to be finished, 0 proven: no gate has run
    `milepost explain render-drift` says more about a rule
    [exit 1]
    ");
}

#[test]
fn what_somebody_else_wrote_is_not_overwritten() {
    let sandbox = Sandbox::new(&format!("{PROJECT}//- docs/STATUS.md\n# My own page\n"));
    assert_snapshot!(sandbox.run(&["render", "docs/STATUS.md"]), @"
    docs/STATUS.md: is to be derived whole, and somebody else wrote it
      help: `milepost render --adopt docs/STATUS.md` replaces it
    [exit 2]
    ");
    assert_eq!(text(&sandbox, "docs/STATUS.md"), "# My own page\n");
    assert_snapshot!(sandbox.run(&["render", "--check", "docs/STATUS.md"]), @"
    docs/STATUS.md: is to be derived whole, and somebody else wrote it
      help: `milepost render --adopt docs/STATUS.md` replaces it
    [exit 1]
    ");
    assert_snapshot!(sandbox.run(&["render", "--adopt", "docs/STATUS.md"]), @"
    wrote docs/STATUS.md
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["render", "src"]), @"
    ------- stderr -------
    error: nothing in src is derived
    hint: `[[render]]` in milepost.toml makes a page of it; markers make blocks in it
    [exit 2]
    ");
}

#[test]
fn nothing_is_written_through_a_link_or_outside() {
    let sandbox = Sandbox::new(PROJECT);
    let outside = tempfile::tempdir().unwrap();
    let target = outside.path().join("target.md");
    fs::write(&target, "outside\n").unwrap();
    fs::remove_dir_all(sandbox.root().join("LOG.md")).unwrap_or_default();
    symlink(&target, sandbox.root().join("LOG.md")).unwrap();
    assert_snapshot!(sandbox.run(&["render", "--adopt"]), @"
    wrote README.md
    wrote docs/M1.md
    wrote docs/STATUS.md
    milepost.toml:14: `LOG.md` cannot be read: it is a symbolic link
      help: make it a plain file of UTF-8 text, or take it out of milepost.toml
    [exit 2]
    ");
    assert_eq!(fs::read_to_string(&target).unwrap(), "outside\n");
}

#[test]
fn a_file_with_wrong_markers_is_left_alone() {
    let sandbox = Sandbox::new(&format!(
        "{PROJECT}//- docs/notes.md\n# Notes\n\n<!-- milepost:board -->\n\nkeep me\n\n\
         <!-- milepost:status -->\n\n<!-- /milepost:status -->\n\
         //- docs/other.md\n<!-- milepost:bord -->\nkeep me\n<!-- /milepost:bord -->\n"
    ));
    assert_snapshot!(sandbox.run(&["render"]), @"
    wrote LOG.md
    wrote README.md
    wrote docs/M1.md
    wrote docs/STATUS.md
    docs/notes.md:7: the block `status` begins within the block `board`
      help: mend the markers; until then the file is left as it is
    docs/notes.md:9: the block `board` is ended as `status`
      help: mend the markers; until then the file is left as it is
    docs/other.md:1: no template is called `bord`
      help: `board`; `milepost render --list` lists them
    [exit 2]
    ");
    assert!(text(&sandbox, "docs/notes.md").contains("keep me"));
    assert!(text(&sandbox, "docs/other.md").contains("keep me"));
    assert_snapshot!(sandbox.run(&["render", "--check"]), @"
    docs/notes.md:7: the block `status` begins within the block `board`
      help: mend the markers; until then the file is left as it is
    docs/notes.md:9: the block `board` is ended as `status`
      help: mend the markers; until then the file is left as it is
    docs/other.md:1: no template is called `bord`
      help: `board`; `milepost render --list` lists them
    [exit 2]
    ");
}

#[test]
fn templates_of_ones_own_have_the_same_data() {
    let sandbox = Sandbox::new(&format!(
        "{PROJECT}//- .milepost/templates/shout.md\n{{% for m in milestones %}}\n\
         {{{{ m.name }}}}: {{{{ m.title | upper }}}}, {{{{ m.fields.goal }}}}\n{{% endfor %}}\n\
         //- .milepost/templates/loop.md\n{{% include \"loop\" %}}\n\
         //- docs/shouting.md\n<!-- milepost:shout -->\n<!-- /milepost:shout -->\n"
    ));
    assert_snapshot!(sandbox.run(&["render", "--stdout", "shout"]), @"
    M1: SERVER, It answers
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["render", "--stdout", "loop"]), @"
    ------- stderr -------
    error: the template `loop` fails in line 1: invalid operation: recursion limit exceeded
    hint: mend the template; `milepost render --stdout loop` tries it
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["render", "--stdout", "milestone", "M1"]), @"
    # Milestone status: M1 Server

    ## Summary

    - Status: In progress
    - Shown: ▷ ready
    - Progress: 0 % (0/2 criteria met)
    - Phase: P1
    - Goal: It answers

    ## Acceptance criteria

    - [ ] It is tested — not shown
    - [ ] Somebody likes it — not shown

    ## Deliverables

    None is written down.

    ## Test status

    No gate of it has counted tests.

    ## Blockers

    None.

    ## Next steps

    1. It is tested (gate `unit`: not shown) — `milepost verify --gate unit`
    2. Somebody likes it: nobody has answered — `milepost review M1`
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["render", "--stdout", "milestone", "M9"]), @"
    ------- stderr -------
    error: no item is called `M9`
    hint: `milepost status` shows what there is
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["render", "--stdout", "milstone", "M1"]), @"
    ------- stderr -------
    error: no template is called `milstone`
    hint: `milestone`; `milepost render --list` lists them
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["render", "--list"]), @"
    blockers            the blockers, open and settled
    board               the milestones as a table: what documents say, what was shown
    calendar            the days ahead, and how work stands to them
    changelog ITEM      what a milestone brought, as a section of a changelog
    checklist           the checklists, with what gates show of their lines
    commits [COUNT]     the commits, the last one first, with their types
    consumers           who depends on the project, with what goes together
    decisions           an entry for each milestone that was completed or approved
    findings            the findings, open and settled
    handoff             what one who leaves tells the one who comes
    history             phases with their ranges, and what their milestones brought
    milestone ITEM      the status report of a milestone
    next [COUNT]        what to work on next, in order
    packet [NAME]       the last packet of each cadence
    policy              what is asked of every commit
    progress            how far the project is, as a list with boxes
    release             the releases, and the schedule towards them
    report              the status of the project in seven sections
    requests            what waits for a person, with what speaks for it
    risks               the risks, open and settled
    state               where the project is: phase, milestone, deliverable, tests, gates
    status              a status page: state, board, next work, risks and blockers
    validation [ITEM]   each task with the evidence that stands behind it
    loop                .milepost/templates/loop.md
    shout               .milepost/templates/shout.md
    [exit 0]
    ");
    sandbox.run(&["render"]);
    assert_snapshot!(text(&sandbox, "docs/shouting.md"), @"
    <!-- milepost:shout -->

    M1: SERVER, It answers

    <!-- /milepost:shout -->
    ");
}

#[test]
fn where_nothing_is_derived_that_is_said() {
    let sandbox = Sandbox::new("//- a.md\n# M1 Server\n\n**Status:** Done\n");
    assert_snapshot!(sandbox.run(&["render"]), @"
    ------- stderr -------
    note: nothing is derived: `[[render]]` in milepost.toml names pages, and `<!-- milepost:NAME -->` begins a block in a document
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["render", "--check"]), @"
    ------- stderr -------
    note: nothing is derived: `[[render]]` in milepost.toml names pages, and `<!-- milepost:NAME -->` begins a block in a document
    [exit 0]
    ");
}

#[test]
fn a_page_may_be_in_a_folder_that_is_not_there_yet() {
    let sandbox = Sandbox::new(
        "//- milepost.toml\nschema = 1\n\n[[render]]\npage = \"out/of/STATUS.md\"\ntemplate = \"board\"\n\
         //- docs/M1.md\n# M1 Server\n\n**Goal:** It answers\n**Status:** In progress\n",
    );
    assert_snapshot!(sandbox.run(&["render"]), @"
    wrote out/of/STATUS.md
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["render", "--check"]), @"
    1 page says what it should
    [exit 0]
    ");
}

#[test]
fn a_shallow_clone_has_no_ledger_of_commits() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["render"]);
    sandbox.commit("docs: pages");
    let url = format!("file://{}", sandbox.root().display());
    sandbox.git(&["clone", "--quiet", "--depth=1", &url, "shallow"]);
    assert_snapshot!(sandbox.run(&["-C", "shallow", "render", "--check"]), @"
    milepost.toml:14: the template `commits` tells of commits, and this clone does not have all of them
      help: `git fetch --unshallow` brings the whole history
    ------- stderr -------
    note: history is cut off here: older commits count as unknown, not as missing
    [exit 2]
    ");
}
