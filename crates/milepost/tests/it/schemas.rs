//! The published schemas: what the program writes fits them, and they refuse what it never writes.

use serde_json::{Value, json};

use crate::{
    cadence, check::CONTRADICTION, facts, handoff, ledger, registers, sandbox::Sandbox,
    status::NATIVE,
};

fn schema(name: &str) -> Value {
    let path = format!("{}/../../docs/schema/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The schema of all answers. Schemas name each other by their place beside each other.
fn validator() -> jsonschema::Validator {
    let (plan, report) = (schema("plan.schema.json"), schema("report.schema.json"));
    let registry = jsonschema::Registry::new().add("file:///schema/plan.schema.json", &plan);
    let registry = registry.unwrap().prepare().unwrap();
    let options = jsonschema::options().with_base_uri("file:///schema/report.schema.json");
    options.with_registry(&registry).build(&report).unwrap()
}

#[track_caller]
pub(crate) fn check(sandbox: &Sandbox, arguments: &[&str], kind: &str) -> Value {
    let page = sandbox.stdout(&[arguments, &["--format", "json"]].concat());
    let answer: Value = serde_json::from_str(&page).unwrap();
    let errors: Vec<String> = validator()
        .iter_errors(&answer)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new(), "{page}");
    assert_eq!(answer["kind"], kind);
    assert_eq!(answer["schemaVersion"], 1);
    answer
}

#[test]
fn decisions_are_linked_with_what_they_name_both_ways() {
    let sandbox = Sandbox::new(&format!(
        "{NATIVE}//- docs/DECISIONS.md\n# Decisions\n\n## D-001 One file\n\n**Status:** Accepted\n**Context:** Data must survive.\n\
         **Affects:** M1, gate:unit\n**Confirmation:** It is kept (gate `unit`)\n\
         //- milepost.toml\nschema = 1\n\n[gates.unit]\nrun = \"true\"\n"
    ));
    sandbox.run(&["decide", "D-001", "--accept"]);
    let decision = check(&sandbox, &["show", "D-001"], "item");
    let decided = &decision["item"]["decided"];
    assert_eq!(decided["ruling"], "accepted");
    let affects = json!([{ "gate": "unit", "item": null }, { "gate": null, "item": "M1" }]);
    assert_eq!(decided["affects"], affects);
    assert_eq!(decided["confirmation"]["gate"], "unit");
    let name = json!([{ "scope": "docs", "kind": "decision", "name": "D-001" }]);
    let milestone = check(&sandbox, &["show", "M1"], "item");
    assert_eq!(milestone["item"]["decidedIn"], name);
    assert_eq!(milestone["item"]["decided"], Value::Null);
    let gate = check(&sandbox, &["gate", "show", "unit"], "gates");
    assert_eq!(gate["gates"][0]["decidedIn"], name);
    let log = check(&sandbox, &["log"], "log");
    assert_eq!(log["records"][0]["event"], "decided");
}

#[test]
fn every_answer_fits_the_published_schema() {
    for fixture in [CONTRADICTION, NATIVE] {
        let sandbox = Sandbox::new(fixture);
        check(&sandbox, &["check"], "check");
        check(&sandbox, &["status"], "status");
        check(&sandbox, &["show", "M1"], "item");
        check(&sandbox, &["why", "M1"], "why");
        check(&sandbox, &["next"], "next");
        check(&sandbox, &["graph", "--gates", "--all"], "graph");
        check(&sandbox, &["graph", "M1"], "graph");
        check(&sandbox, &["export"], "export");
        check(&sandbox, &["requests"], "requests");
        check(&sandbox, &["explain"], "rules");
        check(&sandbox, &["timeline"], "timeline");
        check(&sandbox, &["diff"], "diff");
    }
    let sandbox = Sandbox::new(NATIVE);
    sandbox.git(&["config", "user.email", "ada@example.org"]);
    let reason = ["--reason", "so it was agreed"];
    sandbox.run(&[&["rescope", "M2", "--to", "orders alone"][..], &reason].concat());
    sandbox.run(&[&["suspend", "M2"][..], &reason].concat());
    check(&sandbox, &["take", "M1-T02"], "lease");
    let status = check(&sandbox, &["status"], "status");
    assert!(status.to_string().contains("ada@example.org"));
    for command in ["show", "why"] {
        check(&sandbox, &[command, "M2"], if command == "why" { "why" } else { "item" });
    }
    check(&sandbox, &["next"], "next");
    check(&sandbox, &["log"], "log");
    let dropped = check(&sandbox, &["drop", "M1-T02"], "lease");
    assert_eq!(dropped["event"], "dropped");
    let recorded = ledger::recorded();
    let log = check(&recorded, &["log"], "log");
    assert_eq!(log["records"].as_array().unwrap().len(), 5);
    ledger::alter(&recorded);
    let doctor = check(&recorded, &["doctor", "--prune"], "doctor");
    assert_eq!(doctor["findings"][0]["kind"], "not-counted");
    let mut handed = Sandbox::new(handoff::PROJECT);
    check(&handed, &["handoff"], "handoff");
    handed.run(&["handoff", "--record", "--quiet"]);
    handoff::work(&mut handed);
    handed.run(&["handoff", "--record", "--quiet"]);
    let answer = check(&handed, &["handoff", "--read"], "handoff");
    assert_eq!(answer["last"]["handoff"]["gates"][0]["gate"], "unit");
    let cadence = cadence::project("2026-01-05");
    check(&cadence, &["due"], "due");
    check(&cadence, &["packet", "weekly"], "packet");
    let facts = Sandbox::new(facts::PROJECT);
    let answer = check(&facts, &["facts"], "facts");
    assert_eq!(answer["facts"][0]["name"], "milestones");
    let registers = registers::project();
    check(&registers, &["status"], "status");
    check(&registers, &["show", "B1"], "item");
    check(&registers, &["why", "B1"], "why");
    check(&registers, &["show", "orders-web"], "item");
    check(&registers, &["show", "batch"], "consumer");
    let plan = check(&Sandbox::new(NATIVE), &["read", "docs/M1.md", "docs/M2.md"], "plan");
    assert_eq!(plan["documents"].as_array().unwrap().len(), 2);
}

#[test]
fn the_schema_refuses_what_is_never_written() {
    let validator = validator();
    let tool = json!({ "name": "milepost", "version": "0.1.0" });
    let answer = |kind: &str, version: u32| json!({ "schemaVersion": version, "kind": kind, "tool": tool, "documents": [] });
    assert!(validator.is_valid(&answer("plan", 1)));
    assert!(!validator.is_valid(&answer("plan", 2)));
    assert!(!validator.is_valid(&answer("check", 1)));
    assert!(!validator.is_valid(&answer("log", 1)));
    assert!(!validator.is_valid(&answer("doctor", 1)));
}
