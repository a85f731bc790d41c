//! What looks satisfied: in every format `proven`, `done` and `pass` alone. A waiver is shown apart, as
//! one.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;

use crate::{
    gate::GateName,
    graph::{Asked, Extent, Graph},
    judge::{self, Judged, Report, Standing},
    lint::{fixture::Fixture, rules},
    plan::Item,
    proof::Missing,
    render::{
        Account, Screen, board, csv, detail, dot,
        export::Export,
        gates, github, graph, json, junit, markdown, mermaid,
        problems::{self, Extent as Folding},
        queue, reasons, sarif, svg,
    },
    report::{CaseEnd, Format, ReportFile},
    text::{RepoPath, Source},
    verdict::Verdict,
};

const PROJECT: &str = "
//- milepost.toml
schema = 1
gates.probe.run = \"make test\"
//- ledger
probe passed
//- M1.md
# M1 Subject

**Goal:** It is looked at
**Approval required:** no

## Acceptance criteria

- [ ] Something holds (gate `probe`)
";

/// How something looks to who reads a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// As if it were shown.
    Satisfied,
    /// Anything else.
    Other,
}

/// A page about one item with one criterion, and the places to look at.
struct Page<'a> {
    account: &'a Account<'a>,
    fixture: &'a Fixture,
    item: &'a Item,
}

/// How a format writes a page.
type Writer = fn(&Page<'_>) -> String;

/// A format: how it writes a page, how a standing looks on it, and how a verdict does; nothing where
/// the page has none.
struct Written {
    name: &'static str,
    page: Writer,
    standing: Option<fn(&str) -> Look>,
    verdict: Option<fn(&str) -> Look>,
}

/// Every format that shows where something stands.
const FORMATS: &[Written] = &[
    Written {
        name: "status, human",
        page: |it| board::status(it.account, board::Depth::All, screen()),
        standing: Some(|page| signs(&line(page, "no status"))),
        verdict: None,
    },
    Written {
        name: "status, markdown",
        page: |it| markdown::status(it.account, board::Depth::All),
        standing: Some(|page| signs(&line(page, "**M1**"))),
        verdict: None,
    },
    Written {
        name: "status, json",
        page: |it| json::status(it.account),
        standing: Some(|page| word(&parsed(page)["items"][0]["standing"])),
        verdict: Some(|page| word(&parsed(page)["items"][0]["verdicts"][0]["verdict"])),
    },
    Written {
        name: "show, human",
        page: |it| detail::show(it.account, it.item, screen()),
        standing: Some(|page| signs(&line(page, "  shows  "))),
        verdict: Some(|page| signs(page.split("Criteria").nth(1).unwrap())),
    },
    Written {
        name: "why, human",
        page: |it| reasons::why(it.account, it.item, screen()),
        // The word before the next step is green: it is a way to go.
        standing: Some(|page| {
            signs(&page.lines().filter(|it| !it.contains("next:")).collect::<String>())
        }),
        verdict: None,
    },
    Written {
        name: "why, json",
        page: |it| json::why(it.account, it.item),
        standing: Some(|page| word(&parsed(page)["standing"])),
        verdict: None,
    },
    Written {
        name: "gate list, human",
        page: |it| gates::list(it.account.report, screen()),
        standing: None,
        verdict: Some(signs),
    },
    Written {
        name: "gate show, human",
        page: |it| gates::show(it.account, &it.fixture.config, &gate(), screen()),
        standing: None,
        verdict: Some(|page| signs(&page.lines().take(2).collect::<String>())),
    },
    Written {
        name: "gate list, json",
        page: |it| json::gates(it.account, &it.fixture.config, None),
        standing: None,
        verdict: Some(|page| word(&parsed(page)["gates"][0]["verdict"])),
    },
    Written {
        name: "graph, human",
        page: |it| graph::graph(it.account, &drawn(it), screen()),
        standing: Some(|page| signs(&line(page, "M1 Subject"))),
        verdict: Some(|page| signs(&line(page, "gate probe"))),
    },
    Written {
        name: "graph, json",
        page: |it| json::graph(it.account, &drawn(it)),
        standing: Some(|page| word(&parsed(page)["things"][0]["standing"])),
        verdict: Some(|page| word(&parsed(page)["things"][1]["verdict"])),
    },
    Written {
        name: "graph, mermaid",
        page: |it| mermaid::graph(it.account, &drawn(it)),
        standing: Some(|page| classed(&line(page, "M1 Subject"), ":::good")),
        verdict: Some(|page| classed(&line(page, "probe"), ":::good")),
    },
    Written {
        name: "graph, dot",
        page: |it| dot::graph(it.account, &drawn(it)),
        standing: Some(|page| classed(&line(page, "M1 Subject"), "#d9f2df")),
        verdict: Some(|page| classed(&line(page, "✔ probe\0 probe"), "#d9f2df")),
    },
    Written {
        name: "graph, svg",
        page: |it| svg::graph(it.account, &drawn(it)),
        standing: Some(|page| classed(&line(page, "<title>M1"), "b good")),
        verdict: Some(|page| classed(&line(page, "<title>probe"), "b good")),
    },
    Written {
        name: "export, csv of items",
        page: |it| csv::export(&Export::new(it.account, &[]), csv::Rows::Items),
        standing: Some(|page| field(page, "shows")),
        // So many of each: none of the others is a pass.
        verdict: Some(|page| column(page, "criteria_pass", "1")),
    },
    Written {
        name: "export, csv of criteria",
        page: |it| csv::export(&Export::new(it.account, &[]), csv::Rows::Criteria),
        standing: None,
        verdict: Some(|page| field(page, "verdict")),
    },
    Written {
        name: "export, csv of gates",
        page: |it| csv::export(&Export::new(it.account, &[]), csv::Rows::Gates),
        standing: None,
        verdict: Some(|page| field(page, "verdict")),
    },
    Written {
        name: "export, json",
        page: |it| json::export(&Export::new(it.account, &[]), &it.fixture.config),
        standing: Some(|page| word(&parsed(page)["items"][0]["standing"])),
        verdict: Some(|page| word(&parsed(page)["gates"][0]["verdict"])),
    },
    Written {
        name: "export, junit: the criterion",
        page: |it| junit::export(&Export::new(it.account, &[])),
        standing: Some(|page| case(page, "M1 is proven")),
        verdict: Some(|page| case(page, "Something holds (gate probe)")),
    },
    Written {
        name: "export, junit: the gate",
        page: |it| junit::export(&Export::new(it.account, &[])),
        standing: None,
        verdict: Some(|page| case(page, "gates > gate > probe")),
    },
    Written {
        name: "export, github",
        page: |it| github::summary(&Export::new(it.account, &[])),
        standing: Some(|page| signs(&line(page, "**M1**"))),
        verdict: Some(|page| signs(&line(page, "| `probe`"))),
    },
];

/// Formats of problems and queues: nothing on them ever looks satisfied.
const SILENT: &[(&str, Writer)] = &[
    ("check, human", |it| problems::check(it.account, Folding::Whole, screen())),
    ("check, markdown", |it| markdown::check(it.account)),
    ("check, github", |it| github::check(it.account)),
    ("check, sarif", |it| sarif::check(it.account, rules::ALL)),
    ("next, json", |it| json::next(it.account)),
    ("next, human", |it| queue::next(it.account, Screen { width: 100, is_styled: false })),
];

fn screen() -> Screen {
    Screen { width: 120, is_styled: true }
}

fn gate() -> GateName {
    GateName::new("probe").unwrap()
}

fn drawn<'a>(page: &Page<'a>) -> Graph<'a> {
    let extent = Extent { all_tasks: true, gates: true, only_wholes: false };
    let asked = Asked { about: Vec::new(), depth: None, extent };
    Graph::new(page.account.plan, page.account.report, &asked)
}

/// The line of a page that holds one of some words.
#[track_caller]
fn line(page: &str, words: &str) -> String {
    let mut words = words.split('\0');
    let found = words.find_map(|words| page.lines().find(|line| line.contains(words)));
    found.unwrap_or_else(|| panic!("{page}")).to_owned()
}

/// The mark and the colour of what is shown.
fn signs(text: &str) -> Look {
    let is_good = text.contains('✔') || text.contains("\u{1b}[32m");
    if is_good { Look::Satisfied } else { Look::Other }
}

fn classed(text: &str, class: &str) -> Look {
    // The mark and the colour say the same.
    assert!(!text.contains("mp-yes") || text.contains(class), "{text}");
    assert!(!text.contains('✔') || text.contains(class), "{text}");
    if text.contains(class) { Look::Satisfied } else { Look::Other }
}

fn parsed(page: &str) -> Value {
    serde_json::from_str(page).unwrap()
}

#[track_caller]
fn word(value: &Value) -> Look {
    match value.as_str().unwrap_or_else(|| panic!("no word: {value}")) {
        "proven" | "done" | "pass" => Look::Satisfied,
        _ => Look::Other,
    }
}

fn at<'a>(page: &'a str, name: &str) -> &'a str {
    let mut lines = page.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let (head, row) = (lines.next().unwrap(), lines.next().unwrap());
    row[head.iter().position(|it| *it == name).unwrap()]
}

fn field(page: &str, name: &str) -> Look {
    word(&Value::from(at(page, name)))
}

fn column(page: &str, name: &str, value: &str) -> Look {
    if at(page, name) == value { Look::Satisfied } else { Look::Other }
}

/// How a case looks to milepost's own reader of such reports. Who skips a case calls it no pass.
#[track_caller]
fn case(page: &str, name: &str) -> Look {
    let file = ReportFile { path: "milepost.xml", bytes: page.as_bytes() };
    let tests = Format::Junit.read(&[file]).unwrap().tests.unwrap();
    let head = |name: &str| -> u64 {
        let (_, rest) = page.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let failed = tests.counts.failed + tests.counts.errored;
    assert_eq!((head("tests"), head("failures") + head("errors")), (tests.counts.total(), failed));
    let mut cases = tests.cases.iter();
    let case = cases.find(|case| case.id.ends_with(name)).unwrap_or_else(|| panic!("{tests:?}"));
    match case.end {
        CaseEnd::Passed => Look::Satisfied,
        CaseEnd::Flaky | CaseEnd::Skipped | CaseEnd::Failed | CaseEnd::Errored => Look::Other,
    }
}

fn standings() -> Vec<Standing> {
    let at = "2026-02-20T09:00:00Z".parse().unwrap();
    vec![
        Standing::Planned,
        Standing::Ready,
        Standing::InProgress,
        Standing::Blocked { by: Vec::new() },
        Standing::Claimed,
        Standing::Contradicted,
        Standing::Proven,
        Standing::Waiting,
        Standing::Unanswered,
        Standing::Done { at },
        Standing::Unchecked { at },
        Standing::Regressed { at, gates: vec![gate()] },
        Standing::Suspended,
        Standing::OutOfScope,
        Standing::Superseded,
        Standing::Rejected,
    ]
}

/// The report of the project, where it would stand so and its gate would say so.
fn report(fixture: &Fixture, standing: &Standing, verdict: Verdict) -> Report {
    let mut report = judge::judge(&fixture.scene());
    let [judged] = report.items.as_mut_slice() else { panic!("{:?}", report.items) };
    let Judged { criteria, missing, .. } = judged;
    criteria[0].verdict = verdict;
    missing.clear();
    let is_shown = matches!(standing, Standing::Proven | Standing::Done { .. });
    if !is_shown {
        missing.push(Missing { what: "something".to_owned(), next: "milepost verify".to_owned() });
    }
    judged.standing = standing.clone();
    report.verdicts.gates.get_mut(&gate()).unwrap().verdict = verdict;
    report
}

fn looked_at(standing: &Standing, verdict: Verdict, look: impl Fn(&Page<'_>)) {
    let fixture = Fixture::new(PROJECT);
    let report = report(&fixture, standing, verdict);
    let source = |(path, text): (&RepoPath, &str)| {
        (path.clone(), Arc::new(Source { path: path.clone(), text: text.into() }))
    };
    let sources: BTreeMap<RepoPath, Arc<Source>> = fixture.texts().map(source).collect();
    let account = Account::new(&fixture.plan, &report, &sources);
    let item = fixture.plan.find("M1")[0];
    look(&Page { account: &account, fixture: &fixture, item });
}

#[test]
fn only_what_is_proven_or_done_looks_so() {
    for standing in standings() {
        let is_shown = matches!(standing, Standing::Proven | Standing::Done { .. });
        let expected = if is_shown { Look::Satisfied } else { Look::Other };
        // Whatever the gate says: a pass of it makes nothing proven.
        for verdict in [Verdict::Missing, Verdict::Pass] {
            looked_at(&standing, verdict, |it| {
                for format in FORMATS {
                    let Some(look) = format.standing else { continue };
                    let page = (format.page)(it);
                    let told = format!("{standing:?} in {}:\n{page}", format.name);
                    assert_eq!(look(&page), expected, "{told}");
                    let is_case = format.name.contains("junit") && expected == Look::Satisfied;
                    assert!(page.contains(standing.as_str()) || is_case, "no word for {told}");
                }
            });
        }
    }
}

#[test]
fn only_what_passes_looks_so_and_a_waiver_is_called_one() {
    for verdict in Verdict::ALL {
        let expected = if verdict == Verdict::Pass { Look::Satisfied } else { Look::Other };
        looked_at(&Standing::Ready, verdict, |it| {
            for format in FORMATS {
                let Some(look) = format.verdict else { continue };
                let page = (format.page)(it);
                let told = format!("{verdict:?} in {}:\n{page}", format.name);
                assert_eq!(look(&page), expected, "{told}");
                let is_case = format.name.contains("junit") && verdict == Verdict::Pass;
                assert!(page.contains(verdict.as_str()) || is_case, "no word for {told}");
            }
        });
    }
}

#[test]
fn lists_of_problems_and_queues_show_nothing_as_satisfied() {
    for (standing, verdict) in
        [(Standing::Proven, Verdict::Pass), (Standing::Claimed, Verdict::Stale)]
    {
        looked_at(&standing, verdict, |it| {
            for (name, page) in SILENT {
                let page = page(it);
                assert_eq!(signs(&page), Look::Other, "{name}:\n{page}");
                assert!(!page.contains("\"pass\""), "{name}:\n{page}");
            }
        });
    }
}
