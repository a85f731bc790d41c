//! What an item was agreed to mean, as statements carry it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    evidence::{
        DefinedCriterion, DefinedGate, DefinedPart, Definition,
        wire::{
            WhyUnread,
            part::{self, Described, Gate, Item, boxed, owned, wrong},
        },
    },
    gate::{Enforcement, GateName},
};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WireDefinition {
    digest: part::DigestSet,
    item: Item,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    criteria: Vec<Criterion>,
    parts: Vec<Part>,
    depends_on: Vec<Item>,
    gates: Vec<WireGate>,
}

#[derive(Serialize, Deserialize)]
struct Criterion {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Part {
    item: Item,
    scope: Vec<String>,
    criteria: Vec<Criterion>,
}

#[derive(Serialize, Deserialize)]
struct WireGate {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    definition: Option<Described>,
    enforcement: String,
    aspects: BTreeMap<String, Vec<String>>,
}

impl WireDefinition {
    pub(super) fn new(definition: &Definition) -> Self {
        let Definition { item, title, target, criteria, parts, depends_on, gates } = definition;
        Self {
            digest: definition.digest().into(),
            item: Item::new(item),
            title: title.to_string(),
            target: target.as_ref().map(ToString::to_string),
            criteria: criteria.iter().map(Criterion::new).collect(),
            parts: parts.iter().map(Part::new).collect(),
            depends_on: depends_on.iter().map(Item::new).collect(),
            gates: gates.iter().map(WireGate::new).collect(),
        }
    }

    pub(super) fn read(&self) -> Result<Definition, WhyUnread> {
        let definition = Definition {
            item: self.item.read()?,
            title: self.title.as_str().into(),
            target: self.target.as_deref().map(Into::into),
            criteria: read_criteria(&self.criteria)?,
            parts: self.parts.iter().map(Part::read).collect::<Result<_, _>>()?,
            depends_on: self.depends_on.iter().map(Item::read).collect::<Result<_, _>>()?,
            gates: self.gates.iter().map(WireGate::read).collect::<Result<_, _>>()?,
        };
        if definition.digest() != self.digest.read("definition.digest")? {
            return Err(wrong("definition.digest", "is not that of the definition"));
        }
        Ok(definition)
    }
}

impl Criterion {
    fn new(criterion: &DefinedCriterion) -> Self {
        let DefinedCriterion { text, gate } = criterion;
        Self { text: text.to_string(), gate: gate.as_ref().map(ToString::to_string) }
    }

    fn read(&self) -> Result<DefinedCriterion, WhyUnread> {
        let gate = self.gate.as_deref().map(part::gate_name).transpose()?;
        Ok(DefinedCriterion { text: self.text.as_str().into(), gate })
    }
}

fn read_criteria(criteria: &[Criterion]) -> Result<Vec<DefinedCriterion>, WhyUnread> {
    criteria.iter().map(Criterion::read).collect()
}

impl Part {
    fn new(part: &DefinedPart) -> Self {
        let DefinedPart { item, scope, criteria } = part;
        Self {
            item: Item::new(item),
            scope: owned(scope),
            criteria: criteria.iter().map(Criterion::new).collect(),
        }
    }

    fn read(&self) -> Result<DefinedPart, WhyUnread> {
        Ok(DefinedPart {
            item: self.item.read()?,
            scope: boxed(&self.scope),
            criteria: read_criteria(&self.criteria)?,
        })
    }
}

impl WireGate {
    fn new(gate: &DefinedGate) -> Self {
        let DefinedGate { name, definition, enforcement, aspects } = gate;
        let Gate { id, definition } = Gate::new(name, *definition);
        let aspects = aspects.iter().map(|(name, values)| (name.to_string(), owned(values)));
        Self {
            id,
            definition,
            enforcement: enforcement.as_str().to_owned(),
            aspects: aspects.collect(),
        }
    }

    fn read(&self) -> Result<DefinedGate, WhyUnread> {
        let name: GateName = part::gate_name(&self.id)?;
        let definition = self.definition.as_ref();
        let definition = definition.map(|it| it.digest.read("gates.definition")).transpose()?;
        let enforcement = [Enforcement::Blocking, Enforcement::Advisory]
            .into_iter()
            .find(|it| it.as_str() == self.enforcement)
            .ok_or(wrong("gates.enforcement", "is no enforcement"))?;
        let aspects = self.aspects.iter();
        let aspects = aspects.map(|(name, values)| (name.as_str().into(), boxed(values)));
        Ok(DefinedGate { name, definition, enforcement, aspects: aspects.collect() })
    }
}
