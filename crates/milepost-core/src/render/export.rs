//! What is handed to other programs: the items that are asked for, in plan order, with all that belongs
//! to them.

use std::collections::BTreeSet;

use crate::{
    gate::GateName,
    judge,
    plan::{Item, ItemKey, ItemKind},
    render::Account,
};

/// What an export holds.
pub struct Export<'a> {
    /// The judged plan.
    pub(super) account: &'a Account<'a>,
    /// What is handed over; all where nothing was asked for.
    only: Option<BTreeSet<&'a ItemKey>>,
}

impl<'a> Export<'a> {
    /// All items, or those that are asked for with everything that belongs to them.
    pub fn new(account: &'a Account<'a>, asked: &[&'a Item]) -> Self {
        let only = (!asked.is_empty()).then(|| {
            let mut only = BTreeSet::new();
            let mut open: Vec<&Item> = asked.to_vec();
            while let Some(item) = open.pop() {
                if only.insert(&item.key) {
                    open.extend(account.children(&item.key));
                }
            }
            only
        });
        Self { account, only }
    }

    /// The work and the entries of registers.
    pub(super) fn items(&self) -> impl Iterator<Item = &'a Item> + '_ {
        let is_shown = |kind: ItemKind| kind.is_work() || kind.is_register();
        let items = self.account.plan.items.values();
        items.filter(move |item| is_shown(item.key.kind) && self.holds(&item.key))
    }

    /// Whether an item is handed over.
    pub(super) fn holds(&self, key: &ItemKey) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(key))
    }

    /// The gates that are handed over: all, or those that the items rest on. Some may be defined nowhere.
    pub(super) fn gates(&self) -> BTreeSet<GateName> {
        let report = self.account.report;
        let of = |key: &ItemKey| judge::gates_of(report, self.account.plan, key);
        let bound = report.items.iter().filter(|it| self.holds(&it.key));
        let mut gates: BTreeSet<GateName> = bound.flat_map(|it| of(&it.key)).collect();
        if self.only.is_none() {
            gates.extend(report.verdicts.gates.keys().cloned());
        }
        gates
    }
}
