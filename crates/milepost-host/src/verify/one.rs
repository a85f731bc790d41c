//! One run of one gate: checkout, preparation, the run itself, what it left, and what follows.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use jiff::Timestamp;
use milepost_core::{
    assess::{self, Left},
    digest::Digest,
    evidence::{Ending, EvidenceKey, Grade, Outcome, OutputRecord, Run, RunSubject},
    gate::{Check, Gate, Invocation, ReportPlace, RunCheck, Weight},
    globs::Globs,
    pass::PassRule,
    text::RepoPath,
    verdict::{ALWAYS_LEFT_OUT, Ground},
};
use tempfile::TempDir;

use crate::{
    OutputError, Workspace,
    checkout::{Checkout, Pool, Wanted},
    run::{self, Door, Ended, Environment, Limits, Order, Pass, Refused, Stop, Waiting},
    verify::{
        Kept, Place, VerifyError, VerifyEvent, VerifyListener, VerifyOrder, collect,
        record::Recorder,
    },
};

/// So much of the end of an output is shown to people.
const SHOWN: usize = 4000;

/// What all runs share.
#[derive(Clone, Copy)]
pub(super) struct Skill<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) ground: &'a Ground,
    pub(super) pool: &'a Pool,
    pub(super) door: &'a Door,
    pub(super) facts: &'a BTreeMap<Box<str>, Box<str>>,
}

/// Runs gates one after the other, in one checkout.
pub(super) struct Runner<'a> {
    skill: Skill<'a>,
    order: &'a VerifyOrder<'a>,
    stop: &'a Stop,
    checkout: Option<Checkout>,
}

/// Where a run takes place.
struct Site {
    folder: PathBuf,
    subject: RunSubject,
    remarks: Vec<Box<str>>,
}

/// What happened in it.
struct Happened {
    ending: Ending,
    took: Duration,
    why: Option<String>,
    ended: Option<Ended>,
    began: SystemTime,
    /// Holds the files of the output, and goes with it.
    outputs: TempDir,
}

/// Whether a gate may run.
enum Admitted {
    /// It may, and holds a slot meanwhile if it is heavy.
    In(Option<Pass>),
    /// It may not.
    Out(Ending, String),
}

impl Happened {
    /// Nothing was run.
    fn nothing(ending: Ending, why: String) -> Result<Self, VerifyError> {
        let outputs = tempfile::tempdir().map_err(VerifyError::Folder)?;
        let began = SystemTime::now();
        Ok(Self { ending, took: Duration::ZERO, why: Some(why), ended: None, began, outputs })
    }

    /// Keeps what was written, of the run or else of the preparation that it never came from.
    fn keep(&self, workspace: &Workspace, id: Digest) -> Result<(), OutputError> {
        let file = |name: &str| self.outputs.path().join(name);
        for name in ["run", "prepare"] {
            let (stdout, stderr) =
                (file(&format!("{name}.stdout")), file(&format!("{name}.stderr")));
            if stdout.exists() && stderr.exists() {
                return workspace.keep_output(id, &stdout, &stderr);
            }
        }
        Ok(())
    }
}

impl<'a> Runner<'a> {
    pub(super) fn new(skill: Skill<'a>, order: &'a VerifyOrder<'a>, stop: &'a Stop) -> Self {
        Self { skill, order, stop, checkout: None }
    }

    /// Runs a gate once and records it. Nothing for one that a person answers, or that has no key
    /// here.
    pub(super) fn run(
        &mut self,
        gate: &Gate,
        recorder: &Recorder<'_>,
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
        let mut run = self.blank(gate, check, key, &site);
        let attempt = recorder.started(&run)?;
        let happened = match self.admit(gate, check, &mut run, on)? {
            Admitted::In(_pass) => self.happen(gate, check, &site, on)?,
            Admitted::Out(ending, why) => Happened::nothing(ending, why)?,
        };
        complete(&mut run, check, &site, &happened);
        let id = recorder.ended(attempt, &run, on)?;
        if let Err(error) = happened.keep(self.skill.workspace, id) {
            // What was recorded stands without it.
            site.remarks.push(format!("its output was not kept: {error}").into());
        }
        let tail = happened.ended.as_ref().map(tail).unwrap_or_default();
        let remarks = site.remarks.as_slice();
        on(VerifyEvent::Finished { gate: &gate.name, run: &run, tail: &tail, remarks });
        Ok(Some(run))
    }

    /// Waits at the door of heavy gates; others walk in.
    fn admit(
        &self,
        gate: &Gate,
        check: &RunCheck,
        run: &mut Run,
        on: VerifyListener<'_>,
    ) -> Result<Admitted, VerifyError> {
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

    fn site(&mut self, gate: &Gate, check: &RunCheck) -> Result<Site, VerifyError> {
        let ground = self.skill.ground;
        let whole = |project| RunSubject {
            commit: ground.commit.clone(),
            tree: ground.tree.clone(),
            project,
            left_out: ground.left_out.clone(),
        };
        if self.order.place == Place::Here {
            let folder = self.skill.workspace.root().to_owned();
            return Ok(Site {
                folder,
                subject: whole(ground.project.clone()),
                remarks: Vec::new(),
            });
        }
        let plans = ground.left_out_for(gate);
        let let_in = |path: &RepoPath| check.inputs.as_ref().is_some_and(|it| it.matches(path));
        let always = ALWAYS_LEFT_OUT.iter().filter_map(|path| RepoPath::new(path));
        let always: Vec<RepoPath> = always.filter(|path| !let_in(path)).collect();
        let is_plain = always.len() == ALWAYS_LEFT_OUT.len();
        let wanted = Wanted {
            commit: ground.commit.clone(),
            left_out: always.into_iter().chain(plans.iter().cloned()).collect(),
            only: None,
        };
        let keep = match self.order.kept {
            Kept::Used => check.keep.as_slice(),
            Kept::Removed => &[],
        };
        if self.checkout.is_none() {
            self.checkout = Some(self.skill.pool.lease(self.skill.workspace)?);
        }
        let checkout = self.checkout.as_mut().expect("a checkout was just leased");
        let prepared = checkout.prepare(&wanted, keep, &report_globs(check))?;
        let subject = if is_plain {
            RunSubject { left_out: plans, ..whole(prepared.project) }
        } else {
            whole(ground.project.clone())
        };
        Ok(Site { folder: checkout.root().to_owned(), subject, remarks: prepared.remarks })
    }

    fn blank(&self, gate: &Gate, check: &RunCheck, key: EvidenceKey, site: &Site) -> Run {
        let now = Timestamp::now();
        let nothing = OutputRecord { digest: Digest::of(b""), bytes: 0 };
        Run {
            gate: gate.name.clone(),
            definition: check.definition(),
            key,
            subject: site.subject.clone(),
            inputs: self.skill.ground.inputs.get(&gate.name).cloned(),
            grade: match self.order.place {
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
            environment: self.skill.facts.clone(),
            variables: check.environment.clone(),
        }
    }

    /// Prepares and runs.
    fn happen(
        &self,
        gate: &Gate,
        check: &RunCheck,
        site: &Site,
        on: VerifyListener<'_>,
    ) -> Result<Happened, VerifyError> {
        let outputs = tempfile::Builder::new().prefix("milepost-output-").tempdir();
        let outputs = outputs.map_err(VerifyError::Folder)?;
        if let Some(prepare) = &check.prepare {
            on(VerifyEvent::Preparing { gate: &gate.name });
            let began = SystemTime::now();
            let ended = self.command(check, prepare, site, &outputs, "prepare")?;
            if let Some(why) = unprepared(&ended) {
                let ending = match ended.ending {
                    Ending::Cancelled => Ending::Cancelled,
                    Ending::Exited(_)
                    | Ending::Killed(_)
                    | Ending::CouldNotStart
                    | Ending::TimedOut
                    | Ending::Leaked(_)
                    | Ending::Refused
                    | Ending::Interrupted => Ending::CouldNotStart,
                };
                let (why, ended) = (Some(why), Some(ended));
                return Ok(Happened { ending, took: Duration::ZERO, why, ended, began, outputs });
            }
            if let Some(checkout) = &self.checkout {
                // What a preparation writes is no report of the run, whatever time it bears.
                checkout.remove_reports(&report_globs(check))?;
            }
        }
        on(VerifyEvent::Running { gate: &gate.name });
        let began = began(&outputs).map_err(VerifyError::Folder)?;
        let ended = self.command(check, &check.run, site, &outputs, "run")?;
        let why = ended.not_started.as_ref().map(ToString::to_string);
        Ok(Happened {
            ending: ended.ending,
            took: ended.took,
            why,
            ended: Some(ended),
            began,
            outputs,
        })
    }

    fn command(
        &self,
        check: &RunCheck,
        program: &Invocation,
        site: &Site,
        outputs: &TempDir,
        name: &str,
    ) -> Result<Ended, VerifyError> {
        // Made anew each time: what a preparation leaves in it is no input of the run.
        let environment = Environment::new(&check.environment).map_err(VerifyError::Folder)?;
        let folder = match &check.folder {
            Some(folder) => site.folder.join(folder.as_str()),
            None => site.folder.clone(),
        };
        let order = Order {
            program: program.clone(),
            folder,
            environment: environment.variables.clone(),
            timeout: check.timeout,
            grace: Order::GRACE,
            settle: Order::SETTLE,
            stdout: outputs.path().join(format!("{name}.stdout")),
            stderr: outputs.path().join(format!("{name}.stderr")),
            limits: Limits::default(),
            needles: needles(check).into_iter().collect(),
        };
        Ok(run::run(&order, self.stop, &|_| ())?)
    }
}

/// The time as files get it, which may be a few milliseconds behind what the clock says: a report
/// that is written at once would seem to be older than its run.
fn began(outputs: &TempDir) -> io::Result<SystemTime> {
    File::create(outputs.path().join("began"))?.metadata()?.modified()
}

fn needles(check: &RunCheck) -> BTreeSet<Box<str>> {
    check.require.iter().flat_map(PassRule::output_texts).collect()
}

/// Why a preparation did not do what it should.
fn unprepared(ended: &Ended) -> Option<String> {
    match ended.ending {
        Ending::Exited(0) => None,
        Ending::Exited(code) => Some(format!("its preparation ended with exit code {code}")),
        Ending::Killed(signal) => Some(format!("signal {signal} ended its preparation")),
        Ending::TimedOut => Some("its preparation took longer than it may".to_owned()),
        Ending::Leaked(_) => Some("its preparation left processes behind".to_owned()),
        Ending::Cancelled => Some("a person stopped it".to_owned()),
        Ending::CouldNotStart | Ending::Refused | Ending::Interrupted => {
            Some("its preparation could not be started".to_owned())
        }
    }
}

/// Fills in what became of a run.
fn complete(run: &mut Run, check: &RunCheck, site: &Site, happened: &Happened) {
    run.ending = happened.ending;
    run.finished = Timestamp::now();
    let ran = happened.ended.as_ref().filter(|_| happened.why.is_none());
    let mut left = Left {
        ending: happened.ending,
        duration: happened.took,
        reports: Vec::new(),
        artifacts: BTreeMap::new(),
        output: BTreeMap::new(),
        commit: run.subject.commit.clone(),
    };
    if let Some(ended) = ran {
        let stdout = happened.outputs.path().join("run.stdout");
        let collected = collect::reports(check, &site.folder, &stdout, happened.began);
        left.reports = collected.readings;
        run.reports = collected.records;
        left.artifacts = collect::artifacts(check, &site.folder);
        let found =
            |text: &str| ended.stdout.found.contains(text) || ended.stderr.found.contains(text);
        left.output = needles(check).into_iter().map(|text| (text.clone(), found(&text))).collect();
        run.stdout = ended.stdout.record;
        run.stderr = ended.stderr.record;
    }
    let assessment = assess::assess(check, &left);
    run.outcome = assessment.outcome;
    run.reasons = assessment.reasons;
    if let Some(why) = &happened.why {
        run.reasons.insert(0, why.as_str().into());
    }
    run.rules = assessment.rules;
    run.tests = assessment.tests;
    run.failed = assessment.failed;
    run.metrics = assessment.metrics;
}

/// The files that reports are taken from.
fn report_globs(check: &RunCheck) -> Globs {
    let base = check.folder.as_ref().map_or("", RepoPath::as_str);
    let places = check.reports.iter().filter_map(|report| match &report.place {
        ReportPlace::Files(place) if base.is_empty() => Some(place.to_string()),
        ReportPlace::Files(place) => Some(format!("{base}/{place}")),
        ReportPlace::Stdout => None,
    });
    let places: Vec<String> = places.collect();
    Globs::new(places.iter().map(String::as_str)).unwrap_or_default()
}

/// The end of what a run wrote, for people.
fn tail(ended: &Ended) -> String {
    let of = |bytes: &[u8]| {
        let from = bytes.len().saturating_sub(SHOWN);
        String::from_utf8_lossy(bytes.get(from..).unwrap_or_default()).into_owned()
    };
    let (out, err) = (of(&ended.stdout.tail), of(&ended.stderr.tail));
    let parts: Vec<&str> =
        [out.trim_end(), err.trim_end()].into_iter().filter(|it| !it.is_empty()).collect();
    parts.join("\n")
}
