//! Recording what a person states: the statement, the signature over it, and what follows, in one
//! segment.

use jiff::Timestamp;
use milepost_core::{
    digest::Digest,
    evidence::{
        Covers, Endorsement, Event, Payload, Record, SignatureRecord, Statement,
        wire::{self, Origin, Recording},
    },
    signature::{Purpose, Signed},
};

use crate::{
    Snapshot, Workspace,
    ledger::WriteError,
    sign::{self, Asking, SignError, SigningKey},
};

/// A statement that is signed and not yet recorded.
#[derive(Clone, Debug)]
pub struct SignedStatement {
    /// The name that its record will have.
    pub id: Digest,
    /// Its line.
    line: String,
    /// The line of the signature.
    signature: String,
    /// What the signature is worth.
    pub signed: Signed,
}

/// Why a statement was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It could not be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// It could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Signs a statement. Nothing is written.
pub fn sign_statement(
    statement: Statement,
    key: &SigningKey,
    by: &str,
) -> Result<SignedStatement, StateError> {
    let recording = Recording { at: Timestamp::now(), by, repository: "local" };
    let line = encode(&Payload::Statement(Box::new(statement)), &recording);
    let (armor, signed) =
        sign::sign(key, (Purpose::Approval, Asking::OnTerminal), format!("{line}\n").as_bytes())?;
    let digest = Digest::of(line.as_bytes());
    let record = SignatureRecord { covers: Covers::Record, digest, armor: armor.into() };
    let signature = encode(&Payload::Signature(Box::new(record)), &recording);
    Ok(SignedStatement { id: digest, line, signature, signed })
}

fn encode(payload: &Payload, recording: &Recording<'_>) -> String {
    wire::encode(payload, recording).expect("statements and events hold no numbers that JSON lacks")
}

impl SignedStatement {
    /// The record that it will be, to be judged before it is written.
    pub fn as_record(&self) -> Record {
        let origin = Origin { segment: self.id, written: Timestamp::now() };
        let mut record = wire::decode(&self.line, origin).expect("what was encoded can be read");
        let (covers, segment) = (Covers::Record, record.segment);
        record.signatures = vec![Endorsement { signed: self.signed.clone(), covers, segment }];
        record
    }
}

impl Workspace {
    /// Records a signed statement, and the events that follow from it.
    pub fn record_statement(
        &self,
        snapshot: &Snapshot,
        statement: &SignedStatement,
        events: Vec<Event>,
        by: &str,
    ) -> Result<(), StateError> {
        let recording = Recording { at: Timestamp::now(), by, repository: "local" };
        let mut lines = vec![statement.line.clone(), statement.signature.clone()];
        lines.extend(events.into_iter().map(|event| encode(&Payload::Event(event), &recording)));
        self.ledger_writer(&snapshot.ledger).append(&lines)?;
        Ok(())
    }
}
