//! The trusted base of a change: what judged before it, and what the change does to what judges.
//!
//! Whoever may change the rules may pass by them. So a change is judged by what its base says: all of
//! `milepost.toml`, the signers, the criteria and the definitions of gates. What it alters there is an
//! [`Alteration`], told by rules of its own. Of all that a change brings along, only a decision excuses
//! one: signed by somebody whom the base lets do that, and bound to what was and to what is.

mod alteration;
mod criteria;
mod excuse;
mod facts;
mod gates;
mod keep;
mod letting;
mod policy;
mod rules;
mod said;

use std::collections::{BTreeMap, BTreeSet};

pub use alteration::{Alteration, Altered, Effect, Table};
pub use excuse::{Came, Excuse, Refused, WhyRefused};
pub use keep::with_criteria_of;
pub use said::{Sayings, allowed};

use crate::{
    config::Config,
    digest::Digest,
    id::CommitId,
    plan::Plan,
    signature::signers::Signers,
    text::{RepoPath, Span},
    verdict::Brought,
};

/// Where a project says what judges it.
const CONFIG: &str = "milepost.toml";

/// Where a project lists who may sign.
pub const SIGNERS: &str = ".milepost/allowed_signers";

/// Everything that judges, as one state of the project has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Definitions {
    /// All of `milepost.toml`.
    pub config: Config,
    /// The text of that; nothing where there is no such file.
    pub written: Option<Box<str>>,
    /// The documents: their criteria and what those are bound to.
    pub plan: Plan,
    /// The text of [`SIGNERS`]; nothing where there is no such file.
    pub signers: Option<Box<str>>,
}

/// The commit that a change is judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Base {
    /// What the user called it.
    pub name: Box<str>,
    /// The commit.
    pub commit: CommitId,
    /// What judges, as the base has it.
    pub definitions: Definitions,
    /// Where the change parted from the base, if that has gone on since.
    pub fork: Option<CommitId>,
    /// What judges, as the change has it, by the document lists of the base.
    pub now: Definitions,
    /// What the change did to what judges, in the order of [`Altered`].
    pub alterations: Vec<Alteration>,
    /// Of everything altered that may let more pass, whether somebody whom the base trusts lets it.
    pub excuses: BTreeMap<Altered, Excuse>,
    /// The records of decisions that are not in the ledger of the base, and that nobody signed whom it
    /// lets decide: they settle nothing here.
    pub words: BTreeSet<Digest>,
    /// The evidence that the change brings along.
    pub brought: Brought,
}

impl Base {
    /// Everything altered that may let more pass, in order, each once.
    pub fn weighty(&self) -> BTreeSet<&Altered> {
        let weighty = self.alterations.iter().filter(|it| it.effect != Effect::Harmless);
        weighty.map(|alteration| &alteration.altered).collect()
    }

    /// What judges a change: what the base has, but for what was excused.
    pub fn trusted(&self) -> Definitions {
        let is_excused = |excuse: &Excuse| match excuse {
            Excuse::Excused { .. } => true,
            Excuse::Lacking { .. } => false,
        };
        let excused = self.excuses.iter().filter(|(_, excuse)| is_excused(excuse));
        let trusted = excused.fold(self.definitions.clone(), |trusted, (altered, _)| {
            trusted.letting(altered, &self.now)
        });
        trusted.with_own_tuples()
    }

    /// Whose signatures count, by the base.
    pub fn signers(&self) -> Signers {
        self.definitions.signers.as_deref().map(Signers::parse).unwrap_or_default()
    }
}

impl Definitions {
    /// The configuration that judges a change: this one, with the gates that are new.
    ///
    /// What they pass can satisfy nothing that was asked for before: criteria are bound as they were.
    pub fn trusted(&self, base: &Config, now: &Config) -> Config {
        let mut config = self.config.clone();
        for (name, gate) in now.gates.iter().filter(|(name, _)| !base.gates.contains_key(*name)) {
            config.gates.entry(name.clone()).or_insert_with(|| gate.clone());
        }
        config
    }
}

/// What a change did to what judges it.
///
/// Both are read with the document lists of the base. Where the base went on since the change parted
/// from it, at `fork`, only what the change itself altered counts.
pub fn alterations(
    base: &Definitions,
    fork: Option<&Definitions>,
    now: &Definitions,
) -> Vec<Alteration> {
    let mut altered = compare(base, now);
    if let Some(fork) = fork {
        let own: BTreeSet<Altered> = compare(fork, now).into_iter().map(|it| it.altered).collect();
        altered.retain(|alteration| own.contains(&alteration.altered));
    }
    altered.sort_by(|a, b| a.altered.cmp(&b.altered));
    altered
}

fn compare(before: &Definitions, now: &Definitions) -> Vec<Alteration> {
    let mut found = Vec::new();
    configs(&before.config, &now.config, &mut found);
    if before.signers != now.signers {
        let what = match (&before.signers, &now.signers) {
            (None, Some(_)) => "`.milepost/allowed_signers` is new",
            (Some(_), None) => "`.milepost/allowed_signers` is gone",
            (Some(_) | None, Some(_) | None) => "`.milepost/allowed_signers` was edited",
        };
        let place = at(SIGNERS, Span::default());
        found.push(Alteration::new(Altered::Signers, what, Effect::Unclear, place));
    }
    criteria::compare(&before.plan, &now.plan, &mut found);
    found
}

/// Every part of a configuration is compared here, or said to judge nothing: a part that is added to
/// [`Config`] does not compile until it has its place.
fn configs(before: &Config, now: &Config, found: &mut Vec<Alteration>) {
    let Config {
        // That there is one makes rules stricter, that there is none makes them milder.
        is_written,
        documents,
        rules: _,
        suppressions,
        start,
        gates,
        // How much of a machine is taken judges nothing.
        resources: _,
        policy,
        roles,
        approvals,
        cadences,
        consumers,
        deprecations,
        release_classes,
        work,
        facts,
        surfaces,
        pages: _,
    } = before;
    if *is_written && !now.is_written {
        let what = "`milepost.toml` is gone: without it, only contradictions are errors";
        found.push(Alteration::in_config(Altered::File, what, Effect::Loosens));
    }
    gates::compare(gates, &now.gates, found);
    rules::severities(before, now, found);
    rules::suppressions(suppressions, &now.suppressions, found);
    policy::documents(documents, &now.documents, found);
    policy::start(*start, now.start, found);
    policy::policy(policy, &now.policy, found);
    facts::facts(facts, &now.facts, found);
    facts::surfaces(surfaces, &now.surfaces, found);
    for (table, is_altered) in [
        (Table::Roles, *roles != now.roles),
        (Table::Approvals, *approvals != now.approvals),
        (Table::Cadence, *cadences != now.cadences),
        (Table::Consumers, *consumers != now.consumers),
        (Table::Deprecations, *deprecations != now.deprecations),
        (Table::Releases, *release_classes != now.release_classes),
        (Table::Work, *work != now.work),
    ] {
        if is_altered {
            let what = format!("`[{}]` of `milepost.toml` was altered", table.as_str());
            found.push(Alteration::in_config(Altered::Table(table), what, Effect::Unclear));
        }
    }
    // What is derived is not read, and gates do not see it. How it is derived judges nothing.
    let owned = |config: &Config| config.owned().cloned().collect::<BTreeSet<RepoPath>>();
    if owned(before) != owned(now) {
        let what = "other files are derived whole, by `[[render]]` of `milepost.toml`";
        found.push(Alteration::in_config(Altered::Table(Table::Render), what, Effect::Unclear));
    }
}

/// A place in a file of the project.
fn at(path: &str, span: Span) -> crate::diag::Place {
    let path = RepoPath::new(path).expect("a fixed name is a path");
    crate::diag::Place { path, span }
}
