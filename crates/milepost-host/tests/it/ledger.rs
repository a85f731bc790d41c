//! The ledger on disk, in commits and under its reference, with everything that may befall it.

use std::{
    collections::BTreeSet,
    env, fs, io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use milepost_core::{
    diag::Severity,
    evidence::{
        Event, Payload,
        ledger::{Ledger, SegmentName},
        wire::{Recording, encode},
    },
    gate::GateName,
    id::CommitId,
};
use milepost_host::{LedgerWriter, Step, Steps, View, Workspace};

use crate::sandbox::Sandbox;

/// A record that says who it is.
fn record(name: &str) -> String {
    let commit = CommitId::new(&"a".repeat(40)).unwrap();
    let gate = GateName::new("g").unwrap();
    let event = Event::Promoted { gate, commit, reason: name.into() };
    let at = "2026-03-01T12:00:00Z".parse().unwrap();
    encode(&Payload::Event(event), &Recording { at, by: "a", repository: "local" }).unwrap()
}

fn names(ledger: &Ledger) -> Vec<&str> {
    let names = ledger.events().map(|(_, event)| {
        let Event::Promoted { reason, .. } = event else { panic!("{event:?}") };
        &**reason
    });
    names.collect()
}

fn read(sandbox: &Sandbox) -> Ledger {
    sandbox.workspace().ledger(&View::WorkingTree).unwrap().ledger
}

fn append(sandbox: &Sandbox, name: &str) -> SegmentName {
    let ledger = read(sandbox);
    sandbox.workspace().ledger_writer(&ledger).append(&[record(name)]).unwrap()
}

fn place(sandbox: &Sandbox, name: &SegmentName) -> PathBuf {
    sandbox.root().join(".milepost/ledger").join(name.as_str())
}

/// The problems, each with how much it weighs.
fn problems(ledger: &Ledger) -> Vec<(Severity, String)> {
    ledger.problems.iter().map(|problem| (problem.severity(), problem.to_string())).collect()
}

#[test]
fn what_is_written_is_read_in_order() {
    let sandbox = Sandbox::unborn();
    assert_eq!(read(&sandbox), Ledger::default());
    let mut writer = sandbox.workspace().ledger_writer(&read(&sandbox));
    writer.append(&[record("a"), record("b")]).unwrap();
    let last = writer.append(&[record("c")]).unwrap();
    let ledger = read(&sandbox);
    assert_eq!(names(&ledger), ["a", "b", "c"]);
    assert_eq!((ledger.problems.len(), ledger.heads.as_slice()), (0, &[last.digest()][..]));
    let attributes = fs::read_to_string(sandbox.root().join(".milepost/.gitattributes")).unwrap();
    assert_eq!(attributes, "ledger/** -text\n");
    for name in ["a", "c"] {
        let id = milepost_core::digest::Digest::of(record(name).as_bytes());
        let line = sandbox.workspace().ledger_line(&View::WorkingTree, id).unwrap();
        assert_eq!(line, Some(record(name)));
    }
}

#[test]
fn a_commit_and_the_reference_are_each_enough() {
    let sandbox = Sandbox::with(&[("a.md", "a")]);
    append(&sandbox, "committed");
    sandbox.commit(&[], "evidence");
    fs::remove_dir_all(sandbox.root().join(".milepost")).unwrap();
    let workspace = sandbox.workspace();
    let at = |view: &View| workspace.ledger(view).unwrap().ledger;
    assert_eq!(names(&read(&sandbox)), [""; 0]);
    assert_eq!(names(&at(&View::Commit("HEAD".into()))), ["committed"]);
    assert_eq!(names(&at(&View::Index)), ["committed"]);
    let tree = sandbox.git(&["rev-parse", "HEAD:.milepost/ledger"]);
    let carrier = sandbox.git(&["commit-tree", "-m", "ledger", &tree]);
    sandbox.git(&["update-ref", "refs/milepost/ledger", &carrier]);
    assert_eq!(names(&read(&sandbox)), ["committed"]);
    append(&sandbox, "beside");
    assert_eq!(names(&read(&sandbox)), ["committed", "beside"]);
    sandbox.git(&["pack-refs", "--all"]);
    assert_eq!(names(&read(&sandbox)), ["committed", "beside"]);
}

#[test]
fn git_leaves_the_bytes_alone() {
    let sandbox = Sandbox::with(&[("a.md", "a"), (".gitattributes", "* text=auto eol=crlf\n")]);
    let name = append(&sandbox, "a");
    sandbox.commit(&[], "evidence");
    fs::remove_dir_all(sandbox.root().join(".milepost/ledger")).unwrap();
    sandbox.git(&["checkout", "-q", "--", "."]);
    assert!(place(&sandbox, &name).is_file());
    assert_eq!((names(&read(&sandbox)), problems(&read(&sandbox))), (vec!["a"], Vec::new()));
}

#[test]
fn altered_segments_are_errors_and_leftovers_are_not() {
    let sandbox = Sandbox::unborn();
    let name = append(&sandbox, "a");
    let path = place(&sandbox, &name);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    sandbox.write(".milepost/ledger/2026/03/.new-x", "half");
    let found = sandbox.workspace().ledger(&View::WorkingTree).unwrap();
    assert_eq!(found.leftovers.len(), 1);
    assert_eq!(names(&found.ledger), [""; 0]);
    let told = problems(&found.ledger);
    assert!(matches!(&*told, [(Severity::Error, text)] if text.contains("CRLF")), "{told:?}");
}

#[cfg(unix)]
#[test]
fn links_are_refused() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::unborn();
    let name = append(&sandbox, "a");
    let path = place(&sandbox, &name);
    fs::rename(&path, sandbox.around().join("moved")).unwrap();
    symlink(sandbox.around().join("moved"), &path).unwrap();
    let told = problems(&read(&sandbox));
    assert!(matches!(&*told, [(Severity::Error, text)] if text.contains("a symbolic link")));

    let folder = sandbox.root().join(".milepost/ledger");
    fs::rename(&folder, sandbox.around().join("ledger")).unwrap();
    symlink(sandbox.around().join("ledger"), &folder).unwrap();
    let error = sandbox.workspace().ledger(&View::WorkingTree).unwrap_err();
    insta::assert_snapshot!(sandbox.told(&error), @"[root]/.milepost/ledger is a symbolic link; a ledger is only read from a real folder");
    let mut writer = LedgerWriter::new(&sandbox.root(), Vec::new());
    let error = writer.append(&[record("b")]).unwrap_err();
    insta::assert_snapshot!(sandbox.told(&error), @"[root]/.milepost/ledger is a symbolic link; a ledger is only written to a real folder");
}

#[test]
fn what_history_had_and_nobody_has_is_lost() {
    let sandbox = Sandbox::with(&[("a.md", "a")]);
    let (first, second) = (append(&sandbox, "a"), append(&sandbox, "b"));
    sandbox.commit(&[], "evidence");
    let losses = || {
        let ledger = read(&sandbox);
        let losses = sandbox.workspace().ledger_losses(&View::WorkingTree, &ledger).unwrap();
        losses.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(losses(), [""; 0]);
    let bytes = fs::read(place(&sandbox, &first)).unwrap();
    fs::remove_file(place(&sandbox, &first)).unwrap();
    assert_eq!(losses().len(), 1, "what is not committed yet is seen");
    let head = sandbox.commit(&[], "clean up");
    let told = losses();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains(first.as_str()) && told[0].contains("was deleted"), "{told:?}");
    assert!(told[0].contains(&head[..10]), "{told:?}");
    let other = fs::read_to_string(place(&sandbox, &second)).unwrap();
    fs::write(place(&sandbox, &second), other.replace("\"b\"", "\"z\"")).unwrap();
    sandbox.commit(&[], "mend");
    assert!(losses().iter().any(|told| told.contains("was altered")), "{:?}", losses());
    assert_eq!(losses().len(), 2);
    // In a pack it may go.
    let (pack, packed) = milepost_core::evidence::ledger::Pack::write([(&first, &*bytes)]).unwrap();
    let pack = format!(".milepost/ledger/{pack}");
    sandbox.write(&pack, packed);
    sandbox.commit(&[], "pack");
    assert_eq!(losses().len(), 1);
    fs::remove_file(sandbox.root().join(&pack)).unwrap();
    sandbox.commit(&[], "no pack");
    assert_eq!(losses().len(), 2);
}

/// Makes a step fail, as a full disk does.
struct Fails(Step);

impl Steps for Fails {
    fn reached(&self, step: Step) -> io::Result<()> {
        if step == self.0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}

#[test]
fn a_step_that_fails_is_told_and_leaves_the_segment_whole_or_absent() {
    for step in Step::ALL {
        let sandbox = Sandbox::unborn();
        append(&sandbox, "before");
        let writer = sandbox.workspace().ledger_writer(&read(&sandbox));
        let mut writer = writer.with(Arc::new(Fails(step)));
        let error = writer.append(&[record("a")]).unwrap_err();
        assert!(error.to_string().contains(&format!("{step:?}")), "{error}");
        let found = sandbox.workspace().ledger(&View::WorkingTree).unwrap();
        assert_eq!((found.ledger.problems.len(), found.leftovers.len()), (0, 0), "{step:?}");
        let expected: &[&str] = if step > Step::Rename { &["before", "a"] } else { &["before"] };
        assert_eq!(names(&found.ledger), expected, "{step:?}");
    }
}

#[test]
fn a_folder_in_the_way_is_told() {
    let sandbox = Sandbox::unborn();
    sandbox.write(".milepost", "a file");
    let error = LedgerWriter::new(&sandbox.root(), Vec::new()).append(&[record("a")]).unwrap_err();
    assert!(sandbox.told(&error).contains("could not write evidence"), "{error}");
    let error = sandbox.workspace().ledger(&View::WorkingTree).unwrap_err();
    assert!(error.to_string().contains("is no folder"), "{error}");
}

/// Stands still at a step, once it has said so.
struct StandsStill(Step, PathBuf);

impl Steps for StandsStill {
    fn reached(&self, step: Step) -> io::Result<()> {
        if step == self.0 {
            fs::write(&self.1, "")?;
            thread::sleep(Duration::from_mins(10));
        }
        Ok(())
    }
}

const CHILD: &str = "MILEPOST_TEST_LEDGER_CHILD";

/// Starts this test program as a writer: `<records> <step to stand still at> <root>`.
fn child(root: &Path, records: usize, step: Option<Step>) -> Child {
    let step = step.and_then(|step| Step::ALL.into_iter().position(|other| other == step));
    let step = step.map_or("-".to_owned(), |step| step.to_string());
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "ledger::child_writes", "--include-ignored", "--test-threads=1"])
        .env(CHILD, format!("{records} {step} {}", root.display()))
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "this is the other process of tests that need one"]
fn child_writes() {
    let Ok(task) = env::var(CHILD) else { return };
    let words: Vec<&str> = task.splitn(3, ' ').collect();
    let root = PathBuf::from(words[2]);
    let ledger = Workspace::discover(&root).unwrap().ledger(&View::WorkingTree).unwrap().ledger;
    let mut writer = LedgerWriter::new(&root, ledger.heads);
    if let Ok(step) = words[1].parse::<usize>() {
        let reached = root.parent().unwrap().join("reached");
        writer = writer.with(Arc::new(StandsStill(Step::ALL[step], reached)));
    }
    for at in 0..words[0].parse().unwrap() {
        let name = format!("{}.{at}", std::process::id());
        writer.append(&[record(&name)]).unwrap();
        // Acknowledged, for whoever looks.
        fs::write(root.parent().unwrap().join(format!("ack-{name}")), "").unwrap();
    }
}

#[test]
fn a_writer_that_is_killed_leaves_a_segment_whole_or_absent() {
    for step in Step::ALL {
        let sandbox = Sandbox::unborn();
        append(&sandbox, "before");
        let mut child = child(&sandbox.root(), 1, Some(step));
        let reached = sandbox.around().join("reached");
        while !reached.exists() {
            assert_eq!(child.try_wait().unwrap(), None, "it ended before {step:?}");
            thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let found = sandbox.workspace().ledger(&View::WorkingTree).unwrap();
        assert_eq!(found.ledger.problems, [], "{step:?}");
        let count = if step > Step::Rename { 2 } else { 1 };
        assert_eq!(found.ledger.records.len(), count, "{step:?}");
        let half = usize::from(step > Step::Create && step <= Step::Rename);
        assert_eq!(found.leftovers.len(), half, "{step:?}");
        // It is no hindrance to who comes next.
        append(&sandbox, "after");
        assert_eq!(read(&sandbox).records.len(), count + 1);
    }
}

#[test]
fn of_fifty_writers_at_once_nothing_is_lost() {
    let sandbox = Sandbox::unborn();
    let children: Vec<Child> = (0..5).map(|_| child(&sandbox.root(), 6, None)).collect();
    let acknowledged = Mutex::new(BTreeSet::new());
    thread::scope(|scope| {
        for thread in 0..45 {
            let (root, acknowledged) = (sandbox.root(), &acknowledged);
            scope.spawn(move || {
                let mut writer = LedgerWriter::new(&root, Vec::new());
                for at in 0..2 {
                    let name = format!("t{thread}.{at}");
                    writer.append(&[record(&name)]).unwrap();
                    acknowledged.lock().unwrap().insert(name);
                }
            });
        }
    });
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let mut acknowledged = acknowledged.into_inner().unwrap();
    for entry in fs::read_dir(sandbox.around()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        acknowledged.extend(name.strip_prefix("ack-").map(str::to_owned));
    }
    assert_eq!(acknowledged.len(), 45 * 2 + 5 * 6);
    let ledger = read(&sandbox);
    assert_eq!(ledger.problems, []);
    let found: BTreeSet<String> = names(&ledger).into_iter().map(str::to_owned).collect();
    assert_eq!(found, acknowledged);
}
