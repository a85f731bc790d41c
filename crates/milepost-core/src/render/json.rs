//! Reports for programs: one versioned envelope for every kind of answer.
//!
//! The shapes are published in `docs/schema`. They are wire types: nothing else derives
//! `Serialize`, and no domain type is serialised.

mod answer;
mod approval;
mod decided;
mod doctor;
mod document;
mod export;
mod fact;
mod gate;
mod graph;
mod item;
mod log;
mod part;
mod past;
mod problem;
mod register;
mod request;
mod run;
mod work;

pub(super) use part::Writer;
pub use run::RunEvent;
use serde::Serialize;

use crate::{
    config::{Config, Consumer},
    evidence::Run,
    gate::GateName,
    graph::Graph,
    history,
    id::ItemId,
    judge::{Report, Request},
    lease::Lease,
    lint::Rule,
    plan::{Document, Item, ItemKind},
    render::{
        Account,
        cadence::{Due, Page},
        consumers, difference,
        doctor::Checkup,
        escape,
        export::Export,
        facts::Facts,
        handoff::{Handoff, Last},
        log::Log,
        page,
        place::Ruler,
        queue,
    },
    repository::Subject,
    text::Source,
    verdict::RunPlan,
};

/// The version of the envelope and of everything in it.
const SCHEMA_VERSION: u32 = 1;

/// The answer of `check`.
pub fn check(account: &Account<'_>) -> String {
    let problems = account.report.problems.iter();
    let problems = problems.map(|problem| problem::Problem::new(account, problem)).collect();
    judged(account, "check", answer::Check { summary: answer::Summary::new(account), problems })
}

/// The answer of `status`.
pub fn status(account: &Account<'_>) -> String {
    let shown = |item: &&Item| item.key.kind.is_work() || item.key.kind.is_register();
    let items = account.plan.items.values().filter(shown);
    let items = items.map(|found| item::Item::of_item(account, found)).collect();
    let documents = account.plan.documents.iter().map(answer::Tracker::new).collect();
    let summary = answer::Summary::new(account);
    let conduct = work::Conduct::new(&account.report.conduct);
    judged(account, "status", answer::Status { summary, conduct, documents, items })
}

/// The answer of `show`.
pub fn show(account: &Account<'_>, config: &Config, item: &Item) -> String {
    let problems = account.problems_about(&item.key).into_iter();
    let problems = problems.map(|problem| problem::Problem::new(account, problem)).collect();
    let is_consumer = item.key.kind == ItemKind::Consumer;
    let consumer = consumers::of_item(config, item).filter(|_| is_consumer);
    let consumer = consumer.map(|found| register::Consumer::new(found, account.report));
    let item = item::Item::of_item(account, item);
    judged(account, "item", answer::Show { item, consumer, problems })
}

/// The answer of `show` about a consumer that no document speaks of.
pub fn consumer(found: (&ItemId, &Consumer), report: &Report) -> String {
    let subject = WireSubject::from(&report.subject);
    let consumer = register::Consumer::new(found, report);
    envelope("consumer", Some(subject), register::ConsumerAlone { consumer })
}

/// The answer of `due`.
pub fn due(due: &Due<'_>) -> String {
    envelope("due", None, register::DueAnswer::new(due))
}

/// The answer of `packet`.
pub fn packet(page: &Page<'_>) -> String {
    envelope("packet", None, register::PacketAnswer::new(page))
}

/// The answer of `handoff`: what there is to tell now, and what was told last.
pub fn handoff(last: Option<&Last>, before: Option<&Handoff>, now: &Handoff) -> String {
    envelope("handoff", None, register::HandoffAnswer::new(last, before, now))
}

/// The answer of `why`.
pub fn why(account: &Account<'_>, item: &Item) -> String {
    judged(account, "why", answer::Why::new(account, item))
}

/// The answer of `gate list` and `gate show`: all gates, or the one that is asked for.
pub fn gates(account: &Account<'_>, config: &Config, only: Option<&GateName>) -> String {
    judged(account, "gates", gate::Gates::new(config, account.report, only))
}

/// The answer of `graph`.
pub fn graph(account: &Account<'_>, graph: &Graph<'_>) -> String {
    judged(account, "graph", graph::Graph::new(account, graph))
}

/// The answer of `export`: the items that are asked for with all that evidence says of them, and the
/// gates.
pub fn export(export: &Export<'_>, config: &Config) -> String {
    judged(export.account, "export", export::Export::new(export, config))
}

/// The answer of `verify --plan`.
pub fn run_plan(report: &Report, plan: &RunPlan) -> String {
    let subject = WireSubject::from(&report.subject);
    envelope("run-plan", Some(subject), run::RunPlan::new(plan))
}

/// One event of `verify` as a line of its own.
pub fn run_event(
    event: RunEvent,
    gate: Option<&GateName>,
    run: Option<&Run>,
    text: &str,
) -> String {
    one_line(&write(&run::Event::new(event, gate, run, text)))
}

/// An answer without its line breaks.
pub fn one_line(answer: &str) -> String {
    // A line break within a text is written as an escape.
    answer.lines().map(str::trim_start).collect::<String>() + "\n"
}

/// The answer of `next`.
pub fn next(account: &Account<'_>) -> String {
    let entries = queue::ready(account).into_iter().map(answer::Ready::from).collect();
    let queued = queue::queued(account);
    let queued = queued.map(|(from, claim)| answer::Queued::new(account, from, claim)).collect();
    let others = queue::taken(account).into_iter();
    let others = others.map(|(item, at)| answer::Other::new(account, item, at)).collect();
    judged(account, "next", answer::Next { entries, others, queued })
}

/// The answer of `take` and `drop`.
pub fn lease(event: &'static str, lease: &Lease) -> String {
    envelope("lease", None, work::LeaseAnswer::new(event, lease))
}

/// The answer of `read`: the plan model.
pub fn plan(documents: &[(&Document, &Source)]) -> String {
    let measured = documents.iter().map(|(_, source)| Ruler::new(&source.text));
    let rulers: Vec<Ruler> = measured.collect();
    let documents = documents
        .iter()
        .zip(&rulers)
        .map(|((document, source), ruler)| document::Document::new(document, &source.text, ruler));
    envelope("plan", None, answer::Plan { documents: documents.collect() })
}

/// The answer of `requests`.
pub fn requests(account: &Account<'_>, requests: &[Request<'_>]) -> String {
    judged(account, "requests", request::Requests::new(account.plan, requests))
}

/// The answer of `log`.
pub fn log(lines: &Log<'_>) -> String {
    envelope("log", None, log::Log::new(lines))
}

/// The answer of `timeline`; the report says how it is at its end.
pub fn timeline(line: &history::Timeline, report: &Report) -> String {
    let subject = WireSubject::from(&report.subject);
    envelope("timeline", Some(subject), past::Timeline::new(line, report))
}

/// The answer of `diff`.
pub fn difference(between: &difference::Between<'_>) -> String {
    envelope("diff", None, past::Difference::new(between))
}

/// The answer of `doctor`.
pub fn doctor(checkup: &Checkup) -> String {
    envelope("doctor", None, doctor::Doctor::new(checkup))
}

/// The answer of `facts`.
pub fn facts(facts: &Facts<'_>) -> String {
    envelope("facts", None, fact::FactsAnswer::new(facts))
}

/// The answer of `explain`.
pub fn rules(rules: &[&Rule]) -> String {
    let rules = rules.iter().map(|rule| answer::Rule {
        code: rule.code.to_string(),
        name: rule.name,
        severity: rule.severity.as_str(),
        group: page::group_word(rule.group),
        summary: page::summary(rule),
        page: rule.page,
    });
    envelope("rules", None, answer::Rules { rules: rules.collect() })
}

fn judged(account: &Account<'_>, kind: &'static str, answer: impl Serialize) -> String {
    envelope(kind, Some(WireSubject::from(&account.report.subject)), answer)
}

fn envelope(kind: &'static str, subject: Option<WireSubject>, answer: impl Serialize) -> String {
    let tool = Tool { name: "milepost", version: env!("CARGO_PKG_VERSION") };
    let envelope = Envelope { schema_version: SCHEMA_VERSION, kind, tool, subject, answer };
    write(&envelope)
}

/// Writes a document, for files and terminals alike.
pub(super) fn write(document: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(document)
        .expect("wire types have text keys and no numbers that JSON lacks");
    escape::json(&text).into_owned() + "\n"
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<T> {
    schema_version: u32,
    kind: &'static str,
    tool: Tool,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<WireSubject>,
    #[serde(flatten)]
    answer: T,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// What was looked at.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireSubject {
    kind: &'static str,
    commit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
}

impl From<&Subject> for WireSubject {
    fn from(subject: &Subject) -> Self {
        let kind = match subject {
            Subject::Folder => "folder",
            Subject::Unborn => "unborn",
            Subject::WorkingTree { .. } => "working-tree",
            Subject::Index { .. } => "index",
            Subject::Commit { .. } => "commit",
        };
        let as_of = match subject {
            Subject::Commit { stood, .. } => stood.map(|moment| moment.to_string()),
            Subject::Folder
            | Subject::Unborn
            | Subject::WorkingTree { .. }
            | Subject::Index { .. } => None,
        };
        Self { kind, commit: subject.commit().map(ToString::to_string), as_of }
    }
}
