//! Taskwarrior, with the same number of tasks imported.

use std::{fs, io::Write as _};

use crate::{
    contest::Entry,
    contestants::{Ground, Skipped, installed, is_within_reach, prepare},
};

pub(super) fn entries(ground: &Ground<'_>) -> Result<Vec<Entry>, Skipped> {
    is_within_reach(ground)?;
    let program = installed("task")?;
    let folder = ground.scratch.join("taskwarrior");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("taskrc"), "confirmation=no\ndata.location=data\n")?;
    let mut file = fs::File::create(folder.join("tasks.json"))?;
    for item in 1..=ground.tracker.items {
        writeln!(
            file,
            "{{\"uuid\":\"00000000-0000-4000-8000-{item:012}\",\"status\":\"pending\",\
             \"description\":\"M{item} shared index\",\"project\":\"part{}\",\
             \"entry\":\"20260202T120000Z\"}}",
            item / 100
        )?;
    }
    let entry = |args: &[&str]| {
        let command = std::iter::once(program.as_os_str()).chain(args.iter().map(AsRef::as_ref));
        let mut entry = Entry::new(format!("task {}", args.join(" ")), &folder, command);
        entry.environment = vec![("TASKRC", "taskrc".into()), ("TASKDATA", "data".into())];
        entry
    };
    fs::create_dir_all(folder.join("data"))?;
    prepare(&entry(&["import", "tasks.json"]))?;
    Ok(vec![entry(&["list"]), entry(&["export"])])
}
