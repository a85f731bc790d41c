//! Tests of the pages on one plan that is built by hand, for people and for programs alike.

mod graphs;
mod looks;

use std::{collections::BTreeMap, sync::Arc};

use insta::assert_snapshot;

use crate::{
    diag::{Code, Label, Place, Problem, Severity},
    id::{CommitId, CommitPrefix, ItemId, Scope},
    judge::{Conduct, Fractions, Judged, Report, Standing},
    plan::{
        Binding, Citation, Cited, Claim, ClaimAt, Criterion, Document, Field, FieldName, Fraction,
        Item, ItemKey, ItemKind, Origin, Plan, Reference, Sign, Status, StatusClaim, Unread,
    },
    proof::Missing,
    render::{
        Account, Screen, board, detail, github, json, markdown,
        problems::{self, Extent},
        queue, read_lines, reasons, sarif,
    },
    repository::Subject,
    text::{RepoPath, Source, Span},
    verdict::Verdicts,
};

const TEXT: &str = "\
# Orders

Owner: platform team

| Milestone | Status | Evidence |
|---|---|---|
| M1 Walking skeleton | Complete | `1a2b3c4` |
| M2 注文 API 🚀 | In progress | pending |
| M10 Hardening\u{1b}[31m \u{202e}| Not started | |

### M2-D1 Token validator
- [x] Every endpoint has a contract test (gate `contract`)
- [ ] A newcomer understands the errors

## Next
1. Finish M2 first

## Risks
- R1 Disk fills up: open
- [?] odd line
";

/// The plan with everything about it.
struct Sample {
    plan: Plan,
    report: Report,
    sources: BTreeMap<RepoPath, Arc<Source>>,
}

impl Sample {
    fn new() -> Self {
        let path = RepoPath::new("docs/orders.md").unwrap();
        let source = Source { path: path.clone(), text: TEXT.into() };
        let plan = Plan::new(vec![document(&path)]);
        let report = Report {
            subject: Subject::WorkingTree { commit: CommitId::new(&"1a2b3c4d".repeat(5)).unwrap() },
            items: judged(),
            problems: problems(&path),
            suppressed: 1,
            verdicts: Verdicts::default(),
            registers: Vec::new(),
            conduct: Conduct::default(),
            decisions: Vec::new(),
            survey: crate::fact::Survey::default(),
        };
        Self { plan, report, sources: [(path, Arc::new(source))].into() }
    }

    fn account(&self) -> Account<'_> {
        Account::new(&self.plan, &self.report, &self.sources).beside(3, 14)
    }

    fn item(&self, name: &str) -> &Item {
        self.plan.find(name)[0]
    }
}

#[track_caller]
fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn id(text: &str) -> ItemId {
    ItemId::new(text).unwrap()
}

fn key(kind: ItemKind, name: &str) -> ItemKey {
    ItemKey { scope: Scope::new("docs"), kind, name: id(name) }
}

fn claim(
    kind: ItemKind,
    name: &str,
    title: &str,
    line: &str,
    status: Option<(Status, &str)>,
) -> Claim {
    let mut claim = Claim::bare(kind, Origin::Row, span(line));
    claim.id = Some(id(name));
    claim.title = title.into();
    claim.name_span = span(&format!("{name} "));
    claim.status =
        status.map(|(status, raw)| StatusClaim { status, raw: raw.into(), span: span(raw) });
    claim
}

fn document(path: &RepoPath) -> Document {
    let mut m1 = claim(
        ItemKind::Milestone,
        "M1",
        "Walking skeleton",
        "| M1 Walking",
        Some((Status::Done, "Complete")),
    );
    let commit = CommitPrefix::new("1a2b3c4").unwrap();
    m1.evidence.push(Citation { cited: Cited::Commit(commit), span: span("1a2b3c4") });
    let m2 = claim(
        ItemKind::Milestone,
        "M2",
        "注文 API 🚀",
        "| M2 ",
        Some((Status::InProgress, "In progress")),
    );
    let m10 = claim(
        ItemKind::Milestone,
        "M10",
        "Hardening\u{1b}[31m \u{202e}",
        "| M10 ",
        Some((Status::Planned, "Not started")),
    );
    let mut d1 = claim(ItemKind::Deliverable, "M2-D1", "Token validator", "### M2-D1", None);
    d1.origin = Origin::Section;
    d1.parent = Some(ClaimAt(1));
    d1.criteria = vec![
        criterion("Every endpoint has a contract test", Status::Done, "x", Some("contract")),
        criterion("A newcomer understands the errors", Status::Planned, " ", None),
    ];
    let mut next = Claim::bare(ItemKind::QueueEntry, Origin::ListItem, span("1. Finish"));
    next.title = "Finish M2 first".into();
    next.name_span = span("Finish M2");
    next.references.push(Reference { id: id("M2"), through: None, span: span("M2 first") });
    let risk = claim(ItemKind::Risk, "R1", "Disk fills up", "- R1", Some((Status::Open, "open")));
    Document {
        path: path.clone(),
        scope: Scope::new("docs"),
        title: "Orders".into(),
        signs: vec![Sign::IdsWithStatuses, Sign::StatusColumn],
        headings: Vec::new(),
        fields: vec![Field {
            name: FieldName::new("owner"),
            label: "Owner".into(),
            value: "platform team".into(),
            day: None,
            span: span("platform team"),
        }],
        pointers: Vec::new(),
        claims: vec![m1, m2, m10, d1, next, risk],
        unread: vec![Unread { span: span("- [?]"), why: "a box with an unknown mark".into() }],
        loose_boxes: 0,
    }
}

fn criterion(text: &str, status: Status, raw: &str, gate: Option<&str>) -> Criterion {
    let binding = match gate {
        Some(gate) => Binding::Gate { gate: id(gate), span: span(gate) },
        None => Binding::Review,
    };
    Criterion {
        text: text.into(),
        category: None,
        status: Some(StatusClaim { status, raw: raw.into(), span: span(text) }),
        binding,
        measures: Vec::new(),
        evidence: Vec::new(),
        span: span(text),
    }
}

fn judged() -> Vec<Judged> {
    let judged = |kind, name: &str, standing| Judged {
        key: key(kind, name),
        standing,
        missing: Vec::new(),
        fractions: Fractions::default(),
        criteria: Vec::new(),
        approval: crate::agreed::ApprovalState::NotNeeded,
        at_work: Vec::new(),
        course: None,
        steered: Vec::new(),
    };
    let mut m1 = judged(ItemKind::Milestone, "M1", Standing::Contradicted);
    m1.missing = vec![
        Missing {
            what: "commit `1a2b3c4` does not hold `src/api`".into(),
            next: "git add src/api && git commit".into(),
        },
        Missing { what: "no gate has run".into(), next: String::new() },
    ];
    let m2 = judged(ItemKind::Milestone, "M2", Standing::InProgress);
    let m10 = Standing::Blocked { by: vec![key(ItemKind::Milestone, "M2")] };
    let m10 = judged(ItemKind::Milestone, "M10", m10);
    let mut d1 = judged(ItemKind::Deliverable, "M2-D1", Standing::Ready);
    d1.fractions.criteria = Some(Fraction { part: 1, whole: 2 });
    let mut m2 = m2;
    m2.fractions.parts = Some(Fraction { part: 0, whole: 1 });
    vec![m1, m2, m10, d1]
}

fn problems(path: &RepoPath) -> Vec<Problem> {
    let place = |words| Place { path: path.clone(), span: span(words) };
    vec![
        Problem {
            code: Code(104),
            rule: "subject-lacks-deliverable",
            severity: Severity::Error,
            place: place("1a2b3c4"),
            message: "commit `1a2b3c4` does not hold what M1 delivers".into(),
            labels: vec![Label {
                place: place("M1 Walking skeleton"),
                message: "claimed here".into(),
            }],
            help: Some("commit `src/api`, then cite that commit".into()),
            item: Some(id("M1")),
        },
        Problem {
            code: Code(130),
            rule: "unread",
            severity: Severity::Note,
            place: place("Hardening\u{1b}[31m \u{202e}"),
            message: "not understood: \u{1b}]0;evil\u{7}".into(),
            labels: Vec::new(),
            help: None,
            item: None,
        },
    ]
}

fn plain() -> Screen {
    Screen::new(Some(90), false)
}

#[test]
fn check_shows_each_problem_in_its_place() {
    assert_snapshot!(problems::check(&Sample::new().account(), Extent::Whole, plain()), @"
    error[MP0104 subject-lacks-deliverable]: commit `1a2b3c4` does not hold what M1 delivers
     --> docs/orders.md:7:37
      |
    7 | | M1 Walking skeleton | Complete | `1a2b3c4` |
      |   ------------------- claimed here  ^^^^^^^
      |
      = help: commit `src/api`, then cite that commit

    note[MP0130 unread]: not understood: ⟨U+001B⟩]0;evil⟨U+0007⟩
     --> docs/orders.md:9:7
      |
    9 | | M10 Hardening⟨U+001B⟩[31m ⟨U+202E⟩| Not started | |
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    1 error, 1 note in 1 document, 1 expected by the configuration
    1 of 4 work items said to be finished, 0 proven: no gate has run
    14 checklist boxes in 3 other Markdown files not counted: no trackers
    `milepost explain subject-lacks-deliverable` says more about a rule
    ");
}

#[test]
fn the_board_says_and_shows() {
    let sample = Sample::new();
    assert_snapshot!(board::status(&sample.account(), board::Depth::Work, plain()), @"
    Orders · docs/orders.md · working tree on 1a2b3c4d1a

                                          SAYS           SHOWS             criteria      parts
      M1 Walking skeleton                 ✓ Complete     ✗ contradicted
      M2 注文 API 🚀                      ◐ In progress  ◐ in progress               0/1   0 %
      └ M2-D1 Token validator             · no status    ▷ ready          1/2  50 %
      M10 Hardening⟨U+001B⟩[31m ⟨U+202E⟩  ○ Not started  ■ blocked by M2

      Progress   1/3 milestones said to be finished (33 %), 0 proven: no gate has run
      Risks      1 open of 1: R1 Disk fills up
      Problems   1 error, 1 note: see `milepost check`
      Next       M1 Walking skeleton: said to be finished, and contradicted
    ");
}

#[test]
fn a_narrow_board_keeps_its_two_columns() {
    let sample = Sample::new();
    let screen = Screen::new(Some(20), false);
    assert_snapshot!(board::status(&sample.account(), board::Depth::All, screen), @"
    Orders · docs/orders.md · working tree on 1a2b3c4d1a

                                  SAYS           SHOWS
      M1 Walking skeleton         ✓ Complete     ✗ contradicted
      M2 注文 API 🚀              ◐ In progress  ◐ in progress
      └ M2-D1 Token validator     · no status    ▷ ready
      M10 Hardening⟨U+001B⟩[31m…  ○ Not started  ■ blocked by M2

      risks
      R1 Disk fills up                      ○ open

      Progress   1/3 milestones said to be finished (33 %), 0
                 proven: no gate has run
      Risks      1 open of 1: R1 Disk fills up
      Problems   1 error, 1 note: see `milepost check`
      Next       M1 Walking skeleton: said to be finished, and
                 contradicted
    ");
}

#[test]
fn show_tells_everything_about_an_item() {
    let sample = Sample::new();
    assert_snapshot!(detail::show(&sample.account(), sample.item("m1"), plain()), @"
    milestone M1 Walking skeleton
      says   ✓ Complete  docs/orders.md:7
      shows  ✗ contradicted
      scope  docs

    Cited as evidence
      commit 1a2b3c4  docs/orders.md:7

    Said in
      docs/orders.md:7  row: Complete

    Problems
      error: commit `1a2b3c4` does not hold what M1 delivers
        MP0104 subject-lacks-deliverable · docs/orders.md:7
    ");
    assert_snapshot!(detail::show(&sample.account(), sample.item("M2-D1"), plain()), @"
    deliverable M2-D1 Token validator
      says   · no status  docs/orders.md:11
      shows  ▷ ready  · criteria 1/2 (50 %)
      in     milestone M2
      scope  docs

    Criteria
      ✓ Every endpoint has a contract test
        gate contract · docs/orders.md:12
      ○ A newcomer understands the errors
        review · docs/orders.md:13

    Said in
      docs/orders.md:11  section: no status
    ");
}

#[test]
fn why_ends_with_the_one_honest_step() {
    let sample = Sample::new();
    assert_snapshot!(reasons::why(&sample.account(), sample.item("M1"), plain()), @"
    milestone M1 Walking skeleton
      says   ✓ Complete  docs/orders.md:7
      shows  ✗ contradicted
      scope  docs

    It is not proven, because

       1. commit `1a2b3c4` does not hold `src/api`
          → git add src/api && git commit
       2. no gate has run

    Problems
      error: commit `1a2b3c4` does not hold what M1 delivers
        MP0104 subject-lacks-deliverable · docs/orders.md:7

    next: git add src/api && git commit
    ");
    assert_snapshot!(reasons::why(&sample.account(), sample.item("R1"), plain()), @"
    risk R1 Disk fills up
      says   ○ open  docs/orders.md:19
      scope  docs

    risks have no standing of their own: only work is proven
    ");
}

#[test]
fn next_mends_first() {
    assert_snapshot!(queue::next(&Sample::new().account(), plain()), @"
    Mend first
      ✗ M1 Walking skeleton
        milestone, said to be finished, and contradicted

    Ready
      ▷ M2-D1 Token validator
        deliverable, nothing it depends on is open

    Queued by the documents
      · Finish M2 first
        docs/orders.md:16
    ");
}

#[test]
fn read_shows_every_line_with_its_meaning() {
    let sample = Sample::new();
    let document = &sample.plan.documents[0];
    let source = &sample.sources[&document.path];
    assert_snapshot!(read_lines::read(document, source, plain()), @"
    docs/orders.md · a tracker: ids with statuses, a status column

                                  1 │ # Orders
                                  2 │
    field owner                   3 │ Owner: platform team
                                  4 │
                                  5 │ | Milestone | Status | Evidence |
                                  6 │ |---|---|---|
    ✓ milestone M1 done           7 │ | M1 Walking skeleton | Complete | `1a2b3c4` |
    ◐ milestone M2 in-progress    8 │ | M2 注文 API 🚀 | In progress | pending |
    ○ milestone M10 planned       9 │ | M10 Hardening⟨U+001B⟩[31m ⟨U+202E⟩| Not started | |
                                 10 │
    · deliverable M2-D1          11 │ ### M2-D1 Token validator
      ✓ criterion                12 │ - [x] Every endpoint has a contract test (gate `contr…
      ○ criterion                13 │ - [ ] A newcomer understands the errors
                                 14 │
                                 15 │ ## Next
    · queue entry                16 │ 1. Finish M2 first
                                 17 │
                                 18 │ ## Risks
    ○ risk R1 open               19 │ - R1 Disk fills up: open
    ? a box with an unknown mark 20 │ - [?] odd line

    3 milestones, 1 deliverable, 1 risk, 1 queue entry, 2 criteria
    ? line 20: a box with an unknown mark
    ");
}

#[test]
fn markdown_pages_are_tables_that_documents_cannot_break() {
    let sample = Sample::new();
    assert_snapshot!(markdown::check(&sample.account()), @r"
    # 1 error, 1 note in 1 document, 1 expected by the configuration

    | Severity | Where | Problem | Help |
    |---|---|---|---|
    | error MP0104 `subject-lacks-deliverable` | `docs/orders.md:7` | commit `1a2b3c4` does not hold what M1 delivers | commit `src/api`, then cite that commit |
    | note MP0130 `unread` | `docs/orders.md:9` | not understood: ⟨U+001B⟩\]0;evil⟨U+0007⟩ |  |

    1 of 4 work items said to be finished, 0 proven: no gate has run.
    ");
    assert_snapshot!(markdown::status(&sample.account(), board::Depth::Work), @r"
    # Status of the working tree on 1a2b3c4d1a

    ## docs

    | Kind | Item | Documents say | Runs and signatures show | Criteria | Parts |
    |---|---|---|---|---|---|
    | milestone | **M1** Walking skeleton | ✓ Complete | ✗ contradicted |  |  |
    | milestone | **M2** 注文 API 🚀 | ◐ In progress | ◐ in progress |  | 0/1 (0 %) |
    | milestone | **M10** Hardening⟨U+001B⟩\[31m ⟨U+202E⟩ | ○ Not started | ■ blocked by M2 |  |  |
    | deliverable | **M2-D1** Token validator | ·  | ▷ ready | 1/2 (50 %) |  |

    ## Risks

    | Item | Documents say | Runs and signatures show |
    |---|---|---|
    | **R1** Disk fills up | ○ open |  |

    1 error, 1 note in 1 document, 1 expected by the configuration.
    1 of 4 work items said to be finished, 0 proven: no gate has run.
    ");
}

#[test]
fn github_annotations_stay_on_one_line() {
    assert_snapshot!(github::check(&Sample::new().account()), @"
    ::error file=docs/orders.md,line=7,col=37,endColumn=44,title=MP0104 subject-lacks-deliverable::commit `1a2b3c4` does not hold what M1 delivers%0Ahelp: commit `src/api`, then cite that commit
    ::notice file=docs/orders.md,line=9,col=7,endColumn=23,title=MP0130 unread::not understood: ⟨U+001B⟩]0;evil⟨U+0007⟩
    ");
}

#[test]
fn sarif_has_what_code_scanning_reads() {
    assert_snapshot!(sarif::check(&Sample::new().account(), &[]), @r#"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        {
          "tool": {
            "driver": {
              "name": "milepost",
              "semanticVersion": "0.1.0",
              "rules": []
            }
          },
          "columnKind": "unicodeCodePoints",
          "results": [
            {
              "ruleId": "MP0104",
              "level": "error",
              "message": {
                "text": "commit `1a2b3c4` does not hold what M1 delivers. Help: commit `src/api`, then cite that commit"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "docs/orders.md",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 7,
                      "startColumn": 37,
                      "endLine": 7,
                      "endColumn": 44
                    }
                  }
                }
              ],
              "relatedLocations": [
                {
                  "id": 1,
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "docs/orders.md",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 7,
                      "startColumn": 3,
                      "endLine": 7,
                      "endColumn": 22
                    }
                  },
                  "message": {
                    "text": "claimed here"
                  }
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "f92dd1b3f076a351:1"
              }
            },
            {
              "ruleId": "MP0130",
              "level": "note",
              "message": {
                "text": "not understood: \u001b]0;evil\u0007"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "docs/orders.md",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 9,
                      "startColumn": 7,
                      "endLine": 9,
                      "endColumn": 23
                    }
                  }
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "fc4abf62b8353aaf:1"
              }
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn styles_repeat_what_words_say() {
    let sample = Sample::new();
    let styled = Screen::new(Some(90), true);
    let strip = |page: &str| {
        let mut parts = page.split("\u{1b}[");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |out, part| out + part.split_once('m').map_or("", |(_, rest)| rest))
    };
    let trim = |page: &str| page.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    let account = sample.account();
    let pages: [(String, String); 3] = [
        (
            board::status(&account, board::Depth::All, styled),
            board::status(&account, board::Depth::All, plain()),
        ),
        (queue::next(&account, styled), queue::next(&account, plain())),
        (
            problems::check(&account, Extent::Whole, styled),
            problems::check(&account, Extent::Whole, plain()),
        ),
    ];
    for (styled, plain) in pages {
        assert_eq!(trim(&strip(&styled)), trim(&plain));
    }
}

/// So many problems at a file of the ledger, whose text is not at hand.
fn in_the_ledger(count: usize) -> Sample {
    let mut sample = Sample::new();
    let path = RepoPath::new(".milepost/ledger/2026/02/a.jsonl").unwrap();
    sample.report.problems = (0..count)
        .map(|at| Problem {
            code: Code(204),
            rule: "digest-changed",
            severity: Severity::Error,
            place: Place { path: path.clone(), span: Span::default() },
            message: format!("its content is not what its name says ({at})"),
            labels: Vec::new(),
            help: None,
            item: None,
        })
        .collect();
    sample
}

#[test]
fn a_place_whose_text_is_not_at_hand_is_named_in_every_format() {
    let sample = in_the_ledger(6);
    let account = sample.account();
    let human = problems::check(&account, Extent::Folded, plain());
    assert!(human.contains("--> .milepost/ledger/2026/02/a.jsonl\n"), "{human}");
    let rest = "… and 3 more of digest-changed in .milepost/ledger/2026/02/a.jsonl (`--all`";
    assert!(human.contains(rest), "{human}");
    let github = github::check(&account);
    assert!(github.contains("file=.milepost/ledger/2026/02/a.jsonl,line=1,"), "{github}");
    let markdown = markdown::check(&account);
    assert!(markdown.contains("`.milepost/ledger/2026/02/a.jsonl:1`"), "{markdown}");
    let sarif = sarif::check(&account, &[]);
    assert!(sarif.contains(".milepost/ledger/2026/02/a.jsonl"), "{sarif}");
    let json = json::check(&account);
    assert!(json.contains("\"path\": \".milepost/ledger/2026/02/a.jsonl\""), "{json}");
}
