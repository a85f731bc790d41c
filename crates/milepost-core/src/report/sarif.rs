//! SARIF 2.1.0: what static analysis found.
//!
//! A scanner has to say that it ran to its end: no finding of one that crashed is not good news.
//! Findings are counted by their level; suppressed ones, and those that are gone since a baseline,
//! are not. What waits for a person (`open` and `review`) is counted on its own.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{
    id::CommitPrefix,
    report::{Direction, Fault, Reading, ReportError, json, measured, merge, source::Text},
};

#[derive(Deserialize)]
struct Log {
    version: Box<str>,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    invocations: Option<Vec<Invocation>>,
    results: Option<Vec<Finding>>,
    #[serde(default)]
    version_control_provenance: Vec<Provenance>,
}

#[derive(Deserialize)]
struct Tool {
    driver: Component,
    #[serde(default)]
    extensions: Vec<Component>,
}

#[derive(Deserialize)]
struct Component {
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: Box<str>,
    default_configuration: Option<Configuration>,
}

#[derive(Deserialize)]
struct Configuration {
    level: Option<Level>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Provenance {
    revision_id: Option<Box<str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    kind: Option<Kind>,
    level: Option<Level>,
    rule_id: Option<Box<str>>,
    rule_index: Option<i64>,
    rule: Option<RuleReference>,
    baseline_state: Option<BaselineState>,
    #[serde(default)]
    suppressions: Vec<Suppression>,
}

#[derive(Deserialize)]
struct RuleReference {
    id: Option<Box<str>>,
}

#[derive(Deserialize)]
struct Suppression {
    status: Option<SuppressionStatus>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum SuppressionStatus {
    Accepted,
    UnderReview,
    Rejected,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum BaselineState {
    New,
    Unchanged,
    Updated,
    Absent,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Pass,
    Open,
    Informational,
    NotApplicable,
    Review,
    Fail,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    None,
    Note,
    Warning,
    Error,
}

/// Where a finding is counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Counted {
    Error,
    Warning,
    Note,
    None,
    Open,
}

impl Counted {
    const ALL: [Self; 5] = [Self::Error, Self::Warning, Self::Note, Self::None, Self::Open];

    fn metric(self) -> &'static str {
        match self {
            Self::Error => "findings.error",
            Self::Warning => "findings.warning",
            Self::Note => "findings.note",
            Self::None => "findings.none",
            Self::Open => "findings.open",
        }
    }
}

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let mut reading = Reading::default();
    let mut counts: BTreeMap<Counted, u64> = BTreeMap::new();
    for text in files {
        let log: Log = json::read(text)?;
        log.check().map_err(|fault| text.fault(fault))?;
        for run in &log.runs {
            run.check().map_err(|fault| text.fault(fault))?;
            let rules = run.rules();
            for finding in run.results.iter().flatten() {
                if let Some(counted) = finding.counted(run, &rules) {
                    *counts.entry(counted).or_default() += 1;
                }
            }
            let commit = run.commit().map_err(|error| text.named(error))?;
            reading.commit = merge::same_commit(reading.commit, commit)?;
        }
    }
    for counted in Counted::ALL {
        let value = measured::whole(counts.get(&counted).copied().unwrap_or_default());
        let metric = measured::plain(value, "", Some(Direction::Lower));
        measured::add(&mut reading.metrics, counted.metric(), metric)?;
    }
    Ok(reading)
}

impl Log {
    fn check(&self) -> Result<(), Fault> {
        if &*self.version != "2.1.0" {
            let found = self.version.clone();
            return Err(Fault::Unknown { what: "the version of SARIF", found });
        }
        if self.runs.is_empty() {
            return Err(Fault::Missing { what: "a run of a scanner".into() });
        }
        Ok(())
    }
}

impl Run {
    /// The scanner says that it ran to its end, and has its findings here.
    fn check(&self) -> Result<(), Fault> {
        let invocations = self.invocations.as_deref().unwrap_or_default();
        if invocations.is_empty() {
            let what = "`invocations`, where the scanner says that it ran to its end,".into();
            return Err(Fault::Missing { what });
        }
        if !invocations.iter().all(|invocation| invocation.execution_successful) {
            return Err(Fault::GaveUp { why: "`executionSuccessful` is false".into() });
        }
        if self.results.is_none() {
            return Err(Fault::Missing { what: "the list of results".into() });
        }
        Ok(())
    }

    fn commit(&self) -> Result<Option<CommitPrefix>, ReportError> {
        let revisions = self.version_control_provenance.iter();
        let mut commit = None;
        for found in revisions.filter_map(|provenance| provenance.revision_id.as_deref()) {
            let found = CommitPrefix::new(found)
                .ok_or_else(|| Fault::NotACommit { found: found.into() })?;
            commit = merge::same_commit(commit, Some(found))?;
        }
        Ok(commit)
    }

    /// The levels that the rules have by themselves.
    fn rules(&self) -> BTreeMap<&str, Level> {
        let components = [&self.tool.driver].into_iter().chain(&self.tool.extensions);
        let rules = components.flat_map(|component| &component.rules);
        rules.filter_map(|rule| Some((&*rule.id, rule.level()?))).collect()
    }
}

impl Rule {
    fn level(&self) -> Option<Level> {
        self.default_configuration.as_ref()?.level
    }
}

impl Finding {
    /// Where it is counted; nothing where it is none.
    fn counted(&self, run: &Run, rules: &BTreeMap<&str, Level>) -> Option<Counted> {
        if self.is_suppressed() || self.baseline_state == Some(BaselineState::Absent) {
            return None;
        }
        match self.kind {
            Some(Kind::Pass | Kind::Informational | Kind::NotApplicable) => None,
            Some(Kind::Open | Kind::Review) => Some(Counted::Open),
            Some(Kind::Fail) | None => Some(match self.level(run, rules) {
                Level::Error => Counted::Error,
                Level::Warning => Counted::Warning,
                Level::Note => Counted::Note,
                Level::None => Counted::None,
            }),
        }
    }

    /// Its own level, that of its rule, or `warning` (§3.27.10).
    fn level(&self, run: &Run, rules: &BTreeMap<&str, Level>) -> Level {
        let by_index = || {
            let rule = run.tool.driver.rules.get(usize::try_from(self.rule_index?).ok()?)?;
            rule.level()
        };
        let id = self.rule_id.as_deref().or_else(|| self.rule.as_ref()?.id.as_deref());
        let of_rule = || id.and_then(|id| rules.get(id).copied()).or_else(by_index);
        self.level.or_else(of_rule).unwrap_or(Level::Warning)
    }

    /// Whether every suppression stands (§3.27.23).
    fn is_suppressed(&self) -> bool {
        let stands = |suppression: &Suppression| {
            suppression.status.is_none_or(|status| status == SuppressionStatus::Accepted)
        };
        !self.suppressions.is_empty() && self.suppressions.iter().all(stands)
    }
}
