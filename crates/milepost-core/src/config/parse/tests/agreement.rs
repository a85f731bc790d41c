//! The parser and the published schema take the same files, and refuse the same ones.

use serde_json::{Map, Value, json};

use super::super::parse;

fn json_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(truth) => json!(truth),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(list) => list.iter().map(json_of).collect(),
        toml::Value::Table(table) => {
            let entries = table.iter().map(|(key, value)| (key.clone(), json_of(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

fn fits_schema(text: &str) -> bool {
    let schema = include_str!("../../../../../../docs/schema/milepost.toml.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let table: toml::Table = toml::from_str(text).unwrap();
    validator.is_valid(&json_of(&toml::Value::Table(table)))
}

/// What stands behind `schema = 1` is taken by both.
#[track_caller]
fn both_take(text: &str) {
    let text = format!("schema = 1\n{text}\n");
    assert_eq!(parse(&text).err(), None, "{text}");
    assert!(fits_schema(&text), "the schema refuses\n{text}");
}

/// What stands behind `schema = 1` is refused by both.
#[track_caller]
fn both_refuse(text: &str) {
    let text = format!("schema = 1\n{text}\n");
    assert!(parse(&text).is_err(), "the parser takes\n{text}");
    assert!(!fits_schema(&text), "the schema takes\n{text}");
}

#[test]
fn whole_files_are_taken() {
    both_take("");
    both_take("project.start = 2026-02-01\ndocuments.include = [\"docs\"]");
    both_take(
        "facts.a = \"1\"\nfacts.b = { value = \"a\", green = \">= 1\", suffix = \"\" }\n\
         surfaces = [{ fact = \"a\", file = \"a.md\", pattern = \"(x)\", within = 0.5 }]",
    );
    both_take("[resources]\njobs = 2\nmin-available-memory = \"1.5 GiB\"");
    both_take("[policy]\nleast-grade = \"imported\"\nrecheck = true\ncommits = {}");
    both_take("[work]\nper-actor = 2\nlease = \"2 h\"\nmode = \"safe\"");
    both_take("resources.heavy-slots = 1\nwork.mode = \"safe\"");
    both_take(
        "[work]\nheavy-by = [\"lead\"]\ntracker-files-owned-by = \"lead\"\n[work.roles.lead]\n\
         actors = [\"ada\", \"*@example.org\"]\nmay-write = [\"docs/**\"]\nautonomous = false",
    );
    both_take("suppress = [{ rule = \"unread\", reason = \"known\" }]");
}

#[test]
fn facts_and_surfaces_that_are_none_are_refused() {
    for text in [
        "facts = 3",
        "facts.\"1st\" = \"1\"",
        "facts.a = 1",
        "facts.a = { label = \"x\" }",
        "facts.a = { value = \"1\", colour = \"red\" }",
        "facts.a = \"1\"\nsurfaces = [{ fact = \"a\", file = \"a.md\" }]",
        "facts.a = \"1\"\nsurfaces = [{ fact = \"a\", pattern = \"(x)\" }]",
        "facts.a = \"1\"\nsurfaces = [{ fact = \"a\", file = \"/a\", pattern = \"(x)\" }]",
        "facts.a = \"1\"\nsurfaces = [{ fact = \"a\", places = [] }]",
        "facts.a = \"1\"\nsurfaces = [{ fact = \"a\", file = \"a\", pattern = \"(x)\", digits = 13 }]",
        "facts.a = \"1\"\nsurfaces = [{ fact = \"a\", file = \"a\", pattern = \"(x)\", within = -1 }]",
    ] {
        both_refuse(text);
    }
}

#[test]
fn gates_are_taken() {
    for gate in [
        "run = \"make\"",
        "run = [\"make\", \"\"]\nprepare = \"x\"\nfolder = \"a/b\"\nkeep = [\"target\"]",
        "run = \"x\"\nenv = [\"CI\", \"_A1\"]\nneeds = []\ninputs = [\"src/**\"]",
        "run = \"x\"\ntimeout = \"1h 30min\"\nmax-age = \"30 d\"\ngreens = 2\nweight = \"heavy\"",
        "run = \"x\"\nreports = [{ format = \"junit\", path = \"a.xml\" }]",
        "run = \"x\"\nreports = []",
        "run = \"x\"\nreports = [{ format = \"lcov\", path = \"a\" }]\nrequire = [\"a > 1\"]",
        "run = \"x\"\nreports = [{ format = \"lcov\", path = \"a\" }, { format = \"tap\", from = \"stdout\" }]",
        "run = \"x\"\ncontrols = [{ name = \"a\", good = \".\" }, { name = \"b\", bad = \"v1\", signal = \"s\" }]",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"v1\", lower-is-better = true, worse-by-at-most = \"10 %\" }",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"v1\", higher-is-better = true, worse-by-at-most = \"0%\", floor = 2.5, deterministic = true }",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"evidence:0a1b2c3d\", lower-is-better = true, worse-by-at-most = \"1 %\", deterministic = true }",
        "run = \"x\"\nenforcement = \"advisory\"\npromote-after = 3",
        "run = \"x\"\nversions = { rustc = \"rustc --version\", \"c++\" = \"c++ --version\" }",
        "run = \"x\"\nwith = []",
        "kind = \"review\"\nby = [\"role:qa\"]\nchecklist = [\"all is well\"]\nenforcement = \"advisory\"",
    ] {
        both_take(&format!("[gates.a]\n{gate}"));
    }
}

#[test]
fn commit_policies_are_taken() {
    for policy in [
        "tracking = [\"docs/STATUS.md\"]\nmerges = true",
        "types = [\"feat\", \"área-1\"]",
        "decisions = { when = [\"src/**\"], in = [\"docs\"] }",
        "except-authors = []",
        "except-authors = [\"renovate[bot]\"]",
    ] {
        both_take(&format!("[policy.commits]\n{policy}"));
    }
}

#[test]
fn commit_policies_are_refused() {
    for policy in [
        "track = [\"a\"]",
        "tracking = []",
        "tracking = \"a\"",
        "types = []",
        "types = [\"feat:\"]",
        "types = [\"\"]",
        "decisions = []",
        "decisions = { when = [\"src\"] }",
        "decisions = { when = [], in = [\"a\"] }",
        "decisions = { when = [\"src\"], in = [\"a\"], by = \"x\" }",
        "except-authors = [\" \"]",
        "merges = \"no\"",
    ] {
        both_refuse(&format!("[policy.commits]\n{policy}"));
    }
}

#[test]
fn gates_are_refused() {
    for gate in [
        "",
        "run = \"\"",
        "run = []",
        "run = [\"\"]",
        "run = [\"a\", 1]",
        "run = 1",
        "run = \"x\"\nruns = \"y\"",
        "run = \"x\"\nby = [\"a\"]",
        "run = \"x\"\nkind = \"test\"",
        "run = \"x\"\nfolder = \"/a\"",
        "run = \"x\"\nkeep = \"target\"",
        "run = \"x\"\nkeep = [\"\"]",
        "run = \"x\"\nenv = [\"A=1\"]",
        "run = \"x\"\nenv = [\"GIT_DIR\"]",
        "run = \"x\"\ninputs = []",
        "run = \"x\"\ntimeout = 15",
        "run = \"x\"\ntimeout = \"15\"",
        "run = \"x\"\ntimeout = \"1 y\"",
        "run = \"x\"\ngreens = 0",
        "run = \"x\"\nweight = \"big\"",
        "run = \"x\"\nrequire = \"a > 1\"",
        "run = \"x\"\nrequire = [\"\"]",
        "run = \"x\"\nreports = [{ format = \"xml\", path = \"a\" }]",
        "run = \"x\"\nreports = [{ format = \"tap\" }]",
        "run = \"x\"\nreports = [{ format = \"tap\", path = \"a\", from = \"stdout\" }]",
        "run = \"x\"\nreports = [{ format = \"tap\", from = \"stderr\" }]",
        "run = \"x\"\nreports = [{ format = \"lcov\", path = \"a\" }]",
        "run = \"x\"\nreports = [{ format = \"lcov\", path = \"a\" }]\nrequire = []",
        "run = \"x\"\ncontrols = [{ name = \"a\" }]",
        "run = \"x\"\ncontrols = [{ good = \"v1\" }]",
        "run = \"x\"\ncontrols = [{ name = \"a\", good = \"v1\", bad = \"v2\", signal = \"s\" }]",
        "run = \"x\"\ncontrols = [{ name = \"a\", good = \"v1\", signal = \"s\" }]",
        "run = \"x\"\ncontrols = [{ name = \"a\", bad = \"v1\" }]",
        "run = \"x\"\ncontrols = [{ name = \"a\", bad = \".\", signal = \"s\" }]",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"v1\", worse-by-at-most = \"10 %\" }",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"v1\", lower-is-better = false, worse-by-at-most = \"10 %\" }",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"v1\", lower-is-better = true }",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"v1\", lower-is-better = true, worse-by-at-most = \"10\" }",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"v1\", lower-is-better = true, worse-by-at-most = \"10 %\", pairs = 4 }",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"v1\", lower-is-better = true, worse-by-at-most = \"10 %\", deterministic = true, most = 9 }",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"v1\", lower-is-better = true, worse-by-at-most = \"10 %\", floor = -1 }",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"evidence:0a1b2c3d\", lower-is-better = true, worse-by-at-most = \"1 %\" }",
        "run = \"x\"\ncompare = { metric = \"a\", with = \"evidence:v1\", lower-is-better = true, worse-by-at-most = \"1 %\", deterministic = true }",
        "run = \"x\"\npromote-after = 0",
        "run = \"x\"\nversions = [\"rustc --version\"]",
        "run = \"x\"\nversions = { rustc = \" \" }",
        "run = \"x\"\nversions = { \"a b\" = \"x\" }",
        "kind = \"review\"\nby = [\"a\"]\npromote-after = 3",
        "kind = \"review\"",
        "kind = \"review\"\nby = []",
        "kind = \"review\"\nby = [\" \"]",
        "kind = \"review\"\nby = [\"a\"]\nrun = \"x\"",
    ] {
        both_refuse(&format!("[gates.a]\n{gate}"));
    }
}

/// Gates that other tables may name.
const GATES: &str = "[gates]\na.run = \"x\"\nb.run = \"y\"\n";

#[test]
fn registers_and_cadences_are_taken() {
    let commit = "\"0123456789012345678901234567890123456789\"";
    for text in [
        "[cadence.weekly]\nevery = \"7 d\"\nstarts = 2026-11-02\ngates = [\"a\", \"b\"]",
        "[cadence.weekly]\non = \"monday\"\nstarts = 2026-11-02\nowner = \"Ada\"\nreviews = [\"a\"]",
        "[cadence.monthly]\nevery = \"4 weeks\"\nstarts = 2026-11-02\ngates = []\naudits = [\"a\"]",
        "[consumers.web]\nrepo = \"https://example.org/web\"",
        &format!(
            "[consumers.web]\nrepo = \"x\"\ntier = \"best-effort\"\ncurrent = {commit}\nrollback = {commit}\ngates = [\"b\"]"
        ),
        "[[deprecations]]\nwhat = \"v1\"\nannounced = 2026-11-02\nnotice = \"14 d\"\nremoval = 2026-11-20",
        "[releases]\n[releases.classes.patch]\n[releases.classes.minor]\ngates = [\"a\"]\nrollback = true\nno-go = [\"open-blocker\", \"dirty-tuple\"]",
    ] {
        both_take(&format!("{GATES}{text}"));
    }
}

#[test]
fn registers_and_cadences_are_refused() {
    for text in [
        "[cadence.weekly]\nevery = \"7 d\"\ngates = [\"a\"]",
        "[cadence.weekly]\nstarts = 2026-11-02\ngates = [\"a\"]",
        "[cadence.weekly]\nevery = \"7 d\"\non = \"monday\"\nstarts = 2026-11-02\ngates = [\"a\"]",
        "[cadence.weekly]\nevery = \"7 d\"\nstarts = \"soon\"\ngates = [\"a\"]",
        "[cadence.weekly]\nevery = \"90 min\"\nstarts = 2026-11-02\ngates = [\"a\"]",
        "[cadence.weekly]\nevery = \"7 d\"\nstarts = 2026-11-02",
        "[cadence.weekly]\nevery = \"7 d\"\nstarts = 2026-11-02\ngates = []",
        "[cadence.weekly]\nevery = \"7 d\"\nstarts = 2026-11-02\ngates = [\"a\", \"a\"]",
        "[cadence.weekly]\non = \"someday\"\nstarts = 2026-11-02\ngates = [\"a\"]",
        "[cadence.weekly]\nevery = \"7 d\"\nstarts = 2026-11-02\ngates = [\"a\"]\nowner = \" \"",
        "[consumers.web]\ntier = \"supported\"",
        "[consumers.web]\nrepo = \"x\"\ntier = \"gold\"",
        "[consumers.web]\nrepo = \"x\"\ncurrent = \"f2aeb18\"",
        "[consumers.web]\nrepo = \"x\"\ncurrent = \"0123456789012345678901234567890123456789-dirty\"",
        "[consumers]\nweb = \"x\"",
        "[[deprecations]]\nwhat = \"v1\"\nannounced = 2026-11-02",
        "[[deprecations]]\nwhat = \" \"\nannounced = 2026-11-02\nnotice = \"14 d\"",
        "[[deprecations]]\nwhat = \"v1\"\nannounced = \"monday\"\nnotice = \"14 d\"",
        "[releases.classes.minor]\nno-go = [\"rain\"]",
        "[releases.classes.minor]\nrollback = \"yes\"",
        "[releases.minor]\ngates = [\"a\"]",
    ] {
        both_refuse(&format!("{GATES}{text}"));
    }
}

#[test]
fn tables_are_refused() {
    for text in [
        "colour = 1",
        "gates = 3",
        "gates.a = \"make\"",
        "resources.jobs = 0",
        "resources.jobs = 1.5",
        "resources.heavy = 1",
        "resources.min-available-memory = 2",
        "resources.min-available-memory = \"2\"",
        "policy.least-grade = \"diagnostic\"",
        "policy.recheck = \"yes\"",
        "policy.greens-after-fail = 0",
        "documents.include = \"a\"",
        "work = 1",
        "work.per-actor = 0",
        "work.lease = \"4\"",
        "work.mode = \"careful\"",
        "work.mode = \"safe\"\nresources.heavy-slots = 2",
        "work.heavy-by = []",
        "work.roles.lead = [\"ada\"]",
        "work.roles.lead.actors = [\" \"]",
        "work.roles.lead.may-write = [\"/etc/*\", \"\"]",
        "work.roles.lead.autonomous = \"yes\"",
        "work.roles.lead.writes = []",
        "suppress = [{ rule = \"unread\" }]",
        "rules.unread = \"fatal\"",
    ] {
        both_refuse(text);
    }
}

#[test]
fn pages_are_taken() {
    for page in [
        "page = \"docs/STATUS.md\"\ntemplate = \"status\"",
        "page = \"M2.md\"\ntemplate = \"milestone\"\nwith = \"M2\"",
        "page = \"CHANGELOG.markdown\"\nblocks = true",
        "page = \"docs/plan.md\"\nblocks = true\nstamp = true",
    ] {
        both_take(&format!("[[render]]\n{page}"));
    }
}

#[test]
fn pages_are_refused() {
    for page in [
        "template = \"status\"",
        "page = \"a.md\"",
        "page = \"a.md\"\nwith = \"M2\"\nblocks = true",
        "page = \"a.md\"\ntemplate = \"\"",
        "page = \"a.md\"\ntemplate = \"status\"\nblocks = true",
        "page = \"a.md\"\ntemplate = \"status\"\nstamp = true",
        "page = \"a.md\"\nblocks = false",
        "page = \"a.md\"\nstamp = 1",
        "page = \"src/main.rs\"\ntemplate = \"status\"",
        "page = 1\ntemplate = \"status\"",
        "page = \"a.md\"\ntemplate = \"status\"\nitem = \"M1\"",
    ] {
        both_refuse(&format!("[[render]]\n{page}"));
    }
    both_refuse("render = 1");
    both_refuse("[render]\npage = \"a.md\"\ntemplate = \"status\"");
}

#[test]
fn only_documents_of_the_project_become_pages() {
    for page in [".milepost/notes.md", "../a.md", "/etc/a.md", ".git/a.md", "x/.GIT/a.md"] {
        let text = format!("schema = 1\n[[render]]\npage = \"{page}\"\ntemplate = \"status\"\n");
        assert!(parse(&text).is_err(), "{page}");
    }
    let twice = "[[render]]\npage = \"a.md\"\ntemplate = \"status\"\n";
    assert!(parse(&format!("schema = 1\n{twice}{twice}")).is_err());
}
