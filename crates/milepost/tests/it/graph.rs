//! `milepost graph`: what rests on what, in every format.

use std::fs;

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

/// A project with something of everything.
pub(crate) const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.smoke]
run = \"true\"

[gates.restart]
run = \"false\"

[gates.api]
run = \"true\"
//- docs/M1.md
# M1 Walking skeleton

**Goal:** One request goes through
**Status:** Complete

## Acceptance criteria

- [x] The server answers (gate `smoke`)
//- docs/M2.md
# M2 Orders are kept

**Goal:** Orders survive
**Status:** In progress
**Depends on:** M1

## Acceptance criteria

- [ ] Orders survive a restart (gate `restart`)

## Deliverables

### M2-D1 Order store

**Estimate:** 2 days

#### Success criteria

- [ ] An order is found again (gate `restart`)

### M2-D2 Order API

**Estimate:** 3 days
**Depends on:** M2-D1

#### Success criteria

- [ ] The API answers (gate `api`)
//- docs/M3.md
# M3 Payments

**Goal:** Orders are paid
**Status:** Planned
**Depends on:** M2

## Acceptance criteria

- [ ] Cards are charged once (gate `charge`)
//- docs/M4.md
# M4 Reports

**Goal:** People see what was sold
**Status:** In progress
**Depends on:** M1

## Acceptance criteria

- [ ] Sums are right (gate `sums`)
//- docs/M5.md
# M5 Public launch

**Goal:** Everybody can order
**Status:** Planned
**Estimate:** 1 week
**Depends on:** M3, M4

## Acceptance criteria

- [ ] It runs (gate `smoke`)
//- docs/STATUS.md
# Where we are

| Milestone | Status |
|---|---|
| M4 | In progress |

## Blockers

| ID | Blocker | Status |
|---|---|---|
| B1 | Nobody has the numbers for M4 | Open |
";

/// The project with its gates run.
fn project() -> Sandbox {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.run(&["verify"]);
    sandbox
}

#[test]
fn a_terminal_shows_layers_lanes_and_what_holds_most() {
    let sandbox = project();
    assert_snapshot!(sandbox.run(&["graph"]), @"
                                                           SAYS         SHOWS
      ┌──────  M1 Walking skeleton                         Complete     ✔ done
      ├─┬───▶* M2 Orders are kept                          In progress  ▷ ready
      │ │ ┌──* ├ M2-D1 Order store                                      ▷ ready
      │ │ └─▶* └ M2-D2 Order API                                        ○ planned
      │ └─┬─▶* M3 Payments                                 Planned      ○ planned
      └─┬─│─▶  M4 Reports                                  In progress  ■ blocked by B1
        │ │    └ blocker B1 Nobody has the numbers for M4  Open         ■ open
        └─┴─▶* M5 Public launch                            Planned      ○ planned

    Critical path (*)  the longest chain that is not proven
      M2-D1 → M2-D2 → M2 → M3 → M5
      10 working days by estimates, 5 items, 1 of them without an estimate

    What holds most back
      M2-D1  holds 4 pieces of work
        “An order is found again”: gate `restart` fails: it ended with exit code 1
        → milepost gate show restart
      B1  holds 2 pieces of work
        open: Nobody has the numbers for M4
        → milepost why B1
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["graph", "M5", "--gates"]), @"
                                                           SAYS         SHOWS
      ┌──────  M1 Walking skeleton                         Complete     ✔ done
      │        └ gate smoke                                             ✔ pass
      ├─┬───▶* M2 Orders are kept                          In progress  ▷ ready
      │ │      ├ gate restart                                           ✗ fail
      │ │ ┌──* ├ M2-D1 Order store                                      ▷ ready
      │ │ │    │ └ gate restart                                         ✗ fail
      │ │ └─▶* └ M2-D2 Order API                                        ○ planned
      │ │        └ gate api                                             ✔ pass
      │ └─┬─▶* M3 Payments                                 Planned      ○ planned
      │   │    └ gate charge                                            · missing: not defined
      └─┬─│─▶  M4 Reports                                  In progress  ■ blocked by B1
        │ │    ├ blocker B1 Nobody has the numbers for M4  Open         ■ open
        │ │    └ gate sums                                              · missing: not defined
        └─┴─▶* M5 Public launch                            Planned      ○ planned
               └ gate smoke                                             ✔ pass

    Critical path (*)  the longest chain that is not proven
      M2-D1 → M2-D2 → M2 → M3 → M5
      10 working days by estimates, 5 items, 1 of them without an estimate

    What holds M5 back
      M5 ← M3 ← charge
        gate, missing: not defined
        → milepost add gate charge
      M5 ← M4 ← B1
        open: Nobody has the numbers for M4
        → milepost why B1
      M5 ← M4 ← sums
        gate, missing: not defined
        → milepost add gate sums
      M5 ← M3 ← M2 ← restart
        gate, fail: it ended with exit code 1
        → milepost gate show restart
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["graph", "M4", "--depth", "1"]), @"
                                                         SAYS         SHOWS
      ┌────  M1 Walking skeleton                         Complete     ✔ done
      └─┬─▶  M4 Reports                                  In progress  ■ blocked by B1
        │    └ blocker B1 Nobody has the numbers for M4  Open         ■ open
        └─▶  M5 Public launch                            Planned      ○ planned

      … and 4 other things not drawn

    Critical path  none: no unproven work waits for other work

    What holds M4 back
      M4 ← B1
        open: Nobody has the numbers for M4
        → milepost why B1
    [exit 0]
    ");
}

#[test]
fn a_narrow_terminal_is_kept_to() {
    let sandbox = project();
    let output = sandbox.milepost().args(["graph", "--gates"]).env("COLUMNS", "60").output();
    let page = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(page.lines().all(|line| line.chars().count() <= 60), "{page}");
}

#[test]
fn circles_are_named_and_come_to_an_end() {
    let sandbox = Sandbox::new(
        "\
//- PLAN.md
## Milestones
| Milestone | Status | Depends on |
| --- | --- | --- |
| M1 Store | Planned | M3 |
| M2 Shop | Planned | M1 |
| M3 Reports | Planned | M2 |
| M4 Export | Planned | M3 |
",
    );
    assert_snapshot!(sandbox.run(&["graph"]), @"
                         SAYS     SHOWS
      ┌────  M1 Store    Planned  ○ planned
               waits for M3, too
      └─┬─▶  M2 Shop     Planned  ○ planned
      ┌─┴─▶* M3 Reports  Planned  ○ planned
      └───▶* M4 Export   Planned  ○ planned

    Circles  they wait for each other, so none can begin
      M1 → M2 → M3 → M1

    Critical path (*)  the longest chain that is not proven
      M3 → M4
      2 items, by their number: none on it has an estimate

    What holds most back
      M1  holds 3 pieces of work
        they wait for each other: M1 → M2 → M3 → M1
        → milepost explain dependency-cycle
    [exit 0]
    ");
    assert_snapshot!(sandbox.run(&["graph", "M4", "--format", "mermaid"]), @r#"
    flowchart LR
      accTitle: What rests on what
      accDescr: 4 things, 4 ties: an arrow leads from what must be shown first. Critical path: M3 → M4, 2 items, by their number: none on it has an estimate. Circle: M1 → M2 → M3 → M1.
      n0("○ M1 Store<br/>says “Planned”, shown: planned"):::plain
      n1("○ M2 Shop<br/>says “Planned”, shown: planned"):::plain
      n2("○ M3 Reports<br/>says “Planned”, shown: planned"):::plain
      n3("○ M4 Export<br/>says “Planned”, shown: planned"):::plain
      n0 -- circle --> n1
      n1 -- circle --> n2
      n2 -- circle --> n0
      n2 --> n3
      linkStyle 3 stroke-width:4px
      classDef good fill:#d9f2df,stroke:#1a7f37,color:#0b3d1a
      classDef doubt fill:#fff3cd,stroke:#9a6700,color:#4d3300
      classDef bad fill:#ffdcd9,stroke:#cf222e,color:#5c0a10,stroke-width:3px
      classDef alive fill:#d6ebff,stroke:#0969da,color:#03335f
      classDef faint fill:#eeeeee,stroke:#8c959f,color:#57606a,stroke-dasharray:4 3
      classDef plain fill:#ffffff,stroke:#57606a,color:#1f2328
    [exit 0]
    "#);
}

#[test]
fn what_is_in_no_graph_is_said_to_be() {
    let sandbox = Sandbox::new(
        "\
//- PLAN.md
| Milestone | Status |
| --- | --- |
| M1 Store | Planned |

## Risks

| Risk | Impact | Status |
| --- | --- | --- |
| R1 Disk fills up | High | Open |
",
    );
    assert_snapshot!(sandbox.run(&["graph", "R1"]), @"
    ------- stderr -------
    error: risk `R1` is in no graph: it is no work, and holds none up
    hint: `milepost show risk:R1` shows what is said of it
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["graph", "--depth", "2"]).lines().last().unwrap(), @"[exit 2]");
}

/// Titles as nobody should write them.
const HOSTILE: &str = "\
//- PLAN.md
## Milestones
| Milestone | Status | Depends on |
| --- | --- | --- |
| M1 \"]; evil --> M2 %% <script>alert(1)</script> | Planned | |
| M2 `#35;` \\\" \\N [x](y) {z} ]]> <!-- & | \"done\"; | M1 |
| M3 end =1+1 \u{1b}[31m \u{202e}x | Planned | M2 |
";

#[test]
fn hostile_titles_stay_texts_in_every_format() {
    let sandbox = Sandbox::new(HOSTILE);
    assert_snapshot!(sandbox.run(&["graph", "--format", "mermaid"]), @r#"
    flowchart LR
      accTitle: What rests on what
      accDescr: 3 things, 2 ties: an arrow leads from what must be shown first. Critical path: M1 → M2 → M3, 3 items, by their number: none on it has an estimate.
      n0("▷ M1 #34;#93;#59; evil --#62; M2 #37;#37; #60;script#62;alert#40;1#41;#60;/s…<br/>says “Planned”, shown: ready"):::alive
      n1("✗ M2 #35;35#59; #34; #92;N x #123;z#125; #93;#93;#62; #60;!-- #38;<br/>says “#34;done#34;#59;”, shown: contradicted"):::bad
      n2("▷ M3 end #61;1+1 ⟨U+001B⟩#91;31m ⟨U+202E⟩x<br/>says “Planned”, shown: ready"):::alive
      n0 --> n1
      n1 --> n2
      linkStyle 0,1 stroke-width:4px
      classDef good fill:#d9f2df,stroke:#1a7f37,color:#0b3d1a
      classDef doubt fill:#fff3cd,stroke:#9a6700,color:#4d3300
      classDef bad fill:#ffdcd9,stroke:#cf222e,color:#5c0a10,stroke-width:3px
      classDef alive fill:#d6ebff,stroke:#0969da,color:#03335f
      classDef faint fill:#eeeeee,stroke:#8c959f,color:#57606a,stroke-dasharray:4 3
      classDef plain fill:#ffffff,stroke:#57606a,color:#1f2328
    [exit 0]
    "#);
    assert_snapshot!(sandbox.run(&["graph", "--format", "dot"]), @r##"
    digraph milepost {
      graph [rankdir=LR, tooltip="3 things, 2 ties: an arrow leads from what must be shown first. Critical path: M1 → M2 → M3, 3 items, by their number: none on it has an estimate."];
      node [fontname="sans-serif", fontsize=11, style="filled"];
      edge [fontname="sans-serif", fontsize=9];
      n0 [label="▷ M1 \"]; evil --> M2 %% <script>alert(1)</s…\nsays “Planned”, shown: ready", tooltip="M1 \"]; evil --> M2 %% <script>alert(1)</script> (milestone): says “Planned”, shown: ready", shape=box, style="filled,rounded", fillcolor="#d6ebff", color="#0969da"];
      n1 [label="✗ M2 #35; \" \\N x {z} ]]> <!-- &amp;\nsays “\"done\";”, shown: contradicted", tooltip="M2 #35; \" \\N x {z} ]]> <!-- &amp; (milestone): says “\"done\";”, shown: contradicted", shape=box, style="filled,rounded", fillcolor="#ffdcd9", color="#cf222e", penwidth=2];
      n2 [label="▷ M3 end =1+1 ⟨U+001B⟩[31m ⟨U+202E⟩x\nsays “Planned”, shown: ready", tooltip="M3 end =1+1 ⟨U+001B⟩[31m ⟨U+202E⟩x (milestone): says “Planned”, shown: ready", shape=box, style="filled,rounded", fillcolor="#d6ebff", color="#0969da"];
      n0 -> n1 [style=solid, penwidth=3];
      n1 -> n2 [style=solid, penwidth=3];
    }
    [exit 0]
    "##);
    let svg = sandbox.stdout(&["graph", "--format", "svg"]);
    assert!(!svg.contains("<script") && !svg.contains('\u{1b}') && !svg.contains('\u{202e}'));
    assert!(svg.contains("&lt;script&gt;") || svg.contains("&lt;scri"), "{svg}");
}

/// The picture of the guide is what the program draws. `UPDATE_DOCS=1` writes it anew.
#[test]
fn the_picture_of_the_guide_is_fresh() {
    let drawn = project().stdout(&["graph", "--gates", "--format", "svg"]);
    let path = format!("{}/../../docs/graph.svg", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &drawn).unwrap();
    }
    assert!(fs::read_to_string(path).unwrap_or_default() == drawn, "run with UPDATE_DOCS=1");
}
