//! How much problems weigh, and which ones are expected.

use std::collections::BTreeSet;

use crate::{
    base::{Alteration, Altered, Effect},
    config::{Config, Suppression},
    diag::Severity,
};

/// Compares the severities that are set for rules. One that is set for the first time may be lower than
/// what the rule says of itself.
pub(super) fn severities(before: &Config, now: &Config, found: &mut Vec<Alteration>) {
    let names: BTreeSet<&'static str> =
        before.rules.keys().chain(now.rules.keys()).copied().collect();
    for name in names {
        let (old, new) = (before.rules.get(name), now.rules.get(name));
        if old == new {
            continue;
        }
        let (what, effect) = match (old, new) {
            (Some(old), Some(new)) if new < old => ("lowered", Effect::Loosens),
            (Some(_), Some(_)) => ("raised", Effect::Harmless),
            // What a rule weighs by itself is for it to say; the most that anything weighs is no less.
            (_, Some(Some(Severity::Error))) => ("set", Effect::Harmless),
            (_, Some(_) | None) => ("changed", Effect::Unclear),
        };
        let (old, new) = (word(old), word(new));
        let what = format!("severity of rule `{name}` {what} from {old} to {new}");
        found.push(Alteration::in_config(Altered::Severity(name), what, effect));
    }
}

fn word(severity: Option<&Option<Severity>>) -> &'static str {
    match severity {
        None => "what the rule says",
        Some(None) => "off",
        Some(Some(severity)) => severity.as_str(),
    }
}

/// Compares the problems that are expected.
pub(super) fn suppressions(
    before: &[Suppression],
    now: &[Suppression],
    found: &mut Vec<Alteration>,
) {
    // That a reason is worded anew lets nothing more pass.
    let same = |one: &Suppression, other: &Suppression| {
        one.rule == other.rule && one.path == other.path && one.item == other.item
    };
    for new in now.iter().filter(|new| !before.iter().any(|old| same(old, new))) {
        let what = format!("suppression added: {}", said(new));
        found.push(suppression(new, what, Effect::Loosens));
    }
    for old in before.iter().filter(|old| !now.iter().any(|new| same(old, new))) {
        let what = format!("suppression removed: {}", said(old));
        found.push(suppression(old, what, Effect::Harmless));
    }
}

fn suppression(of: &Suppression, what: String, effect: Effect) -> Alteration {
    Alteration::in_config(Altered::Suppression(of.rule), what, effect)
}

fn said(suppression: &Suppression) -> String {
    let Suppression { rule, path, item, reason } = suppression;
    let path = path.as_ref().map(|globs| format!(" in `{}`", globs.patterns().collect::<String>()));
    let item = item.as_ref().map(|item| format!(" about `{item}`"));
    let (path, item) = (path.unwrap_or_default(), item.unwrap_or_default());
    format!("`{rule}`{path}{item}, because: {reason}")
}
