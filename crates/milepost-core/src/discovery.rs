//! Which Markdown files are looked at, and how each is to be read. Looks at paths only.
//!
//! Whether a file that is looked at *is* a tracker shows in its text; see
//! [`Document::is_tracker`](crate::plan::Document::is_tracker).

use crate::{
    config::Config,
    id::Scope,
    read::{Fences, ReadOptions},
    text::RepoPath,
};

/// Folders whose files others wrote, a program made, or tests and people copy from.
const SKIPPED_FOLDERS: &[&str] = &[
    ".changes",
    ".changeset",
    ".git",
    ".github",
    ".gitlab",
    ".tox",
    ".venv",
    "__fixtures__",
    "__generated__",
    "__snapshots__",
    "bower_components",
    "build",
    "changelog",
    "changelogs",
    "dist",
    "fixture",
    "fixtures",
    "generated",
    "newsfragments",
    "node_modules",
    "release-notes",
    "release_notes",
    "site-packages",
    "target",
    "template",
    "templates",
    "test-data",
    "test_data",
    "testdata",
    "third-party",
    "third_party",
    "thirdparty",
    "vendor",
    "vendored",
    "venv",
];

/// Names of files that tell of the past or of the law, alone or with a version behind.
const SKIPPED_FILES: &[&str] = &[
    "changelog",
    "changes",
    "code_of_conduct",
    "copying",
    "history",
    "licence",
    "license",
    "news",
    "notice",
    "releases",
];

/// Whether a file is not looked at: excluded, or of a kind that is skipped unless it is named.
pub fn is_skipped(path: &RepoPath, config: &Config) -> bool {
    let documents = &config.documents;
    documents.exclude.matches(path)
        // What is derived claims nothing of its own.
        || config.owns(path)
        || !is_named(path, config)
            && (path.folder().split('/').any(is_skipped_folder) || is_skipped_file(path))
}

/// Whether a folder holds nothing that is looked at, by its own name. One that the configuration may
/// name a file in is no such folder.
pub fn is_skipped_folder_at(path: &str, config: &Config) -> bool {
    let documents = &config.documents;
    documents.include.is_empty()
        && documents.fenced.is_empty()
        && path.rsplit('/').next().is_some_and(is_skipped_folder)
}

/// How a file is to be read.
pub fn options_for(path: &RepoPath, config: &Config) -> ReadOptions {
    let is_fenced = config.documents.fenced.matches(path);
    ReadOptions {
        scope: scope_of(path, config),
        is_named: is_named(path, config),
        fences: if is_fenced { Fences::Read } else { Fences::Examples },
        start: config.start,
    }
}

fn is_named(path: &RepoPath, config: &Config) -> bool {
    config.documents.include.matches(path) || config.documents.fenced.matches(path)
}

/// The first group that holds the file, else its folder.
fn scope_of(path: &RepoPath, config: &Config) -> Scope {
    let mut groups = config.documents.groups.iter();
    let group = groups.find(|(_, globs)| globs.matches(path));
    Scope::new(group.map_or(path.folder(), |(name, _)| name))
}

fn is_skipped_folder(folder: &str) -> bool {
    SKIPPED_FOLDERS.iter().any(|skipped| skipped.eq_ignore_ascii_case(folder))
}

fn is_skipped_file(path: &RepoPath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
    is_template(stem)
        || SKIPPED_FILES
            .iter()
            .filter_map(|skipped| stem.strip_prefix(skipped))
            .any(is_version_or_nothing)
}

/// Whether a file is copied to begin a new one: `template.md`, `adr-template.md`.
fn is_template(stem: &str) -> bool {
    let before = stem.strip_suffix("template");
    before.is_some_and(|before| before.is_empty() || before.ends_with(['-', '_', '.']))
}

/// What may follow the name of a skipped file: `-2.0`, `.v1`, `-mit`, `_zh-cn`, `-archive`; but a
/// `history-of-milestones.md` is a document of its own.
fn is_version_or_nothing(rest: &str) -> bool {
    const TAGS: &[&str] = &[
        "apache",
        "archive",
        "bsd",
        "de",
        "en",
        "es",
        "fr",
        "it",
        "ja",
        "ko",
        "mit",
        "old",
        "pt",
        "ru",
        "unreleased",
        "zh",
    ];
    let Some(tag) = rest.strip_prefix(['-', '_', '.']) else { return rest.is_empty() };
    let word = tag.split(['-', '_', '.']).next().unwrap_or(tag);
    let is_number = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    is_number(word) || word.strip_prefix('v').is_some_and(is_number) || TAGS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{is_skipped, options_for};
    use crate::{config, read::Fences, text::RepoPath};

    const CONFIGURATION: &str = r#"
schema = 1
[documents]
include = ["docs/templates/live.md", "vendor/ours"]
exclude = ["docs/old", "vendor/ours/theirs.md"]
fenced = ["docs/example.md"]
[documents.groups]
api = ["services/api", "docs/api-*.md"]
"#;

    /// The paths of a list that are skipped, with or without the configuration above.
    fn skipped<'a>(configuration: &str, paths: &[&'a str]) -> Vec<&'a str> {
        let config = config::parse(configuration).unwrap();
        let is_skipped = |path: &&&str| is_skipped(&RepoPath::new(path).unwrap(), &config);
        paths.iter().filter(is_skipped).copied().collect()
    }

    #[test]
    fn what_others_wrote_or_people_copy_from_is_skipped() {
        let paths = [
            ".github/ISSUE_TEMPLATE/bug.md",
            "CHANGELOG.md",
            "docs/changelog-2.0.md",
            "HISTORY_v1.md",
            "RELEASES.md",
            "NEWS.zh-cn.md",
            "LICENSE-APACHE.md",
            "vendor/lib/STATUS.md",
            "a/Third_Party/x.md",
            "web/node_modules/x/ROADMAP.md",
            "crates/a/tests/fixtures/plan.md",
            "testdata/plan.md",
            "docs/Templates/milestone.md",
            "docs/adr/adr-template.md",
            "target/doc/a.md",
        ];
        assert_eq!(skipped("schema = 1", &paths), paths);
    }

    #[test]
    fn trackers_are_looked_at_whatever_they_are_called() {
        let paths = [
            "STATUS.md",
            "docs/release-gate.md",
            "docs/history-of-milestones.md",
            "docs/000-m-row-history.md",
            "docs/newsroom/plan.md",
            "docs/targets/plan.md",
            ".planning/ROADMAP.md",
            "docs/licensing-decision.md",
            "docs/templates-we-like.md",
        ];
        assert_eq!(skipped("schema = 1", &paths), [""; 0]);
    }

    #[test]
    fn naming_a_document_reads_it_and_excluding_it_does_not() {
        let paths = [
            "docs/templates/live.md",
            "docs/templates/other.md",
            "vendor/ours/STATUS.md",
            "vendor/ours/theirs.md",
            "docs/old/STATUS.md",
            "docs/STATUS.md",
        ];
        let expected = ["docs/templates/other.md", "vendor/ours/theirs.md", "docs/old/STATUS.md"];
        assert_eq!(skipped(CONFIGURATION, &paths), expected);
    }

    #[test]
    fn a_document_is_read_in_its_group_or_its_folder() {
        let config = config::parse(CONFIGURATION).unwrap();
        let check = |path: &str, scope: &str, is_named: bool, fences: Fences| {
            let options = options_for(&RepoPath::new(path).unwrap(), &config);
            let found = (options.scope.as_str(), options.is_named, options.fences);
            assert_eq!(found, (scope, is_named, fences), "{path}");
        };
        check("STATUS.md", "", false, Fences::Examples);
        check("docs/STATUS.md", "docs", false, Fences::Examples);
        check("docs/api-status.md", "api", false, Fences::Examples);
        check("services/api/docs/STATUS.md", "api", false, Fences::Examples);
        check("vendor/ours/a.md", "vendor/ours", true, Fences::Examples);
        check("docs/example.md", "docs", true, Fences::Read);
    }
}
