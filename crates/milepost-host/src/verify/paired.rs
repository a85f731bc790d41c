//! A gate that compares: the same command at the baseline, and for noisy metrics again and again,
//! both sides next to each other.

use std::{collections::BTreeMap, num::NonZeroU32};

use milepost_core::{
    assess,
    comparison::{
        self, ComparisonError, Decision, Pair, Side, Sides, Step, compare_exactly, decide, order,
    },
    evidence::{ComparisonRecord, ComparisonVerdict, Ending, MetricRecord, Outcome, Run},
    gate::{Compare, Noise},
    report::Metric,
};

use crate::verify::{
    Place, VerifyError, VerifyEvent, named,
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
        let baseline = named::commit(self.skill.workspace, with)?;
        let missing = || {
            Short::error(format!(
                "`{with}`, which it is compared with, names no commit or tag here"
            ))
        };
        let baseline = baseline.ok_or_else(missing)?;
        let refused = |error: ComparisonError| {
            Short::error(format!("it cannot be compared with {with}: {error}"))
        };
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
        Ok(ComparisonRecord {
            metric: compare.metric.clone(),
            baseline,
            baseline_project: site.subject.project,
            interval: decision.interval,
            pairs: decision.pairs,
            verdict: match decision.verdict {
                comparison::Verdict::Worse => ComparisonVerdict::Worse,
                comparison::Verdict::Fine => ComparisonVerdict::Fine,
                comparison::Verdict::Undecided => ComparisonVerdict::Undecided,
            },
        })
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
