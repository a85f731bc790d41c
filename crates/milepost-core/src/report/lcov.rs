//! Line coverage as lcov has it (`man geninfo`), and as LLVM, Node and coverage.py write it.
//!
//! Totals are counted from the lines and branches; the stated ones have to agree.

use crate::report::{
    Fault, Reading, ReportError, cases,
    coverage::{Coverage, Covered},
    source::Text,
};

/// Functions, versions, conditions: known, and not counted.
const OTHERS: &[&str] =
    &["TN", "VER", "FN", "FNDA", "FNL", "FNA", "FNF", "FNH", "MCDC", "MCF", "MCH"];

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let mut coverage = Coverage::default();
    for text in files {
        read_file(text, &mut coverage)?;
    }
    coverage.reading().map_err(Into::into)
}

/// The record of one source file.
struct Record<'a> {
    file: &'a str,
    covered: Covered,
    /// What `LF`, `LH`, `BRF` and `BRH` state.
    stated: [Option<u64>; 4],
}

fn read_file(text: &Text<'_>, coverage: &mut Coverage) -> Result<(), ReportError> {
    let mut open: Option<Record<'_>> = None;
    let content = text.exact()?;
    for (number, line) in (1..).zip(content.lines()) {
        let fail = |fault| text.fault_on(number, fault);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "end_of_record" {
            let Some(record) = open.take() else {
                return Err(fail(Fault::Missing { what: "the file of this record".into() }));
            };
            record.check().map_err(fail)?;
            coverage.file(record.file).add(record.covered);
            continue;
        }
        let unknown = || Fault::Unknown { what: "the line", found: line.into() };
        let (key, value) = line.split_once(':').ok_or_else(|| fail(unknown()))?;
        match (key, &mut open) {
            ("SF", Some(_)) => {
                return Err(fail(Fault::Missing { what: "the end of the record before".into() }));
            }
            ("SF", None) if value.is_empty() => {
                return Err(fail(Fault::Missing { what: "the name of the file".into() }));
            }
            ("SF", None) => {
                open = Some(Record { file: value, covered: Covered::default(), stated: [None; 4] });
            }
            (key, _) if OTHERS.contains(&key) => {}
            (key, Some(record)) => record.read(key, value).map_err(fail)?,
            (_, None) => {
                return Err(fail(Fault::Missing { what: "the file of this line".into() }));
            }
        }
    }
    match open {
        Some(record) => {
            let what = format!("the record of `{}`", record.file).into();
            Err(text.fault(Fault::Truncated { what }))
        }
        None => Ok(()),
    }
}

impl Record<'_> {
    fn read(&mut self, key: &str, value: &str) -> Result<(), Fault> {
        let at = match key {
            "DA" => return self.read_line(value),
            "BRDA" => return self.read_branch(value),
            "LF" => 0,
            "LH" => 1,
            "BRF" => 2,
            "BRH" => 3,
            found => return Err(Fault::Unknown { what: "the kind of line", found: found.into() }),
        };
        let count = count(key, value)?;
        if let Some(stated) = self.stated.get_mut(at) {
            *stated = Some(count);
        }
        Ok(())
    }

    /// `DA:line,hits`, and a checksum that is not read.
    fn read_line(&mut self, value: &str) -> Result<(), Fault> {
        let mut parts = value.split(',');
        let line = count("the line of `DA`", parts.next().unwrap_or_default())?;
        let hits = count("the hits of `DA`", parts.next().unwrap_or_default())?;
        self.covered.line(line, hits > 0);
        Ok(())
    }

    /// `BRDA:line,block,branch,taken`, where `-` stands for a line that never ran.
    fn read_branch(&mut self, value: &str) -> Result<(), Fault> {
        let missing = || Fault::Missing { what: "a part of `BRDA`".into() };
        let (line, rest) = value.split_once(',').ok_or_else(missing)?;
        let (branch, taken) = rest.rsplit_once(',').ok_or_else(missing)?;
        let line = count("the line of `BRDA`", line)?;
        let is_covered = taken != "-" && count("the hits of `BRDA`", taken)? > 0;
        self.covered.branch(line, branch, is_covered);
        Ok(())
    }

    fn check(&self) -> Result<(), Fault> {
        let (lines, branches) = (self.covered.lines(), self.covered.branches());
        let counted = [lines.total, lines.covered, branches.total, branches.covered];
        let names = ["`LF`", "`LH`", "`BRF`", "`BRH`"];
        for ((name, stated), counted) in names.into_iter().zip(self.stated).zip(counted) {
            cases::agree(name, stated.unwrap_or(counted), counted)?;
        }
        Ok(())
    }
}

fn count(what: &str, text: &str) -> Result<u64, Fault> {
    match text.trim().parse() {
        Ok(count) => Ok(count),
        Err(_) => Err(Fault::NotANumber { what: what.into(), found: text.into() }),
    }
}
