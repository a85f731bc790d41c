//! The rows of a board: the tree of work, flattened.

use std::collections::BTreeSet;

use crate::{
    id::Scope,
    plan::{Fraction, Item, ItemKey, ItemKind},
    render::{Account, board::Depth, escape, screen::Ink, summary, words},
};

/// One row of the board, as text that is safe to show.
pub(in crate::render) struct Row<'a> {
    /// The item.
    pub item: &'a Item,
    /// How deep it is in the tree.
    pub level: usize,
    /// The branches of the tree before the name.
    pub branch: String,
    /// The id, where there is one.
    pub id: String,
    /// The title.
    pub title: String,
    /// What the documents say.
    pub says: (String, Ink),
    /// What has been shown.
    pub shows: (String, Ink),
    /// Criteria claimed met, of all.
    pub criteria: Option<Fraction>,
    /// Parts claimed finished, of all.
    pub parts: Option<Fraction>,
}

/// Deeper branches are drawn at this depth.
const DEEPEST: usize = 8;

/// The rows for the work of one scope.
pub(in crate::render) fn of<'a>(
    account: &Account<'a>,
    scope: &Scope,
    depth: Depth,
) -> Vec<Row<'a>> {
    let work: Vec<&'a Item> = account
        .plan
        .items
        .values()
        .filter(|item| item.key.scope == *scope && item.key.kind.is_work())
        .collect();
    // A tracker that knows nothing but tasks shows them.
    let only_tasks = work.iter().all(|item| item.key.kind == ItemKind::Task);
    let shows = |item: &Item| {
        item.key.kind.is_work()
            && (depth == Depth::All || only_tasks || item.key.kind != ItemKind::Task)
    };
    let mut tree = Tree { account, seen: BTreeSet::new(), rows: Vec::new() };
    let is_root = |item: &&&Item| {
        item.parent.as_ref().is_none_or(|parent| !account.plan.items.contains_key(parent))
    };
    for root in work.iter().filter(is_root).filter(|item| shows(item)) {
        tree.grow(root, &shows);
    }
    // What is only part of itself, or of something that is no work, has no root above it.
    for item in work.iter().filter(|item| shows(item)) {
        tree.grow(item, &shows);
    }
    tree.rows
}

struct Tree<'s, 'a> {
    account: &'s Account<'a>,
    seen: BTreeSet<&'a ItemKey>,
    rows: Vec<Row<'a>>,
}

/// An item that waits to be drawn, with what stands left of it.
struct Waiting<'a> {
    item: &'a Item,
    depth: usize,
    /// What stands left of it and of everything below it.
    trunk: String,
    is_last: bool,
}

impl<'a> Tree<'_, 'a> {
    /// Draws an item with all below it, the parts of a thing under the thing.
    fn grow(&mut self, root: &'a Item, shows: &dyn Fn(&Item) -> bool) {
        let mut stack = vec![Waiting { item: root, depth: 0, trunk: String::new(), is_last: true }];
        while let Some(next) = stack.pop() {
            if !self.seen.insert(&next.item.key) {
                continue;
            }
            self.rows.push(row(self.account, &next));
            let trunk = trunk_below(&next);
            let children = self.account.children(&next.item.key);
            let children: Vec<&'a Item> = children
                .iter()
                .copied()
                .filter(|child| shows(child) && !self.seen.contains(&child.key))
                .collect();
            let count = children.len();
            let waiting = children.into_iter().enumerate().map(|(at, item)| Waiting {
                item,
                depth: next.depth + 1,
                trunk: trunk.clone(),
                is_last: at + 1 == count,
            });
            stack.extend(waiting.rev());
        }
    }
}

fn branch(waiting: &Waiting<'_>) -> String {
    match (waiting.depth, waiting.is_last) {
        (0, _) => String::new(),
        (_, true) => format!("{}└ ", waiting.trunk),
        (_, false) => format!("{}├ ", waiting.trunk),
    }
}

fn trunk_below(waiting: &Waiting<'_>) -> String {
    match (waiting.depth, waiting.is_last) {
        (0, _) => String::new(),
        (depth, _) if depth >= DEEPEST => waiting.trunk.clone(),
        (_, true) => format!("{}  ", waiting.trunk),
        (_, false) => format!("{}│ ", waiting.trunk),
    }
}

fn row<'a>(account: &Account<'a>, waiting: &Waiting<'a>) -> Row<'a> {
    let item = waiting.item;
    let id = if item.has_id { summary::name(account, item) } else { "" };
    let says = account.says(item);
    let (mark, ink) = words::status_mark(says.map(|says| says.status));
    let raw = says.map_or("no status", |says| &says.raw);
    let judged = account.judged(&item.key);
    let fractions = judged.map(|judged| judged.fractions).unwrap_or_default();
    Row {
        item,
        level: waiting.depth,
        branch: branch(waiting),
        id: escape::line(id).into_owned(),
        title: escape::line(account.plan.title(item)).into_owned(),
        says: (format!("{mark} {}", escape::line(raw)), ink),
        shows: judged.map_or((String::new(), Ink::Plain), |judged| {
            let (mark, ink) = words::standing_mark(&judged.standing);
            let shown = judged
                .fractions
                .shown
                .filter(|shown| !judged.standing.is_shown() && shown.part > 0);
            let shown = shown.map(|it| format!(" {}", words::fraction(it))).unwrap_or_default();
            (format!("{mark} {}{shown}", account.standing(judged)), ink)
        }),
        criteria: fractions.criteria,
        parts: fractions.parts,
    }
}
