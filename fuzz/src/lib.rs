//! What the fuzz targets share: the check of spans, which the tests of the core use as well, and a
//! way from texts to a report.

#[path = "../../crates/milepost-core/tests/it/spans.rs"]
mod spans;

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use milepost_core::{
    config::Config,
    evidence::ledger::Ledger,
    judge::{self, Report},
    lease::Underway,
    markdown,
    plan::{Document, Plan},
    read::{self, Fences, ReadOptions},
    repository::Repository,
    scene::{Clock, Scene},
    text::{RepoPath, Source, Span},
    verdict::Verdicts,
};

/// What stands between two documents in one input.
const BETWEEN_DOCUMENTS: &str = "\n%%%%\n";

/// Finds the blocks of a text, all with spans that fit.
pub fn blocks(text: &str) -> markdown::Markdown {
    let parsed = markdown::parse(text);
    spans::assert_blocks_fit(&parsed, text);
    parsed
}

/// Reads a text, with spans that fit.
pub fn document(source: &Source, fences: Fences) -> Document {
    let options = ReadOptions { is_named: true, fences, ..ReadOptions::default() };
    let document = read::read(source, &options);
    spans::assert_document_fits(&document, &source.text);
    document
}

/// A text as a document of its own.
pub fn source(text: &str, at: usize) -> Source {
    let path = RepoPath::new(&format!("docs/{at}.md")).expect("the path is inside the repository");
    Source { path, text: text.into() }
}

/// The documents that one input stands for, by their paths.
pub fn sources(input: &str) -> BTreeMap<RepoPath, Arc<Source>> {
    let texts = input.split(BETWEEN_DOCUMENTS).take(10).enumerate();
    let sources = texts.map(|(at, text)| Arc::new(source(text, at)));
    sources.map(|source| (source.path.clone(), source)).collect()
}

/// Reads all documents, fences included.
pub fn documents(sources: &BTreeMap<RepoPath, Arc<Source>>) -> Vec<Document> {
    sources.values().map(|source| document(source, Fences::Read)).collect()
}

/// Judges a plan in a folder without git.
pub fn judge(plan: &Plan) -> Report {
    judge::judge(&Scene {
        plan,
        repository: &Repository::folder(),
        config: &Config::default(),
        clock: &Clock { now: Timestamp::UNIX_EPOCH, zone: TimeZone::UTC },
        range: None,
        base: None,
        verdicts: &Verdicts::default(),
        ledger: &Ledger::default(),
        shown: None,
        drifts: &[],
        underway: &Underway::default(),
        survey: None,
    })
}

/// Panics if a span does not fit a text.
pub fn assert_fits(span: Span, text: &str) {
    spans::assert_fits(span, text);
}
