//! Work in templates: what documents say of it, and what was shown.

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::TimeZone};
use serde::Serialize;

use super::{
    Ground, day,
    fields::Fields,
    gate::{self, Evidence, Tests},
    go::{self, Go},
    measured::{self, Measured},
    phase,
};
use crate::{
    agreed::{Answerer, ApprovalState},
    gate::GateName,
    id::ItemId,
    judge::{Judged, Standing},
    plan::{self, Field, ItemKind},
    proof::JudgedCriterion,
    read::atoms,
    render::{detail, layout, queue::shell_word, summary, words},
    verdict::Verdict,
};

/// So deep parts are told with the whole that they are of.
pub(super) const DEEPEST: usize = 4;

/// No standing is wider: what holds work up may have no name but a sentence.
const WIDEST: usize = 48;

/// A piece of work.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question that templates ask")]
pub(super) struct Item<'a> {
    id: Option<&'a str>,
    through: Option<&'a str>,
    name: &'a str,
    title: &'a str,
    kind: &'static str,
    scope: &'a str,
    document: Option<&'a str>,
    parent: Option<&'a str>,
    phase: Option<String>,
    /// What documents say.
    status: Option<&'static str>,
    says: Option<&'a str>,
    is_finished: bool,
    is_dropped: bool,
    /// What was shown, whether or not it holds on the present commit.
    standing: &'static str,
    shows: String,
    mark: &'static str,
    is_shown: bool,
    is_done: bool,
    done_on: Option<String>,
    approval: Option<Approval<'a>>,
    waits_for: Vec<&'a str>,
    target_on: Option<String>,
    pace: Option<Pace>,
    fields: Fields<'a>,
    progress: Progress,
    criteria: Vec<Criterion<'a>>,
    evidence: Vec<&'a str>,
    shown_on: Vec<&'a str>,
    gates: Vec<&'a str>,
    tests: Vec<Tests<'a>>,
    measured: Vec<Measured<'a>>,
    go: Option<Go>,
    parts: Vec<Self>,
    steps: Vec<Step>,
}

/// So many of so many.
#[derive(Clone, Serialize)]
pub(super) struct Fraction {
    part: u64,
    whole: u64,
    percent: Option<u64>,
    text: String,
}

impl From<plan::Fraction> for Fraction {
    fn from(fraction: plan::Fraction) -> Self {
        let plan::Fraction { part, whole } = fraction;
        let hundredfold = u128::from(part) * 100;
        let percent = hundredfold.checked_div(u128::from(whole));
        Self {
            part,
            whole,
            percent: percent.and_then(|percent| u64::try_from(percent).ok()),
            text: words::fraction(fraction),
        }
    }
}

/// How far an item is: as the documents say, and as was shown.
#[derive(Serialize)]
struct Progress {
    criteria: Option<Fraction>,
    parts: Option<Fraction>,
    shown: Option<Fraction>,
}

/// What people answered to the request to accept an item.
#[derive(Serialize)]
struct Approval<'a> {
    state: &'static str,
    by: Option<&'a str>,
    on: Option<String>,
    reason: Option<&'a str>,
    conditions: Vec<&'a str>,
}

/// How something that is done stands to its day, or whether its day has passed.
#[derive(Serialize)]
struct Pace {
    word: &'static str,
    days: Option<u64>,
}

/// One criterion.
#[derive(Serialize)]
struct Criterion<'a> {
    text: &'a str,
    category: Option<&'static str>,
    says: Option<&'a str>,
    gate: Option<&'a str>,
    is_review: bool,
    verdict: &'static str,
    is_met: bool,
    mark: &'static str,
    shows: String,
    evidence: Option<Evidence<'a>>,
    next: Option<&'a str>,
}

/// Something that is left to do, and what does it.
#[derive(Serialize)]
struct Step {
    what: String,
    next: Option<String>,
}

impl<'a> Item<'a> {
    pub(super) fn new(ground: Ground<'a>, item: &'a plan::Item) -> Self {
        Self::at(ground, item, DEEPEST)
    }

    /// An item with its parts, so many levels of them.
    fn at(ground: Ground<'a>, item: &'a plan::Item, levels: usize) -> Self {
        let account = ground.account;
        let says = account.says(item);
        let main = account.main_claim(item);
        let judged = account.judged(&item.key);
        let fields = fields(ground, item);
        let categories = categories(ground, item);
        let criteria: Vec<Criterion<'a>> = judged
            .iter()
            .flat_map(|judged| &judged.criteria)
            .map(|criterion| Criterion::new(ground, criterion, &categories))
            .collect();
        let parts = parts(ground, item).into_iter().filter(|_| levels > 0);
        let parts = parts.map(|part| Self::at(ground, part, levels - 1)).collect();
        let gates = gates_of(ground, item, levels);
        let shown = Showing::of(ground, item, judged);
        let target = fields.get("target").copied().and_then(|field| field.day);
        Self {
            id: item.has_id.then(|| item.key.name.as_str()),
            through: main.and_then(|(_, claim)| claim.through.as_ref()).map(ItemId::as_str),
            name: summary::name(account, item),
            title: account.plan.title(item),
            kind: item.key.kind.as_str(),
            scope: item.key.scope.as_str(),
            document: main.map(|(document, _)| document.path.as_str()),
            parent: item.parent.as_ref().map(|parent| parent.name.as_str()),
            phase: phase::called(ground, item),
            status: says.map(|says| says.status.as_str()),
            says: says.map(|says| &*says.raw),
            is_finished: says.is_some_and(|says| says.status.is_finished()),
            is_dropped: says.is_some_and(|says| says.status.is_dropped()),
            standing: judged.map_or("", |judged| judged.standing.as_str()),
            steps: steps(ground, item, &criteria, &shown),
            is_shown: shown.is_shown,
            is_done: shown.is_done,
            pace: pace(ground, target, shown.day, says.map(|it| it.status)),
            done_on: shown.day.map(|day| day.to_string()),
            mark: shown.mark,
            shows: shown.text,
            approval: judged.and_then(|judged| Approval::new(&judged.approval)),
            waits_for: waits_for(judged),
            target_on: target.map(|day| day.to_string()),
            progress: Progress::new(judged, &criteria),
            fields: Fields::new(fields),
            evidence: evidence(ground, item),
            shown_on: shown_on(&criteria),
            tests: gate::tests_of(ground, &gates),
            measured: measured::of(ground, &gates),
            gates: gates.iter().map(|gate| gate.as_str()).collect(),
            go: go::of(ground, item),
            criteria,
            parts,
        }
    }
}

/// The parts of an item, and the milestones of a phase.
fn parts<'a>(ground: Ground<'a>, item: &'a plan::Item) -> Vec<&'a plan::Item> {
    let children = ground.account.children(&item.key).iter().copied();
    let mut parts: Vec<&plan::Item> = children.filter(|it| it.key.kind.is_work()).collect();
    if item.key.kind == ItemKind::Phase {
        parts.extend(phase::milestones(ground, item));
    }
    parts
}

/// The gates that an item and its parts rest on: those of its criteria, and those that documents require of
/// it in a column of their own; sorted, each once.
fn gates_of<'a>(ground: Ground<'a>, item: &'a plan::Item, levels: usize) -> Vec<&'a GateName> {
    let criteria = criteria_of(ground, item, levels);
    let mut gates: Vec<&GateName> = criteria.iter().filter_map(|it| it.gate.as_ref()).collect();
    let claims = ground.account.plan.claims(item).map(|(_, claim)| claim);
    for field in claims.flat_map(|claim| claim.fields_named("gate")) {
        let listed = field.value.split([',', ';', ' ', '`', '+']).filter_map(GateName::new);
        let named = atoms::id::all(&field.value).into_iter().map(|found| found.id);
        let known =
            listed.chain(named).filter_map(|name| ground.scene.config.gates.get_key_value(&name));
        gates.extend(known.map(|(name, _)| name));
    }
    gates.sort();
    gates.dedup();
    gates
}

/// The first thing that is said under each name.
pub(super) fn fields<'a>(ground: Ground<'a>, item: &'a plan::Item) -> BTreeMap<&'a str, &'a Field> {
    let mut found = BTreeMap::new();
    for (_, claim) in ground.account.plan.claims(item) {
        for field in claim.fields.iter().filter(|field| !field.value.trim().is_empty()) {
            found.entry(field.name.as_str()).or_insert(field);
        }
    }
    found
}

/// What is cited in support of an item, by it and by resolutions that name it; each once.
pub(super) fn evidence<'a>(ground: Ground<'a>, item: &'a plan::Item) -> Vec<&'a str> {
    let mut found = Vec::new();
    for (_, claim) in ground.account.plan.claims(item) {
        for citation in &claim.evidence {
            let text = detail::cited_text(&citation.cited);
            if !found.contains(&text) {
                found.push(text);
            }
        }
    }
    let key = (&item.key.scope, &item.key.name);
    for text in ground.resolved.get(&key).into_iter().flatten() {
        if !found.contains(text) {
            found.push(text);
        }
    }
    found
}

/// The commits that criteria were shown on, each once.
fn shown_on<'a>(criteria: &[Criterion<'a>]) -> Vec<&'a str> {
    let mut found = Vec::new();
    for evidence in criteria.iter().filter_map(|criterion| criterion.evidence.as_ref()) {
        if !found.contains(&evidence.commit()) {
            found.push(evidence.commit());
        }
    }
    found
}

fn waits_for(judged: Option<&Judged>) -> Vec<&str> {
    let by = judged.map_or(&[][..], |judged| judged.standing.blocked_by());
    by.iter().map(|key| key.name.as_str()).collect()
}

/// What was shown of an item, whether or not something that it rests on moved since.
pub(super) struct Showing {
    text: String,
    mark: &'static str,
    pub(super) is_shown: bool,
    pub(super) is_done: bool,
    pub(super) day: Option<Date>,
}

impl Showing {
    pub(super) fn of(ground: Ground<'_>, item: &plan::Item, judged: Option<&Judged>) -> Self {
        let done = ground.scene.verdicts.done(&item.key);
        let day = done.map(|done| done.at.to_zoned(TimeZone::UTC).date());
        let Some(judged) = judged else {
            return Self { text: String::new(), mark: "", is_shown: false, is_done: false, day };
        };
        let standing = &judged.standing;
        let is_left = match standing {
            Standing::Suspended
            | Standing::OutOfScope
            | Standing::Superseded
            | Standing::Rejected
            | Standing::Contradicted => true,
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
            | Standing::Regressed { .. } => false,
        };
        let is_shown = (day.is_some() || standing.is_shown()) && !is_left;
        let (waits, answer) = answer(&judged.approval);
        let text = match (standing, day) {
            (Standing::Regressed { gates, .. }, _) => {
                let gates: Vec<&str> = gates.iter().map(ItemId::as_str).collect();
                format!("regressed: {} is red", gates.join(", "))
            }
            (_, Some(day)) if is_shown => format!("proven on {day}{answer}"),
            (_, _) if is_shown => format!("proven{answer}"),
            (standing, _) if waits_for_answers(ground, item, standing) => {
                "waiting for answers".to_owned()
            }
            (_, _) => layout::cut(&ground.account.standing(judged), WIDEST),
        };
        let is_red = matches!(standing, Standing::Regressed { .. });
        let mark = match (is_shown && !is_red, waits) {
            (true, true) => "◇",
            (true, false) => "✔",
            (false, _) if text == "waiting for answers" => "◇",
            (false, _) => words::standing_mark(standing).0,
        };
        Self { text, mark, is_shown, is_done: is_shown && !is_red && !waits, day }
    }
}

/// Whether all that programs can show of an open item and its parts was shown, and something is left that
/// only a person can answer.
fn waits_for_answers(ground: Ground<'_>, item: &plan::Item, standing: &Standing) -> bool {
    let is_open = match standing {
        Standing::Unanswered => return true,
        Standing::Planned | Standing::Ready | Standing::InProgress | Standing::Claimed => true,
        Standing::Blocked { .. }
        | Standing::Contradicted
        | Standing::Proven
        | Standing::Waiting
        | Standing::Done { .. }
        | Standing::Unchecked { .. }
        | Standing::Regressed { .. }
        | Standing::Suspended
        | Standing::OutOfScope
        | Standing::Superseded
        | Standing::Rejected => false,
    };
    let criteria = criteria_of(ground, item, DEEPEST);
    is_open
        && criteria.iter().any(|it| it.verdict.satisfies())
        && criteria.iter().any(|it| it.is_for_people())
        && criteria.iter().all(|it| it.verdict.satisfies() || it.is_for_people())
}

/// The criteria of an item and of its parts, so many levels of them.
fn criteria_of<'a>(
    ground: Ground<'a>,
    item: &plan::Item,
    levels: usize,
) -> Vec<&'a JudgedCriterion> {
    let judged = ground.account.judged(&item.key).into_iter();
    let mut criteria: Vec<&JudgedCriterion> = judged.flat_map(|judged| &judged.criteria).collect();
    for part in ground.account.children(&item.key).iter().filter(|_| levels > 0) {
        criteria.extend(criteria_of(ground, part, levels - 1));
    }
    criteria
}

/// Whether a person must still accept what is shown, and what came of asking, to stand behind it.
fn answer(approval: &ApprovalState) -> (bool, String) {
    match approval {
        ApprovalState::NotNeeded => (false, String::new()),
        ApprovalState::Outstanding { .. } => (true, ", waits for approval".to_owned()),
        ApprovalState::Conditional { .. } => (true, ", approved under conditions".to_owned()),
        ApprovalState::Approved { by } => (false, format!(", approved on {}", day(by.voice.at))),
        ApprovalState::Rejected { by, .. } => (true, format!(", rejected on {}", day(by.voice.at))),
    }
}

/// What an item is to its day. Whether a day has passed that nothing was done by is told by the last
/// record, not by the clock: a page says the same tomorrow.
fn pace(
    ground: Ground<'_>,
    target: Option<Date>,
    done: Option<Date>,
    says: Option<plan::Status>,
) -> Option<Pace> {
    let target = target?;
    let Some(done) = done else {
        let last = ground.scene.ledger.records.iter().map(|record| record.recorded).max();
        let is_late = last.is_some_and(|last| last.to_zoned(TimeZone::UTC).date() > target);
        let is_open = !says.is_some_and(|it| it.is_finished() || it.is_dropped());
        return (is_late && is_open).then_some(Pace { word: "late", days: None });
    };
    let days = done.until(target).ok()?.get_days();
    let word = match days {
        0 => "on the day",
        1.. => "ahead",
        ..0 => "behind",
    };
    Some(Pace { word, days: Some(u64::from(days.unsigned_abs())) })
}

impl Progress {
    fn new(judged: Option<&Judged>, criteria: &[Criterion<'_>]) -> Self {
        let fractions = judged.map(|judged| judged.fractions).unwrap_or_default();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let whole = criteria.iter().filter(|it| it.verdict != Verdict::NotApplicable.as_str());
        let (part, whole) = (criteria.iter().filter(|it| it.is_met).count(), whole.count());
        let shown = plan::Fraction { part: count(part), whole: count(whole) };
        Self {
            criteria: fractions.criteria.map(Fraction::from),
            parts: fractions.parts.map(Fraction::from),
            shown: (whole > 0).then(|| Fraction::from(shown)),
        }
    }
}

impl<'a> Approval<'a> {
    fn new(state: &'a ApprovalState) -> Option<Self> {
        let of = |state, by: &'a Answerer| Self {
            state,
            by: Some(&*by.voice.principal),
            on: Some(day(by.voice.at)),
            reason: None,
            conditions: Vec::new(),
        };
        Some(match state {
            ApprovalState::NotNeeded => return None,
            ApprovalState::Outstanding { void: Some(void), .. } => of("void", &void.by),
            ApprovalState::Outstanding { void: None, .. } => Self {
                state: "outstanding",
                by: None,
                on: None,
                reason: None,
                conditions: Vec::new(),
            },
            ApprovalState::Conditional { by, conditions } => Self {
                conditions: conditions.iter().map(|condition| &*condition.text).collect(),
                ..of("conditional", by)
            },
            ApprovalState::Approved { by } => of("approved", by),
            ApprovalState::Rejected { by, reason } => {
                Self { reason: Some(reason), ..of("rejected", by) }
            }
        })
    }
}

/// The category that documents give each criterion of an item, by its text.
fn categories<'a>(ground: Ground<'a>, item: &'a plan::Item) -> BTreeMap<&'a str, plan::Category> {
    let mut found = BTreeMap::new();
    for criterion in ground.account.plan.claims(item).flat_map(|(_, claim)| &claim.criteria) {
        if let Some(category) = criterion.category {
            found.entry(&*criterion.text).or_insert(category);
        }
    }
    found
}

impl<'a> Criterion<'a> {
    fn new(
        ground: Ground<'a>,
        criterion: &'a JudgedCriterion,
        categories: &BTreeMap<&str, plan::Category>,
    ) -> Self {
        let category = categories.get(&*criterion.text).copied();
        let gate = criterion.gate.as_ref();
        let evidence = gate.and_then(|gate| gate::shown(ground, gate));
        let is_met = criterion.verdict.satisfies();
        let reason = criterion.reasons.first().map_or("", String::as_str);
        let shows = match (criterion.verdict, &evidence) {
            (Verdict::Pass, Some(evidence)) => evidence.text(),
            (Verdict::Pass | Verdict::Stale, None) if criterion.is_review => "answered".to_owned(),
            (Verdict::Fail | Verdict::Error | Verdict::Blind | Verdict::Waived, _) => {
                let phrase = criterion.verdict.phrase();
                if reason.is_empty() { phrase.to_owned() } else { format!("{phrase}: {reason}") }
            }
            (Verdict::NotApplicable, _) => "does not apply".to_owned(),
            (Verdict::Calibrating, _) => "its gate is calibrating".to_owned(),
            (Verdict::Pass | Verdict::Stale | Verdict::Missing, _) => "not shown".to_owned(),
        };
        let mark = match criterion.verdict {
            Verdict::Stale if is_met => words::verdict_mark(Verdict::Pass).0,
            Verdict::Stale => words::verdict_mark(Verdict::Missing).0,
            verdict @ (Verdict::Pass
            | Verdict::Fail
            | Verdict::Error
            | Verdict::Missing
            | Verdict::Calibrating
            | Verdict::Blind
            | Verdict::Waived
            | Verdict::NotApplicable) => words::verdict_mark(verdict).0,
        };
        Self {
            text: &criterion.text,
            category: category.map(plan::Category::as_str),
            says: criterion.says.as_ref().map(|says| &*says.raw),
            gate: gate.map(ItemId::as_str),
            is_review: criterion.is_review,
            verdict: criterion.verdict.as_str(),
            is_met,
            mark,
            shows,
            evidence: evidence.filter(|_| is_met),
            next: (!is_met).then_some(&*criterion.next).filter(|next| !next.is_empty()),
        }
    }
}

/// What is left to do of an item: its own criteria, its parts, and who must accept it.
fn steps(
    ground: Ground<'_>,
    item: &plan::Item,
    criteria: &[Criterion<'_>],
    shown: &Showing,
) -> Vec<Step> {
    let account = ground.account;
    let mut steps = Vec::new();
    for criterion in criteria.iter().filter(|criterion| {
        !criterion.is_met && criterion.verdict != Verdict::NotApplicable.as_str()
    }) {
        let what = match criterion.gate {
            Some(gate) => format!("{} (gate `{gate}`: {})", criterion.text, criterion.shows),
            None => format!("{}: nobody has answered", criterion.text),
        };
        steps.push(Step { what, next: criterion.next.map(str::to_owned) });
    }
    for part in account.children(&item.key).iter().filter(|it| it.key.kind != ItemKind::Task) {
        let status = account.says(part).map(|says| says.status);
        let judged = account.judged(&part.key);
        let is_left = status.is_some_and(|it| it.is_finished() || it.is_dropped());
        if !is_left && !Showing::of(ground, part, judged).is_shown {
            let name = summary::name(account, part);
            let title = account.plan.title(part);
            let title = if title == name { String::new() } else { format!(" {title}") };
            let next = Some(format!("milepost why {}", shell_word(name)));
            steps.push(Step { what: format!("Finish {name}{title}"), next });
        }
    }
    let judged = account.judged(&item.key);
    let is_asked = judged.is_some_and(|judged| match judged.approval {
        ApprovalState::Outstanding { .. }
        | ApprovalState::Conditional { .. }
        | ApprovalState::Rejected { .. } => true,
        ApprovalState::NotNeeded | ApprovalState::Approved { .. } => false,
    });
    if is_asked || shown.is_shown && !shown.is_done {
        let name = summary::name(account, item);
        let what = format!("Ask for the approval of {name}");
        let next = shown.is_shown.then(|| format!("milepost approve {}", shell_word(name)));
        steps.push(Step { what, next });
    }
    steps
}
