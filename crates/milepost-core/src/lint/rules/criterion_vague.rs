//! Criteria in words that everybody can agree to.

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, criteria},
    plan::{Binding, Criterion},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(402),
    name: "criterion-vague",
    group: Group::Writing,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: "\
## What it does
Points out criteria that are judged by taste alone: *Code quality is good*, *Performance is
acceptable*, *Most tests pass*.

## Why is this bad?
Such a criterion is met as soon as someone wants it to be, and no run can ever show that it is not.

## Example
```fixture
//- PLAN.md
# M1 Importer

**Goal:** Files of every supported format are read
**Phase:** P1

## Acceptance criteria

- [ ] Performance is acceptable
- [ ] Most tests pass
```

Instead:
```fixture
//- PLAN.md
# M1 Importer

**Goal:** Files of every supported format are read
**Phase:** P1

## Acceptance criteria

- [ ] A file of 10 MB is read in under 500 ms (gate `speed`)
- [ ] All integration tests pass (gate `integration`)
```

## When it stays silent
When the criterion names a number or is bound to a gate.
",
    check,
};

/// Words of taste.
const TASTE: &[&str] = &[
    "good",
    "acceptable",
    "reasonable",
    "nice",
    "clean",
    "adequate",
    "sufficient",
    "appropriate",
    "proper",
    "properly",
    "robust",
    "fast enough",
    "good enough",
    "user friendly",
    "user-friendly",
    "high quality",
    "most",
    "mostly",
    "well tested",
    "well-tested",
];

/// Nouns that taste is about; `good` beside another noun may be exact (`known-good input`).
const ABOUT: &[&str] = &[
    "quality",
    "performance",
    "tests",
    "code",
    "documentation",
    "docs",
    "design",
    "coverage",
    "speed",
    "ux",
    "usability",
    "messages",
    "architecture",
    "security",
    "stability",
];

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for (document, claim, criterion) in criteria(scene.plan) {
        if !is_vague(criterion) {
            continue;
        }
        let message = format!("\u{201c}{}\u{201d} is a matter of taste", criterion.text);
        let finding = findings.report(document, criterion.span, message);
        let finding = finding.help("say what can be counted or run, and bind it: (gate `name`)");
        if let Some(id) = &claim.id {
            finding.item(id);
        }
    }
}

fn is_vague(criterion: &Criterion) -> bool {
    let text = criterion.text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
    let spaced = format!(" {} ", words.join(" "));
    let has = |list: &[&str]| list.iter().any(|word| spaced.contains(&format!(" {word} ")));
    let is_bound = matches!(criterion.binding, Binding::Gate { .. } | Binding::Suggested { .. });
    let has_number = text.bytes().any(|byte| byte.is_ascii_digit());
    !is_bound && !has_number && words.len() <= 8 && has(TASTE) && has(ABOUT)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    fn milestone(criteria: &str) -> String {
        format!(
            "# M1 Importer\n\n**Goal:** Read\n**Phase:** P1\n\n## Acceptance criteria\n\n{criteria}"
        )
    }

    #[test]
    fn matters_of_taste_are_pointed_out() {
        assert_snapshot!(problems(&RULE, &milestone("- [ ] Code quality is good\n- [ ] Error messages are user-friendly\n")), @r"
        STATUS.md:8:7 warning[criterion-vague]: “Code quality is good” is a matter of taste
          at: Code quality is good
          help: say what can be counted or run, and bind it: (gate `name`)
        STATUS.md:9:7 warning[criterion-vague]: “Error messages are user-friendly” is a matter of taste
          at: Error messages are user-friendly
          help: say what can be counted or run, and bind it: (gate `name`)
        ");
    }

    #[test]
    fn numbers_gates_and_exact_words_are_fine() {
        assert_snapshot!(problems(&RULE, &milestone(
            "- [ ] Performance is acceptable (<500 ms)\n\
             - [ ] Documentation is good (gate `docs`)\n\
             - [ ] The known-good input is accepted\n\
             - [ ] A clean checkout builds\n"
        )), @"");
    }
}
