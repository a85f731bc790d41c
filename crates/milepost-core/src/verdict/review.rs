//! From the answers of people to the verdict of a review gate, and of criteria that no gate measures.

use crate::{
    authority::{self, Voice},
    config::Config,
    evidence::{AnsweredOf, EvidenceKey, Holds},
    gate::{Gate, ReviewCheck},
    verdict::{HeardAnswer, People, Verdict},
};

/// What people say of one question on one content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What follows.
    pub verdict: Verdict,
    /// Why it is no pass; or who says so.
    pub reasons: Vec<String>,
    /// Who said it, where that is what counts.
    pub by: Option<Voice>,
}

/// The content that a question is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content<'a> {
    /// The judged one, by its keys: one for each name of what is asked; none where it cannot be told.
    Judged(&'a [EvidenceKey]),
    /// Whatever it was answered on last.
    OfTheLastAnswer,
}

/// What people who may say of a question on a content.
pub(crate) fn answer(
    people: &People,
    config: &Config,
    (of, text): (&AnsweredOf, &str),
    content: Content<'_>,
    who: &[Box<str>],
) -> Answer {
    let none = |verdict, why: String| Answer { verdict, reasons: vec![why], by: None };
    let all = people.answered(of, text);
    if matches!(content, Content::Judged([])) || all.is_empty() {
        let why = match of {
            AnsweredOf::Item(_) => "it is bound to no gate: a person must answer it",
            AnsweredOf::Gate(_) => "no signed answer is in the ledger",
        };
        return none(Verdict::Missing, why.to_owned());
    }
    let mut may = Vec::new();
    let mut why_not = None;
    for heard in all {
        match authority::among(&heard.voices, &config.roles, who) {
            Ok(voice) => may.push((heard, voice)),
            Err(why) => why_not = Some(why),
        }
    }
    if let (true, Some(why)) = (may.is_empty(), why_not) {
        return none(Verdict::Missing, why.to_string());
    }
    match content {
        Content::Judged(keys) => of_those(&may, keys),
        Content::OfTheLastAnswer => {
            let last = may.last().map(|(heard, _)| heard.key);
            of_those(&may, last.as_slice())
        }
    }
}

fn of_those(may: &[(&HeardAnswer, Voice)], keys: &[EvidenceKey]) -> Answer {
    let here = may.iter().filter(|(heard, _)| keys.contains(&heard.key));
    let no = here.clone().find(|(heard, _)| heard.holds == Holds::No);
    if let Some((_, voice)) = no {
        let reasons = vec![format!("{} answered no", said_by(voice))];
        return Answer { verdict: Verdict::Fail, reasons, by: Some(voice.clone()) };
    }
    let mut here = here;
    match (here.next(), may.last()) {
        (Some((_, voice)), _) => {
            let reasons = vec![format!("answered by {}", said_by(voice))];
            Answer { verdict: Verdict::Pass, reasons, by: Some(voice.clone()) }
        }
        (None, Some((heard, voice))) => {
            let commit = heard.commit.short();
            let why =
                format!("{} answered it on {commit}, and its inputs moved since", voice.principal);
            Answer { verdict: Verdict::Stale, reasons: vec![why], by: None }
        }
        (None, None) => {
            let why = "nobody who may has answered it".to_owned();
            Answer { verdict: Verdict::Missing, reasons: vec![why], by: None }
        }
    }
}

/// Who said something, and whether hardware saw a person.
pub fn said_by(voice: &Voice) -> String {
    let presence = match voice.presence {
        crate::signature::Presence::Touched => "",
        crate::signature::Presence::Unknown => ", without proof of presence",
    };
    format!("`{}`{presence}", voice.principal)
}

/// What must be answered of a review gate.
pub fn checklist<'g>(gate: &'g Gate, check: &'g ReviewCheck) -> Vec<&'g str> {
    if check.checklist.is_empty() {
        return vec![gate.name.as_str()];
    }
    check.checklist.iter().map(|question| &**question).collect()
}
