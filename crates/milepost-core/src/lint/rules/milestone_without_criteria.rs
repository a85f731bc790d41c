//! Milestones that nothing could ever prove.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diag::{Code, Severity},
    id::Scope,
    lint::{Findings, Group, Reach, Rule},
    plan::{Claim, Document, Item, ItemKind, Origin},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(404),
    name: "milestone-without-criteria",
    group: Group::Writing,
    severity: Severity::Note,
    reach: Reach::Now,
    page: "\
## What it does
Lists, once for each group of documents that share their ids, the milestones that have no acceptance
criteria anywhere in the plan.

## Why is this bad?
A milestone is proven by its criteria. One without any can be claimed, and never shown.

## Example
```fixture
//- PLAN.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer reads every format | Planned |
| M2 Exporter writes every format | Planned |
```

Instead:
```fixture
//- PLAN.md
# M1 Importer

**Goal:** Files of every supported format are read
**Phase:** P1

## Acceptance criteria

- [ ] The round trip of every sample is exact (gate `round-trip`)
```

## When it stays silent
For milestones that were dropped or replaced, and for those that another document gives criteria.
",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let mut bare: BTreeMap<&Scope, Vec<Bare<'_>>> = BTreeMap::new();
    let milestones = scene.plan.items.values().filter(|it| it.key.kind == ItemKind::Milestone);
    for item in milestones {
        let mut claims = scene.plan.claims(item);
        let dropped = scene.plan.says(item).is_some_and(|(_, claim)| claim.status.is_dropped());
        let counted = claims.all(|(_, claim)| claim.criteria.is_empty()) && !dropped;
        let Some(found) = defined(scene, item).filter(|_| counted) else { continue };
        bare.entry(&item.key.scope).or_default().push(found);
    }
    for mut milestones in bare.into_values() {
        milestones.sort_by_key(|it| (it.at, it.claim.span.start));
        report(findings, &milestones);
    }
}

/// A milestone without criteria, where it is defined.
struct Bare<'a> {
    /// The number of the document in the plan.
    at: usize,
    document: &'a Document,
    claim: &'a Claim,
}

/// The first claim about an item that is more than a remark, outside code fences.
fn defined<'a>(scene: &Scene<'a>, item: &'a Item) -> Option<Bare<'a>> {
    item.claims.iter().find_map(|(at, claim)| {
        let document = scene.plan.documents.get(*at)?;
        let claim = document.claim(*claim)?;
        let is_here = claim.origin != Origin::Prose && claim.fence == 0;
        is_here.then_some(Bare { at: *at, document, claim })
    })
}

fn report(findings: &mut Findings<'_>, milestones: &[Bare<'_>]) {
    let Some(first) = milestones.first() else { return };
    let names: Vec<String> =
        milestones.iter().take(4).map(|it| format!("`{}`", it.claim.name())).collect();
    let more = milestones.len() - names.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let is_one = milestones.len() == 1;
    let (verb, what) = if is_one { ("has", "milestone") } else { ("have", "milestones") };
    let documents: BTreeSet<usize> = milestones.iter().map(|it| it.at).collect();
    let spread = match documents.len() {
        0 | 1 => String::new(),
        many => format!(" in {many} documents"),
    };
    let names = names.join(", ");
    findings
        .report(
            first.document,
            first.claim.name_span,
            format!("{what} {names}{more}{spread} {verb} no acceptance criteria"),
        )
        .help("list what must hold under `## Acceptance criteria`, each bound to a gate");
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn documents_of_one_group_make_one_note() {
        assert_snapshot!(problems(&RULE, "//- plans/M1.md
# M1 Importer

**Goal:** Reads
**Phase:** P1
//- plans/M2.md
# M2 Exporter

**Goal:** Writes
**Phase:** P1
//- plans/M3.md
# M3 Cloud

**Goal:** Shares
**Phase:** P2
**Status:** Cancelled
"), @r"
        plans/M1.md:1:3 note[milestone-without-criteria]: milestones `M1`, `M2` in 2 documents have no acceptance criteria
          at: M1 Importer
          help: list what must hold under `## Acceptance criteria`, each bound to a gate
        ");
    }

    #[test]
    fn bare_milestones_are_listed_once() {
        assert_snapshot!(problems(&RULE, "
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | Complete |
| M2 Exporter | Planned |
| M3 Cloud | Cancelled |
"), @r"
        STATUS.md:4:3 note[milestone-without-criteria]: milestones `M1`, `M2` have no acceptance criteria
          at: M1
          help: list what must hold under `## Acceptance criteria`, each bound to a gate
        ");
    }

    #[test]
    fn criteria_may_stand_in_another_document() {
        assert_snapshot!(problems(&RULE, "//- STATUS.md
## Milestones
| Milestone | Status |
| --- | --- |
| M1 Importer | Complete |
| M1 Importer | Complete |
//- PLAN.md
# M1 Importer

**Goal:** Reads
**Phase:** P1

## Acceptance criteria

- [ ] The round trip is exact (gate `round-trip`)
"), @"");
    }
}
