//! What one who leaves tells the one who comes: everything derived, nothing typed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    digest::Digest,
    evidence::{Event, Outcome, Payload, Record},
    gate::GateName,
    id::CommitId,
    judge::Standing,
    lint::registers::{Bound, Exit, is_entry},
    plan::{Item, ItemKey, ItemKind, Plan, Status},
    render::layout::Lines as _,
    render::{Account, Screen, escape, layout, queue, registers, screen::Ink, words},
    text::RepoPath,
    verdict::item_name,
};

/// Everything that is handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handoff {
    /// What people call the beginning; nothing where it tells from the very first.
    pub since: Option<String>,
    /// The commit at the end.
    pub commit: Option<CommitId>,
    /// How many commits lie between, where it does not tell from the very first.
    pub commits: Option<usize>,
    /// What is finished and was not.
    pub completed: Vec<Completed>,
    /// The gates that were run.
    pub gates: Vec<Ran>,
    /// Risks, blockers and findings that are open and were not.
    pub opened: Vec<Named>,
    /// Those that were open and are not.
    pub settled: Vec<Named>,
    /// Decisions that are new or say something else.
    pub decisions: Vec<Named>,
    /// What comes next.
    pub next: Option<NextUp>,
    /// What lies in the working tree and is in no commit.
    pub uncommitted: Vec<RepoPath>,
}

/// Work that is finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completed {
    /// The item.
    pub key: ItemKey,
    /// Its title.
    pub title: String,
    /// The word for where it stands.
    pub standing: &'static str,
    /// Whether evidence shows it.
    pub is_shown: bool,
}

/// A gate that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// The gate.
    pub gate: GateName,
    /// Its verdict now.
    pub verdict: String,
    /// The records of its runs, the first one first.
    pub records: Vec<Digest>,
}

/// An item with what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The item.
    pub key: ItemKey,
    /// Its title.
    pub title: String,
    /// What is said of it.
    pub says: String,
}

/// The work that comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextUp {
    /// The item.
    pub key: ItemKey,
    /// Its title.
    pub title: String,
    /// Why it is next.
    pub reason: String,
    /// The command that says more.
    pub command: String,
}

/// The handoff that was recorded last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    /// Who recorded it.
    pub by: String,
    /// When.
    pub recorded: Timestamp,
    /// The commit at the time.
    pub commit: CommitId,
    /// The commit that it told from.
    pub since: Option<CommitId>,
    /// How many records the ledger held before it.
    pub after: usize,
}

/// The last handoff that is recorded.
pub fn last(records: &[Record]) -> Option<Last> {
    let found = records.iter().enumerate().rev();
    let mut handoffs = found.filter_map(|(after, record)| match &record.payload {
        Payload::Event(Event::Handoff { commit, since }) => Some(Last {
            by: record.by.to_string(),
            recorded: record.recorded,
            commit: commit.clone(),
            since: since.clone(),
            after,
        }),
        Payload::Event(_)
        | Payload::Run(_)
        | Payload::Statement(_)
        | Payload::Signature(_)
        | Payload::Unknown { .. } => None,
    });
    handoffs.next()
}

/// What is known of a stretch beside the plans at its two ends.
pub struct Stretch<'a> {
    /// What people call its beginning.
    pub since: Option<String>,
    /// The plan at its beginning; nothing where it begins with the first commit.
    pub before: Option<&'a Plan>,
    /// How many commits it has, where it does not begin with the first one.
    pub commits: Option<usize>,
    /// What was recorded in it.
    pub records: Vec<&'a Record>,
    /// What is in no commit.
    pub uncommitted: Vec<RepoPath>,
    /// Whether what is told of gates is so now.
    pub seen: Seen,
}

/// From when a handoff is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// From now: gates have the verdict that they have.
    Now,
    /// From then: the ledger may have held what its commit does not, and gates ended as their last run.
    Then,
}

/// Gathers what is to be told of a stretch that ends with the judged state.
pub fn gather(account: &Account<'_>, stretch: Stretch<'_>) -> Handoff {
    let empty = Plan::default();
    let before = stretch.before.unwrap_or(&empty);
    let next = queue::ready(account).into_iter().next().map(|ready| NextUp {
        key: ready.item.key.clone(),
        title: ready.title.to_owned(),
        reason: ready.reason,
        command: ready.command,
    });
    Handoff {
        commit: account.report.subject.commit().cloned(),
        commits: stretch.commits,
        completed: completed(account, before, &stretch.records),
        gates: gates(account, &stretch.records, stretch.seen),
        opened: opened(account, before),
        settled: settled(account, before, &stretch.records),
        decisions: decisions(account, before),
        next,
        uncommitted: stretch.uncommitted,
        since: stretch.since,
    }
}

fn status_in(plan: &Plan, key: &ItemKey) -> Option<Status> {
    let item = plan.items.get(key)?;
    plan.says(item).map(|(_, says)| says.status)
}

fn completed(account: &Account<'_>, before: &Plan, records: &[&Record]) -> Vec<Completed> {
    let shown: BTreeSet<_> = records
        .iter()
        .filter_map(|record| match &record.payload {
            // What was agreed or steered names an item, too, and completes nothing.
            Payload::Event(Event::Done { item, .. }) => Some(item.clone()),
            Payload::Event(_)
            | Payload::Run(_)
            | Payload::Statement(_)
            | Payload::Signature(_)
            | Payload::Unknown { .. } => None,
        })
        .collect();
    let work = account.plan.items.values().filter(|item| item.key.kind.is_work());
    let new = work.filter_map(|item| {
        let is_finished = |plan| status_in(plan, &item.key).is_some_and(Status::is_finished);
        let is_said = is_finished(account.plan) && !is_finished(before);
        let judged = account.judged(&item.key)?;
        let was_shown = shown.contains(&item_name(&item.key));
        (is_said || was_shown).then(|| Completed {
            key: item.key.clone(),
            title: account.plan.title(item).to_owned(),
            standing: Standing::as_str(&judged.standing),
            is_shown: judged.standing.is_shown(),
        })
    });
    new.collect()
}

fn gates(account: &Account<'_>, records: &[&Record], seen: Seen) -> Vec<Ran> {
    let mut ran: BTreeMap<&GateName, (Outcome, Vec<Digest>)> = BTreeMap::new();
    for record in records {
        if let Payload::Run(run) = &record.payload {
            let entry = ran.entry(&run.gate).or_insert((run.outcome, Vec::new()));
            entry.0 = run.outcome;
            entry.1.push(record.id);
        }
    }
    let verdicts = &account.report.verdicts.gates;
    let said = ran.into_iter().map(|(gate, (outcome, records))| Ran {
        gate: gate.clone(),
        verdict: match (verdicts.get(gate), seen) {
            (Some(judged), Seen::Now) => judged.verdict.as_str().to_owned(),
            (None, Seen::Now) => format!("{}, and not defined any more", outcome.as_str()),
            (_, Seen::Then) => outcome.as_str().to_owned(),
        },
        records,
    });
    said.collect()
}

/// The entries of registers, with whether each is open now and was before.
fn entries<'a>(
    account: &'a Account<'_>,
    before: &'a Plan,
) -> impl Iterator<Item = (&'a Item, bool, bool)> {
    let items = account.plan.items.values().filter(|item| is_entry(item.key.kind));
    items.map(|item| {
        let is_open = account.report.entry(&item.key).is_none_or(|entry| entry.state.is_open());
        let was_open = before.items.contains_key(&item.key)
            && !status_in(before, &item.key).is_some_and(|it| it.is_finished() || it.is_dropped());
        (item, is_open, was_open)
    })
}

fn opened(account: &Account<'_>, before: &Plan) -> Vec<Named> {
    let new = entries(account, before).filter(|(_, is_open, was_open)| *is_open && !was_open);
    new.map(|(item, ..)| entry(account, item)).collect()
}

/// Entries that were open and are not: by a word that is new, or by what was recorded in between.
fn settled(account: &Account<'_>, before: &Plan, records: &[&Record]) -> Vec<Named> {
    let gone = entries(account, before).filter(|(_, is_open, was_open)| !is_open && *was_open);
    let new = gone.filter(|(item, ..)| {
        let is_said = status_in(account.plan, &item.key)
            .is_some_and(|status| status.is_finished() || status.is_dropped());
        let exits = account.report.entry(&item.key).map_or(&[][..], |entry| &entry.exits);
        is_said || exits.iter().any(|exit| records.iter().any(|record| shows(record, exit)))
    });
    new.map(|(item, ..)| entry(account, item)).collect()
}

/// Whether a record shows what a condition is bound to.
fn shows(record: &Record, exit: &Exit) -> bool {
    match (&record.payload, &exit.on) {
        (Payload::Event(event), Bound::Item(key)) => event.item() == Some(&item_name(key)),
        (Payload::Run(_), Bound::Gate(_)) => exit.record == Some(record.id),
        (
            Payload::Event(_)
            | Payload::Run(_)
            | Payload::Statement(_)
            | Payload::Signature(_)
            | Payload::Unknown { .. },
            Bound::Gate(_) | Bound::Item(_) | Bound::Nothing(_),
        ) => false,
    }
}

fn entry(account: &Account<'_>, item: &Item) -> Named {
    let says = account.report.entry(&item.key).map(registers::shows).unwrap_or_default();
    Named { key: item.key.clone(), title: account.plan.title(item).to_owned(), says }
}

fn decisions(account: &Account<'_>, before: &Plan) -> Vec<Named> {
    let all = account.plan.items.values().filter(|item| item.key.kind == ItemKind::Decision);
    let new = all.filter(|item| {
        !before.items.contains_key(&item.key)
            || status_in(before, &item.key) != status_in(account.plan, &item.key)
    });
    let named = new.map(|item| Named {
        key: item.key.clone(),
        title: account.plan.title(item).to_owned(),
        says: account.says(item).map_or("no status".to_owned(), |says| says.raw.to_string()),
    });
    named.collect()
}

/// A piece of a line.
enum Part {
    Name(String),
    Words(String),
}

/// A part of the page, with a line each; what is said where there is none.
struct Section {
    title: &'static str,
    lines: Vec<Vec<Part>>,
    none: &'static str,
}

fn sections(handoff: &Handoff) -> Vec<Section> {
    let completed = handoff.completed.iter().map(|it| {
        let how = if it.is_shown {
            it.standing.to_owned()
        } else {
            format!("{}, not shown", it.standing)
        };
        vec![Part::Name(name(&it.key)), Part::Words(titled(&it.key, &it.title, &how))]
    });
    let gates = handoff.gates.iter().map(|it| {
        let runs = words::count(it.records.len(), "run");
        vec![Part::Name(it.gate.to_string()), Part::Words(format!("{} ({runs})", it.verdict))]
    });
    let evidence = handoff.gates.iter().flat_map(|it| {
        it.records.iter().map(|record| {
            let name = format!("record:{}", record.short());
            vec![Part::Name(name), Part::Words(format!("a run of {}", it.gate))]
        })
    });
    let next = handoff.next.iter().map(|it| {
        let words = titled(&it.key, &it.title, &it.reason);
        vec![Part::Name(name(&it.key)), Part::Words(words), Part::Name(it.command.clone())]
    });
    let uncommitted = handoff.uncommitted.iter().map(|it| vec![Part::Name(it.to_string())]);
    vec![
        Section { title: "Completed", lines: completed.collect(), none: "nothing" },
        Section { title: "Gates run", lines: gates.collect(), none: "none" },
        Section { title: "Evidence recorded", lines: evidence.collect(), none: "none" },
        Section {
            title: "New blockers, risks and findings",
            lines: named(&handoff.opened),
            none: "none",
        },
        Section { title: "Settled", lines: named(&handoff.settled), none: "nothing" },
        Section { title: "Decisions", lines: named(&handoff.decisions), none: "none" },
        Section { title: "Next", lines: next.collect(), none: "nothing is ready" },
        Section { title: "Not committed", lines: uncommitted.collect(), none: "nothing" },
    ]
}

fn named(items: &[Named]) -> Vec<Vec<Part>> {
    let line = |it: &Named| {
        let kind = words::kind(it.key.kind);
        vec![
            Part::Words(kind),
            Part::Name(name(&it.key)),
            Part::Words(titled(&it.key, &it.title, &it.says)),
        ]
    };
    items.iter().map(line).collect()
}

fn name(key: &ItemKey) -> String {
    key.name.to_string()
}

/// A title with what is said of it, unless the title is the name.
fn titled(key: &ItemKey, title: &str, says: &str) -> String {
    if title.is_empty() || key.name.as_str().eq_ignore_ascii_case(title) {
        format!("— {says}")
    } else {
        format!("{title} — {says}")
    }
}

fn stretch(handoff: &Handoff) -> String {
    let commits = handoff.commits.map(|number| words::count(number, "commit"));
    match (&handoff.since, commits) {
        (Some(since), Some(commits)) => format!("Since {since}: {commits}."),
        (Some(since), None) => format!("Since {since}."),
        (None, _) => "Since the beginning.".to_owned(),
    }
}

fn at(handoff: &Handoff) -> String {
    handoff.commit.as_ref().map_or("without a commit".to_owned(), |it| format!("at {}", it.short()))
}

/// The Markdown pages: what was handed over last, where that is asked for, and what there is now.
pub fn markdown_pages(last: Option<&Last>, before: Option<&Handoff>, now: &Handoff) -> String {
    let mut page = String::new();
    let Some(last) = last else {
        page.line(format!("# Handoff {}\n", at(now)));
        page.line(escape::markdown(&stretch(now)));
        page.push_str(&markdown_sections(now));
        return page;
    };
    page.line(format!("# Handoff at {}\n", last.commit.short()));
    let told = before.map(|before| format!(" {}", stretch(before))).unwrap_or_default();
    page.line(escape::markdown(&format!("{}.{told}", recorded(last))));
    if let Some(before) = before {
        page.push_str(&markdown_sections(before));
    }
    page.line(format!("\n# Since then, {}\n", at(now)));
    page.line(escape::markdown(&stretch(now)));
    page.push_str(&markdown_sections(now));
    page
}

fn markdown_sections(handoff: &Handoff) -> String {
    let mut page = String::new();
    for (at, section) in sections(handoff).iter().enumerate() {
        page.line(format!("\n## {}. {}\n", at + 1, section.title));
        if section.lines.is_empty() {
            page.line(section.none);
        }
        for parts in &section.lines {
            let parts = parts.iter().map(|part| match part {
                Part::Name(name) => escape::markdown_code(name),
                Part::Words(words) => escape::markdown_message(words),
            });
            page.line(format!("- {}", parts.collect::<Vec<_>>().join(" ")));
        }
    }
    page
}

/// The same for people at a terminal; what there is none of is left out.
pub fn human_pages(
    last: Option<&Last>,
    before: Option<&Handoff>,
    now: &Handoff,
    screen: Screen,
) -> String {
    let mut page = String::new();
    let heading = |page: &mut String, title: String, said: String| {
        let title = screen.paint(Ink::Strong, title).into_owned();
        page.line(format!("{title}  {}", escape::line(&said)));
    };
    match last {
        None => heading(&mut page, format!("Handoff {}", at(now)), stretch(now)),
        Some(last) => {
            let title = format!("Handoff at {}", last.commit.short());
            heading(&mut page, title, recorded(last));
            if let Some(before) = before {
                page.push_str(&human_sections(before, screen));
            }
            page.push('\n');
            heading(&mut page, format!("Since then, {}", at(now)), stretch(now));
        }
    }
    page.push_str(&human_sections(now, screen));
    page
}

fn human_sections(handoff: &Handoff, screen: Screen) -> String {
    let mut page = String::new();
    for section in sections(handoff).iter().filter(|section| !section.lines.is_empty()) {
        page.line(format!("\n{}", screen.paint(Ink::Strong, section.title)));
        for parts in &section.lines {
            let parts = parts.iter().map(|part| match part {
                Part::Name(text) | Part::Words(text) => escape::line(text).into_owned(),
            });
            let line = parts.collect::<Vec<_>>().join(" ");
            let room = screen.width.saturating_sub(4);
            page.line(format!("  {}", layout::wrap(&line, room).join("\n    ")));
        }
    }
    page
}

/// Who handed over when.
fn recorded(last: &Last) -> String {
    let when = last.recorded.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%MZ");
    let by = if last.by.is_empty() { String::new() } else { format!(" by {}", last.by) };
    format!("Recorded on {when}{by}")
}
