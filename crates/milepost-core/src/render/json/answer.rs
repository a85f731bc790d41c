//! What stands in the envelope, one shape for each kind of answer.

use serde::Serialize;

use crate::{
    diag::Severity,
    id::ItemId,
    lease::AtWork,
    lint::registers::Holds,
    plan,
    render::{
        Account,
        json::{
            document::Document,
            item::{Item, Key},
            part::Span,
            problem::Problem,
            register::Consumer,
            work::{Conduct, Sent, Work, at_work},
        },
        queue, reasons, registers, summary,
    },
};

#[derive(Serialize)]
pub(super) struct Check<'a> {
    pub summary: Summary,
    pub problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
pub(super) struct Status<'a> {
    pub summary: Summary,
    pub conduct: Conduct<'a>,
    pub documents: Vec<Tracker<'a>>,
    pub items: Vec<Item<'a>>,
}

#[derive(Serialize)]
pub(super) struct Show<'a> {
    pub item: Item<'a>,
    pub consumer: Option<Consumer<'a>>,
    pub problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
pub(super) struct Why<'a> {
    item: Key<'a>,
    title: &'a str,
    status: Option<&'static str>,
    #[serde(rename = "statusRaw")]
    status_raw: Option<&'a str>,
    standing: Option<&'static str>,
    #[serde(rename = "atWork")]
    at_work: Vec<Work<'a>>,
    sent: Option<Sent<'a>>,
    missing: Vec<Missing<'a>>,
    next: Option<String>,
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Missing<'a> {
    what: &'a str,
    next: &'a str,
}

#[derive(Serialize)]
pub(super) struct Next<'a> {
    pub entries: Vec<Ready<'a>>,
    pub others: Vec<Other<'a>>,
    pub queued: Vec<Queued<'a>>,
}

#[derive(Serialize)]
pub(super) struct Plan<'a> {
    pub documents: Vec<Document<'a>>,
}

#[derive(Serialize)]
pub(super) struct Rules<'a> {
    pub rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
pub(super) struct Rule<'a> {
    pub code: String,
    pub name: &'static str,
    pub severity: &'static str,
    pub group: &'static str,
    pub summary: &'a str,
    pub page: &'static str,
}

/// How much of everything there is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
    documents: usize,
    work_items: u64,
    said_finished: u64,
    proven: u64,
    passed_over: usize,
    loose_boxes: u32,
}

impl Summary {
    pub(super) fn new(account: &Account<'_>) -> Self {
        let work = summary::work(account);
        Self {
            errors: account.report.count(Severity::Error),
            warnings: account.report.count(Severity::Warning),
            notes: account.report.count(Severity::Note),
            suppressed: account.report.suppressed,
            documents: account.plan.documents.len(),
            work_items: work.whole,
            said_finished: work.part,
            proven: u64::try_from(summary::shown(account)).unwrap_or(u64::MAX),
            passed_over: account.passed_over,
            loose_boxes: account.loose_boxes,
        }
    }
}

/// A document that counts.
#[derive(Serialize)]
pub(super) struct Tracker<'a> {
    path: &'a str,
    scope: &'a str,
    title: &'a str,
    signs: Vec<&'static str>,
    unread: usize,
}

impl<'a> Tracker<'a> {
    pub(super) fn new(document: &'a plan::Document) -> Self {
        Self {
            path: document.path.as_str(),
            scope: document.scope.as_str(),
            title: &document.title,
            signs: document.signs.iter().map(|sign| sign.as_str()).collect(),
            unread: document.unread.len(),
        }
    }
}

impl<'a> Why<'a> {
    pub(super) fn new(account: &'a Account<'a>, item: &'a plan::Item) -> Self {
        let judged = account.judged(&item.key);
        let entry = account.report.entry(&item.key);
        let missing = judged.into_iter().flat_map(|judged| &judged.missing);
        let missing = missing.map(|missing| Missing { what: &missing.what, next: &missing.next });
        let unmet = entry.into_iter().flat_map(|entry| &entry.exits);
        let unmet = unmet.filter(|exit| exit.holds != Holds::Yes);
        let unmet = unmet.map(|exit| Missing { what: &exit.why, next: &exit.next });
        let missing = missing.chain(unmet).collect();
        let of_entry = || registers::next(account, item, entry?);
        let says = account.says(item);
        let problems = account.problems_about(&item.key).into_iter();
        Self {
            item: Key::from(&item.key),
            title: account.plan.title(item),
            status: says.map(|says| says.status.as_str()),
            status_raw: says.map(|says| &*says.raw),
            standing: judged.map(|judged| judged.standing.as_str()),
            at_work: judged.map(|it| at_work(&it.at_work)).unwrap_or_default(),
            sent: judged.and_then(|judged| judged.course.as_ref()).map(Sent::new),
            missing,
            next: judged.and_then(reasons::honest_step).map(str::to_owned).or_else(of_entry),
            problems: problems.map(|problem| Problem::new(account, problem)).collect(),
        }
    }
}

/// One thing that can be worked on.
#[derive(Serialize)]
pub(super) struct Ready<'a> {
    item: Key<'a>,
    title: &'a str,
    urgency: &'static str,
    reason: String,
    command: String,
    #[serde(rename = "atWork")]
    at_work: Vec<Work<'a>>,
}

/// One thing that somebody else is at.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Other<'a> {
    item: Key<'a>,
    title: &'a str,
    at_work: Vec<Work<'a>>,
}

impl<'a> Other<'a> {
    pub(super) fn new(account: &Account<'a>, item: &'a plan::Item, at: &'a AtWork) -> Self {
        let at_work = at_work(std::slice::from_ref(at));
        Self { item: Key::from(&item.key), title: account.plan.title(item), at_work }
    }
}

impl<'a> From<queue::Ready<'a>> for Ready<'a> {
    fn from(ready: queue::Ready<'a>) -> Self {
        Self {
            item: Key::from(&ready.item.key),
            title: ready.title,
            urgency: ready.urgency.as_str(),
            reason: ready.reason,
            command: ready.command,
            at_work: ready.held.map(std::slice::from_ref).map(at_work).unwrap_or_default(),
        }
    }
}

/// An entry of a queue that a document keeps.
#[derive(Serialize)]
pub(super) struct Queued<'a> {
    id: Option<&'a str>,
    title: &'a str,
    references: Vec<&'a str>,
    span: Option<Span<'a>>,
}

impl<'a> Queued<'a> {
    pub(super) fn new(
        account: &'a Account<'a>,
        document: &'a plan::Document,
        claim: &'a plan::Claim,
    ) -> Self {
        Self {
            id: claim.id.as_ref().map(ItemId::as_str),
            title: &claim.title,
            references: claim.references.iter().map(|it| it.id.as_str()).collect(),
            span: account.writer(&document.path).map(|writer| writer.span(claim.name_span)),
        }
    }
}
