//! Units of numbers, and which of them can be compared.
//!
//! Durations are written `ns us ms s min h`; sizes `B`, `kB MB GB` (powers of 1,000, as SI has them)
//! and `KiB MiB GiB` (powers of 1,024, IEC 80000-13); shares `%`. Any other unit is only itself:
//! `req/s` compares with `req/s` and with nothing else.

use std::fmt;

/// What a unit measures. Two numbers compare only where this is equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// A plain number: a count, a ratio, an exit code.
    Plain,
    /// A share, in per cent.
    Share,
    /// A duration.
    Time,
    /// An amount of bytes.
    Size,
    /// A unit that milepost knows nothing about, as its producer spells it.
    Other(Box<str>),
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    symbol: Box<str>,
    dimension: Dimension,
    /// How many of the smallest unit of its dimension it is: nanoseconds, bytes.
    factor: u64,
}

const KNOWN: &[(&str, Dimension, u64)] = &[
    ("%", Dimension::Share, 1),
    ("ns", Dimension::Time, 1),
    ("us", Dimension::Time, 1_000),
    ("ms", Dimension::Time, 1_000_000),
    ("s", Dimension::Time, 1_000_000_000),
    ("min", Dimension::Time, 60_000_000_000),
    ("h", Dimension::Time, 3_600_000_000_000),
    ("B", Dimension::Size, 1),
    ("kB", Dimension::Size, 1_000),
    ("MB", Dimension::Size, 1_000_000),
    ("GB", Dimension::Size, 1_000_000_000),
    ("KiB", Dimension::Size, 1 << 10),
    ("MiB", Dimension::Size, 1 << 20),
    ("GiB", Dimension::Size, 1 << 30),
];

impl Unit {
    /// The unit of that spelling. An empty one is that of plain numbers, an unknown one is only itself.
    pub fn of(symbol: &str) -> Self {
        let other = || {
            let dimension = match symbol {
                "" => Dimension::Plain,
                symbol => Dimension::Other(symbol.into()),
            };
            Self { symbol: symbol.into(), dimension, factor: 1 }
        };
        Self::known(symbol).unwrap_or_else(other)
    }

    /// The unit of that spelling, where milepost knows it; `µs` is `us`.
    pub fn known(symbol: &str) -> Option<Self> {
        let symbol = if matches!(symbol, "µs" | "μs") { "us" } else { symbol };
        let (symbol, dimension, factor) = KNOWN.iter().find(|(known, ..)| *known == symbol)?;
        Some(Self { symbol: (*symbol).into(), dimension: dimension.clone(), factor: *factor })
    }

    /// The spellings of all units that milepost knows.
    pub fn symbols() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|(symbol, ..)| *symbol)
    }

    /// The spelling; empty for plain numbers.
    pub fn as_str(&self) -> &str {
        &self.symbol
    }

    /// What it measures.
    pub fn dimension(&self) -> &Dimension {
        &self.dimension
    }

    /// A value of this unit in the smallest one of its dimension.
    ///
    /// The last bits of a product that is a whole number but for rounding are dropped: 0.57 s are
    /// 570 ms.
    pub fn in_smallest(&self, value: f64) -> f64 {
        let product = value * number(self.factor);
        let whole = product.round();
        let is_rounding = (product - whole).abs() <= 4.0 * f64::EPSILON * product.abs();
        if is_rounding { whole } else { product }
    }

    /// A value of this unit in another one; nothing where they do not measure the same.
    pub fn convert(&self, value: f64, to: &Self) -> Option<f64> {
        let fits = self.dimension == to.dimension;
        fits.then(|| self.in_smallest(value) / number(to.factor))
    }
}

/// A whole number as a floating one; exact up to 2^53, which is beyond any count of cases or bytes.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
pub(crate) fn number(whole: u64) -> f64 {
    whole as f64
}

/// A number with its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The number; always finite.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { value, unit } = self;
        match unit.dimension() {
            Dimension::Plain => write!(f, "{value}"),
            Dimension::Share | Dimension::Time | Dimension::Size => {
                write!(f, "{value} {}", unit.as_str())
            }
            Dimension::Other(symbol) => write!(f, "{value} {}", super::token::quoted(symbol)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Unit;

    #[test]
    fn units_of_one_dimension_convert_without_noise() {
        let convert = |value, from, to| Unit::of(from).convert(value, &Unit::of(to));
        assert_eq!(convert(0.57, "s", "ms"), Some(570.0));
        assert_eq!(convert(5.0, "MiB", "KiB"), Some(5120.0));
        assert_eq!(convert(1.0, "MB", "B"), Some(1e6));
        assert_eq!(convert(90.0, "µs", "us"), Some(90.0));
        assert_eq!(convert(3.0, "req/s", "req/s"), Some(3.0));
        assert_eq!(convert(1.0, "ms", "MiB"), None);
        assert_eq!(convert(1.0, "%", ""), None);
        assert_eq!(convert(1.0, "req/s", "rows/s"), None);
    }
}
