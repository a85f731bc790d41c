//! Decisions and what they bear on, from both sides.

use super::section;
use crate::{
    evidence::Affected,
    judge::DecisionLine,
    plan::{Item, ItemKind},
    render::layout::Lines as _,
    render::{Account, Screen, escape, layout, screen::Ink, summary, words},
};

/// What a decision bears on and what became of it; else the decisions that name an item.
pub(super) fn decisions(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    if item.key.kind == ItemKind::Decision {
        return of_decision(account, item, screen);
    }
    let deciding = account.report.decisions.iter().filter(|(_, line)| {
        line.affects.iter().any(|it| match it {
            Affected::Item(id) => *id == item.key.name,
            Affected::Gate(gate) => item.key.kind == ItemKind::Gate && *gate == item.key.name,
        })
    });
    let mut page = String::new();
    for (key, line) in deciding {
        if page.is_empty() {
            page = section("Decided in", screen);
        }
        let Some(decision) = account.plan.items.get(key) else { continue };
        let name = escape::line(summary::name(account, decision));
        let title = escape::line(account.plan.title(decision));
        let title = if decision.has_id { title } else { "".into() };
        let room = screen.width.saturating_sub(30);
        let name = layout::fit(format!("{name} {title}").trim_end(), room);
        page.line(format!(
            "  {name}  {}",
            screen.paint(Ink::Faint, escape::line(&line.state).into_owned())
        ));
    }
    page
}

fn of_decision(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let found = account.report.decisions.iter().find(|(key, _)| *key == item.key);
    let Some((_, line)) = found else { return String::new() };
    let mut page = section("Decided", screen);
    page.line(format!("  {}", escape::line(&line.state)));
    for affected in &line.affects {
        page.line(format!("  affects {}", escape::line(&of_affected(account, affected))));
    }
    page.push_str(&confirmed(line, screen));
    page
}

fn of_affected(account: &Account<'_>, affected: &Affected) -> String {
    match affected {
        Affected::Gate(gate) => {
            let verdict = account.report.verdicts.gates.get(gate).map(|it| it.verdict.as_str());
            format!("gate {gate}  {}", verdict.unwrap_or("not defined"))
        }
        Affected::Item(id) => {
            let items = account.plan.find(id.as_str());
            let item = items.into_iter().find(|item| item.key.kind.is_work());
            let title = item.map_or("in no document", |item| account.plan.title(item));
            format!("{id}  {title}")
        }
    }
}

fn confirmed(line: &DecisionLine, screen: Screen) -> String {
    let Some((gate, verdict, reasons)) = &line.confirmation else { return String::new() };
    let (mark, ink) = words::verdict_mark(*verdict);
    let why = reasons.first().map(|why| format!(": {why}")).unwrap_or_default();
    let text = format!("{mark} kept, by gate {gate}: {}{why}", verdict.as_str());
    format!("  {}\n", screen.paint(ink, escape::line(&text).into_owned()))
}
