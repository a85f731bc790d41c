//! Gates that misbehave: what comes of their run, and that the next one is none the worse for it.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::sandbox::{Sandbox, until};

/// What follows: it needs its files, its git folder and nothing that was left behind.
const NEXT: &str = "\
test -f src/b.sh && test -w src && test -d .git && git rev-parse HEAD > /dev/null && \
test -z \"$(git status --porcelain)\"";

/// A project with a gate that misbehaves and one that follows it in the same checkout.
struct Ward {
    sandbox: Sandbox,
    /// Where temporary folders are made.
    scratch: TempDir,
}

impl Ward {
    fn new(script: &str, more: &str) -> Self {
        let project = format!(
            "//- milepost.toml\nschema = 1\n\n[gates.a]\nrun = \"sh src/a.sh\"\n{more}\n\n\
             [gates.b]\nrun = \"sh src/b.sh\"\n//- src/a.sh\n{script}\n//- src/b.sh\n{NEXT}\n"
        );
        Self { sandbox: Sandbox::new(&project), scratch: tempfile::tempdir().unwrap() }
    }

    fn verify(&self) {
        let mut command = self.sandbox.milepost();
        command.env("TMPDIR", self.scratch.path());
        let output = command.args(["verify", "--quiet", "--jobs", "1"]).output().unwrap();
        assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
    }

    /// That the second gate passed, and that nothing is left of either.
    #[track_caller]
    fn is_clean(&self) {
        assert_eq!(self.sandbox.verdict("b"), "pass: ");
        let left = fs::read_dir(self.scratch.path()).unwrap().map(|it| it.unwrap().file_name());
        let left: Vec<_> =
            left.filter(|name| name.to_string_lossy().starts_with("milepost-")).collect();
        assert!(left.is_empty(), "{left:?}");
        self.sandbox.is_deserted();
    }
}

#[track_caller]
fn check(script: &str, more: &str, verdict: &str) -> Ward {
    let ward = Ward::new(script, more);
    ward.verify();
    let said = ward.sandbox.verdict("a");
    assert!(said.starts_with(verdict), "{said}");
    ward.is_clean();
    ward
}

const REPORT: &str = "reports = [{ format = \"junit\", path = \"out/r.xml\" }]";

#[test]
fn a_gate_that_leaves_processes_behind_is_an_error() {
    let left = "error: it ended and left processes behind";
    check("setsid sleep 1000 > /dev/null 2>&1 < /dev/null &", "", left);
    check("sleep 1000 &", "", left);
    check("(setsid sh -c 'setsid sleep 1000 & exec sleep 1000' &) ; exit 0", "", left);
}

#[test]
fn a_gate_that_does_not_end_is_ended() {
    let late = "error: it took longer than it may";
    check("trap '' TERM INT HUP; sleep 1000; sleep 1000", "timeout = \"1s\"", late);
    check("kill -STOP $$", "timeout = \"1s\"", late);
}

#[test]
fn a_gate_may_write_what_it_likes() {
    check("exec >&- 2>&-; exit 0", "", "pass");
    check("head -c 50000000 /dev/zero | tr '\\0' x", "", "pass");
    check("printf '\\377\\376\\200\\0\\033[2J'; printf '\\377' >&2", "", "pass");
}

#[test]
fn a_gate_may_spoil_its_checkout() {
    check("rm -rf .git", "", "pass");
    check("rm -rf .git; echo 'gitdir: /nowhere' > .git", "", "pass");
    check("echo 'exit 1' > src/b.sh; git add --all; mkdir left; touch left/x", "", "pass");
    check("git config core.hooksPath src; git config core.worktree /; rm -rf src", "", "pass");
    // Where tests run as root, modes keep nobody out; elsewhere they do.
    check("chmod 000 src/b.sh; chmod 500 src; mkdir x; touch x/y; chmod 000 x", "", "pass");
    check("echo x > \"$TMPDIR/../x\"; touch \"$TMPDIR/y\"; rm -rf \"$TMPDIR\"", "", "pass");
}

#[test]
fn what_lies_at_the_place_of_a_report_is_never_waited_for() {
    check("mkdir out; mkfifo out/r.xml", REPORT, "error");
    check("mkdir out; ln -s /dev/zero out/r.xml", REPORT, "error");
    check("mkdir -p out/r.xml", REPORT, "error");
    check("mkdir out; ln -s / out/x; mv out/x out/r.xml", REPORT, "error");
}

#[test]
fn what_a_gate_prints_is_in_no_committed_file() {
    let token = "tok-5f2e1b7c9a";
    let script = format!(
        "echo {token}; echo {token} >&2; mkdir out\n\
         echo \"<testsuite tests='1' failures='1'><testcase classname='a' name='x'>\
         <failure message='{token}'>{token}</failure><system-out>{token}</system-out>\
         </testcase></testsuite>\" > out/r.xml\nexit 1"
    );
    let ward = check(&script, REPORT, "fail");
    let files = ward.sandbox.files_below(".milepost");
    assert!(!files.is_empty());
    let holds = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        bytes.windows(token.len()).any(|part| part == token.as_bytes())
    };
    assert!(!files.iter().any(|path| holds(path)), "{files:?}");
}

#[test]
fn a_gate_that_kills_its_own_is_killed() {
    check("kill -9 0", "", "error: signal 9 ended it");
    check("kill -9 $$", "", "fail: it ended with exit code 137");
}

#[test]
fn a_gate_may_verify() {
    let milepost = env!("CARGO_BIN_EXE_milepost");
    let env = "env = [\"MILEPOST_CACHE_DIR\"]";
    // In its checkout there is nothing to verify; in the project there is.
    check(&format!("'{milepost}' verify; test $? = 2"), env, "pass");
    let nested = format!("cd \"$HOME\" && '{milepost}' verify --quiet --gate b");
    let ward = check(&nested, env, "pass");
    let gates = ward.sandbox.json(&["gate", "show", "b"]);
    assert_eq!(gates["gates"][0]["attempts"]["passed"], 2);
    until("no journal is left open", || {
        ward.sandbox.files_below(".git/milepost/journal").is_empty()
    });
}
