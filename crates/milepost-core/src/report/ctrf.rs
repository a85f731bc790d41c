//! Common Entry Report Format, JSON, as its published schema has it.
//!
//! What the schema does not know is refused outside of `extra`. `pending` is left out, and `other`
//! could not be carried out: neither passed.

use serde::{Deserialize, de::IgnoredAny};

use crate::{
    id::CommitPrefix,
    report::{
        Case, CaseEnd, Fault, Reading, ReportError,
        cases::{self, Told},
        json, merge,
        source::Text,
    },
};

type Any = Option<IgnoredAny>;

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let (mut all, mut commit, mut flaky) = (Vec::new(), None, Told::Yes);
    for text in files {
        let report: Document = json::read(text)?;
        all.extend(report.check().map_err(|fault| text.fault(fault))?);
        flaky = flaky.and(report.tells_flaky());
        let found = report.commit().map_err(|fault| text.fault(fault))?;
        commit = merge::same_commit(commit, found)?;
    }
    Ok(Reading { commit, ..cases::reading(all, Told::Yes, flaky)? })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "named so that what is not named is refused")]
struct Document {
    report_format: Box<str>,
    spec_version: Box<str>,
    results: Results,
    report_id: Any,
    run_id: Any,
    timestamp: Any,
    generated_by: Any,
    insights: Any,
    baseline: Any,
    extra: Any,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "named so that what is not named is refused")]
struct Results {
    tool: Tool,
    summary: Summary,
    tests: Vec<Entry>,
    environment: Option<Surroundings>,
    extra: Any,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "named so that what is not named is refused")]
struct Tool {
    name: Box<str>,
    version: Any,
    extra: Any,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "named so that what is not named is refused")]
struct Summary {
    tests: u64,
    passed: u64,
    failed: u64,
    skipped: u64,
    pending: u64,
    other: u64,
    flaky: Option<u64>,
    start: i64,
    stop: i64,
    suites: Any,
    duration: Any,
    extra: Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Passed,
    Failed,
    Skipped,
    Pending,
    Other,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "named so that what is not named is refused")]
struct Entry {
    name: Box<str>,
    status: Status,
    duration: IgnoredAny,
    suite: Option<Suite>,
    flaky: Option<bool>,
    retry_attempts: Option<Vec<Try>>,
    steps: Option<Vec<Step>>,
    id: Any,
    test_id: Any,
    execution_id: Any,
    start: Any,
    stop: Any,
    message: Any,
    trace: Any,
    snippet: Any,
    ai: Any,
    line: Any,
    raw_status: Any,
    tags: Any,
    labels: Any,
    #[serde(rename = "type")]
    kind: Any,
    file_path: Option<Box<str>>,
    retries: Any,
    stdout: Any,
    stderr: Any,
    thread_id: Any,
    browser: Any,
    device: Any,
    screenshot: Any,
    attachments: Any,
    parameters: Any,
    insights: Any,
    extra: Any,
}

/// The suites of a test. Reports from before 1.0 have them in one text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Suite {
    Names(Vec<Box<str>>),
    Name(Box<str>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "named so that what is not named is refused")]
struct Try {
    attempt: u64,
    status: Status,
    duration: Any,
    message: Any,
    trace: Any,
    line: Any,
    snippet: Any,
    stdout: Any,
    stderr: Any,
    start: Any,
    stop: Any,
    attachments: Any,
    extra: Any,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "named so that what is not named is refused")]
struct Step {
    name: Box<str>,
    status: Status,
    extra: Any,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "named so that what is not named is refused")]
struct Surroundings {
    commit: Option<Box<str>>,
    healthy: Option<bool>,
    report_name: Any,
    app_name: Any,
    app_version: Any,
    build_id: Any,
    build_name: Any,
    build_number: Any,
    build_url: Any,
    repository_name: Any,
    repository_url: Any,
    branch_name: Any,
    os_platform: Any,
    os_release: Any,
    os_version: Any,
    test_environment: Any,
    shard_id: Any,
    extra: Any,
}

impl Document {
    /// The cases, where everything that is stated agrees with them.
    fn check(&self) -> Result<Vec<Case>, Fault> {
        if &*self.report_format != "CTRF" {
            let found = self.report_format.clone();
            return Err(Fault::Unknown { what: "the report format", found });
        }
        let numbers: Vec<&str> = self.spec_version.split('.').collect();
        let is_number = |text: &&str| text.parse::<u32>().is_ok();
        if numbers.len() != 3 || !numbers.iter().all(is_number) {
            let found = self.spec_version.clone();
            return Err(Fault::Unknown { what: "the version of CTRF", found });
        }
        let Results { summary, tests, .. } = &self.results;
        let count = |status| tests.iter().map(|test| u64::from(test.status == status)).sum();
        let flaky = tests.iter().map(|test| u64::from(test.is_flaky())).sum();
        cases::agree("the number of tests", summary.tests, tests.iter().map(|_| 1).sum())?;
        cases::agree("the number of passed tests", summary.passed, count(Status::Passed))?;
        cases::agree("the number of failed tests", summary.failed, count(Status::Failed))?;
        cases::agree("the number of skipped tests", summary.skipped, count(Status::Skipped))?;
        cases::agree("the number of pending tests", summary.pending, count(Status::Pending))?;
        cases::agree("the number of other tests", summary.other, count(Status::Other))?;
        cases::agree("the number of flaky tests", summary.flaky.unwrap_or(flaky), flaky)?;
        tests.iter().map(Entry::case).collect()
    }

    fn tells_flaky(&self) -> Told {
        let Results { summary, tests, .. } = &self.results;
        let tells = |test: &Entry| test.flaky.is_some() || test.retry_attempts.is_some();
        let is_told = summary.flaky.is_some() || tests.iter().any(tells);
        if is_told { Told::Yes } else { Told::No }
    }

    fn commit(&self) -> Result<Option<CommitPrefix>, Fault> {
        let environment = self.results.environment.as_ref();
        let commit = environment.and_then(|environment| environment.commit.as_deref());
        let check = |found: &str| {
            CommitPrefix::new(found).ok_or_else(|| Fault::NotACommit { found: found.into() })
        };
        commit.map(check).transpose()
    }
}

impl Entry {
    fn case(&self) -> Result<Case, Fault> {
        if self.name.trim().is_empty() {
            return Err(Fault::Missing { what: "the name of a test case".into() });
        }
        let suites: Vec<&str> = match &self.suite {
            Some(Suite::Names(names)) => names.iter().map(|name| &**name).collect(),
            Some(Suite::Name(name)) => vec![name],
            None => self.file_path.as_deref().into_iter().collect(),
        };
        let end = match self.status {
            Status::Passed if self.is_flaky() => CaseEnd::Flaky,
            Status::Passed => CaseEnd::Passed,
            Status::Failed => CaseEnd::Failed,
            Status::Skipped | Status::Pending => CaseEnd::Skipped,
            Status::Other => CaseEnd::Errored,
        };
        Ok(Case { id: cases::id(suites.into_iter().chain([&*self.name])), end })
    }

    /// Whether it passed in the end and not at first.
    fn is_flaky(&self) -> bool {
        let attempts = self.retry_attempts.iter().flatten();
        let failed = attempts.filter(|attempt| attempt.status != Status::Passed).count();
        self.status == Status::Passed && (self.flaky == Some(true) || failed > 0)
    }
}
