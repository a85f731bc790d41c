//! Heavy gates that ran without being let in.

use crate::{
    diag::{Code, Severity},
    gate::Weight,
    lint::{Findings, Group, Reach, Rule, at_gate},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(211),
    name: "unadmitted-heavy-run",
    group: Group::Evidence,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# unadmitted-heavy-run

## What it does

Reports every heavy gate whose last run on the judged content has no record of being let in: it took no
slot of the machine, and its memory was not looked at.

## Why is this bad?

What runs beside other heavy work measures that work, too, or fails for want of memory. Such a run says
less about the project than about the machine.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.load]
run = \"make load\"
weight = \"heavy\"
//- ledger
load passed
```

Instead: run it again, now that it is heavy.

```fixture
//- milepost.toml
schema = 1

[gates.load]
run = \"make load\"
weight = \"heavy\"
//- ledger
load passed admitted
```

## When it stays silent

When a gate is not heavy, and for runs on other content.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for it in at_gate::judged(scene) {
        if it.check.weight != Weight::Heavy || it.run.admission.is_some() {
            continue;
        }
        findings
            .report_at(
                at_gate::in_config(it.gate.span),
                format!(
                    "gate `{}` is heavy, and its last run was not let in as such",
                    it.gate.name
                ),
            )
            .help(at_gate::help(&format!("milepost verify --gate {}", it.gate.name)));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn a_heavy_run_without_admission_is_a_warning() {
        let text = "//- milepost.toml\nschema = 1\n\
            gates.load = { run = \"x\", weight = \"heavy\" }\n//- ledger\nload passed\n";
        assert_snapshot!(problems(&RULE, text), @"
        milepost.toml:2:7 warning[unadmitted-heavy-run]: gate `load` is heavy, and its last run was not let in as such
          at: load
          help: `milepost verify --gate load`
        ");
        assert_eq!(problems(&RULE, &text.replace("load passed", "load passed admitted")), "");
        assert_eq!(problems(&RULE, &text.replace("heavy", "light")), "");
        assert_eq!(problems(&RULE, &text.replace("load passed", "")), "");
    }
}
