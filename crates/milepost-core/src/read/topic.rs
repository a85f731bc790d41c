//! What a heading or a list label announces.

use crate::plan::{Category, ItemKind};

/// What stands under a heading or label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// Items of a kind.
    Items(ItemKind),
    /// Criteria of the item around, of a category where the heading says one.
    Criteria(Option<Category>),
    /// Risks and blockers together.
    RisksAndBlockers,
    /// Facts about the present state, as fields.
    State,
    /// Documents to look into.
    Pointers,
    /// Text that belongs to one field of the item around.
    Field(&'static str),
    /// Examples: whatever stands here claims nothing.
    Examples,
}

/// Words that announce a topic, in order: the first whose words all occur decides.
const ANNOUNCED: &[(&str, Topic)] = &[
    ("characteristics", Topic::Items(ItemKind::Policy)),
    ("anti-pattern", Topic::Items(ItemKind::Policy)),
    ("avoid these", Topic::Items(ItemKind::Policy)),
    ("good criteria", Topic::Items(ItemKind::Policy)),
    ("bad criteria", Topic::Items(ItemKind::Policy)),
    ("functional criteria", Topic::Criteria(Some(Category::Functional))),
    ("testing criteria", Topic::Criteria(Some(Category::Testing))),
    ("documentation criteria", Topic::Criteria(Some(Category::Documentation))),
    ("quality criteria", Topic::Criteria(Some(Category::Quality))),
    ("criteria categories", Topic::Criteria(None)),
    ("require user approval", Topic::Items(ItemKind::Policy)),
    ("not require approval", Topic::Items(ItemKind::Policy)),
    ("approval required", Topic::Items(ItemKind::Policy)),
    ("require approval", Topic::Items(ItemKind::Policy)),
    ("user response", Topic::Items(ItemKind::Policy)),
    ("acceptance criteria", Topic::Criteria(None)),
    ("success criteria", Topic::Criteria(None)),
    ("completion criteria", Topic::Criteria(None)),
    ("exit criteria", Topic::Criteria(None)),
    ("entry criteria", Topic::Criteria(None)),
    ("gate criteria", Topic::Criteria(None)),
    ("definition of done", Topic::Criteria(None)),
    ("done when", Topic::Criteria(None)),
    ("success metrics", Topic::Criteria(None)),
    ("success indicators", Topic::Criteria(None)),
    ("graduation criteria", Topic::Criteria(None)),
    ("release criteria", Topic::Criteria(None)),
    ("verification criteria", Topic::Criteria(None)),
    ("validation criteria", Topic::Criteria(None)),
    ("accept when", Topic::Criteria(None)),
    ("accepted when", Topic::Criteria(None)),
    ("acceptance", Topic::Criteria(None)),
    ("checklist", Topic::Items(ItemKind::Check)),
    ("verification process", Topic::Items(ItemKind::Check)),
    ("deliverable verification", Topic::Items(ItemKind::Check)),
    ("milestone verification", Topic::Items(ItemKind::Check)),
    ("approval process", Topic::Items(ItemKind::Check)),
    ("lead actions", Topic::Items(ItemKind::Check)),
    ("implementation plan", Topic::Items(ItemKind::Check)),
    ("execution steps", Topic::Items(ItemKind::Check)),
    ("handoff", Topic::Items(ItemKind::HandoffField)),
    ("hand-off", Topic::Items(ItemKind::HandoffField)),
    ("commit ledger", Topic::Items(ItemKind::Commit)),
    ("commit log", Topic::Items(ItemKind::Commit)),
    ("next steps", Topic::Items(ItemKind::QueueEntry)),
    ("next work", Topic::Items(ItemKind::QueueEntry)),
    ("next actions", Topic::Items(ItemKind::QueueEntry)),
    ("next tasks", Topic::Items(ItemKind::QueueEntry)),
    ("next p0", Topic::Items(ItemKind::QueueEntry)),
    ("up next", Topic::Items(ItemKind::QueueEntry)),
    ("what s next", Topic::Items(ItemKind::QueueEntry)),
    ("priorities", Topic::Items(ItemKind::QueueEntry)),
    ("nächste schritte", Topic::Items(ItemKind::QueueEntry)),
    ("prochaines étapes", Topic::Items(ItemKind::QueueEntry)),
    ("próximos pasos", Topic::Items(ItemKind::QueueEntry)),
    ("próximos passos", Topic::Items(ItemKind::QueueEntry)),
    ("queue", Topic::Items(ItemKind::QueueEntry)),
    ("next 6 months", Topic::Items(ItemKind::QueueEntry)),
    ("calendar", Topic::Items(ItemKind::CalendarEntry)),
    ("backlog", Topic::Items(ItemKind::Bucket)),
    ("release target", Topic::Items(ItemKind::Release)),
    ("release plan", Topic::Items(ItemKind::Release)),
    ("release schedule", Topic::Items(ItemKind::Release)),
    ("decision pointers", Topic::Pointers),
    ("considered options", Topic::Field("option")),
    ("options considered", Topic::Field("option")),
    ("decision drivers", Topic::Field("drivers")),
    ("decision outcome", Topic::Field("outcome")),
    ("pros cons", Topic::Field("pros")),
    ("consequences", Topic::Field("consequences")),
    ("confirmation", Topic::Field("confirmation")),
    ("context problem", Topic::Field("context")),
    ("update policy", Topic::Items(ItemKind::Policy)),
    ("polic", Topic::Items(ItemKind::Policy)),
    ("axioms", Topic::Items(ItemKind::Policy)),
    ("ground rules", Topic::Items(ItemKind::Policy)),
    ("working agreement", Topic::Items(ItemKind::Policy)),
    ("risks mitigations", Topic::Items(ItemKind::Risk)),
    ("risks blockers", Topic::RisksAndBlockers),
    ("risk", Topic::Items(ItemKind::Risk)),
    ("blocker", Topic::Items(ItemKind::Blocker)),
    ("blocked on", Topic::Items(ItemKind::Blocker)),
    ("finding", Topic::Items(ItemKind::Finding)),
    ("known issues", Topic::Items(ItemKind::Finding)),
    ("known bugs", Topic::Items(ItemKind::Finding)),
    ("open issues", Topic::Items(ItemKind::Finding)),
    ("resolved", Topic::Items(ItemKind::Resolution)),
    ("resolutions", Topic::Items(ItemKind::Resolution)),
    ("decision log", Topic::Items(ItemKind::Decision)),
    ("decisions", Topic::Items(ItemKind::Decision)),
    ("test status", Topic::Items(ItemKind::Test)),
    ("test results", Topic::Items(ItemKind::Test)),
    ("tests run", Topic::Items(ItemKind::Test)),
    ("consumer", Topic::Items(ItemKind::Consumer)),
    ("definitions", Topic::Items(ItemKind::Term)),
    ("glossary", Topic::Items(ItemKind::Term)),
    ("terminology", Topic::Items(ItemKind::Term)),
    ("vocabulary", Topic::Items(ItemKind::Term)),
    ("active workers", Topic::Items(ItemKind::Worker)),
    ("workers", Topic::Items(ItemKind::Worker)),
    ("validation gates", Topic::Items(ItemKind::Gate)),
    ("quality gates", Topic::Items(ItemKind::Gate)),
    ("gates", Topic::Items(ItemKind::Gate)),
    ("included subtasks", Topic::Items(ItemKind::Task)),
    ("subtask", Topic::Items(ItemKind::Task)),
    ("team asks", Topic::Items(ItemKind::Task)),
    ("action items", Topic::Items(ItemKind::Task)),
    ("work items", Topic::Items(ItemKind::Task)),
    ("todo", Topic::Items(ItemKind::Task)),
    ("work packages", Topic::Items(ItemKind::Deliverable)),
    ("implementation status", Topic::Items(ItemKind::Deliverable)),
    ("deliverables", Topic::Items(ItemKind::Deliverable)),
    ("tasks", Topic::Items(ItemKind::Task)),
    ("user stories", Topic::Items(ItemKind::Deliverable)),
    ("epics", Topic::Items(ItemKind::Deliverable)),
    ("milestones", Topic::Items(ItemKind::Milestone)),
    ("milestone board", Topic::Items(ItemKind::Milestone)),
    ("m-rows", Topic::Items(ItemKind::Milestone)),
    ("roadmap", Topic::Items(ItemKind::Milestone)),
    ("phases", Topic::Items(ItemKind::Phase)),
    ("sprints", Topic::Items(ItemKind::Phase)),
    ("dependencies", Topic::Field("depends")),
    ("canonical status", Topic::State),
    ("current state", Topic::State),
    ("current status", Topic::State),
    ("execution mode", Topic::State),
    ("project progress", Topic::State),
    ("progress", Topic::State),
    ("execution summary", Topic::State),
    ("examples", Topic::Examples),
];

/// Headings that are a topic only when they say nothing else.
const ALONE: &[(&str, Topic)] = &[
    ("functional", Topic::Criteria(Some(Category::Functional))),
    ("testing", Topic::Criteria(Some(Category::Testing))),
    ("documentation", Topic::Criteria(Some(Category::Documentation))),
    ("quality", Topic::Criteria(Some(Category::Quality))),
    ("criteria", Topic::Criteria(None)),
    ("context", Topic::Field("context")),
    ("decision", Topic::Field("outcome")),
    ("drivers", Topic::Field("drivers")),
    ("options", Topic::Field("option")),
    ("scope", Topic::Field("scope")),
    ("output", Topic::Field("output")),
    ("goal", Topic::Field("goal")),
    ("description", Topic::Field("description")),
    ("evidence", Topic::Field("evidence")),
    ("notes", Topic::Field("notes")),
    ("implementation notes", Topic::Field("notes")),
    ("more information", Topic::Field("notes")),
    ("final summary", Topic::Field("outcome")),
    ("rationale", Topic::Field("outcome")),
    ("status", Topic::Field("status")),
    ("value delivered", Topic::Field("value")),
    ("summary", Topic::State),
    ("metadata", Topic::State),
    ("state", Topic::State),
    ("version", Topic::State),
    ("execution", Topic::Items(ItemKind::Check)),
    ("steps", Topic::Items(ItemKind::Check)),
    ("plan", Topic::Items(ItemKind::Check)),
    ("plans", Topic::Items(ItemKind::Task)),
    ("tests", Topic::Items(ItemKind::Test)),
    ("releases", Topic::Items(ItemKind::Release)),
    ("rules", Topic::Items(ItemKind::Policy)),
    ("schedule", Topic::Items(ItemKind::CalendarEntry)),
    ("timeline", Topic::Items(ItemKind::CalendarEntry)),
    ("next", Topic::Items(ItemKind::QueueEntry)),
    ("dependency", Topic::Field("depends")),
    ("depends on", Topic::Field("depends")),
    ("prerequisite", Topic::Field("depends")),
    ("prerequisites", Topic::Field("depends")),
    ("pre-requisites", Topic::Field("depends")),
    ("blocked by", Topic::Field("depends")),
    ("requires", Topic::Field("depends")),
    ("approvals", Topic::Items(ItemKind::Approval)),
    ("approval log", Topic::Items(ItemKind::Approval)),
];

/// Words that make a heading one about how things are written, not one over things.
const ABOUT_WRITING: &[&str] =
    &["numbering", "naming", "legend", "conventions", "format", "notation", "syntax"];

/// Chapters that explain the document itself, whose ids and boxes are examples.
const EXPLAINING: &[&str] = &[
    "conventions",
    "how this document works",
    "how this file works",
    "how this tracker works",
    "how this works",
    "id conventions",
    "key",
    "legend",
    "legende",
    "légende",
    "leyenda",
    "naming conventions",
    "notation",
    "reading guide",
    "status conventions",
    "status key",
    "status legend",
    "symbols",
];

/// Whether a plain heading or label is about how the document is to be read: `legend`, `how to use
/// this file`.
fn explains(text: &str) -> bool {
    let how = ["how to use", "how to read", "how to update"].iter().find_map(|how| {
        let what = text.strip_prefix(how)?.trim_start();
        Some(what.is_empty() || what.starts_with("this ") || what.starts_with("the "))
    });
    how == Some(true) || EXPLAINING.contains(&text)
}

/// What a heading or label announces, if it is a word that trackers use.
pub(crate) fn of(heading: &str) -> Option<Topic> {
    let text = plain(heading);
    if explains(&text) {
        return Some(Topic::Examples);
    }
    if text.split(' ').any(|word| ABOUT_WRITING.contains(&word)) {
        return None;
    }
    if let Some((_, topic)) = ALONE.iter().find(|(alone, _)| *alone == text) {
        return Some(*topic);
    }
    let all: Vec<&str> = text.split(' ').collect();
    if all.len() > 8 {
        return None;
    }
    let words: Vec<&str> = all.iter().copied().filter(|word| *word != "and").collect();
    let announced = ANNOUNCED.iter().find(|(phrase, _)| occurs(phrase, &words));
    let topic = announced.map(|(_, topic)| *topic)?;
    // How things are tracked is a rule, and what tells two kinds apart is a definition.
    if all.first() == Some(&"how") {
        Some(Topic::Items(ItemKind::Policy))
    } else if all.contains(&"vs") {
        Some(Topic::Items(ItemKind::Term))
    } else {
        Some(topic)
    }
}

/// Whether a heading is one word beside marks and numbers.
pub(crate) fn is_one_word(heading: &str) -> bool {
    !plain(heading).contains(' ')
}

/// Whether the words of a phrase stand beside each other, each at the beginning of a word.
fn occurs(phrase: &str, words: &[&str]) -> bool {
    // Of more than a hundred phrases, nearly all begin with another letter than the word at hand.
    let begins = |word: &&str| word.as_bytes().first() == phrase.as_bytes().first();
    let starts = words.iter().enumerate().filter(|(_, word)| begins(word));
    starts.map(|(at, _)| at).any(|at| {
        let mut rest = words.get(at..).unwrap_or_default().iter();
        phrase.split(' ').all(|wanted| rest.next().is_some_and(|word| word.starts_with(wanted)))
    })
}

/// A heading in lower case without marks, numbers before it and remarks in brackets.
pub(super) fn plain(heading: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_u32;
    for c in heading.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            c if c.is_alphanumeric() || c == '-' => out.extend(c.to_lowercase()),
            _ => out.push(' '),
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    let start = words.iter().position(|word| word.chars().any(char::is_alphabetic)).unwrap_or(0);
    words.get(start..).unwrap_or_default().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Topic, of};
    use crate::plan::{Category, ItemKind};

    #[test]
    fn headings_announce_what_stands_under_them() {
        assert_eq!(of("Milestone board"), Some(Topic::Items(ItemKind::Milestone)));
        assert_eq!(of("3. Active risks and blockers"), Some(Topic::RisksAndBlockers));
        assert_eq!(of("Next work (ordered)"), Some(Topic::Items(ItemKind::QueueEntry)));
        assert_eq!(of("Testing"), Some(Topic::Criteria(Some(Category::Testing))));
        assert_eq!(of("Hand-off Checklist — COMPLETED"), Some(Topic::Items(ItemKind::Check)));
        assert_eq!(of("📖 How to use this file"), Some(Topic::Examples));
        assert_eq!(of("Legend (symbols)"), Some(Topic::Examples));
    }

    #[test]
    fn other_headings_announce_nothing() {
        for heading in [
            "Installation",
            "Testing your code",
            "Getting help",
            "Why milestoning hurts",
            "Key results",
            "How to use a lamp",
        ] {
            assert_eq!(of(heading), None, "{heading}");
        }
    }
}
