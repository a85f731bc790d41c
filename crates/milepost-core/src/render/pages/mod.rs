//! Pages that are derived: whole files, and blocks in documents that people write.
//!
//! A template and the [`data`] make a text; [`fill`] puts it into a file without touching another byte;
//! an [`Outcome`] says whether the file has it already. Templates are milepost's own ([`builtin`]) or the
//! project's, and reach nothing but their data.

mod builtin;
mod data;
mod engine;
mod fill;
mod stamp;
#[cfg(test)]
mod tests;

use std::{
    borrow::Cow,
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::{Timestamp, tz::TimeZone};

pub use self::{
    builtin::{BUILTINS, Builtin, Takes},
    engine::TemplateError,
    fill::{Change, Outcome, State, Trouble},
};
use self::{
    data::{Data, Ground, Without},
    engine::{Engine, Store},
};
use crate::{
    config::{Config, Derived},
    id::CommitId,
    judge::{self, Report},
    lease::Underway,
    markdown::markers,
    plan::{Found, Item, Wanted},
    render::Account,
    scene::{Clock, Drift, Scene},
    text::{RepoPath, Source},
    verdict::Verdicts,
};

/// Where a project keeps templates of its own.
pub const TEMPLATES: &str = ".milepost/templates";

/// How the first line of a file begins that is derived whole.
pub const NOTICE: &str = "<!-- Derived by `milepost render`";

/// The texts that pages are made of, and those that they are written into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// The project's own templates, by name.
    pub templates: BTreeMap<Box<str>, Text>,
    /// The files that are derived or may have blocks, sorted.
    pub files: BTreeMap<RepoPath, Text>,
    /// The commits, where a template asks for them.
    pub commits: Option<Commits>,
}

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// It is there.
    There(Arc<Source>),
    /// It is not.
    Absent,
    /// It is, and cannot be taken as text.
    Unreadable(Box<str>),
}

/// The commits that the judged one descends from, itself first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commits {
    /// They, up to [`Commits::MOST`].
    pub list: Vec<LedgerCommit>,
    /// The paths that the newest one changed.
    pub newest: Vec<RepoPath>,
    /// Whether older ones are not in this clone.
    pub is_cut_off: bool,
}

impl Commits {
    /// So many are looked at.
    pub const MOST: usize = 1000;

    /// Whether so many can be told of; without a number, all.
    fn has(&self, wanted: Option<usize>) -> bool {
        let told = || data::commits(self, Without::Newest).count();
        !self.is_cut_off || wanted.is_some_and(|wanted| wanted <= told())
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerCommit {
    /// Its id.
    pub id: CommitId,
    /// The first line of its message.
    pub subject: Box<str>,
    /// When it was committed.
    pub committed: Timestamp,
    /// Whether it has more than one parent.
    pub is_merge: bool,
}

/// Whether a page is filled with commits, so that they have to be looked up.
pub fn needs_commits(config: &Config, texts: &Texts) -> bool {
    let whole = config.pages.iter().filter_map(|page| match &page.derived {
        Derived::Whole { template, .. } => Some(template.clone()),
        Derived::Blocks | Derived::Boxes => None,
    });
    let blocks = texts.files.iter().filter(|(path, _)| !config.owns(path));
    let blocks = blocks.filter_map(|(_, text)| match text {
        Text::There(source) => markers::marked(&source.text).ok(),
        Text::Absent | Text::Unreadable(_) => None,
    });
    let mut names = whole.chain(blocks.flatten().map(|block| block.name));
    names.any(|name| template_needs_commits(&name, texts))
}

/// Whether a template is filled with commits, by itself or by another that it takes in.
pub fn template_needs_commits(name: &str, texts: &Texts) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        if !seen.insert(name) {
            continue;
        }
        let text = match texts.templates.get(name) {
            Some(Text::There(source)) => &*source.text,
            Some(Text::Absent | Text::Unreadable(_)) => continue,
            None => builtin::find(name).map_or("", |template| template.text),
        };
        if code(text).any(|code| code.contains("commits") || takes_in_the_unknown(code)) {
            return true;
        }
        let others = BUILTINS.iter().map(|it| it.name);
        let others = others.chain(texts.templates.keys().map(|name| &**name));
        let is_named =
            |other: &&str| ['"', '\''].iter().any(|q| text.contains(&format!("{q}{other}{q}")));
        open.extend(others.filter(is_named));
    }
    false
}

/// What stands between the delimiters of a template, in order.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find('{')?;
            rest = rest.get(at + 1..)?;
            let end = match rest.chars().next() {
                Some('%') => "%}",
                Some('{') => "}}",
                Some(_) | None => continue,
            };
            let inside = rest.get(1..)?;
            let (inside, after) = inside.split_once(end).unwrap_or((inside, ""));
            rest = after;
            return Some(inside);
        }
    })
}

/// Whether a tag takes in another template that is not named in it.
fn takes_in_the_unknown(tag: &str) -> bool {
    let tag = tag.trim_start_matches(['-', '+', ' ', '\t', '\n', '\r']);
    ["include", "import", "extends", "from"].iter().any(|word| {
        let rest = tag.strip_prefix(word);
        rest.is_some_and(|rest| !rest.trim_start().starts_with(['"', '\'']))
    })
}

/// A project judged as its pages tell of it: the same on every machine, whoever is at what, in universal time,
/// whatever stretch of history somebody asks about, and whatever code was committed since gates ran.
pub struct Bench<'r> {
    clock: Clock,
    /// The gates as they were measured last, where that is not what they are on this content.
    measured: Option<Verdicts>,
    underway: Underway,
    sources: BTreeMap<RepoPath, Arc<Source>>,
    report: Cow<'r, Report>,
}

impl<'r> Bench<'r> {
    /// Judges what pages tell of.
    pub fn new(scene: &Scene<'_>) -> Self {
        let (clock, underway) = (universal(scene.clock), Underway::default());
        let measured = scene.verdicts.as_measured();
        let seen = Scene {
            clock: &clock,
            underway: &underway,
            verdicts: measured.as_ref().unwrap_or(scene.verdicts),
            shown: None,
            range: None,
            base: None,
            ..*scene
        };
        let report = Cow::Owned(judge::judge(&seen));
        Self { report, clock, measured, underway, sources: BTreeMap::new() }
    }

    /// Takes what was judged already, where pages tell of the same.
    fn of(scene: &Scene<'_>, report: &'r Report) -> Self {
        let clock = universal(scene.clock);
        let Underway { me: _, here: _, leases, branches, unreadable } = scene.underway;
        let is_idle = leases.is_empty() && branches.is_empty() && unreadable.is_empty();
        // The zone of who asks decides nothing but which day it is.
        let is_same_day = scene.clock.today() == clock.today();
        let is_asked_more = scene.range.is_some() || scene.base.is_some();
        if !is_idle || !is_same_day || is_asked_more || scene.verdicts.as_measured().is_some() {
            return Self::new(scene);
        }
        let (underway, report) = (Underway::default(), Cow::Borrowed(report));
        Self { report, clock, measured: None, underway, sources: BTreeMap::new() }
    }

    /// Everything that pages of the project are made from. The scene is the one that was judged.
    pub fn book<'a>(&'a self, scene: &Scene<'a>, texts: &'a Texts) -> Book<'a> {
        let (clock, underway) = (&self.clock, &self.underway);
        let verdicts = self.measured.as_ref().unwrap_or(scene.verdicts);
        let scene = Scene { clock, underway, verdicts, range: None, base: None, ..*scene };
        let account = Account::new(scene.plan, &self.report, &self.sources);
        let (resolved, phases) = (data::resolved(scene.plan), data::phases(scene.plan));
        let engine = Engine::new(texts);
        let store = Store::new(Data::PARTS);
        Book { scene, account, resolved, phases, texts, engine, store, commits: RefCell::default() }
    }
}

fn universal(clock: &Clock) -> Clock {
    Clock { now: clock.now, zone: TimeZone::UTC }
}

/// Everything that pages of a project are made from.
pub struct Book<'a> {
    scene: Scene<'a>,
    account: Account<'a>,
    resolved: data::Resolved<'a>,
    phases: Vec<&'a Item>,
    texts: &'a Texts,
    engine: Engine,
    /// The parts of the data that every template has, as far as one has asked for them.
    store: Arc<Store>,
    /// The commits that are told of, made once.
    commits: RefCell<Vec<(Without, minijinja::Value)>>,
}

/// A template with what it is filled with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order<'o> {
    pub(crate) template: &'o str,
    pub(crate) argument: Option<&'o str>,
}

impl Book<'_> {
    /// What every file of the project should say, for each that is derived or has blocks, sorted.
    pub fn outcomes(&self) -> Vec<Outcome> {
        fill::outcomes(self)
    }

    /// What a template makes of the project.
    pub fn page(&self, template: &str, argument: Option<&str>) -> Result<String, TemplateError> {
        self.text(Order { template, argument }, Without::Nothing)
    }

    /// What a template is called that the project has, with what it is; sorted, milepost's own first.
    pub fn templates(&self) -> Vec<(&str, &str)> {
        let own = self.texts.templates.keys().map(|name| (&**name, "of this project"));
        let own_names = &self.texts.templates;
        let built_in = BUILTINS.iter().filter(|it| !own_names.contains_key(it.name));
        built_in.map(|it| (it.name, it.about)).chain(own).collect()
    }

    /// What templates are filled with, as versioned JSON.
    pub fn data(&self) -> String {
        let ground = self.ground();
        let commits = self.texts.commits.iter();
        let commits = commits.flat_map(|it| data::commits(it, Without::Nothing)).collect();
        crate::render::json::write(&data::Whole { data: Data::new(ground), commits })
    }

    /// Fills a template with what it turns out to ask for.
    fn text(&self, order: Order<'_>, without: Without) -> Result<String, TemplateError> {
        let takes = self.takes(order.template)?;
        let item = self.item(order, takes)?;
        self.has_commits(order, takes)?;
        let ground = self.ground();
        let item = item.map(|item| engine::value(data::item(ground, item)));
        let commits = self.commits(without);
        loop {
            let text = self.engine.render(order, (item.clone(), commits.clone()), &self.store);
            let wanted = self.store.wanted();
            if wanted.is_empty() {
                return text;
            }
            for name in wanted {
                self.store.put(name, Data::part(ground, name));
            }
        }
    }

    /// That the commits are here which a template tells of: a ledger of those that happen to be in a clone
    /// would say that there were no others.
    fn has_commits(&self, order: Order<'_>, takes: Takes) -> Result<(), TemplateError> {
        let Some(commits) = &self.texts.commits else { return Ok(()) };
        let wanted = order.argument.filter(|_| takes == Takes::Count);
        let wanted = wanted.and_then(|argument| argument.parse().ok());
        if commits.has(wanted) || !template_needs_commits(order.template, self.texts) {
            return Ok(());
        }
        Err(TemplateError::CutOff { name: order.template.into() })
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            account: &self.account,
            scene: &self.scene,
            resolved: &self.resolved,
            phases: &self.phases,
        }
    }

    fn takes(&self, name: &str) -> Result<Takes, TemplateError> {
        match (self.texts.templates.get(name), builtin::find(name)) {
            (Some(Text::There(_)), _) => Ok(Takes::Anything),
            (Some(Text::Absent | Text::Unreadable(_)), _) => {
                Err(TemplateError::Unreadable { name: name.into() })
            }
            (None, Some(template)) => Ok(template.takes),
            (None, None) => {
                let known = self.templates().into_iter().map(|(name, _)| name);
                let near = crate::suggest::nearest(name, known).map(Into::into);
                Err(TemplateError::Unknown { name: name.into(), near })
            }
        }
    }

    /// The item that a template is about.
    fn item(&self, order: Order<'_>, takes: Takes) -> Result<Option<&Item>, TemplateError> {
        let name = || order.template.into();
        match (takes, order.argument) {
            (Takes::Item, None) => Err(TemplateError::WithoutItem { name: name() }),
            (Takes::Nothing, Some(argument)) => {
                Err(TemplateError::TakesNothing { name: name(), argument: argument.into() })
            }
            (Takes::Count, Some(argument)) if argument.parse::<u32>().is_err() => {
                Err(TemplateError::NotACount { name: name(), argument: argument.into() })
            }
            (Takes::Item | Takes::ItemOrNothing | Takes::Anything, Some(argument)) => {
                match (self.scene.plan.lookup(&Wanted::new(argument, None)), takes) {
                    (Found::One(item), _) => Ok(Some(item)),
                    (Found::Several(_), _) => {
                        Err(TemplateError::Ambiguous { argument: argument.into() })
                    }
                    (Found::Nothing { .. }, Takes::Anything) => Ok(None),
                    (Found::Nothing { .. }, _) => {
                        Err(TemplateError::NoItem { argument: argument.into() })
                    }
                }
            }
            (Takes::Nothing | Takes::Count | Takes::Name, _)
            | (Takes::ItemOrNothing | Takes::Anything, None) => Ok(None),
        }
    }

    fn commits(&self, without: Without) -> Option<minijinja::Value> {
        let commits = self.texts.commits.as_ref()?;
        let mut made = self.commits.borrow_mut();
        if let Some((_, value)) = made.iter().find(|(known, _)| *known == without) {
            return Some(value.clone());
        }
        let value = engine::value(data::commits(commits, without).collect::<Vec<_>>());
        made.push((without, value.clone()));
        Some(value)
    }
}

/// Judges a project, and whether its pages say what they should.
pub fn judge_with_pages(scene: &Scene<'_>, texts: &Texts) -> Report {
    let mut report = judge::judge(scene);
    let drifts = drifts(scene, texts, |scene| Bench::of(scene, &report));
    add(scene, &drifts, &mut report);
    report
}

/// Adds to a report, which may be of another scene, where the pages of a project do not say what they should.
pub fn report_drift(scene: &Scene<'_>, texts: &Texts, report: &mut Report) {
    let drifts = drifts(scene, texts, Bench::new);
    add(scene, &drifts, report);
}

fn add(scene: &Scene<'_>, drifts: &[Drift], report: &mut Report) {
    crate::lint::add_drifts(scene, drifts, &mut report.problems, &mut report.suppressed);
}

/// Where the pages of a project do not say what they should.
pub(crate) fn drifts<'r>(
    scene: &Scene<'_>,
    texts: &Texts,
    bench: impl FnOnce(&Scene<'_>) -> Bench<'r>,
) -> Vec<Drift> {
    if texts.files.is_empty() && scene.config.pages.is_empty() {
        return Vec::new();
    }
    let bench = bench(scene);
    bench.book(scene, texts).outcomes().iter().flat_map(Outcome::drifts).collect()
}
