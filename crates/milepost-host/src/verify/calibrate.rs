//! Controls: a gate on states of the project for which its verdict is known.

use milepost_core::{
    assess::{self, Controlled},
    digest::Digest,
    evidence::{ControlsEnd, Event, EvidenceKey, Outcome},
    gate::{Check, Control, ControlKind, ControlState, Gate, RunCheck},
    text::RepoPath,
};

use crate::{
    Snapshot, Workspace,
    checkout::CheckoutError,
    named,
    run::Stop,
    verify::{
        Kept, Place, Unsaid, VerifyError, VerifyEvent, VerifyListener, VerifyOrder,
        equipment::Equipment,
        one::{Bout, Runner},
        record::Scribe,
        site::{Site, Stand, State, report_globs},
    },
};

/// What became of the controls of a gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calibrated {
    /// Each control, in the order of the definition.
    pub controls: Vec<Controlled>,
    /// What they mean together. It is recorded where every state is here.
    pub end: ControlsEnd,
}

impl Workspace {
    /// Runs the controls of a gate, each in a clean checkout and as the gate itself is run, and records
    /// whether it can be believed.
    pub fn calibrate(
        &self,
        snapshot: &Snapshot,
        gate: &Gate,
        scribe: Scribe<'_>,
        stop: &Stop,
        on: VerifyListener<'_>,
    ) -> Result<Result<Calibrated, Unsaid>, VerifyError> {
        let Check::Run(check) = &gate.check else { return Ok(Err(Unsaid::Review)) };
        if check.controls.is_empty() {
            return Ok(Err(Unsaid::NoControls));
        }
        let ground = snapshot.ground.as_ref().ok_or(VerifyError::NoCommit)?;
        // A state that is not here is told by its control, and nothing could hold it to its content.
        let definition = ground.calibration(check).ok();
        let equipment = Equipment::of(snapshot)?;
        let order =
            VerifyOrder { runs: &[], jobs: 1, kept: Kept::Used, place: Place::Checkout, scribe };
        let mut runner = Runner::new(equipment.skill(self, snapshot)?, &order, stop);
        let mut controls = Vec::new();
        for control in &check.controls {
            match runner.control(gate, check, control, on)? {
                Some(controlled) => controls.push(controlled),
                None => return Ok(Err(Unsaid::Stopped)),
            }
        }
        let end = assess::controls(&controls);
        if let Some(definition) = definition {
            let event = event(gate, definition, &runner, &controls, end);
            self.record_seen(snapshot, event, scribe)?;
        }
        Ok(Ok(Calibrated { controls, end }))
    }
}

fn event(
    gate: &Gate,
    definition: Digest,
    runner: &Runner<'_>,
    controls: &[Controlled],
    end: ControlsEnd,
) -> Event {
    let count = |wanted: fn(&ControlKind) -> bool| {
        let ended = |it: &&Controlled| it.end == ControlsEnd::Sound && wanted(&it.kind);
        u32::try_from(controls.iter().filter(ended).count()).unwrap_or(u32::MAX)
    };
    Event::Calibrated {
        gate: gate.name.clone(),
        definition,
        commit: runner.skill.ground.commit.clone(),
        at: runner.skill.ground.project.clone(),
        good: count(|kind| *kind == ControlKind::Good),
        bad: count(|kind| *kind != ControlKind::Good),
        end,
    }
}

/// A patch that makes the state of a control.
struct Applied<'a> {
    /// Its path in the project.
    from: &'a RepoPath,
    /// Its text.
    patch: Vec<u8>,
}

impl Runner<'_> {
    /// Runs one control; nothing where a person or the door of heavy gates kept it from running.
    fn control(
        &mut self,
        gate: &Gate,
        check: &RunCheck,
        control: &Control,
        on: VerifyListener<'_>,
    ) -> Result<Option<Controlled>, VerifyError> {
        on(VerifyEvent::CheckingOut { gate: &gate.name });
        let site = match self.controlled_site(gate, check, &control.state)? {
            Ok(site) => site,
            Err(why) => return Ok(Some(Controlled::without_run(control, why))),
        };
        let signal = match &control.kind {
            ControlKind::Good => None,
            ControlKind::Bad { signal } => Some(&**signal),
        };
        let bout = Bout { gate, check, site: &site, only: None, signal, on };
        let key = EvidenceKey::whole(&gate.name, check.definition(), &site.content);
        let mut run = self.blank(&bout, key);
        let seen = self.attempt(&bout, &mut run)?;
        if run.outcome == Outcome::NotRun {
            return Ok(None);
        }
        Ok(Some(assess::control(control, run.outcome, &run.reasons, seen.signal)))
    }

    /// A checkout of the state of a control, or why there is none.
    fn controlled_site(
        &mut self,
        gate: &Gate,
        check: &RunCheck,
        state: &ControlState,
    ) -> Result<Result<Site, String>, VerifyError> {
        let judged = self.skill.ground.commit.clone();
        let (commit, patch) = match state {
            ControlState::Here => (judged, None),
            ControlState::Commit(name) => match self.skill.ground.commits.get(name) {
                Some(commit) => (commit.clone(), None),
                None => return Ok(Err(format!("`{name}` names no commit or tag here"))),
            },
            ControlState::Patch(from) => {
                let Some(patch) = named::file(self.skill.workspace, &judged, from)? else {
                    let why = format!("commit {} has no patch {from}", judged.short());
                    return Ok(Err(why));
                };
                (judged, Some(Applied { from, patch }))
            }
        };
        let wanted = State { commit: &commit, only: None };
        let mut site = self.checked_out(Stand::Judged, gate, check, &wanted)?;
        if let Some(Applied { from, patch }) = patch {
            match self.checkout(Stand::Judged)?.patch(&patch, &report_globs(check)) {
                Ok(content) => {
                    site.subject.project = content.clone();
                    site.content = content;
                }
                Err(CheckoutError::Refused { said, .. }) => {
                    let said = said.lines().next().unwrap_or_default();
                    return Ok(Err(format!("{from} does not apply: {said}")));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Ok(site))
    }
}
