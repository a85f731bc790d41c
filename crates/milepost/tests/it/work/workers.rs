//! Eight workers in eight working trees of one clone work twenty tasks to the end.

use std::collections::BTreeMap;

use crate::{
    sandbox::Sandbox,
    work::{elsewhere, twenty_tasks},
};

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

struct Worker {
    place: String,
    name: String,
    holds: Option<String>,
    is_done: bool,
    has_verified: bool,
}

impl Worker {
    fn git(&self, sandbox: &Sandbox, arguments: &[&str]) -> String {
        let email = format!("user.email={}@example.org", self.name);
        let name = format!("user.name={}", self.name);
        let first = ["-C", &self.place, "-c", &email, "-c", &name];
        sandbox.git(&[&first, arguments].concat())
    }

    fn milepost(&self, sandbox: &Sandbox, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = sandbox.milepost();
        command.env("MILEPOST_ACTOR", &self.name).args(["-C", &self.place]).args(arguments);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_ne!(output.status.code(), Some(2), "{}: {arguments:?}: {said}", self.name);
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    }

    /// Takes what is free, or works on what was taken until it is on a branch of its own.
    fn turn(&mut self, sandbox: &Sandbox, done: &mut BTreeMap<String, String>) {
        let Some(task) = self.holds.take() else {
            let (code, answer) = self.milepost(sandbox, &["next", "--take", "--format", "json"]);
            if code == Some(1) {
                self.is_done = true;
                return;
            }
            let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
            assert_eq!(answer["event"], "taken");
            self.holds = Some(answer["item"]["name"].as_str().unwrap().to_owned());
            return;
        };
        let number: usize = task.trim_start_matches("M1-T").parse().unwrap();
        let branch = format!("{}-step", task.to_lowercase());
        self.git(sandbox, &["switch", "--quiet", "--create", &branch, "main"]);
        let folder = format!("{}/src/d{}", self.place, number.div_ceil(5));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(format!("{folder}/{number:02}"), &self.name).unwrap();
        self.git(sandbox, &["add", "--all"]);
        self.git(sandbox, &["commit", "--quiet", "--message", &format!("{task}: step {number}")]);
        if !self.has_verified {
            self.has_verified = true;
            assert_eq!(self.milepost(sandbox, &["verify"]).0, Some(0));
            self.git(sandbox, &["add", "--all"]);
            self.git(sandbox, &["commit", "--quiet", "--message", "evidence"]);
        }
        self.milepost(sandbox, &["drop", &task]);
        self.git(sandbox, &["switch", "--quiet", "--detach", "main"]);
        assert_eq!(done.insert(task, self.name.clone()), None, "nobody took another's task");
    }
}

#[test]
fn eight_workers_work_twenty_tasks_to_the_end_and_nothing_is_lost() {
    let mut sandbox = Sandbox::new(&twenty_tasks());
    let there = elsewhere();
    let mut workers = Vec::new();
    for number in 1..=8 {
        let place = there.path().join(format!("w{number}")).to_str().unwrap().to_owned();
        sandbox.git(&["worktree", "add", "--quiet", "--detach", &place]);
        let name = format!("worker-{number}");
        workers.push(Worker { place, name, holds: None, is_done: false, has_verified: false });
    }
    let mut dice = Dice(42);
    let mut done = BTreeMap::new();
    while workers.iter().any(|worker| !worker.is_done) {
        let at = dice.below(workers.len());
        if !workers[at].is_done {
            workers[at].turn(&sandbox, &mut done);
        }
    }
    let all: Vec<String> = (1..=20).map(|number| format!("M1-T{number:02}")).collect();
    assert_eq!(done.keys().cloned().collect::<Vec<_>>(), all);

    let mut branches: Vec<String> =
        all.iter().map(|task| format!("{}-step", task.to_lowercase())).collect();
    while !branches.is_empty() {
        let branch = branches.swap_remove(dice.below(branches.len()));
        let who = ["-c", "user.name=Lead", "-c", "user.email=lead@example.org"];
        sandbox.git(&[&who[..], &["merge", "--quiet", "--no-edit", &branch]].concat());
    }
    for (task, worker) in &done {
        let number: usize = task.trim_start_matches("M1-T").parse().unwrap();
        let path = sandbox.root().join(format!("src/d{}/{number:02}", number.div_ceil(5)));
        assert_eq!(std::fs::read_to_string(path).unwrap(), *worker);
    }
    let busy = workers.iter().filter(|worker| worker.has_verified).count();
    let log = sandbox.json(&["log", "--gate", "parts"]);
    assert_eq!(log["records"].as_array().unwrap().len(), busy, "all evidence came along");

    let plan = std::fs::read_to_string(sandbox.root().join("docs/M1.md")).unwrap();
    sandbox.write_bytes("docs/M1.md", plan.replace("- [ ] M1-T", "- [x] M1-T").as_bytes());
    sandbox.commit("plan: all tasks are done");
    for task in &all {
        assert_eq!(sandbox.standing(task), "claimed");
    }
    let check = sandbox.run(&["check", "--since", "HEAD~21"]);
    assert!(!check.contains("write-scope-violation"), "{check}");
    let (code, _) = workers[0].milepost(&sandbox, &["next", "--take"]);
    assert_eq!(code, Some(1), "what is on branches is not offered again");
}
