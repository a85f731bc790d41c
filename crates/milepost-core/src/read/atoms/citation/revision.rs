//! Commits, tags and issues, told by their shape.

use crate::id::CommitPrefix;

/// A commit in a code span: 7 to 40 hexadecimal digits, all letters excepted, as well as days
/// written in digits (`20260228`).
pub(super) fn commit_in_code(text: &str) -> Option<CommitPrefix> {
    let has_digit = text.contains(|char: char| char.is_ascii_digit());
    let is_day =
        text.len() == 8 && (text.starts_with("19") || text.starts_with("20")) && !has_letter(text);
    (is_hash(text) && has_digit && !is_day && !is_example(text)).then(|| CommitPrefix::new(text))?
}

/// A commit among words: digits and letters both, so that no number and no word is taken for one.
pub(super) fn commit_in_words(text: &str) -> Option<CommitPrefix> {
    commit_in_code(text).filter(|_| has_letter(text))
}

/// The two ends of `a1b2c3d..e4f5a6b`.
pub(super) fn commits_of_range(text: &str) -> Vec<CommitPrefix> {
    if !text.contains('.') {
        return Vec::new();
    }
    let ends = text.split_once("...").or_else(|| text.split_once(".."));
    let commits = ends.and_then(|(from, to)| Some([commit_in_words(from)?, commit_in_words(to)?]));
    commits.map(Vec::from).unwrap_or_default()
}

/// Digits that show what a commit looks like: `abc1234`, `deadbeef`, `0000000`, `xxxxxxx`.
pub(super) fn is_example(text: &str) -> bool {
    const EXAMPLES: &[&str] =
        &["abc123", "abcdef", "a1b2c3", "1234567", "0123456", "deadbee", "cafebab", "badc0de"];
    let text = text.to_ascii_lowercase();
    let first = text.chars().next();
    let is_one_run = (4..=40).contains(&text.len())
        && text.chars().all(|char| Some(char) == first)
        && matches!(first, Some('x' | '0'..='9' | 'a'..='f'));
    let is_hash = text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_one_run || (is_hash && EXAMPLES.iter().any(|example| text.starts_with(example)))
}

/// A tag or version with at least two numbers: `v1.2`, `v0.1.0-alpha`, `core-v1.2.3`.
pub(super) fn tag(text: &str) -> Option<&str> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (name, version) = match text.strip_prefix('v') {
        Some(version) => ("", version),
        None => text.rsplit_once("-v").or_else(|| text.rsplit_once("/v"))?,
    };
    let numbers = version.split(['-', '+']).next().unwrap_or_default();
    let mut parts = numbers.split('.');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let starts = parts.next().is_some_and(is_number) && parts.next().is_some_and(is_number);
    let fits = text.len() <= 64
        && parts
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        && version.chars().all(|char| char.is_ascii_alphanumeric() || ".-+".contains(char))
        && version.ends_with(|char: char| char.is_ascii_alphanumeric())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || "-_".contains(char));
    (starts && fits).then_some(text)
}

/// `#123`, `owner/name#123`
pub(super) fn is_issue(text: &str) -> bool {
    let Some((name, number)) = text.split_once('#') else { return false };
    let is_number = (1..=7).contains(&number.len())
        && !number.starts_with('0')
        && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = |part: &str| {
        !part.is_empty()
            && part.chars().all(|char| char.is_ascii_alphanumeric() || "-_.".contains(char))
    };
    let is_repository =
        name.split_once('/').is_some_and(|(owner, name)| is_name(owner) && is_name(name));
    is_number && (name.is_empty() || is_repository)
}

fn is_hash(text: &str) -> bool {
    let is_lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let is_upper = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    (7..=40).contains(&text.len()) && (is_lower || is_upper)
}

fn has_letter(text: &str) -> bool {
    text.contains(|char: char| char.is_ascii_alphabetic())
}
