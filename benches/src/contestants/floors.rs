//! What nobody can beat: reading the same bytes, and what git itself takes for the same tree.

use crate::{contest::Entry, contestants::Ground};

pub(crate) const CAT: &str = "cat";
pub(crate) const GIT_STATUS: &str = "git status";

pub(super) fn entries(ground: &Ground<'_>) -> Vec<Entry> {
    let dir = ground.repository;
    vec![
        Entry::new("true", dir, ["true"]),
        Entry::new(CAT, dir, ["find", "docs", "-type", "f", "-exec", "cat", "{}", "+"]),
        Entry::new(GIT_STATUS, dir, ["git", "status", "--porcelain"]),
    ]
}
