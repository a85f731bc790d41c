//! Estimates of effort: `2 days`, `<1 day`, `1-3 days`, `4h`, `S`/`M`/`L` are not understood.

/// An effort, in working days of eight hours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The least.
    pub least_days: f64,
    /// The most; infinite where the words give no limit (`3+ days`).
    pub most_days: f64,
}

/// Reads an estimate; nothing for words that say no effort. A week has five days, a month four weeks.
///
/// The amount stands at the beginning, behind words like `about`; a remark may follow. `1d 4h` is a
/// sum.
pub fn read(text: &str) -> Option<Estimate> {
    let text = text.trim_matches(is_wrapping).to_lowercase();
    let (bound, rest) = Bound::read(&text);
    let (least, most, rest) = amount(rest)?;
    let (is_open, rest) = match rest.trim_start().strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (days, rest) = unit(rest)?;
    let more = second(rest, days);
    let (least, most) = (least * days + more, most * days + more);
    if rest.split_whitespace().next().is_some_and(|word| NOT_EFFORT.contains(&word)) {
        return None;
    }
    Some(match bound {
        Bound::AtMost => Estimate { least_days: 0.0, most_days: most },
        Bound::AtLeast => Estimate { least_days: least, most_days: f64::INFINITY },
        Bound::None if is_open => Estimate { least_days: least, most_days: f64::INFINITY },
        Bound::None => Estimate { least_days: least, most_days: most },
    })
}

/// Words behind a time that make it no effort.
const NOT_EFFORT: &[&str] =
    &["ago", "overdue", "late", "old", "behind", "early", "after", "before"];

/// Longer numbers are no estimate.
const MOST_DIGITS: usize = 6;

fn is_wrapping(char: char) -> bool {
    char.is_whitespace() || matches!(char, '*' | '_' | '`' | '(' | ')' | '[' | ']' | '"')
}

/// Whether an amount is a limit.
#[derive(Clone, Copy)]
enum Bound {
    None,
    AtMost,
    AtLeast,
}

impl Bound {
    /// The limit that words before an amount set, and what follows them.
    fn read(text: &str) -> (Self, &str) {
        const WORDS: &[(&str, Bound)] = &[
            ("<=", Bound::AtMost),
            ("<", Bound::AtMost),
            ("≤", Bound::AtMost),
            ("less than", Bound::AtMost),
            ("at most", Bound::AtMost),
            ("up to", Bound::AtMost),
            ("under", Bound::AtMost),
            ("max.", Bound::AtMost),
            ("max", Bound::AtMost),
            (">=", Bound::AtLeast),
            (">", Bound::AtLeast),
            ("≥", Bound::AtLeast),
            ("more than", Bound::AtLeast),
            ("at least", Bound::AtLeast),
            ("over", Bound::AtLeast),
            ("min.", Bound::AtLeast),
            ("~", Bound::None),
            ("≈", Bound::None),
            ("about", Bound::None),
            ("around", Bound::None),
            ("approximately", Bound::None),
            ("approx.", Bound::None),
            ("approx", Bound::None),
            ("roughly", Bound::None),
            ("ca.", Bound::None),
            ("est.", Bound::None),
        ];
        let found = WORDS.iter().find_map(|(word, bound)| Some((*bound, text.strip_prefix(word)?)));
        found.map_or((Self::None, text), |(bound, rest)| (bound, rest.trim_start()))
    }
}

/// `2`, `0.5`, `1-3`, `one to two`, `half a`
fn amount(text: &str) -> Option<(f64, f64, &str)> {
    let (least, rest) = number(text)?;
    let after = rest.trim_start();
    let upper = ["-", "–", "—", "to ", "or ", ".."].iter().find_map(|joint| {
        let (most, rest) = number(after.strip_prefix(joint)?.trim_start())?;
        (most >= least).then_some((least, most, rest))
    });
    // `2d-3d` names the unit twice.
    Some(upper.or_else(|| twice_named(least, rest)).unwrap_or((least, least, rest)))
}

fn twice_named(least: f64, rest: &str) -> Option<(f64, f64, &str)> {
    let (days, rest) = unit(rest)?;
    let rest = rest.trim_start().strip_prefix(['-', '–'])?.trim_start();
    let (most, rest) = number(rest)?;
    let (same, _) = unit(rest)?;
    (most >= least && (same - days).abs() < f64::EPSILON).then_some((least, most, rest))
}

fn number(text: &str) -> Option<(f64, &str)> {
    const WORDS: &[(&str, f64)] = &[
        ("half a ", 0.5),
        ("half ", 0.5),
        ("a few ", 3.0),
        ("a couple of ", 2.0),
        ("an ", 1.0),
        ("a ", 1.0),
        ("one ", 1.0),
        ("two ", 2.0),
        ("three ", 3.0),
        ("four ", 4.0),
        ("five ", 5.0),
        ("six ", 6.0),
        ("seven ", 7.0),
        ("eight ", 8.0),
        ("nine ", 9.0),
        ("ten ", 10.0),
        ("½ ", 0.5),
    ];
    let len = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    if len > 0 {
        let (digits, rest) = text.split_at_checked(len).filter(|_| len <= MOST_DIGITS)?;
        return Some((digits.parse().ok()?, rest));
    }
    WORDS.iter().find_map(|(word, value)| Some((*value, text.strip_prefix(word)?)))
}

/// How many working days a unit has, and what follows it.
fn unit(text: &str) -> Option<(f64, &str)> {
    let mut rest = text.trim_start_matches(|char: char| char.is_whitespace() || char == '-');
    for kind in ["working", "business", "person", "man", "dev", "developer", "engineering", "full"]
    {
        if let Some(unit) = rest.strip_prefix(kind).filter(|unit| unit.starts_with([' ', '-'])) {
            rest = unit.trim_start_matches([' ', '-']);
        }
    }
    let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, behind) = rest.split_at_checked(len)?;
    let days = match word {
        "d" | "day" | "days" => 1.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 1.0 / 8.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 1.0 / 480.0,
        "w" | "wk" | "wks" | "week" | "weeks" => 5.0,
        "mo" | "month" | "months" => 20.0,
        _ => return None,
    };
    // `2d3` and `4h_x` are names.
    let ends = !behind.starts_with(|char: char| char.is_alphanumeric() || char == '_');
    ends.then_some((days, behind))
}

/// The smaller part of `1d 4h`, in days.
fn second(text: &str, larger: f64) -> f64 {
    let found = number(text.trim_start()).and_then(|(value, rest)| Some(value * unit(rest)?.0));
    found.filter(|days| *days < larger).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Estimate, read};

    #[track_caller]
    fn check(text: &str, least_days: f64, most_days: f64) {
        assert_eq!(read(text), Some(Estimate { least_days, most_days }), "{text:?}");
    }

    #[test]
    fn efforts_are_read_in_common_forms() {
        check("2 days", 2.0, 2.0);
        check("1 day", 1.0, 1.0);
        check("0.5d", 0.5, 0.5);
        check("4h", 0.5, 0.5);
        check("4 hours", 0.5, 0.5);
        check("120 min", 0.25, 0.25);
        check("1 week", 5.0, 5.0);
        check("2w", 10.0, 10.0);
        check("1 month", 20.0, 20.0);
        check("1d 4h", 1.5, 1.5);
        check("**~3 days**", 3.0, 3.0);
        check("about two days", 2.0, 2.0);
        check("half a day", 0.5, 0.5);
        check("a week", 5.0, 5.0);
        check("2 person-days", 2.0, 2.0);
        check("3 working days", 3.0, 3.0);
        check("2 days (one worker)", 2.0, 2.0);
    }

    #[test]
    fn efforts_have_bounds() {
        check("1-3 days", 1.0, 3.0);
        check("1–3 days", 1.0, 3.0);
        check("1 to 3 days", 1.0, 3.0);
        check("2d-3d", 2.0, 3.0);
        check("1-2 weeks", 5.0, 10.0);
        check("<1 day", 0.0, 1.0);
        check("< 1 day", 0.0, 1.0);
        check("up to 3 days", 0.0, 3.0);
        check("3+ days", 3.0, f64::INFINITY);
        check(">2 weeks", 10.0, f64::INFINITY);
    }

    #[test]
    fn other_words_are_no_effort() {
        for text in [
            "",
            "-",
            "S",
            "M",
            "L",
            "XL",
            "3",
            "5 points",
            "8 SP",
            "2026-02-28",
            "Week 4",
            "Day 2",
            "TBD",
            "n/a",
            "3 days ago",
            "2 days overdue",
            "50%",
            "12 tests",
            "4hx",
            "2d3",
            "soon",
            "may",
            "1234567 days",
            "..",
            "3 modules",
            "a",
            "half",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC*") {
            read(&text);
        }

        #[test]
        fn bounds_are_in_order(text in "(<|~|[0-9]{1,3}|-|–|[.]|day|d|h|w| |\\+|one |½ |é){0,10}") {
            if let Some(estimate) = read(&text) {
                prop_assert!(estimate.least_days <= estimate.most_days);
                prop_assert!(estimate.least_days >= 0.0);
            }
        }
    }
}
