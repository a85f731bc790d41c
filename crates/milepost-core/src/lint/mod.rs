//! The rules: each one file, with its code, its manual page, its check and its tests.

mod altered;
mod at_change;
mod at_gate;
pub mod commits;
mod dates;
mod finished;
#[cfg(test)]
pub(crate) mod fixture;
pub mod message;
pub(crate) mod no_go;
mod placement;
pub mod registers;
pub mod rules;
pub(crate) mod similar;
#[cfg(test)]
pub(crate) mod tests;
mod tuples;

use std::collections::BTreeMap;

use crate::{
    diag::{Code, Label, Place, Problem, Severity},
    id::ItemId,
    plan::{Claim, Criterion, Document, Field, ItemKind, Plan},
    read::atoms::estimate::{self, Estimate},
    scene::{Drift, Scene},
    text::{RepoPath, Span},
};

/// What kind of thing a rule looks after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What documents claim.
    Claims,
    /// What gates have shown.
    Evidence,
    /// How people decide.
    Governance,
    /// How trackers are written.
    Writing,
}

/// What a rule needs to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The documents and the judged commit.
    Now,
    /// A range of history: it runs only with `--since` or `--base`.
    Range,
    /// What judged before: it runs only with `--base`.
    Base,
    /// Where everything stands: it runs once that is known, and changes nothing about it.
    Judged,
}

/// One rule.
pub struct Rule {
    /// Its lasting code.
    pub code: Code,
    /// Its kebab-case name, also the name of its file.
    pub name: &'static str,
    /// What it looks after.
    pub group: Group,
    /// How much its problems weigh, unless configured or found lighter.
    pub severity: Severity,
    /// What it needs.
    pub reach: Reach,
    /// Its manual page: *What it does*, *Why is this bad?*, *Example* with a bad and a good
    /// fixture, *When it stays silent*.
    pub page: &'static str,
    /// Looks, and reports what it finds.
    pub check: fn(&Scene<'_>, &mut Findings<'_>),
}

/// Where a rule reports what it finds.
pub struct Findings<'a> {
    rule: &'a Rule,
    severity: Severity,
    problems: Vec<Problem>,
}

impl Findings<'_> {
    /// Reports a problem at a span of a document. Refine it through the returned value.
    pub fn report(
        &mut self,
        document: &Document,
        span: Span,
        message: impl Into<String>,
    ) -> Finding<'_> {
        self.report_at(Place { path: document.path.clone(), span }, message)
    }

    /// Reports a problem at a place that is in no document: in the configuration, or a file of the
    /// ledger.
    pub fn report_at(&mut self, place: Place, message: impl Into<String>) -> Finding<'_> {
        self.problems.push(Problem {
            code: self.rule.code,
            rule: self.rule.name,
            severity: self.severity,
            place,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            item: None,
        });
        Finding(self.problems.last_mut().expect("a problem was just pushed"))
    }
}

/// A problem just reported, to be refined.
pub struct Finding<'a>(&'a mut Problem);

#[expect(clippy::return_self_not_must_use, reason = "the problem is reported already")]
impl Finding<'_> {
    /// Says what would resolve it honestly.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Names the item it is about.
    pub fn item(self, item: &ItemId) -> Self {
        self.0.item = Some(item.clone());
        self
    }

    /// Points to a second place, in any file, that explains it.
    pub fn label_at(self, place: Place, message: impl Into<String>) -> Self {
        self.0.labels.push(Label { place, message: message.into() });
        self
    }

    /// Points to a second place that explains it.
    pub fn label(self, document: &Document, span: Span, message: impl Into<String>) -> Self {
        let place = Place { path: document.path.clone(), span };
        self.0.labels.push(Label { place, message: message.into() });
        self
    }

    /// Makes it weigh less than the rule's own severity; never more.
    pub fn at_most(self, severity: Severity) -> Self {
        self.0.severity = self.0.severity.min(severity);
        self
    }
}

/// Runs the rules over a scene.
///
/// Configured severities hold, expected problems are left out and counted, and the order is that
/// of path, place and code.
pub fn run(scene: &Scene<'_>, rules: &[&Rule]) -> Linted {
    let mut linted = Linted::default();
    for rule in rules {
        let configured = scene.config.rules.get(rule.name).copied();
        let Some(severity) = configured.unwrap_or(Some(rule.severity)) else { continue };
        let is_in_reach = match rule.reach {
            Reach::Now => true,
            Reach::Range => scene.range.is_some(),
            Reach::Base => scene.base.is_some(),
            Reach::Judged => scene.survey.is_some(),
        };
        if !is_in_reach {
            continue;
        }
        let mut findings = Findings { rule, severity, problems: Vec::new() };
        (rule.check)(scene, &mut findings);
        linted.problems.append(&mut findings.problems);
    }
    soften_examples(scene, &mut linted.problems);
    linted.problems.retain(|problem| {
        let expected = scene.config.expects(problem);
        linted.suppressed += usize::from(expected);
        !expected
    });
    sort(&mut linted.problems);
    linted
}

/// Runs the rules that look at where everything stands, behind those that were run before.
pub fn run_behind(scene: &Scene<'_>, linted: &mut Linted) {
    let behind = rules::ALL.iter().filter(|rule| rule.reach == Reach::Judged).copied();
    let found = run(scene, &behind.collect::<Vec<_>>());
    linted.suppressed += found.suppressed;
    linted.problems.extend(found.problems);
    sort(&mut linted.problems);
}

/// Adds what the pages of a project have to be reported for to the problems that were found before.
pub(crate) fn add_drifts(
    scene: &Scene<'_>,
    drifts: &[Drift],
    problems: &mut Vec<Problem>,
    suppressed: &mut usize,
) {
    if drifts.is_empty() {
        return;
    }
    let linted = run(&Scene { drifts, ..*scene }, &[&rules::RENDER_DRIFT]);
    problems.extend(linted.problems);
    *suppressed += linted.suppressed;
    sort(problems);
}

fn sort(problems: &mut [Problem]) {
    problems.sort_by(|a, b| (&a.place, a.code, &a.message).cmp(&(&b.place, b.code, &b.message)));
}

/// What stands in code fences that nobody asked to read may be an example: a contradiction in it
/// is worth a warning, and fails nothing.
fn soften_examples(scene: &Scene<'_>, problems: &mut [Problem]) {
    let asked = |document: &Document| scene.config.documents.fenced.matches(&document.path);
    let fenced = scene.plan.documents.iter().filter(|document| !asked(document));
    let fenced: BTreeMap<&RepoPath, Vec<Span>> = fenced
        .map(|document| (&document.path, fenced_parts(document)))
        .filter(|(_, parts)| !parts.is_empty())
        .collect();
    // A surface is named by the configuration, so that somebody asked.
    let is_asked = |problem: &Problem| rules::reach(problem.code) == Some(Reach::Judged);
    let errors = problems.iter_mut().filter(|problem| problem.severity == Severity::Error);
    for problem in errors.filter(|problem| !is_asked(problem)) {
        let Some(parts) = fenced.get(&problem.place.path) else { continue };
        let after = parts.partition_point(|part| part.start <= problem.place.span.start);
        let part = after.checked_sub(1).and_then(|at| parts.get(at));
        if part.is_some_and(|part| part.contains(problem.place.span)) {
            problem.severity = Severity::Warning;
        }
    }
}

/// The parts of a document that claims in code fences cover, apart from each other and in order.
fn fenced_parts(document: &Document) -> Vec<Span> {
    let claims = document.claims.iter().filter(|claim| claim.fence != 0);
    let mut spans: Vec<Span> = claims.map(|claim| claim.span).collect();
    spans.sort_unstable();
    let mut parts: Vec<Span> = Vec::new();
    for span in spans {
        match parts.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            Some(_) | None => parts.push(span),
        }
    }
    parts
}

/// Every criterion of a plan with the claim that has it.
pub(crate) fn criteria(plan: &Plan) -> impl Iterator<Item = (&Document, &Claim, &Criterion)> {
    plan.documents.iter().flat_map(|document| {
        document.claims.iter().flat_map(move |claim| {
            claim.criteria.iter().map(move |criterion| (document, claim, criterion))
        })
    })
}

/// Every estimate of open work of a kind, in working days.
pub(crate) fn estimates(
    plan: &Plan,
    kind: ItemKind,
) -> impl Iterator<Item = (&Document, &Claim, &Field, Estimate)> {
    plan.documents.iter().flat_map(move |document| {
        let claims = document.claims.iter().filter(move |claim| claim.kind == kind);
        let open = claims.filter(|claim| {
            !claim
                .status
                .as_ref()
                .is_some_and(|it| it.status.is_finished() || it.status.is_dropped())
        });
        open.filter_map(move |claim| {
            let field = claim.field("estimate")?;
            Some((document, claim, field, estimate::read(&field.value)?))
        })
    })
}

/// What the rules found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linted {
    /// The problems, sorted.
    pub problems: Vec<Problem>,
    /// How many were expected by the configuration.
    pub suppressed: usize,
}
