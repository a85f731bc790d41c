//! Loading a project: configuration, documents, what git says of them, and the history asked for.

use std::{path::Path, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use milepost_core::{
    config::{self, Config},
    fact::Inputs,
    globs::Globs,
    lease::Underway,
    plan::Plan,
    render::pages::{Commits, Text, Texts},
    repository::{Questions, Repository},
    scene::{Clock, Range},
    signature::signers::Signers,
    text::{RepoPath, Source},
};

use crate::{
    answer,
    cache::{Began, Cache, Place, Stored},
    decode::decode,
    documents::{self, Gathered, Listener, Reading, Unreadable, WhyUnreadable},
    files,
    git::{
        GitDir,
        history::{self, Until},
        index::Index,
        objects::{Answer, Objects},
        oid::ObjectId,
        tree::{self, Listing},
    },
    ground::Ground,
    ignores::Ignores,
    leases,
    ledger::{self, FoundLedger},
    view::{self, Seen, ViewError},
    workspace::{
        Caching, LoadError, LoadEvent, LoadRequest, Snapshot, View, When, Workspace,
        based::{self, Around, Based},
        pages,
        shown::{self, Bench, Shown},
        system_clock,
    },
};

/// Where a project says how it is tracked.
const CONFIG: &str = "milepost.toml";

pub(super) fn load(
    workspace: &Workspace,
    request: &LoadRequest,
    on: Listener<'_>,
) -> Result<Snapshot, LoadError> {
    match &workspace.git {
        Some(git) => load_repository(workspace, git, request, on),
        None => load_folder(&workspace.root, request, on),
    }
}

fn load_folder(
    root: &Path,
    request: &LoadRequest,
    on: Listener<'_>,
) -> Result<Snapshot, LoadError> {
    if request.view != View::WorkingTree || request.since.is_some() || request.base.is_some() {
        return Err(no_repository(root));
    }
    let Written { config, source } = config_on_disk(root)?;
    let outside = Ignores::outside(root, None);
    let reading = Reading { config: &config, cache: None, on };
    let mut gathered = documents::on_disk(root, &Index::default(), &outside, &reading)?;
    let mut texts = pages::on_disk(root, &config, &mut gathered);
    texts.commits = Some(Commits::default());
    let signers = signers_on_disk(root)?;
    let (known_config, now) = (config.clone(), now(request));
    let inputs = Inputs::of(&config.facts, &config.surfaces);
    let facts = answer::facts::in_folder(root, &outside, &inputs)?;
    assemble(request, config, (gathered.with(source), texts), |_| {
        let bench = Bench {
            config: &known_config,
            signers: &signers,
            machines: &signers,
            brought: None,
            now,
            footing: request.footing,
        };
        let shown = shown::nothing(&bench, FoundLedger::default());
        Ok(Looked {
            repository: Repository { facts, ..Repository::folder() },
            range: None,
            based: None,
            shown,
            signers,
            underway: Underway::default(),
        })
    })
}

fn load_repository(
    workspace: &Workspace,
    git: &GitDir,
    request: &LoadRequest,
    on: Listener<'_>,
) -> Result<Snapshot, LoadError> {
    let root = &workspace.root;
    let places = match workspace.caching {
        Caching::Off => Vec::new(),
        Caching::On => Place::of(git),
    };
    let stored = Stored::read(&places);
    let cache = (!places.is_empty()).then(|| Cache::new(&stored, Began::now()));
    let cache = cache.as_ref();
    let mut objects = Objects::new(git);
    let mut seen = Seen::take(&mut objects, &request.view)?;
    if request.when == When::AtTheTime {
        seen = seen.standing_then(&mut objects, now(request))?;
    }
    let at_the_time = as_of(request, &seen);
    let request = at_the_time.as_ref().unwrap_or(request);
    let outside = Ignores::outside(root, Some(git));
    let (config, written, signers, gathered, mut texts) = match &seen {
        Seen::WorkingTree { index, .. } => {
            let Written { config, source } = config_on_disk(root)?;
            let reading = Reading { config: &config, cache, on };
            let mut gathered = documents::on_disk(root, index, &outside, &reading)?;
            let texts = pages::on_disk(root, &config, &mut gathered);
            (config, source.clone(), signers_on_disk(root)?, gathered.with(source), texts)
        }
        Seen::Index { listing, .. } | Seen::Commit { listing, .. } => {
            whole(listing, &seen_name(&request.view))?;
            let Written { config, source } = config_in(&mut objects, listing)?;
            let reading = Reading { config: &config, cache, on };
            let gathered = documents::recorded(&mut objects, listing, &reading)?;
            let texts = pages::recorded(&mut objects, listing, &config, &gathered)?;
            let signers = signers_in(&mut objects, listing)?;
            (config, source.clone(), signers, gathered.with(source), texts)
        }
    };
    pages::with_commits(&mut objects, &seen, &config, &mut texts)?;
    on(LoadEvent::Asking);
    let known_config = config.clone();
    let snapshot = assemble(request, config, (gathered, texts), |plan| {
        let disk = (!git.is_bare).then_some((&**root, &outside));
        let underway = leases::of_view(workspace, git, &seen, plan)?;
        let questions = Questions::of(plan).with_scopes(plan, &underway);
        let questions = questions.with_facts(&known_config.facts, &known_config.surfaces);
        let repository = if plan.documents.is_empty() && questions.facts.is_empty() {
            answer::unasked(&objects, &seen)
        } else {
            answer::answer(&mut objects, &seen, disk, &questions)?
        };
        let reading = Reading { config: &known_config, cache, on: &|_| () };
        let found = workspace.ledger_as_of(&request.view, seen.stood())?;
        let around = Around {
            root,
            seen: &seen,
            outside: &outside,
            reading,
            written: written.as_deref().map(|source| &*source.text),
            now: now(request),
        };
        let (range, based) = match (&request.base, &request.since) {
            (Some(rev), _) => {
                let (range, based) = based::look(&mut objects, &around, rev, plan, &found)?;
                (Some(range), Some(based))
            }
            (None, Some(rev)) => {
                (Some(range(&mut objects, &seen, rev, &around.reading, &found)?), None)
            }
            (None, None) => (None, None),
        };
        let brought = based.as_ref().map(|based| &based.base.brought);
        let (config, now) = (&known_config, around.now);
        // A change lists no machine that vouches for it, however it is looked at.
        let machines = based.as_ref().map(|based| based.base.signers());
        let machines = machines.as_ref().unwrap_or(&signers);
        let footing = request.footing;
        let bench = Bench { config, signers: &signers, machines, brought, now, footing };
        let mut shown = shown::look(&mut objects, &seen, plan, &bench, found)?;
        if let Some(range) = &range {
            shown.verdicts = shown.verdicts.held_against(&range.rewritten);
        }
        Ok(Looked { repository, range, based, shown, signers, underway })
    })?;
    if let Some(cache) = cache {
        cache.keep(&places);
    }
    Ok(snapshot)
}

/// The commits that a view descends from.
pub(super) fn commits(workspace: &Workspace, view: &View) -> Result<Commits, LoadError> {
    let Some(git) = workspace.git.as_ref() else { return Ok(Commits::default()) };
    let mut objects = Objects::new(git);
    let seen = Seen::take(&mut objects, view)?;
    pages::commits(&mut objects, &seen)
}

/// What a view configures; the default where it says nothing.
pub(crate) fn config(workspace: &Workspace, view: &View) -> Result<Config, LoadError> {
    let Some(git) = workspace.git.as_ref().filter(|_| *view != View::WorkingTree) else {
        return Ok(config_on_disk(&workspace.root)?.config);
    };
    let mut objects = Objects::new(git);
    match Seen::take(&mut objects, view)? {
        Seen::WorkingTree { .. } => Ok(config_on_disk(&workspace.root)?.config),
        Seen::Index { listing, .. } | Seen::Commit { listing, .. } => {
            Ok(config_in(&mut objects, &listing)?.config)
        }
    }
}

pub(super) fn ask(
    workspace: &Workspace,
    view: &View,
    questions: &Questions,
) -> Result<Repository, LoadError> {
    let root = &workspace.root;
    let Some(git) = &workspace.git else {
        return match view {
            View::WorkingTree => Ok(Repository::folder()),
            View::Index | View::Commit(_) => Err(no_repository(root)),
        };
    };
    let mut objects = Objects::new(git);
    let seen = Seen::take(&mut objects, view)?;
    let outside = Ignores::outside(root, Some(git));
    let disk = (!git.is_bare).then_some((&**root, &outside));
    answer::answer(&mut objects, &seen, disk, questions)
}

/// Where folders are missing, what is in them is not known: that is no answer.
pub(crate) fn whole(listing: &Listing, what: &str) -> Result<(), LoadError> {
    if listing.is_whole { Ok(()) } else { Err(LoadError::Folders { what: what.to_owned() }) }
}

/// Where what documents said is not here, nothing can be held against it.
pub(crate) fn all_here(gathered: &Gathered) -> Result<(), LoadError> {
    let is_missing = |it: &&Unreadable| matches!(it.why, WhyUnreadable::NotHere);
    match gathered.unreadable.iter().find(is_missing) {
        Some(missing) => Err(LoadError::NotHere { path: missing.path.clone() }),
        None => Ok(()),
    }
}

/// What is looked at, as its name is told.
fn seen_name(view: &View) -> String {
    match view {
        View::WorkingTree => "the working tree".to_owned(),
        View::Index => "the index".to_owned(),
        View::Commit(revision) => format!("`{revision}`"),
    }
}

fn no_repository(root: &Path) -> LoadError {
    ViewError::NoRepository { root: root.to_owned() }.into()
}

fn assemble(
    request: &LoadRequest,
    config: Config,
    (gathered, pages): (Gathered, Texts),
    look: impl FnOnce(&Plan) -> Result<Looked, LoadError>,
) -> Result<Snapshot, LoadError> {
    let Gathered {
        documents,
        mut sources,
        passed_over,
        loose_boxes,
        marked: _,
        mut unreadable,
        looked,
    } = gathered;
    for text in pages.files.values() {
        if let Text::There(source) = text {
            sources.entry(source.path.clone()).or_insert_with(|| source.clone());
        }
    }
    let plan = Plan::new(documents);
    let Looked { repository, range, based, shown, signers, underway } = look(&plan)?;
    for source in repository.facts.sources() {
        sources.entry(source.path.clone()).or_insert_with(|| source.clone());
    }
    let (base, by_base) = match based {
        Some(Based { base, by_base, sources: more, unreadable: other }) => {
            sources.extend(more);
            unreadable.extend(other);
            let seen = by_base.iter().flat_map(|seen| seen.repository.facts.sources());
            for source in seen {
                sources.entry(source.path.clone()).or_insert_with(|| source.clone());
            }
            (Some(base), by_base)
        }
        None => (None, None),
    };
    unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    unreadable.dedup_by(|a, b| a.path == b.path);
    let clock = request.clock.clone().unwrap_or_else(system_clock);
    Ok(Snapshot {
        config,
        plan,
        repository,
        range,
        clock,
        sources,
        passed_over,
        loose_boxes,
        unreadable,
        ledger: shown.found.ledger,
        ground: shown.ground,
        verdicts: shown.verdicts,
        signers,
        underway,
        base,
        by_base,
        pages,
        looked: (*request == LoadRequest::default()).then_some(looked),
    })
}

/// What was looked up about a plan.
struct Looked {
    repository: Repository,
    range: Option<Range>,
    based: Option<Based>,
    shown: Shown,
    signers: Signers,
    underway: Underway,
}

/// The request with the clock of the moment as of which a state is looked at.
fn as_of(request: &LoadRequest, seen: &Seen) -> Option<LoadRequest> {
    let now = seen.stood()?;
    let zone = request.clock.as_ref().map_or_else(TimeZone::system, |clock| clock.zone.clone());
    Some(LoadRequest { clock: Some(Clock { now, zone }), ..request.clone() })
}

/// When the question was asked.
fn now(request: &LoadRequest) -> Timestamp {
    request.clock.as_ref().map_or_else(Timestamp::now, |clock| clock.now)
}

/// The history since a revision, and the plan as it was then.
fn range(
    objects: &mut Objects<'_>,
    seen: &Seen,
    rev: &str,
    reading: &Reading<'_>,
    found: &FoundLedger,
) -> Result<Range, LoadError> {
    let from = view::revision(objects, rev)?;
    let listing = tree::list(objects, from.commit.tree)?;
    whole(&listing, &format!("`{rev}`"))?;
    let before = documents::recorded(objects, &listing, reading)?;
    all_here(&before)?;
    let before = Plan::new(before.documents);
    let nothing = Range {
        from: rev.into(),
        before,
        commits: Vec::new(),
        cut_off: false,
        rewritten: Vec::new(),
    };
    let Some(to) = seen.commit() else { return Ok(nothing) };
    let policy = reading.config.policy.commits.iter();
    let tracking: Vec<&Globs> = policy.map(|policy| &policy.tracking).collect();
    let stretch = history::stretch(objects, &Until::Commit(from.id), to, &tracking)?;
    let fork = history::merge_base(objects.repository(), from.id, to)?.unwrap_or(from.id);
    let rewritten = ledger::rewritten(objects, fork, to, &found.ledger)?;
    Ok(Range { commits: stretch.commits, cut_off: stretch.cut_off, rewritten, ..nothing })
}

/// A configuration with the text it was read from, where there is one.
#[derive(Default)]
pub(super) struct Written {
    pub(super) config: Config,
    pub(super) source: Option<Arc<Source>>,
}

/// Reads the configuration of a project on disk; the default where there is none.
pub(super) fn config_on_disk(root: &Path) -> Result<Written, LoadError> {
    match files::read_if_there(&root.join(CONFIG))? {
        Some(bytes) => parse_config(bytes),
        None => Ok(Written::default()),
    }
}

pub(super) fn config_in(
    objects: &mut Objects<'_>,
    listing: &Listing,
) -> Result<Written, LoadError> {
    let Some(entry) = listing.get(CONFIG) else { return Ok(Written::default()) };
    match objects.get(&entry.id.to_string())? {
        Answer::Found(object) => parse_config(object.bytes),
        Answer::TooLarge { .. } => Err(LoadError::NoConfigText),
        Answer::Missing | Answer::Ambiguous => Err(LoadError::NotHere { path: config_path() }),
    }
}

/// The path of the configuration.
pub(crate) fn config_path() -> RepoPath {
    RepoPath::new(CONFIG).expect("the name of a file is a path")
}

/// Whether a commit asks something of commits. One whose configuration is not here, or not understood,
/// may.
pub(crate) fn has_commit_policy(
    objects: &mut Objects<'_>,
    commit: ObjectId,
) -> Result<bool, LoadError> {
    let root = match objects.get(&format!("{commit}^{{tree}}"))? {
        Answer::Found(root) => tree::parse(&root.bytes, objects.repository().format.width()),
        Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => None,
    };
    let Some(entries) = root else { return Ok(true) };
    let Some(entry) = entries.iter().find(|entry| &*entry.name == CONFIG) else {
        return Ok(false);
    };
    Ok(match objects.get(&entry.id.to_string())? {
        Answer::Found(object) => parse_config(object.bytes)
            .map_or(true, |written| written.config.policy.commits.is_some()),
        Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => true,
    })
}

/// Where a project says whose signatures count.
pub(super) const SIGNERS: &str = ".milepost/allowed_signers";

/// Reads the signers of a project on disk; nobody where there is no such file. A folder on the way
/// that is a link leads nowhere.
fn signers_on_disk(root: &Path) -> Result<Signers, LoadError> {
    let path = RepoPath::new(SIGNERS).expect("the name of a file is a path");
    if Ground::new(root).obstacle(&path).is_some() {
        return Ok(Signers::default());
    }
    match files::read_if_there(&root.join(SIGNERS))? {
        Some(bytes) => parse_signers(bytes),
        None => Ok(Signers::default()),
    }
}

/// Reads the signers that a commit or the index has.
pub(super) fn signers_in(
    objects: &mut Objects<'_>,
    listing: &Listing,
) -> Result<Signers, LoadError> {
    let Some(entry) = listing.get(SIGNERS) else { return Ok(Signers::default()) };
    match objects.get(&entry.id.to_string())? {
        Answer::Found(object) => parse_signers(object.bytes),
        Answer::TooLarge { .. } => Err(LoadError::NoSignersText),
        Answer::Missing | Answer::Ambiguous => {
            let path = RepoPath::new(SIGNERS).expect("the name of a file is a path");
            Err(LoadError::NotHere { path })
        }
    }
}

fn parse_signers(bytes: Vec<u8>) -> Result<Signers, LoadError> {
    let text = decode(bytes).map_err(|_not_text| LoadError::NoSignersText)?;
    Ok(Signers::parse(&text))
}

fn parse_config(bytes: Vec<u8>) -> Result<Written, LoadError> {
    let text = decode(bytes).map_err(|_not_text| LoadError::NoConfigText)?;
    let path = config_path();
    let source = Arc::new(Source { path, text: text.into() });
    match config::parse(&source.text) {
        Ok(config) => Ok(Written { config, source: Some(source) }),
        Err(errors) => Err(LoadError::Config { errors, source_text: source }),
    }
}
