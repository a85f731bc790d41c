//! Names the reader by its sources: the cache of one build is nothing to a build that reads
//! otherwise, whatever its version says.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

/// What decides what is understood of a document, which documents there are in a commit, and how that is
/// written down.
const SOURCES: &[&str] = &[
    "../milepost-core/src",
    "src/cache",
    "src/decode.rs",
    "src/documents.rs",
    "src/git/tree",
    "src/past.rs",
    "../../Cargo.lock",
];

fn main() {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        let mut files = Vec::new();
        collect(Path::new(source), &mut files);
        files.sort();
        for file in files {
            let content = fs::read(&file).expect("the sources of the reader can be read");
            (file, content).hash(&mut hasher);
        }
    }
    println!("cargo::rustc-env=MILEPOST_READER={:016x}", hasher.finish());
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        files.push(path.to_owned());
        return;
    }
    for entry in fs::read_dir(path).expect("the sources of the reader can be listed") {
        collect(&entry.expect("a folder is listed to its end").path(), files);
    }
}
