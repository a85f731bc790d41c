//! Problems as workflow commands, which GitHub shows beside the lines of a change.

use crate::{
    diag::{Problem, Severity},
    render::{Account, escape, layout::Lines as _},
};

/// The page that `check --format github` shows.
pub fn check(account: &Account<'_>) -> String {
    let mut page = String::new();
    for problem in &account.report.problems {
        page.line(command(account, problem));
    }
    page
}

fn command(account: &Account<'_>, problem: &Problem) -> String {
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let region = account.region(&problem.place.path, problem.place.span);
    let file = escape::github_property(problem.place.path.as_str());
    let mut properties = vec![format!("file={file}"), format!("line={}", region.start_line)];
    if region.start_line == region.end_line {
        // Columns are shown for places within one line only.
        properties.push(format!("col={}", region.start_column));
        properties.push(format!("endColumn={}", region.end_column));
    } else {
        properties.push(format!("endLine={}", region.end_line));
    }
    let title = escape::github_property(&format!("{} {}", problem.code, problem.rule));
    properties.push(format!("title={title}"));
    let message = match &problem.help {
        Some(help) => format!("{}\nhelp: {help}", problem.message),
        None => problem.message.clone(),
    };
    format!("::{level} {}::{}", properties.join(","), escape::github_message(&message))
}
