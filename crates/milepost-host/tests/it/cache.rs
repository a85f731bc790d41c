//! With and without a cache, every answer is the same.

use std::{fs, path::Path, thread};

use milepost_host::{Caching, LoadRequest, Snapshot, View, Workspace};

use crate::sandbox::{Sandbox, request, tracker};

const CACHE: &str = ".git/milepost/cache/read";

fn views() -> [View; 3] {
    [View::WorkingTree, View::Index, View::Commit("HEAD".to_owned())]
}

fn load(root: &Path, view: View, caching: Caching) -> Snapshot {
    let workspace = Workspace::discover(root).unwrap().caching(caching);
    let request = LoadRequest { since: Some("HEAD~1".to_owned()), ..request(view) };
    workspace.load(&request, &|_| ()).unwrap()
}

/// Everything in a snapshot that documents and git say.
fn told(snapshot: &Snapshot) -> String {
    let unreadable: Vec<String> =
        snapshot.unreadable.iter().map(|it| format!("{}: {}", it.path, it.why)).collect();
    let beside = (snapshot.passed_over, snapshot.loose_boxes, unreadable);
    let git = (&snapshot.repository, &snapshot.range);
    format!("{:#?}\n{git:#?}\n{beside:?}\n{:?}", snapshot.plan, snapshot.sources)
}

#[track_caller]
fn agrees(root: &Path) {
    for view in views() {
        let with = told(&load(root, view.clone(), Caching::On));
        let without = told(&load(root, view.clone(), Caching::Off));
        assert_eq!(with, without, "{view:?}");
    }
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with(&[
        ("PLAN.md", &tracker(&["a.txt", "1a2b3c4"])),
        ("docs/STATUS.md", &tracker(&[])),
        ("README.md", "# Hello\n\n- [ ] one\n"),
        ("a.txt", "a"),
    ]);
    sandbox.commit(&[("docs/NEW.md", &tracker(&["a.txt"]))], "second");
    sandbox
}

#[test]
fn every_view_says_the_same_with_a_cache() {
    let sandbox = sandbox();
    let root = sandbox.root();
    agrees(&root);
    assert!(root.join(CACHE).is_file());
    agrees(&root);
    sandbox.write("PLAN.md", tracker(&["b.txt"]));
    agrees(&root);
    sandbox.git(&["add", "-A"]);
    sandbox.write("PLAN.md", tracker(&["c.txt"]));
    sandbox.write("milepost.toml", "schema = 1\n[documents.groups]\nall = [\"**\"]\n");
    agrees(&root);
    fs::remove_file(root.join("docs/STATUS.md")).unwrap();
    sandbox.write("docs/NEW.md", b"\xff\xfe#\0");
    agrees(&root);
}

#[test]
fn an_edit_within_the_same_moment_is_seen() {
    let sandbox = sandbox();
    for at in 0..20 {
        sandbox.write("PLAN.md", tracker(&[&format!("{at:02}.txt")]));
        let snapshot = load(&sandbox.root(), View::WorkingTree, Caching::On);
        assert!(told(&snapshot).contains(&format!("{at:02}.txt")));
    }
}

#[test]
fn any_cache_that_is_damaged_or_lost_is_made_anew() {
    let sandbox = sandbox();
    let root = sandbox.root();
    let expected = told(&load(&root, View::WorkingTree, Caching::On));
    let whole = fs::read(root.join(CACHE)).unwrap();
    let half = &whole[..whole.len() / 2];
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for damaged in [half, &flipped, b"", b"milepost read cache 2\n", b"\0"] {
        fs::write(root.join(CACHE), damaged).unwrap();
        assert_eq!(told(&load(&root, View::WorkingTree, Caching::On)), expected);
        assert_eq!(fs::read(root.join(CACHE)).unwrap(), whole);
    }
    fs::remove_dir_all(root.join(".git/milepost")).unwrap();
    assert_eq!(told(&load(&root, View::WorkingTree, Caching::On)), expected);
    assert_eq!(fs::read(root.join(CACHE)).unwrap(), whole);
}

#[test]
fn nothing_is_written_where_nothing_is_new_or_nobody_asked() {
    let sandbox = sandbox();
    let root = sandbox.root();
    load(&root, View::WorkingTree, Caching::Off);
    assert!(!root.join(".git/milepost").exists());
    load(&root, View::WorkingTree, Caching::On);
    let modified = || fs::metadata(root.join(CACHE)).unwrap().modified().unwrap();
    let before = modified();
    load(&root, View::WorkingTree, Caching::On);
    assert_eq!(modified(), before);
}

#[test]
fn many_may_read_write_and_delete_it_at_once() {
    let sandbox = sandbox();
    let root = sandbox.root();
    let expected: Vec<String> =
        views().into_iter().map(|view| told(&load(&root, view, Caching::Off))).collect();
    thread::scope(|scope| {
        for (view, expected) in views().into_iter().cycle().zip(expected.iter().cycle()).take(6) {
            let root = &root;
            scope.spawn(move || {
                for _ in 0..10 {
                    assert_eq!(&told(&load(root, view.clone(), Caching::On)), expected);
                    // Another may have been faster.
                    drop(fs::remove_file(root.join(CACHE)));
                }
            });
        }
    });
}

#[test]
fn each_working_tree_has_its_own() {
    let sandbox = sandbox();
    let linked = sandbox.around().canonicalize().unwrap().join("linked");
    sandbox.git(&["worktree", "add", "-q", "--detach", linked.to_str().unwrap()]);
    agrees(&linked);
    assert!(sandbox.root().join(".git/worktrees/linked/milepost/cache/read").is_file());
    assert!(!sandbox.root().join(CACHE).exists());
    agrees(&sandbox.root());
}
