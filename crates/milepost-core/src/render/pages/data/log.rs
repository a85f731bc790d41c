//! What took place, in templates: milestones that were completed and approved, and commits.

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::Serialize;

use super::{Ground, day, item::Item, phase};
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
    /// Whether another entry says that it was approved, too.
    is_answered: bool,
    item: Item<'a>,
    next: Option<Then<'a>>,
}

/// The next of a kind.
#[derive(Serialize)]
pub(super) struct Then<'a> {
    name: &'a str,
    title: &'a str,
    phase: Option<String>,
}

/// Every phase, milestone, deliverable and release that was proven or approved, the last one first.
pub(super) fn completions<'a>(ground: Ground<'a>) -> Vec<Completion<'a>> {
    let mut found: Vec<(Reverse<Timestamp>, Completion<'a>)> = Vec::new();
    let is_told = |kind: ItemKind| kind.is_work() && kind != ItemKind::Task;
    for item in ground.account.plan.items.values().filter(|item| is_told(item.key.kind)) {
        let approval = ground.account.judged(&item.key).map(|judged| &judged.approval);
        let is_approved = matches!(approval, Some(ApprovalState::Approved { .. }));
        let mut add = |at: Timestamp, what, by: Option<&'a str>| {
            let (item, next) = (Item::new(ground, item), Then::after(ground, item));
            let is_answered = is_approved && by.is_none();
            let completion = Completion { on: day(at), what, by, is_answered, item, next };
            found.push((Reverse(at), completion));
        };
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

impl<'a> Then<'a> {
    /// What comes after an item in the plan; whether that is open now does not change what came next then.
    pub(super) fn after(ground: Ground<'a>, item: &'a plan::Item) -> Option<Self> {
        let account = ground.account;
        let is_alike = |it: &plan::Item| {
            let is_dropped = account.says(it).is_some_and(|says| says.status.is_dropped());
            it.key.scope == item.key.scope && it.has_id == item.has_id && !is_dropped
        };
        let then = if item.has_id {
            let after = account.plan.items.get_index_of(&item.key)? + 1;
            let later = account.plan.items.get_range(after..)?.values();
            later.take_while(|it| it.key.kind == item.key.kind).find(|it| is_alike(it))
        } else {
            // Titles have no order of their own: what is written down behind it comes after it.
            let all = super::of_kind(account.plan, item.key.kind);
            all.skip_while(|it| it.key != item.key).skip(1).find(|it| is_alike(it))
        };
        then.map(|it| Self {
            name: summary::name(account, it),
            title: account.plan.title(it),
            phase: phase::called(ground, it),
        })
    }
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
