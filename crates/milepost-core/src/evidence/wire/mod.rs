//! Records as they are written down: one line each, an in-toto Statement v1.
//!
//! <https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>. The subject is the
//! commit, and for runs its tree; the project tree and the digest of the inputs are no git objects
//! that a third party could look up, and stay inside the predicate. A line is never written again:
//! its bytes are its name.
//!
//! Reading is strict in everything that counts. Unknown fields are left alone, as the standard
//! wants; records of other kinds are kept and count for nothing.

mod decided;
mod definition;
mod event;
mod packet;
mod part;
mod run;
mod segment;
mod signature;
mod statement;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use jiff::Timestamp;
pub(super) use segment::{Frame, Header, NoHeader, PackHeader};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use crate::{
    digest::Digest,
    evidence::{Payload, Record, Says},
    signature::BadSignature,
};

/// The type of every line.
const STATEMENT: &str = "https://in-toto.io/Statement/v1";
/// What the names of our own predicates begin with.
const OURS: &str = "https://milepost.dev/evidence/";
/// A run of a gate.
const RUN: &str = "https://milepost.dev/evidence/run/v1";
/// A run of a gate with other repositories. Who knows only of one subject must not take it for one of
/// this project alone.
const RUN_OF_TUPLE: &str = "https://milepost.dev/evidence/run/v2";
/// Something that took place and is no run.
const EVENT: &str = "https://milepost.dev/evidence/event/v1";
/// Whether a person accepts an item.
const APPROVAL: &str = "https://milepost.dev/evidence/approval/v1";
/// What a person answered.
const REVIEW: &str = "https://milepost.dev/evidence/review/v1";
/// What a person lets pass.
const WAIVER: &str = "https://milepost.dev/evidence/waiver/v1";
/// What became of a decision.
const DECISION: &str = "https://milepost.dev/evidence/decision/v1";
/// A signature over other lines.
const SIGNATURE: &str = "https://milepost.dev/evidence/signature/v1";

/// What is written beside a payload.
#[derive(Clone, Copy, Debug)]
pub struct Recording<'a> {
    /// When it is recorded.
    pub at: Timestamp,
    /// Who records it.
    pub by: &'a str,
    /// What the repository is called, as `example.org/team/project`; `local` where it has no name.
    pub repository: &'a str,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The segment.
    pub segment: Digest,
    /// When that was written.
    pub written: Timestamp,
}

/// Why a line is kept and not counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum WhyUnread {
    /// It is no JSON object of the right shape.
    #[error("it does not have the shape of such a record: {said}")]
    Shape {
        /// What the parser says.
        said: Box<str>,
    },
    /// It is something else.
    #[error("it is no in-toto Statement v1")]
    NotAStatement,
    /// It was written by a later milepost.
    #[error("it is a `{predicate_type}`, which this milepost is too old to read")]
    Newer {
        /// What it says that it is.
        predicate_type: Box<str>,
    },
    /// It is a signature, and proves nothing.
    #[error("it is a signature that does not hold: {why}")]
    Signature {
        /// Why not.
        why: BadSignature,
    },
    /// It is a signature over something that is not in its segment.
    #[error("it is a signature over something that is not in its segment")]
    SignatureOfNothing,
    /// It is one of many signatures over the same segment.
    #[error("it is one signature too many over its segment")]
    TooManySignatures,
    /// A field holds what it must not.
    #[error("its `{field}` {why}")]
    Field {
        /// The field.
        field: &'static str,
        /// What is wrong with it, as a predicate of that field.
        why: &'static str,
    },
}

/// Writes a record as its line, without a line break; nothing for a payload that is not ours to
/// write, or that holds a number which JSON does not have.
pub fn encode(payload: &Payload, recording: &Recording<'_>) -> Option<String> {
    let line = match payload {
        Payload::Run(run) => {
            let kind = if run.with.is_empty() { RUN } else { RUN_OF_TUPLE };
            let subjects = run::subjects(run, recording.repository);
            statement_about(kind, subjects, run::Predicate::new(run, recording)?)
        }
        Payload::Event(event) => {
            let subject = event::subject(event, recording.repository);
            statement(EVENT, subject, event::Predicate::new(event, recording))
        }
        Payload::Statement(made) => {
            let subject = statement::subject(made, recording.repository);
            let at = &made.subject;
            match &made.says {
                Says::Approval(approval) => {
                    let predicate = statement::ApprovalPredicate::new(approval, at, recording);
                    statement(APPROVAL, subject, predicate)
                }
                Says::Review { answers } => {
                    let predicate = statement::ReviewPredicate::new(answers, at, recording);
                    statement(REVIEW, subject, predicate)
                }
                Says::Waiver(waiver) => {
                    let predicate = statement::WaiverPredicate::new(waiver, at, recording);
                    statement(WAIVER, subject, predicate)
                }
                Says::Decision(decided) => {
                    let predicate = decided::DecisionPredicate::new(decided, at, recording);
                    statement(DECISION, subject, predicate)
                }
            }
        }
        Payload::Signature(record) => {
            let subject = signature::Subject::new(record);
            statement(SIGNATURE, subject, signature::Predicate::new(record))
        }
        Payload::Unknown { predicate_type: _ } => return None,
    };
    Some(line)
}

fn statement<S: Serialize, P: Serialize>(kind: &str, subject: S, predicate: P) -> String {
    statement_about(kind, vec![subject], predicate)
}

fn statement_about<S: Serialize, P: Serialize>(
    kind: &str,
    subject: Vec<S>,
    predicate: P,
) -> String {
    let statement =
        Statement { kind: STATEMENT.into(), subject, predicate_type: kind.into(), predicate };
    serde_json::to_string(&statement).expect("wire types have text keys and checked numbers")
}

/// Reads the line of a record.
pub fn decode(line: &str, origin: Origin) -> Result<Record, WhyUnread> {
    let head: Head<'_> = parse(line)?;
    if head.kind != STATEMENT {
        return Err(WhyUnread::NotAStatement);
    }
    let id = Digest::of(line.as_bytes());
    let unknown = || Record {
        id,
        segment: origin.segment,
        recorded: origin.written,
        by: "".into(),
        payload: Payload::Unknown { predicate_type: (*head.predicate_type).into() },
        signatures: Vec::new(),
    };
    let (recorded, by, payload) = match &*head.predicate_type {
        kind @ (RUN | RUN_OF_TUPLE) => {
            let Statement { subject, predicate, .. } = parse::<About<'_, run::Predicate>>(line)?;
            let (recorded, by) = predicate.recorded()?;
            let run = predicate.read(&subject)?;
            if run.with.is_empty() != (kind == RUN) {
                return Err(part::wrong("with", "does not go with the version of the record"));
            }
            (recorded, by, Payload::Run(Box::new(run)))
        }
        EVENT => {
            let kind = parse::<About<'_, event::Kind<'_>>>(line)?.predicate;
            if !kind.is_known() {
                // Kinds may be added without a new version: that is no mistake of the line.
                return Ok(unknown());
            }
            let Statement { subject, predicate, .. } = parse::<About<'_, event::Predicate>>(line)?;
            let (recorded, by) = predicate.recorded()?;
            (recorded, by, Payload::Event(predicate.read(&subject)?))
        }
        APPROVAL => stated::<statement::ApprovalPredicate>(line)?,
        REVIEW => stated::<statement::ReviewPredicate>(line)?,
        WAIVER => stated::<statement::WaiverPredicate>(line)?,
        DECISION => stated::<decided::DecisionPredicate>(line)?,
        SIGNATURE => {
            let Statement { subject, predicate, .. } =
                parse::<Statement<'_, signature::Subject<'_>, signature::Predicate>>(line)?;
            let record = predicate.read(&subject)?;
            (origin.written, "".into(), Payload::Signature(Box::new(record)))
        }
        other if is_newer(other) => {
            return Err(WhyUnread::Newer { predicate_type: other.into() });
        }
        _ => return Ok(unknown()),
    };
    Ok(Record { id, segment: origin.segment, recorded, by, payload, signatures: Vec::new() })
}

/// A statement of a person, with when and by whom it was recorded.
fn stated<'a, P: statement::Predicate + Deserialize<'a>>(
    line: &'a str,
) -> Result<(Timestamp, Box<str>, Payload), WhyUnread> {
    let Statement { subject, predicate, .. } = parse::<About<'a, P>>(line)?;
    let (recorded, by) = predicate.recorded()?;
    Ok((recorded, by, Payload::Statement(Box::new(predicate.read(&subject)?))))
}

fn parse<'a, T: Deserialize<'a>>(line: &'a str) -> Result<T, WhyUnread> {
    serde_json::from_str(line).map_err(|error| WhyUnread::Shape { said: error.to_string().into() })
}

/// Whether a type is one of ours in a version that this milepost does not know.
fn is_newer(predicate_type: &str) -> bool {
    let ours = predicate_type.strip_prefix(OURS).and_then(|rest| rest.rsplit_once("/v"));
    ours.is_some_and(|(name, version)| {
        let is_ours = matches!(
            name,
            "run" | "event" | "approval" | "review" | "waiver" | "decision" | "signature"
        );
        is_ours && version.parse().is_ok_and(|version: u32| version > 1)
    })
}

/// As much of a statement as tells what it is.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(rename = "_type", borrow)]
    kind: Cow<'a, str>,
    #[serde(rename = "predicateType", borrow)]
    predicate_type: Cow<'a, str>,
    #[serde(rename = "subject")]
    _subject: IgnoredAny,
}

/// A statement about a commit.
type About<'a, P> = Statement<'a, part::Subject<'a>, P>;

/// An in-toto Statement v1.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statement<'a, S, P> {
    #[serde(rename = "_type")]
    kind: Cow<'a, str>,
    subject: Vec<S>,
    predicate_type: Cow<'a, str>,
    predicate: P,
}
