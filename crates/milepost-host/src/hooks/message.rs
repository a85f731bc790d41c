//! How git will clean up the message of the commit that is being made.

use milepost_core::lint::message::{Cleaning, CleaningMode, Remark};

use crate::{Workspace, decode::lossy, git::command, hooks::HookError};

/// The settings that say so, as `git config` writes their names.
const SETTINGS: &str = r"^(core\.comment(char|string)|commit\.cleanup)$";

impl Workspace {
    /// What git will take out of a message before it keeps it.
    pub fn cleaning(&self, is_edited: bool) -> Result<Cleaning, HookError> {
        let git = self.git().ok_or_else(|| HookError::NoRepository { root: self.root().into() })?;
        let output = command::git(git, ["config", "-z", "--get-regexp", SETTINGS])
            .output()
            .map_err(HookError::Ask)?;
        let mut cleaning = Cleaning { is_edited, ..Cleaning::default() };
        // The last one counts, whichever of the two names for the sign it has.
        for (name, value) in lossy(&output.stdout).split('\0').filter_map(|it| it.split_once('\n'))
        {
            if name == "commit.cleanup" {
                cleaning.mode = mode(value);
            } else if value.eq_ignore_ascii_case("auto") {
                cleaning.remark = Remark::Chosen;
            } else if !value.is_empty() {
                cleaning.remark = Remark::Text(value.into());
            }
        }
        Ok(cleaning)
    }
}

fn mode(value: &str) -> CleaningMode {
    match value {
        "strip" => CleaningMode::Remarks,
        "whitespace" | "verbatim" | "scissors" => CleaningMode::Nothing,
        _ => CleaningMode::Usual,
    }
}
