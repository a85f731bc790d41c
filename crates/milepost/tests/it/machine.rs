//! The key of a machine: what it signs, who believes it, and what becomes of everything that only looks
//! like it.

use std::{
    fs,
    os::unix::fs::symlink,
    process::{Child, Command, Stdio},
};

use insta::assert_snapshot;
use jiff::Timestamp;
use milepost_core::{
    digest::Digest,
    evidence::{
        Covers, Payload, SignatureRecord,
        wire::{self, Recording},
    },
};

use crate::sandbox::{Sandbox, until, without_ids};

/// A milestone that one gate proves.
const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.batch]
run = \"sh src/batch.sh\"
//- src/batch.sh
echo loaves=12
//- docs/M1.md
# M1 Oven bakes bread

**Goal:** One batch of bread comes out of the oven
**Status:** Complete

## Acceptance criteria

- [x] At least ten loaves come out of one batch (gate `batch`)
";

/// A project whose base lists one machine, and the key of that. What has changed since is not verified.
fn project() -> (Sandbox, String) {
    project_with(PROJECT)
}

fn project_with(fixture: &str) -> (Sandbox, String) {
    let mut sandbox = Sandbox::new(fixture);
    let (key, line) = sandbox.machine_key("ci");
    sandbox.write(&format!("//- .milepost/allowed_signers\n{line}"));
    sandbox.commit("signers");
    sandbox.git(&["branch", "base"]);
    sandbox.write("//- src/batch.sh\necho loaves=14\n");
    sandbox.commit("better");
    (sandbox, key)
}

/// The same once a machine has verified it, and all is committed.
fn signed() -> Sandbox {
    let (mut sandbox, key) = project();
    let page = sandbox.run(&["verify", "--quiet", "--key", &key]);
    assert!(page.ends_with("[exit 0]\n"), "{page}");
    sandbox.commit("evidence");
    sandbox
}

/// What is said of the change.
fn check(sandbox: &Sandbox) -> String {
    sandbox.run(&["check", "--quiet", "--base", "base"])
}

/// Why the gate does not pass for the base.
fn why_not(sandbox: &Sandbox) -> String {
    let page = sandbox.run(&["check", "--base", "base"]);
    assert!(page.ends_with("[exit 1]\n"), "{page}");
    let at = page.find("does not count: ").unwrap_or_else(|| panic!("{page}"));
    let why = &page[at + "does not count: ".len()..];
    why.split(", and the policy").next().unwrap().to_owned()
}

/// The segment with the run, and its lines.
fn run_segment(sandbox: &Sandbox) -> (String, Vec<String>) {
    let found = sandbox.segments().into_iter().find_map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        let inside = path.strip_prefix(sandbox.root()).unwrap().to_str().unwrap().to_owned();
        text.contains("evidence/run/v1").then_some((inside, text))
    });
    let (path, text) = found.unwrap();
    (path, text.lines().map(|line| format!("{line}\n")).collect())
}

/// Whether a segment ends with a signature, for each that has runs.
fn ends_with_signatures(sandbox: &Sandbox) -> Vec<bool> {
    let texts = sandbox.segments().into_iter().map(|path| fs::read_to_string(path).unwrap());
    let of_runs = texts.filter(|text| text.contains("evidence/run/v1"));
    of_runs.map(|text| text.lines().last().unwrap().contains("evidence/signature/v1")).collect()
}

#[test]
fn what_a_machine_of_the_base_signed_proves_the_change() {
    let sandbox = signed();
    let page = check(&sandbox);
    assert!(page.ends_with("[exit 0]\n"), "{page}");
    assert!(page.contains("1 proven"), "{page}");
    let gate = sandbox.json(&["gate", "show", "batch"]);
    assert_eq!(gate["gates"][0]["basis"]["grade"], "signed", "{gate:#}");
    let idle = sandbox.run(&["verify", "--quiet", "--base", "base"]);
    assert!(idle.contains("nothing to run"), "{idle}");
}

#[test]
fn a_policy_may_ask_for_signed_evidence() {
    let fixture = PROJECT.replace("[gates", "[policy]\nleast-grade = \"signed\"\n\n[gates");
    let (sandbox, key) = project_with(&fixture);
    sandbox.run(&["verify", "--quiet"]);
    let page = sandbox.run(&["why", "M1"]);
    assert!(page.contains("its grade is clean, and the policy asks for signed"), "{page}");
    assert!(page.contains("milepost verify --key FILE --gate batch"), "{page}");
    sandbox.run(&["verify", "--quiet", "--key", &key]);
    assert_eq!(sandbox.standing("M1"), "done");
}

#[test]
fn greens_that_a_machine_signed_promote_where_only_those_count() {
    let fixture = PROJECT.replace(
        "[gates.batch]",
        "[policy]\nleast-grade = \"signed\"\n\n[gates.batch]\nenforcement = \"advisory\"\n\
         promote-after = 2",
    );
    let (sandbox, key) = project_with(&fixture);
    for _ in 0..2 {
        sandbox.run(&["gate", "run", "batch", "--quiet", "--key", &key]);
    }
    let gate = sandbox.json(&["gate", "show", "batch"]);
    assert_eq!(gate["gates"][0]["enforcement"], "blocking", "{gate:#}");
}

#[test]
fn openssh_alone_confirms_what_a_machine_signed() {
    let sandbox = signed();
    let log = sandbox.json(&["log"]);
    let kinds = log["records"].as_array().unwrap();
    let run = kinds.iter().find(|record| record["kind"] == "run").unwrap()["id"].as_str().unwrap();
    let told = sandbox.run(&["log", "--signature", run]);
    assert!(told.contains("by itself"), "{told}");
    let digest = told.rsplit("milepost log --raw ").next().unwrap().split('`').next().unwrap();
    let armor = sandbox.stdout(&["log", "--signature", digest]);
    sandbox.write_bytes("sig", armor.as_bytes());
    sandbox.write_bytes("raw", sandbox.stdout(&["log", "--raw", digest]).as_bytes());
    let (path, lines) = run_segment(&sandbox);
    let without_last = lines[..lines.len() - 1].concat();
    assert_eq!(fs::read_to_string(sandbox.root().join("raw")).unwrap(), without_last, "{path}");
    let keygen = |arguments: &str| {
        let mut stock = Command::new("sh");
        stock.args([
            "-c",
            &format!("ssh-keygen -Y {arguments} -n evidence@milepost.dev -s sig < raw"),
        ]);
        let stock = stock.current_dir(sandbox.root()).stdout(Stdio::null()).stderr(Stdio::null());
        stock.status().unwrap().success()
    };
    assert!(keygen("verify -f .milepost/allowed_signers -I ci@example.org"));
    assert!(keygen("check-novalidate"));
    assert!(!keygen("verify -f .milepost/allowed_signers -I eve@example.org"));
    sandbox.write_bytes("raw", without_last.replace("passed", "failed").as_bytes());
    assert!(!keygen("check-novalidate"));
}

#[test]
fn a_machine_that_only_the_change_lists_is_believed_by_nobody() {
    let (mut sandbox, _) = project();
    let (eve, line) = sandbox.machine_key("eve");
    let signers = fs::read_to_string(sandbox.root().join(".milepost/allowed_signers")).unwrap();
    sandbox.write(&format!("//- .milepost/allowed_signers\n{signers}{line}"));
    sandbox.commit("one more machine");
    let refused = sandbox.run(&["verify", "--base", "base", "--key", &eve]);
    assert!(refused.contains("would count for nothing by base, so nothing is run"), "{refused}");
    assert!(refused.contains("its key is not in `.milepost/allowed_signers`"), "{refused}");
    assert!(sandbox.segments().is_empty());
    // Where only the change is asked, it is signed, and the base does not care.
    assert!(sandbox.run(&["verify", "--quiet", "--key", &eve]).ends_with("[exit 0]\n"));
    sandbox.commit("evidence");
    assert_snapshot!(why_not(&sandbox), @"its segment is new since base and its signature does not count (its key is not in `.milepost/allowed_signers`): counts as imported");
    let again = sandbox.run(&["verify", "--base", "base", "--plan"]);
    assert!(again.contains("batch"), "{again}");
    assert!(check(&sandbox).contains("signers-altered"));
}

#[test]
fn a_key_that_has_ended_vouches_for_what_entered_the_history_before_and_for_nothing_later() {
    let mut sandbox = signed();
    let signers = fs::read_to_string(sandbox.root().join(".milepost/allowed_signers")).unwrap();
    // Commits here are of January 2026, what is recorded is of now.
    for (ended, believes) in [("20251201", false), ("20260301", true)] {
        sandbox.git(&["checkout", "-q", "-B", "other", "base"]);
        let limit = format!("valid-before=\"{ended}\",namespaces");
        let signers = signers.replace("namespaces", &limit);
        sandbox.write(&format!("//- .milepost/allowed_signers\n{signers}"));
        sandbox.commit("the key ends");
        sandbox.git(&["checkout", "-q", "-B", "change", "other"]);
        sandbox.git(&["checkout", "-q", "main", "--", "src", ".milepost/ledger"]);
        sandbox.commit("change");
        let page = sandbox.run(&["check", "--base", "other"]);
        assert_eq!(page.ends_with("[exit 0]\n"), believes, "{ended}: {page}");
        if !believes {
            assert!(page.contains("its key was not valid any more"), "{page}");
        }
    }
    let key = sandbox.machine_key("late");
    let line = key.1.replace("namespaces", "valid-before=\"20260301\",namespaces");
    sandbox.write(&format!("//- .milepost/allowed_signers\n{line}"));
    let page = sandbox.run(&["gate", "run", "batch", "--key", &key.0]);
    assert!(page.contains("its key was not valid any more"), "{page}");
    assert!(page.contains("list a new key beside it"), "{page}");
}

#[test]
fn the_key_of_a_person_is_none_of_a_machine() {
    let (sandbox, _) = project();
    let (ada, line) = sandbox.key("ada");
    sandbox.write(&format!("//- .milepost/allowed_signers\n{line}"));
    let page = sandbox.run(&["verify", "--key", &ada]);
    assert!(page.contains("its key is not listed for this purpose"), "{page}");
    assert!(page.contains("namespaces=\"evidence@milepost.dev\""), "{page}");
    assert!(page.ends_with("[exit 2]\n"), "{page}");
    assert!(sandbox.segments().is_empty());
}

/// The SHA-256 of a text.
fn digest(text: &str) -> String {
    Digest::of(text.as_bytes()).to_string()
}

/// What the base says of a segment that somebody made of a signed one.
fn forged(make: impl Fn(&[String]) -> String) -> (Sandbox, String) {
    let mut sandbox = signed();
    let (path, lines) = run_segment(&sandbox);
    let text = make(&lines);
    assert_ne!(text, lines.concat());
    sandbox.git(&["rm", "-q", "--cached", &path]);
    sandbox.forge(&path, &text);
    // As if the forged one had been the first.
    sandbox.git(&["reset", "-q", "--soft", "base"]);
    sandbox.commit("change with evidence");
    let why = why_not(&sandbox);
    (sandbox, why)
}

const UNSIGNED: &str = "its segment is new since base and unsigned: counts as imported";

#[test]
fn a_signature_over_other_lines_says_nothing() {
    let (sandbox, why) = forged(|lines| {
        let text = lines.concat();
        text.replace("\"bytes\":10", "\"bytes\":11")
    });
    assert_eq!(why, UNSIGNED);
    let log = sandbox.json(&["log"]).to_string();
    assert!(log.contains("signature over something that is not in its segment"), "{log}");
    // Neither does one whose digest was made to fit.
    let (sandbox, why) = forged(|lines| {
        let covered = lines[..2].concat();
        let altered = covered.replace("\"bytes\":10", "\"bytes\":11");
        altered.clone() + &lines[2].replace(&digest(&covered), &digest(&altered))
    });
    assert_eq!(why, UNSIGNED);
    let log = sandbox.json(&["log"]).to_string();
    assert!(log.contains("a signature that does not hold: it is not over these bytes"), "{log}");
}

#[test]
fn a_signature_that_is_moved_says_nothing() {
    // Before the run that it covers, and into a segment of another writer.
    let (_, why) = forged(|lines| [&lines[0], &lines[2], &lines[1]].map(String::as_str).concat());
    assert_eq!(why, UNSIGNED);
    let (_, why) = forged(|lines| {
        let header = lines[0].replacen("milepost 0", "milepost 9", 1);
        [&header, &lines[1], &lines[2]].map(String::as_str).concat()
    });
    assert_eq!(why, UNSIGNED);
}

#[test]
fn a_part_of_what_was_signed_is_not_signed() {
    let fixture = PROJECT.replace("[gates", "[gates.rise]\nrun = \"false\"\n\n[gates");
    let (mut sandbox, key) = project_with(&fixture);
    sandbox.run(&["verify", "--quiet", "--jobs", "1", "--key", &key]);
    let (path, lines) = run_segment(&sandbox);
    assert_eq!(lines.len(), 4, "{lines:#?}");
    let kept = lines.iter().filter(|line| !line.contains("\"result\":\"failed\""));
    sandbox.forge(&path, &kept.cloned().collect::<String>());
    sandbox.commit("only what is good");
    assert_eq!(why_not(&sandbox), UNSIGNED);
}

#[test]
fn a_signature_for_another_purpose_or_over_one_record_says_nothing() {
    let sign = |sandbox: &Sandbox, (namespace, key): (&str, &str), text: &str| {
        sandbox.write_bytes("text", text.as_bytes());
        let mut keygen = sandbox.bare("ssh-keygen");
        keygen.args(["-q", "-Y", "sign", "-n", namespace, "-f", key, "text"]);
        assert!(keygen.status().unwrap().success());
        let armor = fs::read_to_string(sandbox.root().join("text.sig")).unwrap();
        fs::remove_file(sandbox.root().join("text.sig")).unwrap();
        fs::remove_file(sandbox.root().join("text")).unwrap();
        armor
    };
    let with = |namespace: &'static str, covers: Covers| {
        let (mut sandbox, key) = project();
        sandbox.run(&["verify", "--quiet"]);
        let (path, lines) = run_segment(&sandbox);
        let (covered, named) = match covers {
            Covers::Record => (lines[1].clone(), lines[1].trim_end().to_owned()),
            Covers::Segment => (lines.concat(), lines.concat()),
        };
        let armor = sign(&sandbox, (namespace, &key), &covered).into();
        let made = SignatureRecord { covers, digest: Digest::of(named.as_bytes()), armor };
        let recording = Recording { at: Timestamp::UNIX_EPOCH, by: "", repository: "local" };
        let line = wire::encode(&Payload::Signature(Box::new(made)), &recording).unwrap();
        sandbox.forge(&path, &format!("{}{line}\n", lines.concat()));
        sandbox.commit("evidence");
        sandbox
    };
    // Made by hand, and as milepost would: so the others fail for what is wrong with them alone.
    let right = with("evidence@milepost.dev", Covers::Segment);
    assert!(check(&right).ends_with("[exit 0]\n"), "{}", check(&right));
    assert_snapshot!(why_not(&with("approval@milepost.dev", Covers::Segment)), @"its segment is new since base and its signature does not count (it was signed for another purpose): counts as imported");
    assert_snapshot!(why_not(&with("evidence@milepost.dev", Covers::Record)), @"its segment is new since base and its signature does not count (it was signed by itself, and a machine signs all that it records together): counts as imported");
    let git = with("git", Covers::Segment);
    assert_eq!(why_not(&git), UNSIGNED);
    assert!(git.json(&["log"]).to_string().contains("it was made for another purpose"));
}

#[test]
fn a_copy_without_a_signature_takes_nothing_away() {
    let mut sandbox = signed();
    let (path, lines) = run_segment(&sandbox);
    let copy = lines[..2].concat().replacen("milepost 0", "milepost 1", 1);
    let kept = fs::read(sandbox.root().join(&path)).unwrap();
    sandbox.forge(&path, &copy);
    sandbox.write_bytes(&path, &kept);
    sandbox.commit("a copy");
    let page = check(&sandbox);
    assert!(page.ends_with("[exit 0]\n"), "{page}");
}

#[test]
fn a_key_that_cannot_sign_is_told_before_anything_is_run() {
    let (sandbox, key) = project();
    let (locked, _) = sandbox.machine_key("locked");
    let mut keygen = sandbox.bare("ssh-keygen");
    let keygen = keygen.args(["-q", "-p", "-P", "", "-N", "a secret", "-f", &locked]);
    assert!(keygen.stdout(Stdio::null()).status().unwrap().success());
    assert_snapshot!(said(&sandbox, &locked), @r#"
    verifying …
    ------- stderr -------
    error: KEYS/locked does not sign, so nothing is run
      because: ssh-keygen did not sign: Load key "KEYS/locked": incorrect passphrase supplied to decrypt private key
    hint: nobody is asked for a passphrase: `ssh-add FILE` hands the key to an agent, and `--key FILE.pub` signs with it
    hint: SSH_AUTH_SOCK says where the agent is, and `ssh-add -l` what it holds
    [exit 2]
    "#);
    let (alone, _) = sandbox.machine_key("alone");
    fs::remove_file(&alone).unwrap();
    assert_snapshot!(said(&sandbox, &format!("{alone}.pub")), @r#"
    verifying …
    ------- stderr -------
    error: KEYS/alone.pub does not sign, so nothing is run
      because: ssh-keygen did not sign: No private key found for public key "KEYS/alone.pub"
    hint: nobody is asked for a passphrase: `ssh-add FILE` hands the key to an agent, and `--key FILE.pub` signs with it
    hint: SSH_AUTH_SOCK says where the agent is, and `ssh-add -l` what it holds
    [exit 2]
    "#);
    assert_snapshot!(said(&sandbox, "nothing"), @"
    verifying …
    ------- stderr -------
    error: there is no key in nothing
    hint: `--key FILE` takes a private key, or the public one of a key that an agent holds
    hint: `ssh-keygen -t ed25519 -N '' -C ci -f FILE` makes one
    [exit 2]
    ");
    let folder = sandbox.root().join(".git/bin");
    fs::create_dir_all(&folder).unwrap();
    let git = Command::new("sh").args(["-c", "command -v git"]).output().unwrap();
    symlink(String::from_utf8(git.stdout).unwrap().trim(), folder.join("git")).unwrap();
    let mut without = sandbox.milepost();
    without.env("PATH", &folder).args(["gate", "run", "batch", "--key", &key]);
    let page = without_keys(&sandbox.screen(&without.output().unwrap()), &key);
    assert_snapshot!(page, @"
    verifying …
    ------- stderr -------
    error: KEYS/ci does not sign, so nothing is run
      because: could not start ssh-keygen, which signs
      because: No such file or directory (os error 2)
    hint: it is part of OpenSSH; without --key, evidence is recorded unsigned
    [exit 2]
    ");
    assert_snapshot!(sandbox.run(&["verify", "--here", "--key", &key]), @"
    ------- stderr -------
    error: --here proves nothing, whoever signs it
    hint: leave out --key, or run in clean checkouts without --here
    [exit 2]
    ");
    assert!(sandbox.segments().is_empty());
}

/// What is said of a key.
fn said(sandbox: &Sandbox, key: &str) -> String {
    without_keys(&sandbox.run(&["gate", "run", "batch", "--key", key]), key)
}

/// A page without the folder of a key, and without ids.
fn without_keys(page: &str, key: &str) -> String {
    let folder = key.rsplit_once('/').map_or("no folder", |(folder, _)| folder);
    without_ids(&page.replace(folder, "KEYS"))
}

/// An agent that ends with the test.
struct Agent(Child);

impl Drop for Agent {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn an_agent_signs_and_the_environment_names_the_key() {
    let (sandbox, key) = project();
    let socket = sandbox.root().join(".git/agent");
    let mut agent = sandbox.bare("ssh-agent");
    let agent = agent.arg("-D").arg("-a").arg(&socket).stdout(Stdio::null()).spawn().unwrap();
    let _agent = Agent(agent);
    until("the agent listens", || socket.exists());
    let mut add = sandbox.bare("ssh-add");
    add.args(["-q", &key]).env("SSH_AUTH_SOCK", &socket);
    assert!(add.status().unwrap().success());
    fs::remove_file(&key).unwrap();
    let mut verify = sandbox.milepost();
    verify.args(["verify", "--quiet"]).env("SSH_AUTH_SOCK", &socket);
    verify.env("MILEPOST_KEY", format!("{key}.pub"));
    let page = sandbox.screen(&verify.output().unwrap());
    assert!(page.ends_with("[exit 0]\n"), "{page}");
    assert_eq!(ends_with_signatures(&sandbox), [true]);
    // A secret that CI does not hand out is no key, and nothing is signed.
    let mut again = sandbox.milepost();
    again.args(["gate", "run", "batch", "--quiet"]).env("MILEPOST_KEY", "");
    assert!(again.output().unwrap().status.success());
    assert_eq!(ends_with_signatures(&sandbox).iter().filter(|it| **it).count(), 1);
}

#[test]
fn each_segment_of_a_long_run_is_signed() {
    let fixture = PROJECT.replace(
        "[gates.batch]",
        "[gates.a]\nrun = \"sleep 2.2\"\n\n[gates.b]\nrun = \"true\"\n\n[gates.batch]",
    );
    let (sandbox, key) = project_with(&fixture);
    sandbox.run(&["verify", "--quiet", "--jobs", "1", "--key", &key]);
    let signed = ends_with_signatures(&sandbox);
    assert!(signed.len() > 1, "{signed:?}");
    assert!(signed.iter().all(|it| *it), "{signed:?}");
}

#[test]
fn a_key_that_is_gone_when_runs_end_leaves_them_unsigned_and_says_so() {
    let (mut sandbox, key) = project();
    sandbox.write(&format!("//- src/batch.sh\nrm {key}\n"));
    sandbox.commit("a gate that removes the key");
    let page = sandbox.run(&["verify", "--quiet", "--key", &key]);
    assert_snapshot!(without_keys(&page, &key), @r#"
    verifying …
    ------- stderr -------
    error: the key signs no more: 1 run is recorded without a signature
      because: ssh-keygen did not sign: No private key found for "KEYS/ci"
    hint: nobody is asked for a passphrase: `ssh-add FILE` hands the key to an agent, and `--key FILE.pub` signs with it
    hint: SSH_AUTH_SOCK says where the agent is, and `ssh-add -l` what it holds
    hint: `milepost verify --again --key FILE --gate GATE` runs a gate again and signs it
    [exit 2]
    "#);
    assert_eq!(ends_with_signatures(&sandbox), [false]);
    assert!(sandbox.verdict("batch").starts_with("pass"), "{}", sandbox.verdict("batch"));
}

#[test]
fn what_others_left_in_the_journal_is_not_signed() {
    let sandbox = signed();
    let (_, lines) = run_segment(&sandbox);
    // A gate may have put it there: it calls itself a pass.
    let pass = lines[1].replace("\"bytes\":10", "\"bytes\":9");
    fs::create_dir_all(sandbox.root().join(".git/milepost/journal")).unwrap();
    sandbox.write_bytes(".git/milepost/journal/run-x", format!("started 0 {pass}").as_bytes());
    let before = ends_with_signatures(&sandbox).len();
    let (other, line) = sandbox.machine_key("other");
    sandbox.write(&format!("//- .milepost/allowed_signers\n{line}"));
    let page = sandbox.run(&["gate", "run", "batch", "--quiet", "--key", &other]);
    assert!(page.ends_with("[exit 0]\n"), "{page}");
    let after = ends_with_signatures(&sandbox);
    assert_eq!(
        (after.len(), after.iter().filter(|it| !**it).count()),
        (before + 2, 1),
        "{after:?}"
    );
}

#[test]
fn a_calibration_that_a_machine_signed_counts_for_the_base() {
    let controls = "run = \"cat src/oven; grep -q hot src/oven\"

[[gates.batch.controls]]
name = \"as it is\"
good = \".\"

[[gates.batch.controls]]
name = \"nobody lit the oven\"
bad = \"gates/cold.patch\"
signal = \"cold\"
//- src/oven
hot
//- gates/cold.patch
--- a/src/oven
+++ b/src/oven
@@ -1 +1 @@
-hot
+cold
";
    let fixture = PROJECT.replace("run = \"sh src/batch.sh\"\n", controls);
    let (mut sandbox, key) = project_with(&fixture);
    for (key, counts) in [(None, false), (Some(&key), true)] {
        let key: Vec<&str> = key.iter().flat_map(|key| ["--key", key.as_str()]).collect();
        sandbox.run(&[&["gate", "calibrate", "batch", "--quiet"], &key[..]].concat());
        sandbox.run(&[&["gate", "run", "batch", "--quiet"], &key[..]].concat());
        sandbox.commit("evidence");
        let page = check(&sandbox);
        assert_eq!(page.ends_with("[exit 0]\n"), counts, "{page}");
    }
}
