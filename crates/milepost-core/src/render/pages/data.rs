//! What templates are filled with: one versioned value, of which `docs/schema/page.schema.json` is the
//! published shape.
//!
//! These are wire types: a domain type that is renamed changes nothing here. A page is committed with the
//! project, so that nothing may stand here which a commit alone changes: no present commit, no hour, nobody
//! who is at something on this machine. What was shown is told with the commit it was shown on; whether it
//! holds on this one, `status` tells.

mod about;
mod fields;
mod gate;
mod item;
mod log;
mod register;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

pub(super) use self::log::Commit;
use self::{
    about::{Cadence, Consumer, Day, Handoff, Next, Queued, Request},
    gate::Gate,
    item::{Fraction, Item},
    log::Completion,
    register::{Decision, Entry},
};
use crate::{
    id::{ItemId, Scope},
    plan::{self, ItemKind, Plan},
    render::{Account, detail, pages::Commits},
    scene::Scene,
};

/// The version of the data. It grows where something is taken away or comes to mean something else.
const VERSION: u32 = 1;

/// Everything that data is made from.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) account: &'a Account<'a>,
    pub(super) scene: &'a Scene<'a>,
    pub(super) resolved: &'a Resolved<'a>,
}

/// What resolutions cite of each thing that they name.
pub(super) type Resolved<'a> = BTreeMap<(&'a Scope, &'a ItemId), Vec<&'a str>>;

/// Looks up what resolutions cite.
pub(super) fn resolved(plan: &Plan) -> Resolved<'_> {
    let mut resolved = Resolved::new();
    for document in &plan.documents {
        let claims = document.claims.iter().filter(|it| it.kind == ItemKind::Resolution);
        for claim in claims {
            // What settles a range of things is no evidence of the first of them.
            for reference in claim.references.iter().filter(|it| it.through.is_none()) {
                let key = (&document.scope, &reference.id);
                let cited = claim.evidence.iter().map(|it| detail::cited_text(&it.cited));
                resolved.entry(key).or_default().extend(cited);
            }
        }
    }
    resolved
}

/// What every template has.
#[derive(Serialize)]
pub(super) struct Data<'a> {
    version: u32,
    scopes: Vec<&'a str>,
    progress: Progress,
    phases: Vec<Item<'a>>,
    milestones: Vec<Item<'a>>,
    deliverables: Vec<Item<'a>>,
    tasks: Vec<Item<'a>>,
    releases: Vec<Item<'a>>,
    risks: Vec<Entry<'a>>,
    blockers: Vec<Entry<'a>>,
    findings: Vec<Entry<'a>>,
    resolutions: Vec<Entry<'a>>,
    decisions: Vec<Decision<'a>>,
    gates: Vec<Gate<'a>>,
    consumers: Vec<Consumer<'a>>,
    calendar: Vec<Day<'a>>,
    queue: Vec<Queued<'a>>,
    next: Vec<Next<'a>>,
    requests: Vec<Request<'a>>,
    completions: Vec<Completion<'a>>,
    cadences: Vec<Cadence<'a>>,
    handoff: Handoff<'a>,
    recorded_on: Option<String>,
}

/// How far all of it is.
#[derive(Serialize)]
struct Progress {
    milestones: Fraction,
    deliverables: Fraction,
    tasks: Fraction,
    done: Done,
}

/// How much of it was shown, and accepted where that is asked for.
#[derive(Serialize)]
struct Done {
    milestones: Fraction,
    deliverables: Fraction,
}

impl<'a> Data<'a> {
    pub(super) fn new(ground: Ground<'a>) -> Self {
        let plan = ground.account.plan;
        let items = |kind| of_kind(plan, kind).map(|item| Item::new(ground, item)).collect();
        let entries = |kind| of_kind(plan, kind).map(|item| Entry::new(ground, item)).collect();
        let decisions = of_kind(plan, ItemKind::Decision);
        let last = ground.scene.ledger.records.iter().map(|record| record.recorded).max();
        Self {
            version: VERSION,
            scopes: scopes(plan),
            progress: Progress {
                milestones: finished(ground, ItemKind::Milestone),
                deliverables: finished(ground, ItemKind::Deliverable),
                tasks: finished(ground, ItemKind::Task),
                done: Done {
                    milestones: done(ground, ItemKind::Milestone),
                    deliverables: done(ground, ItemKind::Deliverable),
                },
            },
            phases: items(ItemKind::Phase),
            milestones: items(ItemKind::Milestone),
            deliverables: items(ItemKind::Deliverable),
            tasks: items(ItemKind::Task),
            releases: items(ItemKind::Release),
            risks: entries(ItemKind::Risk),
            blockers: entries(ItemKind::Blocker),
            findings: entries(ItemKind::Finding),
            resolutions: entries(ItemKind::Resolution),
            decisions: decisions.map(|item| Decision::new(ground, item)).collect(),
            gates: gate::all(ground),
            consumers: about::consumers(ground),
            calendar: about::calendar(ground),
            queue: about::queued(ground),
            next: about::next(ground),
            requests: about::requests(ground),
            completions: log::completions(ground),
            cadences: about::cadences(ground),
            handoff: Handoff::new(ground),
            recorded_on: last.map(day),
        }
    }
}

/// What a template about one item has, too; nothing where there is no such item.
pub(super) fn item<'a>(ground: Ground<'a>, item: &'a plan::Item) -> impl Serialize + use<'a> {
    Item::new(ground, item)
}

/// All of it, with what is only made where a template asks for it.
#[derive(Serialize)]
pub(super) struct Whole<'a> {
    #[serde(flatten)]
    pub(super) data: Data<'a>,
    pub(super) commits: Vec<Commit<'a>>,
}

/// What a template about commits has, too.
pub(super) fn commits(commits: &Commits, without: Without) -> impl Iterator<Item = Commit<'_>> {
    let skipped = match without {
        Without::Nothing => 0,
        Without::Newest => 1,
    };
    let list = commits.list.iter().skip(skipped).filter(|commit| !commit.is_merge);
    list.map(Commit::new)
}

/// Which commits are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Without {
    /// None.
    Nothing,
    /// The newest one, as a page that is part of it cannot name it.
    Newest,
}

/// The items of a kind: those with ids by these, then the others as they are written down.
fn of_kind(plan: &Plan, kind: ItemKind) -> impl Iterator<Item = &plan::Item> {
    let mut items: Vec<&plan::Item> =
        plan.items.values().filter(|item| item.key.kind == kind).collect();
    items.sort_by_key(|item| {
        let place = item.claims.first().filter(|_| !item.has_id);
        (&item.key.scope, !item.has_id, place.copied())
    });
    items.into_iter()
}

/// Where ids mean one thing, of all that holds work.
fn scopes(plan: &Plan) -> Vec<&str> {
    let work = plan.items.values().filter(|item| item.key.kind.is_work());
    let scopes: BTreeSet<&str> = work.map(|item| item.key.scope.as_str()).collect();
    scopes.into_iter().collect()
}

/// How many items of a kind are said to be finished, of all that are still in the plan.
fn finished(ground: Ground<'_>, kind: ItemKind) -> Fraction {
    fraction(ground, kind, |item| {
        ground.account.says(item).is_some_and(|says| says.status.is_finished())
    })
}

/// How many items of a kind are done, of all that are still in the plan.
fn done(ground: Ground<'_>, kind: ItemKind) -> Fraction {
    fraction(ground, kind, |item| is_done(ground, item) || is_done_with_its_whole(ground, item))
}

fn is_done(ground: Ground<'_>, item: &plan::Item) -> bool {
    item::Showing::of(ground, item, ground.account.judged(&item.key)).is_done
}

/// Whether an item has no criteria of its own and is part of something that is done, which could not be
/// without it.
fn is_done_with_its_whole(ground: Ground<'_>, item: &plan::Item) -> bool {
    let judged = ground.account.judged(&item.key);
    let whole = item.parent.as_ref().and_then(|parent| ground.account.plan.items.get(parent));
    judged.is_some_and(|it| it.criteria.is_empty()) && whole.is_some_and(|it| is_done(ground, it))
}

fn fraction(ground: Ground<'_>, kind: ItemKind, counts: impl Fn(&plan::Item) -> bool) -> Fraction {
    let (mut part, mut whole) = (0, 0);
    for item in of_kind(ground.account.plan, kind) {
        if ground.account.says(item).is_some_and(|says| says.status.is_dropped()) {
            continue;
        }
        whole += 1;
        part += u64::from(counts(item));
    }
    Fraction::from(plan::Fraction { part, whole })
}

/// A day in universal time, as every page has it.
fn day(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).date().to_string()
}
