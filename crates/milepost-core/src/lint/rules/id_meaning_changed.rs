//! Ids that came to mean something else.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, similar},
    plan::{Claim, Document, Item, ItemKind, Origin, Plan},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(123),
    name: "id-meaning-changed",
    group: Group::Claims,
    severity: Severity::Warning,
    reach: Reach::Range,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
With `--since` or `--base`: looks for ids whose title is clearly another one than at the beginning of
the range.

## Why is this bad?
Evidence, approvals, commit messages and other documents refer to the id. When it is given to something
else, they all vouch for a thing that they never saw.

## Example
```fixture
//- before/PLAN.md
| Milestone | Status |
|---|---|
| M1 Importer | Done |
| M2 Exporter | Planned |
//- PLAN.md
| Milestone | Status |
|---|---|
| M1 Importer | Done |
| M2 Dark theme | Done |
//- range
5e5e5e5 2026-02-19 docs: plan the theme | PLAN.md
```

Instead: let the old id stand, with what became of it, and take a new one.
```fixture
//- before/PLAN.md
| Milestone | Status |
|---|---|
| M1 Importer | Done |
| M2 Exporter | Planned |
//- PLAN.md
| Milestone | Status |
|---|---|
| M1 Importer | Done |
| M2 Exporter | Cancelled |
| M3 Dark theme | Done |
//- range
5e5e5e5 2026-02-19 docs: plan the theme | PLAN.md
```

## When it stays silent
Without a range, when old and new title share a word or look alike, when one of the places that
define the id still gives the old title, and for ids that are bare numbers.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let Some(range) = scene.range else { return };
    for item in scene.plan.items.values().filter(|item| is_lasting(item)) {
        let Some(before) = range.before.items.get(&item.key) else { continue };
        let now = titles(scene.plan, item);
        let old = titles(&range.before, before);
        let (Some((document, claim)), Some((_, was))) = (now.first(), old.first()) else {
            continue;
        };
        let was_called: Vec<&str> = old.iter().map(|(_, claim)| &*claim.title).collect();
        if !similar::are_other(now.iter().map(|(_, claim)| &*claim.title), &was_called) {
            continue;
        }
        let (kind, id) = (item.key.kind.as_str(), &item.key.name);
        let message = format!("{kind} `{id}` was `{}` and is `{}` now", was.title, claim.title);
        findings.report(document, claim.name_span, message).item(id).help(format!(
            "let `{id}` mean what it meant, and give the new thing an id of its own"
        ));
    }
}

fn is_lasting(item: &Item) -> bool {
    let kind = item.key.kind;
    item.has_id
        && item.key.name.as_str().contains(char::is_alphabetic)
        && (kind.is_work() || kind.is_register() || kind == ItemKind::Gate)
}

/// The first places that define an item, with their titles.
fn titles<'a>(plan: &'a Plan, item: &'a Item) -> Vec<(&'a Document, &'a Claim)> {
    let defines = |claim: &Claim| match claim.origin {
        Origin::Section | Origin::Row | Origin::ListItem => !claim.title.is_empty(),
        Origin::Line | Origin::Prose | Origin::FrontMatter | Origin::Tree => false,
    };
    plan.claims(item).filter(|(_, claim)| defines(claim)).take(8).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn an_id_that_was_given_to_something_else_is_a_warning() {
        let text = "
//- before/PLAN.md
| Milestone | Status |
|---|---|
| M1 Hash check | Done |
| M2 Text layer | Planned |
//- PLAN.md
| Milestone | Status |
|---|---|
| M1 Workflow frame | Done |
| M2 Layers of text in scans | Planned |
//- range
5e5e5e5 2026-02-19 docs: tidy | PLAN.md
";
        assert_snapshot!(problems(&RULE, text), @"
        PLAN.md:3:3 warning[id-meaning-changed]: milestone `M1` was `Hash check` and is `Workflow frame` now
          at: M1
          help: let `M1` mean what it meant, and give the new thing an id of its own
        ");
    }

    #[test]
    fn moved_and_reworded_items_are_silent() {
        let text = "
//- before/PLAN.md
| Milestone | Status |
|---|---|
| M1 Importer | Done |
| M2 Exporter | Planned |
//- STATUS.md
# M1 Import of all files

**Status:** Done

# M2 Exporter for the archive

**Status:** In progress

# M3 Theme

**Status:** Planned
//- range
5e5e5e5 2026-02-19 docs: move the plan | PLAN.md STATUS.md
";
        assert_snapshot!(problems(&RULE, text), @"");
    }
}
