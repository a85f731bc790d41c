//! What took place, in templates: milestones that were completed and approved, and commits.

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::Serialize;

use super::{Ground, day, item::Item};
use crate::{
    agreed::ApprovalState,
    lint::commits::stated_type,
    plan::{self, ItemKind},
    render::{pages::LedgerCommit, summary},
};

/// That something was completed or approved.
#[derive(Serialize)]
pub(super) struct Completion<'a> {
    on: String,
    what: &'static str,
    by: Option<&'a str>,
    item: Item<'a>,
    next: Option<&'a str>,
}

/// Every phase, milestone and release that was proven or approved, the last one first.
pub(super) fn completions(ground: Ground<'_>) -> Vec<Completion<'_>> {
    let mut found: Vec<(Reverse<Timestamp>, Completion<'_>)> = Vec::new();
    let is_told = |kind| matches!(kind, ItemKind::Phase | ItemKind::Milestone | ItemKind::Release);
    for item in ground.account.plan.items.values().filter(|item| is_told(item.key.kind)) {
        let mut add = |at: Timestamp, what, by| {
            let (item, next) = (Item::new(ground, item), next(ground, item));
            found.push((Reverse(at), Completion { on: day(at), what, by, item, next }));
        };
        let approval = ground.account.judged(&item.key).map(|judged| &judged.approval);
        if let Some(ApprovalState::Approved { by }) = approval {
            add(by.voice.at, "approved", Some(&*by.voice.principal));
        }
        if let Some(done) = ground.scene.verdicts.done(&item.key) {
            add(done.at, "completed", None);
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, completion)| completion).collect()
}

/// The next of the same kind that is open.
fn next<'a>(ground: Ground<'a>, after: &'a plan::Item) -> Option<&'a str> {
    let items = ground.account.plan.items.values();
    let mut later = items.filter(|item| {
        let is_same = item.key.kind == after.key.kind && item.key.scope == after.key.scope;
        let status = ground.account.says(item).map(|says| says.status);
        let is_open = !status.is_some_and(|it| it.is_finished() || it.is_dropped());
        is_same && item.key > after.key && is_open
    });
    later.next().map(|item| summary::name(ground.account, item))
}

/// A commit.
#[derive(Serialize)]
pub(in crate::render::pages) struct Commit<'a> {
    id: &'a str,
    on: String,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    summary: &'a str,
    subject: &'a str,
}

impl<'a> Commit<'a> {
    pub(super) fn new(commit: &'a LedgerCommit) -> Self {
        let kind = stated_type(&commit.subject);
        let rest = commit.subject.split_once(':').map(|(_, rest)| rest.trim());
        Self {
            id: commit.id.as_str().get(..7).unwrap_or_default(),
            on: day(commit.committed),
            kind,
            summary: rest.filter(|_| kind.is_some()).unwrap_or(&commit.subject),
            subject: &commit.subject,
        }
    }
}
