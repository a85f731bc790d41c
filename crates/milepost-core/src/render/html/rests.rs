//! What rests on what, in the report: the picture, and the same in words.

use minijinja::Value;
use serde::Serialize;

use super::Ground;
use crate::{
    graph::{Asked, Extent, Graph},
    render::{svg, thing, words},
};

/// More than that is drawn by its wholes alone, or not at all.
const MOST: usize = 150;
/// So many things that hold others back are named.
const HOLDERS: usize = 8;

/// What rests on what.
#[derive(Serialize)]
pub(super) struct Rests {
    picture: Option<Value>,
    note: Option<String>,
    path: Option<(String, String)>,
    circles: Vec<String>,
    holders: Vec<Holder>,
}

#[derive(Serialize)]
struct Holder {
    name: String,
    holds: String,
    why: String,
    next: Option<String>,
}

impl Rests {
    pub(super) fn new(ground: Ground<'_>) -> Self {
        let account = ground.account;
        let drawn = |extent| {
            let asked = Asked { extent, ..Asked::default() };
            Graph::new(account.plan, account.report, &asked)
        };
        let whole = drawn(Extent::default());
        let coarse = (whole.things.len() > MOST)
            .then(|| drawn(Extent { only_wholes: true, ..Extent::default() }));
        let shown = coarse.as_ref().unwrap_or(&whole);
        let is_drawn = !shown.things.is_empty() && shown.things.len() <= 2 * MOST;
        let picture = is_drawn.then(|| Value::from_safe_string(svg::graph(account, shown)));
        let note = (coarse.is_some() && !shown.things.is_empty()).then(|| {
            let all = words::count(whole.things.len(), "thing");
            let what = if is_drawn { "phases and milestones are drawn" } else { "none is drawn" };
            format!("of {all}, {what}: `milepost graph ID` draws what is around one")
        });
        let holders = whole.holders.iter().take(HOLDERS).map(|holder| Holder {
            name: thing::name(account, holder.thing).to_owned(),
            holds: words::count(holder.holds, "piece"),
            why: thing::why(account, holder.thing, &holder.why),
            next: thing::next(holder.thing, &holder.why),
        });
        Self {
            picture,
            note,
            path: thing::path(account, &whole.path),
            circles: thing::circles(account, &whole),
            holders: holders.collect(),
        }
    }
}
