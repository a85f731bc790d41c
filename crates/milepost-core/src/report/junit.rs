//! JUnit XML, of which every producer has its own dialect and nobody a standard.
//!
//! An id is made of the suites, the class and the name of a case. Counts in the head of a suite are
//! compared with the cases; producers disagree on what they count there, so that the cases below it,
//! its own cases, and its children (as Node counts) will all do, but nothing else.

mod counts;

use self::counts::{Head, Mark, RawCase, Tally};
use crate::report::{
    Case, CaseEnd, Fault, Reading, ReportError,
    cases::{self, Told},
    source::Text,
    xml::{Doctype, Element, Piece, Xml},
};

/// The name that nextest gives to its runs. It leaves skipped tests out unless told otherwise.
const NEXTEST: &str = "nextest-run";

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let mut cases: Vec<RawCase> = Vec::new();
    let (mut skipped, mut flaky) = (Told::Yes, Told::Yes);
    for text in files {
        let found = read_file(text)?;
        if !found.cases.is_empty() {
            skipped = skipped.and(found.tells(found.skipped, CaseEnd::Skipped));
            flaky = flaky.and(found.tells(found.flaky, CaseEnd::Flaky));
        }
        cases.extend(found.cases);
    }
    let ids = distinct_ids(&cases);
    let cases = cases.iter().zip(ids).map(|(case, id)| Case { id, end: case.end() });
    cases::reading(cases.collect(), skipped, flaky)
}

/// What a file says so far.
struct Found {
    cases: Vec<RawCase>,
    skipped: Told,
    flaky: Told,
    producer: Producer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Producer {
    Nextest,
    Other,
}

impl Found {
    /// Whether cases with that end are told of: the head says so, or there is one.
    fn tells(&self, head: Told, end: CaseEnd) -> Told {
        if self.cases.iter().any(|case| case.end() == end) { Told::Yes } else { head }
    }
}

/// A suite that is not at its end.
#[derive(Debug, Default)]
struct Suite {
    name: Option<Box<str>>,
    head: Head,
    /// Every case below it, at any depth.
    below: Tally,
    /// Its own cases.
    own: Tally,
    /// Its own cases, and each suite in it as one.
    children: Tally,
}

fn read_file(text: &Text<'_>) -> Result<Found, ReportError> {
    let (skipped, flaky, producer) = (Told::No, Told::No, Producer::Other);
    let mut found = Found { cases: Vec::new(), skipped, flaky, producer };
    let mut xml = Xml::of(text, Doctype::Refused)?;
    let mut suites: Vec<Suite> = Vec::new();
    while let Some(piece) = xml.next()? {
        match piece {
            Piece::Start(element) => start(&mut xml, &element, &mut suites, &mut found)?,
            Piece::End => {
                let Some(suite) = suites.pop() else { continue };
                suite_ends(&suite, suites.last_mut()).map_err(|fault| xml.fault(fault))?;
            }
        }
    }
    Ok(found)
}

/// An element begins where suites and cases may stand.
fn start(
    xml: &mut Xml<'_, '_>,
    element: &Element<'_>,
    suites: &mut Vec<Suite>,
    found: &mut Found,
) -> Result<(), ReportError> {
    match (&*element.name, suites.last().is_some()) {
        ("testsuites", false) | ("testsuite", _) => {
            let head = Head::of(element).map_err(|fault| xml.fault(fault))?;
            if &*element.name == "testsuites" && element.get("name") == Some(NEXTEST) {
                found.producer = Producer::Nextest;
                found.flaky = Told::Yes;
            }
            if head.skipped.is_some() && found.producer == Producer::Other {
                found.skipped = Told::Yes;
            }
            if element.get("flakes").is_some() {
                found.flaky = Told::Yes;
            }
            let name = (&*element.name == "testsuite").then(|| element.get("name")).flatten();
            suites.push(Suite { name: name.map(Into::into), head, ..Suite::default() });
            Ok(())
        }
        ("testcase", true) => {
            let case = read_case(xml, element, suites)?;
            let Some(suite) = suites.last_mut() else { return Ok(()) };
            add_case(case, suite, found);
            Ok(())
        }
        ("properties" | "system-out" | "system-err", true) => skip(xml),
        (found, true) => {
            let what = "the element in a test suite";
            Err(xml.fault(Fault::Unknown { what, found: found.into() }))
        }
        (found, false) => {
            let what = "the outermost element";
            Err(xml.fault(Fault::Unknown { what, found: found.into() }))
        }
    }
}

/// Reads a case up to its end.
fn read_case(
    xml: &mut Xml<'_, '_>,
    element: &Element<'_>,
    suites: &[Suite],
) -> Result<RawCase, ReportError> {
    let Some(name) = element.get("name").filter(|name| !name.trim().is_empty()) else {
        return Err(xml.fault(Fault::Missing { what: "the name of a test case".into() }));
    };
    let names = suites.iter().filter_map(|suite| suite.name.as_deref());
    let id = cases::id(names.chain(element.get("classname")).chain([name]));
    let mut marks = Vec::new();
    for word in [element.get("status"), element.get("result")].into_iter().flatten() {
        marks.extend(mark_of_status(word).map_err(|fault| xml.fault(fault))?);
    }
    while let Some(Piece::Start(child)) = xml.next()? {
        match &*child.name {
            "error" => marks.push(Mark::Error),
            "failure" => marks.push(Mark::Failure),
            "skipped" => marks.push(Mark::Skipped),
            "flakyFailure" | "flakyError" => marks.push(Mark::Flaky),
            "rerunFailure" | "rerunError" => marks.push(Mark::Rerun),
            "properties" | "system-out" | "system-err" => {}
            found => {
                let what = "the element in a test case";
                return Err(xml.fault(Fault::Unknown { what, found: found.into() }));
            }
        }
        skip(xml)?;
    }
    let case = RawCase { id, file: element.get("file").map(Into::into), marks };
    if case.has(Mark::Rerun) && !case.has(Mark::Failure) && !case.has(Mark::Error) {
        return Err(xml.fault(Fault::RerunWithoutFailure { id: case.id }));
    }
    Ok(case)
}

/// What the attribute of a case says that some producers, such as Google Test, have.
fn mark_of_status(word: &str) -> Result<Option<Mark>, Fault> {
    match word.to_ascii_lowercase().as_str() {
        "run" | "completed" | "executed" | "pass" | "passed" | "ok" | "success" | "successful" => {
            Ok(None)
        }
        "fail" | "failed" | "failure" => Ok(Some(Mark::Failure)),
        "error" | "errored" => Ok(Some(Mark::Error)),
        "notrun" | "disabled" | "suppressed" | "skip" | "skipped" | "ignored" | "pending" => {
            Ok(Some(Mark::Skipped))
        }
        _ => Err(Fault::Unknown { what: "the status of a test case", found: word.into() }),
    }
}

/// Skips an element up to its end.
fn skip(xml: &mut Xml<'_, '_>) -> Result<(), ReportError> {
    let mut depth = 1_usize;
    while depth > 0 {
        match xml.next()? {
            Some(Piece::Start(_)) => depth += 1,
            Some(Piece::End) => depth -= 1,
            None => return Ok(()),
        }
    }
    Ok(())
}

fn add_case(case: RawCase, suite: &mut Suite, found: &mut Found) {
    let mut tally = Tally::of(&case);
    if let Some(before) = found.cases.last_mut()
        && before.id == case.id
        && suite.own.tests > 0
        && before.marks == [Mark::Failure]
        && case.marks == [Mark::Error]
    {
        // pytest has a case that failed and could not be torn down twice, and counts it once.
        before.marks.push(Mark::Error);
        tally.tests = 0;
    } else {
        found.cases.push(case);
    }
    for counts in [&mut suite.below, &mut suite.own, &mut suite.children] {
        counts.add(tally);
    }
}

fn suite_ends(suite: &Suite, parent: Option<&mut Suite>) -> Result<(), Fault> {
    let kinds = [&suite.own, &suite.children];
    if !kinds.into_iter().any(|tally| suite.head.check(tally).is_ok()) {
        suite.head.check(&suite.below)?;
    }
    if let Some(parent) = parent {
        parent.below.add(suite.below);
        parent.children.add(suite.below.as_child());
    }
    Ok(())
}

/// The ids of cases; those that only their file tells apart have it behind them.
fn distinct_ids(cases: &[RawCase]) -> Vec<Box<str>> {
    let mut count = std::collections::BTreeMap::<&str, usize>::new();
    for case in cases {
        *count.entry(&case.id).or_default() += 1;
    }
    let is_alone = |case: &RawCase| count.get(&*case.id).is_none_or(|count| *count < 2);
    let ids = cases.iter().map(|case| match &case.file {
        Some(file) if !is_alone(case) => format!("{} ({file})", case.id).into(),
        Some(_) | None => case.id.clone(),
    });
    ids.collect()
}
