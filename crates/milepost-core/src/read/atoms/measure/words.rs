//! The vocabulary of counting: things that trackers count, units, and words that end a label.

use super::super::scan::Scan;

/// Whether a label's last word names something that trackers count, or how it fared.
pub(super) fn counts(label: &str) -> bool {
    let word = label.rsplit(' ').next().unwrap_or_default();
    word.len() <= 16 && COUNTED.contains(&word.to_lowercase().as_str())
}

/// Whether a word goes on with the sentence instead of saying what is measured.
pub(super) fn ends_label(word: &str) -> bool {
    word.len() <= 12 && GOING_ON.contains(&word.to_lowercase().as_str())
}

/// Whether the word before a number makes it the number of a thing, as in `Phase 2 complete`.
pub(super) fn numbers_what_follows(text: &str, begin: usize) -> bool {
    let head = text.get(..begin).unwrap_or_default().trim_end_matches(' ');
    let word = head.rsplit(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    word.len() <= 16 && NUMBERED.contains(&word.to_lowercase().as_str())
}

/// The unit behind a number. Hours and days count only where a limit stands before them:
/// elsewhere they are estimates and dates.
pub(super) fn unit(at: Scan<'_>, is_bounded: bool) -> Option<(&str, Scan<'_>)> {
    let start = at.blanks();
    let times = start.text("×").or_else(|| at.text("x").filter(|end| end.is_boundary()));
    if let Some(end) = times {
        return Some(("×", end));
    }
    let rest = start.rest();
    let len = rest.find(|char: char| !char.is_alphabetic() && char != '/').unwrap_or(rest.len());
    let unit = rest.get(..len)?.trim_end_matches('/');
    let known = UNITS.contains(&unit) || (is_bounded && LONG_TIMES.contains(&unit));
    let end = start.text(unit)?;
    (known && end.is_boundary()).then_some((unit, end))
}

#[rustfmt::skip]
const UNITS: &[&str] = &[
    "ns", "us", "µs", "μs", "ms", "s", "sec", "secs", "second", "seconds", "KB", "kB", "MB", "GB", "TB", "KiB",
    "MiB", "GiB", "TiB", "bytes", "Hz", "kHz", "MHz", "GHz", "fps", "FPS", "rps", "RPS", "qps", "QPS", "req/s",
    "ops/s", "tok/s", "tokens/s", "MB/s", "GB/s", "pp",
];

#[rustfmt::skip]
const LONG_TIMES: &[&str] = &["min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "d", "day", "days"];

#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "accepted", "alerts", "approved", "artifacts", "assertions", "benchmarks", "blocked", "blockers",
    "bugs", "cases", "checks", "clean", "closed", "commits", "complete", "completed", "components", "conflicts",
    "criteria", "critical", "decisions", "defects", "deliverables", "done", "endpoints", "error", "errors", "fail",
    "failed", "failing", "failure", "failures", "features", "files", "findings", "finished", "fixed", "flaky",
    "gates", "green", "high", "ignored", "implemented", "info", "issue", "issues", "items", "low", "medium",
    "merged", "milestone", "milestones", "modules", "mutants", "open", "panics", "pass", "passed", "passes",
    "passing", "pending", "phases", "planned", "problems", "red", "regression", "regressions", "remaining",
    "requirements", "resolved", "risks", "runs", "samples", "scenarios", "shipped", "skipped", "snapshots",
    "specs", "steps", "stories", "subcases", "subtasks", "suites", "task", "tasks", "test", "tests", "tickets",
    "timeouts", "todo", "vulnerabilities", "warning", "warnings", "windows", "xfailed", "xpassed",
];

#[rustfmt::skip]
const GOING_ON: &[&str] = &[
    "a", "across", "added", "after", "all", "an", "and", "are", "as", "at", "be", "because", "been", "before",
    "but", "by", "currently", "during", "each", "every", "for", "found", "from", "had", "has", "have", "if", "in", "into",
    "is", "it", "its", "no", "not", "now", "observed", "of", "on", "only", "or", "out", "over", "per", "plus",
    "since", "so", "stays", "still", "than", "that", "the", "then", "there", "this", "through", "to", "under", "until",
    "up", "via", "vs", "was", "we", "were", "when", "where", "which", "while", "will", "with", "within", "without",
];

#[rustfmt::skip]
const NUMBERED: &[&str] = &[
    "batch", "chapter", "criterion", "cycle", "day", "days", "decision", "deliverable", "epic", "figure", "finding",
    "gate", "go", "grade", "group", "issue", "item", "iteration", "java", "lane", "layer", "level", "line", "lines",
    "milestone", "node", "number", "option", "page", "part", "phase", "phases", "point", "pr", "priority", "python",
    "quarter", "release", "revision", "risk", "round", "rule", "rust", "section", "severity", "spec", "sprint",
    "stage", "step", "steps", "story", "table", "task", "tier", "top", "track", "tranche", "version", "wave",
    "week", "weeks", "worker", "january", "february", "march", "april", "may", "june", "july", "august",
    "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "oct", "nov", "dec",
];
