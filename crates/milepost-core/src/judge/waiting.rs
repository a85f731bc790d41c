//! What a request for approval waits for, and who must supply it.

use crate::{
    agreed::{Answerer, ApprovalState, JudgedCondition, Void},
    plan::Item,
    proof::Missing,
    verdict::said_by,
};

/// What is missing until a person has accepted an item.
pub(super) fn missing(item: &Item, approval: &ApprovalState) -> Vec<Missing> {
    let approve = format!("milepost approve {}", item.key.name);
    let missing = |what: String| Missing { what, next: approve.clone() };
    match approval {
        ApprovalState::NotNeeded | ApprovalState::Approved { .. } => Vec::new(),
        ApprovalState::Outstanding { void, unheard } => {
            let mut all: Vec<Missing> = void.iter().map(|void| missing(voided(void))).collect();
            all.extend(
                unheard.iter().map(|why| missing(format!("an answer does not count: {why}"))),
            );
            if all.is_empty() {
                all.push(missing("everything is shown; a person must approve it".to_owned()));
            }
            all
        }
        ApprovalState::Conditional { by, conditions } => conditional(by, conditions, missing),
        ApprovalState::Rejected { by, reason } => {
            let by = said_by(&by.voice);
            vec![missing(format!("rejected by {by}: {reason}; mend it, then ask again"))]
        }
    }
}

fn voided(void: &Void) -> String {
    let by = said_by(&void.by.voice);
    let changes: Vec<String> = void.changes.iter().map(ToString::to_string).collect();
    let changes = changes.join("; ");
    format!("the approval by {by} was of another definition: {changes}")
}

fn conditional(
    by: &Answerer,
    conditions: &[JudgedCondition],
    missing: impl Fn(String) -> Missing,
) -> Vec<Missing> {
    let by = said_by(&by.voice);
    let open = conditions.iter().filter(|condition| condition.is_open());
    let mut all: Vec<Missing> = open
        .map(|condition| {
            let (text, phrase) = (&condition.text, condition.verdict.phrase());
            let gate = condition.gate.as_ref().map(ToString::to_string).unwrap_or_default();
            Missing {
                what: format!("condition of {by}: “{text}”: gate `{gate}` {phrase}"),
                next: format!("milepost verify --gate {gate}"),
            }
        })
        .collect();
    if all.is_empty() {
        let open = conditions.iter().filter(|condition| condition.gate.is_none());
        let open: Vec<String> = open.map(|condition| format!("“{}”", condition.text)).collect();
        all.push(missing(if open.is_empty() {
            format!("the conditions of {by} hold; it is to be approved again")
        } else {
            format!("{by} must say whether this holds now: {}", open.join(", "))
        }));
    }
    all
}
