//! Tests of `[gates]`, `[resources]` and `[policy]`.

use std::{fmt::Write as _, time::Duration};

use insta::assert_snapshot;

use super::{accept, check};
use crate::{
    config::{Policy, Recheck, Resources},
    evidence::Grade,
    gate::{
        Check, ControlKind, ControlState, Enforcement, Gate, GateName, Invocation, Noise,
        ReportPlace, RunCheck, Weight,
    },
    report::{Direction, Format},
    text::RepoPath,
};

/// The only gate of a file.
#[track_caller]
fn only(gate: &str) -> Gate {
    let config = accept(&format!("schema = 1\n{gate}"));
    assert_eq!(config.gates.len(), 1);
    config.gates.into_values().next().unwrap()
}

#[track_caller]
fn run(gate: &str) -> RunCheck {
    let Check::Run(run) = only(gate).check else { panic!("a review") };
    *run
}

/// All mistakes of a gate that runs `true`.
#[track_caller]
fn mistakes(keys: &str) -> String {
    check(&format!("schema = 1\n[gates.unit]\nrun = \"true\"\n{keys}\n"))
}

#[test]
fn a_gate_with_everything_is_understood() {
    let run = run(r#"
[gates.latency]
prepare = "cargo build --release"
run = ["hyperfine", "--export-json", "target/latency.json"]
folder = "crates/./api"
keep = ["target"]
env = ["RUSTFLAGS", "CI", "CI"]
reports = [
    { format = "hyperfine", path = "target/*.json" },
    { format = "cargo-test", from = "stdout" },
]
require = ["p95 < 500 ms", "tests.passed >= 32"]
timeout = "1h 30m"
weight = "heavy"
inputs = ["src", "Cargo.lock"]
max-age = "30 d"
greens = 3
enforcement = "blocking"

[gates.latency.compare]
metric = "p95"
lower-is-better = true
with = "v0.1.0"
worse-by-at-most = "10 %"
floor = "2 µs"
pairs = 7

[[gates.latency.controls]]
name = "as it is"
good = "."

[[gates.latency.controls]]
name = "slow"
bad = "gates/slow.patch"
signal = "over budget"

[[gates.latency.controls]]
name = "old"
good = "v0.1.0"
"#);
    let words = ["hyperfine", "--export-json", "target/latency.json"].map(Into::into);
    assert_eq!(run.run, Invocation::Program(words.into()));
    assert_eq!(run.prepare, Some(Invocation::Shell("cargo build --release".into())));
    assert_eq!(run.folder.as_ref().map(RepoPath::as_str), Some("crates/api"));
    assert_eq!(run.keep, [RepoPath::new("target").unwrap()]);
    assert_eq!(run.environment, ["CI".into(), "RUSTFLAGS".into()]);
    assert_eq!(run.reports[0].format, Format::Hyperfine);
    assert_eq!(run.reports[0].place, ReportPlace::Files("target/*.json".into()));
    assert_eq!(run.reports[1].place, ReportPlace::Stdout);
    assert_eq!(run.require[0].as_str(), "p95 < 500 ms");
    assert_eq!(run.timeout, Duration::from_mins(90));
    assert_eq!(run.weight, Weight::Heavy);
    assert!(run.inputs.unwrap().matches(&RepoPath::new("src/a.rs").unwrap()));
    assert_eq!(run.max_age, Some(Duration::from_hours(30 * 24)));
    assert_eq!(run.greens, 3);
    let compare = run.compare.unwrap();
    assert_eq!((&*compare.metric, compare.direction), ("p95", Direction::Lower));
    assert_eq!((compare.worse_by_at_most, compare.floor), (0.1, 2.0));
    assert_eq!((&*compare.floor_unit, compare.noise), ("us", Noise::Noisy { pairs: 7, most: 15 }));
    let states: Vec<ControlState> = run.controls.iter().map(|it| it.state.clone()).collect();
    let patch = RepoPath::new("gates/slow.patch").unwrap();
    let commit = ControlState::Commit("v0.1.0".into());
    assert_eq!(states, [ControlState::Here, ControlState::Patch(patch), commit]);
    assert_eq!(run.controls[1].kind, ControlKind::Bad { signal: "over budget".into() });
}

#[test]
fn a_gate_of_one_line_has_the_usual_values() {
    let gate = only("[gates]\nunit.run = \"make test\"\n");
    assert_eq!(gate.enforcement, Enforcement::Blocking);
    let Check::Run(run) = gate.check else { panic!("a review") };
    assert_eq!(run.run, Invocation::Shell("make test".into()));
    assert_eq!((run.timeout, run.weight, run.greens), (Duration::from_mins(10), Weight::Light, 1));
    assert_eq!((run.inputs, run.max_age, run.compare), (None, None, None));
}

#[test]
fn a_review_has_people_and_a_checklist() {
    let gate = only(
        "[gates.security]\nkind = \"review\"\nby = [\"role:security\"]\nenforcement = \"advisory\"\n\
         checklist = [\"No secret is in the repository\"]\n",
    );
    assert_eq!(gate.enforcement, Enforcement::Advisory);
    let Check::Review(review) = gate.check else { panic!("a run") };
    assert_eq!(review.by, ["role:security".into()]);
    assert_eq!(review.checklist.len(), 1);
}

#[test]
fn the_machine_and_the_policy_have_usual_values() {
    let config = accept("schema = 1\n");
    assert_eq!(
        config.resources,
        Resources { jobs: None, heavy_slots: 1, min_available_memory: None }
    );
    let usual = Policy {
        least_grade: Grade::Clean,
        recheck: Recheck::Optional,
        greens_after_fail: 3,
        commits: None,
    };
    assert_eq!(config.policy, usual);

    let config = accept(
        "schema = 1\n[resources]\njobs = 4\nheavy-slots = 2\nmin-available-memory = \"2 GiB\"\n\
         [policy]\nleast-grade = \"signed\"\nrecheck = true\ngreens-after-fail = 5\n",
    );
    let memory = Some(2 << 30);
    assert_eq!(
        config.resources,
        Resources { jobs: Some(4), heavy_slots: 2, min_available_memory: memory }
    );
    let strict = Policy {
        least_grade: Grade::Signed,
        recheck: Recheck::Required,
        greens_after_fail: 5,
        commits: None,
    };
    assert_eq!(config.policy, strict);
}

#[test]
fn mistakes_in_the_machine_and_the_policy() {
    let text = "schema = 1
[resources]
jobs = 0
heavy-slots = 99999999999
min-available-memory = \"2 gigs\"
[policy]
least-grade = \"diagnostic\"
recheck = \"yes\"
greens = 3
";
    assert_snapshot!(check(text), @r#"
    jobs = 0
           ^ `jobs` must be at least 1
    heavy-slots = 99999999999
                  ^^^^^^^^^^^ `heavy-slots` is too large
    min-available-memory = "2 gigs"
                           ^^^^^^^^ `2 gigs` is not a size
                           = try a number with its unit, as `min-available-memory = "2 GiB"`
    least-grade = "diagnostic"
                  ^^^^^^^^^^^^ `least-grade` cannot be `diagnostic`
                  = try a grade that proves: `"imported"`, `"clean"`, `"signed"`
    recheck = "yes"
              ^^^^^ `recheck` must be a truth value, not a string
    greens = 3
    ^^^^^^ unknown key `greens`
    "#);
}

#[test]
fn keys_that_have_no_place_in_a_gate() {
    assert_snapshot!(mistakes("timeuot = \"1m\"\nby = [\"role:qa\"]"), @r#"
    timeuot = "1m"
    ^^^^^^^ unknown key `timeuot`
    = try `timeout`
    by = ["role:qa"]
    ^^ `by` and `kind = "run"` cannot stand together
    "#);
    assert_snapshot!(check("schema = 1\n[gates.a]\nkind = \"review\"\nrun = \"true\"\n"), @r#"
    [gates.a]
           ^ `by` is missing
    run = "true"
    ^^^ `run` and `kind = "review"` cannot stand together
    "#);
    assert_snapshot!(check("schema = 1\n[gates.a]\nkind = \"reviw\"\n[gates]\nb = \"make\"\n"), @r#"
    kind = "reviw"
           ^^^^^^^ `kind` cannot be `reviw`
           = try `review`
    b = "make"
        ^^^^^^ `b` must be a table, not a string
        = try a table `[gates.b]`
    "#);
}

#[test]
fn commands_say_something() {
    assert_snapshot!(check("schema = 1\n[gates.a]\n"), @"
    [gates.a]
           ^ `run` is missing
    ");
    assert_snapshot!(check("schema = 1\n[gates.a]\nrun = \" \"\nprepare = []\n"), @r#"
    run = " "
          ^^^ `run` is empty
    prepare = []
              ^^ `prepare` is empty
    "#);
    assert_snapshot!(check("schema = 1\n[gates.a]\nrun = [\"\", 3]\nprepare = 1\n"), @r#"
    run = ["", 3]
          ^^^^^^^ `run` is empty
    run = ["", 3]
               ^ `run` must be a list of strings, not a number
    prepare = 1
              ^ `prepare` must be a command, not a number
              = try a line for the shell in quotes, or `prepare = ["program", …]`
    "#);
}

#[test]
fn paths_stay_inside_and_variables_are_names() {
    assert_snapshot!(mistakes("folder = \"/srv\"\nkeep = [\"../target\", \"\"]"), @r#"
    folder = "/srv"
             ^^^^^^ `/srv` is no path inside the repository
             = try a path from the root of the repository, without a leading `/`
    keep = ["../target", ""]
            ^^^^^^^^^^^ `../target` is no path inside the repository
            = try a path from the root of the repository, without a leading `/`
    keep = ["../target", ""]
                         ^^ `` is no path inside the repository
                         = try a path from the root of the repository, without a leading `/`
    "#);
    assert_snapshot!(mistakes("env = [\"TOKEN=abc\", \"1A\", \"GIT_DIR\"]"), @r#"
    env = ["TOKEN=abc", "1A", "GIT_DIR"]
           ^^^^^^^^^^^ `TOKEN=abc` is no name of an environment variable
           = try `TOKEN`: the value is that of who runs the gate
    env = ["TOKEN=abc", "1A", "GIT_DIR"]
                        ^^^^ `1A` is no name of an environment variable
    env = ["TOKEN=abc", "1A", "GIT_DIR"]
                              ^^^^^^^^^ `GIT_DIR` is never handed on to a gate
    "#);
    assert_snapshot!(mistakes("inputs = []"), @"
    inputs = []
             ^^ `inputs` is empty
             = try no `inputs`, so that the whole project counts
    ");
}

#[test]
fn amounts_have_units() {
    assert_snapshot!(mistakes("timeout = 15\nmax-age = \"a month\"\ngreens = 0\nweight = \"heavvy\""), @r#"
    timeout = 15
              ^^ `timeout` must be a duration, not a number
              = try a number with its unit in quotes, as `timeout = "15m"`
    max-age = "a month"
              ^^^^^^^^^ `a month` is not a duration
              = try a number with its unit, as `max-age = "30 d"`
    greens = 0
             ^ `greens` must be at least 1
    weight = "heavvy"
             ^^^^^^^^ `weight` cannot be `heavvy`
             = try `heavy`
    "#);
}

#[test]
fn reports_have_a_known_format_and_one_place() {
    let reports = "reports = [
  { format = \"junt\", path = \"/etc/a.xml\" },
  { format = \"tap\" },
  { path = \"a\", from = \"stdout\" },
  { format = \"tap\", from = \"stderr\" },
  3,
]
require = [\"exit == 0\"]";
    assert_snapshot!(mistakes(reports), @r#"
    { format = "junt", path = "/etc/a.xml" },
               ^^^^^^ `format` cannot be `junt`
               = try `junit`
    { format = "junt", path = "/etc/a.xml" },
                              ^^^^^^^^^^^^ `/etc/a.xml`: a glob begins at the root of the repository and stays inside it
    { format = "tap" },
    ^^^^^^^^^^^^^^^^^^ neither `path` nor `from` is there
    = try `path = "…"`, or `from = "stdout"`
    { path = "a", from = "stdout" },
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `format` is missing
    { path = "a", from = "stdout" },
                         ^^^^^^^^ `from` and `path` cannot stand together
    { format = "tap", from = "stderr" },
                             ^^^^^^^^ `from` cannot be `stderr`
                             = try a stream: `"stdout"`
    3,
    ^ `reports` must be a list of tables, not a number
    = try `reports = [{ format = "junit", path = "target/junit.xml" }]`
    "#);
}

#[test]
fn measurements_that_nobody_looks_at_are_no_gate() {
    let lcov = "reports = [{ format = \"lcov\", path = \"lcov.info\" }]";
    assert_snapshot!(mistakes(lcov), @r#"
    reports = [{ format = "lcov", path = "lcov.info" }]
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nothing could make this gate fail: its reports hold measurements only, and no rule looks at them
              = try a rule, as `require = ["line_coverage >= 69 %"]`
    "#);
    let tests = "reports = [{ format = \"tap\", from = \"stdout\" }]";
    assert_eq!(run(&format!("[gates.a]\nrun = \"true\"\n{tests}")).require, []);
}

#[test]
fn a_rule_is_shown_where_it_is_wrong_inside_its_string() {
    assert_snapshot!(mistakes("require = [\"tests.pased >= 32\", 3]"), @r#"
    require = ["tests.pased >= 32", 3]
                ^^^^^^^^^^^ not a pass rule: no count of tests is called `tests.pased`
                = try `tests.passed`
    require = ["tests.pased >= 32", 3]
                                    ^ `require` must be a list of pass rules, not a number
    "#);
    assert_snapshot!(mistakes("require = ['output contains \"a\" nand']"), @r#"
    require = ['output contains "a" nand']
                                    ^^^^ not a pass rule: expected `and`, `or` or the end of the rule
    "#);
    assert_snapshot!(mistakes("require = [\"\\u0061rtifact(\\\"a\\\").exist\"]"), @r#"
    require = ["\u0061rtifact(\"a\").exist"]
                                     ^^^^^ not a pass rule: an artifact has no `exist`, only `exists` and `size`
                                     = try `exists`
    "#);
    assert_snapshot!(mistakes("require = [\"\"\"\ntests.pased >= 32\"\"\"]"), @r#"
    tests.pased >= 32"""]
    ^^^^^^^^^^^ not a pass rule: no count of tests is called `tests.pased`
    = try `tests.passed`
    "#);
}

#[test]
fn a_comparison_says_which_way_and_how_much() {
    assert_snapshot!(mistakes("compare = { metric = \"\" }"), @r#"
    compare = { metric = "" }
              ^^^^^^^^^^^^^^^ `with` is missing
    compare = { metric = "" }
              ^^^^^^^^^^^^^^^ neither `lower-is-better` nor `higher-is-better` is there
              = try `lower-is-better = true`, or `higher-is-better = true`
    compare = { metric = "" }
              ^^^^^^^^^^^^^^^ `worse-by-at-most` is missing
    compare = { metric = "" }
                         ^^ `metric` is empty
    "#);
    let both = "compare = { metric = \"p95\", with = \"v1\", lower-is-better = false, worse-by-at-most = \"10\", floor = -1, deterministic = true, pairs = 5 }";
    assert_snapshot!(mistakes(both), @r#"
    compare = { metric = "p95", with = "v1", lower-is-better = false, worse-by-at-most = "10", floor = -1, deterministic = true, pairs = 5 }
                                                               ^^^^^ `lower-is-better = false` leaves open what holds instead
                                                               = try `true`, or leave the key out
    compare = { metric = "p95", with = "v1", lower-is-better = false, worse-by-at-most = "10", floor = -1, deterministic = true, pairs = 5 }
                                                                                         ^^^^ `10` is not a share
                                                                                         = try a number with its unit, as `worse-by-at-most = "10 %"`
    compare = { metric = "p95", with = "v1", lower-is-better = false, worse-by-at-most = "10", floor = -1, deterministic = true, pairs = 5 }
                                                                                                       ^^ `-1` is not an amount of at least 0
    compare = { metric = "p95", with = "v1", lower-is-better = false, worse-by-at-most = "10", floor = -1, deterministic = true, pairs = 5 }
                                                                                                                                 ^^^^^ `pairs` and `deterministic` cannot stand together
    "#);
    let few = "compare = { metric = \"p95\", with = \"v1\", higher-is-better = true, worse-by-at-most = \"1 %\", pairs = 9, most = 8 }";
    assert_snapshot!(mistakes(few), @r#"
    compare = { metric = "p95", with = "v1", higher-is-better = true, worse-by-at-most = "1 %", pairs = 9, most = 8 }
                                                                                                                  ^ `most` must be at least 9
    "#);
}

#[test]
fn controls_are_good_or_bad_and_bad_ones_have_a_signal() {
    let controls = "controls = [
  { name = \"a\", good = \"v1\", signal = \"x\" },
  { name = \"A\", bad = \"v1\" },
  { name = \"c\", bad = \".\", signal = \"x\" },
  { good = \"v1\", bad = \"v2\" },
  { name = \"d\" },
  { name = \"e\", good = \"/tmp/a.patch\" },
]";
    assert_snapshot!(mistakes(controls), @r#"
    { name = "a", good = "v1", signal = "x" },
                                        ^^^ `signal` and `good` cannot stand together
    { name = "A", bad = "v1" },
    ^^^^^^^^^^^^^^^^^^^^^^^^^^ `signal` is missing
    { name = "A", bad = "v1" },
             ^^^ `A` is taken: `a` stands before it
    { name = "c", bad = ".", signal = "x" },
                        ^^^ a project that a gate must fail cannot be this one as it is
    { good = "v1", bad = "v2" },
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `name` is missing
    { good = "v1", bad = "v2" },
                         ^^^^ `bad` and `good` cannot stand together
    { name = "d" },
    ^^^^^^^^^^^^^^ neither `good` nor `bad` is there
    = try a commit, or the path of a `.patch` or `.diff` file
    { name = "e", good = "/tmp/a.patch" },
                         ^^^^^^^^^^^^^^ `/tmp/a.patch` is no path inside the repository
                         = try a path from the root of the repository, without a leading `/`
    "#);
}

#[test]
fn needs_name_gates_and_make_no_round() {
    assert_snapshot!(mistakes("needs = [\"unti\", \"unit\"]"), @r#"
    [gates.unit]
           ^^^^ these gates wait for each other: `unit` → `unit`
           = try one direction: leave one of these `needs` out
    needs = ["unti", "unit"]
             ^^^^^^ no gate is called `unti`
             = try `unit`
    "#);
    let rounds = "schema = 1
[gates]
a = { run = \"x\", needs = [\"b\"] }
b = { run = \"x\", needs = [\"c\"] }
c = { run = \"x\", needs = [\"b\", \"e\"] }
d = { run = \"x\", needs = [\"d\"] }
e = { run = \"x\", needs = [\"e\", \"e\"] }
";
    assert_snapshot!(check(rounds), @r#"
    b = { run = "x", needs = ["c"] }
    ^ these gates wait for each other: `b` → `c` → `b`
    = try one direction: leave one of these `needs` out
    d = { run = "x", needs = ["d"] }
    ^ these gates wait for each other: `d` → `d`
    = try one direction: leave one of these `needs` out
    e = { run = "x", needs = ["e", "e"] }
    ^ these gates wait for each other: `e` → `e`
    = try one direction: leave one of these `needs` out
    e = { run = "x", needs = ["e", "e"] }
                                   ^^^ `e` is taken: `e` stands before it
    "#);
    let fine = accept(
        "schema = 1\n[gates]\na = { run = \"x\", needs = [\"b\", \"c\"] }\nb = { run = \"x\", needs = [\"c\"] }\nc.run = \"x\"\n",
    );
    let Check::Run(run) = &fine.gates[&GateName::new("a").unwrap()].check else {
        panic!("a review")
    };
    assert_eq!(run.needs.len(), 2);
}

#[test]
fn names_differ_by_more_than_case() {
    assert_snapshot!(check("schema = 1\n[gates]\nUnit.run = \"x\"\nunit.run = \"y\"\n\" \".run = \"z\"\n"), @r#"
    unit.run = "y"
    ^^^^ `unit` is taken: `Unit` stands before it
    " ".run = "z"
    ^^^ ` ` is no id
    "#);
}

#[test]
fn many_gates_in_a_chain_are_settled_in_little_time() {
    let mut text = "schema = 1\n[gates]\ng0.run = \"x\"\n".to_owned();
    for at in 1..3_000 {
        writeln!(text, "g{at} = {{ run = \"x\", needs = [\"g{}\"] }}", at - 1).unwrap();
    }
    assert_eq!(accept(&text).gates.len(), 3_000);
}

#[test]
fn a_gate_names_consumers_with_commits() {
    let consumers = format!(
        "[consumers.agent]\nrepo = \"../agent\"\ncurrent = \"{}\"\n\n[consumers.rflx]\nrepo = \"../rflx\"\n",
        "a".repeat(40),
    );
    let check = |with: &str| {
        check(&format!("schema = 1\n[gates.unit]\nrun = \"true\"\n{with}\n{consumers}"))
    };
    assert_snapshot!(check("with = [\"agents\", \"rflx\", \"agent@rollback\"]"), @r#"
    with = ["agents", "rflx", "agent@rollback"]
            ^^^^^^^^ there is no `[consumers.agents]`
            = try `agent`
    with = ["agents", "rflx", "agent@rollback"]
                      ^^^^^^ `[consumers.rflx]` names no `current` commit to run with
    with = ["agents", "rflx", "agent@rollback"]
                              ^^^^^^^^^^^^^^^^ `[consumers.agent]` names no `rollback` commit to run with
    "#);
    assert_snapshot!(check("with = [\"agent\", \"agent\"]\nenv = [\"MILEPOST_REPO_AGENT\"]"), @r#"
    with = ["agent", "agent"]
                     ^^^^^^^ `MILEPOST_REPO_AGENT` cannot say where both `agent` and `agent` are
    env = ["MILEPOST_REPO_AGENT"]
           ^^^^^^^^^^^^^^^^^^^^^ `MILEPOST_REPO_AGENT` is never handed on to a gate
    "#);
}
