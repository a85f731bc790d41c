//! What the tests of recognisers share: everything that was read of a text, a line each.

use std::fmt::Write as _;

use super::{ReadOptions, read};
use crate::{
    plan::{Binding, Citation, Cited, Claim, Criterion, Document, Measure, StatusClaim},
    text::{RepoPath, Source},
};

/// A text read as a document, in few words: claims with all they say, fields and pointers of the
/// document, and what was not understood.
pub(in crate::read) fn shown(text: &str) -> String {
    let source = Source { path: RepoPath::new("STATUS.md").unwrap(), text: text.into() };
    let document = read(&source, &ReadOptions::default());
    let mut out = String::new();
    for field in &document.fields {
        writeln!(out, "field {}: {}", field.name.as_str(), field.value).unwrap();
    }
    for pointer in &document.pointers {
        writeln!(out, "see {}", cited(pointer)).unwrap();
    }
    for claim in &document.claims {
        writeln!(out, "{}", line(&document, claim)).unwrap();
        for criterion in &claim.criteria {
            writeln!(out, "  + {}", criterion_line(criterion)).unwrap();
        }
    }
    for unread in &document.unread {
        let words = unread.span.of(text).lines().next().unwrap_or_default();
        writeln!(out, "unread `{words}`: {}", unread.why).unwrap();
    }
    if document.loose_boxes > 0 {
        writeln!(out, "{} loose boxes", document.loose_boxes).unwrap();
    }
    out
}

/// Why a text counts as a tracker, or that it does not.
pub(in crate::read) fn signs(text: &str) -> String {
    let source = Source { path: RepoPath::new("STATUS.md").unwrap(), text: text.into() };
    let document = read(&source, &ReadOptions::default());
    let signs: Vec<&str> = document.signs.iter().map(|sign| sign.as_str()).collect();
    let verdict = if document.is_tracker() { "a tracker" } else { "no tracker" };
    format!("{verdict}: {}", signs.join(", "))
}

fn line(document: &Document, claim: &Claim) -> String {
    let mut out = claim.kind.as_str().to_owned();
    if let Some(id) = &claim.id {
        write!(out, " {id}").unwrap();
    }
    if let Some(through) = &claim.through {
        write!(out, "..{through}").unwrap();
    }
    let parent = claim.parent.and_then(|at| document.claim(at)).map(Claim::name);
    let mut parts = vec![claim.title.to_string()];
    parts.extend(claim.status.as_ref().map(state));
    parts.extend(claim.fields.iter().map(|it| format!("{}={}", it.name.as_str(), it.value)));
    parts.extend(claim.measures.iter().map(measured));
    parts.extend(claim.evidence.iter().map(|it| format!("cites {}", cited(it))));
    parts.extend(parent.map(|name| format!("under {name}")));
    for part in parts.iter().filter(|part| !part.is_empty()) {
        write!(out, " · {part}").unwrap();
    }
    out
}

fn criterion_line(criterion: &Criterion) -> String {
    let mut parts = vec![criterion.text.to_string()];
    parts.extend(criterion.category.map(|it| it.as_str().to_owned()));
    parts.extend(criterion.status.as_ref().map(state));
    parts.extend(criterion.measures.iter().map(measured));
    match &criterion.binding {
        Binding::Gate { gate, .. } => parts.push(format!("gate {gate}")),
        Binding::Suggested { gate, .. } => parts.push(format!("perhaps gate {gate}")),
        Binding::Review => {}
    }
    parts.join(" · ")
}

fn state(claim: &StatusClaim) -> String {
    format!("{} ({})", claim.status.as_str(), claim.raw)
}

fn measured(measure: &Measure) -> String {
    let mut out = String::from("#");
    if let Some(fraction) = measure.fraction {
        write!(out, "{}/{} ", fraction.part, fraction.whole).unwrap();
    }
    if let Some(percent) = measure.percent {
        write!(out, "{percent}% ").unwrap();
    }
    if let Some(value) = measure.value {
        write!(out, "{}{value}{} ", measure.bound.as_deref().unwrap_or_default(), measure.unit)
            .unwrap();
    }
    format!("{out}{}", measure.label).trim_end().to_owned()
}

fn cited(citation: &Citation) -> String {
    match &citation.cited {
        Cited::Path(text)
        | Cited::Glob(text)
        | Cited::Tag(text)
        | Cited::Url(text)
        | Cited::Issue(text)
        | Cited::Placeholder(text) => text.to_string(),
        Cited::Commit(prefix) => prefix.as_str().to_owned(),
    }
}
