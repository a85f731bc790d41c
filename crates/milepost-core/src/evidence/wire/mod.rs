//! Records as they are written down: one line each, an in-toto Statement v1.
//!
//! <https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>. The subject is the
//! commit, and for runs its tree; the project tree and the digest of the inputs are no git objects
//! that a third party could look up, and stay inside the predicate. A line is never written again:
//! its bytes are its name.
//!
//! Reading is strict in everything that counts. Unknown fields are left alone, as the standard
//! wants; records of other kinds are kept and count for nothing.

mod event;
mod packet;
mod part;
mod run;
mod segment;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use jiff::Timestamp;
pub(super) use segment::{Frame, Header, NoHeader, PackHeader};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use crate::{
    digest::Digest,
    evidence::{Payload, Record},
};

/// The type of every line.
const STATEMENT: &str = "https://in-toto.io/Statement/v1";
/// What the names of our own predicates begin with.
const OURS: &str = "https://milepost.dev/evidence/";
/// A run of a gate.
const RUN: &str = "https://milepost.dev/evidence/run/v1";
/// Something that took place and is no run.
const EVENT: &str = "https://milepost.dev/evidence/event/v1";

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
            let subject = run::subject(run, recording.repository);
            statement(RUN, subject, run::Predicate::new(run, recording)?)
        }
        Payload::Event(event) => {
            let subject = event::subject(event, recording.repository);
            statement(EVENT, subject, event::Predicate::new(event, recording))
        }
        Payload::Unknown { predicate_type: _ } => return None,
    };
    Some(line)
}

fn statement<P: Serialize>(kind: &str, subject: part::Subject<'_>, predicate: P) -> String {
    let statement = Statement {
        kind: STATEMENT.into(),
        subject: vec![subject],
        predicate_type: kind.into(),
        predicate,
    };
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
    };
    let (recorded, by, payload) = match &*head.predicate_type {
        RUN => {
            let Statement { subject, predicate, .. } =
                parse::<Statement<'_, run::Predicate>>(line)?;
            let (recorded, by) = predicate.recorded()?;
            (recorded, by, Payload::Run(Box::new(predicate.read(&subject)?)))
        }
        EVENT => {
            let kind = parse::<Statement<'_, event::Kind<'_>>>(line)?.predicate;
            if !kind.is_known() {
                // Kinds may be added without a new version: that is no mistake of the line.
                return Ok(unknown());
            }
            let Statement { subject, predicate, .. } =
                parse::<Statement<'_, event::Predicate>>(line)?;
            let (recorded, by) = predicate.recorded()?;
            (recorded, by, Payload::Event(predicate.read(&subject)?))
        }
        other if is_newer(other) => {
            return Err(WhyUnread::Newer { predicate_type: other.into() });
        }
        _ => return Ok(unknown()),
    };
    Ok(Record { id, segment: origin.segment, recorded, by, payload })
}

fn parse<'a, T: Deserialize<'a>>(line: &'a str) -> Result<T, WhyUnread> {
    serde_json::from_str(line).map_err(|error| WhyUnread::Shape { said: error.to_string().into() })
}

/// Whether a type is one of ours in a version that this milepost does not know.
fn is_newer(predicate_type: &str) -> bool {
    let ours = predicate_type.strip_prefix(OURS).and_then(|rest| rest.rsplit_once("/v"));
    ours.is_some_and(|(name, version)| {
        matches!(name, "run" | "event") && version.parse().is_ok_and(|version: u32| version > 1)
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

/// An in-toto Statement v1.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statement<'a, P> {
    #[serde(rename = "_type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    subject: Vec<part::Subject<'a>>,
    predicate_type: Cow<'a, str>,
    predicate: P,
}
