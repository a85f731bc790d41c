//! What the templates of the report are filled with, everywhere the same.

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use super::{Ground, anchors::Anchor};
use crate::{
    plan::{Fraction, Item, ItemKey, Status},
    render::{log, screen::Ink, summary, svg::style, words},
};

/// A word with its mark, and what that means.
#[derive(Serialize)]
pub(super) struct Mark {
    /// Which mark and which colour: the style sheet has a rule for each.
    class: String,
    text: String,
}

/// Every mark that the style sheet draws, in the order of its rules.
pub(super) const MARKS: [&str; 18] =
    ["✔", "✗", "!", "≈", "·", "◐", "◇", "–", "✓", "○", "■", "▷", "?", "±", "→", "≠", "§", "▲"];

impl Mark {
    pub(super) fn new((mark, ink): (&'static str, Ink), text: impl Into<String>) -> Self {
        let place = MARKS.iter().position(|known| *known == mark);
        let colour = Some(style::class(ink)).filter(|_| ink != Ink::Plain).map(str::to_owned);
        let classes = colour.into_iter().chain(place.map(|place| format!("m{place}")));
        Self { class: classes.collect::<Vec<_>>().join(" "), text: text.into() }
    }

    /// What documents say of an item.
    pub(super) fn said(ground: Ground<'_>, item: &Item) -> Self {
        let says = ground.account.says(item);
        let raw = says.map_or("no status", |says| says.raw.trim());
        Self::new(words::status_mark(says.map(|says| says.status)), raw)
    }

    /// What is shown of an item of work.
    pub(super) fn shown(ground: Ground<'_>, item: &Item) -> Option<Self> {
        let judged = ground.account.judged(&item.key)?;
        let text = ground.account.standing(judged);
        Some(Self::new(words::standing_mark(&judged.standing), text))
    }
}

/// Something that has a name, with where the report tells of it.
#[derive(Serialize)]
pub(super) struct Named<'a> {
    at: Option<&'a Anchor>,
    kind: String,
    name: &'a str,
    title: &'a str,
}

impl<'a> Named<'a> {
    pub(super) fn new(ground: Ground<'a>, item: &'a Item) -> Self {
        let name = summary::name(ground.account, item);
        let title = ground.account.plan.title(item);
        Self {
            at: ground.anchors.of(&item.key),
            kind: words::kind(item.key.kind),
            name,
            title: if item.has_id && title != name { title } else { "" },
        }
    }

    /// The item of that key; its bare name where no document has it any more.
    pub(super) fn of(ground: Ground<'a>, key: &'a ItemKey) -> Self {
        match ground.account.plan.items.get(key) {
            Some(item) => Self::new(ground, item),
            None => {
                Self { at: None, kind: words::kind(key.kind), name: key.name.as_str(), title: "" }
            }
        }
    }
}

/// How much of something is said and how much is shown.
#[derive(Serialize)]
pub(super) struct Bar {
    /// What is counted, behind the numbers; nothing where they stand elsewhere.
    what: Option<&'static str>,
    shown: u64,
    said: u64,
    whole: u64,
    /// In hundredths, rounded down: only all of it is all of it.
    shown_percent: u64,
    said_percent: u64,
}

impl Bar {
    /// Nothing of nothing is not drawn.
    pub(super) fn new(
        what: Option<&'static str>,
        shown: u64,
        said: u64,
        whole: u64,
    ) -> Option<Self> {
        let percent = |part: u64| u64::try_from(u128::from(part) * 100 / u128::from(whole)).ok();
        let (shown_percent, said_percent) =
            if whole > 0 { (percent(shown)?, percent(said)?) } else { return None };
        Some(Self { what, shown, said, whole, shown_percent, said_percent })
    }

    /// The criteria of an item; where it has none, its parts.
    pub(super) fn of(ground: Ground<'_>, item: &Item) -> Option<Self> {
        let judged = ground.account.judged(&item.key)?;
        let fractions = judged.fractions;
        if let Some(shown) = fractions.shown {
            let said = fractions.criteria.unwrap_or(Fraction { part: 0, whole: 0 });
            return Self::new(Some(""), shown.part, said.part, shown.whole.max(said.whole));
        }
        let mut counts = (0, 0, 0);
        for part in ground.account.children(&item.key) {
            let Some(judged) = ground.account.judged(&part.key) else { continue };
            let status = ground.account.says(part).map(|says| says.status);
            if status.is_some_and(Status::is_dropped) {
                continue;
            }
            counts.0 += u64::from(judged.standing.is_shown());
            counts.1 += u64::from(status.is_some_and(Status::is_finished));
            counts.2 += 1;
        }
        Self::new(Some(" parts"), counts.0, counts.1, counts.2)
    }
}

/// Something that must be done, with the command that does it.
#[derive(Serialize)]
pub(super) struct Step<'a> {
    pub(super) what: &'a str,
    pub(super) next: Option<&'a str>,
}

/// `2026-02-21 09:00`, in UTC.
pub(super) fn minute(at: Timestamp) -> String {
    log::minute(at)
}

/// `2026-02-21`, in UTC.
pub(super) fn day(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).date().to_string()
}
