//! The hygiene of the project: `cargo xtask tidy` and `cargo xtask codegen`.
//!
//! What neither the compiler nor Clippy can keep is kept here, by reading the project's own files
//! as text. Nothing in here is needed to build or use milepost.

mod codegen;
mod tidy;
mod tree;

use std::{
    env,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use tree::Tree;

const USAGE: &str = "\
Usage: cargo xtask TASK

Tasks:
  tidy                Look for what neither the compiler nor Clippy can see
  codegen [MILEPOST]  Write the pages that are derived from the code, as that program prints them";

fn main() -> ExitCode {
    let task = env::args().nth(1);
    let mut out = io::stdout().lock();
    let ended = match task.as_deref() {
        Some("tidy") => Tree::load(root()).and_then(|tree| tidy::run(&tree, &mut out)),
        Some("codegen") => {
            codegen::run(root(), env::args_os().nth(2).map(PathBuf::from), &mut out).map(|()| true)
        }
        Some(_) | None => writeln!(out, "{USAGE}").map(|()| false),
    };
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let told = writeln!(out, "error: {error}");
            drop(told);
            ExitCode::FAILURE
        }
    }
}

/// The root of the project, wherever the task was called from.
fn root() -> &'static Path {
    static ROOT: std::sync::LazyLock<PathBuf> = std::sync::LazyLock::new(|| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.parent().unwrap_or(here).to_path_buf()
    });
    &ROOT
}
