//! `[policy.commits]`.

use insta::assert_snapshot;

use super::{super::parse, check};
use crate::config::Merges;

#[test]
fn what_commits_must_bring_along_is_read() {
    let text = "schema = 1\n[policy.commits]\ntracking = [\"docs/STATUS.md\", \"CHANGELOG.md\"]\n\
        types = [\"feat\", \"fix\"]\n\
        decisions = { when = [\"src/api/**\"], in = [\"docs/DECISION_LOG.md\"] }\n\
        except-authors = [\"renovate[bot]\"]\nmerges = true\n";
    let policy = parse(text).unwrap().policy.commits.unwrap();
    assert_eq!(policy.span.of(text), "commits");
    let tracking: Vec<&str> = policy.tracking.patterns().collect();
    assert_eq!(tracking, ["docs/STATUS.md", "CHANGELOG.md"]);
    assert_eq!(policy.types, ["feat".into(), "fix".into()]);
    let decisions = policy.decisions.unwrap();
    assert_eq!(decisions.when.patterns().collect::<Vec<_>>(), ["src/api/**"]);
    assert_eq!(decisions.within.patterns().collect::<Vec<_>>(), ["docs/DECISION_LOG.md"]);
    assert_eq!(policy.except_authors, ["renovate[bot]".into()]);
    assert_eq!(policy.merges, Merges::Judged);
    assert_eq!(parse("schema = 1\n[policy]\nrecheck = true\n").unwrap().policy.commits, None);
}

#[test]
fn mistakes_in_it_are_shown_in_their_places() {
    let text = "schema = 1
[policy.commits]
tracking = []
types = [\"feat:\"]
decisions = { when = [\"src\"] }
merge = true
";
    assert_snapshot!(check(text), @r#"
    tracking = []
               ^^ `tracking` is empty
    types = ["feat:"]
             ^^^^^^^ `feat:` is no type of a commit
             = try a word as `"feat"`, without scope and colon
    decisions = { when = ["src"] }
                ^^^^^^^^^^^^^^^^^^ `in` is missing
    merge = true
    ^^^^^ unknown key `merge`
    = try `merges`
    "#);
}
