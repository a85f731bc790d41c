//! What a change is judged by: its base, looked up, and the change as the base sees it.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use jiff::Timestamp;
use milepost_core::{
    base::{self, Base, Definitions, SIGNERS},
    config::Config,
    globs::Globs,
    plan::Plan,
    repository::Questions,
    scene::Range,
    text::{RepoPath, Source},
    verdict::Brought,
};

use crate::{
    answer,
    decode::lossy,
    documents::{self, Gathered, Reading, Unreadable},
    files,
    git::{
        history::{self, Until},
        objects::{Answer, ObjectKind, Objects},
        oid::ObjectId,
        tree::{self, Listing},
    },
    ignores::Ignores,
    ledger::{self, FoundLedger},
    view::{self, Seen},
    workspace::{
        ByBase, LoadError, WhyNoBase,
        load::{self, Written},
        shown::{self, Bench},
    },
};

/// What is looked at, and how.
pub(super) struct Around<'a> {
    pub(super) root: &'a Path,
    pub(super) seen: &'a Seen,
    pub(super) outside: &'a Ignores,
    pub(super) reading: Reading<'a>,
    pub(super) now: Timestamp,
}

/// The base of a change, and the change as it sees it.
pub(super) struct Based {
    pub(super) base: Base,
    pub(super) by_base: Option<ByBase>,
    /// The texts of documents that only the base calls trackers.
    pub(super) sources: BTreeMap<RepoPath, Arc<Source>>,
    /// Documents that only the base looks at, and that could not be read.
    pub(super) unreadable: Vec<Unreadable>,
}

/// Looks up the base of what is seen, whose documents are `plan` by its own configuration.
pub(super) fn look(
    objects: &mut Objects<'_>,
    around: &Around<'_>,
    rev: &str,
    plan: &Plan,
    found: &FoundLedger,
) -> Result<(Range, Based), LoadError> {
    let no = |why| LoadError::NoBase { rev: rev.to_owned(), why };
    let from = view::revision(objects, rev)?.id;
    let to = around.seen.commit().ok_or_else(|| no(WhyNoBase::Unborn))?;
    let is_cut_off = objects.repository().is_shallow;
    let why = if is_cut_off { WhyNoBase::CutOff } else { WhyNoBase::Apart };
    let fork = history::merge_base(objects.repository(), from, to)?.ok_or_else(|| no(why))?;
    let before = definitions(objects, around, rev, from, None)?;
    let config = &before.config;
    let forked = if fork == from {
        None
    } else {
        Some(definitions(objects, around, rev, fork, Some(config))?)
    };
    let range = range(objects, around, (rev, &before), (from, fork, to), found)?;
    if range.cut_off {
        return Err(no(WhyNoBase::CutOff));
    }
    let Gathered { documents, sources, unreadable, .. } = seen_by(objects, around, config, plan)?;
    let own = Definitions {
        config: around.reading.config.clone(),
        plan: Plan::new(documents),
        signers: signers(objects, around)?,
    };
    let alterations = base::alterations(&before, forked.as_ref(), &own);
    let brought = Brought::new(ledger::brought(objects, from, around.seen)?, rev);
    let base = Base {
        name: rev.into(),
        commit: from.commit(),
        definitions: before,
        fork: (fork != from).then(|| fork.commit()),
        alterations,
        brought,
    };
    let by_base = by_base(objects, around, &base, own, (found, &range))?;
    Ok((range, Based { base, by_base, sources, unreadable }))
}

/// What judges, as a commit has it; its documents are read by `config`, else by its own.
fn definitions(
    objects: &mut Objects<'_>,
    around: &Around<'_>,
    rev: &str,
    commit: ObjectId,
    config: Option<&Config>,
) -> Result<Definitions, LoadError> {
    let known = view::known(objects, commit)?;
    let listing = tree::list(objects, known.commit.tree)?;
    load::whole(&listing, &format!("`{rev}`"))?;
    let own = match load::config_in(objects, &listing) {
        Ok(Written { config, source: _ }) => config,
        Err(LoadError::Config { errors, source_text: _ }) => {
            return Err(LoadError::BaseConfig { rev: rev.to_owned(), errors });
        }
        Err(other) => return Err(other),
    };
    let reading = Reading { config: config.unwrap_or(&own), ..quiet(&around.reading) };
    let gathered = documents::recorded(objects, &listing, &reading)?;
    let signers = text_in(objects, &listing, SIGNERS)?;
    Ok(Definitions { config: own, plan: Plan::new(gathered.documents), signers })
}

fn quiet<'a>(reading: &Reading<'a>) -> Reading<'a> {
    Reading { config: reading.config, cache: reading.cache, on: &|_| () }
}

fn range(
    objects: &mut Objects<'_>,
    around: &Around<'_>,
    (rev, before): (&str, &Definitions),
    (from, fork, to): (ObjectId, ObjectId, ObjectId),
    found: &FoundLedger,
) -> Result<Range, LoadError> {
    let configs = [&before.config, around.reading.config];
    let policies = configs.into_iter().filter_map(|config| config.policy.commits.as_ref());
    let tracking: Vec<&Globs> = policies.map(|policy| &policy.tracking).collect();
    let stretch = history::stretch(objects, &Until::Commit(from), to, &tracking)?;
    Ok(Range {
        from: rev.into(),
        before: before.plan.clone(),
        commits: stretch.commits,
        cut_off: stretch.cut_off,
        rewritten: ledger::rewritten(objects, fork, to, &found.ledger)?,
    })
}

/// The documents that are seen, read by another configuration.
fn seen_by(
    objects: &mut Objects<'_>,
    around: &Around<'_>,
    config: &Config,
    plan: &Plan,
) -> Result<Gathered, LoadError> {
    let own = around.reading.config;
    if (&config.documents, config.start) == (&own.documents, own.start) {
        return Ok(Gathered { documents: plan.documents.clone(), ..Gathered::default() });
    }
    let reading = Reading { config, ..quiet(&around.reading) };
    Ok(match around.seen {
        Seen::WorkingTree { index, .. } => {
            documents::on_disk(around.root, index, around.outside, &reading)?
        }
        Seen::Index { listing, .. } | Seen::Commit { listing, .. } => {
            documents::recorded(objects, listing, &reading)?
        }
    })
}

/// The change as its base sees it; nothing where that is how it sees itself.
fn by_base(
    objects: &mut Objects<'_>,
    around: &Around<'_>,
    base: &Base,
    own: Definitions,
    (found, range): (&FoundLedger, &Range),
) -> Result<Option<ByBase>, LoadError> {
    let before = &base.definitions;
    let kept = base::with_criteria_of(&before.plan, &own.plan);
    let config = before.trusted(&own.config);
    if kept.is_none() && config == own.config && before.signers == own.signers {
        return Ok(None);
    }
    let plan = kept.unwrap_or(own.plan);
    let disk = match around.seen {
        Seen::Commit { .. } if objects.repository().is_bare => None,
        Seen::WorkingTree { .. } | Seen::Index { .. } | Seen::Commit { .. } => {
            Some((around.root, around.outside))
        }
    };
    let questions = Questions::of(&plan).with_facts(&config.facts, &config.surfaces);
    let repository = answer::answer(objects, around.seen, disk, &questions)?;
    let signers = base.signers();
    let (brought, now) = (Some(&base.brought), around.now);
    let bench = Bench { config: &config, signers: &signers, machines: &signers, brought, now };
    let shown = shown::look(objects, around.seen, &plan, &bench, found.clone())?;
    let verdicts = shown.verdicts.held_against(&range.rewritten);
    Ok(Some(ByBase { config, plan, repository, verdicts }))
}

/// Who may sign, as what is seen has it.
fn signers(objects: &mut Objects<'_>, around: &Around<'_>) -> Result<Option<Box<str>>, LoadError> {
    match around.seen {
        Seen::WorkingTree { .. } => {
            let bytes =
                files::read_if_there(&around.root.join(SIGNERS)).map_err(LoadError::File)?;
            Ok(bytes.map(|bytes| lossy(&bytes).into()))
        }
        Seen::Index { listing, .. } | Seen::Commit { listing, .. } => {
            text_in(objects, listing, SIGNERS)
        }
    }
}

/// The text of a file that a listing has.
fn text_in(
    objects: &mut Objects<'_>,
    listing: &Listing,
    path: &str,
) -> Result<Option<Box<str>>, LoadError> {
    let Some(entry) = listing.get(path) else { return Ok(None) };
    match objects.get(&entry.id.to_string())? {
        Answer::Found(object) if object.kind == ObjectKind::Blob => {
            Ok(Some(lossy(&object.bytes).into()))
        }
        Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => {
            Err(LoadError::Folders { what: format!("`{path}`") })
        }
    }
}
