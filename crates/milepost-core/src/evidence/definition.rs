//! What an item is agreed to mean: the state of a plan that people approve and hold changes against.
//!
//! Boxes, status words, owners, dates and prose are no part of it. How it is made from a plan is in
//! `judge`, how two of them differ in `agreed::goalposts`.

use std::collections::BTreeMap;

use crate::{
    digest::{Digest, Framed},
    evidence::ItemName,
    gate::{Enforcement, GateName},
};

/// What an item is agreed to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The item.
    pub item: ItemName,
    /// Its title; told, and not binding.
    pub title: Box<str>,
    /// When it should be reached, as the document says; told, and not binding.
    pub target: Option<Box<str>>,
    /// What must hold, in the order of the document.
    pub criteria: Vec<DefinedCriterion>,
    /// The work that it consists of, sorted by name; parts of parts among them.
    pub parts: Vec<DefinedPart>,
    /// What must be there before, sorted.
    pub depends_on: Vec<ItemName>,
    /// The gates that all of this rests on, sorted by name.
    pub gates: Vec<DefinedGate>,
}

/// A criterion of an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DefinedCriterion {
    /// What must hold, white space made plain.
    pub text: Box<str>,
    /// The gate it is bound to; none where a person answers.
    pub gate: Option<GateName>,
}

/// A part of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinedPart {
    /// The part.
    pub item: ItemName,
    /// The paths that it delivers, as written, sorted.
    pub scope: Vec<Box<str>>,
    /// What must hold of it, in the order of the document.
    pub criteria: Vec<DefinedCriterion>,
}

/// A gate as it was when something was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinedGate {
    /// Its name.
    pub name: GateName,
    /// The digest of its definition; none where no such gate was defined.
    pub definition: Option<Digest>,
    /// Whether criteria may rest on it.
    pub enforcement: Enforcement,
    /// What the definition says, aspect by aspect, as `require` or `timeout`: for people, and to say
    /// what changed.
    pub aspects: BTreeMap<Box<str>, Vec<Box<str>>>,
}

impl DefinedCriterion {
    /// A criterion with its text made plain, so that wrapping a line changes nothing.
    pub fn new(text: &str, gate: Option<GateName>) -> Self {
        Self { text: plain(text), gate }
    }
}

/// A text with single spaces between its words.
pub fn plain(text: &str) -> Box<str> {
    text.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

impl Definition {
    /// The digest of all that binds.
    pub fn digest(&self) -> Digest {
        let mut framed = Framed::new("definition/1");
        name(&mut framed, &self.item);
        criteria(&mut framed, &self.criteria);
        count(&mut framed, self.parts.len());
        for part in &self.parts {
            name(&mut framed, &part.item);
            framed.list(part.scope.iter().map(|path| &**path));
            criteria(&mut framed, &part.criteria);
        }
        count(&mut framed, self.depends_on.len());
        for on in &self.depends_on {
            name(&mut framed, on);
        }
        count(&mut framed, self.gates.len());
        for gate in &self.gates {
            let definition = gate.definition.map(|digest| digest.to_string());
            framed.text(gate.name.as_str()).option(definition.as_deref());
            framed.text(gate.enforcement.as_str());
        }
        framed.digest()
    }
}

fn name(framed: &mut Framed, item: &ItemName) {
    framed.text(item.scope.as_str()).text(&item.kind).text(item.id.as_str());
}

fn criteria(framed: &mut Framed, criteria: &[DefinedCriterion]) {
    count(framed, criteria.len());
    for criterion in criteria {
        framed.text(&criterion.text).option(criterion.gate.as_ref().map(GateName::as_str));
    }
}

fn count(framed: &mut Framed, count: usize) {
    framed.text(&count.to_string());
}
