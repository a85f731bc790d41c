//! The parts that several predicates share, and how they are checked.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    digest::Digest,
    evidence::{ItemName, ObjectName, wire::WhyUnread},
    gate::GateName,
    id::{CommitId, ItemId, Scope},
};

/// What a statement is about: an in-toto `ResourceDescriptor`.
#[derive(Serialize, Deserialize)]
pub(super) struct Subject<'a> {
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) digest: GitDigest<'a>,
}

/// The names that git has for something.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GitDigest<'a> {
    #[serde(borrow)]
    pub(super) git_commit: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) git_tree: Option<Cow<'a, str>>,
}

impl<'a> Subject<'a> {
    /// The subject at a commit of a repository.
    pub(super) fn new(
        repository: &str,
        commit: &'a CommitId,
        tree: Option<&'a ObjectName>,
    ) -> Self {
        let git_tree = tree.map(|tree| tree.as_str().into());
        let digest = GitDigest { git_commit: commit.as_str().into(), git_tree };
        Self { name: format!("git+{repository}").into(), digest }
    }
}

/// The one subject of a statement. More of them are no statement of this version.
pub(super) fn the_subject<'a, 'b>(
    subjects: &'b [Subject<'a>],
) -> Result<&'b GitDigest<'a>, WhyUnread> {
    match subjects {
        [subject] => Ok(&subject.digest),
        [] | [_, ..] => Err(wrong("subject", "is not exactly one")),
    }
}

/// A set of digests with the one that is used here.
#[derive(Serialize, Deserialize)]
pub(super) struct DigestSet {
    sha256: String,
}

impl From<Digest> for DigestSet {
    fn from(digest: Digest) -> Self {
        Self { sha256: digest.to_string() }
    }
}

impl DigestSet {
    pub(super) fn read(&self, field: &'static str) -> Result<Digest, WhyUnread> {
        digest(&self.sha256, field)
    }
}

/// A gate as it was defined.
#[derive(Serialize, Deserialize)]
pub(super) struct Gate {
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) definition: Option<Described>,
}

/// Something that is known by its digest.
#[derive(Serialize, Deserialize)]
pub(super) struct Described {
    pub(super) digest: DigestSet,
}

impl Gate {
    pub(super) fn new(gate: &GateName, definition: Option<Digest>) -> Self {
        let definition = definition.map(|digest| Described { digest: digest.into() });
        Self { id: gate.to_string(), definition }
    }

    pub(super) fn name(&self) -> Result<GateName, WhyUnread> {
        gate_name(&self.id)
    }

    pub(super) fn digest(&self) -> Result<Digest, WhyUnread> {
        let definition = self.definition.as_ref().ok_or(wrong("gate", "has no definition"))?;
        definition.digest.read("gate.definition")
    }
}

/// An item, by its name across documents.
#[derive(Serialize, Deserialize)]
pub(super) struct Item {
    scope: String,
    kind: String,
    id: String,
}

impl Item {
    pub(super) fn new(item: &ItemName) -> Self {
        let ItemName { scope, kind, id } = item;
        Self { scope: scope.as_str().to_owned(), kind: kind.to_string(), id: id.to_string() }
    }

    pub(super) fn read(&self) -> Result<ItemName, WhyUnread> {
        let id = item_id(&self.id, "item.id")?;
        Ok(ItemName { scope: Scope::new(&self.scope), kind: self.kind.as_str().into(), id })
    }
}

/// The id of an item, as it is written.
pub(super) fn item_id(text: &str, field: &'static str) -> Result<ItemId, WhyUnread> {
    let id = ItemId::new(text).filter(|id| id.as_str() == text);
    id.ok_or(wrong(field, "is no id of an item"))
}

/// That a field holds what it must not.
pub(super) fn wrong(field: &'static str, why: &'static str) -> WhyUnread {
    WhyUnread::Field { field, why }
}

pub(super) fn digest(text: &str, field: &'static str) -> Result<Digest, WhyUnread> {
    Digest::from_hex(text).ok_or(wrong(field, "is no SHA-256 in lower-case digits"))
}

pub(super) fn commit(text: &str, field: &'static str) -> Result<CommitId, WhyUnread> {
    CommitId::new(text).ok_or(wrong(field, "is no commit id"))
}

pub(super) fn object(text: &str, field: &'static str) -> Result<ObjectName, WhyUnread> {
    ObjectName::new(text).ok_or(wrong(field, "is no object id"))
}

/// A time in UTC, as RFC 3339 with a `Z`.
pub(super) fn time(text: &str, field: &'static str) -> Result<Timestamp, WhyUnread> {
    let time = text.parse().ok().filter(|_| text.ends_with('Z') && text.contains('T'));
    time.ok_or(wrong(field, "is no RFC 3339 time in UTC"))
}

pub(super) fn gate_name(text: &str) -> Result<GateName, WhyUnread> {
    let name = GateName::new(text).filter(|name| name.as_str() == text);
    name.ok_or(wrong("gate.id", "is no name of a gate"))
}

/// Texts for the domain.
pub(super) fn boxed(texts: &[String]) -> Vec<Box<str>> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

/// Texts for the wire.
pub(super) fn owned(texts: &[Box<str>]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}
