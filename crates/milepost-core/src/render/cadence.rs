//! What is due, and the page of a packet.

use jiff::{ToSpan as _, civil::Date};

use crate::{
    cadence::{Outlook, State, Streak},
    comparison::{CONFIDENCE, ruled_out},
    config::{Config, Consumer, Deprecation},
    evidence::Packet,
    id::{CommitId, ItemId},
    judge::Report,
    render::layout::Lines as _,
    render::{Screen, escape, layout, queue::shell_word, screen::Ink, words},
};

/// Everything that has a day.
pub struct Due<'a> {
    /// Today.
    pub today: Date,
    /// The cadences, each with where it stands.
    pub cadences: Vec<Outlook<'a>>,
    /// What the project configures.
    pub config: &'a Config,
    /// What evidence says.
    pub report: &'a Report,
}

/// A deprecation on its way.
pub(super) struct Timer<'a> {
    pub(super) deprecation: &'a Deprecation,
    /// The first day on which it may be gone.
    pub(super) ends: Date,
    pub(super) is_over: bool,
}

impl<'a> Due<'a> {
    /// The deprecations, each with the end of its notice.
    pub(super) fn deprecations(&self) -> impl Iterator<Item = Timer<'a>> {
        let today = self.today;
        self.config.deprecations.iter().filter_map(move |deprecation| {
            let days = i64::try_from(deprecation.notice.as_secs() / 86_400).ok()?;
            let ends = deprecation.announced.checked_add(days.days()).ok()?;
            Some(Timer { deprecation, ends, is_over: ends <= today })
        })
    }
}

/// The page that `due` shows.
pub fn due(due: &Due<'_>, screen: Screen) -> String {
    let mut page = String::new();
    for outlook in &due.cadences {
        page.push_str(&outlook_lines(due, outlook, screen));
    }
    for timer in due.deprecations() {
        page.push_str(&timer_line(&timer, screen));
    }
    if page.is_empty() {
        page.line("nothing is ever due: milepost.toml has no `[cadence.NAME]` and no deprecation");
    }
    page
}

fn outlook_lines(due: &Due<'_>, outlook: &Outlook<'_>, screen: Screen) -> String {
    let (word, ink, when) = match outlook.state {
        State::NotBegun { starts } => ("not begun", Ink::Faint, format!("begins on {starts}")),
        State::Done(period) => ("done", Ink::Good, format!("until {}", period.ends)),
        State::Due(period) => {
            ("due", Ink::Doubt, format!("from {} until {}", period.starts, period.ends))
        }
        State::Overdue { now, missed, first } => {
            let missed = words::count(usize::try_from(missed).unwrap_or(usize::MAX), "period");
            let when = format!(
                "{missed} without a packet since {}; this one lasts until {}",
                first.starts, now.ends
            );
            ("overdue", Ink::Bad, when)
        }
    };
    let mut page = String::new();
    let name = escape::line(outlook.name.as_str()).into_owned();
    let owner = outlook
        .cadence
        .owner
        .as_deref()
        .map_or_else(String::new, |owner| format!(", for {}", escape::line(owner)));
    let name = screen.paint(Ink::Strong, name).into_owned();
    page.line(format!("{name}  {}  {when}{owner}", screen.paint(ink, word)));
    if outlook.streak.packets > 0 {
        page.line(format!("  {}", streak(&outlook.streak)));
    }
    if matches!(outlook.state, State::Due(_) | State::Overdue { .. }) {
        let command = format!("milepost packet {}", shell_word(outlook.name.as_str()));
        page.line(format!("  → {}", screen.paint(Ink::Good, escape::line(&command).into_owned())));
    }
    if !matches!(outlook.state, State::NotBegun { .. }) {
        for gate in &outlook.reviews {
            let judged = due.report.verdicts.gates.get(gate);
            let next = judged.and_then(|judged| judged.next.clone());
            let next = next.unwrap_or_else(|| format!("milepost gate show {gate}"));
            page.line(escape::line(&format!("  review `{gate}` is not answered → {next}")));
        }
        for gate in &outlook.audits {
            let line = format!("  inputs of `{gate}` are not audited → milepost gate audit {gate}");
            page.line(escape::line(&line));
        }
    }
    page
}

fn timer_line(timer: &Timer<'_>, screen: Screen) -> String {
    let Timer { deprecation, ends, is_over } = timer;
    let what = escape::line(&deprecation.what).into_owned();
    let (word, ink) = if *is_over { ("over", Ink::Good) } else { ("on notice", Ink::Doubt) };
    let removal = match deprecation.removal {
        Some(day) if day < *ends => format!("; removed on {day}, which is too early"),
        Some(day) => format!("; removed on {day}"),
        None if *is_over => "; it may go".to_owned(),
        None => String::new(),
    };
    let mut page = String::new();
    let what = screen.paint(Ink::Strong, what).into_owned();
    let announced = deprecation.announced;
    page.line(format!(
        "{what}  {}  announced on {announced}, notice ends on {ends}{removal}",
        screen.paint(ink, word)
    ));
    page
}

/// Greens in a row, and the failure rate that they rule out.
fn streak(streak: &Streak) -> String {
    let packets = words::count(usize::try_from(streak.packets).unwrap_or(usize::MAX), "packet");
    let greens = streak.greens;
    let rate = rate(streak).map(|rate| {
        let sure = 100.0 * CONFIDENCE;
        format!("; rules out failure rates above {:.0} % (at {sure:.0} %)", rate * 100.0)
    });
    format!("{greens} green in a row, of {packets}{}", rate.unwrap_or_default())
}

/// The failure rate that a streak rules out; one green says next to nothing, and is not counted.
fn rate(streak: &Streak) -> Option<f64> {
    (streak.greens > 1).then(|| ruled_out(streak.greens))
}

/// Everything that the page of a packet tells.
pub struct Page<'a> {
    /// The packet.
    pub packet: &'a Packet,
    /// The commit it is about.
    pub commit: &'a CommitId,
    /// The greens in a row, this one among them.
    pub streak: Streak,
    /// What the project configures.
    pub config: &'a Config,
    /// What evidence says.
    pub report: &'a Report,
}

impl Page<'_> {
    /// The failure rate that the streak rules out.
    pub(super) fn rules_out(&self) -> Option<f64> {
        rate(&self.streak)
    }
}

/// The Markdown page of a packet.
pub fn packet(page: &Page<'_>) -> String {
    let Packet { cadence, starts, ends, gates, reviews, audits } = page.packet;
    let mut out = String::new();
    let name = escape::markdown(cadence.as_str());
    out.line(format!("# Packet {name} of {starts}\n"));
    let verdict = if page.packet.is_green() { "green" } else { "not green" };
    let commit = escape::markdown_code(page.commit.as_str());
    out.line(format!("**Result:** {verdict}"));
    out.line(format!("**Period:** {starts} until {ends}"));
    out.line(format!("**Commit:** {commit}"));
    out.line(format!("**Streak:** {}", streak(&page.streak)));
    out.line("\n## Gates\n");
    out.line("| Gate | Verdict | Record | Reason |");
    out.line("|---|---|---|---|");
    for bundled in gates {
        let judged = page.report.verdicts.gates.get(&bundled.gate);
        let reason = judged.and_then(|judged| judged.reasons.first());
        let reason = reason.map(|it| escape::markdown_message(it)).unwrap_or_default();
        let record = bundled.record.map(|record| format!("`record:{}`", record.short()));
        let gate = escape::markdown_code(bundled.gate.as_str());
        let (verdict, record) = (escape::markdown(&bundled.verdict), record.unwrap_or_default());
        out.line(format!("| {gate} | {verdict} | {record} | {reason} |"));
    }
    let lists = [("Reviews outstanding", reviews), ("Audits outstanding", audits)];
    for (title, gates) in lists.iter().filter(|(_, gates)| !gates.is_empty()) {
        out.line(format!("\n## {title}\n"));
        for gate in *gates {
            out.line(format!("- {}", escape::markdown_code(gate.as_str())));
        }
    }
    if !page.config.consumers.is_empty() {
        out.push_str(&matrix(page));
    }
    out
}

/// Every consumer with its tuples and what its gates say.
fn matrix(page: &Page<'_>) -> String {
    let mut out = String::new();
    out.line("\n## Consumers\n");
    out.line("| Consumer | Tier | Current | Rollback | Gates |");
    out.line("|---|---|---|---|---|");
    for (name, consumer) in &page.config.consumers {
        out.line(consumer_row(name, consumer, page.report));
    }
    out
}

fn consumer_row(name: &ItemId, consumer: &Consumer, report: &Report) -> String {
    let commit = |commit: &Option<CommitId>| {
        commit.as_ref().map_or("none".to_owned(), |it| escape::markdown_code(it.short()))
    };
    let gates = consumer.gates.iter().map(|gate| {
        let verdict = report.verdicts.gates.get(gate).map_or("missing", |it| it.verdict.as_str());
        format!("{} {verdict}", escape::markdown_code(gate.as_str()))
    });
    let gates: Vec<String> = gates.collect();
    format!(
        "| {} | {} | {} | {} | {} |",
        escape::markdown(name.as_str()),
        consumer.tier.as_str(),
        commit(&consumer.current),
        commit(&consumer.rollback),
        gates.join(", "),
    )
}

/// The same for people, in a few lines.
pub fn packet_summary(page: &Page<'_>, screen: Screen) -> String {
    let mut out = String::new();
    let Packet { cadence, starts, ends, gates, reviews, audits } = page.packet;
    let name = escape::line(cadence.as_str()).into_owned();
    let (word, ink) =
        if page.packet.is_green() { ("green", Ink::Good) } else { ("not green", Ink::Bad) };
    let name = screen.paint(Ink::Strong, name).into_owned();
    let short = page.commit.short();
    out.line(format!(
        "{name} packet of {starts} until {ends} on {short}: {}",
        screen.paint(ink, word)
    ));
    let widest = gates.iter().map(|it| layout::width(it.gate.as_str())).max().unwrap_or(0).min(32);
    for bundled in gates {
        let (mark, ink) = if bundled.is_green() { ("✔", Ink::Good) } else { ("✗", Ink::Bad) };
        let gate = layout::fit(&escape::line(bundled.gate.as_str()), widest);
        let record = bundled.record.map(|it| format!("  record {}", it.short()));
        let verdict = format!("{mark} {}", escape::line(&bundled.verdict));
        out.line(format!("  {gate}  {}{}", screen.paint(ink, verdict), record.unwrap_or_default()));
    }
    for (what, gates) in [("reviews", reviews), ("audits", audits)] {
        if !gates.is_empty() {
            let names: Vec<&str> = gates.iter().map(ItemId::as_str).collect();
            out.line(escape::line(&format!("  {what} outstanding: {}", names.join(", "))));
        }
    }
    out.line(format!("  {}", streak(&page.streak)));
    out
}
