//! The vocabulary of column headers, field labels and front matter keys.
//!
//! One table maps what people write to what it means; every recogniser asks here.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::plan::FieldName;

/// What people write, in lower case with single spaces, and the name for it. Each label
/// stands here once.
const WHOLE: &[(&str, &str)] = &[
    ("#", "number"),
    ("no", "number"),
    ("no.", "number"),
    ("nr", "number"),
    ("id", "id"),
    ("ids", "id"),
    ("key", "id"),
    ("ref", "id"),
    ("code", "id"),
    ("ep", "id"),
    ("wp", "id"),
    ("task id", "id"),
    ("subtask id", "id"),
    ("item id", "id"),
    ("gate id", "id"),
    ("risk id", "id"),
    ("vg", "id"),
    ("vg-id", "id"),
    ("status", "status"),
    ("state", "status"),
    ("current status", "status"),
    ("verdict", "status"),
    ("result", "result"),
    ("results", "result"),
    ("progress", "progress"),
    ("done", "status"),
    ("done?", "status"),
    ("complete", "status"),
    ("complete?", "status"),
    ("stage", "status"),
    ("milestone", "milestone"),
    ("milestones", "milestone"),
    ("m-row", "milestone"),
    ("phase", "phase"),
    ("phases", "phase"),
    ("sprint", "phase"),
    ("iteration", "phase"),
    ("m-row range", "range"),
    ("range", "range"),
    ("rows", "range"),
    ("deliverable", "deliverable"),
    ("deliverables", "deliverables"),
    ("module", "deliverable"),
    ("component", "deliverable"),
    ("feature", "deliverable"),
    ("epic", "deliverable"),
    ("story", "deliverable"),
    ("user story", "deliverable"),
    ("proposal", "deliverable"),
    ("work package", "deliverable"),
    ("workstream", "deliverable"),
    ("task", "task"),
    ("tasks", "task"),
    ("subtask", "task"),
    ("work item", "task"),
    ("action", "task"),
    ("action item", "task"),
    ("todo", "task"),
    ("to do", "task"),
    ("ticket", "task"),
    ("issue", "task"),
    ("step", "task"),
    ("item", "item"),
    ("name", "item"),
    ("title", "item"),
    ("area", "item"),
    ("goal name", "item"),
    ("finding", "finding"),
    ("findings", "finding"),
    ("blocker", "blocker"),
    ("blockers", "blocker"),
    ("risk", "risk"),
    ("risks", "risk"),
    ("resolution", "resolution"),
    ("decision", "decision"),
    ("decisions", "decision"),
    ("gate", "gate"),
    ("gates", "gate"),
    ("required gates", "gate"),
    ("required gate", "gate"),
    ("validation gate", "gate"),
    ("validation gates", "gate"),
    ("quality gate", "gate"),
    ("consumer", "consumer"),
    ("downstream", "consumer"),
    ("client", "consumer"),
    ("criterion", "criterion"),
    ("criteria", "criterion"),
    ("acceptance criterion", "criterion"),
    ("acceptance criteria", "criterion"),
    ("requirement", "criterion"),
    ("test", "test"),
    ("test suite", "test"),
    ("suite", "test"),
    ("tests", "tests"),
    ("commit", "commit"),
    ("commits", "commit"),
    ("commit shipped", "commit"),
    ("hash", "commit"),
    ("sha", "commit"),
    ("commit hash", "commit"),
    ("validated at", "commit"),
    ("verified at", "commit"),
    ("tested at", "commit"),
    ("version", "version"),
    ("release", "release"),
    ("date", "date"),
    ("when", "date"),
    ("completed", "date"),
    ("evaluated", "date"),
    ("created", "created"),
    ("created date", "created"),
    ("day", "day"),
    ("days", "day"),
    ("week", "day"),
    ("focus", "focus"),
    ("type", "type"),
    ("kind", "type"),
    ("summary", "summary"),
    ("description", "description"),
    ("subject", "summary"),
    ("message", "summary"),
    ("owner", "owner"),
    ("owners", "owner"),
    ("owner(s)", "owner"),
    ("owner(s) or team(s)", "owner"),
    ("assignee", "owner"),
    ("assigned to", "owner"),
    ("assigned", "owner"),
    ("responsible", "owner"),
    ("lead", "owner"),
    ("champion", "owner"),
    ("who", "owner"),
    ("agent", "owner"),
    ("dri", "owner"),
    ("author", "owner"),
    ("evidence", "evidence"),
    ("evidence summary", "evidence"),
    ("proof", "evidence"),
    ("artifact", "evidence"),
    ("artifacts", "evidence"),
    ("artifacts / proof", "evidence"),
    ("artefacts", "evidence"),
    ("validation", "evidence"),
    ("notes", "notes"),
    ("note", "notes"),
    ("comment", "notes"),
    ("comments", "notes"),
    ("remarks", "notes"),
    ("details", "notes"),
    ("what is done", "notes"),
    ("what it shipped", "output"),
    ("what shipped", "output"),
    ("output", "output"),
    ("outputs", "output"),
    ("outcome", "outcome"),
    ("impact", "impact"),
    ("severity", "severity"),
    ("likelihood", "likelihood"),
    ("probability", "likelihood"),
    ("mitigation", "mitigation"),
    ("mitigations", "mitigation"),
    ("response", "mitigation"),
    ("exit condition", "exit"),
    ("exit criteria", "exit"),
    ("exit", "exit"),
    ("unblocks when", "exit"),
    ("priority", "priority"),
    ("prio", "priority"),
    ("estimate", "estimate"),
    ("effort", "estimate"),
    ("size", "estimate"),
    ("duration", "estimate"),
    ("target", "target"),
    ("target date", "target"),
    ("due", "target"),
    ("due date", "target"),
    ("deadline", "target"),
    ("eta", "target"),
    ("timeline", "target"),
    ("goal", "goal"),
    ("objective", "goal"),
    ("purpose", "purpose"),
    ("scope", "scope"),
    ("files", "scope"),
    ("files to modify", "scope"),
    ("depends on", "depends"),
    ("dependencies", "depends"),
    ("dependency", "depends"),
    ("depends", "depends"),
    ("blocked by", "depends"),
    ("prerequisites", "depends"),
    ("requires", "depends"),
    ("after", "depends"),
    ("parent task id", "parent"),
    ("parent", "parent"),
    ("contributes to", "contributes"),
    ("approval required", "approval"),
    ("approval", "approval"),
    ("approved by", "approved-by"),
    ("value delivered", "value"),
    ("value", "value"),
    ("metric", "metric"),
    ("metadata", "metric"),
    ("field", "metric"),
    ("property", "metric"),
    ("testing", "testing"),
    ("independent test", "testing"),
    ("verification", "testing"),
    ("how to verify", "testing"),
    ("test plan", "testing"),
    ("pass criteria", "pass"),
    ("pass rule", "pass"),
    ("pass condition", "pass"),
    ("command", "command"),
    ("commands", "command"),
    ("coupling type", "coupling"),
    ("coupling", "coupling"),
    ("readiness", "readiness"),
    ("principal risk", "principal-risk"),
    ("support tier", "tier"),
    ("tier", "tier"),
    ("tuple", "tuple"),
    ("current tuple", "tuple"),
    ("context", "context"),
    ("consequences", "consequences"),
    ("confirmation", "confirmation"),
    ("supersedes", "supersedes"),
    ("superseded by", "superseded-by"),
    ("next", "next"),
    ("next milestone", "next"),
    ("last updated", "updated"),
    ("last update", "updated"),
    ("updated", "updated"),
    ("updated date", "updated"),
    ("as of", "updated"),
    ("start", "start"),
    ("start date", "start"),
    ("project start", "start"),
    ("started", "start"),
    ("model version", "model-version"),
    ("mode", "mode"),
    ("current focus", "focus"),
    ("current milestone", "current-milestone"),
    ("active milestone", "current-milestone"),
    ("completed milestones", "completed-milestones"),
    ("control docs", "pointers"),
    ("safety docs", "pointers"),
    ("related docs", "pointers"),
    ("see also", "pointers"),
    ("prompt", "prompt"),
    ("category", "category"),
    ("enforcement", "enforcement"),
    ("parallel?", "parallel"),
    ("work package id", "deliverable"),
    ("expected", "expected"),
    ("actual", "actual"),
    ("coverage", "coverage"),
    ("bead", "id"),
    ("branch", "branch"),
    ("overall", "overall"),
    ("overall progress", "overall"),
    ("tests run", "tests"),
    ("deciders", "decision-makers"),
    ("decision makers", "decision-makers"),
    ("technical story", "story"),
    ("labels", "labels"),
    ("tags", "labels"),
];

/// [`WHOLE`], to be looked up.
static KNOWN: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| WHOLE.iter().copied().collect());

/// Normalises a label: lower case, single spaces, no markup, no trailing colon.
pub(crate) fn normal(label: &str) -> String {
    let label = label.trim_end_matches(['*', '_', '`', '"', ' ', ':']);
    let label = label.trim_start_matches(['*', '_', '`', '"', ' ']);
    let mut out = String::with_capacity(label.len());
    for word in label.split(|c: char| c.is_whitespace() || c == '_') {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
    out
}

/// The meaning of a label that milepost knows.
pub(crate) fn known(label: &str) -> Option<&'static str> {
    let label = normal(label);
    let bare = label.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '#').trim();
    KNOWN.get(bare).copied()
}

/// The name of the field that a label heads: a known one, else the label itself as a slug.
pub(crate) fn field_name(label: &str) -> FieldName {
    known(label).map_or_else(|| FieldName::new(&slug(label)), FieldName::new)
}

fn slug(label: &str) -> String {
    let mut out = String::new();
    for c in normal(label).chars() {
        match c {
            c if c.is_alphanumeric() => out.push(c),
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    while out.ends_with('-') {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{field_name, known};

    #[test]
    fn labels_mean_the_same_in_any_dress() {
        for label in ["Depends on", "**Dependencies:**", "BLOCKED BY", "depends  on:", "depends_on"]
        {
            assert_eq!(known(label), Some("depends"), "{label}");
        }
        assert_eq!(known("Favourite colour"), None);
    }

    #[test]
    fn every_label_stands_once() {
        assert_eq!(super::KNOWN.len(), super::WHOLE.len());
    }

    #[test]
    fn unknown_labels_keep_their_own_name() {
        assert_eq!(field_name("Point of contact").as_str(), "point-of-contact");
        assert_eq!(field_name("[lang-docs] champion").as_str(), "lang-docs-champion");
    }
}
