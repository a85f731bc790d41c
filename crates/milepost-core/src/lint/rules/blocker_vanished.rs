//! Blockers that were deleted instead of resolved.

use std::collections::BTreeSet;

use crate::{
    diag::{Code, Severity},
    id::{ItemId, Scope},
    lint::{Findings, Group, Reach, Rule},
    plan::{Claim, Document, Item, ItemKind, Origin, Plan},
    scene::{Range, Scene},
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(301),
    name: "blocker-vanished",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Range,
    page: "\
## What it does
Over a range of history, finds blockers that were open at its beginning and that no document
mentions any more at its end.

## Why is this bad?
A deleted blocker looks exactly like one that never was. What held work up, and how it was resolved,
is the first thing that the next person needs to know.

## Example
```fixture
//- before/STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
## Active blockers
| ID | Blocker | Exit condition |
| --- | --- | --- |
| B1 | The test machine runs out of memory | A run of all tests ends |
| B2 | The licence of the sample files is unknown | The author has answered |
//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
## Active blockers
| ID | Blocker | Exit condition |
| --- | --- | --- |
| B1 | The test machine runs out of memory | A run of all tests ends |
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 docs: tidy up | STATUS.md
```

Instead:
```fixture
//- before/STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
## Active blockers
| ID | Blocker | Exit condition |
| --- | --- | --- |
| B2 | The licence of the sample files is unknown | The author has answered |
//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
## Resolved this week
| ID | Resolution | Evidence |
| --- | --- | --- |
| R1 | The author answered, which resolved B2 | `docs/licence.md` |
//- git
head 2026-02-20
//- range
aaa1111 2026-02-20 docs: close B2 | STATUS.md
```

## When it stays silent
When the blocker was resolved at the beginning of the range, or when any document of its group still
names it.
",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let Some(range) = scene.range else { return };
    let named = named_now(scene.plan);
    for item in range.before.items.values().filter(|item| item.key.kind == ItemKind::Blocker) {
        let resolved = range
            .before
            .says(item)
            .is_some_and(|(_, claim)| claim.status.is_finished() || claim.status.is_dropped());
        let still = named.contains(&(&item.key.scope, &item.key.name));
        if !resolved && !still && item.has_id {
            report(scene, range, findings, item);
        }
    }
}

/// The ids that the documents name now, in whatever place.
fn named_now(plan: &Plan) -> BTreeSet<(&Scope, &ItemId)> {
    let mut named = BTreeSet::new();
    for document in &plan.documents {
        for claim in &document.claims {
            named.extend(claim.id.iter().map(|id| (&document.scope, id)));
            named.extend(claim.references.iter().map(|it| (&document.scope, &it.id)));
        }
    }
    named
}

fn report(scene: &Scene<'_>, range: &Range, findings: &mut Findings<'_>, item: &Item) {
    let Some((old, claim)) = range.before.claims(item).next() else { return };
    let now = scene.plan.documents.iter().find(|document| document.path == old.path);
    let message = format!(
        "blocker `{}` ({}) was open at {} and is gone",
        item.key.name, claim.title, range.from
    );
    let Some(document) = now.or(scene.plan.documents.first()) else { return };
    findings
        .report(document, register(document), message)
        .item(&item.key.name)
        .help("keep the row and say how it was resolved, with the evidence");
}

/// The first blocker that is left, else the beginning of the document.
fn register(document: &Document) -> Span {
    let is_row = |claim: &&Claim| claim.kind == ItemKind::Blocker && claim.origin != Origin::Prose;
    document.claims.iter().find(is_row).map_or(Span::default(), |claim| claim.name_span)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const BOARD: &str = "## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | In progress |
| M2 Exporter | Planned |
";

    fn range(before: &str, now: &str) -> String {
        format!(
            "//- before/STATUS.md\n{BOARD}{before}//- STATUS.md\n{BOARD}{now}//- git\nhead 2026-02-20\n//- range\n"
        )
    }

    const OPEN: &str = "## Blockers\n| ID | Blocker | Impact |\n| --- | --- | --- |\n| B7 | No disk space | Slow |\n";

    #[test]
    fn a_blocker_that_is_deleted_is_reported_where_it_stood() {
        assert_snapshot!(problems(&RULE, &range(OPEN, "")), @r"
        STATUS.md:1:1 error[blocker-vanished]: blocker `B7` (No disk space) was open at base and is gone
          at:
          help: keep the row and say how it was resolved, with the evidence
        ");
    }

    #[test]
    fn a_blocker_that_stays_or_is_resolved_is_fine() {
        assert_snapshot!(problems(&RULE, &range(OPEN, OPEN)), @"");
        let resolved = "## Resolved\n| ID | Resolution | Evidence |\n| --- | --- | --- |\n| R1 | A disk was added, B7 | `a.md` |\n";
        assert_snapshot!(problems(&RULE, &range(OPEN, resolved)), @"");
    }
}
