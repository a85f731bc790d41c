//! Evidence that lies on one disk and in no commit.

use crate::{
    diag::{Code, Severity},
    lint::{
        Findings, Group, Reach, Rule,
        finished::{self, Support},
    },
    plan::Cited,
    repository::{self, Located, PathState},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(103),
    name: "evidence-untracked",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = r"# evidence-untracked

## What it does

Reports evidence of finished claims that lies on disk but not in the judged commit, and tells what
git ignores from what was never added. Source code that is cited belongs to
`subject-lacks-deliverable`.

## Why is this bad?

Everybody but the one who has the file reads a claim without evidence. A file that git ignores is
worse: it looks added, and `git status` never mentions it.

## Example

```fixture
//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Complete | `evidence/m1/parser.txt` |
| M2 Writer | Planned | |
//- git
ignored evidence/m1/parser.txt
```

Instead: the file is committed with the claim.

```fixture
//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Complete | `evidence/m1/parser.txt` |
| M2 Writer | Planned | |
//- git
file evidence/m1/parser.txt
```

## When it stays silent

When the claim is not finished; when the file lies in the commit at any place that the citation may
mean; without git, and where only a commit is looked at and no disk (`--at`).
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    for support in finished::support(scene) {
        let Cited::Path(path) = &support.citation.cited else { continue };
        if repository::is_code(&support.citation.cited) {
            continue;
        }
        if let Some(located) = scene.repository.locate(&support.document.path, path) {
            on_disk(findings, &support, &located);
        }
    }
}

fn on_disk(findings: &mut Findings<'_>, support: &Support<'_>, located: &Located) {
    let path = located.path.as_str();
    let (what, help) = match located.state {
        PathState::Untracked => ("was never added to git", format!("git add {path}")),
        PathState::Ignored => (
            "is not committed because git ignores it",
            format!("`git check-ignore -v {path}` names the pattern; `git add -f {path}` adds it"),
        ),
        PathState::File
        | PathState::Folder
        | PathState::Link
        | PathState::Submodule
        | PathState::Missing
        | PathState::Unknown => return,
    };
    // A checklist may name a file that rightly is on this disk only, as `.env`.
    let may_be_local = support.is_mention() && located.state == PathState::Ignored;
    let most = if may_be_local { Severity::Note } else { Severity::Error };
    let verb = if support.is_mention() { "names" } else { "cites" };
    let message = format!("{} and {verb} `{path}`, which {what}", support.says());
    let finding =
        findings.report(support.document, support.citation.span, message).help(help).at_most(most);
    if let Some(item) = support.item() {
        finding.item(&item);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const BOARD: &str = "//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Done | `runs/m1.txt` |
| M2 Writer | ✅ Complete | [report](runs/m2/) |
| M3 Reader | Planned | `runs/m3.txt` |
";

    #[test]
    fn what_git_ignores_is_told_from_what_was_never_added() {
        let git = "untracked runs/m1.txt\nignored runs/m2/report.html\nuntracked runs/m3.txt\n";
        assert_snapshot!(problems(&RULE, &format!("{BOARD}//- git\n{git}")), @"
        STATUS.md:3:23 error[evidence-untracked]: milestone `M1` is marked `Done` and cites `runs/m1.txt`, which was never added to git
          at: runs/m1.txt
          help: git add runs/m1.txt
        STATUS.md:4:28 error[evidence-untracked]: milestone `M2` is marked `✅ Complete` and cites `runs/m2`, which is not committed because git ignores it
          at: [report](runs/m2/)
          help: `git check-ignore -v runs/m2` names the pattern; `git add -f runs/m2` adds it
        ");
    }

    #[test]
    fn what_is_committed_or_nowhere_is_for_no_one_or_another_rule() {
        let git = "file runs/m1.txt\nfile runs/m3.txt\n";
        assert_eq!(problems(&RULE, &format!("{BOARD}//- git\n{git}")), "");
        assert_eq!(problems(&RULE, BOARD), "");
    }

    #[test]
    fn a_checklist_may_name_what_rightly_is_on_one_disk() {
        let fixture = "
# Milestone 1: Setup

## Tasks

- [x] M1-T01 Put the keys in `.env`
- [x] M1-T02 Describe the setup in `docs/SETUP.md`
//- git
ignored .env
untracked docs/SETUP.md
";
        assert_snapshot!(problems(&RULE, fixture), @"
        STATUS.md:5:31 note[evidence-untracked]: task `M1-T01` is ticked and names `.env`, which is not committed because git ignores it
          at: .env
          help: `git check-ignore -v .env` names the pattern; `git add -f .env` adds it
        STATUS.md:6:37 error[evidence-untracked]: task `M1-T02` is ticked and names `docs/SETUP.md`, which was never added to git
          at: docs/SETUP.md
          help: git add docs/SETUP.md
        ");
    }
}
