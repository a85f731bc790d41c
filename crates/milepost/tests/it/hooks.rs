//! `milepost hooks`: real commits and pushes, with what git runs around them.

use std::fs;

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

/// A project whose commits must bring something along.
const PROJECT: &str = "\
//- milepost.toml
schema = 1

[rules]
done-without-evidence = \"error\"

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
    assert_snapshot!(sandbox.run(&["hooks", "install"]), @"
    wrote pre-commit, commit-msg, pre-push in PROJECT/.git/hooks
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["hooks", "status"]), @"
    pre-commit  written by milepost
    commit-msg  written by milepost
    pre-push    written by milepost
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["hooks", "install"]), @"
    nothing to do in PROJECT/.git/hooks
    [exit 0]
    ");
    sandbox.write_bytes(".git/hooks/pre-push", b"#!/bin/sh\necho mine\n");
    assert_snapshot!(sandbox.run(&["hooks", "status"]), @"
    pre-commit  written by milepost
    commit-msg  written by milepost
    pre-push    does not ask milepost
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["hooks", "install"]), @r#"
    nothing to do in PROJECT/.git/hooks
    ------- stderr -------
    note: pre-push is somebody else's and stays; to ask milepost, too, add to it:
      milepost hooks run pre-push "$@" || exit 1
    [exit 1]
    "#);
    assert_snapshot!(sandbox.run(&["hooks", "uninstall"]), @"
    removed pre-commit, commit-msg in PROJECT/.git/hooks
    [exit 0]
    ");
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
    assert_snapshot!(sandbox.by_hand(&["commit", "-qm", "feat: a"]), @"
    ------- stderr -------
    error[commit-untracked]: what is staged updates no tracking file (`STATUS.md`, `CHANGELOG.md`)
      help: write it, and `git add` it
    [exit 1]
    ");
    sandbox.write_bytes("STATUS.md", b"A is there.\n");
    sandbox.git(&["add", "--all"]);
    assert_snapshot!(sandbox.by_hand(&["commit", "-qm", "Add a"]), @"
    ------- stderr -------
    error[commit-type-unknown]: the commit “Add a” states no type; it begins with one of `feat`, `fix`, `docs` and a colon
      help: commit again with another first line; the message is kept in .git/COMMIT_EDITMSG
    [exit 1]
    ");
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
    assert_snapshot!(sandbox.by_hand(&["commit", "-qm", "feat: b"]), @"
    ------- stderr -------
    error[commit-undecided]: what is staged changes `src/api/b.rs` without an entry in `DECISIONS.md`
      help: write it, and `git add` it
    [exit 1]
    ");
    sandbox.write_bytes("DECISIONS.md", b"B it is.\n");
    sandbox.git(&["add", "--all"]);
    assert_eq!(sandbox.by_hand(&["commit", "-qm", "feat: b"]), "[exit 0]\n");
}

#[test]
fn each_of_several_commits_in_one_second_is_asked_for_its_own() {
    let sandbox = project();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let at_once = |name: &str| {
        sandbox.write_bytes(&format!("src/{name}"), b"x\n");
        sandbox.git(&["add", "--all"]);
        sandbox.by_hand_at(now, &["commit", "-qm", &format!("feat: {name}")])
    };
    sandbox.write_bytes("STATUS.md", b"More.\n");
    assert_eq!(at_once("a"), "[exit 0]\n");
    // Git hands the date of a commit that is amended to its hooks; this one only has the same.
    let page = at_once("b");
    assert!(page.contains("updates no tracking file"), "{page}");
}

#[test]
fn the_first_line_of_a_message_is_what_git_keeps() {
    let sandbox = project();
    let typed = |message: &str, settings: &[&str]| {
        let editor = format!("core.editor=printf '{message}' >");
        let set: Vec<&str> = settings.iter().flat_map(|it| ["-c", *it]).collect();
        let rest = ["-c", &editor, "commit", "--quiet", "--allow-empty"];
        sandbox.by_hand(&[&set[..], &rest[..]].concat())
    };
    let said = |message: &str| sandbox.by_hand(&["commit", "-q", "--allow-empty", "-m", message]);
    sandbox.write_bytes("STATUS.md", b"More.\n");
    sandbox.git(&["add", "--all"]);
    // Nobody edits this one, so git keeps it.
    assert!(
        said("#7 is mended").contains("the commit \u{201c}#7 is mended\u{201d} states no type")
    );
    assert!(typed("# a remark\\nit is mended\\n", &[]).contains("\u{201c}it is mended\u{201d}"));
    sandbox.git(&["config", "core.commentChar", ";"]);
    assert!(typed("; a remark\\n#7 is mended\\n", &[]).contains("\u{201c}#7 is mended\u{201d}"));
    assert_eq!(typed("; a remark\\nfix: it\\n", &[]), "[exit 0]\n");
}

#[test]
fn a_policy_may_be_there_before_a_plan() {
    let sandbox = Sandbox::folder(
        "//- milepost.toml\nschema = 1\n[policy.commits]\ntracking = [\"CHANGELOG.md\"]\n//- a\na\n",
    );
    sandbox.git(&["init", "-q", "--initial-branch=main"]);
    sandbox.run(&["hooks", "install"]);
    sandbox.git(&["add", "--all"]);
    assert_snapshot!(sandbox.by_hand(&["commit", "-qm", "begin"]), @"
    ------- stderr -------
    note: no document is a tracker yet, so only the commit itself is judged
    error[commit-untracked]: what is staged updates no tracking file (`CHANGELOG.md`)
      help: write it, and `git add` it
    [exit 1]
    ");
    sandbox.write_bytes("CHANGELOG.md", b"a\n");
    sandbox.git(&["add", "--all"]);
    assert!(sandbox.by_hand(&["commit", "-qm", "begin"]).ends_with("[exit 0]\n"));
    sandbox.write("//- M1.md\n# M1 A\n\n**Goal:** A\n\n## Acceptance criteria\n\n- [ ] It is\n//- CHANGELOG.md\nM1\n");
    sandbox.git(&["add", "--all"]);
    assert_eq!(sandbox.by_hand(&["commit", "-qm", "plan"]), "[exit 0]\n");
    // A commit that takes the last tracker away has taken away what is judged.
    sandbox.git(&["rm", "-q", "M1.md"]);
    sandbox.write_bytes("CHANGELOG.md", b"none\n");
    sandbox.git(&["add", "--all"]);
    assert!(sandbox.by_hand(&["commit", "-qm", "no plan"]).contains("found no tracker"));
}

#[test]
fn a_first_push_is_asked_from_the_first_policy_on() {
    let mut sandbox =
        Sandbox::new("//- STATUS.md\n| Milestone | Status |\n|---|---|\n| M1 | done |\n");
    sandbox.write_bytes("a", b"a\n");
    sandbox.commit("Before any policy");
    let policy = "schema = 1\n[policy.commits]\ntypes = [\"feat\"]\n";
    sandbox.write_bytes("milepost.toml", policy.as_bytes());
    sandbox.commit("feat: a policy");
    sandbox.write_bytes("milepost.toml", b"schema = 1\n");
    sandbox.commit("feat: none");
    sandbox.write_bytes("a", b"aa\n");
    sandbox.commit("While it was taken out");
    sandbox.write_bytes("milepost.toml", policy.as_bytes());
    sandbox.commit("feat: a policy again");
    sandbox.run(&["hooks", "install"]);
    let bare = Sandbox::folder("");
    bare.git(&["init", "-q", "--bare", "--initial-branch=main"]);
    let remote = bare.root().display().to_string();
    sandbox.git(&["remote", "add", "origin", &remote]);
    let page = sandbox.by_hand(&["push", "-q", "origin", "main"]).replace(&remote, "REMOTE");
    assert_snapshot!(page, @"
    error[commit-type-unknown]: commit `0559f4224f` (While it was taken out) states no type; it begins with one of `feat` and a colon
      help: `git rebase --interactive` mends it, before it is pushed
    ------- stderr -------
    error: failed to push some refs to 'REMOTE'
    [exit 1]
    ");
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
    let remote = bare.root().display().to_string();
    let pushed =
        |to: &str| sandbox.by_hand(&["push", "-q", "origin", to]).replace(&remote, "REMOTE");
    assert_snapshot!(pushed("main"), @"
    error[commit-untracked]: commit `632ea2293a` (Add b) updates no tracking file (`STATUS.md`, `CHANGELOG.md`)
      help: `git rebase --interactive` mends it, before it is pushed
    error[commit-type-unknown]: commit `632ea2293a` (Add b) states no type; it begins with one of `feat`, `fix`, `docs` and a colon
      help: `git rebase --interactive` mends it, before it is pushed
    error[commit-undecided]: commit `632ea2293a` (Add b) changes `src/api/b.rs` without an entry in `DECISIONS.md`
      help: `git rebase --interactive` mends it, before it is pushed
    error[placeholder-left]: commit `525021a2c0` (feat: a) left a placeholder behind in `STATUS.md`: | pending (this commit) | a |
      help: fill in its id: `git log --oneline` lists them
    ------- stderr -------
    error: failed to push some refs to 'REMOTE'
    [exit 1]
    ");
    assert_snapshot!(pushed("main:other"), @"
    error[commit-untracked]: commit `632ea2293a` (Add b) updates no tracking file (`STATUS.md`, `CHANGELOG.md`)
      help: `git rebase --interactive` mends it, before it is pushed
    error[commit-type-unknown]: commit `632ea2293a` (Add b) states no type; it begins with one of `feat`, `fix`, `docs` and a colon
      help: `git rebase --interactive` mends it, before it is pushed
    error[commit-undecided]: commit `632ea2293a` (Add b) changes `src/api/b.rs` without an entry in `DECISIONS.md`
      help: `git rebase --interactive` mends it, before it is pushed
    error[placeholder-left]: commit `525021a2c0` (feat: a) left a placeholder behind in `STATUS.md`: | pending (this commit) | a |
      help: fill in its id: `git log --oneline` lists them
    ------- stderr -------
    error: failed to push some refs to 'REMOTE'
    [exit 1]
    ");
    sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    // The last one cannot name itself.
    assert_eq!(sandbox.by_hand(&["push", "-q", "origin", "main"]), "[exit 0]\n");
    sandbox.write(&row("b", "pending (this commit)"));
    sandbox.git(&["add", "--all"]);
    assert_eq!(sandbox.by_hand(&["commit", "-qm", "feat: b"]), "[exit 0]\n");
    assert_eq!(sandbox.by_hand(&["push", "-q", "origin", "main"]), "[exit 0]\n");
    // Whatever git says to it, and wherever the two are.
    let deleted = sandbox.by_hand(&["push", "-q", "origin", "--delete", "main"]);
    let deleted = deleted.replace(&remote, "REMOTE");
    assert!(!deleted.contains("milepost"), "{deleted}");
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
    assert_snapshot!(page, @"
    ------- stderr -------
    milepost is not in PATH, so nothing can be checked: install it, or remove this hook:
      rm '.git/hooks/pre-commit'
    [exit 1]
    ");
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
    assert_snapshot!(lefthook.run(&["hooks", "install"]), @"
    ------- stderr -------
    error: hooks are looked after by lefthook (lefthook.yml), so milepost writes none
    hint: for pre-commit, add to lefthook.yml:
    pre-commit:
      commands:
        milepost:
          run: milepost hooks run pre-commit
    hint: for commit-msg, add to lefthook.yml:
    commit-msg:
      commands:
        milepost:
          run: milepost hooks run commit-msg {1}
    hint: for pre-push, add to lefthook.yml:
    pre-push:
      commands:
        milepost:
          run: milepost hooks run pre-push {1} {2}
          use_stdin: true
    [exit 2]
    ");
    let framework = Sandbox::new(&format!("{PROJECT}//- .pre-commit-config.yaml\nrepos: []\n"));
    assert_snapshot!(framework.run(&["hooks", "install"]), @"
    ------- stderr -------
    error: hooks are looked after by the pre-commit framework (.pre-commit-config.yaml), so milepost writes none
    hint: for pre-commit, add to .pre-commit-config.yaml:
    - repo: local
      hooks:
      - { id: milepost-pre-commit, name: milepost, entry: milepost hooks run pre-commit, language: system, pass_filenames: false, always_run: true, stages: [pre-commit] }
    hint: for commit-msg, add to .pre-commit-config.yaml:
    - repo: local
      hooks:
      - { id: milepost-commit-msg, name: milepost, entry: milepost hooks run commit-msg, language: system, stages: [commit-msg] }
    hint: for pre-push, add to .pre-commit-config.yaml:
    - repo: local
      hooks:
      - { id: milepost-pre-push, name: milepost, entry: milepost hooks run pre-push, language: system, pass_filenames: false, always_run: true, stages: [pre-push] }
    [exit 2]
    ");
    let husky = Sandbox::new(&format!(
        "{PROJECT}//- .husky/pre-commit\nmilepost hooks run pre-commit \"$@\" || exit 1\n"
    ));
    assert!(husky.run(&["hooks", "install"]).contains("add to .husky/pre-push:"));
    assert_snapshot!(husky.run(&["hooks", "status"]), @"
    looked after by husky (.husky)
    pre-commit  asks milepost
    commit-msg  does not ask milepost
    pre-push    does not ask milepost
    [exit 0]
    ");
    let folder = Sandbox::new(PROJECT);
    folder.git(&["config", "core.hooksPath", ".githooks"]);
    let page = folder.run(&["hooks", "install"]);
    assert!(page.contains("`core.hooksPath`, which is .githooks"), "{page}");
    assert!(page.ends_with("[exit 2]\n"), "{page}");
    assert!(!folder.root().join(".githooks").exists());
}
