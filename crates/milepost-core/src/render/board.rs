//! The board: what the documents say of every piece of work, and beside it what has been shown.

mod columns;
pub(super) mod rows;

use crate::{
    diag::Severity,
    id::Scope,
    plan::{Item, ItemKind},
    render::layout::Lines as _,
    render::{
        Account, Screen, account, escape, layout, queue, registers, screen::Ink, summary, words,
        work,
    },
};
use columns::Columns;
use rows::Row;

/// How much a board shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// Phases, milestones, deliverables and releases; registers in one line each.
    #[default]
    Work,
    /// Tasks, and every entry of the registers, too.
    All,
}

/// The page that `status` shows.
pub fn status(account: &Account<'_>, depth: Depth, screen: Screen) -> String {
    let mut page = head(account, screen);
    let scopes = account.scopes();
    let boards: Vec<(&Scope, Vec<Row<'_>>)> = scopes
        .into_iter()
        .map(|scope| (scope, rows::of(account, scope, depth)))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    let columns = Columns::fitting(boards.iter().flat_map(|(_, rows)| rows), screen);
    if !boards.is_empty() {
        page.push('\n');
        page.push_str(&columns.head(screen));
    }
    for (at, (scope, rows)) in boards.iter().enumerate() {
        if boards.len() > 1 {
            let gap = if at > 0 { "\n" } else { "" };
            let title = layout::cut(&account.scope_name(scope), screen.width.saturating_sub(2));
            page.line(format!("{gap}  {}", screen.paint(Ink::Faint, title)));
        }
        for row in rows {
            page.push_str(&columns.row(row, screen));
        }
    }
    if depth == Depth::All {
        page.push_str(&entries(account, screen));
    }
    page.push('\n');
    page.push_str(&foot(account, screen));
    page
}

fn head(account: &Account<'_>, screen: Screen) -> String {
    let documents = &account.plan.documents;
    let title = match documents.as_slice() {
        [document] => escape::line(&document.title).into_owned(),
        [] | [_, ..] => words::count(documents.len(), "document"),
    };
    let path = match documents.as_slice() {
        [document] if !title.is_empty() => format!("{} · ", escape::line(document.path.as_str())),
        [] | [_, ..] => String::new(),
    };
    let subject = account::subject(&account.report.subject);
    let rest = screen.paint(Ink::Faint, format!("{path}{subject}")).into_owned();
    if title.is_empty() {
        return format!("{rest}\n");
    }
    let title = layout::cut(&title, screen.width / 2);
    format!("{} · {rest}\n", screen.paint(Ink::Strong, title))
}

/// The lines under the board: what holds up, what is wrong, what is next.
fn foot(account: &Account<'_>, screen: Screen) -> String {
    let mut lines: Vec<(&str, Ink, String)> = Vec::new();
    lines.push(("Progress", Ink::Plain, progress(account)));
    for (label, kind, ink) in [
        ("Blockers", ItemKind::Blocker, Ink::Bad),
        ("Risks", ItemKind::Risk, Ink::Doubt),
        ("Findings", ItemKind::Finding, Ink::Doubt),
    ] {
        if let Some((text, open)) = registers::line(account, kind) {
            lines.push((label, if open > 0 { ink } else { Ink::Plain }, text));
        }
    }
    lines.extend(registers::backlog(account).map(|text| ("Backlog", Ink::Plain, text)));
    for (label, text) in work::lines(account) {
        let text = escape::line(&text).into_owned();
        lines.push((label, Ink::Plain, text));
    }
    lines.push(problems_line(account));
    if let Some(next) = queue::ready(account).first() {
        let name = escape::line(next.name).into_owned();
        let title = if next.title.is_empty() || next.title == next.name {
            String::new()
        } else {
            format!(" {}", escape::line(next.title))
        };
        lines.push(("Next", Ink::Good, format!("{name}{title}: {}", next.reason)));
    }
    let draw = |(label, ink, text): &(&str, Ink, String)| {
        let room = screen.width.saturating_sub(13);
        let label = screen.paint(Ink::Faint, format!("  {label:<10} ")).into_owned();
        let text = layout::wrap(text, room).join(&format!("\n{:13}", ""));
        format!("{label}{}\n", screen.paint(*ink, text))
    };
    lines.iter().map(draw).collect()
}

fn progress(account: &Account<'_>) -> String {
    let kinds = [ItemKind::Milestone, ItemKind::Deliverable, ItemKind::Phase, ItemKind::Task];
    let counted = kinds.into_iter().find_map(|kind| {
        let fraction = account.finished(kind);
        (fraction.whole > 0).then_some((kind, fraction))
    });
    let Some((kind, fraction)) = counted else { return summary::claims(account) };
    let percent = words::percent(fraction).unwrap_or_default();
    let kinds = words::plural(&words::kind(kind));
    let proven = summary::proven(account, account.report.proven(kind));
    format!("{} {kinds} said to be finished ({percent}), {proven}", words::fraction(fraction))
}

fn problems_line(account: &Account<'_>) -> (&'static str, Ink, String) {
    let count = |severity| account.report.count(severity);
    let (errors, warnings, notes) =
        (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    let ink = match (errors, warnings) {
        (0, 0) => Ink::Plain,
        (0, _) => Ink::Doubt,
        (_, _) => Ink::Bad,
    };
    let counts = [(errors, "error"), (warnings, "warning"), (notes, "note")];
    let counts = counts.into_iter().filter(|(number, _)| *number > 0);
    let counts: Vec<String> = counts.map(|(number, one)| words::count(number, one)).collect();
    let text = match counts.as_slice() {
        [] => "none found".to_owned(),
        counts => format!("{}: see `milepost check`", counts.join(", ")),
    };
    ("Problems", ink, text)
}

/// Every entry of every register, with what is said of it.
fn entries(account: &Account<'_>, screen: Screen) -> String {
    let mut page = String::new();
    for kind in ItemKind::ALL.into_iter().filter(|kind| kind.is_register()) {
        let items = account.plan.items.values().filter(|item| item.key.kind == kind);
        let items: Vec<&Item> = items.collect();
        if items.is_empty() {
            continue;
        }
        let title = words::plural(&words::kind(kind));
        page.line(format!("\n  {}", screen.paint(Ink::Faint, title)));
        for item in items {
            let says = account.says(item);
            let (mark, ink) = words::status_mark(says.map(|says| says.status));
            let raw = says.map_or("no status", |says| &says.raw);
            let name = summary::name(account, item);
            let title = account.plan.title(item);
            let title = if item.has_id { format!("{name} {title}") } else { title.to_owned() };
            let says = layout::fit(&format!("{mark} {}", escape::line(raw)), 18);
            let room = screen.width.saturating_sub(24);
            let title = layout::fit(&escape::line(&title), room);
            page.line(format!("  {title}  {}", screen.paint(ink, says)));
            if let Some(entry) = account.report.entry(&item.key).filter(|it| !it.exits.is_empty()) {
                let (mark, ink) = registers::mark(entry.state);
                let shows = layout::cut(&registers::shows(entry), screen.width.saturating_sub(8));
                page.line(format!("    {}", screen.paint(ink, format!("{mark} {shows}"))));
            }
        }
    }
    page
}
