//! Entries of registers: where they stand, and what shows it.

use crate::{
    id::ItemId,
    lint::registers::{Entry, Exit, Holds, State},
    plan::{Item, ItemKind},
    render::layout::Lines as _,
    render::{Account, Screen, escape, layout, queue::shell_word, screen::Ink, summary, words},
};

/// The mark for where an entry stands.
pub(super) fn mark(state: State) -> (&'static str, Ink) {
    match state {
        State::Open => ("○", Ink::Doubt),
        State::Claimed => ("?", Ink::Doubt),
        State::Contradicted => ("✗", Ink::Bad),
        State::Unchecked => ("≈", Ink::Doubt),
        State::Resolved => ("✔", Ink::Good),
        State::Dropped => ("–", Ink::Faint),
    }
}

/// Where an entry stands in one line: `resolved: gate …`.
pub(super) fn shows(entry: &Entry) -> String {
    let word = entry.state.as_str();
    let deciding = match entry.state {
        State::Open | State::Contradicted | State::Unchecked => unmet(entry),
        State::Resolved => entry.exits.first(),
        State::Claimed | State::Dropped => None,
    };
    match (deciding, entry.state) {
        (Some(exit), _) => escape::line(&format!("{word}: {}", exit.why)).into_owned(),
        (None, State::Claimed) => format!("{word}: nothing shows it"),
        (
            None,
            State::Open | State::Contradicted | State::Unchecked | State::Resolved | State::Dropped,
        ) => word.to_owned(),
    }
}

/// The condition that keeps an entry open.
fn unmet(entry: &Entry) -> Option<&Exit> {
    entry.exits.iter().find(|exit| exit.holds != Holds::Yes)
}

/// What an entry waits for.
pub(super) fn exits(entry: &Entry, account: &Account<'_>, screen: Screen) -> String {
    let mut page = String::new();
    for exit in &entry.exits {
        if page.is_empty() {
            page.line(format!("\n{}", screen.paint(Ink::Strong, "Waits for")));
        }
        page.push_str(&exit_lines(exit, account, screen));
    }
    if !entry.resolutions.is_empty() {
        let names: Vec<&str> = entry.resolutions.iter().map(ItemId::as_str).collect();
        let names = escape::line(&names.join(", ")).into_owned();
        page.line(format!("\n{}\n  {names}", screen.paint(Ink::Strong, "Resolutions")));
    }
    page
}

fn exit_lines(exit: &Exit, account: &Account<'_>, screen: Screen) -> String {
    let mut page = String::new();
    let room = screen.width.saturating_sub(4);
    let text = layout::wrap(&escape::line(&exit.text), room).join("\n    ");
    let (mark, ink) = match exit.holds {
        Holds::Yes => ("✔", Ink::Good),
        Holds::Before => ("≈", Ink::Doubt),
        Holds::No => ("✗", Ink::Bad),
    };
    page.line(format!("  {} {text}", screen.paint(ink, mark)));
    let spot = account.spot(&exit.document, exit.span);
    let note = escape::line(&format!("{} · {spot}", exit.on.called())).into_owned();
    page.line(format!("    {}", screen.paint(Ink::Faint, note)));
    let why = layout::wrap(&escape::line(&exit.why), room).join("\n    ");
    page.line(format!("    {}", screen.paint(ink, why)));
    page
}

/// Why an entry is not settled, and what settles it.
pub(super) fn why(account: &Account<'_>, item: &Item, entry: &Entry, screen: Screen) -> String {
    let mut page = String::new();
    match entry.state {
        State::Resolved => page.line("\nIt is resolved: what it waits for holds"),
        State::Dropped => page.line("\nIt has left the register"),
        State::Claimed => page.line("\nIt is said to be settled, and nothing is there to show it"),
        State::Open | State::Contradicted if entry.exits.is_empty() => {
            page.line("\nIt is open, and waits for what people must judge");
        }
        State::Open => page.line("\nIt is open: what it waits for does not hold"),
        State::Contradicted => {
            page.line("\nIt is said to be settled, and what it waits for does not hold");
        }
        State::Unchecked => {
            page.line(
                "\nIt is said to be settled; what it waits for held, and something moved since",
            );
        }
    }
    page.push_str(&exits(entry, account, screen));
    if let Some(next) = next(account, item, entry) {
        let next = escape::line(&next).into_owned();
        page.line(format!("\n{} {next}", screen.paint(Ink::Good, "next:")));
    }
    page
}

/// The one step that comes first.
pub(super) fn next(account: &Account<'_>, item: &Item, entry: &Entry) -> Option<String> {
    let name = shell_word(summary::name(account, item));
    let is_said = account.says(item).is_some_and(|says| says.status.is_finished());
    match entry.state {
        State::Open | State::Contradicted | State::Unchecked => match unmet(entry) {
            Some(exit) => Some(exit.next.clone()),
            None => Some(format!("milepost resolve {name} --reason '…'")),
        },
        State::Resolved if !is_said => Some(format!("milepost resolve {name}")),
        State::Claimed | State::Resolved | State::Dropped => None,
    }
}

/// `3 open of 12: F1 Retries are lost; …`; nothing for a register without entries.
pub(super) fn line(account: &Account<'_>, kind: ItemKind) -> Option<(String, usize)> {
    let all: Vec<&Item> =
        account.plan.items.values().filter(|item| item.key.kind == kind).collect();
    let is_open = |item: &&&Item| {
        account.report.entry(&item.key).map_or_else(
            || {
                let status = account.says(item).map(|says| says.status);
                !status.is_some_and(|status| status.is_finished() || status.is_dropped())
            },
            |entry| entry.state.is_open(),
        )
    };
    let open: Vec<&&Item> = all.iter().filter(is_open).collect();
    if all.is_empty() {
        return None;
    }
    let mut text = format!("{} open of {}", open.len(), all.len());
    let named = open.iter().take(3).map(|item| {
        let title = account.plan.title(item);
        let name = summary::name(account, item);
        if name == title || title.is_empty() {
            layout::cut(&escape::line(name), 48)
        } else {
            format!("{} {}", escape::line(name), layout::cut(&escape::line(title), 40))
        }
    });
    let named: Vec<String> = named.collect();
    if !named.is_empty() {
        text = format!("{text}: {}", named.join("; "));
    }
    if open.len() > named.len() {
        text.push_str("; …");
    }
    Some((text, open.len()))
}

/// How many buckets a backlog has, `2 open of 3 buckets`.
pub(super) fn backlog(account: &Account<'_>) -> Option<String> {
    let (text, _) = line(account, ItemKind::Bucket)?;
    let count = account.plan.items.values().filter(|it| it.key.kind == ItemKind::Bucket).count();
    let noun = words::count(count, "bucket");
    Some(text.replacen(&format!("of {count}"), &format!("of {noun}"), 1))
}
