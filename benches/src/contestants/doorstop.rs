//! doorstop, with the same number of requirements, one file each as it keeps them.

use std::fs;

use crate::{
    contest::Entry,
    contestants::{Ground, Skipped, installed, is_within_reach, prepare},
};

const DOCUMENT: &str = "settings:\n  digits: 5\n  prefix: REQ\n  sep: ''\n";

pub(super) fn entries(ground: &Ground<'_>) -> Result<Vec<Entry>, Skipped> {
    is_within_reach(ground)?;
    let program = installed("doorstop")?;
    let folder = ground.scratch.join("doorstop");
    let requirements = folder.join("reqs");
    fs::create_dir_all(&requirements)?;
    fs::write(requirements.join(".doorstop.yml"), DOCUMENT)?;
    for item in 1..=ground.tracker.items {
        let level = format!("1.{}.{}", item / 100, item % 100 + 1);
        let text = format!(
            "active: true\nderived: false\nheader: ''\nlevel: {level}\nlinks: []\n\
             normative: true\nref: ''\nreviewed: null\ntext: |\n  M{item} shared index\n"
        );
        fs::write(requirements.join(format!("REQ{item:05}.yml")), text)?;
    }
    prepare(&Entry::new("git init", &folder, ["git", "init", "--quiet"]))?;
    prepare(&Entry::new("git add", &folder, ["git", "add", "--all"]))?;
    // The first run, which is not counted, stamps every item as reviewed; the others only check.
    let check = [program.as_os_str(), "--no-reformat".as_ref(), "--quiet".as_ref()];
    Ok(vec![Entry::new("doorstop", &folder, check)])
}
