//! Whether a difference lets more pass than was agreed.

use jiff::civil::Date;

use super::{Change, apart, rules};
use crate::{
    gate::Enforcement,
    markdown::Inline,
    plan::Measure,
    read::atoms::measure,
    thresholds::{self, Side},
};

/// Which way something was changed, from harmless to not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// It lets no more pass.
    Stronger,
    /// It says something else, and no program can tell whether that is less.
    Different,
    /// It lets more pass.
    Weaker,
}

impl Direction {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stronger => "stronger",
            Self::Different => "different",
            Self::Weaker => "weaker",
        }
    }
}

impl Change {
    /// Which way it goes.
    pub fn direction(&self) -> Direction {
        match self {
            Self::CriterionRemoved { .. }
            | Self::PartRemoved(_)
            | Self::DependencyRemoved(_)
            | Self::GateUndefined(_)
            | Self::TestsDropped { .. }
            | Self::ItemGone(_)
            | Self::Enforcement { after: Enforcement::Advisory, .. } => Direction::Weaker,
            Self::CriterionAdded { .. }
            | Self::PartAdded(_)
            | Self::DependencyAdded(_)
            | Self::GateDefined(_)
            | Self::Enforcement { after: Enforcement::Blocking, .. } => Direction::Stronger,
            Self::CriterionReworded { before, after, .. } => reworded(before, after),
            Self::CriterionRebound { before, after, .. } => match (before, after) {
                (Some(_), None) => Direction::Weaker,
                (None, _) => Direction::Stronger,
                (Some(_), Some(_)) => Direction::Different,
            },
            Self::ScopeChanged { removed, added, .. } => fewer(removed, added),
            Self::GateChanged { aspect, before, after, .. } => of_aspect(aspect, before, after),
            Self::RuleChanged { before, after, .. } => {
                rules::direction(before.as_deref(), after.as_deref())
            }
            Self::TargetMoved { before, after } => moved(before.as_deref(), after.as_deref()),
        }
    }

    /// Whether it only asks for more than was agreed.
    pub fn is_more_scope(&self) -> bool {
        match self {
            Self::CriterionAdded { .. } | Self::PartAdded(_) => true,
            Self::ScopeChanged { removed, .. } => removed.is_empty(),
            Self::CriterionRemoved { .. }
            | Self::CriterionReworded { .. }
            | Self::CriterionRebound { .. }
            | Self::PartRemoved(_)
            | Self::DependencyRemoved(_)
            | Self::DependencyAdded(_)
            | Self::GateUndefined(_)
            | Self::GateDefined(_)
            | Self::GateChanged { .. }
            | Self::RuleChanged { .. }
            | Self::TestsDropped { .. }
            | Self::ItemGone(_)
            | Self::Enforcement { .. }
            | Self::TargetMoved { .. } => false,
        }
    }

    /// Whether the goal stands elsewhere than it was agreed, so that somebody must decide.
    pub fn moves_the_goal(&self) -> bool {
        !self.is_more_scope() && self.direction() != Direction::Stronger
    }
}

/// What is gone is weaker; what is only new is stronger.
fn fewer(removed: &[Box<str>], added: &[Box<str>]) -> Direction {
    match (removed.is_empty(), added.is_empty()) {
        (true, _) => Direction::Stronger,
        (false, true) => Direction::Weaker,
        (false, false) => Direction::Different,
    }
}

fn of_aspect(aspect: &str, before: &[Box<str>], after: &[Box<str>]) -> Direction {
    let (removed, added) = apart(before, after);
    match aspect {
        "run" if after.iter().all(|it| is_trivial(it)) => Direction::Weaker,
        "timeout" => number(before, after, Side::AtMost),
        // Evidence that never grows old is the weakest.
        "max-age" => match (before.is_empty(), after.is_empty()) {
            (true, _) => Direction::Stronger,
            (false, true) => Direction::Weaker,
            (false, false) => number(before, after, Side::AtMost),
        },
        "greens" => number(before, after, Side::AtLeast),
        "controls" | "reports" | "checklist" | "compare" => fewer(&removed, &added),
        "inputs" => inputs(before, after),
        _ => Direction::Different,
    }
}

/// A command that cannot fail.
fn is_trivial(command: &str) -> bool {
    let words: Vec<&str> = command.split_whitespace().collect();
    matches!(
        words.as_slice(),
        [] | ["true" | ":" | "/bin/true" | "/usr/bin/true" | "exit"] | ["exit", "0"]
    ) || matches!(words.first(), Some(&"echo"))
}

/// No inputs are all of them; one that begins with `!` takes away.
fn inputs(before: &[Box<str>], after: &[Box<str>]) -> Direction {
    if before.is_empty() || after.is_empty() {
        return if after.is_empty() { Direction::Stronger } else { Direction::Weaker };
    }
    let (removed, added) = apart(before, after);
    let takes_away = |globs: Vec<Box<str>>| -> (Vec<Box<str>>, Vec<Box<str>>) {
        globs.into_iter().partition(|glob| glob.starts_with('!'))
    };
    let (no_more_out, no_more_in) = takes_away(removed);
    let (now_out, now_in) = takes_away(added);
    fewer(&[no_more_in, now_out].concat(), &[now_in, no_more_out].concat())
}

/// The first numbers of two texts.
fn number(before: &[Box<str>], after: &[Box<str>], side: Side) -> Direction {
    let first = |texts: &[Box<str>]| -> Option<f64> {
        texts.first()?.split_whitespace().next()?.parse().ok()
    };
    match (first(before), first(after)) {
        (Some(before), Some(after)) => side.direction(before, after),
        (_, _) => Direction::Different,
    }
}

/// A day that is later is weaker.
fn moved(before: Option<&str>, after: Option<&str>) -> Direction {
    let day = |text: &str| text.split_whitespace().find_map(|word| word.parse::<Date>().ok());
    match (before, after) {
        (None, _) => Direction::Stronger,
        (Some(_), None) => Direction::Weaker,
        (Some(before), Some(after)) => match (day(before), day(after)) {
            (Some(before), Some(after)) if after > before => Direction::Weaker,
            (Some(before), Some(after)) if after < before => Direction::Stronger,
            (_, _) => Direction::Different,
        },
    }
}

/// Weaker where one number lets more pass; stronger where nothing but numbers changed, and those
/// let no more pass.
fn reworded(before: &str, after: &str) -> Direction {
    let (old, new) = (measures(before), measures(after));
    let mut all_kept = old.len() == new.len();
    for promised in &old {
        let is_twin = |other: &&Measure| {
            other.label.to_lowercase() == promised.label.to_lowercase()
                && other.unit == promised.unit
                && other.percent.is_some() == promised.percent.is_some()
        };
        let twin = new.iter().find(is_twin);
        match twin.and_then(|twin| held(promised, twin)) {
            Some(Direction::Weaker) => return Direction::Weaker,
            Some(Direction::Stronger) => {}
            Some(Direction::Different) | None => all_kept = false,
        }
    }
    let words = |text: &str| -> Vec<String> {
        let words = text.split_whitespace().filter(|it| !it.contains(|c: char| c.is_ascii_digit()));
        words.map(str::to_lowercase).collect()
    };
    let is_all_numbers = !old.is_empty() && all_kept && words(before) == words(after);
    if is_all_numbers { Direction::Stronger } else { Direction::Different }
}

fn measures(text: &str) -> Vec<Measure> {
    measure::all(&Inline { text: text.into(), ..Inline::default() })
}

fn held(before: &Measure, after: &Measure) -> Option<Direction> {
    let side = thresholds::good_side(before)?;
    if thresholds::good_side(after) != Some(side) {
        return None;
    }
    let number = |it: &Measure| it.percent.or(it.value);
    Some(side.direction(number(before)?, number(after)?))
}

impl Side {
    /// Which way a limit moved that has its good side here.
    fn direction(self, before: f64, after: f64) -> Direction {
        let is_kept = match self {
            Self::AtLeast => after >= before,
            Self::AtMost => after <= before,
            Self::Exactly if after.to_bits() == before.to_bits() => true,
            Self::Exactly => return Direction::Different,
        };
        if is_kept { Direction::Stronger } else { Direction::Weaker }
    }
}
