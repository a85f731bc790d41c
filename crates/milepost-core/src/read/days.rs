//! The calendar days that fields mean.

use jiff::civil::Date;

use crate::{
    plan::{Document, Field},
    read::atoms::date,
};

/// The names of fields that say when something is.
const DATED: &[&str] = &["date", "day", "target", "start", "updated", "created", "actual", "next"];

/// Works out the day of every dated field. Days and weeks of the project count from `start`, else
/// from the start that the document itself states.
pub(super) fn resolve(document: &mut Document, start: Option<Date>) {
    let stated = document.field("start").and_then(|field| day(field, None));
    let start = start.or(stated);
    let claims = document.claims.iter_mut().flat_map(|claim| &mut claim.fields);
    for field in document.fields.iter_mut().chain(claims) {
        if DATED.contains(&field.name.as_str()) {
            field.day = day(field, start);
        }
    }
}

fn day(field: &Field, start: Option<Date>) -> Option<Date> {
    date::first(&field.value)?.when.last_day(start)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::{
        read::{ReadOptions, read},
        text::{RepoPath, Source},
    };

    #[track_caller]
    fn check(text: &str, start: Option<jiff::civil::Date>, expected: &[(&str, &str)]) {
        let path = RepoPath::new("PLAN.md").unwrap();
        let source = Source { path, text: text.into() };
        let document = read(&source, &ReadOptions { start, ..ReadOptions::default() });
        let claims = document.claims.iter().flat_map(|claim| &claim.fields);
        let days: Vec<(String, String)> = claims
            .filter_map(|field| Some((field.value.to_string(), field.day?.to_string())))
            .collect();
        let days: Vec<(&str, &str)> = days.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(days, expected);
    }

    const PLAN: &str = "
# M1 Importer

**Goal:** Reads
**Target:** Week 2

## Calendar

| Day | Focus | Status |
| --- | --- | --- |
| Day 2–3 | Tables | Planned |
| 2026-03-01 | Lists | Planned |
";

    #[test]
    fn days_of_the_project_count_from_its_start() {
        let expected =
            [("Week 2", "2026-02-15"), ("Day 2–3", "2026-02-05"), ("2026-03-01", "2026-03-01")];
        check(PLAN, Some(date(2026, 2, 2)), &expected);
    }

    #[test]
    fn without_a_start_only_dates_have_a_day() {
        check(PLAN, None, &[("2026-03-01", "2026-03-01")]);
    }

    #[test]
    fn a_document_may_state_the_start_itself() {
        let text = format!("Project start: 2026-02-02\n{PLAN}");
        let expected =
            [("Week 2", "2026-02-15"), ("Day 2–3", "2026-02-05"), ("2026-03-01", "2026-03-01")];
        check(&text, None, &expected);
    }
}
