//! A range of history.

use std::fmt::Write as _;

use insta::assert_snapshot;
use milepost_core::{scene::Range, text::RepoPath};
use milepost_host::{LoadError, LoadRequest, View};

use crate::sandbox::{Sandbox, request, tracker};

fn since(sandbox: &Sandbox, view: View, rev: &str) -> Result<Range, LoadError> {
    let request = LoadRequest { since: Some(rev.to_owned()), ..request(view) };
    Ok(sandbox.workspace().load(&request, &|_| ())?.range.unwrap())
}

fn shown(range: &Range) -> String {
    let mut text = format!("from {}, cut off: {}\n", range.from, range.cut_off);
    for document in &range.before.documents {
        writeln!(text, "before: {}", document.path).unwrap();
    }
    for commit in &range.commits {
        let paths: Vec<&str> = commit.paths.iter().map(RepoPath::as_str).collect();
        let merge = if commit.is_merge { " (merge)" } else { "" };
        let paths = if paths.is_empty() { "nothing".to_owned() } else { paths.join(" ") };
        writeln!(text, "{}{merge}: {paths}", commit.subject).unwrap();
    }
    text
}

/// Adds, changes, moves, deletes, swaps a file for a folder, and merges.
fn eventful() -> Sandbox {
    let sandbox = Sandbox::unborn();
    sandbox.commit(&[("PLAN.md", &tracker(&[])), ("src/a.rs", "a"), ("x", "x")], "first");
    sandbox.commit(&[("src/deep/er/b.rs", "b"), ("src/a.rs", "aa")], "add and change\n\nbody");
    sandbox.git(&["mv", "src/a.rs", "src/z.rs"]);
    sandbox.commit(&[], "move");
    sandbox.git(&["checkout", "-qb", "side"]);
    sandbox.commit(&[("side.txt", "s")], "side");
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.git(&["rm", "-q", "x"]);
    sandbox.commit(&[("x/y", "now a folder"), ("PLAN.md", "# Done\n")], "swap");
    sandbox.git(&["merge", "-q", "--no-ff", "-m", "merge side", "side"]);
    sandbox.commit(&[], "empty");
    sandbox
}

#[test]
fn every_commit_says_what_it_changed_against_its_first_parent() {
    let sandbox = eventful();
    let first = sandbox.git(&["rev-list", "--max-parents=0", "HEAD"]);
    sandbox.git(&["tag", "start", &first]);
    let range = since(&sandbox, View::WorkingTree, "start").unwrap();
    assert_snapshot!(shown(&range), @r"
    from start, cut off: false
    before: PLAN.md
    empty: nothing
    merge side (merge): side.txt
    swap: PLAN.md x x/y
    side: side.txt
    move: src/a.rs src/z.rs
    add and change: src/a.rs src/deep/er/b.rs
    ");
    let log = sandbox.git(&["rev-list", "--date-order", "start..HEAD"]);
    let ids: Vec<&str> = range.commits.iter().map(|commit| commit.id.as_str()).collect();
    assert_eq!(ids.join("\n"), log);
}

#[test]
fn a_range_ends_at_the_judged_commit() {
    let sandbox = eventful();
    let at = |rev: &str| View::Commit(rev.to_owned());
    let range = since(&sandbox, at("HEAD~2"), "HEAD~3").unwrap();
    assert_snapshot!(shown(&range), @r"
    from HEAD~3, cut off: false
    before: PLAN.md
    swap: PLAN.md x x/y
    ");
    assert!(since(&sandbox, at("HEAD"), "HEAD").unwrap().commits.is_empty());
}

#[test]
fn a_beginning_that_is_not_there_is_an_error() {
    let sandbox = eventful();
    let error = since(&sandbox, View::WorkingTree, "v7").err().unwrap();
    assert_snapshot!(sandbox.told(&error), @"`v7` names no commit here: there is no such revision");
}
