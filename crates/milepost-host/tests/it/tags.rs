//! Tags, with what they name in the end and when they were made.

use insta::assert_snapshot;
use milepost_core::repository::Questions;
use milepost_host::View;

use crate::sandbox::Sandbox;

/// Every tag, the commits called by their messages.
fn tags(sandbox: &Sandbox) -> String {
    let repository = sandbox.ask(&View::WorkingTree, &Questions::default());
    let lines = repository.tags.iter().map(|(name, tag)| {
        let commit = sandbox.git(&["log", "-1", "--format=%s", tag.commit.as_str()]);
        format!("{name} {commit}, {}", tag.tagged)
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn tagged(sandbox: Sandbox) -> Sandbox {
    sandbox.commit(&[("a.txt", "a")], "first");
    sandbox.git(&["tag", "v0.1.0"]);
    sandbox.git(&["tag", "-am", "notes", "v0.2.0"]);
    sandbox.git(&["tag", "-am", "a tag of a tag", "again/v0.2.0", "v0.2.0"]);
    sandbox.git(&["tag", "a-file", "HEAD:a.txt"]);
    sandbox.commit(&[("a.txt", "b")], "second");
    sandbox
}

#[test]
fn light_annotated_and_nested_tags_are_followed_to_their_commits() {
    assert_snapshot!(tags(&tagged(Sandbox::unborn())), @r"
    again/v0.2.0 first, 2026-03-01T12:00:00Z
    v0.1.0 first, 2026-03-01T12:00:00Z
    v0.2.0 first, 2026-03-01T12:00:00Z
    ");
}

#[test]
fn packed_tags_are_read_and_loose_ones_are_newer() {
    let sandbox = tagged(Sandbox::unborn());
    sandbox.git(&["pack-refs", "--all"]);
    sandbox.git(&["tag", "-f", "v0.1.0"]);
    assert_snapshot!(tags(&sandbox), @r"
    again/v0.2.0 first, 2026-03-01T12:00:00Z
    v0.1.0 second, 2026-03-01T12:00:00Z
    v0.2.0 first, 2026-03-01T12:00:00Z
    ");
}

#[test]
fn references_kept_in_another_way_are_asked_of_git() {
    let sandbox = tagged(Sandbox::init(&["--ref-format=reftable"]));
    assert_snapshot!(tags(&sandbox), @r"
    again/v0.2.0 first, 2026-03-01T12:00:00Z
    v0.1.0 first, 2026-03-01T12:00:00Z
    v0.2.0 first, 2026-03-01T12:00:00Z
    ");
    let unborn = Sandbox::init(&["--ref-format=reftable"]);
    assert_snapshot!(tags(&unborn), @"");
}
