//! Values that code in running text fixes: `OBS_DIM=260`, `0..68`.

use crate::{
    id::ItemId,
    markdown::{CodeSpan, Inline},
    plan::{Claim, ItemKind, Origin},
    read::walk::{Walk, known_field},
};

/// `OBS_DIM=260` in code.
pub(in crate::read) fn invariants(walk: &mut Walk<'_>, line: &Inline) {
    for code in &line.codes {
        let text = code.span.of(walk.text);
        if is_number_range(text) {
            range_invariant(walk, line, code);
            continue;
        }
        let Some((name, value)) = text.split_once('=') else { continue };
        let (name, value) = (name.trim(), value.trim());
        let is_name = name.len() >= 2
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
            && name.starts_with(|c: char| c.is_ascii_uppercase());
        let is_value = value.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.')
            && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
        if !is_name || !is_value {
            continue;
        }
        let mut claim = Claim::bare(ItemKind::Invariant, Origin::Prose, code.span);
        claim.id = ItemId::new(name);
        claim.fields.push(known_field("value", name, value, code.span));
        walk.claim(claim);
    }
}

/// `0..68`
fn is_number_range(text: &str) -> bool {
    let ends = text.split_once("..");
    ends.is_some_and(|(from, to)| {
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits(from) && digits(to.trim_start_matches('='))
    })
}

/// The words before a range of numbers in code say what lies in it: ``action indexing `0..68` ``.
fn range_invariant(walk: &mut Walk<'_>, line: &Inline, code: &CodeSpan) {
    let before = line.text.get(..code.range.start as usize).unwrap_or_default();
    let name = before.rsplit([',', ';', '(', ':']).next().unwrap_or_default().trim();
    if name.is_empty() || name.split_whitespace().count() > 4 {
        return;
    }
    let mut claim = Claim::bare(ItemKind::Invariant, Origin::Prose, code.span);
    claim.title = name.into();
    claim.fields.push(known_field("value", name, code.span.of(walk.text), code.span));
    walk.claim(claim);
}
