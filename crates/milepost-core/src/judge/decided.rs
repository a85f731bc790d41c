//! Where every decision stands, to be shown.

use crate::{
    agreed::decisions::{self, Acceptance, DecisionState},
    evidence::Affected,
    gate::GateName,
    plan::{Item, ItemKey, ItemKind},
    scene::Scene,
    verdict::{Verdict, said_by},
};

/// Where a decision stands.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionLine {
    /// What became of it, as one word.
    pub word: &'static str,
    /// What became of it, by whom and when.
    pub state: String,
    /// What it names, sorted.
    pub affects: Vec<Affected>,
    /// The gate that shows whether it is kept, with what that says and why.
    pub confirmation: Option<(GateName, Verdict, Vec<String>)>,
}

/// Every decision of a plan, in its order.
pub(super) fn lines(scene: &Scene<'_>) -> Vec<(ItemKey, DecisionLine)> {
    let decisions = scene.plan.items.values().filter(|it| it.key.kind == ItemKind::Decision);
    decisions.map(|item| (item.key.clone(), line(scene, item))).collect()
}

fn line(scene: &Scene<'_>, item: &Item) -> DecisionLine {
    let confirmation = decisions::confirmation(scene.plan, item).map(|gate| {
        let bound = scene.verdicts.bound(&gate);
        let undefined = || vec![format!("gate `{gate}` is not defined in milepost.toml")];
        let (verdict, reasons) =
            bound.map_or_else(|| (Verdict::Missing, undefined()), |it| (it.verdict, it.reasons));
        (gate, verdict, reasons)
    });
    let (word, state) = state(scene, item);
    DecisionLine {
        word,
        state,
        affects: decisions::affects(scene.plan, scene.config, item),
        confirmation,
    }
}

fn state(scene: &Scene<'_>, item: &Item) -> (&'static str, String) {
    let day = |at: jiff::Timestamp| at.to_zoned(scene.clock.zone.clone()).date();
    let people = &scene.verdicts.people;
    match decisions::decision_state(scene.plan, scene.config, people, item) {
        DecisionState::Open => ("open", "nothing is recorded of it".to_owned()),
        DecisionState::Accepted { heard, acceptance } => {
            let is_same = heard.decided.text == decisions::decision_text(scene.plan, item);
            let words = if is_same { "" } else { ", in other words than these" };
            let by = match &acceptance {
                Acceptance::Signed(voice) => format!("by {}", said_by(voice)),
                Acceptance::Plain { by } if by.is_empty() => "by word alone".to_owned(),
                Acceptance::Plain { by } => format!("by word alone, of `{by}`"),
            };
            ("accepted", format!("accepted on {} {by}{words}", day(heard.at)))
        }
        DecisionState::Rejected { heard } => ("rejected", format!("rejected on {}", day(heard.at))),
        DecisionState::Superseded { by } => ("superseded", format!("superseded by {}", by.id)),
    }
}
