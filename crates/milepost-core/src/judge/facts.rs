//! What facts ask of the report: how many items stand where, how far they are, what gates measured.

use crate::{
    fact::{Number, ReportAnswer, ReportQuestion, ReportSource, Survey, Untold, survey},
    gate::GateName,
    judge::{Judged, Standing},
    pass::{Term, TestCount, Unit},
    plan::{Found, Fraction, Item, ItemKey, ItemKind, Wanted},
    report::Counts,
    scene::Scene,
    verdict::{GateVerdict, Verdict},
};

/// Computes the facts of a scene whose items were judged, and looks at all surfaces.
pub(super) fn of_report(scene: &Scene<'_>, items: &[Judged]) -> Survey {
    let config = scene.config;
    let report = Reported { scene, items };
    survey(&config.facts, &config.surfaces, &scene.repository.facts, &report)
}

struct Reported<'a> {
    scene: &'a Scene<'a>,
    items: &'a [Judged],
}

impl ReportSource for Reported<'_> {
    fn ask(&self, question: &ReportQuestion) -> Result<ReportAnswer, Untold> {
        match question {
            ReportQuestion::Items { kind, standings } => self.items(*kind, standings),
            ReportQuestion::Criteria { item, met } => self.criteria(item, *met),
            ReportQuestion::Parts { item, done } => self.parts(item, *done),
            ReportQuestion::Progress { item: Some(item) } => self.progress(item),
            ReportQuestion::Progress { item: None } => self.overall(),
            ReportQuestion::Gates { verdicts } => {
                if self.scene.verdicts.gates.is_empty() {
                    return Err(Untold::NoGates);
                }
                let gates = self.scene.verdicts.gates.values();
                let fits = |gate: &&GateVerdict| {
                    verdicts.is_empty() || verdicts.contains(&gate.verdict.as_str())
                };
                Ok(plain(gates.filter(fits).count(), "the gates".to_owned()))
            }
            ReportQuestion::Metric { gate, name, unit } => self.metric(gate, name, unit.as_ref()),
            ReportQuestion::Tests { gate, count } => self.tests(gate, *count),
        }
    }
}

impl<'a> Reported<'a> {
    /// A plan that was emptied says nothing of how many there should be.
    fn items(&self, kind: ItemKind, standings: &[&str]) -> Result<ReportAnswer, Untold> {
        let judged = self.items.iter().filter(|it| it.key.kind == kind);
        let of_kind = if kind.is_work() {
            judged.clone().count()
        } else {
            self.scene.plan.items.keys().filter(|key| key.kind == kind).count()
        };
        if of_kind == 0 {
            return Err(Untold::NoItems { kind: kind.as_str() });
        }
        let fits = |judged: &&Judged| standings.contains(&judged.standing.as_str());
        let number = if standings.is_empty() { of_kind } else { judged.filter(fits).count() };
        Ok(plain(number, format!("the {}s of the plan", kind.as_str())))
    }

    fn find(&self, wanted: &Wanted) -> Result<&'a Item, Untold> {
        let item = || wanted.to_string().into();
        match self.scene.plan.lookup(wanted) {
            Found::One(item) => Ok(item),
            Found::Several(all) => Err(Untold::SeveralItems { item: item(), count: all.len() }),
            Found::Nothing { near: _ } => Err(Untold::NoItem { item: item() }),
        }
    }

    fn judged(&self, key: &ItemKey) -> Option<&'a Judged> {
        let at = self.items.binary_search_by(|judged| judged.key.cmp(key)).ok()?;
        self.items.get(at)
    }

    /// Criteria that evidence satisfies, of all that apply.
    fn shown(&self, wanted: &Wanted) -> Result<Fraction, Untold> {
        let item = self.find(wanted)?;
        let shown = self.judged(&item.key).and_then(|judged| judged.fractions.shown);
        let name = || wanted.to_string().into();
        shown.ok_or_else(|| Untold::NothingOf { item: name(), what: "criteria" })
    }

    fn criteria(&self, wanted: &Wanted, met: bool) -> Result<ReportAnswer, Untold> {
        let Fraction { part, whole } = self.shown(wanted)?;
        let number = usize::try_from(if met { part } else { whole }).unwrap_or(usize::MAX);
        Ok(plain(number, format!("the criteria of `{wanted}`")))
    }

    /// The nearest parts of an item, dropped ones left out, and how many of them are shown.
    fn fraction(&self, wanted: &Wanted) -> Result<(usize, usize), Untold> {
        let item = self.find(wanted)?;
        let kinds = [ItemKind::Milestone, ItemKind::Deliverable, ItemKind::Task];
        let parts = kinds.into_iter().find_map(|kind| {
            let children = self.scene.plan.children(&item.key);
            let children = children.filter(|child| child.key.kind == kind);
            let judged = children.filter_map(|child| self.judged(&child.key));
            let counted: Vec<&Judged> = judged.filter(|it| !is_dropped(&it.standing)).collect();
            (!counted.is_empty()).then_some(counted)
        });
        let name = || wanted.to_string().into();
        let parts = parts.ok_or_else(|| Untold::NothingOf { item: name(), what: "parts" })?;
        Ok((parts.iter().filter(|it| is_done(&it.standing)).count(), parts.len()))
    }

    fn parts(&self, wanted: &Wanted, done: bool) -> Result<ReportAnswer, Untold> {
        let (part, whole) = self.fraction(wanted)?;
        Ok(plain(if done { part } else { whole }, format!("the parts of `{wanted}`")))
    }

    /// Of a milestone, its criteria; of what has none, its parts.
    fn progress(&self, wanted: &Wanted) -> Result<ReportAnswer, Untold> {
        let percent = match self.shown(wanted) {
            Ok(Fraction { part, whole }) => part.saturating_mul(100) / whole.max(1),
            Err(Untold::NothingOf { .. }) => {
                let (part, whole) = self.fraction(wanted)?;
                (part.saturating_mul(100) / whole.max(1)) as u64
            }
            Err(other) => return Err(other),
        };
        let percent = usize::try_from(percent).unwrap_or(usize::MAX);
        Ok(plain(percent, format!("the progress of `{wanted}`")))
    }

    /// Milestones that are done, of all that are still in the plan.
    fn overall(&self) -> Result<ReportAnswer, Untold> {
        let milestones = self.items.iter().filter(|it| it.key.kind == ItemKind::Milestone);
        let counted: Vec<&Judged> = milestones.filter(|it| !is_dropped(&it.standing)).collect();
        if counted.is_empty() {
            return Err(Untold::NoMilestone);
        }
        let done = counted.iter().filter(|it| is_done(&it.standing)).count();
        Ok(plain(done * 100 / counted.len(), "the milestones of the plan".to_owned()))
    }

    /// The newest run of a gate that counts, and why its numbers may not hold here.
    fn run(&self, gate: &GateName) -> Result<(&'a GateVerdict, Option<String>), Untold> {
        let no_run = || Untold::NoRun { gate: gate.as_str().into() };
        let verdict = self.scene.verdicts.gates.get(gate).ok_or_else(no_run)?;
        let counts = verdict.attempts.total() > 0 || verdict.verdict == Verdict::Stale;
        if verdict.basis.is_none() || !counts {
            return Err(no_run());
        }
        let is_fine = verdict.verdict == Verdict::Pass;
        let doubt = (!is_fine).then(|| format!("gate `{gate}` {}", verdict.verdict.phrase()));
        Ok((verdict, doubt))
    }

    fn metric(
        &self,
        gate: &GateName,
        name: &str,
        unit: Option<&Unit>,
    ) -> Result<ReportAnswer, Untold> {
        let (verdict, doubt) = self.run(gate)?;
        let not_measured = || Untold::NotMeasured { gate: gate.as_str().into(), name: name.into() };
        let basis = verdict.basis.as_ref().ok_or_else(not_measured)?;
        let metric = basis.run.metrics.get(name).ok_or_else(not_measured)?;
        let value = match unit {
            None => Some(metric.value),
            Some(unit) => Unit::of(&metric.unit).convert(metric.value, unit),
        };
        let value = value.ok_or_else(|| Untold::OtherUnit {
            gate: gate.as_str().into(),
            name: name.into(),
            unit: metric.unit.clone(),
            wanted: unit.map_or("", Unit::as_str).into(),
        })?;
        let number = Number::new(value).ok_or(Untold::NotFinite)?;
        let name = Term::Metric(name.into());
        Ok(ReportAnswer { number, from: from(gate, &name, verdict), doubt })
    }

    fn tests(&self, gate: &GateName, count: TestCount) -> Result<ReportAnswer, Untold> {
        let (verdict, doubt) = self.run(gate)?;
        let counts = verdict.basis.as_ref().and_then(|basis| basis.run.tests.as_ref());
        let number = counts.and_then(|counts| counted(counts, count));
        let name = count.as_str();
        let not_measured = || Untold::NotMeasured { gate: gate.as_str().into(), name: name.into() };
        let number = usize::try_from(number.ok_or_else(not_measured)?).unwrap_or(usize::MAX);
        let from = from(gate, &Term::Tests(count), verdict);
        Ok(ReportAnswer { number: Number::count(number), from, doubt })
    }
}

fn plain(number: usize, from: String) -> ReportAnswer {
    ReportAnswer { number: Number::count(number), from, doubt: None }
}

fn from(gate: &GateName, name: &Term, verdict: &GateVerdict) -> String {
    let basis = verdict.basis.as_ref();
    let record = basis.map(|basis| format!(", record {}", basis.record.short()));
    format!("`{name}` of gate `{gate}`{}", record.unwrap_or_default())
}

fn counted(counts: &Counts, count: TestCount) -> Option<u64> {
    match count {
        TestCount::Passed => Some(counts.passed),
        TestCount::Failed => Some(counts.failed),
        TestCount::Errored => Some(counts.errored),
        TestCount::Skipped => counts.skipped,
        TestCount::Flaky => counts.flaky,
        // Without the skipped ones nobody knows how many there are.
        TestCount::Total => counts.skipped.map(|_| counts.total()),
    }
}

/// Whether nothing is left to be shown of it.
fn is_done(standing: &Standing) -> bool {
    standing.is_shown()
}

fn is_dropped(standing: &Standing) -> bool {
    match standing {
        Standing::OutOfScope | Standing::Superseded | Standing::Rejected => true,
        Standing::Planned
        | Standing::Ready
        | Standing::InProgress
        | Standing::Blocked { .. }
        | Standing::Claimed
        | Standing::Contradicted
        | Standing::Proven
        | Standing::Waiting
        | Standing::Unanswered
        | Standing::Done { .. }
        | Standing::Unchecked { .. }
        | Standing::Regressed { .. }
        | Standing::Suspended => false,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use jiff::Timestamp;

    use crate::{
        fact::{STANDINGS, VERDICTS},
        judge::{Standing, judge},
        lint::fixture::Fixture,
        verdict::Verdict,
    };

    /// The values of facts, one a line.
    #[track_caller]
    fn check(facts: &str, rest: &str) -> String {
        let text = format!("//- milepost.toml\nschema = 1\n[facts]\n{facts}\n{rest}");
        let fixture = Fixture::new(&text);
        let told = judge(&fixture.scene()).survey.facts.into_iter();
        let told = told.map(|told| match told.computed {
            Ok(computed) => {
                let doubts = computed.doubts.iter().map(|doubt| format!("; {doubt}"));
                let doubts: String = doubts.collect();
                format!("{}: {} from {}{doubts}", told.name, computed.value, computed.from[0])
            }
            Err(why) => format!("{}: {why}", told.name),
        });
        told.collect::<Vec<_>>().join("\n")
    }

    const PLAN: &str = "\
//- docs/M1.md
# M1 Reader

**Goal:** Files are read
**Phase:** P1

## Acceptance criteria

- [ ] It reads (gate `unit`)
- [ ] It is fast (gate `perf`)
- [ ] People like it

## Deliverables

### M1-D1 Parser

### M1-D2 Printer
//- docs/M2.md
# M2 Writer

**Goal:** Files are written
**Phase:** P1
**Depends on:** M1
";

    #[test]
    fn the_report_is_a_source_of_facts() {
        let facts = "all = 'items(\"milestone\")'\nplanned = 'items(\"milestone\", \"planned\", \"done\")'\n\
            parts = 'parts(\"M1\")'\ndone = 'parts(\"M1\", \"done\")'\ncriteria = 'criteria(\"M1\")'\n\
            met = 'criteria(\"M1\", \"met\")'\nfar = 'progress()'\nof-m1 = 'progress(\"M1\")'\n\
            risks = 'or-zero(items(\"risk\"))'\n";
        assert_snapshot!(check(facts, PLAN), @"
        all: 2 from the milestones of the plan
        planned: 1 from the milestones of the plan
        parts: 2 from the parts of `M1`
        done: 0 from the parts of `M1`
        criteria: 3 from the criteria of `M1`
        met: 0 from the criteria of `M1`
        far: 0 from the milestones of the plan
        of-m1: 0 from the progress of `M1`
        risks: 0 from no risk of the plan
        ");
    }

    #[test]
    fn what_the_report_does_not_know_says_why() {
        let facts = "item = 'criteria(\"M9\")'\nnothing = 'criteria(\"M2\")'\nparts = 'parts(\"M2\")'\n\
            far = 'progress(\"M2\")'\nrisks = 'items(\"risk\")'\nred = 'gates(\"fail\")'\n";
        assert_snapshot!(check(facts, PLAN), @"
        item: no item is called `M9`
        nothing: `M2` has no criteria, so there is nothing to count
        parts: `M2` has no parts, so there is nothing to count
        far: `M2` has no parts, so there is nothing to count
        risks: the plan has no risk; where none may be right, say `or-zero(…)`
        red: milepost.toml defines no gate, so there is nothing to count
        ");
        assert_snapshot!(check("ms = 'items(\"milestone\", \"regressed\")'\n", "//- docs/x.md\n# Nothing\n"), @"ms: the plan has no milestone; where none may be right, say `or-zero(…)`");
        assert_snapshot!(check("far = 'progress()'\n", "//- docs/x.md\n# Nothing\n"), @"far: the plan has no milestone, so there is nothing to count");
    }

    #[test]
    fn what_a_gate_counted_is_a_fact_with_its_doubts() {
        let gate = "passed = 'tests(\"unit\", \"passed\")'\nskipped = 'tests(\"unit\", \"skipped\")'\n\
            rate = 'metric(\"unit\", \"rate\")'\n[gates.unit]\nrun = \"make\"\n";
        assert_snapshot!(check(gate, "//- ledger\nunit passed tests 10/0/1\n"), @"
        passed: 10 from `tests.passed` of gate `unit`, record 04b10b087a
        skipped: 1 from `tests.skipped` of gate `unit`, record 04b10b087a
        rate: the last run of gate `unit` that counts does not report `rate`
        ");
        assert_snapshot!(check(gate, "//- ledger\nunit passed grade imported tests 9/0/0\n"), @"
        passed: gate `unit` has no run that counts
        skipped: gate `unit` has no run that counts
        rate: gate `unit` has no run that counts
        ");
        let stale = check(gate, "//- ledger\nunit passed tests 8/0/0 elsewhere src/a.rs\n");
        assert_snapshot!(stale, @"
        passed: 8 from `tests.passed` of gate `unit`, record 8c53572ba8; gate `unit` is stale
        skipped: 0 from `tests.skipped` of gate `unit`, record 8c53572ba8; gate `unit` is stale
        rate: the last run of gate `unit` that counts does not report `rate`
        ");
    }

    #[test]
    fn the_words_are_those_of_the_report() {
        let at = Timestamp::UNIX_EPOCH;
        let all = [
            Standing::Planned,
            Standing::Ready,
            Standing::InProgress,
            Standing::Blocked { by: Vec::new() },
            Standing::Claimed,
            Standing::Contradicted,
            Standing::Proven,
            Standing::Waiting,
            Standing::Done { at },
            Standing::Unchecked { at },
            Standing::Regressed { at, gates: Vec::new() },
            Standing::Suspended,
            Standing::OutOfScope,
            Standing::Superseded,
            Standing::Rejected,
        ];
        assert_eq!(STANDINGS, all.each_ref().map(Standing::as_str));
        assert_eq!(VERDICTS, Verdict::ALL.map(Verdict::as_str));
    }
}
