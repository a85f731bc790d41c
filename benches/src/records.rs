//! A ledger with many records: gates of the tracker that were run again and again.

use std::{
    error::Error,
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::generate;

/// So many gates share the records.
const GATES: usize = 1000;

/// Defines gates that criteria of the tracker name, runs them until there are so many records, and
/// commits what was recorded.
pub(crate) fn write(
    repository: &Path,
    milepost: &Path,
    scratch: &Path,
    records: usize,
) -> Result<(), Box<dyn Error>> {
    let mut config = "schema = 1\n".to_owned();
    for gate in 1..=GATES {
        write!(config, "\n[gates.VG-{gate:06}]\nrun = [\"true\"]\n")?;
    }
    fs::write(repository.join("milepost.toml"), config)?;
    generate::commit_more(repository, "chore: gates")?;
    for _ in 0..records.div_ceil(GATES) {
        let mut command = Command::new(milepost);
        command.args(["verify", "--again", "--quiet", "--jobs", "1"]).current_dir(repository);
        command.env("MILEPOST_CACHE_DIR", scratch.join("cache")).stdout(Stdio::null());
        let status = command.status()?;
        if status.code().is_none_or(|code| code > 1) {
            return Err(format!("could not record: {status}").into());
        }
    }
    generate::commit_more(repository, "evidence: runs")?;
    Ok(())
}
