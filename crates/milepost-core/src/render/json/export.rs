//! An export on the wire: the shapes of `status` and `gate list`, together.

use serde::Serialize;

use crate::{
    config::Config,
    render::{
        export,
        json::{
            answer::{Summary, Tracker},
            gate::Gate,
            item::Item,
        },
    },
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Export<'a> {
    summary: Summary,
    documents: Vec<Tracker<'a>>,
    items: Vec<Item<'a>>,
    gates: Vec<Gate<'a>>,
    undefined_gates: Vec<String>,
}

impl<'a> Export<'a> {
    pub(super) fn new(export: &export::Export<'a>, config: &'a Config) -> Self {
        let account = export.account;
        let (mut gates, mut undefined_gates) = (Vec::new(), Vec::new());
        for name in export.gates() {
            let found = config.gates.get(&name).zip(account.report.verdicts.gates.get(&name));
            match found {
                Some((gate, verdict)) => gates.push(Gate::new(gate, verdict, account.report)),
                None => undefined_gates.push(name.to_string()),
            }
        }
        Self {
            summary: Summary::new(account),
            documents: account.plan.documents.iter().map(Tracker::new).collect(),
            items: export.items().map(|item| Item::of_item(account, item)).collect(),
            gates,
            undefined_gates,
        }
    }
}
