//! A folder of its own for each test, with an empty environment and a clock that stands still.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// The moment of the first commit; each further one is a day later.
const FIRST_COMMIT: u64 = 1_767_258_000;

/// A project in a folder of its own.
pub(crate) struct Sandbox {
    folder: TempDir,
    /// The cache of a user who has no other project.
    cache: TempDir,
    commits: u64,
}

impl Sandbox {
    /// A folder without git that holds the files of a fixture: `//- path` begins a file.
    pub(crate) fn folder(fixture: &str) -> Self {
        let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let sandbox = Self { folder, cache, commits: 0 };
        sandbox.write(fixture);
        sandbox
    }

    /// A repository with the files of a fixture in its first commit.
    pub(crate) fn new(fixture: &str) -> Self {
        let mut sandbox = Self::unborn(fixture);
        sandbox.commit("begin");
        sandbox
    }

    /// A repository without a commit that holds the files of a fixture.
    pub(crate) fn unborn(fixture: &str) -> Self {
        let sandbox = Self::folder(fixture);
        sandbox.git(&["init", "--quiet", "--initial-branch=main"]);
        sandbox
    }

    /// A repository made from one of the streams in `examples/`, as a clone would have it.
    pub(crate) fn example(name: &str) -> Self {
        let sandbox = Self::unborn("");
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let stream = fs::File::open(examples.join(name).with_extension("fast-import")).unwrap();
        succeed(sandbox.bare("git").args(["fast-import", "--quiet"]).stdin(stream));
        sandbox.git(&["reset", "--quiet", "--hard"]);
        sandbox
    }

    /// The root of the project.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// Writes the files of a fixture.
    pub(crate) fn write(&self, fixture: &str) {
        for file in fixture.split("//- ").skip(1) {
            let (path, text) = file.split_once('\n').unwrap();
            self.write_bytes(path.trim(), text.as_bytes());
        }
    }

    /// Writes one file.
    pub(crate) fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Every file below a folder.
    pub(crate) fn files_below(&self, folder: &str) -> Vec<PathBuf> {
        let mut open = vec![self.root().join(folder)];
        let mut files = Vec::new();
        while let Some(place) = open.pop() {
            if place.is_dir() {
                open.extend(fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                files.push(place);
            }
        }
        files
    }

    /// Commits everything, a day after the last commit.
    pub(crate) fn commit(&mut self, message: &str) {
        let day = i64::try_from(self.commits).unwrap();
        self.commits += 1;
        self.commit_on(message, day);
    }

    /// Commits everything, so many days after the first commit.
    pub(crate) fn commit_on(&self, message: &str, day: i64) {
        self.git(&["add", "--all"]);
        self.record(&["commit", "--quiet", "--allow-empty", "--message", message], day);
    }

    /// Merges a branch, a day after the last commit.
    pub(crate) fn merge(&mut self, branch: &str) {
        let day = i64::try_from(self.commits).unwrap();
        self.commits += 1;
        self.record(&["merge", "--quiet", "--no-ff", "--message", "merge", branch], day);
    }

    /// Puts everything into the last commit.
    pub(crate) fn amend(&self) {
        self.git(&["add", "--all"]);
        let day = i64::try_from(self.commits).unwrap() - 1;
        self.record(&["commit", "--quiet", "--amend", "--no-edit"], day);
    }

    /// Runs git to record a commit, so many days after the first one.
    fn record(&self, arguments: &[&str], day: i64) {
        let date = format!("{} +0000", i64::try_from(FIRST_COMMIT).unwrap() + day * 86_400);
        let mut commit = self.bare("git");
        commit.args(arguments);
        commit.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        for role in ["AUTHOR", "COMMITTER"] {
            commit.env(format!("GIT_{role}_NAME"), "Tester");
            commit.env(format!("GIT_{role}_EMAIL"), "tester@example.org");
        }
        succeed(&mut commit);
    }

    /// Runs git.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        succeed(self.bare("git").args(arguments))
    }

    /// Runs git as someone who has milepost in PATH, a day after the last commit, and gives the whole
    /// screen.
    pub(crate) fn by_hand(&self, arguments: &[&str]) -> String {
        self.by_hand_at(self.a_day_later(), arguments)
    }

    /// The same at a time, in seconds.
    pub(crate) fn by_hand_at(&self, seconds: u64, arguments: &[&str]) -> String {
        let folder = Path::new(env!("CARGO_BIN_EXE_milepost")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = [folder.to_owned()].into_iter().chain(std::env::split_paths(&path));
        self.as_person(arguments, &std::env::join_paths(folders).unwrap(), seconds)
    }

    /// The same for someone who has no milepost.
    pub(crate) fn without_milepost(&self, arguments: &[&str]) -> String {
        let path = std::env::var_os("PATH").unwrap_or_default();
        self.as_person(arguments, &path, self.a_day_later())
    }

    fn a_day_later(&self) -> u64 {
        let commits = self.git(&["rev-list", "--count", "--all"]);
        FIRST_COMMIT + (1_000 + commits.trim().parse::<u64>().unwrap()) * 86_400
    }

    fn as_person(&self, arguments: &[&str], path: &std::ffi::OsStr, seconds: u64) -> String {
        let date = format!("{seconds} +0000");
        let mut command = self.bare("git");
        command.args(arguments).env("PATH", path);
        command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Tester");
            command.env(format!("GIT_{role}_EMAIL"), "tester@example.org");
        }
        self.screen(&command.output().unwrap())
    }

    /// Runs milepost and gives the whole screen.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.milepost().args(arguments).output().unwrap();
        self.screen(&output)
    }

    /// Runs milepost and gives what it says on stdout alone.
    pub(crate) fn stdout(&self, arguments: &[&str]) -> String {
        let output = self.milepost().args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs milepost on a terminal on which someone types lines, and gives what is on it, then stdout.
    pub(crate) fn on_terminal(&self, arguments: &[&str], typed: &str) -> String {
        use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
        let keyboard = openpt(flags).unwrap();
        grantpt(&keyboard).unwrap();
        unlockpt(&keyboard).unwrap();
        let name = ptsname(&keyboard, Vec::new()).unwrap().into_string().unwrap();
        let screen = || fs::OpenOptions::new().read(true).write(true).open(&name).unwrap();
        let mut command = self.milepost();
        command.args(arguments).stdin(screen()).stderr(screen()).stdout(Stdio::piped());
        let child = command.spawn().unwrap();
        // What still holds the screen here would keep it from ending.
        drop(command);
        let mut keyboard = fs::File::from(keyboard);
        keyboard.write_all(typed.as_bytes()).unwrap();
        let mut reader = keyboard.try_clone().unwrap();
        let seen = thread::spawn(move || {
            let mut seen = Vec::new();
            // A screen that everyone has left ends in an error.
            drop(reader.read_to_end(&mut seen));
            seen
        });
        let output = child.wait_with_output().unwrap();
        let seen = String::from_utf8_lossy(&seen.join().unwrap()).replace('\r', "");
        let exit = output.status.code().unwrap();
        let stdout = String::from_utf8_lossy(&output.stdout);
        self.without_place(&format!("{seen}------- stdout -------\n{stdout}[exit {exit}]\n"))
    }

    /// A key of its own for a person, and the line that lists it.
    pub(crate) fn key(&self, name: &str) -> (String, String) {
        let path = self.cache.path().join(name);
        let file = path.to_str().unwrap().to_owned();
        let mut keygen = self.bare("ssh-keygen");
        succeed(keygen.args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", &file]));
        let public = fs::read_to_string(path.with_extension("pub")).unwrap();
        (file, format!("{name}@example.org namespaces=\"approval@milepost.dev\" {public}"))
    }

    /// A key of its own for a machine, and the line that lists it.
    pub(crate) fn machine_key(&self, name: &str) -> (String, String) {
        let (file, line) = self.key(name);
        (file, line.replace("approval@", "evidence@"))
    }

    /// What milepost answers as JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let arguments = [arguments, &["--format", "json"]].concat();
        let output = self.milepost().args(&arguments).output().unwrap();
        let said = || String::from_utf8_lossy(&output.stderr);
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", said()))
    }

    /// Where an item stands.
    pub(crate) fn standing(&self, id: &str) -> String {
        let page = self.json(&["status"]);
        let items = page["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["id"] == id).unwrap();
        item["standing"].as_str().unwrap().to_owned()
    }

    /// What evidence says of a gate: the verdict, and why.
    pub(crate) fn verdict(&self, gate: &str) -> String {
        let page = self.json(&["gate", "show", gate]);
        let gate = &page["gates"][0];
        let reasons = gate["reasons"].as_array().unwrap().iter();
        let reasons: Vec<&str> = reasons.map(|reason| reason.as_str().unwrap()).collect();
        format!("{}: {}", gate["verdict"].as_str().unwrap(), reasons.join("; "))
    }

    /// The digest of some bytes.
    pub(crate) fn sha256(&self, bytes: &[u8]) -> String {
        let path = self.cache.path().join("bytes");
        fs::write(&path, bytes).unwrap();
        let digest = succeed(self.bare("sha256sum").arg(&path));
        digest[..64].to_owned()
    }

    /// Every segment of the ledger in the working tree.
    pub(crate) fn segments(&self) -> Vec<PathBuf> {
        let mut segments = self.files_below(".milepost/ledger");
        segments.retain(|path| path.is_file());
        segments.sort();
        segments
    }

    /// The newest segment, by its path in the project.
    pub(crate) fn newest_segment(&self) -> String {
        // Two that are written within one second have names in any order.
        let written = |path: &Path| {
            let text = fs::read_to_string(path).unwrap();
            text.split("\"writtenAt\":\"").nth(1).unwrap()[..27].to_owned()
        };
        let last = self.segments().into_iter().max_by_key(|path| written(path)).unwrap();
        last.strip_prefix(self.root()).unwrap().to_str().unwrap().to_owned()
    }

    /// Puts a segment in the place of another one, under the name that its content gives it.
    pub(crate) fn forge(&self, path: &str, text: &str) {
        fs::remove_file(self.root().join(path)).unwrap();
        self.write_bytes("forged", text.as_bytes());
        let digest = Command::new("sha256sum").arg(self.root().join("forged")).output();
        let digest = String::from_utf8(digest.unwrap().stdout).unwrap();
        fs::remove_file(self.root().join("forged")).unwrap();
        let start = path.rsplit_once('-').unwrap().0;
        self.write_bytes(&format!("{start}-{}.jsonl", &digest[..64]), text.as_bytes());
    }

    /// That no process is left that was started for this project: they all have its HOME.
    pub(crate) fn is_deserted(&self) {
        let home = [&b"HOME="[..], self.root().as_os_str().as_encoded_bytes()].concat();
        let is_ours = |process: fs::DirEntry| {
            let environment = fs::read(process.path().join("environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|variable| variable == home)
        };
        until("all processes have ended", || {
            let mut processes = fs::read_dir("/proc").unwrap().flatten();
            !processes.any(is_ours)
        });
    }

    /// The program, ready to be given arguments.
    pub(crate) fn milepost(&self) -> Command {
        self.bare(env!("CARGO_BIN_EXE_milepost"))
    }

    /// A program with nothing of the environment but where to find programs.
    pub(crate) fn bare(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.root()).env_clear().stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.root()).env("TZ", "UTC").env("LC_ALL", "C.UTF-8");
        command.env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("MILEPOST_CACHE_DIR", self.cache.path());
        command
    }

    /// The whole screen of a program that ended.
    pub(crate) fn screen(&self, output: &Output) -> String {
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let mut screen = stdout.into_owned();
        if !stderr.is_empty() {
            screen = format!("{screen}------- stderr -------\n{stderr}");
        }
        let exit = output.status.code().map_or("none".to_owned(), |code| code.to_string());
        self.without_place(&format!("{screen}[exit {exit}]\n"))
    }

    /// Without what is different in each run, the folder, and what nobody sees, spaces at the ends.
    fn without_place(&self, screen: &str) -> String {
        let as_text = |path: &Path| path.to_string_lossy().into_owned();
        let screen = screen.replace(&as_text(&self.root()), "PROJECT");
        let screen = screen.replace(&as_text(self.folder.path()), "PROJECT");
        screen.lines().flat_map(|line| [line.trim_end_matches(' '), "\n"]).collect()
    }
}

/// A page without the ids of records and commits, which depend on the clock.
pub(crate) fn without_ids(page: &str) -> String {
    let words = page.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let shown = words.map(|word| {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_hex = bare.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let is_id = is_hex && matches!(bare.len(), 10 | 40 | 64);
        if is_id { word.replace(bare, "…") } else { word.to_owned() }
    });
    shown.collect()
}

/// Waits until something is so, for as long as a busy machine may need.
#[track_caller]
pub(crate) fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..4_000 {
        if is_so() {
            return;
        }
        thread::sleep(Duration::from_millis(30));
    }
    panic!("not within two minutes: {what}");
}

/// Runs a command that must succeed.
fn succeed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
