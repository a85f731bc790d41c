//! Which documents are trackers, what counts as proven, what commits must bring along.

use jiff::civil::Date;

use crate::{
    base::{Alteration, Altered, CONFIG, Effect, alteration::from_to, at},
    config::{CommitPolicy, Documents, Policy, Recheck},
    globs::Globs,
};

/// Compares the document lists.
pub(super) fn documents(before: &Documents, now: &Documents, found: &mut Vec<Alteration>) {
    let Documents { include, exclude, fenced, groups } = before;
    let mut report = |what: String, effect: Effect| {
        found.push(Alteration::in_config(Altered::Documents, what, effect));
    };
    for (old, new, key) in [(include, &now.include, "include"), (fenced, &now.fenced, "fenced")] {
        if let Some(gone) = missing(old, new) {
            report(format!("{gone} removed from `{key}` of `[documents]`"), Effect::Loosens);
        }
        if let Some(added) = missing(new, old) {
            report(format!("{added} added to `{key}` of `[documents]`"), Effect::Harmless);
        }
    }
    if let Some(added) = missing(&now.exclude, exclude) {
        report(format!("{added} added to `exclude` of `[documents]`"), Effect::Loosens);
    }
    if let Some(gone) = missing(exclude, &now.exclude) {
        report(format!("{gone} removed from `exclude` of `[documents]`"), Effect::Harmless);
    }
    if *groups != now.groups {
        report("`groups` of `[documents]` was altered".to_owned(), Effect::Unclear);
    }
}

/// The globs of one list that another one lacks.
fn missing(of: &Globs, within: &Globs) -> Option<String> {
    let gone = of.patterns().filter(|glob| !within.patterns().any(|other| other == *glob));
    let gone: Vec<String> = gone.map(|glob| format!("`{glob}`")).collect();
    (!gone.is_empty()).then(|| gone.join(", "))
}

/// Compares when the project started.
pub(super) fn start(before: Option<Date>, now: Option<Date>, found: &mut Vec<Alteration>) {
    if before != now {
        let word = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let what = format!("`start` of `[project]` {}", from_to(&word(before), &word(now)));
        let effect = if before.is_none() { Effect::Harmless } else { Effect::Unclear };
        found.push(Alteration::in_config(Altered::Start, what, effect));
    }
}

/// Compares what counts as proven.
pub(super) fn policy(before: &Policy, now: &Policy, found: &mut Vec<Alteration>) {
    let Policy { least_grade, recheck, greens_after_fail, commits } = before;
    let mut report = |key: &str, before: &str, now: &str, effect: Effect| {
        let what = format!("`{key}` of `[policy]` {}", from_to(before, now));
        found.push(Alteration::in_config(Altered::Policy, what, effect));
    };
    if *least_grade != now.least_grade {
        let effect = Effect::of(now.least_grade.cmp(least_grade));
        report("least-grade", least_grade.as_str(), now.least_grade.as_str(), effect);
    }
    if *recheck != now.recheck {
        let word = |recheck: Recheck| match recheck {
            Recheck::Required => "true",
            Recheck::Optional => "false",
        };
        let effect = Effect::of(now.recheck.cmp(recheck));
        report("recheck", word(*recheck), word(now.recheck), effect);
    }
    if *greens_after_fail != now.greens_after_fail {
        let effect = Effect::of(now.greens_after_fail.cmp(greens_after_fail));
        let (before, now) = (greens_after_fail.to_string(), now.greens_after_fail.to_string());
        report("greens-after-fail", &before, &now, effect);
    }
    commit_policies(commits.as_ref(), now.commits.as_ref(), found);
}

fn commit_policies(
    before: Option<&CommitPolicy>,
    now: Option<&CommitPolicy>,
    found: &mut Vec<Alteration>,
) {
    let Some(old) = before else { return };
    let Some(new) = now else {
        let what = "`[policy.commits]` is gone";
        found.push(Alteration::in_config(Altered::Commits, what, Effect::Loosens));
        return;
    };
    let CommitPolicy { span: _, tracking, types, decisions, except_authors, merges } = old;
    let changes = [
        ("tracking", *tracking != new.tracking),
        ("types", *types != new.types),
        ("decisions", *decisions != new.decisions),
        ("except-authors", *except_authors != new.except_authors),
        ("merges", *merges != new.merges),
    ];
    for (key, _) in changes.into_iter().filter(|(_, is_changed)| *is_changed) {
        let what = format!("`{key}` of `[policy.commits]` was altered");
        let place = at(CONFIG, new.span);
        found.push(Alteration::new(Altered::Commits, what, Effect::Unclear, place));
    }
}
