//! Tests of what a line cites.

use proptest::prelude::*;

use super::{all, placeholder};
use crate::{
    markdown::{BlockKind, Inline, parse},
    plan::{Citation, Cited},
};

/// The first line of a paragraph.
fn line(text: &str) -> Inline {
    let blocks = parse(text).blocks;
    let lines = blocks.into_iter().find_map(|block| match block.kind {
        BlockKind::Paragraph { lines } => lines.into_iter().next(),
        BlockKind::Heading { text, .. } => Some(text),
        BlockKind::Table(_)
        | BlockKind::List(_)
        | BlockKind::Code { .. }
        | BlockKind::Quote { .. }
        | BlockKind::Html
        | BlockKind::Rule => None,
    });
    lines.unwrap_or_default()
}

fn show(citation: &Citation) -> String {
    match &citation.cited {
        Cited::Path(path) => format!("path {path}"),
        Cited::Glob(glob) => format!("glob {glob}"),
        Cited::Commit(commit) => format!("commit {commit}"),
        Cited::Tag(tag) => format!("tag {tag}"),
        Cited::Url(url) => format!("url {url}"),
        Cited::Issue(issue) => format!("issue {issue}"),
        Cited::Placeholder(words) => format!("placeholder {words}"),
    }
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = all(&line(text)).iter().map(show).collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn code_spans_cite_files_and_folders() {
    check("`docs/CHOICES.md`", &["path docs/CHOICES.md"]);
    check(
        "see `README.md`, `tools/check.ps1` and `src/`",
        &["path README.md", "path tools/check.ps1", "path src/"],
    );
    check("`src/api`", &["path src/api"]);
    check("`./run` `../x/y` `/usr/share/z`", &["path ./run", "path ../x/y", "path /usr/share/z"]);
    check(
        "`Makefile` `.gitignore` `docker/Dockerfile`",
        &["path Makefile", "path .gitignore", "path docker/Dockerfile"],
    );
    check("`.github/workflows/ci.yml`", &["path .github/workflows/ci.yml"]);
    check("`internal/auth/provider`", &["path internal/auth/provider"]);
    check("`diagnostic_output.log`", &["path diagnostic_output.log"]);
    check("`app/(auth)/page.tsx`", &["path app/(auth)/page.tsx"]);
    check("`dokumente/größe.md`", &["path dokumente/größe.md"]);
}

#[test]
fn places_in_files_are_cut_off() {
    check("`src/a.rs:12`", &["path src/a.rs"]);
    check("`src/a.rs:12:5` `src/a.rs:3-9`", &["path src/a.rs", "path src/a.rs"]);
    check("`src/a.rs#L10`", &["path src/a.rs"]);
    check("`tests/test_a.py::TestX::test_y`", &["path tests/test_a.py"]);
    check("[notes](docs/a.md#heading)", &["path docs/a.md"]);
}

#[test]
fn globs_are_told_from_paths() {
    check("`src/api/**`, `tests/api/**`", &["glob src/api/**", "glob tests/api/**"]);
    check("`*.rs` `docs/{a,b}.md`", &["glob *.rs", "glob docs/{a,b}.md"]);
    check("`**` `a*b` `test_*` `foo::*`", &[]);
}

#[test]
fn other_code_cites_nothing() {
    for text in [
        "`release()`",
        "`OBS_DIM=260`",
        "`cargo test`",
        "`ffi::mod`",
        "`mem::forget`",
        "`git status -s docs/a.md`",
        "`0..68`",
        "`origin/main`",
        "`release/ab-xyz`",
        "`owner/name`",
        "`feature/login/form`",
        "`login/logout`",
        "`application/json`",
        "`@scope/pkg`",
        "`pypa/action@release/v1`",
        "`org/repo:main`",
        "`--config=x.toml`",
        "`console.log`",
        "`process.env`",
        "`Node.js`",
        "`self.value`",
        "`.md`",
        "`Vec<u8>`",
        "`a.b()`",
        "`1/2`",
        "`$HOME/x.md`",
        "`./internal/...`",
        "`docs/milestones-mNNN.md`",
        "`evidence/YYYY-MM-DD.md`",
        "`path/to/file.md`",
        "`<change-id>`",
        "`vX.Y.Z`",
        "`n/a`",
        "`I/O`",
        "`api-contract`",
        "`M1-T05`",
        "`FLAG_DIR=/tmp/x`",
        "`x`",
        "`docs//a.md`",
    ] {
        check(text, &[]);
    }
}

#[test]
fn plain_words_cite_only_what_is_plain() {
    check("see docs/a.md, then src/lib.rs.", &["path docs/a.md", "path src/lib.rs"]);
    check("(evidence/m1/run-3.json)", &["path evidence/m1/run-3.json"]);
    check("under evidence/ and reports/", &["path evidence/", "path reports/"]);
    check("rows in docs/plans/rows-*.md.", &["glob docs/plans/rows-*.md"]);
    check("shipped v0.1.0-alpha today", &["tag v0.1.0-alpha"]);
    check("fixed by 4b3e68a.", &["commit 4b3e68a"]);
    check("61cfa45c..5023e0a1", &["commit 61cfa45c", "commit 5023e0a1"]);
    check("closes #123 and rust-lang/cargo#12207", &["issue #123", "issue rust-lang/cargo#12207"]);
    check("at https://example.org/a?b=1.", &["url https://example.org/a?b=1"]);
    for text in [
        "and/or, I/O, CI/CD, N/A, run/replay/play, 1/2, read/write",
        "docs/contract/traceability evidence",
        "README.md and plan.md",
        "plan.md/spec.md Node.js/Vue.js",
        "feedback facade deadline 1234567 20260228",
        "30c1fa 12345 v1 v2",
        "e.g. i.e. etc/",
        "3a/b.c/d",
        "#1 first of all",
        "#ff00aa #0001 # 12",
        "ci-builder-e35c0415a93d",
        "550e8400-e29b-41d4-a716-446655440000",
        "sha256:e35c0415a93de35c0415a93de35c0415a93de35c0415a93de35c0415a93d1234",
        "2026/02/28",
        "docs/milestones-mNNN-mMMM.md",
    ] {
        check(text, &[]);
    }
}

#[test]
fn commits_tags_and_issues_stand_in_code_too() {
    check("`001b004`, `b009f5a`", &["commit 001b004", "commit b009f5a"]);
    check("`5023001`", &["commit 5023001"]);
    check("`ABCD123EF0`", &["commit abcd123ef0"]);
    check("`v1.2.3` `core-v1.2`", &["tag v1.2.3", "tag core-v1.2"]);
    check("`#12` `o/n#3`", &["issue #12", "issue o/n#3"]);
    check("`61cfa45c..5023e0a1`", &["commit 61cfa45c", "commit 5023e0a1"]);
    check("`20260228` `abc1234` `deadbeef` `0000000` `defaced` `v1`", &[]);
}

#[test]
fn links_cite_where_they_lead() {
    check(
        "[a](docs/a.md) [b](<c d.md>) [c](e%20f.md)",
        &["path docs/a.md", "path c d.md", "path e f.md"],
    );
    check("[`x.sh`](../scripts/x.sh)", &["path ../scripts/x.sh"]);
    check("[o/n#3](https://example.org/o/n/issues/3)", &["url https://example.org/o/n/issues/3"]);
    check(
        "[`4b3e68a`](https://example.org/c/4b3e68a)",
        &["url https://example.org/c/4b3e68a", "commit 4b3e68a"],
    );
    check("<https://example.org>", &["url https://example.org"]);
    check("[up](#top) [mail](mailto:a@example.org)", &[]);
}

#[test]
fn citations_stand_in_order_with_their_places() {
    let text = "**See** `docs/a.md`, 4b3e68a and [b](src/b.rs), or **src/c.rs**.";
    let spans: Vec<&str> = all(&line(text)).iter().map(|it| it.span.of(text)).collect();
    assert_eq!(spans, ["docs/a.md", "4b3e68a", "[b](src/b.rs)", "src/c.rs"]);
}

#[track_caller]
fn check_placeholder(text: &str, expected: Option<&str>) {
    let found = placeholder(&line(text)).map(|citation| show(&citation));
    assert_eq!(found, expected.map(|words| format!("placeholder {words}")), "{text:?}");
}

#[test]
fn placeholders_are_told_from_citations_and_from_nothing() {
    for text in [
        "pending (this commit)",
        "pending",
        "Pending review",
        "TBD",
        "TODO",
        "to be added",
        "???",
        "this commit",
    ] {
        check_placeholder(text, Some(text));
    }
    check_placeholder("`<hash>`", Some("<hash>"));
    check_placeholder("`abc1234`", Some("abc1234"));
    check_placeholder("`xxxxxxx`", Some("xxxxxxx"));
    check_placeholder("[commit hash]", Some("[commit hash]"));
    check_placeholder("{commit}", Some("{commit}"));
    for text in [
        "",
        "-",
        "—",
        "n/a",
        "N/A",
        "none",
        "`4b3e68a`",
        "pending `4b3e68a`",
        "All suites pass",
        "Full logs",
        "[Name]",
        "`docs/a.md`",
        "spending",
        "todos are listed in the other document, the one with the long name",
    ] {
        check_placeholder(text, None);
    }
}

proptest! {
    #[test]
    fn any_text_is_searched_without_a_panic(text in "\\PC*") {
        let line = line(&text);
        for citation in all(&line).into_iter().chain(placeholder(&line)) {
            prop_assert!(text.get(citation.span.range()).is_some());
        }
    }

    #[test]
    fn tricky_text_is_searched_without_a_panic(text in "(`|\\[|\\]|\\(|\\)|/|[.]md|v1|[.]|#|:|é|\\*|%2|%20|a1b2c3d|https://|<|>| |\u{2003}|—){0,20}") {
        let line = line(&text);
        for citation in all(&line).into_iter().chain(placeholder(&line)) {
            prop_assert!(text.get(citation.span.range()).is_some());
        }
    }
}
