//! Whether what milepost keeps is whole, and how much room it takes.

use crate::{
    diag::Severity,
    evidence::ledger::{Finding, Health},
    render::{Screen, escape, layout, layout::Lines as _, screen::Ink, words},
};

/// Everything that `doctor` looked at.
#[derive(Clone, Debug)]
pub struct Checkup {
    /// The ledger.
    pub health: Health,
    /// What is kept on this machine.
    pub stores: Vec<Store>,
    /// What was removed, where that was asked for.
    pub pruned: Option<Freed>,
}

/// Something that is kept on this machine and can be thrown away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// What it is.
    pub name: &'static str,
    /// Where it lies.
    pub folder: String,
    /// How many bytes it takes.
    pub bytes: u64,
}

/// What pruning did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freed {
    /// How many checkouts were removed.
    pub removed: u32,
    /// How many bytes they took.
    pub freed: u64,
    /// How many bytes are left.
    pub left: u64,
}

/// The page that `doctor` shows.
pub fn doctor(checkup: &Checkup, screen: Screen) -> String {
    let mut page = String::new();
    for finding in &checkup.health.findings {
        finding_lines(&mut page, finding, screen);
    }
    page.line(closing(&checkup.health));
    if !checkup.stores.is_empty() {
        page.push('\n');
    }
    let widest = checkup.stores.iter().map(|store| store.name.len()).max().unwrap_or(0);
    for store in &checkup.stores {
        let size = layout::fit_right(&words::bytes(store.bytes), 10);
        let folder = escape::line(&store.folder).into_owned();
        let folder = screen.paint(Ink::Faint, folder);
        page.line(format!("{}  {size}  {folder}", layout::fit(store.name, widest)));
    }
    if let Some(Freed { removed, freed, left }) = checkup.pruned {
        let removed = words::count(removed as usize, "checkout");
        let (freed, left) = (words::bytes(freed), words::bytes(left));
        page.line(format!("\n{removed} removed, {freed} freed, {left} left"));
    }
    page
}

fn finding_lines(page: &mut String, finding: &Finding, screen: Screen) {
    let (word, ink) = match finding.severity() {
        Severity::Error => ("error", Ink::Bad),
        Severity::Warning => ("warning", Ink::Doubt),
        Severity::Note => ("note", Ink::Alive),
    };
    let said = finding.to_string();
    page.line(format!("{}: {}", screen.paint(ink, word), escape::line(&said)));
    if let Some(help) = finding.help() {
        page.line(format!("  {} {}", screen.hint("help:"), escape::line(&help)));
    }
}

fn closing(health: &Health) -> String {
    let segments = words::count(health.segments, "segment");
    let held = format!("{segments} with {}", words::count(health.records, "record"));
    let found = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let number = health.count(severity);
        (number > 0).then(|| words::count(number, severity.as_str()))
    });
    let found: Vec<String> = found.into_iter().flatten().collect();
    match (health.segments, found.is_empty()) {
        (0, true) => "the ledger is empty".to_owned(),
        (_, true) => format!("{held}, all as they were written"),
        (0, false) => found.join(", "),
        (_, false) => format!("{held}: {}", found.join(", ")),
    }
}
