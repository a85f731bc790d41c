//! A judged plan with its texts, indexed for showing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    diag::Problem,
    id::{ItemId, Scope},
    judge::{Judged, Report, Standing},
    lease::AtWork,
    plan::{Claim, Document, Fraction, Item, ItemKey, ItemKind, Plan, StatusClaim},
    render::{
        escape,
        json::Writer,
        log,
        place::{Places, Region},
        work,
    },
    repository::Subject,
    text::{RepoPath, Source, Span},
};

/// Everything that a page about a judged plan may show.
pub struct Account<'a> {
    /// What the documents say.
    pub plan: &'a Plan,
    /// What follows from it.
    pub report: &'a Report,
    /// How many Markdown files were looked at and are no trackers.
    pub passed_over: usize,
    /// How many checklist boxes stand in those.
    pub loose_boxes: u32,
    has_scopes: bool,
    judged: BTreeMap<&'a ItemKey, &'a Judged>,
    children: BTreeMap<&'a ItemKey, Vec<&'a Item>>,
    problems: BTreeMap<&'a ItemId, Vec<&'a Problem>>,
    pub(super) places: Places<'a>,
}

impl<'a> Account<'a> {
    /// Brings together what is to be shown.
    pub fn new(
        plan: &'a Plan,
        report: &'a Report,
        sources: &'a BTreeMap<RepoPath, Arc<Source>>,
    ) -> Self {
        let judged = report.items.iter().map(|judged| (&judged.key, judged)).collect();
        let mut children: BTreeMap<&ItemKey, Vec<&Item>> = BTreeMap::new();
        for item in plan.items.values() {
            if let Some(parent) = &item.parent {
                children.entry(parent).or_default().push(item);
            }
        }
        let mut problems: BTreeMap<&ItemId, Vec<&Problem>> = BTreeMap::new();
        for problem in &report.problems {
            if let Some(item) = &problem.item {
                problems.entry(item).or_default().push(problem);
            }
        }
        let mut scopes = plan.items.keys().map(|key| &key.scope);
        let first = scopes.next();
        Self {
            plan,
            report,
            passed_over: 0,
            loose_boxes: 0,
            has_scopes: scopes.any(|scope| Some(scope) != first),
            judged,
            children,
            problems,
            places: Places::new(sources),
        }
    }

    /// Adds what was looked at beside the trackers.
    #[must_use]
    pub fn beside(mut self, passed_over: usize, loose_boxes: u32) -> Self {
        self.passed_over = passed_over;
        self.loose_boxes = loose_boxes;
        self
    }

    /// The judgement of an item.
    pub(super) fn judged(&self, key: &ItemKey) -> Option<&'a Judged> {
        self.judged.get(key).copied()
    }

    /// The items that belong to another, in order.
    pub(super) fn children(&self, key: &ItemKey) -> &[&'a Item] {
        self.children.get(key).map_or(&[], Vec::as_slice)
    }

    /// The problems about an item: those that name it, in documents of its scope.
    pub(super) fn problems_about(&self, key: &ItemKey) -> Vec<&'a Problem> {
        let named = self.problems.get(&key.name).into_iter().flatten();
        named.copied().filter(|problem| self.is_in_scope(&problem.place.path, &key.scope)).collect()
    }

    /// The standing in words, with what holds the item up, or who is at it.
    pub(super) fn standing(&self, judged: &Judged) -> String {
        let word = judged.standing.as_str();
        if judged.standing == Standing::InProgress {
            let who = judged.at_work.first().map(work::who);
            return who.map_or(word.to_owned(), |who| format!("{word}: {}", escape::line(who)));
        }
        let Standing::Blocked { by } = &judged.standing else { return word.to_owned() };
        let Some(first) = by.first() else { return word.to_owned() };
        let name = match self.plan.items.get(first) {
            Some(item) if !item.has_id => self.plan.title(item),
            Some(_) | None => first.name.as_str(),
        };
        let more = by.len() - 1;
        let more = if more > 0 { format!(" + {more}") } else { String::new() };
        format!("{word} by {}{more}", escape::line(name))
    }

    /// The same, with how long they are at it.
    pub(super) fn standing_in_full(&self, judged: &Judged) -> String {
        let until = match judged.at_work.first() {
            Some(AtWork::Held { lease, .. }) if judged.standing == Standing::InProgress => {
                format!(" until {}", log::minute(lease.until))
            }
            Some(AtWork::Held { .. } | AtWork::Branch { .. }) | None => String::new(),
        };
        self.standing(judged) + &until
    }

    /// The claim that tells most about an item: the first one that is a section, else the first.
    pub(super) fn main_claim(&self, item: &Item) -> Option<(&'a Document, &'a Claim)> {
        let item = self.plan.items.get(&item.key)?;
        self.plan.claims(item).next()
    }

    /// What the documents say of an item's state.
    pub(super) fn says(&self, item: &Item) -> Option<&'a StatusClaim> {
        self.says_in(item).map(|(_, status)| status)
    }

    /// The same with the document that says it.
    pub(super) fn says_in(&self, item: &Item) -> Option<(&'a Document, &'a StatusClaim)> {
        self.plan.says(self.plan.items.get(&item.key)?)
    }

    /// Where an item is, for people; nothing where all items are in one place.
    pub(super) fn place_of(&self, key: &ItemKey) -> Option<String> {
        self.has_scopes.then(|| self.scope_name(&key.scope))
    }

    /// A scope, for people: a folder, a document, or a code fence of one.
    pub(super) fn scope_name(&self, scope: &Scope) -> String {
        let documents = &self.plan.documents;
        let is_document =
            |name| documents.binary_search_by(|document| document.path.as_str().cmp(name)).is_ok();
        let name = match scope.as_str().rsplit_once('#') {
            Some((path, fence)) if fence.parse::<u16>().is_ok() => {
                format!("{path}, code fence {fence}")
            }
            Some(_) | None if scope.as_str().is_empty() => "/".to_owned(),
            Some(_) | None if is_document(scope.as_str()) => scope.as_str().to_owned(),
            Some(_) | None => format!("{}/", scope.as_str()),
        };
        escape::line(&name).into_owned()
    }

    /// The region of a span.
    pub(super) fn region(&self, path: &RepoPath, span: Span) -> Region {
        self.places.region(path, span)
    }

    /// Turns spans of a document into wire spans, where its text is at hand.
    pub(super) fn writer<'s>(&'s self, path: &'s RepoPath) -> Option<Writer<'s>> {
        let (text, ruler) = self.places.ruler(path)?;
        Some(Writer { path: path.as_str(), text, ruler })
    }

    /// `docs/plan.md:12`.
    pub(super) fn spot(&self, path: &RepoPath, span: Span) -> String {
        format!("{path}:{}", self.places.line(path, span))
    }

    /// The scopes that hold work, in order.
    pub(super) fn scopes(&self) -> BTreeSet<&'a Scope> {
        self.plan.items.keys().map(|key| &key.scope).collect()
    }

    /// How many items of the kind are said to be finished, of all that are still in the plan.
    pub(super) fn finished(&self, kind: ItemKind) -> Fraction {
        let mut fraction = Fraction { part: 0, whole: 0 };
        for item in self.plan.items.values().filter(|item| item.key.kind == kind) {
            let status = self.says(item).map(|says| says.status);
            if status.is_some_and(crate::plan::Status::is_dropped) {
                continue;
            }
            fraction.whole += 1;
            fraction.part += u64::from(status.is_some_and(crate::plan::Status::is_finished));
        }
        fraction
    }

    fn is_in_scope(&self, path: &RepoPath, scope: &Scope) -> bool {
        // A code fence is a small scope of its own, named after its document.
        let of_fence = || scope.as_str().split('#').next() == Some(path.as_str());
        let at = self.plan.documents.binary_search_by(|document| document.path.cmp(path));
        let document = at.ok().and_then(|at| self.plan.documents.get(at));
        document.is_some_and(|document| document.scope == *scope) || of_fence()
    }
}

/// What was looked at, in words.
pub(super) fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Folder => "a folder without git".to_owned(),
        Subject::Unborn => "a repository without a commit".to_owned(),
        Subject::WorkingTree { commit } => format!("working tree on {}", commit.short()),
        Subject::Index { commit } => format!("index on {}", commit.short()),
        Subject::Commit { commit, stood: None } => format!("commit {}", commit.short()),
        Subject::Commit { commit, stood: Some(moment) } => {
            format!("commit {}, as it stood on {}", commit.short(), log::minute(*moment))
        }
    }
}
