//! Gate tables that say something else than the gate does.

use crate::{
    diag::{Code, Severity},
    gate::{Check, GateName, RunCheck},
    lint::{Findings, Group, Reach, Rule},
    plan::{Claim, Document, ItemKind},
    scene::Scene,
    thresholds,
};

pub(super) const RULE: Rule = Rule {
    code: Code(125),
    name: "gate-definition-drift",
    group: Group::Claims,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: "\
## What it does
Compares the command and the pass criteria that a document gives for a gate with the gate of that name
in `milepost.toml`.

## Why is this bad?
What is in `milepost.toml` runs. A table that names another command, or a harder threshold, describes a
check that nobody makes.

## Example
```fixture
//- milepost.toml
schema = 1
documents.include = [\"GATES.md\"]

[gates.VG-UNIT-001]
run = \"make unit\"
require = [\"tests.passed >= 30\"]
//- GATES.md
## Gates

| Gate | Command | Pass criteria |
|---|---|---|
| VG-UNIT-001 | `make all-tests` | at least 32 tests pass |
```

Instead: let the table say what runs.
```fixture
//- milepost.toml
schema = 1
documents.include = [\"GATES.md\"]

[gates.VG-UNIT-001]
run = \"make unit\"
require = [\"tests.passed >= 30\"]
//- GATES.md
## Gates

| Gate | Command | Pass criteria |
|---|---|---|
| VG-UNIT-001 | `make unit` | at least 30 tests pass |
```

## When it stays silent
For gates that `milepost.toml` does not define, for cells that hold a sentence or a placeholder instead
of a command, where one command is part of the other, and for numbers that cannot be matched with a
rule.
",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        let gates = document.claims.iter().filter(|claim| claim.kind == ItemKind::Gate);
        for claim in gates {
            let Some(name) = &claim.id else { continue };
            let Some(gate) = scene.config.gates.get(name) else { continue };
            match &gate.check {
                Check::Run(run) => {
                    command(document, claim, (name, run), findings);
                    threshold(document, claim, (name, run), findings);
                }
                Check::Review(_) => review(document, claim, name, findings),
            }
        }
    }
}

fn command(
    document: &Document,
    claim: &Claim,
    (name, run): (&GateName, &RunCheck),
    findings: &mut Findings<'_>,
) {
    let Some(field) = claim.field("command").filter(|field| is_command(&field.value)) else {
        return;
    };
    let (said, runs) = (normal(&field.value), normal(&run.run.to_string()));
    if !said.contains(&runs) && !runs.contains(&said) {
        findings
            .report(document, field.span, format!("gate `{name}` runs another command: `{runs}`"))
            .help(format!("write what `[gates.{name}]` in milepost.toml runs, or change it there"))
            .item(name);
    }
}

fn threshold(
    document: &Document,
    claim: &Claim,
    (name, run): (&GateName, &RunCheck),
    findings: &mut Findings<'_>,
) {
    let Some(field) = claim.field("pass") else { return };
    let measures = claim.measures.iter().filter(|measure| field.span.contains(measure.span));
    for found in thresholds::unkept(&field.value, measures, run) {
        let demanded = &found.demanded;
        let (term, limit) = (&demanded.term, &demanded.limit);
        let rule = format!("{term} {} {limit}", demanded.comparison);
        let message = format!("gate `{name}` demands less than this: `{rule}`");
        findings
            .report(document, found.promised.span, message)
            .help(format!(
                "tighten `require` of `[gates.{name}]` in milepost.toml, or write the number it demands"
            ))
            .item(name);
    }
}

fn review(document: &Document, claim: &Claim, name: &GateName, findings: &mut Findings<'_>) {
    let Some(field) = claim.field("command").filter(|field| is_command(&field.value)) else {
        return;
    };
    findings
        .report(document, field.span, format!("gate `{name}` runs nothing: people answer it"))
        .help(format!("leave the command out, or give `[gates.{name}]` in milepost.toml a `run`"))
        .item(name);
}

/// Whether a cell holds a command, and no sentence and no placeholder.
fn is_command(cell: &str) -> bool {
    const PLACEHOLDERS: &[&str] =
        &["manual", "review", "none", "n/a", "na", "tbd", "todo", "pending", "varies", "later"];
    let cell = cell.trim();
    let first = cell.split_whitespace().next().unwrap_or_default();
    let is_placeholder = PLACEHOLDERS.contains(&cell.to_lowercase().as_str());
    let begins = first.starts_with(|c: char| c.is_ascii_lowercase() || "./$_".contains(c))
        || first.contains('=');
    begins && !is_placeholder && !cell.contains('…') && !cell.ends_with('.')
}

/// A command with its words one blank apart, and no prompt.
fn normal(command: &str) -> String {
    let command = command.trim().trim_matches('`');
    let command = command.strip_prefix("$ ").unwrap_or(command);
    command.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[track_caller]
    fn check(gate: &str, command: &str, pass: &str) -> String {
        let text = format!(
            "//- milepost.toml\nschema = 1\ndocuments.include = [\"GATES.md\"]\n\
             gates.VG-UNIT-001 = {gate}\n\
             //- GATES.md\n## Gates\n\n| Gate | Command | Pass criteria |\n|---|---|---|\n\
             | VG-UNIT-001 | {command} | {pass} |\n"
        );
        problems(&RULE, &text)
    }

    #[test]
    fn another_command_and_a_harder_threshold_are_reported() {
        let gate = "{ run = \"make unit\", require = [\"tests.failed <= 3\"] }";
        assert_snapshot!(check(gate, "`just unit`", "at most 2 failures"), @"
        GATES.md:5:17 warning[gate-definition-drift]: gate `VG-UNIT-001` runs another command: `make unit`
          at: `just unit`
          help: write what `[gates.VG-UNIT-001]` in milepost.toml runs, or change it there
        GATES.md:5:31 warning[gate-definition-drift]: gate `VG-UNIT-001` demands less than this: `tests.failed <= 3`
          at: at most 2 failures
          help: tighten `require` of `[gates.VG-UNIT-001]` in milepost.toml, or write the number it demands
        ");
        let review = "{ kind = \"review\", by = [\"role:qa\"] }";
        assert_snapshot!(check(review, "`make unit`", "all is well"), @"
        GATES.md:5:17 warning[gate-definition-drift]: gate `VG-UNIT-001` runs nothing: people answer it
          at: `make unit`
          help: leave the command out, or give `[gates.VG-UNIT-001]` in milepost.toml a `run`
        ");
    }

    #[test]
    fn what_agrees_or_says_no_command_is_silent() {
        let gate = "{ run = \"make unit\", require = [\"tests.failed == 0\"] }";
        for command in [
            "`make  unit`",
            "$ make unit",
            "make unit && make lint",
            "See the CI job",
            "manual",
            "",
        ] {
            assert_eq!(check(gate, command, "0 failed"), "", "{command}");
        }
        let list = "{ run = [\"make\", \"unit\"] }";
        assert_eq!(check(list, "`make unit`", "32 tests pass"), "");
    }
}
