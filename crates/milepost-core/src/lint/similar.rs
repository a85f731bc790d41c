//! Whether two titles may be two ways to call one thing.

use std::collections::BTreeSet;

/// Whether some titles clearly name something else than others: none of them is like any of those. No
/// title on a side says nothing.
pub(crate) fn are_other<'a>(now: impl IntoIterator<Item = &'a str>, old: &[&str]) -> bool {
    let mut now = now.into_iter().peekable();
    now.peek().is_some()
        && !old.is_empty()
        && now.all(|now| old.iter().all(|old| is_other(now, old)))
}

/// Whether two titles clearly name different things.
///
/// Errs on the side of one thing: a shared word that tells, an abbreviation or a similar spelling is
/// enough, and a title without words is like any other. A shared word that half of all titles have
/// (`Add`, `support`, `tests`) tells nothing where both titles have two other words and more.
pub(crate) fn is_other(left: &str, right: &str) -> bool {
    let (a, b) = (words(left), words(right));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let shares = a.iter().any(|word| b.iter().any(|other| is_kin(word, other)));
    let tells = |words: &BTreeSet<String>| -> BTreeSet<String> {
        words.iter().filter(|word| !is_common(word)).cloned().collect()
    };
    let (own_a, own_b) = (tells(&a), tells(&b));
    let are_told_apart = own_a.len() >= 2
        && own_b.len() >= 2
        && !own_a.iter().any(|word| own_b.iter().any(|other| is_kin(word, other)));
    (!shares || are_told_apart)
        && !is_acronym(left, right)
        && strsim::sorensen_dice(&joined(&own_or(own_a, &a)), &joined(&own_or(own_b, &b))) < 0.45
}

/// The words that tell, or all where none does.
fn own_or(own: BTreeSet<String>, all: &BTreeSet<String>) -> BTreeSet<String> {
    if own.is_empty() { all.clone() } else { own }
}

/// Words of any title: what is done to a thing, and what all things have.
const COMMON: &[&str] = &[
    "add",
    "api",
    "app",
    "basic",
    "build",
    "cleanup",
    "create",
    "data",
    "design",
    "docs",
    "documentation",
    "feature",
    "features",
    "fix",
    "implement",
    "implementation",
    "improve",
    "initial",
    "integration",
    "management",
    "new",
    "project",
    "refactor",
    "remove",
    "service",
    "setup",
    "support",
    "system",
    "test",
    "testing",
    "tests",
    "ui",
    "update",
    "use",
    "user",
    "write",
];

fn is_common(word: &str) -> bool {
    COMMON.contains(&word)
}

/// Words that say nothing of what a thing is about.
const EMPTY: &[&str] = &[
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "complete",
    "completed",
    "done",
    "for",
    "from",
    "in",
    "into",
    "is",
    "it",
    "of",
    "on",
    "or",
    "phase",
    "milestone",
    "task",
    "the",
    "to",
    "with",
];

/// The first words that tell; long texts are not compared to their end.
fn words(title: &str) -> BTreeSet<String> {
    let lower = title.chars().take(200).collect::<String>().to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !EMPTY.contains(word)).take(24).map(str::to_owned).collect()
}

fn joined(words: &BTreeSet<String>) -> String {
    words.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Equal, or forms of one word: `test`, `testing`.
fn is_kin(left: &str, right: &str) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let stem: String = short.chars().take(4).collect();
    left == right || (short.chars().count() >= 4 && long.starts_with(&stem))
}

/// `API` for `application programming interface`.
fn is_acronym(left: &str, right: &str) -> bool {
    let initials = |text: &str| -> String {
        let words = text.split(|c: char| !c.is_alphanumeric()).take(12);
        words.filter_map(|word| word.chars().next()).collect::<String>().to_lowercase()
    };
    let is_of = |short: &str, long: &str| {
        let short = short.trim().to_lowercase();
        short.chars().count() >= 2 && initials(long).starts_with(&short)
    };
    is_of(left, right) || is_of(right, left)
}

#[cfg(test)]
mod tests {
    use super::is_other;

    #[track_caller]
    fn check(left: &str, right: &str, expected: bool) {
        assert_eq!((is_other(left, right), is_other(right, left)), (expected, expected));
    }

    #[test]
    fn forms_and_parts_of_a_title_name_one_thing() {
        check("Parser hardening", "Hardening of the parser", false);
        check("Integration tests", "Testing", false);
        check("API", "Application programming interface", false);
        check("Colour picker", "Color-Picker", false);
        check("Schema v2", "", false);
        check("Performance", "Perf and stability", false);
        check("Add export of invoices", "Invoice export", false);
        check("Add tests", "Tests for the parser", false);
        check("User management", "Management of accounts and users", false);
        check("Use Postgres for storage", "Postgres", false);
        check("Implement login page", "Login", false);
        check("Data import service", "Import of legacy data", false);
    }

    #[test]
    fn titles_without_a_word_in_common_name_different_things() {
        check("Hash verification", "Processing framework", true);
        check("Sign-in page", "Billing export", true);
        check("Caching", "Sandbox", true);
    }

    #[test]
    fn a_word_that_all_titles_have_joins_nothing() {
        check("Add dark theme", "Add billing export", true);
        check("Search page tests", "Invoice layout tests", true);
        check("User profile pictures", "User billing address", true);
    }
}
