//! Who is at what and where work was sent, on the wire.

use serde::Serialize;

use crate::{
    evidence::{ItemName, Turn},
    id::ItemId,
    judge::{self},
    lease::{AtWork, Lease, Whose},
    proof::{Course, Removal, Steer, Through},
    render::json::item::Key,
};

/// Somebody or something that is at an item.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Work<'a> {
    actor: Option<&'a str>,
    worktree: Option<&'a str>,
    branch: Option<&'a str>,
    since: Option<String>,
    until: Option<String>,
    mine: bool,
}

/// All that are at an item.
pub(super) fn at_work(all: &[AtWork]) -> Vec<Work<'_>> {
    all.iter().map(Work::new).collect()
}

impl<'a> Work<'a> {
    fn new(at: &'a AtWork) -> Self {
        let mine = at.whose() == Whose::Mine;
        match at {
            AtWork::Held { lease, whose: _ } => Self {
                actor: Some(lease.actor.as_str()),
                worktree: Some(&lease.worktree),
                branch: lease.branch.as_deref(),
                since: Some(lease.since.to_string()),
                until: Some(lease.until.to_string()),
                mine,
            },
            AtWork::Branch { name, whose: _ } => Self {
                actor: None,
                worktree: None,
                branch: Some(name),
                since: None,
                until: None,
                mine,
            },
        }
    }
}

/// One thing that was recorded about where work goes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Steered<'a> {
    what: &'static str,
    by: &'a str,
    at: String,
    reason: &'a str,
    to: Option<&'a str>,
    replacement: Option<&'a str>,
    decision: Option<&'a str>,
    except: Vec<&'a str>,
    record: String,
}

/// All that was recorded about where an item goes.
pub(super) fn recorded(all: &[Steer]) -> Vec<Steered<'_>> {
    all.iter().map(Steered::new).collect()
}

impl<'a> Steered<'a> {
    fn new(steer: &'a Steer) -> Self {
        fn id(item: &ItemName) -> &str {
            item.id.as_str()
        }
        let (mut to, mut replacement, mut decision, mut except) = (None, None, None, Vec::new());
        match &steer.turn {
            Turn::Suspended { except: ids } => except = ids.iter().map(ItemId::as_str).collect(),
            Turn::Resumed => {}
            Turn::Rescoped { to: left, decision: by } => {
                to = left.as_deref();
                decision = by.as_ref().map(id);
            }
            Turn::Superseded { by, decision: on } => {
                replacement = Some(id(by));
                decision = on.as_ref().map(id);
            }
        }
        Self {
            what: steer.turn.as_str(),
            by: &steer.by,
            at: steer.at.to_string(),
            reason: &steer.reason,
            to,
            replacement,
            decision,
            except,
            record: steer.record.to_string(),
        }
    }
}

/// Where an item was sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent<'a> {
    through: Option<Key<'a>>,
    with_project: bool,
    still_counts: bool,
    #[serde(flatten)]
    steered: Steered<'a>,
}

impl<'a> Sent<'a> {
    pub(super) fn new(course: &'a Course) -> Self {
        Self {
            through: match &course.through {
                Through::Whole(key) => Some(Key::from(key)),
                Through::Itself | Through::Project => None,
            },
            with_project: course.through == Through::Project,
            still_counts: course.removal == Removal::Unsupported,
            steered: Steered::new(&course.steer),
        }
    }
}

/// How work is done in the project.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Conduct<'a> {
    mode: &'static str,
    heavy_slots: u32,
    min_available_memory: Option<u64>,
    heavy_by: Vec<&'a str>,
    suspended: Option<Steered<'a>>,
}

impl<'a> Conduct<'a> {
    pub(super) fn new(conduct: &'a judge::Conduct) -> Self {
        Self {
            mode: conduct.mode.as_str(),
            heavy_slots: conduct.heavy_slots,
            min_available_memory: conduct.memory_floor,
            heavy_by: conduct.heavy_by.iter().map(|role| &**role).collect(),
            suspended: conduct.suspended.as_ref().map(Steered::new),
        }
    }
}

/// What became of a lease.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LeaseAnswer<'a> {
    event: &'static str,
    item: LeasedItem<'a>,
    actor: &'a str,
    worktree: &'a str,
    branch: Option<&'a str>,
    since: String,
    until: String,
}

#[derive(Serialize)]
struct LeasedItem<'a> {
    scope: &'a str,
    kind: &'a str,
    name: &'a str,
}

impl<'a> LeaseAnswer<'a> {
    pub(super) fn new(event: &'static str, lease: &'a Lease) -> Self {
        Self {
            event,
            item: LeasedItem {
                scope: lease.item.scope.as_str(),
                kind: &lease.item.kind,
                name: lease.item.id.as_str(),
            },
            actor: lease.actor.as_str(),
            worktree: &lease.worktree,
            branch: lease.branch.as_deref(),
            since: lease.since.to_string(),
            until: lease.until.to_string(),
        }
    }
}
