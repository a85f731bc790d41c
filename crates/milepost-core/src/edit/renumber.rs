//! An id that two things have: the later one gets the next free number.
//!
//! Only where nothing outside the two places names the id: what else names it may mean either, and is for a
//! person.

use std::sync::Arc;

use crate::{
    config::Config,
    discovery,
    edit::add::{Change, Ground, next_id_beside},
    evidence::{Payload, ledger::Ledger},
    id::ItemId,
    lint::rules::given_twice,
    plan::{Claim, Document, Item, ItemKey, Origin, Plan},
    read,
    text::{LineIndex, RepoPath, Source, Span},
};

/// Two things that one id is given to.
#[derive(Clone, Copy, Debug)]
pub struct Twice<'a> {
    /// What the plan takes both for.
    pub item: &'a Item,
    /// The one that stands first.
    pub first: (&'a Document, &'a Claim),
    /// The other one.
    pub other: (&'a Document, &'a Claim),
}

/// Which of the two came later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    /// The one that stands first.
    First,
    /// The other one.
    Other,
}

/// Why a number stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Kept {
    /// Something else names the id.
    #[error("`{id}` is named here, too, and may mean either")]
    Named {
        /// The id.
        id: ItemId,
        /// Where.
        path: RepoPath,
        /// The line, counted from 1.
        line: u32,
    },
    /// Records of the ledger name it: they may be of either.
    #[error("records in the ledger are about `{id}`, and may be of either")]
    Recorded {
        /// The id.
        id: ItemId,
    },
    /// The text is not at hand.
    #[error("{path} was not read")]
    NotRead {
        /// The document.
        path: RepoPath,
    },
    /// The document would not be understood as meant.
    #[error("{path} would not say what is meant with another number for `{id}`")]
    NotUnderstood {
        /// The id.
        id: ItemId,
        /// The document.
        path: RepoPath,
    },
}

/// The ids of a plan that are surely given to two things, in plan order.
pub fn twice(plan: &Plan) -> Vec<Twice<'_>> {
    let found = plan.items.values().filter_map(|item| {
        let (first, other) = given_twice(plan, item)?;
        Some(Twice { item, first, other })
    });
    found.collect()
}

impl<'a> Twice<'a> {
    /// The one that came later, and the one before it.
    fn split(self, later: Later) -> ((&'a Document, &'a Claim), (&'a Document, &'a Claim)) {
        match later {
            Later::First => (self.first, self.other),
            Later::Other => (self.other, self.first),
        }
    }
}

/// Whether a text has a thing, as one document of the project is read.
pub fn has(config: &Config, item: &ItemKey, claim: &Claim, source: &Source) -> bool {
    let document = read::read(source, &discovery::options_for(&source.path, config));
    document.claims.iter().any(|it| {
        it.kind == item.kind && it.id.as_ref() == Some(&item.name) && it.title == claim.title
    })
}

/// Gives the later of two things the next free number.
pub fn renumber(
    ground: Ground<'_>,
    ledger: &Ledger,
    twice: Twice<'_>,
    later: Later,
) -> Result<Change, Kept> {
    let ((document, claim), (other_document, other)) = twice.split(later);
    let old = &twice.item.key.name;
    if is_recorded(ledger, &twice.item.key) {
        return Err(Kept::Recorded { id: old.clone() });
    }
    let path = &document.path;
    let not_read = || Kept::NotRead { path: path.clone() };
    let source = ground.sources.get(path).ok_or_else(not_read)?;
    let own = whole(document, claim);
    let theirs = whole(other_document, other);
    for text in ground.sources.values() {
        let is_told = |at: &Span| {
            (text.path == *path && own.contains(*at))
                || (text.path == other_document.path && theirs.contains(*at))
        };
        if let Some(at) = mentions(&text.text, old).find(|at| !is_told(at)) {
            let line = LineIndex::new(&text.text).line(at.start);
            return Err(Kept::Named { id: old.clone(), path: text.path.clone(), line });
        }
    }
    let new = next_id_beside(ground, twice.item);
    let mut after = source.text.to_string();
    let places: Vec<Span> = mentions(&source.text, old).filter(|at| own.contains(*at)).collect();
    for at in places.into_iter().rev() {
        after.replace_range(at.range(), new.as_str());
    }
    let change = Change {
        path: path.clone(),
        before: Some(Arc::clone(&source.text)),
        after,
        id: Some(new.clone()),
    };
    let key = ItemKey { name: new, ..twice.item.key.clone() };
    if is_understood(ground, &change, (&key, &claim.title), &twice.item.key) {
        Ok(change)
    } else {
        Err(Kept::NotUnderstood { id: old.clone(), path: path.clone() })
    }
}

/// Whether somebody stated or recorded something of an item.
fn is_recorded(ledger: &Ledger, item: &ItemKey) -> bool {
    let mut payloads = ledger.records.iter().map(|record| &record.payload);
    payloads.any(|payload| match payload {
        Payload::Event(_) | Payload::Statement(_) => {
            let mut is_named = false;
            payload.clone().for_each_name(&mut |name| {
                is_named |= *name.kind == *item.kind.as_str() && name.id == item.name;
            });
            is_named
        }
        Payload::Run(_) | Payload::Signature(_) | Payload::Unknown { .. } => false,
    })
}

/// Where all that a claim says stands: the section of a heading, else the claim itself.
fn whole(document: &Document, claim: &Claim) -> Span {
    let heading = document.headings.iter().find(|heading| heading.span.contains(claim.name_span));
    match (claim.origin, heading) {
        (Origin::Section, Some(heading)) => heading.section,
        (
            Origin::Section
            | Origin::Row
            | Origin::ListItem
            | Origin::Line
            | Origin::Prose
            | Origin::FrontMatter
            | Origin::Tree,
            _,
        ) => claim.span,
    }
}

/// Where a text names an id, also as the beginning of the id of a part.
fn mentions<'a>(text: &'a str, id: &'a ItemId) -> impl Iterator<Item = Span> + 'a {
    let id = id.as_str();
    text.match_indices(id).filter_map(move |(at, found)| {
        let before = text.get(..at)?.chars().next_back();
        let after = text.get(at + found.len()..)?.chars().next();
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let joins = before.is_some_and(|c| c == '-' || c == '.');
        (!is_word(before) && !joins && !is_word(after)).then(|| Span::new(at, at + found.len()))
    })
}

/// Whether a changed text has the one thing under its new name, and nothing twice under the old one.
fn is_understood(
    ground: Ground<'_>,
    change: &Change,
    (new, title): (&ItemKey, &str),
    old: &ItemKey,
) -> bool {
    let source = Source { path: change.path.clone(), text: change.after.as_str().into() };
    let document = read::read(&source, &discovery::options_for(&change.path, ground.config));
    let documents = ground.plan.documents.iter().filter(|it| it.path != change.path).cloned();
    let plan = Plan::new(documents.chain([document]).collect());
    let is_there = plan
        .items
        .get(new)
        .is_some_and(|item| plan.claims(item).any(|(_, claim)| &*claim.title == title));
    let is_single = plan.items.get(old).is_some_and(|item| given_twice(&plan, item).is_none());
    is_there && is_single && !ground.plan.items.contains_key(new)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use insta::assert_snapshot;

    use super::{Later, renumber, twice};
    use crate::{
        edit::{add::Ground, diff},
        lint::fixture::Fixture,
        text::{RepoPath, Source},
    };

    /// What becomes of the first id that two things have.
    fn check(text: &str, later: Later) -> String {
        let fixture = Fixture::new(text);
        let sources: BTreeMap<RepoPath, _> = fixture
            .texts()
            .map(|(path, text)| {
                let source = Source { path: path.clone(), text: text.into() };
                (path.clone(), source.into())
            })
            .collect();
        let ground = Ground {
            plan: &fixture.plan,
            sources: &sources,
            config: &fixture.config,
            elsewhere: &[],
            files: &BTreeSet::new(),
        };
        let found = twice(&fixture.plan);
        let Some(first) = found.first() else { return "nothing is there twice\n".to_owned() };
        match renumber(ground, &fixture.ledger, *first, later) {
            Ok(change) => {
                diff::unified(change.path.as_str(), change.before.as_deref(), &change.after)
            }
            Err(why) => format!("{why:?}\n"),
        }
    }

    const ROWS: &str = "//- STATUS.md
## Milestones

| Milestone | Status |
|---|---|
| M4 Billing export | Planned |
| M4 Dark theme | Planned |
| M5 Maps | Planned |
";

    #[test]
    fn the_later_one_gets_the_next_free_number() {
        assert_snapshot!(check(ROWS, Later::Other), @"
        --- a/STATUS.md
        +++ b/STATUS.md
        @@ -3,5 +3,5 @@
         | Milestone | Status |
         |---|---|
         | M4 Billing export | Planned |
        -| M4 Dark theme | Planned |
        +| M6 Dark theme | Planned |
         | M5 Maps | Planned |
        ");
        assert_snapshot!(check(ROWS, Later::First), @"
        --- a/STATUS.md
        +++ b/STATUS.md
        @@ -2,6 +2,6 @@
         
         | Milestone | Status |
         |---|---|
        -| M4 Billing export | Planned |
        +| M6 Billing export | Planned |
         | M4 Dark theme | Planned |
         | M5 Maps | Planned |
        ");
    }

    #[test]
    fn what_names_the_id_elsewhere_may_mean_either() {
        let text = format!("{ROWS}\nM4 is what everybody waits for.\n");
        assert_snapshot!(check(&text, Later::Other), @r#"Named { id: ItemId("M4"), path: RepoPath("STATUS.md"), line: 9 }"#);
        let text = format!("{ROWS}//- M4-D1.md\n# M4-D1 Exporter\n\n**Status:** Planned\n");
        assert_snapshot!(check(&text, Later::Other), @r#"Named { id: ItemId("M4"), path: RepoPath("M4-D1.md"), line: 1 }"#);
        let text = format!("//- milepost.toml\nschema = 1\n//- ledger\ndone milestone M4\n{ROWS}");
        assert_snapshot!(check(&text, Later::Other), @r#"Recorded { id: ItemId("M4") }"#);
    }

    #[test]
    fn a_section_takes_its_parts_along() {
        let text = "//- PLAN.md
# Plan

## M4 Billing export

**Status:** Planned

### M4-D1 Exporter

- [ ] M4-T01 Write it

## M4 Dark theme

**Status:** Planned

### M4-D2 Palette

- [ ] M4-T02 Choose it
";
        assert_snapshot!(check(text, Later::Other), @"
        --- a/PLAN.md
        +++ b/PLAN.md
        @@ -8,10 +8,10 @@
         
         - [ ] M4-T01 Write it
         
        -## M4 Dark theme
        +## M5 Dark theme
         
         **Status:** Planned
         
        -### M4-D2 Palette
        +### M5-D2 Palette
         
        -- [ ] M4-T02 Choose it
        +- [ ] M5-T02 Choose it
        ");
    }
}
