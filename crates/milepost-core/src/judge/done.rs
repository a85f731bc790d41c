//! What is recorded once an item is proven, so that it can be told later that it was.

use crate::{
    config::Config,
    digest::{Digest, Framed},
    evidence::Event,
    gate::Check,
    id::CommitId,
    judge::{Judged, Report, Standing},
    verdict::item_name,
};

/// The events for items that are proven here and were not before.
///
/// An item that a person must still approve is not done by being shown.
pub fn newly_done(report: &Report, config: &Config, commit: &CommitId) -> Vec<Event> {
    let new = report.items.iter().filter(|judged| judged.standing == Standing::Proven);
    let events = new.map(|judged| Event::Done {
        item: item_name(&judged.key),
        definition: definition(judged, config),
        commit: commit.clone(),
    });
    events.collect()
}

/// The digest of what was to be shown: criteria in order, each with its gate's definition.
fn definition(judged: &Judged, config: &Config) -> Digest {
    let mut framed = Framed::new("item/1");
    for criterion in &judged.criteria {
        framed.text(&criterion.text);
        let gate = criterion.gate.as_ref().and_then(|gate| config.gates.get(gate));
        framed.option(gate.map(|gate| gate.name.as_str()));
        if let Some(Check::Run(check)) = gate.map(|gate| &gate.check) {
            framed.field(check.definition().as_bytes());
        }
    }
    framed.digest()
}
