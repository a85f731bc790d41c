//! Drawn trees: `├─ Deliverable 1.1 (Build system)` in a code block.

use crate::{
    id::ItemId,
    plan::{Claim, ClaimAt, ItemKind, Origin},
    read::walk::Walk,
    text::Span,
};

/// Reads a code block that is a drawn tree of items; any other claims nothing.
pub(in crate::read) fn code(walk: &mut Walk<'_>, content: Span) {
    let text = walk.text;
    let body = content.of(text);
    if !body.contains('├') && !body.contains('└') {
        return;
    }
    let mut offset = content.start as usize;
    let mut above: Vec<(usize, ClaimAt)> = Vec::new();
    for line in body.split_inclusive('\n') {
        let begin = offset;
        offset += line.len();
        let name = line.trim_start_matches(|c: char| c.is_whitespace() || "├└│─┬┼|`+-".contains(c));
        let depth = line.chars().count() - name.chars().count();
        let name = name.trim_end();
        let span = Span::new(begin + line.find(name).unwrap_or(0), begin + line.trim_end().len());
        let Some((kind, id, title)) = item(name) else { continue };
        while above.last().is_some_and(|(outer, _)| *outer >= depth) {
            above.pop();
        }
        let mut claim = Claim::bare(kind, Origin::Tree, span);
        claim.id = Some(id);
        claim.title = title.into();
        claim.parent = above.last().map(|(_, at)| *at);
        let is_root = claim.parent.is_none();
        let at = walk.claim(claim);
        if is_root && let Some(claim) = walk.claim_mut(at) {
            claim.parent = None;
        }
        above.push((depth, at));
    }
}

/// `Deliverable 1.1 (Build system)`: kind, id, title.
fn item(name: &str) -> Option<(ItemKind, ItemId, &str)> {
    let (word, rest) = name.split_once(' ')?;
    let kind = match word {
        "Phase" => ItemKind::Phase,
        "Milestone" => ItemKind::Milestone,
        "Deliverable" => ItemKind::Deliverable,
        "Task" => ItemKind::Task,
        _ => return None,
    };
    let (number, title) = rest.split_once([' ', ':']).unwrap_or((rest, ""));
    let is_number = number.starts_with(|c: char| c.is_ascii_alphanumeric())
        && number.chars().any(|c| c.is_ascii_digit());
    let id = ItemId::new(number).filter(|_| is_number)?;
    Some((kind, id, title.trim().trim_start_matches('(').trim_end_matches(')')))
}
