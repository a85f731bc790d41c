//! Milestones that nothing could ever prove.

use std::collections::BTreeMap;

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, Scene},
    plan::{Claim, Document, Item, ItemKind, Origin},
};

pub(super) const RULE: Rule = Rule {
    code: Code(404),
    name: "milestone-without-criteria",
    group: Group::Writing,
    severity: Severity::Note,
    reach: Reach::Now,
    page: "\
## What it does
Lists, once a document, the milestones that have no acceptance criteria anywhere in the plan.

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
    let mut bare: BTreeMap<usize, Vec<(&Item, &Claim)>> = BTreeMap::new();
    let milestones = scene.plan.items.values().filter(|it| it.key.kind == ItemKind::Milestone);
    for item in milestones {
        let mut claims = scene.plan.claims(item);
        let dropped = scene.plan.says(item).is_some_and(|(_, claim)| claim.status.is_dropped());
        let counted = claims.all(|(_, claim)| claim.criteria.is_empty()) && !dropped;
        let Some((at, claim)) = defined(scene, item).filter(|_| counted) else { continue };
        bare.entry(at).or_default().push((item, claim));
    }
    for (at, items) in bare {
        let Some(document) = scene.plan.documents.get(at) else { continue };
        report(findings, document, &items);
    }
}

/// The first claim about an item that is more than a remark, outside code fences.
fn defined<'a>(scene: &Scene<'a>, item: &'a Item) -> Option<(usize, &'a Claim)> {
    item.claims.iter().find_map(|(at, claim)| {
        let claim = scene.plan.documents.get(*at)?.claim(*claim)?;
        (claim.origin != Origin::Prose && claim.fence == 0).then_some((*at, claim))
    })
}

fn report(findings: &mut Findings<'_>, document: &Document, items: &[(&Item, &Claim)]) {
    let Some((_, first)) = items.first() else { return };
    let names: Vec<String> =
        items.iter().take(4).map(|(_, claim)| format!("`{}`", claim.name())).collect();
    let more = items.len().saturating_sub(names.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let (verb, what) = if items.len() == 1 { ("has", "milestone") } else { ("have", "milestones") };
    let message = format!("{what} {}{more} {verb} no acceptance criteria", names.join(", "));
    findings
        .report(document, first.name_span, message)
        .help("list what must hold under `## Acceptance criteria`, each bound to a gate");
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn bare_milestones_are_listed_once_a_document() {
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
