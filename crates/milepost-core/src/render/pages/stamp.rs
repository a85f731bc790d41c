//! Boxes of criteria, ticked once they are met. Everything else of a document stays as people wrote it.
//!
//! A box is ticked where evidence shows its criterion, and emptied where evidence shows that it does not
//! hold or nothing was ever shown. Where something moved since it was shown, it stays as it is: whether it
//! still holds is not known.

use super::Book;
use crate::{
    plan::Criterion,
    text::{Source, Span},
    verdict::Verdict,
};

/// A box that should say something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Where it stands, with its brackets.
    pub(super) span: Span,
    /// What should stand in it.
    mark: char,
    /// The criterion behind it.
    text: Box<str>,
}

impl Stamp {
    /// What is wrong with the box.
    pub(super) fn message(&self) -> String {
        let text: String = self.text.chars().take(60).collect();
        match self.mark {
            'x' => format!("the box of “{text}” is empty, and it is met"),
            _ => format!("the box of “{text}” is ticked, and nothing shows it"),
        }
    }
}

/// The boxes of a document that should say something else, in order.
pub(super) fn stamps(book: &Book<'_>, source: &Source) -> Vec<Stamp> {
    let plan = book.scene.plan;
    let mut stamps = Vec::new();
    for item in plan.items.values() {
        let Some(judged) = book.account.judged(&item.key) else { continue };
        let claims = plan.claims(item).filter(|(document, _)| document.path == source.path);
        for criterion in claims.flat_map(|(_, claim)| &claim.criteria) {
            let Some(verdict) = judged.criterion(&criterion.text).map(|it| it.verdict) else {
                continue;
            };
            stamps.extend(stamp(criterion, verdict, &source.text));
        }
    }
    stamps.sort_by_key(|stamp| stamp.span);
    stamps.dedup_by_key(|stamp| stamp.span);
    stamps
}

fn stamp(criterion: &Criterion, verdict: Verdict, text: &str) -> Option<Stamp> {
    let span = criterion.status.as_ref()?.span;
    let mark = match verdict {
        Verdict::Pass | Verdict::Waived => 'x',
        Verdict::Fail
        | Verdict::Error
        | Verdict::Missing
        | Verdict::Calibrating
        | Verdict::Blind => ' ',
        Verdict::Stale | Verdict::NotApplicable => return None,
    };
    // Any other mark means something that nobody but who wrote it knows.
    let is_ticked = match span.of(text) {
        "[ ]" => false,
        "[x]" | "[X]" => true,
        _ => return None,
    };
    (is_ticked != (mark == 'x')).then(|| Stamp { span, mark, text: criterion.text.clone() })
}

/// A text with its boxes stamped; it is as long as before.
pub(super) fn stamped(text: &str, stamps: &[Stamp]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for stamp in stamps {
        let start = stamp.span.range().start;
        out.push_str(text.get(at..start).unwrap_or_default());
        out.push('[');
        out.push(stamp.mark);
        out.push(']');
        at = stamp.span.range().end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
