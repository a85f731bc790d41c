//! Goals that stand elsewhere than they were agreed, without a decision.

use crate::{
    agreed,
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, at_change},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(304),
    name: "goalposts-moved",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Now,
    page: "\
## What it does
Holds every item against its last approval or baseline, and reports what is less now, or other: criteria
that were removed or reworded, thresholds that let more pass, gates that were weakened or demoted, tests
that are gone, parts and dependencies that were dropped, a later target. Each needs an accepted decision
that names the item, the part or the gate; where the item needs an approval, or was approved, the
acceptance must be signed by someone who may approve.

## Why is this bad?
A goal that is moved quietly is always reached. What was agreed may change, by whoever agreed to it.

## Example
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]

[gates.unit]
run = \"make test\"
require = [\"tests.passed >= 32\"]
//- before/M1.md
# M1 Parser

**Goal:** Every file is read

## Acceptance criteria

- [ ] At least 32 integration tests pass (gate `unit`)
- [ ] Broken files are reported
//- ledger
baseline milestone M1 ago 9d
//- M1.md
# M1 Parser

**Goal:** Every file is read

## Acceptance criteria

- [ ] At least 30 integration tests pass (gate `unit`)
```

Instead: leave what was agreed, or decide otherwise and say so.
```fixture
//- milepost.toml
schema = 1
documents.include = [\"*.md\"]

[gates.unit]
run = \"make test\"
require = [\"tests.passed >= 32\"]
//- before/M1.md
# M1 Parser

**Goal:** Every file is read

## Acceptance criteria

- [ ] At least 32 integration tests pass (gate `unit`)
- [ ] Broken files are reported
//- ledger
baseline milestone M1 ago 9d
word accepts decision D-001
//- M1.md
# M1 Parser

**Goal:** Every file is read

## Acceptance criteria

- [ ] At least 30 integration tests pass (gate `unit`)
//- DECISIONS.md
# Decisions

## D-001 Two tests belong to the printer

**Status:** Accepted
**Affects:** M1
**Context:** They never tested the parser.
```

## When it stays silent
For items that nobody approved and no baseline holds; for what is stricter now, or only more
(`scope-creep`); and where a decision that names it was accepted since.
",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for moved in agreed::moved(scene).iter().filter(|moved| moved.change.moves_the_goal()) {
        let (item, agreed) = (&moved.item, at_change::agreed(scene, moved));
        let message = format!("`{}` is not what was agreed: {} ({agreed})", item.id, moved.change);
        findings
            .report_at(at_change::place(scene, moved), message)
            .item(&item.id)
            .help(at_change::help(scene, moved));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const TOML: &str = "//- milepost.toml\nschema = 1\ndocuments.include = [\"*.md\"]\n";

    #[track_caller]
    fn check(gate: (&str, &str), body: (&str, &str), ledger: &str) -> String {
        let config = |gate: &str| {
            format!("schema = 1\ndocuments.include = [\"*.md\"]\n\n[gates.unit]\n{gate}\n")
        };
        problems(
            &RULE,
            &format!(
                "//- before/milepost.toml\n{}//- before/M1.md\n# M1 Parser\n\n{}\n\
                 //- milepost.toml\n{}//- M1.md\n# M1 Parser\n\n{}\n//- ledger\n{ledger}\n",
                config(gate.0),
                body.0,
                config(gate.1),
                body.1,
            ),
        )
    }

    const RUN: &str = "run = \"make test\"\nrequire = [\"tests.passed >= 32\"]\ninputs = [\"src/**\", \"tests/**\"]";
    const BODY: &str = "**Target:** 2026-03-01\n\n## Acceptance criteria\n\n- [ ] 32 tests pass (gate `unit`)\n- [ ] It is fast\n";

    #[test]
    fn each_way_to_move_a_goal_is_told() {
        let say = |gate: &str, body: &str| {
            let text = check((RUN, gate), (BODY, body), "baseline milestone M1 ago 9d");
            let lines = text.lines().filter(|line| line.contains("goalposts-moved"));
            let told = lines.map(|line| line.split_once("agreed: ").unwrap().1);
            told.collect::<Vec<_>>().join("\n")
        };
        let gate = |from: &str, to: &str| say(&RUN.replace(from, to), BODY);
        let body = |from: &str, to: &str| say(RUN, &BODY.replace(from, to));
        assert_eq!(say(RUN, BODY), "");
        assert_snapshot!(gate("32", "30"), @r#"rule of gate `unit` changed: `tests.passed >= [-32-]{+30+}` (baseline of 2026-02-12 by `tester`)"#);
        assert_eq!(gate("32", "40"), "");
        assert_snapshot!(gate("make test", "true"), @r#"`run` of gate `unit` changed: −`make test` +`true` (baseline of 2026-02-12 by `tester`)"#);
        assert_snapshot!(gate(", \"tests/**\"", ""), @r#"`inputs` of gate `unit` changed: −`tests/**` (baseline of 2026-02-12 by `tester`)"#);
        assert_eq!(gate("\"src/**\"", "\"src/**\", \"benches/**\""), "");
        assert_snapshot!(gate("run", "enforcement = \"advisory\"\nrun"), @r#"gate `unit` was blocking and is advisory (baseline of 2026-02-12 by `tester`)"#);
        assert_snapshot!(gate("run", "timeout = \"3 h\"\nrun"), @r#"`timeout` of gate `unit` changed: −`600 s` +`10800 s` (baseline of 2026-02-12 by `tester`)"#);
        assert_snapshot!(body("32", "30"), @r#"criterion of `M1` loosened: “[-32-]{+30+} tests pass” (baseline of 2026-02-12 by `tester`)"#);
        assert_eq!(body("32", "40"), "");
        assert_snapshot!(body("- [ ] It is fast\n", ""), @r#"criterion of `M1` removed: “It is fast” (baseline of 2026-02-12 by `tester`)"#);
        assert_snapshot!(body("It is fast", "It is fairly fast"), @r#"criterion of `M1` reworded: “It is {+fairly+} fast” (baseline of 2026-02-12 by `tester`)"#);
        assert_snapshot!(body("2026-03-01", "2026-04-01"), @r#"target moved from “2026-03-01” to “2026-04-01” (baseline of 2026-02-12 by `tester`)"#);
        assert_eq!(body("2026-03-01", "2026-02-25"), "");
        assert_eq!(body("- [ ] It is fast", "- [x] It is\n  fast"), "");
    }

    #[test]
    fn fewer_tests_than_were_shown_are_told() {
        let ledger = |now: u32| {
            format!("baseline milestone M1 tests 47 ago 9d\nunit passed tests {now}/0/0")
        };
        assert_snapshot!(check((RUN, RUN), (BODY, BODY), &ledger(44)), @r#"
        milepost.toml:4:8 error[goalposts-moved]: `M1` is not what was agreed: gate `unit` counted 47 tests and counts 44 (baseline of 2026-02-12 by `tester`)
          at: unit
          help: restore it, or let a decision that names `M1` or `gate:unit` be accepted: `milepost decide "…" --affects M1`, then `milepost decide ID --accept`
        "#);
        assert_eq!(check((RUN, RUN), (BODY, BODY), &ledger(47)), "");
    }

    #[test]
    fn another_baseline_hides_nothing() {
        let moved = BODY.replace("32", "30");
        let text = check(
            (RUN, RUN),
            (BODY, &moved),
            "baseline milestone M1 ago 9d\nnow baseline milestone M1 ago 1d",
        );
        assert_eq!(text.matches("goalposts-moved").count(), 1, "{text}");
    }

    #[test]
    fn what_was_approved_is_excused_by_a_signature_alone() {
        let decided = |who: &str| {
            let ledger =
                format!("ada approves milestone M1 ago 9d\n{who} accepts decision D-001 ago 1d");
            let text = format!(
                "{TOML}//- before/M1.md\n# M1 Parser\n\n{BODY}\n//- M1.md\n# M1 Parser\n\n{}\n\
                 //- DECISIONS.md\n# Decisions\n\n## D-001 Fewer\n\n**Status:** Accepted\n**Affects:** M1\n\
                 //- ledger\n{ledger}\n",
                BODY.replace("32", "30")
            );
            problems(&RULE, &text).matches("goalposts-moved").count()
        };
        assert_eq!((decided("word"), decided("ada")), (1, 0));
    }
}
