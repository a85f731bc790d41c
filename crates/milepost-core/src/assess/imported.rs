//! Reports that were produced elsewhere: for which gates they can stand, which report each of them
//! is, and how the run ended that nobody here has seen.
//!
//! A report tells of cases and numbers. What else a definition asks for was there to be seen while
//! the gate ran and is not any more: such a gate takes no report from elsewhere.

use super::reports::called;
use crate::{
    evidence::{Ending, ReportRecord, Run},
    gate::{ReportSource, RunCheck},
    id::{CommitId, CommitPrefix},
    pass::{PassRule, Term},
    report::{Format, Reading},
};

/// Why reports from elsewhere are not taken in. Nothing is recorded then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotImportable {
    /// The gate has no report.
    #[error("the gate names no report, so none can stand for a run of it")]
    NoReports,
    /// A rule asks for something that only a run shows.
    #[error("its rule `{rule}` asks {what}, which no report tells")]
    AsksTheRun {
        /// The rule.
        rule: Box<str>,
        /// For what.
        what: &'static str,
    },
    /// The gate compares with a baseline.
    #[error("the gate compares with `{with}`, and both sides must be run on one machine")]
    Compares {
        /// The baseline.
        with: Box<str>,
    },
    /// The gate runs with other repositories.
    #[error("the gate runs with `{with}`, and no report tells which trees were there")]
    Tuple {
        /// The first of them.
        with: Box<str>,
    },
    /// Passes of the gate age.
    #[error("passes of the gate count for a time only, and no report tells when it was made")]
    Ages,
    /// More or fewer files than reports.
    #[error("the gate has {reports} reports ({named}), and {files} were given")]
    Files {
        /// How many reports it has.
        reports: usize,
        /// How many files there are.
        files: usize,
        /// The reports.
        named: String,
    },
    /// Some files say their format and some do not.
    #[error("either every file says its format or none does")]
    HalfNamed,
    /// The gate has no report of that format.
    #[error("the gate has no report in the format {}: it has {named}", format.as_str())]
    NoSuchFormat {
        /// The format.
        format: Format,
        /// The reports it has.
        named: String,
    },
    /// A report of the gate is not among the files.
    #[error("no file is the report {report} of the gate")]
    Missing {
        /// The report.
        report: String,
    },
    /// A report says that it is of another commit.
    #[error("the report {report} says that it is of the commit {said}, and not of {commit}")]
    OtherCommit {
        /// The report.
        report: String,
        /// The commit it names.
        said: CommitPrefix,
        /// The commit it was handed in for.
        commit: String,
    },
    /// Nobody says how the run ended.
    #[error("how the run ended is not known: {why}")]
    ExitUnknown {
        /// Why the reports do not tell.
        why: String,
    },
}

/// Whether everything that a gate asks for stands in its reports.
pub fn admits(check: &RunCheck) -> Result<(), NotImportable> {
    if check.reports.is_empty() {
        return Err(NotImportable::NoReports);
    }
    if let Some(compare) = &check.compare {
        return Err(NotImportable::Compares { with: compare.with.to_string().into() });
    }
    if let Some(member) = check.with.first() {
        return Err(NotImportable::Tuple { with: member.name().into() });
    }
    if check.max_age.is_some() {
        return Err(NotImportable::Ages);
    }
    for rule in &check.require {
        if let Some(what) = only_a_run_shows(rule) {
            return Err(NotImportable::AsksTheRun { rule: rule.as_str().into(), what });
        }
    }
    Ok(())
}

/// What a rule asks for that no report has.
fn only_a_run_shows(rule: &PassRule) -> Option<&'static str> {
    if !rule.output_texts().is_empty() {
        return Some("what the run wrote");
    }
    if !rule.artifacts().is_empty() {
        return Some("for a file that the run leaves");
    }
    rule.names().iter().find_map(|term| match term {
        Term::Duration => Some("how long the run took"),
        Term::Size(_) => Some("for a file that the run leaves"),
        Term::Tests(_) | Term::Exit | Term::Metric(_) => None,
    })
}

/// Which report of the gate each file is.
///
/// Files that say their format are the reports of that format, in order; all others are the reports
/// in their order. Where one report is left for several files, they are its parts.
pub fn matched(
    reports: &[ReportSource],
    files: &[Option<Format>],
) -> Result<Vec<usize>, NotImportable> {
    let said: Vec<Format> = files.iter().flatten().copied().collect();
    let mut places = vec![0; files.len()];
    if said.is_empty() {
        let (all, given): (Vec<_>, Vec<_>) =
            ((0..reports.len()).collect(), (0..files.len()).collect());
        fill(&all, &given, &mut places).map_err(|()| unequal(reports.iter(), files.len()))?;
    } else if said.len() == files.len() {
        for format in Format::ALL {
            let is_of = |at: &usize| reports.get(*at).is_some_and(|it| it.format == format);
            let of_gate: Vec<usize> = (0..reports.len()).filter(is_of).collect();
            let given: Vec<usize> =
                (0..files.len()).filter(|at| said.get(*at) == Some(&format)).collect();
            if of_gate.is_empty() && !given.is_empty() {
                return Err(NotImportable::NoSuchFormat { format, named: named(reports.iter()) });
            }
            let wrong = || of_gate.iter().filter_map(|at| reports.get(*at));
            fill(&of_gate, &given, &mut places).map_err(|()| unequal(wrong(), given.len()))?;
        }
    } else {
        return Err(NotImportable::HalfNamed);
    }
    let missing = |at: &usize| !places.contains(at);
    match (0..reports.len()).find(missing).and_then(|at| reports.get(at)) {
        Some(report) => Err(NotImportable::Missing { report: called(report) }),
        None => Ok(places),
    }
}

/// Gives files to reports: each one, or all to the only one.
fn fill(reports: &[usize], files: &[usize], places: &mut [usize]) -> Result<(), ()> {
    let only = match reports {
        [only] => Some(*only),
        _ if files.is_empty() || files.len() == reports.len() => None,
        _ => return Err(()),
    };
    for (nth, file) in files.iter().enumerate() {
        let report = only.or_else(|| reports.get(nth).copied());
        if let (Some(place), Some(report)) = (places.get_mut(*file), report) {
            *place = report;
        }
    }
    Ok(())
}

fn unequal<'a>(
    reports: impl Iterator<Item = &'a ReportSource> + Clone,
    files: usize,
) -> NotImportable {
    NotImportable::Files { reports: reports.clone().count(), files, named: named(reports) }
}

fn named<'a>(reports: impl Iterator<Item = &'a ReportSource>) -> String {
    reports.map(called).collect::<Vec<_>>().join(", ")
}

/// Whether no report names another commit than the one it is handed in for.
pub fn of_commit(
    reports: &[ReportSource],
    readings: &[Reading],
    commit: &CommitId,
) -> Result<(), NotImportable> {
    for (report, reading) in reports.iter().zip(readings) {
        match &reading.commit {
            Some(said) if !commit.as_str().starts_with(said.as_str()) => {
                let (report, commit) = (called(report), commit.short().to_owned());
                return Err(NotImportable::OtherCommit { report, said: said.clone(), commit });
            }
            Some(_) | None => {}
        }
    }
    Ok(())
}

/// How the run ended that reports are of: as a person says, else with 0 where nothing else can be.
///
/// A runner that names no failed case may have crashed all the same. That is left to whoever hands
/// the reports in, but only where every report is one of tests that passed and no rule asks.
pub fn ending(
    check: &RunCheck,
    readings: &[Reading],
    stated: Option<i32>,
) -> Result<Ending, NotImportable> {
    if let Some(code) = stated {
        return Ok(Ending::Exited(code));
    }
    let unknown = |why: String| Err(NotImportable::ExitUnknown { why });
    if let Some(rule) = check.require.iter().find(|rule| rule.names().contains(&Term::Exit)) {
        return unknown(format!("its rule `{}` asks for the exit code", rule.as_str()));
    }
    for (report, reading) in check.reports.iter().zip(readings) {
        let why = match reading.tests.as_ref().map(|tests| tests.counts) {
            None => "is none of tests, and says nothing of failures",
            Some(counts) if counts.failed > 0 || counts.errored > 0 => "has cases that failed",
            Some(counts) if counts.passed == 0 => "has no case that passed",
            Some(_) => continue,
        };
        return unknown(format!("the report {} {why}", called(report)));
    }
    Ok(Ending::Exited(0))
}

/// Whether a run from elsewhere is one that is recorded already.
///
/// A report shows one run, however often it is handed in. One that did not pass may come again with
/// another exit code.
pub fn is_known(new: &Run, old: &Run) -> bool {
    let digests = |run: &Run| {
        let pair = |report: &ReportRecord| (report.format, report.digest);
        let mut pairs: Vec<_> = run.reports.iter().map(pair).collect();
        pairs.sort_unstable();
        pairs
    };
    let passed = old.outcome == crate::evidence::Outcome::Passed;
    new.key == old.key
        && new.grade == old.grade
        && (passed || new.ending == old.ending)
        && digests(new) == digests(old)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{admits, ending, matched, of_commit};
    use crate::{
        assess::tests::{gate, tests},
        id::{CommitId, CommitPrefix},
        report::{Format, Reading},
    };

    fn why(formats: &[Format], rules: &[&str]) -> String {
        admits(&gate(formats, rules)).map_or_else(|why| why.to_string(), |()| "taken".to_owned())
    }

    #[test]
    fn a_gate_that_asks_more_than_reports_tell_takes_none() {
        let junit = [Format::Junit];
        assert_eq!(why(&junit, &["tests.passed >= 3", "exit == 0"]), "taken");
        assert!(why(&[], &["exit == 0"]).contains("names no report"));
        let of_the_run = [
            ("duration <= 3 s", "how long the run took"),
            ("tests.passed > 1 or duration < 1 s", "how long the run took"),
            ("output contains \"ok\"", "what the run wrote"),
            ("artifact(\"dist/app\").exists", "for a file"),
            ("artifact(\"dist/app\").size < 3 MB", "for a file"),
        ];
        for (rule, what) in of_the_run {
            assert!(why(&junit, &[rule]).contains(what), "{rule}: {}", why(&junit, &[rule]));
        }
        let mut aging = gate(&junit, &[]);
        aging.max_age = Some(Duration::from_hours(24));
        assert!(admits(&aging).is_err());
    }

    fn places(formats: &[Format], files: &[Option<Format>]) -> String {
        match matched(&gate(formats, &[]).reports, files) {
            Ok(places) => format!("{places:?}"),
            Err(why) => why.to_string(),
        }
    }

    #[test]
    fn files_are_matched_by_order_or_by_format() {
        let both = [Format::Junit, Format::Lcov];
        assert_eq!(places(&both, &[None, None]), "[0, 1]");
        assert_eq!(places(&both, &[Some(Format::Lcov), Some(Format::Junit)]), "[1, 0]");
        assert_eq!(places(&[Format::Junit], &[None, None, None]), "[0, 0, 0]");
        let three = [Some(Format::Junit), Some(Format::Lcov), Some(Format::Junit)];
        assert_eq!(places(&both, &three), "[0, 1, 0]");
        let twice = [Format::Junit, Format::Junit];
        assert_eq!(places(&twice, &[Some(Format::Junit), Some(Format::Junit)]), "[0, 1]");
    }

    #[test]
    fn no_file_is_left_over_and_no_report_left_out() {
        let both = [Format::Junit, Format::Lcov];
        assert_eq!(
            places(&both, &[None]),
            "the gate has 2 reports (`out/junit` (junit), `out/lcov` (lcov)), and 1 were given"
        );
        assert!(places(&both, &[None, None, None]).contains("3 were given"));
        assert!(places(&both, &[Some(Format::Junit)]).contains("no file is the report `out/lcov`"));
        assert!(places(&both, &[Some(Format::Tap), None]).contains("either every file"));
        assert!(places(&both, &[Some(Format::Tap)]).contains("no report in the format tap"));
        let twice = [Format::Junit, Format::Junit];
        let three = [Some(Format::Junit); 3];
        assert!(places(&twice, &three).contains("3 were given"));
    }

    fn exit(formats: &[Format], rules: &[&str], readings: &[Reading]) -> String {
        match ending(&gate(formats, rules), readings, None) {
            Ok(ending) => format!("{ending:?}"),
            Err(why) => why.to_string(),
        }
    }

    #[test]
    fn the_exit_code_is_taken_as_0_only_where_all_reports_are_of_tests_that_passed() {
        let junit = [Format::Junit];
        assert_eq!(exit(&junit, &["tests.passed > 1"], &[tests(3, 0, 0, 1)]), "Exited(0)");
        let refused = [
            exit(&junit, &["exit == 0"], &[tests(3, 0, 0, 0)]),
            exit(&junit, &[], &[tests(3, 1, 0, 0)]),
            exit(&junit, &[], &[tests(3, 0, 1, 0)]),
            exit(&junit, &[], &[tests(0, 0, 0, 4)]),
            exit(&[Format::Lcov], &["line_coverage > 3 %"], &[Reading::default()]),
            exit(&[Format::Junit, Format::Lcov], &[], &[tests(1, 0, 0, 0), Reading::default()]),
        ];
        for refused in refused {
            assert!(refused.starts_with("how the run ended is not known: "), "{refused}");
        }
        let stated = ending(&gate(&junit, &[]), &[tests(3, 1, 0, 0)], Some(1)).unwrap();
        assert_eq!(format!("{stated:?}"), "Exited(1)");
    }

    #[test]
    fn a_report_of_another_commit_is_not_taken() {
        let commit = CommitId::new(&"a1b2c3d4".repeat(5)).unwrap();
        let sources = gate(&[Format::Junit], &[]).reports;
        let naming =
            |commit: &str| Reading { commit: CommitPrefix::new(commit), ..tests(1, 0, 0, 0) };
        assert!(of_commit(&sources, &[naming("a1b2c3d4a1")], &commit).is_ok());
        assert!(of_commit(&sources, &[tests(1, 0, 0, 0)], &commit).is_ok());
        let other = of_commit(&sources, &[naming("b1b2c3d4a1")], &commit).unwrap_err().to_string();
        assert!(other.contains("of the commit b1b2c3d4a1"), "{other}");
    }
}
