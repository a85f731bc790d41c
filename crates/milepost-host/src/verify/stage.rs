//! A gate on its stage: its preparation, its command, and what both left behind.
//!
//! Whatever is run of a gate, for a verdict, a comparison, a control or an audit, goes through here:
//! what is shown of one is then true of the others.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::Read as _,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use crate::{
    OutputError, Workspace,
    checkout::sweep,
    run::{self, Ended, Environment, Limits, Order, Stop},
    verify::{
        Place, VerifyError, VerifyEvent, VerifyListener, collect,
        members::Beside,
        rooms::{OutputRoom, Rooms},
        site::report_globs,
    },
};
use milepost_core::{
    assess::{self, Assessment, Left, Signal},
    digest::Digest,
    evidence::{Ending, OutputRecord, ReportRecord},
    gate::{GateName, Invocation, RunCheck},
    id::CommitId,
    pass::PassRule,
    verdict::{self, Versions},
};

/// So much of the end of an output is shown to people.
const SHOWN: usize = 4000;

/// A program has so long to say its version.
const ASKING: Duration = Duration::from_secs(30);

/// A gate and the folder it runs in.
#[derive(Clone, Copy)]
pub(super) struct Stage<'a> {
    pub(super) gate: &'a GateName,
    pub(super) check: &'a RunCheck,
    pub(super) folder: &'a Path,
    pub(super) place: Place,
    pub(super) commit: &'a CommitId,
    /// A text to look for in the output, beside those that rules ask for.
    pub(super) signal: Option<&'a str>,
    /// What keeps the folder from others.
    pub(super) lent: Option<&'a Arc<File>>,
    /// The other repositories that the gate runs with.
    pub(super) beside: &'a [Beside],
    pub(super) stop: &'a Stop,
    pub(super) rooms: &'a Rooms,
    pub(super) on: VerifyListener<'a>,
}

/// What happened on it.
pub(super) struct Happened {
    pub(super) ending: Ending,
    took: Duration,
    why: Option<String>,
    ended: Option<Ended>,
    began: SystemTime,
    /// What was run last: its files are those of the output.
    last: &'static str,
    /// Where they lie.
    outputs: Option<OutputRoom>,
}

/// What the files of an output are called after.
const PREPARE: &str = "prepare";
const RUN: &str = "run";

/// What follows from it.
pub(super) struct Assessed {
    pub(super) assessment: Assessment,
    pub(super) reports: Vec<ReportRecord>,
    pub(super) stdout: OutputRecord,
    pub(super) stderr: OutputRecord,
    pub(super) signal: Signal,
}

impl Happened {
    /// Nothing was run.
    pub(super) fn nothing(ending: Ending, why: String) -> Self {
        let (took, began) = (Duration::ZERO, SystemTime::now());
        Self { ending, took, why: Some(why), ended: None, began, last: RUN, outputs: None }
    }

    /// Keeps what was written, of the run or else of the preparation that it never came from.
    pub(super) fn keep(&self, workspace: &Workspace, id: Digest) -> Result<(), OutputError> {
        let Some(outputs) = &self.outputs else { return Ok(()) };
        let stdout = outputs.file(&format!("{}.stdout", self.last));
        let stderr = outputs.file(&format!("{}.stderr", self.last));
        if stdout.exists() && stderr.exists() {
            return workspace.keep_output(id, &stdout, &stderr);
        }
        Ok(())
    }

    /// The end of what was written, for people.
    pub(super) fn tail(&self) -> String {
        let Some(ended) = &self.ended else { return String::new() };
        let of = |bytes: &[u8]| {
            let from = bytes.len().saturating_sub(SHOWN);
            String::from_utf8_lossy(bytes.get(from..).unwrap_or_default()).into_owned()
        };
        let (out, err) = (of(&ended.stdout.tail), of(&ended.stderr.tail));
        match (out.trim_end(), err.trim_end()) {
            (only, "") | ("", only) => only.to_owned(),
            // Which of them wrote what when is not known: they are two pipes.
            (out, err) => format!("stdout:\n{}\nstderr:\n{}", last(out), last(err)),
        }
    }
}

impl Stage<'_> {
    /// Prepares and runs.
    pub(super) fn perform(&self) -> Result<Happened, VerifyError> {
        match self.prepare()? {
            Some(unprepared) => Ok(unprepared),
            None => self.run(),
        }
    }

    /// Prepares; what happened, where that is the end of it.
    pub(super) fn prepare(&self) -> Result<Option<Happened>, VerifyError> {
        let Some(prepare) = &self.check.prepare else { return Ok(None) };
        (self.on)(VerifyEvent::Preparing { gate: self.gate });
        let outputs = self.rooms.output().map_err(VerifyError::Folder)?;
        let began = SystemTime::now();
        let ended = self.command(prepare, &outputs, PREPARE, self.check.timeout)?;
        let Some(why) = unprepared(&ended) else {
            self.clear()?;
            return Ok(None);
        };
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
        let (why, ended, outputs) = (Some(why), Some(ended), Some(outputs));
        let took = Duration::ZERO;
        Ok(Some(Happened { ending, took, why, ended, began, last: PREPARE, outputs }))
    }

    /// What a preparation writes is no report of the run, whatever time it bears. In a working tree
    /// nothing is removed: what is run there proves nothing anyway.
    fn clear(&self) -> Result<(), VerifyError> {
        match self.place {
            Place::Here => Ok(()),
            Place::Checkout => sweep::remove_reports(self.folder, &report_globs(self.check))
                .map_err(VerifyError::Folder),
        }
    }

    /// Runs what was prepared.
    pub(super) fn run(&self) -> Result<Happened, VerifyError> {
        (self.on)(VerifyEvent::Running { gate: self.gate });
        let outputs = self.rooms.output().map_err(VerifyError::Folder)?;
        // Only reports are asked when they were written.
        let is_asked = !self.check.reports.is_empty();
        let began = if is_asked { moment(&outputs) } else { SystemTime::now() };
        let ended = self.command(&self.check.run, &outputs, RUN, self.check.timeout)?;
        let why = ended.not_started.as_ref().map(ToString::to_string);
        let (ending, took, ended) = (ended.ending, ended.took, Some(ended));
        Ok(Happened { ending, took, why, ended, began, last: RUN, outputs: Some(outputs) })
    }

    fn command(
        &self,
        program: &Invocation,
        outputs: &OutputRoom,
        name: &str,
        timeout: Duration,
    ) -> Result<Ended, VerifyError> {
        // Empty each time: what a preparation leaves in it is no input of the run.
        let scratch = self.rooms.scratch().map_err(VerifyError::Folder)?;
        let mut environment = Environment::new(&self.check.environment, scratch.path());
        let beside = self.beside.iter();
        let told = beside.clone().map(|it| ((&it.variable).into(), (&it.folder).into()));
        environment.variables.extend(told);
        let folder = match &self.check.folder {
            Some(folder) => self.folder.join(folder.as_str()),
            None => self.folder.to_owned(),
        };
        let signal = self.signal.map(Into::into);
        let order = Order {
            program: program.clone(),
            folder,
            environment: environment.variables,
            timeout,
            grace: Order::GRACE,
            settle: Order::SETTLE,
            stdout: outputs.file(&format!("{name}.stdout")),
            stderr: outputs.file(&format!("{name}.stderr")),
            limits: Limits::default(),
            needles: needles(self.check).into_iter().chain(signal).collect(),
            lent: self.lent.into_iter().chain(beside.map(|it| &it.lent)).cloned().collect(),
        };
        let ended = run::run(&order, self.stop, &|_| ())?;
        if let Ending::Exited(_) = ended.ending {
            self.rooms.give_back(scratch);
        }
        Ok(ended)
    }

    /// The versions that the gate asks for, each from the first line that its program prints.
    pub(super) fn versions(&self) -> Result<Versions, VerifyError> {
        let mut versions = Versions::new();
        for (name, line) in &self.check.versions {
            let outputs = self.rooms.output().map_err(VerifyError::Folder)?;
            let asked = Invocation::Shell(line.clone());
            let ended = self.command(&asked, &outputs, "version", ASKING)?;
            let printed = fs::File::open(outputs.file("version.stdout"));
            let mut first = Vec::new();
            let read = printed.and_then(|file| file.take(4096).read_to_end(&mut first));
            // What cannot be read back was not printed.
            let first = read.map_or(&[][..], |_| &*first);
            versions.insert(name.clone(), verdict::version(ended.ending, first));
        }
        Ok(versions)
    }

    /// What follows from what happened.
    pub(super) fn assess(&self, happened: &Happened) -> Assessed {
        let nothing = OutputRecord { digest: Digest::of(b""), bytes: 0 };
        let mut left = Left {
            ending: happened.ending,
            duration: happened.took,
            reports: Vec::new(),
            artifacts: BTreeMap::new(),
            output: BTreeMap::new(),
            commit: self.commit.clone(),
        };
        let (mut reports, mut stdout, mut stderr) = (Vec::new(), nothing, nothing);
        let mut signal = Signal::Unseen;
        if let (Some(ended), Some(outputs), None) =
            (&happened.ended, &happened.outputs, &happened.why)
        {
            let printed = outputs.file("run.stdout");
            let collected = collect::reports(self.check, self.folder, &printed, happened.began);
            left.reports = collected.readings;
            reports = collected.records;
            left.artifacts = collect::artifacts(self.check, self.folder);
            let found =
                |text: &str| ended.stdout.found.contains(text) || ended.stderr.found.contains(text);
            let needles = needles(self.check).into_iter();
            left.output = needles.map(|text| (text.clone(), found(&text))).collect();
            if self.signal.is_some_and(found) {
                signal = Signal::Seen;
            }
            (stdout, stderr) = (ended.stdout.record, ended.stderr.record);
        }
        let mut assessment = assess::assess(self.check, &left);
        if let Some(why) = &happened.why {
            assessment.reasons.insert(0, why.as_str().into());
        }
        Assessed { assessment, reports, stdout, stderr, signal }
    }
}

/// The last lines of one of two streams, as many as leave room for the other on a screen.
fn last(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(9)..).unwrap_or_default().join("\n")
}

/// Now, by the clock that files get their times from: it ticks more slowly than that of programs, so
/// that a file can seem older than the program that wrote it.
fn moment(outputs: &OutputRoom) -> SystemTime {
    let made = File::create(outputs.file("began")).and_then(|file| file.metadata());
    made.and_then(|seen| seen.modified()).unwrap_or_else(|_| SystemTime::now())
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
