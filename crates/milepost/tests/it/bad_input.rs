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
    [exit 0]
    ");
}
