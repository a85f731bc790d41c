//! Gates that are required and stand nowhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diag::{Code, Severity},
    gate::{Gate, GateName},
    id::ItemId,
    lint::{Findings, Group, Reach, Rule},
    plan::{Binding, Claim, ItemKind, Origin, Plan},
    read::atoms,
    scene::Scene,
    suggest::nearest,
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(116),
    name: "required-gate-missing",
    group: Group::Claims,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Looks for gates that items or criteria require and that neither `milepost.toml` nor a gate table or
list defines, in projects that define gates.

## Why is this bad?
A gate that does not exist cannot fail. Whatever requires it is required nothing.

## Example
```fixture
## Gates

| Gate | Command | Pass criteria |
|---|---|---|
| VG-UNIT-001 | make test | no failure |

## Tasks

| Task | Status | Required gates |
|---|---|---|
| M1-T01 Parser | Done | VG-UNIT-001 |
| M1-T02 Printer | In progress | VG-PERF-001 |
```

Instead: define every gate once.
```fixture
## Gates

| Gate | Command | Pass criteria |
|---|---|---|
| VG-UNIT-001 | make test | no failure |
| VG-PERF-001 | make bench | within 10 % |

## Tasks

| Task | Status | Required gates |
|---|---|---|
| M1-T01 Parser | Done | VG-UNIT-001 |
| M1-T02 Printer | In progress | VG-PERF-001 |
```

## When it stays silent
In projects that define no gate, and for words in a gate column that do not look like the name of one.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let mut defined = defined(scene.plan);
    defined.extend(scene.config.gates.keys());
    if defined.is_empty() {
        return;
    }
    for document in &scene.plan.documents {
        let mut missing: BTreeMap<ItemId, (Span, Vec<&Claim>)> = BTreeMap::new();
        for claim in &document.claims {
            for (gate, span) in required(claim) {
                if !defined.contains(&gate) {
                    missing.entry(gate).or_insert((span, Vec::new())).1.push(claim);
                }
            }
        }
        for (gate, (span, claims)) in missing {
            let first = claims.first().map_or("", |claim| claim.name());
            let who = match claims.len() {
                0 | 1 => format!("`{first}` requires"),
                count => format!("`{first}` and {} more require", count - 1),
            };
            findings
                .report(document, span, format!("{who} gate `{gate}`, which nothing defines"))
                .help(help(&gate, &scene.config.gates));
        }
    }
}

fn help(missing: &GateName, configured: &BTreeMap<GateName, Gate>) -> String {
    match nearest(missing.as_str(), configured.keys().map(GateName::as_str)) {
        Some(near) => format!("write `{near}`, or define `[gates.{missing}]` in milepost.toml"),
        None if configured.is_empty() => {
            format!("define `{missing}` beside the other gates, or correct its name")
        }
        None => format!("define `[gates.{missing}]` in milepost.toml, or correct its name"),
    }
}

/// The gates that documents define; one that running text only names is not defined by that.
fn defined(plan: &Plan) -> BTreeSet<&ItemId> {
    let claims = plan.documents.iter().flat_map(|document| &document.claims);
    claims
        .filter(|claim| claim.kind == ItemKind::Gate && claim.origin != Origin::Prose)
        .filter_map(|claim| claim.id.as_ref())
        .collect()
}

/// The gates that a claim requires, in its gate column and at the end of its criteria.
fn required(claim: &Claim) -> Vec<(ItemId, Span)> {
    let mut gates = Vec::new();
    if claim.kind != ItemKind::Gate {
        for field in claim.fields_named("gate") {
            let named = atoms::id::all(&field.value).into_iter().map(|found| found.id);
            let named = named.filter(atoms::id::looks_like_gate);
            gates.extend(named.map(|gate| (gate, field.span)));
        }
    }
    for criterion in &claim.criteria {
        if let Binding::Gate { gate, span } = &criterion.binding {
            gates.push((gate.clone(), *span));
        }
    }
    gates
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn a_gate_that_several_require_is_named_once() {
        let text = "
## Gates

| Gate | Command | Pass criteria |
|---|---|---|
| VG-UNIT-001 | make test | no failure |

## Tasks

| Task | Status | Required gates |
|---|---|---|
| M1-T01 Parser | Done | VG-UNIT-001, VG-LOAD-002 |
| M1-T02 Printer | Planned | VG-LOAD-002 |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:11:26 warning[required-gate-missing]: `M1-T01` and 1 more require gate `VG-LOAD-002`, which nothing defines
          at: VG-UNIT-001, VG-LOAD-002
          help: define `VG-LOAD-002` beside the other gates, or correct its name
        ");
    }

    #[test]
    fn gates_of_the_configuration_are_defined() {
        let text = "
//- milepost.toml
schema = 1
documents.include = [\"STATUS.md\"]
gates.unit-tests.run = \"make test\"
//- STATUS.md
## M1 Parser

**Status:** In progress

### Acceptance criteria

- [ ] Every test passes (gate `unit-tests`)
- [ ] Every test passes twice (gate `unit-test`)
- [ ] It is fast (gate `speed`)
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:8:38 warning[required-gate-missing]: `M1` requires gate `unit-test`, which nothing defines
          at: unit-test
          help: write `unit-tests`, or define `[gates.unit-test]` in milepost.toml
        STATUS.md:9:25 warning[required-gate-missing]: `M1` requires gate `speed`, which nothing defines
          at: speed
          help: define `[gates.speed]` in milepost.toml, or correct its name
        ");
    }

    #[test]
    fn projects_without_gates_and_words_in_the_column_are_silent() {
        let text = "
## Tasks

| Task | Status | Required gates |
|---|---|---|
| M1-T01 Parser | Done | VG-UNIT-001 |
| M1-T02 Printer | Planned | none yet |
";
        assert_snapshot!(problems(&RULE, text), @"");
        let gates = "
## Gates

| Gate | Command | Pass criteria |
|---|---|---|
| VG-UNIT-001 | make test | no failure |
";
        assert_snapshot!(problems(&RULE, &format!("{gates}{text}")), @"");
    }
}
