//! `br` of `beads_rust`, with the same number of issues imported.

use std::{fs, io::Write as _};

use crate::{
    contest::Entry,
    contestants::{Ground, Skipped, installed, is_within_reach, prepare},
};

pub(super) fn entries(ground: &Ground<'_>) -> Result<Vec<Entry>, Skipped> {
    is_within_reach(ground)?;
    let program = installed("br")?;
    let folder = ground.scratch.join("br");
    fs::create_dir_all(&folder)?;
    let entry = |args: &[&str]| {
        let command = std::iter::once(program.as_os_str()).chain(args.iter().map(AsRef::as_ref));
        Entry::new(format!("br {}", args.join(" ")), &folder, command)
    };
    prepare(&Entry::new("git init", &folder, ["git", "init", "--quiet"]))?;
    prepare(&entry(&["init", "--prefix", "bd"]))?;
    let mut file = fs::File::create(folder.join(".beads/issues.jsonl"))?;
    for item in 1..=ground.tracker.items {
        writeln!(
            file,
            "{{\"id\":\"bd-a{item:05}\",\"title\":\"M{item} shared index\",\"status\":\"open\",\
             \"priority\":2,\"issue_type\":\"task\",\"created_at\":\"2026-02-02T12:00:00Z\",\
             \"updated_at\":\"2026-02-02T12:00:00Z\"}}"
        )?;
    }
    prepare(&entry(&["sync", "--import-only"]))?;
    Ok(vec![entry(&["list", "--limit", "0"]), entry(&["list", "--limit", "0", "--json"])])
}
