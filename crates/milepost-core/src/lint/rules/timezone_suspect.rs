//! Dates that are a day apart, as time zones make them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    diag::{Code, Severity},
    lint::{
        Findings, Group, Reach, Rule,
        dates::{self, Stated},
        finished,
    },
    plan::{Cited, Document, ItemKey, key_of},
    repository::CommitState,
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(118),
    name: "timezone-suspect",
    group: Group::Claims,
    severity: Severity::Note,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = r"# timezone-suspect

## What it does

Notes dates that differ by one day where they should be one: an item that two places date
differently, a ledger whose days are not those of git, a *last updated* that is tomorrow here.

## Why is this bad?

Somebody writes local days and somebody else universal time. Nothing is wrong yet, but whatever is
counted by days, such as a streak or a deadline, will be off by one.

## Example

```fixture
//- STATUS.md
| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-11 | `2b90202` | feat | Writer (M2) |
| 2026-02-10 | `1a90101` | feat | Parser (M1) |

## Milestone board

| Milestone | Status |
|---|---|
| M1 Parser | Complete |
| M2 Writer | Planned |
//- git
commit 1a90101 2026-02-10
commit 2b90202 2026-02-12
```

Instead: the days are those of one zone.

```fixture
//- STATUS.md
| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-12 | `2b90202` | feat | Writer (M2) |
| 2026-02-10 | `1a90101` | feat | Parser (M1) |

## Milestone board

| Milestone | Status |
|---|---|
| M1 Parser | Complete |
| M2 Writer | Planned |
//- git
commit 1a90101 2026-02-10
commit 2b90202 2026-02-12
```

## When it stays silent

When dates agree, or differ by more than a zone explains; for planned dates.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        tomorrow(scene, findings, document);
        ledger(scene, findings, document);
    }
    twice_dated(scene, findings);
}

const HELP: &str = "state all dates in one zone, or with their offset";

/// A document of tomorrow, where somewhere on earth it is tomorrow already.
fn tomorrow(scene: &Scene<'_>, findings: &mut Findings<'_>, document: &Document) {
    let Some((updated, span)) = dates::updated(document) else { return };
    let today = scene.clock.today();
    if updated > today && updated <= dates::latest_today(scene.clock) {
        let message = format!("last updated on {updated}, which is tomorrow here");
        findings.report(document, span, message).help(HELP);
    }
}

/// Rows of a ledger that are a day off the day that git has for their commit.
fn ledger(scene: &Scene<'_>, findings: &mut Findings<'_>, document: &Document) {
    let rows = dates::past(scene, document).filter_map(|row| Some((row, git_day(scene, &row)?)));
    let rows: Vec<(Stated<'_>, Date)> = rows.collect();
    let is_off = |(row, day): &&(Stated<'_>, Date)| dates::days_between(row.day, *day).abs() == 1;
    let off: Vec<_> = rows.iter().filter(is_off).collect();
    let Some((first, day)) = off.first() else { return };
    let all = finished::count(rows.len(), "dated commit");
    let verb = if off.len() == 1 { "is" } else { "are" };
    let message = format!("{} of {all} {verb} a day off: git has {day} here", off.len());
    findings.report(document, first.span, message).help(HELP);
}

fn git_day(scene: &Scene<'_>, row: &Stated<'_>) -> Option<Date> {
    let mut commits = row.claim.evidence.iter().filter_map(|citation| {
        let Cited::Commit(commit) = &citation.cited else { return None };
        Some(commit)
    });
    // A row with several commits has one day for all of them.
    let (commit, None) = (commits.next()?, commits.next()) else { return None };
    let CommitState::Known { committed, .. } = scene.repository.commits.get(commit)? else {
        return None;
    };
    Some(dates::utc(*committed))
}

/// Items that two places say were finished on two days, one after the other.
fn twice_dated(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let mut first: BTreeMap<ItemKey, (&Document, Stated<'_>)> = BTreeMap::new();
    for document in &scene.plan.documents {
        for stated in dates::past(scene, document).filter(|it| it.claim.id.is_some()) {
            let Some(key) = key_of(document, stated.claim) else { continue };
            let (other, known) = *first.entry(key).or_insert((document, stated));
            if dates::days_between(known.day, stated.day).abs() == 1 {
                let called = finished::called(stated.claim);
                let (day, before) = (stated.day, known.day);
                findings
                    .report(document, stated.span, format!("{called} is dated {day} and {before}"))
                    .help(HELP)
                    .label(other, known.span, format!("dated {before} here"));
            }
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

Last updated: 2026-02-21

| Milestone | Status | Completed |
|---|---|---|
| M1 Parser | Complete | 2026-02-08 |
| M2 Writer | Complete | 2026-02-18 |

## Releases

| Milestone | Status | Completed |
|---|---|---|
| M1 Parser | Complete | 2026-02-09 |
| M2 Writer | Complete | 2026-02-12 |

## Commit ledger

| Date | Commit | Type | Summary |
|---|---|---|---|
| 2026-02-18 | `2b90202` | feat | Writer |
| 2026-02-08 | `1a90101` | feat | Parser |
";

    #[test]
    fn one_event_on_two_days_is_noted() {
        assert_snapshot!(problems(&RULE, STATUS), @"
        STATUS.md:14:26 note[timezone-suspect]: milestone `M1` is dated 2026-02-09 and 2026-02-08
          at: 2026-02-09
          see STATUS.md:7: dated 2026-02-08 here
          help: state all dates in one zone, or with their offset
        ");
    }

    #[test]
    fn days_of_a_ledger_are_those_of_git() {
        let status = STATUS.replace("2026-02-09", "2026-02-08");
        let off = "commit 1a90101 2026-02-09\ncommit 2b90202 2026-02-18\n";
        assert_snapshot!(problems(&RULE, &format!("//- STATUS.md{status}//- git\n{off}")), @"
        STATUS.md:22:3 note[timezone-suspect]: 1 of 2 dated commits is a day off: git has 2026-02-09 here
          at: 2026-02-08
          help: state all dates in one zone, or with their offset
        ");
        let far = "commit 1a90101 2026-02-08\ncommit 2b90202 2026-02-25\n";
        assert_eq!(problems(&RULE, &format!("//- STATUS.md{status}//- git\n{far}")), "");
    }

    #[test]
    fn a_document_of_tomorrow_was_written_elsewhere() {
        let status = STATUS.replace("2026-02-09", "2026-02-08");
        let clock = |now: &str| format!("//- STATUS.md{status}//- clock\n{now}\n");
        assert_snapshot!(problems(&RULE, &clock("2026-02-20T22:00:00Z")), @"
        STATUS.md:3:15 note[timezone-suspect]: last updated on 2026-02-21, which is tomorrow here
          at: 2026-02-21
          help: state all dates in one zone, or with their offset
        ");
        assert_eq!(problems(&RULE, &clock("2026-02-20T04:00:00Z")), "");
    }
}
