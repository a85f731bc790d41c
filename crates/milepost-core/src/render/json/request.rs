//! What waits for people, on the wire.

use serde::Serialize;

use crate::{
    judge::{Readiness, Request, RequestAbout},
    plan::Plan,
};

/// The answer of `requests`.
#[derive(Serialize)]
pub(super) struct Requests<'a> {
    requests: Vec<Entry<'a>>,
}

/// One request.
#[derive(Serialize)]
struct Entry<'a> {
    kind: &'static str,
    scope: Option<&'a str>,
    id: &'a str,
    title: Option<&'a str>,
    readiness: &'static str,
    who: Vec<&'a str>,
    why: &'a [String],
    next: &'a str,
}

impl<'a> Requests<'a> {
    pub(super) fn new(plan: &'a Plan, requests: &'a [Request<'a>]) -> Self {
        Self { requests: requests.iter().map(|request| entry(plan, request)).collect() }
    }
}

fn entry<'a>(plan: &'a Plan, request: &'a Request<'a>) -> Entry<'a> {
    let (kind, scope, id, title) = match request.about {
        RequestAbout::Item(key) => {
            let title = plan.items.get(key).map(|item| plan.title(item));
            (key.kind.as_str(), Some(key.scope.as_str()), key.name.as_str(), title)
        }
        RequestAbout::Gate(gate) => ("gate", None, gate.as_str(), None),
    };
    Entry {
        kind,
        scope,
        id,
        title,
        readiness: match request.readiness {
            Readiness::Open => "open",
            Readiness::Held => "held",
        },
        who: request.who.iter().map(|one| &**one).collect(),
        why: &request.why,
        next: &request.next,
    }
}
