//! A decision in a file of its own, as ADR and MADR have it: in the folder of the others, under the next
//! free number, with the headings of its neighbour.

use std::collections::BTreeMap;

use super::{AddError, Change, Ground, New, reread, says, shape};
use crate::{
    id::ItemId,
    plan::{Claim, Document, Heading, ItemKind, Origin, Sign},
    read::topic::{self, Topic},
    text::RepoPath,
};

/// Where decisions are kept that nobody has written any of.
const LOG: &str = "docs/DECISIONS.md";

/// A record of a decision: the document, its one decision, and the heading that names it.
#[derive(Clone, Copy)]
struct Record<'a> {
    document: &'a Document,
    claim: &'a Claim,
    title: &'a Heading,
}

/// The new record; nothing where decisions are kept otherwise.
pub(super) fn item(ground: Ground<'_>, new: &New<'_>) -> Result<Option<Change>, AddError> {
    if new.kind != ItemKind::Decision {
        return Ok(None);
    }
    let documents = || ground.plan.documents.iter();
    let mut folders: BTreeMap<&str, Vec<Record<'_>>> = BTreeMap::new();
    for record in documents().filter_map(record) {
        folders.entry(record.document.path.folder()).or_default().push(record);
    }
    // A person may name the folder, or one of its records.
    if let Some(within) = new.within {
        let is_named = |folder: &str, records: &[Record<'_>]| {
            within.as_str() == folder || records.iter().any(|it| it.document.path == *within)
        };
        folders.retain(|folder, records| is_named(folder, records));
    }
    let mut places: Vec<(RepoPath, u32)> = Vec::new();
    for records in folders.values() {
        places.extend(records.first().map(|it| (it.document.path.clone(), 1)));
    }
    if new.within.is_none() && !places.is_empty() {
        let logs = documents().filter(|it| record(it).is_none() && keeps_sections(it));
        places.extend(logs.map(|it| (it.path.clone(), 1)));
    }
    match (places.len(), folders.pop_first()) {
        (_, None) => Ok(None),
        (1, Some((folder, records))) => beside(ground, new, folder, &records).map(Some),
        (_, Some(_)) => Err(AddError::SeveralPlaces { kind: new.kind, places }),
    }
}

/// A log of decisions with its first one: in the document that a person named, else where such a log
/// belongs. Nothing is written over.
pub fn begin(ground: Ground<'_>, new: &New<'_>) -> Result<Change, AddError> {
    super::check_title(new)?;
    let usual = || RepoPath::new(LOG).expect("the name of a file is a path");
    let path = new.within.cloned().unwrap_or_else(usual);
    let id = super::free_id(ground, new)?;
    let lines = shape::first(new, id.as_str(), 2);
    let after = format!("# Decisions\n{}\n", lines.join("\n"));
    understood(ground, new, path, Some(id), after)
}

/// A document that is one decision, named by its title.
fn record(document: &Document) -> Option<Record<'_>> {
    let mut decisions = document
        .claims
        .iter()
        .filter(|it| it.kind == ItemKind::Decision && it.origin == Origin::Section);
    let claim = decisions.next()?;
    let title = document.headings.iter().find(|heading| {
        heading.level == 1 && heading.claim.and_then(|at| document.claim(at)) == Some(claim)
    })?;
    let is_one = document.signs.contains(&Sign::DecisionRecord) && decisions.next().is_none();
    is_one.then_some(Record { document, claim, title })
}

fn keeps_sections(document: &Document) -> bool {
    let is_section =
        |claim: &Claim| claim.kind == ItemKind::Decision && claim.origin == Origin::Section;
    document.claims.iter().any(is_section)
}

fn beside(
    ground: Ground<'_>,
    new: &New<'_>,
    folder: &str,
    records: &[Record<'_>],
) -> Result<Change, AddError> {
    let number = |record: &&Record<'_>| Named::of(&record.document.path).map_or(0, |it| it.number);
    let Some(model) = records.iter().max_by_key(number) else {
        return Err(AddError::NoPlace { kind: new.kind, parent: None });
    };
    let next = next(ground, folder, records);
    let id = match (new.id, &model.claim.id) {
        (Some(_), _) => Some(super::free_id(ground, new)?),
        (None, Some(theirs)) => like(theirs, next),
        (None, None) => None,
    };
    // Without an id the title is the name.
    if id.is_none() && !ground.plan.find(new.title.trim()).is_empty() {
        return Err(AddError::TitleTaken { title: new.title.trim().into() });
    }
    let name = Named::of(&model.document.path).map_or_else(
        || format!("{}.md", slug(new.title, '-')),
        |theirs| theirs.with(next, new.title),
    );
    let unlike = || AddError::Unlike { path: model.document.path.clone(), line: 1 };
    let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
    let path = RepoPath::new(&path).ok_or_else(unlike)?;
    let source = ground.sources.get(&model.document.path).ok_or_else(unlike)?;
    let text = source.text.replace("\r\n", "\n");
    let after = written(&text, model, new, id.as_ref()).ok_or_else(unlike)?;
    let after = if source.text.contains("\r\n") { after.replace('\n', "\r\n") } else { after };
    understood(ground, new, path, id, after)
}

/// A new document, once it is read as that one decision with all that was said of it.
fn understood(
    ground: Ground<'_>,
    new: &New<'_>,
    path: RepoPath,
    id: Option<ItemId>,
    after: String,
) -> Result<Change, AddError> {
    let document = reread(ground, &path, &after);
    let mut decisions = document.claims.iter().filter(|it| it.kind == ItemKind::Decision);
    let is_meant = decisions.next().is_some_and(|claim| {
        let has =
            |(label, _): &(&'static str, String)| claim.field(&label.to_lowercase()).is_some();
        claim.id == id && says(&claim.title, new.title) && new.details.iter().all(has)
    });
    if document.is_tracker() && is_meant && decisions.next().is_none() {
        Ok(Change { path, before: None, after, id })
    } else {
        Err(AddError::NotUnderstood { path })
    }
}

/// One more than any number that is taken: by a file of the folder or by an id like theirs, on any branch.
fn next(ground: Ground<'_>, folder: &str, records: &[Record<'_>]) -> u64 {
    let here = records.iter().map(|it| &it.document.path);
    let elsewhere = ground.elsewhere.iter().map(|it| &it.path).chain(ground.files);
    let files = here.chain(elsewhere).filter(|path| path.folder() == folder);
    let in_names = files.filter_map(|path| Named::of(path).map(|it| it.number));
    let claims = ground.plan.documents.iter().chain(ground.elsewhere).flat_map(|it| &it.claims);
    let ids = claims.filter(|it| it.kind == ItemKind::Decision).filter_map(|it| it.id.as_ref());
    let stems: Vec<&str> =
        records.iter().filter_map(|it| Some(split(it.claim.id.as_ref()?.as_str())?.0)).collect();
    let in_ids = ids.filter_map(|id| {
        let (stem, digits) = split(id.as_str())?;
        stems.contains(&stem).then(|| digits.parse::<u64>().ok()).flatten()
    });
    in_names.chain(in_ids).max().unwrap_or(0).saturating_add(1)
}

/// What stands before the number at the end of an id, and the number.
fn split(id: &str) -> Option<(&str, &str)> {
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = id.get(stem.len()..).filter(|digits| !digits.is_empty())?;
    Some((stem, digits))
}

/// An id in the form of another one.
fn like(theirs: &ItemId, number: u64) -> Option<ItemId> {
    let (stem, digits) = split(theirs.as_str())?;
    let width = if digits.starts_with('0') { digits.len() } else { 1 };
    ItemId::new(&format!("{stem}{number:0width$}"))
}

/// The name of a file with a number in it: `0007-use-one-file.md`, `adr-7.md`.
struct Named<'a> {
    before: &'a str,
    number: u64,
    width: usize,
    /// What stands between number and words, where there are any.
    joint: &'a str,
    words: &'a str,
    suffix: &'a str,
}

impl<'a> Named<'a> {
    fn of(path: &'a RepoPath) -> Option<Self> {
        let name = path.as_str().rsplit('/').next()?;
        let (stem, suffix) = name.rsplit_once('.').map(|(stem, _)| (stem, &name[stem.len()..]))?;
        let at = stem.find(|c: char| c.is_ascii_digit())?;
        let (before, rest) = stem.split_at_checked(at)?;
        let words = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = rest.get(..rest.len() - words.len())?;
        let bare = words.trim_start_matches(['-', '_', '.', ' ']);
        let joint = words.get(..words.len() - bare.len())?;
        let number = digits.parse().ok()?;
        Some(Self { before, number, width: digits.len(), joint, words: bare, suffix })
    }

    /// The same for another number and other words.
    fn with(&self, number: u64, title: &str) -> String {
        let (before, joint, width, suffix) = (self.before, self.joint, self.width, self.suffix);
        if self.words.is_empty() {
            return format!("{before}{number:0width$}{suffix}");
        }
        let sign = if self.words.contains('_') && !self.words.contains('-') { '_' } else { '-' };
        format!("{before}{number:0width$}{joint}{}{suffix}", slug(title, sign))
    }
}

/// How many characters of a title make a file name.
const MOST: usize = 60;

/// A title as a part of a file name.
fn slug(title: &str, sign: char) -> String {
    let mut slug = String::new();
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        if !slug.is_empty() && slug.chars().count() + word.chars().count() >= MOST {
            break;
        }
        if !slug.is_empty() {
            slug.push(sign);
        }
        slug.extend(word.chars().take(MOST));
    }
    if slug.is_empty() { "decision".to_owned() } else { slug }
}

/// The text of a record like another one: its state where the other has it, and the same headings.
fn written(text: &str, model: &Record<'_>, new: &New<'_>, id: Option<&ItemId>) -> Option<String> {
    let said = model.claim.status.as_ref()?;
    let raw: &str = &said.raw;
    let is_small = raw.starts_with(|c: char| c.is_lowercase());
    let state = if is_small { "proposed" } else { "Proposed" };
    let title =
        shape::headline(text, model.title, model.claim, new, id.map_or("", ItemId::as_str))?;
    let bullet = if text.contains("\n* ") { '*' } else { '-' };
    let mut lines = match status_line(text, raw)? {
        StatusLine::FrontMatter(label) => {
            vec![
                "---".to_owned(),
                format!("{label}{state}"),
                "---".to_owned(),
                String::new(),
                title,
            ]
        }
        StatusLine::UnderTitle(label) => vec![title, String::new(), format!("{label}{state}")],
        StatusLine::Section => vec![title],
    };
    let detail = |wanted: &str| new.details.iter().find(|(label, _)| *label == wanted);
    if let Some((label, text)) = detail("Affects") {
        lines.extend([String::new(), format!("**{label}:** {text}")]);
    }
    let mut has_confirmation = false;
    for heading in model.document.headings.iter().filter(|it| it.level > 1 && it.level < 4) {
        let Some(Topic::Field(field)) = topic::of(&heading.text) else { continue };
        let body = match field {
            "status" => state.to_owned(),
            "context" => {
                detail("Context").map_or("What made a decision necessary.", |it| &it.1).into()
            }
            "option" => format!("{bullet} The first\n{bullet} The second"),
            "outcome" => "Not decided yet.".to_owned(),
            "consequences" => "What follows from it.".to_owned(),
            "confirmation" => match detail("Confirmation") {
                Some((_, text)) => text.clone(),
                None => continue,
            },
            _ => continue,
        };
        has_confirmation |= field == "confirmation";
        let signs = "#".repeat(usize::from(heading.level));
        lines.extend([String::new(), format!("{signs} {}", heading.text), String::new(), body]);
    }
    if let Some((label, text)) = detail("Confirmation").filter(|_| !has_confirmation) {
        lines.extend([String::new(), format!("### {label}"), String::new(), text.clone()]);
    }
    Some(format!("{}\n", lines.join("\n")))
}

/// Where a record says its state.
enum StatusLine<'a> {
    /// In front matter, behind this.
    FrontMatter(&'a str),
    /// In a line below the title, behind this.
    UnderTitle(&'a str),
    /// In a section.
    Section,
}

fn status_line<'a>(text: &'a str, raw: &str) -> Option<StatusLine<'a>> {
    let mut is_front = text.starts_with("---\n");
    for (at, line) in text.lines().enumerate() {
        if is_front && at > 0 && line.trim_end() == "---" {
            is_front = false;
            continue;
        }
        if line.trim_start().starts_with('#') && line.to_lowercase().contains("status") {
            return Some(StatusLine::Section);
        }
        let bare = line.trim_start_matches(['-', '*', '_', ' ']).to_lowercase();
        let Some(at) = line.find(raw).filter(|_| bare.starts_with("status")) else { continue };
        let label = line.get(..at)?.trim_end_matches(['"', '\'']);
        return Some(if is_front {
            StatusLine::FrontMatter(label)
        } else {
            StatusLine::UnderTitle(label)
        });
    }
    None
}
