//! What templates are filled with: one versioned value, of which `docs/schema/page.schema.json` is the
//! published shape.
//!
//! These are wire types: a domain type that is renamed changes nothing here. A page is committed with the
//! project, so that nothing may stand here which a commit alone changes: no present commit, no hour, nobody
//! who is at something on this machine. What was shown is told with the commit it was shown on; whether it
//! holds on this one, `status` tells.

mod about;
mod checks;
mod fields;
mod gate;
mod go;
mod item;
mod log;
mod measured;
mod phase;
mod policy;
mod register;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use self::{
    about::{Cadence, Consumer, Day, Handoff, Next, Queued, Request},
    checks::Check,
    gate::Gate,
    item::{Fraction, Item},
    log::Completion,
    policy::Policy,
    register::{Decision, Entry},
};
pub(super) use self::{log::Commit, phase::all as phases};
use crate::{
    id::{ItemId, Scope},
    plan::{self, ItemKind, Plan},
    render::{
        Account, detail,
        pages::{Commits, engine},
    },
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
    pub(super) phases: &'a [&'a plan::Item],
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

/// Writes down once what every template has, each part under its name: as one value, and each for itself.
macro_rules! data {
    ($($name:ident: $type:ty = $make:expr,)*) => {
        /// What every template has.
        #[derive(Serialize)]
        pub(super) struct Data<'a> {
            $($name: $type,)*
        }

        impl<'a> Data<'a> {
            pub(super) fn new(ground: Ground<'a>) -> Self {
                $(let $name: fn(Ground<'a>) -> $type = $make;)*
                Self { $($name: $name(ground),)* }
            }

            /// The names of its parts.
            pub(super) const PARTS: &'static [&'static str] = &[$(stringify!($name),)*];

            /// The part of that name alone.
            pub(super) fn part(ground: Ground<'a>, name: &str) -> Option<minijinja::Value> {
                match name {
                    $(stringify!($name) => {
                        let make: fn(Ground<'a>) -> $type = $make;
                        Some(engine::value(make(ground)))
                    })*
                    _ => None,
                }
            }
        }
    };
}

data! {
    version: u32 = |_| VERSION,
    scopes: Vec<&'a str> = |ground| scopes(ground.account.plan),
    progress: Progress = Progress::new,
    phases: Vec<Item<'a>> = |ground| items(ground, ItemKind::Phase),
    milestones: Vec<Item<'a>> = |ground| items(ground, ItemKind::Milestone),
    deliverables: Vec<Item<'a>> = |ground| items(ground, ItemKind::Deliverable),
    tasks: Vec<Item<'a>> = |ground| items(ground, ItemKind::Task),
    releases: Vec<Item<'a>> = |ground| items(ground, ItemKind::Release),
    risks: Vec<Entry<'a>> = |ground| entries(ground, ItemKind::Risk),
    blockers: Vec<Entry<'a>> = |ground| entries(ground, ItemKind::Blocker),
    findings: Vec<Entry<'a>> = |ground| entries(ground, ItemKind::Finding),
    resolutions: Vec<Entry<'a>> = |ground| entries(ground, ItemKind::Resolution),
    decisions: Vec<Decision<'a>> = register::decisions,
    gates: Vec<Gate<'a>> = gate::all,
    consumers: Vec<Consumer<'a>> = about::consumers,
    calendar: Vec<Day<'a>> = about::calendar,
    queue: Vec<Queued<'a>> = about::queued,
    next: Vec<Next<'a>> = about::next,
    requests: Vec<Request<'a>> = about::requests,
    completions: Vec<Completion<'a>> = log::completions,
    checks: Vec<Check<'a>> = checks::all,
    policy: Policy<'a> = policy::of,
    cadences: Vec<Cadence<'a>> = about::cadences,
    handoff: Handoff<'a> = Handoff::new,
    recorded_on: Option<String> = recorded_on,
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

impl Progress {
    fn new(ground: Ground<'_>) -> Self {
        Self {
            milestones: finished(ground, ItemKind::Milestone),
            deliverables: finished(ground, ItemKind::Deliverable),
            tasks: finished(ground, ItemKind::Task),
            done: Done {
                milestones: done(ground, ItemKind::Milestone),
                deliverables: done(ground, ItemKind::Deliverable),
            },
        }
    }
}

fn items(ground: Ground<'_>, kind: ItemKind) -> Vec<Item<'_>> {
    of_kind(ground.account.plan, kind).map(|item| Item::new(ground, item)).collect()
}

fn entries(ground: Ground<'_>, kind: ItemKind) -> Vec<Entry<'_>> {
    of_kind(ground.account.plan, kind).map(|item| Entry::new(ground, item)).collect()
}

/// The day of the last record.
fn recorded_on(ground: Ground<'_>) -> Option<String> {
    ground.scene.ledger.records.iter().map(|record| record.recorded).max().map(day)
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
