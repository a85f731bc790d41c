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
    assert_snapshot!(without_ids(&sandbox.run(&["render", "--check"])), @"");
    assert_snapshot!(sandbox.run(&["render"]), @"");
    assert_snapshot!(text(&sandbox, "README.md"), @"");
    assert_snapshot!(sandbox.run(&["render"]), @"");
    sandbox.commit("feat: pages");
    assert_snapshot!(sandbox.run(&["render", "--check"]), @"");
    // A run is recorded: the pages tell of it, and rendering them makes nothing stale.
    sandbox.run(&["verify", "--quiet"]);
    assert_snapshot!(without_ids(&sandbox.run(&["render"])), @"");
    sandbox.commit("docs: pages");
    assert_snapshot!(sandbox.run(&["render", "--check"]), @"");
    let status = text(&sandbox, "docs/STATUS.md");
    // The day of the last record is today.
    let lines = status.lines().filter(|line| !line.starts_with("- Last record"));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"");
    assert_snapshot!(text(&sandbox, "docs/M1.md"), @"");
    assert_snapshot!(without_ids(&sandbox.run(&["verify", "--plan"])), @"");
    assert_snapshot!(without_ids(&text(&sandbox, "LOG.md")), @"");
}

#[test]
fn a_clone_says_the_same() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify", "--quiet"]);
    sandbox.run(&["render"]);
    sandbox.commit("feat: pages");
    sandbox.git(&["clone", "--quiet", ".", "other"]);
    assert_snapshot!(sandbox.run(&["-C", "other", "render", "--check"]), @"");
    assert_snapshot!(without_ids(&sandbox.run(&["-C", "other", "check"])), @"");
}

#[test]
fn drift_is_a_problem_and_check_shows_where() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["render"]);
    sandbox.commit("feat: pages");
    let page = text(&sandbox, "docs/STATUS.md").replace("none", "all of them");
    sandbox.write_bytes("docs/STATUS.md", page.as_bytes());
    let readme = text(&sandbox, "README.md").replace("In progress", "Done");
    sandbox.write_bytes("README.md", readme.as_bytes());
    assert_snapshot!(sandbox.run(&["check"]), @"");
    assert_snapshot!(sandbox.run(&["render", "--check", "README.md"]), @"");
    // What was answered before is not said again once a page has changed.
    sandbox.run(&["render"]);
    assert_snapshot!(sandbox.run(&["check"]), @"");
    sandbox.write_bytes("docs/STATUS.md", b"x");
    assert_snapshot!(sandbox.run(&["check"]), @"");
}

#[test]
fn what_somebody_else_wrote_is_not_overwritten() {
    let sandbox = Sandbox::new(&format!("{PROJECT}//- docs/STATUS.md\n# My own page\n"));
    assert_snapshot!(sandbox.run(&["render", "docs/STATUS.md"]), @"");
    assert_eq!(text(&sandbox, "docs/STATUS.md"), "# My own page\n");
    assert_snapshot!(sandbox.run(&["render", "--check", "docs/STATUS.md"]), @"");
    assert_snapshot!(sandbox.run(&["render", "--adopt", "docs/STATUS.md"]), @"");
    assert_snapshot!(sandbox.run(&["render", "src"]), @"");
}

#[test]
fn nothing_is_written_through_a_link_or_outside() {
    let sandbox = Sandbox::new(PROJECT);
    let outside = tempfile::tempdir().unwrap();
    let target = outside.path().join("target.md");
    fs::write(&target, "outside\n").unwrap();
    fs::remove_dir_all(sandbox.root().join("LOG.md")).unwrap_or_default();
    symlink(&target, sandbox.root().join("LOG.md")).unwrap();
    assert_snapshot!(sandbox.run(&["render", "--adopt"]), @"");
    assert_eq!(fs::read_to_string(&target).unwrap(), "outside\n");
}

#[test]
fn a_file_with_wrong_markers_is_left_alone() {
    let sandbox = Sandbox::new(&format!(
        "{PROJECT}//- docs/notes.md\n# Notes\n\n<!-- milepost:board -->\n\nkeep me\n\n\
         <!-- milepost:status -->\n\n<!-- /milepost:status -->\n\
         //- docs/other.md\n<!-- milepost:bord -->\nkeep me\n<!-- /milepost:bord -->\n"
    ));
    assert_snapshot!(sandbox.run(&["render"]), @"");
    assert!(text(&sandbox, "docs/notes.md").contains("keep me"));
    assert!(text(&sandbox, "docs/other.md").contains("keep me"));
    assert_snapshot!(sandbox.run(&["render", "--check"]), @"");
}

#[test]
fn templates_of_ones_own_have_the_same_data() {
    let sandbox = Sandbox::new(&format!(
        "{PROJECT}//- .milepost/templates/shout.md\n{{% for m in milestones %}}\n\
         {{{{ m.name }}}}: {{{{ m.title | upper }}}}, {{{{ m.fields.goal }}}}\n{{% endfor %}}\n\
         //- .milepost/templates/loop.md\n{{% include \"loop\" %}}\n\
         //- docs/shouting.md\n<!-- milepost:shout -->\n<!-- /milepost:shout -->\n"
    ));
    assert_snapshot!(sandbox.run(&["render", "--stdout", "shout"]), @"");
    assert_snapshot!(sandbox.run(&["render", "--stdout", "loop"]), @"");
    assert_snapshot!(sandbox.run(&["render", "--stdout", "milestone", "M1"]), @"");
    assert_snapshot!(sandbox.run(&["render", "--stdout", "milestone", "M9"]), @"");
    assert_snapshot!(sandbox.run(&["render", "--stdout", "milstone", "M1"]), @"");
    assert_snapshot!(sandbox.run(&["render", "--list"]), @"");
    sandbox.run(&["render"]);
    assert_snapshot!(text(&sandbox, "docs/shouting.md"), @"");
}

#[test]
fn where_nothing_is_derived_that_is_said() {
    let sandbox = Sandbox::new("//- a.md\n# M1 Server\n\n**Status:** Done\n");
    assert_snapshot!(sandbox.run(&["render"]), @"");
    assert_snapshot!(sandbox.run(&["render", "--check"]), @"");
}
