//! Pages that do not say what they should.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule},
    scene::Scene,
};

pub(crate) const RULE: Rule = Rule {
    code: Code(409),
    name: "render-drift",
    group: Group::Writing,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# render-drift

## What it does

Compares every file that `[[render]]` of milepost.toml derives, and every block between
`<!-- milepost:NAME -->` and `<!-- /milepost:NAME -->` in a document, with what its template makes of the
project. It reports what differs, what is not there, markers that do not fit, and templates that fail.

## Why is this bad?

People read status pages and not ledgers. A page that is derived is believed because nobody can write
anything into it; one that was edited by hand, or that nobody derived again, tells what no longer holds,
with the same authority.

## Example

```fixture
//- docs/plan.md
## M1 Parser

**Status:** In progress

## M2 Printer

**Status:** Planned
//- README.md
# A compiler

<!-- milepost:board -->

Everything is done.

<!-- /milepost:board -->
```

Instead: have it derived, by `milepost render`.

```fixture
//- docs/plan.md
## M1 Parser

**Status:** In progress

## M2 Printer

**Status:** Planned
//- README.md
# A compiler

<!-- milepost:board -->

| Milestone | Documents say | Shown |
| --- | --- | --- |
| **M1** Parser | In progress | ▷ ready |
| **M2** Printer | Planned | ▷ ready |

<!-- /milepost:board -->
```

## When it stays silent

For markers in code, which are examples, and in files that are never looked at, as changelogs and what is
excluded; `[[render]]` with `blocks = true` names those that are to be looked at all the same. A page that
lists commits may lack the one that it is part of.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for drift in scene.drifts {
        findings.report_at(drift.place.clone(), drift.message.clone()).help(drift.help.clone());
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const PLAN: &str = "//- docs/plan.md\n## M1 Parser\n\n**Status:** In progress\n";

    #[test]
    fn each_part_that_differs_is_reported_in_its_place() {
        let text = format!(
            "{PLAN}//- milepost.toml\nschema = 1\n\n[[render]]\npage = \"docs/STATUS.md\"\n\
             template = \"status\"\n\n[[render]]\npage = \"docs/M1.md\"\ntemplate = \"milestone\"\n\
             with = \"M1\"\n\n[[render]]\npage = \"docs/HAND.md\"\ntemplate = \"board\"\n\
             //- docs/STATUS.md\n<!-- Derived by `milepost render` -->\n\nAll is well.\n\
             //- docs/HAND.md\n# Written by hand\n\
             //- README.md\n<!-- milepost:progress -->\n<!-- /milepost:progress -->\n\n\
             <!-- milepost:board -->\nx\n<!-- /milepost:board -->\n"
        );
        assert_snapshot!(problems(&RULE, &text), @"
        README.md:1:1 error[render-drift]: the block `progress` is out of date
          at: <!-- milepost:progress -->
          help: `milepost render`
        README.md:4:1 error[render-drift]: the block `board` is out of date
          at: <!-- milepost:board -->
          help: `milepost render`
        docs/STATUS.md:1:1 error[render-drift]: `docs/STATUS.md` is out of date
          at: <!-- Derived by `milepost render` -->
          help: `milepost render`
        milepost.toml:7:1 error[render-drift]: no item is called `M1`
          at: [[render]]
          help: `milepost status` shows what there is
        milepost.toml:12:1 error[render-drift]: `docs/HAND.md` is to be derived whole, and somebody else wrote it
          at: [[render]]
          help: `milepost render --adopt docs/HAND.md`, which replaces it
        ");
    }

    #[test]
    fn what_cannot_be_told_is_no_pass() {
        let text = format!(
            "{PLAN}//- README.md\n<!-- milepost:borad -->\n<!-- /milepost:borad -->\n\n\
             <!-- milepost:milestone -->\n<!-- /milepost:milestone -->\n\n\
             <!-- milepost:milestone M9 -->\n<!-- /milepost:milestone -->\n\n\
             <!-- milepost:own -->\n<!-- /milepost:own -->\n\
             //- docs/other.md\n<!-- milepost:board -->\n\
             //- .milepost/templates/own.md\n{{% for m in milestone %}}{{{{ m.name }}}}{{% endfor %}}\n"
        );
        assert_snapshot!(problems(&RULE, &text), @r#"
        README.md:1:1 error[render-drift]: no template is called `borad`
          at: <!-- milepost:borad -->
          help: `board`; `milepost render --list` lists them
        README.md:4:1 error[render-drift]: the template `milestone` is about one item, and none is named
          at: <!-- milepost:milestone -->
          help: name it: `<!-- milepost:milestone M1 -->`, `with = "M1"` in milepost.toml, or `milepost render --stdout milestone M1`
        README.md:7:1 error[render-drift]: no item is called `M9`
          at: <!-- milepost:milestone M9 -->
          help: `milepost status` shows what there is
        README.md:10:1 error[render-drift]: the template `own` fails in line 1: undefined value: `milestone` is undefined
          at: <!-- milepost:own -->
          help: mend the template; `milepost render --stdout own` tries it
        docs/other.md:1:1 error[render-drift]: the block `board` is never closed
          at: <!-- milepost:board -->
          help: mend the markers; until then the file is left as it is
        "#);
    }
}
