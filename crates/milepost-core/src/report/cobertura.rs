//! Cobertura XML, also what coverage.py writes.
//!
//! Lines are counted from the classes, once for each file; those of methods repeat them. The totals
//! in the head have to agree, with or without the lines that several classes of a file share.

use crate::report::{
    Fault, Reading, ReportError, cases,
    coverage::{Coverage, Share},
    source::Text,
    xml::{Doctype, Element, Piece, Xml},
};

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let mut coverage = Coverage::default();
    for text in files {
        coverage.add(read_file(text)?);
    }
    coverage.reading().map_err(Into::into)
}

/// What the head states: lines, then branches.
#[derive(Default)]
struct Head {
    lines: [Option<u64>; 2],
    branches: [Option<u64>; 2],
}

/// A file being read.
#[derive(Default)]
struct State {
    head: Head,
    coverage: Coverage,
    /// Every line and branch, shared ones each time.
    lines: Share,
    branches: Share,
    /// The source file of the class.
    file: Option<Box<str>>,
}

fn read_file(text: &Text<'_>) -> Result<Coverage, ReportError> {
    let mut xml = Xml::of(text, Doctype::NamedOnly)?;
    let mut state = State::default();
    let mut open: Vec<Box<str>> = Vec::new();
    while let Some(piece) = xml.next()? {
        match piece {
            Piece::Start(element) => {
                state.start(&element, &open).map_err(|fault| xml.fault(fault))?;
                open.push(element.name);
            }
            Piece::End => drop(open.pop()),
        }
    }
    state.check().map_err(|fault| text.fault(fault))?;
    Ok(state.coverage)
}

impl State {
    fn start(&mut self, element: &Element<'_>, open: &[Box<str>]) -> Result<(), Fault> {
        let above: Vec<&str> = open.iter().rev().take(2).map(|name| &**name).collect();
        match (&*element.name, above.as_slice()) {
            ("coverage", []) => {
                self.head = Head {
                    lines: [element.count("lines-covered")?, element.count("lines-valid")?],
                    branches: [
                        element.count("branches-covered")?,
                        element.count("branches-valid")?,
                    ],
                };
                Ok(())
            }
            (found, []) => {
                Err(Fault::Unknown { what: "the outermost element", found: found.into() })
            }
            ("class", _) => {
                let file = element.get("filename").filter(|file| !file.is_empty());
                let missing = || Fault::Missing { what: "the file of a class".into() };
                self.file = Some(file.ok_or_else(missing)?.into());
                Ok(())
            }
            ("line", ["lines", "class"]) => self.line(element),
            (_, _) => Ok(()),
        }
    }

    fn line(&mut self, element: &Element<'_>) -> Result<(), Fault> {
        let missing = |what: &str| Fault::Missing { what: what.into() };
        let number = element.count("number")?.ok_or_else(|| missing("`number` of a line"))?;
        let hits = element.count("hits")?.ok_or_else(|| missing("`hits` of a line"))?;
        let file = self.file.as_deref().unwrap_or_default();
        self.coverage.file(file).line(number, hits > 0);
        self.lines.total += 1;
        self.lines.covered += u64::from(hits > 0);
        let Some(text) = element.get("condition-coverage") else { return Ok(()) };
        let share = conditions(text)?;
        self.branches.total = self.branches.total.saturating_add(share.total);
        self.branches.covered = self.branches.covered.saturating_add(share.covered);
        for branch in 0..share.total {
            let name = branch.to_string();
            self.coverage.file(file).branch(number, &name, branch < share.covered);
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Fault> {
        let rows = [
            ("the number of lines", self.head.lines, self.lines, self.coverage.lines()),
            ("the number of branches", self.head.branches, self.branches, self.coverage.branches()),
        ];
        for (what, [covered, total], all, once) in rows {
            let agrees = |share: Share| {
                covered.is_none_or(|covered| covered == share.covered)
                    && total.is_none_or(|total| total == share.total)
            };
            if !agrees(all) && !agrees(once) {
                let covered_what = format!("{what} that are covered");
                cases::agree(what, total.unwrap_or(once.total), once.total)?;
                cases::agree(&covered_what, covered.unwrap_or(once.covered), once.covered)?;
            }
        }
        Ok(())
    }
}

/// The most conditions that one line is believed to have.
const MOST_CONDITIONS: u64 = 100_000;

/// The share in `50% (1/2)`.
fn conditions(text: &str) -> Result<Share, Fault> {
    let broken = || Fault::NotANumber { what: "`condition-coverage`".into(), found: text.into() };
    let (_, share) = text.split_once('(').ok_or_else(broken)?;
    let (covered, total) =
        share.trim_end().trim_end_matches(')').split_once('/').ok_or_else(broken)?;
    let (Ok(covered), Ok(total)) = (covered.trim().parse(), total.trim().parse()) else {
        return Err(broken());
    };
    let share = Share { covered, total };
    let fits = share.covered <= share.total && share.total <= MOST_CONDITIONS;
    if fits { Ok(share) } else { Err(broken()) }
}
