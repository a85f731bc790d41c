//! What a project asks of its commits, asked of one of them: for the rules over a range, and for hooks.

use crate::{
    config::{CommitPolicy, Merges},
    globs::Globs,
    repository::RangeCommit,
    text::RepoPath,
};

/// Whether nothing is asked of a commit: it is a merge, or by one of the authors that are left out.
pub fn is_exempt(policy: &CommitPolicy, commit: &RangeCommit) -> bool {
    let is_left_out = match policy.merges {
        Merges::Exempt => commit.is_merge,
        Merges::Judged => false,
    };
    is_left_out || policy.except_authors.iter().any(|author| is_by(&commit.author, author))
}

/// Whether an author is meant by a name or an e-mail address.
fn is_by(author: &str, name: &str) -> bool {
    let (own, address) = author.split_once('<').unwrap_or((author, ""));
    let same = |text: &str| text.trim().eq_ignore_ascii_case(name);
    same(own) || same(address.trim_end().trim_end_matches('>'))
}

/// What a commit lacks that touches no tracking file.
pub fn untracked(policy: &CommitPolicy, commit: &RangeCommit) -> Option<String> {
    let touches = commit.paths.iter().any(|path| policy.tracking.matches(path));
    let asks = !policy.tracking.is_empty() && !touches;
    asks.then(|| format!("updates no tracking file ({})", named(&policy.tracking)))
}

/// What is wrong with the type that a commit is of, by the first line of its message.
pub fn unknown_type(policy: &CommitPolicy, subject: &str) -> Option<String> {
    if policy.types.is_empty() || is_of_type(policy, subject) {
        return None;
    }
    let types = policy.types.join("`, `");
    Some(match stated_type(subject) {
        Some(found) => format!("is of the type `{found}`, which is none of `{types}`"),
        None => format!("states no type; it begins with one of `{types}` and a colon"),
    })
}

fn is_of_type(policy: &CommitPolicy, subject: &str) -> bool {
    // What is to be melted into another commit, or undoes one, is of the type of that one.
    let prefixes = ["fixup! ", "squash! ", "amend! "];
    let melted = prefixes.into_iter().find_map(|prefix| subject.strip_prefix(prefix));
    let undone = subject.strip_prefix("Revert \"").and_then(|rest| rest.strip_suffix('"'));
    let subject = melted.or(undone).unwrap_or(subject);
    stated_type(subject).is_some_and(|found| policy.types.iter().any(|known| **known == *found))
}

/// `feat` of `feat(api)!: add a thing`.
pub(crate) fn stated_type(subject: &str) -> Option<&str> {
    let (head, rest) = subject.split_once(':')?;
    let head = head.strip_suffix('!').unwrap_or(head);
    let word = match head.split_once('(') {
        Some((word, scope)) => scope.ends_with(')').then_some(word)?,
        None => head,
    };
    let is_word = !word.is_empty()
        && word.chars().all(|char| char.is_alphanumeric() || matches!(char, '-' | '_'));
    (is_word && !rest.trim().is_empty()).then_some(word)
}

/// What a commit lacks that changes something without an entry in a decision log.
pub fn undecided(policy: &CommitPolicy, commit: &RangeCommit) -> Option<String> {
    let decisions = policy.decisions.as_ref()?;
    let has_entry = commit.paths.iter().any(|path| decisions.within.matches(path));
    let changed = commit.paths.iter().find(|path| decisions.when.matches(path));
    let changed = changed.filter(|_| !has_entry)?;
    Some(format!("changes `{changed}` without an entry in {}", named(&decisions.within)))
}

/// A line that still waits for the id of a commit which is there by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftBehind<'a> {
    /// The file.
    pub path: &'a RepoPath,
    /// The line.
    pub line: &'a str,
    /// The commit of the range that wrote it; nothing where it is older than the range.
    pub by: Option<&'a RangeCommit>,
}

/// The lines of tracking files that wait for an id at the end of a range, newest commit first.
///
/// The last commit cannot name itself; what it wrote may wait for the next one.
pub fn left_behind<'a>(policy: &CommitPolicy, commits: &'a [RangeCommit]) -> Vec<LeftBehind<'a>> {
    let mut found = Vec::new();
    let mut seen: Vec<&RepoPath> = Vec::new();
    for (at, commit) in commits.iter().enumerate() {
        for waiting in commit.waiting.iter().filter(|it| policy.tracking.matches(&it.path)) {
            // The newest commit that changed a file says how it is now.
            if seen.contains(&&waiting.path) {
                continue;
            }
            seen.push(&waiting.path);
            let is_own =
                |line: &str| at == 0 && !waiting.before.iter().any(|other| **other == *line);
            for line in waiting.after.iter().filter(|line| !is_own(line)) {
                let by = author_of(commits, &waiting.path, line);
                found.push(LeftBehind { path: &waiting.path, line, by });
            }
        }
    }
    found
}

/// The oldest commit of a range that wrote a line into a file.
fn author_of<'a>(
    commits: &'a [RangeCommit],
    path: &RepoPath,
    line: &str,
) -> Option<&'a RangeCommit> {
    let has = |lines: &[Box<str>]| lines.iter().any(|it| **it == *line);
    let wrote = |commit: &&RangeCommit| {
        let mut files = commit.waiting.iter().filter(|it| it.path == *path);
        files.any(|it| has(&it.after) && !has(&it.before))
    };
    commits.iter().rev().find(wrote)
}

fn named(globs: &Globs) -> String {
    globs.patterns().map(|glob| format!("`{glob}`")).collect::<Vec<_>>().join(", ")
}

/// A commit as people call it.
pub fn called(commit: &RangeCommit) -> String {
    format!("commit `{}` ({})", commit.id.short(), commit.subject)
}

#[cfg(test)]
mod tests {
    use super::{is_by, stated_type};

    #[test]
    fn the_type_stands_before_scope_and_colon() {
        for (subject, found) in [
            ("feat: add", Some("feat")),
            ("feat(api): add", Some("feat")),
            ("feat(api)!: add", Some("feat")),
            ("feat!: add", Some("feat")),
            ("feat:", None),
            ("feat(api: add", None),
            ("Add a thing: and another", None),
            ("add", None),
            ("", None),
        ] {
            assert_eq!(stated_type(subject), found, "{subject}");
        }
    }

    #[test]
    fn authors_are_known_by_name_or_address() {
        assert!(is_by("Renovate Bot <bot@example.org>", "renovate bot"));
        assert!(is_by("Renovate Bot <bot@example.org>", "bot@example.org"));
        assert!(!is_by("Renovate Bot <bot@example.org>", "bot"));
        assert!(!is_by("", "bot"));
    }
}
