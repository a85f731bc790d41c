//! Running text: states that sentences give to ids, invariants, gates that are only named.

use std::collections::BTreeSet;

use crate::{
    id::ItemId,
    markdown::Inline,
    plan::{Citation, Cited, Claim, ItemKind, Origin, Status},
    read::{
        atoms::{citation, id, measure, status},
        kinds,
        walk::{Walk, known_field, status_claim},
    },
    text::Span,
};

/// How many items one range in a sentence may speak for.
const MOST_OF_A_RANGE: usize = 200;

/// Reads a line of running text.
pub(in crate::read) fn line(walk: &mut Walk<'_>, line: &Inline) {
    states(walk, line);
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

/// States that the words of a line give to ids: `M1-T01 through M1-T05 complete`, `Accepted D-001
/// and D-002`, `D-003 accepted`.
pub(in crate::read) fn states(walk: &mut Walk<'_>, line: &Inline) {
    let text = &*line.text;
    closed_gaps(walk, line);
    let ids = id::all(text);
    for (group, status, raw) in stated(text, &ids) {
        for found in group {
            group_states(walk, line, found, status, raw);
        }
    }
}

/// Whether the words of a line give a state to any id.
pub(super) fn gives_states(text: &str) -> bool {
    !stated(text, &id::all(text)).is_empty()
}

/// The runs of ids that a text gives a state to, with the words that do.
fn stated<'t, 'i>(text: &'t str, ids: &'i [id::Found]) -> Vec<(&'i [id::Found], Status, &'t str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < ids.len() {
        let end = group_end(text, ids, at);
        let group = ids.get(at..end).unwrap_or_default();
        let state = state_behind(text, group).or_else(|| state_before(text, group));
        found.extend(state.map(|(status, raw)| (group, status, raw)));
        at = end;
    }
    found
}

/// `Gap 3 closure`, `Finding 4 resolved`: numbered findings that a sentence settles.
fn closed_gaps(walk: &mut Walk<'_>, line: &Inline) {
    let text = &*line.text;
    for word in ["Gap ", "Finding "] {
        let Some(at) = text.find(word) else { continue };
        let rest = text.get(at + word.len()..).unwrap_or_default();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let behind = rest.get(digits..).unwrap_or_default().trim_start();
        let end = behind.find(|c: char| !c.is_alphanumeric()).unwrap_or(behind.len());
        let verb = behind.get(..end).unwrap_or_default();
        if digits == 0 || !matches!(verb, "closure" | "closed" | "resolved") {
            continue;
        }
        let range = at..at + word.len() + digits;
        let name = text.get(range.clone()).unwrap_or_default();
        let Some(id) = ItemId::new(name) else { continue };
        state(walk, ItemKind::Finding, &id, Status::Resolved, verb, line.source(range));
        if let Some(claim) = walk.document.claims.last_mut() {
            claim.title = name.into();
        }
    }
}

fn group_states(walk: &mut Walk<'_>, line: &Inline, found: &id::Found, status: Status, raw: &str) {
    let span = line.source(found.range.clone());
    let ids = match &found.through {
        Some(last) => id::expand(&found.id, last, MOST_OF_A_RANGE).unwrap_or_default(),
        None => vec![found.id.clone()],
    };
    for id in ids {
        let kind = walk.kind_of(&id).or_else(|| kinds::of_id(&id));
        let Some(kind) = kind else { continue };
        let status = match (kind, status) {
            // A decision that is active is in force.
            (ItemKind::Decision, Status::InProgress) => Status::Accepted,
            (_, status) => status,
        };
        state(walk, kind, &id, status, raw, span);
    }
}

/// One item's state as a sentence gives it.
pub(super) fn state(
    walk: &mut Walk<'_>,
    kind: ItemKind,
    id: &ItemId,
    status: Status,
    raw: &str,
    span: Span,
) {
    let mut claim = Claim::bare(kind, Origin::Prose, span);
    claim.id = Some(id.clone());
    claim.status = Some(status_claim(status, raw, span));
    let owner = walk.owner();
    claim.parent = owner.filter(|owner| {
        let outer = walk.document.claim(*owner);
        outer.is_some_and(|outer| outer.kind < kind && kind.is_work())
    });
    claim.fence = walk.fence;
    let at_parent = claim.parent;
    let at = walk.claim(claim);
    if let Some(claim) = walk.claim_mut(at) {
        claim.parent = at_parent;
    }
}

/// Where the run of ids that are only listed (`M0, M1 and M2`) ends.
fn group_end(text: &str, ids: &[id::Found], start: usize) -> usize {
    let mut end = start + 1;
    while let (Some(last), Some(next)) = (ids.get(end - 1), ids.get(end)) {
        let between = text.get(last.range.end..next.range.start).unwrap_or_default();
        let joins = between.trim().trim_matches(['`', '*', ',', '/', '&', '+', '-']).trim();
        if !matches!(joins, "" | "and" | "or") {
            break;
        }
        end += 1;
    }
    end
}

/// The state word directly behind a run of ids.
fn state_behind<'t>(text: &'t str, group: &[id::Found]) -> Option<(Status, &'t str)> {
    let rest = text.get(group.last()?.range.end..)?;
    let rest = rest.trim_start_matches(['`', '*', ' ', ')']);
    let rest = ["is ", "are ", "was ", "were ", "now ", "both ", "all ", "remains "]
        .iter()
        .fold(rest, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    if let Some(state) = changed_to(rest) {
        return Some(state);
    }
    let rest = ["track ", "phase ", "milestone ", "task ", "work ", "lane "]
        .iter()
        .find_map(|noun| rest.strip_prefix(noun))
        .unwrap_or(rest);
    if let Some(count) = rest.strip_prefix(": ").filter(|_| group.len() == 1)
        && let Some((number, behind)) = count.split_once(' ')
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && behind.starts_with("passed")
        && id::looks_like_gate(&group.first()?.id)
    {
        return Some((Status::Passed, count.get(..number.len() + 1 + "passed".len())?));
    }
    let word_end = rest.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(rest.len());
    let word = rest.get(..word_end)?;
    let behind = rest.get(word_end..)?.trim_start_matches(['`', '*']);
    let next = behind.split_whitespace().next().unwrap_or_default();
    let ends = behind.is_empty()
        || behind.starts_with([',', ';', '.', ')', ':'])
        || behind.starts_with(' ')
            && matches!(
                next.trim_end_matches([',', '.', ';']),
                "with"
                    | "and"
                    | "in"
                    | "by"
                    | "on"
                    | "per"
                    | "via"
                    | "for"
                    | "as"
                    | "but"
                    | "see"
                    | "—"
                    | "–"
                    | "-"
            );
    let stated = matches!(
        word.to_lowercase().as_str(),
        "complete"
            | "completed"
            | "done"
            | "accepted"
            | "approved"
            | "rejected"
            | "superseded"
            | "blocked"
            | "passing"
            | "passed"
            | "green"
            | "failing"
            | "failed"
            | "resolved"
            | "closed"
            | "shipped"
            | "merged"
            | "finished"
            | "suspended"
            | "cancelled"
            | "deferred"
            | "active"
    );
    let found = status::whole(word).filter(|_| ends && stated)?;
    Some((found.status, word))
}

/// `flipped to ADVISORY`, `downgraded to planned`.
fn changed_to(rest: &str) -> Option<(Status, &str)> {
    let verbs = [
        "flipped to ",
        "changed to ",
        "moved to ",
        "demoted to ",
        "promoted to ",
        "downgraded to ",
    ];
    let rest = verbs.iter().find_map(|verb| rest.strip_prefix(verb))?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(rest.len());
    let word = rest.get(..end)?;
    Some((status::whole(word)?.status, word))
}

/// The state verb directly before a run of ids: `Closed M3-T01 by …`, `… resolved B9 by …`,
/// `passing VG-PERF-001`.
fn state_before<'t>(text: &'t str, group: &[id::Found]) -> Option<(Status, &'t str)> {
    let before = text.get(..group.first()?.range.start)?.trim_end_matches(['`', '*', ' ', '(']);
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    let begins = before.trim().len() == word.len();
    let is_gate = group.iter().all(|found| id::looks_like_gate(&found.id));
    let status = match word {
        "Accepted" if begins => Status::Accepted,
        "Closed" | "Completed" | "Finished" if begins => Status::Done,
        "Rejected" if begins => Status::Rejected,
        "resolved" | "Resolved" => Status::Resolved,
        "passing" | "validated" | "green" if is_gate => Status::Passed,
        _ => return None,
    };
    Some((status, word))
}

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
fn range_invariant(walk: &mut Walk<'_>, line: &Inline, code: &crate::markdown::CodeSpan) {
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
        // Almost no line names a gate: a cheap look spares the reading of ids.
        let is_aside = walk.asides.iter().any(|aside| aside.contains(Span::new(offset, offset)));
        if !is_aside && line.contains('-') && line.bytes().any(|byte| byte.is_ascii_digit()) {
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
