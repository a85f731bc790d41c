//! Tuples of this project and a consumer: what rests on one must name what is committed.

use crate::{
    evidence::Grade,
    id::ItemId,
    lint::finished,
    plan::{Cited, Claim, Document, ItemKind},
    scene::Scene,
    text::Span,
};

/// A claim about a consumer that rests on what is not committed.
pub(crate) struct Dirty<'a> {
    pub(crate) document: &'a Document,
    pub(crate) claim: &'a Claim,
    /// The place that says so.
    pub(crate) span: Span,
    how: How,
}

enum How {
    /// In these words.
    Says(String),
    /// By a run of a gate that took place in a working tree.
    Ran(ItemId),
}

impl Dirty<'_> {
    /// What is wrong, as a message.
    pub(crate) fn message(&self) -> String {
        let name = self.claim.name();
        match &self.how {
            How::Says(words) => {
                let words = finished::short(words, 40);
                format!("consumer `{name}` rests on what is not committed: `{words}`")
            }
            How::Ran(gate) => {
                format!("consumer `{name}` rests on a run of gate `{gate}` in a working tree")
            }
        }
    }
}

/// The fields of a consumer that say what was tried.
const TRIED: &[&str] = &["tuple", "evidence", "commit", "current", "tested", "result"];

/// Every claim about a consumer that rests on what is not committed.
pub(crate) fn dirty<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Dirty<'a>> {
    let config = scene.config;
    let verdicts = scene.verdicts;
    let claims = finished::claims(scene).filter(|(_, claim)| claim.kind == ItemKind::Consumer);
    claims.filter_map(move |(document, claim)| {
        let said = claim
            .fields
            .iter()
            .find(|field| TRIED.contains(&field.name.as_str()) && says_dirty(&field.value));
        if let Some(field) = said {
            let how = How::Says(field.value.to_string());
            return Some(Dirty { document, claim, span: field.span, how });
        }
        let pending = claim.evidence.iter().find_map(|citation| match &citation.cited {
            Cited::Placeholder(words) => Some((words.to_string(), citation.span)),
            Cited::Path(_)
            | Cited::Glob(_)
            | Cited::Commit(_)
            | Cited::Tag(_)
            | Cited::Url(_)
            | Cited::Issue(_) => None,
        });
        if let Some((words, span)) = pending {
            return Some(Dirty { document, claim, span, how: How::Says(words) });
        }
        let name = ItemId::new(claim.name())?;
        let consumer = config.consumers.iter().find(|(id, _)| is_called(id, &name))?.1;
        let ran = consumer.gates.iter().find(|gate| {
            let basis = verdicts.gates.get(*gate).and_then(|gate| gate.basis.as_ref());
            basis.is_some_and(|basis| basis.run.grade == Grade::Diagnostic)
        })?;
        Some(Dirty { document, claim, span: claim.name_span, how: How::Ran(ran.clone()) })
    })
}

/// Whether a consumer of the configuration is the one of a document.
pub(crate) fn is_called(id: &ItemId, name: &ItemId) -> bool {
    id.as_str().eq_ignore_ascii_case(name.as_str().trim_matches('`'))
}

/// Whether words say that something was not committed: `f2aeb18-dirty`, `uncommitted`, `working tree`.
fn says_dirty(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    let is_negated = ["not dirty", "no longer dirty", "no uncommitted", "nothing uncommitted"]
        .iter()
        .any(|words| lower.contains(words));
    let is_dirty = |word: &str| {
        matches!(word, "dirty" | "uncommitted" | "unstaged") || word.ends_with("-dirty")
    };
    !is_negated
        && (words.any(is_dirty) || lower.contains("working tree") || lower.contains("working-tree"))
}

#[cfg(test)]
mod tests {
    use super::says_dirty;

    #[test]
    fn only_what_is_not_committed_is_dirty() {
        for text in ["f2aeb18-dirty", "`f2aeb18` (dirty)", "uncommitted checkout", "working tree"] {
            assert!(says_dirty(text), "{text}");
        }
        for text in ["f2aeb18", "clean clone", "not dirty", "quick and dirty-looking", "worktree"] {
            assert!(!says_dirty(text), "{text}");
        }
    }
}
