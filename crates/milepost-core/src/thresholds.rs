//! Numbers that a text promises, against those that a gate demands.

use crate::{
    gate::RunCheck,
    pass::{Bound, Comparison, Dimension, PassRule, Quantity, Term, TestCount, Unit},
    plan::Measure,
};

/// A number in a text that the gate does not hold anyone to.
pub(super) struct Unkept<'a> {
    /// What the text promises.
    pub(super) promised: &'a Measure,
    /// The nearest thing that the gate demands; it lets less than that pass.
    pub(super) demanded: Bound,
}

/// The measures of a text that a gate's rules speak about and are weaker than.
///
/// A measure that cannot be matched with a rule, for its words, its unit or its direction, is
/// passed over; so is one where the gate demands more than was promised.
pub(super) fn unkept<'a>(
    text: &str,
    measures: impl IntoIterator<Item = &'a Measure>,
    gate: &RunCheck,
) -> Vec<Unkept<'a>> {
    let bounds: Vec<Bound> = gate.require.iter().flat_map(PassRule::bounds).collect();
    let words = words(text);
    measures
        .into_iter()
        .filter_map(|promised| {
            let side = promised.bound.as_deref().map(Side::of);
            let found: Vec<(&Bound, Kept)> = bounds
                .iter()
                .filter(|bound| speaks_about(&bound.term, promised, &words))
                .filter_map(|bound| Some((bound, kept(promised, side, bound)?)))
                .collect();
            let is_weaker = found.iter().all(|(_, kept)| *kept == Kept::No);
            let (demanded, _) = found.first().filter(|_| is_weaker)?;
            Some(Unkept { promised, demanded: (*demanded).clone() })
        })
        .collect()
}

/// Which side of a number is good.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// More is better.
    AtLeast,
    /// Less is better.
    AtMost,
    /// Nothing else is good.
    Exactly,
}

/// Which side of a promised number is good: by its bound, else by what is counted; nothing where
/// neither tells.
pub(crate) fn good_side(promised: &Measure) -> Option<Side> {
    if let Some(sign) = &promised.bound {
        return Some(Side::of(sign));
    }
    let counted = match count_of(promised)? {
        TestCount::Passed | TestCount::Total => Side::AtLeast,
        TestCount::Failed | TestCount::Errored | TestCount::Skipped | TestCount::Flaky => {
            Side::AtMost
        }
    };
    Some(counted)
}

impl Side {
    fn of(sign: &str) -> Self {
        match sign {
            ">" | ">=" => Self::AtLeast,
            "<" | "<=" => Self::AtMost,
            _ => Self::Exactly,
        }
    }
}

/// Whether a gate holds anyone to a promise.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Yes,
    No,
}

/// Nothing where the two cannot be compared.
fn kept(promised: &Measure, side: Option<Side>, demanded: &Bound) -> Option<Kept> {
    let limit = in_unit_of(promised, &demanded.limit)?;
    let number = promised.percent.or(promised.value)?;
    let gate = match demanded.comparison {
        Comparison::Greater | Comparison::GreaterOrEqual => Side::AtLeast,
        Comparison::Less | Comparison::LessOrEqual => Side::AtMost,
        Comparison::Equal => Side::Exactly,
        Comparison::NotEqual => return None,
    };
    let is_kept = match (gate, side.unwrap_or(gate)) {
        (Side::AtLeast | Side::Exactly, Side::AtLeast) => limit >= number,
        (Side::AtMost | Side::Exactly, Side::AtMost) => limit <= number,
        (Side::Exactly, Side::Exactly) => (limit - number).abs() < f64::EPSILON,
        (Side::AtLeast, Side::AtMost | Side::Exactly)
        | (Side::AtMost, Side::AtLeast | Side::Exactly) => return None,
    };
    Some(if is_kept { Kept::Yes } else { Kept::No })
}

/// The limit of a gate in the unit of a text; nothing where they do not measure the same.
fn in_unit_of(promised: &Measure, limit: &Quantity) -> Option<f64> {
    let unit = if promised.percent.is_some() { "%" } else { &promised.unit };
    limit.unit.convert(limit.value, &Unit::of(unit))
}

/// Whether a measure is about what a rule looks at. Told by words only where they leave no doubt.
fn speaks_about(term: &Term, promised: &Measure, words: &[String]) -> bool {
    if promised.fraction.is_some() {
        return false;
    }
    match term {
        Term::Tests(count) => count_of(promised) == Some(*count),
        Term::Metric(name) => {
            let unit = if promised.percent.is_some() { "%" } else { &promised.unit };
            let is_measured = *Unit::of(unit).dimension() != Dimension::Plain;
            let named = self::words(name).into_iter().any(|word| words.contains(&word));
            is_measured && named
        }
        Term::Exit | Term::Duration | Term::Size(_) => false,
    }
}

/// The count of tests that a measure gives: `32 integration tests pass`, `0 failed`.
fn count_of(promised: &Measure) -> Option<TestCount> {
    if !promised.unit.is_empty() || promised.percent.is_some() {
        return None;
    }
    let label = words(&promised.label);
    let has = |known: &[&str]| label.iter().any(|word| known.contains(&&**word));
    if has(&["skipped", "ignored"]) {
        Some(TestCount::Skipped)
    } else if has(&["failed", "failing", "failures", "fail"]) {
        Some(TestCount::Failed)
    } else if has(&["flaky"]) {
        Some(TestCount::Flaky)
    } else if has(&["passed", "passing"]) || has(&["test", "tests"]) {
        Some(TestCount::Passed)
    } else {
        None
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
