//! What an item is agreed to mean, made from the plan and the configuration of this moment.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    config::Config,
    dependencies,
    evidence::{DefinedCriterion, DefinedGate, DefinedPart, Definition, plain},
    gate::{Check, ControlKind, Gate, GateName, ReviewCheck, RunCheck},
    pass::PassRule,
    plan::{Binding, Cited, Claim, Item, ItemKey, ItemKind, Plan},
    repository::scopes,
    verdict::item_name,
};

/// How deep parts are followed.
const DEEPEST: usize = 32;

/// What an item means here and now.
pub fn definition(plan: &Plan, config: &Config, item: &Item) -> Definition {
    let parts: Vec<&Item> = parts(plan, item);
    let mut gates = BTreeSet::new();
    let own = criteria(plan, item, &mut gates);
    let parts = parts.into_iter().map(|part| DefinedPart {
        item: item_name(&part.key),
        scope: scope(plan, part),
        criteria: criteria(plan, part, &mut gates),
    });
    let parts = parts.collect();
    let mut depends_on: Vec<_> = dependencies::of(plan, item)
        .into_iter()
        .filter(|dependency| dependency.on != item.key)
        .map(|dependency| item_name(&dependency.on))
        .collect();
    depends_on.sort();
    let (title, target) = told(plan, item);
    Definition {
        item: item_name(&item.key),
        title,
        target,
        criteria: own,
        parts,
        depends_on,
        gates: gates.into_iter().map(|name| defined_gate(config, name)).collect(),
    }
}

/// The work below an item without tasks, sorted by key.
fn parts<'a>(plan: &'a Plan, item: &'a Item) -> Vec<&'a Item> {
    let mut found: BTreeMap<&ItemKey, &Item> = BTreeMap::new();
    let mut open = vec![(&item.key, DEEPEST)];
    while let Some((key, depth)) = open.pop() {
        for part in plan.children(key).filter(|part| is_part(part)) {
            if part.key != item.key && found.insert(&part.key, part).is_none() && depth > 0 {
                open.push((&part.key, depth - 1));
            }
        }
    }
    found.into_values().collect()
}

fn is_part(item: &Item) -> bool {
    item.key.kind.is_work() && item.key.kind != ItemKind::Task
}

fn criteria(plan: &Plan, item: &Item, gates: &mut BTreeSet<GateName>) -> Vec<DefinedCriterion> {
    let mut found: Vec<DefinedCriterion> = Vec::new();
    for (_, claim) in plan.claims(item) {
        for criterion in &claim.criteria {
            let gate = match &criterion.binding {
                Binding::Gate { gate, .. } => Some(gate.clone()),
                Binding::Suggested { .. } | Binding::Review => None,
            };
            gates.extend(gate.clone());
            let criterion = DefinedCriterion::new(&criterion.text, gate);
            if !found.contains(&criterion) {
                found.push(criterion);
            }
        }
    }
    found
}

/// The paths of an item's scope, as they are written, sorted and each once.
pub(crate) fn scope(plan: &Plan, item: &Item) -> Vec<Box<str>> {
    let claims = plan.claims(item).map(|(_, claim)| claim);
    let mut found: Vec<Box<str>> = claims.flat_map(scope_of).collect();
    found.sort();
    found.dedup();
    found
}

/// The scopes of all items that have a criterion which only a person can answer: what such answers
/// are about.
pub fn answered_scopes(plan: &Plan) -> BTreeSet<Vec<Box<str>>> {
    let is_answered = |item: &&Item| {
        let mut criteria = plan.claims(item).flat_map(|(_, claim)| &claim.criteria);
        criteria.any(|criterion| criterion.binding == Binding::Review)
    };
    let scopes = plan.items.values().filter(is_answered).map(|item| scope(plan, item));
    scopes.filter(|scope| !scope.is_empty()).collect()
}

fn scope_of(claim: &Claim) -> Vec<Box<str>> {
    let path = |cited: &Cited| match cited {
        Cited::Path(path) | Cited::Glob(path) => Some(path.clone()),
        Cited::Commit(_)
        | Cited::Tag(_)
        | Cited::Url(_)
        | Cited::Issue(_)
        | Cited::Placeholder(_) => None,
    };
    scopes(claim).iter().filter_map(path).collect()
}

/// Title and target, from the first claims that have them.
fn told(plan: &Plan, item: &Item) -> (Box<str>, Option<Box<str>>) {
    let mut title: Box<str> = "".into();
    let mut target = None;
    for (_, claim) in plan.claims(item) {
        if title.is_empty() {
            title = plain(&claim.title);
        }
        target = target.or_else(|| claim.field("target").map(|field| plain(&field.value)));
    }
    (title, target)
}

pub(super) fn defined_gate(config: &Config, name: GateName) -> DefinedGate {
    let Some(gate) = config.gates.get(&name) else {
        let enforcement = crate::gate::Enforcement::default();
        return DefinedGate { name, definition: None, enforcement, aspects: BTreeMap::new() };
    };
    DefinedGate {
        name,
        definition: Some(gate.definition()),
        enforcement: gate.enforcement,
        aspects: aspects(gate),
    }
}

/// What a gate says, for people. Its digest is what binds.
pub fn aspects(gate: &Gate) -> BTreeMap<Box<str>, Vec<Box<str>>> {
    let mut aspects = match &gate.check {
        Check::Run(check) => of_run(check),
        Check::Review(check) => of_review(check),
    };
    aspects.retain(|(_, values)| !values.is_empty());
    aspects.into_iter().map(|(name, values)| (name.into(), values)).collect()
}

type Aspect = (&'static str, Vec<Box<str>>);

fn of_run(check: &RunCheck) -> Vec<Aspect> {
    let texts = |texts: &mut dyn Iterator<Item = &str>| texts.map(Into::into).collect();
    let controls = check.controls.iter().map(|control| {
        let kind = match control.kind {
            ControlKind::Good => "good",
            ControlKind::Bad { .. } => "bad",
        };
        format!("{kind}: {}", control.name).into()
    });
    let reports = check.reports.iter();
    let reports = reports.map(|it| format!("{} {}", it.format.as_str(), it.place.as_str()).into());
    let inputs = check.inputs.iter().flat_map(crate::globs::Globs::patterns);
    vec![
        ("run", vec![check.run.to_string().into()]),
        ("prepare", check.prepare.iter().map(|it| it.to_string().into()).collect()),
        ("folder", check.folder.iter().map(|it| it.as_str().into()).collect()),
        ("require", texts(&mut check.require.iter().map(PassRule::as_str))),
        ("reports", reports.collect()),
        ("inputs", texts(&mut inputs.into_iter())),
        ("compare", check.compare.iter().map(|it| it.to_string().into()).collect()),
        ("timeout", vec![format!("{} s", check.timeout.as_secs()).into()]),
        ("max-age", check.max_age.iter().map(|it| format!("{} s", it.as_secs()).into()).collect()),
        ("greens", vec![check.greens.to_string().into()]),
        ("controls", controls.collect()),
    ]
}

fn of_review(check: &ReviewCheck) -> Vec<Aspect> {
    let inputs = check.inputs.iter().flat_map(crate::globs::Globs::patterns);
    vec![
        ("by", check.by.clone()),
        ("checklist", check.checklist.clone()),
        ("inputs", inputs.map(Into::into).collect()),
        ("max-age", check.max_age.iter().map(|it| format!("{} s", it.as_secs()).into()).collect()),
    ]
}
