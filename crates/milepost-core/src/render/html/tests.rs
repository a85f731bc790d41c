//! The report of whole projects, as text: what it says, that nothing in it can do harm, and that its links
//! lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use insta::assert_snapshot;
use regex::Regex;

use super::{Exhibit, HEAD, Past, report, wire::MARKS};
use crate::{
    judge,
    lint::fixture::Fixture,
    render::{Account, words},
    verdict::Verdict,
};

/// The whole report on a fixture.
fn whole(fixture: &str) -> String {
    let fixture = Fixture::new(fixture);
    let scene = fixture.scene();
    let judged = judge::judge(&scene);
    let sources = BTreeMap::new();
    let account = Account::new(scene.plan, &judged, &sources);
    let past = Past::Untold("Nothing can be told here.");
    report(Exhibit { title: "shop", account: &account, scene: &scene, notes: &[], past }).unwrap()
}

/// A part of it, by the name of its section.
#[track_caller]
fn check(fixture: &str, section: &str) -> String {
    let page = whole(fixture);
    let begin = page.find(&format!("<section id=\"{section}\"")).expect("there is such a section");
    let (_, rest) = page.split_at(begin);
    let end = rest.find("</section>").expect("it ends");
    rest[..end].lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

const SHOP: &str = r#"
//- milepost.toml
schema = 1

[documents]
include = ["**/*.md"]

[gates.unit]
run = "make test"

[gates.latency]
run = "make bench"
//- M1.md
# M1 Foundation

**Status:** Done

## Acceptance criteria

- [x] The unit tests pass (gate `unit`)
- [ ] p95 stays under 500 ms (gate `latency`)

## Deliverables

### M1-D1 Build <img src=x onerror=alert(1)>

**Status:** In progress

#### Tasks

- [x] M1-T01 Write the `Makefile`
- [ ] M1-T02 Cache "it"
//- M2.md
# M2 Orders

**Status:** Planned
**Depends on:** M1

## Acceptance criteria

- [ ] Nobody can judge this but a person
//- docs/DECISIONS.md
# Decisions

## D-001 One store

**Status:** Accepted
**Affects:** M1
//- docs/RISKS.md
# Risks

| ID | Risk | Status |
|---|---|---|
| R1 | Builds take </script> an hour | Open |
//- ledger
unit failed ago 3d
unit passed
latency failed
"#;

#[test]
fn the_board_has_what_is_said_beside_what_is_shown() {
    assert_snapshot!(check(SHOP, "board"), @r##"
    <section id="board" aria-labelledby="mp-board">
    <h2 id="mp-board">Board</h2>
    <ul class=tiles>
    <li class="plain"><a href="#board"><b>0 of 2</b> <span>milestones proven</span><span class=bar><span><i class="said w50"></i></span></span>
    <small>1 said to be finished</small></a>
    <li class="plain"><a href="#board"><b>0 of 1</b> <span>deliverables proven</span><span class=bar><span></span></span>
    <small>0 said to be finished</small></a>
    <li class="plain"><a href="#items"><b>0 of 3</b> <span>criteria satisfied</span><span class=bar><span><i class="said w33"></i></span></span>
    <small>1 ticked</small></a>
    <li class="bad"><a href="#gates"><b>0 of 2</b> <span>gates pass</span><span class=bar><span></span></span>
    <small>2 red, 0 not known here</small></a>
    <li class="plain"><a href="#people"><b>0</b> <span>wait for a person</span><small>nothing is waived</small></a>
    <li class="bad"><a href="#problems"><b>4</b> <span>errors</span><small>0 warnings, 0 notes</small></a>
    </ul>
    <p class=tools><label for="mp-standing">Show</label> <select id="mp-standing"><option value="">all that is tracked</option><option value="contradicted">contradicted (1)</option><option value="ready">ready (2)</option></select></p>
    <div class=wide role=group tabindex=0 aria-label="Board">
    <table class=board>
    <thead><tr><th scope=col>Item<th scope=col>Says<th scope=col>Shows<th scope=col>Shown<th scope=col>Missing first</thead>
    <tbody>
    <tr data-s="contradicted"><th scope=row><a href="#M1">M1</a> Foundation<td><i class="m8">Done</i><td><i class="bad m1">contradicted</i><td><span class=bar><span><i class="said w50"></i></span><small>0/2</small></span>
    <td>milestone <code>M1</code> is <code>Done</code>, and 1 of its 1 parts is not: <code>M1-D1</code> is <code>In progress</code>
    <tr data-s="ready"><th scope=row class="i1"><a href="#M1-D1">M1-D1</a> Build<td><i class="alive m5">In progress</i><td><i class="alive m11">ready</i><td><span class=bar><span><i class="said w50"></i></span><small>0/2 parts</small></span>
    <td>it has neither criteria nor a scope, so nothing could show it
    <tr data-s="ready"><th scope=row><a href="#M2">M2</a> Orders<td><i class="m9">Planned</i><td><i class="alive m11">ready</i><td><span class=bar><span></span><small>0/1</small></span>
    <td>“Nobody can judge this but a person”: it is bound to no gate: a person must answer it
    </table>
    </div>
    "##);
}

#[test]
fn work_has_its_criteria_with_what_shows_them() {
    assert_snapshot!(check(SHOP, "items"), @r##"
    <section id="items" aria-labelledby="mp-items">
    <h2 id="mp-items">Work</h2>
    <details data-s="contradicted"><summary><small>milestone</small> <b>M1</b> Foundation <em><i class="m8">Done</i> <i class="bad m1">contradicted</i></em></summary>
    <div id="M1"><p><samp>M1.md:1</samp> <span class=bar><span><i class="said w50"></i></span><small>0/2</small></span>
    <h3>Criteria</h3>
    <ul class=rows>
    <li><p>The unit tests pass <samp>:1</samp><p><i class="m8">ticked</i><p><i class="bad m1">fail</i><div><a href="#gate%3Aunit">unit</a> <small>passed on <code>feedbee000</code>, 2026-02-21 08:59Z, exact, clean, record <code>ec5627217f</code></small>
    <p>flaky: 1 of 2 runs on this content did not pass; 1 of 3 passes in a row</div>
    <li><p>p95 stays under 500 ms <samp>:1</samp><p><i class="m9">not ticked</i><p><i class="bad m1">fail</i><div><a href="#gate%3Alatency">latency</a> <small>failed on <code>feedbee000</code>, 2026-02-21 08:59Z, exact, clean, record <code>88b7bff127</code></small>
    <p>exit code 1</div>
    </ul>
    <h3>Parts</h3>
    <ul class=list><li><a href="#M1-D1">M1-D1</a> Build <em><i class="alive m5">In progress</i> <i class="alive m11">ready</i></em>
    </ul>
    <h3>Decisions</h3>
    <ul><li><a href="#D-001">D-001</a> One store</ul>
    <h3>Problems</h3>
    <ul><li class=p><i class="bad m1">error</i> milestone <code>M1</code> is <code>Done</code>, and 1 of its 1 parts is not: <code>M1-D1</code> is <code>In progress</code> <samp>:1</samp><li class=p><i class="bad m1">error</i> milestone <code>M1</code> is <code>Done</code>, and 1 of its 2 criteria is not met <samp>:1</samp></ul>
    </div></details>
    <details data-s="ready"><summary><small>deliverable</small> <b>M1-D1</b> Build <em><i class="alive m5">In progress</i> <i class="alive m11">ready</i></em></summary>
    <div id="M1-D1"><p>In milestone <a href="#M1">M1</a> Foundation · <samp>M1.md:1</samp> <span class=bar><span><i class="said w50"></i></span><small>0/2 parts</small></span>
    <p>it has neither criteria nor a scope, so nothing could show it <kbd>add a <code>**Scope:**</code> line with its paths, or success criteria</kbd>
    <h3>Tasks</h3>
    <ul class=list><li><a href="#M1-T01">M1-T01</a> Write the Makefile <em><i class="m8">[x]</i> <i class="doubt m12">claimed</i></em>
    <li id="M1-T02">M1-T02 Cache &quot;it&quot; <em><i class="m9">[ ]</i> <i class="alive m11">ready</i></em>
    </ul>
    </div></details>
    <details data-s="claimed"><summary><small>task</small> <b>M1-T01</b> Write the Makefile <em><i class="m8">[x]</i> <i class="doubt m12">claimed</i></em></summary>
    <div id="M1-T01"><p>In deliverable <a href="#M1-D1">M1-D1</a> Build · <samp>M1.md:1</samp>
    <p>Cites path <code>Makefile</code> <samp>:1</samp>
    </div></details>
    <details data-s="ready"><summary><small>milestone</small> <b>M2</b> Orders <em><i class="m9">Planned</i> <i class="alive m11">ready</i></em></summary>
    <div id="M2"><p><samp>M2.md:1</samp> <span class=bar><span></span><small>0/1</small></span>
    <h3>Criteria</h3>
    <ul class=rows>
    <li><p>Nobody can judge this but a person <samp>:1</samp><p><i class="m9">not ticked</i><p><i class="faint m4">missing</i><div><p>it is bound to no gate: a person must answer it<p><kbd>milepost review M2</kbd></div>
    </ul>
    <p><code>M1</code>, which it depends on, is not proven
    </div></details>
    "##);
}

#[test]
fn gates_say_how_often_they_failed() {
    assert_snapshot!(check(SHOP, "gates"), @r##"
    <section id="gates" aria-labelledby="mp-gates">
    <h2 id="mp-gates">Gates</h2>
    <details data-s="fail"><summary><small>gate</small> <b>latency</b> <em><i class="bad m1">fail</i> <small>0 of 1 runs passed</small></em></summary>
    <div id="gate:latency">
    <dl class=pair>
    <dt>Shows<dd><i class="bad m1">fail</i><p>exit code 1<p><kbd>milepost gate show latency</kbd>
    <dt>Runs<dd><code>make bench</code><dt>Life<dd>runtime, blocking
    <dt>Rests on<dd><small>failed on <code>feedbee000</code>, 2026-02-21 08:59Z, exact, clean, record <code>88b7bff127</code></small>
    <dt>Attempts<dd>1 recorded: 0 passed, 1 failed, 0 could not be measured<ol class=strip aria-label="The last runs, the newest last"><li title="failed on feedbee000, 2026-02-21 08:59Z"><i class="bad m1"><span class=vh>failed on feedbee000, 2026-02-21 08:59Z</span></i></ol>
    <dt>Failed last<dd>2026-02-21 08:59Z on <code>feedbee000</code>: exit code 1<dt>Holds up<dd><a href="#M1">M1</a> Foundation</dl>
    </div></details>
    <details data-s="fail"><summary><small>gate</small> <b>unit</b> <em><i class="bad m1">fail</i> <small>1 of 2 runs passed, 1 flaky</small></em></summary>
    <div id="gate:unit">
    <dl class=pair>
    <dt>Shows<dd><i class="bad m1">fail</i><p>flaky: 1 of 2 runs on this content did not pass; 1 of 3 passes in a row<p><kbd>milepost verify --gate unit</kbd>
    <dt>Runs<dd><code>make test</code><dt>Life<dd>runtime, blocking
    <dt>Rests on<dd><small>passed on <code>feedbee000</code>, 2026-02-21 08:59Z, exact, clean, record <code>ec5627217f</code></small>
    <dt>Attempts<dd>2 recorded: 1 passed, 1 failed, 0 could not be measured; on the same content it both passed and failed<ol class=strip aria-label="The last runs, the newest last"><li title="failed on feedbee000, 2026-02-18 09:00Z"><i class="bad m1"><span class=vh>failed on feedbee000, 2026-02-18 09:00Z</span></i><li title="passed on feedbee000, 2026-02-21 08:59Z"><i class="good m0"><span class=vh>passed on feedbee000, 2026-02-21 08:59Z</span></i></ol>
    <dt>Failed last<dd>2026-02-18 09:00Z on <code>feedbee000</code>: exit code 1<dt>Holds up<dd><a href="#M1">M1</a> Foundation</dl>
    </div></details>
    "##);
}

#[test]
fn people_see_what_waits_for_them_and_what_was_waived() {
    let waived = format!("{SHOP}ada waives latency until 2026-03-01\n");
    assert_snapshot!(check(&waived, "people"), @r#"
    <section id="people" aria-labelledby="mp-people">
    <h2 id="mp-people">People</h2>
    <h3>Waits for a person</h3>
    <p class=none>Nothing does.</p>
    <h3>Waived</h3>
    <div class=wide role=group tabindex=0 aria-label="Waivers">
    <table>
    <thead><tr><th scope=col>What need not hold<th scope=col>How far<th scope=col>By<th scope=col>Owner<th scope=col>Why</thead>
    <tbody>
    <tr data-s><th scope=row>gate latency<td><i class="doubt m6">until 2026-03-01</i><td>ada, 2026-02-21<td>bob<td>later
    </table>
    </div>
    "#);
}

#[test]
fn decisions_and_registers_are_told() {
    assert_snapshot!(check(SHOP, "decisions"), @r##"
    <section id="decisions" aria-labelledby="mp-decisions">
    <h2 id="mp-decisions">Decisions</h2>
    <div class=wide role=group tabindex=0 aria-label="Decisions">
    <table>
    <thead><tr><th scope=col>Decision<th scope=col>Says<th scope=col>Recorded<th scope=col>Bears on<th scope=col>Kept, shows</thead>
    <tbody>
    <tr data-s id="D-001"><th scope=row>D-001 One store <samp>docs/DECISIONS.md:1</samp><td><i class="m8">Accepted</i><td><i class="m9">nothing is recorded of it</i><td><a href="#M1">M1</a><td>
    </table>
    </div>
    "##);
    assert_snapshot!(check(SHOP, "registers"), @r#"
    <section id="registers" aria-labelledby="mp-registers">
    <h2 id="mp-registers">Registers</h2>
    <h3>Risks</h3>
    <div class=wide role=group tabindex=0 aria-label="Risks">
    <table>
    <thead><tr><th scope=col>Entry<th scope=col>Says<th scope=col>Shows<th scope=col>Waits for</thead>
    <tbody>
    <tr data-s id="R1"><th scope=row>R1 Builds take &lt;/script&gt; an hour <samp>docs/RISKS.md:1</samp><td><i class="m9">Open</i><td><i class="doubt m9">open</i><td>
    </table>
    </div>
    "#);
}

#[test]
fn problems_are_told_by_what_they_are_about() {
    assert_snapshot!(check(SHOP, "problems"), @r##"
    <section id="problems" aria-labelledby="mp-problems">
    <h2 id="mp-problems">Problems</h2>
    <p class=none>4 errors in 4 documents</p>
    <details open><summary>What documents claim <em><small>2</small></em></summary>
    <div><ul><li class=p><i class="bad m1">error</i> <small>MP0108 status-conflict</small> <a href="#M1">milestone <code>M1</code> is <code>Done</code>, and 1 of its 1 parts is not: <code>M1-D1</code> is <code>In progress</code></a> <samp>M1.md:1</samp><div class=help>see what is left with <code>milepost show M1-D1</code></div><li class=p><i class="bad m1">error</i> <small>MP0108 status-conflict</small> <a href="#M1">milestone <code>M1</code> is <code>Done</code>, and 1 of its 2 criteria is not met</a> <samp>M1.md:1</samp><div class=help>say of the item what holds, or of each criterion how it was met</div></ul></div></details>
    <details open><summary>What gates have shown <em><small>2</small></em></summary>
    <div><ul><li class=p><i class="bad m1">error</i> <small>MP0201 unproven-claim</small> <a href="#M1">criterion “The unit tests pass” is marked met, and gate <code>unit</code> fails: flaky: 1 of 2 runs on this content did not pass; 1 of 3 passes in a row</a> <samp>M1.md:1</samp><div class=help><code>milepost verify --gate unit</code></div><li class=p><i class="bad m1">error</i> <small>MP0201 unproven-claim</small> <a href="#M1">milestone <code>M1</code> is marked <code>Done</code>, and its criterion “p95 stays under 500 ms” is unproven: gate <code>latency</code> fails: exit code 1</a> <samp>M1.md:1</samp><div class=help><code>milepost gate show latency</code></div></ul></div></details>
    "##);
}

#[test]
fn a_project_without_work_says_so() {
    let empty = "\n//- docs/STATUS.md\n# Status\n\nStatus: nothing yet\n";
    assert_snapshot!(check(empty, "board"), @r##"
    <section id="board" aria-labelledby="mp-board">
    <h2 id="mp-board">Board</h2>
    <ul class=tiles>
    <li class="plain"><a href="#people"><b>0</b> <span>wait for a person</span><small>nothing is waived</small></a>
    <li class="plain"><a href="#problems"><b>0</b> <span>errors</span><small>0 warnings, 0 notes</small></a>
    </ul>
    <p class=none>No work is tracked.</p>
    "##);
}

/// Everything in a page that has a tag, as its name and attributes.
fn tags(page: &str) -> Vec<String> {
    let tag = Regex::new("<([a-zA-Z][^>]*)>").unwrap();
    tag.captures_iter(page).map(|found| found[1].to_owned()).collect()
}

#[test]
fn text_of_documents_is_never_markup() {
    let hostile = r#"
//- milepost.toml
schema = 1

[documents]
include = ["**/*.md"]

[gates."a"]
run = "echo '</code><script>alert(1)</script>'"
//- M1.md
# M1 <script>alert(1)</script>

**Status:** Done </i><img src=x onerror=alert(2)> `<b>`
**Owner:** "onmouseover="alert(3)

## Acceptance criteria

- [x] It says `</style><style>*{}` and </title> {{ 7 * 7 }} {% raw %} `{%` (gate `a`)

### M1-D1 A "quoted" 'title' &amp; <svg onload=alert(4)> [link](javascript:alert(5)) <!-- milepost:x -->

**Status:** ZEROzeroLEFTwidth
//- docs/DECISIONS.md
# Decisions

## D-001 <a href="javascript:alert(6)">x</a>

**Status:** <details open ontoggle=alert(7)>
//- docs/RISKS.md
# Risks

| ID | Risk | Status |
|---|---|---|
| R1 | --><script src=//x></script> | <iframe srcdoc=x> |
"#;
    let hostile = hostile.replace("ZERO", "\u{200b}").replace("LEFT", "\u{202e}");
    let page = whole(&hostile);
    let tags = tags(&page);
    let has =
        |name: &str| tags.iter().filter(|tag| tag.split([' ', '/']).next() == Some(name)).count();
    assert_eq!(has("script"), 1, "one script, its own");
    assert_eq!(["img", "iframe", "object", "embed", "base", "form"].map(has), [0, 0, 0, 0, 0, 1]);
    let handler = Regex::new(" on[a-z]+ *=").unwrap();
    let handlers: Vec<&String> = tags.iter().filter(|tag| handler.is_match(tag)).collect();
    assert_eq!(handlers, Vec::<&String>::new());
    assert!(!page.contains("javascript:alert(6)\""), "no such link");
    assert!(!page.contains(" style="), "no style but that of the sheets");
    assert!(page.contains("{{ 7 * 7 }}") && page.contains("{% raw %}"), "text is no template");
    assert!(!page.contains(['\u{200b}', '\u{202e}']), "nothing hides");
}

#[test]
fn the_page_allows_its_own_script_and_styles_and_nothing_else() {
    use base64ct::{Base64, Encoding as _};
    let page = whole(SHOP);
    assert!(page.starts_with(HEAD));
    let policy = Regex::new("Content-Security-Policy\" content=\"([^\"]*)\"").unwrap();
    let policy = policy.captures(&page).unwrap()[1].replace("&#39;", "'");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let sheets = Regex::new("(?s)<(style|script)>(.*?)</(style|script)>").unwrap();
    let mut seen = 0;
    for found in sheets.captures_iter(&page) {
        let digest = crate::digest::Digest::of(found[2].as_bytes());
        let source = format!("'sha256-{}'", Base64::encode_string(digest.as_bytes()));
        assert!(policy.contains(&source), "{} is not allowed: {policy}", &found[1]);
        seen += 1;
    }
    assert_eq!(seen, 3, "the style, that of the graph, and the script");
}

#[test]
fn every_link_leads_somewhere_and_every_name_is_there_once() {
    let twice = r"
//- a/M1.md
# M1 One

**Status:** Planned
**Depends on:** M9

## Acceptance criteria

- [ ] It holds (gate `nowhere`)
//- b/M1.md
# M1 Another

**Status:** Planned
//- b/BOARD.md
# Milestones

| Milestone | Status |
|---|---|
| board | Planned |
| found | Planned |
| gate:x | Planned |
| mp-a | Planned |
";
    let names = Regex::new(" id=\"([^\"]*)\"").unwrap();
    let links = Regex::new("href=\"#([^\"]*)\"").unwrap();
    for fixture in [SHOP, twice] {
        let page = whole(fixture);
        let mut ids = BTreeSet::new();
        for found in names.captures_iter(&page) {
            assert!(ids.insert(found[1].to_owned()), "{} is there twice", &found[1]);
        }
        for found in links.captures_iter(&page) {
            let name = found[1].replace("%3A", ":").replace("%7E", "~");
            assert!(ids.contains(&name), "nothing is called {name}: {ids:?}");
        }
    }
}

#[test]
fn a_thousand_items_are_smaller_than_a_megabyte() {
    use std::fmt::Write as _;
    let mut fixture = "//- milepost.toml\nschema = 1\n\n[gates.unit]\nrun = \"make\"\n".to_owned();
    // `M365` is the name of a product, and no milestone.
    for number in (1..=501).filter(|number| *number != 365) {
        let (says, mark) = if number <= 250 { ("Complete", 'x') } else { ("Planned", ' ') };
        write!(
            fixture,
            "//- docs/M{number}.md\n# M{number} A milestone with a title\n\n**Goal:** It works\n\
             **Status:** {says}\n**Depends on:** M{}\n\n## Acceptance criteria\n\n\
             - [{mark}] At least {number} tests of the parser pass (gate `unit`)\n\
             - [{mark}] A newcomer understands the message\n\n\
             ## Deliverables\n\n### M{number}-D1 What it consists of\n\n**Status:** {says}\n\
             **Output:** the parser\n",
            number - 1,
        )
        .unwrap();
    }
    let page = whole(&fixture);
    let items = page.matches(" id=\"M").count();
    assert_eq!(items, 1000);
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
}

#[test]
fn the_style_sheet_draws_every_mark() {
    let sheet = include_str!("report.css");
    for (place, mark) in MARKS.iter().enumerate() {
        let rule = format!(".m{place}::before {{ content: \"{mark}\" / \"\"; }}");
        assert!(sheet.contains(&rule), "no rule draws {mark}");
    }
    for verdict in Verdict::ALL {
        let (mark, _) = words::verdict_mark(verdict);
        assert!(MARKS.contains(&mark), "{mark} of {verdict:?} is not drawn");
    }
    for hundredth in 1..=100 {
        assert!(sheet.contains(&format!(".w{hundredth} {{ width: {hundredth}%; }}")));
    }
}
