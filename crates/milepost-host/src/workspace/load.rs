//! Loading a project: configuration, documents, what git says of them, and the history asked for.

use std::{path::Path, sync::Arc};

use jiff::Timestamp;
use milepost_core::{
    config::{self, Config},
    lint::Range,
    plan::Plan,
    repository::{Questions, Repository},
    text::{RepoPath, Source},
};

use crate::{
    answer,
    cache::{Began, Cache, Place, Stored},
    decode::decode,
    documents::{self, Gathered, Listener, Reading},
    files,
    git::{
        GitDir, history,
        index::Index,
        objects::{Answer, Objects},
        tree::{self, Listing},
    },
    ignores::Ignores,
    ledger::FoundLedger,
    view::{self, Seen, ViewError},
    workspace::{
        Caching, LoadError, LoadEvent, LoadRequest, Snapshot, View, Workspace,
        shown::{self, Shown},
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
    if request.view != View::WorkingTree || request.since.is_some() {
        return Err(no_repository(root));
    }
    let Written { config, source } = config_on_disk(root)?;
    let outside = Ignores::outside(root, None);
    let reading = Reading { config: &config, cache: None, on };
    let gathered = documents::on_disk(root, &Index::default(), &outside, &reading)?;
    let (known_config, now) = (config.clone(), now(request));
    assemble(request, config, gathered.with(source), |_| {
        let shown = shown::nothing(&known_config, FoundLedger::default(), now);
        Ok(Looked { repository: Repository::folder(), range: None, shown })
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
    let seen = Seen::take(&mut objects, &request.view)?;
    let outside = Ignores::outside(root, Some(git));
    let (config, gathered) = match &seen {
        Seen::WorkingTree { index, .. } => {
            let Written { config, source } = config_on_disk(root)?;
            let reading = Reading { config: &config, cache, on };
            let gathered = documents::on_disk(root, index, &outside, &reading)?;
            (config, gathered.with(source))
        }
        Seen::Index { listing, .. } | Seen::Commit { listing, .. } => {
            whole(listing, &seen_name(&request.view))?;
            let Written { config, source } = config_in(&mut objects, listing)?;
            let reading = Reading { config: &config, cache, on };
            let gathered = documents::recorded(&mut objects, listing, &reading)?;
            (config, gathered.with(source))
        }
    };
    on(LoadEvent::Asking);
    let known_config = config.clone();
    let snapshot = assemble(request, config, gathered, |plan| {
        let disk = (!git.is_bare).then_some((&**root, &outside));
        let repository = if plan.documents.is_empty() {
            answer::unasked(&objects, &seen)
        } else {
            answer::answer(&mut objects, &seen, disk, &Questions::of(plan))?
        };
        let since = request.since.as_deref();
        let reading = Reading { config: &known_config, cache, on: &|_| () };
        let range = since.map(|rev| range(&mut objects, &seen, rev, &reading)).transpose()?;
        let found = workspace.ledger(&request.view)?;
        let shown = shown::look(&mut objects, &seen, plan, &known_config, found, now(request))?;
        Ok(Looked { repository, range, shown })
    })?;
    if let Some(cache) = cache {
        cache.keep(&places);
    }
    Ok(snapshot)
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
fn whole(listing: &Listing, what: &str) -> Result<(), LoadError> {
    if listing.is_whole { Ok(()) } else { Err(LoadError::Folders { what: what.to_owned() }) }
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
    gathered: Gathered,
    look: impl FnOnce(&Plan) -> Result<Looked, LoadError>,
) -> Result<Snapshot, LoadError> {
    let Gathered { documents, sources, passed_over, loose_boxes, mut unreadable, looked } =
        gathered;
    unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    let plan = Plan::new(documents);
    let Looked { repository, range, shown } = look(&plan)?;
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
        looked: (*request == LoadRequest::default()).then_some(looked),
    })
}

/// What was looked up about a plan.
struct Looked {
    repository: Repository,
    range: Option<Range>,
    shown: Shown,
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
) -> Result<Range, LoadError> {
    let from = view::revision(objects, rev)?;
    let listing = tree::list(objects, from.commit.tree)?;
    whole(&listing, &format!("`{rev}`"))?;
    let before = documents::recorded(objects, &listing, reading)?;
    let stretch = match seen.commit() {
        Some(to) => history::stretch(objects, from.id, to)?,
        None => history::Stretch { commits: Vec::new(), cut_off: false },
    };
    Ok(Range {
        from: rev.into(),
        before: Plan::new(before.documents),
        commits: stretch.commits,
        cut_off: stretch.cut_off,
    })
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

fn config_in(objects: &mut Objects<'_>, listing: &Listing) -> Result<Written, LoadError> {
    let Some(entry) = listing.get(CONFIG) else { return Ok(Written::default()) };
    match objects.get(&entry.id.to_string())? {
        Answer::Found(object) => parse_config(object.bytes),
        Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => {
            Err(LoadError::NoConfigText)
        }
    }
}

fn parse_config(bytes: Vec<u8>) -> Result<Written, LoadError> {
    let text = decode(bytes).map_err(|_not_text| LoadError::NoConfigText)?;
    let path = RepoPath::new(CONFIG).expect("the name of a file is a path");
    let source = Arc::new(Source { path, text: text.into() });
    match config::parse(&source.text) {
        Ok(config) => Ok(Written { config, source: Some(source) }),
        Err(errors) => Err(LoadError::Config { errors, source_text: source }),
    }
}
