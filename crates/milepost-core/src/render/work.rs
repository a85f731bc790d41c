//! Who is at what, where work was sent, and how it is done here, in words.

use crate::{
    config::Mode,
    evidence::Turn,
    judge::Judged,
    lease::{AtWork, Lease, Whose},
    plan::ItemKind,
    proof::{Course, Removal, Steer, Through},
    render::{Account, log, words},
};

/// So many leases are named in one line.
const NAMED: usize = 4;

/// Who is at an item, in one word: a page may be shown to others, so nobody is called "you".
pub(super) fn who(at: &AtWork) -> &str {
    match at {
        AtWork::Held { lease, whose: _ } => lease.actor.as_str(),
        AtWork::Branch { name, .. } => name,
    }
}

/// Who is at an item, in full.
pub(super) fn at_work(at: &AtWork) -> String {
    match at {
        AtWork::Held { lease, whose } => {
            let you = match whose {
                Whose::Mine => " (you)",
                Whose::Others => "",
            };
            format!("{}{you}{}, {}", lease.actor, place(lease), times(lease))
        }
        AtWork::Branch { name, whose: Whose::Mine } => format!("branch {name}, checked out here"),
        AtWork::Branch { name, whose: Whose::Others } => format!("branch {name}, not merged here"),
    }
}

/// Since when and until when a lease holds.
pub(super) fn times(lease: &Lease) -> String {
    format!("since {} until {}", log::minute(lease.since), log::minute(lease.until))
}

fn place(lease: &Lease) -> String {
    lease.branch.as_ref().map(|branch| format!(" on branch {branch}")).unwrap_or_default()
}

/// The lines about an item: who is at it, and where it was sent.
pub(super) fn of_item(judged: &Judged) -> Vec<(&'static str, String)> {
    let mut lines: Vec<(&str, String)> = Vec::new();
    for at in &judged.at_work {
        let label = match at {
            AtWork::Held { .. } => "held",
            AtWork::Branch { .. } => "on",
        };
        lines.push((label, at_work(at)));
    }
    lines.extend(judged.course.as_ref().map(|course| ("sent", self::course(course))));
    lines
}

/// Where an item was sent, and what that takes away.
fn course(course: &Course) -> String {
    let through = match &course.through {
        Through::Itself => String::new(),
        Through::Whole(key) => format!(" with {} {}", words::kind(key.kind), key.name),
        Through::Project => " with the project".to_owned(),
    };
    let counts = match (&course.steer.turn, course.removal) {
        (Turn::Rescoped { .. } | Turn::Superseded { .. }, Removal::Unsupported) => {
            "; it still counts: no decision of the plan that holds is named"
        }
        (Turn::Rescoped { .. } | Turn::Superseded { .. }, Removal::Decided)
        | (Turn::Suspended { .. } | Turn::Resumed, _) => "",
    };
    format!("{}{through}{}{counts}", log::turned(&course.steer.turn), because(&course.steer))
}

/// One thing that was said about where work goes.
pub(super) fn steer(steer: &Steer) -> String {
    format!("{}{}", log::turned(&steer.turn), because(steer))
}

fn because(steer: &Steer) -> String {
    let by = if steer.by.is_empty() { String::new() } else { format!(" by {}", steer.by) };
    format!("{by}, {}: {}", log::minute(steer.at), steer.reason)
}

/// The lines about the whole project: how work is done, who holds what, what was taken out.
pub(super) fn lines(account: &Account<'_>) -> Vec<(&'static str, String)> {
    let conduct = &account.report.conduct;
    let mut lines = Vec::new();
    if conduct.mode == Mode::Safe {
        lines.push(("Mode", mode(account)));
    }
    lines.extend(conduct.suspended.as_ref().map(|it| ("Suspended", steer(it))));
    lines.extend(held(account).map(|held| ("Held", held)));
    if let Some(file) = conduct.unreadable_leases.first() {
        lines
            .push(("Leases", format!("{file} cannot be read: somebody may hold what it is about")));
    }
    lines.extend(removed(account).map(|removed| ("Removed", removed)));
    lines
}

fn mode(account: &Account<'_>) -> String {
    let conduct = &account.report.conduct;
    let memory = match conduct.memory_floor {
        Some(bytes) => format!("{} of memory must be available", words::bytes(bytes)),
        None => "no memory floor is set".to_owned(),
    };
    let by = match conduct.heavy_by.as_slice() {
        [] => "anyone may run it".to_owned(),
        roles => format!("run by {}", roles.join(", ")),
    };
    format!(
        "safe: {} for heavy work, {memory}, {by}",
        words::count(conduct.heavy_slots as usize, "slot")
    )
}

/// What is held, by whom and until when.
fn held(account: &Account<'_>) -> Option<String> {
    let mut all = Vec::new();
    for judged in &account.report.items {
        for at in &judged.at_work {
            if let AtWork::Held { lease, .. } = at {
                let until = log::minute(lease.until);
                all.push(format!("{} by {} until {until}", judged.key.name, who(at)));
            }
        }
    }
    let more = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    let more = if more > 0 { format!("; {more} more") } else { String::new() };
    (!all.is_empty()).then(|| all.join("; ") + &more)
}

/// What a decision took out of what must be proven.
fn removed(account: &Account<'_>) -> Option<String> {
    let mut all = Vec::new();
    for judged in account.report.items.iter().filter(|it| it.key.kind != ItemKind::Task) {
        let Some(course) = judged.course.as_ref() else { continue };
        if course.removal == Removal::Decided && course.through == Through::Itself {
            all.push(format!("{} {}", judged.key.name, log::turned(&course.steer.turn)));
        }
    }
    (!all.is_empty()).then(|| all.join("; "))
}
