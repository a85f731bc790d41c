//! Work that is called finished before a person approved it.

use crate::{
    agreed,
    agreed::{ApprovalState, DecisionState, Need},
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule},
    plan::{Document, Item, ItemKind, Status},
    scene::Scene,
    series::Member,
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(307),
    name: "approval-missing",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Now,
    page: "\
## What it does
Finds items that end with a human decision, by their own *Approval required* or by `[approvals]` in
milepost.toml, and that a document calls finished, or that a later phase has left behind, while no
approval of them counts. So are decisions on architecture and technology, by their *Category*, that a
document calls accepted while nobody who may has signed that they are.

## Why is this bad?
The document says that somebody agreed. Nobody did.

## Example
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]

[gates.unit]
run = \"make test\"
require = [\"tests.passed >= 32\"]
//- ledger
unit passed
//- M1.md
# M1 MVP functional

**Status:** Done
**Approval required:** yes

## Acceptance criteria

- [x] The tests pass (gate `unit`)
```

Instead: let it wait until it is approved.
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]

[gates.unit]
run = \"make test\"
require = [\"tests.passed >= 32\"]
//- ledger
unit passed
//- M1.md
# M1 MVP functional

**Status:** In progress
**Approval required:** yes

## Acceptance criteria

- [x] The tests pass (gate `unit`)
```

## When it stays silent
Where nothing can be approved: outside of a repository, and before its first commit. Where an approval was
of another definition, `approval-void` says so.
",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    if scene.verdicts.ground.is_none() {
        return;
    }
    for item in scene.plan.items.values().filter(|item| item.key.kind.is_work()) {
        let Some((document, span, claim)) = claimed(scene, item) else { continue };
        let need = agreed::need(scene, item);
        if !need.is_some() || is_approved(scene, item, need) {
            continue;
        }
        let (name, why) = (&item.key.name, why(need));
        findings
            .report(document, span, format!("{claim}, and nobody approved `{name}`: {why}"))
            .item(name)
            .help(format!("`milepost why {name}` says what is missing until it can be approved"));
    }
    let decisions = scene.plan.items.values().filter(|it| it.key.kind == ItemKind::Decision);
    for item in decisions {
        decision(scene, item, findings);
    }
}

/// A decision that a document calls accepted.
fn decision(scene: &Scene<'_>, item: &Item, findings: &mut Findings<'_>) {
    let need = agreed::need(scene, item);
    let people = &scene.verdicts.people;
    let is_open = need.is_some()
        && match agreed::decision_state(scene.plan, scene.config, people, item) {
            DecisionState::Open => true,
            // Other words than were accepted are told by a rule of their own.
            DecisionState::Accepted { .. }
            | DecisionState::Rejected { .. }
            | DecisionState::Superseded { .. } => false,
        };
    if !is_open {
        return;
    }
    let accepted = scene.plan.says(item).filter(|(_, says)| says.status == Status::Accepted);
    let Some((document, says)) = accepted else { return };
    let (name, why) = (&item.key.name, why(need));
    let message = format!("`{name}` is `{}`, and nobody who may has signed that: {why}", says.raw);
    findings.report(document, says.span, message).item(name).help(format!(
        "`milepost decide {name} --accept` asks for the signature; `require` of `[approvals]` says \
         what needs one"
    ));
}

fn why(need: Need) -> String {
    match need {
        Need::None => "it asks for no approval".to_owned(),
        Need::Asked { .. } => "it asks for an approval".to_owned(),
        Need::Policy { occasion } => format!("it is {}", occasion.phrase()),
    }
}

fn is_approved(scene: &Scene<'_>, item: &Item, need: Need) -> bool {
    match agreed::approval_of(scene, item, need) {
        ApprovalState::NotNeeded | ApprovalState::Approved { .. } => true,
        // That is told by a rule of its own.
        ApprovalState::Outstanding { void, .. } => void.is_some(),
        ApprovalState::Conditional { .. } | ApprovalState::Rejected { .. } => false,
    }
}

/// What claims that the item is accepted: its own state, or that of a later phase.
fn claimed<'a>(scene: &Scene<'a>, item: &'a Item) -> Option<(&'a Document, Span, String)> {
    let plan = scene.plan;
    let finished = plan.claims(item).find_map(|(document, claim)| {
        let says = claim.status.as_ref().filter(|says| says.status.is_finished())?;
        Some((document, says.span, format!("`{}` is `{}`", item.key.name, says.raw)))
    });
    finished.or_else(|| left_behind(scene, item))
}

/// A later phase of the same series that has begun.
fn left_behind<'a>(scene: &Scene<'a>, item: &'a Item) -> Option<(&'a Document, Span, String)> {
    let own = Member::of(&item.key.name).filter(|_| item.key.kind == ItemKind::Phase)?;
    let is_later = |other: &&'a Item| {
        let is_phase = other.key.kind == ItemKind::Phase && other.key.scope == item.key.scope;
        let member = Member::of(&other.key.name).filter(|_| is_phase);
        member.is_some_and(|it| it.series == own.series && it.number > own.number)
    };
    let mut later = scene.plan.items.values().filter(is_later);
    later.find_map(|other| {
        let (document, says) = scene.plan.says(other)?;
        let has_begun = says.status.is_finished() || says.status == Status::InProgress;
        has_begun.then(|| {
            let text = format!("`{}` after it is `{}`", other.key.name, says.raw);
            (document, says.span, text)
        })
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn decisions_on_architecture_and_technology_are_signed() {
        let text = |category: &str, status: &str, ledger: &str| {
            problems(
                &RULE,
                &format!(
                    "//- milepost.toml\nschema = 1\ndocuments.include = [\"*.md\"]\n//- LOG.md\n\
                     # Decisions\n\n## D-001 One file\n\n**Status:** {status}\n\
                     **Category:** {category}\n**Context:** It must last.\n//- ledger\n{ledger}\n"
                ),
            )
        };
        assert_snapshot!(text("Architecture", "Accepted", "word accepts decision D-001"), @"
        LOG.md:5:13 error[approval-missing]: `D-001` is `Accepted`, and nobody who may has signed that: it is an architecture decision
          at: Accepted
          help: `milepost decide D-001 --accept` asks for the signature; `require` of `[approvals]` says what needs one
        ");
        assert_snapshot!(text("Technology", "Accepted", ""), @"
        LOG.md:5:13 error[approval-missing]: `D-001` is `Accepted`, and nobody who may has signed that: it is a technology decision
          at: Accepted
          help: `milepost decide D-001 --accept` asks for the signature; `require` of `[approvals]` says what needs one
        ");
        assert_eq!(text("Technology", "Accepted", "ada accepts decision D-001"), "");
        assert_eq!(text("Technology", "Proposed", ""), "");
        assert_eq!(text("Meetings", "Accepted", ""), "");
    }

    #[test]
    fn a_later_phase_and_a_word_are_claims() {
        let text = |first: &str, second: &str, ledger: &str| {
            problems(
                &RULE,
                &format!(
                    "//- milepost.toml\nschema = 1\ndocuments.include = [\"*.md\"]\n//- PLAN.md\n\
                     # Phase 1: Build\n\n**Status:** {first}\n\n# Phase 2: Ship\n\n**Status:** {second}\n\
                     //- ledger\n{ledger}\n"
                ),
            )
        };
        assert_snapshot!(text("In progress", "In progress", "done phase P1"), @r#"
        PLAN.md:7:13 error[approval-missing]: `Phase 2` after it is `In progress`, and nobody approved `Phase 1`: it is a phase transition
          at: In progress
          help: `milepost why Phase 1` says what is missing until it can be approved
        "#);
        assert_snapshot!(text("Done", "Planned", "done phase P1"), @r#"
        PLAN.md:3:13 error[approval-missing]: `Phase 1` is `Done`, and nobody approved `Phase 1`: it is a phase transition
          at: Done
          help: `milepost why Phase 1` says what is missing until it can be approved
        "#);
        assert_eq!(text("In progress", "Planned", "done phase P1"), "");
    }
}
