//! A gate that compares: the same command at the baseline, and for noisy metrics again and again,
//! both sides next to each other.

use std::{collections::BTreeMap, num::NonZeroU32};

use milepost_core::{
    assess,
    comparison::{
        self, ComparisonError, Decision, Pair, Side, Sides, Step, compare_exactly, decide, order,
    },
    digest::Digest,
    evidence::{
        ComparisonRecord, ComparisonVerdict, Ending, MetricRecord, ObjectName, Outcome, Run,
        RunSubject,
    },
    gate::{Baseline, Compare, Noise},
    id::CommitId,
    report::Metric,
    verdict,
};

use crate::verify::{
    Place, VerifyError, VerifyEvent,
    one::{Bout, Runner},
    site::{Site, Stand, State, report_globs},
    stage::{Assessed, Happened},
};

/// The metrics of one run.
type Measured = BTreeMap<Box<str>, Metric>;

/// Why there is no comparison.
enum Short {
    /// It follows that the run is no pass.
    Red { outcome: Outcome, ending: Option<Ending>, why: String },
    /// milepost could not go on.
    Broken(VerifyError),
}

impl<E: Into<VerifyError>> From<E> for Short {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

impl Short {
    fn error(why: String) -> Self {
        Self::Red { outcome: Outcome::Error, ending: None, why }
    }
}

/// Both sides of a comparison, each at its place.
struct Bench<'a> {
    bout: &'a Bout<'a>,
    compare: &'a Compare,
    baseline: &'a Site,
    sides: Sides,
}

impl Runner<'_> {
    /// Compares a run that passed its rules, and fills in what follows.
    pub(super) fn compare(
        &mut self,
        bout: &Bout<'_>,
        compare: &Compare,
        run: &mut Run,
    ) -> Result<(), VerifyError> {
        match self.compared(bout, compare, run) {
            Ok(record) => {
                let (outcome, why) = assess::compared(compare, &record);
                run.outcome = outcome;
                run.reasons.extend(why);
                run.comparison = Some(record);
                Ok(())
            }
            Err(Short::Red { outcome, ending, why }) => {
                run.outcome = outcome;
                run.ending = ending.unwrap_or(run.ending);
                run.reasons.push(why.into());
                Ok(())
            }
            Err(Short::Broken(error)) => Err(error),
        }
    }

    fn compared(
        &mut self,
        bout: &Bout<'_>,
        compare: &Compare,
        run: &Run,
    ) -> Result<ComparisonRecord, Short> {
        let with = &compare.with;
        let refused = |error: ComparisonError| {
            Short::error(format!("it cannot be compared with {with}: {error}"))
        };
        let unnamed =
            |why: &str| Short::error(format!("`{with}`, which it is compared with, {why}"));
        let baseline = match with {
            Baseline::Commit(name) => self.skill.ground.commits.get(name).cloned(),
            Baseline::Evidence(id) => {
                let least = self.skill.policy.least_grade;
                let pinned = verdict::pinned(
                    self.skill.records,
                    &run.gate,
                    id,
                    // What its signatures give it is asked when the comparison is judged.
                    (least, verdict::at_best),
                );
                let pinned = pinned.map_err(|why| unnamed(&why.to_string()))?;
                return with_pinned(compare, pinned, bout.site, run).map_err(refused);
            }
        };
        let baseline = baseline.ok_or_else(|| unnamed("names no commit or tag here"))?;
        if baseline == run.subject.commit {
            return Err(refused(ComparisonError::SameSubject));
        }
        (bout.on)(VerifyEvent::CheckingOut { gate: &bout.gate.name });
        let state = State { commit: &baseline, only: bout.only };
        let site = self.checked_out(Stand::Baseline, bout.gate, bout.check, &state)?;
        let sides = Sides::new(site.content.as_str(), bout.site.content.as_str());
        let sides = sides.map_err(refused)?;
        let bench = Bench { bout, compare, baseline: &site, sides };
        let first = self.first_of_baseline(&bench)?;
        let decision = match compare.noise {
            Noise::Deterministic => Pair::new(compare, &first, &measured(&run.metrics))
                .and_then(|pair| compare_exactly(compare, &bench.sides, &pair))
                .map_err(refused)?,
            Noise::Noisy { pairs, most: _ } => self.in_pairs(&bench, pairs, run, &refused)?,
        };
        Ok(record(compare, (baseline, site.subject.project, None), &decision))
    }

    /// Prepares the baseline and runs it once, as the candidate was. In pairs neither side is then the
    /// one that runs for the first time.
    fn first_of_baseline(&self, bench: &Bench<'_>) -> Result<Measured, Short> {
        let stage = bench.bout.stage(bench.baseline, self.stop, &self.rooms);
        let happened = stage.perform()?;
        let assessed = stage.assess(&happened);
        baseline_metrics(bench.compare, assessed, &happened)
    }

    /// Runs pairs until they tell, or are as many as there may be.
    fn in_pairs(
        &self,
        bench: &Bench<'_>,
        pairs: u32,
        run: &Run,
        refused: &impl Fn(ComparisonError) -> Short,
    ) -> Result<Decision, Short> {
        let mut done = Vec::new();
        let mut more = pairs;
        loop {
            for _ in 0..more {
                let number = u32::try_from(done.len()).unwrap_or(u32::MAX);
                let (baseline, candidate) = self.pair(bench, number)?;
                let pair = Pair::new(bench.compare, &baseline, &candidate).map_err(refused)?;
                done.push(pair);
            }
            // One metric of a gate is compared, and the key of its evidence is the seed.
            let decision = decide(bench.compare, &bench.sides, &done, NonZeroU32::MIN, run.key.0);
            let decision = decision.map_err(refused)?;
            match decision.next_step(bench.compare) {
                Step::Done => return Ok(decision),
                Step::MorePairs(next) => more = next,
            }
        }
    }

    /// Runs both sides once, in the order that is due.
    fn pair(&self, bench: &Bench<'_>, number: u32) -> Result<(Measured, Measured), Short> {
        let (mut baseline, mut candidate) = (Measured::new(), Measured::new());
        for side in order(number) {
            match side {
                Side::Baseline => baseline = self.baseline_again(bench)?,
                Side::Candidate => candidate = self.candidate_again(bench)?,
            }
        }
        Ok((baseline, candidate))
    }

    fn baseline_again(&self, bench: &Bench<'_>) -> Result<Measured, Short> {
        if let Some(checkout) = &self.baseline {
            checkout.clear(&report_globs(bench.bout.check))?;
        }
        let stage = bench.bout.stage(bench.baseline, self.stop, &self.rooms);
        let happened = stage.run()?;
        let assessed = stage.assess(&happened);
        baseline_metrics(bench.compare, assessed, &happened)
    }

    fn candidate_again(&self, bench: &Bench<'_>) -> Result<Measured, Short> {
        // In the working tree nothing is removed: a report that is older than the run is none.
        if let (Place::Checkout, Some(checkout)) = (self.order.place, &self.judged) {
            checkout.clear(&report_globs(bench.bout.check))?;
        }
        let stage = bench.bout.stage(bench.bout.site, self.stop, &self.rooms);
        let happened = stage.run()?;
        let Assessed { assessment, .. } = stage.assess(&happened);
        if assessment.outcome == Outcome::Passed {
            return Ok(measured(&assessment.metrics));
        }
        let why =
            format!("run again to be compared, it did not pass{}", first(&assessment.reasons));
        Err(Short::Red { outcome: assessment.outcome, ending: Some(happened.ending), why })
    }
}

/// Compares a run with one of which the ledger keeps what it measured.
fn with_pinned(
    compare: &Compare,
    (id, pinned): (Digest, &Run),
    site: &Site,
    run: &Run,
) -> Result<ComparisonRecord, ComparisonError> {
    let RunSubject { commit, project, .. } = &pinned.subject;
    if *commit == run.subject.commit {
        return Err(ComparisonError::SameSubject);
    }
    let sides = Sides::new(project.as_str(), site.content.as_str())?;
    let pair = Pair::new(compare, &measured(&pinned.metrics), &measured(&run.metrics))?;
    let decision = compare_exactly(compare, &sides, &pair)?;
    Ok(record(compare, (commit.clone(), project.clone(), Some(id)), &decision))
}

fn record(
    compare: &Compare,
    (baseline, baseline_project, evidence): (CommitId, ObjectName, Option<Digest>),
    decision: &Decision,
) -> ComparisonRecord {
    ComparisonRecord {
        metric: compare.metric.clone(),
        baseline,
        baseline_project,
        evidence,
        interval: decision.interval,
        pairs: decision.pairs,
        verdict: match decision.verdict {
            comparison::Verdict::Worse => ComparisonVerdict::Worse,
            comparison::Verdict::Fine => ComparisonVerdict::Fine,
            comparison::Verdict::Undecided => ComparisonVerdict::Undecided,
        },
    }
}

/// What the baseline measured, where it is fit to be compared with.
fn baseline_metrics(
    compare: &Compare,
    assessed: Assessed,
    happened: &Happened,
) -> Result<Measured, Short> {
    let assessment = assessed.assessment;
    if assess::is_baseline(&assessment, happened.ending) {
        return Ok(measured(&assessment.metrics));
    }
    let with = &compare.with;
    let because = first(&assessment.reasons);
    let why = format!("{with}, which it is compared with, could not be measured{because}");
    Err(match assessment.outcome {
        Outcome::NotRun => {
            Short::Red { outcome: Outcome::NotRun, ending: Some(happened.ending), why }
        }
        Outcome::Passed | Outcome::Failed | Outcome::Error => Short::error(why),
    })
}

fn first(reasons: &[Box<str>]) -> String {
    reasons.first().map_or(String::new(), |reason| format!(": {reason}"))
}

/// Metrics as reports have them, from those of a record.
fn measured(metrics: &BTreeMap<Box<str>, MetricRecord>) -> Measured {
    let metric = |record: &MetricRecord| {
        let MetricRecord { value, unit, direction, samples } = record.clone();
        Metric { value, unit, direction, samples }
    };
    metrics.iter().map(|(name, record)| (name.clone(), metric(record))).collect()
}
