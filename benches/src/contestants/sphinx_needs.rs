//! sphinx-needs, with the same number of needs, a hundred to a file, and a table of all of them.

use std::{fmt::Write as _, fs};

use crate::{
    contest::Entry,
    contestants::{Ground, Skipped, installed, is_within_reach},
    tracker::PART,
};

const CONFIG: &str = "project = 'tracker'\nextensions = ['sphinx_needs']\n";

pub(super) fn entries(ground: &Ground<'_>) -> Result<Vec<Entry>, Skipped> {
    is_within_reach(ground)?;
    let program = installed("sphinx-build")?;
    let folder = ground.scratch.join("sphinx-needs");
    let source = folder.join("source");
    fs::create_dir_all(&source)?;
    fs::write(source.join("conf.py"), CONFIG)?;
    let mut index = "Tracker\n=======\n\n.. toctree::\n\n".to_owned();
    let items: Vec<usize> = (1..=ground.tracker.items).collect();
    for (at, part) in items.chunks(PART).enumerate() {
        let mut page = format!("Part {at}\n{}\n", "=".repeat(12));
        for item in part {
            let status = if item % 2 == 0 { "done" } else { "open" };
            let before = item.saturating_sub(1).max(1);
            let links =
                if before < *item { format!("   :links: M_{before:05}\n") } else { String::new() };
            write!(
                page,
                "\n.. req:: M{item} shared index\n   :id: M_{item:05}\n   :status: {status}\n{links}\n   \
                 The index names the entry that did not fit.\n"
            )
            .map_err(std::io::Error::other)?;
        }
        fs::write(source.join(format!("part-{at:04}.rst")), page)?;
        writeln!(index, "   part-{at:04}").map_err(std::io::Error::other)?;
    }
    index.push_str("\n.. needtable::\n   :columns: id, title, status, links\n");
    fs::write(source.join("index.rst"), index)?;
    let all = ["-q", "-E", "-a", "-b", "html", "source", "out"];
    let again = ["-q", "-b", "html", "source", "out"];
    let entry = |label: &str, args: &[&str]| {
        let command = std::iter::once(program.as_os_str()).chain(args.iter().map(AsRef::as_ref));
        Entry::new(label, &folder, command)
    };
    Ok(vec![
        entry("sphinx-build, sphinx-needs", &all),
        entry("sphinx-build, nothing changed", &again),
    ])
}
