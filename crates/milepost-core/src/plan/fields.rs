//! What documents say of an item beside its status.

use jiff::civil::Date;

use crate::text::Span;

/// The meaning of a field, a table column or a front matter key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldName {
    /// One of the names that milepost knows; see [`FieldName::KNOWN`].
    Known(&'static str),
    /// Any other, in lower case, words joined by `-`.
    Other(Box<str>),
}

impl FieldName {
    /// The names that rules and renderers may ask for, sorted.
    pub const KNOWN: &'static [&'static str] = &[
        "actual",
        "approval",
        "approved-by",
        "assumption",
        "blocker",
        "branch",
        "category",
        "command",
        "commit",
        "completed-milestones",
        "confirmation",
        "consequences",
        "consumer",
        "context",
        "contributes",
        "coupling",
        "coverage",
        "created",
        "criterion",
        "current-milestone",
        "date",
        "day",
        "decision",
        "decision-makers",
        "deliverable",
        "deliverables",
        "depends",
        "description",
        "doing",
        "drivers",
        "enforcement",
        "estimate",
        "evidence",
        "exit",
        "expected",
        "finding",
        "focus",
        "gate",
        "goal",
        "id",
        "impact",
        "item",
        "labels",
        "likelihood",
        "meaning",
        "metric",
        "milestone",
        "mitigation",
        "mode",
        "model-version",
        "next",
        "notes",
        "number",
        "option",
        "outcome",
        "output",
        "overall",
        "owner",
        "parallel",
        "parent",
        "pass",
        "percent",
        "phase",
        "pointers",
        "principal-risk",
        "priority",
        "progress",
        "prompt",
        "pros",
        "purpose",
        "range",
        "readiness",
        "release",
        "resolution",
        "result",
        "risk",
        "scope",
        "severity",
        "start",
        "status",
        "story",
        "summary",
        "superseded-by",
        "supersedes",
        "target",
        "task",
        "test",
        "testing",
        "tests",
        "tier",
        "title",
        "tuple",
        "type",
        "unit",
        "updated",
        "value",
        "version",
    ];

    /// The name for a text: a known one if it is known.
    pub fn new(name: &str) -> Self {
        match Self::KNOWN.binary_search(&name) {
            Ok(at) => Self::Known(Self::KNOWN[at]),
            Err(_) => Self::Other(name.into()),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(name) => name,
            Self::Other(name) => name,
        }
    }
}

/// One field of an item or a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it means.
    pub name: FieldName,
    /// What the document calls it.
    pub label: Box<str>,
    /// Its value, markup removed.
    pub value: Box<str>,
    /// The calendar day that a date means: the last one it can mean, and for `Week 4` and `Day 2`
    /// the one counted from the project's start, where that is known.
    pub day: Option<Date>,
    /// Where the value stands.
    pub span: Span,
}

#[cfg(test)]
mod tests {
    use super::FieldName;

    #[test]
    fn known_names_are_sorted_and_found() {
        assert!(FieldName::KNOWN.is_sorted_by(|a, b| a < b));
        assert_eq!(FieldName::new("owner"), FieldName::Known("owner"));
        assert_eq!(FieldName::new("colour"), FieldName::Other("colour".into()));
    }
}
