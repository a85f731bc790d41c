//! Work that was added to what was agreed, without a decision.

use crate::{
    agreed,
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_change},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(305),
    name: "scope-creep",
    group: Group::Governance,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: "\
## What it does
Holds every item against its last approval or baseline, and reports criteria, parts and paths that were
added since, where no accepted decision names the item or the part.

## Why is this bad?
Every addition is small, and the date stays. Whoever agreed to the goal should know that it grows.

## Example
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]
//- before/PLAN.md
# M1 Parser

**Goal:** Every file is read

### M1-D1 Reader

**Status:** Planned
//- ledger
baseline milestone M1 ago 9d
//- PLAN.md
# M1 Parser

**Goal:** Every file is read

### M1-D1 Reader

**Status:** Planned

### M1-D2 Printer

**Status:** Planned
```

Instead: put it elsewhere, or decide that it belongs here.
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]
//- before/PLAN.md
# M1 Parser

**Goal:** Every file is read

### M1-D1 Reader

**Status:** Planned
//- ledger
baseline milestone M1 ago 9d
word accepts decision D-001
//- PLAN.md
# M1 Parser

**Goal:** Every file is read

### M1-D1 Reader

**Status:** Planned

### M1-D2 Printer

**Status:** Planned
//- DECISIONS.md
# Decisions

## D-001 What is read is printed, too

**Status:** Accepted
**Affects:** M1
**Context:** Nobody sees what was read without it.
```

## When it stays silent
For items that nobody approved and no baseline holds, and where a decision that names it was accepted
since.
",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for moved in agreed::moved(scene).iter().filter(|moved| moved.change.is_more_scope()) {
        let (item, agreed) = (&moved.item, at_change::agreed(scene, moved));
        let message = format!("`{}` is more than was agreed: {} ({agreed})", item.id, moved.change);
        findings
            .report_at(at_change::place(scene, moved), message)
            .item(&item.id)
            .help(at_change::help(scene, moved));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn what_is_new_is_told_and_what_was_there_is_not() {
        let text = |now: &str| {
            problems(
                &RULE,
                &format!(
                    "//- milepost.toml\nschema = 1\ndocuments.include = [\"*.md\"]\n//- before/M1.md\n# M1 Parser\n\n## Acceptance criteria\n\n- [ ] It reads\n\
                     //- ledger\nbaseline milestone M1 ago 9d\n\
                     //- M1.md\n# M1 Parser\n\n## Acceptance criteria\n\n- [x] It reads\n{now}"
                ),
            )
        };
        assert_eq!(text(""), "");
        let told = text("- [ ] It writes\n");
        let added = "`M1` is more than was agreed: criterion of `M1` added: “It writes”";
        assert!(told.contains(added), "{told}");
    }
}
