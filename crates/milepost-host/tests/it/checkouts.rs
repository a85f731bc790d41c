//! Clean checkouts, and what runs do to them.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    process::Command,
    thread,
    time::Duration,
};

use milepost_core::{globs::Globs, id::CommitId, text::RepoPath};
use milepost_host::{
    Workspace,
    checkout::{Checkout, CheckoutError, Pool, Prepared, Wanted},
};

use crate::sandbox::Sandbox;

struct Bench {
    sandbox: Sandbox,
    pool: Pool,
}

impl Bench {
    fn new() -> Self {
        let sandbox = Sandbox::with(&[
            ("src/main.c", "int main() {}\n"),
            ("docs/plan.md", "# Plan\n"),
            ("milepost.toml", "schema = 1\n"),
            (".gitignore", "target/\n*.log\n"),
            ("report.xml", "<old/>\n"),
        ]);
        let pool = Pool::at(sandbox.around().join("cache"));
        Self { sandbox, pool }
    }

    fn lease(&self) -> Checkout {
        self.pool.lease(&Workspace::discover(&self.sandbox.root()).unwrap()).unwrap()
    }

    /// The slot that was just let go. A child of another test can still hold its lock, between fork and exec.
    fn lease_again(&self, root: &Path) -> Checkout {
        eventually(|| Some(self.lease()).filter(|it| it.root() == root))
    }

    fn head(&self) -> Wanted {
        let commit = CommitId::new(&self.sandbox.git(&["rev-parse", "HEAD"])).unwrap();
        Wanted { commit, left_out: Vec::new(), only: None }
    }
}

/// What is there after a while.
fn eventually<T>(mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..500 {
        if let Some(found) = look() {
            return found;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("it never came");
}

fn paths(names: &[&str]) -> Vec<RepoPath> {
    names.iter().map(|name| RepoPath::new(name).unwrap()).collect()
}

fn globs(patterns: &[&str]) -> Globs {
    Globs::new(patterns.iter().copied()).unwrap()
}

fn prepare(checkout: &mut Checkout, wanted: &Wanted, keep: &[&str]) -> Prepared {
    checkout.prepare(wanted, &paths(keep), &globs(&[])).unwrap()
}

/// All files of a checkout but those in `.git`.
fn listing(root: &Path) -> String {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !path.is_symlink() && name != ".git" {
                folders.push(path);
            } else if name != ".git" {
                files.push(name);
            }
        }
    }
    files.sort();
    files.join(" ")
}

/// What git says in a checkout, started as a run would start it.
fn git(root: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.current_dir(root).env("GIT_CONFIG_GLOBAL", "/dev/null").args(arguments);
    let output = git.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

const ALL: &str = ".gitignore docs/plan.md milepost.toml report.xml src/main.c";

#[test]
fn a_checkout_is_the_commit_and_nothing_of_the_working_tree() {
    let bench = Bench::new();
    bench.sandbox.write("uncommitted", "x");
    bench.sandbox.write("src/main.c", "changed");
    let mut checkout = bench.lease();
    let prepared = prepare(&mut checkout, &bench.head(), &[]);
    assert_eq!(listing(checkout.root()), ALL);
    assert_eq!(fs::read(checkout.root().join("src/main.c")).unwrap(), b"int main() {}\n");
    assert_eq!(prepared.tree, prepared.project);
    assert_eq!(prepared.head, bench.head().commit);
    assert_eq!(git(checkout.root(), &["status", "--porcelain"]), "");
}

#[test]
fn what_is_left_out_is_not_there_and_git_does_not_miss_it() {
    let bench = Bench::new();
    bench.sandbox.git(&["tag", "v1"]);
    let mut checkout = bench.lease();
    let wanted = Wanted { left_out: paths(&["docs", "milepost.toml"]), ..bench.head() };
    let prepared = prepare(&mut checkout, &wanted, &[]);
    assert_eq!(listing(checkout.root()), ".gitignore report.xml src/main.c");
    assert_ne!(prepared.tree, prepared.project);
    let root = checkout.root();
    assert_eq!(git(root, &["status", "--porcelain"]), "");
    assert_eq!(git(root, &["rev-parse", "HEAD^"]), wanted.commit.as_str());
    assert_eq!(git(root, &["rev-parse", "HEAD^{tree}"]), prepared.project.as_str());
    assert!(git(root, &["describe", "--tags"]).starts_with("v1-1-g"));
    // The same anywhere, at any time.
    let mut other = bench.lease();
    assert_ne!(other.root(), checkout.root());
    assert_eq!(prepare(&mut other, &wanted, &[]), prepared);
    // The project is told nothing.
    bench.sandbox.git_fails(&["cat-file", "-e", prepared.head.as_str()]);
}

#[test]
fn a_run_can_be_shown_its_inputs_alone() {
    let bench = Bench::new();
    let mut checkout = bench.lease();
    let wanted = Wanted { only: Some(globs(&["src/**"])), ..bench.head() };
    prepare(&mut checkout, &wanted, &[]);
    assert_eq!(listing(checkout.root()), "src/main.c");
    prepare(&mut checkout, &bench.head(), &[]);
    assert_eq!(listing(checkout.root()), ALL);
}

#[test]
fn whatever_a_run_leaves_is_gone_but_what_is_kept() {
    let bench = Bench::new();
    let mut checkout = bench.lease();
    prepare(&mut checkout, &bench.head(), &[]);
    let root = checkout.root().to_owned();
    for path in ["target/keep/a", "target/other", "x.log", "new/deep/file", "src/new.c"] {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), "x").unwrap();
    }
    fs::write(root.join("src/main.c"), "changed").unwrap();
    fs::remove_file(root.join("docs/plan.md")).unwrap();
    fs::create_dir(root.join("empty")).unwrap();
    symlink("/etc", root.join("link")).unwrap();
    git(&root, &["init", "--quiet", "nested"]);
    git(&root, &["update-index", "--assume-unchanged", "src/main.c"]);
    prepare(&mut checkout, &bench.head(), &["target/keep"]);
    assert_eq!(listing(&root), format!("{ALL} target/keep/a"));
    assert!(!root.join("empty").exists() && Path::new("/etc").exists());
    assert_eq!(fs::read(root.join("src/main.c")).unwrap(), b"int main() {}\n");
    assert_eq!(git(&root, &["status", "--porcelain"]), "");
    // Without anything to keep: cold.
    prepare(&mut checkout, &bench.head(), &[]);
    assert_eq!(listing(&root), ALL);
}

#[test]
fn what_one_run_keeps_is_out_of_the_way_of_others_and_there_again_for_its_own() {
    let bench = Bench::new();
    let mut checkout = bench.lease();
    prepare(&mut checkout, &bench.head(), &["target", "deep/er"]);
    let root = checkout.root().to_owned();
    for path in ["target/a", "deep/er/b"] {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), "x").unwrap();
    }
    prepare(&mut checkout, &bench.head(), &["other"]);
    assert_eq!(listing(&root), ALL);
    drop(checkout);
    let mut checkout = bench.lease_again(&root);
    prepare(&mut checkout, &bench.head(), &[]);
    assert_eq!(listing(&root), ALL);
    prepare(&mut checkout, &bench.head(), &["target"]);
    assert_eq!(listing(&root), format!("{ALL} target/a"));
    prepare(&mut checkout, &bench.head(), &["deep/er"]);
    assert!(root.join("deep/er/b").exists() && !root.join("target").exists());
    // A link on the way is not followed.
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(outside.path().join("er")).unwrap();
    fs::remove_dir_all(root.join("deep")).unwrap();
    symlink(outside.path(), root.join("deep")).unwrap();
    prepare(&mut checkout, &bench.head(), &[]);
    assert!(outside.path().join("er").exists());
    assert_eq!(listing(&root), ALL);
}

#[test]
fn no_report_is_there_before_the_run_even_if_it_is_committed_or_kept() {
    let bench = Bench::new();
    let mut checkout = bench.lease();
    prepare(&mut checkout, &bench.head(), &[]);
    let root = checkout.root().to_owned();
    fs::create_dir(root.join("target")).unwrap();
    fs::write(root.join("target/junit.xml"), "<yesterday/>").unwrap();
    fs::write(root.join("target/object"), "x").unwrap();
    let reports = globs(&["**/*.xml"]);
    checkout.prepare(&bench.head(), &paths(&["target"]), &reports).unwrap();
    assert_eq!(listing(&root), ALL.replace(" report.xml", "") + " target/object");
}

#[test]
fn a_broken_checkout_is_made_anew() {
    let bench = Bench::new();
    let mut checkout = bench.lease();
    let root = checkout.root().to_owned();
    let breaks: [&dyn Fn(); 5] = [
        &|| fs::remove_dir_all(root.join(".git")).unwrap(),
        &|| {
            fs::remove_dir_all(root.join(".git")).unwrap();
            fs::write(root.join(".git"), "gitdir: /nowhere\n").unwrap();
        },
        &|| {
            git(&root, &["config", "core.hooksPath", "hooks"]);
            git(&root, &["config", "core.bare", "true"]);
        },
        &|| {
            fs::create_dir_all(root.join("shut/in")).unwrap();
            fs::write(root.join("shut/in/file"), "x").unwrap();
            fs::set_permissions(root.join("shut"), fs::Permissions::from_mode(0o000)).unwrap();
        },
        &|| fs::write(root.parent().unwrap().join("store/index"), "no index").unwrap(),
    ];
    for ruin in breaks {
        prepare(&mut checkout, &bench.head(), &[]);
        ruin();
        prepare(&mut checkout, &bench.head(), &[]);
        assert_eq!(listing(&root), ALL);
        assert_eq!(git(&root, &["status", "--porcelain"]), "");
        assert_eq!(git(&root, &["rev-parse", "HEAD"]), bench.head().commit.as_str());
    }
}

#[test]
fn nothing_that_the_repository_configures_is_run() {
    let bench = Bench::new();
    let trap = bench.sandbox.around().join("trapped");
    let touch = format!("touch {}", trap.display());
    bench.sandbox.git(&["config", "core.fsmonitor", &touch]);
    bench.sandbox.git(&["config", "filter.trap.smudge", &touch]);
    bench.sandbox.git(&["config", "filter.trap.clean", &touch]);
    bench.sandbox.write(".git/hooks/post-checkout", format!("#!/bin/sh\n{touch}\n"));
    let hook = bench.sandbox.root().join(".git/hooks/post-checkout");
    fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).unwrap();
    let attributes = [(".gitattributes", "*.c filter=trap\n")];
    for (path, text) in attributes {
        bench.sandbox.write(path, text);
    }
    bench.sandbox.git(&["-c", "filter.trap.clean=cat", "-c", "core.fsmonitor=false", "add", "-A"]);
    let commit = ["-c", "core.fsmonitor=false", "commit", "-q", "-m", "attributes"];
    bench.sandbox.git(&commit);
    assert!(fs::remove_file(&trap).is_ok() || !trap.exists());
    let mut checkout = bench.lease();
    let prepared = prepare(&mut checkout, &bench.head(), &[]);
    assert!(!trap.exists());
    let said = "filters such as Git LFS are not run: files are as git stores them";
    assert_eq!(prepared.remarks, [said.into()]);
}

#[test]
fn the_cache_is_never_in_the_repository() {
    let bench = Bench::new();
    let pool = Pool::at(bench.sandbox.root().join("cache"));
    let refused = pool.lease(&Workspace::discover(&bench.sandbox.root()).unwrap());
    assert!(matches!(refused, Err(CheckoutError::InsideRepository { .. })), "{refused:?}");
}

#[test]
fn pruning_takes_the_longest_unused_and_none_that_is_in_use() {
    let bench = Bench::new();
    let (mut first, mut second) = (bench.lease(), bench.lease());
    prepare(&mut first, &bench.head(), &[]);
    prepare(&mut second, &bench.head(), &[]);
    let (used, free) = (first.root().to_owned(), second.root().to_owned());
    drop(second);
    let pruned = bench.pool.prune(u64::MAX).unwrap();
    assert_eq!((pruned.removed, pruned.freed), (0, 0));
    assert!(pruned.left > 0);
    assert_eq!(eventually(|| Some(bench.pool.prune(0).unwrap().removed).filter(|it| *it > 0)), 1);
    assert!(used.exists() && !free.exists());
    // The slot can be had again.
    let mut again = bench.lease();
    assert_ne!(again.root(), used);
    prepare(&mut again, &bench.head(), &[]);
    assert_eq!(listing(again.root()), ALL);
}
