//! The text of a generated tracker: milestones with ids, states, criteria and evidence.
//!
//! All of it is consistent: what is complete has its evidence, dependencies point back to what is
//! complete, and boxes agree with states. So what is measured is judging, not printing problems.

use std::fmt::Write as _;

use clap::ValueEnum;

use crate::random::Random;

/// How many items share a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Files {
    /// Each item has a file of its own.
    One,
    /// A hundred items share a file.
    Hundred,
    /// All items stand in one file.
    Single,
}

impl Files {
    /// What to call it in a table.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::One => "one item in a file",
            Self::Hundred => "a hundred in a file",
            Self::Single => "all in one file",
        }
    }

    fn items_in_a_file(self, items: usize) -> usize {
        match self {
            Self::One => 1,
            Self::Hundred => PART,
            Self::Single => items.max(1),
        }
    }
}

/// How many items share an evidence file and a source folder.
pub(crate) const PART: usize = 100;

const ADJECTIVES: &[&str] = &[
    "narrow", "wide", "early", "late", "quiet", "plain", "second", "lazy", "shared", "signed",
    "sorted", "frozen",
];
const NOUNS: &[&str] = &[
    "cache", "index", "parser", "ledger", "queue", "board", "reader", "writer", "mirror", "router",
    "schema", "export",
];

/// A tracker that can be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tracker {
    /// How many items it has.
    pub(crate) items: usize,
    /// How they are spread over files.
    pub(crate) files: Files,
    /// What varies its words.
    pub(crate) seed: u64,
}

/// One file of a project.
pub(crate) struct Page {
    /// Where it lies.
    pub(crate) path: String,
    /// What it says.
    pub(crate) text: String,
}

impl Tracker {
    /// How many documents it has.
    pub(crate) fn documents(self) -> usize {
        self.items.div_ceil(self.files.items_in_a_file(self.items))
    }

    /// One document, counted from 0, whose evidence was taken at a commit.
    pub(crate) fn document(self, at: usize, commit: &str) -> Page {
        let size = self.files.items_in_a_file(self.items);
        let items = at * size + 1..=((at + 1) * size).min(self.items);
        match self.files {
            Files::One => Page {
                path: format!("docs/plan/M{:06}.md", items.start()),
                text: self.section(*items.start(), 1, commit),
            },
            Files::Hundred => Page {
                path: format!("docs/plan/part-{at:04}.md"),
                text: format!("# Part {at}\n\n{}", self.part(at, items, commit)),
            },
            Files::Single => {
                let all: Vec<usize> = items.collect();
                let parts = all.chunks(PART).enumerate().map(|(at, part)| {
                    let (first, last) = (part.first().copied(), part.last().copied());
                    let items = first.unwrap_or(1)..=last.unwrap_or(0);
                    format!("# Part {at}\n\n{}", self.part(at, items, commit))
                });
                Page { path: "docs/STATUS.md".to_owned(), text: parts.collect() }
            }
        }
    }

    /// What the documents point to: a source file and an evidence file for each part.
    pub(crate) fn sources(self) -> impl Iterator<Item = Page> {
        (0..self.items.div_ceil(PART)).flat_map(|part| {
            let source = Page {
                path: format!("src/part-{part:04}/lib.rs"),
                text: format!("//! Part {part}.\n"),
            };
            let evidence = Page {
                path: format!("evidence/part-{part:04}.log"),
                text: format!("part {part}: 100 passed, 0 failed\n"),
            };
            [source, evidence]
        })
    }

    /// Up to a hundred items, as people write them: every other time as a board.
    fn part(self, at: usize, items: std::ops::RangeInclusive<usize>, commit: &str) -> String {
        if at.is_multiple_of(2) {
            let head = "| Milestone | Status | Notes | Evidence |\n|---|---|---|---|\n";
            let rows = items.map(|item| self.row(item, commit));
            return format!("{head}{}\n", rows.collect::<String>());
        }
        items.map(|item| self.section(item, 2, commit) + "\n").collect()
    }

    fn row(self, item: usize, commit: &str) -> String {
        let Words { title, noun, tests } = self.words(item);
        let evidence = match self.state(item) {
            State::Complete => format!("`evidence/part-{:04}.log`, `{commit}`", (item - 1) / PART),
            State::InProgress | State::NotStarted => String::new(),
        };
        let state = self.state(item).as_str();
        let notes = format!("the {noun} holds {tests} entries");
        format!("| M{item} {title} | {state} | {notes} | {evidence} |\n")
    }

    fn section(self, item: usize, level: usize, commit: &str) -> String {
        let Words { title, noun, tests } = self.words(item);
        let (state, part) = (self.state(item), (item - 1) / PART);
        let mut text = format!("{} M{item} {title}\n\n", "#".repeat(level));
        let mut line = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        line(format!("**Goal:** Readers find the {title} within two clicks"));
        line(format!("**Status:** {}", state.as_str()));
        if item > 1 {
            line(format!("**Depends on:** M{}", item - 1));
        }
        line(format!("**Scope:** `src/part-{part:04}/**`"));
        if state == State::Complete {
            line(format!("**Evidence:** `evidence/part-{part:04}.log`, `{commit}`"));
        }
        let mark = if state == State::Complete { 'x' } else { ' ' };
        let heading = "#".repeat(level + 1);
        let written = write!(
            text,
            "\n{heading} Acceptance criteria\n\n\
             - [{mark}] At least {tests} tests of the {noun} pass (gate `VG-{item:06}`)\n\
             - [{mark}] A full {noun} names the entry that did not fit\n"
        );
        debug_assert!(written.is_ok(), "a string takes all text");
        text
    }

    /// The first three fifths are complete, a twentieth is under way, the rest is ahead.
    fn state(self, item: usize) -> State {
        match item * 100 / self.items.max(1) {
            0..60 => State::Complete,
            60..65 => State::InProgress,
            65.. => State::NotStarted,
        }
    }

    fn words(self, item: usize) -> Words {
        let mut random = Random::of(self.seed, item);
        let noun = random.pick(NOUNS);
        let title = format!("{} {noun}", random.pick(ADJECTIVES));
        Words { title, noun, tests: random.within(2, 40) }
    }
}

struct Words {
    title: String,
    noun: &'static str,
    tests: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Complete,
    InProgress,
    NotStarted,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "Complete",
            Self::InProgress => "In progress",
            Self::NotStarted => "Not started",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Files, Tracker};

    #[test]
    fn every_item_stands_in_exactly_one_document() {
        for files in [Files::One, Files::Hundred, Files::Single] {
            let tracker = Tracker { items: 250, files, seed: 3 };
            let pages = (0..tracker.documents()).map(|at| tracker.document(at, "1a2b3c4"));
            let text: String = pages.map(|page| page.text).collect();
            let names = |item| [format!("# M{item} "), format!("| M{item} ")];
            for item in 1..=250 {
                let found: usize = names(item).iter().map(|it| text.matches(it).count()).sum();
                assert_eq!(found, 1, "M{item} in {files:?}");
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_tracker() {
        let text = |seed| Tracker { items: 3, files: Files::Single, seed }.document(0, "a").text;
        assert_eq!(text(1), text(1));
        assert_ne!(text(1), text(2));
    }
}
