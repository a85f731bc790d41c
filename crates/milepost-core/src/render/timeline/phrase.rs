//! What took place, as a mark and a sentence.

use crate::{
    evidence::{Event, Payload, Says, ledger::Line},
    history::{Counted, Grown, Happening, What},
    plan::ItemKey,
    render::{log, screen::Ink, words},
};

/// What took place, in words. Not escaped.
pub(in crate::render) struct Phrase {
    pub(in crate::render) mark: &'static str,
    pub(in crate::render) ink: Ink,
    pub(in crate::render) text: String,
}

/// What took place, in words.
pub(in crate::render) fn phrase(happening: &Happening) -> Phrase {
    let what = name(happening);
    let (mark, ink, text) = match &happening.what {
        What::Scope(grown) => ("±", Ink::Plain, scope(grown)),
        What::Claimed { raw, is_first } => {
            let again = if *is_first { "" } else { " again" };
            let how = match &**raw {
                "" => "by all that it consists of".to_owned(),
                raw => format!("as {}", words::quoted(raw, 40)),
            };
            ("?", Ink::Doubt, format!("{what} is said to be finished{again}, {how}"))
        }
        What::TakenBack { raw } => {
            let how = match &**raw {
                "" => String::new(),
                raw => format!(": {}", words::quoted(raw, 40)),
            };
            ("○", Ink::Plain, format!("{what} is not said to be finished any more{how}"))
        }
        What::Placed { from } => {
            let from = if from.as_str().is_empty() { "the root folder" } else { from.as_str() };
            ("→", Ink::Plain, format!("{what} moved here from {from}"))
        }
        What::Renamed { was } => {
            let was = words::quoted(was, 60);
            ("≠", Ink::Doubt, format!("{what} is another thing from here on: it was {was}"))
        }
        What::Proven => ("✔", Ink::Good, format!("{what} is proven")),
        What::Regressed { gates } => {
            let gates: Vec<String> = gates.iter().map(|gate| format!("`{gate}`")).collect();
            ("✗", Ink::Bad, format!("{what} regressed: {} failed", gates.join(", ")))
        }
        What::Reopened => {
            ("≈", Ink::Doubt, format!("{what} asks for something that was not shown"))
        }
        What::Restored => ("✔", Ink::Good, format!("{what} is as it was when it was proven")),
        What::Stated { record, by, void } => {
            let text = log::what(Line::Read(record));
            let by = if by.is_empty() { String::new() } else { format!(", by {by}") };
            let void = void.as_ref().filter(|_| !record.signatures.is_empty());
            let void = void.map(|why| format!(" (counts for nothing: {why})")).unwrap_or_default();
            ("§", Ink::Alive, format!("{text}{by}{void}"))
        }
        What::Recorded { record } => {
            let by = match &*record.by {
                "" => String::new(),
                by => format!(", by {by}"),
            };
            ("·", Ink::Plain, format!("{}{by}", log::what(Line::Read(record))))
        }
        What::Released { tag } => ("▲", Ink::Strong, format!("{tag} is tagged")),
        What::Unread { path } => ("!", Ink::Bad, format!("{path} cannot be read from here on")),
        What::ReadAgain { path } => ("!", Ink::Plain, format!("{path} can be read again")),
    };
    Phrase { mark, ink, text }
}

/// The word for what took place, for programs.
pub(in crate::render) fn word(what: &What) -> &'static str {
    match what {
        What::Scope(_) => "scope",
        What::Claimed { .. } => "claimed",
        What::TakenBack { .. } => "taken-back",
        What::Placed { .. } => "moved",
        What::Renamed { .. } => "renamed",
        What::Proven => "proven",
        What::Regressed { .. } => "regressed",
        What::Reopened => "reopened",
        What::Restored => "restored",
        What::Stated { record, .. } | What::Recorded { record } => recorded(&record.payload),
        What::Released { .. } => "released",
        What::Unread { .. } => "unread",
        What::ReadAgain { .. } => "read-again",
    }
}

fn recorded(payload: &Payload) -> &'static str {
    match payload {
        Payload::Statement(statement) => match &statement.says {
            Says::Approval(approval) => approval.ruling.as_str(),
            Says::Waiver(_) => "waived",
            Says::Decision(_) => "decided",
            Says::Review { .. } => "reviewed",
        },
        Payload::Event(event) => match event {
            Event::Decided { .. } => "decided",
            Event::Steered { turn, .. } => turn.as_str(),
            Event::Promoted { .. } => "promoted",
            Event::Demoted { .. } => "demoted",
            Event::Baseline { .. } => "baseline",
            Event::Done { .. }
            | Event::Calibrated { .. }
            | Event::Stolen { .. }
            | Event::Audited { .. }
            | Event::Packet { .. }
            | Event::Handoff { .. } => "recorded",
        },
        Payload::Run(_) | Payload::Signature(_) | Payload::Unknown { .. } => "recorded",
    }
}

/// What a happening is about.
pub(in crate::render) fn name(happening: &Happening) -> String {
    happening.item.as_ref().map_or_else(String::new, |key| called(key, &happening.title))
}

/// `milestone M2 Orders`; what has no id is called by its title.
pub(in crate::render) fn called(key: &ItemKey, title: &str) -> String {
    let (kind, id) = (words::kind(key.kind), key.name.as_str());
    if title.is_empty() {
        format!("{kind} {id}")
    } else if title.to_lowercase() == id {
        format!("{kind} {}", words::quoted(title, 60))
    } else {
        let short: String = title.chars().take(60).collect();
        let more = if short.len() < title.len() { "…" } else { "" };
        format!("{kind} {id} {}{more}", short.trim_end())
    }
}

/// `scope: +M1 +M2 −M3, +5 criteria, 2 criteria reworded`.
fn scope(grown: &Grown) -> String {
    let Grown { came, left, deliverables, tasks, criteria } = grown;
    let mut parts = Vec::new();
    let names = |sign: &str, keys: &[ItemKey]| {
        let some = keys.iter().take(8).map(|key| format!("{sign}{}", key.name));
        let mut some: Vec<String> = some.collect();
        if keys.len() > some.len() {
            some.push(format!("{sign}{} more", keys.len() - some.len()));
        }
        some.join(" ")
    };
    for (sign, keys) in [("+", came), ("−", left)] {
        if !keys.is_empty() {
            parts.push(names(sign, keys));
        }
    }
    for (word, counted) in [("deliverable", deliverables), ("task", tasks), ("criterion", criteria)]
    {
        let Counted { came, left, reworded } = *counted;
        let number = |count: u32| words::count(count as usize, word);
        parts.extend((came > 0).then(|| format!("+{}", number(came))));
        parts.extend((left > 0).then(|| format!("−{}", number(left))));
        parts.extend((reworded > 0).then(|| format!("{} reworded", number(reworded))));
    }
    format!("scope: {}", parts.join(", "))
}
