//! Two judged states of a project, held against each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    agreed::{self, ApprovalState, Change, Void},
    config::Config,
    digest::Digest,
    evidence::{
        Definition, Outcome,
        ledger::{Ledger, SegmentName},
    },
    gate::GateName,
    history::{Happening, Voices, What, told, voices::item_of},
    judge::{Report, Standing},
    lint::similar,
    plan::{Item, ItemKey, ItemKind, Plan, StatusClaim},
    text::RepoPath,
    verdict::{Verdict, item_key},
};

/// A judged state of a project.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// What documents say.
    pub plan: &'a Plan,
    /// What is configured.
    pub config: &'a Config,
    /// What follows.
    pub report: &'a Report,
    /// What is recorded.
    pub ledger: &'a Ledger,
    /// The documents that could not be read: what they say is not known.
    pub unread: &'a [RepoPath],
}

/// How a later state differs from an earlier one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// The items that stand elsewhere, by their fate, then in plan order.
    pub moved: Vec<Moved>,
    /// Approvals that do not stand any more.
    pub voided: Vec<Voided>,
    /// Items that came, in plan order.
    pub came: Vec<Named>,
    /// Items that are in no document any more.
    pub left: Vec<Named>,
    /// Items that are somewhere else, with where they were.
    pub placed: Vec<(Named, ItemKey)>,
    /// Ids that mean something else, with what they meant. Nothing of theirs is compared.
    pub renamed: Vec<(Named, Box<str>)>,
    /// Items that are on one side, and may be on the other: documents there could not be read.
    pub untold: Vec<Named>,
    /// What items ask for otherwise than before.
    pub rescoped: Vec<(Named, Vec<Change>)>,
    /// How the gates are defined otherwise.
    pub gates: Vec<Change>,
    /// Gates of which evidence says something else.
    pub verdicts: Vec<(GateName, Option<Verdict>, Option<Verdict>)>,
    /// Items of which documents say something else, in their own words.
    pub said: Vec<Said>,
    /// What people stated and what steers the project, recorded since.
    pub recorded: Vec<Happening>,
    /// How the runs that were recorded since ended: passed, failed, not measured.
    pub runs: [u32; 3],
    /// Segments of the ledger that the later state lacks.
    pub lost: u32,
}

/// An item with its title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The item.
    pub key: ItemKey,
    /// Whether it is called by its id; else by its title.
    pub has_id: bool,
    /// Its title.
    pub title: Box<str>,
}

/// An item that stands elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The item.
    pub item: Named,
    /// What that comes to.
    pub fate: Fate,
    /// Where it stood; nothing where it was not there.
    pub before: Option<Standing>,
    /// Where it stands.
    pub after: Standing,
}

/// What a new standing comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// Evidence shows it now.
    Proven,
    /// It was shown, and a gate of it is red.
    Regressed,
    /// It was shown, and something that it rests on moved.
    Unchecked,
    /// It was shown, and is not any more.
    Lost,
    /// Documents call it finished, and something says that it is not.
    Contradicted,
    /// Documents call it finished, and nothing shows it.
    Claimed,
    /// Anything else.
    Elsewhere,
}

impl Fate {
    /// Every fate, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Proven,
        Self::Regressed,
        Self::Unchecked,
        Self::Lost,
        Self::Contradicted,
        Self::Claimed,
        Self::Elsewhere,
    ];

    fn of(before: Option<&Standing>, after: &Standing) -> Self {
        let was_shown = before.is_some_and(Standing::is_shown);
        match after {
            Standing::Regressed { .. } => Self::Regressed,
            Standing::Unchecked { .. } => Self::Unchecked,
            Standing::Contradicted => Self::Contradicted,
            after if after.is_shown() && !was_shown => Self::Proven,
            after if !after.is_shown() && was_shown => Self::Lost,
            Standing::Claimed => Self::Claimed,
            Standing::Planned
            | Standing::Ready
            | Standing::InProgress
            | Standing::Blocked { .. }
            | Standing::Proven
            | Standing::Waiting
            | Standing::Unanswered
            | Standing::Done { .. }
            | Standing::Suspended
            | Standing::OutOfScope
            | Standing::Superseded
            | Standing::Rejected => Self::Elsewhere,
        }
    }
}

/// An approval that does not stand any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voided {
    /// The item.
    pub item: Named,
    /// The approval, with what changed since.
    pub void: Void,
}

/// What documents say of an item, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The item.
    pub item: Named,
    /// What they said, in their words.
    pub before: Option<StatusClaim>,
    /// What they say.
    pub after: Option<StatusClaim>,
}

/// Holds a later state against an earlier one.
pub fn difference(before: &Side<'_>, after: &Side<'_>, voices: &Voices) -> Difference {
    let mut found = Difference {
        gates: agreed::gate_changes(before.config, after.config),
        verdicts: verdicts(before.report, after.report),
        lost: lost(before.ledger, after.ledger),
        ..Difference::default()
    };
    let mut pairs = pairs(before, after, &mut found);
    pairs.sort_by(|a, b| a.1.key.cmp(&b.1.key));
    for (old, new) in &pairs {
        compare(before, after, old, new, &mut found);
    }
    for named in found.came.iter().chain(found.renamed.iter().map(|(named, _)| named)) {
        let judged = after.report.judged(&named.key);
        let standing = judged.map(|judged| judged.standing.clone());
        // That it is planned is told with its coming.
        let told = standing.filter(|it| Fate::of(None, it) != Fate::Elsewhere);
        found.moved.extend(told.map(|after| Moved {
            item: named.clone(),
            fate: Fate::of(None, &after),
            before: None,
            after,
        }));
    }
    found.moved.sort_by(|a, b| (a.fate, &a.item.key).cmp(&(b.fate, &b.item.key)));
    recorded(before.ledger, after, voices, &mut found);
    found
}

/// The items that are the same on both sides; notes those that are not.
fn pairs<'a>(
    before: &Side<'a>,
    after: &Side<'a>,
    found: &mut Difference,
) -> Vec<(&'a Item, &'a Item)> {
    let told = |item: &&Item| is_told(item.key.kind);
    let mut pairs = Vec::new();
    let mut gone: Vec<&Item> = Vec::new();
    let mut come: Vec<&Item> = Vec::new();
    for old in before.plan.items.values().filter(told) {
        match after.plan.items.get(&old.key) {
            Some(new) => match renamed(before.plan, old, after.plan, new) {
                Some(was) => found.renamed.push((named(after.plan, new), was)),
                None => pairs.push((old, new)),
            },
            None => gone.push(old),
        }
    }
    come.extend(
        after
            .plan
            .items
            .values()
            .filter(told)
            .filter(|it| !before.plan.items.contains_key(&it.key)),
    );
    for (old, new) in placed(before.plan, &gone, after.plan, &come) {
        gone.retain(|item| item.key != old.key);
        come.retain(|item| item.key != new.key);
        found.placed.push((named(after.plan, new), old.key.clone()));
        pairs.push((old, new));
    }
    for (items, here, there, list) in
        [(gone, before, after, &mut found.left), (come, after, before, &mut found.came)]
    {
        for item in items {
            let mut documents = here.plan.claims(item).map(|(document, _)| &document.path);
            let is_unknown = documents.any(|path| there.unread.contains(path));
            let list = if is_unknown { &mut found.untold } else { &mut *list };
            list.push(named(here.plan, item));
        }
    }
    pairs
}

/// Work, decisions and entries of registers.
fn is_told(kind: ItemKind) -> bool {
    kind.is_work() || kind.is_register()
}

/// Items that are elsewhere: same kind, same id, no other title, and only one of each.
fn placed<'a>(
    before: &Plan,
    gone: &[&'a Item],
    after: &Plan,
    come: &[&'a Item],
) -> Vec<(&'a Item, &'a Item)> {
    type Same<'a> = BTreeMap<(ItemKind, &'a str), Vec<&'a Item>>;
    let by_name = |items: &[&'a Item]| {
        let mut found: Same<'a> = BTreeMap::new();
        for item in items {
            found.entry((item.key.kind, item.key.name.as_str())).or_default().push(*item);
        }
        found
    };
    let (gone, come) = (by_name(gone), by_name(come));
    let mut found = Vec::new();
    for (name, old) in gone {
        let (&[old], Some(&[new])) = (old.as_slice(), come.get(&name).map(Vec::as_slice)) else {
            continue;
        };
        if renamed(before, old, after, new).is_none() {
            found.push((old, new));
        }
    }
    found
}

/// What an id meant, where it means something else now.
fn renamed(before: &Plan, old: &Item, after: &Plan, new: &Item) -> Option<Box<str>> {
    let (was, is) = (told::names(before, old), told::names(after, new));
    let has_id = old.has_id && new.has_id;
    let is_other = has_id && similar::are_other(is.iter().copied(), &was);
    is_other.then(|| was.first().copied().unwrap_or_default().into())
}

fn named(plan: &Plan, item: &Item) -> Named {
    Named { key: item.key.clone(), has_id: item.has_id, title: plan.title(item).into() }
}

/// What is otherwise with one item.
fn compare(before: &Side<'_>, after: &Side<'_>, old: &Item, new: &Item, found: &mut Difference) {
    let item = named(after.plan, new);
    let (was, is) = (before.report.judged(&old.key), after.report.judged(&new.key));
    if let (Some(was), Some(is)) = (was, is) {
        if was.standing.as_str() != is.standing.as_str() {
            found.moved.push(Moved {
                item: item.clone(),
                fate: Fate::of(Some(&was.standing), &is.standing),
                before: Some(was.standing.clone()),
                after: is.standing.clone(),
            });
        }
        let had = matches!(was.approval, ApprovalState::Approved { .. });
        if let (true, ApprovalState::Outstanding { void: Some(void), .. }) = (had, &is.approval) {
            found.voided.push(Voided { item: item.clone(), void: void.clone() });
        }
    }
    let says = |side: &Side<'_>, item: &Item| side.plan.says(item).map(|(_, it)| it.clone());
    let (said, say) = (says(before, old), says(after, new));
    let words = |claim: &Option<StatusClaim>| claim.as_ref().map(|it| (it.status, it.raw.clone()));
    if words(&said) != words(&say) {
        found.said.push(Said { item: item.clone(), before: said, after: say });
    }
    if new.key.kind.is_work() && new.key.kind != ItemKind::Task {
        let changes = rescoped(before, after, old, new);
        if !changes.is_empty() {
            found.rescoped.push((item, changes));
        }
    }
}

/// What an item asks for itself otherwise than before; what its parts ask for is told of them.
fn rescoped(before: &Side<'_>, after: &Side<'_>, old: &Item, new: &Item) -> Vec<Change> {
    let alone = |side: &Side<'_>, item: &Item| {
        let definition = agreed::definition(side.plan, side.config, item);
        Definition { parts: Vec::new(), gates: Vec::new(), ..definition }
    };
    let mut was = alone(before, old);
    let is = alone(after, new);
    // Who moves with an item to another place is the same there.
    for on in was.depends_on.iter_mut().filter(|on| on.scope == old.key.scope) {
        on.scope = new.key.scope.clone();
    }
    was.item = is.item.clone();
    was.depends_on.sort();
    let mut changes = agreed::changes(&was, &is);
    let [mut had, mut has] = [(before, old), (after, new)]
        .map(|(side, item)| agreed::definition::scope(side.plan, item));
    let kept: BTreeSet<Box<str>> = had.iter().filter(|it| has.contains(it)).cloned().collect();
    had.retain(|path| !kept.contains(path));
    has.retain(|path| !kept.contains(path));
    if !had.is_empty() || !has.is_empty() {
        changes.push(Change::ScopeChanged { of: is.item, removed: had, added: has });
    }
    changes
}

/// The gates of which evidence says something else.
fn verdicts(before: &Report, after: &Report) -> Vec<(GateName, Option<Verdict>, Option<Verdict>)> {
    let all = |report: &Report| -> BTreeMap<GateName, Verdict> {
        let gates = report.verdicts.gates.iter();
        gates.map(|(name, judged)| (name.clone(), judged.verdict)).collect()
    };
    let (was, is) = (all(before), all(after));
    let names: BTreeSet<&GateName> = was.keys().chain(is.keys()).collect();
    let pairs = names.into_iter().map(|name| (name.clone(), was.get(name), is.get(name)));
    let moved = pairs.filter(|(_, was, is)| was != is);
    moved.map(|(name, was, is)| (name, was.copied(), is.copied())).collect()
}

/// What was recorded since.
fn recorded(before: &Ledger, after: &Side<'_>, voices: &Voices, found: &mut Difference) {
    let known: BTreeSet<Digest> = before.records.iter().map(|record| record.id).collect();
    for record in after.ledger.records.iter().filter(|record| !known.contains(&record.id)) {
        if let Some(what) = voices.told(record) {
            let item: Option<ItemKey> = item_of(record).and_then(item_key);
            found.recorded.push(happening(after.plan, record.recorded, item, what));
        }
    }
    let new = after.ledger.all_runs().filter(|(record, _)| !known.contains(&record.id));
    for (_, run) in new {
        let at = match run.outcome {
            Outcome::Passed => 0,
            Outcome::Failed => 1,
            Outcome::Error | Outcome::NotRun => 2,
        };
        if let Some(count) = found.runs.get_mut(at) {
            *count += 1;
        }
    }
}

fn happening(plan: &Plan, at: jiff::Timestamp, item: Option<ItemKey>, what: What) -> Happening {
    let found = item.as_ref().and_then(|key| plan.items.get(key));
    let title = found.map(|item| plan.title(item)).unwrap_or_default().into();
    Happening { at, commit: None, item, title, what }
}

/// How many segments the later state lacks.
fn lost(before: &Ledger, after: &Ledger) -> u32 {
    let is_lost = |name: &&SegmentName| after.segments.binary_search(name).is_err();
    super::state::number(before.segments.iter().filter(is_lost).count())
}

impl Difference {
    /// Whether nothing is otherwise.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}
