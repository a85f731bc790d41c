//! How the pass rules of a gate differ, rule by rule.

use super::{Change, Direction, apart};
use crate::{
    gate::GateName,
    pass::{Bound, Comparison, PassRule},
};

/// Rules that are gone are paired with new ones about the same value: those were changed.
pub(super) fn changes(
    gate: &GateName,
    before: &[Box<str>],
    after: &[Box<str>],
    changes: &mut Vec<Change>,
) {
    let (gone, mut new) = apart(before, after);
    for old in gone {
        let at = new.iter().position(|other| is_about_the_same(&old, other));
        let twin = at.map(|at| new.remove(at));
        if twin.as_ref().is_some_and(|twin| is_equal(&old, twin)) {
            continue;
        }
        changes.push(Change::RuleChanged { gate: gate.clone(), before: Some(old), after: twin });
    }
    changes.extend(new.into_iter().map(|rule| Change::RuleChanged {
        gate: gate.clone(),
        before: None,
        after: Some(rule),
    }));
}

/// Whether the second rule lets more pass than the first.
pub(super) fn direction(before: Option<&str>, after: Option<&str>) -> Direction {
    let (Some(before), Some(after)) = (before, after) else {
        return if before.is_some() { Direction::Weaker } else { Direction::Stronger };
    };
    let (Some(old), Some(new)) = (read(before), read(after)) else { return Direction::Different };
    let each = old.bounds.iter().map(|bound| kept(bound, &new.bounds)).max();
    match each {
        Some(Direction::Stronger) if !(old.is_whole && new.is_whole) => Direction::Different,
        Some(direction) => direction,
        None => Direction::Different,
    }
}

/// A rule, as far as it consists of thresholds.
struct Thresholds {
    bounds: Vec<Bound>,
    /// Whether it demands nothing else.
    is_whole: bool,
}

fn read(text: &str) -> Option<Thresholds> {
    let rule = PassRule::parse(text).ok()?;
    let bounds = rule.bounds();
    let is_whole =
        !text.contains('"') && !text.split_whitespace().any(|it| matches!(it, "or" | "not"));
    Some(Thresholds { is_whole: is_whole && !bounds.is_empty(), bounds })
}

fn is_about_the_same(before: &str, after: &str) -> bool {
    let terms = |text| read(text).map(|it| it.bounds.into_iter().map(|bound| bound.term));
    match (terms(before), terms(after)) {
        (Some(mut old), Some(new)) => {
            let new: Vec<_> = new.collect();
            old.any(|term| new.contains(&term))
        }
        (_, _) => false,
    }
}

fn is_equal(before: &str, after: &str) -> bool {
    match (read(before), read(after)) {
        (Some(old), Some(new)) => old.is_whole && new.is_whole && old.bounds == new.bounds,
        (_, _) => false,
    }
}

/// What becomes of a threshold among others.
fn kept(bound: &Bound, others: &[Bound]) -> Direction {
    let about = others.iter().filter(|other| other.term == bound.term);
    // One that is as strict is enough, whatever else is demanded.
    about.map(|other| compared(bound, other)).min().unwrap_or(Direction::Weaker)
}

fn compared(before: &Bound, after: &Bound) -> Direction {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    let Some(limit) = after.limit.unit.convert(after.limit.value, &before.limit.unit) else {
        return Direction::Different;
    };
    let old = before.limit.value;
    let is_same = (limit - old).abs() <= f64::EPSILON * old.abs();
    let is_kept = match (before.comparison, after.comparison) {
        (Greater, Greater) | (GreaterOrEqual, Greater | GreaterOrEqual | Equal) => {
            is_same || limit > old
        }
        (Greater, GreaterOrEqual) => !is_same && limit > old,
        (Less, Less) | (LessOrEqual, Less | LessOrEqual | Equal) => is_same || limit < old,
        (Less, LessOrEqual) => !is_same && limit < old,
        (one, other) if one == other => {
            return if is_same { Direction::Stronger } else { Direction::Different };
        }
        (Equal, _) => false,
        (_, _) => return Direction::Different,
    };
    if is_kept { Direction::Stronger } else { Direction::Weaker }
}

#[cfg(test)]
mod tests {
    use super::{Direction, direction};

    #[track_caller]
    fn check(before: &str, after: &str, expected: Direction) {
        assert_eq!(direction(Some(before), Some(after)), expected, "{before} -> {after}");
    }

    #[test]
    fn rules_are_compared_by_what_they_demand() {
        check("tests.passed >= 32", "tests.passed >= 30", Direction::Weaker);
        check("tests.passed >= 32", "tests.passed >= 34", Direction::Stronger);
        check("tests.passed > 32", "tests.passed >= 32", Direction::Weaker);
        check("p95 < 500 ms", "p95 < 0.6 s", Direction::Weaker);
        check("p95 < 500 ms", "p95 < 0.5 s", Direction::Stronger);
        check("tests.failed == 0", "tests.failed <= 3", Direction::Weaker);
        check("tests.passed >= 3 and tests.failed == 0", "tests.passed >= 3", Direction::Weaker);
        check("tests.passed >= 3", "tests.passed >= 3 and tests.failed == 0", Direction::Stronger);
        check("tests.passed >= 3", "tests.passed >= 3 or exit == 1", Direction::Weaker);
        check("exit == 0", "exit == 1", Direction::Different);
        check("p95 < 500 ms", "p95 < 500 MB", Direction::Different);
    }
}
