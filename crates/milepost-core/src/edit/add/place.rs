//! Where a new item belongs: beside its like, else under a heading that announces it, else at the
//! end of what it is part of. Two places of one sort are none.

use std::collections::BTreeMap;

use super::{Ground, New, error::line};
use crate::{
    edit::add::AddError,
    edit::begin::FIRST_MILESTONE,
    id::ItemId,
    plan::{Claim, Document, Heading, Item, ItemKind, Origin, Sign, key_of},
    text::{RepoPath, Span},
};

/// A place for a new item.
pub(super) struct Place<'a> {
    pub(super) document: &'a Document,
    pub(super) spot: Spot<'a>,
}

/// What shows the place.
pub(super) enum Spot<'a> {
    /// Items of its kind; these are the last two, the last one last.
    Beside { before: Option<&'a Claim>, last: &'a Claim },
    /// Criteria; these are the last two.
    BesideCriterion { before: Option<Span>, last: Span },
    /// A heading that announces such items and has none yet.
    Under(&'a Heading),
    /// The section of the item it is part of.
    AtEnd(&'a Heading),
    /// A document that a person named.
    AtEndOfFile,
}

/// The sorts of places, best first.
#[derive(Clone, Copy)]
enum Sort {
    Beside,
    Under,
    AtEnd,
}

impl Place<'_> {
    /// What shows the place, to point at.
    pub(super) fn beside(&self) -> Span {
        match self.spot {
            Spot::Beside { last, .. } => last.span,
            Spot::BesideCriterion { last, .. } => last,
            Spot::Under(heading) | Spot::AtEnd(heading) => heading.span,
            Spot::AtEndOfFile => Span::default(),
        }
    }
}

/// The file that a new milestone gets for its own; nothing where milestones stand in files together.
pub(super) fn file_of_milestone(
    ground: Ground<'_>,
    new: &New<'_>,
    id: Option<&ItemId>,
) -> Result<Option<RepoPath>, AddError> {
    let id = id.map_or("", ItemId::as_str);
    let is_alone = |document: &&Document| {
        document.signs.contains(&Sign::NativeTemplate) && milestones(document).count() == 1
    };
    let documents = || ground.plan.documents.iter();
    if new.within.is_some() || id.contains('/') {
        return Ok(None);
    }
    let mut folders: BTreeMap<&str, &Document> = BTreeMap::new();
    for document in documents().filter(is_alone) {
        folders.insert(document.path.folder(), document);
    }
    let folder = match folders.len() {
        0 if documents().any(|document| milestones(document).next().is_some()) => return Ok(None),
        0 => FIRST_MILESTONE.rsplit_once('/').map_or("", |(folder, _)| folder),
        1 => folders.keys().next().copied().unwrap_or_default(),
        _ => {
            let places = folders.values().map(|document| (document.path.clone(), 1)).collect();
            return Err(AddError::SeveralPlaces { kind: new.kind, places });
        }
    };
    Ok(RepoPath::new(&format!("{folder}/{id}.md")).or_else(|| RepoPath::new(&format!("{id}.md"))))
}

fn milestones(document: &Document) -> impl Iterator<Item = &Claim> {
    document.claims.iter().filter(|claim| claim.kind == ItemKind::Milestone)
}

/// Finds the one place.
pub(super) fn find<'a>(ground: Ground<'a>, new: &New<'a>) -> Result<Place<'a>, AddError> {
    let documents: Vec<&Document> = ground
        .plan
        .documents
        .iter()
        .filter(|document| new.within.is_none_or(|path| *path == document.path))
        .collect();
    if let (Some(path), []) = (new.within, documents.as_slice()) {
        return Err(AddError::NotRead { path: path.clone() });
    }
    for sort in [Sort::Beside, Sort::Under, Sort::AtEnd] {
        let spots = |document: &&'a Document| {
            let document = *document;
            let spots = match sort {
                Sort::Beside => beside(document, new),
                Sort::Under => under(document, new),
                Sort::AtEnd => at_end(document, new),
            };
            spots.into_iter().map(move |spot| Place { document, spot })
        };
        let mut places: Vec<Place<'_>> = documents.iter().flat_map(spots).collect();
        match places.len() {
            0 => {}
            1 => return places.pop().ok_or_else(|| no_place(new)),
            _ => return Err(several(ground, new, &places)),
        }
    }
    Err(no_place(new))
}

fn no_place(new: &New<'_>) -> AddError {
    AddError::NoPlace { kind: new.kind, parent: new.parent.map(|item| item.key.name.clone()) }
}

fn several(ground: Ground<'_>, new: &New<'_>, places: &[Place<'_>]) -> AddError {
    let at = |place: &Place<'_>| {
        let path = &place.document.path;
        let text = ground.sources.get(path).map_or("", |source| &source.text);
        (path.clone(), line(text, place.beside()))
    };
    AddError::SeveralPlaces { kind: new.kind, places: places.iter().map(at).collect() }
}

/// The last one of a group, and the one before it.
type LastTwo<T> = (Option<T>, T);

/// The last of each group of its like: one construct under one heading.
fn beside<'a>(document: &'a Document, new: &New<'a>) -> Vec<Spot<'a>> {
    if new.kind == ItemKind::Criterion {
        return beside_criteria(document, new);
    }
    let mut groups: BTreeMap<(Origin, Option<usize>), LastTwo<&Claim>> = BTreeMap::new();
    for claim in document.claims.iter().filter(|claim| claim.kind == new.kind && claim.fence == 0) {
        let is_construct = matches!(claim.origin, Origin::Row | Origin::ListItem | Origin::Section);
        if is_construct && is_sibling(document, claim, new) {
            let group = (claim.origin, heading_around(document, claim));
            let before = groups.get(&group).map(|(_, last)| *last);
            groups.insert(group, (before, claim));
        }
    }
    groups.into_values().map(|(before, last)| Spot::Beside { before, last }).collect()
}

fn is_sibling(document: &Document, claim: &Claim, new: &New<'_>) -> bool {
    let Some(parent) = new.parent else { return true };
    let above = claim.parent.and_then(|at| document.claim(at));
    above.and_then(|above| key_of(document, above)).is_some_and(|key| key == parent.key)
}

/// The innermost heading that a claim stands under; not the one that is the claim.
fn heading_around(document: &Document, claim: &Claim) -> Option<usize> {
    let is_around = |heading: &Heading| {
        heading.section.contains(claim.span) && heading.span.end <= claim.name_span.start
    };
    document.headings.iter().rposition(is_around)
}

fn beside_criteria<'a>(document: &'a Document, new: &New<'a>) -> Vec<Spot<'a>> {
    let mut groups: BTreeMap<Option<usize>, LastTwo<Span>> = BTreeMap::new();
    for claim in own_claims(document, new.parent) {
        for criterion in &claim.criteria {
            let is_around = |heading: &Heading| heading.section.contains(criterion.span);
            let group = document.headings.iter().rposition(is_around);
            let before = groups.get(&group).map(|(_, last)| *last);
            groups.insert(group, (before, criterion.span));
        }
    }
    groups.into_values().map(|(before, last)| Spot::BesideCriterion { before, last }).collect()
}

fn own_claims<'a>(
    document: &'a Document,
    item: Option<&'a Item>,
) -> impl Iterator<Item = &'a Claim> {
    let is_own = move |claim: &&Claim| {
        claim.fence == 0
            && item.is_some_and(|item| key_of(document, claim).as_ref() == Some(&item.key))
    };
    document.claims.iter().filter(is_own)
}

/// The section of the item that the new one is part of.
fn section<'a>(document: &'a Document, parent: &'a Item) -> Option<&'a Heading> {
    document.headings.iter().find(|heading| {
        let claim = heading.claim.and_then(|at| document.claim(at));
        claim.and_then(|claim| key_of(document, claim)).as_ref() == Some(&parent.key)
    })
}

/// Headings that announce such items, right in the section of the parent.
fn under<'a>(document: &'a Document, new: &New<'a>) -> Vec<Spot<'a>> {
    let inside = match new.parent {
        None => None,
        Some(parent) => match section(document, parent) {
            None => return Vec::new(),
            Some(heading) => Some(heading),
        },
    };
    let fits = |heading: &&Heading| {
        let text = heading.text.to_lowercase();
        heading.claim.is_none()
            && announcing(new.kind).contains(&text.trim())
            && inside.is_none_or(|around| {
                around.section.contains(heading.section) && heading.level == around.level + 1
            })
    };
    document.headings.iter().filter(fits).map(Spot::Under).collect()
}

/// Headings that announce items of a kind; the first is the one that is written, the second that
/// of criteria of anything smaller than a milestone.
const ANNOUNCING: &[(ItemKind, &[&str])] = &[
    (ItemKind::Milestone, &["milestones"]),
    (ItemKind::Deliverable, &["deliverables", "key deliverables"]),
    (ItemKind::Task, &["tasks"]),
    (
        ItemKind::Criterion,
        &["acceptance criteria", "success criteria", "exit criteria", "completion criteria"],
    ),
    (ItemKind::Risk, &["risks", "risk register"]),
    (ItemKind::Blocker, &["blockers", "open blockers"]),
    (ItemKind::Finding, &["findings", "open findings"]),
    (ItemKind::Decision, &["decisions", "decision log"]),
];

/// Headings that announce items of a kind.
pub(super) fn announcing(kind: ItemKind) -> &'static [&'static str] {
    ANNOUNCING.iter().find(|(of, _)| *of == kind).map_or(&[], |(_, headings)| headings)
}

/// The end of what it is part of, or of the document that a person named.
fn at_end<'a>(document: &'a Document, new: &New<'a>) -> Vec<Spot<'a>> {
    match (new.parent, new.within) {
        (Some(parent), _) => section(document, parent).map(Spot::AtEnd).into_iter().collect(),
        (None, Some(_)) => vec![Spot::AtEndOfFile],
        (None, None) => Vec::new(),
    }
}
