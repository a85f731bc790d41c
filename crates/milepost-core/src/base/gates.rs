//! Definitions of gates, field by field.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    base::{Alteration, Altered, CONFIG, Effect, alteration::from_to, at},
    gate::{
        Check, Control, ControlKind, ControlState, Enforcement, Gate, GateName, Member,
        ReportPlace, ReportSource, ReviewCheck, RunCheck, Weight,
    },
    globs::Globs,
    pass::{Comparison, PassRule},
};

/// Compares all gates. One that is new judged nothing before.
pub(super) fn compare(
    before: &BTreeMap<GateName, Gate>,
    now: &BTreeMap<GateName, Gate>,
    found: &mut Vec<Alteration>,
) {
    for (name, old) in before {
        let altered = || Altered::Gate(name.clone());
        let Some(new) = now.get(name) else {
            let what = format!("gate `{name}` is not defined any more");
            found.push(Alteration::in_config(altered(), what, Effect::Loosens));
            continue;
        };
        for field in differences(old, new) {
            let what = format!("definition of gate `{name}`: {}", field.what);
            let place = at(CONFIG, new.span);
            found.push(Alteration::new(altered(), what, field.effect, place));
        }
    }
}

/// One field that is not what it was.
struct Difference {
    what: String,
    effect: Effect,
}

fn differences(old: &Gate, new: &Gate) -> Vec<Difference> {
    let mut found = Vec::new();
    if old.enforcement != new.enforcement {
        let effect = match new.enforcement {
            Enforcement::Advisory => Effect::Loosens,
            Enforcement::Blocking => Effect::Harmless,
        };
        let (before, now) = (old.enforcement.as_str(), new.enforcement.as_str());
        let what = format!("`enforcement` {}", from_to(before, now));
        found.push(Difference { what, effect });
    }
    match (&old.check, &new.check) {
        (Check::Run(old), Check::Run(new)) => of_run(old, new, &mut found),
        (Check::Review(old), Check::Review(new)) => of_review(old, new, &mut found),
        (Check::Run(_), Check::Review(_)) => {
            let what = "a person answers it now, and a command did before".to_owned();
            found.push(Difference { what, effect: Effect::Unclear });
        }
        (Check::Review(_), Check::Run(_)) => {
            let what = "a command answers it now, and a person did before".to_owned();
            found.push(Difference { what, effect: Effect::Loosens });
        }
    }
    found
}

fn of_run(old: &RunCheck, new: &RunCheck, found: &mut Vec<Difference>) {
    for ((key, before), (_, now)) in fields(old).into_iter().zip(fields(new)) {
        if before != now {
            let what = format!("`{key}` {}", from_to(&before, &now));
            found.push(Difference { what, effect: effect(key, old, new) });
        }
    }
}

/// What the change of a field may let pass.
fn effect(key: &str, old: &RunCheck, new: &RunCheck) -> Effect {
    let kept = |is_kept: bool| if is_kept { Effect::Harmless } else { Effect::Loosens };
    match key {
        "require" => kept(old.require.iter().all(|rule| is_rule_kept(rule, &new.require))),
        "controls" => kept(old.controls.iter().all(|control| new.controls.contains(control))),
        "greens" => Effect::of(new.greens.cmp(&old.greens)),
        "timeout" => Effect::of(old.timeout.cmp(&new.timeout)),
        "max-age" => Effect::of(lasts(old.max_age).cmp(&lasts(new.max_age))),
        // Versions are told, and prove nothing.
        "versions" => Effect::Harmless,
        _ => Effect::Unclear,
    }
}

/// How long a pass counts; for ever where nothing is said.
fn lasts(max_age: Option<Duration>) -> Duration {
    max_age.unwrap_or(Duration::MAX)
}

/// Whether a rule still stands, or one that asks for more of the same value.
fn is_rule_kept(old: &PassRule, new: &[PassRule]) -> bool {
    let bounds = old.bounds();
    let only = bounds.first().filter(|_| bounds.len() == 1 && !joins(old.as_str()));
    new.iter().any(|rule| {
        let stands = rule.as_str() == old.as_str();
        let is_stricter = || {
            let Some(old) = only else { return false };
            rule.bounds().iter().any(|new| {
                let is_same = new.term == old.term
                    && new.comparison == old.comparison
                    && new.limit.unit == old.limit.unit;
                is_same && asks_more(new.comparison, new.limit.value, old.limit.value)
            })
        };
        stands || is_stricter()
    })
}

/// Whether a rule may say more than its first threshold.
fn joins(rule: &str) -> bool {
    rule.split_whitespace().any(|word| matches!(word, "and" | "or" | "not"))
}

fn asks_more(comparison: Comparison, new: f64, old: f64) -> bool {
    match comparison {
        Comparison::Greater | Comparison::GreaterOrEqual => new >= old,
        Comparison::Less | Comparison::LessOrEqual => new <= old,
        Comparison::Equal | Comparison::NotEqual => false,
    }
}

/// Every field of a run, as `milepost.toml` calls it, with its value in words; empty where nothing is
/// said.
fn fields(check: &RunCheck) -> Vec<(&'static str, String)> {
    let RunCheck {
        run,
        prepare,
        folder,
        keep,
        environment,
        reports,
        require,
        compare,
        timeout,
        weight,
        inputs,
        needs,
        max_age,
        greens,
        controls,
        versions,
        with,
    } = check;
    vec![
        ("run", run.to_string()),
        ("prepare", prepare.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("folder", folder.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("keep", list(keep.iter().map(ToString::to_string))),
        ("env", list(environment.iter().map(ToString::to_string))),
        ("reports", list(reports.iter().map(report))),
        ("require", list(require.iter().map(|rule| rule.as_str().to_owned()))),
        ("compare", compare.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("timeout", span(timeout)),
        ("weight", weight_word(*weight).to_owned()),
        ("inputs", inputs.as_ref().map(globs).unwrap_or_default()),
        ("needs", list(needs.iter().map(ToString::to_string))),
        ("max-age", max_age.as_ref().map(span).unwrap_or_default()),
        ("greens", greens.to_string()),
        ("controls", list(controls.iter().map(control))),
        ("versions", list(versions.iter().map(|(name, line)| format!("{name}: {line}")))),
        ("with", list(with.iter().map(Member::name))),
    ]
}

fn of_review(old: &ReviewCheck, new: &ReviewCheck, found: &mut Vec<Difference>) {
    let ReviewCheck { by, checklist, inputs, max_age } = old;
    let words = |list: &[Box<str>]| list.join(", ");
    if *by != new.by {
        let what = format!("`by` {}", from_to(&words(by), &words(&new.by)));
        found.push(Difference { what, effect: Effect::Unclear });
    }
    if *checklist != new.checklist {
        let is_kept = checklist.iter().all(|item| new.checklist.contains(item));
        let effect = if is_kept { Effect::Harmless } else { Effect::Loosens };
        let what = format!("`checklist` {}", from_to(&words(checklist), &words(&new.checklist)));
        found.push(Difference { what, effect });
    }
    let said = |inputs: &Option<Globs>| inputs.as_ref().map(globs).unwrap_or_default();
    if *inputs != new.inputs {
        let what = format!("`inputs` {}", from_to(&said(inputs), &said(&new.inputs)));
        found.push(Difference { what, effect: Effect::Unclear });
    }
    if *max_age != new.max_age {
        let said = |age: Option<Duration>| age.as_ref().map(span).unwrap_or_default();
        let what = format!("`max-age` {}", from_to(&said(*max_age), &said(new.max_age)));
        let effect = Effect::of(lasts(*max_age).cmp(&lasts(new.max_age)));
        found.push(Difference { what, effect });
    }
}

/// A span of time in the largest unit that it is a whole number of.
fn span(time: &Duration) -> String {
    let seconds = time.as_secs();
    let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
    match units.into_iter().find(|(unit, _)| seconds >= *unit && seconds.is_multiple_of(*unit)) {
        Some((unit, word)) => format!("{} {word}", seconds / unit),
        None => format!("{} s", time.as_secs_f64()),
    }
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

fn globs(globs: &Globs) -> String {
    list(globs.patterns().map(str::to_owned))
}

fn report(report: &ReportSource) -> String {
    let place = match &report.place {
        ReportPlace::Files(path) => path,
        ReportPlace::Stdout => "stdout",
    };
    format!("{} {place}", report.format.as_str())
}

fn weight_word(weight: Weight) -> &'static str {
    match weight {
        Weight::Light => "light",
        Weight::Heavy => "heavy",
    }
}

fn control(control: &Control) -> String {
    let Control { name, kind, state } = control;
    let kind = match kind {
        ControlKind::Good => "good".to_owned(),
        ControlKind::Bad { signal } => format!("bad, which says {signal},"),
    };
    let state = match state {
        ControlState::Patch(path) => path.as_str(),
        ControlState::Commit(commit) => commit,
        ControlState::Here => ".",
    };
    format!("{name}: {kind} {state}")
}
