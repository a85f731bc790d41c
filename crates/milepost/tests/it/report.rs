//! The report as one HTML file, through the built program. What it looks like in a browser,
//! `browser/report.mjs` checks.

use std::{fs, os::unix::fs::symlink};

use insta::assert_snapshot;

use crate::sandbox::{Sandbox, without_ids};

const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh src/test.sh\"
//- docs/M1.md
# M1 Server

**Goal:** It answers
**Status:** In progress

## Acceptance criteria

- [ ] It is tested (gate `unit`)
- [x] Somebody likes it
//- src/test.sh
exit 0
";

const WRITE: [&str; 5] = ["render", "--format", "html", "--output", "report.html"];

fn report(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.root().join("report.html")).unwrap()
}

/// The line of a page that has some text in it.
#[track_caller]
fn line<'p>(page: &'p str, text: &str) -> &'p str {
    page.lines().find(|line| line.contains(text)).unwrap_or_else(|| panic!("no {text} in {page}"))
}

#[test]
fn a_report_is_written_and_written_again_with_what_was_shown_since() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.commit("begin");
    assert_snapshot!(sandbox.run(&WRITE), @"
    ------- stderr -------
    note: wrote report.html
    [exit 0]
    ");
    let before = report(&sandbox);
    assert!(line(&before, "gates pass").contains("<b>0 of 1</b>"));
    assert!(line(&before, "<summary><small>gate</small>").contains("never run"));
    sandbox.run(&["verify"]);
    sandbox.run(&WRITE);
    let after = report(&sandbox);
    assert!(line(&after, "gates pass").contains("<b>1 of 1</b>"));
    let gate = line(&after, "<summary><small>gate</small>");
    assert!(gate.contains("pass</i>") && gate.contains("1 of 1 runs passed"), "{gate}");
    assert!(after.contains("class=\"mp-past\""), "the past is drawn");
    // But for the minute, the same state gives the same bytes.
    let lasting = |page: String| {
        page.lines().filter(|line| !line.contains("judged 2")).collect::<Vec<_>>().join("\n")
    };
    sandbox.run(&WRITE);
    assert_eq!(lasting(report(&sandbox)), lasting(after));
    // It is no tracker, and nothing that git knows of has changed.
    assert_eq!(sandbox.git(&["status", "--porcelain"]).trim(), "?? .milepost/\n?? report.html");
}

#[test]
fn it_goes_to_stdout_where_no_file_is_named() {
    let sandbox = Sandbox::new(PROJECT);
    let page = sandbox.stdout(&["render", "--format", "html"]);
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>"), "{page}");
}

#[test]
fn nothing_is_overwritten_that_is_no_report() {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.write("//- report.html\n<!doctype html>\nby hand\n");
    assert_snapshot!(sandbox.run(&WRITE), @"
    ------- stderr -------
    error: report.html was not written by milepost
    hint: nothing was overwritten
    [exit 2]
    ");
    assert_eq!(report(&sandbox), "<!doctype html>\nby hand\n");
    symlink("src/test.sh", sandbox.root().join("link.html")).unwrap();
    assert_snapshot!(sandbox.run(&["render", "--format", "html", "-o", "link.html"]), @"
    ------- stderr -------
    error: link.html is a symbolic link
    hint: milepost writes to no place that a link leads to
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["render", "--format", "html", "-o", "docs"]), @"
    ------- stderr -------
    error: docs is a folder, not a plain file
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["render", "--format", "html", "-o", "no/such/report.html"]), @"
    ------- stderr -------
    error: could not write no/such
      because: No such file or directory (os error 2)
    [exit 2]
    ");
}

#[test]
fn it_tells_of_a_commit_as_it_stood() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.commit("begin");
    sandbox.write("//- docs/M1.md\n# M1 Server\n\n**Goal:** It answers\n**Status:** Done\n\n## Acceptance criteria\n\n- [x] It is tested (gate `unit`)\n");
    sandbox.commit("done");
    let old = sandbox.stdout(&["render", "--format", "html", "--at", "HEAD~1"]);
    assert!(line(&old, "<summary><small>milestone</small>").contains("In progress"));
    let unknown = sandbox.run(&["render", "--format", "html", "--at", "nowhere"]);
    assert_snapshot!(without_ids(&unknown), @"
    ------- stderr -------
    error: `nowhere` names no commit here: there is no such revision
    hint: a branch, a tag or a commit is a revision; nothing is fetched
    [exit 2]
    ");
}

#[test]
fn a_project_without_git_or_without_a_commit_says_what_cannot_be_told() {
    let folder = Sandbox::folder(PROJECT);
    let page = folder.stdout(&["render", "--format", "html"]);
    assert_snapshot!(line(&page, "Nothing can be told"), @"<p class=none>Nothing can be told: the project is in no git repository.</p>");
    let unborn = Sandbox::unborn(PROJECT);
    let page = unborn.stdout(&["render", "--format", "html"]);
    assert_snapshot!(line(&page, "Nothing can be told"), @"<p class=none>Nothing can be told: the repository has no commit, so it has no past.</p>");
}

#[test]
fn there_is_no_report_on_what_cannot_be_read() {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.write_bytes("docs/M2.md", b"\0\x01\x02\xff");
    let screen = sandbox.run(&WRITE);
    assert_snapshot!(screen, @"
    ------- stderr -------
    note: docs/M2.md was not read: it is not text
    error: 1 of the documents could not be read, so nothing is said about them
    hint: mend them, or exclude them under `[documents]` in milepost.toml if they track nothing
    [exit 2]
    ");
    let empty = Sandbox::new("//- README.md\n# Nothing\n");
    assert_snapshot!(empty.run(&WRITE), @"
    ------- stderr -------
    error: found no tracker in PROJECT
    hint: 1 Markdown file was looked at and is no tracker
    hint: a tracker shows two of: ids with statuses, a status column, milestone, phase or acceptance headings
    hint: `milepost read FILE` shows how a file is understood; `[documents]` in milepost.toml names trackers
    [exit 2]
    ");
}
