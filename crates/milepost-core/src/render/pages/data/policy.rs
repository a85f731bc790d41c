//! What a project asks of those who work on it, in templates.

use serde::Serialize;

use super::Ground;
use crate::config::{CommitPolicy, Mode};

/// What `milepost.toml` asks of people, where it asks for anything.
#[derive(Serialize)]
pub(super) struct Policy<'a> {
    mode: &'static str,
    is_safe: bool,
    heavy_slots: u32,
    // Not `commits`: a template that says so is taken for one that lists them.
    changes: Option<Commits<'a>>,
}

/// What every commit must bring along.
#[derive(Serialize)]
struct Commits<'a> {
    tracking: Vec<&'a str>,
    types: Vec<&'a str>,
    decisions: Option<Decisions<'a>>,
}

/// Which changes need an entry in a decision log.
#[derive(Serialize)]
struct Decisions<'a> {
    when: Vec<&'a str>,
    within: Vec<&'a str>,
}

pub(super) fn of(ground: Ground<'_>) -> Policy<'_> {
    let config = ground.scene.config;
    let is_safe = config.work.mode == Mode::Safe;
    Policy {
        mode: config.work.mode.as_str(),
        is_safe,
        heavy_slots: if is_safe { 1 } else { config.resources.heavy_slots },
        changes: config.policy.commits.as_ref().map(Commits::new),
    }
}

impl<'a> Commits<'a> {
    fn new(policy: &'a CommitPolicy) -> Self {
        Self {
            tracking: policy.tracking.patterns().collect(),
            types: policy.types.iter().map(|it| &**it).collect(),
            decisions: policy.decisions.as_ref().map(|it| Decisions {
                when: it.when.patterns().collect(),
                within: it.within.patterns().collect(),
            }),
        }
    }
}
