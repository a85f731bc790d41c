//! What `facts` says, on the wire.

use serde::Serialize;

use crate::{
    fact::{Fact, FactName, Finding, Sighting, Told, Value},
    render::facts::Facts,
};

/// The answer of `facts`.
#[derive(Serialize)]
pub(super) struct FactsAnswer<'a> {
    facts: Vec<WireFact<'a>>,
    surfaces: Vec<WireSurface<'a>>,
}

/// One fact.
#[derive(Serialize)]
struct WireFact<'a> {
    name: &'a str,
    expression: &'a str,
    /// As it would be written; nothing where it cannot be told.
    value: Option<String>,
    /// The same as a number, where it is one.
    number: Option<f64>,
    from: &'a [String],
    doubts: &'a [String],
    /// Why it cannot be told.
    error: Option<String>,
}

/// What was found at one place.
#[derive(Serialize)]
struct WireSurface<'a> {
    file: &'a str,
    line: Option<u32>,
    fact: Option<&'a str>,
    state: &'static str,
    stated: Option<&'a str>,
    wanted: Option<String>,
    why: Option<String>,
}

impl<'a> FactsAnswer<'a> {
    pub(super) fn new(facts: &Facts<'a>) -> Self {
        let surfaces = facts.sightings().map(|(sighting, fact)| surface(sighting, fact));
        Self {
            facts: facts.shown().into_iter().map(|(fact, told)| wire(fact, told)).collect(),
            surfaces: surfaces.collect(),
        }
    }
}

fn wire<'a>(fact: &'a Fact, told: &'a Told) -> WireFact<'a> {
    let computed = told.computed.as_ref().ok();
    let number = computed.and_then(|computed| match &computed.value {
        Value::Number(number) => Some(number.value()),
        Value::Text(_) => None,
    });
    WireFact {
        name: fact.name.as_str(),
        expression: &fact.text,
        value: computed.map(|computed| computed.value.to_string()),
        number,
        from: computed.map_or(&[], |computed| &computed.from),
        doubts: computed.map_or(&[], |computed| &computed.doubts),
        error: told.computed.as_ref().err().map(ToString::to_string),
    }
}

fn surface<'a>(sighting: &'a Sighting, fact: Option<&'a FactName>) -> WireSurface<'a> {
    let plain = |state, line, why| WireSurface {
        file: sighting.file.as_str(),
        line,
        fact: fact.map(FactName::as_str),
        state,
        stated: None,
        wanted: None,
        why,
    };
    match &sighting.finding {
        Finding::Agrees { line, span: _ } => plain("agrees", Some(*line), None),
        Finding::Drifts { line, stated, wanted, span: _ } => WireSurface {
            stated: Some(stated),
            wanted: Some(wanted.to_string()),
            ..plain("drifts", Some(*line), None)
        },
        Finding::Differs { line, stated, first, first_file, first_line, span: _ } => WireSurface {
            stated: Some(stated),
            wanted: Some(first.to_string()),
            ..plain("differs", Some(*line), Some(format!("as in {first_file}:{first_line}")))
        },
        Finding::Untold => plain("untold", None, Some("the fact cannot be told".to_owned())),
        Finding::Unread(why) => plain("unread", None, Some(why.to_string())),
        Finding::Lost(why) => plain("lost", None, Some(why.to_string())),
    }
}
