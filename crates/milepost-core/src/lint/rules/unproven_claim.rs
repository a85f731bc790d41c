//! Criteria that are claimed met, and that no evidence shows.

use std::collections::BTreeSet;

use crate::{
    config::Recheck,
    diag::{Code, Severity},
    gate::{Enforcement, GateName},
    lint::{Findings, Group, Reach, Rule, at_gate, finished},
    plan::{Binding, Claim, Criterion, Document, Item, ItemKind, StatusClaim, key_of},
    scene::Scene,
    verdict::{Bound, Verdict},
};

pub(super) const RULE: Rule = Rule {
    code: Code(201),
    name: "unproven-claim",
    group: Group::Evidence,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# unproven-claim

## What it does

Looks at every criterion that is ticked, or whose item is said to be finished, and that is bound to a
gate of `milepost.toml`. It reports those that the gate does not show to hold at the judged commit,
with the gate's verdict and the nearest reason.

## Why is this bad?

A tick takes a second and stays when the code moves on. Whoever reads it believes that the gate has
passed on what they are looking at, and it has not.

## Example

```fixture
//- milepost.toml
schema = 1
documents.include = [\"PLAN.md\"]

[gates.unit]
run = \"make test\"
//- ledger
unit failed
//- PLAN.md
# M1 Server

**Goal:** The server answers
**Phase:** P1

## Acceptance criteria

- [x] Every endpoint is tested (gate `unit`)
```

Instead: mend what the gate found, and let it pass.

```fixture
//- milepost.toml
schema = 1
documents.include = [\"PLAN.md\"]

[gates.unit]
run = \"make test\"
//- ledger
unit passed
//- PLAN.md
# M1 Server

**Goal:** The server answers
**Phase:** P1

## Acceptance criteria

- [x] Every endpoint is tested (gate `unit`)
```

## When it stays silent

When nobody claims that the criterion is met: what is planned may be red, stale or never run. When it
is bound to no gate, or the gate is not defined. What was proven once and has only moved since is a
note, unless `[policy] recheck` asks for more; what was proven once and is red is for `regressed`. A
gate that a person must answer is a warning.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let mut seen = BTreeSet::new();
    for (document, claim) in finished::claims(scene) {
        if claim.criteria.is_empty() {
            continue;
        }
        let key = key_of(document, claim);
        let item = key.as_ref().and_then(|key| scene.plan.items.get(key));
        let says = item.and_then(|item| scene.plan.says(item));
        if says.is_some_and(|(_, says)| says.status.is_dropped()) {
            continue;
        }
        let whole =
            says.filter(|(_, says)| says.status.is_finished() && is_finished_by_criteria(claim));
        for criterion in &claim.criteria {
            let is_claimed = finished::is_met(criterion) || whole.is_some();
            // The same criterion may stand in several documents.
            let name = key.as_ref().map(|key| (key.clone(), &criterion.text));
            if !is_claimed || name.is_some_and(|name| !seen.insert(name)) {
                continue;
            }
            Looked { scene, document, claim, item, whole }.of(criterion, findings);
        }
    }
}

/// Kinds of items that are finished by their criteria. Tasks are bookkeeping.
fn is_finished_by_criteria(claim: &Claim) -> bool {
    claim.kind.is_work() && claim.kind != ItemKind::Task
}

/// A claim with criteria.
struct Looked<'a, 's> {
    scene: &'s Scene<'a>,
    document: &'a Document,
    claim: &'a Claim,
    item: Option<&'a Item>,
    /// What says that all of it is finished.
    whole: Option<(&'a Document, &'a StatusClaim)>,
}

impl Looked<'_, '_> {
    fn of(&self, criterion: &Criterion, findings: &mut Findings<'_>) {
        let Binding::Gate { gate, .. } = &criterion.binding else { return };
        let Some(bound) = self.scene.verdicts.bound(gate) else { return };
        let Some(most) = self.weight(criterion, &bound) else { return };
        let says = self.sentence(gate, &bound);
        let text = finished::quoted(&criterion.text);
        let message = match self.whole {
            Some((_, whole)) if !finished::is_met(criterion) => {
                let (called, raw) = (finished::called(self.claim), finished::short(&whole.raw, 40));
                format!("{called} is marked `{raw}`, and its criterion {text} is unproven: {says}")
            }
            Some(_) | None => format!("criterion {text} is marked met, and {says}"),
        };
        let mut finding = findings
            .report(self.document, criterion.span, message)
            .help(at_gate::help(&bound.next))
            .at_most(most);
        if let Some((document, says)) = self.whole.filter(|_| !finished::is_met(criterion)) {
            finding = finding.label(document, says.span, "claimed here");
        }
        if let Some(item) = self.item {
            finding.item(&item.key.name);
        }
    }

    /// What the gate says, with the nearest reason.
    fn sentence(&self, gate: &GateName, bound: &Bound) -> String {
        let why = bound.reasons.first().map(String::as_str).unwrap_or_default();
        let enforcement = self.scene.verdicts.gates.get(gate).map(|gate| gate.enforcement);
        match enforcement {
            Some(Enforcement::Advisory) => why.to_owned(),
            Some(Enforcement::Blocking) | None if why.is_empty() => {
                format!("gate `{gate}` {}", bound.verdict.phrase())
            }
            Some(Enforcement::Blocking) | None => {
                format!("gate `{gate}` {}: {why}", bound.verdict.phrase())
            }
        }
    }

    /// The most that it weighs that a criterion is not satisfied; nothing where it is, or where
    /// another rule says so.
    fn weight(&self, criterion: &Criterion, bound: &Bound) -> Option<Severity> {
        if bound.verdict.satisfies() || bound.verdict == Verdict::NotApplicable {
            return None;
        }
        let done = self.item.and_then(|item| self.scene.verdicts.done(&item.key));
        if done.is_some() && bound.verdict.is_red() {
            return None;
        }
        if done.is_some() && self.scene.config.policy.recheck == Recheck::Optional {
            return Some(Severity::Note);
        }
        let Binding::Gate { gate, .. } = &criterion.binding else { return None };
        let is_run = self.scene.verdicts.gates.get(gate).is_some_and(|gate| gate.is_run);
        Some(if is_run { Severity::Error } else { Severity::Warning })
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::{rules::ALL, tests::problems};

    fn project(policy: &str, ledger: &str, plan: &str) -> String {
        format!(
            "//- milepost.toml\nschema = 1\ndocuments.include = [\"PLAN.md\"]\n{policy}\n\
             gates.unit.run = \"make test\"\ngates.audit = {{ kind = \"review\", by = [\"role:x\"] }}\n\
             gates.hint = {{ run = \"make hint\", enforcement = \"advisory\" }}\n\
             //- ledger\n{ledger}\n//- PLAN.md\n# M1 Server\n\n**Goal:** It answers\n{plan}\n"
        )
    }

    #[track_caller]
    fn check(ledger: &str, plan: &str) -> String {
        problems(&RULE, &project("", ledger, plan))
    }

    const TICKED: &str = "\n## Acceptance criteria\n\n- [x] Endpoints are tested (gate `unit`)";
    const OPEN: &str = "\n## Acceptance criteria\n\n- [ ] Endpoints are tested (gate `unit`)";
    const COMPLETE: &str = "**Status:** Complete\n\n## Acceptance criteria\n\n\
        - [ ] Endpoints are tested (gate `unit`)";

    #[test]
    fn a_tick_that_no_run_shows_is_an_error() {
        assert_snapshot!(check("", TICKED), @"
        PLAN.md:7:7 error[unproven-claim]: criterion “Endpoints are tested” is marked met, and gate `unit` has no run that counts: it has never been run
          at: Endpoints are tested (gate `unit`)
          help: `milepost verify --gate unit`
        ");
        assert_snapshot!(check("unit failed", TICKED), @"
        PLAN.md:7:7 error[unproven-claim]: criterion “Endpoints are tested” is marked met, and gate `unit` fails: exit code 1
          at: Endpoints are tested (gate `unit`)
          help: `milepost gate show unit`
        ");
        assert_snapshot!(check("unit passed elsewhere src/a.rs", TICKED), @"
        PLAN.md:7:7 error[unproven-claim]: criterion “Endpoints are tested” is marked met, and gate `unit` is stale: `src/a.rs` moved since 0dd0000000
          at: Endpoints are tested (gate `unit`)
          help: `milepost verify --gate unit`
        ");
        assert_snapshot!(check("unit passed grade imported", TICKED), @"
        PLAN.md:7:7 error[unproven-claim]: criterion “Endpoints are tested” is marked met, and gate `unit` has no run that counts: run 35c3aa2d76 does not count: its grade is imported, and the policy asks for clean
          at: Endpoints are tested (gate `unit`)
          help: `milepost verify --gate unit`
        ");
    }

    #[test]
    fn what_is_said_to_be_finished_claims_its_criteria() {
        assert_snapshot!(check("", COMPLETE), @"
        PLAN.md:8:7 error[unproven-claim]: milestone `M1` is marked `Complete`, and its criterion “Endpoints are tested” is unproven: gate `unit` has no run that counts: it has never been run
          at: Endpoints are tested (gate `unit`)
          see PLAN.md:4: claimed here
          help: `milepost verify --gate unit`
        ");
    }

    #[test]
    fn what_passes_or_is_not_claimed_is_silent() {
        assert_eq!(check("unit passed", TICKED), "");
        assert_eq!(check("unit passed", COMPLETE), "");
        assert_eq!(check("", OPEN), "");
        assert_eq!(check("unit failed", OPEN), "");
        assert_eq!(check("unit failed", &COMPLETE.replace("Complete", "Superseded")), "");
        assert_eq!(check("", &TICKED.replace("`unit`", "`elsewhere`")), "");
    }

    #[test]
    fn what_was_proven_once_and_moved_is_a_note_unless_the_policy_asks_for_more() {
        let ledger = "done milestone M1\nunit passed elsewhere src/a.rs";
        assert_snapshot!(check(ledger, TICKED), @"
        PLAN.md:7:7 note[unproven-claim]: criterion “Endpoints are tested” is marked met, and gate `unit` is stale: `src/a.rs` moved since 0dd0000000
          at: Endpoints are tested (gate `unit`)
          help: `milepost verify --gate unit`
        ");
        let strict = project("policy.recheck = true", ledger, TICKED);
        assert_snapshot!(problems(&RULE, &strict), @"
        PLAN.md:7:7 error[unproven-claim]: criterion “Endpoints are tested” is marked met, and gate `unit` is stale: `src/a.rs` moved since 0dd0000000
          at: Endpoints are tested (gate `unit`)
          help: `milepost verify --gate unit`
        ");
        assert_eq!(check("done milestone M1\nunit failed", TICKED), "");
    }

    #[test]
    fn what_a_person_must_answer_is_a_warning_and_what_only_advises_satisfies_nothing() {
        assert_snapshot!(check("", &TICKED.replace("`unit`", "`audit`")), @"
        PLAN.md:7:7 warning[unproven-claim]: criterion “Endpoints are tested” is marked met, and gate `audit` has no run that counts: “audit”: no signed answer is in the ledger
          at: Endpoints are tested (gate `audit`)
          help: `milepost review --gate audit`
        ");
        assert_snapshot!(check("hint passed", &TICKED.replace("`unit`", "`hint`")), @r#"
        PLAN.md:7:7 error[unproven-claim]: criterion “Endpoints are tested” is marked met, and gate `hint` is advisory, and satisfies nothing
          at: Endpoints are tested (gate `hint`)
          help: set `enforcement = "blocking"` for `hint`, or bind another gate
        "#);
    }

    #[test]
    fn planned_milestones_whose_gates_have_not_run_fail_nothing() {
        let fixture = project("", "", OPEN);
        let found = crate::lint::fixture::Fixture::new(&fixture).problems(ALL);
        assert!(!found.contains(" error["), "{found}");
    }
}
