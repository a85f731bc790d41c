//! Comparisons of something with itself.

use std::collections::BTreeSet;

use crate::{
    diag::{Code, Severity},
    gate::{Baseline, Check, Compare},
    id::CommitId,
    lint::{Findings, Group, Reach, Rule, at_gate},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(210),
    name: "same-subject-comparison",
    group: Group::Evidence,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# same-subject-comparison

## What it does

Reports every gate whose last run on the judged content was compared with the same commit or the same
project tree, and every gate whose baseline always is the judged commit. A tag that names the judged
commit just now is a warning.

## Why is this bad?

Nothing is worse than itself. Such a comparison passes whatever became of the metric.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.latency]
run = \"make bench\"
reports = [{ format = \"bmf\", path = \"out/bench.json\" }]
compare = { metric = \"p95\", lower-is-better = true, with = \"v0.1.0\", worse-by-at-most = \"10 %\" }
//- ledger
latency passed compared fine 1.00 itself
```

Instead: compare with a commit or a tag from before the change.

```fixture
//- milepost.toml
schema = 1

[gates.latency]
run = \"make bench\"
reports = [{ format = \"bmf\", path = \"out/bench.json\" }]
compare = { metric = \"p95\", lower-is-better = true, with = \"v0.1.0\", worse-by-at-most = \"10 %\" }
//- ledger
latency passed compared fine 1.02 older
```

## When it stays silent

When it cannot be told which commit a baseline is. A branch moves, and is looked up only when the gate
runs.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let mut told = BTreeSet::new();
    for it in at_gate::last(scene) {
        let Some(compared) = &it.run.comparison else { continue };
        let subject = &it.run.subject;
        let what = if compared.baseline == subject.commit {
            format!("commit {} with itself", subject.commit.short())
        } else if compared.baseline_project == subject.project {
            let (one, other) = (subject.commit.short(), compared.baseline.short());
            format!("commit {one} with {other}, which holds the same project")
        } else {
            continue;
        };
        told.insert(&it.gate.name);
        findings
            .report_at(
                at_gate::in_config(it.gate.span),
                format!("the last run of gate `{}` compared {what}", it.gate.name),
            )
            .help(HELP)
            .at_most(at_gate::at_most(it.verdict.enforcement));
    }
    for gate in scene.config.gates.values().filter(|gate| !told.contains(&gate.name)) {
        let Check::Run(check) = &gate.check else { continue };
        let Some(compare) = &check.compare else { continue };
        let judged = scene.verdicts.gates.get(&gate.name);
        let enforcement = judged.map_or(gate.enforcement, |judged| judged.enforcement);
        let (why, most) = match same(scene, compare) {
            Some(Same::Always) => ("is always the judged commit", at_gate::at_most(enforcement)),
            Some(Same::Now) => ("is the judged commit here", Severity::Warning),
            None => continue,
        };
        let message =
            format!("gate `{}` is compared with `{}`, which {why}", gate.name, compare.with);
        findings.report_at(at_gate::in_config(gate.span), message).help(HELP).at_most(most);
    }
}

const HELP: &str = "write a commit or a tag from before the change in `compare.with`";

/// Whether a baseline is the judged commit.
enum Same {
    /// Whatever is judged.
    Always,
    /// At this commit.
    Now,
}

fn same(scene: &Scene<'_>, compare: &Compare) -> Option<Same> {
    let with = match &compare.with {
        Baseline::Commit(with) => &**with,
        // A run that took from its own content is told by what it recorded.
        Baseline::Evidence(_) => return None,
    };
    if matches!(with, "HEAD" | "@") {
        return Some(Same::Always);
    }
    let judged = scene.verdicts.commit.as_ref()?;
    let tag = with.strip_prefix("refs/tags/").unwrap_or(with);
    let is_tagged = scene.repository.tags.get(tag).is_some_and(|tag| tag.commit == *judged);
    let is_named = CommitId::new(with).is_some_and(|commit| commit == *judged);
    (is_tagged || is_named).then_some(Same::Now)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[track_caller]
    fn check(with: &str, ledger: &str) -> String {
        let text = format!(
            "//- milepost.toml\nschema = 1\n[gates.load]\nrun = \"x\"\n\
             reports = [{{ format = \"bmf\", path = \"o.json\" }}]\n\
             compare = {{ metric = \"p95\", lower-is-better = true, with = \"{with}\", \
             worse-by-at-most = \"10 %\" }}\n//- ledger\n{ledger}\n\
             //- git\nhead 2026-02-20\ntag v1 1a90101 2026-02-01\ntag v2 feedbee 2026-02-20\n"
        );
        problems(&RULE, &text)
    }

    #[test]
    fn a_record_that_compares_a_subject_with_itself_is_an_error() {
        assert_snapshot!(check("v1", "load passed compared fine 1.0 itself"), @"
        milepost.toml:2:8 error[same-subject-comparison]: the last run of gate `load` compared commit feedbee000 with itself
          at: load
          help: write a commit or a tag from before the change in `compare.with`
        ");
        assert_snapshot!(check("v1", "load passed compared fine 1.0 twin"), @"
        milepost.toml:2:8 error[same-subject-comparison]: the last run of gate `load` compared commit feedbee000 with ba5e000000, which holds the same project
          at: load
          help: write a commit or a tag from before the change in `compare.with`
        ");
        assert_eq!(check("v1", "load passed compared fine 1.0 older"), "");
    }

    #[test]
    fn a_baseline_that_is_the_judged_commit_is_told_before_anything_runs() {
        assert_snapshot!(check("HEAD", ""), @"
        milepost.toml:2:8 error[same-subject-comparison]: gate `load` is compared with `HEAD`, which is always the judged commit
          at: load
          help: write a commit or a tag from before the change in `compare.with`
        ");
        assert_snapshot!(check("v2", ""), @"
        milepost.toml:2:8 warning[same-subject-comparison]: gate `load` is compared with `v2`, which is the judged commit here
          at: load
          help: write a commit or a tag from before the change in `compare.with`
        ");
        assert_eq!(check("v1", ""), "");
        assert_eq!(check("HEAD~1", ""), "");
    }
}
