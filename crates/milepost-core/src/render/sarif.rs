//! Problems as SARIF 2.1.0, in the subset that code scanning reads.
//!
//! Paths are relative to the root of the repository; columns count Unicode characters.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    diag::{self, Place, Severity},
    lint::Rule,
    render::{Account, escape, json, page, place},
};

/// The page that `check --format sarif` shows.
pub fn check(account: &Account<'_>, rules: &[&'static Rule]) -> String {
    let mut fingerprints = Fingerprints::default();
    let problems = &account.report.problems;
    let results = problems
        .iter()
        .map(|problem| Outcome::new(account, problem, rules, &mut fingerprints))
        .collect();
    let driver = Driver {
        name: "milepost",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: rules.iter().map(|rule| Descriptor::new(rule)).collect(),
    };
    json::write(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results }],
    })
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

/// A rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: String,
    name: &'static str,
    short_description: Text<&'static str>,
    full_description: Text<&'static str>,
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Text<T> {
    text: T,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: [&'static str; 1],
    #[serde(rename = "problem.severity")]
    severity: &'static str,
}

impl Descriptor {
    fn new(rule: &Rule) -> Self {
        let summary = page::summary(rule);
        Self {
            id: rule.code.to_string(),
            name: rule.name,
            short_description: Text { text: rule.name },
            full_description: Text { text: summary },
            help: Help { text: rule.page, markdown: rule.page },
            default_configuration: Configuration { level: level(rule.severity) },
            properties: Properties {
                tags: [page::group_word(rule.group)],
                severity: match rule.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Note => "recommendation",
                },
            },
        }
    }
}

/// One problem.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text<String>,
    locations: [Spot<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Spot<'a>>,
    partial_fingerprints: BTreeMap<&'static str, String>,
}

impl<'a> Outcome<'a> {
    fn new(
        account: &Account<'_>,
        problem: &'a diag::Problem,
        rules: &[&'static Rule],
        fingerprints: &mut Fingerprints,
    ) -> Self {
        let message = match &problem.help {
            Some(help) => format!("{}. Help: {help}", problem.message),
            None => problem.message.clone(),
        };
        let labels = problem.labels.iter().enumerate();
        let related = labels.map(|(at, label)| Spot {
            id: Some(at + 1),
            message: Some(Text { text: &label.message }),
            ..Spot::new(account, &label.place)
        });
        let fingerprint = fingerprints.next(account, problem);
        Self {
            rule_id: problem.code.to_string(),
            rule_index: rules.iter().position(|rule| rule.code == problem.code),
            level: level(problem.severity),
            message: Text { text: message },
            locations: [Spot::new(account, &problem.place)],
            related_locations: related.collect(),
            partial_fingerprints: [("primaryLocationLineHash", fingerprint)].into(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Spot<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<&'a str>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

impl Spot<'_> {
    fn new(account: &Account<'_>, place: &Place) -> Self {
        let place::Region { start_line, start_column, end_line, end_column } =
            account.region(&place.path, place.span);
        let uri = escape::uri(place.path.as_str());
        Self {
            id: None,
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri, uri_base_id: "%SRCROOT%" },
                region: Region { start_line, start_column, end_line, end_column },
            },
            message: None,
        }
    }
}

fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

/// Names for problems that stay the same while lines move: rule and text of the line, and which
/// of several such problems it is.
#[derive(Default)]
struct Fingerprints(BTreeMap<u64, usize>);

impl Fingerprints {
    fn next(&mut self, account: &Account<'_>, problem: &diag::Problem) -> String {
        let place = &problem.place;
        let line = account.places.ruler(&place.path).map_or("", |(text, ruler)| {
            let line = ruler.lines.line(place.span.start);
            ruler.lines.span(text, line).of(text)
        });
        // A line may be as long as its document: the name does not need more than its beginning.
        let line = line.bytes().take(1024).filter(|byte| !byte.is_ascii_whitespace());
        let bytes = place.path.as_str().bytes().chain([0]);
        let digest = fnv(bytes.chain(problem.rule.bytes()).chain([0]).chain(line));
        let times = self.0.entry(digest).or_default();
        *times += 1;
        format!("{digest:016x}:{times}")
    }
}

/// The 64-bit FNV-1a digest: a name, not a proof.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
