//! What rules about moved goals share: where a change is seen, and what settles it.

use crate::{
    agreed::{AgreedBy, Change, Demand, Moved},
    diag::Place,
    evidence::{ItemName, plain},
    gate::GateName,
    lint::at_gate,
    plan::Item,
    scene::Scene,
    text::{RepoPath, Span},
    verdict::item_name,
};

/// Where a change is seen: at the criterion, part or gate that is another one, else at the item.
pub(crate) fn place(scene: &Scene<'_>, moved: &Moved<'_>) -> Place {
    let at_text = match &moved.change {
        Change::CriterionReworded { of, after: text, .. }
        | Change::CriterionAdded { of, text }
        | Change::CriterionRebound { of, text, .. } => criterion(scene, of, text),
        Change::CriterionRemoved { .. }
        | Change::PartRemoved(_)
        | Change::PartAdded(_)
        | Change::ScopeChanged { .. }
        | Change::DependencyRemoved(_)
        | Change::DependencyAdded(_)
        | Change::GateUndefined(_)
        | Change::GateDefined(_)
        | Change::GateChanged { .. }
        | Change::RuleChanged { .. }
        | Change::TestsDropped { .. }
        | Change::Enforcement { .. }
        | Change::ItemGone(_)
        | Change::TargetMoved { .. } => None,
    };
    let at_gate = || moved.change.gate().and_then(|name| gate(scene, name));
    let at_part = || moved.change.item().and_then(|name| at_item(scene, name));
    at_text
        .or_else(at_gate)
        .or_else(at_part)
        .or_else(|| at_item(scene, &moved.item))
        .unwrap_or_else(|| elsewhere(scene, &moved.item))
}

fn gate(scene: &Scene<'_>, name: &GateName) -> Option<Place> {
    scene.config.gates.get(name).map(|gate| at_gate::in_config(gate.span))
}

/// The item of that name, if it is still there.
pub(crate) fn item<'a>(scene: &Scene<'a>, name: &ItemName) -> Option<&'a Item> {
    scene.plan.find(name.id.as_str()).into_iter().find(|item| item_name(&item.key) == *name)
}

fn criterion(scene: &Scene<'_>, of: &ItemName, text: &str) -> Option<Place> {
    let item = item(scene, of)?;
    scene.plan.claims(item).find_map(|(document, claim)| {
        let found = claim.criteria.iter().find(|criterion| *plain(&criterion.text) == *text)?;
        Some(Place { path: document.path.clone(), span: found.span })
    })
}

fn at_item(scene: &Scene<'_>, name: &ItemName) -> Option<Place> {
    let (document, claim) = scene.plan.claims(item(scene, name)?).next()?;
    Some(Place { path: document.path.clone(), span: claim.name_span })
}

/// What is nowhere is told of the first document where it could have been.
pub(crate) fn elsewhere(scene: &Scene<'_>, name: &ItemName) -> Place {
    let documents = &scene.plan.documents;
    let near = documents.iter().find(|document| document.scope == name.scope);
    match near.or_else(|| documents.first()) {
        Some(document) => Place { path: RepoPath::clone(&document.path), span: Span::default() },
        None => at_gate::in_config(Span::default()),
    }
}

/// When something was agreed, and by whom.
pub(crate) fn agreed(scene: &Scene<'_>, moved: &Moved<'_>) -> String {
    let agreed = &moved.agreed;
    let day = agreed.at.to_zoned(scene.clock.zone.clone()).date();
    match (agreed.kind, &*agreed.by) {
        (AgreedBy::Approval, by) => format!("approved on {day} by `{by}`"),
        (AgreedBy::Baseline, "") => format!("baseline of {day}"),
        (AgreedBy::Baseline, by) => format!("baseline of {day} by `{by}`"),
    }
}

/// What would settle it.
pub(crate) fn help(scene: &Scene<'_>, moved: &Moved<'_>) -> String {
    let names = match moved.change.gate() {
        Some(gate) => format!("`{}` or `gate:{gate}`", moved.item.id),
        None => format!("`{}`", moved.item.id),
    };
    let how = match (scene.base, moved.demand) {
        (Some(base), Demand::Word | Demand::Signature) => {
            format!("accepted over the signature of someone whom `{}` lets approve", base.name)
        }
        (None, Demand::Word) => "accepted".to_owned(),
        (None, Demand::Signature) => {
            "accepted over the signature of someone who may approve".to_owned()
        }
    };
    format!(
        "restore it, or let a decision that names {names} be {how}: `milepost decide \"…\" \
         --affects {}`, then `milepost decide ID --accept`",
        moved.item.id
    )
}
