//! Criteria that a change removes, rewords or binds to something else.

use crate::{
    base::Altered,
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, altered},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(332),
    name: "criterion-altered",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Base,
    page: PAGE,
    check,
};

const PAGE: &str = r"## What it does
With `--base`, compares what phases, milestones, deliverables and releases must meet with what they had to meet at the
base: criteria that are gone, read otherwise or are bound to another gate, dependencies that are gone, approvals that are
not asked for any more, and items that are gone with all of it. New items and criteria are no alteration. What a decision
lets pass that somebody signed whom the base lets approve is a note: `milepost decide ID --base REV`.

## Why is this bad?
A milestone without the criterion that fails is proven. What was to be shown is agreed before it is shown.

## Example
```fixture
//- before/docs/M1.md
# M1 Oven bakes bread

**Goal:** One batch of bread comes out of the oven

## Acceptance criteria
- [ ] Ten loaves come out (gate `batch`)
- [ ] A batch takes less than 60 minutes (gate `time`)
//- docs/M1.md
# M1 Oven bakes bread

**Goal:** One batch of bread comes out of the oven

## Acceptance criteria
- [x] Ten loaves come out (gate `batch`)
//- base
```

Instead: tick what is met, and leave what is not.
```fixture
//- before/docs/M1.md
# M1 Oven bakes bread

**Goal:** One batch of bread comes out of the oven

## Acceptance criteria
- [ ] Ten loaves come out (gate `batch`)
- [ ] A batch takes less than 60 minutes (gate `time`)
//- docs/M1.md
# M1 Oven bakes bread

**Goal:** One batch of bread comes out of the oven

## Acceptance criteria
- [x] Ten loaves come out (gate `batch`)
- [ ] A batch takes less than 60 minutes (gate `time`)
- [ ] The crust is brown
//- base
```

## When it stays silent
Without `--base`; for boxes, status words, owners, dates and prose, which judge nothing; and for items that the change has
not touched, where the base went on since it parted from it.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    altered::report(scene, findings, is_meant);
}

fn is_meant(altered: &Altered) -> bool {
    match altered {
        Altered::Item(_) => true,
        Altered::File
        | Altered::Severity(_)
        | Altered::Suppression(_)
        | Altered::Documents
        | Altered::Start
        | Altered::Policy
        | Altered::Commits
        | Altered::Table(_)
        | Altered::Gate(_)
        | Altered::Signers => false,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const BEFORE: &str = "//- before/docs/M1.md
# M1 Oven bakes bread

**Goal:** One batch of bread comes out of the oven
**Approval required:** yes
**Depends on:** M0

## Acceptance criteria
- [ ] Ten loaves come out (gate `batch`)
- [ ] The crust is brown
//- base
";

    #[test]
    fn what_is_worded_or_bound_otherwise_is_told() {
        let now = "//- docs/M1.md\n# M1 Oven bakes bread\n\n**Goal:** Bread\n\n## Acceptance criteria\n\
            - [ ] Ten loaves come out (gate `easy`)\n- [ ] The crust is there\n";
        assert_snapshot!(problems(&RULE, &format!("{BEFORE}{now}")), @"
        docs/M1.md:1:3 error[criterion-altered]: milestone `M1`: `Depends on` is gone, and was `M0`
          at: M1 Oven bakes bread
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- docs/M1.md` shows it), or let it land by itself, as a change that is about what judges
        docs/M1.md:1:3 error[criterion-altered]: milestone `M1`: criterion `The crust is brown` reads `The crust is there` now
          at: M1 Oven bakes bread
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- docs/M1.md` shows it), or let it land by itself, as a change that is about what judges
        docs/M1.md:1:3 error[criterion-altered]: milestone `M1`: it asks for no approval any more
          at: M1 Oven bakes bread
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- docs/M1.md` shows it), or let it land by itself, as a change that is about what judges
        docs/M1.md:6:7 error[criterion-altered]: milestone `M1`: criterion `Ten loaves come out` is bound to gate `easy`, not `batch`
          at: Ten loaves come out (gate `easy`)
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- docs/M1.md` shows it), or let it land by itself, as a change that is about what judges
        ");
    }

    #[test]
    fn an_item_that_is_gone_is_told_once() {
        let now = "//- docs/M1.md\n# M2 Shop\n\n**Goal:** Bread\n\n## Acceptance criteria\n- [ ] It sells\n";
        assert_snapshot!(problems(&RULE, &format!("{BEFORE}{now}")), @"
        docs/M1.md:1:3 error[criterion-altered]: milestone `M1` is gone, with its 2 criteria
          at: M2 Shop
          help: no decision can excuse it, because `base` lists nobody who may sign: take it back (`git diff base -- docs/M1.md` shows it), or let it land by itself, as a change that is about what judges
        ");
    }
}
