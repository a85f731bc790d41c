//! A whole is no better than its parts: what is said to be finished, with a contradicted part in
//! it, is contradicted. Tasks are bookkeeping and speak for nobody.

use crate::{
    judge::{Judged, Standing},
    plan::{ItemKey, ItemKind, Plan},
    proof::Missing,
};

/// Carries contradictions up from parts to wholes. The items are sorted by key.
pub(super) fn combine(plan: &Plan, items: &mut [Judged]) {
    let is_contradicted = |judged: &&Judged| judged.standing == Standing::Contradicted;
    let mut parts: Vec<ItemKey> =
        items.iter().filter(is_contradicted).map(|judged| judged.key.clone()).collect();
    // Each whole is carried further once, when it stops being claimed: cycles come to an end.
    while let Some(part) = parts.pop() {
        if part.kind == ItemKind::Task {
            continue;
        }
        let Some(whole) = plan.items.get(&part).and_then(|item| item.parent.as_ref()) else {
            continue;
        };
        let Ok(at) = items.binary_search_by(|judged| judged.key.cmp(whole)) else { continue };
        let Some(judged) = items.get_mut(at) else { continue };
        if judged.standing == Standing::Claimed {
            judged.standing = Standing::Contradicted;
            parts.push(judged.key.clone());
        }
        if judged.standing == Standing::Contradicted {
            judged.missing.push(Missing {
                what: format!("{} `{}` in it is contradicted", part.kind.as_str(), part.name),
                next: format!("milepost why {}", part.name),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::combine;
    use crate::{
        id::{ItemId, Scope},
        judge::{Fractions, Judged, Standing},
        plan::{Item, ItemKey, ItemKind, Plan},
    };

    fn key(name: &str) -> ItemKey {
        let kind = match name.split_once('-') {
            Some((_, part)) if part.starts_with('T') => ItemKind::Task,
            Some(_) => ItemKind::Deliverable,
            None if name.starts_with('P') => ItemKind::Phase,
            None => ItemKind::Milestone,
        };
        ItemKey { scope: Scope::new(""), kind, name: ItemId::new(name).unwrap() }
    }

    /// Where items stand after combining: each with its whole and where it stands before.
    #[track_caller]
    fn check(items: &[(&str, &str, Standing)], expected: &[(&str, Standing)]) {
        let mut plan = Plan::default();
        let mut judged = Vec::new();
        for (name, whole, standing) in items {
            let parent = (!whole.is_empty()).then(|| key(whole));
            let item = Item { key: key(name), has_id: true, claims: Vec::new(), parent };
            plan.items.insert(key(name), item);
            judged.push(Judged {
                key: key(name),
                standing: standing.clone(),
                missing: Vec::new(),
                fractions: Fractions::default(),
                criteria: Vec::new(),
                approval: crate::agreed::ApprovalState::NotNeeded,
                at_work: Vec::new(),
                course: None,
                steered: Vec::new(),
            });
        }
        judged.sort_by(|a, b| a.key.cmp(&b.key));
        combine(&plan, &mut judged);
        for (name, standing) in expected {
            let found = judged.iter().find(|judged| judged.key == key(name)).unwrap();
            assert_eq!(found.standing, *standing, "{name}");
        }
    }

    #[test]
    fn a_contradicted_part_contradicts_every_whole_that_is_said_to_be_finished() {
        check(
            &[
                ("P1", "", Standing::Claimed),
                ("M1", "P1", Standing::Claimed),
                ("M1-D1", "M1", Standing::Contradicted),
                ("M1-D2", "M1", Standing::Claimed),
            ],
            &[
                ("P1", Standing::Contradicted),
                ("M1", Standing::Contradicted),
                ("M1-D2", Standing::Claimed),
            ],
        );
    }

    #[test]
    fn what_nobody_calls_finished_stays_where_it_stands() {
        check(
            &[("M1", "", Standing::InProgress), ("M1-D1", "M1", Standing::Contradicted)],
            &[("M1", Standing::InProgress)],
        );
    }

    #[test]
    fn a_task_speaks_for_nobody() {
        check(
            &[("M1", "", Standing::Claimed), ("M1-T1", "M1", Standing::Contradicted)],
            &[("M1", Standing::Claimed)],
        );
    }

    #[test]
    fn wholes_that_hold_each_other_come_to_an_end() {
        check(
            &[("M1", "M2", Standing::Contradicted), ("M2", "M1", Standing::Claimed)],
            &[("M2", Standing::Contradicted)],
        );
    }
}
