//! The names that things have in links into the report.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    gate::GateName,
    plan::{ItemKey, Plan},
    render::escape,
};

/// Names that the report itself gives, beside all that begin with [`OWN`].
const TAKEN: [&str; 14] = [
    "top",
    "main",
    "board",
    "items",
    "gates",
    "people",
    "past",
    "graph",
    "decisions",
    "registers",
    "problems",
    "search",
    "search-form",
    "found",
];

/// What the pictures and the page itself begin their names with.
const OWN: [&str; 3] = ["mp-", "milepost-", "gate:"];

/// A place in the report, as its name and as what a link to it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Anchor {
    id: String,
    href: String,
}

impl Anchor {
    fn new(id: String) -> Self {
        let href = format!("#{}", escape::uri(&id));
        Self { id, href }
    }

    /// A gate of that name.
    pub(super) fn of_gate(gate: &GateName) -> Self {
        Self::new(format!("gate:{}", plain(gate.as_str())))
    }
}

/// A name for every item, each once: its id, as far as nothing before it has that.
pub(super) struct Anchors<'a> {
    of: BTreeMap<&'a ItemKey, Anchor>,
}

impl<'a> Anchors<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let mut taken: BTreeMap<String, u32> = TAKEN.map(|name| (name.to_owned(), 1)).into();
        // Where several have one name, work is what one looks for.
        let (work, rest): (Vec<_>, Vec<_>) = plan.items.keys().partition(|key| key.kind.is_work());
        let keys = work.into_iter().chain(rest);
        let of = keys.map(|key| (key, free(key.name.as_str(), &mut taken))).collect();
        Self { of }
    }

    /// The place of an item.
    pub(super) fn of(&self, key: &ItemKey) -> Option<&Anchor> {
        self.of.get(key)
    }
}

fn free(name: &str, taken: &mut BTreeMap<String, u32>) -> Anchor {
    let plain = plain(name);
    let is_own = plain.is_empty() || OWN.iter().any(|own| plain.starts_with(own));
    let mut id = if is_own { format!("item-{plain}") } else { plain };
    loop {
        let times = taken.entry(id.clone()).or_default();
        *times += 1;
        if *times == 1 {
            return Anchor::new(id);
        }
        id = format!("{id}~{times}");
    }
}

/// Without white space, which no name may have, and without what cannot be seen.
fn plain(name: &str) -> String {
    let dash = |c: char| if c.is_whitespace() { '-' } else { c };
    name.trim().chars().map(dash).filter(|c| !escape::is_hostile(*c)).take(80).collect()
}
