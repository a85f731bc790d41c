//! What a change is judged by: its base, looked up, and the change as the base sees it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use jiff::Timestamp;
use milepost_core::{
    agreed::{self, Heard},
    authority::Authority,
    base::{self, Base, Definitions, SIGNERS},
    config::Config,
    digest::Digest,
    evidence::ledger::Ledger,
    globs::Globs,
    plan::Plan,
    repository::Questions,
    scene::Range,
    signature::signers::Signers,
    text::{RepoPath, Source},
    verdict::{Brought, People},
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
    /// The text of `milepost.toml`, where there is one.
    pub(super) written: Option<&'a str>,
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
    let gathered = seen_by(objects, around, config, plan)?;
    let now = Definitions {
        config: around.reading.config.clone(),
        written: around.written.map(Into::into),
        plan: Plan::new(gathered.documents),
        signers: signers(objects, around)?,
    };
    let alterations = base::alterations(&before, forked.as_ref(), &now);
    let brought = Brought::new(ledger::brought(objects, from, around.seen)?, rev);
    let mut base = Base {
        name: rev.into(),
        commit: from.commit(),
        definitions: before,
        fork: (fork != from).then(|| fork.commit()),
        now,
        alterations,
        excuses: BTreeMap::new(),
        words: BTreeSet::new(),
        brought,
    };
    excuse(objects, around, (&mut base, from), (&range, &found.ledger))?;
    let (mut sources, mut unreadable) = (gathered.sources, gathered.unreadable);
    let trusted = base.trusted();
    let config = trusted.trusted(&base.definitions.config, &base.now.config);
    let seen = if by_same_lists(&config, &base.definitions.config) {
        base.now.plan.clone()
    } else {
        // Other lists of documents were let pass.
        let gathered = seen_by(objects, around, &config, plan)?;
        sources.extend(gathered.sources);
        unreadable.extend(gathered.unreadable);
        Plan::new(gathered.documents)
    };
    let by_base = by_base(objects, around, (&base, &trusted), (config, seen), (found, &range))?;
    Ok((range, Based { base, by_base, sources, unreadable }))
}

/// Finds out who lets the change alter what it alters, by all that the base says.
fn excuse(
    objects: &mut Objects<'_>,
    around: &Around<'_>,
    (base, from): (&mut Base, ObjectId),
    (range, ledger): (&Range, &Ledger),
) -> Result<(), LoadError> {
    let (before, now) = (&base.definitions, around.now);
    let signers = before.signers.as_deref().map(Signers::parse).unwrap_or_default();
    let is_decided = agreed::decided(ledger).next().is_some();
    let entered = match around.seen.commit().filter(|_| is_decided && signers.know_times()) {
        Some(commit) => ledger::entered(objects, commit)?,
        None => BTreeMap::new(),
    };
    let Config { roles, approvals, .. } = &before.config;
    let authority = Authority {
        signers: &signers,
        machines: &signers,
        roles,
        approvals,
        entered: &entered,
        now,
    };
    let people = &People::hear(ledger, &authority);
    let allowing = agreed::decided(ledger).filter(|(_, decided)| !decided.allows.is_empty());
    let allowing: BTreeSet<Digest> = allowing.map(|(record, _)| record.id).collect();
    let came = if base.weighty().is_empty() {
        BTreeMap::new()
    } else {
        ledger::came(objects, from, (around.root, around.seen), &allowing)?
    };
    let known = if is_decided { ledger::committed(objects, from)? } else { BTreeSet::new() };
    let heard = Heard { ledger, people, came: &came, commits: &range.commits, now };
    let excuses = agreed::excuses(base, &heard);
    let words = agreed::mere_words(base, &heard, |segment| !known.contains(&segment));
    (base.excuses, base.words) = (excuses, words);
    Ok(())
}

/// Whether two configurations read the same documents in the same way.
fn by_same_lists(one: &Config, other: &Config) -> bool {
    (&one.documents, one.start) == (&other.documents, other.start) && one.owned().eq(other.owned())
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
    let Written { config: own, source } = match load::config_in(objects, &listing) {
        Ok(written) => written,
        Err(LoadError::Config { errors, source_text: _ }) => {
            return Err(LoadError::BaseConfig { rev: rev.to_owned(), errors });
        }
        Err(other) => return Err(other),
    };
    let reading = Reading { config: config.unwrap_or(&own), ..quiet(&around.reading) };
    let gathered = documents::recorded(objects, &listing, &reading)?;
    load::all_here(&gathered)?;
    let signers = text_in(objects, &listing, SIGNERS)?;
    let written = source.map(|source| source.text.as_ref().into());
    Ok(Definitions { config: own, written, plan: Plan::new(gathered.documents), signers })
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
    if by_same_lists(config, own) {
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

/// The change as its base sees it; nothing where that is how it sees itself. `config` and `plan` are what
/// it has by the base, but for the criteria that must be kept.
fn by_base(
    objects: &mut Objects<'_>,
    around: &Around<'_>,
    (base, trusted): (&Base, &Definitions),
    (config, plan): (Config, Plan),
    (found, range): (&FoundLedger, &Range),
) -> Result<Option<ByBase>, LoadError> {
    let kept = base::with_criteria_of(&trusted.plan, &plan);
    let own = &base.now;
    if kept.is_none() && config == own.config && trusted.signers == own.signers {
        return Ok(None);
    }
    let plan = kept.unwrap_or(plan);
    let disk = match around.seen {
        Seen::Commit { .. } if objects.repository().is_bare => None,
        Seen::WorkingTree { .. } | Seen::Index { .. } | Seen::Commit { .. } => {
            Some((around.root, around.outside))
        }
    };
    let questions = Questions::of(&plan).with_facts(&config.facts, &config.surfaces);
    let repository = answer::answer(objects, around.seen, disk, &questions)?;
    let signers = trusted.signers.as_deref().map(Signers::parse).unwrap_or_default();
    let machines = base.signers();
    let (brought, now) = (Some(&base.brought), around.now);
    let bench = Bench {
        config: &config,
        signers: &signers,
        machines: &machines,
        brought,
        now,
        footing: super::Footing::default(),
    };
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
            let path = RepoPath::new(path).expect("the name of a file is a path");
            Err(LoadError::NotHere { path })
        }
    }
}
