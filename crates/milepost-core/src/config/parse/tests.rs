//! Tests of reading `milepost.toml`: whole files in, whole configurations or all mistakes out.

use std::{collections::BTreeSet, fmt::Write as _};

use insta::assert_snapshot;

use super::{
    PROJECT, ROOT,
    cadence::{CADENCE, WEEKDAYS},
    commits::{COMMITS, DECISIONS},
    consumers::{CONSUMER, TIERS},
    deprecations::DEPRECATION,
    documents::DOCUMENTS,
    facts::FACT,
    gates::{
        self,
        compare::{COMPARE, LEAST_PAIRS},
        controls::CONTROL,
        reports::{FROM, REPORT},
        review::REVIEW,
        run::{RUN, WEIGHTS},
    },
    pages::PAGE,
    parse_knowing,
    policy::{LEAST_GRADES, POLICY},
    releases::{CLASS, RELEASES},
    resources::RESOURCES,
    severities::{SEVERITIES, SUPPRESS},
    surfaces::{PLACE, SURFACE},
};
use crate::{
    config::{Config, NoGo},
    diag::{Code, Place, Problem, Severity},
    id::ItemId,
    report::Format,
    text::{LineIndex, RepoPath, Span},
};

const RULES: &[&str] = &["dangling-id", "done-without-evidence", "status-conflict"];

/// All mistakes of a text, each drawn under its line.
#[track_caller]
fn check(text: &str) -> String {
    let errors = parse_knowing(text, RULES).unwrap_err().errors;
    let lines = LineIndex::new(text);
    let mut drawn = String::new();
    for error in errors {
        let at = lines.position(text, error.span.start);
        let line = lines.span(text, at.line).of(text);
        let indent = " ".repeat(at.column as usize - 1);
        let width = error.span.of(text).lines().next().unwrap_or_default().chars().count().max(1);
        writeln!(drawn, "{line}\n{indent}{} {error}", "^".repeat(width)).unwrap();
        if let Some(suggestion) = error.suggestion {
            writeln!(drawn, "{indent}= try {suggestion}").unwrap();
        }
    }
    drawn
}

#[track_caller]
fn accept(text: &str) -> Config {
    parse_knowing(text, RULES).unwrap()
}

#[test]
fn a_whole_file_is_understood() {
    let config = accept(
        r#"
schema = 1

[project]
start = 2026-02-01

[documents]
include = ["docs/plan/**", "STATUS.md"]
exclude = ["docs/old"]
fenced = ["docs/example.md"]

[documents.groups]
api = ["services/api/**/*.md"]

[rules]
status-conflict = "warning"
dangling-id = "off"

[[suppress]]
rule = "done-without-evidence"
path = "docs/plan/M1.md"
item = "M1"
reason = "measured by hand before there were gates"

[gates.unit]
run = "true"

[facts]
tests = 'files("tests/**")'
"#,
    );
    assert!(config.is_written);
    assert_eq!(config.start, Some(jiff::civil::date(2026, 2, 1)));
    assert_eq!(config.rules["status-conflict"], Some(Severity::Warning));
    assert_eq!(config.rules["dangling-id"], None);
    assert_eq!(config.documents.include.patterns().count(), 2);
    assert_eq!(config.documents.groups.keys().map(|name| &**name).collect::<Vec<_>>(), ["api"]);
    assert_eq!(&*config.suppressions[0].reason, "measured by hand before there were gates");
    assert_eq!(config.gates.keys().map(ItemId::as_str).collect::<Vec<_>>(), ["unit"]);
    assert_eq!(config.facts.iter().map(|fact| fact.name.as_str()).collect::<Vec<_>>(), ["tests"]);
}

#[test]
fn the_smallest_file_configures_nothing() {
    let config = accept("schema = 1\n");
    assert_eq!(config, Config { is_written: true, ..Config::default() });
}

#[test]
fn all_mistakes_are_reported_each_at_its_place() {
    let text = r#"
schema = 1
titel = "mine"

[document]
include = []

[project]
start = "2026-02-01"

[documents]
inlcude = ["a.md"]
exclude = "docs/old"
fenced = ["ok.md", 3, "/etc/*"]

[rules]
status-conflicts = "error"
dangling-id = "of"
done-without-evidence = 2

[[suppress]]
rule = "dangling-id"

[[suppress]]
rule = "danglin-id"
reason = "  "
paths = "a.md"
"#;
    assert_snapshot!(check(text), @r#"
    titel = "mine"
    ^^^^^ unknown key `titel`
    [document]
     ^^^^^^^^ unknown key `document`
     = try `documents`
    start = "2026-02-01"
            ^^^^^^^^^^^^ `start` must be a date, not a string
            = try a day without quotes, as `start = 2026-02-01`
    inlcude = ["a.md"]
    ^^^^^^^ unknown key `inlcude`
    = try `include`
    exclude = "docs/old"
              ^^^^^^^^^^ `exclude` must be a list of globs, not a string
              = try `exclude = ["docs/old"]`
    fenced = ["ok.md", 3, "/etc/*"]
                       ^ `fenced` must be a list of globs, not a number
    fenced = ["ok.md", 3, "/etc/*"]
                          ^^^^^^^^ `/etc/*`: a glob begins at the root of the repository and stays inside it
    status-conflicts = "error"
    ^^^^^^^^^^^^^^^^ no rule is called `status-conflicts`
    = try `status-conflict`
    dangling-id = "of"
                  ^^^^ `of` is no severity
                  = try `off`
    done-without-evidence = 2
                            ^ `done-without-evidence` must be a severity, not a number
                            = try `"error"`, `"warning"`, `"note"` or `"off"`
    [[suppress]]
    ^^^^^^^^^^^^ `reason` is missing
    rule = "danglin-id"
           ^^^^^^^^^^^^ no rule is called `danglin-id`
           = try `dangling-id`
    reason = "  "
             ^^^^ `reason` is empty
    paths = "a.md"
    ^^^^^ unknown key `paths`
    = try `path`
    "#);
}

#[test]
fn a_newer_schema_is_refused_before_anything_else_is_read() {
    assert_snapshot!(check("schema = 2\nnovelty = true\n"), @"
    schema = 2
             ^ schema 2 is newer than this milepost, which reads schema 1
             = try a newer milepost
    ");
    assert_snapshot!(check("schema = 99999999999999999999999999999999999999999999\n"), @"
    schema = 99999999999999999999999999999999999999999999
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ schema 99999999999999999999999999999999999999999999 is newer than this milepost, which reads schema 1
             = try a newer milepost
    ");
}

#[test]
fn a_schema_that_never_was_or_is_missing_is_refused() {
    assert_snapshot!(check("schema = 0\n"), @"
    schema = 0
             ^ there is no schema 0
             = try `schema = 1`
    ");
    assert_snapshot!(check("schema = \"1\"\n"), @r#"
    schema = "1"
             ^^^ `schema` must be a number, not a string
    "#);
    assert_snapshot!(check("[rules]\n"), @"
    [rules]
    ^ the version of the format is missing
    = try `schema = 1` on the first line
    ");
    assert_snapshot!(check(""), @"
    ^ the version of the format is missing
    = try `schema = 1` on the first line
    ");
}

#[test]
fn broken_toml_is_reported_wherever_it_is_broken() {
    let text = "schema = 1\n[documents\ninclude = [\"a.md\"\n[rules]\ndangling-id =\n";
    assert_snapshot!(check(text), @"
    [documents
              ^ not TOML: unclosed table, expected `]`
    [rules]
    ^ not TOML: missing comma between array elements, expected `,`
    dangling-id =
    ^ not TOML: missing comma between array elements, expected `,`
    dangling-id =
                ^ not TOML: unexpected `=` in array, expected value, `]`
    dangling-id =
                 ^ not TOML: unclosed array, expected `]`
    ");
}

#[test]
fn a_day_with_a_time_is_no_start() {
    assert_snapshot!(check("schema = 1\nproject.start = 2026-02-01T10:00:00Z\n"), @"
    project.start = 2026-02-01T10:00:00Z
                    ^^^^^^^^^^^^^^^^^^^^ `start` must be a date, not a date or time
                    = try a day without quotes, as `start = 2026-02-01`
    ");
}

#[test]
fn deep_nesting_is_a_mistake_and_no_crash() {
    let text = format!("schema = 1\ngates = {}", "[".repeat(100_000));
    assert!(parse_knowing(&text, RULES).is_err());
}

fn problem(rule: &'static str, path: &str, item: Option<&str>) -> Problem {
    Problem {
        code: Code(101),
        rule,
        severity: Severity::Error,
        place: Place { path: RepoPath::new(path).unwrap(), span: Span::new(0, 1) },
        message: "it is so".to_owned(),
        labels: Vec::new(),
        help: None,
        item: item.map(|item| ItemId::new(item).unwrap()),
    }
}

#[test]
fn a_suppression_covers_what_it_names_and_nothing_else() {
    let config = accept(
        r#"
schema = 1
[[suppress]]
rule = "dangling-id"
path = "docs/**"
item = "M1"
reason = "a known gap"
"#,
    );
    let expects = |rule, path, item| config.expects(&problem(rule, path, item));
    assert!(expects("dangling-id", "docs/a.md", Some("M1")));
    assert!(!expects("dangling-id", "docs/a.md", Some("M2")));
    assert!(!expects("dangling-id", "docs/a.md", None));
    assert!(!expects("dangling-id", "STATUS.md", Some("M1")));
    assert!(!expects("status-conflict", "docs/a.md", Some("M1")));
}

/// The keys that an object of the published schema names.
fn schema_keys(object: &serde_json::Value) -> BTreeSet<&str> {
    object["properties"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_published_schema_names_the_same_keys() {
    let text = include_str!("../../../../../docs/schema/milepost.toml.schema.json");
    let schema: serde_json::Value = serde_json::from_str(text).unwrap();
    let set = |keys: &[&'static str]| keys.iter().copied().collect::<BTreeSet<&str>>();
    let properties = &schema["properties"];

    assert_eq!(schema_keys(&schema), set(ROOT));
    assert_eq!(schema_keys(&properties["project"]), set(PROJECT));
    assert_eq!(schema_keys(&properties["documents"]), set(DOCUMENTS));
    assert_eq!(schema_keys(&properties["suppress"]["items"]), set(SUPPRESS));
    assert_eq!(schema_keys(&properties["resources"]), set(RESOURCES));
    assert_eq!(schema_keys(&properties["policy"]), set(POLICY));
    let commits = &properties["policy"]["properties"]["commits"];
    assert_eq!(schema_keys(commits), set(COMMITS));
    assert_eq!(schema_keys(&commits["properties"]["decisions"]), set(DECISIONS));
    let kinds = &schema["$defs"];
    assert_eq!(schema_keys(&kinds["runGate"]), &set(gates::GATE) | &set(RUN));
    assert_eq!(schema_keys(&kinds["reviewGate"]), &set(gates::GATE) | &set(REVIEW));
    assert_eq!(schema_keys(&kinds["report"]), set(REPORT));
    assert_eq!(schema_keys(&kinds["compare"]), set(COMPARE));
    assert_eq!(schema_keys(&kinds["control"]), set(CONTROL));
    assert_eq!(schema_keys(&properties["releases"]), set(RELEASES));
    assert_eq!(schema_keys(&kinds["releaseClass"]), set(CLASS));
    assert_eq!(schema_keys(&kinds["cadence"]), set(CADENCE));
    assert_eq!(schema_keys(&kinds["consumer"]), set(CONSUMER));
    assert_eq!(schema_keys(&kinds["deprecation"]), set(DEPRECATION));
    assert_eq!(schema_keys(&kinds["factTable"]), set(FACT));
    assert_eq!(schema_keys(&kinds["place"]), set(PLACE));
    assert_eq!(schema_keys(&kinds["surface"]), &set(SURFACE) | &set(PLACE));
    assert_eq!(schema_keys(&properties["render"]["items"]), set(PAGE));
}

/// The words that a value of the published schema may be.
fn schema_words(value: &serde_json::Value) -> Vec<&str> {
    value["enum"].as_array().unwrap().iter().filter_map(serde_json::Value::as_str).collect()
}

#[test]
fn the_published_schema_names_the_same_words() {
    fn words<T>(words: &[(&'static str, T)]) -> Vec<&'static str> {
        words.iter().map(|(word, _)| *word).collect()
    }
    let text = include_str!("../../../../../docs/schema/milepost.toml.schema.json");
    let schema: serde_json::Value = serde_json::from_str(text).unwrap();
    let kinds = &schema["$defs"];
    let of = |kind: &str, key: &str| schema_words(&kinds[kind]["properties"][key]);

    assert_eq!(schema_words(&kinds["severity"]), words(SEVERITIES));
    assert_eq!(of("report", "format"), Format::ALL.map(Format::as_str));
    assert_eq!(of("report", "from"), words(FROM));
    assert_eq!(of("runGate", "weight"), words(WEIGHTS));
    assert_eq!(of("runGate", "enforcement"), words(gates::ENFORCEMENTS));
    assert_eq!(
        schema_words(&schema["properties"]["policy"]["properties"]["least-grade"]),
        words(LEAST_GRADES)
    );
    assert_eq!(kinds["compare"]["properties"]["pairs"]["minimum"], LEAST_PAIRS);
    assert_eq!(of("cadence", "on"), words(WEEKDAYS));
    assert_eq!(of("consumer", "tier"), words(TIERS));
    let no_go = &kinds["releaseClass"]["properties"]["no-go"]["items"];
    assert_eq!(schema_words(no_go), words(&NoGo::WORDS));
}

mod agreement;
mod of_commits;
mod of_facts;
mod of_gates;
mod of_registers;
