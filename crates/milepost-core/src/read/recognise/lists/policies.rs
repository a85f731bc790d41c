//! Policies: rules that people agreed to, one a list item.

use super::one_line;
use crate::{
    markdown::{BlockKind, Inline, ListItem},
    plan::{Claim, ItemKind, Origin},
    read::{
        atoms::citation,
        walk::{Walk, joined, known_field},
    },
};

/// Reads one rule; the list inside it are its alternatives.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    if line.is_empty() {
        return false;
    }
    let mut claim = Claim::bare(ItemKind::Policy, Origin::ListItem, item.span);
    let title =
        line.text.trim().trim_start_matches(|c: char| !c.is_alphanumeric() && c != '"').trim();
    claim.title = title.into();
    claim.name_span = line.span;
    if let Some((rule, outcome)) = title.split_once(" → ") {
        let (rule, outcome) = (rule.to_owned(), outcome.to_owned());
        claim.title = rule.trim().trim_matches('"').into();
        claim.fields.push(known_field("outcome", "outcome", &outcome, line.span));
    }
    for child in &item.children {
        if let BlockKind::List(list) = &child.kind {
            for inner in &list.items {
                let (text, span) = joined(&inner.lines);
                claim.evidence.extend(inner.lines.iter().flat_map(citation::all));
                claim.fields.push(known_field("notes", "notes", &text, span));
            }
        }
    }
    claim.evidence.extend(citation::all(&line));
    let pointed = claim.evidence.clone();
    let heading =
        walk.document.headings.last().map(|it| it.text.to_lowercase()).unwrap_or_default();
    let label = walk.label.as_ref().map(|it| it.text.to_lowercase()).unwrap_or_default();
    if let Some(kind) = kind_of(&label, &heading) {
        claim.fields.push(known_field("type", "type", kind, line.span));
    }
    if let Some(approval) = approval_of(&label) {
        claim.fields.push(known_field("approval", "approval", approval, line.span));
    }
    walk.claim(claim);
    walk.pointers(pointed);
    true
}

/// A rule in running text: `Each row gets a file of its own.`
pub(in crate::read::recognise) fn lines(walk: &mut Walk<'_>, lines: &[Inline]) {
    let (text, span) = joined(lines);
    let mut claim = Claim::bare(ItemKind::Policy, Origin::Prose, span);
    claim.title = text.trim().trim_end_matches(':').into();
    claim.evidence = lines.iter().flat_map(citation::all).collect();
    walk.claim(claim);
}

fn kind_of(label: &str, heading: &str) -> Option<&'static str> {
    let about = if label.is_empty() { heading } else { label };
    if about.contains("good") {
        Some("good")
    } else if about.contains("bad") {
        Some("bad")
    } else if heading.contains("avoid") || heading.contains("anti-pattern") {
        Some("anti-pattern")
    } else {
        None
    }
}

fn approval_of(label: &str) -> Option<&'static str> {
    if !label.contains("approval") {
        None
    } else if label.contains("not ") {
        Some("not required")
    } else {
        Some("required")
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn rules_are_policies() {
        let text = r#"
## Update policy

- Every commit touches the board
- "Fast" → say how fast
  - see docs/words.md
"#;
        assert_snapshot!(shown(text), @"
        see docs/words.md
        policy · Every commit touches the board
        policy · Fast · outcome=say how fast · notes=see docs/words.md · cites docs/words.md
        ");
    }
}
