//! The ledger line by line, the newest first.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    evidence::{
        AnsweredOf, Covers, Decided, DecisionRuling, Event, Grade, ItemName, Outcome, Payload,
        Record, Ruling, Run, Says, SignatureRecord, Statement, Target, Turn, Waived, Waiver,
        WaiverExtent,
        ledger::{Ledger, Line},
    },
    gate::GateName,
    id::{CommitId, ItemId},
    render::{Screen, escape, layout, layout::Lines as _, screen::Ink, words},
};

/// A name takes no more columns than this.
const WIDEST_NAME: usize = 24;

/// A part of a ledger, the newest line first.
#[derive(Clone, Debug)]
pub struct Log<'a> {
    pub(super) lines: Vec<Line<'a>>,
    /// How many lines there are without a limit.
    pub(super) total: usize,
}

impl<'a> Log<'a> {
    /// The newest lines of a ledger, at most so many; of one gate, if one is named. Lines that could
    /// not be read are always among them: they may be of any gate.
    pub fn new(ledger: &'a Ledger, gate: Option<&GateName>, most: usize) -> Self {
        let is_meant = |line: &Line<'_>| match (line, gate) {
            (Line::Read(record), Some(gate)) => gate_of(record) == Some(gate),
            (Line::Read(_), None) | (Line::Unread(_), _) => true,
        };
        let mut lines = ledger.lines();
        lines.retain(is_meant);
        lines.reverse();
        let total = lines.len();
        lines.truncate(most);
        Self { lines, total }
    }
}

/// The page that `log` shows.
pub fn log(log: &Log<'_>, screen: Screen) -> String {
    if log.total == 0 {
        return "nothing is recorded\n".to_owned();
    }
    let rows: Vec<Row> = log.lines.iter().map(|line| Row::of(*line)).collect();
    let widest = |cell: fn(&Row) -> &str| {
        rows.iter().map(|row| layout::width(cell(row))).max().unwrap_or(0).min(WIDEST_NAME)
    };
    let (commit, grade) = (widest(|row| &row.commit), widest(|row| row.grade));
    let by = widest(|row| &row.by);
    let room = screen.width.saturating_sub(33 + commit + grade + by + 6);
    let what = rows.iter().map(|row| layout::width(&row.what)).max().unwrap_or(0).min(room);
    let mut page = String::new();
    for row in &rows {
        let mark = screen.paint(row.ink, row.mark);
        let time = screen.paint(Ink::Faint, row.time.as_str());
        let rest = format!(
            "{}  {}  {}",
            layout::fit(&row.commit, commit),
            layout::fit(row.grade, grade),
            layout::fit(&row.by, by),
        );
        let said = layout::fit(&row.what, what);
        let line = format!("{mark} {}  {time}  {said}  {rest}", row.id);
        page.line(line.trim_end());
    }
    let shown = log.lines.len();
    if shown < log.total {
        let more = format!("{shown} of {} records; `--limit {}` shows all", log.total, log.total);
        page.line(format!("\n{}", screen.paint(Ink::Faint, more)));
    }
    page
}

/// A line in a few words, for a list of several.
pub fn summary(line: Line<'_>) -> String {
    let row = Row::of(line);
    format!("{}, {}", row.what, row.time)
}

/// What stands in one line of the page, fit to be shown.
struct Row {
    mark: &'static str,
    ink: Ink,
    id: String,
    time: String,
    what: String,
    commit: String,
    grade: &'static str,
    by: String,
}

impl Row {
    fn of(line: Line<'_>) -> Self {
        let (mark, ink) = mark(line);
        let (by, recorded) = match line {
            Line::Read(record) => (&*record.by, Some(record.recorded)),
            Line::Unread(unread) => ("", unread.segment.written()),
        };
        Self {
            mark,
            ink,
            id: line.id().short(),
            time: recorded.map_or_else(|| " ".repeat(17), minute),
            what: escape::line(&what(line)).into_owned(),
            commit: commit(line).map(|commit| commit.short().to_owned()).unwrap_or_default(),
            grade: grade(line).map_or("", Grade::as_str),
            by: escape::line(by).into_owned(),
        }
    }
}

/// A moment in UTC, to the minute.
pub(super) fn minute(moment: Timestamp) -> String {
    moment.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%MZ").to_string()
}

fn mark(line: Line<'_>) -> (&'static str, Ink) {
    let payload = match line {
        Line::Read(record) => &record.payload,
        Line::Unread(_) => return ("?", Ink::Doubt),
    };
    match payload {
        Payload::Run(run) => match run.outcome {
            Outcome::Passed => ("✓", Ink::Good),
            Outcome::Failed => ("✗", Ink::Bad),
            Outcome::Error => ("!", Ink::Bad),
            Outcome::NotRun => ("–", Ink::Faint),
        },
        Payload::Event(_) | Payload::Signature(_) => ("·", Ink::Plain),
        // Whether it counts is not for a list of lines to say.
        Payload::Statement(_) => ("§", Ink::Plain),
        Payload::Unknown { .. } => ("?", Ink::Doubt),
    }
}

/// What a line says, in one sentence.
pub(super) fn what(line: Line<'_>) -> String {
    match line {
        Line::Read(record) => match &record.payload {
            Payload::Run(run) => ran(run),
            Payload::Event(event) => took_place(event),
            Payload::Statement(statement) => stated(statement, record),
            Payload::Signature(signature) => signed(signature),
            Payload::Unknown { predicate_type } => {
                format!("kept and not counted: a `{predicate_type}`")
            }
        },
        Line::Unread(unread) => format!("kept and not counted: {}", unread.why),
    }
}

fn ran(run: &Run) -> String {
    let outcome = match run.outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::Error => "could not be measured",
        Outcome::NotRun => "did not run",
    };
    let why = match run.reasons.as_slice() {
        [] => String::new(),
        [only] => format!(": {only}"),
        [first, rest @ ..] => format!(": {first} (and {} more)", rest.len()),
    };
    format!("{} {outcome}{}{why}", run.gate, run.beside())
}

fn stated(statement: &Statement, record: &Record) -> String {
    let said = match &statement.says {
        Says::Approval(approval) => {
            let ItemName { kind, id, .. } = &approval.definition.item;
            match &approval.ruling {
                Ruling::Approved => format!("{kind} {id} is approved"),
                Ruling::Conditional { conditions } => {
                    let conditions = words::count(conditions.len(), "condition");
                    format!("{kind} {id} is approved under {conditions}")
                }
                Ruling::Rejected { reason } => format!("{kind} {id} is rejected: {reason}"),
            }
        }
        Says::Review { answers } => format!("{} answered", words::count(answers.len(), "question")),
        Says::Waiver(waiver) => waived(waiver),
        Says::Decision(decided) => self::decided(decided),
    };
    let is_signed =
        if record.signatures.is_empty() { ", unsigned: it counts for nothing" } else { "" };
    format!("{said}{is_signed}")
}

fn waived(waiver: &Waiver) -> String {
    let what = match &waiver.of {
        Waived::Gate { gate, .. } => format!("gate {gate}"),
        Waived::Criterion { item, text } => format!("{} of {}", words::quoted(text, 60), item.id),
    };
    match waiver.extent {
        WaiverExtent::Until(day) => format!("{what} is waived until {day}: {}", waiver.reason),
        WaiverExtent::NotApplicable => format!("{what} does not apply: {}", waiver.reason),
    }
}

fn decided(decided: &Decided) -> String {
    let id = &decided.decision.id;
    match &decided.ruling {
        DecisionRuling::Accepted if !decided.allows.is_empty() => {
            let names = decided.allows.iter().map(|allowed| allowed.of.to_string());
            let names = names.collect::<Vec<_>>().join(", ");
            format!("decision {id} lets {names} be altered")
        }
        DecisionRuling::Accepted => format!("decision {id} is accepted"),
        DecisionRuling::Rejected => format!("decision {id} is rejected"),
        DecisionRuling::Superseded { by } => {
            format!("decision {id} is superseded by {}", by.id)
        }
    }
}

fn signed(signature: &SignatureRecord) -> String {
    let digest = signature.digest.short();
    match signature.covers {
        Covers::Record => format!("signature over {digest}"),
        Covers::Segment => format!("signature over a segment, {digest}"),
    }
}

fn took_place(event: &Event) -> String {
    match event {
        Event::Done { item, .. } => format!("{} {} was proven", item.kind, item.id),
        Event::Calibrated { gate, good, bad, end, .. } => {
            let (good, bad) = (*good as usize, *bad as usize);
            let states = |number, kind| words::count(number, kind);
            format!(
                "{gate} calibrated: {}, {} and {}",
                end.as_str(),
                states(good, "good state"),
                states(bad, "bad state"),
            )
        }
        Event::Promoted { gate, reason, .. } => format!("{gate} blocks from now on: {reason}"),
        Event::Demoted { gate, reason, decision, .. } => {
            let by = decision.as_ref().map_or(String::new(), |it| format!(" by {it}"));
            format!("{gate} advises from now on{by}: {reason}")
        }
        Event::Baseline { baseline, .. } => {
            let ItemName { kind, id, .. } = &baseline.definition.item;
            let criteria = words::count(baseline.definition.criteria.len(), "criterion");
            let why = match &*baseline.reason {
                "" => String::new(),
                reason => format!(": {reason}"),
            };
            format!("{kind} {id} is held against this, {criteria}{why}")
        }
        Event::Decided { decided, .. } => self::decided(decided),
        Event::Audited { gate, agrees: true, .. } => {
            format!("{gate} audited: its inputs are all it needs")
        }
        Event::Audited { gate, agrees: false, .. } => {
            format!("{gate} audited: it needs more than its inputs")
        }
        Event::Packet { packet, .. } => {
            let green = packet.gates.iter().filter(|gate| gate.is_green()).count();
            let all = words::count(packet.gates.len(), "gate");
            format!("{} packet of {}: {green} of {all} green", packet.cadence, packet.starts)
        }
        Event::Handoff { since: Some(since), .. } => format!("handed off, since {}", since.short()),
        Event::Handoff { since: None, .. } => "handed off".to_owned(),
        Event::Steered { target, turn, reason, .. } => {
            let what = match target {
                Target::Item(item) => format!("{} {}", item.kind, item.id),
                Target::Project => "the project".to_owned(),
            };
            format!("{what} {}: {reason}", turned(turn))
        }
        Event::Stolen { item, from, reason, .. } => {
            format!("{} {} taken from {from}: {reason}", item.kind, item.id)
        }
    }
}

/// What was said of an item, as the predicate of a sentence.
pub(super) fn turned(turn: &Turn) -> String {
    let decided = |decision: &Option<ItemName>| {
        decision.as_ref().map(|it| format!(" (decision {})", it.id)).unwrap_or_default()
    };
    match turn {
        Turn::Suspended { except } if except.is_empty() => "suspended".to_owned(),
        Turn::Suspended { except } => {
            let except: Vec<&str> = except.iter().map(ItemId::as_str).collect();
            format!("suspended except {}", except.join(", "))
        }
        Turn::Resumed => "resumed".to_owned(),
        Turn::Rescoped { to: None, decision } => format!("out of scope{}", decided(decision)),
        Turn::Rescoped { to: Some(to), decision } => {
            format!("rescoped to \u{201c}{to}\u{201d}{}", decided(decision))
        }
        Turn::Superseded { by, decision } => {
            format!("superseded by {}{}", by.id, decided(decision))
        }
    }
}

pub(super) fn commit(line: Line<'_>) -> Option<&CommitId> {
    match payload(line)? {
        Payload::Run(run) => Some(&run.subject.commit),
        Payload::Event(event) => Some(event.commit()),
        Payload::Statement(statement) => Some(&statement.subject.commit),
        Payload::Signature(_) | Payload::Unknown { .. } => None,
    }
}

pub(super) fn grade(line: Line<'_>) -> Option<Grade> {
    match payload(line)? {
        Payload::Run(run) => Some(run.grade),
        Payload::Event(_)
        | Payload::Statement(_)
        | Payload::Signature(_)
        | Payload::Unknown { .. } => None,
    }
}

fn payload(line: Line<'_>) -> Option<&Payload> {
    match line {
        Line::Read(record) => Some(&record.payload),
        Line::Unread(_) => None,
    }
}

/// The gate that a record is about.
pub(super) fn gate_of(record: &Record) -> Option<&GateName> {
    match &record.payload {
        Payload::Run(run) => Some(&run.gate),
        Payload::Event(event) => event.gate(),
        Payload::Statement(statement) => match &statement.says {
            Says::Waiver(Waiver { of: Waived::Gate { gate, .. }, .. }) => Some(gate),
            Says::Review { answers } => answers.iter().find_map(|answer| match &answer.of {
                AnsweredOf::Gate(gate) => Some(gate),
                AnsweredOf::Item(_) => None,
            }),
            Says::Approval(_) | Says::Waiver(_) | Says::Decision(_) => None,
        },
        Payload::Signature(_) | Payload::Unknown { .. } => None,
    }
}
