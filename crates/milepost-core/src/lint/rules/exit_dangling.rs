//! Exit conditions that are bound to what does not exist.

use crate::{
    diag::{Code, Severity},
    lint::{
        Findings, Group, Reach, Rule, finished,
        registers::{Bound, Registers, is_entry},
    },
    scene::Scene,
    suggest::nearest,
};

pub(super) const RULE: Rule = Rule {
    code: Code(341),
    name: "exit-dangling",
    group: Group::Governance,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
# exit-dangling

## What it does

Looks for exit conditions, and resolutions of findings, that name a gate which `milepost.toml` does not
define, or a piece of work that no document tracks.

## Why is this bad?

What does not exist never holds. The blocker can be resolved by nobody, and it looks as if something
watched over it.

## Example

```fixture
//- milepost.toml
schema = 1

[gates.soak-test]
run = \"make soak\"
//- STATUS.md
## Blockers

| ID | Blocker | Exit condition | Status |
|---|---|---|---|
| B1 | The server leaks memory | An hour without growth (gate `soak`) | Open |
| B2 | No test device | One is there | Open |
```

Instead: name the gate as it is called.

```fixture
//- milepost.toml
schema = 1

[gates.soak-test]
run = \"make soak\"
//- STATUS.md
## Blockers

| ID | Blocker | Exit condition | Status |
|---|---|---|---|
| B1 | The server leaks memory | An hour without growth (gate `soak-test`) | Open |
| B2 | No test device | One is there | Open |
```

## When it stays silent

For conditions in plain words, which people judge.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let registers = Registers::new(scene);
    for item in scene.plan.items.values().filter(|item| is_entry(item.key.kind)) {
        for exit in registers.entry(item).exits {
            let what = match &exit.on {
                Bound::Gate(gate) if !scene.config.gates.contains_key(gate) => {
                    format!("gate `{gate}`, which milepost.toml does not define")
                }
                Bound::Nothing(name) => format!("`{name}`, and no piece of work is called so"),
                Bound::Gate(_) | Bound::Item(_) => continue,
            };
            let mut documents = scene.plan.documents.iter();
            let Some(document) = documents.find(|it| it.path == exit.document) else { continue };
            let called = item.key.kind.as_str();
            let name = &item.key.name;
            let message = format!(
                "{called} {} waits for {what}",
                finished::listed([name.as_str()].into_iter())
            );
            findings.report(document, exit.span, message).help(help(scene, &exit.on)).item(name);
        }
    }
}

fn help(scene: &Scene<'_>, on: &Bound) -> String {
    let (Bound::Gate(name) | Bound::Nothing(name)) = on else { return String::new() };
    match nearest(name.as_str(), scene.config.gates.keys().map(crate::id::ItemId::as_str)) {
        Some(near) => format!("write (gate `{near}`), or define `{name}`"),
        None => format!("define `{name}`, or say in plain words what must hold"),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn ids_that_mean_nothing_are_named_and_sentences_are_not() {
        let text =
            "//- milepost.toml\nschema = 1\ndocuments.include = [\"STATUS.md\"]\n//- STATUS.md
## Blockers

| ID | Blocker | Exit condition |
|---|---|---|
| B1 | No server | M7 |
| B2 | No client | (item M8) |
| B3 | No device | D-007 enforced and the wrapper used |
| B4 | No licence | counsel answers (soon) |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:5:20 warning[exit-dangling]: blocker `B1` waits for `M7`, and no piece of work is called so
          at: M7
          help: define `M7`, or say in plain words what must hold
        STATUS.md:6:20 warning[exit-dangling]: blocker `B2` waits for `M8`, and no piece of work is called so
          at: (item M8)
          help: define `M8`, or say in plain words what must hold
        ");
    }
}
