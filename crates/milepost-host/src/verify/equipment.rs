//! What every run needs, however many there are: checkouts, the door, and facts of the machine.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    Snapshot, Workspace,
    checkout::Pool,
    run::{Door, MemoryGauge},
    verify::{VerifyError, facts, one::Skill},
};

/// How long a heavy gate waits for its turn before it counts as refused.
const PATIENCE: Duration = Duration::from_hours(1);

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
        let facts = facts::gather(pool.folder());
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
        })
    }
}
