//! Accepted decisions whose text was changed.

use crate::{
    agreed,
    agreed::{DecisionState, told},
    diag::{Code, Severity},
    evidence::{DecisionRuling, ItemName},
    lint::{Findings, Group, Reach, Rule, at_change},
    plan::{Claim, Item, ItemKind, Status},
    scene::{Range, Scene},
    verdict::HeardDecision,
};

pub(super) const RULE: Rule = Rule {
    code: Code(302),
    name: "decision-rewritten",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Now,
    page: "\
## What it does
Finds decisions that `milepost decide` recorded as accepted and that read differently now, or are gone.
Over a range of history also those that a document called accepted at its beginning and whose title,
context or outcome reads differently at its end.

## Why is this bad?
People agreed to words. Other words need another agreement: a new decision that supersedes this one.

## Example
```fixture
//- before/docs/adr/0001-storage.md
# Keep everything in one file

- Status: accepted

## Context and problem statement

Data must survive a crash.

## Decision outcome

One file, written atomically.
//- docs/adr/0001-storage.md
# Keep everything in one file

- Status: accepted

## Context and problem statement

Data must survive a crash.

## Decision outcome

A database server.
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 docs: wording | docs/adr/0001-storage.md
```

Instead:
```fixture
//- before/docs/adr/0001-storage.md
# Keep everything in one file

- Status: accepted

## Context and problem statement

Data must survive a crash.

## Decision outcome

One file, written atomically.
//- docs/adr/0001-storage.md
# Keep everything in one file

- Status: superseded by ADR-0002

## Context and problem statement

Data must survive a crash.

## Decision outcome

One file, written atomically.
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 docs: supersede storage | docs/adr/0001-storage.md
```

## When it stays silent
When only the state changed, or white space and markup; and for decisions that were not accepted.
",
    check,
};

/// The parts of a decision that people agreed to.
const AGREED: &[&str] = &["context", "decision", "outcome", "consequences"];

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    recorded(scene, findings);
    let Some(range) = scene.range else { return };
    let accepted = range.before.items.values().filter(|item| {
        item.key.kind == ItemKind::Decision
            && range.before.says(item).is_some_and(|(_, it)| it.status == Status::Accepted)
    });
    for before in accepted {
        compare(scene, range, findings, before);
    }
}

/// Decisions whose acceptance has the digest of other words.
fn recorded(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let plan = scene.plan;
    for (name, heard) in &scene.verdicts.people.decisions {
        let item = at_change::item(scene, name);
        let Some(item) = item else {
            gone(scene, name, heard, findings);
            continue;
        };
        let state = agreed::decision_state(plan, scene.config, &scene.verdicts.people, item);
        let DecisionState::Accepted { heard, .. } = state else { continue };
        if heard.decided.text == agreed::decision_text(plan, item) {
            continue;
        }
        let Some((document, claim)) = told(plan, item) else { continue };
        let day = heard.at.to_zoned(scene.clock.zone.clone()).date();
        let id = &item.key.name;
        let message = format!("decision `{id}` reads differently than it was accepted on {day}");
        findings.report(document, claim.name_span, message).item(id).help(format!(
            "restore the words, or let them be accepted: `milepost decide {id} --accept`"
        ));
    }
}

/// A decision that was accepted last, and is in no document.
fn gone(scene: &Scene<'_>, name: &ItemName, heard: &[HeardDecision], findings: &mut Findings<'_>) {
    let last = heard.last().filter(|last| last.decided.ruling == DecisionRuling::Accepted);
    let Some(last) = last else { return };
    let day = last.at.to_zoned(scene.clock.zone.clone()).date();
    let (id, title) = (&name.id, &last.decided.title);
    let message =
        format!("decision `{id}` “{title}”, accepted on {day}, is in no document any more");
    findings
        .report_at(at_change::elsewhere(scene, name), message)
        .item(id)
        .help("restore it, and write a new decision that supersedes it");
}

fn compare(scene: &Scene<'_>, range: &Range, findings: &mut Findings<'_>, before: &Item) {
    let Some((document, old)) = told(&range.before, before) else { return };
    let now = scene.plan.items.get(&before.key).and_then(|item| told(scene.plan, item));
    let Some((now_document, new)) = now else {
        return vanished(scene, range, findings, before, old);
    };
    if document.path != now_document.path {
        return;
    }
    for name in AGREED {
        let (was, is) = (text(old, name), text(new, name));
        if was != is && !was.is_empty() {
            let message = format!(
                "the {name} of the accepted decision `{}` reads differently than at {}",
                new.name(),
                range.from
            );
            let span = new.field(name).map_or(new.name_span, |field| field.span);
            findings
                .report(now_document, span, message)
                .item(&before.key.name)
                .help("restore the words, and write a new decision that supersedes this one");
        }
    }
}

/// A record whose title changed is another decision: the agreed one is gone.
fn vanished(
    scene: &Scene<'_>,
    range: &Range,
    findings: &mut Findings<'_>,
    before: &Item,
    old: &Claim,
) {
    let Some((old_document, _)) = told(&range.before, before) else { return };
    let document = scene.plan.documents.iter().find(|it| it.path == old_document.path);
    let Some(document) = document else { return };
    let message =
        format!("the accepted decision `{}` stood here at {} and is gone", old.name(), range.from);
    let span = document.headings.first().map_or(crate::text::Span::default(), |it| it.span);
    findings
        .report(document, span, message)
        .item(&before.key.name)
        .help("restore it, and write a new decision that supersedes it");
}

/// The words of a field, whatever the white space between them.
fn text(claim: &Claim, name: &str) -> String {
    let values = claim.fields_named(name).flat_map(|field| field.value.split_whitespace());
    values.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::{
        digest::Digest,
        lint::{fixture::Fixture, tests::problems},
    };

    fn record(status: &str, outcome: &str) -> String {
        format!(
            "# Use one file\n\n- Status: {status}\n\n## Context\n\nData must survive.\n\n## Decision\n\n{outcome}\n\n## Consequences\n\nSlow.\n"
        )
    }

    fn range(before: &str, now: &str) -> String {
        format!(
            "//- before/docs/adr/1.md\n{before}//- docs/adr/1.md\n{now}//- git\nhead 2026-02-20\n//- range\n"
        )
    }

    #[test]
    fn other_words_are_another_decision() {
        let (before, now) = (record("accepted", "One file."), record("accepted", "Two files."));
        assert_snapshot!(problems(&RULE, &range(&before, &now)), @r"
        docs/adr/1.md:11:1 error[decision-rewritten]: the outcome of the accepted decision `Use one file` reads differently than at base
          at: Two files.
          help: restore the words, and write a new decision that supersedes this one
        ");
    }

    #[test]
    fn words_that_were_accepted_on_record_are_held_by_their_digest() {
        let mut fixture = Fixture::new(
            "//- DECISIONS.md\n# Decisions\n\n## D-001 One file\n\n**Status:** Accepted\n\
             **Context:** Data must survive.\n//- ledger\nword accepts decision D-001 ago 3d\n",
        );
        assert_eq!(fixture.problems(&[&RULE]), "");
        for heard in fixture.verdicts.people.decisions.values_mut().flatten() {
            heard.decided.text = Digest::of(b"other words");
        }
        assert_snapshot!(fixture.problems(&[&RULE]), @r#"
        DECISIONS.md:3:4 error[decision-rewritten]: decision `D-001` reads differently than it was accepted on 2026-02-18
          at: D-001 One file
          help: restore the words, or let them be accepted: `milepost decide D-001 --accept`
        "#);
    }

    #[test]
    fn a_proposal_may_change_and_a_wrap_changes_nothing() {
        let before = record("proposed", "One file.");
        assert_snapshot!(problems(&RULE, &range(&before, &record("accepted", "Two files."))), @"");
        let before = record("accepted", "One file for all.");
        assert_snapshot!(problems(&RULE, &range(&before, &record("accepted", "One file\nfor all."))), @"");
    }
}
