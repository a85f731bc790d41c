//! What `cargo test` writes to stdout, for people.
//!
//! Every binary begins with the number of its tests and ends with a result; a binary without one
//! crashed. Both are compared with the lines between them.

use std::collections::BTreeSet;

use crate::report::{
    Case, CaseEnd, Fault, Reading, ReportError,
    cases::{self, Told},
    source::Text,
};

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let mut cases = Vec::new();
    for text in files {
        cases.extend(read_file(text)?);
    }
    cases::reading(cases, Told::Yes, Told::No)
}

/// The tests of one binary, up to its result.
struct Binary {
    /// Its name, where cargo's stderr is in the report.
    name: Option<Box<str>>,
    begins: usize,
    announced: u64,
    cases: Vec<Case>,
    measured: u64,
    /// Whether the outputs of its tests have begun, which may look like anything.
    in_outputs: bool,
}

fn read_file(text: &Text<'_>) -> Result<Vec<Case>, ReportError> {
    let printed = text.printed();
    let (mut cases, mut seen, mut binaries) = (Vec::new(), BTreeSet::new(), 0_usize);
    let (mut name, mut open): (Option<Box<str>>, Option<Binary>) = (None, None);
    for (number, line) in (1..).zip(printed.lines()) {
        let fail = |fault| text.fault_on(number, fault);
        if let Some(announced) = announcement(line) {
            if let Some(binary) = open {
                return Err(text.fault_on(binary.begins, no_result()));
            }
            binaries += 1;
            open = Some(Binary {
                name: name.take(),
                begins: number,
                announced,
                cases: Vec::new(),
                measured: 0,
                in_outputs: false,
            });
        } else if let Some(result) = line.strip_prefix("test result: ") {
            let Some(binary) = open.take() else {
                return Err(fail(Fault::Missing { what: "the beginning of this result".into() }));
            };
            binary.check(result).map_err(fail)?;
            cases.extend(binary.distinct(binaries, &mut seen).map_err(fail)?);
        } else if let Some(binary) = &mut open {
            binary.read(line).map_err(fail)?;
        } else if let Some(found) = binary_name(line) {
            name = Some(found.into());
        }
    }
    match open {
        Some(binary) => Err(text.fault_on(binary.begins, no_result())),
        None if binaries == 0 => Err(text.fault(Fault::NoCases)),
        None => Ok(cases),
    }
}

fn no_result() -> Fault {
    Fault::Missing { what: "the result of the tests that begin here".into() }
}

/// The number in `running 3 tests`.
fn announcement(line: &str) -> Option<u64> {
    let rest = line.strip_prefix("running ")?;
    let count = rest.strip_suffix(" tests").or_else(|| rest.strip_suffix(" test"))?;
    count.parse().ok()
}

/// The name in `Running tests/it.rs (target/debug/deps/it-0123)` and `Doc-tests parcel`.
fn binary_name(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if let Some(name) = line.strip_prefix("Doc-tests ") {
        return Some(name.trim());
    }
    let (name, file) = line.strip_prefix("Running ")?.rsplit_once(" (")?;
    let file = file.strip_suffix(')')?.rsplit(['/', '\\']).next()?;
    // Every package has a `src/lib.rs`: the file is named for the package.
    if name.starts_with("unittests ") { Some(file.rsplit_once('-')?.0) } else { Some(name.trim()) }
}

impl Binary {
    fn read(&mut self, line: &str) -> Result<(), Fault> {
        if matches!(line, "failures:" | "successes:") {
            self.in_outputs = true;
        }
        if self.in_outputs {
            return Ok(());
        }
        let Some((name, end)) = line.strip_prefix("test ").and_then(|it| it.rsplit_once(" ... "))
        else {
            return Ok(());
        };
        let word = end.split([' ', ',']).next().unwrap_or_default();
        let end = match word {
            "ok" => CaseEnd::Passed,
            "FAILED" => CaseEnd::Failed,
            "ignored" => CaseEnd::Skipped,
            "bench:" => {
                self.measured += 1;
                CaseEnd::Passed
            }
            found => {
                return Err(Fault::Unknown { what: "the end of a test", found: found.into() });
            }
        };
        self.cases.push(Case { id: cases::id([name]), end });
        Ok(())
    }

    /// Compares what is announced and what results with the tests between them.
    fn check(&self, result: &str) -> Result<(), Fault> {
        let (word, counts) = result.split_once(". ").unwrap_or((result, ""));
        let count = |end| self.cases.iter().map(|case| u64::from(case.end == end)).sum::<u64>();
        let failed = count(CaseEnd::Failed);
        let passed = count(CaseEnd::Passed).saturating_sub(self.measured);
        let all = self.cases.iter().map(|_| 1).sum();
        cases::agree("the number of tests", self.announced, all)?;
        for (name, counted) in [
            ("passed", passed),
            ("failed", failed),
            ("ignored", count(CaseEnd::Skipped)),
            ("measured", self.measured),
        ] {
            let stated = stated(counts, name)?;
            cases::agree(&format!("the number of `{name}` tests"), stated, counted)?;
        }
        let expected = if failed == 0 { "ok" } else { "FAILED" };
        if word == expected {
            return Ok(());
        }
        let (stated, counted) = (word.into(), expected.into());
        Err(Fault::Contradiction { what: "the result".into(), stated, counted })
    }

    /// Its cases under ids that no other binary has.
    fn distinct(self, at: usize, seen: &mut BTreeSet<Box<str>>) -> Result<Vec<Case>, Fault> {
        let mut own = BTreeSet::new();
        let mut cases = Vec::new();
        for case in self.cases {
            let mut id = cases::id(self.name.as_deref().into_iter().chain([&*case.id]));
            if !own.insert(id.clone()) {
                return Err(Fault::CaseTwice { id });
            }
            if !seen.insert(id.clone()) {
                // Stdout does not name the binaries, and many packages have a `tests::works`.
                id = format!("{id} (binary {at})").into();
                seen.insert(id.clone());
            }
            cases.push(Case { id, end: case.end });
        }
        Ok(cases)
    }
}

/// The count in `2 passed; 0 failed; …`.
fn stated(counts: &str, name: &str) -> Result<u64, Fault> {
    let mut parts = counts.split(';').map(str::trim);
    let count = parts.find_map(|part| part.strip_suffix(name)?.trim().parse().ok());
    count.ok_or_else(|| Fault::Missing { what: format!("the number of `{name}` tests").into() })
}
