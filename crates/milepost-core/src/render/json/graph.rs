//! Graphs on the wire. Ties, circles and ways name things by their places in `things`, or whole.

use serde::Serialize;

use crate::{
    graph::{self, Measure, Thing, Tie},
    render::{
        Account,
        json::item::Key,
        thing::{self, Label},
    },
    verdict::Verdict,
};

#[derive(Serialize)]
pub(super) struct Graph<'a> {
    things: Vec<Drawn<'a>>,
    ties: Vec<Wire>,
    circles: &'a [Vec<usize>],
    about: &'a [usize],
    #[serde(rename = "criticalPath")]
    critical_path: Path<'a>,
    held: Vec<Held<'a>>,
    holders: Vec<Holder<'a>>,
    beyond: usize,
}

/// One thing. Work has a standing, gates have a verdict, blockers are open.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Drawn<'a> {
    #[serde(flatten)]
    name: Key<'a>,
    title: &'a str,
    status_raw: Option<&'a str>,
    standing: Option<&'static str>,
    verdict: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    first: usize,
    then: usize,
    kind: &'static str,
    critical: bool,
    circle: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Path<'a> {
    measure: &'static str,
    minutes: Option<u64>,
    without_estimate: Option<usize>,
    items: Vec<Key<'a>>,
}

#[derive(Serialize)]
struct Held<'a> {
    item: Key<'a>,
    by: Vec<Chain<'a>>,
}

/// From what is held down to what holds it.
#[derive(Serialize)]
struct Chain<'a> {
    way: Vec<Key<'a>>,
    why: String,
    next: Option<String>,
}

#[derive(Serialize)]
struct Holder<'a> {
    item: Key<'a>,
    why: String,
    next: Option<String>,
    holds: usize,
}

impl<'a> Graph<'a> {
    pub(super) fn new(account: &Account<'a>, graph: &'a graph::Graph<'a>) -> Self {
        let held = graph.held.iter().map(|held| Held {
            item: key(held.thing),
            by: held.by.iter().map(|it| Chain::new(account, it)).collect(),
        });
        let holders = graph.holders.iter().map(|holder| Holder {
            item: key(holder.thing),
            why: thing::why(account, holder.thing, &holder.why),
            next: thing::next(holder.thing, &holder.why),
            holds: holder.holds,
        });
        Self {
            things: graph.things.iter().map(|it| Drawn::new(account, *it)).collect(),
            ties: graph.ties.iter().map(Wire::new).collect(),
            circles: &graph.circles,
            about: &graph.about,
            critical_path: Path::new(&graph.path),
            held: held.collect(),
            holders: holders.collect(),
            beyond: graph.beyond,
        }
    }
}

fn key(thing: Thing<'_>) -> Key<'_> {
    match thing {
        Thing::Work { item, .. } | Thing::Blocker { item } => Key::from(&item.key),
        Thing::Gate { name, .. } => Key::gate(name),
    }
}

impl<'a> Drawn<'a> {
    fn new(account: &Account<'a>, thing: Thing<'a>) -> Self {
        let label = Label::of(account, thing);
        let verdict = match thing {
            Thing::Gate { verdict, .. } => {
                Some(verdict.map_or(Verdict::Missing, |gate| gate.verdict).as_str())
            }
            Thing::Work { .. } | Thing::Blocker { .. } => None,
        };
        Self {
            name: key(thing),
            title: label.title,
            status_raw: label.says,
            standing: thing.judged().map(|judged| judged.standing.as_str()),
            verdict,
        }
    }
}

impl Wire {
    fn new(tie: &Tie) -> Self {
        Self {
            first: tie.first,
            then: tie.then,
            kind: tie.kind.as_str(),
            critical: tie.is_critical,
            circle: tie.is_in_circle,
        }
    }
}

impl<'a> Path<'a> {
    fn new(path: &'a graph::Path<'a>) -> Self {
        let (measure, minutes, without_estimate) = match path.measure {
            Measure::Estimates { minutes, without } => ("estimates", Some(minutes), Some(without)),
            Measure::Count => ("count", None, None),
        };
        let items = path.items.iter().map(|item| Key::from(&item.key)).collect();
        Self { measure, minutes, without_estimate, items }
    }
}

impl<'a> Chain<'a> {
    fn new(account: &Account<'_>, chain: &'a graph::Chain<'a>) -> Self {
        let last = chain.way.last().copied();
        let told =
            last.map(|last| (thing::why(account, last, &chain.why), thing::next(last, &chain.why)));
        let (why, next) = told.unwrap_or_default();
        Self { way: chain.way.iter().map(|it| key(*it)).collect(), why, next }
    }
}
