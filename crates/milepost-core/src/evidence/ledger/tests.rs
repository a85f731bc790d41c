//! Segments, packs, and the ledger that they amount to in any order.

use jiff::{SignedDuration, Timestamp};
use proptest::{prelude::*, sample::Index};

use ssh_key::{HashAlg, LineEnding, PrivateKey, SshSig, private::Ed25519Keypair};

use super::{
    Draft, Ledger, LedgerProblem, Line, Pack, PackName, Segment, SegmentName, WhyBad, raw_line,
};
use crate::{
    diag::Severity,
    digest::Digest,
    evidence::{
        Covers, Event, Payload,
        wire::{Recording, WhyUnread, encode},
    },
    gate::GateName,
    id::CommitId,
    signature::Purpose,
};

type File = (String, Vec<u8>);

/// A record that says who it is.
fn line(name: &str) -> String {
    let commit = CommitId::new(&"a".repeat(40)).unwrap();
    let gate = GateName::new("g").unwrap();
    let event = Event::Promoted { gate, commit, reason: name.into() };
    let recording = Recording { at: Timestamp::UNIX_EPOCH, by: "a", repository: "local" };
    encode(&Payload::Event(event), &recording).unwrap()
}

/// A segment of some records, so many seconds after a day in March.
fn segment(records: &[&str], parents: &[&File], seconds: i64) -> File {
    let start: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    let written = start + SignedDuration::from_secs(seconds);
    let lines: Vec<String> = records.iter().map(|name| line(name)).collect();
    let parents: Vec<Digest> = parents.iter().map(|(_, bytes)| Digest::of(bytes)).collect();
    let (name, bytes) = Segment::write(&lines, &parents, written, "test 1").unwrap();
    (name.to_string(), bytes)
}

fn fold(files: &[File]) -> Ledger {
    Ledger::fold(files.iter().map(|(path, bytes)| (path, bytes)))
}

fn pack(files: &[File]) -> File {
    let names: Vec<SegmentName> =
        files.iter().map(|(path, _)| SegmentName::new(path).unwrap()).collect();
    let segments = names.iter().zip(files).map(|(name, (_, bytes))| (name, &**bytes));
    let (name, bytes) = Pack::write(segments).unwrap();
    (name.to_string(), bytes)
}

/// The names of the records, in order.
fn names(ledger: &Ledger) -> String {
    let names = ledger.events().map(|(_, event)| {
        let Event::Promoted { reason, .. } = event else { panic!("{event:?}") };
        &**reason
    });
    names.collect::<Vec<_>>().join(" ")
}

fn why(path: &str, bytes: &[u8]) -> WhyBad {
    Segment::parse(&SegmentName::new(path).unwrap(), bytes).unwrap_err()
}

#[test]
fn records_come_after_what_their_writer_saw_whatever_the_clocks_said() {
    let first = segment(&["a", "b"], &[], 100);
    let second = segment(&["c"], &[&first], 50);
    let beside = segment(&["d"], &[], 70);
    let last = segment(&["e"], &[&second, &beside], -3600);
    let files = [last.clone(), second, beside, first];
    let ledger = fold(&files);
    assert_eq!(names(&ledger), "d a b c e");
    assert_eq!(ledger.problems, []);
    assert_eq!(ledger.heads, [Digest::of(&last.1)]);
    assert_eq!(ledger.segments.len(), 4);
}

#[test]
fn lines_that_are_not_read_keep_their_place() {
    let lines = [line("a"), "{}".to_owned(), line("b"), "[]".to_owned()];
    let (name, bytes) = Segment::write(&lines, &[], Timestamp::UNIX_EPOCH, "test 1").unwrap();
    assert_eq!(name.written(), Some(Timestamp::UNIX_EPOCH));
    let ledger = Ledger::fold([(name.as_str(), &bytes)]);
    let ids = |lines: Vec<Line<'_>>| lines.iter().map(Line::id).collect::<Vec<_>>();
    let expected: Vec<Digest> = lines.iter().map(|line| Digest::of(line.as_bytes())).collect();
    assert_eq!(ids(ledger.lines()), expected);
    assert_eq!(ids(ledger.lines_called(&expected[1].short().to_uppercase())), expected[1..2]);
}

#[test]
fn a_missing_parent_is_a_note_and_takes_nothing_away() {
    let first = segment(&["a"], &[], 0);
    let second = segment(&["b"], &[&first], 1);
    let ledger = fold(&[second]);
    assert_eq!(names(&ledger), "b");
    assert!(matches!(&*ledger.problems, [LedgerProblem::MissingParent { .. }]));
    assert!(ledger.problems.iter().all(|problem| problem.severity() == Severity::Note));
}

#[test]
fn a_record_in_two_segments_is_one_record() {
    let first = segment(&["a", "b"], &[], 0);
    let again = segment(&["b", "c"], &[&first], 1);
    let ledger = fold(&[again, first.clone()]);
    assert_eq!(names(&ledger), "a b c");
    assert_eq!(ledger.records[1].segment, Digest::of(&first.1));
}

/// A segment of one record that a machine signed so often.
fn signed(record: &str, times: usize) -> File {
    let start: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    let mut draft = Draft::new(&[line(record)], &[], start, "test 1").unwrap();
    let key = PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]));
    for _ in 0..times {
        let namespace = Purpose::Evidence.namespace();
        let made = SshSig::sign(&key, namespace, HashAlg::Sha512, draft.bytes()).unwrap();
        draft.sign(&made.to_pem(LineEnding::LF).unwrap());
    }
    let (name, bytes) = draft.finish().unwrap();
    (name.to_string(), bytes)
}

#[test]
fn a_copy_without_a_signature_takes_nothing_from_one_that_has_it_in_any_order() {
    let signed = signed("a", 1);
    for seconds in [-60, 60] {
        let copy = segment(&["a"], &[], seconds);
        let ledger = fold(&[copy.clone(), signed.clone()]);
        assert_eq!(names(&ledger), "a");
        let [only] = &*ledger.records[0].signatures else { panic!("{ledger:?}") };
        assert_eq!((only.covers, only.segment), (Covers::Segment, Digest::of(&signed.1)));
        assert_eq!(fold(&[signed.clone(), copy]), ledger);
    }
}

#[test]
fn what_a_signature_covers_is_found_by_its_digest() {
    let (name, bytes) = signed("a", 1);
    let ledger = fold(&[(name.clone(), bytes.clone())]);
    let digest = ledger.signed_with(ledger.records[0].id).unwrap();
    assert_eq!(ledger.signed_called(&digest.short()), [digest]);
    let covered = raw_line(&name, &bytes, digest).unwrap() + "\n";
    assert_eq!(Digest::of(covered.as_bytes()), digest);
    assert!(bytes.starts_with(covered.as_bytes()));
}

#[test]
fn only_so_many_signatures_over_one_segment_are_looked_at() {
    let ledger = fold(&[signed("a", 12)]);
    assert_eq!(ledger.records[0].signatures.len(), 8);
    let too_many = |line: &&super::Unread| line.why == WhyUnread::TooManySignatures;
    assert_eq!(ledger.unread.iter().filter(too_many).count(), 4);
}

#[test]
fn an_altered_segment_is_an_error_and_is_not_counted() {
    let (path, bytes) = segment(&["a", "b"], &[], 0);
    let text = String::from_utf8(bytes.clone()).unwrap();
    let edited = text.replace("\"reason\":\"a\"", "\"reason\":\"z\"");
    assert_ne!(edited, text);
    assert_eq!(why(&path, edited.as_bytes()), WhyBad::Altered);
    assert_eq!(why(&path, text.replace('\n', "\r\n").as_bytes()), WhyBad::LineBreaks);
    assert_eq!(why(&path, &bytes[..bytes.len() / 2]), WhyBad::Truncated);
    assert_eq!(why(&path, b""), WhyBad::Truncated);
    let ledger = fold(&[(path.clone(), edited.into_bytes())]);
    assert_eq!(ledger.records, []);
    assert_eq!(ledger.problems, [LedgerProblem::bad(&path, WhyBad::Altered)]);
    assert_eq!(ledger.problems[0].severity(), Severity::Error);
    // The same segment unharmed from elsewhere counts, and the error stays.
    let ledger = fold(&[(path.clone(), b"no\n".to_vec()), (path, bytes)]);
    assert_eq!((names(&ledger).as_str(), ledger.problems.len()), ("a b", 1));
}

#[test]
fn a_renamed_segment_is_an_error() {
    let (path, bytes) = segment(&["a"], &[], 0);
    let later = path.replace("T120000Z", "T130000Z");
    assert_eq!(why(&later, &bytes), WhyBad::Altered);
    for other in ["a.jsonl", "2026/03/copy of.jsonl", &path.replace("2026/03", "2026/04"), "x/y/z"]
    {
        let ledger = fold(&[(other.to_owned(), bytes.clone())]);
        assert_eq!(ledger.problems, [LedgerProblem::bad(other, WhyBad::NotASegment)]);
        assert_eq!(ledger.records, []);
    }
}

#[test]
fn a_segment_of_a_later_version_is_told_apart_from_rubbish() {
    let (_, bytes) = segment(&["a"], &[], 0);
    let text = String::from_utf8(bytes).unwrap().replace("segment/v1", "segment/v2");
    let path = format!("2026/03/20260301T120000Z-{}.jsonl", Digest::of(text.as_bytes()));
    assert_eq!(why(&path, text.as_bytes()), WhyBad::Newer);
    for rubbish in
        ["{}\n", "\n", "\u{0}\n", "{\"schema\":\"https://milepost.dev/ledger/segment/v0\"}\n"]
    {
        let path = format!("2026/03/20260301T120000Z-{}.jsonl", Digest::of(rubbish.as_bytes()));
        assert_eq!(why(&path, rubbish.as_bytes()), WhyBad::NotASegment);
    }
}

#[test]
fn lines_that_cannot_be_read_stay_visible() {
    let lines = [line("a"), "{\"_type\":\"x\"}".to_owned(), line("b")];
    let (name, bytes) = Segment::write(&lines, &[], Timestamp::UNIX_EPOCH, "test 1").unwrap();
    let ledger = fold(&[(name.to_string(), bytes.clone())]);
    assert_eq!(names(&ledger), "a b");
    assert_eq!(ledger.unread.len(), 1);
    assert_eq!((ledger.unread[0].line, &ledger.unread[0].segment), (3, &name));
    for text in &lines {
        let id = Digest::of(text.as_bytes());
        assert_eq!(raw_line(name.as_str(), &bytes, id).as_deref(), Some(&**text));
    }
}

#[test]
fn only_whole_lines_are_written() {
    let write = |lines: &[&str]| Segment::write(lines, &[], Timestamp::UNIX_EPOCH, "test 1");
    assert_eq!(write(&[]), None);
    assert_eq!(write(&[""]), None);
    assert_eq!(write(&["{}\n{}"]), None);
    assert_eq!(write(&["{}\r"]), None);
}

#[test]
fn a_pack_holds_segments_byte_for_byte() {
    let files = [segment(&["a"], &[], 0), segment(&["b"], &[], 1)];
    let (path, bytes) = pack(&files);
    assert_eq!(
        pack(&[files[1].clone(), files[0].clone(), files[0].clone()]),
        (path.clone(), bytes.clone())
    );
    let name = PackName::new(&path).unwrap();
    let parsed = Pack::parse(&name, &bytes).unwrap();
    let held: Vec<File> =
        parsed.segments().map(|(name, bytes)| (name.to_string(), bytes.to_vec())).collect();
    assert_eq!(held, files);
    let id = Digest::of(line("b").as_bytes());
    assert_eq!(raw_line(&path, &bytes, id), Some(line("b")));
    let mut altered = bytes.clone();
    altered[200] ^= 1;
    assert_eq!(Pack::parse(&name, &altered), Err(WhyBad::Altered));
    // A pack that was cut and named anew is seen by its own count.
    let cut = &bytes[..bytes.len() - files[1].1.len()];
    let renamed = PackName::new(&format!("pack-{}.jsonl", Digest::of(cut))).unwrap();
    assert_eq!(Pack::parse(&renamed, cut), Err(WhyBad::Truncated));
}

prop_compose! {
    /// Segments that each follow some of those before, with clocks that say anything.
    fn histories()(
        parts in prop::collection::vec(
            (prop::collection::vec(any::<Index>(), 0..3), 1..4_usize, -5000..5000_i64),
            1..12,
        ),
    ) -> Vec<File> {
        let mut files: Vec<File> = Vec::new();
        for (at, (parents, count, seconds)) in parts.into_iter().enumerate() {
            let names: Vec<String> = (0..count).map(|part| format!("{at}.{part}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let parents = parents.iter().filter(|_| !files.is_empty());
            let parents: Vec<&File> = parents.map(|index| index.get(&files)).collect();
            let file = segment(&names, &parents, seconds);
            files.push(file);
        }
        files
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn order_duplication_and_packing_mean_nothing(
        files in histories(),
        order in any::<Vec<Index>>(),
        packed in prop::collection::vec(any::<Index>(), 1..6),
        gone in any::<bool>(),
    ) {
        let ledger = fold(&files);
        prop_assert_eq!(&ledger.problems, &[]);
        // Every record that was acknowledged is there, once.
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let count: usize = files.iter().map(|(_, bytes)| text(bytes).lines().count() - 1).sum();
        prop_assert_eq!(ledger.records.len(), count);

        let mut shuffled = files.clone();
        for (at, index) in order.iter().enumerate() {
            let (at, other) = (at % files.len(), index.index(files.len()));
            shuffled.swap(at, other);
            shuffled.push(index.get(&files).clone());
        }
        prop_assert_eq!(&fold(&shuffled), &ledger);

        let inside: Vec<File> = packed.iter().map(|index| index.get(&files).clone()).collect();
        if gone {
            shuffled.retain(|file| !inside.contains(file));
        }
        shuffled.push(pack(&inside));
        prop_assert_eq!(&fold(&shuffled), &ledger);
    }

    #[test]
    fn any_bytes_under_any_name_are_a_segment_or_a_problem(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        name in any::<bool>(),
    ) {
        let digest = Digest::of(&bytes);
        let path = if name {
            format!("2026/03/20260301T120000Z-{digest}.jsonl")
        } else {
            format!("pack-{digest}.jsonl")
        };
        prop_assert_eq!(fold(&[(path, bytes)]).problems.len(), 1);
    }
}
