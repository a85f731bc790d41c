//! Records go to their lines and back, and lines that lie are not counted.

use std::{collections::BTreeMap, time::Duration};

use proptest::prelude::*;

use super::{Origin, Recording, WhyUnread, decode, encode};
use crate::{
    comparison::Interval,
    digest::Digest,
    evidence::{
        Admission, Affected, Allowed, Baseline, ComparisonRecord, ComparisonVerdict, ControlsEnd,
        Decided, DecisionRuling, DefinedCriterion, Definition, Ending, Event, EvidenceKey, Grade,
        Inputs, ItemName, Judging, MetricRecord, ObjectName, Outcome, OutputRecord, Packet,
        PacketGate, Payload, ReportRecord, RuleRecord, Run, RunMember, RunSubject, ShownGate,
        Target, Turn,
    },
    gate::{GateName, Member, Tuple},
    id::{CommitId, ItemId, Scope},
    report::{Counts, Direction, Format},
    text::RepoPath,
};

fn recording() -> Recording<'static> {
    let at = "2026-03-01T12:00:00.5Z".parse().unwrap();
    Recording { at, by: "someone", repository: "local" }
}

fn origin() -> Origin {
    let written = "2026-03-01T12:00:01Z".parse().unwrap();
    Origin { segment: Digest::of(b"segment"), written }
}

fn object(digit: char) -> ObjectName {
    ObjectName::new(&digit.to_string().repeat(40)).unwrap()
}

fn commit(digit: char) -> CommitId {
    CommitId::new(&digit.to_string().repeat(40)).unwrap()
}

/// A run with something in every field.
pub(in crate::evidence) fn full_run() -> Run {
    let gate = GateName::new("unit tests").unwrap();
    let (definition, inputs) = (Digest::of(b"definition"), Digest::of(b"inputs"));
    let metric = MetricRecord {
        value: 0.1,
        unit: "ms".into(),
        direction: Some(Direction::Lower),
        samples: vec![0.1, 1e300, -5e-324],
    };
    Run {
        key: EvidenceKey::narrowed(&gate, definition, inputs),
        gate,
        definition,
        subject: RunSubject {
            commit: commit('a'),
            tree: object('b'),
            project: object('c'),
            left_out: vec![RepoPath::new("docs/plan.md").unwrap()],
        },
        inputs: Some(Inputs { globs: vec!["src/**".into()], digest: inputs, files: 3 }),
        with: Vec::new(),
        grade: Grade::Clean,
        ending: Ending::Exited(0),
        outcome: Outcome::Passed,
        reasons: vec!["why \"not\"\n\u{202e}".into()],
        started: "2026-03-01T11:58:00Z".parse().unwrap(),
        finished: "2026-03-01T11:59:00.000000001Z".parse().unwrap(),
        rules: vec![RuleRecord {
            rule: "tests.passed >= 3".into(),
            holds: Some(true),
            seen: "tests.passed = 3".into(),
        }],
        reports: vec![ReportRecord {
            format: Format::Junit,
            path: "out/junit.xml".into(),
            digest: Digest::of(b"report"),
        }],
        tests: Some(Counts { passed: 3, failed: 0, errored: 0, skipped: Some(1), flaky: None }),
        failed: vec!["suite::case".into()],
        metrics: BTreeMap::from([("p95".into(), metric)]),
        comparison: Some(ComparisonRecord {
            metric: "p95".into(),
            baseline: commit('d'),
            baseline_project: object('e'),
            evidence: None,
            interval: Some(Interval { ratio: 1.01, low: 0.99, high: 1.03 }),
            pairs: 5,
            verdict: ComparisonVerdict::Fine,
        }),
        stdout: OutputRecord { digest: Digest::of(b"out"), bytes: 3 },
        stderr: OutputRecord { digest: Digest::of(b""), bytes: 0 },
        admission: Some(Admission {
            slot: 0,
            slots: 1,
            waited: Duration::from_millis(1500),
            available: Some(u64::MAX),
        }),
        environment: BTreeMap::from([("os".into(), "linux".into())]),
        variables: vec!["CI".into()],
    }
}

fn decided(ruling: DecisionRuling) -> Decided {
    let id = ItemId::new("D-007").unwrap();
    Decided {
        decision: ItemName { scope: Scope::new("docs"), kind: "decision".into(), id },
        title: "Keep one file".into(),
        ruling,
        text: Digest::of(b"words"),
        affects: vec![
            Affected::Gate(GateName::new("unit tests").unwrap()),
            Affected::Item(ItemId::new("M2").unwrap()),
        ],
        allows: Vec::new(),
    }
}

/// A decision that lets alterations pass, of each kind of thing.
fn allowing() -> Decided {
    let decided = decided(DecisionRuling::Accepted);
    let (before, after) = (Some(Digest::of(b"before")), Some(Digest::of(b"after")));
    let id = ItemId::new("M2").unwrap();
    let item = ItemName { kind: "milestone".into(), id, ..decided.decision.clone() };
    let gate = Judging::Gate(GateName::new("unit").unwrap());
    let allows = vec![
        Allowed { of: gate, before, after },
        Allowed { of: Judging::Item(item), before, after: None },
        Allowed { of: Judging::Part("rules.unread".into()), before: None, after },
    ];
    Decided { allows, ..decided }
}

fn baseline(item: &ItemName) -> Baseline {
    let gate = GateName::new("g").unwrap();
    let definition = Definition {
        item: item.clone(),
        title: "Parser".into(),
        target: Some("2026-03-01".into()),
        criteria: vec![DefinedCriterion::new("It reads", Some(gate.clone()))],
        parts: Vec::new(),
        depends_on: Vec::new(),
        gates: Vec::new(),
    };
    let shown = ShownGate { gate, verdict: "pass".into(), key: None, tests: Some(47) };
    Baseline { definition, shown: vec![shown], reason: "spring".into() }
}

fn done() -> Event {
    events().into_iter().find(|event| matches!(event, Event::Done { .. })).unwrap()
}

fn events() -> Vec<Event> {
    let (gate, definition) = (GateName::new("g").unwrap(), Digest::of(b"definition"));
    let (commit, inputs) = (commit('a'), Digest::of(b"inputs"));
    let id = ItemId::new("M2").unwrap();
    let item = ItemName { scope: Scope::new("docs"), kind: "milestone".into(), id };
    let reason: Box<str> = "ten in a row".into();
    let decided =
        |ruling| Event::Decided { decided: Box::new(decided(ruling)), commit: commit.clone() };
    let steered = |target: Target, turn: Turn| Event::Steered {
        target,
        turn,
        commit: commit.clone(),
        reason: "so it was agreed".into(),
    };
    let decision = ItemName { kind: "decision".into(), ..item.clone() };
    vec![
        decided(DecisionRuling::Accepted),
        decided(DecisionRuling::Rejected),
        decided(DecisionRuling::Superseded { by: item.clone() }),
        Event::Decided { decided: Box::new(allowing()), commit: commit.clone() },
        Event::Baseline { baseline: Box::new(baseline(&item)), commit: commit.clone() },
        Event::Done { item: item.clone(), definition, commit: commit.clone() },
        Event::Calibrated {
            gate: gate.clone(),
            definition,
            commit: commit.clone(),
            at: object('c'),
            good: 1,
            bad: 2,
            end: ControlsEnd::Sound,
        },
        Event::Promoted { gate: gate.clone(), commit: commit.clone(), reason: reason.clone() },
        Event::Demoted {
            gate: gate.clone(),
            commit: commit.clone(),
            reason,
            decision: ItemId::new("D-014"),
        },
        Event::Audited {
            key: EvidenceKey::narrowed(&gate, definition, inputs),
            gate: gate.clone(),
            definition,
            commit: commit.clone(),
            inputs,
            agrees: true,
        },
        steered(Target::Project, Turn::Suspended { except: vec![item.id.clone()] }),
        steered(Target::Item(item.clone()), Turn::Suspended { except: Vec::new() }),
        steered(Target::Item(item.clone()), Turn::Resumed),
        steered(Target::Item(item.clone()), Turn::Rescoped { to: None, decision: None }),
        steered(
            Target::Item(item.clone()),
            Turn::Rescoped { to: Some("less".into()), decision: Some(decision.clone()) },
        ),
        steered(
            Target::Item(item.clone()),
            Turn::Superseded { by: item.clone(), decision: Some(decision) },
        ),
        Event::Stolen {
            item: item.clone(),
            from: "ada".into(),
            commit: commit.clone(),
            reason: "on holiday".into(),
        },
        Event::Packet {
            commit: commit.clone(),
            packet: Packet {
                cadence: ItemId::new("weekly").unwrap(),
                starts: jiff::civil::date(2026, 11, 2),
                ends: jiff::civil::date(2026, 11, 9),
                gates: vec![
                    PacketGate {
                        gate: gate.clone(),
                        verdict: "pass".into(),
                        record: Some(Digest::of(b"record")),
                    },
                    PacketGate { gate: gate.clone(), verdict: "missing".into(), record: None },
                ],
                reviews: vec![gate.clone()],
                audits: vec![gate],
            },
        },
        Event::Handoff { commit: commit.clone(), since: None },
        Event::Handoff { since: Some(commit.clone()), commit },
    ]
}

#[track_caller]
fn check(payload: &Payload) -> String {
    let line = encode(payload, &recording()).unwrap();
    assert!(!line.contains(['\n', '\r']));
    let record = decode(&line, origin()).unwrap();
    assert_eq!(record.payload, *payload);
    assert_eq!(record.id, Digest::of(line.as_bytes()));
    assert_eq!(record.segment, origin().segment);
    assert_eq!((record.recorded, &*record.by), (recording().at, "someone"));
    line
}

#[test]
fn a_run_comes_back_as_it_was() {
    check(&Payload::Run(Box::new(full_run())));
    let run = full_run();
    let bare = Run {
        key: EvidenceKey::whole(&run.gate, run.definition, &run.subject.project),
        inputs: None,
        tests: None,
        comparison: None,
        admission: None,
        outcome: Outcome::Error,
        rules: vec![RuleRecord { rule: "exit == 0".into(), holds: None, seen: "".into() }],
        ..run
    };
    let endings = [
        Ending::Exited(-1),
        Ending::Killed(9),
        Ending::CouldNotStart,
        Ending::TimedOut,
        Ending::Leaked(3),
        Ending::Refused,
        Ending::Cancelled,
        Ending::Interrupted,
    ];
    for ending in endings {
        check(&Payload::Run(Box::new(Run { ending, ..bare.clone() })));
    }
}

#[test]
fn events_come_back_as_they_were() {
    for event in events() {
        check(&Payload::Event(event));
    }
}

#[test]
fn an_event_without_a_reason_is_not_counted() {
    let reason = "so it was agreed";
    for event in events() {
        let line = encode(&Payload::Event(event), &recording()).unwrap();
        if line.contains(reason) {
            let read = decode(&line.replace(reason, " "), origin());
            let why = WhyUnread::Field { field: "reason", why: "is empty" };
            assert_eq!(read.map(|record| record.payload), Err(why), "{line}");
        }
    }
}

#[test]
fn a_line_is_the_statement_that_is_documented() {
    let line = check(&Payload::Event(done()));
    insta::assert_snapshot!(line, @r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"git+local","digest":{"gitCommit":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}],"predicateType":"https://milepost.dev/evidence/event/v1","predicate":{"recordedAt":"2026-03-01T12:00:00.5Z","recordedBy":"someone","event":"done","item":{"scope":"docs","kind":"milestone","id":"M2"},"definition":{"sha256":"4c4ed1afbfdaa1e4c3bf7bbb82d730cecb7e384da91eea4f3cc093fd545524d6"}}}"#);
}

#[test]
fn numbers_that_json_does_not_have_are_not_written() {
    for value in [f64::NAN, f64::INFINITY] {
        let mut run = full_run();
        run.metrics.values_mut().for_each(|metric| metric.samples.push(value));
        assert_eq!(encode(&Payload::Run(Box::new(run)), &recording()), None);
        let mut run = full_run();
        let interval = run.comparison.iter_mut().filter_map(|it| it.interval.as_mut());
        interval.for_each(|interval| interval.ratio = value);
        assert_eq!(encode(&Payload::Run(Box::new(run)), &recording()), None);
    }
}

/// What is said of a run's line in which one part is something else.
#[track_caller]
fn without(part: &str, instead: &str) -> String {
    let line = encode(&Payload::Run(Box::new(full_run())), &recording()).unwrap();
    assert_eq!(line.matches(part).count(), 1, "{part} in {line}");
    let changed = line.replace(part, instead);
    decode(&changed, origin()).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn lines_that_lie_are_not_counted() {
    let said = |part: &str, instead: &str| format!("{instead}: {}\n", without(part, instead));
    let d = format!("\"projectTree\":\"{}\"", "c".repeat(40));
    let told = [
        said("\"passed\":3", "\"passed\":-3"),
        said("\"passed\":3", "\"passed\":3.5"),
        said("\"value\":0.1", "\"value\":1e999"),
        said("\"value\":0.1", "\"value\":NaN"),
        said("\"value\":0.1", "\"value\":null"),
        said("\"startedAt\":\"2026-03-01T11:58", "\"startedAt\":\"2026-03-01T12:58"),
        said("\"startedAt\":\"2026-03-01T11:58:00Z", "\"startedAt\":\"2026-03-01T11:58:00+01:00"),
        said("\"grade\":\"clean\"", "\"grade\":\"best\""),
        said("\"result\":\"passed\"", "\"result\":\"PASS\""),
        said("\"holds\":true", "\"holds\":false"),
        said("\"kind\":\"exited\"", "\"kind\":\"leaked\""),
        said("\"id\":\"unit tests\"", "\"id\":\"other tests\""),
        said("\"id\":\"unit tests\"", "\"id\":\" unit tests\""),
        said("\"low\":0.99", "\"low\":1.99"),
        said(&d, &d.to_uppercase().replace("PROJECTTREE", "projectTree")),
        said("docs/plan.md", "../plan.md"),
        said("Statement/v1", "Statement/v2"),
        said("evidence/run/v1", "evidence/run/v2"),
        said("evidence/run/v1", "evidence/run/v3"),
    ];
    insta::assert_snapshot!(told.concat(), @r#"
    "passed":-3: it does not have the shape of such a record: invalid value: integer `-3`, expected u64 at line 1 column 1169
    "passed":3.5: it does not have the shape of such a record: invalid type: floating point `3.5`, expected u64 at line 1 column 1170
    "value":1e999: it does not have the shape of such a record: number out of range at line 1 column 1273
    "value":NaN: it does not have the shape of such a record: expected value at line 1 column 1269
    "value":null: it does not have the shape of such a record: invalid type: null, expected f64 at line 1 column 1272
    "startedAt":"2026-03-01T12:58: its `finishedAt` lies before its `startedAt`
    "startedAt":"2026-03-01T11:58:00+01:00: its `startedAt` is no RFC 3339 time in UTC
    "grade":"best": its `grade` is no grade
    "result":"PASS": its `result` is no outcome
    "holds":false: its `result` is a pass with a rule that does not hold
    "kind":"leaked": its `result` is a pass of a process that did not end by itself
    "id":"other tests": its `key` is not that of its gate, definition and content
    "id":" unit tests": its `gate.id` is no name of a gate
    "low":1.99: its `comparison` has an interval that ends before it begins
    "projectTree":"CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC": its `projectTree` is no object id
    ../plan.md: its `leftOut` holds what is no path
    Statement/v2: it is no in-toto Statement v1
    evidence/run/v2: its `with` does not go with the version of the record
    evidence/run/v3: it is a `https://milepost.dev/evidence/run/v3`, which this milepost is too old to read
    "#);
}

/// The same run beside two commits of other repositories.
fn run_of_tuple() -> Run {
    let member = |name: &str, tuple, digit| RunMember {
        member: Member { consumer: ItemId::new(name).unwrap(), tuple, commit: commit(digit) },
        tree: object('9'),
    };
    let with = vec![member("agent", Tuple::Current, '7'), member("rflx", Tuple::Rollback, '8')];
    let run = Run { with, ..full_run() };
    Run { key: run.made_key(), ..run }
}

#[test]
fn a_run_of_a_tuple_comes_back_with_every_repository() {
    let line = check(&Payload::Run(Box::new(run_of_tuple())));
    assert_ne!(run_of_tuple().key, full_run().key);
    let said = |part: &str, instead: &str| {
        assert_eq!(line.matches(part).count(), 1, "{part} in {line}");
        let read = decode(&line.replace(part, instead), origin());
        format!("{instead}: {}\n", read.map(|_| ()).unwrap_err())
    };
    let with = "{\"consumer\":\"agent\",\"tuple\":\"current\"},";
    let told = [
        said("evidence/run/v2", "evidence/run/v1"),
        said(&"7".repeat(40), &"6".repeat(40)),
        said("\"tuple\":\"current\"", "\"tuple\":\"rollback\""),
        said("\"tuple\":\"current\"", "\"tuple\":\"dirty\""),
        said("\"consumer\":\"agent\"", "\"consumer\":\"other\""),
        said("\"consumer\":\"agent\"", "\"consumer\":\"zebra\""),
        said(with, ""),
        said(with, &with.repeat(2)),
    ];
    insta::assert_snapshot!(told.concat(), @r#"
    evidence/run/v1: its `with` does not go with the version of the record
    6666666666666666666666666666666666666666: its `key` is not that of its gate, definition and content
    "tuple":"rollback": its `key` is not that of its gate, definition and content
    "tuple":"dirty": its `with` names no tuple
    "consumer":"other": its `key` is not that of its gate, definition and content
    "consumer":"zebra": its `with` is not sorted, each once
    : its `subject` is not exactly one for each repository
    {"consumer":"agent","tuple":"current"},{"consumer":"agent","tuple":"current"},: its `subject` is not exactly one for each repository
    "#);
}

#[test]
fn what_others_add_is_left_alone() {
    let line = encode(&Payload::Run(Box::new(full_run())), &recording()).unwrap();
    let more = line.replace("\"grade\":", "\"novel\":{\"a\":[1]},\"grade\":");
    assert_ne!(line, more);
    assert_eq!(decode(&more, origin()).unwrap().payload, Payload::Run(Box::new(full_run())));

    let foreign = line.replace("https://milepost.dev/evidence/run/v1", "https://example.org/x/v7");
    let record = decode(&foreign, origin()).unwrap();
    assert_eq!(
        record.payload,
        Payload::Unknown { predicate_type: "https://example.org/x/v7".into() }
    );
    assert_eq!(record.recorded, origin().written);

    let event = encode(&Payload::Event(done()), &recording()).unwrap();
    let novel = event.replace("\"event\":\"done\"", "\"event\":\"novel\"");
    let record = decode(&novel, origin()).unwrap();
    assert!(matches!(record.payload, Payload::Unknown { .. }));
}

#[test]
fn a_twin_of_a_field_is_no_way_around() {
    let line = encode(&Payload::Run(Box::new(full_run())), &recording()).unwrap();
    for field in ["\"result\":", "\"passed\":", "\"gitCommit\":", "\"predicateType\":"] {
        let twice = line.replacen(field, &format!("{field}\"x\",{field}"), 1);
        assert!(matches!(decode(&twice, origin()), Err(WhyUnread::Shape { .. })), "{field}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn texts_and_numbers_come_back_exactly(
        reason in any::<String>(),
        case in any::<String>(),
        value in any::<f64>().prop_filter("JSON has no others", |value| value.is_finite()),
        passed in any::<u64>(),
    ) {
        let mut run = full_run();
        run.reasons = vec![reason.into()];
        run.failed = vec![case.into()];
        run.metrics.values_mut().for_each(|metric| metric.value = value);
        run.tests = Some(Counts { passed, ..Counts::default() });
        check(&Payload::Run(Box::new(run)));
    }

    #[test]
    fn no_line_makes_the_reader_fall_over(line in ".*") {
        decode(&line, origin()).map(|_| ()).unwrap_or_default();
    }

    #[test]
    fn a_byte_changed_is_another_record_or_none(at in 0_usize..3000, byte in 0x20_u8..0x7f) {
        let line = encode(&Payload::Run(Box::new(full_run())), &recording()).unwrap();
        let at = at % line.len();
        let mut changed = line.clone().into_bytes();
        changed[at] = byte;
        let Ok(changed) = String::from_utf8(changed) else { return Ok(()) };
        if let (true, Ok(record)) = (changed != line, decode(&changed, origin())) {
            prop_assert_ne!(record.id, Digest::of(line.as_bytes()));
        }
    }
}
