//! What `go test -json` writes: one event a line, as `go doc test2json` has them.
//!
//! A test that began and did not end could not be carried out, nor could a package that failed
//! without a failed test.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::report::{
    Case, CaseEnd, Fault, Reading, ReportError,
    cases::{self, Told},
    json,
    source::Text,
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    action: Box<str>,
    package: Option<Box<str>>,
    test: Option<Box<str>>,
    import_path: Option<Box<str>>,
}

/// A package, its tests in the order in which they began.
#[derive(Default)]
struct Package {
    end: Option<CaseEnd>,
    begun: Vec<Box<str>>,
    tests: BTreeMap<Box<str>, Option<CaseEnd>>,
}

#[derive(Default)]
struct Run {
    packages: BTreeMap<Box<str>, Package>,
    unbuilt: Vec<Box<str>>,
}

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let mut all = Vec::new();
    for text in files {
        let mut run = Run::default();
        let printed = text.printed();
        for (number, line) in (1..).zip(printed.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            let event: Event = serde_json::from_str(line).map_err(|error| {
                text.fault_on(number, Fault::Json { why: json::without_place(&error) })
            })?;
            run.add(event).map_err(|fault| text.fault_on(number, fault))?;
        }
        all.extend(run.cases().map_err(|fault| text.fault(fault))?);
    }
    cases::reading(all, Told::Yes, Told::No)
}

impl Run {
    fn add(&mut self, event: Event) -> Result<(), Fault> {
        let end = match &*event.action {
            "pass" | "bench" => Some(CaseEnd::Passed),
            "fail" => Some(CaseEnd::Failed),
            "skip" => Some(CaseEnd::Skipped),
            "start" | "run" | "pause" | "cont" | "output" | "attr" | "artifacts" => None,
            "build-output" => return Ok(()),
            "build-fail" => {
                self.unbuilt.extend(event.import_path);
                return Ok(());
            }
            found => return Err(Fault::Unknown { what: "the action", found: found.into() }),
        };
        let Some(package) = event.package else {
            return Err(Fault::Missing { what: "the package of the event".into() });
        };
        let entry = self.packages.entry(package.clone()).or_default();
        match event.test {
            Some(test) => entry.add_test(&package, test, &event.action, end),
            None => entry.add_end(package, end),
        }
    }

    fn cases(self) -> Result<Vec<Case>, Fault> {
        let mut cases = Vec::new();
        let mut is_explained = false;
        for (name, package) in self.packages {
            is_explained |= package.end == Some(CaseEnd::Failed);
            package.check(&name, &mut cases)?;
        }
        if !is_explained {
            let errored = |id: Box<str>| Case { id, end: CaseEnd::Errored };
            cases.extend(self.unbuilt.into_iter().map(errored));
        }
        Ok(cases)
    }
}

impl Package {
    fn add_test(
        &mut self,
        package: &str,
        test: Box<str>,
        action: &str,
        end: Option<CaseEnd>,
    ) -> Result<(), Fault> {
        let twice = || Fault::CaseTwice { id: cases::id([package, &test]) };
        match (action, self.tests.get(&test).copied()) {
            ("run", Some(_)) => return Err(twice()),
            (_, Some(Some(_))) if end.is_some() => return Err(twice()),
            (_, None) => {
                self.begun.push(test.clone());
                self.tests.insert(test, end);
            }
            (_, Some(_)) => {
                if end.is_some() {
                    self.tests.insert(test, end);
                }
            }
        }
        Ok(())
    }

    fn add_end(&mut self, package: Box<str>, end: Option<CaseEnd>) -> Result<(), Fault> {
        match (self.end, end) {
            (Some(_), Some(_)) => Err(Fault::CaseTwice { id: package }),
            (None, Some(end)) => {
                self.end = Some(end);
                Ok(())
            }
            (_, None) => Ok(()),
        }
    }

    /// Adds its cases, where its own end agrees with theirs.
    fn check(self, name: &str, cases: &mut Vec<Case>) -> Result<(), Fault> {
        let Some(end) = self.end else {
            return Err(Fault::Truncated { what: format!("the package `{name}`").into() });
        };
        let mut has_failed = false;
        for test in &self.begun {
            let ended = self.tests.get(test).copied().flatten().unwrap_or(CaseEnd::Errored);
            has_failed |= matches!(ended, CaseEnd::Failed | CaseEnd::Errored);
            cases.push(Case { id: cases::id([name, test]), end: ended });
        }
        match (end, has_failed) {
            (CaseEnd::Failed | CaseEnd::Errored, false) => {
                cases.push(Case { id: name.into(), end: CaseEnd::Errored });
            }
            (CaseEnd::Passed | CaseEnd::Flaky | CaseEnd::Skipped, true) => {
                return Err(Fault::Contradiction {
                    what: format!("the end of the package `{name}`").into(),
                    stated: "pass".into(),
                    counted: "fail".into(),
                });
            }
            (CaseEnd::Failed | CaseEnd::Errored, true)
            | (CaseEnd::Passed | CaseEnd::Flaky | CaseEnd::Skipped, false) => {}
        }
        Ok(())
    }
}
