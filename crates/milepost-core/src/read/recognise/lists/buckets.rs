//! Backlog buckets: `- **Productization** → GPU allocator, release scripts`.

use super::{one_line, work};
use crate::{
    markdown::ListItem,
    plan::{Claim, ItemKind, Origin},
    read::{
        atoms::id,
        atoms::status,
        walk::{Walk, known_field, status_claim},
    },
};

/// Reads one bucket.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    if line.is_empty() {
        return false;
    }
    // In a backlog of boxes or ids each line is a task of its own.
    if item.checkbox.is_some() || id::leading(&line.text).is_some() {
        work::entry(walk, item, &line, ItemKind::Task);
        return true;
    }
    let text = &*line.text;
    let split = ["→", "->", "=>", ":"]
        .iter()
        .find_map(|mark| text.split_once(mark).map(|(name, rest)| (name.trim(), rest.trim())));
    let mut claim = Claim::bare(ItemKind::Bucket, Origin::ListItem, item.span);
    claim.name_span = line.span;
    let Some((name, rest)) = split else {
        claim.title = text.trim().into();
        claim.status = item.checkbox.map(|it| {
            status_claim(status::of_checkbox(it.mark), &format!("[{}]", it.mark), it.span)
        });
        walk.claim(claim);
        return true;
    };
    claim.title = name.into();
    let first = rest.split([' ', '—', '–', ',']).next().unwrap_or_default();
    let mut notes = rest;
    if let Some(found) = status::whole(first).filter(|_| first.chars().all(|c| !c.is_lowercase())) {
        claim.status = Some(status_claim(found.status, first, line.span));
        notes =
            rest.get(first.len()..).unwrap_or_default().trim_start_matches([' ', '—', '–', '-']);
    }
    claim.fields.push(known_field("notes", "notes", notes, line.span));
    walk.claim(claim);
    true
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn buckets_hold_what_may_come() {
        let text = "
## Backlog

- **Speed** → parallel reading, smaller index
- **Reach**: Windows, mirrors
";
        assert_snapshot!(shown(text), @"
        bucket · Speed · notes=parallel reading, smaller index
        bucket · Reach · notes=Windows, mirrors
        ");
    }

    #[test]
    fn a_backlog_of_boxes_holds_tasks() {
        let text = "
## Backlog

- [ ] Dark colours
- T-014 Mirrors
";
        assert_snapshot!(shown(text), @"
        task · Dark colours · planned ([ ])
        task T-014 · Mirrors
        ");
    }
}
