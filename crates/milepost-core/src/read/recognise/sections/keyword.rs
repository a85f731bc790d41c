//! Headings that begin with the word for what they are: `Milestone: MVP`, `Phase 4 - Standardize`.

use super::named::{Named, plain};
use crate::{
    id::ItemId,
    plan::{ItemKind, Status},
    read::{topic::Topic, walk::status_claim},
    text::Span,
};

/// Words at the beginning of a heading that name the kind of what follows them.
const KEYWORDS: &[(&str, ItemKind, Follows)] = &[
    ("milestone status", ItemKind::Milestone, Follows::Name),
    ("milestone verification", ItemKind::Milestone, Follows::Verification),
    ("milestone complete", ItemKind::Milestone, Follows::Finished),
    ("milestone", ItemKind::Milestone, Follows::Name),
    ("deliverable verification", ItemKind::Deliverable, Follows::Verification),
    ("deliverable", ItemKind::Deliverable, Follows::Name),
    ("work package", ItemKind::Deliverable, Follows::Name),
    ("epic", ItemKind::Deliverable, Follows::Name),
    ("user story", ItemKind::Deliverable, Follows::Numbered),
    ("story", ItemKind::Deliverable, Follows::Numbered),
    ("feature", ItemKind::Deliverable, Follows::Numbered),
    ("workstream", ItemKind::Deliverable, Follows::Numbered),
    ("release gate", ItemKind::Gate, Follows::Name),
    ("gate", ItemKind::Gate, Follows::Name),
    ("phase", ItemKind::Phase, Follows::Name),
    ("sprint", ItemKind::Phase, Follows::Numbered),
    ("iteration", ItemKind::Phase, Follows::Numbered),
    ("stage", ItemKind::Phase, Follows::Numbered),
    ("wave", ItemKind::Phase, Follows::Numbered),
    ("task", ItemKind::Task, Follows::Name),
    ("decision", ItemKind::Decision, Follows::Name),
    ("risk", ItemKind::Risk, Follows::Name),
    ("blocker", ItemKind::Blocker, Follows::Name),
    ("finding", ItemKind::Finding, Follows::Name),
];

/// What the words before the colon say of the name behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    Name,
    /// A number, without which the word is an ordinary one: `Feature 2: …`, but `Feature flags`.
    Numbered,
    Finished,
    Verification,
}

/// `Milestone: MVP`, `Phase 4 - Standardize`, `Work Package WP01: Tooling`.
pub(super) fn by_keyword(text: &str) -> Option<Named> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let (word, kind, follows) = KEYWORDS.iter().find(|(word, ..)| {
        lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })?;
    let (id, colon) = number_and_separator(text, word.len())?;
    if *follows == Follows::Numbered && id.is_none() {
        return None;
    }
    let id = match (id, kind) {
        (Some(id), ItemKind::Phase) => {
            let (first, rest) = word.split_at_checked(1)?;
            ItemId::new(&format!("{}{rest} {id}", first.to_uppercase()))
        }
        (Some(id), _) => ItemId::new(&id),
        (None, _) => None,
    };
    let mut named = plain(*kind, id, colon);
    if *kind == ItemKind::Gate && named.id.is_none() {
        (named.id, named.name) = slug(text, colon);
    }
    match follows {
        Follows::Name | Follows::Numbered => {}
        Follows::Verification => named.topic = Some(Topic::Items(ItemKind::Check)),
        Follows::Finished => {
            let span = Span::default();
            named.status = Some(status_claim(Status::Done, "Complete", span));
        }
    }
    Some(named)
}

/// The word for a kind of work that a text begins with, for one or several, with its length: `Phase 5`,
/// `milestones 1 and 2`, `Epic-3`.
pub(crate) fn word_of_work<'t>(text: &'t str) -> Option<(&'static str, ItemKind, usize)> {
    let words = KEYWORDS.iter().filter(|(_, kind, follows)| {
        kind.is_work() && matches!(follows, Follows::Name | Follows::Numbered)
    });
    words.filter(|(word, ..)| !word.ends_with("status")).find_map(|(word, kind, _)| {
        let behind = |text: &'t str, word: &str| {
            let (begin, rest) = text.split_at_checked(word.len())?;
            begin.eq_ignore_ascii_case(word).then_some(rest)
        };
        let stories = word.strip_suffix('y').and_then(|stem| behind(behind(text, stem)?, "ies"));
        let many = stories.or_else(|| {
            let rest = behind(text, word)?;
            Some(rest.strip_prefix(['s', 'S']).or_else(|| rest.strip_prefix("(s)")).unwrap_or(rest))
        })?;
        let is_whole = !many.starts_with(char::is_alphanumeric);
        is_whole.then_some((*word, *kind, text.len() - many.len()))
    })
}

/// The slug that begins the name of a gate (`be-eqw (routing)`), and where the rest begins.
fn slug(text: &str, from: usize) -> (Option<ItemId>, usize) {
    let rest = text.get(from..).unwrap_or_default();
    let word = rest.split_whitespace().next().unwrap_or_default();
    let is_slug = word.contains('-')
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'));
    if !is_slug {
        return (None, from);
    }
    let at = from + rest.find(word).unwrap_or(0) + word.len();
    (ItemId::new(word), at)
}

/// The number or id behind a keyword and the offset behind the separator. A separator or the end
/// must follow: `Milestone Definition` names nothing, `Phase 2 Deliverables` announces.
fn number_and_separator(text: &str, from: usize) -> Option<(Option<String>, usize)> {
    let rest = text.get(from..)?;
    let lead = rest.len() - rest.trim_start().len();
    let mut at = from + lead;
    let token =
        text.get(at..)?.split(|c: char| c.is_whitespace() || matches!(c, ':' | '(')).next()?;
    let token = token.trim_end_matches(['.', ',']);
    let has_digit = token.starts_with(|c: char| c.is_alphanumeric())
        && token.chars().any(|c| c.is_ascii_digit());
    let id = (has_digit && lead > 0).then(|| token.to_owned());
    at += id.as_ref().map_or(0, String::len);
    let behind = text.get(at..)?.trim_start();
    let at = text.len() - behind.len();
    let separator = behind.chars().next();
    match separator {
        None => id.is_some().then_some((id, at)),
        Some(c @ (':' | '—' | '–' | '|')) => Some((id, at + c.len_utf8())),
        Some('-') if behind.starts_with("-- ") => Some((id, at + 2)),
        Some('-') if behind.starts_with("- ") => Some((id, at + 1)),
        Some('.') if id.is_some() => Some((id, at + 1)),
        Some('(') if id.is_some() => Some((id, at)),
        Some(_) => None,
    }
}
