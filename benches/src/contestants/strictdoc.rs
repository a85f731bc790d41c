//! `StrictDoc`, with the same number of requirements, a hundred to a document.

use std::{fmt::Write as _, fs};

use crate::{
    contest::Entry,
    contestants::{Ground, Skipped, installed, is_within_reach},
    tracker::PART,
};

pub(super) fn entries(ground: &Ground<'_>) -> Result<Vec<Entry>, Skipped> {
    is_within_reach(ground)?;
    let program = installed("strictdoc")?;
    let folder = ground.scratch.join("strictdoc");
    let source = folder.join("source");
    fs::create_dir_all(&source)?;
    let items: Vec<usize> = (1..=ground.tracker.items).collect();
    for (at, part) in items.chunks(PART).enumerate() {
        let mut page = format!("[DOCUMENT]\nTITLE: Part {at}\n");
        for item in part {
            write!(
                page,
                "\n[REQUIREMENT]\nUID: M-{item:05}\nTITLE: M{item} shared index\n\
                 STATEMENT: The index names the entry that did not fit.\n"
            )
            .map_err(std::io::Error::other)?;
        }
        fs::write(source.join(format!("part-{at:04}.sdoc")), page)?;
    }
    let export = "rm -rf out; exec \"$0\" export source --output-dir out --formats html";
    let command = ["sh".as_ref(), "-c".as_ref(), export.as_ref(), program.as_os_str()];
    let again = ["export", "source", "--output-dir", "out", "--formats", "html"];
    let again = std::iter::once(program.as_os_str()).chain(again.iter().map(AsRef::as_ref));
    Ok(vec![
        Entry::new("strictdoc export", &folder, command),
        Entry::new("strictdoc export, nothing changed", &folder, again),
    ])
}
