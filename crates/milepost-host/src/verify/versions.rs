//! Versions of what gates run with, asked before it is planned which of them run.

use std::collections::BTreeMap;

use milepost_core::{
    gate::{Check, GateName},
    verdict::Versions,
};

use crate::{
    Snapshot, Workspace,
    run::Stop,
    verify::{
        Kept, Place, Scribe, VerifyError, VerifyListener, VerifyOrder, equipment::Equipment,
        one::Runner,
    },
};

impl Workspace {
    /// Asks for the versions that gates name, each in a clean checkout of the judged commit.
    pub fn versions(
        &self,
        snapshot: &Snapshot,
        gates: &[GateName],
        stop: &Stop,
        on: VerifyListener<'_>,
    ) -> Result<BTreeMap<GateName, Versions>, VerifyError> {
        let mut versions = BTreeMap::new();
        if gates.is_empty() {
            return Ok(versions);
        }
        let equipment = Equipment::of(snapshot)?;
        // Nothing is recorded.
        let scribe = Scribe { by: "", key: None };
        let order =
            VerifyOrder { runs: &[], jobs: 1, kept: Kept::Used, place: Place::Checkout, scribe };
        let mut runner = Runner::new(equipment.skill(self, snapshot)?, &order, stop);
        for gate in gates.iter().filter_map(|name| snapshot.config.gates.get(name)) {
            let Check::Run(check) = &gate.check else { continue };
            let site = match runner.site(gate, check) {
                Err(VerifyError::Member(why)) => {
                    let unknown = format!("unknown: {why}").into_boxed_str();
                    let names = check.versions.keys().cloned();
                    let said = names.map(|name| (name, unknown.clone()));
                    versions.insert(gate.name.clone(), said.collect());
                    continue;
                }
                site => site?,
            };
            versions.insert(gate.name.clone(), runner.versions(gate, check, &site, on)?);
        }
        Ok(versions)
    }
}
