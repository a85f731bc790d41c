//! The first page of the report: how much is shown, and the board.

use serde::Serialize;

use super::{
    Ground,
    wire::{Bar, Mark, Named},
};
use crate::{
    diag::Severity,
    id::Scope,
    judge,
    plan::{Item, ItemKind, Status},
    render::{
        board::{Depth, rows},
        words, work,
    },
    verdict::Verdict,
};

/// A board with more rows has none to spare in each.
const SHORT: usize = 300;

/// A number that one wants to see first.
#[derive(Serialize)]
pub(super) struct Tile {
    label: String,
    value: String,
    note: String,
    href: &'static str,
    bar: Option<Bar>,
    ink: &'static str,
}

/// The numbers at the top.
pub(super) fn tiles(ground: Ground<'_>) -> Vec<Tile> {
    let mut tiles = Vec::new();
    tiles.extend([ItemKind::Milestone, ItemKind::Deliverable].map(|kind| of_kind(ground, kind)));
    tiles.push(criteria(ground));
    tiles.push(gates(ground));
    tiles.push(Some(people(ground)));
    tiles.push(Some(problems(ground)));
    tiles.into_iter().flatten().collect()
}

fn of_kind(ground: Ground<'_>, kind: ItemKind) -> Option<Tile> {
    let account = ground.account;
    let said = account.finished(kind);
    let shown = u64::try_from(account.report.proven(kind)).unwrap_or(u64::MAX);
    let bar = Bar::new(None, shown, said.part, said.whole.max(shown))?;
    Some(Tile {
        label: format!("{} proven", words::plural(&words::kind(kind))),
        value: format!("{shown} of {}", said.whole),
        note: format!("{} said to be finished", said.part),
        href: "#board",
        bar: Some(bar),
        ink: "plain",
    })
}

fn criteria(ground: Ground<'_>) -> Option<Tile> {
    let items = ground.account.report.items.iter();
    let mut counts = (0, 0, 0);
    for criterion in items.flat_map(|judged| &judged.criteria) {
        if criterion.verdict == Verdict::NotApplicable {
            continue;
        }
        counts.0 += u64::from(criterion.verdict.satisfies());
        let says = criterion.says.as_ref().map(|says| says.status);
        counts.1 += u64::from(says.is_some_and(Status::is_finished));
        counts.2 += 1;
    }
    let (shown, said, whole) = counts;
    Some(Tile {
        label: "criteria satisfied".to_owned(),
        value: format!("{shown} of {whole}"),
        note: format!("{said} ticked"),
        href: "#items",
        bar: Some(Bar::new(None, shown, said, whole)?),
        ink: "plain",
    })
}

fn gates(ground: Ground<'_>) -> Option<Tile> {
    let gates = &ground.account.report.verdicts.gates;
    let count = |holds: fn(Verdict) -> bool| {
        let number = gates.values().filter(|gate| holds(gate.verdict)).count();
        u64::try_from(number).unwrap_or(u64::MAX)
    };
    let (passing, red) = (count(|it| it == Verdict::Pass), count(Verdict::is_red));
    let whole = u64::try_from(gates.len()).unwrap_or(u64::MAX);
    Some(Tile {
        label: "gates pass".to_owned(),
        value: format!("{passing} of {whole}"),
        note: format!("{red} red, {} not known here", count(is_unknown)),
        href: "#gates",
        bar: Some(Bar::new(None, passing, passing, whole)?),
        ink: if red > 0 { "bad" } else { "plain" },
    })
}

fn is_unknown(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Stale | Verdict::Missing | Verdict::Calibrating)
}

fn people(ground: Ground<'_>) -> Tile {
    let account = ground.account;
    let waiting = judge::requests(account.plan, ground.scene.config, account.report).len();
    let waivers = account.report.verdicts.people.waivers().count();
    Tile {
        label: "wait for a person".to_owned(),
        value: waiting.to_string(),
        note: match waivers {
            0 => "nothing is waived".to_owned(),
            waivers => format!("{} signed", words::count(waivers, "waiver")),
        },
        href: "#people",
        bar: None,
        ink: if waiting > 0 { "alive" } else { "plain" },
    }
}

fn problems(ground: Ground<'_>) -> Tile {
    let count = |severity| ground.account.report.count(severity);
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    Tile {
        label: if errors == 1 { "error" } else { "errors" }.to_owned(),
        value: errors.to_string(),
        note: format!(
            "{}, {}",
            words::count(warnings, "warning"),
            words::count(count(Severity::Note), "note")
        ),
        href: "#problems",
        bar: None,
        ink: match (errors, warnings) {
            (0, 0) => "plain",
            (0, _) => "doubt",
            (_, _) => "bad",
        },
    }
}

/// The board: one tracker after the other.
#[derive(Serialize)]
pub(super) struct Board<'a> {
    trackers: Vec<Tracker<'a>>,
    standings: Vec<(&'static str, usize)>,
    lines: Vec<(&'static str, String)>,
    /// Whether there is room for what is missing; the pages say it in any case.
    is_short: bool,
}

/// The work of one tracker.
#[derive(Serialize)]
struct Tracker<'a> {
    title: Option<String>,
    rows: Vec<Row<'a>>,
}

/// One piece of work.
#[derive(Serialize)]
struct Row<'a> {
    level: usize,
    item: Named<'a>,
    says: Mark,
    shows: Option<Mark>,
    standing: &'static str,
    bar: Option<Bar>,
    missing: Option<&'a str>,
}

impl<'a> Board<'a> {
    pub(super) fn new(ground: Ground<'a>) -> Self {
        let account = ground.account;
        let scopes = account.scopes();
        let trackers = scopes.into_iter().map(|scope| tracker(ground, scope));
        let mut trackers: Vec<Tracker<'a>> =
            trackers.filter(|tracker| !tracker.rows.is_empty()).collect();
        if let [only] = trackers.as_mut_slice() {
            only.title = None;
        }
        let mut standings: Vec<(&'static str, usize)> = Vec::new();
        for row in trackers.iter().flat_map(|tracker| &tracker.rows) {
            match standings.iter_mut().find(|(word, _)| *word == row.standing) {
                Some((_, number)) => *number += 1,
                None => standings.push((row.standing, 1)),
            }
        }
        standings.sort_unstable();
        let rows: usize = trackers.iter().map(|tracker| tracker.rows.len()).sum();
        let lines = work::lines(account);
        Self { trackers, standings, lines, is_short: rows <= SHORT }
    }
}

fn tracker<'a>(ground: Ground<'a>, scope: &Scope) -> Tracker<'a> {
    let rows = rows::of(ground.account, scope, Depth::Work);
    let rows = rows.into_iter().map(|row| self::row(ground, row.item, row.level)).collect();
    Tracker { title: Some(ground.account.scope_name(scope)), rows }
}

fn row<'a>(ground: Ground<'a>, item: &'a Item, level: usize) -> Row<'a> {
    let judged = ground.account.judged(&item.key);
    let is_shown = judged.is_some_and(|judged| judged.standing.is_shown());
    let missing = judged.filter(|_| !is_shown).and_then(|judged| judged.missing.first());
    Row {
        level: level.min(8),
        item: Named::new(ground, item),
        says: Mark::said(ground, item),
        shows: Mark::shown(ground, item),
        standing: judged.map_or("", |judged| judged.standing.as_str()),
        bar: Bar::of(ground, item),
        missing: missing.map(|missing| &*missing.what),
    }
}
