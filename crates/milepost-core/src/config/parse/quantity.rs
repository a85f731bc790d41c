//! Durations, sizes, shares and other amounts, as `milepost.toml` writes them: `15m`, `1 h 30 min`,
//! `2 GiB`, `10 %`, `2 ms`.

use std::time::Duration;

/// Units of time in seconds, longest name first where one begins another.
const TIME: &[(&str, f64)] = &[
    ("ms", 0.001),
    ("min", 60.0),
    ("m", 60.0),
    ("sec", 1.0),
    ("s", 1.0),
    ("h", 3_600.0),
    ("days", 86_400.0),
    ("day", 86_400.0),
    ("d", 86_400.0),
    ("weeks", 604_800.0),
    ("week", 604_800.0),
    ("w", 604_800.0),
];

/// Units of size in bytes.
const SIZE: &[(&str, f64)] = &[
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
    ("kB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("B", 1.0),
];

/// A duration of more than nothing: numbers with units, `15m`, `1h 30m`, `30 d`.
pub fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let (number, behind) = number(rest)?;
        let word = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
        let (word, behind) = behind.split_at(word);
        seconds += number * factor(word, TIME)?;
        rest = behind.trim_start();
    }
    Duration::try_from_secs_f64(seconds).ok().filter(|duration| !duration.is_zero())
}

/// A number of whole days, of which there are at least one and at most ten years.
pub(super) fn days(text: &str) -> Option<u32> {
    const DAY: u64 = 86_400;
    let duration = duration(text)?;
    let is_whole = duration.subsec_nanos() == 0 && duration.as_secs().is_multiple_of(DAY);
    let days = u32::try_from(duration.as_secs() / DAY).ok()?;
    (is_whole && (1..=3_660).contains(&days)).then_some(days)
}

/// A size in bytes of more than nothing, `2 GiB`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to lie between 1 and 2^53"
)]
pub fn size(text: &str) -> Option<u64> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    let (number, unit) = number(text.trim())?;
    let bytes = number * factor(unit, SIZE)?;
    (1.0..=MOST).contains(&bytes).then_some(bytes as u64)
}

/// A share: 0.1 for `10 %`.
pub(super) fn share(text: &str) -> Option<f64> {
    let (number, unit) = number(text.trim())?;
    (unit == "%").then_some(number / 100.0)
}

/// A number with any unit, or with none.
pub(super) fn plain(text: &str) -> Option<(f64, Box<str>)> {
    let (number, unit) = number(text.trim())?;
    let fits = !unit.contains(|c: char| c.is_ascii_digit() || c.is_control());
    fits.then(|| (number, unit.into()))
}

fn factor(unit: &str, units: &[(&str, f64)]) -> Option<f64> {
    units.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor)
}

/// The leading number, finite and not negative, and what stands behind it.
fn number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_');
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let number: f64 = digits.replace('_', "").parse().ok()?;
    number.is_finite().then_some((number, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{days, duration, plain, share, size};

    #[test]
    fn durations_have_units_and_are_more_than_nothing() {
        let seconds = |text| duration(text).map(|it: Duration| it.as_secs_f64());
        assert_eq!(seconds("15m"), Some(900.0));
        assert_eq!(seconds(" 1h 30 min "), Some(5400.0));
        assert_eq!(seconds("1h30m"), Some(5400.0));
        assert_eq!(seconds("250 ms"), Some(0.25));
        assert_eq!(seconds("30 d"), Some(2_592_000.0));
        for text in ["", "15", "0s", "m", "-1s", "1.2.3s", "1 y", "1e9s", "9999999999999999999999w"]
        {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_whole() {
        assert_eq!(["7 d", "2w", "24h", "1 week"].map(days), [Some(7), Some(14), Some(1), Some(7)]);
        assert_eq!(["36h", "1.5 d", "0 d", "9999 d", "7"].map(days), [None; 5]);
    }

    #[test]
    fn sizes_tell_powers_of_1000_and_of_1024_apart() {
        assert_eq!(size("2 GiB"), Some(2 << 30));
        assert_eq!(size("1.5kB"), Some(1500));
        for text in ["", "2", "0 B", "2 gib", "2 G", "99999999 TiB"] {
            assert_eq!(size(text), None, "{text}");
        }
    }

    #[test]
    fn shares_and_other_amounts() {
        assert_eq!(share("10 %"), Some(0.1));
        assert_eq!(share("0.1"), None);
        assert_eq!(plain("2 ms"), Some((2.0, "ms".into())));
        assert_eq!(plain("5"), Some((5.0, "".into())));
        assert_eq!(plain("ms 2"), None);
    }
}
