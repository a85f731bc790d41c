//! Gates on tuples: this project together with the commit of another repository.

use std::fs;

use insta::assert_snapshot;

use crate::{
    sandbox::{Sandbox, without_ids},
    schemas,
};

/// A project with a gate for each tuple of a consumer that lives at some address.
fn project(repo: &str, current: &str, rollback: &str) -> Sandbox {
    Sandbox::new(&format!(
        "\
//- milepost.toml
schema = 1

[gates.seam]
run  = \"grep -q 42 $MILEPOST_REPO_LOOP_AGENT/answer && cat question\"
with = [\"loop-agent\"]

[gates.seam-before]
run  = \"cat $MILEPOST_REPO_LOOP_AGENT/answer question\"
with = [\"loop-agent@rollback\"]

[gates.unit]
run = \"test -f question\"

[consumers.loop-agent]
repo     = \"{repo}\"
current  = \"{current}\"
rollback = \"{rollback}\"
gates    = [\"seam\", \"seam-before\"]
//- question
what is it
//- docs/M4.md
# M4 Consumers keep working

**Goal:** Nothing that depends on us breaks
**Status:** Complete

## Acceptance criteria

- [x] The agent finds its answer (gate `seam`)
- [x] It did so before (gate `seam-before`)
"
    ))
}

/// Another repository with two commits, the older one first.
fn agent() -> (Sandbox, String, String) {
    let mut agent = Sandbox::new("//- answer\n41\n");
    let before = agent.git(&["rev-parse", "HEAD"]).trim().to_owned();
    agent.write("//- answer\n42\n");
    agent.commit("the answer");
    let now = agent.git(&["rev-parse", "HEAD"]).trim().to_owned();
    (agent, before, now)
}

/// A project beside a clone of its consumer that lies where `repo` says.
fn beside() -> (Sandbox, Sandbox) {
    let (agent, before, now) = agent();
    let project = project(agent.root().to_str().unwrap(), &now, &before);
    (project, agent)
}

/// A page without commits and without the folder of the other repository.
fn shown(page: &str, agent: &Sandbox) -> String {
    without_ids(&page.replace(agent.root().to_str().unwrap(), "AGENT"))
}

#[test]
fn a_gate_runs_with_clean_checkouts_and_its_evidence_names_every_repository() {
    let (sandbox, agent) = beside();
    // What is not committed there is no part of it.
    agent.write("//- answer\n43\n");
    let page = sandbox.run(&["verify", "--quiet"]);
    assert!(page.ends_with("[exit 0]\n"), "{page}");
    assert_eq!(sandbox.standing("M4"), "done");
    let log = sandbox.json(&["log", "--gate", "seam"]);
    let id = log["records"].as_array().unwrap().iter().find(|it| it["kind"] == "run").unwrap();
    let line = sandbox.stdout(&["log", "--raw", id["id"].as_str().unwrap()]);
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["predicateType"], "https://milepost.dev/evidence/run/v2");
    let subjects = line["subject"].as_array().unwrap();
    assert_eq!((subjects.len(), &subjects[1]["name"]), (2, &"git+loop-agent".into()));
    for (of, subject) in [&sandbox, &agent].into_iter().zip(subjects) {
        let name = |what: &str| of.git(&["rev-parse", what]).trim().to_owned();
        assert_eq!(subject["digest"]["gitCommit"], name("HEAD"));
        assert_eq!(subject["digest"]["gitTree"], name("HEAD^{tree}"));
    }
    assert_eq!(line["predicate"]["with"][0]["tuple"], "current");
}

#[test]
fn both_tuples_of_a_consumer_are_shown_with_what_they_were_run_on() {
    let (sandbox, agent) = beside();
    sandbox.run(&["verify", "--quiet"]);
    assert_snapshot!(shown(&sandbox.run(&["show", "loop-agent"]), &agent), @"
    consumer loop-agent

    Tuple
      repo      AGENT
      tier      supported
      current   …
      rollback  …

    Gates
      seam  ✔ pass on …, record … with loop-agent current …
      seam-before  ✔ pass on …, record … with loop-agent rollback …
    [exit 0]
    ");
    let gate = shown(&sandbox.run(&["gate", "show", "seam-before"]), &agent);
    assert!(gate.contains("with       loop-agent rollback …\n"), "{gate}");
    assert!(gate.contains("  with loop-agent rollback …, tree …\n"), "{gate}");
    let log = shown(&sandbox.run(&["log", "--gate", "seam-before", "--format", "json"]), &agent);
    assert!(
        log.contains("\"summary\": \"seam-before passed with loop-agent rollback …\""),
        "{log}"
    );
    let page = sandbox.stdout(&["render", "--stdout", "consumers"]);
    let (before, now) = (agent.git(&["rev-parse", "HEAD~1"]), agent.git(&["rev-parse", "HEAD"]));
    for (gate, tuple, commit) in [("seam", "current", now), ("seam-before", "rollback", before)] {
        let with = format!("with `loop-agent` {tuple} `{}`, 2", &commit[..10]);
        assert!(page.contains(&format!("✔ `{gate}` passed")) && page.contains(&with), "{page}");
    }
    schemas::check(&sandbox, &["gate", "list"], "gates");
}

#[test]
fn several_repositories_are_each_at_a_tuple_of_their_own() {
    let ((agent, before, _), (other, _, now)) = (self::agent(), self::agent());
    let mut sandbox = project(agent.root().to_str().unwrap(), &before, &before);
    let config = fs::read_to_string(sandbox.root().join("milepost.toml")).unwrap();
    let pair = "cat $MILEPOST_REPO_IO_RFLX/answer $MILEPOST_REPO_LOOP_AGENT/answer | tr -d '\\\\n' | grep 4241";
    sandbox.write(&format!(
        "//- milepost.toml\n{config}\n[gates.pair]\nrun = \"{pair}\"\n\
         with = [\"loop-agent@rollback\", \"io-rflx\"]\n\
         [consumers.io-rflx]\nrepo = \"{}\"\ncurrent = \"{now}\"\n",
        other.root().display(),
    ));
    sandbox.commit("pair");
    let page = sandbox.run(&["verify", "--gate", "pair", "--quiet"]);
    assert!(page.ends_with("[exit 0]\n"), "{page}");
    let gate = without_ids(&sandbox.run(&["gate", "show", "pair"]));
    let told = "  with io-rflx current …, tree …\n  with loop-agent rollback …, tree …\n";
    assert!(gate.contains(told), "{gate}");
}

#[test]
fn what_a_baseline_builds_there_is_not_what_is_compared_with_it() {
    let (agent, _, now) = agent();
    let mut sandbox = Sandbox::new(&format!(
        "\
//- milepost.toml
schema = 1

[gates.speed]
prepare = \"cp size $MILEPOST_REPO_AGENT/built\"
run     = \"echo size=$(cat $MILEPOST_REPO_AGENT/built) B > report.txt\"
reports = [{{ format = \"values\", path = \"report.txt\" }}]
compare = {{ metric = \"size\", lower-is-better = true, with = \"v1\", worse-by-at-most = \"5 %\", pairs = 5 }}
with    = [\"agent\"]

[consumers.agent]
repo    = \"{}\"
current = \"{now}\"
//- size
100
",
        agent.root().display(),
    ));
    sandbox.git(&["tag", "v1"]);
    sandbox.write("//- size\n200\n");
    sandbox.commit("twice as big");
    sandbox.run(&["verify", "--quiet"]);
    let verdict = sandbox.verdict("speed");
    assert!(verdict.starts_with("fail: "), "{verdict}");
}

#[test]
fn a_commit_that_moved_makes_the_evidence_stale_and_is_named() {
    let (mut sandbox, mut agent) = beside();
    sandbox.run(&["verify", "--quiet"]);
    let before = agent.git(&["rev-parse", "HEAD"]).trim().to_owned();
    agent.commit("more");
    let now = agent.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let config = fs::read_to_string(sandbox.root().join("milepost.toml")).unwrap();
    sandbox.write(&format!("//- milepost.toml\n{}", config.replace(&before, &now)));
    sandbox.commit("the agent went on");
    let moved = format!("`loop-agent` moved from {} to {}", &before[..10], &now[..10]);
    assert_eq!(sandbox.verdict("seam"), format!("stale: {moved}"));
    assert_eq!(sandbox.verdict("seam-before"), "pass: ");
    assert!(sandbox.run(&["check"]).contains(&moved));
    assert!(sandbox.run(&["verify", "--plan"]).contains(&format!("stale: {moved}")));
    assert!(sandbox.run(&["why", "M4"]).replace("\n      ", " ").contains(&moved));
    assert_eq!(sandbox.standing("M4"), "unchecked");
    let page = sandbox.stdout(&["render", "--stdout", "consumers"]);
    assert!(page.contains("✗ seam: no run that counts"), "{page}");
    // What judges is altered once: the gate is what it was.
    let base = sandbox.run(&["check", "--base", "HEAD~1"]);
    assert!(base.contains("`[consumers]` of `milepost.toml` was altered"), "{base}");
    assert!(!base.contains("gate-altered"), "{base}");
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
    assert_eq!(sandbox.verdict("seam"), "pass: ");
}

#[test]
fn judging_asks_for_no_other_repository() {
    let (sandbox, agent) = beside();
    sandbox.run(&["verify", "--quiet"]);
    fs::remove_dir_all(agent.root()).unwrap();
    assert!(sandbox.run(&["check", "--quiet"]).ends_with("[exit 0]\n"));
    assert_eq!(sandbox.standing("M4"), "done");
}

#[test]
fn what_is_to_run_again_and_cannot_is_no_pass() {
    let (sandbox, agent) = beside();
    let cadence =
        "\n[cadence.weekly]\nevery = \"3000 d\"\nstarts = 2026-01-05\ngates = [\"seam\"]\n";
    let config = sandbox.root().join("milepost.toml");
    fs::write(&config, fs::read_to_string(&config).unwrap() + cadence).unwrap();
    sandbox.run(&["verify", "--quiet"]);
    fs::remove_dir_all(agent.root()).unwrap();
    assert!(sandbox.run(&["verify", "--quiet", "--gate", "seam"]).ends_with("[exit 0]\n"));
    let page = sandbox.run(&["verify", "--again", "--gate", "seam"]);
    assert!(page.contains("seam: not run: "), "{page}");
    assert!(page.ends_with("[exit 1]\n"), "{page}");
    // What earlier evidence shows is no packet of this week.
    let packet = sandbox.run(&["packet", "weekly"]);
    assert!(packet.contains("| `seam` | missing |"), "{packet}");
    assert!(packet.ends_with("[exit 1]\n"), "{packet}");
    assert_eq!(sandbox.verdict("seam"), "pass: ");
}

#[test]
fn a_repository_that_is_not_here_is_told_with_what_to_clone_and_is_never_fetched() {
    let (agent, before, now) = agent();
    let sandbox = project("https://example.org/loop-agent.git", &now, &before);
    let page = sandbox.run(&["verify", "--jobs", "1"]);
    for gate in ["seam", "seam-before"] {
        let told = format!(
            "{gate}: not run: no clone of `loop-agent` is known here; `git clone -- \
             https://example.org/loop-agent.git FOLDER`, then `MILEPOST_REPO_LOOP_AGENT=FOLDER milepost verify`"
        );
        assert!(page.contains(&told), "{page}");
        assert_eq!(sandbox.verdict(gate), "missing: it has never been run");
    }
    assert!(page.contains("1 of 3 gates pass: 2 missing"), "{page}");
    assert!(page.ends_with("[exit 1]\n"), "{page}");
    let log = sandbox.stdout(&["log"]);
    assert!(log.contains("unit passed") && !log.contains("seam"), "{log}");
    // Whoever has a clone says where.
    let mut verify = sandbox.milepost();
    verify.arg("verify").env("MILEPOST_REPO_LOOP_AGENT", agent.root());
    let page = sandbox.screen(&verify.output().unwrap());
    assert!(page.ends_with("[exit 0]\n"), "{page}");
    assert_eq!(sandbox.standing("M4"), "done");
}

/// Committed clean tuples only.
#[test]
fn what_is_not_committed_there_is_refused() {
    let (agent, before, now) = agent();
    let nowhere = "0123456789".repeat(4);
    let sandbox = project(agent.root().to_str().unwrap(), &nowhere, &before);
    let page = sandbox.run(&["verify", "--gate", "seam"]);
    assert_snapshot!(shown(&page, &agent), @"
    verifying …
    · missing seam: it has never been run
        → milepost verify --gate seam
    0 of 3 gates pass: 3 missing
    ------- stderr -------
    seam: not run: the clone of `loop-agent` in AGENT holds no commit …; `git -C AGENT fetch` may bring it; only what is committed can be run
    [exit 1]
    ");
    // The folder of a file, or one inside of another repository, is no clone.
    let sandbox = project("docs", &now, &before);
    let page = sandbox.run(&["verify", "--gate", "seam"]);
    assert!(page.contains("there is no clone of `loop-agent` in PROJECT/docs"), "{page}");
    // A clone without the files of its commits is no pass either.
    let partial = Sandbox::folder("");
    let address = format!("file://{}", agent.root().display());
    agent.git(&["config", "uploadpack.allowFilter", "true"]);
    partial.git(&["clone", "--quiet", "--no-checkout", "--filter=tree:0", &address, "."]);
    let sandbox = project(partial.root().to_str().unwrap(), &now, &before);
    let page = sandbox.run(&["verify", "--gate", "seam"]);
    assert!(page.contains("seam: not run: could not make a clean checkout of commit"), "{page}");
    assert!(page.ends_with("[exit 1]\n"), "{page}");
    let dirty = format!("{now}-dirty");
    let sandbox = project("https://example.org/a", &dirty, &before);
    assert_snapshot!(without_ids(&sandbox.run(&["verify"])), @r#"
    ------- stderr -------
    error: `…-dirty` is no commit
      --> milepost.toml:16:12
       |
    16 | current  = "…-dirty"
       |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: use all 40 digits of a commit, as `git rev-parse HEAD` prints them there
    [exit 2]
    "#);
}
