//! Standings: what follows from claims, dependencies and contradictions, never from status words
//! alone.

use std::collections::BTreeMap;

use crate::{
    diag::{Problem, Severity},
    id::{ItemId, Scope},
    judge::Judged,
    lint::{Scene, dependencies},
    plan::{Binding, Criterion, Fraction, Item, ItemKey, ItemKind, Status},
};

/// Where a work item stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Something that it, or what it belongs to, depends on is not finished, and it has not begun.
    Planned,
    /// Nothing that it and what it belongs to depend on is open.
    Ready,
    /// The documents say that someone is at it.
    InProgress,
    /// Something holds it up.
    Blocked {
        /// What; empty where the documents only say so.
        by: Vec<ItemKey>,
    },
    /// The documents say that it is finished, and nothing has shown it.
    Claimed,
    /// The documents say that it is finished, and git or another claim says that it is not.
    Contradicted,
    /// Set aside.
    Suspended,
    /// No longer part of the plan.
    OutOfScope,
    /// Replaced.
    Superseded,
    /// Refused.
    Rejected,
}

impl Standing {
    /// The word for it, as every output format writes it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Ready => "ready",
            Self::InProgress => "in progress",
            Self::Blocked { .. } => "blocked",
            Self::Claimed => "claimed",
            Self::Contradicted => "contradicted",
            Self::Suspended => "suspended",
            Self::OutOfScope => "out of scope",
            Self::Superseded => "superseded",
            Self::Rejected => "rejected",
        }
    }
}

/// One thing that is missing until an item would be proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What is missing, as a lower-case fragment.
    pub what: String,
    /// What would supply it.
    pub next: String,
}

/// How far an item is, by its parts, as the documents say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fractions {
    /// Criteria claimed met, of all.
    pub criteria: Option<Fraction>,
    /// Parts (deliverables, milestones, tasks) claimed finished, of all.
    pub parts: Option<Fraction>,
}

/// What is looked up for every item, gathered once.
pub(super) struct Court<'a> {
    pub(super) scene: &'a Scene<'a>,
    /// The error-level problems about each name.
    against: BTreeMap<&'a ItemId, Vec<&'a Problem>>,
    /// The blockers that are not resolved, by scope and the ids that they name.
    blockers: BTreeMap<(&'a Scope, &'a ItemId), Vec<&'a ItemKey>>,
    /// The open dependencies of each item that has any.
    open: BTreeMap<&'a ItemKey, Vec<ItemKey>>,
}

impl<'a> Court<'a> {
    /// Gathers what judging needs.
    pub(super) fn new(scene: &'a Scene<'a>, problems: &'a [Problem]) -> Self {
        let mut against: BTreeMap<&ItemId, Vec<&Problem>> = BTreeMap::new();
        for problem in problems.iter().filter(|it| it.severity == Severity::Error) {
            if let Some(item) = &problem.item {
                against.entry(item).or_default().push(problem);
            }
        }
        let items = scene.plan.items.values();
        let open = items.map(|item| (&item.key, open_dependencies(scene, item)));
        let open = open.filter(|(_, open)| !open.is_empty()).collect();
        Self { scene, against, blockers: open_blockers(scene), open }
    }

    /// Judges one item.
    pub(super) fn judge(&self, item: &Item) -> Judged {
        let against = self.contradictions(item);
        let standing = self.standing(item, !against.is_empty());
        let missing = self.missing(item, &standing, &against);
        Judged { key: item.key.clone(), standing, missing, fractions: fractions(self.scene, item) }
    }

    /// The error-level problems that speak against an item's own claims.
    fn contradictions(&self, item: &Item) -> Vec<&'a Problem> {
        let named = self.against.get(&item.key.name).into_iter().flatten().copied();
        let own = |problem: &&Problem| {
            let mut claims = self.scene.plan.claims(item);
            claims.any(|(document, _)| document.path == problem.place.path)
        };
        named.filter(own).collect()
    }

    fn standing(&self, item: &Item, is_contradicted: bool) -> Standing {
        let says = self.scene.plan.says(item).map(|(_, claim)| claim.status);
        match says {
            Some(status) if status.is_finished() && is_contradicted => Standing::Contradicted,
            Some(Status::Done | Status::Resolved | Status::Mitigated | Status::Passed) => {
                Standing::Claimed
            }
            Some(Status::Accepted) => Standing::Claimed,
            Some(Status::Suspended) => Standing::Suspended,
            Some(Status::OutOfScope | Status::Cancelled | Status::NotApplicable) => {
                Standing::OutOfScope
            }
            Some(Status::Superseded | Status::Deprecated) => Standing::Superseded,
            Some(Status::Rejected) => Standing::Rejected,
            Some(Status::Blocked) => Standing::Blocked { by: self.holds_up(item) },
            Some(
                Status::InProgress
                | Status::InReview
                | Status::AtRisk
                | Status::Ongoing
                | Status::Failed,
            ) => match self.holds_up(item) {
                by if by.is_empty() => Standing::InProgress,
                by => Standing::Blocked { by },
            },
            Some(
                Status::Proposed
                | Status::Planned
                | Status::Next
                | Status::Pending
                | Status::Open
                | Status::Advisory,
            )
            | None => self.not_begun(item),
        }
    }

    /// Without a state of its own, an item stands where its criteria and parts are: begun when one
    /// has begun, claimed when all are. Tasks show that work has begun, and finish nothing.
    fn not_begun(&self, item: &Item) -> Standing {
        if self.scene.plan.says(item).is_none() {
            let fractions = fractions(self.scene, item);
            if is_claimed(&fractions) && !self.has_only_tasks(item, &fractions) {
                return Standing::Claimed;
            }
            if self.has_begun(item, &fractions) {
                return Standing::InProgress;
            }
        }
        if self.open(&item.key).is_empty() && self.inherited(item).is_empty() {
            Standing::Ready
        } else {
            Standing::Planned
        }
    }

    fn has_only_tasks(&self, item: &Item, fractions: &Fractions) -> bool {
        let mut parts = self.scene.plan.children(&item.key).filter(|it| it.key.kind.is_work());
        fractions.criteria.is_none() && parts.all(|part| part.key.kind == ItemKind::Task)
    }

    /// Whether a criterion is claimed, or anything below is begun or finished.
    fn has_begun(&self, item: &Item, fractions: &Fractions) -> bool {
        fractions.criteria.is_some_and(|it| it.part > 0)
            || self.below(item).into_iter().any(|part| {
                let says = self.scene.plan.says(part).map(|(_, claim)| claim.status);
                says.is_some_and(|status| {
                    status.is_finished() || matches!(status, Status::InProgress | Status::InReview)
                })
            })
    }

    /// The work below an item, each once, however claims may stand under each other.
    fn below<'i>(&self, item: &'i Item) -> Vec<&'i Item>
    where
        'a: 'i,
    {
        let plan = self.scene.plan;
        let mut found: BTreeMap<&ItemKey, &Item> = BTreeMap::new();
        let mut open = vec![&item.key];
        while let Some(key) = open.pop() {
            for part in plan.children(key).filter(|part| part.key.kind.is_work()) {
                if found.insert(&part.key, part).is_none() {
                    open.push(&part.key);
                }
            }
        }
        found.into_values().collect()
    }

    /// What an item waits for: dependencies that are not finished, blockers that name it.
    fn holds_up(&self, item: &Item) -> Vec<ItemKey> {
        let mut by = self.open(&item.key).to_vec();
        let blockers = self.blockers.get(&(&item.key.scope, &item.key.name));
        by.extend(blockers.into_iter().flatten().map(|key| (*key).clone()));
        by
    }

    /// The open dependencies of an item itself.
    pub(super) fn open(&self, key: &ItemKey) -> &[ItemKey] {
        self.open.get(key).map_or(&[], Vec::as_slice)
    }

    fn missing(&self, item: &Item, standing: &Standing, against: &[&Problem]) -> Vec<Missing> {
        let mut missing = Vec::new();
        for problem in against {
            let next = problem
                .help
                .clone()
                .unwrap_or_else(|| format!("milepost explain {}", problem.rule));
            missing.push(Missing { what: problem.message.clone(), next });
        }
        if let Standing::Blocked { by } = standing {
            for key in by {
                let what = format!("{} `{}` is open", key.kind.as_str(), key.name);
                missing.push(Missing { what, next: format!("milepost why {}", key.name) });
            }
        }
        for key in self.open(&item.key) {
            let what = format!("it depends on `{}`, which is not finished", key.name);
            let next = format!("milepost why {}", key.name);
            if !missing.iter().any(|it| it.next == next) {
                missing.push(Missing { what, next });
            }
        }
        for (whole, key) in self.inherited(item) {
            let (whole, key) = (&whole.name, &key.name);
            let what = format!(
                "`{whole}`, which it belongs to, depends on `{key}`, which is not finished"
            );
            let next = format!("milepost why {key}");
            if !missing.iter().any(|it| it.next == next) {
                missing.push(Missing { what, next });
            }
        }
        let is_dropped = matches!(
            standing,
            Standing::OutOfScope | Standing::Superseded | Standing::Rejected | Standing::Suspended
        );
        if !is_dropped && item.key.kind != ItemKind::Task {
            criteria_missing(self.scene, item, &mut missing);
        }
        missing
    }
}

fn open_dependencies(scene: &Scene<'_>, item: &Item) -> Vec<ItemKey> {
    let is_open = |key: &ItemKey| {
        let says = scene.plan.items.get(key).and_then(|item| scene.plan.says(item));
        !says.is_some_and(|(_, claim)| claim.status.is_finished() || claim.status.is_dropped())
    };
    let named = dependencies::of(scene.plan, item).into_iter().map(|dependency| dependency.on);
    named.filter(|key| *key != item.key).filter(is_open).collect()
}

/// The blockers that are not resolved, by scope and the ids that they name.
fn open_blockers<'a>(scene: &'a Scene<'a>) -> BTreeMap<(&'a Scope, &'a ItemId), Vec<&'a ItemKey>> {
    let mut found: BTreeMap<(&Scope, &ItemId), Vec<&ItemKey>> = BTreeMap::new();
    for item in scene.plan.items.values().filter(|it| it.key.kind == ItemKind::Blocker) {
        let says = scene.plan.says(item);
        if says.is_some_and(|(_, claim)| claim.status.is_finished() || claim.status.is_dropped()) {
            continue;
        }
        for (_, claim) in scene.plan.claims(item) {
            for reference in claim.references.iter().filter(|it| it.through.is_none()) {
                let keys = found.entry((&item.key.scope, &reference.id)).or_default();
                if !keys.contains(&&item.key) {
                    keys.push(&item.key);
                }
            }
        }
    }
    found
}

/// What the criteria of an item lack. Boxes and words never meet one.
fn criteria_missing(scene: &Scene<'_>, item: &Item, missing: &mut Vec<Missing>) {
    let mut criteria: Vec<&Criterion> = Vec::new();
    for (_, claim) in scene.plan.claims(item) {
        let new =
            claim.criteria.iter().filter(|it| !criteria.iter().any(|old| old.text == it.text));
        let new: Vec<&Criterion> = new.collect();
        criteria.extend(new);
    }
    if criteria.is_empty() {
        if matches!(item.key.kind, ItemKind::Milestone | ItemKind::Release) {
            missing.push(Missing {
                what: "it has no acceptance criteria, so nothing could prove it".to_owned(),
                next: "list what must hold under `## Acceptance criteria`, each bound to a gate"
                    .to_owned(),
            });
        }
        return;
    }
    for criterion in criteria {
        missing.push(criterion_missing(criterion));
    }
}

fn criterion_missing(criterion: &Criterion) -> Missing {
    let text = short(&criterion.text);
    match &criterion.binding {
        Binding::Gate { gate, .. } => Missing {
            what: format!("\u{201c}{text}\u{201d}: gate `{gate}` has no run at this commit"),
            next: format!("milepost show {gate}"),
        },
        Binding::Suggested { gate, .. } => Missing {
            what: format!("\u{201c}{text}\u{201d} names `{gate}` and is not bound to it"),
            next: format!("write (gate `{gate}`) at the end of the criterion"),
        },
        Binding::Review => Missing {
            what: format!("\u{201c}{text}\u{201d} is bound to no gate: a person must answer it"),
            next: "write (gate `name`) at its end, or keep it for a signed review".to_owned(),
        },
    }
}

fn short(text: &str) -> String {
    let short: String = text.chars().take(70).collect();
    if short.len() < text.len() { format!("{}\u{2026}", short.trim_end()) } else { short }
}

/// Whether everything that is counted is claimed, and something is.
fn is_claimed(fractions: &Fractions) -> bool {
    let counted = [fractions.criteria, fractions.parts].into_iter().flatten();
    let mut counted = counted.peekable();
    counted.peek().is_some() && counted.all(|it| it.part == it.whole)
}

fn fractions(scene: &Scene<'_>, item: &Item) -> Fractions {
    let most =
        scene.plan.claims(item).map(|(_, claim)| claim).max_by_key(|claim| claim.criteria.len());
    let criteria = most.and_then(|claim| {
        let met = |it: &&Criterion| it.status.as_ref().is_some_and(|it| it.status.is_finished());
        fraction(claim.criteria.iter().filter(met).count(), claim.criteria.len())
    });
    Fractions { criteria, parts: parts(scene, item) }
}

/// The finished ones among the nearest parts: deliverables before tasks, milestones before both.
fn parts(scene: &Scene<'_>, item: &Item) -> Option<Fraction> {
    let kinds = [ItemKind::Milestone, ItemKind::Deliverable, ItemKind::Task];
    kinds.into_iter().find_map(|kind| {
        let children: Vec<&Item> =
            scene.plan.children(&item.key).filter(|child| child.key.kind == kind).collect();
        let says = |child: &Item| scene.plan.says(child).map(|(_, claim)| claim.status);
        let counted: Vec<&&Item> =
            children.iter().filter(|it| !says(it).is_some_and(Status::is_dropped)).collect();
        let finished =
            counted.iter().filter(|it| says(it).is_some_and(Status::is_finished)).count();
        fraction(finished, counted.len())
    })
}

fn fraction(part: usize, whole: usize) -> Option<Fraction> {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    (whole > 0).then(|| Fraction { part: number(part), whole: number(whole) })
}
