//! Values that facts have: how numbers are read, rounded and written.

use std::fmt;

/// Two numbers that differ by less than this part of them are the same: what is left is rounding.
const NOISE: f64 = 1e-12;
/// The largest whole number up to which every whole number can be told from the next.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// The value of a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(Number),
    /// A text.
    Text(Box<str>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A finite number, and to how many decimal digits it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    value: f64,
    digits: Option<u32>,
}

impl Number {
    /// A number; nothing for one that is not finite.
    pub fn new(value: f64) -> Option<Self> {
        // A zero has no sign that anybody wants to read.
        value.is_finite().then_some(Self { value: value + 0.0, digits: None })
    }

    /// A count.
    pub fn count(count: usize) -> Self {
        Self { value: crate::pass::number(count as u64), digits: None }
    }

    /// Reads a number as people write it: `-1`, `97.3`, `1,234`, `1 234`, `1_234`. It keeps the decimal
    /// digits that it is written with, where a number can hold all of them.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (sign, rest) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (-1.0, rest),
            None => (1.0, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = match rest.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (rest, None),
        };
        let are_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
        if !fraction.is_none_or(are_digits) {
            return None;
        }
        let plain = ungrouped(whole)?;
        let number: f64 = format!("{plain}.{}", fraction.unwrap_or("0")).parse().ok()?;
        let read = Self::exactly(sign * number)?;
        let digits = fraction.map_or(0, str::len);
        let is_whole_text = fraction.is_none_or(|fraction| {
            decimal(number, digits).split_once('.').is_some_and(|(_, held)| held == fraction)
        });
        let digits = u32::try_from(digits).ok().filter(|_| is_whole_text);
        Some(Self { digits, ..read })
    }

    /// A number that was written out; nothing where others have the same value, as those of seventeen
    /// digits do.
    pub(super) fn exactly(value: f64) -> Option<Self> {
        Self::new(value).filter(|_| value.abs() < LARGEST_WHOLE)
    }

    /// The number.
    pub fn value(self) -> f64 {
        self.value
    }

    /// How many decimal digits it is written with, where that is known.
    pub(super) fn digits(self) -> Option<u32> {
        self.digits
    }

    /// The number rounded to so many decimal digits, half away from zero, and written with all of them.
    #[must_use]
    pub fn rounded(self, digits: u32) -> Self {
        let text = decimal(self.value, digits as usize);
        let value = text.parse().unwrap_or(self.value);
        Self { value, digits: Some(digits) }
    }

    /// Whether it lies no further from another number than that, but for rounding, which whole numbers
    /// do not have.
    pub fn is_near(self, other: f64, within: f64) -> bool {
        let is_whole = self.value.fract() == 0.0 && other.fract() == 0.0;
        let noise = if is_whole { 0.0 } else { NOISE * self.value.abs().max(other.abs()).max(1.0) };
        (self.value - other).abs() <= within + noise
    }

    /// The number as it would be written in place of another one: with its signs between thousands.
    pub fn written_like(self, stated: &str) -> String {
        let text = self.to_string();
        match grouping(stated.trim()) {
            Some(sign) => grouped(&text, sign),
            None => text,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.digits {
            Some(digits) => f.write_str(&decimal(self.value, digits as usize)),
            None => write!(f, "{}", self.value),
        }
    }
}

/// Signs that stand between groups of three digits.
const GROUPING: [char; 5] = [',', '_', ' ', '\u{a0}', '\u{202f}'];

/// A whole number without the signs between its thousands; nothing where they stand elsewhere.
fn ungrouped(text: &str) -> Option<String> {
    let sign = text.chars().find(|c| GROUPING.contains(c));
    let groups: Vec<&str> = match sign {
        Some(sign) => text.split(sign).collect(),
        None => vec![text],
    };
    let are_digits = |group: &&str| group.bytes().all(|it| it.is_ascii_digit());
    let fits = |at: usize, group: &str| match at {
        0 => !group.is_empty() && (groups.len() == 1 || group.len() <= 3),
        _ => group.len() == 3,
    };
    let fits = groups.iter().all(are_digits)
        && groups.iter().enumerate().all(|(at, group)| fits(at, group));
    fits.then(|| groups.concat())
}

/// The sign between the thousands of a number that has some.
fn grouping(text: &str) -> Option<char> {
    Number::read(text)?;
    text.chars().find(|c| GROUPING.contains(c))
}

fn grouped(text: &str, sign: char) -> String {
    let whole = text.find('.').unwrap_or(text.len());
    let mut written = String::new();
    for (at, char) in text.char_indices() {
        let is_inside = at > 0 && at < whole && text.as_bytes()[at - 1].is_ascii_digit();
        if is_inside && (whole - at).is_multiple_of(3) {
            written.push(sign);
        }
        written.push(char);
    }
    written
}

/// A number with so many decimal digits, rounded as people do it: by what its shortest spelling says,
/// half away from zero. `2.675` is `2.68`, whatever its nearest binary fraction is.
fn decimal(value: f64, digits: usize) -> String {
    let shortest = value.abs().to_string();
    let (whole, fraction) = shortest.split_once('.').unwrap_or((&shortest, ""));
    let mut kept: Vec<u8> = whole.bytes().chain(fraction.bytes().take(digits)).collect();
    kept.resize(whole.len() + digits, b'0');
    let rounds_up = fraction.as_bytes().get(digits).is_some_and(|digit| *digit >= b'5');
    if rounds_up && carry(&mut kept) {
        kept.insert(0, b'1');
    }
    let text: String = kept.iter().map(|digit| char::from(*digit)).collect();
    let (whole, fraction) = text.split_at(text.len() - digits);
    let is_zero = kept.iter().all(|digit| *digit == b'0');
    let sign = if value < 0.0 && !is_zero { "-" } else { "" };
    if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// Adds one to the last digit; whether one is left over.
fn carry(digits: &mut [u8]) -> bool {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return false;
        }
        *digit = b'0';
    }
    true
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let read = |text| Number::read(text).map(Number::value);
        assert_eq!(read(" 1,234 "), Some(1234.0));
        assert_eq!(read("1 234.5"), Some(1234.5));
        assert_eq!(read("−3"), Some(-3.0));
        assert_eq!(read("97.30"), Some(97.3));
        assert_eq!(read("9007199254740991"), Some(9_007_199_254_740_991.0));
        let none = [
            "",
            "1,23",
            "12,3456",
            "1.2.3",
            "1e5",
            "NaN",
            "inf",
            "0x10",
            "7 %",
            ".5",
            "1.",
            "9007199254740993",
        ];
        for text in none {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_that_was_read_keeps_its_digits() {
        let read = |text| Number::read(text).unwrap().to_string();
        assert_eq!(read("1.10"), "1.10");
        assert_eq!(read("-007.50"), "-7.50");
        assert_eq!(read("-0.00"), "0.00");
        assert_eq!(read("0"), "0");
        assert_eq!(read("1,234.0"), "1234.0");
        assert_eq!(read("3.14159265358979323846"), "3.141592653589793");
    }

    #[test]
    fn numbers_are_the_same_but_for_rounding() {
        let is_near = |one: f64, other| Number::new(one).unwrap().is_near(other, 0.0);
        assert!(is_near(0.1 + 0.2, 0.3));
        assert!(is_near(28.999_999_999_999_996, 29.0));
        assert!(!is_near(2_147_483_647.0, 2_147_483_648.0));
        assert!(!is_near(1_234_567_890.5, 1_234_567_890.6));
        assert!(Number::new(67.0).unwrap().is_near(66.5, 0.5));
    }

    #[test]
    fn rounding_is_decimal_and_keeps_its_digits() {
        let round = |value, digits| Number::new(value).unwrap().rounded(digits).to_string();
        assert_eq!(round(2.675, 2), "2.68");
        assert_eq!(round(1.0, 4), "1.0000");
        assert_eq!(round(99.95, 1), "100.0");
        assert_eq!(round(-0.04, 1), "0.0");
        assert_eq!(round(-1.5, 0), "-2");
    }

    #[test]
    fn a_number_is_written_like_the_one_it_replaces() {
        let write = |value: f64, like| Number::new(value).unwrap().written_like(like);
        assert_eq!(write(1_234_567.5, "9,876"), "1,234,567.5");
        assert_eq!(write(-1234.0, "1 000"), "-1 234");
        assert_eq!(write(1234.0, "12"), "1234");
        assert_eq!(write(999.0, "1,000"), "999");
    }
}
