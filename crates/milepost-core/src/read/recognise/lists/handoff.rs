//! Handoffs: the fields of a template, and what is filled in.

use super::one_line;
use crate::{
    markdown::ListItem,
    plan::{Claim, ItemKind, Origin},
    read::walk::{Walk, known_field},
};

/// Reads one field of a handoff.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    if line.is_empty() {
        return false;
    }
    let mut claim = Claim::bare(ItemKind::HandoffField, Origin::ListItem, item.span);
    let (name, value) = line.text.split_once(':').unwrap_or((&line.text, ""));
    claim.title = name.trim().into();
    claim.name_span = line.span;
    if !value.trim().is_empty() {
        claim.fields.push(known_field("value", "value", value, line.span));
    }
    walk.claim(claim);
    true
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn fields_of_a_handoff_may_be_filled() {
        let text = "
## Handoff template

- Completed task ids:
- Next task: M2-T04
";
        assert_snapshot!(shown(text), @"
        handoff-field · Completed task ids
        handoff-field · Next task · value=M2-T04
        ");
    }
}
