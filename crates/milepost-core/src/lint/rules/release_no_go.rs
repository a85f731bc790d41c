//! Releases that their class forbids.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_gate, no_go, registers::Registers},
    plan::{ItemKind, Status},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(342),
    name: "release-no-go",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# release-no-go

## What it does

Looks at every release that names a class of `[releases.classes]` in a `Class` column or line. Each gate
of the class must pass at the judged commit, there must be a way back where the class asks for one, and
nothing on its `no-go` list may hold. Every reason is reported on its own.

## Why is this bad?

What a release needs is settled when nobody is in a hurry. On the day of the release somebody is, and a
list that nothing enforces is read as advice.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"

[releases.classes.minor]
gates = [\"unit\"]
no-go = [\"open-blocker\"]
//- ledger
unit failed
//- STATUS.md
## Releases

| Release | Class | Status |
|---|---|---|
| v0.2.0 | minor | Released |

## Blockers

| ID | Blocker | Impact | Status |
|---|---|---|---|
| B1 | Licence of the codec is unclear | no release | Open |
```

Instead: release when nothing forbids it.

```fixture
//- milepost.toml
schema = 1

[gates.unit]
run = \"make test\"

[releases.classes.minor]
gates = [\"unit\"]
no-go = [\"open-blocker\"]
//- ledger
unit passed
//- STATUS.md
## Releases

| Release | Class | Status |
|---|---|---|
| v0.2.0 | minor | Released |

## Blockers

| ID | Blocker | Impact | Status |
|---|---|---|---|
| B1 | Licence of the codec is unclear | no release | Resolved |
```

## When it stays silent

For releases without a class, or that have left the plan; for those that are out and tagged on another
commit than the judged one: they were judged then, and `milepost check --at TAG` judges them again. A
release that is not out yet is a warning.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    if scene.config.release_classes.is_empty() {
        return;
    }
    let registers = Registers::new(scene);
    for item in scene.plan.items.values().filter(|item| item.key.kind == ItemKind::Release) {
        let Some(forbidden) = no_go::of(scene, &registers, item) else { continue };
        let says = scene.plan.says(item).map(|(_, says)| says.status);
        let is_out = says.is_some_and(Status::is_finished);
        let most = if is_out { Severity::Error } else { Severity::Warning };
        for reason in forbidden.reasons {
            let message = format!("release `{}` is no-go: {}", item.key.name, reason.what);
            findings
                .report(forbidden.document, forbidden.field.span, message)
                .help(at_gate::help(&reason.next))
                .item(&item.key.name)
                .at_most(most);
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    fn project(class: &str, ledger: &str, release: &str) -> String {
        format!(
            "//- milepost.toml\nschema = 1\ndocuments.include = [\"STATUS.md\"]\ngates.unit.run = \"x\"\ngates.soak.run = \"y\"\n{class}\n\
             //- ledger\n{ledger}//- STATUS.md\n## Releases\n\n\
             | Release | Class | Rollback | Status |\n|---|---|---|---|\n{release}\n\
             ## Consumers\n\n| Consumer | Coupling type | Tuple |\n|---|---|---|\n\
             | web | HTTP | f2aeb18-dirty |\n\
             //- git\ncommit 1a90101 2026-02-01\ncommit 2b90202 2026-02-02\n\
             tag v0.1.0 1a90101 2026-02-01\n"
        )
    }

    const HARD: &str = "[releases.classes.minor]\ngates = [\"unit\"]\nrollback = true\n\
        no-go = [\"open-blocker\", \"red-gate\", \"stale-evidence\", \"dirty-tuple\"]\n\
        [consumers.web]\nrepo = \"https://example.org/web\"\n";

    #[test]
    fn each_reason_is_named_and_one_that_is_planned_is_a_warning() {
        let planned = "| v0.2.0 | minor | v0.0.9 | Planned |";
        let text = project(HARD, "unit passed elsewhere src/a.rs\nsoak failed\n", planned);
        assert_snapshot!(problems(&RULE, &text), @"
        STATUS.md:5:12 warning[release-no-go]: release `v0.2.0` is no-go: `v0.0.9`, which to go back to, is no tag of this repository
          at: minor
          help: name a tag that exists; `git tag --list` lists them
        STATUS.md:5:12 warning[release-no-go]: release `v0.2.0` is no-go: consumer `web` has no committed tuple
          at: minor
          help: set `current` of `[consumers.web]` to a commit in milepost.toml
        STATUS.md:5:12 warning[release-no-go]: release `v0.2.0` is no-go: consumer `web` has nothing to go back to
          at: minor
          help: set `rollback` of `[consumers.web]` in milepost.toml
        STATUS.md:5:12 warning[release-no-go]: release `v0.2.0` is no-go: consumer `web` rests on what is not committed: `f2aeb18-dirty`
          at: minor
          help: `milepost show web`
        STATUS.md:5:12 warning[release-no-go]: release `v0.2.0` is no-go: gate `soak` fails: exit code 1
          at: minor
          help: `milepost gate show soak`
        STATUS.md:5:12 warning[release-no-go]: release `v0.2.0` is no-go: gate `unit` of class `minor` is stale: `src/a.rs` moved since 0dd0000000
          at: minor
          help: `milepost verify --gate unit`
        ");
    }

    #[test]
    fn what_may_go_is_silent_and_so_is_what_was_tagged_before() {
        let class = "[releases.classes.minor]\ngates = [\"unit\"]\nrollback = true\n";
        let ready = "| v0.2.0 | minor | v0.1.0 | Planned |";
        assert_eq!(problems(&RULE, &project(class, "unit passed\n", ready)), "");
        let old = "| v0.1.0 | minor | | Released |";
        assert_eq!(problems(&RULE, &project(class, "unit failed\n", old)), "");
    }

    #[test]
    fn a_class_that_nothing_defines_is_no_way_out() {
        let class = "[releases.classes.minor]\ngates = [\"unit\"]\n";
        let text = project(class, "unit passed\n", "| v0.2.0 | major | | Released |");
        assert_snapshot!(problems(&RULE, &text), @"
        STATUS.md:5:12 error[release-no-go]: release `v0.2.0` is no-go: no class of releases is called `major`
          at: major
          help: define `[releases.classes.major]` in milepost.toml
        ");
    }
}
