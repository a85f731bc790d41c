//! From what templates make to whole files: what a file should say, and whether it does.

use std::sync::Arc;

use super::{
    Book, NOTICE, Order, Text, Without,
    stamp::{self, Stamp},
};
use crate::{
    config::{Derived, Page},
    diag::Place,
    markdown::markers::{self, Marked},
    scene::Drift,
    text::{RepoPath, Source, Span},
};

/// The end of the first line of a file that is derived whole.
const WHY: &str = ": what is written here is lost. Change what it tells of instead. -->";

/// A file that is derived, or has parts that are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The file.
    pub path: RepoPath,
    /// How it stands to what it should say.
    pub state: State,
    /// Where that is asked for.
    place: Place,
}

/// How a file stands to what it should say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It says that, byte for byte.
    Same,
    /// It says something else, or is not there.
    Differs(Change),
    /// It is configured to be derived whole, and somebody else wrote it.
    Foreign(Change),
    /// What it should say cannot be told.
    Unknown(Vec<Trouble>),
}

/// What a file says, and what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it says; nothing where it is not there.
    pub before: Option<Arc<str>>,
    /// What it should say.
    pub after: String,
    /// The parts of it that say something else, each with its place; empty for a file that is derived whole.
    pub parts: Vec<(Span, String)>,
}

/// Why it cannot be told what a file should say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Where that is asked for.
    pub place: Place,
    /// Why.
    pub message: String,
    /// What helps.
    pub help: String,
}

/// Every file that is derived or has blocks, by its path.
pub(super) fn outcomes(book: &Book<'_>) -> Vec<Outcome> {
    let config = book.scene.config;
    let pages = config.pages.iter().map(|page| &page.path);
    let mut paths: Vec<&RepoPath> = book.texts.files.keys().chain(pages).collect();
    paths.sort();
    paths.dedup();
    let outcomes = paths.into_iter().filter_map(|path| {
        let page = config.pages.iter().find(|page| page.path == *path);
        outcome(book, path, page)
    });
    outcomes.collect()
}

fn outcome(book: &Book<'_>, path: &RepoPath, page: Option<&Page>) -> Option<Outcome> {
    let place = match page {
        Some(page) => Place { path: configuration(), span: page.span },
        None => Place { path: path.clone(), span: Span::default() },
    };
    let unknown = |message: String, help: &str| {
        State::Unknown(vec![Trouble { place: place.clone(), message, help: help.to_owned() }])
    };
    let text = book.texts.files.get(path).unwrap_or(&Text::Absent);
    let derived = page.map(|page| &page.derived);
    let state = match (text, derived) {
        (Text::Unreadable(why), _) => unknown(
            format!("`{path}` cannot be read: {why}"),
            "make it a plain file of UTF-8 text, or take it out of milepost.toml",
        ),
        (Text::Absent, Some(Derived::Whole { template, argument })) => {
            whole(book, path, (template, argument.as_deref()), None, &place)
        }
        (Text::There(source), Some(Derived::Whole { template, argument })) => {
            whole(book, path, (template, argument.as_deref()), Some(source), &place)
        }
        (Text::Absent, Some(Derived::Blocks | Derived::Boxes)) => unknown(
            format!("`{path}` is not there, and has no block to fill"),
            "write it, or take it out of milepost.toml",
        ),
        (Text::Absent, None) => return None,
        (Text::There(source), derived) => parts(book, source, derived, &place)?,
    };
    Some(Outcome { path: path.clone(), state, place })
}

fn configuration() -> RepoPath {
    RepoPath::new("milepost.toml").expect("the name of a file is a path")
}

/// The views of the commits that a file may be filled with: all, or, where the newest one changed the file,
/// all but that, which could not be named in itself.
fn views(book: &Book<'_>, path: &RepoPath) -> &'static [Without] {
    let commits = book.texts.commits.as_ref();
    let is_newest = commits.is_some_and(|commits| commits.newest.contains(path));
    if is_newest { &[Without::Nothing, Without::Newest] } else { &[Without::Nothing] }
}

/// A file that is derived whole.
fn whole(
    book: &Book<'_>,
    path: &RepoPath,
    (template, argument): (&str, Option<&str>),
    source: Option<&Arc<Source>>,
    place: &Place,
) -> State {
    let order = Order { template, argument };
    let unknown = |message: String, help: String| {
        State::Unknown(vec![Trouble { place: place.clone(), message, help }])
    };
    let before = source.map(|source| source.text.clone());
    let mut after = None;
    for without in views(book, path) {
        let body = match book.text(order, *without) {
            Ok(body) => body,
            Err(error) => return unknown(error.to_string(), error.help()),
        };
        if markers::may_be_marked(&body) {
            let message = format!("the template `{template}` writes markers into `{path}`");
            return unknown(message, "take them out of the template".to_owned());
        }
        let text = ended(&format!("{NOTICE}{WHY}\n\n{}\n", body.trim_matches('\n')), source);
        if before.as_deref() == Some(&*text) {
            return State::Same;
        }
        after.get_or_insert(text);
    }
    let change = Change { before, after: after.unwrap_or_default(), parts: Vec::new() };
    let is_ours = |before: &Arc<str>| before.trim_start_matches('\u{feff}').starts_with(NOTICE);
    if change.before.as_ref().is_none_or(|before| before.trim().is_empty() || is_ours(before)) {
        State::Differs(change)
    } else {
        State::Foreign(change)
    }
}

/// A text with its lines ended as those of a file are.
fn ended(text: &str, like: Option<&Arc<Source>>) -> String {
    let first = like.and_then(|source| source.text.split_inclusive('\n').next());
    if first.is_some_and(|line| line.ends_with("\r\n")) {
        text.replace('\n', "\r\n")
    } else {
        text.to_owned()
    }
}

/// A file that people write, with the parts of it that are derived; nothing where it has none.
fn parts(
    book: &Book<'_>,
    source: &Arc<Source>,
    derived: Option<&Derived>,
    place: &Place,
) -> Option<State> {
    let path = &source.path;
    let here = |span| Place { path: path.clone(), span };
    let blocks = match markers::marked(&source.text) {
        Ok(blocks) => blocks,
        Err(strays) => {
            let help = "mend the markers; until then the file is left as it is";
            let troubles = strays.into_iter().map(|stray| Trouble {
                place: here(stray.span),
                message: stray.to_string(),
                help: help.to_owned(),
            });
            return Some(State::Unknown(troubles.collect()));
        }
    };
    if blocks.is_empty() && derived == Some(&Derived::Blocks) {
        let message = format!("`{path}` has no block to fill");
        let help =
            "write `<!-- milepost:NAME -->` and `<!-- /milepost:NAME -->` into it".to_owned();
        return Some(State::Unknown(vec![Trouble { place: place.clone(), message, help }]));
    }
    let is_stamped = derived == Some(&Derived::Boxes);
    let is_read = || book.scene.plan.documents.iter().any(|document| document.path == *path);
    if is_stamped && !is_read() {
        let message =
            format!("`{path}` is not read as a tracker, so that nothing in it is stamped");
        let help =
            "name it in `documents.include` of milepost.toml, or take `stamp` out".to_owned();
        return Some(State::Unknown(vec![Trouble { place: place.clone(), message, help }]));
    }
    if blocks.is_empty() && !is_stamped {
        return None;
    }
    let stamps = if is_stamped { stamp::stamps(book, source) } else { Vec::new() };
    let mut after: Option<Change> = None;
    for without in views(book, path) {
        let change = match filled(book, source, (&blocks, &stamps), *without) {
            Ok(change) => change,
            Err(troubles) => return Some(State::Unknown(troubles)),
        };
        if change.after == *source.text {
            return Some(State::Same);
        }
        after.get_or_insert(change);
    }
    after.map(State::Differs)
}

/// A file with its blocks filled, and its boxes and progress lines stamped.
fn filled(
    book: &Book<'_>,
    source: &Arc<Source>,
    (blocks, stamps): (&[Marked], &[Stamp]),
    without: Without,
) -> Result<Change, Vec<Trouble>> {
    let text = &source.text;
    let mut parts: Vec<(Span, String)> = Vec::new();
    let mut edits: Vec<(Span, String)> = Vec::new();
    for stamp in stamps {
        parts.push((stamp.span, stamp.message.clone()));
        edits.push((stamp.span, stamp.text.clone()));
    }
    let mut troubles = Vec::new();
    for block in blocks {
        let order = Order { template: &block.name, argument: block.argument.as_deref() };
        match book.text(order, without) {
            Ok(body) => {
                let body = between(&body, text, block);
                if block.inside.of(text) != body {
                    parts.push((block.open, format!("the block `{}` is out of date", block.name)));
                }
                edits.push((block.inside, body));
            }
            Err(error) => troubles.push(Trouble {
                place: Place { path: source.path.clone(), span: block.open },
                message: error.to_string(),
                help: error.help(),
            }),
        }
    }
    if !troubles.is_empty() {
        return Err(troubles);
    }
    edits.sort_by_key(|(span, _)| *span);
    parts.sort_by_key(|(span, _)| *span);
    let after = edited(text, &edits);
    stays(source, blocks, &after)?;
    Ok(Change { before: Some(text.clone()), after, parts })
}

/// A text with other texts in some of its places, which are in order and apart.
fn edited(text: &str, edits: &[(Span, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, new) in edits {
        out.push_str(text.get(at..span.range().start).unwrap_or_default());
        out.push_str(new);
        at = span.range().end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// What a template made, as it stands between two markers.
fn between(body: &str, text: &str, block: &Marked) -> String {
    let body = body.trim_matches('\n');
    let body = if body.trim().is_empty() { String::new() } else { format!("\n{body}\n\n") };
    let body = indented(&body, block.indent(text));
    let line = text.get(block.open.range().end..block.inside.range().start).unwrap_or_default();
    if line.ends_with("\r\n") { body.replace('\n', "\r\n") } else { body }
}

/// A text with blanks before each of its lines, as a list item needs it.
fn indented(text: &str, indent: &str) -> String {
    let line = |line: &str| match line.trim_end() {
        "" => line.to_owned(),
        _ => format!("{indent}{line}"),
    };
    text.split_inclusive('\n').map(line).collect()
}

/// That a file has the same blocks once they are filled: nothing in them opens or ends one.
fn stays(source: &Source, blocks: &[Marked], after: &str) -> Result<(), Vec<Trouble>> {
    let names = |blocks: &[Marked]| {
        let names = blocks.iter().map(|block| (block.name.clone(), block.argument.clone()));
        names.collect::<Vec<_>>()
    };
    let again = markers::marked(after);
    if again.is_ok_and(|again| names(&again) == names(blocks)) {
        return Ok(());
    }
    let span = blocks.first().map(|block| block.open).unwrap_or_default();
    Err(vec![Trouble {
        place: Place { path: source.path.clone(), span },
        message: "what a template makes hides the markers of the file".to_owned(),
        help: "close code fences and comments in the template, and write no markers".to_owned(),
    }])
}

impl Outcome {
    /// What there is to report of it.
    pub(crate) fn drifts(&self) -> Vec<Drift> {
        let path = &self.path;
        match &self.state {
            State::Same => Vec::new(),
            State::Unknown(troubles) => troubles.iter().map(Drift::from).collect(),
            State::Foreign(_) => vec![Drift {
                place: self.place.clone(),
                message: format!("`{path}` is to be derived whole, and somebody else wrote it"),
                help: format!("`milepost render --adopt {path}`, which replaces it"),
            }],
            State::Differs(Change { before: None, .. }) => vec![Drift {
                place: self.place.clone(),
                message: format!("`{path}` is to be derived, and is not there"),
                help: "`milepost render`".to_owned(),
            }],
            State::Differs(change) if change.parts.is_empty() => vec![Drift {
                place: Place { path: path.clone(), span: first_difference(change) },
                message: format!("`{path}` is out of date"),
                help: "`milepost render`".to_owned(),
            }],
            State::Differs(change) => {
                let parts = change.parts.iter().map(|(span, message)| Drift {
                    place: Place { path: path.clone(), span: *span },
                    message: message.clone(),
                    help: "`milepost render`".to_owned(),
                });
                parts.collect()
            }
        }
    }
}

/// The first line of a file that says something else than it should.
fn first_difference(change: &Change) -> Span {
    let before = change.before.as_deref().unwrap_or_default();
    let mut start = 0;
    let mut after = change.after.split_inclusive('\n');
    for line in before.split_inclusive('\n') {
        if after.next() != Some(line) {
            return Span::new(start, start + line.trim_end().len());
        }
        start += line.len();
    }
    Span::new(before.len(), before.len())
}

impl From<&Trouble> for Drift {
    fn from(trouble: &Trouble) -> Self {
        let Trouble { place, message, help } = trouble.clone();
        Self { place, message, help }
    }
}
