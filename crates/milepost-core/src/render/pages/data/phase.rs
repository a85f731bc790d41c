//! Which milestones a phase has. Documents seldom say so in one way: by the range of ids in the row of the
//! phase, by the line `**Phase:** P2` of a milestone, or by writing it under the phase.

use super::{Ground, item};
use crate::{
    id::ItemId,
    plan::{Item, ItemKind, Plan},
    render::summary,
};

/// The milestones of a phase that are not written under it, in the order of their ids.
pub(super) fn milestones<'a>(ground: Ground<'a>, phase: &'a Item) -> Vec<&'a Item> {
    let milestones = super::of_kind(ground.account.plan, ItemKind::Milestone);
    let own = milestones.filter(|it| it.parent.as_ref() != Some(&phase.key));
    own.filter(|it| phase_of(ground, it).is_some_and(|of| of.key == phase.key)).collect()
}

/// What the phase of an item is called: its id and title, else what its document says.
pub(super) fn called<'a>(ground: Ground<'a>, it: &'a Item) -> Option<String> {
    if matches!(it.key.kind, ItemKind::Phase | ItemKind::Release) {
        return None;
    }
    let Some(phase) = phase_of(ground, it) else {
        let said = item::fields(ground, it);
        return said.get("phase").map(|field| field.value.to_string());
    };
    let (name, title) = (summary::name(ground.account, phase), ground.account.plan.title(phase));
    Some(if title.is_empty() || title == name { name.into() } else { format!("{name} {title}") })
}

/// Every phase, looked up once.
pub(in crate::render::pages) fn all(plan: &Plan) -> Vec<&Item> {
    super::of_kind(plan, ItemKind::Phase).collect()
}

/// The phase that an item is in.
fn phase_of<'a>(ground: Ground<'a>, it: &'a Item) -> Option<&'a Item> {
    let plan = ground.account.plan;
    // What is part of a milestone is in the phase of the milestone.
    let mut it = it;
    for _ in 0..=item::DEEPEST {
        let Some(parent) = it.parent.as_ref().and_then(|parent| plan.items.get(parent)) else {
            break;
        };
        if parent.key.kind == ItemKind::Phase {
            return Some(parent);
        }
        it = parent;
    }
    let said = item::fields(ground, it).get("phase").and_then(|field| Mark::of(&field.value));
    let phases = || ground.phases.iter().copied();
    let named = |phase: &&Item| {
        let is_said = said.is_some() && Mark::of_phase(ground, phase) == said;
        is_said || has_in_range(ground, phase, it)
    };
    // `Phase 2` is a place in one document: it is meant here only if no other document has one.
    let here = phases().filter(named).find(|phase| phase.key.scope == it.key.scope);
    let mut all = phases().filter(named);
    let only = all.next().filter(|_| all.next().is_none());
    here.or(only)
}

/// Whether the row of a phase gives a range of milestones, and this is one of them.
fn has_in_range(ground: Ground<'_>, phase: &Item, it: &Item) -> bool {
    if it.key.kind != ItemKind::Milestone || !it.has_id {
        return false;
    }
    ground.account.plan.claims(phase).any(|(_, claim)| {
        let Some(range) = claim.field("range") else { return false };
        let within =
            |at: crate::text::Span| range.span.start <= at.start && at.end <= range.span.end;
        claim.references.iter().filter(|reference| within(reference.span)).any(|reference| {
            let last = reference.through.as_ref().unwrap_or(&reference.id);
            let is_between = reference.id <= it.key.name && it.key.name <= *last;
            is_between && series(&it.key.name) == series(&reference.id)
        })
    })
}

/// What an id begins with, before it counts.
fn series(id: &ItemId) -> &str {
    id.as_str().split(|c: char| c.is_ascii_digit()).next().unwrap_or_default()
}

/// What tells phases apart: their number, else their words.
#[derive(PartialEq, Eq)]
struct Mark(String);

impl Mark {
    fn of(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let rest = text.strip_prefix("phase").unwrap_or(&text).trim_start_matches([' ', ':']);
        let counted = rest.strip_prefix('p').unwrap_or(rest);
        let end = counted.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(counted.len());
        let number = counted.get(..end).unwrap_or_default().trim_end_matches('.');
        let is_whole = !counted.get(end..).is_some_and(|it| it.starts_with(char::is_alphanumeric));
        let mark = if number.is_empty() || !is_whole { rest } else { number };
        (!mark.is_empty()).then(|| Self(mark.to_owned()))
    }

    fn of_phase(ground: Ground<'_>, phase: &Item) -> Option<Self> {
        Self::of(summary::name(ground.account, phase))
    }
}

#[cfg(test)]
mod tests {
    use super::Mark;

    #[test]
    fn phases_are_told_apart_by_number_else_by_words() {
        let mark = |text| Mark::of(text).map(|mark| mark.0).unwrap_or_default();
        let texts = [
            "P2",
            "Phase 2",
            "Phase 2 - MVP",
            "P2 Many processes",
            "Phase 1 (RECORD) — dropped",
            "phase: 0",
            "P1.5",
            "Planning",
            "2nd stage",
            "",
        ];
        let marks: Vec<String> = texts.into_iter().map(mark).collect();
        let expected = ["2", "2", "2", "2", "1", "0", "1.5", "planning", "2nd stage", ""];
        assert_eq!(marks, expected);
    }
}
