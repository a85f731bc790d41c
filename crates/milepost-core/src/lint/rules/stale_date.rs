//! Documents that say they were last updated before what they tell of.

use jiff::civil::Date;

use crate::{
    diag::{Code, Severity},
    lint::{
        Findings, Group, Reach, Rule,
        dates::{self, Stated},
        finished,
    },
    plan::{Cited, Document},
    repository::CommitState,
    scene::Scene,
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(117),
    name: "stale-date",
    group: Group::Claims,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = r"# stale-date

## What it does

Compares the date that a document says it was last updated with the dates in it: rows of its commit
ledger, finished work, approvals, and the commits that it cites. Reports a document that tells of
something later, and any date of something finished that is not yet reached.

## Why is this bad?

*Last updated* is what readers judge the rest by. Where it is typed by hand it stands still, and a
reader takes a fresh document for an old one, or an old one for fresh.

## Example

```fixture
//- STATUS.md
Last updated: 2026-02-10

| Milestone | Status | Completed |
|---|---|---|
| M1 Parser | Complete | 2026-02-08 |
| M2 Writer | Complete | 2026-02-18 |
```

Instead: the date follows the content.

```fixture
//- STATUS.md
Last updated: 2026-02-18

| Milestone | Status | Completed |
|---|---|---|
| M1 Parser | Complete | 2026-02-08 |
| M2 Writer | Complete | 2026-02-18 |
```

## When it stays silent

When the document has no such date; for targets and plans; when the dates are one day apart, which
`timezone-suspect` looks at; for months, and days counted from the start of the project.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        if let Some((updated, span)) = dates::updated(document) {
            if dates::days_between(dates::latest_today(scene.clock), updated) > 0 {
                let today = scene.clock.today();
                let message = format!("last updated on {updated}, and today is {today}");
                findings.report(document, span, message).help("state the day of the last change");
            } else {
                later(scene, findings, document, (updated, span));
            }
        }
        future(scene, findings, document);
    }
}

/// Something later than the document's own date.
struct Later {
    day: Date,
    span: Span,
    what: String,
}

fn later(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    document: &Document,
    (updated, span): (Date, Span),
) {
    let today = dates::latest_today(scene.clock);
    let stated = dates::past(scene, document).filter(|it| it.day <= today);
    let stated = stated.map(|it| Later { day: it.day, span: it.span, what: what(&it) });
    let latest = stated.chain(cited(scene, document)).max_by_key(|later| later.day);
    let Some(latest) = latest.filter(|it| dates::days_between(updated, it.day) > 1) else { return };
    let Later { day, span: there, what } = latest;
    findings
        .report(document, span, format!("last updated on {updated}, and tells of {day}"))
        .help(format!("state {day}, or the day of the last change"))
        .label(document, there, what);
}

fn what(stated: &Stated<'_>) -> String {
    format!("{} is dated {}", finished::called(stated.claim), stated.day)
}

/// The commits that a document cites, on the days that git has for them.
fn cited<'a>(scene: &'a Scene<'_>, document: &'a Document) -> impl Iterator<Item = Later> + 'a {
    let claims = document.claims.iter();
    let claims = claims.filter(|claim| finished::is_meant(scene, document, claim));
    claims.flat_map(|claim| &claim.evidence).filter_map(|citation| {
        let Cited::Commit(commit) = &citation.cited else { return None };
        let CommitState::Known { committed, .. } = scene.repository.commits.get(commit)? else {
            return None;
        };
        let day = dates::utc(*committed);
        let what = format!("commit `{commit}` was made on {day}");
        Some(Later { day, span: citation.span, what })
    })
}

/// Finished things that are dated later than it is anywhere.
fn future(scene: &Scene<'_>, findings: &mut Findings<'_>, document: &Document) {
    let latest_today = dates::latest_today(scene.clock);
    for stated in dates::past(scene, document).filter(|it| it.day > latest_today) {
        let says = finished::says(stated.claim);
        let (day, today) = (stated.day, scene.clock.today());
        let finding = findings
            .report(document, stated.span, format!("{says} on {day}, and today is {today}"))
            .help("state the day it was finished; a planned day is a target");
        if let Some(item) = finished::item(document, stated.claim) {
            finding.item(&item);
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const STATUS: &str = "
# Status

Last updated: 2026-02-10

| Milestone | Status | Target | Completed | Evidence |
|---|---|---|---|---|
| M1 Parser | Complete | 2026-02-01 | 2026-02-08 | `1a90101` |
| M2 Writer | Planned | 2026-03-01 | | |

## Commit ledger

| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-11 | `2b90202` | feat | Reader |
| 2026-02-08 | `1a90101` | feat | Parser |
";

    #[test]
    fn a_day_apart_is_no_staleness_and_plans_lie_ahead() {
        assert_eq!(problems(&RULE, STATUS), "");
    }

    #[test]
    fn the_latest_date_in_a_document_tells_its_age() {
        assert_snapshot!(problems(&RULE, &STATUS.replace("2026-02-11", "2026-02-16")), @"
        STATUS.md:3:15 warning[stale-date]: last updated on 2026-02-10, and tells of 2026-02-16
          at: 2026-02-10
          see STATUS.md:14: commit `2b90202` is dated 2026-02-16
          help: state 2026-02-16, or the day of the last change
        ");
    }

    #[test]
    fn git_dates_the_commits_that_a_document_cites() {
        let fixture = format!("//- STATUS.md{STATUS}//- git\ncommit 2b90202 2026-02-19\n");
        assert_snapshot!(problems(&RULE, &fixture), @"
        STATUS.md:3:15 warning[stale-date]: last updated on 2026-02-10, and tells of 2026-02-19
          at: 2026-02-10
          see STATUS.md:14: commit `2b90202` was made on 2026-02-19
          help: state 2026-02-19, or the day of the last change
        ");
    }

    #[test]
    fn nothing_was_finished_or_written_tomorrow() {
        let status = STATUS.replace("2026-02-08 |", "2026-04-08 |");
        let status = status.replace("updated: 2026-02-10", "updated: 2026-12-10");
        assert_snapshot!(problems(&RULE, &status), @"
        STATUS.md:3:15 warning[stale-date]: last updated on 2026-12-10, and today is 2026-02-21
          at: 2026-12-10
          help: state the day of the last change
        STATUS.md:7:39 warning[stale-date]: milestone `M1` is marked `Complete` on 2026-04-08, and today is 2026-02-21
          at: 2026-04-08
          help: state the day it was finished; a planned day is a target
        STATUS.md:15:3 warning[stale-date]: commit `1a90101` is listed on 2026-04-08, and today is 2026-02-21
          at: 2026-04-08
          help: state the day it was finished; a planned day is a target
        ");
    }
}
