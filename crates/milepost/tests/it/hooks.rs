//! `milepost hooks`: real commits and pushes, with what git runs around them.

use std::fs;

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

/// A project whose commits must bring something along.
const PROJECT: &str = "\
//- milepost.toml
schema = 1

[policy.commits]
tracking = [\"STATUS.md\", \"CHANGELOG.md\"]
types = [\"feat\", \"fix\", \"docs\"]
decisions = { when = [\"src/api/**\"], in = [\"DECISIONS.md\"] }
//- docs/M1.md
# M1 Oven bakes bread

**Goal:** One batch of bread comes out of the oven

## Acceptance criteria

- [ ] At least 10 loaves come out of one batch
//- STATUS.md
Begun.
";

fn project() -> Sandbox {
    let sandbox = Sandbox::new(PROJECT);
    assert!(sandbox.run(&["hooks", "install"]).ends_with("[exit 0]\n"));
    sandbox
}

#[test]
fn hooks_are_written_once_and_only_ours_are_removed() {
    let sandbox = Sandbox::new(PROJECT);
    assert_snapshot!(sandbox.run(&["hooks", "install"]), @"");
    assert_snapshot!(sandbox.run(&["hooks", "status"]), @"");
    assert_snapshot!(sandbox.run(&["hooks", "install"]), @"");
    sandbox.write_bytes(".git/hooks/pre-push", b"#!/bin/sh\necho mine\n");
    assert_snapshot!(sandbox.run(&["hooks", "status"]), @"");
    assert_snapshot!(sandbox.run(&["hooks", "install"]), @"");
    assert_snapshot!(sandbox.run(&["hooks", "uninstall"]), @"");
    let left: Vec<_> = sandbox.files_below(".git/hooks");
    let left: Vec<_> = left.iter().filter(|path| path.extension().is_none()).collect();
    assert_eq!(left, [&sandbox.root().join(".git/hooks/pre-push")]);
    // One of ours that someone edited is theirs.
    sandbox.run(&["hooks", "install"]);
    let path = sandbox.root().join(".git/hooks/pre-commit");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}echo more\n")).unwrap();
    let page = sandbox.run(&["hooks", "uninstall"]);
    assert!(page.contains("pre-commit was edited since"), "{page}");
    assert!(path.exists());
}

#[test]
fn a_commit_brings_along_what_the_policy_asks_for() {
    let sandbox = project();
    sandbox.write_bytes("src/a.rs", b"a\n");
    sandbox.git(&["add", "--all"]);
    assert_snapshot!(sandbox.by_hand(&["commit", "-qm", "feat: a"]), @"");
    sandbox.write_bytes("STATUS.md", b"A is there.\n");
    sandbox.git(&["add", "--all"]);
    assert_snapshot!(sandbox.by_hand(&["commit", "-qm", "Add a"]), @"");
    assert_eq!(sandbox.by_hand(&["commit", "-qm", "feat(a): a"]), "[exit 0]\n");
    // A commit that takes the place of this one has all that this one has.
    sandbox.write_bytes("src/a.rs", b"aa\n");
    sandbox.git(&["add", "--all"]);
    assert_eq!(sandbox.by_hand(&["commit", "-q", "--amend", "--no-edit"]), "[exit 0]\n");
    // Git stages into an index of its own for these two.
    sandbox.write_bytes("src/a.rs", b"aaa\n");
    assert!(sandbox.by_hand(&["commit", "-qam", "fix: a"]).ends_with("[exit 1]\n"));
    sandbox.write_bytes("STATUS.md", b"A is longer.\n");
    assert!(sandbox.by_hand(&["commit", "-qm", "fix: a", "src/a.rs"]).ends_with("[exit 1]\n"));
    assert_eq!(sandbox.by_hand(&["commit", "-qam", "fix: a"]), "[exit 0]\n");
    sandbox.write("//- src/api/b.rs\nb\n//- STATUS.md\nB is there.\n");
    sandbox.git(&["add", "--all"]);
    assert_snapshot!(sandbox.by_hand(&["commit", "-qm", "feat: b"]), @"");
    sandbox.write_bytes("DECISIONS.md", b"B it is.\n");
    sandbox.git(&["add", "--all"]);
    assert_eq!(sandbox.by_hand(&["commit", "-qm", "feat: b"]), "[exit 0]\n");
}

#[test]
fn a_commit_is_judged_as_it_is_staged() {
    let sandbox = project();
    let contradiction = "//- docs/M1.md\n# M1 Oven bakes bread\n\n**Status:** Complete\n\
        **Goal:** Bread\n\n## Acceptance criteria\n\n- [x] At least 10 loaves come out (gate `none`)\n//- STATUS.md\nDone.\n";
    sandbox.write(contradiction);
    sandbox.git(&["add", "--all"]);
    let page = sandbox.by_hand(&["commit", "-qm", "docs: done"]);
    assert!(page.contains("error[MP"), "{page}");
    assert!(page.ends_with("[exit 1]\n"), "{page}");
    // What only lies there is no part of it.
    sandbox.git(&["restore", "--staged", "docs/M1.md"]);
    assert_eq!(sandbox.by_hand(&["commit", "-qm", "docs: not yet"]), "[exit 0]\n");
}

#[test]
fn what_is_pushed_is_asked_for_everything() {
    let mut sandbox = project();
    let bare = Sandbox::folder("");
    bare.git(&["init", "-q", "--bare", "--initial-branch=main"]);
    sandbox.git(&["remote", "add", "origin", bare.root().to_str().unwrap()]);
    // The policy was not kept before it was there.
    sandbox.git(&["push", "-q", "--no-verify", "origin", "main"]);
    let row = |name: &str, id: &str| {
        format!("//- STATUS.md\n| Commit | What |\n|---|---|\n| {id} | {name} |\n")
    };
    // These commits did not pass by the hooks.
    sandbox.git(&["config", "core.hooksPath", "/dev/null"]);
    sandbox.write(&row("a", "pending (this commit)"));
    sandbox.commit("feat: a");
    sandbox.write_bytes("src/api/b.rs", b"b");
    sandbox.commit("Add b");
    sandbox.git(&["config", "--unset", "core.hooksPath"]);
    assert_snapshot!(sandbox.by_hand(&["push", "-q", "origin", "main"]), @"");
    assert_snapshot!(sandbox.by_hand(&["push", "-q", "origin", "main:other"]), @"");
    sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    // The last one cannot name itself.
    assert_eq!(sandbox.by_hand(&["push", "-q", "origin", "main"]), "[exit 0]\n");
    sandbox.write(&row("b", "pending (this commit)"));
    sandbox.git(&["add", "--all"]);
    assert_eq!(sandbox.by_hand(&["commit", "-qm", "feat: b"]), "[exit 0]\n");
    assert_eq!(sandbox.by_hand(&["push", "-q", "origin", "main"]), "[exit 0]\n");
    assert_eq!(
        sandbox.by_hand(&["push", "-q", "origin", "--delete", "main"]).matches("milepost").count(),
        0
    );
}

#[test]
fn a_range_is_asked_for_the_same() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.git(&["branch", "base"]);
    sandbox.write_bytes("src/api/b.rs", b"b");
    sandbox.commit("Add b");
    let page = sandbox.run(&["check", "--quiet", "--since", "base"]);
    for rule in ["commit-untracked", "commit-type-unknown", "commit-undecided"] {
        assert!(page.contains(rule), "{page}");
    }
    assert_eq!(sandbox.run(&["check", "--quiet", "--base", "base"]), page);
    sandbox.write_bytes("milepost.toml", b"schema = 1\n");
    sandbox.commit("no more of that");
    assert!(!sandbox.run(&["check", "--since", "base"]).contains("commit-untracked"));
    let page = sandbox.run(&["check", "--base", "base"]);
    assert!(page.contains("`[policy.commits]` is gone"), "{page}");
    assert!(
        page.contains("updates no tracking file (`STATUS.md`, `CHANGELOG.md`) (under"),
        "{page}"
    );
}

#[test]
fn a_hook_without_milepost_lets_nothing_pass() {
    let sandbox = project();
    sandbox.write_bytes("STATUS.md", b"More.\n");
    let page = sandbox.without_milepost(&["commit", "-qam", "docs: more"]);
    assert_snapshot!(page, @"");
}

#[test]
fn all_working_trees_of_a_clone_share_the_hooks() {
    let sandbox = project();
    let other = Sandbox::folder("");
    let place = other.root().join("tree");
    sandbox.git(&["worktree", "add", "-q", place.to_str().unwrap(), "-b", "side"]);
    let in_tree = |arguments: &[&str]| {
        sandbox.by_hand(&[&["-C", place.to_str().unwrap()], arguments].concat())
    };
    fs::write(place.join("x"), "x").unwrap();
    in_tree(&["add", "x"]);
    assert!(in_tree(&["commit", "-qm", "feat: x"]).contains("updates no tracking file"));
    fs::write(place.join("CHANGELOG.md"), "x\n").unwrap();
    in_tree(&["add", "CHANGELOG.md"]);
    assert_eq!(in_tree(&["commit", "-qm", "feat: x"]), "[exit 0]\n");
}

#[test]
fn programs_that_look_after_hooks_are_told_what_to_add() {
    let lefthook = Sandbox::new(&format!("{PROJECT}//- lefthook.yml\npre-commit:\n"));
    assert_snapshot!(lefthook.run(&["hooks", "install"]), @"");
    let framework = Sandbox::new(&format!("{PROJECT}//- .pre-commit-config.yaml\nrepos: []\n"));
    assert_snapshot!(framework.run(&["hooks", "install"]), @"");
    let husky = Sandbox::new(&format!(
        "{PROJECT}//- .husky/pre-commit\nmilepost hooks run pre-commit \"$@\" || exit 1\n"
    ));
    assert!(husky.run(&["hooks", "install"]).contains("add to .husky/pre-push:"));
    assert_snapshot!(husky.run(&["hooks", "status"]), @"");
    let folder = Sandbox::new(PROJECT);
    folder.git(&["config", "core.hooksPath", ".githooks"]);
    let page = folder.run(&["hooks", "install"]);
    assert!(page.contains("`core.hooksPath`, which is .githooks"), "{page}");
    assert!(page.ends_with("[exit 2]\n"), "{page}");
    assert!(!folder.root().join(".githooks").exists());
}
