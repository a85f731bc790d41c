//! One run of one gate: its turn, its checkout, the run itself, its comparison, and the record.

use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_core::{
    assess::Signal,
    config::{Consumer, Policy},
    digest::Digest,
    evidence::{Ending, EvidenceKey, Grade, Outcome, OutputRecord, Record, Run, RunSubject},
    gate::{Check, Gate, Member, RunCheck, Weight},
    globs::Globs,
    id::ItemId,
    verdict::{self, Ground, Versions},
};

use crate::{
    Workspace,
    checkout::{Checkout, Pool},
    run::{Door, Pass, Refused, Stop, Waiting},
    verify::{
        Place, VerifyError, VerifyEvent, VerifyListener, VerifyOrder,
        record::Recorder,
        rooms::Rooms,
        site::{self, Site, Stand},
        stage::{Happened, Stage},
    },
};

/// What all runs share.
#[derive(Clone, Copy)]
pub(super) struct Skill<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) ground: &'a Ground,
    pub(super) pool: &'a Pool,
    pub(super) door: &'a Door,
    pub(super) facts: &'a BTreeMap<Box<str>, Box<str>>,
    pub(super) policy: &'a Policy,
    /// What was recorded before.
    pub(super) records: &'a [Record],
    /// Where the other repositories live that gates run with.
    pub(super) consumers: &'a BTreeMap<ItemId, Consumer>,
}

/// Runs gates one after the other, in one checkout, and a second one for what they are compared with.
pub(super) struct Runner<'a> {
    pub(super) skill: Skill<'a>,
    pub(super) order: &'a VerifyOrder<'a>,
    pub(super) stop: &'a Stop,
    pub(super) rooms: Rooms,
    pub(super) judged: Option<Checkout>,
    pub(super) baseline: Option<Checkout>,
    /// Those of the other repositories. What a baseline builds in one is not found by what is compared with it.
    pub(super) members: BTreeMap<(Stand, Member), Checkout>,
}

/// A gate that is to run at a site.
#[derive(Clone, Copy)]
pub(super) struct Bout<'a> {
    pub(super) gate: &'a Gate,
    pub(super) check: &'a RunCheck,
    pub(super) site: &'a Site,
    /// The only files that are there, where not all are.
    pub(super) only: Option<&'a Globs>,
    /// A text to look for in the output.
    pub(super) signal: Option<&'a str>,
    pub(super) on: VerifyListener<'a>,
}

/// What is known of a run and not recorded.
pub(super) struct Seen {
    /// What happened, with its output.
    pub(super) happened: Happened,
    /// Whether the text that was looked for was in its output.
    pub(super) signal: Signal,
}

/// Whether a gate may run.
enum Admitted {
    /// It may, and holds a slot meanwhile if it is heavy.
    In(Option<Pass>),
    /// It may not.
    Out(Ending, String),
}

impl Bout<'_> {
    /// Its stage at a site.
    pub(super) fn stage<'s>(
        &'s self,
        site: &'s Site,
        stop: &'s Stop,
        rooms: &'s Rooms,
    ) -> Stage<'s> {
        Stage {
            gate: &self.gate.name,
            check: self.check,
            folder: &site.folder,
            place: site.place,
            commit: &site.subject.commit,
            signal: self.signal,
            lent: site.lent.as_ref(),
            beside: &site.beside,
            stop,
            rooms,
            on: self.on,
        }
    }
}

impl<'a> Runner<'a> {
    pub(super) fn new(skill: Skill<'a>, order: &'a VerifyOrder<'a>, stop: &'a Stop) -> Self {
        Self {
            skill,
            order,
            stop,
            rooms: Rooms::default(),
            judged: None,
            baseline: None,
            members: BTreeMap::new(),
        }
    }

    /// Runs a gate once and records it. Nothing for one that a person answers, or that has no key
    /// here.
    pub(super) fn run(
        &mut self,
        gate: &Gate,
        recorder: &Recorder<'_>,
        ahead: &dyn Fn() -> Vec<Run>,
        on: VerifyListener<'_>,
    ) -> Result<Option<Run>, VerifyError> {
        let Check::Run(check) = &gate.check else { return Ok(None) };
        let Some(key) = self.skill.ground.key(gate) else {
            let why = "its inputs name no file of this commit".to_owned();
            on(VerifyEvent::Skipped { gate: &gate.name, why });
            return Ok(None);
        };
        on(VerifyEvent::CheckingOut { gate: &gate.name });
        let mut site = self.site(gate, check)?;
        let versions = self.versions(gate, check, &site, on)?;
        if !versions.is_empty() {
            // What they were asked with may have left something behind.
            site = self.site(gate, check)?;
        }
        let bout = Bout { gate, check, site: &site, only: None, signal: None, on };
        let mut run = self.blank(&bout, key);
        run.environment.extend(verdict::facts(&versions));
        let attempt = recorder.started(&run, ahead)?;
        let seen = self.attempt(&bout, &mut run)?;
        let id = recorder.ended(attempt, &run, on)?;
        let mut remarks = site.remarks.clone();
        if let Err(error) = seen.happened.keep(self.skill.workspace, id) {
            // What was recorded stands without it.
            remarks.push(format!("its output was not kept: {error}").into());
        }
        let (tail, remarks) = (&*seen.happened.tail(), remarks.as_slice());
        on(VerifyEvent::Finished { gate: &gate.name, run: &run, tail, remarks });
        Ok(Some(run))
    }

    /// The versions that a gate asks for, as they are at its site.
    pub(super) fn versions(
        &self,
        gate: &Gate,
        check: &RunCheck,
        site: &Site,
        on: VerifyListener<'_>,
    ) -> Result<Versions, VerifyError> {
        let bout = Bout { gate, check, site, only: None, signal: None, on };
        bout.stage(site, self.stop, &self.rooms).versions()
    }

    /// Runs a gate at its site, and compares it where it says so. A heavy one holds its slot until all
    /// of that is done.
    pub(super) fn attempt(&mut self, bout: &Bout<'_>, run: &mut Run) -> Result<Seen, VerifyError> {
        let (_pass, happened) = match self.admit(bout, run)? {
            Admitted::In(pass) => (pass, bout.stage(bout.site, self.stop, &self.rooms).perform()?),
            Admitted::Out(ending, why) => (None, Happened::nothing(ending, why)),
        };
        let assessed = bout.stage(bout.site, self.stop, &self.rooms).assess(&happened);
        let signal = assessed.signal;
        run.ending = happened.ending;
        run.outcome = assessed.assessment.outcome;
        run.reasons = assessed.assessment.reasons;
        run.rules = assessed.assessment.rules;
        run.tests = assessed.assessment.tests;
        run.failed = assessed.assessment.failed;
        run.metrics = assessed.assessment.metrics;
        run.reports = assessed.reports;
        run.stdout = assessed.stdout;
        run.stderr = assessed.stderr;
        if let Some(compare) = &bout.check.compare
            && run.outcome == Outcome::Passed
        {
            self.compare(bout, compare, run)?;
        }
        run.finished = Timestamp::now().max(run.started);
        Ok(Seen { happened, signal })
    }

    /// Waits at the door of heavy gates; others walk in.
    fn admit(&self, bout: &Bout<'_>, run: &mut Run) -> Result<Admitted, VerifyError> {
        let Bout { gate, check, on, .. } = *bout;
        if check.weight == Weight::Light {
            return Ok(Admitted::In(None));
        }
        let what = format!("gate {}", gate.name);
        let wait = |waiting: &Waiting| on(VerifyEvent::Waiting { gate: &gate.name, on: waiting });
        match self.skill.door.enter(&what, self.stop, &wait) {
            Ok(pass) => {
                run.admission = Some(pass.admission);
                Ok(Admitted::In(Some(pass)))
            }
            Err(Refused::Cancelled) => {
                Ok(Admitted::Out(Ending::Cancelled, "a person stopped it".to_owned()))
            }
            Err(error @ Refused::File { .. }) => Err(error.into()),
            Err(
                error @ (Refused::Slots { .. }
                | Refused::Memory { .. }
                | Refused::MemoryUnknown { .. }),
            ) => Ok(Admitted::Out(Ending::Refused, error.to_string())),
        }
    }

    /// The record of a run that has not begun.
    pub(super) fn blank(&self, bout: &Bout<'_>, key: EvidenceKey) -> Run {
        let Bout { gate, check, site, .. } = *bout;
        let with = site.beside.iter().map(|it| it.record.clone()).collect();
        let run = blank(self.skill, self.order, (gate, check), site.subject.clone(), key);
        Run { with, ..run }
    }
}

/// The record of a run that is likely to begin, before its checkout is made. Nothing where what it
/// would say is not known yet.
pub(super) fn foretold(skill: Skill<'_>, order: &VerifyOrder<'_>, gate: &Gate) -> Option<Run> {
    let Check::Run(check) = &gate.check else { return None };
    if !check.with.is_empty() {
        // Only their checkouts tell the trees of other repositories.
        return None;
    }
    let key = skill.ground.key(gate)?;
    let subject = site::foretold(skill.ground, gate)?;
    Some(blank(skill, order, (gate, check), subject, key))
}

fn blank(
    skill: Skill<'_>,
    order: &VerifyOrder<'_>,
    (gate, check): (&Gate, &RunCheck),
    subject: RunSubject,
    key: EvidenceKey,
) -> Run {
    let now = Timestamp::now();
    let nothing = OutputRecord { digest: Digest::of(b""), bytes: 0 };
    Run {
        gate: gate.name.clone(),
        definition: check.definition(),
        key,
        subject,
        inputs: skill.ground.inputs.get(&gate.name).cloned(),
        with: Vec::new(),
        grade: match order.place {
            Place::Checkout => Grade::Clean,
            Place::Here => Grade::Diagnostic,
        },
        ending: Ending::CouldNotStart,
        outcome: Outcome::Error,
        reasons: Vec::new(),
        started: now,
        finished: now,
        rules: Vec::new(),
        reports: Vec::new(),
        tests: None,
        failed: Vec::new(),
        metrics: BTreeMap::new(),
        comparison: None,
        stdout: nothing,
        stderr: nothing,
        admission: None,
        environment: skill.facts.clone(),
        variables: check.environment.clone(),
    }
}
