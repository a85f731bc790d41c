//! The vocabulary of status words, and the longest of its phrases at a place.

use std::{collections::BTreeMap, ops::Range, sync::LazyLock};

use crate::plan::Status;

/// How sure a phrase is to be a status where it need not be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Hardly means anything else: `in progress`, `superseded`.
    Clear,
    /// Usually a status when set off: `done`, `blocked`.
    Plain,
    /// As often an ordinary word: `red`, `next`, `open`.
    Weak,
}

/// A phrase of the vocabulary, found in a text.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) status: Status,
    pub(super) weight: Weight,
    pub(super) range: Range<usize>,
}

/// The longest phrase of the vocabulary that begins at `at`, modifiers before it included:
/// `all mitigated`, `mostly done`, `not yet verified`.
pub(super) fn longest(text: &str, at: usize) -> Option<Words> {
    if let Some(range) = not_applicable(text, at) {
        return Some(Words { status: Status::NotApplicable, weight: Weight::Clear, range });
    }
    let heard = Heard::at(text, at);
    let (plain, modified) = (heard.phrase(0), heard.modified());
    let reach = |words: &Option<Words>| words.as_ref().map_or(0, |words| words.range.end);
    if reach(&modified) > reach(&plain) { modified } else { plain }
}

/// At most this many words make a phrase, modifiers included.
const MOST_WORDS: usize = 5;
/// No word of the vocabulary is longer.
const LONGEST_WORD: usize = 32;

/// The first few words at a place, normalised: lower case, no apostrophes, one space between.
struct Heard {
    start: usize,
    key: String,
    words: Vec<HeardWord>,
}

/// One word: where it stands in the key and where it ends in the text.
struct HeardWord {
    key: Range<usize>,
    start: usize,
    end: usize,
    /// Whether a phrase may end behind it: `done` may not in `done-ish`.
    may_end: bool,
}

impl Heard {
    fn at(text: &str, at: usize) -> Self {
        let mut heard = Self { start: at, key: String::new(), words: Vec::new() };
        let mut next = at;
        while heard.words.len() < MOST_WORDS {
            let Some(end) = word_end(text, next) else { break };
            if !heard.key.is_empty() {
                heard.key.push(' ');
            }
            let start = heard.key.len();
            let word = text.get(next..end).unwrap_or_default().chars();
            heard
                .key
                .extend(word.filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase));
            let joined = joiner_end(text, end);
            heard.words.push(HeardWord {
                key: start..heard.key.len(),
                start: next,
                end,
                may_end: !is_glued(text, end),
            });
            let Some(after) = joined else { break };
            next = after;
        }
        heard
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).and_then(|word| self.key.get(word.key.clone())).unwrap_or_default()
    }

    /// The longest phrase from one word on.
    fn phrase(&self, from: usize) -> Option<Words> {
        let first = self.words.get(from)?;
        self.words.iter().skip(from).rev().filter(|last| last.may_end).find_map(|last| {
            let key = self.key.get(first.key.start..last.key.end)?;
            let (status, weight) = *VOCABULARY.get(key)?;
            Some(Words { status, weight, range: first.start..last.end })
        })
    }

    /// A phrase behind words that strengthen, weaken or negate it.
    fn modified(&self) -> Option<Words> {
        let first = self.word(0);
        let (words, status) = match first {
            "all" | "fully" | "now" | "already" | "currently" | "still" | "formally"
            | "successfully" | "provisionally" => {
                let words = self.phrase(1)?;
                let status = words.status;
                (words, status)
            }
            "partially" | "partly" | "mostly" | "largely" | "nearly" | "almost" | "half" => {
                let words = self.phrase(1)?;
                (is_end(words.status).then_some(words)?, Status::InProgress)
            }
            "not" => {
                let words = self.phrase(1 + usize::from(self.word(1) == "yet"))?;
                let status = negated(words.status)?;
                (words, status)
            }
            _ => return None,
        };
        let range = self.start..words.range.end;
        let weight = if words.weight == Weight::Weak { Weight::Weak } else { Weight::Plain };
        Some(Words { status, weight, range })
    }
}

fn is_end(status: Status) -> bool {
    matches!(status, Status::Done | Status::Passed | Status::Resolved | Status::Mitigated)
}

fn negated(status: Status) -> Option<Status> {
    const NEGATIONS: [(Status, Status); 5] = [
        (Status::Done, Status::Planned),
        (Status::Passed, Status::Failed),
        (Status::Resolved, Status::Open),
        (Status::Mitigated, Status::Open),
        (Status::Accepted, Status::Proposed),
    ];
    NEGATIONS.iter().find(|(said, _)| *said == status).map(|(_, meant)| *meant)
}

/// Where the word that begins at `at` ends; apostrophes between letters belong to it.
fn word_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let mut end = 0;
    for (offset, char) in rest.char_indices() {
        let inside = char.is_alphanumeric() || (offset > 0 && matches!(char, '\'' | '’'));
        if !inside {
            break;
        }
        end = offset + char.len_utf8();
        if end > LONGEST_WORD {
            return None;
        }
    }
    let word = rest.get(..end)?.trim_end_matches(['\'', '’']);
    (!word.is_empty()).then_some(at + word.len())
}

/// Where the next word of a phrase begins: behind one space, hyphen or underscore.
fn joiner_end(text: &str, at: usize) -> Option<usize> {
    let joiner = text.get(at..)?.chars().next()?;
    matches!(joiner, ' ' | '\u{a0}' | '-' | '\u{2010}' | '\u{2011}' | '_')
        .then_some(at + joiner.len_utf8())
}

/// Whether a word goes on behind `at`, as `done` in `done-ish`, `ok()`, `fail.rs` and `pass=1`.
fn is_glued(text: &str, at: usize) -> bool {
    let mut rest = text.get(at..).unwrap_or_default().chars();
    match (rest.next(), rest.next()) {
        (Some('-' | '\u{2011}' | '_' | '.' | '\'' | '’' | '+' | '@' | '\\'), Some(next)) => {
            next.is_alphanumeric()
        }
        (Some('('), Some(')')) | (Some('='), _) | (Some(':'), Some(':')) => true,
        (Some(_) | None, _) => false,
    }
}

fn not_applicable(text: &str, at: usize) -> Option<Range<usize>> {
    let head = text.as_bytes().get(at..at + 3)?;
    let next = text.get(at + 3..).and_then(|rest| rest.chars().next());
    let whole = !next.is_some_and(|char| char.is_alphanumeric() || char == '/');
    (head.eq_ignore_ascii_case(b"n/a") && whole).then_some(at..at + 3)
}

/// Phrases in lower case, without apostrophes, words joined by one space.
static VOCABULARY: LazyLock<BTreeMap<&str, (Status, Weight)>> = LazyLock::new(|| {
    let rows = TABLE.iter();
    rows.flat_map(|(status, weight, phrases)| {
        phrases.iter().map(|phrase| (*phrase, (*status, *weight)))
    })
    .collect()
});

type Entry = (Status, Weight, &'static [&'static str]);

#[rustfmt::skip]
const TABLE: &[Entry] = &[
    (Status::Proposed, Weight::Plain, &[
        "proposed", "draft", "drafted", "vorgeschlagen", "entwurf",
    ]),
    (Status::Proposed, Weight::Clear, &[
        "under discussion", "in discussion", "under consideration",
    ]),
    (Status::Planned, Weight::Plain, &[
        "planned", "todo", "to do", "backlog", "backlogged", "queued", "scheduled", "upcoming",
        "unstarted", "undone", "geplant", "a faire", "à faire", "待办", "未着手",
    ]),
    (Status::Planned, Weight::Clear, &[
        "not started", "not yet started", "notstarted", "not begun", "not yet begun", "yet to start",
        "to be done", "to be started", "未开始",
    ]),
    (Status::Planned, Weight::Weak, &["planning", "future", "later", "not ready", "icebox"]),
    (Status::Next, Weight::Weak, &["next", "ready", "next up", "up next"]),
    (Status::Next, Weight::Clear, &["next in queue", "ready to start"]),
    (Status::InProgress, Weight::Clear, &[
        "in progress", "inprogress", "in development", "under development", "in dev",
        "under construction", "work in progress", "ongoing work", "being worked on",
        "under investigation", "in implementation", "on track", "on schedule", "in arbeit",
        "en cours", "en progreso", "進行中", "进行中",
    ]),
    (Status::InProgress, Weight::Plain, &[
        "wip", "active", "doing", "started", "underway", "under way", "begun", "implementing",
        "investigating", "developing", "incomplete", "unfinished", "partial", "partially",
        "needs work",
    ]),
    (Status::InProgress, Weight::Weak, &["in flight", "building"]),
    (Status::InReview, Weight::Clear, &[
        "in review", "under review", "inreview", "needs review", "ready for review",
        "awaiting review", "pending review", "code review", "in code review", "peer review",
        "in qa", "ready for qa", "ready for test", "ready for testing", "changes requested",
        "in testing", "in verification", "waiting for review",
    ]),
    (Status::InReview, Weight::Weak, &["review", "reviewing", "testing", "qa"]),
    (Status::Blocked, Weight::Plain, &[
        "blocked", "stalled", "stuck", "impeded", "bloqué", "blockiert", "bloqueado",
    ]),
    (Status::Pending, Weight::Plain, &[
        "pending", "tbd", "tba", "tbc", "waiting", "awaiting", "ausstehend", "pendiente",
    ]),
    (Status::Pending, Weight::Clear, &[
        "to be determined", "to be decided", "to be defined", "to be confirmed", "to be announced",
        "awaiting approval", "pending approval", "waiting for approval", "not run", "not yet run",
        "not tested", "not yet tested", "untested", "unverified",
    ]),
    (Status::Done, Weight::Plain, &[
        "complete", "completed", "done", "shipped", "released", "merged", "finished", "closed",
        "fixed", "verified", "cleared", "landed", "implemented", "delivered", "deployed",
        "published", "launched", "achieved", "reached", "erledigt", "fertig", "abgeschlossen",
        "terminé", "fait", "hecho", "completado", "готово", "完成", "已完成", "完了",
    ]),
    (Status::Done, Weight::Weak, &["met", "satisfied", "live", "accomplished", "released to production"]),
    (Status::Ongoing, Weight::Clear, &["steady state", "steadystate", "in maintenance"]),
    (Status::Ongoing, Weight::Plain, &[
        "ongoing", "continuous", "maintained", "continuing", "recurring", "evergreen",
    ]),
    (Status::Ongoing, Weight::Weak, &["maintenance", "monitoring"]),
    (Status::Suspended, Weight::Clear, &["on hold", "onhold", "on ice", "put on hold"]),
    (Status::Suspended, Weight::Plain, &[
        "suspended", "deferred", "paused", "parked", "postponed", "shelved", "frozen",
        "zurückgestellt",
    ]),
    (Status::Suspended, Weight::Weak, &["hold", "dormant", "inactive"]),
    (Status::Cancelled, Weight::Clear, &[
        "wont do", "wontdo", "will not do", "wont fix", "wontfix", "will not fix", "not doing",
        "closed as not planned", "not planned", "no longer needed", "wont implement",
        "will not implement",
    ]),
    (Status::Cancelled, Weight::Plain, &[
        "cancelled", "canceled", "dropped", "abandoned", "withdrawn", "discarded", "aborted",
        "abgebrochen", "annulé", "cancelado", "closed as duplicate",
    ]),
    (Status::Cancelled, Weight::Weak, &["removed", "duplicate"]),
    (Status::OutOfScope, Weight::Clear, &["out of scope", "outofscope", "descoped", "de scoped"]),
    (Status::OutOfScope, Weight::Plain, &["excluded"]),
    (Status::Superseded, Weight::Clear, &["superseded", "superceded"]),
    (Status::Superseded, Weight::Weak, &["replaced"]),
    (Status::Deprecated, Weight::Plain, &["deprecated", "obsolete", "retired"]),
    (Status::Accepted, Weight::Plain, &[
        "accepted", "approved", "agreed", "ratified", "adopted", "signed off", "accepted risk",
        "risk accepted", "angenommen",
    ]),
    (Status::Accepted, Weight::Weak, &["decided"]),
    (Status::Rejected, Weight::Plain, &["rejected", "declined", "denied", "abgelehnt", "not approved", "not accepted"]),
    (Status::Open, Weight::Plain, &["reopened", "re opened", "unresolved", "unmitigated", "offen"]),
    (Status::Open, Weight::Weak, &["open", "opened", "outstanding", "new", "identified"]),
    (Status::Resolved, Weight::Plain, &["resolved", "gelöst", "résolu"]),
    (Status::Resolved, Weight::Weak, &["settled", "answered"]),
    (Status::Mitigated, Weight::Plain, &["mitigated"]),
    (Status::Passed, Weight::Plain, &[
        "pass", "passed", "passing", "passes", "bestanden", "succeeded", "all green",
    ]),
    (Status::Passed, Weight::Weak, &["green", "clean", "ok", "okay", "success", "successful"]),
    (Status::Failed, Weight::Plain, &["fail", "failed", "failing", "fails", "not met", "unmet"]),
    (Status::Failed, Weight::Weak, &["red", "error", "errored", "broken", "failure", "missed"]),
    (Status::NotApplicable, Weight::Clear, &["not applicable", "not required", "not needed"]),
    (Status::NotApplicable, Weight::Plain, &["skipped", "na", "waived"]),
    (Status::NotApplicable, Weight::Weak, &["skip", "ignored", "exempt"]),
    (Status::Advisory, Weight::Plain, &["advisory", "informational", "non blocking", "nonblocking"]),
    (Status::Advisory, Weight::Weak, &["informative"]),
    (Status::AtRisk, Weight::Clear, &["at risk", "atrisk", "behind schedule", "off track"]),
    (Status::AtRisk, Weight::Plain, &["delayed", "slipping", "overdue", "slipped"]),
    (Status::AtRisk, Weight::Weak, &["late", "behind", "yellow", "amber", "warning"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{LONGEST_WORD, MOST_WORDS, TABLE, longest};

    #[test]
    fn every_phrase_is_normal_stands_once_and_is_found() {
        let mut seen = BTreeSet::new();
        for (status, weight, phrases) in TABLE {
            for phrase in *phrases {
                assert!(seen.insert(*phrase), "`{phrase}` stands twice");
                assert_eq!(*phrase, phrase.to_lowercase(), "`{phrase}` is not normal");
                assert!(phrase.split(' ').count() < MOST_WORDS, "`{phrase}` is too long");
                assert!(phrase.split(' ').all(|word| word.len() <= LONGEST_WORD));
                let found = longest(phrase, 0).unwrap();
                assert_eq!((found.status, found.weight), (*status, *weight), "`{phrase}`");
                assert_eq!(found.range, 0..phrase.len());
            }
        }
    }
}
