//! Gates that a document only names.

use std::collections::BTreeSet;

use crate::{
    id::ItemId,
    plan::{Cited, Claim, ItemKind, Origin},
    read::{atoms::id, walk::Walk},
    text::Span,
};

/// One claim for each gate that the document names anywhere and nowhere describes.
pub(in crate::read) fn gates(walk: &mut Walk<'_>) {
    let mut known: BTreeSet<ItemId> = walk
        .document
        .claims
        .iter()
        .filter(|claim| claim.kind == ItemKind::Gate)
        .filter_map(|claim| claim.id.clone())
        .collect();
    let mut named = Vec::new();
    let mut offset = 0;
    for line in walk.text.split_inclusive('\n') {
        let is_aside = walk.asides.iter().any(|aside| aside.contains(Span::new(offset, offset)));
        if !is_aside && may_name_gate(line) {
            for found in id::all(line) {
                if id::looks_like_gate(&found.id) && known.insert(found.id.clone()) {
                    let span = Span::new(offset + found.range.start, offset + found.range.end);
                    let title = described(line.get(found.range.end..).unwrap_or_default());
                    named.push((found.id, span, title));
                }
            }
        }
        offset += line.len();
    }
    named.extend(gates_of_evidence(walk, &mut known));
    for (id, span, title) in named {
        let mut claim = Claim::bare(ItemKind::Gate, Origin::Prose, span);
        claim.id = Some(id);
        claim.title = title.into();
        walk.document.claims.push(claim);
    }
}

/// Whether a line may name a gate. Almost none does, and a cheap look spares the reading of ids: in
/// the id of a gate a capital letter stands before a hyphen.
fn may_name_gate(line: &str) -> bool {
    let bytes = line.as_bytes();
    line.match_indices('-').any(|(at, _)| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        before.is_some_and(u8::is_ascii_uppercase)
            && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// What the words behind a gate's name call it: `hard-blocking corpus coverage gate`, or the word
/// in brackets.
fn described(rest: &str) -> &str {
    if let Some(inner) = rest.trim_start().strip_prefix('(') {
        return inner.split_once(')').map_or("", |(words, _)| words);
    }
    let end = rest.find(['.', ';', ',', '|', '\n', '(']).unwrap_or(rest.len());
    let words = rest.get(..end).unwrap_or_default();
    let words = words.split(" - ").next().unwrap_or_default().trim();
    if words.ends_with(" gate") && words.split_whitespace().count() <= 8 { words } else { "" }
}

/// Evidence files that are named for a gate: `VG-CONTRACT-001-M0-T02.md`.
fn gates_of_evidence<'t>(
    walk: &Walk<'t>,
    known: &mut BTreeSet<ItemId>,
) -> Vec<(ItemId, Span, &'t str)> {
    let mut named = Vec::new();
    for citation in walk.document.claims.iter().flat_map(|claim| &claim.evidence) {
        let Cited::Path(path) = &citation.cited else { continue };
        let file = path.rsplit('/').next().unwrap_or_default();
        let Some(id) = gate_prefix(file) else { continue };
        if known.insert(id.clone()) {
            named.push((id, citation.span, ""));
        }
    }
    named
}

/// The gate id that a file name begins with.
fn gate_prefix(file: &str) -> Option<ItemId> {
    let mut end = 0;
    for part in file.split('-') {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        end += part.len();
        if is_number {
            let id = ItemId::new(file.get(..end)?)?;
            return id::looks_like_gate(&id).then_some(id);
        }
        if !part.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        end += 1;
    }
    None
}
