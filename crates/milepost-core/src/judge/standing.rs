//! Standings: what follows from claims, dependencies and contradictions, never from status words
//! alone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    agreed::ApprovalState,
    dependencies,
    diag::{Problem, Severity},
    evidence::Turn,
    gate::GateName,
    id::{ItemId, Scope},
    judge::{Judged, waiting},
    lease::AtWork,
    lint::{self, Group, no_go, registers::Registers},
    plan::{Criterion, Fraction, Item, ItemKey, ItemKind, Status},
    proof::{self, Course, JudgedCriterion, Missing, Proofs, Removal, Steer, Through},
    scene::Scene,
    verdict::Verdict,
};

/// Where a work item stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Something that it, or what it belongs to, depends on is not finished, and it has not begun.
    Planned,
    /// Nothing that it and what it belongs to depend on is open.
    Ready,
    /// Someone is at it, or at a part of it: a lease or a branch says so. No document does.
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
    /// Evidence shows it: every criterion is satisfied, and everything that it consists of is there.
    Proven,
    /// Evidence shows it, and a person must still approve it.
    Waiting,
    /// Everything that programs can show is shown, and a person who must approve it has to answer
    /// criteria first that no program can judge.
    Unanswered,
    /// Evidence shows it, it has been recorded, and no approval is outstanding.
    Done {
        /// Since when.
        at: Timestamp,
    },
    /// It was shown once; something that it rests on moved since, and nothing is red.
    Unchecked {
        /// When it was shown first.
        at: Timestamp,
    },
    /// It was shown once, and a gate of it is red here.
    Regressed {
        /// When it was shown first.
        at: Timestamp,
        /// The gates that are red.
        gates: Vec<GateName>,
    },
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
            Self::Proven => "proven",
            Self::Waiting | Self::Unanswered => "waiting",
            Self::Done { .. } => "done",
            Self::Unchecked { .. } => "unchecked",
            Self::Regressed { .. } => "regressed",
            Self::Suspended => "suspended",
            Self::OutOfScope => "out of scope",
            Self::Superseded => "superseded",
            Self::Rejected => "rejected",
        }
    }

    /// When it was shown first, where that is recorded.
    pub fn done_at(&self) -> Option<Timestamp> {
        match self {
            Self::Done { at } | Self::Unchecked { at } | Self::Regressed { at, .. } => Some(*at),
            Self::Planned
            | Self::Ready
            | Self::InProgress
            | Self::Blocked { .. }
            | Self::Claimed
            | Self::Contradicted
            | Self::Proven
            | Self::Waiting
            | Self::Unanswered
            | Self::Suspended
            | Self::OutOfScope
            | Self::Superseded
            | Self::Rejected => None,
        }
    }

    /// What holds an item up, where that is where it stands.
    pub fn blocked_by(&self) -> &[ItemKey] {
        match self {
            Self::Blocked { by } => by,
            Self::Planned
            | Self::Ready
            | Self::InProgress
            | Self::Claimed
            | Self::Contradicted
            | Self::Proven
            | Self::Waiting
            | Self::Unanswered
            | Self::Done { .. }
            | Self::Unchecked { .. }
            | Self::Regressed { .. }
            | Self::Suspended
            | Self::OutOfScope
            | Self::Superseded
            | Self::Rejected => &[],
        }
    }

    /// Whether evidence shows it here and now.
    pub fn is_shown(&self) -> bool {
        match self {
            Self::Proven | Self::Waiting | Self::Done { .. } => true,
            Self::Unanswered
            | Self::Planned
            | Self::Ready
            | Self::InProgress
            | Self::Blocked { .. }
            | Self::Claimed
            | Self::Contradicted
            | Self::Unchecked { .. }
            | Self::Regressed { .. }
            | Self::Suspended
            | Self::OutOfScope
            | Self::Superseded
            | Self::Rejected => false,
        }
    }
}

/// How far an item is, by its parts, as the documents say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fractions {
    /// Criteria claimed met, of all.
    pub criteria: Option<Fraction>,
    /// Parts (deliverables, milestones, tasks) claimed finished, of all.
    pub parts: Option<Fraction>,
    /// Criteria that evidence satisfies, of all that apply.
    pub shown: Option<Fraction>,
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
    /// What forbids releases, by release.
    no_go: BTreeMap<&'a ItemKey, Vec<no_go::Reason>>,
    /// Who is at each item that somebody is at.
    at_work: BTreeMap<&'a ItemKey, Vec<AtWork>>,
    /// These items, and all that they belong to.
    begun: BTreeSet<&'a ItemKey>,
    proofs: Proofs<'a>,
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
        let proofs = Proofs::new(scene);
        let items = scene.plan.items.values();
        let open = items.map(|item| (&item.key, open_dependencies(scene, &proofs, item)));
        let open = open.filter(|(_, open)| !open.is_empty()).collect();
        let mut at_work: BTreeMap<&ItemKey, Vec<AtWork>> = BTreeMap::new();
        for (key, at) in scene.underway.at_work(scene.plan, scene.clock.now) {
            at_work.entry(key).or_default().push(at);
        }
        let registers = Registers::new(scene);
        let blockers = open_blockers(scene, &registers);
        let no_go = forbidden(scene, &registers);
        let begun = BTreeSet::new();
        let mut court = Self { scene, against, blockers, open, no_go, at_work, begun, proofs };
        let keys: Vec<&ItemKey> = court.at_work.keys().copied().collect();
        for key in keys {
            let wholes: Vec<&ItemKey> = court.around(key).collect();
            court.begun.insert(key);
            court.begun.extend(wholes);
        }
        court
    }

    /// Why all work is set aside, if it is.
    pub(super) fn suspended(&self) -> Option<Steer> {
        self.proofs.courses().project()
    }

    /// Judges one item.
    pub(super) fn judge(&self, item: &'a Item) -> Judged {
        let against = self.contradictions(item);
        let is_contradicted = !against.is_empty() || self.is_refuted(item);
        let claimed = self.standing(item, is_contradicted);
        let approval = self.proofs.approval(item);
        let standing = self.shown(item, &claimed, &approval).unwrap_or(claimed);
        let course = self.proofs.course(item);
        let standing = steered(standing, course.as_ref());
        let criteria = self.proofs.criteria(item);
        let mut missing = self.missing(item, &standing, &against, &criteria);
        missing.splice(
            0..0,
            course.as_ref().filter(|_| !standing.is_shown()).map(|it| sent(it, item)),
        );
        let is_asked =
            matches!(standing, Standing::Waiting | Standing::Unanswered | Standing::Rejected);
        if is_asked {
            missing.extend(waiting::missing(item, &approval));
        }
        let mut fractions = fractions(self.scene, item);
        fractions.shown = proof::shown(&criteria);
        let at_work = self.at_work.get(&item.key).cloned().unwrap_or_default();
        let steered = self.proofs.courses().history(&item.key);
        let key = item.key.clone();
        Judged { key, standing, missing, fractions, criteria, approval, at_work, course, steered }
    }

    /// Where evidence puts an item; nothing where it neither shows it now nor did before. What is
    /// set aside stays so, and what is contradicted is not shown by anything.
    fn shown(
        &self,
        item: &'a Item,
        claimed: &Standing,
        approval: &ApprovalState,
    ) -> Option<Standing> {
        match claimed {
            Standing::Contradicted
            | Standing::Suspended
            | Standing::OutOfScope
            | Standing::Superseded
            | Standing::Rejected => return None,
            Standing::Planned
            | Standing::Ready
            | Standing::InProgress
            | Standing::Blocked { .. }
            | Standing::Claimed
            | Standing::Proven
            | Standing::Waiting
            | Standing::Unanswered
            | Standing::Done { .. }
            | Standing::Unchecked { .. }
            | Standing::Regressed { .. } => {}
        }
        let done = self.proofs.done(item);
        let is_forbidden = self.no_go.contains_key(&item.key);
        if self.proofs.is_proven(item) && !is_forbidden {
            return Some(match (approval, done) {
                (ApprovalState::Outstanding { .. } | ApprovalState::Conditional { .. }, _) => {
                    Standing::Waiting
                }
                (ApprovalState::Rejected { .. }, _) => Standing::Rejected,
                (_, Some(done)) => Standing::Done { at: done.at },
                (ApprovalState::Approved { by }, None) => Standing::Done { at: by.voice.at },
                (ApprovalState::NotNeeded, None) => Standing::Proven,
            });
        }
        let is_unasked = matches!(approval, ApprovalState::NotNeeded);
        if done.is_none()
            && !is_unasked
            && !is_forbidden
            && self.proofs.is_proven_but_for_people(item)
        {
            return Some(match approval {
                ApprovalState::Rejected { .. } => Standing::Rejected,
                ApprovalState::NotNeeded
                | ApprovalState::Outstanding { .. }
                | ApprovalState::Conditional { .. }
                | ApprovalState::Approved { .. } => Standing::Unanswered,
            });
        }
        let at = done?.at;
        Some(match self.proofs.red_gates(item) {
            gates if gates.is_empty() => Standing::Unchecked { at },
            gates => Standing::Regressed { at, gates },
        })
    }

    /// The error-level problems that speak against an item's own claims. That evidence is missing
    /// or old speaks against none, and that nobody has decided yet does not, either.
    fn contradictions(&self, item: &Item) -> Vec<&'a Problem> {
        let refutes = |problem: &&Problem| {
            let group = lint::rules::group(problem.code);
            group != Some(Group::Evidence) && group != Some(Group::Governance)
        };
        self.named(item).filter(refutes).collect()
    }

    /// Whether a gate refutes what is claimed of an item, and a rule says so. What was proven once
    /// is no empty claim: it regressed.
    fn is_refuted(&self, item: &Item) -> bool {
        self.proofs.done(item).is_none()
            && self.named(item).any(is_about_evidence)
            && self.proofs.is_refuted(item)
    }

    /// The error-level problems that name an item, in documents that speak of it.
    fn named<'i>(&'i self, item: &'i Item) -> impl Iterator<Item = &'a Problem> + 'i {
        let named = self.against.get(&item.key.name).into_iter().flatten().copied();
        named.filter(|problem| {
            let mut claims = self.scene.plan.claims(item);
            claims.any(|(document, _)| document.path == problem.place.path)
        })
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
                by if by.is_empty() => self.open_work(item),
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

    /// Without a state of its own, an item stands where its criteria and parts are: claimed when all
    /// of them are. Tasks finish nothing.
    fn not_begun(&self, item: &Item) -> Standing {
        if self.scene.plan.says(item).is_none() {
            let fractions = fractions(self.scene, item);
            if is_claimed(&fractions) && !self.has_only_tasks(item, &fractions) {
                return Standing::Claimed;
            }
        }
        self.open_work(item)
    }

    /// Where work stands that nobody calls finished: no word says that somebody is at it.
    fn open_work(&self, item: &Item) -> Standing {
        let blockers = self.blocked_by(item);
        if self.begun.contains(&item.key) {
            return match self.holds_up(item) {
                by if by.is_empty() => Standing::InProgress,
                by => Standing::Blocked { by },
            };
        }
        if !blockers.is_empty() {
            return Standing::Blocked { by: blockers };
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

    /// What an item waits for: dependencies that are not finished, blockers that name it.
    fn holds_up(&self, item: &Item) -> Vec<ItemKey> {
        let mut by = self.open(&item.key).to_vec();
        by.extend(self.blocked_by(item));
        by
    }

    /// The open blockers that name an item.
    fn blocked_by(&self, item: &Item) -> Vec<ItemKey> {
        let blockers = self.blockers.get(&(&item.key.scope, &item.key.name));
        blockers.into_iter().flatten().map(|key| (*key).clone()).collect()
    }

    /// The open dependencies of an item itself.
    pub(super) fn open(&self, key: &ItemKey) -> &[ItemKey] {
        self.open.get(key).map_or(&[], Vec::as_slice)
    }

    fn missing(
        &self,
        item: &'a Item,
        standing: &Standing,
        against: &[&Problem],
        criteria: &[JudgedCriterion],
    ) -> Vec<Missing> {
        let mut missing = Vec::new();
        match standing {
            Standing::Proven | Standing::Done { .. } => return missing,
            Standing::Planned
            | Standing::Ready
            | Standing::InProgress
            | Standing::Blocked { .. }
            | Standing::Claimed
            | Standing::Contradicted
            | Standing::Waiting
            | Standing::Unanswered
            | Standing::Unchecked { .. }
            | Standing::Regressed { .. }
            | Standing::Suspended
            | Standing::OutOfScope
            | Standing::Superseded
            | Standing::Rejected => {}
        }
        for problem in against {
            let next = problem
                .help
                .clone()
                .unwrap_or_else(|| format!("milepost explain {}", problem.rule));
            missing.push(Missing { what: problem.message.clone(), next });
        }
        for reason in self.no_go.get(&item.key).into_iter().flatten() {
            let what = format!("it is no-go: {}", reason.what);
            // What a problem says of it is said already.
            let is_said = |it: &Missing| it.what.ends_with(&reason.what);
            if !missing.iter().any(is_said) {
                missing.push(Missing { what, next: reason.next.clone() });
            }
        }
        if let Standing::Blocked { by } = standing {
            // What is defined nowhere is told below.
            for key in by.iter().filter(|key| self.scene.plan.items.contains_key(*key)) {
                let what = format!("{} `{}` is open", key.kind.as_str(), key.name);
                missing.push(Missing { what, next: format!("milepost why {}", key.name) });
            }
        }
        let open = self.open(&item.key).iter();
        let open = open.filter(|key| self.scene.plan.items.contains_key(*key)).map(|key| {
            let what = format!("it depends on `{}`, which is not finished", key.name);
            Missing { what, next: format!("milepost why {}", key.name) }
        });
        let undefined = dependencies::undefined(self.scene.plan, item);
        for new in open.chain(undefined.iter().map(Missing::undefined)) {
            if !missing.iter().any(|it| it.next == new.next) {
                missing.push(new);
            }
        }
        for (whole, on) in self.inherited(item) {
            let is_there = self.scene.plan.items.contains_key(on);
            let (whole, key) = (&whole.name, &on.name);
            let is = if is_there { "is not finished" } else { "cannot be followed" };
            let what = format!("`{whole}`, which it belongs to, depends on `{key}`, which {is}");
            let next = format!("milepost why {}", if is_there { key } else { whole });
            if !missing.iter().any(|it| it.next == next) {
                missing.push(Missing { what, next });
            }
        }
        let is_dropped = matches!(
            standing,
            Standing::OutOfScope | Standing::Superseded | Standing::Rejected | Standing::Suspended
        );
        if !is_dropped && item.key.kind != ItemKind::Task {
            criteria_missing(item, criteria, &mut missing);
            self.proofs.other_reasons(item, &mut missing);
        }
        missing
    }
}

/// Where an item stands once somebody sent it elsewhere. What evidence shows or showed, and what
/// contradicts a claim, stays to be seen: only a decision of the plan may take that out.
fn steered(standing: Standing, course: Option<&Course>) -> Standing {
    let Some((course, sent)) = course.and_then(|course| Some((course, stands(course)?))) else {
        return standing;
    };
    match standing {
        Standing::Planned
        | Standing::Ready
        | Standing::InProgress
        | Standing::Blocked { .. }
        | Standing::Claimed
        | Standing::Suspended
        | Standing::OutOfScope
        | Standing::Superseded
        | Standing::Rejected => sent,
        Standing::Contradicted
        | Standing::Proven
        | Standing::Waiting
        | Standing::Unanswered
        | Standing::Done { .. }
        | Standing::Unchecked { .. }
        | Standing::Regressed { .. } => match course.removal {
            Removal::Decided => sent,
            Removal::Unsupported => standing,
        },
    }
}

/// That somebody sent an item elsewhere.
/// Where what somebody said of it puts an item.
fn stands(course: &Course) -> Option<Standing> {
    match &course.steer.turn {
        Turn::Suspended { .. } => Some(Standing::Suspended),
        Turn::Rescoped { to: None, .. } => Some(Standing::OutOfScope),
        Turn::Superseded { .. } => Some(Standing::Superseded),
        Turn::Resumed | Turn::Rescoped { to: Some(_), .. } => None,
    }
}

fn sent(course: &Course, item: &Item) -> Missing {
    let Course { steer, through, removal } = course;
    let what = match through {
        Through::Itself => "it".to_owned(),
        Through::Whole(key) => format!("`{}`, which it belongs to,", key.name),
        Through::Project => "the project".to_owned(),
    };
    let by = if steer.by.is_empty() { String::new() } else { format!(" by {}", steer.by) };
    let (state, kept) = match (&steer.turn, removal) {
        (Turn::Suspended { .. }, _) => ("was suspended".to_owned(), ""),
        (Turn::Resumed, _) => ("was resumed".to_owned(), ""),
        (Turn::Rescoped { .. }, Removal::Decided) => ("was taken out of scope".to_owned(), ""),
        (Turn::Rescoped { .. }, Removal::Unsupported) => {
            ("was taken out of scope".to_owned(), "; without a decision that holds it still counts")
        }
        (Turn::Superseded { by, .. }, Removal::Decided) => {
            (format!("was superseded by `{}`", by.id), "")
        }
        (Turn::Superseded { by, .. }, Removal::Unsupported) => (
            format!("was superseded by `{}`", by.id),
            "; without a decision that holds it still counts",
        ),
    };
    let next = match through {
        Through::Itself => format!("milepost resume {} --reason \"…\"", item.key.name),
        Through::Whole(key) => format!("milepost resume {} --reason \"…\"", key.name),
        Through::Project => "milepost resume --project --reason \"…\"".to_owned(),
    };
    Missing { what: format!("{what} {state}{by}: {}{kept}", steer.reason), next }
}

fn is_about_evidence(problem: &Problem) -> bool {
    lint::rules::group(problem.code) == Some(Group::Evidence)
}

fn open_dependencies<'a>(scene: &'a Scene<'a>, proofs: &Proofs<'a>, item: &Item) -> Vec<ItemKey> {
    let is_open = |key: &ItemKey| {
        let Some(item) = scene.plan.items.get(key) else { return true };
        // A decision of the plan may have put another in its place, or taken it out.
        let Some(item) = proofs.owed(item) else { return false };
        if proofs.is_shown(item) || proofs.done(item).is_some() {
            return false;
        }
        let says = scene.plan.says(item);
        !says.is_some_and(|(_, claim)| claim.status.is_finished() || claim.status.is_dropped())
    };
    let named = dependencies::of(scene.plan, item).into_iter().map(|dependency| dependency.on);
    // What is defined nowhere is as open as can be.
    let undefined = dependencies::undefined(scene.plan, item).into_iter().flat_map(|it| it.ids);
    let undefined = undefined.map(|name| ItemKey { name, ..item.key.clone() });
    named.chain(undefined).filter(|key| *key != item.key).filter(is_open).collect()
}

/// What forbids releases, where something does.
fn forbidden<'a>(
    scene: &'a Scene<'a>,
    registers: &Registers<'_>,
) -> BTreeMap<&'a ItemKey, Vec<no_go::Reason>> {
    if scene.config.release_classes.is_empty() {
        return BTreeMap::new();
    }
    let releases = scene.plan.items.values().filter(|it| it.key.kind == ItemKind::Release);
    let forbidden = releases.filter_map(|item| {
        let forbidden = no_go::of(scene, registers, item)?;
        Some((&item.key, forbidden.reasons))
    });
    forbidden.collect()
}

/// The blockers that are not resolved, by scope and the ids that they name: what one waits for counts
/// before the word for it.
fn open_blockers<'a>(
    scene: &'a Scene<'a>,
    registers: &Registers<'a>,
) -> BTreeMap<(&'a Scope, &'a ItemId), Vec<&'a ItemKey>> {
    let mut found: BTreeMap<(&Scope, &ItemId), Vec<&ItemKey>> = BTreeMap::new();
    for item in scene.plan.items.values().filter(|it| it.key.kind == ItemKind::Blocker) {
        if !registers.entry(item).state.is_open() {
            continue;
        }
        let awaited = lint::registers::awaited_by(scene.plan, item);
        for (_, claim) in scene.plan.claims(item) {
            let named = claim.references.iter().filter(|it| it.through.is_none());
            // What a blocker waits for is not what it holds up.
            for reference in named.filter(|it| !awaited.contains(&it.id)) {
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
fn criteria_missing(item: &Item, criteria: &[JudgedCriterion], missing: &mut Vec<Missing>) {
    if criteria.is_empty() && matches!(item.key.kind, ItemKind::Milestone | ItemKind::Release) {
        missing.push(Missing {
            what: "it has no acceptance criteria, so nothing could prove it".to_owned(),
            next: "list what must hold under `## Acceptance criteria`, each bound to a gate"
                .to_owned(),
        });
    }
    let open = criteria.iter().filter(|criterion| !criterion.verdict.satisfies());
    missing.extend(open.map(|criterion| {
        let text = short(&criterion.text);
        let gate = criterion.gate.as_ref().filter(|_| criterion.verdict != Verdict::Missing);
        let gate = gate.map(|gate| format!("gate `{gate}` {}: ", criterion.verdict.phrase()));
        let why = criterion.reasons.join("; ");
        Missing {
            what: format!("\u{201c}{text}\u{201d}: {}{why}", gate.unwrap_or_default()),
            next: criterion.next.clone(),
        }
    }));
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
    Fractions { criteria, parts: parts(scene, item), shown: None }
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
