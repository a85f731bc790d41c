//! Taking work: the same for `take` and for `next --take`.

use std::time::Duration;

use milepost_core::{
    actor::Actor,
    evidence::Event,
    judge::{self, Obstacle, Report},
    lease::{AtWork, Lease, Whose, named},
    plan::Item,
    render::steering::Taken,
    verdict::item_name,
};
use milepost_host::{Before, FromOthers, Snapshot, Take, TakeOrder, Workspace};

use crate::failure::{Failure, WorkTrouble};

/// On what terms something is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms<'a> {
    /// How long it is held, where that is said.
    pub(crate) length: Option<Duration>,
    /// Why it may be taken from somebody who still is at it; nothing where it may not.
    pub(crate) steal: Option<&'a str>,
}

/// Who takes, and what they see of the project.
#[derive(Clone, Copy)]
pub(crate) struct Worker<'a> {
    /// The project.
    pub(crate) workspace: &'a Workspace,
    /// What it looks like.
    pub(crate) snapshot: &'a Snapshot,
    /// What follows from that.
    pub(crate) report: &'a Report,
    /// Who.
    pub(crate) actor: &'a Actor,
}

/// A lease, and who held it before.
pub(crate) struct Holding {
    /// The lease.
    pub(crate) lease: Lease,
    before: Before,
}

impl Holding {
    /// How the lease came to be.
    pub(crate) fn how(&self) -> Taken<'_> {
        match &self.before {
            Before::Nobody => Taken::New,
            Before::Same => Taken::Renewed,
            Before::Ended(lease) if lease.actor == self.lease.actor => Taken::New,
            Before::Ended(lease) => Taken::After(lease),
            Before::Other(lease) => Taken::Stolen(lease),
        }
    }

    /// The word for that, as programs read it.
    pub(crate) fn event(&self) -> &'static str {
        match self.how() {
            Taken::New | Taken::After(_) => "taken",
            Taken::Renewed => "renewed",
            Taken::Stolen(_) => "stolen",
        }
    }
}

impl Worker<'_> {
    /// Takes an item. What the actor holds already is renewed, wherever it stands now.
    pub(crate) fn take(&self, item: &Item, terms: &Terms<'_>) -> Result<Holding, Failure> {
        let name = item_name(&item.key);
        let mine = self.snapshot.underway.live(self.snapshot.clock.now);
        let mine = mine.filter(|lease| lease.actor == *self.actor);
        let mine = mine.into_iter().find(|lease| lease.item == name);
        let obstacle = match mine {
            Some(_) => None,
            None => self.obstacle(item, terms)?,
        };
        let work = &self.snapshot.config.work;
        let order = TakeOrder {
            item: &name,
            actor: self.actor,
            length: terms.length,
            usual: work.lease,
            most: work.per_actor,
            from_others: match terms.steal {
                Some(_) => FromOthers::Live,
                None => FromOthers::Expired,
            },
        };
        let holding = match self.workspace.take(&order)? {
            Take::Done { lease, before } => Holding { lease, before },
            Take::Held(lease) => {
                let at = AtWork::Held { lease, whose: Whose::Others };
                return Err(in_the_way(item, at));
            }
            Take::Full(held) => {
                return Err(WorkTrouble::Full { held, most: work.per_actor }.into());
            }
        };
        if let Some(reason) = terms.steal {
            self.record_theft(item, &holding, obstacle.as_ref(), reason)?;
        } else if mine.is_none() {
            self.look_again(item)?;
        }
        Ok(holding)
    }

    /// What is in the way, unless it can be overcome; then it is given back.
    fn obstacle(&self, item: &Item, terms: &Terms<'_>) -> Result<Option<AtWork>, Failure> {
        let Snapshot { plan, config, .. } = self.snapshot;
        match judge::may_take(plan, self.report, config, self.actor, item) {
            Ok(()) => Ok(None),
            Err(Obstacle::AtWork { item: held, at })
                if terms.steal.is_some() && held == item.key =>
            {
                Ok(Some(*at))
            }
            Err(obstacle) => Err(WorkTrouble::Obstacle { key: item.key.clone(), obstacle }.into()),
        }
    }

    /// Whoever finished the work between our look and our taking it left a branch: then it is not ours.
    fn look_again(&self, item: &Item) -> Result<(), Failure> {
        let plan = &self.snapshot.plan;
        let fresh = self.workspace.underway(plan)?;
        let is_new = |branch: &&str| {
            !self.snapshot.underway.branches.iter().any(|other| **other == **branch)
                && Some(*branch) != fresh.here.as_deref()
                && named(plan, branch) == Some(&item.key)
        };
        let Some(branch) = fresh.branches.iter().map(|branch| &**branch).find(is_new) else {
            return Ok(());
        };
        let name = item_name(&item.key);
        self.workspace.give_back(&name, self.actor)?;
        Err(in_the_way(item, AtWork::Branch { name: branch.into(), whose: Whose::Others }))
    }

    /// Records that something was taken from somebody; what cannot be recorded is given back.
    fn record_theft(
        &self,
        item: &Item,
        holding: &Holding,
        obstacle: Option<&AtWork>,
        reason: &str,
    ) -> Result<(), Failure> {
        let from = match (&holding.before, obstacle) {
            (Before::Other(lease), _) => lease.actor.to_string(),
            (
                Before::Nobody | Before::Same | Before::Ended(_),
                Some(AtWork::Branch { name, .. }),
            ) => {
                format!("branch {name}")
            }
            // There was nobody to take it from after all.
            (
                Before::Nobody | Before::Same | Before::Ended(_),
                Some(AtWork::Held { .. }) | None,
            ) => {
                return Ok(());
            }
        };
        let recorded = self.record_stolen(item, &from, reason);
        if recorded.is_err() {
            let name = item_name(&item.key);
            self.workspace.give_back(&name, self.actor)?;
        }
        recorded
    }

    fn record_stolen(&self, item: &Item, from: &str, reason: &str) -> Result<(), Failure> {
        let commit = self.snapshot.repository.subject.commit().ok_or(WorkTrouble::NoCommit)?;
        let event = Event::Stolen {
            item: item_name(&item.key),
            from: from.into(),
            commit: commit.clone(),
            reason: reason.trim().into(),
        };
        Ok(self.workspace.record_events(self.snapshot, vec![event], self.actor.as_str())?)
    }
}

fn in_the_way(item: &Item, at: AtWork) -> Failure {
    let obstacle = Obstacle::AtWork { item: item.key.clone(), at: Box::new(at) };
    WorkTrouble::Obstacle { key: item.key.clone(), obstacle }.into()
}

/// A duration as it is typed: `2h`, `30 min`.
pub(crate) fn length(text: &str) -> Result<Duration, String> {
    milepost_core::config::duration(text)
        .ok_or_else(|| "not a time like 30min, 2h or 1d".to_owned())
}

/// A reason as it is typed: it says something.
pub(crate) fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() { Err("a reason says something".to_owned()) } else { Ok(text.to_owned()) }
}
