//! The pages of the report: one for each piece of work, with what must hold and what shows it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    Ground,
    anchors::Anchor,
    problems,
    wire::{Bar, Mark, Named, Step, day, minute},
};
use crate::{
    agreed::ApprovalState,
    diag::Problem,
    evidence::Affected,
    judge::{DecisionLine, Judged},
    lint::{Group, rules},
    plan::{Item, ItemKind, Status},
    proof::{JudgedCriterion, Missing},
    render::{
        Account,
        board::{Depth, rows},
        detail, words, work,
    },
    text::{RepoPath, Span},
    verdict::{Basis, Freshness},
};

/// What the report has of one piece of work.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    item: Named<'a>,
    within: Option<Named<'a>>,
    place: Option<String>,
    says: Mark,
    said_at: Option<String>,
    shows: Option<Mark>,
    standing: &'static str,
    since: Option<String>,
    bar: Option<Bar>,
    criteria: Vec<Criterion<'a>>,
    missing: Vec<Step<'a>>,
    approval: Option<Approval>,
    parts: Vec<Part<'a>>,
    tasks: Vec<Part<'a>>,
    course: Vec<(&'static str, String)>,
    steered: Vec<String>,
    cites: Vec<Cite<'a>>,
    decisions: Vec<Named<'a>>,
    problems: Vec<Short<'a>>,
}

/// What must hold.
#[derive(Serialize)]
struct Criterion<'a> {
    text: &'a str,
    says: Mark,
    shows: Mark,
    gate: Option<GateLink<'a>>,
    reasons: &'a [String],
    next: Option<&'a str>,
    evidence: Option<Evidence<'a>>,
    at: String,
}

#[derive(Serialize)]
struct GateLink<'a> {
    /// Nothing where no such gate is defined.
    at: Option<Anchor>,
    name: &'a str,
}

/// The run that a verdict rests on.
#[derive(Serialize)]
pub(super) struct Evidence<'a> {
    record: String,
    commit: &'a str,
    on: String,
    freshness: &'static str,
    grade: &'static str,
    outcome: &'static str,
    tests: Option<String>,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(basis: &'a Basis) -> Self {
        let run = &basis.run;
        let tests = run.tests.map(|tests| {
            let bad = tests.failed.saturating_add(tests.errored);
            let skipped = tests.skipped.map_or("unknown".to_owned(), |number| number.to_string());
            format!("{} passed, {bad} failed, skipped: {skipped}", tests.passed)
        });
        Self {
            record: basis.record.short(),
            commit: run.subject.commit.short(),
            on: minute(run.finished),
            freshness: basis.freshness.map_or("on other content", Freshness::as_str),
            grade: run.grade.as_str(),
            outcome: run.outcome.as_str(),
            tests,
        }
    }
}

/// What people answered.
#[derive(Serialize)]
struct Approval {
    head: Mark,
    more: Vec<String>,
}

/// Something that an item consists of.
#[derive(Serialize)]
struct Part<'a> {
    item: Named<'a>,
    /// Whether this line is all that is told of it.
    is_here: bool,
    missing: Option<&'a str>,
    says: Mark,
    shows: Option<Mark>,
}

/// A problem, which the last section tells in full.
#[derive(Serialize)]
struct Short<'a> {
    mark: Mark,
    message: &'a str,
    at: String,
}

impl<'a> Short<'a> {
    fn new(home: &Home<'_>, problem: &'a Problem) -> Self {
        let at = home.spot(&problem.place.path, problem.place.span);
        Self { mark: problems::mark(problem.severity), message: &problem.message, at }
    }
}

/// What a document cites.
#[derive(Serialize)]
struct Cite<'a> {
    kind: &'static str,
    text: &'a str,
    at: String,
}

/// The pages: all work that has more to tell than a line on the page of what it belongs to.
pub(super) fn pages(ground: Ground<'_>) -> Vec<Page<'_>> {
    let scopes = ground.account.scopes().into_iter();
    // In the order of the board.
    let rows = scopes.flat_map(|scope| rows::of(ground.account, scope, Depth::All));
    rows.filter(|row| has_page(ground, row.item)).map(|row| page(ground, row.item)).collect()
}

fn has_page(ground: Ground<'_>, item: &Item) -> bool {
    let is_small = matches!(item.key.kind, ItemKind::Deliverable | ItemKind::Task);
    let is_listed = || {
        let parent = item.parent.as_ref().and_then(|it| ground.account.plan.items.get(it));
        parent.is_some_and(|it| it.key.kind.is_work() && has_page(ground, it))
    };
    !is_small || has_more(ground, item) || !is_listed()
}

/// Whether there is more to tell of an item than what is said, shown and missing first.
fn has_more(ground: Ground<'_>, item: &Item) -> bool {
    let account = ground.account;
    let is_told = account.judged(&item.key).is_some_and(|judged| {
        !judged.criteria.is_empty()
            || !judged.steered.is_empty()
            || judged.course.is_some()
            || judged.approval != ApprovalState::NotNeeded
    });
    is_told
        || !account.children(&item.key).is_empty()
        || account.plan.claims(item).any(|(_, claim)| !claim.evidence.is_empty())
        || item.key.kind != ItemKind::Task && !account.problems_about(&item.key).is_empty()
}

fn page<'a>(ground: Ground<'a>, item: &'a Item) -> Page<'a> {
    let account = ground.account;
    let judged = account.judged(&item.key);
    let said = account.says_in(item).map(|(document, says)| (&document.path, says.span));
    let named = || account.main_claim(item).map(|(document, it)| (&document.path, it.name_span));
    let said = said.or_else(named);
    let home = Home { account, path: said.map(|(path, _)| path) };
    let (tasks, parts): (Vec<_>, Vec<_>) = account
        .children(&item.key)
        .iter()
        .copied()
        .partition(|part| part.key.kind == ItemKind::Task);
    let mut problems = account.problems_about(&item.key);
    problems.retain(|problem| !is_at_criterion(judged, problem));
    let of_judged = judged.into_iter();
    Page {
        item: Named::new(ground, item),
        within: item.parent.as_ref().map(|parent| Named::of(ground, parent)),
        place: account.place_of(&item.key),
        says: Mark::said(ground, item),
        said_at: said.map(|(path, span)| account.spot(path, span)),
        shows: Mark::shown(ground, item),
        standing: judged.map_or("", |judged| judged.standing.as_str()),
        since: judged.and_then(|judged| judged.standing.done_at()).map(day),
        bar: Bar::of(ground, item),
        criteria: judged.map(|judged| criteria(ground, &home, judged)).unwrap_or_default(),
        missing: judged.map(|judged| missing(ground, judged, &problems)).unwrap_or_default(),
        approval: judged.and_then(approval),
        parts: parts.into_iter().map(|it| part(ground, it)).collect(),
        tasks: tasks.into_iter().map(|it| part(ground, it)).collect(),
        course: of_judged.clone().flat_map(work::of_item).collect(),
        steered: of_judged.flat_map(|it| it.steered.iter().rev()).map(work::steer).collect(),
        cites: cites(&home, item),
        decisions: decisions(ground, item),
        problems: problems.iter().map(|it| Short::new(&home, it)).collect(),
    }
}

fn part<'a>(ground: Ground<'a>, item: &'a Item) -> Part<'a> {
    let judged = ground.account.judged(&item.key);
    let is_here = !has_page(ground, item);
    // Tasks are bookkeeping: nothing is missing of them.
    let asks = is_here && item.key.kind != ItemKind::Task;
    let missing = judged.filter(|judged| asks && !judged.standing.is_shown());
    Part {
        item: Named::new(ground, item),
        is_here,
        missing: missing.and_then(|judged| judged.missing.first()).map(|it| &*it.what),
        says: Mark::said(ground, item),
        shows: Mark::shown(ground, item),
    }
}

fn criteria<'a>(ground: Ground<'a>, home: &Home<'a>, judged: &'a Judged) -> Vec<Criterion<'a>> {
    let criterion = |criterion: &'a JudgedCriterion| {
        let status = criterion.says.as_ref().map(|says| says.status);
        let gates = &ground.account.report.verdicts.gates;
        let gate = criterion.gate.as_ref().map(|gate| (gate, gates.get(gate)));
        Criterion {
            text: &criterion.text,
            says: Mark::new(words::status_mark(status), status.map_or("not ticked", said)),
            shows: Mark::new(words::verdict_mark(criterion.verdict), criterion.verdict.as_str()),
            gate: gate.map(|(gate, known)| GateLink {
                at: known.map(|_| Anchor::of_gate(gate)),
                name: gate.as_str(),
            }),
            reasons: &criterion.reasons,
            // The page of a gate says what supplies it.
            next: (!criterion.verdict.satisfies() && gate.is_none_or(|(_, known)| known.is_none()))
                .then_some(&*criterion.next),
            evidence: gate.and_then(|(_, known)| known?.basis.as_ref()).map(Evidence::new),
            at: home.spot(&criterion.document, criterion.span),
        }
    };
    judged.criteria.iter().map(criterion).collect()
}

/// Where the page of an item says that things are: the document is named once.
struct Home<'a> {
    account: &'a Account<'a>,
    path: Option<&'a RepoPath>,
}

impl Home<'_> {
    /// `:12` in the document of the item, `docs/other.md:12` elsewhere.
    fn spot(&self, path: &RepoPath, span: Span) -> String {
        let spot = self.account.spot(path, span);
        let line =
            self.path.filter(|own| *own == path).and_then(|own| spot.strip_prefix(own.as_str()));
        line.map(str::to_owned).unwrap_or(spot)
    }
}

fn said(status: Status) -> &'static str {
    // What a box says; any other word stands for itself.
    if status == Status::Done {
        "ticked"
    } else if status == Status::Planned {
        "not ticked"
    } else {
        status.as_str()
    }
}

/// What is missing beside what criteria, parts and problems say themselves.
fn missing<'a>(ground: Ground<'_>, judged: &'a Judged, problems: &[&Problem]) -> Vec<Step<'a>> {
    let parts = ground.account.children(&judged.key).iter();
    let parts: BTreeSet<String> =
        parts.map(|part| format!("milepost why {}", part.key.name)).collect();
    let is_told = |missing: &&Missing| {
        judged.criteria.iter().any(|criterion| criterion.next == missing.next)
            || parts.contains(&missing.next)
            || problems.iter().any(|problem| problem.message == missing.what)
    };
    let missing = judged.missing.iter().filter(|missing| !is_told(missing));
    // Where the step is to look at another item, that has a page here.
    let next = |it: &'a Missing| Some(&*it.next).filter(|next| !next.starts_with("milepost why "));
    missing.map(|it| Step { what: &it.what, next: next(it) }).collect()
}

/// A problem of evidence that says of a criterion what stands beside it already.
fn is_at_criterion(judged: Option<&Judged>, problem: &Problem) -> bool {
    let mut criteria = judged.into_iter().flat_map(|judged| &judged.criteria);
    rules::group(problem.code) == Some(Group::Evidence)
        && criteria.any(|it| {
            it.document == problem.place.path
                && (it.span.contains(problem.place.span) || problem.place.span.contains(it.span))
        })
}

fn approval(judged: &Judged) -> Option<Approval> {
    let (mark, ink, lines) = detail::approval_lines(&judged.approval)?;
    let mut lines = lines.into_iter();
    let head = Mark::new((mark, ink), lines.next().unwrap_or_default());
    Some(Approval { head, more: lines.collect() })
}

fn cites<'a>(home: &Home<'a>, item: &'a Item) -> Vec<Cite<'a>> {
    let cited = home.account.plan.claims(item).flat_map(|(document, claim)| {
        claim.evidence.iter().map(move |citation| Cite {
            kind: detail::cited_kind(&citation.cited),
            text: detail::cited_text(&citation.cited),
            at: home.spot(&document.path, citation.span),
        })
    });
    cited.collect()
}

/// The decisions that name an item.
fn decisions<'a>(ground: Ground<'a>, item: &Item) -> Vec<Named<'a>> {
    let names = |line: &DecisionLine| {
        let mut affects = line.affects.iter();
        affects.any(|it| matches!(it, Affected::Item(id) if *id == item.key.name))
    };
    let decisions = ground.account.report.decisions.iter().filter(|(_, line)| names(line));
    decisions.map(|(key, _)| Named::of(ground, key)).collect()
}
