//! What rules about gates share.

/// What comes next, as the help of a problem: a command stands in backticks.
pub(crate) fn help(next: &str) -> String {
    if next.starts_with("milepost ") { format!("`{next}`") } else { next.to_owned() }
}
