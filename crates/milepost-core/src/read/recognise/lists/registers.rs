//! Risks, blockers, findings and resolutions as lists.

use super::one_line;
use crate::{
    markdown::{Inline, ListItem},
    plan::{Claim, ItemKind, Origin},
    read::{
        atoms::citation,
        entry, kinds,
        recognise::lines,
        scanned::Scanned,
        topic::Topic,
        walk::{Walk, known_field},
    },
};

/// Reads one item of a register.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let Some(first) = item.lines.first() else { return false };
    let line = one_line(item);
    if line.is_empty() || says_none(&line.text) {
        return false;
    }
    if let Some(labelled) = lines::label(first, true) {
        let label = labelled.label.to_lowercase();
        if label.contains("mitigation") && labelled.is_strong {
            return mitigation(walk, &line.slice(walk.text, labelled.value..line.text.len()));
        }
        if let Some(kind) = kind_word(&label) {
            let (lines, mitigated) = split_mitigation(walk.text, item);
            let value = lines.slice(walk.text, labelled.value..lines.text.len());
            register(walk, item, &value, kind);
            if let Some(text) = mitigated {
                mitigation(walk, &text);
            }
            return true;
        }
    }
    let kind = match walk.topic() {
        Some(Topic::Items(kind)) => kind,
        _ => ItemKind::Risk,
    };
    register(walk, item, &line, kind);
    true
}

fn kind_word(label: &str) -> Option<ItemKind> {
    let words =
        [("blocker", ItemKind::Blocker), ("risk", ItemKind::Risk), ("finding", ItemKind::Finding)];
    words.iter().find(|(word, _)| label.contains(word)).map(|(_, kind)| *kind)
}

/// An item whose later lines begin with `**Mitigation**:`.
fn split_mitigation(source: &str, item: &ListItem) -> (Inline, Option<Inline>) {
    let at = item.lines.iter().position(|line| {
        lines::label(line, true).is_some_and(|it| it.label.to_lowercase().contains("mitigation"))
    });
    let Some(at) = at.filter(|at| *at > 0) else { return (one_line(item), None) };
    let part = |lines: &[Inline]| {
        let mut part = item.clone();
        part.lines = lines.to_vec();
        one_line(&part)
    };
    let head = part(item.lines.get(..at).unwrap_or_default());
    let tail = part(item.lines.get(at..).unwrap_or_default());
    let value = lines::label(&tail, true).map_or(0, |it| it.value);
    let tail = tail.slice(source, value..tail.text.len());
    (head, Some(tail))
}

fn register(walk: &mut Walk<'_>, item: &ListItem, line: &Inline, kind: ItemKind) {
    let entry = entry::read(line, item.checkbox);
    let mut claim = Claim::bare(kind, Origin::ListItem, item.span);
    if let Some(shape) = entry.id.as_ref().and_then(kinds::of_id) {
        let registers = shape.is_register() && shape != ItemKind::Decision;
        claim.kind = if registers { shape } else { kind };
        claim.id = registers.then(|| entry.id.clone()).flatten();
    } else {
        claim.id.clone_from(&entry.id);
    }
    claim.title = match (&claim.id, &entry.id) {
        (None, Some(_)) => line.text.trim().into(),
        _ => entry.title,
    };
    claim.status = entry.status;
    claim.measures = entry.measures;
    claim.name_span = line.span;
    claim.evidence = citation::all(line);
    Scanned::of(line).refer(&mut claim);
    walk.claim(claim);
}

/// `**Mitigation**: …` belongs to the risk above it.
fn mitigation(walk: &mut Walk<'_>, value: &Inline) -> bool {
    let fence = walk.fence;
    let risk = walk.document.claims.iter_mut().rev().find(|claim| {
        claim.fence == fence && matches!(claim.kind, ItemKind::Risk | ItemKind::Blocker)
    });
    let Some(risk) = risk else { return false };
    risk.fields.push(known_field("mitigation", "Mitigation", &value.text, value.span));
    true
}

/// `None`, `[None / list of blockers]`: a register that is empty on purpose.
fn says_none(text: &str) -> bool {
    let text = text.trim().trim_matches(['[', ']', '.', '_', '*']);
    let first = text.split([' ', '/', ',', '.', '—']).next().unwrap_or_default();
    matches!(first.to_lowercase().as_str(), "none" | "nothing" | "n/a" | "keine")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn risks_and_blockers_with_their_mitigation() {
        let text = "
## Risks and blockers

- **Risk:** Data arrives late
  **Mitigation:** start with a sample
- **Blocker:** No test device
- R3: Codec is withdrawn (low)
";
        assert_snapshot!(shown(text), @"
        risk · Data arrives late · mitigation=start with a sample
        blocker · No test device
        risk R3 · Codec is withdrawn (low)
        ");
    }

    #[test]
    fn a_register_may_be_empty_on_purpose() {
        let text = "
## Blockers

- None
";
        assert_snapshot!(shown(text), @"");
    }
}
