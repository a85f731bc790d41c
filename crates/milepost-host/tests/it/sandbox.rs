//! A folder of its own for each test, with a git that knows nothing of the machine.

use std::{
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use jiff::{Timestamp, tz::TimeZone};
use milepost_core::{
    repository::{Questions, Repository},
    scene::Clock,
    text::RepoPath,
};
use milepost_host::{LoadError, LoadRequest, Snapshot, View, Workspace};
use tempfile::TempDir;

/// A folder for one test; the project is the folder `p` in it.
pub(crate) struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// A project without git.
    pub(crate) fn plain() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("p")).unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        Self { folder }
    }

    /// A project with a repository and no commit.
    pub(crate) fn unborn() -> Self {
        Self::init(&[])
    }

    /// The same, made with options of `git init`.
    pub(crate) fn init(options: &[&str]) -> Self {
        let sandbox = Self::plain();
        sandbox.git(&[&["init", "-q", "-b", "main"], options].concat());
        sandbox
    }

    /// A project with some files committed.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let sandbox = Self::unborn();
        sandbox.commit(files, "first");
        sandbox
    }

    /// The folder around the project.
    pub(crate) fn around(&self) -> &Path {
        self.folder.path()
    }

    /// The project's root, without links on the way.
    pub(crate) fn root(&self) -> PathBuf {
        self.around().canonicalize().unwrap().join("p")
    }

    /// Writes a file of the project.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes some files and commits all there is. Gives the commit's id.
    pub(crate) fn commit(&self, files: &[(&str, &str)], message: &str) -> String {
        for (path, text) in files {
            self.write(path, text);
        }
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Runs git in the project.
    #[track_caller]
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.git_in(&self.root(), arguments)
    }

    /// Runs git in any folder.
    #[track_caller]
    pub(crate) fn git_in(&self, folder: &Path, arguments: &[&str]) -> String {
        let output = self.git_output(folder, arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {stderr}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Runs git in the project, where it must fail.
    #[track_caller]
    pub(crate) fn git_fails(&self, arguments: &[&str]) {
        assert!(!self.git_output(&self.root(), arguments).status.success());
    }

    fn git_output(&self, folder: &Path, arguments: &[&str]) -> Output {
        let path = std::env::var_os("PATH").unwrap();
        let date = "2026-03-01T12:00:00Z";
        let names = ["AUTHOR", "COMMITTER"];
        let mut git = Command::new("git");
        git.env_clear().env("PATH", path).env("HOME", self.around().join("home"));
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for name in names {
            git.env(format!("GIT_{name}_NAME"), "A").env(format!("GIT_{name}_EMAIL"), "a@b");
            git.env(format!("GIT_{name}_DATE"), date);
        }
        git.arg("-c").arg("protocol.file.allow=always").args(arguments);
        git.current_dir(folder).output().unwrap()
    }

    /// Finds the project.
    pub(crate) fn workspace(&self) -> Workspace {
        Workspace::discover(&self.root()).unwrap()
    }

    /// Loads a view of the project.
    #[track_caller]
    pub(crate) fn load(&self, view: View) -> Snapshot {
        self.try_load(view).unwrap()
    }

    /// Asks about a view of the project.
    #[track_caller]
    pub(crate) fn ask(&self, view: &View, questions: &Questions) -> Repository {
        self.workspace().ask(view, questions).unwrap()
    }

    /// The states of some paths, set apart by spaces.
    #[track_caller]
    pub(crate) fn states(&self, view: &View, paths: &str) -> String {
        let repository = self.ask(view, &about_paths(paths));
        let states = paths.split(' ').map(|path| RepoPath::new(path).unwrap());
        let states = states.map(|path| format!("{path} {:?}", repository.path(&path)));
        states.collect::<Vec<_>>().join("\n")
    }

    /// Why a view of the project cannot be loaded, with the sandbox's own place left out.
    #[track_caller]
    pub(crate) fn failure(&self, view: View) -> String {
        self.told(&self.try_load(view).err().unwrap())
    }

    /// An error with everything behind it, on one line.
    pub(crate) fn told(&self, error: &dyn Error) -> String {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            write!(text, ": {error}").unwrap();
            source = error.source();
        }
        text.replace(&*self.root().to_string_lossy(), "[root]")
    }

    /// Loads a view of the project, which may fail.
    pub(crate) fn try_load(&self, view: View) -> Result<Snapshot, LoadError> {
        self.workspace().load(&request(view), &|_| ())
    }
}

/// Questions about some paths, set apart by spaces.
pub(crate) fn about_paths(paths: &str) -> Questions {
    let paths = paths.split(' ');
    let tails = paths.clone().map(Into::into).collect();
    let paths = paths.map(|path| RepoPath::new(path).unwrap()).collect();
    Questions { paths, tails, ..Questions::default() }
}

/// A request with a clock that stands still.
pub(crate) fn request(view: View) -> LoadRequest {
    let clock = Clock { now: Timestamp::UNIX_EPOCH, zone: TimeZone::UTC };
    LoadRequest { view, clock: Some(clock), ..LoadRequest::default() }
}

/// A tracker that cites some things.
pub(crate) fn tracker(citations: &[&str]) -> String {
    let mut text =
        "# Status\n\n## Milestones\n\n| Milestone | Status | Evidence |\n|---|---|---|\n"
            .to_owned();
    for (at, cited) in citations.iter().enumerate() {
        writeln!(text, "| M{at} Thing | Complete | `{cited}` |").unwrap();
    }
    text.push_str("| M8 Other | In progress | |\n| M9 Last | Planned | |\n");
    text
}

/// The paths of the documents that were read as trackers.
pub(crate) fn documents(snapshot: &Snapshot) -> Vec<&str> {
    snapshot.plan.documents.iter().map(|document| document.path.as_str()).collect()
}
