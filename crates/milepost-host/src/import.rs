//! Taking in reports that were produced elsewhere.
//!
//! For which gates they can stand is decided in the core, and so is what follows from them; here
//! they are read, and the run that they are of is recorded.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use milepost_core::{
    assess::{
        self, Left,
        imported::{self, NotImportable},
    },
    digest::Digest,
    evidence::{Grade, Outcome, OutputRecord, ReportRecord, Run, RunSubject},
    gate::{Check, Gate, ReportSource, RunCheck},
    report::{Format, Reading, ReportError, ReportFile},
    text::RepoPath,
    verdict::Ground,
};

use crate::{
    Snapshot, Workspace,
    files::{self, FileError},
    verify::VerifyError,
};

/// A report that is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn {
    /// The format that it is said to have.
    pub format: Option<Format>,
    /// What it was called, which is recorded where it is a path of a project, and its last part
    /// where it is another.
    pub name: PathBuf,
    /// Where it lies.
    pub place: PathBuf,
}

/// What is to be taken in.
#[derive(Clone, Copy, Debug)]
pub struct ImportOrder<'a> {
    /// The gate, as the commit that the reports are of defines it.
    pub gate: &'a Gate,
    /// What gates see of that commit; nothing where there is none, or parts of it are not here.
    pub ground: Option<&'a Ground>,
    /// The reports.
    pub files: &'a [HandedIn],
    /// The exit code of the run, where somebody knows.
    pub exit: Option<i32>,
    /// Who records.
    pub by: &'a str,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Imported {
    /// The run is in the ledger now.
    Recorded(Box<Run>),
    /// The same reports were in the ledger for this gate and this content.
    Known(Box<Run>),
}

impl Imported {
    /// The run that the reports are of.
    pub fn run(&self) -> &Run {
        match self {
            Self::Recorded(run) | Self::Known(run) => run,
        }
    }
}

/// Why nothing was taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is no commit to be of.
    #[error("there is no commit the reports could be of, or parts of it are not in this clone")]
    NoCommit,
    /// A person answers the gate.
    #[error("`{gate}` is a review: a person answers it, and no report")]
    Review {
        /// The gate.
        gate: String,
    },
    /// Its inputs are not in the commit.
    #[error("the inputs of `{gate}` name no file of the commit")]
    NoInputs {
        /// The gate.
        gate: String,
    },
    /// The gate takes no such reports.
    #[error("`{gate}` cannot be shown by these reports")]
    Refused {
        /// The gate.
        gate: String,
        /// Why.
        #[source]
        why: NotImportable,
    },
    /// A file could not be read.
    #[error("a report could not be read")]
    File(#[from] FileError),
    /// A report is none of its format.
    #[error("{what} does not read as a report in the format {}", format.as_str())]
    Report {
        /// The files.
        what: String,
        /// The format.
        format: Format,
        /// What is wrong with it.
        #[source]
        why: ReportError,
    },
    /// It could not be recorded.
    #[error(transparent)]
    Record(#[from] VerifyError),
}

impl Workspace {
    /// Takes in the reports of a run that took place elsewhere, and records it. The ledger is that of
    /// the snapshot.
    pub fn import(
        &self,
        snapshot: &Snapshot,
        order: &ImportOrder<'_>,
    ) -> Result<Imported, ImportError> {
        let gate = || order.gate.name.to_string();
        let Check::Run(check) = &order.gate.check else {
            return Err(ImportError::Review { gate: gate() });
        };
        let ground = order.ground.ok_or(ImportError::NoCommit)?;
        let refused = |why| ImportError::Refused { gate: gate(), why };
        imported::admits(check).map_err(refused)?;
        let formats: Vec<Option<Format>> = order.files.iter().map(|file| file.format).collect();
        let places = imported::matched(&check.reports, &formats).map_err(refused)?;
        let (mut readings, mut records) = (Vec::new(), Vec::new());
        for (at, source) in check.reports.iter().enumerate() {
            let files = order.files.iter().zip(&places).filter(|(_, place)| **place == at);
            readings.push(read(source, files.map(|(file, _)| file), &mut records)?);
        }
        imported::of_commit(&check.reports, &readings, &ground.commit).map_err(refused)?;
        let mut run = blank(order, check, ground, records)?;
        run.ending = imported::ending(check, &readings, order.exit).map_err(refused)?;
        complete(&mut run, check, readings);
        let is_known = |old: &&Run| imported::is_known(&run, old);
        if let Some(old) = snapshot.ledger.runs_at(run.key).map(|(_, old)| old).find(is_known) {
            return Ok(Imported::Known(Box::new(old.clone())));
        }
        self.record_run(snapshot, &run, order.by)?;
        Ok(Imported::Recorded(Box::new(run)))
    }
}

/// Reads the files of one report.
fn read<'a>(
    source: &ReportSource,
    handed: impl Iterator<Item = &'a HandedIn>,
    records: &mut Vec<ReportRecord>,
) -> Result<Reading, ImportError> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for file in handed {
        found.push((called(&file.name), files::read(&file.place)?));
    }
    let record = |(path, bytes): &(String, Vec<u8>)| ReportRecord {
        format: source.format,
        path: path.as_str().into(),
        digest: Digest::of(bytes),
    };
    records.extend(found.iter().map(record));
    let seen: Vec<ReportFile<'_>> =
        found.iter().map(|(path, bytes)| ReportFile { path, bytes }).collect();
    source.format.read(&seen).map_err(|why| {
        let names: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
        ImportError::Report { what: names.join(", "), format: source.format, why }
    })
}

/// How a record calls a file: never by a path that leads through somebody's machine.
fn called(name: &Path) -> String {
    let inside = name.to_str().filter(|name| RepoPath::new(name).is_some());
    let last = || name.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    inside.map_or_else(last, ToOwned::to_owned)
}

fn blank(
    order: &ImportOrder<'_>,
    check: &RunCheck,
    ground: &Ground,
    reports: Vec<ReportRecord>,
) -> Result<Run, ImportError> {
    let gate = &order.gate.name;
    let no_inputs = || ImportError::NoInputs { gate: gate.to_string() };
    let nothing = OutputRecord { digest: Digest::of(b""), bytes: 0 };
    // Where it took place is not known, and when is not either: these are the facts of the import.
    let now = Timestamp::now();
    let exit = if order.exit.is_some() { "stated" } else { "taken from the reports" };
    let facts = [("milepost", env!("CARGO_PKG_VERSION")), ("exit", exit)];
    Ok(Run {
        gate: gate.clone(),
        definition: check.definition(),
        key: ground.key(order.gate).ok_or_else(no_inputs)?,
        subject: RunSubject {
            commit: ground.commit.clone(),
            tree: ground.tree.clone(),
            project: ground.project.clone(),
            left_out: ground.left_out.clone(),
        },
        inputs: ground.inputs.get(gate).cloned(),
        with: Vec::new(),
        grade: Grade::Imported,
        ending: milepost_core::evidence::Ending::CouldNotStart,
        outcome: Outcome::Error,
        reasons: Vec::new(),
        started: now,
        finished: now,
        rules: Vec::new(),
        reports,
        tests: None,
        failed: Vec::new(),
        metrics: BTreeMap::new(),
        comparison: None,
        stdout: nothing,
        stderr: nothing,
        admission: None,
        environment: facts.into_iter().map(|(name, fact)| (name.into(), fact.into())).collect(),
        variables: Vec::new(),
    })
}

/// Fills in what the reports say, as of any run.
fn complete(run: &mut Run, check: &RunCheck, readings: Vec<Reading>) {
    let assessment = assess::assess(
        check,
        &Left {
            ending: run.ending,
            duration: Duration::ZERO,
            reports: readings.into_iter().map(Ok).collect(),
            artifacts: BTreeMap::new(),
            output: BTreeMap::new(),
            commit: run.subject.commit.clone(),
        },
    );
    run.outcome = assessment.outcome;
    run.reasons = assessment.reasons;
    run.rules = assessment.rules;
    run.tests = assessment.tests;
    run.failed = assessment.failed;
    run.metrics = assessment.metrics;
}
