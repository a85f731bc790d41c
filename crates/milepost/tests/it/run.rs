//! `milepost run`: the exit code of another command, and the door for heavy ones.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    thread,
};

use crate::sandbox::Sandbox;

fn milepost(sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let mut command = sandbox.milepost();
    command.env("MILEPOST_CACHE_DIR", sandbox.root().join("cache"));
    command.env("PATH", std::env::var_os("PATH").unwrap());
    command.stdin(Stdio::null()).stderr(Stdio::piped()).arg("run").args(arguments);
    command
}

#[track_caller]
fn check(arguments: &[&str], code: i32, said: &str) {
    let sandbox = Sandbox::folder("//- plain\n");
    let output = milepost(&sandbox, arguments).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(stderr.contains(said), "{stderr}");
}

/// A heavy command that is inside until its pipe is written to.
fn holder(sandbox: &Sandbox) -> Child {
    let line = "mkfifo gate; echo > ready; read -r line < gate; exit 5";
    let child = milepost(sandbox, &["--heavy", "--", "sh", "-c", line]).spawn().unwrap();
    while !sandbox.root().join("ready").exists() {
        thread::yield_now();
    }
    child
}

/// A heavy command that waits, and what it says while it does.
fn waiter(sandbox: &Sandbox) -> (Child, String) {
    let mut child = milepost(sandbox, &["--heavy", "--", "touch", "done"]).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    (child, said)
}

#[test]
fn the_exit_code_is_that_of_the_command() {
    check(&["--", "true"], 0, "");
    check(&["--", "sh", "-c", "exit 7"], 7, "");
    check(&["--heavy", "--", "sh", "-c", "exit 7"], 7, "");
    check(&["--", "sh", "-c", "kill -9 $$"], 137, "");
    check(&["--", "no-such-command"], 127, "could not start `no-such-command`");
    check(&["--", "./plain"], 126, "could not start `./plain`");
    check(&["--timeout", "200ms", "--", "sleep", "1000"], 124, "");
}

#[test]
fn too_little_memory_is_refused_with_the_numbers() {
    let arguments =
        ["--heavy", "--min-available-memory", "1000000TiB", "--wait", "0s", "--", "true"];
    check(&arguments, 125, "MiB of memory are available and 1048576000000 MiB are wanted");
}

#[test]
fn of_two_heavy_commands_one_waits_and_says_for_whom() {
    let sandbox = Sandbox::folder("");
    let mut first = holder(&sandbox);
    let (mut second, said) = waiter(&sandbox);
    let expected = format!(
        "note: waiting for process {} (`sh -c mkfifo gate; echo > ready; read -r line < gate; \
         exit 5`); number 1 in the queue\n",
        first.id()
    );
    assert_eq!(said, expected);
    assert!(!sandbox.root().join("done").exists());
    fs::write(sandbox.root().join("gate"), "go\n").unwrap();
    assert_eq!(first.wait().unwrap().code(), Some(5));
    assert!(second.wait().unwrap().success());
    assert!(sandbox.root().join("done").exists());
}

#[test]
fn the_slot_of_a_killed_holder_is_free() {
    let sandbox = Sandbox::folder("");
    let mut first = holder(&sandbox);
    let (mut second, _) = waiter(&sandbox);
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(second.wait().unwrap().success());
    // What the killed one started is let go.
    fs::write(sandbox.root().join("gate"), "go\n").unwrap();
}

#[test]
fn whoever_does_not_want_to_wait_is_refused_and_told_who_is_inside() {
    let sandbox = Sandbox::folder("");
    let mut first = holder(&sandbox);
    let refused = milepost(&sandbox, &["--heavy", "--wait", "0s", "--", "true"]).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(125), "{said}");
    assert!(said.contains(&format!("process {} is inside: sh -c mkfifo", first.id())), "{said}");
    fs::write(sandbox.root().join("gate"), "go\n").unwrap();
    first.wait().unwrap();
}
