//! What GitHub shows: problems as workflow commands beside the lines of a change, and the summary of a
//! step.

use crate::{
    diag::{Problem, Severity},
    judge::{Judged, Standing},
    plan::{Item, ItemKind},
    proof::JudgedCriterion,
    render::{
        Account, account, escape, export::Export, layout::Lines as _, markdown, summary, words,
    },
    verdict::Verdict,
};

/// A summary has so many rows in each of its tables; GitHub refuses what is longer than a mebibyte.
const MOST_ROWS: usize = 200;
/// The longest reason in a cell, in characters.
const LONGEST: usize = 300;

/// The page that `check --format github` shows.
pub fn check(account: &Account<'_>) -> String {
    let mut page = String::new();
    for problem in &account.report.problems {
        page.line(command(account, problem));
    }
    page
}

fn command(account: &Account<'_>, problem: &Problem) -> String {
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let region = account.region(&problem.place.path, problem.place.span);
    let file = escape::github_property(problem.place.path.as_str());
    let mut properties = vec![format!("file={file}"), format!("line={}", region.start_line)];
    if region.start_line == region.end_line {
        // Columns are shown for places within one line only.
        properties.push(format!("col={}", region.start_column));
        properties.push(format!("endColumn={}", region.end_column));
    } else {
        properties.push(format!("endLine={}", region.end_line));
    }
    let title = escape::github_property(&format!("{} {}", problem.code, problem.rule));
    properties.push(format!("title={title}"));
    let message = match &problem.help {
        Some(help) => format!("{}\nhelp: {help}", problem.message),
        None => problem.message.clone(),
    };
    format!("::{level} {}::{}", properties.join(","), escape::github_message(&message))
}

/// The page that `export --format github` shows: Markdown for `$GITHUB_STEP_SUMMARY`.
pub fn summary(export: &Export<'_>) -> String {
    let account = export.account;
    let is_shown = |item: &&Item| item.key.kind.is_work() && item.key.kind != ItemKind::Task;
    let items: Vec<(&Item, &Judged)> = export
        .items()
        .filter(is_shown)
        .filter_map(|item| Some((item, account.judged(&item.key)?)))
        .collect();
    let mut page = format!("## {}\n\n", headline(&items));
    let subject = account::subject(&account.report.subject);
    page.line(format!("Judged: {subject}. {}.\n", markdown::capital(&summary::problems(account))));
    table(
        &mut page,
        &["Item", "Documents say", "Runs and signatures show", "Criteria satisfied"],
        items.iter().map(|(item, judged)| row(account, item, judged)),
    );
    let open = items.iter().flat_map(|(item, judged)| {
        let open = judged.criteria.iter().filter(|it| it.verdict != Verdict::Pass);
        open.map(move |criterion| criterion_row(account, item, criterion))
    });
    section(&mut page, "Criteria that do not pass", &["Item", "Criterion", "Verdict", "Why"], open);
    let gates = export.gates();
    let gates = gates.iter().map(|name| {
        let gate = account.report.verdicts.gates.get(name);
        let verdict = gate.map_or(Verdict::Missing, |gate| gate.verdict);
        let reasons = match gate {
            Some(gate) => gate.reasons.join("; "),
            None => "not defined in milepost.toml".to_owned(),
        };
        vec![escape::markdown_code(name.as_str()), shown(verdict), short(&reasons)]
    });
    section(&mut page, "Gates", &["Gate", "Verdict", "Why"], gates);
    page
}

/// `milepost: 1 of 3 milestones proven`; of all work where there are no milestones.
fn headline(items: &[(&Item, &Judged)]) -> String {
    let milestones = items.iter().filter(|(item, _)| item.key.kind == ItemKind::Milestone);
    let milestones: Vec<&Judged> = milestones.map(|(_, judged)| *judged).collect();
    let (judged, what) = match milestones.as_slice() {
        [] => (items.iter().map(|(_, judged)| *judged).collect(), "work item"),
        [_, ..] => (milestones, "milestone"),
    };
    let is_proven = |standing: &Standing| match standing {
        Standing::Proven | Standing::Done { .. } => true,
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
        | Standing::Rejected => false,
    };
    let proven = judged.iter().filter(|judged| is_proven(&judged.standing)).count();
    format!("milepost: {proven} of {} proven", words::count(judged.len(), what))
}

fn row(account: &Account<'_>, item: &Item, judged: &Judged) -> Vec<String> {
    let (mark, _) = words::standing_mark(&judged.standing);
    let shows = escape::markdown(&account.standing_in_full(judged));
    let fraction = judged.fractions.shown.map(words::fraction).unwrap_or_default();
    vec![
        markdown::name(account, item),
        markdown::says(account, item),
        format!("{mark} {shows}"),
        fraction,
    ]
}

fn criterion_row(account: &Account<'_>, item: &Item, criterion: &JudgedCriterion) -> Vec<String> {
    let name = escape::markdown(summary::name(account, item));
    let reasons = criterion.reasons.join("; ");
    vec![name, short(&criterion.text), shown(criterion.verdict), short(&reasons)]
}

fn shown(verdict: Verdict) -> String {
    let (mark, _) = words::verdict_mark(verdict);
    format!("{mark} {}", verdict.as_str())
}

fn short(text: &str) -> String {
    let short: String = text.chars().take(LONGEST).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("{}{more}", escape::markdown_message(&short))
}

fn section(page: &mut String, title: &str, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let mut rows = rows.peekable();
    if rows.peek().is_some() {
        page.line(format!("\n### {title}\n"));
        table(page, head, rows);
    }
}

fn table(page: &mut String, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    page.line(format!("| {} |", head.join(" | ")));
    page.line(format!("|{}", "---|".repeat(head.len())));
    let mut left_out = 0;
    for (at, row) in rows.enumerate() {
        if at < MOST_ROWS {
            page.line(format!("| {} |", row.join(" | ")));
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        page.line(format!("\n… and {left_out} more: `milepost export` has them all."));
    }
}
