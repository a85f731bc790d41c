//! Reports as Markdown, for comments, summaries and wikis.

use crate::{
    diag::Problem,
    id::Scope,
    plan::{Fraction, Item, ItemKind},
    render::{
        Account, account, board::Depth, escape, layout::Lines as _, registers, summary, words, work,
    },
};

/// The page that `check --format markdown` shows.
pub fn check(account: &Account<'_>) -> String {
    let mut page = format!("# {}\n\n", capital(&summary::problems(account)));
    if !account.report.problems.is_empty() {
        page.line("| Severity | Where | Problem | Help |");
        page.line("|---|---|---|---|");
        for problem in &account.report.problems {
            page.line(row(account, problem));
        }
        page.push('\n');
    }
    page.line(format!("{}.", capital(&summary::claims(account))));
    page
}

fn row(account: &Account<'_>, problem: &Problem) -> String {
    let spot = escape::markdown_code(&account.spot(&problem.place.path, problem.place.span));
    let message = escape::markdown_message(&problem.message);
    let help = problem.help.as_deref().map(escape::markdown_message).unwrap_or_default();
    let (severity, code, rule) = (problem.severity.as_str(), problem.code, problem.rule);
    format!("| {severity} {code} `{rule}` | {spot} | {message} | {help} |")
}

/// The page that `status --format markdown` shows.
pub fn status(account: &Account<'_>, depth: Depth) -> String {
    let subject = account::subject(&account.report.subject);
    let mut page = format!("# Status of the {subject}\n");
    let scopes = account.scopes();
    for scope in &scopes {
        board(account, scope, depth, &mut page);
    }
    for kind in ItemKind::ALL.into_iter().filter(|kind| kind.is_register()) {
        register(account, kind, &mut page);
    }
    let lines = work::lines(account);
    if !lines.is_empty() {
        page.push('\n');
    }
    for (label, text) in lines {
        page.line(format!("- {label}: {}", escape::markdown(&text)));
    }
    page.push('\n');
    page.line(format!("{}.", capital(&summary::problems(account))));
    page.line(format!("{}.", capital(&summary::claims(account))));
    page
}

fn board(account: &Account<'_>, scope: &Scope, depth: Depth, page: &mut String) {
    let shows = |item: &&Item| {
        item.key.scope == *scope
            && item.key.kind.is_work()
            && (depth == Depth::All || item.key.kind != ItemKind::Task)
    };
    let items: Vec<&Item> = account.plan.items.values().filter(shows).collect();
    if items.is_empty() {
        return;
    }
    page.push('\n');
    if !scope.as_str().is_empty() {
        page.line(format!("## {}\n", escape::markdown(scope.as_str())));
    }
    page.line("| Kind | Item | Documents say | Runs and signatures show | Criteria | Parts |");
    page.line("|---|---|---|---|---|---|");
    for item in items {
        let judged = account.judged(&item.key);
        let fractions = judged.map(|judged| judged.fractions).unwrap_or_default();
        let shows = judged.map_or(String::new(), |judged| {
            let (mark, _) = words::standing_mark(&judged.standing);
            format!("{mark} {}", escape::markdown(&account.standing_in_full(judged)))
        });
        page.line(format!(
            "| {} | {} | {} | {shows} | {} | {} |",
            words::kind(item.key.kind),
            name(account, item),
            says(account, item),
            fraction(fractions.criteria),
            fraction(fractions.parts),
        ));
    }
}

fn register(account: &Account<'_>, kind: ItemKind, page: &mut String) {
    let mut items = account.plan.items.values().filter(|item| item.key.kind == kind).peekable();
    if items.peek().is_none() {
        return;
    }
    page.line(format!("\n## {}\n", capital(&words::plural(&words::kind(kind)))));
    page.line("| Item | Documents say | Runs and signatures show |");
    page.line("|---|---|---|");
    for item in items {
        let entry = account.report.entry(&item.key);
        let shows = entry.map(|entry| {
            format!(
                "{} {}",
                registers::mark(entry.state).0,
                escape::markdown(&registers::shows(entry))
            )
        });
        let shows = shows.unwrap_or_default();
        page.line(format!("| {} | {} | {shows} |", name(account, item), says(account, item)));
    }
}

pub(super) fn name(account: &Account<'_>, item: &Item) -> String {
    let title = escape::markdown(account.plan.title(item));
    if item.has_id {
        format!("**{}** {title}", escape::markdown(item.key.name.as_str())).trim_end().to_owned()
    } else {
        title
    }
}

pub(super) fn says(account: &Account<'_>, item: &Item) -> String {
    let says = account.says(item);
    let (mark, _) = words::status_mark(says.map(|says| says.status));
    format!("{mark} {}", says.map_or(String::new(), |says| escape::markdown(&says.raw)))
}

fn fraction(fraction: Option<Fraction>) -> String {
    let Some(fraction) = fraction else { return String::new() };
    let percent = words::percent(fraction).map(|percent| format!(" ({percent})"));
    words::fraction(fraction) + &percent.unwrap_or_default()
}

pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
