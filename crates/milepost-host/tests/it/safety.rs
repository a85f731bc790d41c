//! Reading is safe: nothing that a repository configures runs, nothing outside it is opened, nothing
//! in it changes, and nothing waits.
//!
//! The repository here has every setting that makes git start a program, and each of those programs
//! would leave a mark.
#![cfg(unix)]

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    process::Command,
    sync::mpsc,
    thread,
    time::{Duration, SystemTime},
};

use milepost_core::{
    id::CommitPrefix,
    repository::{CommitState, PathState, Questions},
    text::RepoPath,
};
use milepost_host::{Caching, LoadRequest, View, Workspace};

use crate::sandbox::{Sandbox, about_paths, documents, request, tracker};

/// Hooks that git knows, of every kind.
const HOOKS: &[&str] = &[
    "applypatch-msg",
    "commit-msg",
    "fsmonitor-watchman",
    "post-applypatch",
    "post-checkout",
    "post-commit",
    "post-index-change",
    "post-merge",
    "post-rewrite",
    "pre-auto-gc",
    "pre-commit",
    "pre-rebase",
    "prepare-commit-msg",
    "reference-transaction",
];

/// Settings that name a program; `%` stands for one that leaves a mark.
const PROGRAMS: &[(&str, &str)] = &[
    ("alias.cat-file", "!%"),
    ("alias.rev-list", "!%"),
    ("core.alternateRefsCommand", "%"),
    ("core.askPass", "%"),
    ("core.editor", "%"),
    ("core.fsmonitor", "%"),
    ("core.gitProxy", "%"),
    ("core.pager", "%"),
    ("core.sshCommand", "%"),
    ("credential.helper", "!%"),
    ("diff.external", "%"),
    ("diff.mark.command", "%"),
    ("diff.mark.textconv", "%"),
    ("filter.mark.clean", "%"),
    ("filter.mark.process", "%"),
    ("filter.mark.smudge", "%"),
    ("gpg.program", "%"),
    ("gpg.ssh.program", "%"),
    ("interactive.diffFilter", "%"),
    ("merge.mark.driver", "%"),
    ("pager.cat-file", "%"),
    ("pager.rev-list", "%"),
    ("remote.origin.receivepack", "%"),
    ("remote.origin.uploadpack", "%"),
    ("sequence.editor", "%"),
    ("uploadpack.packObjectsHook", "%"),
];

/// Settings that make git reach for those programs.
const SWITCHES: &[(&str, &str)] = &[
    ("core.repositoryFormatVersion", "1"),
    ("core.untrackedCache", "true"),
    ("extensions.partialClone", "origin"),
    ("filter.mark.required", "true"),
    ("log.showSignature", "true"),
    ("protocol.allow", "always"),
    ("protocol.ext.allow", "always"),
    ("remote.origin.promisor", "true"),
];

/// A repository in which everything that could run would leave a mark.
struct Trap {
    sandbox: Sandbox,
    /// A blob that a commit holds and the repository has lost: asking for it would fetch it.
    lost: String,
}

impl Trap {
    fn new() -> Self {
        let sandbox = Sandbox::unborn();
        fs::create_dir(sandbox.around().join("marks")).unwrap();
        fs::write(sandbox.around().join("OUTSIDE.md"), tracker(&[])).unwrap();
        let trap = Self { sandbox, lost: String::new() };
        trap.commit_documents()
    }

    fn commit_documents(mut self) -> Self {
        let cited = [
            "../../etc/passwd",
            "/etc/passwd",
            "outside/passwd",
            "loop",
            "loop/x",
            "round/round/round",
            "pipe.txt",
            "evidence.txt",
            "LOST.md",
        ];
        let sandbox = &self.sandbox;
        let attributes = "* filter=mark diff=mark merge=mark\n";
        sandbox.commit(&[(".gitattributes", attributes), ("STATUS.md", &tracker(&cited))], "first");
        symlink("/etc", sandbox.root().join("outside")).unwrap();
        symlink("loop", sandbox.root().join("loop")).unwrap();
        symlink(".", sandbox.root().join("round")).unwrap();
        symlink("../OUTSIDE.md", sandbox.root().join("LINK.md")).unwrap();
        sandbox.commit(&[("evidence.txt", "1 passed\n"), ("LOST.md", "# Lost\n")], "second");
        self.lost = sandbox.git(&["rev-parse", "HEAD:LOST.md"]);
        let object = format!(".git/objects/{}/{}", &self.lost[..2], &self.lost[2..]);
        fs::remove_file(sandbox.root().join(object)).unwrap();
        self.arm();
        self
    }

    /// Sets everything that could run, after the last honest use of git.
    fn arm(&self) {
        let mut config = fs::read_to_string(self.sandbox.root().join(".git/config")).unwrap();
        for (key, value) in PROGRAMS {
            let program = self.program(key);
            config.push_str(&setting(key, &value.replace('%', &program)));
        }
        for (key, value) in SWITCHES {
            config.push_str(&setting(key, value));
        }
        let hooks = self.sandbox.around().join("hooks");
        for folder in [hooks.clone(), self.sandbox.root().join(".git/hooks")] {
            fs::create_dir_all(&folder).unwrap();
            for hook in HOOKS {
                self.write_program(&folder.join(hook), &format!("hook.{hook}"));
            }
        }
        config.push_str(&setting("core.hooksPath", hooks.to_str().unwrap()));
        let program = self.program("remote.origin.url");
        config.push_str(&setting("remote.origin.url", &format!("ext::{program}")));
        let included = self.sandbox.around().join("included");
        let program = self.program("included");
        fs::write(&included, setting("core.fsmonitor", &program)).unwrap();
        config.push_str(&setting("include.path", included.to_str().unwrap()));
        self.sandbox.write(".git/config", config);
        // The next look at the working tree would run the filters.
        self.sandbox.write("evidence.txt", "2 passed\n");
        for pipe in ["PLAN.md", "pipe.txt", "sub/.gitignore", ".git/info/exclude"] {
            self.sandbox.write(pipe, "");
            fs::remove_file(self.sandbox.root().join(pipe)).unwrap();
            let made = Command::new("mkfifo").arg(self.sandbox.root().join(pipe)).status();
            assert!(made.unwrap().success());
        }
        self.sandbox.write("sub/NEW.md", tracker(&[]));
    }

    /// A program that leaves a mark of that name.
    fn program(&self, name: &str) -> String {
        let path = self.sandbox.around().join("programs").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        self.write_program(&path, name);
        path.to_str().unwrap().to_owned()
    }

    fn write_program(&self, path: &Path, name: &str) {
        let mark = self.sandbox.around().join("marks").join(name);
        fs::write(path, format!("#!/bin/sh\n: > '{}'\nexit 1\n", mark.display())).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// The marks that were left.
    fn marks(&self) -> Vec<String> {
        let marks = fs::read_dir(self.sandbox.around().join("marks")).unwrap();
        let names = marks.map(|mark| mark.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    fn forget_marks(&self) {
        for mark in self.marks() {
            fs::remove_file(self.sandbox.around().join("marks").join(mark)).unwrap();
        }
    }
}

fn setting(key: &str, value: &str) -> String {
    let (section, name) = key.rsplit_once('.').unwrap();
    match section.split_once('.') {
        Some((section, sub)) => format!("[{section} \"{sub}\"]\n\t{name} = \"{value}\"\n"),
        None => format!("[{section}]\n\t{name} = \"{value}\"\n"),
    }
}

/// Every file under a folder: when it was last written and what is in it.
fn contents(folder: &Path) -> BTreeMap<String, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let seen = path.symlink_metadata().unwrap();
            let bytes = if seen.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
            if seen.is_dir() {
                folders.push(path.clone());
            }
            found.insert(path.display().to_string(), (seen.modified().unwrap(), bytes));
        }
    }
    found
}

/// Does something that might wait for ever, and fails if it does.
#[track_caller]
fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, waiting) = mpsc::channel();
    thread::spawn(move || drop(done.send(work())));
    waiting.recv_timeout(Duration::from_mins(2)).expect("it waits for something")
}

#[test]
fn the_trap_works() {
    let trap = Trap::new();
    let folder = trap.sandbox.root();
    fs::remove_file(folder.join(".git/info/exclude")).unwrap();
    for arguments in [
        &["status", "--porcelain", "--", "evidence.txt"][..],
        &["diff", "--", "evidence.txt"],
        &["-c", "core.fsmonitor=false", "cat-file", "-p", &trap.lost],
        &["checkout", "-q", "HEAD", "--", "evidence.txt"],
    ] {
        let folder = folder.clone();
        let arguments: Vec<String> = arguments.iter().map(|it| (*it).to_owned()).collect();
        let git = Command::new("git").args(arguments).current_dir(folder).output();
        drop(git.unwrap());
    }
    let marks = trap.marks();
    for mark in ["filter.mark.process", "included", "remote.origin.url"] {
        assert!(marks.iter().any(|it| it == mark), "{mark} is not among {marks:?}");
    }
    trap.forget_marks();
}

#[test]
fn reading_runs_nothing_changes_nothing_but_the_cache_and_ends() {
    let trap = Trap::new();
    let root = trap.sandbox.root();
    fs::create_dir(root.join(".git/milepost")).unwrap();
    let cache = root.join(".git/milepost").display().to_string();
    let beside_the_cache = || {
        let mut contents = contents(&root);
        contents.retain(|path, _| !path.starts_with(&cache));
        contents
    };
    let before = beside_the_cache();
    for view in [View::WorkingTree, View::Index, View::Commit("HEAD".to_owned())] {
        let (root, view) = (root.clone(), view.clone());
        let snapshot = in_time(move || {
            let workspace = Workspace::discover(&root).unwrap().caching(Caching::On);
            let since = Some("HEAD~1".to_owned());
            workspace.load(&LoadRequest { since, ..request(view) }, &|_| ()).unwrap()
        });
        // Neither the pipe nor what a link leads to is a document.
        let read = documents(&snapshot).join(" ");
        assert!(matches!(&*read, "STATUS.md" | "STATUS.md sub/NEW.md"), "{read}");
        assert_eq!(snapshot.range.unwrap().commits.len(), 1);
    }
    let none: Vec<String> = Vec::new();
    assert_eq!(trap.marks(), none);
    assert_eq!(beside_the_cache(), before);
    assert!(root.join(".git/milepost/cache/read").is_file());
}

#[test]
fn asking_about_hostile_citations_runs_nothing_and_ends() {
    let trap = Trap::new();
    let root = trap.sandbox.root();
    let before = contents(&root);
    let paths = "outside/passwd loop loop/x round/round/round pipe.txt PLAN.md evidence.txt LOST.md \
                 sub/x.log";
    let lost = CommitPrefix::new(&trap.lost).unwrap();
    for view in [View::WorkingTree, View::Index, View::Commit("HEAD".to_owned())] {
        let questions = Questions { commits: [lost.clone()].into(), ..about_paths(paths) };
        let root = root.clone();
        let repository =
            in_time(move || Workspace::discover(&root).unwrap().ask(&view, &questions).unwrap());
        let state = |path: &str| repository.path(&RepoPath::new(path).unwrap());
        for link in ["outside/passwd", "loop", "loop/x", "round/round/round"] {
            assert_eq!(state(link), PathState::Link, "{link}");
        }
        assert_eq!(state("evidence.txt"), PathState::File);
        assert!(matches!(state("pipe.txt"), PathState::Untracked | PathState::Missing));
        // It is not here, and it is not fetched.
        assert_eq!(repository.commits[&lost], CommitState::BeyondHistory);
    }
    let none: Vec<String> = Vec::new();
    assert_eq!(trap.marks(), none);
    assert_eq!(contents(&root), before);
}
