//! milepost itself, from a process that knows nothing yet.

use std::ffi::OsString;

use crate::{contest::Entry, contestants::Ground};

pub(super) fn entries(ground: &Ground<'_>) -> Vec<Entry> {
    let entry = |args: &[&str]| {
        let command = std::iter::once(ground.milepost.into());
        let command = command.chain(args.iter().map(OsString::from));
        Entry::new(format!("milepost {}", args[0]), ground.repository, command)
    };
    let mut entries = vec![entry(&["check"]), entry(&["status"])];
    // One document at a time is what people read; with one file that is everything.
    let document = ground.tracker.document(0, "").path;
    entries.push(entry(&["read", &document, "--format", "json"]));
    entries
}
