//! `compare` of a gate: one metric against that of another subject.

use toml::de::{DeTable, DeValue};

use crate::{
    config::{
        Mistake,
        parse::{
            quantity,
            reader::{Range, Reader},
        },
    },
    gate::{Baseline, Compare, Noise},
    pass::Unit,
    report::Direction,
};

/// The keys of a comparison.
pub(in crate::config::parse) const COMPARE: &[&str] = &[
    "metric",
    "lower-is-better",
    "higher-is-better",
    "with",
    "worse-by-at-most",
    "floor",
    "deterministic",
    "pairs",
    "most",
];

/// How many pairs are run at least, and where nothing is said.
pub(in crate::config::parse) const LEAST_PAIRS: u32 = 5;
/// After how many pairs a comparison stays undecided where nothing is said.
const MOST_PAIRS: u32 = 15;

impl Reader<'_> {
    pub(super) fn compare(&mut self, gate: &DeTable<'_>) -> Option<Compare> {
        let table = self.table(gate, "compare")?;
        let at = gate.get("compare")?.span();
        self.only_known_keys(table, COMPARE);
        let metric = self.said(&at, table, "metric");
        let with = self.said(&at, table, "with");
        let direction = self.direction(&at, table);
        let share = ("a share", "10 %");
        let budget = self.required(at, table, "worse-by-at-most").is_some();
        let budget = budget.then(|| self.amount(table, "worse-by-at-most", share, quantity::share));
        let (floor, floor_unit) = self.floor(table).unwrap_or((0.0, "".into()));
        let floor_unit = Unit::of(&floor_unit).as_str().into();
        let noise = self.noise(table);
        let with = with.and_then(|with| self.baseline(table, &with, noise));
        Some(Compare {
            metric: metric?,
            direction: direction?,
            with: with?,
            worse_by_at_most: budget??,
            floor,
            floor_unit,
            noise: noise?,
        })
    }

    /// What a name stands for. Evidence holds what was measured then: a noisy metric would have to be
    /// measured side by side.
    fn baseline(
        &mut self,
        table: &DeTable<'_>,
        with: &str,
        noise: Option<Noise>,
    ) -> Option<Baseline> {
        let at = table.get("with")?.span();
        let Some(baseline) = Baseline::new(with) else {
            self.mistake(at, Mistake::NotEvidence { text: with.into() });
            self.suggest("`evidence:` and at least 8 digits of an id that `milepost log` shows");
            return None;
        };
        match (&baseline, noise) {
            (Baseline::Evidence(_), Some(Noise::Noisy { .. })) => {
                self.mistake(at, Mistake::NoisyEvidence);
                self.suggest(
                    "a commit or tag; or `deterministic = true` if every run gives one value",
                );
                None
            }
            (Baseline::Evidence(_), Some(Noise::Deterministic) | None)
            | (Baseline::Commit(_), Some(_) | None) => Some(baseline),
        }
    }

    fn said(&mut self, at: &Range, table: &DeTable<'_>, key: &'static str) -> Option<Box<str>> {
        self.required(at.clone(), table, key)?;
        let (span, text) = self.text(table, key)?;
        self.filled(span, text, key).map(|(_, text)| text.trim().into())
    }

    fn direction(&mut self, at: &Range, table: &DeTable<'_>) -> Option<Direction> {
        const LOWER: &str = "lower-is-better";
        const HIGHER: &str = "higher-is-better";
        match (table.get(LOWER), table.get(HIGHER)) {
            (Some(_), None) => self.only_true(table, LOWER).map(|()| Direction::Lower),
            (None, Some(_)) => self.only_true(table, HIGHER).map(|()| Direction::Higher),
            (Some(_), Some(higher)) => {
                let mistake = Mistake::Contradiction { key: HIGHER.into(), other: LOWER };
                self.mistake(higher.span(), mistake);
                None
            }
            (None, None) => {
                let mistake = Mistake::MissingEither { one: LOWER, other: HIGHER };
                self.mistake(at.clone(), mistake);
                self.suggest("`lower-is-better = true`, or `higher-is-better = true`");
                None
            }
        }
    }

    /// A key that says something by being true, and nothing by being false.
    fn only_true(&mut self, table: &DeTable<'_>, key: &'static str) -> Option<()> {
        if self.truth(table, key)? {
            return Some(());
        }
        let at = table.get(key)?.span();
        self.mistake(at, Mistake::OnlyTrue { key });
        self.suggest("`true`, or leave the key out");
        None
    }

    /// A number in the unit of the metric, or a string with a unit of its own.
    fn floor(&mut self, table: &DeTable<'_>) -> Option<(f64, Box<str>)> {
        let number = match table.get("floor")?.get_ref() {
            DeValue::Integer(integer) => Some(integer.as_str()),
            DeValue::Float(float) => Some(float.as_str()),
            DeValue::String(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        let Some(number) = number else {
            return self.amount(table, "floor", ("an amount", "2 ms"), quantity::plain);
        };
        let amount = quantity::plain(number).filter(|(_, unit)| unit.is_empty());
        if amount.is_none() {
            let at = table.get("floor")?.span();
            let wanted = "an amount of at least 0";
            self.mistake(at, Mistake::NotAnAmount { text: number.into(), wanted });
        }
        amount
    }

    fn noise(&mut self, table: &DeTable<'_>) -> Option<Noise> {
        if table.contains_key("deterministic") {
            for key in ["pairs", "most"] {
                if let Some((key, _)) = table.get_key_value(key) {
                    let other = "deterministic";
                    let mistake =
                        Mistake::Contradiction { key: key.get_ref().as_ref().into(), other };
                    self.mistake(key.span(), mistake);
                }
            }
            return self.only_true(table, "deterministic").map(|()| Noise::Deterministic);
        }
        let pairs = self.count(table, "pairs", LEAST_PAIRS).unwrap_or(LEAST_PAIRS);
        let most = self.count(table, "most", pairs).unwrap_or(MOST_PAIRS.max(pairs));
        Some(Noise::Noisy { pairs, most })
    }
}
