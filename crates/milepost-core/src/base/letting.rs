//! A base as it judges once somebody whom it trusts let something be altered.

use crate::{
    base::{Altered, Definitions, Table},
    config::{Config, Policy},
    gate::Check,
    plan::Item,
};

impl Definitions {
    /// These, with one thing as another state has it.
    pub(super) fn letting(mut self, altered: &Altered, now: &Self) -> Self {
        let (config, new) = (&mut self.config, &now.config);
        match altered {
            Altered::File => config.is_written = new.is_written,
            Altered::Severity(rule) => {
                config.rules.remove(rule);
                config.rules.extend(new.rules.get_key_value(rule));
            }
            Altered::Suppression(rule) => {
                config.suppressions.retain(|old| old.rule != *rule);
                let added = new.suppressions.iter().filter(|it| it.rule == *rule);
                config.suppressions.extend(added.cloned());
            }
            Altered::Documents => config.documents = new.documents.clone(),
            Altered::Start => config.start = new.start,
            Altered::Policy => {
                let commits = config.policy.commits.take();
                config.policy = Policy { commits, ..new.policy.clone() };
            }
            Altered::Commits => config.policy.commits.clone_from(&new.policy.commits),
            Altered::Table(which) => table(config, new, *which),
            Altered::Gate(name) => {
                config.gates.remove(name);
                let gate = new.gates.get_key_value(name);
                config.gates.extend(gate.map(|(name, gate)| (name.clone(), gate.clone())));
            }
            Altered::Signers => self.signers.clone_from(&now.signers),
            Altered::Item(key) => {
                // What it had to meet is asked of nobody any more.
                if let Some(item) = self.plan.items.get(key).cloned() {
                    self.forget(&item);
                }
            }
        }
        self
    }

    /// These, with gates that run with the commits that consumers name here: whoever lets a gate be altered
    /// does not let a commit be moved, and the other way round.
    pub(super) fn with_own_tuples(mut self) -> Self {
        let Config { gates, consumers, .. } = &mut self.config;
        for gate in gates.values_mut() {
            let Check::Run(check) = &mut gate.check else { continue };
            for member in &mut check.with {
                let consumer = consumers.get(&member.consumer);
                if let Some(commit) = consumer.and_then(|it| it.commit(member.tuple)) {
                    member.commit.clone_from(commit);
                }
            }
        }
        self
    }

    /// Takes away the criteria of an item. What an altered one must meet stands in the plan of the
    /// change, to which those of the base are added.
    fn forget(&mut self, item: &Item) {
        for (document, at) in &item.claims {
            let document = self.plan.documents.get_mut(*document);
            let at = usize::try_from(at.0).ok();
            let claim = document.zip(at).and_then(|(document, at)| document.claims.get_mut(at));
            if let Some(claim) = claim {
                claim.criteria.clear();
            }
        }
    }
}

/// Takes a table over that is compared as a whole.
fn table(config: &mut Config, new: &Config, which: Table) {
    match which {
        Table::Roles => config.roles.clone_from(&new.roles),
        Table::Approvals => config.approvals.clone_from(&new.approvals),
        Table::Cadence => config.cadences.clone_from(&new.cadences),
        Table::Consumers => config.consumers.clone_from(&new.consumers),
        Table::Deprecations => config.deprecations.clone_from(&new.deprecations),
        Table::Facts => config.facts.clone_from(&new.facts),
        Table::Surfaces => config.surfaces.clone_from(&new.surfaces),
        Table::Render => config.pages.clone_from(&new.pages),
        Table::Releases => config.release_classes.clone_from(&new.release_classes),
        Table::Work => config.work.clone_from(&new.work),
    }
}
