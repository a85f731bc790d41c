//! The lines that end a page: what was counted, in one breath.

use crate::{
    diag::Severity,
    plan::{Fraction, Item, Status},
    render::{Account, words},
};

/// `3 errors, 2 warnings, 5 notes in 4 documents`; what there is none of is left out.
pub(super) fn problems(account: &Account<'_>) -> String {
    let report = account.report;
    let counts = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| (report.count(severity), severity.as_str()));
    let counts = counts.into_iter().filter(|(number, _)| *number > 0);
    let counts: Vec<String> = counts.map(|(number, word)| words::count(number, word)).collect();
    let counts = if counts.is_empty() { "no problem".to_owned() } else { counts.join(", ") };
    let documents = words::count(account.plan.documents.len(), "document");
    let suppressed = match report.suppressed {
        0 => String::new(),
        number => format!(", {number} expected by the configuration"),
    };
    format!("{counts} in {documents}{suppressed}")
}

/// `12 of 31 work items said to be finished, 4 proven`.
pub(super) fn claims(account: &Account<'_>) -> String {
    let Fraction { part, whole } = work(account);
    match whole {
        0 => "no work item is tracked".to_owned(),
        whole => {
            let number = usize::try_from(whole).unwrap_or(usize::MAX);
            let items = words::count(number, "work item");
            format!("{part} of {items} said to be finished, {}", proven(account, shown(account)))
        }
    }
}

/// `2 proven`, and why there is none where nothing could be.
pub(super) fn proven(account: &Account<'_>, number: usize) -> String {
    let mut gates = account.report.verdicts.gates.values();
    match number {
        0 if !gates.any(|gate| gate.basis.is_some()) => "0 proven: no gate has run".to_owned(),
        number => format!("{number} proven"),
    }
}

/// How many work items evidence shows.
pub(super) fn shown(account: &Account<'_>) -> usize {
    account.report.items.iter().filter(|judged| judged.standing.is_shown()).count()
}

/// How many work items are said to be finished, of all that are still in the plan.
pub(super) fn work(account: &Account<'_>) -> Fraction {
    let mut fraction = Fraction { part: 0, whole: 0 };
    for item in account.plan.items.values().filter(|item| item.key.kind.is_work()) {
        let status = account.says(item).map(|says| says.status);
        if status.is_some_and(Status::is_dropped) {
            continue;
        }
        fraction.whole += 1;
        fraction.part += u64::from(status.is_some_and(Status::is_finished));
    }
    fraction
}

/// What was looked at and is no tracker, where there is something to say.
pub(super) fn beside(account: &Account<'_>) -> Option<String> {
    let boxes = usize::try_from(account.loose_boxes).unwrap_or(usize::MAX);
    (boxes > 0).then(|| {
        let boxes = match boxes {
            1 => "1 checklist box".to_owned(),
            number => format!("{number} checklist boxes"),
        };
        let files = words::count(account.passed_over, "other Markdown file");
        format!("{boxes} in {files} not counted: no trackers")
    })
}

/// How people call an item: its id, else its title.
pub(super) fn name<'a>(account: &Account<'a>, item: &'a Item) -> &'a str {
    if item.has_id { item.key.name.as_str() } else { account.plan.title(item) }
}
