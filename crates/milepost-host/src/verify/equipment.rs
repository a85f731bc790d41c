//! What every run needs, however many there are: checkouts, the door, and facts of the machine.

use std::{collections::BTreeMap, time::Duration};

use milepost_core::config::{Config, Mode};

use crate::{
    Snapshot, Workspace,
    checkout::Pool,
    run::{Door, MemoryGauge},
    verify::{VerifyError, facts, one::Skill},
};

/// How long a heavy gate waits for its turn before it counts as refused.
const PATIENCE: Duration = Duration::from_hours(1);

/// The policy that gates run under, where it is more than usual.
fn conduct(config: &Config) -> Vec<(Box<str>, Box<str>)> {
    if config.work.mode == Mode::Normal {
        return Vec::new();
    }
    let mut facts = vec![("mode".into(), config.work.mode.as_str().into())];
    let floor = config.resources.min_available_memory;
    facts.extend(floor.map(|bytes| ("memory-floor".into(), bytes.to_string().into())));
    facts
}

/// The equipment of one command.
pub(super) struct Equipment {
    pool: Pool,
    door: Door,
    facts: BTreeMap<Box<str>, Box<str>>,
}

impl Equipment {
    pub(super) fn of(snapshot: &Snapshot) -> Result<Self, VerifyError> {
        let pool = Pool::of_user()?;
        let resources = &snapshot.config.resources;
        let door = Door {
            cache: pool.folder().to_owned(),
            slots: resources.heavy_slots,
            min_available: resources.min_available_memory,
            patience: PATIENCE,
            gauge: MemoryGauge::default(),
        };
        let mut facts = facts::gather(pool.folder());
        facts.extend(conduct(&snapshot.config));
        Ok(Self { pool, door, facts })
    }

    /// What runs at the judged commit share.
    pub(super) fn skill<'a>(
        &'a self,
        workspace: &'a Workspace,
        snapshot: &'a Snapshot,
    ) -> Result<Skill<'a>, VerifyError> {
        let ground = snapshot.ground.as_ref().ok_or(VerifyError::NoCommit)?;
        Ok(Skill {
            workspace,
            ground,
            pool: &self.pool,
            door: &self.door,
            facts: &self.facts,
            policy: &snapshot.config.policy,
            records: &snapshot.ledger.records,
            consumers: &snapshot.config.consumers,
        })
    }
}
