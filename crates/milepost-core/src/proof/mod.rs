//! What verdicts say of criteria, and criteria of items: the only way to `proven`.

mod course;

pub(crate) use course::owed;
pub use course::{Course, Removal, Steer, Through};

use std::cell::RefCell;

use indexmap::IndexMap;

use crate::{
    agreed::{
        self, ApprovalState, approval_of, definition,
        occasion::{self, Need},
    },
    dependencies::{self, Undefined, Why},
    evidence::{AnsweredOf, Waived, plain},
    gate::GateName,
    plan::{Binding, Cited, Claim, Criterion, Fraction, Item, ItemKey, ItemKind, StatusClaim},
    proof::course::Courses,
    repository::{PathState, scopes},
    scene::Scene,
    text::RepoPath,
    verdict::{self, Content, Done, Verdict, WaivedState, item_name},
};

/// How deep items may belong to each other.
const DEEPEST: usize = 32;

/// One criterion of an item, with what evidence says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedCriterion {
    /// What must hold.
    pub text: Box<str>,
    /// The document it stands in.
    pub document: RepoPath,
    /// Where it stands.
    pub span: crate::text::Span,
    /// The box or word behind it: a claim.
    pub says: Option<StatusClaim>,
    /// The gate it is bound to.
    pub gate: Option<GateName>,
    /// Whether a person answers it: alone, or by the checklist of its gate.
    pub is_review: bool,
    /// What evidence says.
    pub verdict: Verdict,
    /// Why it is not satisfied, the nearest cause first; or what should be known of the pass.
    pub reasons: Vec<String>,
    /// What would supply what is missing.
    pub next: String,
}

/// One thing that is missing until an item would be proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What is missing, as a lower-case fragment.
    pub what: String,
    /// What would supply it.
    pub next: String,
}

impl Missing {
    /// What is named as a dependency, and means no piece of work.
    pub(crate) fn undefined(lost: &Undefined<'_>) -> Self {
        let (named, is) = (lost.named(), lost.is());
        let (belong, are) =
            if lost.ids.len() == 1 { ("it belongs", "it is") } else { ("they belong", "they are") };
        let next = match lost.why {
            Why::Nowhere | Why::NoWork => {
                format!("define {named} where {belong}, or correct the dependency")
            }
            Why::TooMany => "name what is meant one by one, or what it is part of".to_owned(),
            Why::Documents(_) => {
                format!("say which one {named} means by an id, or correct the dependency")
            }
            Why::Folders(_) | Why::Shadowed(..) => {
                format!("give {named} another id where {are} not meant, or correct the dependency")
            }
        };
        Self { what: format!("{named}, which it depends on, {is}"), next }
    }
}

/// Gathers what evidence shows of items, each looked at once.
pub(crate) struct Proofs<'a> {
    scene: &'a Scene<'a>,
    shown: RefCell<IndexMap<(&'a ItemKey, Asking), Option<bool>>>,
    courses: Courses,
}

/// Whose word is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Asking {
    /// That of programs and of people.
    Everyone,
    /// That of programs: what only a person can answer is left open.
    Programs,
}

impl JudgedCriterion {
    /// Whether it waits for a person, and nothing speaks against it.
    pub fn is_for_people(&self) -> bool {
        self.is_review && matches!(self.verdict, Verdict::Missing | Verdict::Stale)
    }
}

impl<'a> Proofs<'a> {
    pub(crate) fn new(scene: &'a Scene<'a>) -> Self {
        Self { scene, shown: RefCell::default(), courses: Courses::of(scene.ledger) }
    }

    /// Where people sent work.
    pub(crate) fn courses(&self) -> &Courses {
        &self.courses
    }

    /// What holds of an item because somebody said so.
    pub(crate) fn course(&self, item: &Item) -> Option<Course> {
        self.courses.course(self.scene.plan, item)
    }

    /// What must be shown where an item is asked for: itself, unless a decision of the plan puts
    /// another in its place, or takes it out.
    pub(crate) fn owed(&self, item: &'a Item) -> Option<&'a Item> {
        course::owed(self.scene.plan, item, self.course(item).as_ref())
    }

    /// Every criterion of an item with its verdict: those of all its claims. One that says again what
    /// another says counts once, unless it is bound to another gate: then both must pass.
    pub(crate) fn criteria(&self, item: &Item) -> Vec<JudgedCriterion> {
        let mut judged: Vec<JudgedCriterion> = Vec::new();
        for (document, claim) in self.scene.plan.claims(item) {
            for criterion in &claim.criteria {
                let new = self.criterion(item, claim, criterion, &document.path);
                let is_same = |old: &JudgedCriterion| {
                    old.text == new.text && (new.gate.is_none() || old.gate == new.gate)
                };
                if !judged.iter().any(is_same) {
                    judged.push(new);
                }
            }
        }
        judged
    }

    fn criterion(
        &self,
        item: &Item,
        claim: &Claim,
        criterion: &Criterion,
        document: &RepoPath,
    ) -> JudgedCriterion {
        let (gate, verdict, reasons, next) = self.of_binding(item, claim, criterion);
        let (verdict, reasons) = self.waived(item, &criterion.text, verdict, reasons);
        JudgedCriterion {
            text: criterion.text.clone(),
            document: document.clone(),
            span: criterion.span,
            says: criterion.status.clone(),
            is_review: self.is_review(&criterion.binding),
            gate,
            verdict,
            reasons,
            next,
        }
    }

    fn is_review(&self, binding: &Binding) -> bool {
        match binding {
            Binding::Gate { gate, .. } => {
                self.scene.verdicts.gates.get(gate).is_some_and(|gate| !gate.is_run)
            }
            Binding::Review => true,
            Binding::Suggested { .. } => false,
        }
    }

    /// What a waiver of the criterion makes of its verdict. What passes needs none.
    fn waived(
        &self,
        item: &Item,
        text: &str,
        verdict: Verdict,
        mut reasons: Vec<String>,
    ) -> (Verdict, Vec<String>) {
        let people = &self.scene.verdicts.people;
        let of = || Waived::Criterion { item: item_name(&item.key), text: plain(text) };
        let Some(today) = self.scene.verdicts.today.filter(|_| !verdict.satisfies()) else {
            return (verdict, reasons);
        };
        let Some(heard) = people.waived(&of()) else { return (verdict, reasons) };
        let state = WaivedState::of(heard, today);
        reasons.insert(0, state.phrase(heard));
        (state.verdict().unwrap_or(verdict), reasons)
    }

    fn of_binding(
        &self,
        item: &Item,
        claim: &Claim,
        criterion: &Criterion,
    ) -> (Option<GateName>, Verdict, Vec<String>, String) {
        match &criterion.binding {
            Binding::Gate { gate, .. } => {
                let Some(bound) = self.scene.verdicts.bound(gate) else {
                    let why = format!("gate `{gate}` is not defined in milepost.toml");
                    let next = format!("milepost add gate {gate}");
                    return (Some(gate.clone()), Verdict::Missing, vec![why], next);
                };
                (Some(gate.clone()), bound.verdict, bound.reasons, bound.next)
            }
            Binding::Suggested { gate, .. } => {
                let why = format!("it names `{gate}` and is not bound to it");
                let next = format!("write (gate `{gate}`) at the end of the criterion");
                (None, Verdict::Missing, vec![why], next)
            }
            Binding::Review => {
                let (verdict, reasons) = self.of_answers(item, &criterion.text);
                let needs = occasion::need(self.scene.plan, self.scene.config, item);
                let name =
                    claim.id.as_ref().map_or_else(|| claim.name().into(), ToString::to_string);
                let next = match needs {
                    Need::None => format!("milepost review {name}"),
                    Need::Asked { .. } | Need::Policy { .. } => format!("milepost approve {name}"),
                };
                (None, verdict, reasons, next)
            }
        }
    }

    /// What people answered to a criterion that no gate measures.
    fn of_answers(&self, item: &Item, text: &str) -> (Verdict, Vec<String>) {
        let verdicts = self.scene.verdicts;
        let name = item_name(&item.key);
        let scope = definition::scope(self.scene.plan, item);
        let names = || self.scene.ledger.names(&name);
        let keys = verdicts
            .ground
            .iter()
            .flat_map(|ground| names().map(|name| ground.answer_key(name, text, &scope)));
        let keys: Vec<_> = keys.collect();
        let of = AnsweredOf::Item(name.clone());
        let who = &self.scene.config.approvals.by;
        let content =
            if verdicts.is_as_measured { Content::OfTheLastAnswer } else { Content::Judged(&keys) };
        let answer =
            verdict::answer(&verdicts.people, self.scene.config, (&of, text), content, who);
        (answer.verdict, answer.reasons)
    }

    /// Whether evidence shows an item: everything that it consists of is satisfied, and there is
    /// something.
    pub(crate) fn is_shown(&self, item: &'a Item) -> bool {
        self.look(item, Asking::Everyone, DEEPEST)
    }

    /// The same, where something was measured: a deliverable whose files are there is delivered, and
    /// proven by nothing.
    pub(crate) fn is_proven(&self, item: &'a Item) -> bool {
        let is_only_there = item.key.kind == ItemKind::Deliverable
            && self.scene.plan.claims(item).all(|(_, claim)| claim.criteria.is_empty());
        !is_only_there && self.is_shown(item)
    }

    /// The same, with every question that only a person can answer left open.
    pub(crate) fn is_proven_but_for_people(&self, item: &'a Item) -> bool {
        let has_claims = self.scene.plan.claims(item).any(|(_, claim)| !claim.criteria.is_empty());
        let is_only_there = item.key.kind == ItemKind::Deliverable && !has_claims;
        !is_only_there && self.look(item, Asking::Programs, DEEPEST) && self.is_measured(item)
    }

    /// Whether a program has shown something of an item or of what it consists of.
    fn is_measured(&self, item: &'a Item) -> bool {
        let mut open: Vec<(&'a Item, usize)> = vec![(item, DEEPEST)];
        while let Some((item, depth)) = open.pop() {
            let mut criteria = self.criteria(item).into_iter();
            if criteria.any(|it| !it.is_review && it.verdict.satisfies()) {
                return true;
            }
            if depth > 0 {
                open.extend(self.parts(item).into_iter().map(|part| (part, depth - 1)));
            }
        }
        false
    }

    fn look(&self, item: &'a Item, asking: Asking, depth: usize) -> bool {
        let known = self.shown.borrow().get(&(&item.key, asking)).copied();
        if let Some(known) = known {
            // What is being looked at already depends on itself, and shows nothing.
            return known.unwrap_or(false);
        }
        if depth == 0 {
            return false;
        }
        self.shown.borrow_mut().insert((&item.key, asking), None);
        let answer = self.holds(item, asking, depth);
        self.shown.borrow_mut().insert((&item.key, asking), Some(answer));
        answer
    }

    fn holds(&self, item: &'a Item, asking: Asking, depth: usize) -> bool {
        let criteria = self.criteria(item);
        let counted = criteria.iter().filter(|it| it.verdict != Verdict::NotApplicable);
        let counted: Vec<&JudgedCriterion> = counted.collect();
        let is_left_open =
            |criterion: &JudgedCriterion| asking == Asking::Programs && criterion.is_for_people();
        let are_met = counted.iter().all(|it| it.verdict.satisfies() || is_left_open(it));
        let parts = self.parts(item);
        let has_some = !counted.is_empty();
        let kind = item.key.kind;
        let consists_of_parts = kind == ItemKind::Phase && !parts.is_empty();
        let is_there = kind == ItemKind::Deliverable && self.is_delivered(item);
        // Tasks are bookkeeping; registers are no work.
        let is_provable = kind.is_work() && kind != ItemKind::Task;
        let own = is_provable && (has_some || consists_of_parts || is_there);
        own && are_met
            && parts.into_iter().all(|part| self.look(part, asking, depth - 1))
            && self.dependencies(item).into_iter().all(|on| self.stands(on, depth - 1))
            && dependencies::undefined(self.scene.plan, item).is_empty()
    }

    /// Whether something that others depend on is there: what a person must still accept is not.
    fn stands(&self, on: &'a Item, depth: usize) -> bool {
        if !self.look(on, Asking::Everyone, depth) {
            return false;
        }
        match self.approval(on) {
            ApprovalState::NotNeeded | ApprovalState::Approved { .. } => true,
            ApprovalState::Outstanding { .. }
            | ApprovalState::Conditional { .. }
            | ApprovalState::Rejected { .. } => false,
        }
    }

    /// What people answered to the request to accept an item.
    pub(crate) fn approval(&self, item: &Item) -> ApprovalState {
        approval_of(self.scene, item, agreed::need(self.scene, item))
    }

    /// The work that an item consists of, without tasks. A word that drops a part, `Superseded` or
    /// `Cancelled`, is a claim like any other and takes nothing away; a record that names a decision
    /// which holds does.
    pub(crate) fn parts(&self, item: &'a Item) -> Vec<&'a Item> {
        let parts = self.scene.plan.children(&item.key).chain(self.scene.plan.strays(&item.key));
        let parts = parts.filter(|it| it.key.kind.is_work() && it.key.kind != ItemKind::Task);
        let owed = parts.filter_map(|part| self.owed(part));
        owed.filter(|owed| owed.key != item.key).collect()
    }

    fn is_dropped(&self, item: &Item) -> bool {
        self.scene.plan.says(item).is_some_and(|(_, claim)| claim.status.is_dropped())
    }

    fn dependencies(&self, item: &Item) -> Vec<&'a Item> {
        let plan = self.scene.plan;
        let named = dependencies::of(plan, item).into_iter().map(|dependency| dependency.on);
        let others = named.filter(|key| *key != item.key);
        let others = others.filter_map(|key| plan.items.get(&key));
        others.filter_map(|on| self.owed(on)).filter(|owed| owed.key != item.key).collect()
    }

    /// Whether the paths of a deliverable's scope are in the judged commit: at least one is named,
    /// and each holds a file.
    pub(crate) fn is_delivered(&self, item: &Item) -> bool {
        let mut any = false;
        for (document, claim) in self.scene.plan.claims(item) {
            for cited in scopes(claim) {
                any = true;
                if !self.is_there(&document.path, &cited) {
                    return false;
                }
            }
        }
        any
    }

    fn is_there(&self, document: &RepoPath, cited: &Cited) -> bool {
        let repository = self.scene.repository;
        match cited {
            Cited::Glob(glob) => repository.matches(document, glob).is_some_and(|count| count > 0),
            Cited::Path(path) => {
                repository.locate(document, path).is_some_and(|it| match it.state {
                    PathState::File | PathState::Folder => true,
                    PathState::Link
                    | PathState::Submodule
                    | PathState::Untracked
                    | PathState::Ignored
                    | PathState::Missing
                    | PathState::Unknown => false,
                })
            }
            Cited::Commit(_)
            | Cited::Tag(_)
            | Cited::Url(_)
            | Cited::Issue(_)
            | Cited::Placeholder(_) => false,
        }
    }

    /// The first time that an item was proven.
    pub(crate) fn done(&self, item: &Item) -> Option<&'a Done> {
        self.scene.verdicts.done(&item.key)
    }

    /// Whether a gate says here and now that a criterion of an item's own does not hold, or shows
    /// that it cannot tell.
    pub(crate) fn is_refuted(&self, item: &Item) -> bool {
        let refutes = |verdict| matches!(verdict, Verdict::Fail | Verdict::Blind);
        self.criteria(item).iter().any(|criterion| refutes(criterion.verdict))
    }

    /// The gates of an item and of what it consists of that are red.
    pub(crate) fn red_gates(&self, item: &'a Item) -> Vec<GateName> {
        let mut red = Vec::new();
        let mut open: Vec<(&'a Item, usize)> = vec![(item, DEEPEST)];
        while let Some((item, depth)) = open.pop() {
            let criteria = self.criteria(item).into_iter();
            red.extend(criteria.filter(|it| it.verdict.is_red()).filter_map(|it| it.gate));
            if depth > 0 {
                open.extend(self.parts(item).into_iter().map(|part| (part, depth - 1)));
            }
        }
        red.sort();
        red.dedup();
        red
    }

    /// Why an item is not shown beside its criteria: parts, scope, dependencies.
    pub(crate) fn other_reasons(&self, item: &'a Item, missing: &mut Vec<Missing>) {
        for part in self.parts(item).into_iter().filter(|part| !self.is_shown(part)) {
            let (kind, name) = (part.key.kind.as_str(), &part.key.name);
            missing.push(self.unproven(part, &format!("{kind} `{name}` in it")));
        }
        for on in self.dependencies(item).into_iter().filter(|on| !self.is_shown(on)) {
            let which = format!("`{}`, which it depends on,", on.key.name);
            let new = if on.key.kind == ItemKind::Task {
                let next = format!("let it depend on what `{}` is part of", on.key.name);
                Missing { what: format!("{which} is a task, which nothing proves"), next }
            } else {
                self.unproven(on, &which)
            };
            if !missing.iter().any(|old| old.next == new.next) {
                missing.push(new);
            }
        }
        for lost in dependencies::undefined(self.scene.plan, item) {
            let new = Missing::undefined(&lost);
            if !missing.iter().any(|old| old.next == new.next) {
                missing.push(new);
            }
        }
        let has_criteria =
            self.scene.plan.claims(item).any(|(_, claim)| !claim.criteria.is_empty());
        if item.key.kind == ItemKind::Deliverable && !has_criteria && !self.is_delivered(item) {
            missing.push(self.undelivered(item));
        }
    }

    /// What is missing of another item that must be proven, too.
    fn unproven(&self, other: &Item, which: &str) -> Missing {
        let what = if self.is_dropped(other) {
            format!("{which} is dropped by a word alone, and is not proven")
        } else {
            format!("{which} is not proven")
        };
        Missing { what, next: format!("milepost why {}", other.key.name) }
    }

    fn undelivered(&self, item: &Item) -> Missing {
        for (document, claim) in self.scene.plan.claims(item) {
            let missing = scopes(claim).into_iter().find(|it| !self.is_there(&document.path, it));
            if let Some(cited) = missing {
                let text = match &cited {
                    Cited::Glob(text) | Cited::Path(text) => text.to_string(),
                    Cited::Commit(_)
                    | Cited::Tag(_)
                    | Cited::Url(_)
                    | Cited::Issue(_)
                    | Cited::Placeholder(_) => String::new(),
                };
                return Missing {
                    what: format!("its scope `{text}` holds no file of this commit"),
                    next: format!("commit what `{text}` should hold, or correct the scope"),
                };
            }
        }
        Missing {
            what: "it has neither criteria nor a scope, so nothing could show it".to_owned(),
            next: "add a `**Scope:**` line with its paths, or success criteria".to_owned(),
        }
    }
}

/// The criteria of an item, each with what evidence says of it.
pub(crate) fn criteria_of(scene: &Scene<'_>, item: &Item) -> Vec<JudgedCriterion> {
    Proofs::new(scene).criteria(item)
}

/// How many criteria are satisfied, of all that apply.
pub(crate) fn shown(criteria: &[JudgedCriterion]) -> Option<Fraction> {
    let counted = criteria.iter().filter(|it| it.verdict != Verdict::NotApplicable);
    let whole = u64::try_from(counted.clone().count()).unwrap_or(u64::MAX);
    let met = counted.filter(|it| it.verdict.satisfies()).count();
    (whole > 0).then(|| Fraction { part: u64::try_from(met).unwrap_or(u64::MAX), whole })
}
