//! Items that were proven, and that a gate refutes now.

use std::collections::BTreeSet;

use crate::{
    diag::{Code, Severity},
    gate::GateName,
    lint::{Findings, Group, Reach, Rule, at_gate},
    plan::{Binding, Criterion, Document, Item, ItemKind},
    scene::Scene,
    verdict::{Bound, Done},
};

pub(super) const RULE: Rule = Rule {
    code: Code(202),
    name: "regressed",
    group: Group::Evidence,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# regressed

## What it does

Reports every item that was proven once, and for which a gate is red at the judged commit: one of its
criteria, or of the parts that it consists of, failed, could not be measured, or rests on a gate that
passes what it must fail.

## Why is this bad?

What people were told is done does not hold any more, and they rely on it.

## Example

```fixture
//- milepost.toml
schema = 1
documents.include = [\"PLAN.md\"]

[gates.unit]
run = \"make test\"
//- ledger
done milestone M1 ago 9d
unit failed
//- PLAN.md
# M1 Server

**Goal:** The server answers
**Phase:** P1

## Acceptance criteria

- [x] Every endpoint is tested (gate `unit`)
```

Instead: mend it, and let the gate pass again.

```fixture
//- milepost.toml
schema = 1
documents.include = [\"PLAN.md\"]

[gates.unit]
run = \"make test\"
//- ledger
done milestone M1 ago 9d
unit passed
//- PLAN.md
# M1 Server

**Goal:** The server answers
**Phase:** P1

## Acceptance criteria

- [x] Every endpoint is tested (gate `unit`)
```

## When it stays silent

When the item was never proven, and when what it rests on has only moved since: then it is unchecked,
and nothing is known to be wrong. When it is no longer part of the plan.
";

/// How deep items may belong to each other.
const DEEPEST: usize = 32;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    if scene.verdicts.done.is_empty() {
        return;
    }
    for item in scene.plan.items.values().filter(|item| !is_dropped(scene, item)) {
        let Some(done) = scene.verdicts.done(&item.key) else { continue };
        let mut seen = BTreeSet::new();
        for red in red(scene, item) {
            if seen.insert(red.gate) {
                report(scene, findings, item, done, &red);
            }
        }
    }
}

/// A criterion whose gate is red.
struct Red<'a> {
    document: &'a Document,
    criterion: &'a Criterion,
    gate: &'a GateName,
    bound: Bound,
}

/// The red criteria of an item and of its parts, without those of parts that were proven by
/// themselves and speak for themselves.
fn red<'a>(scene: &Scene<'a>, item: &'a Item) -> Vec<Red<'a>> {
    let plan = scene.plan;
    let mut found = Vec::new();
    let mut open = vec![(item, DEEPEST)];
    while let Some((item, depth)) = open.pop() {
        for (document, claim) in plan.claims(item) {
            for criterion in &claim.criteria {
                let Binding::Gate { gate, .. } = &criterion.binding else { continue };
                let bound = scene.verdicts.bound(gate).filter(|bound| bound.verdict.is_red());
                found.extend(bound.map(|bound| Red { document, criterion, gate, bound }));
            }
        }
        if depth > 0 {
            let parts = plan.children(&item.key).filter(|part| {
                part.key.kind.is_work()
                    && part.key.kind != ItemKind::Task
                    && !is_dropped(scene, part)
                    && scene.verdicts.done(&part.key).is_none()
            });
            open.extend(parts.map(|part| (part, depth - 1)));
        }
    }
    found
}

fn is_dropped(scene: &Scene<'_>, item: &Item) -> bool {
    scene.plan.says(item).is_some_and(|(_, says)| says.status.is_dropped())
}

fn report(scene: &Scene<'_>, findings: &mut Findings<'_>, item: &Item, done: &Done, red: &Red<'_>) {
    let day = done.at.to_zoned(scene.clock.zone.clone()).date();
    let (kind, name) = (item.key.kind.as_str().replace('-', " "), &item.key.name);
    let (gate, verdict) = (red.gate, red.bound.verdict.phrase());
    let why = red.bound.reasons.first().map(|why| format!(": {why}")).unwrap_or_default();
    findings
        .report(
            red.document,
            red.criterion.span,
            format!("{kind} `{name}` was proven on {day}, and gate `{gate}` {verdict} now{why}"),
        )
        .help(at_gate::help(&red.bound.next))
        .item(name);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[track_caller]
    fn check(ledger: &str, status: &str) -> String {
        let text = format!(
            "//- milepost.toml\nschema = 1\ndocuments.include = [\"PLAN.md\"]\n\
             gates.unit.run = \"make test\"\ngates.load.run = \"make load\"\n\
             //- ledger\n{ledger}\n//- PLAN.md\n# M1 Server\n\n**Goal:** It answers\n{status}\n\
             ## Acceptance criteria\n\n- [x] Endpoints are tested (gate `unit`)\n\
             - [x] Errors are tested (gate `unit`)\n\n## Deliverables\n\n### M1-D1 Core\n\n\
             #### Success criteria\n\n- [ ] It carries the load (gate `load`)\n"
        );
        problems(&RULE, &text)
    }

    #[test]
    fn a_red_gate_is_reported_once() {
        assert_snapshot!(check("done milestone M1 ago 3d\nunit failed\nload passed", ""), @"
        PLAN.md:7:7 error[regressed]: milestone `M1` was proven on 2026-02-18, and gate `unit` fails now: exit code 1
          at: Endpoints are tested (gate `unit`)
          help: `milepost gate show unit`
        ");
        assert_snapshot!(check("done milestone M1 ago 3d\nunit passed\nload error timed-out", ""), @"
        PLAN.md:16:7 error[regressed]: milestone `M1` was proven on 2026-02-18, and gate `load` could not be measured now: it took longer than it may
          at: It carries the load (gate `load`)
          help: `milepost verify --gate load`
        ");
    }

    #[test]
    fn a_part_that_was_proven_by_itself_speaks_for_itself() {
        let ledger =
            "done milestone M1 ago 3d\ndone deliverable M1-D1 ago 3d\nunit passed\nload failed";
        assert_snapshot!(check(ledger, ""), @"
        PLAN.md:16:7 error[regressed]: deliverable `M1-D1` was proven on 2026-02-18, and gate `load` fails now: exit code 1
          at: It carries the load (gate `load`)
          help: `milepost gate show load`
        ");
    }

    #[test]
    fn what_only_moved_or_was_never_proven_is_silent() {
        assert_eq!(check("done milestone M1\nunit passed elsewhere src/a.rs", ""), "");
        assert_eq!(check("unit failed\nload failed", ""), "");
        assert_eq!(check("done milestone M1\nunit failed", "**Status:** Superseded\n"), "");
    }
}
