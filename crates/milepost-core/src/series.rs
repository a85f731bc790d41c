//! Ids that count: `B9` is the ninth of the series `B`, `M1-T05` the fifth of `M1-T`.

use crate::id::ItemId;

/// An id as the member of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member<'a> {
    /// What stands before the number; holds a letter.
    pub(crate) series: &'a str,
    /// The number.
    pub(crate) number: u64,
    /// How many digits the number is written with.
    pub(crate) width: usize,
    /// Whether it stands for all that follow too, as `M7+` does.
    pub(crate) is_open: bool,
}

impl<'a> Member<'a> {
    /// The member that an id is, if it ends in a number behind letters.
    pub(crate) fn of(id: &'a ItemId) -> Option<Self> {
        let text = id.as_str();
        let closed = text.trim_end_matches('+');
        let series = closed.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = closed.get(series.len()..)?;
        let number = digits.parse().ok()?;
        let is_named = series.contains(char::is_alphabetic);
        is_named.then_some(Self {
            series,
            number,
            width: digits.len(),
            is_open: closed.len() < text.len(),
        })
    }
}

/// The id of a member as its series writes it.
pub(crate) fn id(series: &str, number: u64, width: usize) -> String {
    format!("{series}{number:0width$}")
}

#[cfg(test)]
mod tests {
    use super::Member;
    use crate::id::ItemId;

    #[track_caller]
    fn check(id: &str, expected: Option<(&str, u64, bool)>) {
        let id = ItemId::new(id).unwrap();
        let found = Member::of(&id).map(|it| (it.series, it.number, it.is_open));
        assert_eq!(found, expected);
    }

    #[test]
    fn the_last_number_counts_within_what_stands_before_it() {
        check("B9", Some(("B", 9, false)));
        check("D-007", Some(("D-", 7, false)));
        check("M1-T05", Some(("M1-T", 5, false)));
        check("M2.5", Some(("M2.", 5, false)));
        check("M7+", Some(("M", 7, true)));
        check("Phase 3", Some(("Phase ", 3, false)));
    }

    #[test]
    fn names_and_bare_numbers_count_nothing() {
        check("loop-8th", None);
        check("1.2", None);
        check("M99999999999999999999999", None);
    }
}
