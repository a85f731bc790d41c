//! Small words and marks that several pages share.

use crate::{
    judge::Standing,
    plan::{Fraction, ItemKind, Status},
    render::screen::Ink,
    verdict::Verdict,
};

/// `1 error`, `2 errors`, `0 errors`.
pub(super) fn count(number: usize, one: &str) -> String {
    match (number, one) {
        (1, one) => format!("1 {one}"),
        (number, "criterion") => format!("{number} criteria"),
        (number, one) => format!("{number} {}", plural(one)),
    }
}

/// Several of them.
pub(super) fn plural(one: &str) -> String {
    match one.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        Some(_) | None if one.ends_with('s') => one.to_owned(),
        Some(_) | None => format!("{one}s"),
    }
}

/// A text in quotes, cut where it is long.
pub(super) fn quoted(text: &str, most: usize) -> String {
    let short: String = text.chars().take(most).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("“{}{more}”", short.trim_end())
}

/// The kind as people say it.
pub(super) fn kind(kind: ItemKind) -> String {
    kind.as_str().replace('-', " ")
}

/// `2/5`.
pub(super) fn fraction(fraction: Fraction) -> String {
    format!("{}/{}", fraction.part, fraction.whole)
}

/// `40 %`, rounded down; nothing of nothing has no percentage.
pub(super) fn percent(fraction: Fraction) -> Option<String> {
    let hundredfold = u128::from(fraction.part) * 100;
    let percent = hundredfold.checked_div(u128::from(fraction.whole))?;
    Some(format!("{percent} %"))
}

/// `1.5 GiB`, `12 KiB`, `0 B`: rounded to one place behind the point where that says more.
pub(super) fn bytes(number: u64) -> String {
    const UNITS: [&str; 4] = ["B", "KiB", "MiB", "GiB"];
    let mut unit = 0;
    let mut tenths = u128::from(number) * 10;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths = (tenths + 512) / 1024;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or_default();
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} {name}"),
        (whole, _) if whole >= 100 => format!("{whole} {name}"),
        (whole, tenth) => format!("{whole}.{tenth} {name}"),
    }
}

/// The mark for what a document says.
pub(super) fn status_mark(status: Option<Status>) -> (&'static str, Ink) {
    let Some(status) = status else { return ("·", Ink::Faint) };
    match status {
        Status::Done | Status::Resolved | Status::Mitigated | Status::Passed | Status::Accepted => {
            ("✓", Ink::Plain)
        }
        Status::InProgress | Status::InReview | Status::Ongoing => ("◐", Ink::Alive),
        Status::Proposed
        | Status::Planned
        | Status::Next
        | Status::Pending
        | Status::Open
        | Status::Advisory => ("○", Ink::Plain),
        Status::Blocked | Status::Failed | Status::AtRisk => ("■", Ink::Bad),
        Status::Suspended
        | Status::Cancelled
        | Status::OutOfScope
        | Status::Superseded
        | Status::Deprecated
        | Status::Rejected
        | Status::NotApplicable => ("–", Ink::Faint),
    }
}

/// The mark for what has been shown.
pub(super) fn standing_mark(standing: &Standing) -> (&'static str, Ink) {
    match standing {
        Standing::Planned => ("○", Ink::Plain),
        Standing::Ready => ("▷", Ink::Alive),
        Standing::InProgress => ("◐", Ink::Alive),
        Standing::Blocked { .. } => ("■", Ink::Bad),
        Standing::Claimed => ("?", Ink::Doubt),
        Standing::Contradicted | Standing::Regressed { .. } => ("✗", Ink::Bad),
        Standing::Proven | Standing::Done { .. } => ("✔", Ink::Good),
        Standing::Waiting | Standing::Unanswered => ("◇", Ink::Alive),
        Standing::Unchecked { .. } => ("≈", Ink::Doubt),
        Standing::Suspended | Standing::OutOfScope | Standing::Superseded | Standing::Rejected => {
            ("–", Ink::Faint)
        }
    }
}

/// The mark for what evidence says.
pub(super) fn verdict_mark(verdict: Verdict) -> (&'static str, Ink) {
    match verdict {
        Verdict::Pass => ("✔", Ink::Good),
        Verdict::Fail | Verdict::Blind => ("✗", Ink::Bad),
        Verdict::Error => ("!", Ink::Bad),
        Verdict::Stale => ("≈", Ink::Doubt),
        Verdict::Missing => ("·", Ink::Faint),
        Verdict::Calibrating => ("◐", Ink::Alive),
        Verdict::Waived => ("◇", Ink::Doubt),
        Verdict::NotApplicable => ("–", Ink::Faint),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_agree_with_their_numbers() {
        let words = [count(1, "error"), count(0, "note"), count(2, "criterion"), count(3, "entry")];
        assert_eq!(words.join(", "), "1 error, 0 notes, 2 criteria, 3 entries");
    }

    #[test]
    fn sizes_are_in_units_that_fit() {
        let sizes = [0, 1023, 1024, 1536, 300 << 20, 3 << 40].map(bytes);
        assert_eq!(sizes.join(", "), "0 B, 1023 B, 1 KiB, 1.5 KiB, 300 MiB, 3072 GiB");
    }

    #[test]
    fn percentages_are_rounded_down() {
        let percent = |part, whole| percent(Fraction { part, whole });
        assert_eq!(percent(2, 3).as_deref(), Some("66 %"));
        assert_eq!(percent(199, 200).as_deref(), Some("99 %"));
        assert_eq!(percent(0, 0), None);
    }
}
