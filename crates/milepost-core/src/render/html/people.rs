//! What people have to do with it, in the report: what waits for whom, and what was waived.

use serde::Serialize;

use super::{
    Ground,
    anchors::Anchor,
    wire::{Mark, Named, day},
};
use crate::{
    evidence::{Waived, WaiverExtent},
    judge::{self, Readiness, RequestAbout},
    render::screen::Ink,
    verdict::{HeardWaiver, WaivedState},
};

/// What waits for people, and what they stated.
#[derive(Serialize)]
pub(super) struct People<'a> {
    requests: Vec<Request<'a>>,
    waivers: Vec<Waiver<'a>>,
}

/// Something that a person is asked for.
#[derive(Serialize)]
struct Request<'a> {
    item: Option<Named<'a>>,
    gate: Option<(Anchor, &'a str)>,
    who: String,
    why: Vec<String>,
    next: String,
    is_held: bool,
}

/// Something that need not hold, as a person signed.
#[derive(Serialize)]
struct Waiver<'a> {
    what: String,
    shows: Mark,
    by: &'a str,
    on: String,
    owner: &'a str,
    reason: &'a str,
}

impl<'a> People<'a> {
    pub(super) fn new(ground: Ground<'a>) -> Self {
        let report = ground.account.report;
        let requests = judge::requests(ground.account.plan, ground.scene.config, report);
        let requests = requests.into_iter().map(|request| self::request(ground, request));
        let waivers = report.verdicts.people.waivers().map(|it| waiver(ground, it));
        Self { requests: requests.collect(), waivers: waivers.collect() }
    }
}

fn request<'a>(ground: Ground<'a>, request: judge::Request<'a>) -> Request<'a> {
    let (item, gate) = match request.about {
        RequestAbout::Item(key) => (Some(Named::of(ground, key)), None),
        RequestAbout::Gate(name) => (None, Some((Anchor::of_gate(name), name.as_str()))),
    };
    let who = match request.who.as_slice() {
        [] => "anyone who is listed".to_owned(),
        who => who.join(" or "),
    };
    let is_held = request.readiness == Readiness::Held;
    Request { item, gate, who, why: request.why, next: request.next, is_held }
}

fn waiver<'a>(ground: Ground<'a>, heard: &'a HeardWaiver) -> Waiver<'a> {
    let waiver = &heard.waiver;
    let what = match &waiver.of {
        Waived::Gate { gate, .. } => format!("gate {gate}"),
        Waived::Criterion { item, text } => format!("{} {}: {text}", item.kind, item.id),
    };
    let until = match waiver.extent {
        WaiverExtent::Until(day) => format!("until {day}"),
        WaiverExtent::NotApplicable => "does not apply".to_owned(),
    };
    let state = ground.scene.verdicts.today.map(|today| WaivedState::of(heard, today));
    let (mark, text) = match state {
        Some(WaivedState::Until(_) | WaivedState::NotApplicable) => (("◇", Ink::Doubt), until),
        Some(WaivedState::Ended(day)) => (("✗", Ink::Bad), format!("ended on {day}")),
        None => (("?", Ink::Doubt), format!("{until}, and what day it is is not known")),
    };
    Waiver {
        what,
        shows: Mark::new(mark, text),
        by: &heard.voice.principal,
        on: day(heard.voice.at),
        owner: &waiver.owner,
        reason: &waiver.reason,
    }
}
