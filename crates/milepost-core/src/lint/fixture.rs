//! The fixture language of the rules: documents and what git says, as one plain text.
//!
//! ```text
//! //- docs/STATUS.md
//! | Milestone | Status | Evidence |
//! …
//! //- git
//! head 2026-02-20
//! file src/api.rs
//! untracked notes.txt
//! ignored out/report.log
//! commit 1a90101 2026-02-10 src/api.rs src/main.rs
//! unreachable 2b90202 2026-02-11
//! tag v0.1.0 1a90101 2026-02-12
//! //- clock
//! 2026-02-21T09:00:00Z
//! //- milepost.toml
//! schema = 1
//! ```
//!
//! Every document is a file of the judged tree; other files are listed. What is listed nowhere is
//! missing. A commit holds the paths behind its date, with the contents of the judged tree; a path
//! written `path@x` has other contents. For rules over a range, `//- before/PATH` gives a document
//! at the beginning of the range (and `//- range` makes one), with a line for each commit after it:
//! `3c90303 2026-02-19 feat: add a thing | src/api.rs docs/STATUS.md`, where ` | Name <address>` behind
//! it says who wrote it. Under it, `  waits PATH a b -> b c` gives the lines that wait for a commit before
//! and after it, and `  deleted PATH` or `  since PATH` a segment that is gone. `//- base` makes what is
//! before the trusted base: `before/milepost.toml`, `before/.milepost/allowed_signers` and the documents.
//! `//- ledger` holds what was run and said; see [`ledger`]. What was agreed is what the documents under
//! `before/` say, with `//- before/milepost.toml`, where there are any.
//! `//- work` says who is at what:
//!
//! ```text
//! me ada
//! lease task M1-T01 ada until 2026-02-21T10:00:00Z on m1-t01-tables
//! branch m1-t02-lists
//! here m1-t02-lists
//! ```

mod facts;
mod ledger;
mod work;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use globset::GlobBuilder;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    base::{self, Base, Definitions, SIGNERS},
    config::{self, Config},
    discovery,
    evidence::ledger::{Ledger, LedgerProblem, Loss},
    id::{CommitId, CommitPrefix},
    lease::Underway,
    lint::{
        Rule, run,
        tests::{self, TEMPLATES, Text, Texts},
    },
    markdown::markers,
    plan::{ItemKey, Plan},
    read,
    repository::{
        CommitState, Compared, Content, PathState, Questions, RangeCommit, Repository, Subject,
        Tag, Waiting,
    },
    scene::{Clock, Range, Scene},
    text::{LineIndex, RepoPath, Source},
    verdict::{Brought, Verdicts},
};

/// When a commit was made, whether the judged one descends from it, and the paths in it.
type Recorded = (Timestamp, bool, Vec<String>);

/// A whole project in memory.
pub(crate) struct Fixture {
    pub(crate) config: Config,
    pub(crate) plan: Plan,
    pub(crate) repository: Repository,
    pub(crate) clock: Clock,
    pub(crate) range: Option<Range>,
    pub(crate) base: Option<Base>,
    pub(crate) verdicts: Verdicts,
    pub(crate) ledger: Ledger,
    pub(crate) underway: Underway,
    texts: BTreeMap<RepoPath, String>,
}

impl Fixture {
    /// Reads the fixture language.
    pub(crate) fn new(text: &str) -> Self {
        let mut parts = Parts::of(text);
        let config_text = parts.take("milepost.toml");
        let config = config_text.as_deref().map_or_else(Config::default, |text| {
            config::parse(text).unwrap_or_else(|errors| panic!("{errors:?}"))
        });
        let git = parts.take("git");
        let clock = parts.take("clock").unwrap_or_else(|| "2026-02-21T09:00:00Z".to_owned());
        let clock = Clock { now: clock.trim().parse().unwrap(), zone: TimeZone::UTC };
        let range = parts.take("range");
        let base = parts.take("base");
        let base_text = parts.take("before/milepost.toml");
        let base_config = base_text.as_deref().map(|text| config::parse(text).unwrap());
        let signers = [format!("before/{SIGNERS}"), SIGNERS.to_owned()];
        let [signers_before, signers_now] = signers.map(|name| parts.take(&name));
        let ledger = parts.take("ledger");
        let work = parts.take("work");
        let (before, now): (Vec<_>, Vec<_>) =
            parts.files.into_iter().partition(|(name, _)| name.starts_with("before/"));
        let mut texts: BTreeMap<RepoPath, String> =
            now.into_iter().map(|(name, text)| (path(&name), text)).collect();
        let plan = plan(&texts, &config);
        let old = before.into_iter().map(|(name, text)| (path(&name["before/".len()..]), text));
        let old: BTreeMap<RepoPath, String> = old.collect();
        let old_config = base_config.clone().unwrap_or_else(|| config.clone());
        let old_plan = self::plan(&old, &old_config);
        let range = range.map(|text| self::range(&text, self::plan(&old, &config)));
        let mut base = base.map(|_| {
            let before = Definitions {
                plan: self::plan(&old, &base_config.clone().unwrap_or_default()),
                config: base_config.unwrap_or_default(),
                written: base_text.map(Into::into),
                signers: signers_before.map(Into::into),
            };
            let now = Definitions {
                plan: self::plan(&texts, &before.config),
                config: config.clone(),
                written: config_text.as_deref().map(Into::into),
                signers: signers_now.map(Into::into),
            };
            let alterations = base::alterations(&before, None, &now);
            Base {
                name: "base".into(),
                commit: whole_id("ba5e"),
                definitions: before,
                fork: None,
                now,
                alterations,
                excuses: BTreeMap::new(),
                words: BTreeSet::new(),
                brought: Brought::new(BTreeSet::new(), "base"),
            }
        });
        let underway = work.map(|text| work::read(&text, clock.now)).unwrap_or_default();
        let questions = Questions::of(&plan).with_scopes(&plan, &underway);
        let questions = questions.with_facts(&config.facts, &config.surfaces);
        let mut repository = match git {
            Some(git) => Git::of(&git, texts.keys().cloned()).answer(&questions),
            None => Repository::folder(),
        };
        repository.facts = facts::answer(&questions.facts, &texts, &repository);
        // Without a ledger there is no commit that gates could be judged at.
        let (verdicts, ledger) = ledger
            .map(|text| {
                let now = (&plan, &config);
                let agreed = if old.is_empty() { now } else { (&old_plan, &old_config) };
                ledger::read(now, agreed, base.as_ref(), &text, clock.now)
            })
            .unwrap_or_default();
        if let Some(base) = &mut base {
            let commits = range.as_ref().map_or(&[][..], |range| &range.commits);
            ledger::excuse(base, &ledger, &verdicts.people, commits, clock.now);
        }
        texts.extend(config_text.map(|text| (path("milepost.toml"), text)));
        Self { config, plan, repository, clock, range, base, verdicts, ledger, underway, texts }
    }

    /// What evidence shows of the work that registers wait for.
    pub(crate) fn shown(&self) -> BTreeSet<ItemKey> {
        tests::shown(&self.scene())
    }

    /// All that rules may look at, with what evidence shows.
    pub(crate) fn scene_with<'a>(&'a self, shown: &'a BTreeSet<ItemKey>) -> Scene<'a> {
        Scene { shown: Some(shown), ..self.scene() }
    }

    /// All that is known before anything is judged.
    pub(crate) fn scene(&self) -> Scene<'_> {
        Scene {
            plan: &self.plan,
            repository: &self.repository,
            config: &self.config,
            clock: &self.clock,
            range: self.range.as_ref(),
            base: self.base.as_ref(),
            verdicts: &self.verdicts,
            ledger: &self.ledger,
            shown: None,
            underway: &self.underway,
            survey: None,
            drifts: &[],
        }
    }

    /// The texts of the documents.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&RepoPath, &str)> {
        self.texts.iter().map(|(path, text)| (path, text.as_str()))
    }

    /// The texts that pages are made of, and those that they are written into.
    pub(crate) fn page_texts(&self) -> Texts {
        let mut texts = Texts::default();
        for (path, text) in &self.texts {
            let there =
                || Text::There(Source { path: path.clone(), text: text.as_str().into() }.into());
            if path.folder() == TEMPLATES {
                let name = path.file_name().trim_end_matches(".md");
                texts.templates.insert(name.into(), there());
            } else if self.config.owns(path) || markers::may_be_marked(text) {
                texts.files.insert(path.clone(), there());
            }
        }
        for page in &self.config.pages {
            let text = self.texts.get(&page.path).map(|text| {
                Text::There(Source { path: page.path.clone(), text: text.as_str().into() }.into())
            });
            texts.files.insert(page.path.clone(), text.unwrap_or(Text::Absent));
        }
        texts
    }

    /// What some rules report, a problem a line, with its help below.
    pub(crate) fn problems(&self, rules: &[&Rule]) -> String {
        let mut out = String::new();
        let shown = self.shown();
        let survey = tests::survey(&self.scene());
        let drifts = tests::drifts(&self.scene(), &self.page_texts());
        let scene = Scene { survey: Some(&survey), drifts: &drifts, ..self.scene_with(&shown) };
        for problem in run(&scene, rules).problems {
            let text = self.texts.get(&problem.place.path).map_or("", String::as_str);
            let at = LineIndex::new(text).position(text, problem.place.span.start);
            let (severity, rule) = (problem.severity.as_str(), problem.rule);
            let place = format!("{}:{}:{}", problem.place.path, at.line, at.column);
            let under = problem.place.span.of(text).lines().next().unwrap_or_default();
            let message = &problem.message;
            writeln!(out, "{place} {severity}[{rule}]: {message}").unwrap();
            writeln!(out, "{}", format!("  at: {under}").trim_end()).unwrap();
            for label in &problem.labels {
                let text = &self.texts[&label.place.path];
                let line = LineIndex::new(text).line(label.place.span.start);
                writeln!(out, "  see {}:{line}: {}", label.place.path, label.message).unwrap();
            }
            if let Some(help) = &problem.help {
                writeln!(out, "  help: {help}").unwrap();
            }
        }
        out
    }
}

fn is_markdown(path: &RepoPath) -> bool {
    path.file_name().rsplit_once('.').is_some_and(|(_, extension)| extension == "md")
}

fn path(text: &str) -> RepoPath {
    RepoPath::new(text).unwrap()
}

fn plan(texts: &BTreeMap<RepoPath, String>, config: &Config) -> Plan {
    let documents = texts.iter().filter(|(path, _)| is_markdown(path));
    let documents = documents.filter(|(path, _)| !discovery::is_skipped(path, config));
    let documents = documents.map(|(path, text)| {
        let source = Source { path: path.clone(), text: text.as_str().into() };
        read::read(&source, &discovery::options_for(path, config))
    });
    Plan::new(documents.filter(crate::plan::Document::is_tracker).collect())
}

/// The named parts of a fixture.
struct Parts {
    files: Vec<(String, String)>,
}

impl Parts {
    fn of(text: &str) -> Self {
        let mut files: Vec<(String, String)> = Vec::new();
        for line in text.trim_start_matches('\n').split_inclusive('\n') {
            match line.strip_prefix("//- ") {
                Some(name) => files.push((name.trim().to_owned(), String::new())),
                None if files.is_empty() => {
                    files.push(("STATUS.md".to_owned(), line.to_owned()));
                }
                None => files.last_mut().unwrap().1.push_str(line),
            }
        }
        Self { files }
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let at = self.files.iter().position(|(it, _)| it == name)?;
        Some(self.files.remove(at).1)
    }
}

/// The repository that a fixture describes.
#[derive(Default)]
struct Git {
    head: Option<Timestamp>,
    files: BTreeMap<RepoPath, PathState>,
    commits: BTreeMap<String, Recorded>,
    tags: BTreeMap<Box<str>, Tag>,
}

fn moment(day: &str) -> Timestamp {
    day.parse().unwrap_or_else(|_| {
        let day: Date = day.parse().unwrap();
        day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
    })
}

fn whole_id(prefix: &str) -> CommitId {
    CommitId::new(&format!("{prefix:0<40}")).unwrap()
}

fn range(text: &str, before: Plan) -> Range {
    let (mut commits, mut rewritten) = (Vec::new(), Vec::new());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if !line.starts_with("  ") {
            commits.push(range_commit(line));
            continue;
        }
        let last: &mut RangeCommit = commits.last_mut().unwrap();
        let lines = |words: &str| words.split_whitespace().map(Into::into).collect();
        match line.trim().split_once(' ').unwrap() {
            ("waits", rest) => {
                let (head, after) = rest.split_once("->").unwrap();
                let (file, before) = head.split_once(' ').unwrap_or((head, ""));
                let (before, after) = (lines(before), lines(after));
                last.waiting.push(Waiting { path: path(file), before, after });
            }
            (word @ ("deleted" | "since"), segment) => {
                let how = if word == "deleted" { Loss::Deleted } else { Loss::Since };
                let commit = last.id.clone();
                rewritten.push(LedgerProblem::Lost { path: segment.into(), how, commit });
            }
            _ => panic!("not a line of the `range` part of a fixture: {line}"),
        }
    }
    Range { from: "base".into(), before, commits, cut_off: false, rewritten }
}

fn range_commit(line: &str) -> RangeCommit {
    let (head, paths) = line.split_once(" | ").unwrap_or((line, ""));
    let (paths, author) = paths.split_once(" | ").unwrap_or((paths, ""));
    let mut words = head.splitn(3, ' ');
    RangeCommit {
        id: whole_id(words.next().unwrap()),
        committed: moment(words.next().unwrap()),
        subject: words.next().unwrap_or_default().into(),
        message: head.splitn(3, ' ').nth(2).unwrap_or_default().into(),
        is_merge: head.contains("Merge "),
        paths: paths.split_whitespace().map(path).collect(),
        author: author.trim().into(),
        waiting: Vec::new(),
    }
}

impl Git {
    fn of(text: &str, documents: impl Iterator<Item = RepoPath>) -> Self {
        let mut git = Self::default();
        git.files.extend(documents.map(|path| (path, PathState::File)));
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            git.line(&line.split_whitespace().collect::<Vec<_>>());
        }
        git
    }

    fn line(&mut self, words: &[&str]) {
        match *words {
            ["head", day] => self.head = Some(moment(day)),
            ["file", name] => drop(self.files.insert(path(name), PathState::File)),
            ["link", name] => drop(self.files.insert(path(name), PathState::Link)),
            ["untracked", name] => drop(self.files.insert(path(name), PathState::Untracked)),
            ["ignored", name] => drop(self.files.insert(path(name), PathState::Ignored)),
            [word @ ("commit" | "unreachable"), id, day, ref paths @ ..] => {
                let paths = paths.iter().map(|path| (*path).to_owned()).collect();
                self.commits.insert(id.to_owned(), (moment(day), word == "commit", paths));
            }
            ["tag", name, id, day] => {
                let tag = Tag { commit: whole_id(id), tagged: moment(day) };
                self.tags.insert(name.into(), tag);
            }
            _ => panic!("not a line of the `git` part of a fixture: {words:?}"),
        }
    }

    fn in_tree(&self) -> impl Iterator<Item = &RepoPath> {
        let tracked = |state: &PathState| matches!(state, PathState::File | PathState::Link);
        self.files.iter().filter(move |(_, state)| tracked(state)).map(|(path, _)| path)
    }

    fn state(&self, path: &RepoPath) -> PathState {
        if let Some(state) = self.files.get(path) {
            return state.clone();
        }
        let inside = format!("{path}/");
        let mut below = self.files.iter().filter(|(it, _)| it.as_str().starts_with(&inside));
        let states: Vec<&PathState> = below.by_ref().map(|(_, state)| state).collect();
        match states.first() {
            None => PathState::Missing,
            Some(_) if states.contains(&&PathState::File) => PathState::Folder,
            Some(first) => (*first).clone(),
        }
    }

    fn commit(&self, prefix: &CommitPrefix) -> Option<(&String, &Recorded)> {
        self.commits.iter().find(|(id, _)| {
            id.starts_with(prefix.as_str()) || prefix.as_str().starts_with(id.as_str())
        })
    }

    fn answer(&self, questions: &Questions) -> Repository {
        let head = whole_id("feedbee");
        let mut repository = Repository::folder();
        repository.subject = Subject::WorkingTree { commit: head };
        repository.committed = self.head;
        repository.tags = self.tags.clone();
        for path in &questions.paths {
            repository.paths.insert(path.clone(), self.state(path));
        }
        for tail in &questions.tails {
            let end = format!("/{tail}");
            let found =
                self.in_tree().filter(|it| it.as_str() == &**tail || it.as_str().ends_with(&end));
            repository.tails.insert(tail.clone(), found.cloned().collect());
        }
        for glob in &questions.globs {
            repository.globs.insert(glob.clone(), Self::matches(glob, self.in_tree()).len());
        }
        for place in &questions.scopes {
            let found = Self::matches(place, self.in_tree());
            repository.scopes.insert(place.clone(), found.into_iter().collect());
        }
        for prefix in &questions.commits {
            let state = match self.commit(prefix) {
                Some((id, (committed, reachable, _))) => CommitState::Known {
                    id: whole_id(id),
                    committed: *committed,
                    reachable: *reachable,
                },
                None => CommitState::Missing,
            };
            repository.commits.insert(prefix.clone(), state);
        }
        for key in &questions.contents {
            repository.contents.insert(key.clone(), self.compared(&key.0, &key.1));
        }
        repository
    }

    fn compared(&self, commit: &CommitPrefix, place: &str) -> Compared {
        let held =
            self.commit(commit).map(|(_, (_, _, paths))| paths.as_slice()).unwrap_or_default();
        let cited: BTreeMap<RepoPath, &str> = held
            .iter()
            .map(|it| it.split_once('@').map_or((path(it), ""), |(name, id)| (path(name), id)))
            .collect();
        let content = |paths: BTreeSet<RepoPath>, ids: &BTreeMap<RepoPath, &str>| -> Content {
            let id = |path: &RepoPath| ids.get(path).copied().unwrap_or_default().into();
            paths
                .into_iter()
                .map(|path| {
                    let id = id(&path);
                    (path, id)
                })
                .collect()
        };
        Compared {
            cited: content(Self::matches(place, cited.keys()), &cited),
            judged: content(Self::matches(place, self.in_tree()), &BTreeMap::new()),
        }
    }

    fn matches<'a>(place: &str, paths: impl Iterator<Item = &'a RepoPath>) -> BTreeSet<RepoPath> {
        let glob =
            GlobBuilder::new(place).literal_separator(true).build().unwrap().compile_matcher();
        let inside = format!("{}/", place.trim_end_matches('/'));
        let fits =
            |path: &&RepoPath| glob.is_match(path.as_str()) || path.as_str().starts_with(&inside);
        paths.filter(fits).cloned().collect()
    }
}
