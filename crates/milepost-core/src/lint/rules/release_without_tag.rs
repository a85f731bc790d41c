//! Releases that are said to be out, and the tags that should mark them.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::Offset};

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, finished},
    plan::{Cited, Claim, Document, ItemKind},
    read::atoms::date,
    repository::{CommitState, Subject, Tag},
    scene::Scene,
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(114),
    name: "release-without-tag",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = r"# release-without-tag

## What it does

Looks for the tag of every release that is marked finished, and of every finished line that says
`Tagged v1.2`. A tag that does not exist is reported, and one that is older than what it is said to
hold: older than the date of the release, or than a commit that the release cites.

## Why is this bad?

The tag is what users get. If there is none, nothing was released; if it is older than the release,
they get something else.

## Example

```fixture
//- STATUS.md
| Release | Status | Date |
|---|---|---|
| v0.1.0 | Released | 2026-02-20 |
| v0.2.0 | Planned | |
//- git
commit 1a90101 2026-02-13 src/lib.rs
tag v0.1.0 1a90101 2026-02-13
```

Instead: the tag is on what was released.

```fixture
//- STATUS.md
| Release | Status | Date |
|---|---|---|
| v0.1.0 | Released | 2026-02-20 |
| v0.2.0 | Planned | |
//- git
commit 2b90202 2026-02-20 src/lib.rs
tag v0.1.0 2b90202 2026-02-20
```

## When it stays silent

When the release has no version; when a tag ends in the version, whatever stands before it
(`core-v0.1.0`); when tag and date are a day apart, as time zones explain; in a shallow clone without
tags; without git. In a repository without a single tag a release that nobody calls tagged is a
warning.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    if scene.repository.subject == Subject::Folder {
        return;
    }
    let tags = Tags::of(scene);
    for (document, claim) in finished::claims(scene).filter(|(_, claim)| claim.says_finished()) {
        let Some(said) = said(claim) else { continue };
        match tags.find(&said.version) {
            Some((name, tag)) => older(scene, findings, (document, claim), (name, tag)),
            None => missing(scene, findings, (document, claim), &said),
        }
    }
}

/// A claim in its document.
type Stated<'a> = (&'a Document, &'a Claim);

/// What a claim says of a version.
struct Said {
    version: String,
    /// Whether it says that there is a tag.
    is_tagged: bool,
    span: Span,
}

fn said(claim: &Claim) -> Option<Said> {
    let title = claim.title.to_lowercase();
    let tag_field = claim.field("tag");
    let says_tagged = title.split_whitespace().any(|word| word == "tagged");
    if claim.kind != ItemKind::Release && !says_tagged {
        return None;
    }
    let cited = claim.evidence.iter().find_map(|citation| match &citation.cited {
        Cited::Tag(tag) => Some((&**tag, citation.span)),
        Cited::Path(_)
        | Cited::Glob(_)
        | Cited::Commit(_)
        | Cited::Url(_)
        | Cited::Issue(_)
        | Cited::Placeholder(_) => None,
    });
    let field = tag_field.map(|field| (&*field.value, field.span));
    let name = claim.id.as_ref().map(|id| (id.as_str(), claim.name_span));
    let words = claim.title.split_whitespace().map(|word| (word, claim.name_span));
    let mut texts = field.into_iter().chain(name).chain(words).chain(cited);
    let (version, span) = texts.find_map(|(text, span)| Some((version(text)?, span)))?;
    Some(Said { version, is_tagged: says_tagged || tag_field.is_some(), span })
}

/// The version that a word is, without the `v` and the name before it: `0.1.0` for `core-v0.1.0`.
fn version(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let starts = word.char_indices().filter(|(at, c)| {
        let before = word.get(..*at).and_then(|before| before.chars().next_back());
        c.is_ascii_digit() && before.is_none_or(|c| matches!(c, 'v' | 'V' | '-' | '/' | '_'))
    });
    starts.filter_map(|(at, _)| word.get(at..)).find(|rest| is_version(rest)).map(str::to_lowercase)
}

fn is_version(text: &str) -> bool {
    let numbers = text.split(['-', '+']).next().unwrap_or_default();
    let mut parts = numbers.split('.');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    // Two numbers at least, and no date.
    numbers.contains('.') && parts.all(is_number) && text.len() <= 40
}

/// The tags by the version that they end in.
struct Tags<'a> {
    by_version: BTreeMap<String, (&'a str, &'a Tag)>,
}

impl<'a> Tags<'a> {
    fn of(scene: &Scene<'a>) -> Self {
        let mut by_version: BTreeMap<String, (&str, &Tag)> = BTreeMap::new();
        for (name, tag) in &scene.repository.tags {
            let Some(version) = version(name) else { continue };
            // Of several tags with one version the youngest speaks for it.
            let known = by_version.entry(version).or_insert((name, tag));
            if known.1.tagged < tag.tagged {
                *known = (name, tag);
            }
        }
        Self { by_version }
    }

    /// The tag of a version; `0.1` is `0.1.0` too.
    fn find(&self, version: &str) -> Option<(&'a str, &'a Tag)> {
        let longer = || self.by_version.get(&format!("{version}.0"));
        let shorter = || self.by_version.get(version.strip_suffix(".0")?);
        self.by_version.get(version).or_else(longer).or_else(shorter).copied()
    }
}

fn missing(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    (document, claim): Stated<'_>,
    said: &Said,
) {
    let has_tags = !scene.repository.tags.is_empty();
    if scene.repository.shallow && !has_tags {
        return;
    }
    let most = if has_tags || said.is_tagged { Severity::Error } else { Severity::Warning };
    let says = finished::says(claim);
    let message = format!("{says}, but no tag of this repository ends in `{}`", said.version);
    let finding = findings
        .report(document, said.span, message)
        .help("`git tag --list` lists the tags; `git fetch --tags` fetches those of a remote")
        .at_most(most);
    if let Some(item) = finished::item(document, claim) {
        finding.item(&item);
    }
}

/// A tag cannot hold what came after it.
fn older(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    (document, claim): Stated<'_>,
    (name, tag): (&str, &Tag),
) {
    let says = finished::says(claim);
    let tagged = day(tag.tagged);
    let (message, most) = if let Some((commit, committed)) = later_commit(scene, claim, tag) {
        let committed = day(committed);
        let message = format!(
            "{says} and cites `{commit}` of {committed}, but tag `{name}` was made on {tagged}, before it"
        );
        (message, Severity::Error)
    } else if let Some(released) = released(document, claim).filter(|it| apart(tagged, *it) > 1) {
        let days = finished::count(usize::try_from(apart(tagged, released)).unwrap_or(0), "day");
        let message = format!(
            "{says} with the date {released}, but tag `{name}` was made on {tagged}, {days} before"
        );
        (message, Severity::Warning)
    } else {
        return;
    };
    let finding = findings
        .report(document, claim.name_span, message)
        .help(format!("`git log {name}..` lists what the tag does not hold"))
        .at_most(most);
    if let Some(item) = finished::item(document, claim) {
        finding.item(&item);
    }
}

/// A commit that a claim cites and that was made after the tag.
fn later_commit<'a>(
    scene: &Scene<'_>,
    claim: &'a Claim,
    tag: &Tag,
) -> Option<(&'a str, Timestamp)> {
    claim.evidence.iter().find_map(|citation| {
        let Cited::Commit(commit) = &citation.cited else { return None };
        let CommitState::Known { id, committed, .. } = scene.repository.commits.get(commit)? else {
            return None;
        };
        (*id != tag.commit && *committed > tag.tagged).then_some((commit.as_str(), *committed))
    })
}

/// The day a release is dated, by itself, or by the document in the words that name it.
fn released(document: &Document, claim: &Claim) -> Option<Date> {
    let own = claim.field("date").or_else(|| claim.field("actual"));
    let named = document.field("updated").filter(|field| {
        let version = claim.id.as_ref().and_then(|id| version(id.as_str()));
        version.is_some_and(|version| field.value.contains(&version))
    });
    let found = date::first(&own.or(named)?.value)?;
    matches!(found.when, date::When::Day(_) | date::When::Instant(_))
        .then(|| found.when.last_day(None))?
}

/// How many days the second date is after the first.
fn apart(first: Date, second: Date) -> i32 {
    first.until(second).map_or(0, |span| span.get_days())
}

fn day(instant: Timestamp) -> Date {
    Offset::UTC.to_datetime(instant).date()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const RELEASES: &str = "//- STATUS.md
## Releases

| Release | Status | Date | Commit |
|---|---|---|---|
| v0.1.0 | Released | 2026-01-10 | |
| v0.2.0-alpha | Shipped | 2026-02-20 | `2b90202` |
| v0.3.0 | Planned | | |

## Hand-off checklist

- [x] Tagged `v0.2.0-alpha` and pushed it
- [x] All smoke tests pass
";

    #[test]
    fn a_tag_that_is_not_there_is_missed_by_release_and_checklist() {
        let git = "//- git\ncommit 1a90101 2026-01-10\ntag v0.1.0 1a90101 2026-01-10\n";
        assert_snapshot!(problems(&RULE, &format!("{RELEASES}{git}")), @"
        STATUS.md:6:3 error[release-without-tag]: release `v0.2.0-alpha` is marked `Shipped`, but no tag of this repository ends in `0.2.0-alpha`
          at: v0.2.0-alpha
          help: `git tag --list` lists the tags; `git fetch --tags` fetches those of a remote
        STATUS.md:11:7 error[release-without-tag]: check “Tagged v0.2.0-alpha and pushed it” is ticked, but no tag of this repository ends in `0.2.0-alpha`
          at: Tagged `v0.2.0-alpha` and pushed it
          help: `git tag --list` lists the tags; `git fetch --tags` fetches those of a remote
        ");
    }

    #[test]
    fn a_tag_cannot_hold_what_came_after_it() {
        let git = "//- git\ncommit 1a90101 2026-01-02\ncommit 2b90202 2026-02-19\n\
                   tag core-v0.1.0 1a90101 2026-01-02\ntag v0.2.0-alpha 1a90101 2026-02-12\n";
        assert_snapshot!(problems(&RULE, &format!("{RELEASES}{git}")), @"
        STATUS.md:5:3 warning[release-without-tag]: release `v0.1.0` is marked `Released` with the date 2026-01-10, but tag `core-v0.1.0` was made on 2026-01-02, 8 days before
          at: v0.1.0
          help: `git log core-v0.1.0..` lists what the tag does not hold
        STATUS.md:6:3 error[release-without-tag]: release `v0.2.0-alpha` is marked `Shipped` and cites `2b90202` of 2026-02-19, but tag `v0.2.0-alpha` was made on 2026-02-12, before it
          at: v0.2.0-alpha
          help: `git log v0.2.0-alpha..` lists what the tag does not hold
        ");
    }

    #[test]
    fn tags_of_their_releases_are_fine() {
        let git = "//- git\ncommit 1a90101 2026-01-10\ncommit 2b90202 2026-02-19\n\
                   tag 0.1.0 1a90101 2026-01-09\ntag release/v0.2.0-alpha 2b90202 2026-02-19\n";
        assert_eq!(problems(&RULE, &format!("{RELEASES}{git}")), "");
        assert_eq!(problems(&RULE, RELEASES), "");
    }

    #[test]
    fn a_project_that_tags_nothing_is_warned() {
        let releases = RELEASES.replace("Tagged", "Announced");
        assert_snapshot!(problems(&RULE, &format!("{releases}//- git\nfile a\n")), @"
        STATUS.md:5:3 warning[release-without-tag]: release `v0.1.0` is marked `Released`, but no tag of this repository ends in `0.1.0`
          at: v0.1.0
          help: `git tag --list` lists the tags; `git fetch --tags` fetches those of a remote
        STATUS.md:6:3 warning[release-without-tag]: release `v0.2.0-alpha` is marked `Shipped`, but no tag of this repository ends in `0.2.0-alpha`
          at: v0.2.0-alpha
          help: `git tag --list` lists the tags; `git fetch --tags` fetches those of a remote
        ");
    }
}
