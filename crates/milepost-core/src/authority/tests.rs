//! Who is heard, with keys of the test that can sign.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ssh_key::{HashAlg, LineEnding, PrivateKey, SshSig, private::Ed25519Keypair};

use super::{Approvals, Authority, PresencePolicy, Producer, Roles, Unheard, is_same};
use crate::{
    digest::Digest,
    evidence::{Covers, Endorsement, Grade, Payload, Record},
    signature::{
        self, Purpose, Signed,
        signers::{NotAllowed, Signers},
    },
};

/// A key that belongs to a name.
fn key(name: &str) -> PrivateKey {
    let mut seed = [0; 32];
    for (byte, letter) in seed.iter_mut().zip(name.bytes()) {
        *byte = letter;
    }
    PrivateKey::from(Ed25519Keypair::from_seed(&seed))
}

/// A line of the file of signers.
fn line(name: &str, options: &str) -> String {
    let key = key(name).public_key().to_openssh().unwrap();
    format!("{name}@example.org {options} {key}\n")
}

fn signed_by(name: &str, namespace: &str) -> Record {
    let signature = SshSig::sign(&key(name), namespace, HashAlg::Sha512, b"x\n").unwrap();
    let armor = signature.to_pem(LineEnding::LF).unwrap();
    let id = Digest::of(b"x");
    Record {
        id,
        segment: id,
        recorded: Timestamp::UNIX_EPOCH,
        by: "".into(),
        payload: Payload::Unknown { predicate_type: "x".into() },
        signatures: signature::check(&armor, b"x\n").into_iter().map(over_record).collect(),
    }
}

/// A signature over that record alone, in the segment of the record.
fn over_record(signed: Signed) -> Endorsement {
    Endorsement { signed, covers: Covers::Record, segment: Digest::of(b"x") }
}

/// The same over all of its segment.
fn over_segment(mut record: Record) -> Record {
    for signature in &mut record.signatures {
        signature.covers = Covers::Segment;
    }
    record
}

struct Case {
    signers: String,
    entered: BTreeMap<Digest, Timestamp>,
    approvals: Approvals,
}

impl Case {
    fn new(signers: String) -> Self {
        Self { signers, entered: BTreeMap::new(), approvals: Approvals::default() }
    }

    fn hear(&self, record: &Record, who: &[&str]) -> Result<Box<str>, Unheard> {
        let signers = Signers::parse(&self.signers);
        let roles = Roles::from([("lead".into(), vec!["ada@*".into()])]);
        let who: Vec<Box<str>> = who.iter().map(|one| (*one).into()).collect();
        let authority = Authority {
            signers: &signers,
            machines: &signers,
            roles: &roles,
            approvals: &self.approvals,
            entered: &self.entered,
            now: "2026-06-01T00:00:00Z".parse().unwrap(),
        };
        authority.hear(record, &who).map(|voice| voice.principal)
    }
}

const APPROVAL: &str = "approval@milepost.dev";

#[test]
fn only_who_is_listed_and_has_the_role_is_heard() {
    let case = Case::new(line("ada", "") + &line("ben", ""));
    let ada = signed_by("ada", APPROVAL);
    assert_eq!(&*case.hear(&ada, &[]).unwrap(), "ada@example.org");
    assert_eq!(&*case.hear(&ada, &["role:lead"]).unwrap(), "ada@example.org");
    let ben = signed_by("ben", APPROVAL);
    let needed = vec!["role:lead".into()];
    let role = Unheard::Role { principal: "ben@example.org".into(), needed };
    assert_eq!(case.hear(&ben, &["role:lead"]), Err(role));
    assert!(case.hear(&ben, &["role:nobody"]).is_err());
    assert_eq!(
        case.hear(&signed_by("eve", APPROVAL), &[]),
        Err(Unheard::Key(NotAllowed::Unlisted))
    );
}

#[test]
fn an_unsigned_record_and_one_signed_for_something_else_say_nothing() {
    let case = Case::new(line("ada", ""));
    let unsigned = Record { signatures: Vec::new(), ..signed_by("ada", APPROVAL) };
    assert_eq!(case.hear(&unsigned, &[]), Err(Unheard::Unsigned));
    // One for git is no signature of ours at all.
    assert_eq!(case.hear(&signed_by("ada", "git"), &[]), Err(Unheard::Unsigned));
    let machine = signed_by("ada", Purpose::Evidence.namespace());
    assert_eq!(case.hear(&machine, &[]), Err(Unheard::Purpose));
}

#[test]
fn a_key_must_have_been_valid_when_the_record_entered_the_history() {
    let mut case = Case::new(line("ada", "valid-before=20260101"));
    let record = signed_by("ada", APPROVAL);
    assert_eq!(case.hear(&record, &[]), Err(Unheard::Key(NotAllowed::TooLate)));
    case.entered.insert(record.segment, "2025-12-01T00:00:00Z".parse().unwrap());
    assert!(case.hear(&record, &[]).is_ok());
}

#[test]
fn where_presence_is_policy_a_plain_key_says_nothing() {
    let mut case = Case::new(line("ada", ""));
    case.approvals.presence = PresencePolicy::Required;
    let principal = "ada@example.org".into();
    assert_eq!(case.hear(&signed_by("ada", APPROVAL), &[]), Err(Unheard::NoPresence { principal }));
}

#[test]
fn who_produced_the_evidence_does_not_approve_it() {
    let mut approvals = Approvals::default();
    let check = |approvals: &Approvals, producers: &[&str]| {
        approvals.independent("ada@example.org", producers.iter().copied()).is_ok()
    };
    assert!(check(&approvals, &["ben@example.org (main)"]));
    assert!(!check(&approvals, &["ben@example.org", "Ada@example.org (main)"]));
    assert!(!check(&approvals, &[""]), "nobody knows who that was");
    approvals.producer = Producer::May;
    assert!(check(&approvals, &["ada@example.org"]));
    assert!(!is_same("ada@example.org", "ada@example.org.evil"));
}

#[test]
fn a_machine_makes_a_clean_run_a_signed_one() {
    let check = |options: &str, namespace: &str, stated: Grade| {
        let signers = Signers::parse(&line("ci", options));
        let (roles, approvals, entered) = (Roles::new(), Approvals::default(), BTreeMap::new());
        let now = Timestamp::UNIX_EPOCH;
        let authority = Authority {
            signers: &signers,
            machines: &signers,
            roles: &roles,
            approvals: &approvals,
            entered: &entered,
            now,
        };
        authority.grade(&over_segment(signed_by("ci", namespace)), stated)
    };
    let (ours, listed) = ("evidence@milepost.dev", "namespaces=evidence@milepost.dev");
    assert_eq!(check(listed, ours, Grade::Clean), Grade::Signed);
    assert_eq!(check(listed, ours, Grade::Imported), Grade::Imported);
    assert_eq!(check(listed, APPROVAL, Grade::Clean), Grade::Clean);
    assert_eq!(check("namespaces=git", ours, Grade::Clean), Grade::Clean);
    assert_eq!(check("namespaces=git", ours, Grade::Signed), Grade::Clean);
}

#[test]
fn a_machine_vouches_for_what_it_signs_together_while_its_key_is_valid() {
    let ours = Purpose::Evidence.namespace();
    let record = signed_by("ci", ours);
    let check = |record: &Record, machines: &str, entered: &BTreeMap<Digest, Timestamp>| {
        let (signers, machines) = (Signers::parse(&line("ci", "")), Signers::parse(machines));
        let (roles, approvals) = (Roles::new(), Approvals::default());
        let authority = Authority {
            signers: &signers,
            machines: &machines,
            roles: &roles,
            approvals: &approvals,
            entered,
            now: "2026-06-01T00:00:00Z".parse().unwrap(),
        };
        authority.vouched(record)
    };
    let (listed, nowhere) = (line("ci", ""), BTreeMap::new());
    assert_eq!(check(&over_segment(record.clone()), &listed, &nowhere), Ok(()));
    assert_eq!(check(&record, &listed, &nowhere), Err(Unheard::Part));
    let unlisted = Err(Unheard::Key(NotAllowed::Unlisted));
    assert_eq!(
        check(&over_segment(record.clone()), "", &nowhere),
        unlisted,
        "machines alone count"
    );
    let approval = over_segment(signed_by("ci", APPROVAL));
    assert_eq!(check(&approval, &listed, &nowhere), Err(Unheard::Purpose));
    // A copy that was there before says nothing of when it was signed.
    let ended = line("ci", "valid-before=20260101");
    let mut copied = over_segment(record);
    copied.segment = Digest::of(b"an older segment");
    let before = "2025-12-01T00:00:00Z".parse().unwrap();
    let entered = BTreeMap::from([(copied.segment, before)]);
    assert_eq!(check(&copied, &ended, &entered), Err(Unheard::Key(NotAllowed::TooLate)));
    let entered = BTreeMap::from([(Digest::of(b"x"), before)]);
    assert_eq!(check(&copied, &ended, &entered), Ok(()));
}
