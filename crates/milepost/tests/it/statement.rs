//! Records of the ledger are in-toto Statements v1.

use std::collections::BTreeMap;

use milepost_core::{
    digest::Digest,
    evidence::{
        Ending, Event, EvidenceKey, Grade, ItemName, ObjectName, Outcome, OutputRecord, Payload,
        Run, RunSubject,
        wire::{Recording, encode},
    },
    gate::GateName,
    id::{CommitId, ItemId, Scope},
};
use serde_json::{Value, json};

/// The specification's rules, as a schema:
/// <https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>,
/// `resource_descriptor.md` and `digest_set.md` beside it.
fn statement() -> jsonschema::Validator {
    let hex =
        |digits: &str| json!({ "type": "string", "pattern": format!("^[0-9a-f]{{{digits}}}$") });
    let git = json!({ "type": "string", "pattern": "^([0-9a-f]{40}|[0-9a-f]{64})$" });
    let schema = json!({
        "type": "object",
        "required": ["_type", "subject", "predicateType"],
        "properties": {
            "_type": { "const": "https://in-toto.io/Statement/v1" },
            "subject": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["digest"],
                    "properties": {
                        "name": { "type": "string" },
                        "uri": { "type": "string" },
                        "digest": {
                            "type": "object",
                            "minProperties": 1,
                            "properties": { "sha256": hex("64"), "gitCommit": git, "gitTree": git },
                            "additionalProperties": { "type": "string" },
                        },
                    },
                },
            },
            "predicateType": { "type": "string", "pattern": "^[a-z]+:.+$" },
            "predicate": {
                "type": "object",
                "propertyNames": { "pattern": "^[a-z][A-Za-z0-9]*$" },
            },
        },
    });
    jsonschema::validator_for(&schema).unwrap()
}

/// A run that passed and an event.
pub(crate) fn payloads() -> [Payload; 2] {
    let (gate, definition) = (GateName::new("unit").unwrap(), Digest::of(b"definition"));
    let commit = CommitId::new(&"a".repeat(40)).unwrap();
    let tree = ObjectName::new(&"b".repeat(40)).unwrap();
    let nothing = OutputRecord { digest: Digest::of(b""), bytes: 0 };
    let item = ItemName {
        scope: Scope::default(),
        kind: "milestone".into(),
        id: ItemId::new("M1").unwrap(),
    };
    let run = Run {
        key: EvidenceKey::whole(&gate, definition, &tree),
        gate,
        definition,
        subject: RunSubject {
            commit: commit.clone(),
            tree: tree.clone(),
            project: tree,
            left_out: Vec::new(),
        },
        inputs: None,
        with: Vec::new(),
        grade: Grade::Clean,
        ending: Ending::Exited(0),
        outcome: Outcome::Passed,
        reasons: Vec::new(),
        started: "2026-03-01T12:00:00Z".parse().unwrap(),
        finished: "2026-03-01T12:00:01Z".parse().unwrap(),
        rules: Vec::new(),
        reports: Vec::new(),
        tests: None,
        failed: Vec::new(),
        metrics: BTreeMap::new(),
        comparison: None,
        stdout: nothing,
        stderr: nothing,
        admission: None,
        environment: BTreeMap::new(),
        variables: Vec::new(),
    };
    [Payload::Run(Box::new(run)), Payload::Event(Event::Done { item, definition, commit })]
}

#[test]
fn records_are_statements_of_the_standard() {
    let validator = statement();
    for payload in payloads() {
        let at = "2026-03-01T12:00:02Z".parse().unwrap();
        let line = encode(&payload, &Recording { at, by: "someone", repository: "local" }).unwrap();
        let mut value: Value = serde_json::from_str(&line).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
        assert_eq!(errors, [""; 0], "{line}");
        // And the schema tells what is none.
        value["subject"][0]["digest"] = json!({});
        assert!(!validator.is_valid(&value));
    }
}
