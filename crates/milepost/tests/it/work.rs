//! Who holds what, where work was sent, and who may: whole screens, many processes, many working trees.

mod roles;
mod sent;
mod workers;

use std::{
    fmt::Write as _,
    process::{Child, Stdio},
};

use insta::assert_snapshot;
use tempfile::TempDir;

use crate::sandbox::Sandbox;

/// A milestone with four deliverables of five tasks each.
pub(super) fn twenty_tasks() -> String {
    let mut plan = "//- docs/M1.md\n# M1 Importer\n\n**Goal:** Files are imported\n\n\
                    ## Acceptance criteria\n\n- [ ] All parts are there (gate `parts`)\n\n\
                    ## Deliverables\n"
        .to_owned();
    for deliverable in 1..=4 {
        write!(
            plan,
            "\n### M1-D{deliverable} Part {deliverable}\n\n**Scope:** `src/d{deliverable}/**`\n\n#### Tasks\n\n"
        )
        .unwrap();
        for task in 1..=5 {
            let number = (deliverable - 1) * 5 + task;
            writeln!(plan, "- [ ] M1-T{number:02} Step {number}").unwrap();
        }
    }
    plan + "//- milepost.toml\nschema = 1\n[gates.parts]\nrun = \"test -d src\"\n"
}

/// What a screen shows, without what is different in each run.
pub(super) fn timeless(screen: &str) -> String {
    let mut words = Vec::new();
    for line in screen.lines() {
        let mut line = line.to_owned();
        while let Some(at) = line.find("20").filter(|at| is_moment(&line[*at..])) {
            line.replace_range(at..at + "2026-02-21 13:00Z".len(), "SOMETIME");
        }
        words.push(line);
    }
    words.join("\n") + "\n"
}

fn is_moment(text: &str) -> bool {
    let shape = "dddd-dd-dd dd:ddZ";
    text.len() >= shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, shape)| match shape {
            b'd' => byte.is_ascii_digit(),
            shape => byte == shape,
        })
}

/// Runs milepost as somebody.
pub(super) fn by(sandbox: &Sandbox, actor: &str, arguments: &[&str]) -> String {
    let mut command = sandbox.milepost();
    let output = command.env("MILEPOST_ACTOR", actor).args(arguments).output().unwrap();
    timeless(&sandbox.screen(&output))
}

#[test]
fn a_task_is_held_by_one_and_given_back() {
    let sandbox = Sandbox::new(&twenty_tasks());
    assert_snapshot!(by(&sandbox, "ada", &["take", "m1-t02"]), @"
    M1-T02 Step 2 is yours until SOMETIME
    ------- stderr -------
    note: a branch for it: git switch --create m1-t02-step-2
    [exit 0]
    ");
    assert_snapshot!(by(&sandbox, "ada", &["take", "M1-T02"]), @"
    M1-T02 Step 2 is yours already, now until SOMETIME
    ------- stderr -------
    note: a branch for it: git switch --create m1-t02-step-2
    [exit 0]
    ");
    assert_snapshot!(by(&sandbox, "bob", &["take", "M1-T02"]), @r#"
    ------- stderr -------
    error: `M1-T02` is held by ada, since SOMETIME until SOMETIME
    hint: `milepost next --take` takes what is free
    hint: if nobody works on it any more: `milepost take M1-T02 --steal --reason "…"`
    [exit 2]
    "#);
    assert_snapshot!(by(&sandbox, "ada", &["take", "M1-T03"]), @"
    ------- stderr -------
    error: you hold `M1-T02` already, and one worker holds 1 at a time
    hint: `milepost drop M1-T02` gives it back
    hint: `per-actor` under [work] in milepost.toml says how many
    [exit 2]
    ");
    assert_snapshot!(by(&sandbox, "bob", &["drop", "M1-T02"]), @r#"
    ------- stderr -------
    error: `M1-T02` is held by ada, not by you
    hint: if nobody works on it any more: `milepost take M1-T02 --steal --reason "…"`
    [exit 2]
    "#);
    assert_snapshot!(by(&sandbox, "bob", &["show", "M1-T02"]), @"
    task M1-T02 Step 2
      says   ○ [ ]  docs/M1.md:18
      shows  ◐ in progress: ada
      held   ada on branch main, since SOMETIME until SOMETIME
      in     deliverable M1-D1
      scope  docs

    Said in
      docs/M1.md:18  list-item: [ ]
    [exit 0]
    ");
    assert_snapshot!(by(&sandbox, "ada", &["drop", "M1-T02"]), @"
    M1-T02 is free again
    [exit 0]
    ");
    assert_snapshot!(by(&sandbox, "ada", &["drop", "M1-T02"]), @"
    ------- stderr -------
    error: nobody holds `M1-T02`
    hint: `milepost status` shows who holds what
    [exit 2]
    ");
    assert!(by(&sandbox, "bob", &["take", "M1-T02"]).contains("is yours until"));
    // Nothing of this is in the project.
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn only_what_can_be_worked_on_now_is_taken() {
    let sandbox = Sandbox::new(
        "//- PLAN.md
## Milestones
| Milestone | Status | Depends on |
| --- | --- | --- |
| M1 Reader | Planned | |
| M2 Writer | Planned | M1 |
| M3 Cache | Complete | |
| M4 Index | Planned | |
| M5 Cloud | Suspended | |
## Tasks
- [ ] M1-T01 Tables
- [x] M1-T02 Lists
## Blockers
| ID | Blocker | Status |
| --- | --- | --- |
| B1 | No test machine for M4 | Open |
",
    );
    for item in ["M1", "M2", "M3", "M4", "M5", "M1-T02", "B1", "M9"] {
        let screen = by(&sandbox, "ada", &["take", item]);
        assert!(screen.contains("[exit 2]"), "{screen}");
    }
    assert_snapshot!(by(&sandbox, "ada", &["take", "M1"]), @"
    ------- stderr -------
    error: `M1` is worked on in its parts, as `M1-T01`
    hint: `milepost take M1-T01`
    [exit 2]
    ");
    assert_snapshot!(by(&sandbox, "ada", &["take", "M2"]), @"
    ------- stderr -------
    error: `M2` is planned: it waits for `M1`
    hint: `milepost why M2` says why
    hint: `milepost next` lists what is ready
    [exit 2]
    ");
    assert_snapshot!(by(&sandbox, "ada", &["take", "M3"]), @"
    ------- stderr -------
    error: `M3` is claimed
    hint: `milepost why M3` says why
    hint: `milepost next` lists what is ready
    [exit 2]
    ");
    assert_snapshot!(by(&sandbox, "ada", &["take", "M4"]), @"
    ------- stderr -------
    error: `M4` is blocked: it waits for `B1`
    hint: `milepost why M4` says why
    hint: `milepost next` lists what is ready
    [exit 2]
    ");
    assert_snapshot!(by(&sandbox, "ada", &["next", "--take"]), @"
    M1-T01 Tables is yours until SOMETIME
    ------- stderr -------
    note: a branch for it: git switch --create m1-t01-tables
    [exit 0]
    ");
    assert_snapshot!(by(&sandbox, "bob", &["next", "--take"]), @"
    nothing is free: `milepost next` shows who is at what
    [exit 1]
    ");
    assert_snapshot!(by(&sandbox, "bob", &["next"]), @"
    nothing else is free

    Others are at
      ◐ M1-T01  ada on branch main, since SOMETIME until SOMETIME
    [exit 0]
    ");
}

#[test]
fn leases_end_and_taking_a_live_one_is_recorded() {
    let sandbox = Sandbox::new(&twenty_tasks());
    assert!(by(&sandbox, "ada", &["take", "M1-T01", "--for", "1 ms"]).contains("yours until"));
    assert_snapshot!(by(&sandbox, "bob", &["take", "M1-T01"]), @"
    M1-T01 Step 1 is yours until SOMETIME; the lease of ada ended SOMETIME
    ------- stderr -------
    note: a branch for it: git switch --create m1-t01-step-1
    [exit 0]
    ");
    assert_snapshot!(by(&sandbox, "eve", &["take", "M1-T01", "--steal"]), @"
    ------- stderr -------
    error: the following required arguments were not provided:
      --reason <TEXT>

    Usage: milepost take --steal --reason <TEXT> <ID>

    For more information, try '--help'.
    [exit 2]
    ");
    let reason = ["--steal", "--reason", "bob is on holiday"];
    assert_snapshot!(by(&sandbox, "eve", &[&["take", "M1-T01"][..], &reason].concat()), @"
    M1-T01 Step 1 is yours until SOMETIME; taken from bob, which is recorded
    ------- stderr -------
    note: a branch for it: git switch --create m1-t01-step-1
    [exit 0]
    ");
    let log = by(&sandbox, "eve", &["log"]);
    assert!(log.contains("task M1-T01 taken from bob: bob is on holiday"), "{log}");
    assert!(log.contains("eve"), "{log}");
}

#[test]
fn every_command_of_the_holder_renews_what_they_hold() {
    let sandbox = Sandbox::new(&twenty_tasks());
    by(&sandbox, "ada", &["take", "M1-T01", "--for", "30s"]);
    let lease = || {
        let mut files = sandbox.files_below(".git/milepost/leases");
        files.retain(|path| path.extension().is_some_and(|it| it == "lease"));
        std::fs::read_to_string(&files[0]).unwrap()
    };
    let renewed = |text: &str| {
        text.lines().find_map(|line| line.strip_prefix("renewed ")).unwrap().to_owned()
    };
    let before = renewed(&lease());
    by(&sandbox, "bob", &["status"]);
    assert_eq!(renewed(&lease()), before, "it is not bob's to renew");
    crate::sandbox::until("ada was heard of again", || {
        by(&sandbox, "ada", &["status"]);
        renewed(&lease()) > before
    });
}

#[test]
fn who_you_are_comes_from_the_environment_or_from_git() {
    let sandbox = Sandbox::new(&twenty_tasks());
    assert_snapshot!(sandbox.run(&["take", "M1-T01"]), @"
    ------- stderr -------
    error: nobody knows who you are, so nothing can be done in your name
    hint: set MILEPOST_ACTOR to a name of your own, or `git config user.email`
    [exit 2]
    ");
    sandbox.git(&["config", "user.email", "ada@example.org"]);
    let there = tempfile::tempdir().unwrap();
    let place = there.path().join("w7");
    let place = place.to_str().unwrap();
    sandbox.git(&["worktree", "add", "--quiet", "--detach", place]);
    let holder = |arguments: &[&str]| sandbox.json(arguments)["actor"].as_str().unwrap().to_owned();
    assert_eq!(holder(&["take", "M1-T01"]), "ada@example.org");
    assert_eq!(holder(&["-C", place, "take", "M1-T02"]), "ada@example.org/w7");
    let screen = by(&sandbox, "a\u{7}b", &["take", "M1-T03"]);
    assert!(screen.contains("MILEPOST_ACTOR is no name"), "{screen}");
}

#[test]
fn a_branch_that_names_work_keeps_it_in_progress_until_it_is_merged() {
    let mut sandbox = Sandbox::new(&twenty_tasks());
    sandbox.git(&["switch", "--quiet", "--create", "ada/m1-t03-step"]);
    sandbox.write("//- src/d1/three\n3\n");
    sandbox.commit("step three");
    assert_eq!(sandbox.standing("M1-T03"), "in progress");
    sandbox.git(&["switch", "--quiet", "main"]);
    assert_eq!(sandbox.standing("M1-T03"), "in progress");
    assert_eq!(sandbox.standing("M1"), "in progress", "a whole with a part that is");
    assert_eq!(sandbox.standing("M1-T04"), "ready");
    assert_snapshot!(by(&sandbox, "bob", &["take", "M1-T03"]), @r#"
    ------- stderr -------
    error: `M1-T03` is in progress on branch `ada/m1-t03-step`, which is not merged here
    hint: `milepost next --take` takes what is free
    hint: if nobody works on it any more: `milepost take M1-T03 --steal --reason "…"`
    [exit 2]
    "#);
    let board = by(&sandbox, "bob", &["status", "--format", "markdown", "--all"]);
    assert!(board.contains("in progress: ada/m1-t03-step"), "{board}");
    assert_eq!(sandbox.json(&["status", "--at", "HEAD"])["items"][0]["standing"], "ready");
    sandbox.git(&["merge", "--quiet", "ada/m1-t03-step"]);
    assert_eq!(sandbox.standing("M1-T03"), "ready");
}

#[test]
fn a_hundred_processes_take_twenty_tasks_each_once() {
    let sandbox = Sandbox::new(&twenty_tasks());
    // One lease was left by someone who is gone, and one file by someone who was stopped.
    by(&sandbox, "gone", &["take", "M1-T01", "--for", "1 ms"]);
    sandbox.write("//- .git/milepost/leases/.new-half\nmilepost lea");
    let start = |number: usize| -> Child {
        let mut command = sandbox.milepost();
        command.env("MILEPOST_ACTOR", format!("worker-{number}"));
        command.args(["next", "--take", "--format", "json"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let processes: Vec<Child> = (0..100).map(start).collect();
    let mut taken = Vec::new();
    let mut without = 0;
    for process in processes {
        let output = process.wait_with_output().unwrap();
        let answer = || serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap();
        match output.status.code() {
            Some(0) => taken.push(answer()["item"]["name"].as_str().unwrap().to_owned()),
            Some(1) => without += 1,
            code => panic!("{code:?}: {}", String::from_utf8_lossy(&output.stderr)),
        }
    }
    taken.sort();
    let all: Vec<String> = (1..=20).map(|number| format!("M1-T{number:02}")).collect();
    assert_eq!((taken, without), (all, 80));
}

#[test]
fn whoever_is_killed_leaves_no_lock_and_no_half_a_lease() {
    let sandbox = Sandbox::new(&twenty_tasks());
    let mut leases = 0;
    for round in 0..40_u64 {
        let mut command = sandbox.milepost();
        command.env("MILEPOST_ACTOR", format!("worker-{round}"));
        command.args(["next", "--take"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(round));
        drop(process.kill());
        process.wait().unwrap();
    }
    let status = sandbox.json(&["status"]);
    for item in status["items"].as_array().unwrap() {
        leases += item["atWork"].as_array().unwrap().len();
    }
    let free = by(&sandbox, "ada", &["next", "--take"]);
    let expected = if leases == 20 { "nothing is free" } else { "is yours until" };
    assert!(free.contains(expected), "{leases} leases: {free}");
}

#[test]
fn a_lease_that_cannot_be_read_holds_everything_up_and_is_named() {
    let sandbox = Sandbox::new(&twenty_tasks());
    by(&sandbox, "ada", &["take", "M1-T01"]);
    sandbox.write("//- .git/milepost/leases/odd.lease\nmilepost lease 9\n");
    let screen = by(&sandbox, "bob", &["take", "M1-T02"]);
    assert!(screen.contains("odd.lease cannot be read"), "{screen}");
    assert!(screen.contains("remove "), "{screen}");
    assert!(by(&sandbox, "bob", &["status"]).contains("odd.lease cannot be read"));
}

#[test]
#[cfg(unix)]
fn where_the_git_folder_may_only_be_read_leases_are_in_the_users_cache() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new(&twenty_tasks());
    let folder = sandbox.root().join(".git");
    let mode = |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode));
    mode(0o555).unwrap();
    let probe = folder.join("probe");
    let is_root = std::fs::write(&probe, "").is_ok();
    let first = by(&sandbox, "ada", &["take", "M1-T01"]);
    let second = by(&sandbox, "bob", &["take", "M1-T01"]);
    mode(0o755).unwrap();
    // Root writes everywhere: then there is nothing to be seen.
    drop(std::fs::remove_file(&probe));
    assert!(first.contains("is yours until"), "{first}");
    assert!(second.contains("is held by ada"), "{second}");
    let near = folder.join("milepost/leases").is_dir();
    assert_eq!(near, is_root);
}

/// A folder for working trees.
pub(super) fn elsewhere() -> TempDir {
    tempfile::tempdir().unwrap()
}
