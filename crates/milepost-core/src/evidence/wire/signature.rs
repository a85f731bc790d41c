//! The predicate `https://milepost.dev/evidence/signature/v1`: a signature over what stands before it.
//!
//! Its subject is not a commit but bytes of the ledger, named by their SHA-256.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::evidence::{
    Covers, SignatureRecord,
    wire::{
        WhyUnread,
        part::{DigestSet, wrong},
    },
};

#[derive(Serialize, Deserialize)]
pub(super) struct Subject<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    digest: DigestSet,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Predicate {
    signature: String,
}

/// What a signature covers, by the name of its subject.
const NAMES: [(&str, Covers); 2] =
    [("milepost-record", Covers::Record), ("milepost-segment", Covers::Segment)];

impl Subject<'_> {
    pub(super) fn new(record: &SignatureRecord) -> Self {
        let name = NAMES.iter().find(|(_, covers)| *covers == record.covers);
        let (name, _) = name.expect("everything that can be covered has a name");
        Self { name: (*name).into(), digest: record.digest.into() }
    }
}

impl Predicate {
    pub(super) fn new(record: &SignatureRecord) -> Self {
        Self { signature: record.armor.to_string() }
    }

    pub(super) fn read(&self, subjects: &[Subject<'_>]) -> Result<SignatureRecord, WhyUnread> {
        let [subject] = subjects else { return Err(wrong("subject", "is not exactly one")) };
        let covers = NAMES.iter().find(|(name, _)| *name == subject.name);
        let (_, covers) = covers.ok_or(wrong("subject", "is nothing that is signed here"))?;
        Ok(SignatureRecord {
            covers: *covers,
            digest: subject.digest.read("subject")?,
            armor: self.signature.as_str().into(),
        })
    }
}
