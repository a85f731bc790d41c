//! Any documents give answers for programs that are JSON, whatever stands in the documents.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_core::{
    config::Config,
    plan::{Document, Plan},
    render::{Account, json},
    text::Source,
};

fuzz_target!(|input: &str| {
    let sources = milepost_fuzz::sources(input);
    let plan = Plan::new(milepost_fuzz::documents(&sources));
    let report = milepost_fuzz::judge(&plan);
    let account = Account::new(&plan, &report, &sources);

    assert_json(&json::check(&account));
    assert_json(&json::status(&account));
    assert_json(&json::next(&account));
    let read = plan.documents.iter().map(|document| (document, &*sources[&document.path]));
    let read: Vec<(&Document, &Source)> = read.collect();
    assert_json(&json::plan(&read));
    for item in plan.items.values().take(10) {
        assert_json(&json::show(&account, &Config::default(), item));
        assert_json(&json::why(&account, item));
    }
});

/// Panics if a text is not one JSON value, or holds a character that could steer a terminal.
fn assert_json(text: &str) {
    let value: serde_json::Value = serde_json::from_str(text).expect("renderers write JSON");
    assert_eq!(value["schemaVersion"], 1);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "control characters are escaped");
}
