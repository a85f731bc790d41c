//! All tags, with the commit that each names in the end.

use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_core::repository::Tag;

use crate::{
    git::{
        commit::{Commit, TagObject},
        objects::{Answer, Object, ObjectKind, Objects},
        oid::ObjectId,
        refs,
    },
    workspace::LoadError,
};

/// A tag may name a tag, but not without end.
const DEEPEST: usize = 8;

/// A tag that is still to be followed.
struct Pending {
    name: Box<str>,
    id: ObjectId,
    tagged: Option<Timestamp>,
}

/// All tags that name a commit.
pub(super) fn all(objects: &mut Objects<'_>) -> Result<BTreeMap<Box<str>, Tag>, LoadError> {
    let tags = refs::tags(objects.repository())?.into_iter();
    let mut pending: Vec<Pending> =
        tags.map(|(name, id)| Pending { name, id, tagged: None }).collect();
    let mut found = BTreeMap::new();
    for _ in 0..DEEPEST {
        let ids: Vec<String> = pending.iter().map(|tag| tag.id.to_string()).collect();
        let mut next = Vec::new();
        let mut waiting = pending.into_iter();
        objects.each(&ids, |_, answer| {
            let Some(tag) = waiting.next() else { return };
            match follow(tag, answer) {
                Some(Followed::Tag(tag)) => next.push(tag),
                Some(Followed::Commit(name, tag)) => drop(found.insert(name, tag)),
                None => {}
            }
        })?;
        pending = next;
    }
    Ok(found)
}

enum Followed {
    Tag(Pending),
    Commit(Box<str>, Tag),
}

fn follow(tag: Pending, answer: Answer) -> Option<Followed> {
    let Answer::Found(Object { id, kind, bytes }) = answer else { return None };
    match kind {
        ObjectKind::Commit => {
            let tagged = tag.tagged.or_else(|| Some(Commit::parse(&bytes)?.committed))?;
            Some(Followed::Commit(tag.name, Tag { commit: id.commit(), tagged }))
        }
        ObjectKind::Tag => {
            let TagObject { object, tagged } = TagObject::parse(&bytes)?;
            Some(Followed::Tag(Pending {
                name: tag.name,
                id: object,
                tagged: tag.tagged.or(tagged),
            }))
        }
        ObjectKind::Blob | ObjectKind::Tree => None,
    }
}
