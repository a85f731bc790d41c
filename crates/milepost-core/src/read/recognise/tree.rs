//! Drawn trees: `├─ Deliverable 1.1 (Build system)` in a code block.

use crate::{
    id::ItemId,
    plan::{Claim, ClaimAt, ItemKind, Origin},
    read::walk::{Walk, known_field},
    text::Span,
};

/// Reads a code block that is a drawn tree of items; any other claims nothing.
pub(in crate::read) fn code(walk: &mut Walk<'_>, content: Span) {
    let text = walk.text;
    let body = content.of(text);
    if !body.contains('├') && !body.contains('└') {
        formula(walk, content);
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

/// `Overall = (Completed milestones / Total milestones) * 100` alone in a block, under a heading
/// that promises a calculation: what the tracker means by a word.
fn formula(walk: &mut Walk<'_>, content: Span) {
    let promised = walk.document.headings.last().is_some_and(|heading| {
        let words = heading.text.to_lowercase();
        words.contains("calculation") || words.contains("formula")
    });
    let body = content.of(walk.text);
    let lines = body.lines().filter(|line| !line.trim().is_empty()).count();
    let Some((word, meaning)) = body.trim().split_once(" = ").filter(|_| promised && lines == 1)
    else {
        return;
    };
    let start = content.start as usize + (body.len() - body.trim_start().len());
    let span = Span::new(start, start + body.trim().len());
    let mut claim = Claim::bare(ItemKind::Term, Origin::Line, span);
    claim.title = word.into();
    claim.fields.push(known_field("value", "formula", meaning, span));
    walk.claim(claim);
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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn a_drawn_tree_has_items() {
        let text = "
```
Phase 1
├─ Milestone 1 (Reader)
│  ├─ Deliverable 1.1 (Tables)
│  │  └─ Task 1.1.1: Rows
│  └─ Deliverable 1.2 (Lists)
└─ Milestone 2 (Search)
```
";
        assert_snapshot!(shown(text), @"
        phase 1
        milestone 1 · Reader · under 1
        deliverable 1.1 · Tables · under 1
        task 1.1.1 · Rows · under 1.1
        deliverable 1.2 · Lists · under 1
        milestone 2 · Search · under 1
        ");
    }

    #[test]
    fn a_tree_of_files_has_none() {
        let text = "
```
lamp/
├── src/
│   └── main.rs
└── Cargo.toml
```
";
        assert_snapshot!(shown(text), @"");
    }
}
