//! Writing values where they are stated wrongly, as far as that is safe.
//!
//! One place is mended at a time. What comes out is looked at again, and only kept where the place now
//! states its fact and every other place of the file states what it stated: so no value can break out
//! of its quotes, hide another place, or undo what was mended before.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    FactName, Surface,
    inputs::Answers,
    place::{Lost, Place, Stated},
    survey::{Finding, Survey},
    value::Value,
};
use crate::{
    markdown,
    text::{LineIndex, RepoPath, Source, Span},
};

/// What can be mended, and what cannot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mending {
    /// The files that are written anew, by path.
    pub files: Vec<Mended>,
    /// What is left for a person.
    pub left: Vec<Left>,
}

/// A file with other values in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The file.
    pub path: RepoPath,
    /// Its text as it was read.
    pub before: Arc<str>,
    /// Its text with the values.
    pub after: String,
    /// What was changed, from the top.
    pub changes: Vec<Change>,
}

/// One value that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The line.
    pub line: u32,
    /// The fact.
    pub fact: FactName,
    /// What was stated.
    pub from: Box<str>,
    /// What is stated now.
    pub to: Box<str>,
}

/// A place that is not mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The file.
    pub file: RepoPath,
    /// The line, where one can be told.
    pub line: Option<u32>,
    /// What is the matter, and why it is left, as a lower-case fragment.
    pub why: String,
}

/// Plans what to write.
pub fn mend(surfaces: &[Surface], answers: &Answers, survey: &Survey) -> Mending {
    let mut mending = Mending::default();
    let mut drafts: BTreeMap<&RepoPath, Draft<'_>> = BTreeMap::new();
    for sighting in &survey.sightings {
        let Some(surface) = surfaces.get(sighting.surface) else { continue };
        let Some(place) = surface.places.get(sighting.place) else { continue };
        let file = &sighting.file;
        let mut left = |line, why| mending.left.push(Left { file: file.clone(), line, why });
        match &sighting.finding {
            Finding::Agrees { .. } => {}
            Finding::Untold => {
                let name = surface.fact.as_ref().map_or("", FactName::as_str);
                left(None, format!("fact `{name}` has no value, so nothing can be written"));
            }
            Finding::Unread(why) => left(None, why.to_string()),
            Finding::Lost(why) => left(None, why.to_string()),
            Finding::Differs { line, stated, first, first_file, first_line, .. } => left(
                Some(*line),
                format!(
                    "`{stated}` stands here and `{first}` in {first_file}:{first_line}, and nothing \
                     says which is right: name a `fact`, or correct one of them"
                ),
            ),
            Finding::Drifts { span: _, line, stated, wanted } => {
                let (Some(fact), Ok(source)) = (&surface.fact, answers.text(file)) else {
                    continue;
                };
                let draft = drafts.entry(file).or_insert_with(|| Draft::new(source, surfaces));
                if !draft.write(surface, place, (*line, fact, stated), wanted) {
                    let why = format!(
                        "`{wanted}` cannot be written over `{stated}` without harm to what stands \
                         around it"
                    );
                    left(Some(*line), why);
                }
            }
        }
    }
    let changed = drafts.into_values().filter(|draft| !draft.changes.is_empty());
    mending.files = changed.map(Draft::finish).collect();
    mending
}

/// A file that is being mended.
struct Draft<'a> {
    source: &'a Source,
    text: String,
    places: Vec<(&'a Surface, &'a Place)>,
    changes: Vec<Change>,
}

impl<'a> Draft<'a> {
    fn new(source: &'a Source, surfaces: &'a [Surface]) -> Self {
        let with_places =
            |surface: &'a Surface| surface.places.iter().map(move |place| (surface, place));
        let places = surfaces.iter().flat_map(with_places);
        let places = places.filter(|(_, place)| place.file == source.path).collect();
        Self { source, text: source.text.to_string(), places, changes: Vec::new() }
    }

    /// Writes the first thing that a place states wrongly; whether that could be done.
    fn write(
        &mut self,
        surface: &Surface,
        place: &Place,
        (line, fact, stated): (u32, &FactName, &str),
        wanted: &Value,
    ) -> bool {
        let Some((after, at)) = self.written(surface, place, wanted) else { return false };
        if !self.is_sound(&after, (surface, place), at, wanted) {
            return false;
        }
        self.text = after;
        let to = wanted.to_string().into();
        self.changes.push(Change { line, fact: fact.clone(), from: stated.into(), to });
        true
    }

    /// The text with the value over the first of the place's matches that states another one, and
    /// which match that is.
    fn written(&self, surface: &Surface, place: &Place, wanted: &Value) -> Option<(String, usize)> {
        let all = place.find(&self.text).ok()?;
        let at = all.iter().position(|stated| !surface.agrees(&stated.value, wanted))?;
        let span = all.get(at)?.span;
        let written = place.written(span.of(&self.text), wanted)?;
        if markdown::is_named_so(&place.file) && is_other_markup(&self.text, span, &written) {
            return None;
        }
        let mut after = self.text.clone();
        after.replace_range(span.range(), &written);
        Some((after, at))
    }

    /// Whether the match now states the value, and all else is stated as before.
    fn is_sound(
        &self,
        after: &str,
        (surface, place): (&Surface, &Place),
        at: usize,
        wanted: &Value,
    ) -> bool {
        let (before_here, Ok(here)) = (place.find(&self.text), place.find(after)) else {
            return false;
        };
        let count = before_here.map_or(0, |all| all.len());
        let is_stated = here.get(at).is_some_and(|it| surface.agrees(&it.value, wanted));
        is_stated
            && here.len() == count
            && self.places.iter().all(|(of, other)| {
                let same = |found: Result<Vec<Stated>, Lost>| {
                    found.map(|all| all.into_iter().map(|it| it.value).collect::<Vec<_>>())
                };
                let (old, new) = (same(other.find(&self.text)), same(other.find(after)));
                // What states the same fact at the same bytes is mended with it.
                let is_one = of.fact.is_none() || of.fact == surface.fact;
                old == new || (is_one && is_same_spot(other, place, &self.text))
            })
    }

    fn finish(self) -> Mended {
        let path = self.source.path.clone();
        let mut changes = self.changes;
        changes.sort_by_key(|change| change.line);
        Mended { path, before: self.source.text.clone(), after: self.text, changes }
    }
}

/// Whether a text would begin or end what its line is in: a cell of a table, a code span, a comment.
fn is_other_markup(text: &str, span: Span, written: &str) -> bool {
    let raw = span.of(text);
    let is_new = |sign: &str| written.contains(sign) && !raw.contains(sign);
    let line = LineIndex::new(text);
    let line = line.span(text, line.line(span.start)).of(text);
    is_new("<!--") || is_new("-->") || is_new("`") || (line.contains('|') && is_new("|"))
}

/// Whether two places are found at the same bytes, so that they are mended together.
fn is_same_spot(one: &Place, other: &Place, text: &str) -> bool {
    if std::ptr::eq(one, other) {
        return true;
    }
    let spans = |place: &Place| {
        place.find(text).map(|all| all.into_iter().map(|it| it.span).collect::<Vec<_>>())
    };
    spans(one).is_ok_and(|one| spans(other).is_ok_and(|other| one == other))
}
