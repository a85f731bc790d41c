//! Days and weeks counted from the start of a project.

use super::{Scan, When};

/// `Day 2–3`, `Day 6+`, `Weeks 2-3`, `Week 4`.
pub(super) fn days_or_weeks(at: Scan<'_>) -> Option<(When, Scan<'_>)> {
    let (word, next) = at.word()?;
    let start = next.blanks();
    if start.offset() == next.offset() {
        return None;
    }
    let (from, next) = start.number(1, 3)?;
    let (to, end) = match next.text("+") {
        Some(end) => (None, end),
        None => upper(next, from).unwrap_or((Some(from), next)),
    };
    let is_share = matches!(end.blanks().word(), Some((word, _)) if word == "of");
    let when = match word.as_str() {
        "day" | "days" => When::ProjectDay { from, to },
        "week" | "weeks" if from > 0 && !is_share => When::ProjectWeek { from, to },
        _ => return None,
    };
    Some((when, end))
}

/// The second number of `2–3`, `2 - 3`, `2 to 3`.
fn upper(at: Scan<'_>, from: i32) -> Option<(Option<i32>, Scan<'_>)> {
    let next = at.blanks();
    let next = next.char(|char| matches!(char, '-' | '–' | '—')).or_else(|| next.text("to "))?;
    let (to, end) = next.blanks().number(1, 3)?;
    (to > from).then_some((Some(to), end))
}
