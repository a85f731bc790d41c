//! Who is at what right now: leases that workers of one clone hold, and branches that name work.
//!
//! Both are local to a clone and can be thrown away. They say who is at work and prove nothing.

mod branch;
mod text;

use jiff::{SignedDuration, Timestamp};

use crate::{
    actor::Actor,
    evidence::ItemName,
    plan::{ItemKey, Plan},
};

pub use branch::{is_telling, named};

/// One worker holds one piece of work for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// What is held.
    pub item: ItemName,
    /// By whom.
    pub actor: Actor,
    /// The name of the working tree it was taken in; empty for the main one.
    pub worktree: Box<str>,
    /// The branch that was checked out there, where there was one.
    pub branch: Option<Box<str>>,
    /// Since when.
    pub since: Timestamp,
    /// When its holder was last heard of.
    pub renewed: Timestamp,
    /// Until when, unless it is renewed.
    pub until: Timestamp,
}

impl Lease {
    /// Whether it still holds. A clock that was set back cannot make one last longer than its length.
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.until && now >= self.renewed.saturating_sub(self.length()).unwrap_or(now)
    }

    /// How long it lasts from each time its holder is heard of.
    pub fn length(&self) -> SignedDuration {
        self.until.duration_since(self.renewed)
    }

    /// The same lease, renewed.
    #[must_use]
    pub fn renewed_at(&self, now: Timestamp) -> Self {
        self.lasting(now, self.length())
    }

    /// The same lease, lasting so long from now on.
    #[must_use]
    pub fn lasting(&self, now: Timestamp, length: SignedDuration) -> Self {
        let until = now.checked_add(length).unwrap_or(Timestamp::MAX);
        Self { renewed: now, until, ..self.clone() }
    }

    /// Whether it is time to renew it: not more than once a minute, and often enough.
    pub fn is_due(&self, now: Timestamp) -> bool {
        const OFTEN: SignedDuration = SignedDuration::from_mins(1);
        let step = OFTEN.min(self.length() / 16);
        now.duration_since(self.renewed) >= step
    }
}

/// Who is at what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Underway {
    /// Who asks, where that is known.
    pub me: Option<Actor>,
    /// The branch that is checked out, where there is one.
    pub here: Option<Box<str>>,
    /// All leases of the clone, expired ones too, sorted by what they hold.
    pub leases: Vec<Lease>,
    /// The local branches that name work: those with commits that the judged one lacks, and the one
    /// that is checked out. Sorted.
    pub branches: Vec<Box<str>>,
    /// Lease files that cannot be read, sorted: somebody may hold what they are about.
    pub unreadable: Vec<Box<str>>,
}

/// Somebody or something that is at an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtWork {
    /// Somebody holds it.
    Held {
        /// The lease.
        lease: Lease,
        /// Whose it is.
        whose: Whose,
    },
    /// A branch names it.
    Branch {
        /// The branch.
        name: Box<str>,
        /// Whose it is: that of whoever has it checked out here.
        whose: Whose,
    },
}

/// Whether something is of who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// It is.
    Mine,
    /// It is somebody else's, or nobody knows.
    Others,
}

impl AtWork {
    /// Whose work it is.
    pub fn whose(&self) -> Whose {
        match self {
            Self::Held { whose, .. } | Self::Branch { whose, .. } => *whose,
        }
    }
}

impl Underway {
    /// The leases that still hold.
    pub fn live(&self, now: Timestamp) -> impl Iterator<Item = &Lease> {
        self.leases.iter().filter(move |lease| lease.is_live(now))
    }

    /// All that is being worked on, each item with who is at it, leases first.
    pub fn at_work<'p>(&self, plan: &'p Plan, now: Timestamp) -> Vec<(&'p ItemKey, AtWork)> {
        let mut found = Vec::new();
        for lease in self.live(now) {
            let Some(key) = key_of(plan, &lease.item) else { continue };
            let whose = Whose::of(Some(&lease.actor) == self.me.as_ref());
            found.push((key, AtWork::Held { lease: lease.clone(), whose }));
        }
        for name in &self.branches {
            let Some(key) = named(plan, name) else { continue };
            // Who holds an item says more than the branch that they work on.
            let is_held =
                found.iter().any(|(held, at)| *held == key && matches!(at, AtWork::Held { .. }));
            if !is_held {
                let whose = Whose::of(Some(name) == self.here.as_ref());
                found.push((key, AtWork::Branch { name: name.clone(), whose }));
            }
        }
        found
    }
}

impl Whose {
    fn of(is_mine: bool) -> Self {
        if is_mine { Self::Mine } else { Self::Others }
    }
}

/// The item that a name in a lease or a record means.
pub fn key_of<'p>(plan: &'p Plan, name: &ItemName) -> Option<&'p ItemKey> {
    let of_name = plan.find(name.id.as_str()).into_iter().map(|item| &item.key);
    of_name.into_iter().find(|key| is_called(key, name))
}

/// Whether an item has that name.
pub fn is_called(key: &ItemKey, name: &ItemName) -> bool {
    key.scope == name.scope && key.kind.as_str() == &*name.kind && key.name == name.id
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::Lease;
    use crate::{
        actor::Actor,
        evidence::ItemName,
        id::{ItemId, Scope},
    };

    fn lease() -> Lease {
        Lease {
            item: ItemName {
                scope: Scope::new("docs\nplan"),
                kind: "task".into(),
                id: ItemId::new("M1-T01").unwrap(),
            },
            actor: Actor::new("ada@example.org/w1").unwrap(),
            worktree: "w\\1".into(),
            branch: Some("m1-t01".into()),
            since: "2026-02-21T08:00:00Z".parse().unwrap(),
            renewed: "2026-02-21T09:00:00Z".parse().unwrap(),
            until: "2026-02-21T13:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_lease_lasts_until_its_end_and_is_renewed_for_its_length() {
        let lease = lease();
        let at = |time: &str| format!("2026-02-21T{time}Z").parse().unwrap();
        assert!(lease.is_live(at("12:59:59")));
        assert!(!lease.is_live(at("13:00:00")));
        assert!(!lease.is_due(at("09:00:59")));
        assert!(lease.is_due(at("09:01:00")));
        assert_eq!(lease.renewed_at(at("10:00:00")).until, at("14:00:00"));
        let short = lease.lasting(at("10:00:00"), SignedDuration::from_secs(16));
        assert!(short.is_due(at("10:00:01")));
    }

    #[test]
    fn a_clock_that_was_set_back_makes_no_lease_last_for_ever() {
        assert!(!lease().is_live("2026-01-21T09:00:00Z".parse().unwrap()));
    }

    #[test]
    fn a_lease_is_read_as_it_was_written() {
        let lease = lease();
        assert_eq!(Lease::read(&lease.write()), Some(lease.clone()));
        let bare = Lease { branch: None, worktree: "".into(), ..lease };
        assert_eq!(Lease::read(&bare.write()), Some(bare));
    }

    #[test]
    fn what_is_cut_off_or_of_a_later_version_is_no_lease() {
        let text = lease().write();
        for end in 0..text.len() {
            assert_eq!(Lease::read(&text[..end]), None, "{end}");
        }
        assert_eq!(Lease::read(&text.replace("lease 1", "lease 2")), None);
        assert_eq!(Lease::read(&text.replace("until ", "until x")), None);
    }
}
