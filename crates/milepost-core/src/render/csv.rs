//! Tables for spreadsheets, by RFC 4180: items, criteria or gates, one a row.
//!
//! A verdict and a standing are always a word of their own, never an empty field.

use crate::{
    judge::Judged,
    plan::{Fraction, Item},
    proof::JudgedCriterion,
    render::{Account, escape, export::Export, reasons, summary},
    verdict::Verdict,
};

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// Work, and the entries of registers.
    #[default]
    Items,
    /// The criteria of work.
    Criteria,
    /// Gates.
    Gates,
}

/// The page that `export --format csv` shows.
pub fn export(export: &Export<'_>, rows: Rows) -> String {
    let account = export.account;
    match rows {
        Rows::Items => {
            let counts = Verdict::ALL.map(|verdict| format!("criteria_{}", verdict.as_str()));
            let counts = counts.each_ref().map(String::as_str);
            let head = [ITEM.as_slice(), &counts, &["missing", "next"]].concat();
            let rows = export.items().map(|item| of_item(account, item));
            table(&head, rows)
        }
        Rows::Criteria => {
            let judged = account.report.items.iter().filter(|it| export.holds(&it.key));
            let rows = judged.flat_map(|judged| {
                judged.criteria.iter().map(|criterion| of_criterion(account, judged, criterion))
            });
            table(&CRITERION, rows)
        }
        Rows::Gates => {
            let gates = export.gates();
            let rows = gates.iter().map(|name| {
                let verdict = account.report.verdicts.gates.get(name);
                let shown = verdict.map_or(Verdict::Missing, |gate| gate.verdict);
                let reasons = match verdict {
                    Some(gate) => gate.reasons.join("; "),
                    None => "not defined in milepost.toml".to_owned(),
                };
                let enforcement = verdict.map_or("", |gate| gate.enforcement.as_str());
                let basis = verdict.and_then(|gate| gate.basis.as_ref());
                let next = verdict.and_then(|gate| gate.next.clone());
                let commit = basis.map(|basis| basis.run.subject.commit.to_string());
                let finished = basis.map(|basis| basis.run.finished.to_string());
                vec![
                    name.to_string(),
                    shown.as_str().to_owned(),
                    enforcement.to_owned(),
                    reasons,
                    commit.unwrap_or_default(),
                    finished.unwrap_or_default(),
                    next.unwrap_or_default(),
                ]
            });
            table(
                &["gate", "verdict", "enforcement", "reasons", "commit", "finished", "next"],
                rows,
            )
        }
    }
}

const ITEM: [&str; 17] = [
    "scope",
    "kind",
    "id",
    "title",
    "parent",
    "says",
    "says_raw",
    "shows",
    "since",
    "criteria_satisfied",
    "criteria",
    "owner",
    "estimate",
    "target",
    "depends_on",
    "document",
    "line",
];

const CRITERION: [&str; 11] = [
    "scope",
    "kind",
    "id",
    "criterion",
    "says",
    "gate",
    "verdict",
    "reasons",
    "document",
    "line",
    "next",
];

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut page = head.join(",") + "\r\n";
    for row in rows {
        let fields: Vec<String> = row.iter().map(|field| escape::csv(field)).collect();
        page.push_str(&fields.join(","));
        page.push_str("\r\n");
    }
    page
}

fn of_item(account: &Account<'_>, item: &Item) -> Vec<String> {
    let judged = account.judged(&item.key);
    let says = account.says(item);
    let main = account.main_claim(item);
    let shown = judged.and_then(|judged| judged.fractions.shown);
    let fraction = |part: fn(Fraction) -> u64| shown.map(|it| part(it).to_string());
    let since = judged.and_then(|judged| judged.standing.done_at()).map(|at| at.to_string());
    let place = main.map(|(document, claim)| account.region(&document.path, claim.name_span));
    let path = main.map(|(document, _)| document.path.to_string());
    let field = |name: &str| {
        let item = account.plan.items.get(&item.key).into_iter();
        let mut claims = item.flat_map(|item| account.plan.claims(item));
        claims.find_map(|(_, claim)| claim.field(name)).map(|field| field.value.trim().to_owned())
    };
    let mut row = vec![
        item.key.scope.as_str().to_owned(),
        item.key.kind.as_str().to_owned(),
        summary::name(account, item).to_owned(),
        account.plan.title(item).to_owned(),
        item.parent.as_ref().map(|parent| parent.name.to_string()).unwrap_or_default(),
        says.map_or("", |says| says.status.as_str()).to_owned(),
        says.map(|says| says.raw.trim().to_owned()).unwrap_or_default(),
        shows(account, item),
        since.unwrap_or_default(),
        fraction(|it| it.part).unwrap_or_default(),
        fraction(|it| it.whole).unwrap_or_default(),
    ];
    row.extend(["owner", "estimate", "target", "depends"].map(|it| field(it).unwrap_or_default()));
    row.push(path.unwrap_or_default());
    row.push(place.map(|region| region.start_line.to_string()).unwrap_or_default());
    let criteria = judged.map(|judged| judged.criteria.as_slice()).unwrap_or_default();
    row.extend(Verdict::ALL.map(|verdict| {
        criteria.iter().filter(|criterion| criterion.verdict == verdict).count().to_string()
    }));
    let missing = judged.and_then(|judged| judged.missing.first());
    row.push(missing.map(|missing| missing.what.clone()).unwrap_or_default());
    row.push(judged.and_then(reasons::honest_step).unwrap_or_default().to_owned());
    row
}

/// Where an item stands, in one word.
fn shows(account: &Account<'_>, item: &Item) -> String {
    let report = account.report;
    let decided = || report.decisions.iter().find(|(key, _)| *key == item.key);
    match (account.judged(&item.key), report.entry(&item.key)) {
        (Some(judged), _) => judged.standing.as_str().to_owned(),
        (None, Some(entry)) => entry.state.as_str().to_owned(),
        (None, None) => decided().map_or("unknown".to_owned(), |(_, line)| line.state.clone()),
    }
}

fn of_criterion(
    account: &Account<'_>,
    judged: &Judged,
    criterion: &JudgedCriterion,
) -> Vec<String> {
    let name = account.plan.items.get(&judged.key).map(|item| summary::name(account, item));
    let says = criterion.says.as_ref().map(|says| says.status.as_str());
    let region = account.region(&criterion.document, criterion.span);
    let next = if criterion.verdict.satisfies() { "" } else { criterion.next.as_str() };
    vec![
        judged.key.scope.as_str().to_owned(),
        judged.key.kind.as_str().to_owned(),
        name.unwrap_or_default().to_owned(),
        criterion.text.to_string(),
        says.unwrap_or_default().to_owned(),
        criterion.gate.as_ref().map(ToString::to_string).unwrap_or_default(),
        criterion.verdict.as_str().to_owned(),
        criterion.reasons.join("; "),
        criterion.document.to_string(),
        region.start_line.to_string(),
        next.to_owned(),
    ]
}
