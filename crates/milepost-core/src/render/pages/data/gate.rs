//! Gates in templates, with the run that showed something last.

use serde::Serialize;

use super::{Ground, day};
use crate::{
    evidence::{Run, RunMember},
    gate::{GateName, Member},
    id::ItemId,
    report::Counts,
    verdict::{Basis, Verdict},
};

/// A gate.
#[derive(Serialize)]
pub(super) struct Gate<'a> {
    name: &'a str,
    is_run: bool,
    enforcement: &'static str,
    verdict: &'static str,
    is_met: bool,
    shows: String,
    evidence: Option<Evidence<'a>>,
    tests: Option<Tests<'a>>,
}

/// A run that showed something, by its record and the commit it was on.
#[derive(Serialize)]
pub(super) struct Evidence<'a> {
    gate: &'a str,
    record: String,
    commit: &'a str,
    on: String,
    by: &'a str,
    with: Vec<With<'a>>,
}

/// Another repository that a run was made with.
#[derive(Serialize)]
pub(super) struct With<'a> {
    consumer: &'a str,
    tuple: &'static str,
    commit: &'a str,
}

/// What the reports of a run counted.
#[derive(Serialize)]
pub(super) struct Tests<'a> {
    gate: &'a str,
    passed: u64,
    failed: u64,
    skipped: Option<u64>,
    total: u64,
    percent: Option<u64>,
    commit: &'a str,
    on: String,
}

impl Gate<'_> {
    pub(super) fn name(&self) -> &str {
        self.name
    }

    pub(super) fn is_met(&self) -> bool {
        self.is_met
    }

    pub(super) fn shows(&self) -> &str {
        &self.shows
    }
}

impl<'a> Evidence<'a> {
    /// The commit it was on.
    pub(super) fn commit(&self) -> &'a str {
        self.commit
    }

    /// The same in words.
    pub(super) fn text(&self) -> String {
        let Self { gate, record, commit, on, by: _, with } = self;
        let with = with.iter().map(|With { consumer, tuple, commit }| {
            format!(" with `{consumer}` {tuple} `{commit}`")
        });
        let with = with.collect::<Vec<_>>().join(" and");
        format!("`{gate}` passed on `{commit}`{with}, {on} (record `{record}`)")
    }
}

/// The run that a gate passed with, on the content that it was measured on last.
pub(super) fn shown<'a>(ground: Ground<'a>, name: &'a GateName) -> Option<Evidence<'a>> {
    let judged = ground.account.report.verdicts.gates.get(name)?;
    let basis = judged.basis.as_ref()?;
    (judged.verdict == Verdict::Pass).then(|| Evidence {
        gate: name.as_str(),
        record: basis.record.short(),
        commit: basis.run.subject.commit.short(),
        on: day(basis.run.finished),
        by: &basis.by,
        with: basis.run.with.iter().map(With::new).collect(),
    })
}

impl<'a> With<'a> {
    fn new(beside: &'a RunMember) -> Self {
        let Member { consumer, tuple, commit } = &beside.member;
        Self { consumer: consumer.as_str(), tuple: tuple.as_str(), commit: commit.short() }
    }
}

fn basis<'a>(ground: Ground<'a>, name: &GateName) -> Option<&'a Basis> {
    ground.account.report.verdicts.gates.get(name)?.basis.as_ref()
}

/// Every gate, by name.
pub(super) fn all(ground: Ground<'_>) -> Vec<Gate<'_>> {
    let gates = ground.account.report.verdicts.gates.iter();
    let gates = gates.map(|(name, judged)| {
        let evidence = shown(ground, name);
        let is_met = judged.verdict.satisfies();
        let shows = match (&evidence, judged.verdict) {
            (Some(evidence), _) => evidence.text(),
            (None, Verdict::Pass) if !judged.is_run => "answered".to_owned(),
            (None, Verdict::Stale | Verdict::Missing) => "no run that counts".to_owned(),
            (None, verdict) => verdict.phrase().to_owned(),
        };
        Gate {
            name: name.as_str(),
            is_run: judged.is_run,
            enforcement: judged.enforcement.as_str(),
            verdict: judged.verdict.as_str(),
            is_met,
            shows,
            evidence,
            tests: basis(ground, name).and_then(|basis| Tests::new(name, &basis.run)),
        }
    });
    gates.collect()
}

/// What gates counted.
pub(super) fn tests_of<'a>(ground: Ground<'a>, gates: &[&'a GateName]) -> Vec<Tests<'a>> {
    let tests = gates.iter().filter_map(|name| Tests::new(name, &basis(ground, name)?.run));
    tests.collect()
}

impl<'a> Tests<'a> {
    fn new(gate: &'a ItemId, run: &'a Run) -> Option<Self> {
        let counts: &Counts = run.tests.as_ref()?;
        let total = counts.total();
        let failed = counts.failed.saturating_add(counts.errored);
        let hundredfold = u128::from(counts.passed) * 100;
        let percent = hundredfold.checked_div(u128::from(total));
        Some(Self {
            gate: gate.as_str(),
            passed: counts.passed,
            failed,
            skipped: counts.skipped,
            total,
            percent: percent.and_then(|percent| u64::try_from(percent).ok()),
            commit: run.subject.commit.short(),
            on: day(run.finished),
        })
    }
}
