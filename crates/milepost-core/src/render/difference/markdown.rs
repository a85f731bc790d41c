//! A difference for comments, summaries and wikis.

use crate::render::{
    board::Depth,
    difference::{
        Between,
        sections::{Section, sections},
    },
    escape,
    layout::Lines as _,
};

/// The difference as Markdown.
pub fn difference(between: &Between<'_>, depth: Depth) -> String {
    let mut page = String::new();
    let (from, to) = (Between::side(between.from), Between::side(between.to));
    page.line(format!("# From {} to {}", escape::markdown(&from), escape::markdown(&to)));
    let sections = sections(between.difference, depth);
    if sections.is_empty() {
        page.line("\nNothing that milepost looks at is otherwise.");
    }
    for Section { title, lines, more } in sections {
        page.line(format!("\n## {title}\n"));
        for line in lines {
            page.line(format!("- {} {}", line.mark, escape::markdown_message(&line.text)));
        }
        page.extend(more.map(|more| format!("\n{}\n", escape::markdown_message(&more))));
    }
    page
}
