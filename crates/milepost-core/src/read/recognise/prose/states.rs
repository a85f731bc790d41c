//! States that sentences give to ids.

use crate::{
    id::ItemId,
    markdown::Inline,
    plan::{Claim, ItemKind, Origin, Status},
    read::{
        atoms::{id, status},
        kinds,
        scanned::Scanned,
        walk::{Walk, status_claim},
    },
    text::Span,
};

/// How many items one range in a sentence may speak for.
const MOST_OF_A_RANGE: usize = 200;

/// States that the words of a line give to ids: `M1-T01 through M1-T05 complete`, `Accepted D-001
/// and D-002`, `D-003 accepted`.
pub(in crate::read) fn states(walk: &mut Walk<'_>, scanned: &Scanned<'_>) {
    closed_gaps(walk, scanned.line);
    for (group, status, raw) in stated(&scanned.line.text, &scanned.ids) {
        for found in group {
            group_states(walk, scanned.line, found, status, raw);
        }
    }
}

/// Whether the words of a line give a state to any id.
pub(in crate::read::recognise) fn gives_states(scanned: &Scanned<'_>) -> bool {
    !stated(&scanned.line.text, &scanned.ids).is_empty()
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
pub(in crate::read::recognise) fn state(
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

/// Small words between an id and its state.
const LINKING: &[&str] = &["is ", "are ", "was ", "were ", "now ", "both ", "all ", "remains "];

/// Nouns between an id and its state: `M2 track complete`.
const NOUNS: &[&str] = &["track ", "phase ", "milestone ", "task ", "work ", "lane "];

/// Words behind a state that end what it says: `M2 complete with …`.
const ENDING: &[&str] =
    &["with", "and", "in", "by", "on", "per", "via", "for", "as", "but", "see", "—", "–", "-"];

/// States that a sentence gives; other words of the vocabulary are ordinary ones there.
const GIVEN: &[&str] = &[
    "accepted",
    "active",
    "approved",
    "blocked",
    "cancelled",
    "closed",
    "complete",
    "completed",
    "deferred",
    "done",
    "failed",
    "failing",
    "finished",
    "green",
    "merged",
    "passed",
    "passing",
    "rejected",
    "resolved",
    "shipped",
    "superseded",
    "suspended",
];

/// The state word directly behind a run of ids.
fn state_behind<'t>(text: &'t str, group: &[id::Found]) -> Option<(Status, &'t str)> {
    let rest = text.get(group.last()?.range.end..)?;
    let rest = rest.trim_start_matches(['`', '*', ' ', ')']);
    let rest = LINKING.iter().fold(rest, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    if let Some(state) = changed_to(rest) {
        return Some(state);
    }
    let noun = NOUNS.iter().find_map(|noun| rest.strip_prefix(noun));
    let rest = noun.unwrap_or(rest);
    passed_count(rest, group).or_else(|| given(rest))
}

/// `VG-IO-001: 37 passed`, of a single gate.
fn passed_count<'t>(rest: &'t str, group: &[id::Found]) -> Option<(Status, &'t str)> {
    let [gate] = group else { return None };
    let count = rest.strip_prefix(": ")?;
    let (number, behind) = count.split_once(' ')?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let says = is_number && behind.starts_with("passed") && id::looks_like_gate(&gate.id);
    let words = count.get(..number.len() + 1 + "passed".len())?;
    says.then_some((Status::Passed, words))
}

/// The state that a text begins with, where nothing behind it makes it an ordinary word.
fn given(text: &str) -> Option<(Status, &str)> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(text.len());
    let word = text.get(..end)?;
    let behind = text.get(end..)?.trim_start_matches(['`', '*']);
    let next = behind.split_whitespace().next().unwrap_or_default();
    let ends = behind.is_empty()
        || behind.starts_with([',', ';', '.', ')', ':'])
        || behind.starts_with(' ') && ENDING.contains(&next.trim_end_matches([',', '.', ';']));
    let is_given = ends && GIVEN.contains(&word.to_lowercase().as_str());
    let found = status::whole(word).filter(|_| is_given)?;
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
