//! Queues of work: `1. Start the API server …` under *Next work*.

use super::one_line;
use crate::{
    markdown::{Inline, ListItem},
    plan::{Claim, ItemKind, Origin},
    read::{
        atoms::id,
        entry, kinds,
        walk::{Walk, known_field},
    },
};

/// Reads one entry of a queue.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    if line.is_empty() {
        return false;
    }
    let entry = entry::read(&line, item.checkbox);
    let mut claim = Claim::bare(ItemKind::QueueEntry, Origin::ListItem, item.span);
    claim.title = match &entry.id {
        Some(_) => line.text.trim().into(),
        None => entry.title,
    };
    claim.id = None;
    claim.status = entry.status.filter(|_| item.checkbox.is_some());
    claim.name_span = line.span;
    if let Some(number) = item.number {
        claim.fields.push(known_field("priority", "place", &number.to_string(), line.span));
    }
    mentions(&mut claim, &line);
    walk.claim(claim);
    true
}

/// Reads a line of text right under *Next P0*.
pub(in crate::read::recognise) fn line(walk: &mut Walk<'_>, line: &Inline) {
    let mut claim = Claim::bare(ItemKind::QueueEntry, Origin::Line, line.span);
    claim.title = line.text.trim().into();
    let heading = walk.document.headings.last().map(|it| it.text.clone()).unwrap_or_default();
    if let Some(priority) = heading.split_whitespace().find(|word| {
        word.len() == 2 && word.starts_with('P') && word.ends_with(|c: char| c.is_ascii_digit())
    }) {
        claim.fields.push(known_field("priority", "priority", priority, line.span));
    }
    mentions(&mut claim, line);
    walk.claim(claim);
}

/// Whether a label alone (`**Next:**`) announces a step, unlike `**Next milestone:**`.
pub(in crate::read::recognise) fn is_next_step(label: &str) -> bool {
    label.trim().eq_ignore_ascii_case("next")
}

/// The milestones and other ids that an entry is about.
fn mentions(claim: &mut Claim, line: &Inline) {
    for found in id::all(&line.text) {
        if kinds::of_id(&found.id) == Some(ItemKind::Milestone)
            && claim.field("milestone").is_none()
        {
            let span = line.source(found.range.clone());
            claim.fields.push(known_field("milestone", "milestone", found.id.as_str(), span));
        }
        claim.references.push(crate::plan::Reference {
            id: found.id,
            through: found.through,
            span: line.source(found.range),
        });
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn next_steps_are_a_queue() {
        let text = "
## Next steps

1. Mask the tapes for M2
2. Publish the schema
   - ask counsel first

## Nächste Schritte

- Karte drucken
";
        assert_snapshot!(shown(text), @"
        queue-entry · Mask the tapes for M2 · priority=1 · milestone=M2
        queue-entry · Publish the schema · priority=2 · notes=ask counsel first
        queue-entry · Karte drucken
        ");
    }
}
