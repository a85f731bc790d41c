//! Lies of the ledger: segments that are edited, renamed, cut short, copied, removed or written.

use std::{fs, path::Path, process::Command};

use super::{is_shown, project, proven, refused};
use crate::sandbox::Sandbox;

/// A gate that passes as soon as a file lies in the git folder: nothing of the project tells.
const FLAKY: &str = "run = \"test -e \\\"$HOME/.git/ok\\\"\"";

/// A project whose gate failed.
fn failed() -> Sandbox {
    let sandbox = Sandbox::new(&project(FLAKY, ""));
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 1]\n"));
    sandbox
}

fn let_it_pass(sandbox: &Sandbox) {
    sandbox.write_bytes(".git/ok", b"");
}

/// Edits the segment of a failed run, and runs the gate again, which passes now.
#[track_caller]
fn check(tamper: impl Fn(&Path, &[u8]), why: &str) {
    let sandbox = failed();
    for segment in sandbox.segments() {
        tamper(&segment, &fs::read(&segment).unwrap());
    }
    assert!(!is_shown(&sandbox, "M1"));
    let_it_pass(&sandbox);
    sandbox.run(&["verify", "--quiet", "--gate", "unit"]);
    refused(&sandbox, "M1", "the ledger is not whole, and a failed run may be missing");
    refused(&sandbox, "M1", why);
}

fn replaced(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.contains(old), "{text}");
    text.replace(old, new).into_bytes()
}

#[test]
fn an_edited_segment_hides_no_failure() {
    let is_altered = "its content is not what its name says";
    let to_passed = |place: &Path, bytes: &[u8]| {
        fs::write(place, replaced(bytes, "\"failed\"", "\"passed\"")).unwrap();
    };
    check(to_passed, is_altered);
    check(|place, bytes| fs::write(place, [bytes, b"{}\n"].concat()).unwrap(), is_altered);
    check(|place, _| fs::write(place, b"").unwrap(), "");
    check(|place, bytes| fs::write(place, &bytes[..bytes.len() / 2]).unwrap(), "");
    check(|place, bytes| fs::write(place, replaced(bytes, "\n", "\r\n")).unwrap(), "CRLF");
}

#[test]
fn a_renamed_segment_hides_no_failure() {
    let other_digest = |place: &Path, _: &[u8]| {
        let (start, _) = place.to_str().unwrap().rsplit_once('-').unwrap();
        fs::rename(place, format!("{start}-{}.jsonl", "0".repeat(64))).unwrap();
    };
    check(other_digest, "its content is not what its name says");
    check(|place, _| fs::rename(place, place.with_extension("bak")).unwrap(), "neither a segment");
}

#[test]
fn a_tracked_segment_that_is_removed_hides_no_failure() {
    let mut sandbox = failed();
    sandbox.commit("evidence");
    sandbox.segments().iter().for_each(|segment| fs::remove_file(segment).unwrap());
    let_it_pass(&sandbox);
    sandbox.run(&["verify", "--quiet", "--gate", "unit"]);
    refused(&sandbox, "M1", "was removed or altered after");
    sandbox.git(&["restore", ".milepost/ledger"]);
    refused(&sandbox, "M1", "flaky: 1 of 2 runs on this content did not pass");
}

#[test]
fn a_duplicated_run_counts_once() {
    let sandbox = Sandbox::new(&project("run = \"true\"", ""));
    sandbox.run(&["verify", "--quiet"]);
    let attempts = || sandbox.json(&["gate", "list"])["gates"][0]["attempts"].clone();
    let before = attempts();
    let segment = sandbox.segments().remove(0);
    let name = segment.file_name().unwrap().to_str().unwrap();
    for month in ["01", "02", "03"] {
        let copy = format!(".milepost/ledger/2026/{month}/2026{month}{}", &name[6..]);
        sandbox.write_bytes(&copy, &fs::read(&segment).unwrap());
    }
    assert_eq!(before, attempts());
    refused(&sandbox, "M1", "its content is not what its name says");
}

#[test]
fn running_until_it_is_green_takes_three_in_a_row() {
    let script = "//- src/t.sh\nn=$(cat \"$HOME/.git/n\" 2> /dev/null || echo 0)\n\
                  echo $((n + 1)) > \"$HOME/.git/n\"\ntest $n != 0 && test $n != 2\n";
    let sandbox = Sandbox::new(&project("run = \"sh src/t.sh\"", script));
    sandbox.run(&["verify", "--quiet"]);
    refused(&sandbox, "M1", "exit code 1");
    // The second run passes, the third fails.
    sandbox.run(&["verify", "--quiet", "--gate", "unit"]);
    refused(&sandbox, "M1", "exit code 1");
    assert!(sandbox.run(&["verify", "--quiet", "--gate", "unit"]).ends_with("[exit 0]\n"));
    proven(&sandbox, "M1");
    assert_eq!(sandbox.verdict("unit"), "pass: flaky 2 of 6");
}

fn copy(from: &Sandbox, to: &Sandbox) {
    for segment in from.segments() {
        let name = segment.strip_prefix(from.root()).unwrap().to_str().unwrap();
        to.write_bytes(name, &fs::read(&segment).unwrap());
    }
}

#[test]
fn evidence_of_another_repository_counts_for_the_same_content_alone() {
    let with = |content: &str| {
        let script = format!("//- src/test.sh\nexit ${{1:-0}}\n//- src/a.txt\n{content}\n");
        Sandbox::new(&project("run = \"sh src/test.sh\"", &script))
    };
    let origin = with("one");
    origin.run(&["verify", "--quiet"]);
    proven(&origin, "M1");
    let other = with("two");
    copy(&origin, &other);
    refused(&other, "M1", "is stale");
    // The same files in another commit are the same content, wherever they ran.
    let mut same = with("one");
    same.commit("another commit");
    copy(&origin, &same);
    assert!(same.verdict("unit").starts_with("pass"), "{}", same.verdict("unit"));
}

#[test]
fn names_that_look_like_commits_and_notes_move_no_evidence() {
    let script = "//- src/test.sh\ntrue\n";
    let mut sandbox = Sandbox::new(&project("run = \"sh src/test.sh\"", script));
    sandbox.run(&["verify", "--quiet"]);
    let green = sandbox.git(&["rev-parse", "HEAD"]);
    sandbox.write_bytes("src/test.sh", b"exit 1\n");
    sandbox.commit("break");
    let red = sandbox.git(&["rev-parse", "HEAD"]);
    for kind in ["heads", "tags", "replace-not"] {
        let name = format!("refs/{kind}/{}", red.trim());
        sandbox.git(&["update-ref", &name, green.trim()]);
        let name = format!("refs/{kind}/{}", green.trim());
        sandbox.git(&["update-ref", &name, red.trim()]);
    }
    let author = ["-c", "user.name=T", "-c", "user.email=t@example.org"];
    sandbox.git(&[&author[..], &["notes", "add", "-m", "passed", "HEAD"]].concat());
    refused(&sandbox, "M1", "is stale");
    sandbox.run(&["verify", "--quiet"]);
    refused(&sandbox, "M1", "exit code 1");
}

#[test]
fn a_run_in_the_working_tree_is_diagnostic() {
    let sandbox = Sandbox::new(&project("run = \"true\"", ""));
    sandbox.run(&["verify", "--quiet", "--here"]);
    refused(&sandbox, "M1", "its grade is diagnostic");
}

/// The threat model, see docs/THREATS.md: who writes a whole new segment is believed locally.
#[test]
fn a_segment_written_by_hand_is_believed_locally() {
    let sandbox = failed();
    let segment = sandbox.segments().remove(0);
    let text = fs::read_to_string(&segment).unwrap();
    fs::remove_file(&segment).unwrap();
    let lies = [
        ("\"result\":\"failed\"", "\"result\":\"passed\""),
        ("\"code\":1", "\"code\":0"),
        ("\"reasons\":[\"it ended with exit code 1\"]", "\"reasons\":[]"),
    ];
    let forged = lies.iter().fold(text, |text, (old, new)| text.replace(old, new));
    fs::write(&segment, &forged).unwrap();
    let digest = Command::new("sha256sum").arg(&segment).output().unwrap();
    let digest = String::from_utf8(digest.stdout).unwrap();
    let name = segment.to_str().unwrap().rsplit_once('-').unwrap().0.to_owned();
    fs::rename(&segment, format!("{name}-{}.jsonl", &digest[..64])).unwrap();
    assert!(is_shown(&sandbox, "M1"), "{}", sandbox.verdict("unit"));
}

/// The other side of it: what was never committed can be removed without a trace.
#[test]
fn a_failure_that_was_never_committed_can_be_removed() {
    let sandbox = failed();
    sandbox.segments().iter().for_each(|segment| fs::remove_file(segment).unwrap());
    let_it_pass(&sandbox);
    sandbox.run(&["verify", "--quiet"]);
    proven(&sandbox, "M1");
}
