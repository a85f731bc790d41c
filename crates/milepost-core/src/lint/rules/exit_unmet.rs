//! Blockers, risks and findings that are said to be settled, while what they wait for does not hold.

use crate::{
    diag::{Code, Severity},
    lint::{
        Findings, Group, Reach, Rule, at_gate, finished,
        registers::{Holds, Registers, State, is_entry, settled},
    },
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(340),
    name: "exit-unmet",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# exit-unmet

## What it does

Looks at every blocker, risk and finding that is said to be settled and whose exit condition, or whose
resolution, is bound to a gate or a piece of work. It reports those whose gate does not pass at the judged
commit, and those whose work is not proven.

## Why is this bad?

A blocker is in the plan because something must not go on before it is gone. A word in its row takes it
away for everyone who reads the plan, and leaves what it stood for where it was.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.soak]
run = \"make soak\"
//- ledger
soak failed
//- STATUS.md
## Blockers

| ID | Blocker | Exit condition | Status |
|---|---|---|---|
| B1 | The server leaks memory | An hour without growth (gate `soak`) | Resolved |
| B2 | No test device | One is there | Open |
```

Instead: mend what the gate found, or keep the blocker open.

```fixture
//- milepost.toml
schema = 1

[gates.soak]
run = \"make soak\"
//- ledger
soak failed
//- STATUS.md
## Blockers

| ID | Blocker | Exit condition | Status |
|---|---|---|---|
| B1 | The server leaks memory | An hour without growth (gate `soak`) | Open |
| B2 | No test device | One is there | Resolved |
```

## When it stays silent

For exit conditions that are bound to nothing, which people judge; in code fences that nobody asked to
read. In a project without `milepost.toml` it is a warning; where the gate passed before and only content
moved since, it is a note.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let registers = Registers::new(scene);
    for item in scene.plan.items.values().filter(|item| is_entry(item.key.kind)) {
        let Some((document, claim)) = settled(scene, item) else { continue };
        let Some(says) = &claim.status else { continue };
        let entry = registers.entry(item);
        let Some(exit) = entry.exits.iter().find(|exit| exit.holds != Holds::Yes) else { continue };
        let most = match entry.state {
            State::Contradicted if scene.config.is_written => Severity::Error,
            State::Contradicted => Severity::Warning,
            State::Unchecked => Severity::Note,
            State::Open | State::Claimed | State::Resolved | State::Dropped => continue,
        };
        if !finished::is_meant(scene, document, claim) {
            continue;
        }
        let (called, raw) = (finished::called(claim), finished::short(&says.raw, 40));
        let message = format!(
            "{called} is marked `{raw}`, and what it waits for does not hold: {}",
            exit.why
        );
        let there = scene.plan.documents.iter().find(|it| it.path == exit.document);
        let finding = findings
            .report(document, says.span, message)
            .help(at_gate::help(&exit.next))
            .item(&item.key.name)
            .at_most(most);
        if let Some(there) = there.filter(|_| exit.span != says.span) {
            finding.label(there, exit.span, "what it waits for");
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    fn project(ledger: &str, rest: &str) -> String {
        format!(
            "//- milepost.toml\nschema = 1\ndocuments.include = [\"STATUS.md\"]\ngates.unit.run = \"x\"\n//- ledger\n{ledger}//- STATUS.md\n{rest}"
        )
    }

    const FINDING: &str = "## Findings

| ID | Finding | Evidence |
|---|---|---|
| F1 | Retries are lost | Resolved by R1 |
| F2 | Clock drifts | `logs/drift.txt` |

## Resolved

| ID | Resolution | Evidence |
|---|---|---|
| R1 | Retries are counted | (gate `unit`) |
";

    #[test]
    fn a_finding_falls_with_its_resolution() {
        assert_snapshot!(problems(&RULE, &project("", FINDING)), @"
        STATUS.md:5:27 error[exit-unmet]: finding `F1` is marked `Resolved`, and what it waits for does not hold: gate `unit` has no run that counts: it has never been run
          at: Resolved by R1
          see STATUS.md:12: what it waits for
          help: `milepost verify --gate unit`
        ");
        assert_eq!(problems(&RULE, &project("unit passed\n", FINDING)), "");
    }

    #[test]
    fn work_that_is_not_proven_settles_nothing() {
        let text = "## Blockers

| ID | Blocker | Exit condition | Status |
|---|---|---|---|
| B1 | No server | M1 | Resolved |
| B2 | No device | One is there | Open |

# M1 Server

**Goal:** It answers
**Phase:** P1

## Acceptance criteria

- [ ] It is tested (gate `unit`)
";
        assert_snapshot!(problems(&RULE, &project("unit failed\n", text)), @"
        STATUS.md:5:25 error[exit-unmet]: blocker `B1` is marked `Resolved`, and what it waits for does not hold: milestone `M1` is not proven
          at: Resolved
          see STATUS.md:5: what it waits for
          help: `milepost why M1`
        ");
        assert_eq!(problems(&RULE, &project("unit passed\n", text)), "");
    }
}
