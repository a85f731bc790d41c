//! What cannot be judged: a clear message and exit code 2, never a panic, never a silent pass.

use insta::assert_snapshot;

use crate::{
    check::{HONEST, STRICT},
    sandbox::Sandbox,
};

#[test]
fn no_documents() {
    let sandbox = Sandbox::new("//- README.md\n# Hello\n\n- [ ] water the plants\n");
    assert_snapshot!(sandbox.run(&["check"]), @"
    ------- stderr -------
    error: found no tracker in PROJECT
    hint: 1 Markdown file was looked at and is no tracker; 1 checklist box in them tracks nothing by itself
    hint: a tracker shows two of: ids with statuses, a status column, milestone, phase or acceptance headings
    hint: `milepost read FILE` shows how a file is understood; `[documents]` in milepost.toml names trackers
    [exit 2]
    ");
    assert!(Sandbox::folder("").run(&["status"]).ends_with("[exit 2]\n"));
}

#[test]
fn no_repository() {
    let sandbox = Sandbox::folder(HONEST);
    assert_snapshot!(sandbox.run(&["check"]), @"
    no problem in 1 document
    0 of 1 work item said to be finished, 0 proven: no gate has run
    ------- stderr -------
    note: not a git repository: cited paths, commits and tags were not looked up
    [exit 0]
    ");
    assert_eq!(
        sandbox.run(&["check", "--quiet"]),
        "no problem in 1 document\n0 of 1 work item said to be finished, 0 proven: no gate has run\n[exit 0]\n"
    );
    assert_snapshot!(sandbox.run(&["check", "--at", "HEAD"]), @"
    ------- stderr -------
    error: PROJECT is not in a git repository, so it has no commits and no index
    hint: without --at and --staged, the files on disk are judged
    [exit 2]
    ");
}

#[test]
fn no_commit() {
    let sandbox = Sandbox::unborn(HONEST);
    assert_snapshot!(sandbox.run(&["check"]), @"
    no problem in 1 document
    0 of 1 work item said to be finished, 0 proven: no gate has run
    ------- stderr -------
    note: the repository has no commit: nothing cited is in one
    [exit 0]
    ");
}

#[test]
fn no_such_revision() {
    let sandbox = Sandbox::new(HONEST);
    assert_snapshot!(sandbox.run(&["check", "--at", "v9"]), @"
    ------- stderr -------
    error: `v9` names no commit here: there is no such revision
    hint: a branch, a tag or a commit is a revision; nothing is fetched
    [exit 2]
    ");
    assert!(sandbox.run(&["check", "--since", "v9"]).ends_with("[exit 2]\n"));
}

#[test]
fn no_such_folder() {
    let sandbox = Sandbox::new(HONEST);
    assert_snapshot!(sandbox.run(&["-C", "nowhere", "check"]), @"
    ------- stderr -------
    error: could not open the folder nowhere
      because: No such file or directory (os error 2)
    hint: -C names the folder to start from
    [exit 2]
    ");
}

#[test]
fn a_bare_repository_needs_a_commit() {
    let sandbox = Sandbox::new(STRICT);
    sandbox.git(&["clone", "--quiet", "--bare", ".", "bare.git"]);
    assert_snapshot!(sandbox.run(&["-C", "bare.git", "check"]), @"
    ------- stderr -------
    error: bare repository: no working tree; use --at HEAD
    hint: `milepost check --at HEAD` reads from a commit
    [exit 2]
    ");
    assert!(sandbox.run(&["-C", "bare.git", "check", "--at", "HEAD"]).ends_with("[exit 1]\n"));
}

#[test]
fn a_broken_configuration_is_shown_in_its_place() {
    let sandbox = Sandbox::new(HONEST);
    sandbox.write("//- milepost.toml\nschema = 1\n\n[rules]\nstale-dat = \"off\"\n\n[documnets]\n");
    assert_snapshot!(sandbox.run(&["check"]), @r#"
    ------- stderr -------
    error: no rule is called `stale-dat`
     --> milepost.toml:4:1
      |
    4 | stale-dat = "off"
      | ^^^^^^^^^
      |
      = help: use `stale-date`

    error: unknown key `documnets`
     --> milepost.toml:6:2
      |
    6 | [documnets]
      |  ^^^^^^^^^
      |
      = help: use `documents`
    [exit 2]
    "#);
}

#[test]
fn a_shallow_clone_says_so() {
    let mut sandbox = Sandbox::new(HONEST);
    sandbox.commit("second");
    let url = format!("file://{}", sandbox.root().display());
    sandbox.git(&["clone", "--quiet", "--depth=1", &url, "shallow"]);
    assert_snapshot!(sandbox.run(&["-C", "shallow", "check"]), @"
    no problem in 1 document
    0 of 1 work item said to be finished, 0 proven: no gate has run
    ------- stderr -------
    note: history is cut off here: older commits count as unknown, not as missing
    [exit 0]
    ");
}

#[test]
fn unreadable_bytes_are_named() {
    let mut sandbox = Sandbox::new(HONEST);
    sandbox.write_bytes("docs/blob.md", b"\0\x01\x02\xff");
    sandbox.write_bytes("docs/latin.md", b"# caf\xe9\n");
    sandbox.commit("bytes");
    assert_snapshot!(sandbox.run(&["check"]), @"
    no problem in 1 document
    0 of 1 work item said to be finished, 0 proven: no gate has run
    ------- stderr -------
    note: docs/blob.md was not read: it is not text
    error: 1 of the documents could not be read, so nothing is said about them
    hint: mend them, or exclude them under `[documents]` in milepost.toml if they track nothing
    [exit 2]
    ");
}

#[test]
fn where_nothing_could_be_read_nobody_can_say_that_there_is_no_tracker() {
    let sandbox = Sandbox::unborn("");
    sandbox.write_bytes("PLAN.md", b"\xff\xfe#\0");
    assert_snapshot!(sandbox.run(&["status", "--quiet"]), @"
    ------- stderr -------
    error: 1 of the documents could not be read, so nothing is said about them
    hint: mend them, or exclude them under `[documents]` in milepost.toml if they track nothing
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["read", "PLAN.md"]), @"
    ------- stderr -------
    error: PLAN.md is UTF-16, not UTF-8
    hint: save it as UTF-8
    [exit 2]
    ");
}

#[test]
fn a_path_that_is_not_there_is_not_advised_to_be_read() {
    let sandbox = Sandbox::new(HONEST);
    assert_snapshot!(sandbox.run(&["check", "M1.md"]), @"
    ------- stderr -------
    error: no tracker lies at M1.md
    hint: there is no such file or folder here
    [exit 2]
    ");
    sandbox.write("//- NOTES.md\nhello\n");
    assert_snapshot!(sandbox.run(&["check", "NOTES.md"]), @"
    ------- stderr -------
    error: no tracker lies at NOTES.md
    hint: `milepost read NOTES.md` shows how a file is understood
    [exit 2]
    ");
}

#[test]
fn an_item_that_another_folder_has_is_not_denied() {
    let sandbox = Sandbox::new(HONEST);
    assert_snapshot!(sandbox.run(&["show", "M1", "--in", "api"]), @"
    ------- stderr -------
    error: no item is called `M1` in api
    hint: without --in, all trackers are searched
    [exit 2]
    ");
}

#[test]
fn a_range_says_how_far_it_was_looked_at() {
    let mut sandbox = Sandbox::new(HONEST);
    sandbox.commit("second");
    let screen = sandbox.run(&["check", "--since", "HEAD~1"]);
    assert!(screen.contains("note: since HEAD~1: 1 commit was looked at\n"), "{screen}");
    let screen = sandbox.run(&["check", "--since", "HEAD"]);
    assert!(screen.contains("note: since HEAD: there is no commit since then\n"), "{screen}");
}

#[test]
fn a_board_asked_for_its_exit_code_ends_as_the_check_does() {
    let sandbox = Sandbox::new(HONEST);
    sandbox.write_bytes("STATUS.md", b"\xff\xfe#\0");
    assert!(sandbox.run(&["status"]).ends_with("[exit 0]\n"));
    assert!(sandbox.run(&["status", "--exit-code"]).ends_with("[exit 2]\n"));
}
