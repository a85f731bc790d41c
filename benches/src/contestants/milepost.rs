//! milepost itself, from a process that knows nothing yet, and from one that finds its cache.

use std::ffi::OsString;

use crate::{contest::Entry, contestants::Ground};

pub(super) fn entries(ground: &Ground<'_>) -> Vec<Entry> {
    let entry = |label: &str, args: &[&str]| {
        let command = std::iter::once(ground.milepost.into());
        let command = command.chain(args.iter().map(OsString::from));
        Entry::new(format!("milepost {label}"), ground.repository, command)
    };
    // Putting the cache aside counts, too: it is a shell and three small programs. It is there again
    // for those who come after, however often this one is measured.
    let cold = |label: &str, command: &str| {
        let script = format!(
            "mv .git/milepost .git/aside; \"$0\" {command}; code=$?; \
             rm -rf .git/milepost; mv .git/aside .git/milepost; exit $code"
        );
        let command: [OsString; 4] =
            ["sh".into(), "-c".into(), script.into(), ground.milepost.into()];
        Entry::new(format!("milepost {label}, cold"), ground.repository, command)
    };
    // One document at a time is what people read; in one of the layouts that is everything.
    let document = ground.tracker.document(0, "").path;
    vec![
        cold("check", "check"),
        entry("check, warm", &["check"]),
        cold("status", "status"),
        entry("status, warm", &["status"]),
        entry("read, one file", &["read", &document, "--format", "json"]),
    ]
}

/// The same with one document that was changed since, each time.
pub(super) fn touched(ground: &Ground<'_>) -> Vec<Entry> {
    let document = ground.tracker.document(0, "").path;
    let entry = |label: &str, program: OsString, command: &str| {
        let script = format!("echo >> {document}; exec \"$0\" {command}");
        let command: [OsString; 4] = ["sh".into(), "-c".into(), script.into(), program];
        Entry::new(label, ground.repository, command)
    };
    vec![
        entry(super::GIT_STATUS, "git".into(), "status --porcelain"),
        entry("milepost check", ground.milepost.into(), "check"),
        entry("milepost status", ground.milepost.into(), "status"),
    ]
}
