//! What a text cites: paths, globs, commits, tags, addresses, issues, placeholders.

use crate::{markdown::Inline, plan::Citation};

/// Everything a line or cell cites.
///
/// Paths are taken from code spans and link targets, and from plain words that contain a `/` and
/// end in a file name; commits from code spans, and from plain words of 7 to 40 hexadecimal digits
/// with at least one digit and one letter. Code that is no path (`release()`, `OBS_DIM=260`,
/// `cargo test`, `ffi::mod`) cites nothing. `…#L10`, `…:12` and `…#heading` are cut off.
pub fn all(line: &Inline) -> Vec<Citation> {
    let _ = line;
    Vec::new()
}

/// The placeholder that a cell is, where it should cite something: `pending (this commit)`,
/// `pending`, `TBD`, `TODO`, `n/a`-like words are not placeholders, `<hash>`, `abc1234`-like runs
/// of example digits, `-` and the empty cell are not.
pub fn placeholder(cell: &Inline) -> Option<Citation> {
    let _ = cell;
    None
}
