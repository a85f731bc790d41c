//! Boxes of criteria, ticked once they are met, and the progress lines that count them. Everything else of a
//! document stays as people wrote it.
//!
//! A box is ticked where evidence shows its criterion, and emptied where evidence shows that it does not
//! hold or nothing was ever shown. Where something moved since it was shown, it stays as it is: whether it
//! still holds is not known.

mod progress;

use super::Book;
use crate::{
    plan::{Criterion, ItemKey},
    text::{Source, Span},
    verdict::Verdict,
};

/// A place that should say something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Where it is.
    pub(super) span: Span,
    /// What should stand there.
    pub(super) text: String,
    /// What is wrong with what does.
    pub(super) message: String,
}

/// The places of a document that should say something else, in order.
pub(super) fn stamps(book: &Book<'_>, source: &Source) -> Vec<Stamp> {
    let plan = book.scene.plan;
    let mut stamps = progress::stamps(book, source);
    for item in plan.items.values() {
        let claims = plan.claims(item).filter(|(document, _)| document.path == source.path);
        for criterion in claims.flat_map(|(_, claim)| &claim.criteria) {
            let verdict = verdict(book, &item.key, criterion);
            stamps.extend(verdict.and_then(|verdict| stamp(criterion, verdict, &source.text)));
        }
    }
    stamps.sort_by_key(|stamp| stamp.span);
    stamps.dedup_by_key(|stamp| stamp.span);
    stamps
}

fn verdict(book: &Book<'_>, item: &ItemKey, criterion: &Criterion) -> Option<Verdict> {
    let judged = book.account.judged(item)?.criterion(&criterion.text)?;
    let gates = &book.account.report.verdicts.gates;
    let basis = judged.gate.as_ref().and_then(|gate| gates.get(gate)?.basis.as_ref());
    let is_of_gate = match judged.verdict {
        Verdict::Waived | Verdict::NotApplicable => false,
        Verdict::Pass
        | Verdict::Fail
        | Verdict::Error
        | Verdict::Stale
        | Verdict::Missing
        | Verdict::Calibrating
        | Verdict::Blind => true,
    };
    let has_moved = is_of_gate && basis.is_some_and(|basis| basis.freshness.is_none());
    Some(if has_moved { Verdict::Stale } else { judged.verdict })
}

/// What a box should say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Ticked,
    Empty,
}

impl Mark {
    /// What a box says. Any other mark means something that nobody but who wrote it knows.
    fn said(criterion: &Criterion, text: &str) -> Option<Self> {
        match criterion.status.as_ref()?.span.of(text) {
            "[ ]" => Some(Self::Empty),
            "[x]" | "[X]" => Some(Self::Ticked),
            _ => None,
        }
    }

    /// What a box should say; nothing where that is not known.
    fn shown(verdict: Verdict) -> Option<Self> {
        match verdict {
            Verdict::Pass | Verdict::Waived => Some(Self::Ticked),
            Verdict::Fail
            | Verdict::Error
            | Verdict::Missing
            | Verdict::Calibrating
            | Verdict::Blind => Some(Self::Empty),
            Verdict::Stale | Verdict::NotApplicable => None,
        }
    }
}

fn stamp(criterion: &Criterion, verdict: Verdict, text: &str) -> Option<Stamp> {
    let (said, shown) = (Mark::said(criterion, text)?, Mark::shown(verdict)?);
    let span = criterion.status.as_ref()?.span;
    let name: String = criterion.text.chars().take(60).collect();
    let (text, message) = match shown {
        Mark::Ticked => ("[x]", format!("the box of “{name}” is empty, and it is met")),
        Mark::Empty => ("[ ]", format!("the box of “{name}” is ticked, and nothing shows it")),
    };
    (said != shown).then(|| Stamp { span, text: text.to_owned(), message })
}
