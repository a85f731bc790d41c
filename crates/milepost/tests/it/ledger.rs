//! `log` and `doctor`: what is recorded, and whether it is whole.

use std::{fs, os::unix::fs::symlink};

use insta::assert_snapshot;
use milepost_core::{
    digest::Digest,
    evidence::{
        Ending, Event, Outcome, Payload,
        ledger::{Segment, SegmentName},
        wire::{Recording, encode},
    },
    gate::GateName,
    id::CommitId,
};
use milepost_host::Workspace;

use crate::{sandbox::Sandbox, statement::payloads};

/// A record as its line.
fn line(payload: &Payload, at: &str) -> String {
    let at = at.parse().unwrap();
    encode(payload, &Recording { at, by: "someone", repository: "local" }).unwrap()
}

fn failed() -> Payload {
    let [Payload::Run(mut run), _] = payloads() else { panic!("the first is a run") };
    run.ending = Ending::Exited(1);
    run.outcome = Outcome::Failed;
    run.reasons = vec!["tests.failed = 2".into(), "exit = 1".into()];
    Payload::Run(run)
}

fn promoted() -> Payload {
    let commit = CommitId::new(&"c".repeat(40)).unwrap();
    let gate = GateName::new("load").unwrap();
    Payload::Event(Event::Promoted { gate, commit, reason: "10 greens in a row".into() })
}

/// Writes a segment where milepost would, and gives its name.
fn segment(sandbox: &Sandbox, lines: &[String], parents: &[&SegmentName], at: &str) -> SegmentName {
    let parents: Vec<Digest> = parents.iter().map(|parent| parent.digest()).collect();
    let (name, bytes) = Segment::write(lines, &parents, at.parse().unwrap(), "test 1").unwrap();
    sandbox.write_bytes(&format!(".milepost/ledger/{name}"), &bytes);
    name
}

const FIRST: &str = "2026-03-01T12:00:02Z";
const SECOND: &str = "2026-03-02T08:30:00Z";

/// A repository with five lines in two segments, not all of which can be read.
pub(crate) fn recorded() -> Sandbox {
    let mut sandbox = Sandbox::new("");
    let [passed, done] = payloads();
    let newer = line(&done, FIRST).replace("/event/v1", "/event/v2");
    let first = segment(&sandbox, &[line(&failed(), FIRST), newer], &[], FIRST);
    let foreign = line(&done, FIRST).replace("milepost.dev/evidence/event/v1", "example.org/note");
    let lines = [line(&passed, SECOND), foreign, line(&promoted(), SECOND)];
    segment(&sandbox, &lines, &[&first], SECOND);
    sandbox.commit("evidence");
    sandbox
}

/// Changes one word in the newest segment.
pub(crate) fn alter(sandbox: &Sandbox) {
    let path = newest(sandbox);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("passed"));
    fs::write(&path, text.replace("passed", "failed")).unwrap();
}

fn newest(sandbox: &Sandbox) -> std::path::PathBuf {
    let folder = sandbox.root().join(".milepost/ledger/2026/03");
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).max().unwrap()
}

#[test]
fn the_log_shows_the_newest_first_and_drops_nothing() {
    let sandbox = recorded();
    assert_snapshot!(sandbox.run(&["log"]), @"
    · 528e181680  2026-03-02 08:30Z  load blocks from now on: 10 greens in…   cccccccccc         someone
    ? 9bf0be99a3  2026-03-02 08:30Z  kept and not counted: a `https://examp…
    ✓ f6085752f3  2026-03-02 08:30Z  unit passed                              aaaaaaaaaa  clean  someone
    ? 3ab3e2fdf0  2026-03-01 12:00Z  kept and not counted: it is a `https:/…
    ✗ 7c93d15051  2026-03-01 12:00Z  unit failed: tests.failed = 2 (and 1 m…  aaaaaaaaaa  clean  someone
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["log", "--limit", "1", "--gate", "load"]), @"
    · 528e181680  2026-03-02 08:30Z  load blocks from now on: 10 greens in a row  cccccccccc    someone

    1 of 2 records; `--limit 2` shows all
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["log", "--at", "HEAD~1"]), @"
    nothing is recorded
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["log", "--gate", "unti"]), @"
    ------- stderr -------
    error: nothing is recorded of a gate `unti`
    hint: did you mean `unit`?
    [exit 2]
    ");
}

#[test]
fn a_record_is_printed_byte_for_byte() {
    let sandbox = recorded();
    let wanted = line(&promoted(), SECOND);
    let id = Digest::of(wanted.as_bytes()).to_string();
    assert_eq!(sandbox.stdout(&["log", "--raw", &id]), format!("{wanted}\n"));
    assert_eq!(sandbox.stdout(&["log", "--raw", &id[..12]]), format!("{wanted}\n"));
    assert_eq!(sandbox.stdout(&["log", "--at", "HEAD", "--raw", &id]), format!("{wanted}\n"));
    assert_snapshot!(sandbox.run(&["log", "--raw", ""]), @"
    ------- stderr -------
    error: `` is the beginning of several ids
    hint: say which
      milepost log --raw 7c93d15051  unit failed: tests.failed = 2 (and 1 more), 2026-03-01 12:00Z
      milepost log --raw 3ab3e2fdf0  kept and not counted: it is a `https://milepost.dev/evidence/event/v2`, which this milepost is too old to read, 2026-03-01 12:00Z
      milepost log --raw f6085752f3  unit passed, 2026-03-02 08:30Z
      milepost log --raw 9bf0be99a3  kept and not counted: a `https://example.org/note`, 2026-03-02 08:30Z
      milepost log --raw 528e181680  load blocks from now on: 10 greens in a row, 2026-03-02 08:30Z
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["log", "--raw", "xyz"]), @"
    ------- stderr -------
    error: no record has an id that begins with `xyz`
    hint: `milepost log` lists the records
    [exit 2]
    ");
}

#[test]
fn what_a_run_wrote_is_shown_where_it_was_kept() {
    let sandbox = recorded();
    let id = Digest::of(line(&payloads()[0], SECOND).as_bytes());
    assert_snapshot!(sandbox.run(&["log", "--output", &id.to_string()]), @"
    ------- stderr -------
    error: this clone keeps no output of the record f6085752f3
    hint: outputs stay in the clone that ran the gate, until newer ones need the room
    [exit 2]
    ");
    sandbox.write("//- out\n32 passed \u{1b}[2J\n//- err\na warning\n");
    let workspace = Workspace::discover(&sandbox.root()).unwrap();
    let (out, err) = (sandbox.root().join("out"), sandbox.root().join("err"));
    workspace.keep_output(id, &out, &err).unwrap();
    workspace.keep_output(id, &out, &err).unwrap();
    assert_snapshot!(sandbox.run(&["log", "--output", &id.to_string()]), @"
    32 passed ⟨U+001B⟩[2J
    ------- stderr -------
    a warning
    [exit 0]
    ");
}

#[test]
fn a_ledger_as_it_was_written_is_sound() {
    let sandbox = recorded();
    assert_snapshot!(sandbox.run(&["doctor"]), @"
    warning: line 3 of `2026/03/20260301T120002Z-f96b0064cb02dc776e6a16e647a4ca1263bf750d32860fe9eb50ecff7435686f.jsonl` is kept and not counted: it is a `https://milepost.dev/evidence/event/v2`, which this milepost is too old to read
      help: a later milepost may read it; `milepost log --raw 3ab3e2fdf0` shows it
    note: 1 record is a `https://example.org/note`, which has no meaning here: kept, and not counted
      help: a later milepost may read them; `milepost log` lists them
    2 segments with 4 records: 1 warning, 1 note
    [exit 0]
    ");
    assert_snapshot!(Sandbox::new("").run(&["doctor"]), @"
    the ledger is empty
    [exit 0]
    ");
    assert_snapshot!(Sandbox::folder("").run(&["doctor"]), @"
    note: there is no git repository, so what was removed cannot be seen
    1 note
    [exit 0]
    ");
}

#[test]
fn the_doctor_names_what_was_altered_and_what_was_removed() {
    let mut sandbox = recorded();
    alter(&sandbox);
    assert_snapshot!(sandbox.run(&["doctor"]), @"
    error: `2026/03/20260302T083000Z-ea913c86c974a5affa90a8aec3d9ff9e6c8d31f6c3054964da2197d0857f1fc5.jsonl` is not counted: its content is not what its name says, so it was altered or renamed
      help: `git log --all -- .milepost/ledger/2026/03/20260302T083000Z-ea913c86c974a5affa90a8aec3d9ff9e6c8d31f6c3054964da2197d0857f1fc5.jsonl` finds the commits that may hold it as it was written
    error: `2026/03/20260302T083000Z-ea913c86c974a5affa90a8aec3d9ff9e6c8d31f6c3054964da2197d0857f1fc5.jsonl` was removed or altered after commit 143257da04, and no pack holds what it held
      help: `git log --all -- .milepost/ledger/2026/03/20260302T083000Z-ea913c86c974a5affa90a8aec3d9ff9e6c8d31f6c3054964da2197d0857f1fc5.jsonl` finds the commits that may hold it as it was written
    warning: line 3 of `2026/03/20260301T120002Z-f96b0064cb02dc776e6a16e647a4ca1263bf750d32860fe9eb50ecff7435686f.jsonl` is kept and not counted: it is a `https://milepost.dev/evidence/event/v2`, which this milepost is too old to read
      help: a later milepost may read it; `milepost log --raw 3ab3e2fdf0` shows it
    1 segment with 1 record: 2 errors, 1 warning
    [exit 1]
    ");
    fs::remove_file(newest(&sandbox)).unwrap();
    sandbox.commit("forget it");
    sandbox.write("//- .milepost/ledger/2026/03/.new-x\nhalf\n");
    assert_snapshot!(sandbox.run(&["doctor"]), @"
    error: `2026/03/20260302T083000Z-ea913c86c974a5affa90a8aec3d9ff9e6c8d31f6c3054964da2197d0857f1fc5.jsonl` was deleted in commit 97116cb805, and no pack holds what it held
      help: `git log --all -- .milepost/ledger/2026/03/20260302T083000Z-ea913c86c974a5affa90a8aec3d9ff9e6c8d31f6c3054964da2197d0857f1fc5.jsonl` finds the commits that may hold it as it was written
    warning: line 3 of `2026/03/20260301T120002Z-f96b0064cb02dc776e6a16e647a4ca1263bf750d32860fe9eb50ecff7435686f.jsonl` is kept and not counted: it is a `https://milepost.dev/evidence/event/v2`, which this milepost is too old to read
      help: a later milepost may read it; `milepost log --raw 3ab3e2fdf0` shows it
    note: `.milepost/ledger/2026/03/.new-x` was begun and is not finished
      help: it can be removed unless a milepost is writing just now
    1 segment with 1 record: 1 error, 1 warning, 1 note
    [exit 1]
    ");
}

#[test]
fn a_ledger_that_is_a_link_is_not_followed() {
    let sandbox = recorded();
    let (real, link) = (sandbox.root().join("elsewhere"), sandbox.root().join(".milepost/ledger"));
    fs::rename(&link, &real).unwrap();
    symlink(&real, &link).unwrap();
    assert_snapshot!(sandbox.run(&["log"]), @"
    ------- stderr -------
    error: PROJECT/.milepost/ledger is a symbolic link; a ledger is only read from a real folder
    hint: put a folder with the segments in its place
    [exit 2]
    ");
    assert_eq!(sandbox.run(&["doctor"]), sandbox.run(&["log"]));
    sandbox.write("//- docs/M1.md\n# M1 Begin\n\n## Acceptance criteria\n\n- [ ] It begins\n");
    let check = sandbox.run(&["check"]);
    assert!(
        check.contains("ledger is a symbolic link") && check.ends_with("[exit 2]\n"),
        "{check}"
    );
}

#[test]
fn the_ledger_travels_when_asked_and_old_segments_are_packed() {
    let sandbox = recorded();
    let log = sandbox.stdout(&["log"]);
    assert_snapshot!(sandbox.run(&["ledger", "push"]), @"
    ------- stderr -------
    error: the repository has no remote
    hint: `git remote add origin ADDRESS` adds one; an address will do, too
    [exit 2]
    ");
    sandbox.git(&["init", "--quiet", "--bare", ".git/remote.git"]);
    sandbox.git(&["remote", "add", "origin", ".git/remote.git"]);
    assert_snapshot!(sandbox.run(&["ledger", "push", "--dry-run"]), @"
    would push 2 files (origin):
      2026/03/20260301T120002Z-f96b0064cb02dc776e6a16e647a4ca1263bf750d32860fe9eb50ecff7435686f.jsonl
      2026/03/20260302T083000Z-ea913c86c974a5affa90a8aec3d9ff9e6c8d31f6c3054964da2197d0857f1fc5.jsonl
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["ledger", "push"]), @"
    pushed 2 files (origin):
      2026/03/20260301T120002Z-f96b0064cb02dc776e6a16e647a4ca1263bf750d32860fe9eb50ecff7435686f.jsonl
      2026/03/20260302T083000Z-ea913c86c974a5affa90a8aec3d9ff9e6c8d31f6c3054964da2197d0857f1fc5.jsonl
    [exit 0]
    ");
    fs::remove_dir_all(sandbox.root().join(".milepost/ledger")).unwrap();
    sandbox.git(&["update-ref", "-d", "refs/milepost/ledger"]);
    assert_eq!(sandbox.stdout(&["log"]), "nothing is recorded\n");
    assert_snapshot!(sandbox.run(&["ledger", "pull"]), @"
    wrote 2 files (origin):
      2026/03/20260301T120002Z-f96b0064cb02dc776e6a16e647a4ca1263bf750d32860fe9eb50ecff7435686f.jsonl
      2026/03/20260302T083000Z-ea913c86c974a5affa90a8aec3d9ff9e6c8d31f6c3054964da2197d0857f1fc5.jsonl
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["ledger", "pull"]), @"
    nothing to write: all is here (origin)
    [exit 0]
    ");
    assert_eq!(sandbox.stdout(&["log"]), log);
    assert_snapshot!(sandbox.run(&["ledger", "pack"]), @"
    packed 2 segments into:
      pack-79cd559cb667ec4af15edaf6fadadc612e52fcc09894e57bcd7d52ef706f788e.jsonl
    [exit 0]
    ");
    assert_eq!(sandbox.stdout(&["log"]), log);
    assert!(sandbox.run(&["doctor"]).ends_with("[exit 0]\n"));
}
