//! What rests on what: work, the blockers that hold it, and the gates that show it, as a graph.
//!
//! A tie leads from what must be shown first to what waits for it. The graph says which chain of
//! unproven work is the longest, what holds an item back, and which things wait for each other. It
//! knows nothing of how it is drawn.

mod held;
mod path;
#[cfg(test)]
mod tests;
mod ties;
mod view;

pub use held::{Chain, Held, Holder, Why};
pub use path::{Measure, Path};
pub use ties::Extent;

use crate::{
    gate::GateName,
    judge::{Judged, Report, Standing},
    plan::{Item, ItemKey, ItemKind, Plan},
    verdict::GateVerdict,
};

/// What rests on what.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph<'a> {
    /// Everything that is in it: work in plan order, then blockers, then gates.
    pub things: Vec<Thing<'a>>,
    /// What leads to what, in order.
    pub ties: Vec<Tie>,
    /// Things that wait for each other: the shortest way round of each circle.
    pub circles: Vec<Vec<usize>>,
    /// The longest chain of work that is not proven.
    pub path: Path<'a>,
    /// What the graph is about; empty where it is about everything.
    pub about: Vec<usize>,
    /// What holds each of these back.
    pub held: Vec<Held<'a>>,
    /// What holds most back, the heaviest first.
    pub holders: Vec<Holder<'a>>,
    /// How many things the graph leaves out because they are too far from what it is about.
    pub beyond: usize,
}

/// One thing in a graph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Thing<'a> {
    /// A work item.
    Work {
        /// The item.
        item: &'a Item,
        /// Where it stands.
        judged: &'a Judged,
    },
    /// A blocker that is open.
    Blocker {
        /// The item.
        item: &'a Item,
    },
    /// A gate that criteria are bound to.
    Gate {
        /// Its name.
        name: &'a GateName,
        /// What evidence says of it; nothing where `milepost.toml` does not define it.
        verdict: Option<&'a GateVerdict>,
    },
}

impl<'a> Thing<'a> {
    /// The item, where it is one.
    pub fn item(self) -> Option<&'a Item> {
        match self {
            Self::Work { item, .. } | Self::Blocker { item } => Some(item),
            Self::Gate { .. } => None,
        }
    }

    /// The judgement, where it is work.
    pub fn judged(self) -> Option<&'a Judged> {
        match self {
            Self::Work { judged, .. } => Some(judged),
            Self::Blocker { .. } | Self::Gate { .. } => None,
        }
    }

    /// Whether nothing is left to show of it. Tasks are bookkeeping: what is said of them settles them.
    fn is_settled(self) -> bool {
        match self {
            Self::Work { item, judged } => match judged.standing {
                Standing::Proven | Standing::Done { .. } => true,
                Standing::Claimed
                | Standing::Suspended
                | Standing::OutOfScope
                | Standing::Superseded
                | Standing::Rejected => item.key.kind == ItemKind::Task || is_delivered(judged),
                Standing::Planned
                | Standing::Ready
                | Standing::InProgress
                | Standing::Blocked { .. }
                | Standing::Contradicted
                | Standing::Waiting
                | Standing::Unanswered
                | Standing::Unchecked { .. }
                | Standing::Regressed { .. } => is_delivered(judged),
            },
            Self::Blocker { .. } => false,
            Self::Gate { verdict, .. } => verdict.is_some_and(|it| it.verdict.satisfies()),
        }
    }
}

/// Whether a deliverable that nothing proves is there, which is all that its whole asks of it.
fn is_delivered(judged: &Judged) -> bool {
    judged.key.kind == ItemKind::Deliverable && judged.missing.is_empty()
}

/// That one thing must be shown before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// What must be shown.
    pub first: usize,
    /// What waits for it.
    pub then: usize,
    /// Why.
    pub kind: TieKind,
    /// Whether both are next to each other on the critical path.
    pub is_critical: bool,
    /// Whether both wait for each other.
    pub is_in_circle: bool,
}

/// Why one thing must be shown before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TieKind {
    /// The other one depends on it, by the words of a document.
    Waits,
    /// It is a part of the other one.
    Part,
    /// It is a blocker that names the other one.
    Blocks,
    /// It is a gate that a criterion of the other one is bound to.
    Shows,
}

impl TieKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Waits, Self::Part, Self::Blocks, Self::Shows];

    /// The word for it, as every output format writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waits => "depends",
            Self::Part => "part",
            Self::Blocks => "blocks",
            Self::Shows => "shows",
        }
    }
}

/// What a graph is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The items that it is about; all where there are none.
    pub about: Vec<ItemKey>,
    /// How many ties away things may be from what it is about; any number where that is not said.
    pub depth: Option<usize>,
    /// What is in it.
    pub extent: Extent,
}

impl<'a> Graph<'a> {
    /// Draws the graph of a judged plan.
    pub fn new(plan: &'a Plan, report: &'a Report, asked: &Asked) -> Self {
        let whole = ties::Whole::new(plan, report, asked);
        let path = path::longest(plan, &whole);
        let held = whole.about.iter().filter_map(|at| held::of(&whole, *at)).collect();
        let holders = if asked.about.is_empty() { held::holders(&whole) } else { Vec::new() };
        view::of(&whole, path, held, holders, asked)
    }
}
