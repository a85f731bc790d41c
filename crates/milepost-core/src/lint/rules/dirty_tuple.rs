//! Consumers whose compatibility was tried with what is not committed.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, tuples},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(343),
    name: "dirty-tuple",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# dirty-tuple

## What it does

Looks at what documents say of consumers. It reports a tuple, a commit or evidence that is called dirty,
uncommitted or a working tree, one that is still to come, and a consumer of `milepost.toml` whose gate was
last run in a working tree.

## Why is this bad?

Nobody can fetch what was never committed. That two projects go together then is a memory of one machine,
and the next person who tries it tries something else.

## Example

```fixture
//- STATUS.md
## Milestones

| Milestone | Status |
|---|---|
| M1 Server | Planned |
| M2 Client | Planned |

## Consumers

| Consumer | Coupling type | Tuple |
|---|---|---|
| orders-web | HTTP client | `f2aeb18-dirty` |
| ledger-batch | file drop | `30c1fa2` |
```

Instead: commit it there, and try that commit.

```fixture
//- STATUS.md
## Milestones

| Milestone | Status |
|---|---|
| M1 Server | Planned |
| M2 Client | Planned |

## Consumers

| Consumer | Coupling type | Tuple |
|---|---|---|
| orders-web | HTTP client | `f2aeb19` |
| ledger-batch | file drop | `30c1fa2` |
```

## When it stays silent

For words about risks and plans in other columns, and where nothing is said of what was tried.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for dirty in tuples::dirty(scene) {
        let finding = findings
            .report(dirty.document, dirty.span, dirty.message())
            .help("commit what was tried, try that commit in a clean clone, and name it");
        if let Some(item) = crate::lint::finished::item(dirty.document, dirty.claim) {
            finding.item(&item);
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn a_run_in_a_working_tree_is_no_committed_tuple() {
        let text = |grade: &str| {
            format!(
                "//- milepost.toml\nschema = 1\ndocuments.include = [\"STATUS.md\"]\ngates.compat.run = \"x\"\n\
                 [consumers.orders-web]\nrepo = \"x\"\ngates = [\"compat\"]\n\
                 //- ledger\ncompat passed grade {grade}\n\
                 //- STATUS.md\n| Consumer | Coupling type | Evidence |\n|---|---|---|\n\
                 | `orders-web` | HTTP | it works |\n| `batch` | files | pending (this commit) |\n"
            )
        };
        assert_snapshot!(problems(&RULE, &text("diagnostic")), @"
        STATUS.md:3:3 error[dirty-tuple]: consumer `orders-web` rests on a run of gate `compat` in a working tree
          at: `orders-web`
          help: commit what was tried, try that commit in a clean clone, and name it
        STATUS.md:4:21 error[dirty-tuple]: consumer `batch` rests on what is not committed: `pending (this commit)`
          at: pending (this commit)
          help: commit what was tried, try that commit in a clean clone, and name it
        ");
        let clean = text("clean").replace("| `batch` | files | pending (this commit) |\n", "");
        assert_eq!(problems(&RULE, &clean), "");
    }
}
