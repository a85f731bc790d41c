//! Headings that say the state of what stands under them: `Done`, `In progress`, `What's left`.
//!
//! Boards kept as Markdown name their columns so, and progress files their chapters.

use crate::{
    plan::{ItemKind, Status},
    read::topic,
};

/// A column: the state of its items, and what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) status: Status,
    pub(crate) kind: ItemKind,
}

/// What a heading may say, in lower case and without marks.
#[rustfmt::skip]
const STATES: &[(Status, &[&str])] = &[
    (Status::Done, &[
        "done", "completed", "complete", "finished", "shipped", "implemented", "accomplished",
        "accomplishments", "achieved", "recently completed", "recently done", "already done",
        "currently implemented", "what works", "what is working", "what s working", "what s done",
        "what is done", "what has been done", "fertig", "erledigt", "abgeschlossen", "terminé",
        "termine", "fait", "hecho", "completado", "concluído", "已完成", "完成", "完了", "완료",
    ]),
    (Status::InProgress, &[
        "in progress", "doing", "wip", "work in progress", "currently working on", "current work",
        "ongoing", "partially done", "partially complete", "partially completed", "in arbeit",
        "teilweise", "en cours", "en progreso", "em andamento", "进行中", "進行中", "진행 중",
    ]),
    (Status::Planned, &[
        "to do", "todo", "todos", "planned", "upcoming", "not started", "not yet started",
        "not done", "not yet implemented", "remaining", "what s left", "what is left",
        "what s left to build", "what is left to build", "what s left to do", "left to build",
        "left to do", "still to do", "to implement", "to be done", "to be implemented", "future",
        "someday", "icebox", "geplant", "offen", "à faire", "a faire", "pendiente", "por hacer",
        "待办", "未着手", "할 일",
    ]),
    (Status::InReview, &["in review", "under review", "ready for review"]),
    (Status::Blocked, &["blocked", "bloqué", "blockiert", "bloqueado"]),
    (Status::Pending, &["pending", "waiting"]),
    (Status::Suspended, &["on hold", "deferred", "postponed", "parked"]),
    (Status::Cancelled, &["cancelled", "canceled", "abandoned", "won t do", "not doing", "not planned"]),
    (Status::OutOfScope, &["out of scope"]),
];

/// Words that say what stands in a column, before or behind its state.
const NOUNS: &[(&str, ItemKind)] = &[
    ("tasks", ItemKind::Task),
    ("task", ItemKind::Task),
    ("items", ItemKind::Task),
    ("work", ItemKind::Task),
    ("todos", ItemKind::Task),
    ("steps", ItemKind::Task),
    ("things", ItemKind::Task),
    ("ideas", ItemKind::Task),
    ("plans", ItemKind::Task),
    ("requirements", ItemKind::Task),
    ("enhancements", ItemKind::Task),
    ("improvements", ItemKind::Task),
    ("features", ItemKind::Deliverable),
    ("components", ItemKind::Deliverable),
    ("modules", ItemKind::Deliverable),
    ("deliverables", ItemKind::Deliverable),
    ("epics", ItemKind::Deliverable),
    ("stories", ItemKind::Deliverable),
    ("milestones", ItemKind::Milestone),
    ("phases", ItemKind::Phase),
    ("sprints", ItemKind::Phase),
];

/// The column that a heading or label names, if it says a state and nothing but what is in it.
pub(crate) fn of(heading: &str) -> Option<Column> {
    let text = topic::plain(heading);
    if text.split(' ').count() > 6 {
        return None;
    }
    STATES.iter().find_map(|(status, phrases)| {
        let kind = phrases.iter().find_map(|phrase| kind_beside(&text, phrase))?;
        Some(Column { status: *status, kind })
    })
}

/// The kind that is left of a heading when its state is taken away.
fn kind_beside(text: &str, phrase: &str) -> Option<ItemKind> {
    let rest = text.strip_prefix(phrase).or_else(|| text.strip_suffix(phrase))?;
    if rest.is_empty() {
        return Some(ItemKind::Task);
    }
    let is_apart = rest.starts_with(' ') || rest.ends_with(' ');
    let noun = NOUNS.iter().find(|(noun, _)| *noun == rest.trim())?;
    is_apart.then_some(noun.1)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[track_caller]
    fn check(heading: &str, expected: &str) {
        let found = of(heading)
            .map(|column| format!("{} {}", column.status.as_str(), column.kind.as_str()));
        assert_eq!(found.unwrap_or_default(), expected, "{heading}");
    }

    #[test]
    fn columns_of_a_board_say_a_state() {
        check("Done", "done task");
        check("✅ Completed Components", "done deliverable");
        check("2. In progress", "in-progress task");
        check("To Do (this week)", "planned task");
        check("What's left to build", "planned task");
        check("Milestones completed", "done milestone");
        check("🚫 Blocked", "blocked task");
        check("Out of scope", "out-of-scope task");
    }

    #[test]
    fn words_of_changelogs_and_manuals_are_no_columns() {
        for heading in [
            "Added",
            "Fixed",
            "Removed",
            "Deprecated",
            "Completed requests per second",
            "Done criteria",
            "Waiting for a lock",
            "Future compatibility",
            "Implemented traits",
            "Pending changes to the protocol",
        ] {
            check(heading, "");
        }
    }
}
