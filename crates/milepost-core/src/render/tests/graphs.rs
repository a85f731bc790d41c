//! Pictures of whatever documents say: whole in their format, and no wider than the screen.

use std::{collections::BTreeMap, fmt::Write as _};

use proptest::prelude::*;
use quick_xml::{Reader, events::Event};

use crate::{
    graph::{Asked, Extent, Graph},
    judge,
    lint::fixture::Fixture,
    render::{Account, Screen, dot, graph, layout, mermaid, svg},
};

/// Titles with whatever could mean something in one of the formats.
fn title() -> impl Strategy<Value = String> {
    let hostile = "[\"'<>&;#%`\\\\{}()|=\u{202e}\u{1b}\u{ffff}\u{feff}注🚀 a-z\\[\\]]{0,30}";
    prop_oneof![hostile, "\\PC{0,40}", "[A-Za-z ]{1,60}"]
}

/// A plan of so many milestones that depend on each other anyhow.
fn plan() -> impl Strategy<Value = String> {
    let row = (title(), prop::collection::vec(1_usize..12, 0..4));
    prop::collection::vec(row, 1..12).prop_map(|rows| {
        let mut text = "| Milestone | Status | Depends on |\n|---|---|---|\n".to_owned();
        for (at, (title, on)) in rows.iter().enumerate() {
            let title: String = title.chars().filter(|c| !matches!(c, '|' | '\n' | '\r')).collect();
            let on: Vec<String> = on.iter().map(|on| format!("M{on}")).collect();
            writeln!(text, "| M{} {title} | Planned | {} |", at + 1, on.join(", ")).unwrap();
        }
        text
    })
}

/// How many elements of a name an XML document has; it panics where it is none.
fn elements(document: &str, name: &str) -> usize {
    let mut reader = Reader::from_str(document);
    let mut count = 0;
    loop {
        let event = reader.read_event().unwrap();
        if matches!(event, Event::Eof) {
            return count;
        }
        if let Event::Start(start) = event
            && start.name().as_ref() == name
        {
            count += 1;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn pictures_are_whole_whatever_documents_say(text in plan(), width in 60_usize..140) {
        let fixture = Fixture::new(&text);
        let report = judge::judge(&fixture.scene());
        let sources = BTreeMap::new();
        let account = Account::new(&fixture.plan, &report, &sources);
        let extent = Extent { all_tasks: true, gates: true, only_wholes: false };
        let asked = Asked { about: Vec::new(), depth: None, extent };
        let drawn = Graph::new(&fixture.plan, &report, &asked);
        let things = drawn.things.len();

        let picture = svg::graph(&account, &drawn);
        // A title for each, and that of the picture.
        prop_assert_eq!(elements(&picture, "title"), things + 1);
        prop_assert_eq!(elements(&picture, "script"), 0);

        let lines = |page: &str| page.lines().count();
        let ties = drawn.ties.len();
        let has_critical = drawn.ties.iter().any(|tie| tie.is_critical);
        let page = mermaid::graph(&account, &drawn);
        prop_assert_eq!(lines(&page), 3 + things + ties + usize::from(has_critical) + 6, "{}", page);
        prop_assert_eq!(page.matches('"').count(), things * 2);
        prop_assert_eq!(lines(&dot::graph(&account, &drawn)), 4 + things + ties + 1);

        let page = graph::graph(&account, &drawn, Screen::new(Some(width), false));
        for line in page.lines() {
            prop_assert!(layout::width(line) <= width, "{}", page);
        }
    }
}
