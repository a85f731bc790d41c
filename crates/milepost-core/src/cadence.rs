//! Cadences: the periods that follow each other, what was done in them, and what is due.
//!
//! A packet is the record of a period. That one is missing is told by the calendar alone; whether its
//! gates passed is another question, which the streak answers.

use std::collections::BTreeSet;

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};

use crate::{
    config::{Cadence, CadenceName, Config, Rhythm},
    digest::Digest,
    evidence::{Event, Packet, PacketGate, Record, ledger::Ledger},
    gate::GateName,
    verdict::{Audit, Verdicts},
};

/// A stretch of days of a cadence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Its first day.
    pub starts: Date,
    /// The first day after it.
    pub ends: Date,
}

/// Where a cadence stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its first period has not begun.
    NotBegun {
        /// The first day of it.
        starts: Date,
    },
    /// The packet of this period is recorded.
    Done(Period),
    /// It is not, and the period lasts.
    Due(Period),
    /// Nor is that of the one before, which has ended.
    Overdue {
        /// The period that lasts.
        now: Period,
        /// How many periods ended without a packet, in a row, up to this one.
        missed: u32,
        /// The first of them.
        first: Period,
    },
}

/// Greens in a row, counted over packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Streak {
    /// The last packets in which every gate passed, each by runs of its own.
    pub greens: u32,
    /// How many packets there are.
    pub packets: u32,
}

/// How a cadence stands, with everything that is due in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook<'a> {
    /// Its name.
    pub name: &'a CadenceName,
    /// What it says.
    pub cadence: &'a Cadence,
    /// Where it stands.
    pub state: State,
    /// The reviews that nobody has answered.
    pub reviews: Vec<GateName>,
    /// The gates whose inputs are to be audited.
    pub audits: Vec<GateName>,
    /// Its greens in a row.
    pub streak: Streak,
}

/// How every cadence of a project stands.
pub fn outlook<'a>(
    config: &'a Config,
    ledger: &Ledger,
    verdicts: &Verdicts,
    today: Date,
) -> Vec<Outlook<'a>> {
    let cadences = config.cadences.iter().map(|(name, cadence)| Outlook {
        name,
        cadence,
        state: state(cadence.rhythm, &packets(ledger, name), today),
        reviews: unanswered(cadence, verdicts),
        audits: unaudited(cadence, verdicts),
        streak: streak(&packets(ledger, name)),
    });
    cadences.collect()
}

/// The packet of a period, from what evidence says of the gates at its end.
///
/// A gate that had no run for it (`unrun`) is missing in it, whatever earlier evidence says: a packet
/// is of its period.
pub fn packet(
    name: &CadenceName,
    cadence: &Cadence,
    period: Period,
    (verdicts, unrun): (&Verdicts, &BTreeSet<GateName>),
) -> Packet {
    let gates = cadence.gates.iter().map(|gate| {
        let judged = verdicts.gates.get(gate).filter(|_| !unrun.contains(gate));
        let record = judged.and_then(|judged| judged.basis.as_ref()).map(|basis| basis.record);
        let verdict = judged.map_or("missing", |judged| judged.verdict.as_str()).into();
        PacketGate { gate: gate.clone(), verdict, record }
    });
    Packet {
        cadence: name.clone(),
        starts: period.starts,
        ends: period.ends,
        gates: gates.collect(),
        reviews: unanswered(cadence, verdicts),
        audits: unaudited(cadence, verdicts),
    }
}

/// The packets of a cadence with their records, the first one first.
pub fn packets<'a>(ledger: &'a Ledger, name: &CadenceName) -> Vec<(&'a Record, &'a Packet)> {
    let packets = ledger.events().filter_map(|(record, event)| match event {
        Event::Packet { packet, .. } if packet.cadence == *name => Some((record, packet)),
        Event::Packet { .. }
        | Event::Done { .. }
        | Event::Calibrated { .. }
        | Event::Promoted { .. }
        | Event::Demoted { .. }
        | Event::Audited { .. }
        | Event::Handoff { .. }
        | Event::Baseline { .. }
        | Event::Decided { .. }
        | Event::Steered { .. }
        | Event::Stolen { .. } => None,
    });
    packets.collect()
}

/// Where a cadence stands on a day.
pub fn state(rhythm: Rhythm, packets: &[(&Record, &Packet)], today: Date) -> State {
    let Some(now) = period(rhythm, today) else { return State::NotBegun { starts: first(rhythm) } };
    let is_done = |period: Period| packets.iter().any(|(_, packet)| packet.starts == period.starts);
    if is_done(now) {
        return State::Done(now);
    }
    let mut missed = Vec::new();
    let mut earlier = before(rhythm, now);
    while let Some(period) = earlier.filter(|period| !is_done(*period)) {
        missed.push(period);
        earlier = before(rhythm, period);
    }
    match missed.last() {
        None => State::Due(now),
        Some(first) => {
            let count = u32::try_from(missed.len()).unwrap_or(u32::MAX);
            State::Overdue { now, missed: count, first: *first }
        }
    }
}

/// The period that a day lies in; nothing before the first one.
pub fn period(rhythm: Rhythm, day: Date) -> Option<Period> {
    let begin = first(rhythm);
    let since = begin.until(day).ok()?.get_days();
    if since < 0 {
        return None;
    }
    let length = length(rhythm);
    let starts = begin.checked_add((since / length * length).days()).ok()?;
    Some(Period { starts, ends: starts.checked_add(length.days()).ok()? })
}

/// The one before a period; nothing before the first one.
fn before(rhythm: Rhythm, after: Period) -> Option<Period> {
    let day = after.starts.yesterday().ok()?;
    period(rhythm, day)
}

/// The first day of the first period.
fn first(rhythm: Rhythm) -> Date {
    match rhythm {
        Rhythm::Every { starts, .. } => starts,
        Rhythm::On { day, starts } => on_or_after(starts, day),
    }
}

fn on_or_after(date: Date, day: Weekday) -> Date {
    let ahead = i32::from(date.weekday().until(day));
    date.checked_add(ahead.days()).unwrap_or(date)
}

/// How many days a period has.
fn length(rhythm: Rhythm) -> i32 {
    match rhythm {
        Rhythm::Every { days, .. } => i32::try_from(days.max(1)).unwrap_or(i32::MAX),
        Rhythm::On { .. } => 7,
    }
}

/// The last packets in a row that were green, each with runs that none of the later ones has: a run
/// that is bundled twice was green once.
fn streak(packets: &[(&Record, &Packet)]) -> Streak {
    let mut used: BTreeSet<Digest> = BTreeSet::new();
    let mut greens = 0;
    for (_, packet) in packets.iter().rev() {
        if !packet.is_green() {
            break;
        }
        let runs: BTreeSet<Digest> = packet.gates.iter().filter_map(|gate| gate.record).collect();
        if used.is_disjoint(&runs) {
            used.extend(runs);
            greens += 1;
        }
    }
    Streak { greens, packets: u32::try_from(packets.len()).unwrap_or(u32::MAX) }
}

fn unanswered(cadence: &Cadence, verdicts: &Verdicts) -> Vec<GateName> {
    let is_answered =
        |gate: &GateName| verdicts.gates.get(gate).is_some_and(|it| it.verdict.satisfies());
    cadence.reviews.iter().filter(|gate| !is_answered(gate)).cloned().collect()
}

/// A gate without inputs of its own looks at everything, and there is nothing to audit.
fn unaudited(cadence: &Cadence, verdicts: &Verdicts) -> Vec<GateName> {
    let is_audited = |gate: &GateName| {
        verdicts.gates.get(gate).is_some_and(|judged| match judged.audit {
            Audit::NotNarrowed => judged.is_run,
            Audit::Agrees { .. } => true,
            Audit::Never | Audit::Outdated { .. } | Audit::Differs { .. } => false,
        })
    };
    cadence.audits.iter().filter(|gate| !is_audited(gate)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use jiff::{
        Timestamp,
        civil::{Date, Weekday, date},
    };

    use super::{State, state, streak};
    use crate::{
        config::Rhythm,
        digest::Digest,
        evidence::{Event, Packet, PacketGate, Payload, Record},
        gate::GateName,
        id::{CommitId, ItemId},
    };

    const WEEKLY: Rhythm = Rhythm::Every { days: 7, starts: date(2026, 11, 2) };

    /// A packet of a period that begins on a day, with the verdict and the number of its one run.
    fn packet(starts: Date, verdict: &str, run: u8) -> Record {
        let gate = GateName::new("unit").unwrap();
        let record = Some(Digest::of(&[run]));
        let packet = Packet {
            cadence: ItemId::new("weekly").unwrap(),
            starts,
            ends: starts.tomorrow().unwrap(),
            gates: vec![PacketGate { gate, verdict: verdict.into(), record }],
            reviews: Vec::new(),
            audits: Vec::new(),
        };
        let commit = CommitId::new(&"a".repeat(40)).unwrap();
        Record {
            id: Digest::of(b"record"),
            segment: Digest::of(b"segment"),
            recorded: Timestamp::UNIX_EPOCH,
            by: "".into(),
            payload: Payload::Event(Event::Packet { commit, packet }),
            signatures: Vec::new(),
        }
    }

    fn packets(records: &[Record]) -> Vec<(&Record, &Packet)> {
        let mut packets = Vec::new();
        for record in records {
            if let Payload::Event(Event::Packet { packet, .. }) = &record.payload {
                packets.push((record, packet));
            }
        }
        packets
    }

    #[track_caller]
    fn check(rhythm: Rhythm, done: &[Date], today: Date, expected: &str) {
        let records: Vec<Record> = done.iter().map(|day| packet(*day, "pass", 1)).collect();
        let said = match state(rhythm, &packets(&records), today) {
            State::NotBegun { starts } => format!("not before {starts}"),
            State::Done(period) => format!("done until {}", period.ends),
            State::Due(period) => format!("due from {} until {}", period.starts, period.ends),
            State::Overdue { now, missed, first } => {
                format!("{missed} missed since {}, now until {}", first.starts, now.ends)
            }
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn periods_follow_each_other_from_their_first_day_on() {
        check(WEEKLY, &[], date(2026, 11, 1), "not before 2026-11-02");
        check(WEEKLY, &[], date(2026, 11, 2), "due from 2026-11-02 until 2026-11-09");
        check(WEEKLY, &[], date(2026, 11, 8), "due from 2026-11-02 until 2026-11-09");
        check(WEEKLY, &[date(2026, 11, 2)], date(2026, 11, 8), "done until 2026-11-09");
    }

    #[test]
    fn a_period_that_ended_without_a_packet_is_missed() {
        let first = date(2026, 11, 2);
        check(WEEKLY, &[], date(2026, 11, 9), "1 missed since 2026-11-02, now until 2026-11-16");
        check(WEEKLY, &[first], date(2026, 11, 9), "due from 2026-11-09 until 2026-11-16");
        check(
            WEEKLY,
            &[first],
            date(2026, 11, 30),
            "3 missed since 2026-11-09, now until 2026-12-07",
        );
        // What was missed cannot be made up for; what lasts can.
        check(WEEKLY, &[date(2026, 11, 30)], date(2026, 12, 1), "done until 2026-12-07");
    }

    #[test]
    fn a_day_of_the_week_begins_periods() {
        let fridays = Rhythm::On { day: Weekday::Friday, starts: date(2026, 11, 1) };
        check(fridays, &[], date(2026, 11, 5), "not before 2026-11-06");
        check(fridays, &[], date(2026, 11, 12), "due from 2026-11-06 until 2026-11-13");
        let sundays = Rhythm::On { day: Weekday::Sunday, starts: date(2026, 11, 1) };
        check(sundays, &[], date(2026, 11, 1), "due from 2026-11-01 until 2026-11-08");
    }

    #[test]
    fn only_green_packets_of_distinct_runs_make_a_streak() {
        let day = date(2026, 11, 2);
        let greens = |runs: &[(&str, u8)]| {
            let records: Vec<Record> =
                runs.iter().map(|(verdict, run)| packet(day, verdict, *run)).collect();
            streak(&packets(&records)).greens
        };
        assert_eq!(greens(&[]), 0);
        assert_eq!(greens(&[("pass", 1), ("pass", 2), ("pass", 3)]), 3);
        assert_eq!(greens(&[("pass", 1), ("pass", 1), ("pass", 1)]), 1);
        assert_eq!(greens(&[("pass", 1), ("fail", 2), ("pass", 3)]), 1);
        assert_eq!(greens(&[("pass", 1), ("waived", 2)]), 0);
    }
}
