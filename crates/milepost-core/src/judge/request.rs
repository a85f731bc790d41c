//! What waits for whom: requests for approval and for answers, and what a person would sign.

use crate::{
    agreed::{ApprovalState, JudgedCondition, Need, decisions, definition, occasion},
    config::Config,
    diag::{Problem, Severity},
    evidence::{AnsweredOf, Approval, Definition, EvidenceKey, Ruling, ShownGate, plain},
    gate::{Check, Gate, GateName},
    id::ItemId,
    judge::{Judged, Report, Standing},
    plan::{Item, ItemKey, ItemKind, Plan},
    proof::JudgedCriterion,
    verdict::{self, GateVerdict, Ground, Verdict, Verdicts, item_name},
};

/// Something that a person is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Request<'a> {
    /// What it is about.
    pub about: RequestAbout<'a>,
    /// Who may answer, as roles and principals; everyone who is listed where it is empty.
    pub who: Vec<Box<str>>,
    /// Why it is asked for, and what came of it so far.
    pub why: Vec<String>,
    /// The command that answers it.
    pub next: String,
    /// Whether it can be answered now.
    pub readiness: Readiness,
}

/// Whether a request can be answered now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Readiness {
    /// It can.
    Open,
    /// A condition of the last answer does not hold yet.
    Held,
}

/// What a request is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RequestAbout<'a> {
    /// An item to accept.
    Item(&'a ItemKey),
    /// A review gate to answer.
    Gate(&'a GateName),
}

/// Everything that waits for a person: items first, in the order of the plan.
pub fn requests<'a>(plan: &'a Plan, config: &'a Config, report: &'a Report) -> Vec<Request<'a>> {
    let mut requests: Vec<Request<'a>> =
        report.items.iter().filter_map(|judged| of_item(plan, config, judged)).collect();
    let decisions = plan.items.values().filter(|item| item.key.kind == ItemKind::Decision);
    requests.extend(decisions.filter_map(|item| of_decision(plan, config, report, item)));
    let reviews = report.verdicts.gates.iter().filter(|(_, gate)| !gate.is_run);
    let open = reviews.filter(|(_, gate)| !gate.verdict.satisfies());
    requests.extend(open.filter_map(|(name, gate)| of_gate(config, name, gate)));
    requests
}

fn of_item<'a>(plan: &Plan, config: &Config, judged: &'a Judged) -> Option<Request<'a>> {
    let item = plan.items.get(&judged.key)?;
    let need = occasion::need(plan, config, item);
    let is_asked = match &judged.standing {
        Standing::Waiting | Standing::Unanswered => true,
        Standing::InProgress | Standing::Claimed => waits_for_answers(judged),
        Standing::Planned
        | Standing::Ready
        | Standing::Blocked { .. }
        | Standing::Contradicted
        | Standing::Proven
        | Standing::Done { .. }
        | Standing::Unchecked { .. }
        | Standing::Regressed { .. }
        | Standing::Suspended
        | Standing::OutOfScope
        | Standing::Superseded
        | Standing::Rejected => false,
    };
    if !is_asked {
        return None;
    }
    let held = match &judged.approval {
        ApprovalState::Conditional { conditions, .. } => {
            conditions.iter().any(JudgedCondition::is_open)
        }
        ApprovalState::NotNeeded
        | ApprovalState::Outstanding { .. }
        | ApprovalState::Approved { .. }
        | ApprovalState::Rejected { .. } => false,
    };
    let mut why: Vec<String> = asked(need).into_iter().collect();
    why.extend(judged.missing.iter().map(|missing| missing.what.clone()));
    let command = if need.is_some() { "approve" } else { "review" };
    Some(Request {
        about: RequestAbout::Item(&judged.key),
        who: config.approvals.who(need.occasion()).to_vec(),
        why,
        next: format!("milepost {command} {}", judged.key.name),
        readiness: if held { Readiness::Held } else { Readiness::Open },
    })
}

/// Why a person must decide.
fn asked(need: Need) -> Option<String> {
    match need {
        Need::None => None,
        Need::Asked { .. } => Some("it asks for an approval".to_owned()),
        Need::Policy { occasion } => Some(format!("it is {}", occasion.phrase())),
    }
}

/// A decision that somebody must sign.
fn of_decision<'a>(
    plan: &'a Plan,
    config: &'a Config,
    report: &Report,
    item: &'a Item,
) -> Option<Request<'a>> {
    let need = occasion::need(plan, config, item);
    let reason = asked(need)?;
    if !decisions::is_undecided(plan, config, &report.verdicts.people, item) {
        return None;
    }
    Some(Request {
        about: RequestAbout::Item(&item.key),
        who: config.approvals.who(need.occasion()).to_vec(),
        why: vec![reason, "nobody who may has signed that it is accepted, as it reads".to_owned()],
        next: format!("milepost decide {} --accept", item.key.name),
        readiness: Readiness::Open,
    })
}

/// Whether all that is left of an item's own criteria is what only a person can answer.
fn waits_for_answers(judged: &Judged) -> bool {
    let mut criteria = judged.criteria.iter();
    judged.criteria.iter().any(JudgedCriterion::is_for_people)
        && judged.criteria.iter().any(|criterion| criterion.verdict.satisfies())
        && criteria.all(|criterion| criterion.verdict.satisfies() || criterion.is_for_people())
}

fn of_gate<'a>(config: &Config, name: &'a GateName, verdict: &GateVerdict) -> Option<Request<'a>> {
    let gate = config.gates.get(name)?;
    let Check::Review(check) = &gate.check else { return None };
    Some(Request {
        about: RequestAbout::Gate(name),
        who: check.by.clone(),
        why: verdict.reasons.clone(),
        next: format!("milepost review --gate {name}"),
        readiness: Readiness::Open,
    })
}

/// What `check` says against what would be approved, so that nobody signs it unseen; not that nobody has.
pub fn against<'a>(report: &'a Report, definition: &Definition) -> Vec<&'a Problem> {
    let parts = definition.parts.iter().map(|part| &part.item.id);
    let names: Vec<&ItemId> = parts.chain([&definition.item.id]).collect();
    let is_told = |problem: &&Problem| {
        problem.severity == Severity::Error
            && problem.rule != "approval-missing"
            && problem.item.as_ref().is_some_and(|item| names.contains(&item))
    };
    report.problems.iter().filter(is_told).collect()
}

/// A question that only a person can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What it belongs to.
    pub of: AnsweredOf,
    /// What is asked.
    pub text: Box<str>,
    /// The content that an answer is about.
    pub key: EvidenceKey,
}

/// The questions of an item and of what it consists of that nobody has answered on this content.
pub fn questions(plan: &Plan, report: &Report, ground: &Ground, item: &Item) -> Vec<Question> {
    let mut questions = Vec::new();
    let mut open = vec![item];
    let mut seen = Vec::new();
    while let Some(item) = open.pop() {
        if seen.contains(&&item.key) {
            continue;
        }
        seen.push(&item.key);
        questions.extend(own_questions(plan, report, ground, item));
        let parts = plan.children(&item.key);
        let parts = parts.filter(|it| it.key.kind.is_work() && it.key.kind != ItemKind::Task);
        open.extend(parts);
    }
    questions
}

fn own_questions(plan: &Plan, report: &Report, ground: &Ground, item: &Item) -> Vec<Question> {
    let Some(judged) = report.judged(&item.key) else { return Vec::new() };
    let (name, scope) = (item_name(&item.key), definition::scope(plan, item));
    let asked = judged.criteria.iter().filter(|it| it.gate.is_none() && it.is_for_people());
    let question = |text: &str| Question {
        of: AnsweredOf::Item(name.clone()),
        text: plain(text),
        key: ground.answer_key(&name, text, &scope),
    };
    asked.map(|criterion| question(&criterion.text)).collect()
}

/// The questions of a review gate; nothing for a gate that is run, or without a content.
pub fn gate_questions(gate: &Gate, ground: &Ground) -> Vec<Question> {
    let Check::Review(check) = &gate.check else { return Vec::new() };
    let Some(key) = ground.key(gate) else { return Vec::new() };
    let texts = verdict::checklist(gate, check).into_iter();
    let question = |text: &str| {
        let of = AnsweredOf::Gate(gate.name.clone());
        Question { of, text: plain(text), key }
    };
    texts.map(question).collect()
}

/// What an approval says beside its answers: the definition, and what gates showed.
pub fn approval(
    (plan, config): (&Plan, &Config),
    report: &Report,
    ground: &Ground,
    item: &Item,
    ruling: Ruling,
) -> Approval {
    let definition = definition::definition(plan, config, item);
    Approval {
        ruling,
        shown: shown_gates(config, &report.verdicts, ground, &definition),
        definition,
        answers: Vec::new(),
        policy: config.approvals.digest(&config.roles),
        note: "".into(),
    }
}

/// What the gates of a definition say at this moment.
pub fn shown_gates(
    config: &Config,
    verdicts: &Verdicts,
    ground: &Ground,
    definition: &Definition,
) -> Vec<ShownGate> {
    let shown = definition.gates.iter().map(|gate| shown(config, verdicts, ground, &gate.name));
    shown.collect()
}

fn shown(config: &Config, verdicts: &Verdicts, ground: &Ground, name: &GateName) -> ShownGate {
    let judged = verdicts.gates.get(name);
    let tests = judged.and_then(|judged| judged.basis.as_ref());
    let tests = tests.and_then(|basis| basis.run.tests.as_ref());
    ShownGate {
        gate: name.clone(),
        verdict: judged.map_or(Verdict::Missing, |judged| judged.verdict).as_str().into(),
        key: config.gates.get(name).and_then(|gate| ground.key(gate)),
        tests: tests.map(crate::report::Counts::total),
    }
}
