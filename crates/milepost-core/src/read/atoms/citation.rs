//! What a text cites: paths, globs, commits, tags, addresses, issues, placeholders.

mod path;
mod revision;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::{
    markdown::{CodeSpan, Inline, Link},
    plan::{Citation, Cited},
    text::Span,
};

/// Everything a line or cell cites.
///
/// Paths are taken from code spans and link targets, and from plain words that contain a `/` and
/// end in a file name; commits from code spans, and from plain words of 7 to 40 hexadecimal digits
/// with at least one digit and one letter. Code that is no path (`release()`, `OBS_DIM=260`,
/// `cargo test`, `ffi::mod`, `origin/main`) cites nothing. `…#L10`, `…:12` and `…#heading` are cut
/// off. Names with `NNN`, `XXX` or `YYYY` in them are patterns to be filled in and cite nothing.
pub fn all(line: &Inline) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    for link in &line.links {
        found.extend(in_link(line, link));
    }
    let in_link = |range: &Range<u32>| {
        let at = line.links.partition_point(|link| link.range.end <= range.start);
        line.links.get(at).is_some_and(|link| link.range.start < range.end)
    };
    for code in line.codes.iter().filter(|code| !in_link(&code.range)) {
        found.extend(in_code(line, code));
    }
    for word in plain_words(line) {
        found.extend(in_word(line, word));
    }
    found.sort_by_key(|citation| citation.span);
    found
}

/// The placeholder that a cell is, where it should cite something: `pending (this commit)`,
/// `pending`, `TBD`, `TODO`, `<hash>`, runs of example digits like `abc1234`; `n/a`, `-` and the
/// empty cell are none.
pub fn placeholder(cell: &Inline) -> Option<Citation> {
    let text = cell.text.trim();
    let bare = text.trim_matches(|char: char| char.is_whitespace() || "*_`()\"".contains(char));
    let said = is_template(text) || waits(bare) || revision::is_example(bare);
    let citation = || Citation { cited: Cited::Placeholder(text.into()), span: cell.span };
    (said && all(cell).is_empty()).then(citation)
}

/// Longer texts say more than that something is missing.
const LONGEST_PLACEHOLDER: usize = 60;

/// `pending (this commit)`, `TBD`, `to be added`
fn waits(text: &str) -> bool {
    if text.len() > LONGEST_PLACEHOLDER {
        return false;
    }
    let text = text.to_lowercase();
    let first = text.split(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    matches!(first, "pending" | "tbd" | "tba" | "tbc" | "todo")
        || matches!(&*text, "this commit" | "this pr" | "coming soon" | "to follow" | "see above")
        || text.starts_with("to be added")
        || text.starts_with("to be determined")
        || (text.len() > 1 && text.chars().all(|char| matches!(char, '?' | '…' | '.')))
}

/// `<hash>`, `{commit}`, `[link to report]`
fn is_template(text: &str) -> bool {
    const NAMES: &[&str] =
        &["commit", "hash", "sha", "link", "url", "path", "evidence", "file", "pr"];
    let inside = |open, close| text.strip_prefix(open).and_then(|text| text.strip_suffix(close));
    let is_short = text.len() <= LONGEST_PLACEHOLDER;
    let named = |inner: &str| {
        inner
            .split(|char: char| !char.is_alphanumeric())
            .any(|word| NAMES.iter().any(|name| word.eq_ignore_ascii_case(name)))
    };
    is_short
        && (inside('<', '>').is_some_and(|inner| !inner.contains(['<', '/', ':']))
            || inside('{', '}').is_some_and(named)
            || inside('[', ']').is_some_and(named))
}

/// What a link leads to, and the commit that it is named by.
fn in_link(inline: &Inline, link: &Link) -> Vec<Citation> {
    let cited = of_target(&link.target);
    let name = inline.text.get(range(&link.range)).unwrap_or_default().trim();
    let is_url = matches!(cited, Some(Cited::Url(_)));
    let commit = revision::commit_in_words(name).filter(|_| is_url);
    let cite = |cited| Citation { cited, span: link.span };
    cited.into_iter().chain(commit.map(Cited::Commit)).map(cite).collect()
}

fn of_target(target: &str) -> Option<Cited> {
    if path::is_url(target) {
        return Some(Cited::Url(target.into()));
    }
    let has_scheme = target.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|char| char.is_ascii_alphanumeric())
    });
    let file = target.split(['#', '?']).next().unwrap_or_default();
    let file = path::decoded(file);
    (!has_scheme && !file.is_empty()).then(|| Cited::Path(file.into()))
}

/// What a code span cites: nothing where it holds white space, as commands do.
fn in_code(line: &Inline, code: &CodeSpan) -> Vec<Citation> {
    let text = line.text.get(range(&code.range)).unwrap_or_default().trim();
    if text.contains(char::is_whitespace) {
        return Vec::new();
    }
    let commits = revision::commits_of_range(text);
    let cited = if commits.is_empty() {
        of_code(text).into_iter().collect()
    } else {
        commits.into_iter().map(Cited::Commit).collect::<Vec<_>>()
    };
    cited.into_iter().map(|cited| Citation { cited, span: code.span }).collect()
}

fn of_code(text: &str) -> Option<Cited> {
    if path::is_url(text) {
        Some(Cited::Url(text.into()))
    } else if revision::is_issue(text) {
        Some(Cited::Issue(text.into()))
    } else if let Some(tag) = revision::tag(text) {
        Some(Cited::Tag(tag.into()))
    } else if let Some(commit) = revision::commit_in_code(text) {
        Some(Cited::Commit(commit))
    } else if path::is_glob(text) {
        Some(Cited::Glob(text.into()))
    } else {
        path::in_code(text).map(|path| Cited::Path(path.into()))
    }
}

/// What a plain word cites.
fn in_word(line: &Inline, word: Range<usize>) -> Vec<Citation> {
    let text = line.text.get(word.clone()).unwrap_or_default();
    let span = |range: Range<usize>| -> Span { line.source(range) };
    let commits = revision::commits_of_range(text);
    if !commits.is_empty() {
        let span = span(word);
        return commits.into_iter().map(|id| Citation { cited: Cited::Commit(id), span }).collect();
    }
    let is_first = word.start == 0;
    of_word(text, is_first).map(|cited| Citation { cited, span: span(word) }).into_iter().collect()
}

fn of_word(text: &str, is_first: bool) -> Option<Cited> {
    if path::is_url(text) {
        Some(Cited::Url(text.into()))
    } else if revision::is_issue(text) {
        // `#3` at the beginning of a line is its number.
        (!is_first || !text.starts_with('#')).then(|| Cited::Issue(text.into()))
    } else if let Some(tag) = revision::tag(text) {
        Some(Cited::Tag(tag.into()))
    } else if let Some(commit) = revision::commit_in_words(text) {
        Some(Cited::Commit(commit))
    } else if text.contains('/') && path::is_glob(text) {
        Some(Cited::Glob(text.into()))
    } else {
        path::in_words(text).map(|path| Cited::Path(path.into()))
    }
}

/// The words outside of code spans and links, without the punctuation around them.
fn plain_words(line: &Inline) -> impl Iterator<Item = Range<usize>> {
    let mut taken: Vec<Range<usize>> = line
        .codes
        .iter()
        .map(|code| range(&code.range))
        .chain(line.links.iter().map(|link| range(&link.range)))
        .collect();
    taken.sort_by_key(|range| (range.start, range.end));
    let mut taken = taken.into_iter().peekable();
    words(&line.text).filter(move |word| {
        while taken.next_if(|range| range.end <= word.start).is_some() {}
        taken.peek().is_none_or(|range| range.start >= word.end)
    })
}

fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split(char::is_whitespace).filter_map(move |chunk| {
        let start = at;
        // White space of more than one byte is stepped over below.
        at += chunk.len();
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let lead = chunk.len() - chunk.trim_start_matches(is_opening).len();
        let word = chunk.get(lead..)?.trim_end_matches(is_closing);
        (!word.is_empty()).then(|| start + lead..start + lead + word.len())
    })
}

fn is_opening(char: char) -> bool {
    matches!(
        char,
        '(' | '[' | '{' | '<' | '"' | '\'' | '“' | '‘' | '„' | '*' | '_' | '|' | '—' | '–'
    )
}

fn is_closing(char: char) -> bool {
    matches!(
        char,
        ')' | ']'
            | '}'
            | '>'
            | '"'
            | '\''
            | '”'
            | '’'
            | ','
            | ';'
            | ':'
            | '.'
            | '!'
            | '?'
            | '*'
            | '|'
            | '…'
            | '—'
    )
}

fn range(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}
