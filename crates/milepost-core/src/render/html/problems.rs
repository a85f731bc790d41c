//! What the rules found, in the report.

use serde::Serialize;

use super::{Ground, anchors::Anchor, wire::Mark};
use crate::{
    diag::{Problem, Severity},
    lint::{Group, rules},
    render::{screen::Ink, summary},
};

/// So many are written out.
const MOST: usize = 200;

/// What the rules found, by what they look after.
#[derive(Serialize)]
pub(super) struct Problems<'a> {
    summary: String,
    groups: Vec<Grouped<'a>>,
    more: usize,
}

/// What the rules of one group found.
#[derive(Serialize)]
struct Grouped<'a> {
    title: &'static str,
    lines: Vec<Line<'a>>,
}

/// One problem.
#[derive(Serialize)]
struct Line<'a> {
    mark: Mark,
    code: String,
    rule: &'static str,
    message: &'a str,
    at: String,
    help: Option<&'a str>,
    item: Option<&'a Anchor>,
}

impl<'a> Line<'a> {
    fn new(ground: Ground<'a>, problem: &'a Problem) -> Self {
        let place = &problem.place;
        let named = problem.item.as_ref().map(|item| ground.account.plan.find(item.as_str()));
        let item = match named.as_deref() {
            Some([one]) => ground.anchors.of(&one.key),
            Some(_) | None => None,
        };
        Self {
            mark: mark(problem.severity),
            code: problem.code.to_string(),
            rule: problem.rule,
            message: &problem.message,
            at: ground.account.spot(&place.path, place.span),
            help: problem.help.as_deref(),
            item,
        }
    }
}

impl<'a> Problems<'a> {
    pub(super) fn new(ground: Ground<'a>) -> Self {
        let mut all: Vec<&Problem> = ground.account.report.problems.iter().collect();
        // The gravest first, else as they were found.
        all.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
        let more = all.len().saturating_sub(MOST);
        all.truncate(MOST);
        let groups = [Group::Claims, Group::Evidence, Group::Governance, Group::Writing];
        let groups = groups.map(|group| Grouped {
            title: title(group),
            lines: all
                .iter()
                .filter(|problem| rules::group(problem.code) == Some(group))
                .map(|problem| Line::new(ground, problem))
                .collect(),
        });
        let groups = groups.into_iter().filter(|group| !group.lines.is_empty()).collect();
        Self { summary: summary::problems(ground.account), groups, more }
    }
}

/// How much a problem weighs.
pub(super) fn mark(severity: Severity) -> Mark {
    let mark = match severity {
        Severity::Error => ("✗", Ink::Bad),
        Severity::Warning => ("!", Ink::Doubt),
        Severity::Note => ("·", Ink::Faint),
    };
    Mark::new(mark, severity.as_str())
}

fn title(group: Group) -> &'static str {
    match group {
        Group::Claims => "What documents claim",
        Group::Evidence => "What gates have shown",
        Group::Governance => "What was agreed",
        Group::Writing => "How it is written",
    }
}
