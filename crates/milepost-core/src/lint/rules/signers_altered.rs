//! The list of those who may sign, edited in a change.

use crate::{
    base::Altered,
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, altered},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(337),
    name: "signers-altered",
    group: Group::Governance,
    severity: Severity::Error,
    reach: Reach::Base,
    page: PAGE,
    check,
};

const PAGE: &str = r"## What it does
With `--base`, reports a `.milepost/allowed_signers` that is not that of the base. It is a note where a decision lets that
pass, signed by somebody whom the old list and the old roles let approve: `milepost decide ID --base REV`.

## Why is this bad?
Whose signature counts is decided before something is signed. A change that adds its own key to the list approves itself.

## Example
```fixture
//- before/.milepost/allowed_signers
ada@example.org ssh-ed25519 AAAA
//- .milepost/allowed_signers
ada@example.org ssh-ed25519 AAAA
eve@example.org ssh-ed25519 BBBB
//- base
```

Instead: keys are added with a decision that somebody signs whom the base lists.
```fixture
//- before/.milepost/allowed_signers
ada@example.org ssh-ed25519 AAAA
//- .milepost/allowed_signers
ada@example.org ssh-ed25519 AAAA
//- base
```

## When it stays silent
Without `--base`.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    altered::report(scene, findings, is_meant);
}

fn is_meant(altered: &Altered) -> bool {
    match altered {
        Altered::Signers => true,
        Altered::File
        | Altered::Severity(_)
        | Altered::Suppression(_)
        | Altered::Documents
        | Altered::Start
        | Altered::Policy
        | Altered::Commits
        | Altered::Table(_)
        | Altered::Gate(_)
        | Altered::Item(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn a_list_that_is_gone_is_altered() {
        let text = "//- before/.milepost/allowed_signers\na@b ssh-ed25519 A\n//- base\n";
        assert_snapshot!(problems(&RULE, text), @"
        .milepost/allowed_signers:1:1 error[signers-altered]: `.milepost/allowed_signers` is gone
          at:
          help: it lacks a decision on `.milepost/allowed_signers`, signed by somebody whom `base` lists: `milepost decide ID --base base`; or take it back: `git diff base -- .milepost/allowed_signers` shows it
        ");
    }
}
