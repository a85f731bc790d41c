//! How a later state of a project differs from an earlier one.

pub mod markdown;
mod sections;

use crate::{
    history::Difference,
    render::{
        Screen, account,
        board::Depth,
        difference::sections::{Section, sections},
        escape, layout,
        layout::Lines as _,
        screen::Ink,
    },
    repository::Subject,
};

/// A difference with what it is between.
#[derive(Clone, Copy, Debug)]
pub struct Between<'a> {
    /// The difference.
    pub difference: &'a Difference,
    /// The earlier state: what people call it, and what it is.
    pub from: (&'a str, &'a Subject),
    /// The later state.
    pub to: (&'a str, &'a Subject),
}

impl Between<'_> {
    /// One side in words.
    fn side((name, subject): (&str, &Subject)) -> String {
        let subject = account::subject(subject);
        if name.is_empty() { subject } else { format!("{name} ({subject})") }
    }
}

/// The page that `diff` shows.
pub fn difference(between: &Between<'_>, depth: Depth, screen: Screen) -> String {
    let mut page = String::new();
    let (from, to) = (Between::side(between.from), Between::side(between.to));
    page.line(screen.paint(Ink::Strong, format!("From {}", escape::line(&from))));
    page.line(screen.paint(Ink::Strong, format!("  to {}", escape::line(&to))));
    let sections = sections(between.difference, depth);
    if sections.is_empty() {
        page.line("\n  nothing that milepost looks at is otherwise");
    }
    for Section { title, lines, more } in sections {
        page.line(format!("\n  {}", screen.paint(Ink::Faint, title)));
        let room = screen.width.saturating_sub(6);
        for line in lines {
            let mut wrapped = layout::wrap(&escape::line(&line.text), room).into_iter();
            let first = wrapped.next().unwrap_or_default();
            page.line(format!("  {} {first}", screen.paint(line.ink, line.mark)));
            for rest in wrapped {
                page.line(format!("      {rest}"));
            }
        }
        page.extend(more.map(|more| format!("    {}\n", screen.paint(Ink::Faint, more))));
    }
    page
}
