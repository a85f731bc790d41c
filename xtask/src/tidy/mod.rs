//! `cargo xtask tidy`: one check is one file here and one line below.

mod arrows;
mod errors;
mod leaks;
mod longest;
mod manifests;
mod modules;
mod presence;
mod registries;
mod whitespace;
mod wire;

use std::{
    fmt,
    io::{self, Write},
};

use crate::tree::{File, Tree};

const CHECKS: &[fn(&Tree, &mut Remarks)] = &[
    arrows::check,
    errors::check,
    leaks::check,
    manifests::check,
    modules::check,
    presence::check,
    registries::check,
    whitespace::check,
    wire::check,
];

/// What the checks found.
#[derive(Default)]
pub(crate) struct Remarks(Vec<Remark>);

struct Remark {
    path: String,
    line: Option<usize>,
    message: String,
}

impl Remarks {
    /// Something about a whole file, or about one that is not there.
    fn file(&mut self, path: &str, message: impl Into<String>) {
        self.0.push(Remark { path: path.to_owned(), line: None, message: message.into() });
    }

    /// Something about one line.
    fn line(&mut self, file: &File, line: usize, message: impl Into<String>) {
        let path = file.path.clone();
        self.0.push(Remark { path, line: Some(line), message: message.into() });
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.message),
            None => write!(f, "{}: {}", self.path, self.message),
        }
    }
}

/// Runs all checks. Gives back whether none had anything to say.
pub(crate) fn run(tree: &Tree, out: &mut dyn Write) -> io::Result<bool> {
    let mut remarks = Remarks::default();
    for check in CHECKS {
        check(tree, &mut remarks);
    }
    for remark in &remarks.0 {
        writeln!(out, "{remark}")?;
    }
    longest::list(tree, out)?;
    match remarks.0.len() {
        0 => writeln!(out, "tidy: {} files are in order", tree.files.len())?,
        count => writeln!(out, "tidy: {count} remarks")?,
    }
    Ok(remarks.0.is_empty())
}

/// Runs one check over a few small files and gives back what it says, line by line.
#[cfg(test)]
fn remarks(check: fn(&Tree, &mut Remarks), files: &[(&str, &str)]) -> Vec<String> {
    let mut remarks = Remarks::default();
    check(&Tree::of(files), &mut remarks);
    remarks.0.iter().map(ToString::to_string).collect()
}
