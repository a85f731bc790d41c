//! Who is at work: `- worker-1: writing integration tests`.

use super::one_line;
use crate::{
    markdown::ListItem,
    plan::{Claim, ItemKind, Origin},
    read::walk::{Walk, known_field},
};

/// Reads one worker.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    let Some((name, doing)) = line.text.split_once(':') else { return false };
    let mut claim = Claim::bare(ItemKind::Worker, Origin::ListItem, item.span);
    claim.title = name.trim().into();
    claim.fields.push(known_field("doing", "doing", doing, line.span));
    walk.claim(claim);
    true
}
