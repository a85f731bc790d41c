//! A rule in the face of a run.

use super::{
    Answer, Seen,
    condition::{Comparison, Condition, Occurrence, Operation, Value},
    error::EvalError,
    term::{KEYWORDS, Term, TestCount},
    token::quoted,
    unit::{Dimension, Quantity, Unit, number},
};
use crate::{report::Metric, suggest::nearest, text::RepoPath};

/// Whether a condition holds for a run.
///
/// Every part is looked at: an unknown on one side of `or` is not hidden by the other.
pub(super) fn eval(condition: &Condition, seen: &Seen) -> Result<Answer, EvalError> {
    let mut eval = Eval { seen, told: Vec::new() };
    let holds = eval.condition(condition)?;
    Ok(Answer { holds, seen: eval.told.join(", ") })
}

struct Eval<'a> {
    seen: &'a Seen,
    /// What was looked at, as `tests.passed = 30`, each once.
    told: Vec<String>,
}

/// A value in the smallest unit of its dimension.
struct Amount {
    value: f64,
    dimension: Dimension,
}

impl Eval<'_> {
    fn condition(&mut self, condition: &Condition) -> Result<bool, EvalError> {
        match condition {
            Condition::All(parts) => Ok(self.each(parts)?.into_iter().all(|holds| holds)),
            Condition::Any(parts) => Ok(self.each(parts)?.into_iter().any(|holds| holds)),
            Condition::Not(part) => Ok(!self.condition(part)?),
            Condition::Compare { left, comparison, right } => {
                self.compare(left, *comparison, right)
            }
            Condition::Exists(path) => {
                let exists = self.artifact(path)?.is_some();
                self.tell(format!("artifact({}).exists = {exists}", quoted(path.as_str())));
                Ok(exists)
            }
            Condition::Output { text, wanted } => {
                let searched = || EvalError::NotSearched { text: quoted(text).into() };
                let occurs = *self.seen.output.get(text).ok_or_else(searched)?;
                let said = if occurs { "contains" } else { "lacks" };
                self.tell(format!("output {said} {}", quoted(text)));
                Ok(match wanted {
                    Occurrence::Contained => occurs,
                    Occurrence::Lacking => !occurs,
                })
            }
        }
    }

    /// The answers of all parts, or the first error.
    fn each(&mut self, parts: &[Condition]) -> Result<Vec<bool>, EvalError> {
        parts.iter().map(|part| self.condition(part)).collect()
    }

    fn compare(
        &mut self,
        left: &Value,
        comparison: Comparison,
        right: &Value,
    ) -> Result<bool, EvalError> {
        let (a, b) = (self.amount(left)?, self.amount(right)?);
        if a.dimension != b.dimension {
            return Err(clash((left, &a.dimension), (right, &b.dimension)));
        }
        let (a, b) = (a.value, b.value);
        #[expect(clippy::float_cmp, reason = "a rule that says `==` means equal")]
        Ok(match comparison {
            Comparison::Equal => a == b,
            Comparison::NotEqual => a != b,
            Comparison::Less => a < b,
            Comparison::LessOrEqual => a <= b,
            Comparison::Greater => a > b,
            Comparison::GreaterOrEqual => a >= b,
        })
    }

    fn amount(&mut self, value: &Value) -> Result<Amount, EvalError> {
        let amount = match value {
            Value::Given(quantity) => of_quantity(quantity),
            Value::Term(term) => {
                let quantity = self.term(term)?;
                if !quantity.value.is_finite() {
                    return Err(not_finite(value));
                }
                self.tell(told(term, &quantity));
                of_quantity(&quantity)
            }
            Value::Chain { first, rest } => {
                let mut sum = self.amount(first)?;
                for (operation, value) in rest {
                    let next = self.amount(value)?;
                    let dimension = operation
                        .dimension(&sum.dimension, &next.dimension)
                        .ok_or_else(|| clash((first, &sum.dimension), (value, &next.dimension)))?;
                    let value = match operation {
                        Operation::Plus => sum.value + next.value,
                        Operation::Minus => sum.value - next.value,
                        Operation::Times => sum.value * next.value,
                        Operation::Over => sum.value / next.value,
                    };
                    sum = Amount { value, dimension };
                }
                sum
            }
        };
        if amount.value.is_finite() { Ok(amount) } else { Err(not_finite(value)) }
    }

    fn term(&self, term: &Term) -> Result<Quantity, EvalError> {
        let plain = |value| Quantity { value, unit: Unit::of("") };
        match term {
            Term::Tests(count) => Ok(plain(number(self.count(*count)?))),
            Term::Exit => self.seen.exit.map(f64::from).map(plain).ok_or(EvalError::NoExitCode),
            Term::Duration => {
                let value = self.seen.duration.as_secs_f64();
                Ok(Quantity { value, unit: Unit::of("s") })
            }
            Term::Metric(name) => {
                let metric = self.seen.metrics.get(name).ok_or_else(|| self.unknown(name))?;
                let Metric { value, unit, .. } = metric;
                Ok(Quantity { value: *value, unit: Unit::of(unit) })
            }
            Term::Size(path) => {
                let none = || EvalError::NoArtifact { path: path.as_str().into() };
                let bytes = self.artifact(path)?.ok_or_else(none)?;
                Ok(Quantity { value: number(bytes), unit: Unit::of("B") })
            }
        }
    }

    fn count(&self, count: TestCount) -> Result<u64, EvalError> {
        let term = || Term::Tests(count);
        let counts = self.seen.tests.ok_or_else(|| EvalError::NoTests { term: term() })?;
        let reported = match count {
            TestCount::Passed => Some(counts.passed),
            TestCount::Failed => Some(counts.failed),
            TestCount::Errored => Some(counts.errored),
            TestCount::Skipped => counts.skipped,
            TestCount::Flaky => counts.flaky,
            TestCount::Total => counts.skipped.map(|_| counts.total()),
        };
        reported.ok_or_else(|| EvalError::NotReported { term: term() })
    }

    fn artifact(&self, path: &RepoPath) -> Result<Option<u64>, EvalError> {
        let found = self.seen.artifacts.get(path).copied();
        found.ok_or_else(|| EvalError::NotLookedUp { path: path.as_str().into() })
    }

    fn unknown(&self, name: &str) -> EvalError {
        let counts = TestCount::ALL.map(TestCount::as_str);
        let metrics = self.seen.metrics.keys().map(|name| &**name);
        let near = nearest(name, metrics.chain(counts).chain(KEYWORDS.iter().copied()));
        EvalError::UnknownMetric { name: name.into(), near: near.map(Into::into) }
    }

    fn tell(&mut self, told: String) {
        if !self.told.contains(&told) {
            self.told.push(told);
        }
    }
}

/// A value as it is recorded. A unit that milepost does not know is a report's word, and stays out.
fn told(term: &Term, quantity: &Quantity) -> String {
    match quantity.unit.dimension() {
        Dimension::Other(_) => format!("{term} = {}", quantity.value),
        Dimension::Plain | Dimension::Share | Dimension::Time | Dimension::Size => {
            format!("{term} = {quantity}")
        }
    }
}

fn of_quantity(quantity: &Quantity) -> Amount {
    let Quantity { value, unit } = quantity;
    Amount { value: unit.in_smallest(*value), dimension: unit.dimension().clone() }
}

fn not_finite(value: &Value) -> EvalError {
    EvalError::NotFinite { term: value.to_string().into() }
}

fn clash(left: (&Value, &Dimension), right: (&Value, &Dimension)) -> EvalError {
    let is_plain = |(_, dimension): (&Value, &Dimension)| *dimension == Dimension::Plain;
    match (is_plain(left), is_plain(right)) {
        (true, false) => EvalError::UnitMissing { value: right.0.to_string().into() },
        (false, true) => EvalError::UnitMissing { value: left.0.to_string().into() },
        (true, true) | (false, false) => EvalError::MixedUnits {
            left: left.0.to_string().into(),
            right: right.0.to_string().into(),
        },
    }
}
