//! The git folder of a checkout, and git processes on it.

use std::{
    ffi::OsStr,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Stdio,
    thread,
};

use crate::{
    checkout::error::{CheckoutError, file},
    git::{GitDir, command, oid::Format},
};

/// Settings beside those of every git process: nothing of the user decides what a checkout holds.
const SETTINGS: &[&str] = &[
    "-c",
    "core.excludesFile=/dev/null",
    "-c",
    "core.attributesFile=/dev/null",
    "-c",
    "core.logAllRefUpdates=false",
    "-c",
    "submodule.recurse=false",
];

/// The files of a store that the `.git` of its tree has copies of.
const LENT: [&str; 5] = ["HEAD", "config", "packed-refs", "shallow", "index"];

/// A store and the tree that is checked out from it.
#[derive(Clone, Debug)]
pub(super) struct Store {
    /// The git folder.
    pub(super) git: PathBuf,
    /// The working tree.
    pub(super) tree: PathBuf,
    /// The objects that are borrowed.
    objects: PathBuf,
}

impl Store {
    /// The store in a folder, made if it is not there.
    pub(super) fn open(folder: &Path, source: &GitDir) -> Result<Self, CheckoutError> {
        let (git, tree) = (folder.join("store"), folder.join("tree"));
        let objects = source.common.join("objects");
        let store = Self { git, tree, objects };
        fs::create_dir_all(&store.tree).map_err(file("make", &store.tree))?;
        if !store.git.join("HEAD").exists() {
            let format = match source.format {
                Format::Sha1 => "--object-format=sha1",
                Format::Sha256 => "--object-format=sha256",
            };
            // No template: it may hold hooks.
            store.git("init", &["init", "--quiet", "--template=", format], b"")?;
        }
        write(&store.git.join("objects/info/alternates"), &line(&[&store.objects]))?;
        store.follow(source)?;
        Ok(store)
    }

    /// Takes over what may have changed in the repository: tags, and where history is cut off.
    fn follow(&self, source: &GitDir) -> Result<(), CheckoutError> {
        let format = "--format=%(objectname) %(refname)";
        let asked = command::git(source, ["for-each-ref", format, "refs/tags"]).output();
        let asked =
            asked.map_err(|source| CheckoutError::Start { task: "for-each-ref", source })?;
        let tags = if asked.status.success() { asked.stdout } else { Vec::new() };
        write(&self.git.join("packed-refs"), &tags)?;
        let (here, there) = (self.git.join("shallow"), source.common.join("shallow"));
        match fs::read(&there) {
            Ok(cut) => write(&here, &cut),
            Err(_) => gone(fs::remove_file(&here)).map_err(file("remove", &here)),
        }
    }

    /// Runs git on the store and the tree to its end, and gives what it wrote to stdout.
    pub(super) fn git(
        &self,
        task: &'static str,
        arguments: &[&str],
        input: &[u8],
    ) -> Result<Vec<u8>, CheckoutError> {
        let wrong = |source| CheckoutError::Start { task, source };
        let tree = [OsStr::new("--work-tree"), self.tree.as_os_str()];
        let said = SETTINGS.iter().chain(arguments).map(OsStr::new);
        let mut command = command::at(&self.git, tree.into_iter().chain(said));
        command.current_dir(&self.tree).stdin(Stdio::piped());
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.env("GIT_ATTR_NOSYSTEM", "1");
        // The index is milepost's own: what was found out about files is kept in it.
        command.env("GIT_OPTIONAL_LOCKS", "1");
        let mut child = command.spawn().map_err(wrong)?;
        let stdin = child.stdin.take();
        let (written, output) = thread::scope(|scope| {
            // Beside the reading: git may have more to say than a pipe holds.
            let writer =
                scope.spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(input)));
            let output = child.wait_with_output();
            (writer.join(), output)
        });
        let output = output.map_err(wrong)?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().into();
            return Err(CheckoutError::Refused { task, said });
        }
        match written {
            Ok(written) => written.map_err(wrong)?,
            Err(_panicked) => return Err(wrong(io::Error::other("the input was not written"))),
        }
        Ok(output.stdout)
    }

    /// The `.git` of the tree.
    pub(super) fn lent(&self) -> PathBuf {
        self.tree.join(".git")
    }

    /// The files that it is made from.
    pub(super) fn lendings(&self) -> Vec<PathBuf> {
        LENT.iter().map(|name| self.git.join(name)).collect()
    }

    /// Makes the `.git` of the tree anew, whatever lies there.
    pub(super) fn lend(&self) -> Result<(), CheckoutError> {
        let git = self.lent();
        super::sweep::remove(&git).map_err(file("remove", &git))?;
        for folder in ["objects/info", "refs/heads", "refs/tags", "info"] {
            let folder = git.join(folder);
            fs::create_dir_all(&folder).map_err(file("make", &folder))?;
        }
        let alternates = line(&[&self.objects, &self.git.join("objects")]);
        write(&git.join("objects/info/alternates"), &alternates)?;
        for name in LENT {
            let (from, to) = (self.git.join(name), git.join(name));
            match fs::copy(&from, &to) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(file("copy", &from)(error)),
            }
        }
        Ok(())
    }
}

/// Paths as `objects/info/alternates` lists them, in which quotes begin an escape.
fn line(paths: &[&Path]) -> Vec<u8> {
    let mut lines = Vec::new();
    for path in paths {
        lines.extend(path.as_os_str().as_encoded_bytes());
        lines.push(b'\n');
    }
    lines
}

/// Writes a file, unless it says the same already.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), CheckoutError> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(file("make", folder))?;
    }
    fs::write(path, bytes).map_err(file("write", path))
}

/// That something is gone already is no failure of removing it.
pub(super) fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
