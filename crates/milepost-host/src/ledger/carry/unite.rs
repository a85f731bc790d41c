//! The reference, grown to hold all that is known.

use std::{
    io::{self, Write as _},
    process::{Output, Stdio},
    thread,
};

use jiff::Timestamp;
use milepost_core::evidence::ledger::WholeFiles;

use crate::{
    decode::lossy,
    git::{GitDir, command, objects::Objects, oid::ObjectId, refs},
    ledger::{
        carry::{CarryError, TRIES, remote::succeeded, taking},
        read::{self, REFERENCE},
    },
};

/// Makes the reference hold all files, with what it held and what was fetched as its past. Gives its
/// commit; nothing if there is no file at all.
pub(super) fn unite(
    git: &GitDir,
    fetched: Option<ObjectId>,
    all: &WholeFiles,
) -> Result<Option<ObjectId>, CarryError> {
    for _ in 0..TRIES {
        let mut objects = Objects::new(git);
        let local = refs::named(&mut objects, REFERENCE)?;
        let parents = tips(git, local, fetched)?;
        let mut held = WholeFiles::default();
        if let Some(base) = parents.first() {
            read::carried_by(&mut objects, *base, &mut taking(&mut held))?;
        }
        let missing = all.missing_in(&held);
        let grown = match parents.as_slice() {
            [] if missing.is_empty() => return Ok(None),
            [only] if missing.is_empty() && Some(*only) == local => return Ok(local),
            [only] if missing.is_empty() => forward(git, *only, local)?,
            parents => import(git, parents, &missing)?,
        };
        match grown {
            Grown::Done => return Ok(refs::named(&mut Objects::new(git), REFERENCE)?),
            Grown::Overtaken => {}
        }
    }
    Err(CarryError::Busy)
}

/// What became of growing the reference.
enum Grown {
    /// It has grown.
    Done,
    /// It is no longer what it was a moment ago.
    Overtaken,
}

/// The commits of two that are not part of each other's past.
fn tips(
    git: &GitDir,
    local: Option<ObjectId>,
    fetched: Option<ObjectId>,
) -> Result<Vec<ObjectId>, CarryError> {
    let (Some(ours), Some(theirs)) = (local, fetched) else {
        return Ok(local.into_iter().chain(fetched).collect());
    };
    if is_past_of(git, theirs, ours)? {
        Ok(vec![ours])
    } else if is_past_of(git, ours, theirs)? {
        Ok(vec![theirs])
    } else {
        Ok(vec![ours, theirs])
    }
}

fn is_past_of(git: &GitDir, old: ObjectId, new: ObjectId) -> Result<bool, CarryError> {
    let task = "merge-base";
    let (old, new) = (old.to_string(), new.to_string());
    let asked = command::git(git, [task, "--is-ancestor", &old, &new]).output();
    let output = asked.map_err(|source| CarryError::Start { task, source })?;
    match output.status.code() {
        Some(1) => Ok(false),
        Some(_) | None => succeeded(task, output).map(|_| true),
    }
}

/// Moves the reference to a commit that has all it had.
fn forward(git: &GitDir, to: ObjectId, from: Option<ObjectId>) -> Result<Grown, CarryError> {
    let task = "update-ref";
    let to = to.to_string();
    // Zeros say that there must be none yet.
    let from = from.map_or_else(|| "0".repeat(to.len()), |from| from.to_string());
    let asked = command::git(git, [task, "--no-deref", REFERENCE, &to, &from]).output();
    let output = asked.map_err(|source| CarryError::Start { task, source })?;
    if !output.status.success() && lossy(&output.stderr).contains("cannot lock ref") {
        return Ok(Grown::Overtaken);
    }
    succeeded(task, output).map(|_| Grown::Done)
}

/// Makes a commit of the first parent's files and those that it lacks. Git moves the reference only
/// if that loses nothing of what it holds by then.
fn import(
    git: &GitDir,
    parents: &[ObjectId],
    missing: &[(&str, &[u8])],
) -> Result<Grown, CarryError> {
    let output = fed(git, &stream(parents, missing))?;
    let complaint = lossy(&output.stderr);
    let was_moved = ["Not updating", "cannot lock ref"].iter().any(|it| complaint.contains(it));
    if !output.status.success() && was_moved {
        return Ok(Grown::Overtaken);
    }
    succeeded("fast-import", output).map(|_| Grown::Done)
}

/// The commit in the language of `git fast-import`. The paths of a ledger need no quotes.
fn stream(parents: &[ObjectId], missing: &[(&str, &[u8])]) -> Vec<u8> {
    let now = Timestamp::now().as_second();
    let message = format!("ledger: {} files more\n", missing.len());
    let mut stream = format!(
        "commit {REFERENCE}\ncommitter milepost <milepost@localhost> {now} +0000\ndata {}\n{message}",
        message.len(),
    )
    .into_bytes();
    for (at, parent) in parents.iter().enumerate() {
        let word = if at == 0 { "from" } else { "merge" };
        stream.extend(format!("{word} {parent}\n").into_bytes());
    }
    for (path, bytes) in missing {
        stream.extend(format!("M 100644 inline {path}\ndata {}\n", bytes.len()).into_bytes());
        stream.extend_from_slice(bytes);
        stream.push(b'\n');
    }
    stream.extend_from_slice(b"done\n");
    stream
}

fn fed(git: &GitDir, stream: &[u8]) -> Result<Output, CarryError> {
    let task = "fast-import";
    let wrong = |source| CarryError::Start { task, source };
    let mut command = command::git(git, [task, "--quiet", "--done", "--date-format=raw"]);
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(wrong)?;
    let stdin = child.stdin.take();
    thread::scope(|scope| {
        let writer = scope.spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(stream)));
        let output = child.wait_with_output().map_err(wrong)?;
        match writer.join() {
            // Git says itself why it did not take all of it.
            Ok(Err(error)) if output.status.success() => Err(wrong(error)),
            Ok(_) => Ok(output),
            Err(_panicked) => Err(wrong(io::Error::other("the stream was not written"))),
        }
    })
}
