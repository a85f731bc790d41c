//! Tests of dates in their zones and of days of the project.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{When, first};

#[track_caller]
fn check(text: &str, when: When, words: &str) {
    let found = first(text).unwrap_or_else(|| panic!("no date in {text:?}"));
    assert_eq!((found.when, &text[found.range]), (when, words), "{text:?}");
}

#[track_caller]
fn check_instant(text: &str, instant: &str, words: &str) {
    check(text, When::Instant(instant.parse().unwrap()), words);
}

#[test]
fn calendar_days_are_read_in_common_forms() {
    let day = When::Day(date(2026, 2, 28));
    check("2026-02-28", day, "2026-02-28");
    check("Last updated: 2026-02-28.", day, "2026-02-28");
    check("(2026-02-28)", day, "2026-02-28");
    check("2026-02-28: Kick-off", day, "2026-02-28");
    check("2026/02/28", day, "2026/02/28");
    check("2026.02.28", day, "2026.02.28");
    check("on 28.02.2026", day, "28.02.2026");
    check("28 February 2026", day, "28 February 2026");
    check("28. February 2026", day, "28. February 2026");
    check("28th Feb 2026", day, "28th Feb 2026");
    check("28-Feb-2026", day, "28-Feb-2026");
    check("Feb 28, 2026", day, "Feb 28, 2026");
    check("due February 28th 2026!", day, "February 28th 2026");
    check("Sept. 5, 2026", When::Day(date(2026, 9, 5)), "Sept. 5, 2026");
    check("2026-02-28, later 2026-03-01", day, "2026-02-28");
    check("2026-02-28–2026-03-02", day, "2026-02-28");
    check("既に2026-02-28", day, "2026-02-28");
}

#[test]
fn times_with_a_zone_are_instants_and_without_one_days() {
    check_instant("2025-12-08 06:30 UTC", "2025-12-08T06:30:00Z", "2025-12-08 06:30 UTC");
    check_instant("2026-02-28T10:00:00Z", "2026-02-28T10:00:00Z", "2026-02-28T10:00:00Z");
    check_instant(
        "2026-02-28T10:00:00.5+02:00.",
        "2026-02-28T08:00:00Z",
        "2026-02-28T10:00:00.5+02:00",
    );
    check_instant("2026-02-28 10:00 -0500", "2026-02-28T15:00:00Z", "2026-02-28 10:00 -0500");
    check_instant("2026-02-28 10:00 UTC+2", "2026-02-28T08:00:00Z", "2026-02-28 10:00 UTC+2");
    check_instant("Feb 28, 2026, 10:00 (UTC)", "2026-02-28T10:00:00Z", "Feb 28, 2026, 10:00 (UTC");
    check_instant("2026-02-28 at 10:00 CEST", "2026-02-28T08:00:00Z", "2026-02-28 at 10:00 CEST");
    let day = When::Day(date(2026, 1, 1));
    check("2026-01-01 23:37", day, "2026-01-01 23:37");
    check("2026-01-01 23:37 by hand", day, "2026-01-01 23:37");
    check("2026-01-01 25:37", day, "2026-01-01");
    check("2026-01-01 12 tests", day, "2026-01-01");
}

#[test]
fn months_are_read() {
    let month = When::Month(date(2026, 8, 1));
    check("August 2026", month, "August 2026");
    check("Completed: Aug 2026", month, "Aug 2026");
    check("2026-08", month, "2026-08");
    check("August, 2026", month, "August, 2026");
}

#[test]
fn days_and_weeks_of_the_project_are_read() {
    check("Day 0", When::ProjectDay { from: 0, to: Some(0) }, "Day 0");
    check("Day 2–3", When::ProjectDay { from: 2, to: Some(3) }, "Day 2–3");
    check("Days 2 - 3", When::ProjectDay { from: 2, to: Some(3) }, "Days 2 - 3");
    check("Day 6+", When::ProjectDay { from: 6, to: None }, "Day 6+");
    check("Week 4", When::ProjectWeek { from: 4, to: Some(4) }, "Week 4");
    check("by week 4.", When::ProjectWeek { from: 4, to: Some(4) }, "week 4");
    check("Weeks 2 to 5", When::ProjectWeek { from: 2, to: Some(5) }, "Weeks 2 to 5");
}

#[test]
fn other_numbers_are_no_dates() {
    for text in [
        "",
        "2026",
        "2026-13-01",
        "2026-02-30",
        "0000-01-01",
        "v2026-02-28",
        "1.2026-02-28",
        "evidence/2026-02-28/x.md",
        "2026-02-28/x.md",
        "2026-02-28-notes.md",
        "2026-02-28.txt",
        "20260228",
        "02/03/2026",
        "Feb 28",
        "May be 2026",
        "March on 2026",
        "Week 0",
        "Week of May",
        "Week 4 of 2026",
        "Weekly 4",
        "Day-1",
        "Day 1234",
        "Phase 2",
        "day one",
        "10:30 UTC",
        "1234-56",
        "2026-0",
        "0..68",
    ] {
        assert_eq!(first(text), None, "{text:?}");
    }
}

#[track_caller]
fn check_last_day(text: &str, start: Option<Date>, expected: Option<Date>) {
    assert_eq!(first(text).unwrap().when.last_day(start), expected, "{text:?}");
}

#[test]
fn the_last_day_that_is_meant_is_known() {
    let start = Some(date(2026, 1, 5));
    check_last_day("2026-02-28", None, Some(date(2026, 2, 28)));
    check_last_day("2026-02-28 23:00 -05:00", None, Some(date(2026, 3, 1)));
    check_last_day("February 2028", None, Some(date(2028, 2, 29)));
    check_last_day("Week 1", start, Some(date(2026, 1, 11)));
    check_last_day("Week 4", start, Some(date(2026, 2, 1)));
    check_last_day("Weeks 1-2", start, Some(date(2026, 1, 18)));
    check_last_day("Day 0", start, start);
    check_last_day("Day 2–3", start, Some(date(2026, 1, 8)));
    check_last_day("Day 6+", start, None);
    check_last_day("Week 4", None, None);
    check_last_day("Week 4", Some(Date::MAX), None);
}

proptest! {
    #[test]
    fn any_text_is_searched_without_a_panic(text in "\\PC*") {
        if let Some(found) = first(&text) {
            prop_assert!(text.get(found.range).is_some_and(|words| !words.is_empty()));
        }
    }

    #[test]
    fn tricky_text_is_searched_without_a_panic(text in "(2026|-|02|28|31|T|:| |Feb|Week|Day|\\+|–|,|Z|UTC|é|99|[.]){0,16}") {
        if let Some(found) = first(&text) {
            prop_assert!(text.get(found.range).is_some_and(|words| !words.is_empty()));
            found.when.last_day(Some(Date::MIN));
            found.when.last_day(Some(Date::MAX));
        }
    }

    #[test]
    fn every_day_is_read_back(year in 1900_i16..2200, month in 1_i8..=12, day in 1_i8..=28) {
        let day = date(year, month, day);
        prop_assert_eq!(first(&day.to_string()).unwrap().when, When::Day(day));
        prop_assert_eq!(first(&day.strftime("%d %B %Y").to_string()).unwrap().when, When::Day(day));
    }
}
