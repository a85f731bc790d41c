//! Removals before the people they concern have had their time.

use jiff::{ToSpan as _, civil::Date};

use crate::{
    config::Deprecation,
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_gate, finished},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(344),
    name: "deprecation-cut-short",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# deprecation-cut-short

## What it does

Reports every entry of `[[deprecations]]` in `milepost.toml` whose removal lies before the day that its
notice ends: the day of its announcement and the days of its notice. An announcement that lies ahead is
none yet, and is reported, too.

## Why is this bad?

A notice is a promise of time. Whoever plans with it finds the thing gone.

## Example

```fixture
//- milepost.toml
schema = 1

[[deprecations]]
what = \"the v1 import format\"
announced = 2026-02-10
notice = \"14 d\"
removal = 2026-02-20
```

Instead: remove it when the time has passed.

```fixture
//- milepost.toml
schema = 1

[[deprecations]]
what = \"the v1 import format\"
announced = 2026-02-10
notice = \"14 d\"
removal = 2026-02-24
```

## When it stays silent

As long as no day of removal is settled.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let today = scene.clock.today();
    for deprecation in &scene.config.deprecations {
        let Deprecation { span, what, announced, removal, .. } = deprecation;
        let what = finished::quoted(what);
        let Some(removal) = removal else { continue };
        let Some(ends) = ends(deprecation) else { continue };
        let message = if removal < &ends {
            format!("{what} is removed on {removal}, and its notice of {announced} ends on {ends}")
        } else if *announced > today && *removal <= today {
            format!("{what} is removed, and is announced on {announced} only")
        } else {
            continue;
        };
        findings
            .report_at(at_gate::in_config(*span), message)
            .help(format!("remove it on {ends} at the earliest"));
    }
}

/// The first day on which something may be gone.
fn ends(deprecation: &Deprecation) -> Option<Date> {
    let days = i64::try_from(deprecation.notice.as_secs() / 86_400).ok()?;
    deprecation.announced.checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    fn project(removal: &str) -> String {
        format!(
            "//- milepost.toml\nschema = 1\n[[deprecations]]\nwhat = \"v1\"\n\
             announced = 2026-02-10\nnotice = \"14 d\"\n{removal}\n"
        )
    }

    #[test]
    fn the_last_day_of_a_notice_belongs_to_it() {
        assert_snapshot!(problems(&RULE, &project("removal = 2026-02-23")), @r#"
        milepost.toml:3:8 error[deprecation-cut-short]: “v1” is removed on 2026-02-23, and its notice of 2026-02-10 ends on 2026-02-24
          at: "v1"
          help: remove it on 2026-02-24 at the earliest
        "#);
        assert_eq!(problems(&RULE, &project("removal = 2026-02-24")), "");
        assert_eq!(problems(&RULE, &project("")), "");
    }
}
