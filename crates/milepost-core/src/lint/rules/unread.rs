//! Places that look like tracking and were not understood.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(124),
    name: "unread",
    group: Group::Claims,
    severity: Severity::Note,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Says how many places of a document look like tracking and were not understood, and shows the first
ones.

## Why is this bad?
What is not understood is not judged. A tracker that is half read may look better than it is.

## Example
```fixture
## Milestones

| Milestone | Status |
|---|---|
| M1 Importer | Complete |
| M2 Exporter | Planned |
| | Complete |
```

Instead: give every row what it is about.
```fixture
## Milestones

| Milestone | Status |
|---|---|
| M1 Importer | Complete |
| M2 Exporter | Planned |
| M3 Viewer | Complete |
```

## When it stays silent
For documents that are no trackers.
";

/// How many places are shown beside the first.
const SHOWN: usize = 3;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for document in &scene.plan.documents {
        let Some((first, rest)) = document.unread.split_first() else { continue };
        let message = match rest.len() {
            0 => format!("this looks like tracking and was not understood: {}", first.why),
            more => format!(
                "{} places look like tracking and were not understood, the first one because {}",
                more + 1,
                first.why
            ),
        };
        let mut finding = findings.report(document, first.span, message).help(format!(
            "see how every line was understood with `milepost read {}`",
            document.path
        ));
        for unread in rest.iter().take(SHOWN) {
            finding = finding.label(document, unread.span, &*unread.why);
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn one_note_stands_for_all_places_of_a_document() {
        let text = "
| Milestone | Status |
|---|---|
| M1 Store | Done |
| M2 Shop | Planned |
| | Planned |
| | Done |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:5:1 note[unread]: 2 places look like tracking and were not understood, the first one because this row names nothing
          at: | | Planned |
          see STATUS.md:6: this row names nothing
          help: see how every line was understood with `milepost read STATUS.md`
        ");
    }

    #[test]
    fn a_tracker_that_is_wholly_read_is_silent() {
        let text = "
# Plan

Some words about the plan.

| Milestone | Status |
|---|---|
| M1 Store | Done |
| M2 Shop | Planned |
";
        assert_snapshot!(problems(&RULE, text), @"");
    }
}
