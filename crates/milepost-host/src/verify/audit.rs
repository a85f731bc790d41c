//! An audit: a gate with its inputs and nothing else.

use milepost_core::{
    assess::{self, AuditEnd},
    evidence::Event,
    gate::{Check, Gate},
};

use crate::{
    Snapshot, Workspace,
    run::Stop,
    verify::{
        Kept, Place, Unsaid, VerifyError, VerifyEvent, VerifyListener, VerifyOrder,
        equipment::Equipment,
        one::{Bout, Runner},
        record::{Recorder, Scribe},
        site::{Stand, State},
    },
};

impl Workspace {
    /// Runs a gate with the whole project, which is recorded like any run, and then with its declared
    /// inputs and nothing else, and records whether that makes a difference.
    pub fn audit(
        &self,
        snapshot: &Snapshot,
        gate: &Gate,
        scribe: Scribe<'_>,
        stop: &Stop,
        on: VerifyListener<'_>,
    ) -> Result<Result<AuditEnd, Unsaid>, VerifyError> {
        let Check::Run(check) = &gate.check else { return Ok(Err(Unsaid::Review)) };
        let Some(only) = &check.inputs else { return Ok(Err(Unsaid::NoInputs)) };
        let equipment = Equipment::of(snapshot)?;
        let order =
            VerifyOrder { runs: &[], jobs: 1, kept: Kept::Removed, place: Place::Checkout, scribe };
        let skill = equipment.skill(self, snapshot)?;
        let mut runner = Runner::new(skill, &order, stop);
        let recorder = Recorder::open(self, snapshot, scribe)?;
        let whole = runner.run(gate, &recorder, &Vec::new, on);
        recorder.close(on)?;
        let Some(whole) = whole? else { return Ok(Err(Unsaid::NoFiles)) };
        let Some(inputs) = whole.inputs.clone() else { return Ok(Err(Unsaid::NoFiles)) };
        on(VerifyEvent::CheckingOut { gate: &gate.name });
        let state = State { commit: &whole.subject.commit, only: Some(only) };
        let site = runner.checked_out(Stand::Judged, gate, check, &state)?;
        let bout = Bout { gate, check, site: &site, only: Some(only), signal: None, on };
        let mut narrowed = runner.blank(&bout, whole.key);
        runner.attempt(&bout, &mut narrowed)?;
        let end = assess::audit(&whole, &narrowed);
        let agrees = match &end {
            AuditEnd::Agrees => true,
            AuditEnd::Differs { .. } => false,
            AuditEnd::CannotSay { .. } => return Ok(Ok(end)),
        };
        let event = Event::Audited {
            gate: gate.name.clone(),
            definition: whole.definition,
            commit: whole.subject.commit,
            key: whole.key,
            inputs: inputs.digest,
            agrees,
        };
        self.record_seen(snapshot, event, scribe)?;
        Ok(Ok(end))
    }
}
