//! What waits for people, and what they are about to sign.

use crate::{
    evidence::{Approval, DefinedCriterion, Ruling},
    gate::GateName,
    judge::{self, Question, Readiness, Report, Request, RequestAbout},
    plan::Plan,
    render::{Screen, escape, layout, layout::Lines as _, screen::Ink, words},
};

/// The page that `requests` shows.
pub fn requests(plan: &Plan, requests: &[Request<'_>], screen: Screen) -> String {
    if requests.is_empty() {
        return "nothing waits for a person\n".to_owned();
    }
    let mut page = String::new();
    for request in requests {
        let (kind, name, title) = match request.about {
            RequestAbout::Item(key) => {
                let title = plan.items.get(key).map_or("", |item| plan.title(item));
                (words::kind(key.kind), key.name.as_str(), title)
            }
            RequestAbout::Gate(gate) => ("gate".to_owned(), gate.as_str(), ""),
        };
        let (mark, ink) = match request.readiness {
            Readiness::Open => ("?", Ink::Doubt),
            Readiness::Held => ("–", Ink::Faint),
        };
        let name = escape::line(name).into_owned();
        let line = format!(
            "{} {kind} {} {}",
            screen.paint(ink, mark),
            screen.paint(Ink::Strong, name),
            escape::line(title)
        );
        page.line(line);
        page.line(format!("    {}  {}", screen.paint(Ink::Faint, "who"), who(&request.who)));
        let room = screen.width.saturating_sub(9);
        for why in &request.why {
            let why = layout::wrap(&escape::line(why), room).join("\n         ");
            page.line(format!("    {}  {why}", screen.paint(Ink::Faint, "why")));
        }
        let next = escape::line(&request.next).into_owned();
        page.line(format!("    {} {}", screen.paint(Ink::Faint, "next"), next));
    }
    page
}

/// Those who may answer, in words.
pub fn who(who: &[Box<str>]) -> String {
    if who.is_empty() {
        return "anyone in .milepost/allowed_signers".to_owned();
    }
    let each: Vec<_> = who.iter().map(|one| escape::line(one)).collect();
    each.join(", ")
}

/// What an approval is signed over, before it is signed.
pub fn statement(
    approval: &Approval,
    report: &Report,
    questions: &[Question],
    screen: Screen,
) -> String {
    let definition = &approval.definition;
    let item = &definition.item;
    let mut page = String::new();
    let name = format!("{} {}", item.kind, item.id);
    page.line(format!(
        "{}  {}",
        screen.paint(Ink::Strong, escape::line(&name).into_owned()),
        escape::line(&definition.title)
    ));
    match &approval.ruling {
        Ruling::Approved => {}
        Ruling::Conditional { conditions } => {
            for condition in conditions {
                page.line(format!("  on condition: {}", escape::line(&condition.text)));
            }
        }
        Ruling::Rejected { reason } => page.line(format!("  rejected: {}", escape::line(reason))),
    }
    page.push_str(&criteria("", &definition.criteria, approval, report, screen));
    for part in &definition.parts {
        let scope = part.scope.join(", ");
        let name = format!("{} {}  {scope}", part.item.kind, part.item.id);
        page.line(format!("  {}", escape::line(&name)));
        page.push_str(&criteria("  ", &part.criteria, approval, report, screen));
    }
    if !definition.depends_on.is_empty() {
        let on: Vec<String> = definition.depends_on.iter().map(|on| on.id.to_string()).collect();
        page.line(format!("  depends on {}", escape::line(&on.join(", "))));
    }
    for problem in judge::against(report, definition) {
        let room = screen.width.saturating_sub(4);
        let text = format!("{}: {}", problem.rule, problem.message);
        let text = layout::wrap(&escape::line(&text), room).join("\n    ");
        page.line(format!("  {} {text}", screen.paint(Ink::Bad, "✗")));
    }
    if !questions.is_empty() {
        let count = words::count(questions.len(), "criterion");
        page.line(format!("  {count} without a gate: you are asked one by one"));
    }
    page.line(screen.paint(Ink::Faint, format!("  definition {}", definition.digest().short())));
    page
}

fn criteria(
    indent: &str,
    criteria: &[DefinedCriterion],
    approval: &Approval,
    report: &Report,
    screen: Screen,
) -> String {
    let mut page = String::new();
    for criterion in criteria {
        let shown = criterion.gate.as_ref();
        let (mark, note) = match shown {
            Some(gate) => gate_note(gate, approval, report, screen),
            None => (screen.paint(Ink::Doubt, "?").into_owned(), "a person answers".to_owned()),
        };
        let room = screen.width.saturating_sub(indent.len() + 6);
        let gap = format!("\n{indent}    ");
        let text = layout::wrap(&escape::line(&criterion.text), room).join(&gap);
        page.line(format!("{indent}  {mark} {text}"));
        let note = layout::wrap(&escape::line(&note), room).join(&gap);
        page.line(format!("{indent}    {}", screen.paint(Ink::Faint, note)));
    }
    page
}

fn gate_note(
    gate: &GateName,
    approval: &Approval,
    report: &Report,
    screen: Screen,
) -> (String, String) {
    let judged = report.verdicts.gates.get(gate);
    let Some(judged) = judged else {
        return (screen.paint(Ink::Bad, "✗").into_owned(), format!("gate {gate}: not defined"));
    };
    let (mark, ink) = words::verdict_mark(judged.verdict);
    let defined = approval.definition.gates.iter().find(|defined| defined.name == *gate);
    let rules = defined.and_then(|defined| defined.aspects.get("require"));
    let rules = rules.map_or(String::new(), |rules| format!(" [{}]", rules.join("; ")));
    let basis = judged.basis.as_ref().map_or(String::new(), |basis| {
        let (commit, grade) = (basis.run.subject.commit.short(), basis.run.grade.as_str());
        format!(", {grade} run on {commit} by {}", named(&basis.by))
    });
    let reasons = judged.reasons.join("; ");
    let reasons = if reasons.is_empty() { reasons } else { format!(": {reasons}") };
    let note = format!("gate {gate}{rules} {}{basis}{reasons}", judged.verdict.phrase());
    (screen.paint(ink, mark).into_owned(), note)
}

fn named(by: &str) -> &str {
    if by.trim().is_empty() { "nobody in particular" } else { by }
}
