//! What is said about the paths, globs and contents that documents cite.

use insta::assert_snapshot;
use milepost_core::{
    id::CommitPrefix,
    repository::{Questions, Subject},
    text::RepoPath,
};
use milepost_host::View;

use crate::sandbox::{Sandbox, about_paths, documents, tracker};

#[test]
fn paths_on_disk_are_told_apart_from_recorded_ones() {
    let sandbox = Sandbox::with(&[
        (".gitignore", "*.log\n/out/\n!keep.log\n"),
        ("runs/.gitignore", "!mine.log\ntmp\n"),
        ("runs/1.txt", "1 passed\n"),
        ("PLAN.md", &tracker(&["runs/1.txt"])),
        ("deleted.txt", "recorded all the same"),
    ]);
    let new = "new.txt a/b.log out/x.txt keep.log runs/mine.log runs/tmp/x.txt";
    for path in new.split(' ') {
        sandbox.write(path, "x");
    }
    sandbox.write("forced.log", "x");
    sandbox.git(&["add", "-f", "forced.log"]);
    std::fs::remove_file(sandbox.root().join("deleted.txt")).unwrap();
    let snapshot = sandbox.load(View::WorkingTree);
    assert_eq!(documents(&snapshot), ["PLAN.md"]);
    assert!(matches!(snapshot.repository.subject, Subject::WorkingTree { .. }));
    let cited = format!("runs/1.txt runs deleted.txt forced.log out gone.txt .git/config {new}");
    assert_snapshot!(sandbox.states(&View::WorkingTree, &cited), @r"
    runs/1.txt File
    runs Folder
    deleted.txt File
    forced.log Untracked
    out Ignored
    gone.txt Missing
    .git/config Ignored
    new.txt Untracked
    a/b.log Ignored
    out/x.txt Ignored
    keep.log Untracked
    runs/mine.log Untracked
    runs/tmp/x.txt Ignored
    ");
    assert_snapshot!(sandbox.states(&View::Index, "forced.log new.txt"), @r"
    forced.log File
    new.txt Untracked
    ");
    let head = View::Commit("HEAD".to_owned());
    assert_snapshot!(sandbox.states(&head, "runs/1.txt forced.log new.txt"), @r"
    runs/1.txt File
    forced.log Missing
    new.txt Missing
    ");
}

#[cfg(unix)]
#[test]
fn links_and_submodules_are_what_they_are_and_nothing_behind_them_is_looked_at() {
    let sandbox = Sandbox::with(&[("docs/a.txt", "a")]);
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(target, sandbox.root().join(name)).unwrap();
    };
    link("docs", "inside");
    link("/etc", "outside");
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let module = format!("160000,{head},module");
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["update-index", "--add", "--cacheinfo", &module]);
    sandbox.git(&["commit", "-qm", "links"]);
    link("/etc", "new");
    let cited = "inside inside/a.txt outside outside/passwd module module/x.txt new new/passwd \
                 docs/a.txt/b.txt";
    assert_snapshot!(sandbox.states(&View::WorkingTree, cited), @r"
    inside Link
    inside/a.txt Link
    outside Link
    outside/passwd Link
    module Submodule
    module/x.txt Submodule
    new Untracked
    new/passwd Untracked
    docs/a.txt/b.txt Missing
    ");
}

#[test]
fn tails_are_found_anywhere_in_the_judged_tree_only() {
    let sandbox = Sandbox::with(&[("a/ffi/mod.rs", "1"), ("b/ffi/mod.rs", "2")]);
    sandbox.write("c/ffi/mod.rs", "3");
    let repository = sandbox.ask(&View::WorkingTree, &about_paths("ffi/mod.rs ffi none.rs"));
    let found = repository.tails.iter().map(|(tail, paths)| {
        let paths: Vec<&str> = paths.iter().map(RepoPath::as_str).collect();
        format!("{tail}: {}", if paths.is_empty() { "-".to_owned() } else { paths.join(" ") })
    });
    assert_snapshot!(found.collect::<Vec<_>>().join("\n"), @r"
    ffi: a/ffi b/ffi
    ffi/mod.rs: a/ffi/mod.rs b/ffi/mod.rs
    none.rs: -
    ");
}

#[test]
fn globs_count_the_files_of_the_judged_tree() {
    let sandbox = Sandbox::with(&[("src/a.rs", "a"), ("src/api/b.rs", "b"), ("docs/c.md", "c")]);
    sandbox.write("src/api/new.rs", "n");
    let globs = ["src/**", "src/*.rs", "./src/api/**", "{src,docs}/*", "none/**", "[", "/etc/*"];
    let globs = globs.into_iter().map(Into::into).collect();
    let questions = Questions { globs, ..Questions::default() };
    let repository = sandbox.ask(&View::WorkingTree, &questions);
    assert_snapshot!(format!("{:?}", repository.globs), @r#"{"./src/api/**": 1, "none/**": 0, "src/**": 2, "src/*.rs": 1, "{src,docs}/*": 2}"#);
}

#[test]
fn contents_are_compared_between_the_cited_and_the_judged_commit() {
    let sandbox = Sandbox::unborn();
    let first = sandbox.commit(&[("src/a.rs", "a"), ("src/api/b.rs", "b")], "first");
    sandbox.commit(&[("src/a.rs", "changed"), ("src/api/c.rs", "c")], "second");
    let commit = CommitPrefix::new(&first[..9]).unwrap();
    let absent = CommitPrefix::new("00000000").unwrap();
    let places = ["src/a.rs", "src/api", "src/**", "src/*.rs", "none.rs", "src/a.rs/x"];
    let contents = places.map(|place| (commit.clone(), place.into()));
    let contents = contents.into_iter().chain([(absent.clone(), "src".into())]);
    let questions = Questions {
        contents: contents.collect(),
        commits: [commit, absent].into(),
        ..Questions::default()
    };
    let repository = sandbox.ask(&View::WorkingTree, &questions);
    let lines = repository.contents.iter().map(|((_, place), compared)| {
        let shown = |content: &milepost_core::repository::Content| {
            let files = content.iter().map(|(path, id)| format!("{path}={}", &id[..4]));
            if content.is_empty() { "-".to_owned() } else { files.collect::<Vec<_>>().join(" ") }
        };
        format!("{place}: {} | {}", shown(&compared.cited), shown(&compared.judged))
    });
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
    none.rs: - | -
    src/**: src/a.rs=2e65 src/api/b.rs=63d8 | src/a.rs=21fb src/api/b.rs=63d8 src/api/c.rs=3410
    src/*.rs: src/a.rs=2e65 | src/a.rs=21fb
    src/a.rs: src/a.rs=2e65 | src/a.rs=21fb
    src/a.rs/x: - | -
    src/api: src/api/b.rs=63d8 | src/api/b.rs=63d8 src/api/c.rs=3410
    ");
}
