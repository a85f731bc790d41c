//! Where the work of an item lies: the paths of its *Scope*, or of what it belongs to.

use std::collections::BTreeSet;

use crate::{
    globs::Globs,
    plan::{Cited, Item, Plan},
    repository::{Places, globs_of, scopes},
    text::RepoPath,
};

/// How far up an item is looked for what it belongs to.
const DEEPEST: usize = 32;

/// Where the work of an item lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserve<'a> {
    /// The item that says so: itself, or the nearest that it belongs to.
    pub item: &'a Item,
    /// Every place that its *Scope* may mean, as globs from the root; never empty.
    pub places: BTreeSet<Box<str>>,
}

/// Where the work of an item lies; nothing where neither it nor what it belongs to says so.
pub fn reserve<'a>(plan: &'a Plan, item: &'a Item) -> Option<Reserve<'a>> {
    let above = |item: &&'a Item| item.parent.as_ref().and_then(|key| plan.items.get(key));
    std::iter::successors(Some(item), above).take(DEEPEST).find_map(|item| {
        let places = places(plan, item);
        (!places.is_empty()).then_some(Reserve { item, places })
    })
}

fn places(plan: &Plan, item: &Item) -> BTreeSet<Box<str>> {
    let mut places: BTreeSet<Box<str>> = BTreeSet::new();
    for (document, claim) in plan.claims(item) {
        for cited in scopes(claim) {
            match cited {
                Cited::Glob(glob) => places.extend(globs_of(&document.path, &glob)),
                Cited::Path(path) => {
                    let of_path = Places::of(&document.path, &path).paths.into_iter();
                    places.extend(of_path.map(|path| path.as_str().into()));
                }
                Cited::Commit(_)
                | Cited::Tag(_)
                | Cited::Url(_)
                | Cited::Issue(_)
                | Cited::Placeholder(_) => {}
            }
        }
    }
    // What is no glob says nothing about any path.
    places.retain(|place| Globs::new([&**place]).is_ok());
    places
}

impl Reserve<'_> {
    /// Whether a path lies in it.
    pub fn holds(&self, path: &RepoPath) -> bool {
        let globs = Globs::new(self.places.iter().map(|place| &**place));
        globs.is_ok_and(|globs| globs.matches(path))
    }
}
