//! What was recorded of items whose documents lie in another folder now.
//!
//! Ids mean something in the folder of their tracker, and records name items with it. Where a tracker was moved,
//! its records are read as being of the items that it has now. No record changes: only how it is read.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    agreed::definition::definition,
    config::Config,
    digest::Digest,
    evidence::{ItemName, ledger::Ledger},
    id::{ItemId, Scope},
    plan::Plan,
    verdict::item_name,
};

/// Lets the records of a ledger follow the items of a plan.
///
/// A name that the plan does not have is that of the only item of its kind and id. If people agreed on something
/// under both, then only if they went on with the same under the new one: else that is another item, and the
/// former one is gone.
///
/// Waivers, answers, courses and what was proven are not bound to what an item means. They follow only where the item
/// means what was agreed on last: another tracker may have had the id all the time.
pub fn follow(ledger: &mut Ledger, plan: &Plan, config: &Config) {
    let moves = moves(ledger, plan);
    if moves.is_empty() {
        return;
    }
    let agreed = Agreed::of(ledger, &moves);
    let is_the_same = |new: &ItemName| {
        let item = plan.items.values().find(|item| item_name(&item.key) == *new);
        let now = item.map(|item| definition(plan, config, item).digest());
        now.is_some() && agreed.last(new) == now
    };
    let whole: Moves = moves.clone().into_iter().filter(|(_, new)| is_the_same(new)).collect();
    for record in &mut ledger.records {
        let moves = if record.payload.is_bound() { &moves } else { &whole };
        record.payload.for_each_name(&mut |name| renamed(moves, name));
    }
    for (old, new) in whole {
        ledger.former.entry(new).or_default().push(old);
    }
}

type Moves = BTreeMap<ItemName, ItemName>;

fn renamed(moves: &Moves, name: &mut ItemName) {
    if let Some(new) = moves.get(name) {
        name.clone_from(new);
    }
}

fn moves(ledger: &mut Ledger, plan: &Plan) -> Moves {
    let mut recorded = BTreeSet::new();
    for record in &mut ledger.records {
        record.payload.for_each_name(&mut |name| {
            if !recorded.contains(name) {
                recorded.insert(name.clone());
            }
        });
    }
    if recorded.is_empty() {
        return Moves::new();
    }
    let places = Places::of(plan);
    let mut moves: Moves = recorded
        .into_iter()
        .filter_map(|old| Some((places.now(&old)?, old)))
        .map(|(new, old)| (old, new))
        .collect();
    if moves.is_empty() {
        return moves;
    }
    let agreed = Agreed::of(ledger, &moves);
    moves.retain(|_, new| agreed.goes_on(new));
    moves
}

/// Where the items of a plan are, by kind and id; several places where an id is used in several folders.
struct Places<'a>(BTreeMap<(&'static str, &'a ItemId), BTreeSet<&'a Scope>>);

impl<'a> Places<'a> {
    fn of(plan: &'a Plan) -> Self {
        let mut places: BTreeMap<_, BTreeSet<&Scope>> = BTreeMap::new();
        for item in plan.items.values().filter(|item| item.has_id) {
            let name = (item.key.kind.as_str(), &item.key.name);
            places.entry(name).or_default().insert(&item.key.scope);
        }
        Self(places)
    }

    /// The name that an item has now, where the plan has it under another one alone.
    fn now(&self, old: &ItemName) -> Option<ItemName> {
        let (&(kind, id), scopes) = self.0.get_key_value(&(&*old.kind, &old.id))?;
        let mut scopes = scopes.iter();
        match (scopes.next(), scopes.next()) {
            (Some(&scope), None) if *scope != old.scope => {
                Some(ItemName { scope: scope.clone(), kind: kind.into(), id: id.clone() })
            }
            (Some(_) | None, _) => None,
        }
    }
}

/// What people agreed on of each item, as if everything had been moved: under which name, in the order of the
/// ledger.
struct Agreed(BTreeMap<ItemName, Vec<(ItemName, Digest)>>);

impl Agreed {
    fn of(ledger: &Ledger, moves: &Moves) -> Self {
        let mut agreed: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for definition in ledger.records.iter().filter_map(|record| record.payload.definition()) {
            let mut meant = definition.clone();
            meant.for_each_name(&mut |name| renamed(moves, name));
            let digest = meant.digest();
            agreed.entry(meant.item).or_default().push((definition.item.clone(), digest));
        }
        Self(agreed)
    }

    /// What was agreed on last.
    fn last(&self, new: &ItemName) -> Option<Digest> {
        self.0.get(new)?.last().map(|(_, digest)| *digest)
    }

    /// Whether one item was meant all the time: each name came after the one before it, with the same
    /// agreement.
    fn goes_on(&self, new: &ItemName) -> bool {
        let said = self.0.get(new).map_or(&[][..], Vec::as_slice);
        let mut left = BTreeSet::new();
        let goes_on = said.array_windows().all(|[(before, then), (name, now)]| {
            let is_same_name = before == name;
            if !is_same_name {
                left.insert(before);
            }
            is_same_name || then == now && !left.contains(name)
        });
        let is_back = said.last().is_some_and(|(last, _)| last != new) && left.contains(new);
        goes_on && !is_back
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Ledger, follow};
    use crate::{
        digest::Digest,
        evidence::{Baseline, DefinedCriterion, Definition, Event, ItemName, Payload, Record},
        id::{CommitId, ItemId, Scope},
        lint::fixture::Fixture,
    };

    const CONFIG: &str = "//- milepost.toml\nschema = 1\ndocuments.include = [\"*/*.md\"]\n";

    /// That the same was proven, where the text ends with `!`; else a baseline.
    fn record(text: &str) -> Record {
        let Some(text) = text.strip_suffix('!') else { return baseline(text) };
        let mut record = baseline(text);
        if let Payload::Event(Event::Baseline { baseline, commit }) = &record.payload {
            let item = baseline.definition.item.clone();
            let (definition, commit) = (baseline.definition.digest(), commit.clone());
            record.payload = Payload::Event(Event::Done { item, definition, commit });
        }
        record
    }

    /// A baseline as `docs:7`: what `M1` of the folder `docs` meant, with 7 for its only criterion.
    fn baseline(text: &str) -> Record {
        let (scope, criterion) = text.split_once(':').unwrap();
        let id = ItemId::new("M1").unwrap();
        let item = ItemName { scope: Scope::new(scope), kind: "milestone".into(), id };
        let definition = Definition {
            item,
            title: "".into(),
            target: None,
            criteria: vec![DefinedCriterion::new(criterion, None)],
            parts: Vec::new(),
            depends_on: Vec::new(),
            gates: Vec::new(),
        };
        let baseline = Box::new(Baseline { definition, shown: Vec::new(), reason: "".into() });
        let commit = CommitId::new(&"1".repeat(40)).unwrap();
        Record {
            id: Digest::of(text.as_bytes()),
            segment: Digest::of(text.as_bytes()),
            recorded: Timestamp::UNIX_EPOCH,
            by: "tester".into(),
            payload: Payload::Event(Event::Baseline { baseline, commit }),
            signatures: Vec::new(),
        }
    }

    /// The names that baselines have for a plan which has `M1` in these folders.
    fn check(folders: &[&str], baselines: &str) -> String {
        let documents = folders.iter().map(|folder| {
            format!(
                "//- {folder}/PLAN.md\n# M1 Parser\n\n**Status:** Planned\n\n## Acceptance criteria\n\n- [ ] 2\n"
            )
        });
        let fixture = Fixture::new(&format!("{CONFIG}{}", documents.collect::<String>()));
        let mut ledger = Ledger::default();
        ledger.records = baselines.split_whitespace().map(record).collect();
        follow(&mut ledger, &fixture.plan, &fixture.config);
        let mut names = Vec::new();
        for record in &mut ledger.records {
            record.payload.for_each_name(&mut |name| names.push(name.scope.as_str().to_owned()));
        }
        names.join(" ")
    }

    #[test]
    fn records_follow_a_plan_that_was_moved() {
        assert_eq!(check(&["plan"], "docs:1"), "plan");
        assert_eq!(check(&["plan"], "docs:1 docs:2 plan:2 plan:3"), "plan plan plan plan");
        assert_eq!(check(&["plan"], "old:1 docs:1 docs:2 plan:2"), "plan plan plan plan");
        assert_eq!(check(&["docs"], "docs:1"), "docs");
    }

    #[test]
    fn what_is_bound_to_no_meaning_follows_what_means_the_same() {
        assert_eq!(check(&["plan"], "docs:2 docs:2!"), "plan plan");
        assert_eq!(check(&["plan"], "docs:1 docs:1!"), "plan docs", "it means something else");
        assert_eq!(check(&["plan"], "docs:2!"), "docs", "nobody agreed on what it means");
    }

    #[test]
    fn records_stay_where_another_item_has_the_id() {
        let both = check(&["docs", "plan"], "old:1 docs:1");
        assert_eq!(both, "old docs", "nobody knows which one was moved");
        assert_eq!(check(&["plan"], "docs:1 plan:2"), "docs plan", "they never agreed");
        assert_eq!(check(&["plan"], "plan:1 docs:1"), "plan docs", "it was there before");
        assert_eq!(check(&["plan"], "docs:1 plan:1 docs:1"), "docs plan docs", "both at once");
        assert_eq!(check(&[], "docs:1"), "docs", "it is gone");
    }
}
