//! From the runs of a gate to its verdict.

use std::{collections::BTreeMap, time::Duration};

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    authority::{Authority, Unheard},
    config::{Config, Policy},
    digest::Digest,
    evidence::{
        AnsweredOf, ComparisonVerdict, ControlsEnd, Ending, Event, EvidenceKey, Grade, ItemName,
        Outcome, Payload, Record, Run, Waived, ledger::Ledger,
    },
    gate::{
        Baseline, Check, Compare, ControlState, Enforcement, Gate, GateName, Member, ReviewCheck,
        RunCheck,
    },
    id::CommitId,
    text::RepoPath,
    verdict::{
        Answer, Attempts, Audit, Basis, Brought, Change, Done, Freshness, GateVerdict, Ground,
        GroundAnswers, GroundQuestions, Life, MovedQuestion, People, Streak, SubjectAnswer,
        SubjectQuestion, Verdict, Verdicts,
        baseline::{Baselines, Outdated, pinned},
        enforcement::{enforcement, greens},
        review::{self, Content},
        waived::WaivedState,
    },
};

/// A gate must show anew that it can fail after so long.
pub const CALIBRATION_LASTS: Duration = Duration::from_hours(90 * 24);

/// So many moved paths are named.
const NAMED: usize = 100;

/// The runs of each gate, in the order of the ledger.
struct Runs<'a> {
    records: &'a [Record],
    by_gate: BTreeMap<&'a GateName, Vec<(&'a Record, &'a Run)>>,
    calibrations: BTreeMap<(&'a GateName, Digest), Calibration>,
    audits: BTreeMap<(&'a GateName, Digest), Audited<'a>>,
    changes: BTreeMap<&'a GateName, Changed>,
}

/// The last change of the enforcement of a gate.
struct Changed {
    change: Change,
    /// How many of its runs came before.
    before: usize,
}

/// The last audit of a gate under one definition.
#[derive(Clone, Copy)]
struct Audited<'a> {
    commit: &'a CommitId,
    key: EvidenceKey,
    agrees: bool,
}

/// The last calibration of a gate under one definition.
#[derive(Clone, Copy)]
struct Calibration {
    at: Timestamp,
    end: ControlsEnd,
}

impl<'a> Runs<'a> {
    fn of(records: &'a [Record], counts: impl Fn(&Record) -> bool) -> Self {
        let mut runs = Self {
            records,
            by_gate: BTreeMap::new(),
            calibrations: BTreeMap::new(),
            audits: BTreeMap::new(),
            changes: BTreeMap::new(),
        };
        for record in records {
            match &record.payload {
                Payload::Run(run) => {
                    runs.by_gate.entry(&run.gate).or_default().push((record, run));
                }
                Payload::Event(_) if !counts(record) => {}
                Payload::Event(Event::Calibrated { gate, definition, end, .. }) => {
                    let calibration = Calibration { at: record.recorded, end: *end };
                    runs.calibrations.insert((gate, *definition), calibration);
                }
                Payload::Event(Event::Audited {
                    gate, definition, commit, key, agrees, ..
                }) => {
                    let audited = Audited { commit, key: *key, agrees: *agrees };
                    runs.audits.insert((gate, *definition), audited);
                }
                Payload::Event(
                    event @ (Event::Promoted { gate, .. } | Event::Demoted { gate, .. }),
                ) => {
                    let before = runs.gate(gate).len();
                    let change = Change::of(event).map(|change| Changed { change, before });
                    runs.changes.extend(change.map(|change| (gate, change)));
                }
                Payload::Event(
                    Event::Done { .. }
                    | Event::Packet { .. }
                    | Event::Handoff { .. }
                    | Event::Steered { .. }
                    | Event::Stolen { .. }
                    | Event::Baseline { .. }
                    | Event::Decided { .. },
                )
                | Payload::Statement(_)
                | Payload::Signature(_)
                | Payload::Unknown { .. } => {}
            }
        }
        runs
    }

    fn gate(&self, name: &GateName) -> &[(&'a Record, &'a Run)] {
        self.by_gate.get(name).map_or(&[], Vec::as_slice)
    }

    /// The runs of a gate since its enforcement was changed.
    fn since_change(&self, name: &GateName) -> &[(&'a Record, &'a Run)] {
        let before = self.changes.get(name).map_or(0, |changed| changed.before);
        self.gate(name).get(before..).unwrap_or_default()
    }

    fn change(&self, name: &GateName) -> Option<&Change> {
        self.changes.get(name).map(|changed| &changed.change)
    }

    /// The greens in a row that count towards the promotion of a gate: no more than are wanted.
    fn greens(
        &self,
        gate: &Gate,
        check: &RunCheck,
        is_enough: impl Fn(&Record, &Run) -> bool,
    ) -> Vec<&'a Run> {
        let wanted = usize::try_from(gate.promote_after.unwrap_or(0)).unwrap_or(usize::MAX);
        if wanted == 0 || enforcement(gate, self.change(&gate.name)) == Enforcement::Blocking {
            return Vec::new();
        }
        let is_pass = |run: &Run| {
            let is_compared = check.compare.as_ref().is_none_or(|it| uncompared(it, run).is_none());
            run.outcome == Outcome::Passed && can_have_passed(run) && is_compared
        };
        let mut greens = greens(check, self.since_change(&gate.name), is_enough, is_pass);
        greens.truncate(wanted);
        greens
    }
}

/// What must be looked up in the repository before the gates can be judged.
///
/// Only runs that would count are looked up again, and for a gate without any only its last one.
pub fn questions(config: &Config, records: &[Record], ground: &Ground) -> GroundQuestions {
    let runs = Runs::of(records, |_| true);
    let mut questions = GroundQuestions::default();
    for gate in config.gates.values() {
        let key = ground.key(gate);
        let all = runs.gate(&gate.name);
        let at = |key| all.iter().filter(move |(_, run)| Some(run.key) == key);
        questions.subjects.extend(at(key).map(|(_, run)| SubjectQuestion::of(run)));
        if at(key).next().is_none() {
            let last = all.last().map(|(_, run)| run.subject.tree.clone());
            questions.moved.extend(last.map(|since| MovedQuestion { since }));
        }
        let Check::Run(check) = &gate.check else { continue };
        let least = config.policy.least_grade;
        let key = last_key(check, all, |record, run| at_best(record, run) >= least);
        questions.subjects.extend(at(key).map(|(_, run)| SubjectQuestion::of(run)));
        let greens = runs.greens(gate, check, |record, run| at_best(record, run) >= least);
        questions.subjects.extend(greens.into_iter().map(SubjectQuestion::of));
        if let Some(Baseline::Evidence(id)) = check.compare.as_ref().map(|compare| &compare.with) {
            let pinned = pinned(records, &gate.name, id, (least, at_best)).ok();
            questions.subjects.extend(pinned.map(|(_, run)| SubjectQuestion::of(run)));
        }
    }
    questions
}

/// The key of the content that a gate, as it is defined now, was measured on last.
fn last_key(
    check: &RunCheck,
    all: &[(&Record, &Run)],
    is_enough: impl Fn(&Record, &Run) -> bool,
) -> Option<EvidenceKey> {
    let definition = check.definition();
    let counts = |record: &Record, run: &Run| {
        // The commits of other repositories are named by milepost.toml, as the definition is.
        let is_defined = run.definition == definition
            && check.with.iter().eq(run.with.iter().map(|it| &it.member));
        run.outcome != Outcome::NotRun && is_defined && is_enough(record, run)
    };
    all.iter().rev().find(|(record, run)| counts(record, run)).map(|(_, run)| run.key)
}

/// The grade that a run may have, whoever counts as a machine that vouches for it.
pub fn at_best(record: &Record, run: &Run) -> Grade {
    let is_signed = !record.signatures.is_empty() && run.grade == Grade::Clean;
    if is_signed { Grade::Signed } else { run.grade }
}

/// Judges every gate of the configuration. What a change brought along counts for less, where that is
/// said.
pub fn verdicts(
    config: &Config,
    ledger: &Ledger,
    ground: Option<&Ground>,
    answers: &GroundAnswers,
    brought: Option<&Brought>,
    authority: &Authority<'_>,
) -> Verdicts {
    let counts =
        |record: &Record| brought.is_none_or(|it| it.counts(record, &config.policy, authority));
    let runs = Runs::of(&ledger.records, counts);
    let people = People::hear(ledger, authority);
    let now = authority.now;
    let bench =
        Bench { config, runs: &runs, ground, answers, authority, brought, people: &people, now };
    Verdicts {
        commit: ground.map(|ground| ground.commit.clone()),
        gates: config.gates.values().map(|gate| (gate.name.clone(), bench.judge(gate))).collect(),
        done: done(&ledger.records, counts),
        least_grade: Some(config.policy.least_grade),
        ground: ground.cloned(),
        today: Some(now.to_zoned(TimeZone::UTC).date()),
        is_as_measured: false,
        people,
    }
}

/// The first time that each item was proven.
fn done(records: &[Record], counts: impl Fn(&Record) -> bool) -> BTreeMap<ItemName, Done> {
    let mut done: BTreeMap<ItemName, Done> = BTreeMap::new();
    for record in records.iter().filter(|record| counts(record)) {
        if let Payload::Event(Event::Done { item, commit, .. }) = &record.payload {
            let first = || Done { at: record.recorded, commit: commit.clone() };
            done.entry(item.clone()).or_insert_with(first);
        }
    }
    done
}

/// Everything that a gate is judged with.
struct Bench<'a> {
    config: &'a Config,
    runs: &'a Runs<'a>,
    ground: Option<&'a Ground>,
    answers: &'a GroundAnswers,
    authority: &'a Authority<'a>,
    people: &'a People,
    brought: Option<&'a Brought>,
    now: Timestamp,
}

impl Bench<'_> {
    fn judge(&self, gate: &Gate) -> GateVerdict {
        let change = self.runs.change(&gate.name);
        let judged = match &gate.check {
            Check::Run(check) => GateVerdict {
                audit: self.audit(gate, check),
                streak: self.streak(gate, check),
                life: Life::of(check, self.runs.gate(&gate.name), |record, run| {
                    self.is_enough(record, run)
                }),
                calibration: self.ground.and_then(|ground| ground.calibration(check).ok()),
                ..self.run_gate(gate, check)
            },
            Check::Review(check) => {
                let key = self.ground.and_then(|ground| ground.key(gate));
                let content = Vec::from_iter(key);
                self.review_gate(gate, check, Content::Judged(&content))
            }
        };
        let enforcement = enforcement(gate, change);
        let judged = GateVerdict { enforcement, change: change.cloned(), ..judged };
        let elsewhere = self.measured(gate, &judged).map(|it| Box::new(self.with_waiver(gate, it)));
        GateVerdict { elsewhere, ..self.with_waiver(gate, judged) }
    }

    /// What the runs on the content that it was measured on last say together, where those on this content
    /// say nothing.
    fn measured(&self, gate: &Gate, judged: &GateVerdict) -> Option<GateVerdict> {
        let ground = self.ground?;
        if !matches!(judged.verdict, Verdict::Stale | Verdict::Missing) {
            return None;
        }
        let check = match &gate.check {
            Check::Run(check) => check,
            Check::Review(check) => {
                return (judged.verdict == Verdict::Stale)
                    .then(|| self.review_gate(gate, check, Content::OfTheLastAnswer));
            }
        };
        let all = self.runs.gate(&gate.name);
        let key = last_key(check, all, |record, run| self.is_enough(record, run))?;
        let mut here = Here::of(self, check, ground, all, key);
        if here.counted.is_empty() {
            here.counted.extend(here.outdated.take().map(|(record, run, _)| (record, run)));
        }
        let (record, last) = here.counted.last()?;
        let is_here = judged.verdict == Verdict::Missing && Some(key) == ground.key(gate);
        let freshness = is_here.then(|| freshness(last, ground));
        let verdict = self.of_attempts(gate, check, &here);
        let GateVerdict { verdict, reasons, next, attempts, .. } =
            self.with_calibration(gate, check, verdict);
        let basis = Some(self.basis(record, last, freshness));
        let next = next.or_else(|| judged.next.clone());
        Some(GateVerdict { verdict, reasons, next, basis, attempts, ..judged.clone() })
    }

    /// The answers to the checklist of a review together: the worst of them.
    fn review_gate(&self, gate: &Gate, check: &ReviewCheck, content: Content<'_>) -> GateVerdict {
        let mut verdict = blank(gate, Verdict::Pass, "");
        let of = AnsweredOf::Gate(gate.name.clone());
        for question in review::checklist(gate, check) {
            let one = review::answer(self.people, self.config, (&of, question), content, &check.by);
            let answer = match content {
                Content::Judged(_) => self.aged(check, one),
                Content::OfTheLastAnswer => one,
            };
            if answer.verdict.weight() > verdict.verdict.weight() {
                verdict.verdict = answer.verdict;
            }
            if answer.verdict != Verdict::Pass {
                let reasons = answer.reasons.iter();
                verdict.reasons.extend(reasons.map(|why| format!("“{question}”: {why}")));
            }
            verdict.answered.extend(answer.by);
        }
        if verdict.verdict == Verdict::Pass {
            verdict.answered.dedup();
            let by = verdict.answered.iter().map(review::said_by);
            verdict.reasons = vec![format!("answered by {}", by.collect::<Vec<_>>().join(", "))];
            return verdict;
        }
        verdict.next(format!("milepost review --gate {}", gate.name))
    }

    /// An answer that is older than answers count.
    fn aged(&self, check: &ReviewCheck, answer: Answer) -> Answer {
        let Some((most, by)) = check.max_age.zip(answer.by.as_ref()) else { return answer };
        match too_old(self.now, by.at, most) {
            Some(why) if answer.verdict == Verdict::Pass => {
                Answer { verdict: Verdict::Stale, reasons: vec![why], by: None }
            }
            Some(_) | None => answer,
        }
    }

    /// What a waiver makes of a verdict that does not satisfy. A pass needs none.
    fn with_waiver(&self, gate: &Gate, mut judged: GateVerdict) -> GateVerdict {
        let of = Waived::Gate { gate: gate.name.clone(), definition: gate.definition() };
        let Some(heard) = self.people.waived(&of) else { return judged };
        judged.waiver = Some(heard.clone());
        if judged.verdict.satisfies() {
            return judged;
        }
        let today = self.now.to_zoned(TimeZone::UTC).date();
        let state = WaivedState::of(heard, today);
        judged.reasons.insert(0, state.phrase(heard));
        if let Some(verdict) = state.verdict() {
            judged.verdict = verdict;
        }
        judged
    }

    fn run_gate(&self, gate: &Gate, check: &RunCheck) -> GateVerdict {
        let all = self.runs.gate(&gate.name);
        let again = self.again(gate);
        let Some(ground) = self.ground else {
            let why = "there is no commit to judge it at";
            return blank(gate, Verdict::Missing, why)
                .next("commit the project, then `milepost verify`");
        };
        let Some(key) = ground.key(gate) else {
            let why = match ground.inputs.get(&gate.name) {
                Some(_) => "its inputs name no file of this commit",
                None => "its inputs could not be told at this commit",
            };
            return blank(gate, Verdict::Error, why).next("correct `inputs` in milepost.toml");
        };
        let here = Here::of(self, check, ground, all, key);
        if here.counted.is_empty()
            && let Some((record, run, Outdated { why, next })) = here.outdated
        {
            let freshness = Some(freshness(run, ground));
            let basis = Some(self.basis(record, run, freshness));
            return GateVerdict { basis, ..blank(gate, Verdict::Stale, &why) }.next(next);
        }
        if here.counted.is_empty() {
            return self.without_run(gate, check, ground, all, &here).next(again);
        }
        let verdict = self.of_attempts(gate, check, &here);
        let last = here.counted.last().map(|(record, run)| (*record, *run));
        let verdict = self.with_age(
            check,
            GateVerdict {
                basis: last
                    .map(|(record, run)| self.basis(record, run, Some(freshness(run, ground)))),
                ..verdict
            },
        );
        let verdict = self.with_calibration(gate, check, verdict);
        if verdict.verdict == Verdict::Pass || verdict.next.is_some() {
            return verdict;
        }
        verdict.next(again)
    }

    /// How far a gate is that greens in a row promote.
    fn streak(&self, gate: &Gate, check: &RunCheck) -> Option<Streak> {
        let wanted = gate.promote_after?;
        let is_enough = |record: &Record, run: &Run| self.is_enough(record, run);
        let greens = self.runs.greens(gate, check, is_enough).into_iter();
        let agrees = |run: &&Run| match self.answers.subjects.get(&SubjectQuestion::of(run)) {
            Some(SubjectAnswer::Agrees | SubjectAnswer::Absent) => true,
            Some(SubjectAnswer::Disagrees) | None => false,
        };
        let greens = u32::try_from(greens.filter(agrees).count()).unwrap_or(u32::MAX);
        Some(Streak { greens, wanted })
    }

    /// The command that runs a gate.
    fn again(&self, gate: &Gate) -> String {
        let base = self.brought.map(|brought| format!(" --base {}", brought.since));
        let key = match self.config.policy.least_grade {
            Grade::Signed => " --key FILE",
            Grade::Claimed | Grade::Diagnostic | Grade::Imported | Grade::Clean => "",
        };
        format!("milepost verify{}{key} --gate {}", base.unwrap_or_default(), gate.name)
    }

    /// The grade that a run counts with.
    fn grade(&self, record: &Record, run: &Run) -> Grade {
        let grade = self.authority.grade(record, run.grade);
        self.brought.map_or(grade, |brought| brought.grade(record, run, grade))
    }

    /// Whether the policy lets a run of that grade prove anything.
    fn is_enough(&self, record: &Record, run: &Run) -> bool {
        self.grade(record, run) >= self.config.policy.least_grade
    }

    /// Whether it was shown that the declared inputs are all that a gate looks at.
    fn audit(&self, gate: &Gate, check: &RunCheck) -> Audit {
        if check.inputs.is_none() {
            return Audit::NotNarrowed;
        }
        let Some(audited) = self.runs.audits.get(&(&gate.name, check.definition())) else {
            return Audit::Never;
        };
        let commit = audited.commit.clone();
        let key = self.ground.and_then(|ground| ground.key(gate));
        match (audited.agrees, Some(audited.key) == key) {
            (false, _) => Audit::Differs { commit },
            (true, true) => Audit::Agrees { commit },
            (true, false) => Audit::Outdated { commit },
        }
    }

    /// No run at this key counts: why not, and what there is instead.
    fn without_run(
        &self,
        gate: &Gate,
        check: &RunCheck,
        ground: &Ground,
        all: &[(&Record, &Run)],
        here: &Here<'_>,
    ) -> GateVerdict {
        let mut verdict = blank(gate, Verdict::Missing, "");
        verdict.reasons.clone_from(&here.refused);
        if let Some((record, run)) = all.last() {
            let freshness = (Some(run.key) == ground.key(gate)).then(|| freshness(run, ground));
            verdict.basis = Some(self.basis(record, run, freshness));
        }
        if !here.refused.is_empty() {
            return verdict;
        }
        let elsewhere = all
            .iter()
            .rev()
            .find(|(record, run)| self.is_enough(record, run) && run.outcome != Outcome::NotRun);
        let Some((record, run)) = elsewhere else {
            verdict.reasons.push(self.never_measured(all));
            return verdict;
        };
        verdict.verdict = Verdict::Stale;
        verdict.basis = Some(self.basis(record, run, None));
        let since = run.subject.commit.short();
        if run.definition != check.definition() {
            verdict.reasons.push(format!("its definition changed since the run on {since}"));
        }
        verdict.reasons.extend(check.with.iter().filter_map(|now| moved_member(now, run)));
        let question = MovedQuestion { since: run.subject.tree.clone() };
        match self.answers.moved.get(&question) {
            Some(Some(paths)) => {
                let mut moved = ground.that_matter(gate, paths);
                if let Some(reason) = moved_reason(&moved, since) {
                    verdict.reasons.push(reason);
                }
                moved.truncate(NAMED);
                verdict.moved = moved;
            }
            Some(None) | None => {
                verdict.reasons.push(format!("commit {since}, which it was run on, is not here"));
            }
        }
        if verdict.reasons.is_empty() {
            verdict.reasons.push(format!("what counts as its input changed since {since}"));
        }
        verdict
    }

    fn basis(&self, record: &Record, run: &Run, freshness: Option<Freshness>) -> Basis {
        let run = Run { grade: self.authority.grade(record, run.grade), ..run.clone() };
        Basis { record: record.id, by: record.by.clone(), run, freshness }
    }

    /// Why no run anywhere says anything.
    fn never_measured(&self, all: &[(&Record, &Run)]) -> String {
        let Some((record, last)) = all.last() else { return "it has never been run".to_owned() };
        let (on, asked) = (last.subject.commit.short(), self.config.policy.least_grade.as_str());
        match (last.outcome, last.ending) {
            (Outcome::NotRun, Ending::Refused) => {
                format!("it was not let in on {on}, and has not run since")
            }
            (Outcome::NotRun, _) => format!("it was cancelled on {on}, and has not run since"),
            (Outcome::Passed | Outcome::Failed | Outcome::Error, _) => {
                let grade = self.grade(record, last).as_str();
                format!("its last run, on {on}, is {grade}, and the policy asks for {asked}")
            }
        }
    }

    /// What the runs that count say together.
    fn of_attempts(&self, gate: &Gate, check: &RunCheck, here: &Here<'_>) -> GateVerdict {
        let mut verdict = blank(gate, Verdict::Pass, "");
        verdict.reasons.clear();
        let Some((_, last)) = here.counted.last() else { return verdict };
        verdict.attempts = attempts(check, &self.config.policy, &here.counted);
        let Attempts { failed, errors, in_a_row, needed, .. } = verdict.attempts;
        let said = last.reasons.iter().map(ToString::to_string);
        match last.outcome {
            Outcome::Failed => {
                verdict.verdict = Verdict::Fail;
                verdict.reasons.extend(said);
                // Running it again on the same content is no honest step.
                verdict.next = Some(format!("milepost gate show {}", gate.name));
            }
            Outcome::Error | Outcome::NotRun => {
                verdict.verdict = Verdict::Error;
                verdict.reasons.extend(said);
            }
            Outcome::Passed if in_a_row < needed && failed + errors > 0 => {
                verdict.verdict = Verdict::Fail;
                let (red, all) = (failed + errors, verdict.attempts.total());
                verdict.reasons.push(format!(
                    "flaky: {red} of {all} runs on this content did not pass; {in_a_row} of \
                     {needed} passes in a row"
                ));
            }
            Outcome::Passed if in_a_row < needed => {
                verdict.verdict = Verdict::Missing;
                verdict.reasons.push(format!("{in_a_row} of {needed} passes in a row"));
            }
            Outcome::Passed => {
                if failed > 0 || needed > check.greens {
                    let (red, all) = (failed + errors, verdict.attempts.total());
                    verdict.reasons.push(format!("flaky {red} of {all}"));
                }
            }
        }
        verdict
    }

    /// A pass that is older than passes count.
    fn with_age(&self, check: &RunCheck, mut verdict: GateVerdict) -> GateVerdict {
        let finished = verdict.basis.as_ref().map(|basis| basis.run.finished);
        let Some((finished, most)) = finished.zip(check.max_age) else { return verdict };
        if verdict.verdict == Verdict::Pass
            && let Some(age) = too_old(self.now, finished, most)
        {
            verdict.verdict = Verdict::Stale;
            verdict.reasons.insert(0, age);
        }
        verdict
    }

    /// A gate that has controls counts only after it has shown that it can fail.
    fn with_calibration(&self, gate: &Gate, check: &RunCheck, verdict: GateVerdict) -> GateVerdict {
        if check.controls.is_empty() {
            return verdict;
        }
        let next = format!("milepost gate calibrate {}", gate.name);
        let mut verdict = verdict;
        let Some(ground) = self.ground else { return verdict };
        let definition = match ground.calibration(check) {
            Ok(definition) => definition,
            Err(state) => {
                verdict.verdict = Verdict::Calibrating;
                verdict.reasons.insert(0, absent(state, ground));
                return verdict.next(unknown_state(state));
            }
        };
        match self.runs.calibrations.get(&(&gate.name, definition)) {
            None => {
                verdict.verdict = Verdict::Calibrating;
                let is_known = self.runs.calibrations.keys().any(|(name, _)| **name == gate.name);
                let why = if is_known {
                    "it or one of its controls changed since they were run"
                } else {
                    "its controls have not been run under this definition"
                };
                verdict.reasons.insert(0, why.to_owned());
                verdict.next(next)
            }
            Some(Calibration { end: ControlsEnd::Unsound, .. }) => {
                verdict.verdict = Verdict::Calibrating;
                let why = "a control did not end as it must, or could not be run";
                verdict.reasons.insert(0, why.to_owned());
                verdict.next(next)
            }
            Some(Calibration { end: ControlsEnd::Blind, .. }) => {
                verdict.verdict = Verdict::Blind;
                verdict.reasons.insert(0, "it passed a control that it must fail".to_owned());
                verdict.next(next)
            }
            Some(Calibration { at, end: ControlsEnd::Sound }) => {
                let age = self.now.duration_since(*at).unsigned_abs();
                if age > CALIBRATION_LASTS {
                    verdict.verdict = Verdict::Calibrating;
                    verdict
                        .reasons
                        .insert(0, format!("its controls were last run {} ago", days(age)));
                    return verdict.next(next);
                }
                verdict
            }
        }
    }
}

fn too_old(now: Timestamp, then: Timestamp, most: Duration) -> Option<String> {
    let age = now.duration_since(then).unsigned_abs();
    // What is of the future is as doubtful as what is of long ago.
    let is_ahead = then > now && age > Duration::from_hours(1);
    (age > most || is_ahead)
        .then(|| format!("its last pass is {} old, and counts for {}", days(age), days(most)))
}

/// The runs at the key of the judged content.
struct Here<'a> {
    /// Those that count, in order.
    counted: Vec<(&'a Record, &'a Run)>,
    /// Why the others do not.
    refused: Vec<String>,
    /// The last one that was compared with what is the baseline no more.
    outdated: Option<(&'a Record, &'a Run, Outdated)>,
}

impl<'a> Here<'a> {
    fn of(
        bench: &Bench<'_>,
        check: &RunCheck,
        ground: &Ground,
        all: &[(&'a Record, &'a Run)],
        key: EvidenceKey,
    ) -> Self {
        let mut here = Self { counted: Vec::new(), refused: Vec::new(), outdated: None };
        let least = bench.config.policy.least_grade;
        let (records, answers) = (bench.runs.records, bench.answers);
        let grade = &|record: &Record, run: &Run| bench.grade(record, run);
        let baselines = Baselines { records, ground, answers, least, grade };
        for (record, run) in all.iter().filter(|(_, run)| run.key == key) {
            // What stands for a run that nobody saw end says nothing where somebody did.
            let is_told = |other: &Run| other.started == run.started && other != *run;
            let is_orphan = run.ending == Ending::Interrupted;
            if is_orphan && all.iter().any(|(_, other)| is_told(other)) {
                continue;
            }
            match refusal(bench, check, (record, run), least) {
                None => {
                    let compare = check.compare.as_ref();
                    match compare.and_then(|compare| baselines.outdated(compare, run)) {
                        None => here.counted.push((record, run)),
                        Some(outdated) => here.outdated = Some((*record, *run, outdated)),
                    }
                }
                Some(why) => {
                    let why = format!("run {} does not count: {why}", record.id.short());
                    here.refused.push(why);
                }
            }
        }
        here
    }
}

fn refusal(
    bench: &Bench<'_>,
    check: &RunCheck,
    (record, run): (&Record, &Run),
    least: Grade,
) -> Option<String> {
    // The key is made anew from what the record says it was taken from.
    if run.made_key() != run.key {
        return Some("its key does not follow from what it says it was run on".to_owned());
    }
    match bench.answers.subjects.get(&SubjectQuestion::of(run)) {
        Some(SubjectAnswer::Agrees | SubjectAnswer::Absent) => {}
        Some(SubjectAnswer::Disagrees) => {
            return Some(format!("commit {} holds something else", run.subject.commit.short()));
        }
        None => return Some("what it was run on could not be looked up".to_owned()),
    }
    let grade = bench.grade(record, run);
    if let Some(brought) = bench.brought.filter(|_| grade < run.grade && grade < least) {
        let unvouched = bench.authority.vouched(record).err().unwrap_or(Unheard::Unsigned);
        let (why, least) = (brought.why(&unvouched), least.as_str());
        return Some(format!("{why}, and the policy asks for {least}"));
    }
    if grade < least {
        let (grade, least) = (grade.as_str(), least.as_str());
        return Some(format!("its grade is {grade}, and the policy asks for {least}"));
    }
    match (run.outcome, run.ending) {
        (Outcome::NotRun, Ending::Refused) => Some("it was not let in".to_owned()),
        (Outcome::NotRun, _) => Some("it was cancelled".to_owned()),
        (Outcome::Passed | Outcome::Failed | Outcome::Error, _) => {
            // Only what exited by itself can have passed.
            let passed = run.outcome == Outcome::Passed;
            if passed && !can_have_passed(run) {
                return Some(
                    "it calls itself passed, and what it records says otherwise".to_owned(),
                );
            }
            let compare = check.compare.as_ref().filter(|_| passed)?;
            uncompared(compare, run).map(ToOwned::to_owned)
        }
    }
}

/// Whether nothing in a record speaks against a pass.
fn can_have_passed(run: &Run) -> bool {
    let rules_hold = run.rules.iter().all(|rule| rule.holds == Some(true));
    let something_passed = run.tests.is_none_or(|tests| tests.passed > 0);
    let may_fail = !run.rules.is_empty() || run.failed.is_empty();
    matches!(run.ending, Ending::Exited(_)) && rules_hold && something_passed && may_fail
}

/// Why a pass is none for a gate that compares.
fn uncompared(compare: &Compare, run: &Run) -> Option<&'static str> {
    let Some(comparison) = &run.comparison else {
        return Some("it calls itself passed, and was compared with nothing");
    };
    let is_same = comparison.baseline == run.subject.commit
        || comparison.baseline_project == run.subject.project;
    if is_same {
        Some("it was compared with itself")
    } else if comparison.metric != compare.metric {
        Some("it calls itself passed, and another metric was compared")
    } else if comparison.verdict != ComparisonVerdict::Fine {
        Some("it calls itself passed, and its comparison says otherwise")
    } else {
        None
    }
}

/// That a run was made with another commit of a repository than the one of now.
fn moved_member(now: &Member, run: &Run) -> Option<String> {
    let then = run.with.iter().map(|it| &it.member).find(|then| then.name() == now.name())?;
    let (from, to) = (then.commit.short(), now.commit.short());
    let name = now.name();
    (then.commit != now.commit).then(|| format!("`{name}` moved from {from} to {to}"))
}

fn freshness(run: &Run, ground: &Ground) -> Freshness {
    if run.subject.commit == ground.commit {
        Freshness::Exact
    } else if run.subject.project == ground.project {
        Freshness::TreeEqual
    } else {
        Freshness::InputsEqual
    }
}

fn attempts(check: &RunCheck, policy: &Policy, counted: &[(&Record, &Run)]) -> Attempts {
    let mut attempts = Attempts { needed: check.greens.max(1), ..Attempts::default() };
    for (_, run) in counted {
        match run.outcome {
            Outcome::Passed => {
                attempts.passed += 1;
                attempts.in_a_row += 1;
                continue;
            }
            Outcome::Failed => attempts.failed += 1,
            Outcome::Error | Outcome::NotRun => attempts.errors += 1,
        }
        attempts.in_a_row = 0;
        // One that never got going says nothing about the content; every other red run does.
        let is_red = run.outcome == Outcome::Failed
            || matches!(run.ending, Ending::Killed(_) | Ending::TimedOut | Ending::Leaked(_));
        if is_red {
            attempts.needed = attempts.needed.max(policy.greens_after_fail);
        }
    }
    attempts
}

fn blank(gate: &Gate, verdict: Verdict, why: &str) -> GateVerdict {
    GateVerdict {
        verdict,
        is_run: match gate.check {
            Check::Run(_) => true,
            Check::Review(_) => false,
        },
        enforcement: gate.enforcement,
        reasons: if why.is_empty() { Vec::new() } else { vec![why.to_owned()] },
        next: None,
        basis: None,
        attempts: Attempts::default(),
        moved: Vec::new(),
        audit: Audit::NotNarrowed,
        answered: Vec::new(),
        waiver: None,
        change: None,
        streak: None,
        life: Life::Algorithmic,
        calibration: None,
        elsewhere: None,
    }
}

/// Why the state of a control cannot be made here.
fn absent(state: &ControlState, ground: &Ground) -> String {
    let commit = ground.commit.short();
    match state {
        ControlState::Patch(path) => {
            format!("commit {commit} does not hold the patch `{path}` of a control")
        }
        ControlState::Commit(name) => {
            format!("`{name}`, the state of a control, names no commit or tag here")
        }
        ControlState::Here => format!("commit {commit} cannot be read"),
    }
}

/// What makes the state of a control known here.
fn unknown_state(state: &ControlState) -> String {
    match state {
        ControlState::Patch(path) => format!("commit `{path}`, or correct `controls`"),
        ControlState::Commit(_) | ControlState::Here => {
            "`git fetch --tags` if it is a tag elsewhere, else correct `controls`".to_owned()
        }
    }
}

impl GateVerdict {
    fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }
}

fn moved_reason(moved: &[RepoPath], since: &str) -> Option<String> {
    let more = moved.len().checked_sub(1)?;
    let first = moved.first()?;
    Some(match more {
        0 => format!("`{first}` moved since {since}"),
        more => format!("`{first}` and {more} more moved since {since}"),
    })
}

/// A span of time as people say it.
fn days(span: Duration) -> String {
    let hours = span.as_secs() / 3600;
    match hours {
        0 => format!("{} min", span.as_secs() / 60),
        1..48 => format!("{hours} h"),
        hours => format!("{} d", hours / 24),
    }
}
