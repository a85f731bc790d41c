//! Running text: states that sentences give to ids, invariants, gates that are only named.

mod gates;
mod invariants;
mod states;

pub(in crate::read) use gates::gates;
pub(in crate::read) use invariants::invariants;
pub(in crate::read) use states::states;
pub(super) use states::{gives_states, state};

use crate::{
    markdown::Inline,
    plan::{Citation, Cited, Claim, ItemKind, Origin},
    read::{
        atoms::{citation, measure},
        scanned::Scanned,
        walk::{Walk, known_field},
    },
};

/// Reads a line of running text.
pub(in crate::read) fn line(walk: &mut Walk<'_>, line: &Inline) {
    states(walk, &Scanned::of(line));
    invariants(walk, line);
    if walk.open.iter().any(|open| open.topic.is_some() || open.claim.is_some()) {
        metrics(walk, line);
    }
    let linked = citation::all(line).into_iter().filter(|it| {
        matches!(&it.cited, Cited::Path(path) | Cited::Glob(path) if path.ends_with(".md") || path.contains('/'))
    });
    let linked = linked.collect();
    walk.pointers(linked);
    walk.pointers(documents_named(line));
    defined_by_each(walk, line);
}

/// Documents that running text names without markup, as people write them: `CLAUDE.md`.
pub(super) fn documents_named(line: &Inline) -> Vec<Citation> {
    let mut found = Vec::new();
    let mut from = 0;
    for word in line.text.split_inclusive([' ', '(', ')', ',']) {
        let name = word.trim_matches([' ', '(', ')', ',', '.', ':', ';']);
        let stem = name.strip_suffix(".md").unwrap_or_default();
        let is_shouted = stem.len() > 1
            && stem
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "_-".contains(c));
        if is_shouted {
            let at = from + word.find(name).unwrap_or(0);
            let span = line.source(at..at + name.len());
            found.push(Citation { cited: Cited::Path(name.into()), span });
        }
        from += word.len();
    }
    found
}

/// `Each M-row is one substantive deliverable …`: what the tracker means by a word.
fn defined_by_each(walk: &mut Walk<'_>, line: &Inline) {
    let text = &*line.text;
    let starts = ["Each ", "Every "].iter().filter_map(|word| {
        let at = text.find(word)?;
        let begins = at == 0 || text.get(..at)?.trim_end().ends_with('.');
        begins.then_some(at + word.len())
    });
    let Some(start) = starts.min() else { return };
    let rest = text.get(start..).unwrap_or_default();
    let Some(at) =
        [" is one ", " is a ", " is an "].iter().filter_map(|verb| rest.find(verb)).min()
    else {
        return;
    };
    let word = rest.get(..at).unwrap_or_default();
    let word = word.split(" (").next().unwrap_or_default().trim();
    if word.split_whitespace().count() > 3 || word.contains(['.', ',', ':']) {
        return;
    }
    let span = line.source(start..text.len());
    let mut claim = Claim::bare(ItemKind::Term, Origin::Prose, span);
    claim.title = word.into();
    let meaning = rest.get(at + " is ".len()..).unwrap_or_default();
    claim.fields.push(known_field("value", "meaning", meaning, span));
    walk.claim(claim);
}

/// Measurements of running text, as claims of their own.
pub(super) fn metrics(walk: &mut Walk<'_>, line: &Inline) {
    for measure in measure::all(line) {
        let mut claim = Claim::bare(ItemKind::Metric, Origin::Prose, measure.span);
        claim.title = if measure.label.is_empty() {
            measure.span.of(walk.text).into()
        } else {
            measure.label.clone()
        };
        claim.measures.push(measure);
        walk.claim(claim);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn sentences_give_states_to_ids() {
        let text = "
## M1 Reader

M1-T01 through M1-T03 complete; M1-T04 is blocked by the mirror. Accepted D-001 and D-002.
VG-IO-001 flipped to ADVISORY.

The layout keeps `OBS_DIM=260`; 37 passed.
";
        assert_snapshot!(shown(text), @"
        milestone M1 · Reader · notes=M1-T01 through M1-T03 complete; M1-T04 is blocked by the mirror. Accepted D-001 and D-002. VG-IO-001 flipped to ADVISORY.
        task M1-T01 · done (complete) · under M1
        task M1-T02 · done (complete) · under M1
        task M1-T03 · done (complete) · under M1
        task M1-T04 · blocked (blocked) · under M1
        gate VG-IO-001 · advisory (ADVISORY)
        invariant OBS_DIM · value=260 · under M1
        metric · passed · #37 passed · under M1
        ");
    }

    #[test]
    fn a_word_is_explained() {
        let text = "
# Rows

Each row is one deliverable that can be shown.
";
        assert_snapshot!(shown(text), @"term · row · value=one deliverable that can be shown.");
    }

    #[test]
    fn ordinary_prose_claims_nothing() {
        let text = "
# Lamp

Lamp reads UTF-8 and speaks HTTP2. It is done when you close it; see M1 and M2 chips for speed.
Phase 2 of the moon is next. All tests pass on Linux.
";
        assert_snapshot!(shown(text), @"");
    }
}
