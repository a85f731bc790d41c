//! Finding the item that a person means by a name.

use std::fmt;

use crate::plan::{Item, ItemKind, Plan};

/// What a person typed: `M2`, `risk:R1`, a title; with the folder it is in, if they said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The kind, where one was named.
    pub kind: Option<ItemKind>,
    /// The id or title.
    pub name: Box<str>,
    /// The folder or group, where one was named.
    pub folder: Option<Box<str>>,
}

impl Wanted {
    /// Takes what was typed apart. Before a colon stands a kind only if there is such a kind.
    pub fn new(typed: &str, folder: Option<&str>) -> Self {
        let kind_of = |word: &str| ItemKind::ALL.into_iter().find(|kind| kind.as_str() == word);
        let split = typed.split_once(':').map(|(kind, name)| (kind_of(kind.trim()), name.trim()));
        let (kind, name) = match split {
            Some((Some(kind), name)) if !name.is_empty() => (Some(kind), name),
            Some((Some(_) | None, _)) | None => (None, typed.trim()),
        };
        let folder = folder.map(|folder| folder.trim_matches('/').trim_start_matches("./"));
        let folder = folder.map(|folder| if folder == "." { "" } else { folder }.into());
        Self { kind, name: name.into(), folder }
    }

    fn fits(&self, item: &Item) -> bool {
        self.kind.is_none_or(|kind| item.key.kind == kind) && self.is_in_folder(item)
    }

    fn is_in_folder(&self, item: &Item) -> bool {
        let scope = item.key.scope.as_str();
        self.folder.as_deref().is_none_or(|folder| {
            let rest = scope.strip_prefix(folder);
            scope == folder || (!folder.is_empty() && rest.is_some_and(|it| it.starts_with('/')))
        })
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Some(kind) => write!(f, "{}:{}", kind.as_str(), self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// What a name was found to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// One item.
    One(&'a Item),
    /// Several; the person must say which.
    Several(Vec<&'a Item>),
    /// None; these are called nearly so, the likeliest first.
    Nothing {
        /// At most three items.
        near: Vec<&'a Item>,
    },
}

impl Plan {
    /// Finds the item that a person means.
    ///
    /// Case does not matter. Work is meant before entries of registers, and these before rows that
    /// merely bear the name of a thing, such as a queue entry.
    pub fn lookup(&self, wanted: &Wanted) -> Found<'_> {
        let name = wanted.name.to_lowercase();
        let is_called = |item: &&Item| item.key.name.as_str().to_lowercase() == name;
        let fitting = || self.items.values().filter(|item| wanted.fits(item));
        let mut found: Vec<&Item> = fitting().filter(is_called).collect();
        let rank = found.iter().map(|item| rank(item.key.kind)).min();
        found.retain(|item| Some(self::rank(item.key.kind)) == rank);
        match found.as_slice() {
            [] => Found::Nothing { near: near(fitting(), &name) },
            [one] => Found::One(one),
            [_, ..] => Found::Several(found),
        }
    }
}

fn rank(kind: ItemKind) -> u8 {
    match (kind.is_work(), kind.is_register() || kind == ItemKind::Gate) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    }
}

/// The items with the likest names.
fn near<'a>(items: impl Iterator<Item = &'a Item>, name: &str) -> Vec<&'a Item> {
    const LIKE: f64 = 0.8;
    // Names are short; comparing whole paragraphs would take long and help nobody.
    let name: String = name.chars().take(64).collect();
    let mut near: Vec<(f64, &Item)> = items
        .filter(|item| rank(item.key.kind) < 2)
        .map(|item| (strsim::jaro_winkler(&name, &item.key.name.as_str().to_lowercase()), item))
        .filter(|(likeness, _)| *likeness >= LIKE)
        .collect();
    near.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    near.into_iter().take(3).map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::{Found, Wanted};
    use crate::{
        id::{ItemId, Scope},
        plan::{Claim, Document, ItemKind, Origin, Plan},
        text::{RepoPath, Span},
    };

    fn document(path: &str, items: &[(ItemKind, &str)]) -> Document {
        let path = RepoPath::new(path).unwrap();
        let claims = items.iter().map(|(kind, id)| {
            let mut claim = Claim::bare(*kind, Origin::Row, Span::default());
            claim.id = ItemId::new(id);
            claim
        });
        Document {
            scope: Scope::new(path.folder()),
            path,
            title: "".into(),
            signs: Vec::new(),
            headings: Vec::new(),
            fields: Vec::new(),
            pointers: Vec::new(),
            claims: claims.collect(),
            unread: Vec::new(),
            loose_boxes: 0,
        }
    }

    #[track_caller]
    fn check(typed: &str, folder: Option<&str>, expected: &str) {
        use ItemKind::{Milestone, QueueEntry, Resolution, Risk};
        let plan = Plan::new(vec![
            document("a/plan.md", &[(Milestone, "M1"), (QueueEntry, "M1"), (Milestone, "M12")]),
            document("b/plan.md", &[(Risk, "R1"), (Resolution, "R1"), (Milestone, "M12")]),
        ]);
        let name = |item: &crate::plan::Item| {
            format!("{}/{}:{}", item.key.scope.as_str(), item.key.kind.as_str(), item.key.name)
        };
        let names = |items: &[&crate::plan::Item]| {
            items.iter().map(|item| name(item)).collect::<Vec<_>>().join(" ")
        };
        let found = match plan.lookup(&Wanted::new(typed, folder)) {
            Found::One(item) => name(item),
            Found::Several(items) => format!("which: {}", names(&items)),
            Found::Nothing { near } => format!("near: {}", names(&near)),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn work_is_meant_before_rows_that_bear_its_name() {
        check("m1", None, "a/milestone:M1");
        check("queue-entry:M1", None, "a/queue-entry:M1");
        check("R1", None, "b/risk:R1");
        check("resolution:R1", None, "b/resolution:R1");
    }

    #[test]
    fn the_same_name_in_two_folders_must_be_told_apart() {
        check("M12", None, "which: a/milestone:M12 b/milestone:M12");
        check("M12", Some("b/"), "b/milestone:M12");
    }

    #[test]
    fn mistyped_names_have_suggestions() {
        check("M13", None, "near: a/milestone:M1 a/milestone:M12 b/milestone:M12");
        check("something else", None, "near: ");
        check("nokind:M1", None, "near: ");
    }
}
