//! Text from documents that would steer a terminal, a page or a build log.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const HOSTILE: &str = "\
//- docs/PLAN.md
# Plan \u{1b}]0;title\u{7}

| Milestone | Status |
|---|---|
| M1 A\u{1b}[2J\u{202e}txet | In progress \u{9b}31m |
| M2 B <script>alert(1)</script> @everyone | In progress |
";

fn is_tame(page: &str) -> bool {
    let hostile = |c: char| matches!(c, '\u{1b}' | '\u{7}' | '\u{9b}' | '\u{202e}');
    !page.contains(hostile)
}

#[test]
fn no_page_lets_anything_through() {
    let sandbox = Sandbox::new(HOSTILE);
    let questions: &[&[&str]] = &[
        &["check"],
        &["check", "--format", "json"],
        &["check", "--format", "markdown"],
        &["check", "--format", "sarif"],
        &["check", "--format", "github"],
        &["status"],
        &["status", "--format", "json"],
        &["status", "--format", "markdown"],
        &["show", "M1"],
        &["show", "M1", "--format", "json"],
        &["why", "M1"],
        &["next"],
        &["read", "docs/PLAN.md"],
        &["read", "docs/PLAN.md", "--format", "json"],
        &["show", "\u{1b}[31mM9"],
    ];
    for question in questions {
        let page = sandbox.run(question);
        assert!(is_tame(&page), "{question:?}\n{}", page.escape_debug());
    }
}

#[test]
fn what_was_there_is_still_to_be_seen() {
    let sandbox = Sandbox::new(HOSTILE);
    assert_snapshot!(sandbox.run(&["status"]), @"
    Plan ⟨U+001B⟩]0;title⟨U+0007⟩ · docs/PLAN.md · working tree on 1211b785e2

                                                SAYS                  SHOWS
      M1 A⟨U+001B⟩[2J⟨U+202E⟩txet               ◐ In progress ⟨U+00…  ▷ ready
      M2 B <script>alert(1)</script> @everyone  ◐ In progress         ▷ ready

      Progress   0/2 milestones said to be finished (0 %), 0 proven: no gate has run
      Problems   1 note: see `milepost check`
      Next       M1 A⟨U+001B⟩[2J⟨U+202E⟩txet: said to be begun, and nobody holds it
    [exit 0]
    ");
}
