//! milepost itself, from a process that knows nothing yet.

use std::ffi::OsString;

use crate::{contest::Entry, contestants::Ground};

pub(super) fn entries(ground: &Ground<'_>) -> Vec<Entry> {
    let entry = |label: &str, args: &[&str]| {
        let command = std::iter::once(ground.milepost.into());
        let command = command.chain(args.iter().map(OsString::from));
        Entry::new(format!("milepost {label}"), ground.repository, command)
    };
    // One document at a time is what people read; in one of the layouts that is everything.
    let document = ground.tracker.document(0, "").path;
    vec![
        entry("check", &["check"]),
        entry("status", &["status"]),
        entry("read, one file", &["read", &document, "--format", "json"]),
    ]
}
