//! Dates in the order of the commits that bear them.
//!
//! A commit dates itself, and clocks are wrong: a child may be older than its parent, and one commit
//! may be of the next century. Of all dates, the largest set that agrees with the order of history is
//! believed; every other commit is put where the believed one before it stands.

use jiff::Timestamp;

/// Dates that agree with their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// When each commit was made; no one is before the one in front of it.
    pub at: Vec<Timestamp>,
    /// How many commits say something else of themselves.
    pub skewed: usize,
}

/// Puts dates in the order of the commits, the oldest commit first. What says that it was made after
/// `now` is not believed, unless everything says so.
pub fn placed(dates: &[Timestamp], now: Timestamp) -> Placed {
    let latest = if dates.iter().all(|date| *date > now) { Timestamp::MAX } else { now };
    let believed = believed(dates, latest);
    let first = dates.iter().zip(&believed).find(|(_, believed)| **believed);
    let Some((mut last, _)) = first else { return Placed::default() };
    let at = dates.iter().zip(&believed).map(|(date, believed)| {
        if *believed {
            last = date;
        }
        *last
    });
    let at: Vec<Timestamp> = at.collect();
    Placed { at, skewed: believed.iter().filter(|believed| !**believed).count() }
}

/// The members of a longest row of dates in which none is before the one in front of it. Of two such
/// rows, the one whose dates are later: what stands on something is not older than that.
fn believed(dates: &[Timestamp], latest: Timestamp) -> Vec<bool> {
    // From the newest commit backwards no date may rise. For each length of a row, the place at which the
    // row with the latest end ends.
    let back: Vec<Timestamp> = dates.iter().rev().copied().collect();
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(back.len());
    let date = |at: usize| back.get(at).copied().unwrap_or(Timestamp::MIN);
    for (at, dated) in back.iter().enumerate() {
        if *dated > latest {
            before.push(None);
            continue;
        }
        let length = ends.partition_point(|end| date(*end) >= *dated);
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut believed = vec![false; back.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        if let Some(member) = believed.get_mut(at) {
            *member = true;
        }
        next = before.get(at).copied().flatten();
    }
    believed.reverse();
    believed
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::placed;

    #[track_caller]
    fn check(dates: &[i64], expected: &[i64], skewed: usize) {
        let date = |second: &i64| Timestamp::from_second(*second).unwrap();
        let now = Timestamp::from_second(2_000_000_000).unwrap();
        let found = placed(&dates.iter().map(date).collect::<Vec<_>>(), now);
        assert_eq!(found.at, expected.iter().map(date).collect::<Vec<_>>());
        assert_eq!(found.skewed, skewed);
    }

    #[test]
    fn dates_in_order_are_believed() {
        check(&[], &[], 0);
        check(&[1, 2, 2, 9], &[1, 2, 2, 9], 0);
    }

    #[test]
    fn a_child_that_is_older_than_its_parent_stands_beside_it() {
        check(&[10, 20, 5, 30], &[10, 20, 20, 30], 1);
        check(&[10, 5], &[10, 10], 1);
    }

    #[test]
    fn one_commit_of_the_next_century_does_not_take_all_others_there() {
        check(&[10, 4_000_000_000, 20, 30], &[10, 10, 20, 30], 1);
        // The first one of all stands where the first believed one does.
        check(&[4_000_000_000, 20, 30], &[20, 20, 30], 1);
        check(&[10, 4_000_000_000, 5], &[10, 10, 10], 2);
    }

    #[test]
    fn a_machine_that_lives_in_the_past_loses_nobody() {
        check(&[4_000_000_000, 4_000_000_001], &[4_000_000_000, 4_000_000_001], 0);
    }

    proptest! {
        #[test]
        fn nothing_goes_back_and_nobody_is_lost(dates in proptest::collection::vec(0_i64..50, 0..40)) {
            let dates: Vec<Timestamp> =
                dates.into_iter().map(|it| Timestamp::from_second(it).unwrap()).collect();
            let found = placed(&dates, Timestamp::from_second(40).unwrap());
            prop_assert_eq!(found.at.len(), dates.len());
            prop_assert!(found.at.is_sorted());
            let kept = found.at.iter().zip(&dates).filter(|(at, date)| at == date).count();
            prop_assert!(kept + found.skewed >= dates.len());
        }
    }
}
