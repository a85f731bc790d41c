//! What is kept up to date commit by commit is what a plan made anew would say.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::{
    history::{Change, Told, state::State},
    plan::{Document, ItemKind, Plan},
    read::{self, ReadOptions},
    text::{RepoPath, Source},
};

const PATHS: [&str; 3] = ["M1.md", "M2.md", "STATUS.md"];

/// Versions of documents that take items from each other, and give them back.
const VERSIONS: [&str; 7] = [
    "# M1 Store\n\n**Goal:** Kept\n**Status:** Done\n\n## Acceptance criteria\n\n- [x] It keeps (gate `unit`)\n",
    "# M1 Store\n\n**Goal:** Kept\n\n## Acceptance criteria\n\n- [x] It keeps (gate `unit`)\n\n\
     ## Deliverables\n\n### M1-D1 Files\n\n**Status:** Planned\n",
    "# M1 Store\n\n**Goal:** Kept\n\n## Acceptance criteria\n\n- [ ] It keeps\n- [x] It is quick\n",
    "# M2 Search\n\n**Goal:** Found\n**Status:** Planned\n**Phase:** P1\n\n## Acceptance criteria\n\n- [ ] It finds\n",
    "| Milestone | Status |\n|---|---|\n| M1 Store | Done |\n| M2 Search | Cancelled |\n",
    "| Deliverable | Status |\n|---|---|\n| M1-D1 Files | Done |\n| M2-D1 Index | Done |\n",
    "Nothing is tracked here.\n",
];

fn document(path: &str, text: &str) -> Document {
    let source = Source { path: RepoPath::new(path).unwrap(), text: text.into() };
    read::read(&source, &ReadOptions::default())
}

/// What a plan says of each item, and what is kept of it.
fn compare(documents: &BTreeMap<&str, &str>, state: &State) {
    let read = documents.iter().map(|(path, text)| document(path, text));
    let plan = Plan::new(read.filter(Document::is_tracker).collect());
    let mut milestones = 0;
    for item in plan.items.values().filter(|item| item.key.kind.is_work()) {
        let seen = state.seen(&item.key).unwrap_or_else(|| panic!("{:?} is lost", item.key));
        assert_eq!(&*seen.title, plan.title(item), "{:?}", item.key);
        let says = plan.says(item).map(|(_, says)| (says.status, says.raw.clone()));
        assert_eq!(seen.status, says, "{:?}", item.key);
        let parts: Vec<_> = state.parts(&item.key).collect();
        let is_part = |kind| matches!(kind, ItemKind::Milestone | ItemKind::Deliverable);
        let children = plan.children(&item.key).filter(|child| is_part(child.key.kind));
        let children: Vec<_> = children.map(|child| child.key.clone()).collect();
        assert_eq!(parts, children, "{:?}", item.key);
        milestones += u32::from(item.key.kind == ItemKind::Milestone && !seen.is_dropped());
    }
    assert_eq!(state.counts().milestones.all, milestones);
    let known = plan.items.values().filter(|item| item.key.kind.is_work()).count();
    let mut fresh = State::default();
    let told = documents.iter().map(|(path, text)| {
        Change::Told(RepoPath::new(path).unwrap(), Told::of(&document(path, text)))
    });
    let all = fresh.apply(told.collect()).into_iter().filter(|step| step.key.kind.is_work());
    assert_eq!(all.count(), known);
    assert_eq!(fresh.counts(), state.counts());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_kept_is_what_a_plan_would_say(
        steps in proptest::collection::vec((0_usize..3, 0_usize..9), 1..12),
    ) {
        let mut state = State::default();
        let mut documents: BTreeMap<&str, &str> = BTreeMap::new();
        for (at, version) in steps {
            let path = PATHS[at];
            let place = RepoPath::new(path).unwrap();
            let change = match VERSIONS.get(version) {
                Some(text) => {
                    documents.insert(path, text);
                    vec![Change::Told(place, Told::of(&document(path, text)))]
                }
                // What could not be read for a while says afterwards what it says.
                None if version == 8 && documents.contains_key(path) => {
                    state.apply(vec![Change::Unread(place.clone())]);
                    let text = documents[path];
                    vec![Change::Told(place, Told::of(&document(path, text)))]
                }
                None => {
                    documents.remove(path);
                    vec![Change::Gone(place)]
                }
            };
            state.apply(change);
            compare(&documents, &state);
        }
    }
}

#[test]
fn what_cannot_be_read_is_planned_and_says_nothing() {
    let path = RepoPath::new("M1.md").unwrap();
    let mut state = State::default();
    state.apply(vec![Change::Told(path.clone(), Told::of(&document("M1.md", VERSIONS[0])))]);
    let counts = state.counts();
    assert_eq!((counts.milestones.all, counts.milestones.said), (1, 1));
    assert_eq!((counts.criteria.all, counts.criteria.said), (1, 1));
    state.apply(vec![Change::Unread(path.clone())]);
    let counts = state.counts();
    assert_eq!((counts.milestones.all, counts.milestones.said), (1, 0));
    assert_eq!((counts.criteria.all, counts.criteria.said), (1, 0));
    state.apply(vec![Change::Gone(path)]);
    assert_eq!(state.counts(), crate::history::Counts::default());
    assert!(state.unread().is_empty());
}
