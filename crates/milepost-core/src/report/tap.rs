//! Test Anything Protocol, 13 and 14.
//!
//! Cases are the tests that have no subtests: a test with subtests only says again how those ended,
//! and must not say otherwise. What fails under `TODO` is no failure and did not pass either: it
//! counts as skipped. Lines that are not of the protocol are output, and mean nothing.

use std::collections::BTreeSet;

use crate::report::{
    Case, CaseEnd, Fault, Reading, ReportError,
    cases::{self, Told},
    source::Text,
};

/// How deep subtests may be nested.
const DEEPEST: usize = 32;

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let mut cases = Vec::new();
    for text in files {
        cases.extend(read_file(text)?);
    }
    cases::reading(cases, Told::Yes, Told::No)
}

/// A test point: `ok 3 - name # SKIP why`.
struct Point {
    is_ok: bool,
    number: Option<u64>,
    name: Box<str>,
    directive: Option<Directive>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Directive {
    Skip,
    Todo,
}

/// The tests of one level that is not at its end.
#[derive(Default)]
struct Level {
    begins: usize,
    planned: Option<u64>,
    points: u64,
    /// Whether the plan stands behind tests, after which there are none.
    is_closed: bool,
    cases: Vec<Case>,
    names: BTreeSet<Box<str>>,
}

/// A file up to a line.
struct Stream<'t, 'a> {
    text: &'t Text<'a>,
    line: usize,
    levels: Vec<Level>,
    /// The indentation at which a block of YAML ends, while in one.
    yaml: Option<usize>,
    has_version: bool,
}

fn read_file(text: &Text<'_>) -> Result<Vec<Case>, ReportError> {
    let mut stream = Stream {
        text,
        line: 0,
        levels: vec![Level { begins: 1, ..Level::default() }],
        yaml: None,
        has_version: false,
    };
    for (number, line) in (1..).zip(text.printed().lines()) {
        stream.line = number;
        stream.read(line.trim_end())?;
    }
    stream.end()
}

impl Stream<'_, '_> {
    fn fail<T>(&self, fault: Fault) -> Result<T, ReportError> {
        Err(self.text.fault_on(self.line, fault))
    }

    fn read(&mut self, line: &str) -> Result<(), ReportError> {
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        if let Some(end) = self.yaml {
            if content == "..." && indent == end {
                self.yaml = None;
            }
            return Ok(());
        }
        if !self.has_version {
            return self.read_version(line, content);
        }
        if content == "---" && indent % 4 == 2 {
            self.yaml = Some(indent);
            return Ok(());
        }
        if !indent.is_multiple_of(4) {
            return Ok(());
        }
        if let Some(why) = content.strip_prefix("Bail out!") {
            return self.fail(Fault::GaveUp { why: why.trim().into() });
        }
        let depth = indent / 4;
        if let Some(planned) = plan(content) {
            self.open(depth)?;
            return self.read_plan(planned);
        }
        match point(content) {
            Some(point) => self.read_point(depth, &point),
            None if depth == 0 && content.starts_with("TAP version ") => {
                self.fail(Fault::Twice { what: "the version of TAP" })
            }
            None => Ok(()),
        }
    }

    fn read_version(&mut self, line: &str, content: &str) -> Result<(), ReportError> {
        match line.strip_prefix("TAP version ") {
            Some("13" | "14") => {
                self.has_version = true;
                Ok(())
            }
            Some(found) => {
                self.fail(Fault::Unknown { what: "the version of TAP", found: found.into() })
            }
            None if content.is_empty() || content.starts_with('#') => Ok(()),
            None => self.fail(Fault::Missing { what: "the version of TAP".into() }),
        }
    }

    /// Makes the level of that depth the innermost one.
    fn open(&mut self, depth: usize) -> Result<(), ReportError> {
        if depth >= DEEPEST {
            return self.fail(Fault::TooDeep { limit: DEEPEST });
        }
        let open = self.levels.len();
        if depth + 1 < open {
            return self
                .fail(Fault::Missing { what: "the test that these subtests are of".into() });
        }
        if depth > open {
            return self.fail(Fault::Missing { what: "the level between these tests".into() });
        }
        if depth == open {
            self.levels.push(Level { begins: self.line, ..Level::default() });
        }
        Ok(())
    }

    fn read_plan(&mut self, planned: u64) -> Result<(), ReportError> {
        let Some(level) = self.levels.last_mut() else { return Ok(()) };
        if level.planned.is_some() {
            return self.fail(Fault::Twice { what: "the plan" });
        }
        level.planned = Some(planned);
        level.is_closed = level.points > 0;
        Ok(())
    }

    fn read_point(&mut self, depth: usize, point: &Point) -> Result<(), ReportError> {
        let subtests = if depth + 2 == self.levels.len() { self.levels.pop() } else { None };
        if let Some(subtests) = &subtests {
            subtests.check().map_err(|fault| self.text.fault_on(subtests.begins, fault))?;
        }
        self.open(depth)?;
        let (text, line) = (self.text, self.line);
        let Some(level) = self.levels.last_mut() else { return Ok(()) };
        level.add(point, subtests).map_err(|fault| text.fault_on(line, fault))
    }

    fn end(mut self) -> Result<Vec<Case>, ReportError> {
        if self.yaml.is_some() {
            return self.fail(Fault::Truncated { what: "a block of YAML".into() });
        }
        if !self.has_version {
            return self.fail(Fault::Missing { what: "the version of TAP".into() });
        }
        if self.levels.len() > 1 {
            return self.fail(Fault::Truncated { what: "subtests".into() });
        }
        let Some(level) = self.levels.pop() else { return Ok(Vec::new()) };
        level.check().map_err(|fault| self.text.fault(fault))?;
        Ok(level.cases)
    }
}

impl Level {
    /// Adds a test with what its subtests gave.
    fn add(&mut self, point: &Point, subtests: Option<Self>) -> Result<(), Fault> {
        if self.is_closed {
            return Err(Fault::Contradiction {
                what: "the number of tests".into(),
                stated: self.points.to_string().into(),
                counted: "more".into(),
            });
        }
        self.points += 1;
        if let Some(number) = point.number {
            cases::agree("the number of this test", number, self.points)?;
        }
        let end = point.end();
        let id = self.name(point);
        let subtests = subtests.map(|subtests| subtests.cases).unwrap_or_default();
        let is_bad = |case: &Case| matches!(case.end, CaseEnd::Failed | CaseEnd::Errored);
        if end == CaseEnd::Passed && subtests.iter().any(is_bad) {
            return Err(Fault::Contradiction {
                what: format!("the end of `{id}`").into(),
                stated: "ok".into(),
                counted: "not ok".into(),
            });
        }
        if subtests.is_empty() || (end == CaseEnd::Failed && !subtests.iter().any(is_bad)) {
            self.cases.push(Case { id: id.clone(), end });
        }
        for case in subtests {
            let end = if end == CaseEnd::Skipped { end } else { case.end };
            self.cases.push(Case { id: cases::id([&*id, &*case.id]), end });
        }
        Ok(())
    }

    /// A name of its own. Descriptions may repeat in TAP: it is the numbers that do not.
    fn name(&mut self, point: &Point) -> Box<str> {
        let mut name = cases::id([&*point.name]);
        if name.is_empty() || !self.names.insert(name.clone()) {
            name = format!("{name} #{}", self.points).trim().into();
            self.names.insert(name.clone());
        }
        name
    }

    /// Compares the plan with the tests.
    fn check(&self) -> Result<(), Fault> {
        let Some(planned) = self.planned else {
            return Err(Fault::Missing { what: "the plan".into() });
        };
        cases::agree("the number of tests", planned, self.points)
    }
}

impl Point {
    fn end(&self) -> CaseEnd {
        match (self.is_ok, self.directive) {
            (_, Some(Directive::Todo)) | (true, Some(Directive::Skip)) => CaseEnd::Skipped,
            (true, None) => CaseEnd::Passed,
            (false, Some(Directive::Skip) | None) => CaseEnd::Failed,
        }
    }
}

/// The number of tests in `1..3`, behind which a comment may stand.
fn plan(content: &str) -> Option<u64> {
    let count = content.strip_prefix("1..")?;
    count.split([' ', '#']).next()?.parse().ok()
}

fn point(content: &str) -> Option<Point> {
    let (is_ok, rest) = match (content.strip_prefix("ok"), content.strip_prefix("not ok")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return None,
    };
    if !rest.is_empty() && !rest.starts_with(' ') {
        return None;
    }
    let rest = rest.trim_start();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = rest.split_at(digits);
    let rest = rest.trim_start();
    let (name, directive) = split_directive(rest.strip_prefix("- ").unwrap_or(rest));
    // A number too large to read is no number of a test, and so disagrees with the count.
    let number = (digits > 0).then(|| number.parse().unwrap_or(u64::MAX));
    Some(Point { is_ok, number, name: unescape(name.trim()), directive })
}

/// The description, and the directive behind its first `#` that is not escaped.
fn split_directive(text: &str) -> (&str, Option<Directive>) {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        if c == '#' && !is_escaped {
            let (before, after) = text.split_at(at);
            let word = after.trim_start_matches(['#', ' ']).get(..4).unwrap_or_default();
            return match word.to_ascii_lowercase().as_str() {
                "skip" => (before, Some(Directive::Skip)),
                "todo" => (before, Some(Directive::Todo)),
                _ => (text, None),
            };
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    (text, None)
}

fn unescape(text: &str) -> Box<str> {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next @ ('#' | '\\')) if c == '\\' => {
                plain.push(*next);
                chars.next();
            }
            Some(_) | None => plain.push(c),
        }
    }
    plain.into()
}
