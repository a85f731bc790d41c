//! Status words in any common form.

mod marks;
#[cfg(test)]
mod tests;
mod trailing;
mod words;

use std::ops::Range;

use self::words::{Weight, Words};
use crate::plan::Status;

/// A status word found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it means.
    pub status: Status,
    /// The words (or the mark, where there are no words), as offsets in the text searched.
    pub range: Range<usize>,
    /// The words with the marks, brackets, dashes and blanks that set them off: what a title
    /// leaves out.
    pub outer: Range<usize>,
}

/// Reads a text that should be nothing but a status, as a cell of a status column is:
/// `Complete`, `COMPLETE ✅`, `✅ Complete`, `In Progress`, `[x]`, `⏳ Planned`, `Done (2026-02-01)`,
/// `**PASS**`, `steady_state`, `65% complete`. A remark behind the words is allowed; leading words
/// are not, nor is a choice of several (`Open / Closed`) or the title of a list (`Testing:`). Where mark and words disagree, words win;
/// where an arrow leads from one status to another, the last one counts.
pub fn whole(text: &str) -> Option<Found> {
    let mut phrase = Phrase::at(text, 0)?;
    if phrase.is_title(text) {
        return None;
    }
    loop {
        match remark(text, phrase.end, phrase.status) {
            Remark::None | Remark::SetOff | Remark::Joined => {
                return Some(phrase.found(0..text.len()));
            }
            Remark::Arrow(next) => phrase = Phrase::at(text, next)?,
            Remark::Other => return None,
        }
    }
}

/// Reads what is said where a status is asked for (`**Status:** …`, a status cell): a status as
/// [`whole`] reads it, or a sentence behind one mark that says it, as `✅ signed by the landlord`.
/// Where the sentence has a mark or a status of its own (`✅ code, tests failing`), nothing is sure.
pub fn stated(text: &str) -> Option<Found> {
    whole(text).or_else(|| marked(text).filter(|found| is_only_said_by(text, found.outer.end)))
}

/// Whether no mark and no status word stands behind a mark, so that the mark alone says it.
fn is_only_said_by(text: &str, from: usize) -> bool {
    let rest = text.get(from..).unwrap_or_default();
    let mut is_word_before = false;
    for (at, char) in rest.char_indices() {
        let begins = !is_word_before;
        is_word_before = char.is_alphanumeric();
        let says = begins && is_word_before && words::longest(rest, at).is_some();
        if says
            || !char.is_ascii() && rest.get(at..).is_some_and(|it| marks::at_start(it).is_some())
        {
            return false;
        }
    }
    true
}

/// Whether a text leaves a choice between statuses, as templates do: `Open / Closed / Merged`,
/// `{proposed | accepted}`. Slashes of paths and sentences leave none.
pub fn is_choice(text: &str) -> bool {
    if text.trim_start_matches(is_soft).starts_with(['{', '<']) {
        return true;
    }
    let options = text.split(['/', '|', '{', '}']);
    let mut said = options.filter_map(|option| whole(option).map(|found| found.status));
    let first = said.next();
    first.is_some() && said.any(|status| Some(status) != first)
}

/// Reads the status at the end of a title or line, as `… (COMPLETE)`, `… - IN PROGRESS`,
/// `… — SHIPPED`, `… ✓`, `… (NEXT)`, `… ✅ 2025-01-02`.
///
/// An ordinary word at the end of a title (`Foundation complete`) is part of the title, and so is
/// a percentage behind it (`Tests passing (100%)`).
pub fn trailing(text: &str) -> Option<Found> {
    trailing::read(text)
}

/// Reads the status at the beginning of a line, as `✅ Project architecture`, `Done `AGENTS.md` …`,
/// `[x] …`, `In progress: …`. An emoji used as a bullet is not a status: only marks that say done,
/// open or failed.
pub fn leading(text: &str) -> Option<Found> {
    let phrase = Phrase::at(text, 0)?;
    let rest = text.get(phrase.end..)?;
    let title = rest.trim_start_matches(is_soft).trim_start_matches(SEPARATORS);
    let title = title.trim_start_matches(is_soft);
    let is_status = match phrase.form {
        Form::Mark => matches!(
            phrase.status,
            Status::Done | Status::Failed | Status::Planned | Status::InProgress | Status::Blocked
        ),
        Form::Box => true,
        Form::Words(weight) if phrase.is_bracketed => weight != Weight::Weak,
        Form::Words(weight) => leads(text, &phrase, weight, rest),
        Form::Share => false,
    };
    if is_status {
        return Some(phrase.found(0..text.len() - title.len()));
    }
    marked(text)
}

/// A mark before words that only look like a state: `✅ Clean architecture`.
fn marked(text: &str) -> Option<Found> {
    let (end, mark) = skip_marks(text, 0);
    let (status, range) = mark?;
    let says = matches!(
        status,
        Status::Done | Status::Failed | Status::Planned | Status::InProgress | Status::Blocked
    );
    let has_title = text.get(end..)?.starts_with(char::is_alphanumeric);
    (says && has_title).then_some(Found { status, range, outer: 0..end })
}

/// What the mark of a checkbox means: `x` done, space planned, `-`, `/` and `~` in progress, `>` put
/// off, `?` waiting for an answer. Some write `~` for what was dropped; read as open, it hides no
/// work.
pub fn of_checkbox(mark: char) -> Status {
    match mark {
        'x' | 'X' | '✓' | '✔' | '✅' | '☑' => Status::Done,
        '-' | '/' | '~' | 'o' | '.' => Status::InProgress,
        '>' => Status::Suspended,
        '?' => Status::Pending,
        '✗' | '✘' | '❌' => Status::Failed,
        _ => Status::Planned,
    }
}

const SEPARATORS: [char; 6] = [':', '-', '–', '—', '|', '→'];

/// How a status is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `✅`
    Mark,
    /// `[x]`
    Box,
    /// `65% complete`, `100%`
    Share,
    /// `in progress`
    Words(Weight),
}

/// A status at one place of a text, with the marks around it.
struct Phrase {
    status: Status,
    form: Form,
    /// The words, or the mark.
    range: Range<usize>,
    /// Behind the words, closing brackets and marks.
    end: usize,
    is_marked: bool,
    is_bracketed: bool,
}

impl Phrase {
    /// The status that begins at a place, behind blanks, emphasis, an opening bracket and marks.
    fn at(text: &str, at: usize) -> Option<Self> {
        let (before, mark) = skip_marks(text, at);
        let opened = text.get(before..)?.starts_with(['[', '(']);
        let (start, inner) = if opened { skip_marks(text, before + 1) } else { (before, None) };
        let boxed = opened.then(|| checkbox(text, before)).flatten();
        let (status, form, range) = boxed
            .or_else(|| share(text, start))
            .or_else(|| words::longest(text, start).map(plain))
            .or_else(|| inner.clone().map(mark_only))
            .or_else(|| mark.clone().map(mark_only))?;
        let is_boxed = form == Form::Box;
        // A mark in front of a bracket that holds no status stands for itself.
        let is_bracketed = opened && !is_boxed && range.start > before;
        let end = if is_bracketed { close(text, range.end)? } else { range.end };
        let (end, after) = behind_marks(text, end);
        let is_marked = mark.is_some() || inner.is_some() || after;
        let phrase = Self { status, form, range, end, is_marked, is_bracketed };
        Some(if is_boxed { phrase.with_words_behind_the_box(text) } else { phrase })
    }

    /// `[x] Done`: the words say it better than the box.
    fn with_words_behind_the_box(self, text: &str) -> Self {
        let (start, _) = skip_marks(text, self.end);
        let words = words::longest(text, start).filter(|words| words.weight != Weight::Weak);
        match words {
            Some(words)
                if !matches!(remark(text, words.range.end, words.status), Remark::Other) =>
            {
                let (end, _) = behind_marks(text, words.range.end);
                let form = Form::Words(words.weight);
                Self { status: words.status, form, range: words.range, end, ..self }
            }
            Some(_) | None => self,
        }
    }

    fn found(self, outer: Range<usize>) -> Found {
        Found { status: self.status, range: self.range, outer }
    }

    /// Whether a colon makes it the title of what follows: `Testing:`, `Next: begin phase 1`.
    fn is_title(&self, text: &str) -> bool {
        let rest = text.get(self.end..).unwrap_or_default().trim_start_matches(is_soft);
        let follows = rest.strip_prefix(':').map(|rest| rest.contains(|char| !is_soft(char)));
        match (follows, self.form) {
            (Some(follows), Form::Words(Weight::Weak)) => !follows || !self.is_marked,
            (Some(follows), Form::Words(_)) => !follows,
            (Some(_) | None, _) => false,
        }
    }

    fn is_loud(&self, text: &str) -> bool {
        self.is_marked || is_upper(text.get(self.range.clone()).unwrap_or_default())
    }
}

type Read = (Status, Form, Range<usize>);

fn plain(words: Words) -> Read {
    (words.status, Form::Words(words.weight), words.range)
}

fn mark_only((status, range): (Status, Range<usize>)) -> Read {
    (status, Form::Mark, range)
}

/// `[x]`, with the bracket at `at`.
fn checkbox(text: &str, at: usize) -> Option<Read> {
    let mut inside = text.get(at..)?.strip_prefix('[')?.chars();
    let mark = inside.next()?;
    let is_box = inside.next()? == ']' && !mark.is_ascii_digit();
    let is_box = is_box && (matches!(mark, 'x' | 'X') || !mark.is_alphanumeric());
    is_box.then(|| (of_checkbox(mark), Form::Box, at..at + 2 + mark.len_utf8()))
}

/// `100%`, `65% complete`, `4/4 done`, `3 of 5 done`: part of a whole, which tells how done it is.
fn share(text: &str, at: usize) -> Option<Read> {
    let (first, next) = number(text, at)?;
    let rest = text.get(next..)?;
    let (is_none, is_all, next) =
        if let Some(rest) = rest.strip_prefix('/').or_else(|| rest.strip_prefix(" of ")) {
            let (of, next) = number(text, text.len() - rest.len())?;
            (first == 0.0, of > 0.0 && first >= of, next)
        } else {
            let percent = rest.trim_start_matches([' ', '\u{a0}']).strip_prefix('%')?;
            (first == 0.0, first >= 100.0, text.len() - percent.len())
        };
    let is_percent = text.get(..next)?.ends_with('%');
    let (start, _) = skip_marks(text, next);
    match words::longest(text, start) {
        Some(words) => {
            let status = shared(words.status, is_none, is_all)?;
            Some((status, Form::Share, at..words.range.end))
        }
        None => (is_percent && is_all).then_some((Status::Done, Form::Share, at..next)),
    }
}

fn shared(said: Status, is_none: bool, is_all: bool) -> Option<Status> {
    let is_share = matches!(said, Status::Done | Status::InProgress | Status::Passed);
    if !is_share || (said == Status::Passed && !is_all) {
        None
    } else if said == Status::Done && is_none {
        Some(Status::Planned)
    } else {
        Some(if is_all { said } else { Status::InProgress })
    }
}

fn number(text: &str, at: usize) -> Option<(f64, usize)> {
    let rest = text.get(at..)?;
    let len = rest.bytes().take(12).take_while(|byte| byte.is_ascii_digit() || *byte == b'.');
    let digits = rest.get(..len.count())?.trim_end_matches('.');
    let value = digits.parse().ok()?;
    Some((value, at + digits.len()))
}

/// Blanks and emphasis: what may stand anywhere around words.
fn is_soft(char: char) -> bool {
    char.is_whitespace()
        || matches!(char, '*' | '_' | '`' | '~' | '"' | '“' | '”' | '„' | '\u{200b}' | '\u{feff}')
}

type Marked = Option<(Status, Range<usize>)>;

/// Behind blanks, emphasis and marks, with the first of the marks that says something.
fn skip_marks(text: &str, at: usize) -> (usize, Marked) {
    let mut at = at;
    let mut said = None;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start_matches(is_soft).len();
        let Some(mark) = text.get(at..).and_then(marks::at_start) else { return (at, said) };
        if let Some(status) = mark.status.filter(|_| said.is_none()) {
            said = Some((status, at..at + mark.len));
        }
        at += mark.len;
    }
}

/// Behind the marks that follow directly, and whether there are any.
fn behind_marks(text: &str, at: usize) -> (usize, bool) {
    let rest = text.get(at..).unwrap_or_default();
    let soft = rest.len() - rest.trim_start_matches(is_soft).len();
    match text.get(at + soft..).and_then(marks::at_start) {
        Some(_) => {
            let (end, said) = skip_marks(text, at + soft);
            (
                text.get(..end).map_or(end, |head| head.trim_end_matches(is_soft).len()),
                said.is_some(),
            )
        }
        None => (at, false),
    }
}

/// Behind the bracket that closes after blanks, emphasis and marks; or where a remark inside the
/// bracket begins.
fn close(text: &str, at: usize) -> Option<usize> {
    let (end, _) = skip_marks(text, at);
    let rest = text.get(end..)?;
    match rest.strip_prefix([']', ')']) {
        Some(_) => Some(end + 1),
        None => (!rest.is_empty()).then_some(at),
    }
}

/// What stands behind a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remark {
    /// Nothing.
    None,
    /// A remark that punctuation, a bracket or a number sets off: `Done (2026-02-01)`.
    SetOff,
    /// A remark that a small word joins: `Blocked by M3`.
    Joined,
    /// An arrow to the status at that place.
    Arrow(usize),
    /// Words that make it something else: `Open questions`, `Pass / Fail`.
    Other,
}

/// Words that join a remark to a status.
const JOINING: &[&str] = &[
    "ahead", "after", "as", "at", "awaiting", "because", "but", "by", "due", "except", "for",
    "from", "in", "on", "pending", "per", "post", "pre", "see", "since", "under", "until", "via",
    "w", "when", "while", "with", "without",
];

fn remark(text: &str, at: usize, status: Status) -> Remark {
    let glued = text.get(at..).and_then(|rest| rest.chars().next());
    if glued.is_some_and(char::is_alphanumeric) {
        return Remark::Other;
    }
    let (at, _) = skip_marks(text, at);
    let rest = text.get(at..).unwrap_or_default();
    let Some(first) = rest.chars().next() else { return Remark::None };
    for arrow in ["→", "->", "=>", "➡", "⇒"] {
        if rest.starts_with(arrow) {
            let next = at + arrow.len();
            let leads = Phrase::at(text, next).is_some();
            return if leads { Remark::Arrow(next) } else { Remark::SetOff };
        }
    }
    match first {
        '/' | '|' => choice(text, at + 1, status, first),
        '=' | '%' | '\\' | '&' => Remark::Other,
        _ if first.is_ascii_digit() || !first.is_alphanumeric() => Remark::SetOff,
        _ => joined(text, at, status),
    }
}

/// Another status behind `/` or `|`: the same one is a remark, another one makes it a choice.
fn choice(text: &str, at: usize, status: Status, separator: char) -> Remark {
    let (next, _) = skip_marks(text, at);
    match words::longest(text, next) {
        Some(words) if words.status == status => Remark::SetOff,
        None if next >= text.len() => Remark::None,
        None if separator == '|' => Remark::SetOff,
        Some(_) | None => Remark::Other,
    }
}

/// Words that say more of finished work where `and` joins them to its status.
const AND_ALSO: &[&str] =
    &["documented", "dusted", "tagged", "tested", "reviewed", "signed", "validated", "working"];

/// `Implemented and tested`, `done and merged`: behind `and`, work that is finished may be finished
/// in another way too; anything else makes it two things.
fn also(text: &str, at: usize, status: Status) -> Remark {
    let is_end = |status| {
        matches!(status, Status::Done | Status::Passed | Status::Accepted | Status::Resolved)
    };
    let (next, _) = skip_marks(text, at);
    let rest = text.get(next..).unwrap_or_default();
    let word = rest.split(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    let says_more = AND_ALSO.iter().any(|also| word.eq_ignore_ascii_case(also))
        || words::longest(text, next).is_some_and(|words| is_end(words.status));
    if is_end(status) && says_more { Remark::Joined } else { Remark::Other }
}

fn joined(text: &str, at: usize, status: Status) -> Remark {
    let rest = text.get(at..).unwrap_or_default();
    let len = rest.bytes().take(12).take_while(u8::is_ascii_alphabetic).count();
    let word = rest.get(..len).unwrap_or_default().to_ascii_lowercase();
    let next = rest.get(len..).and_then(|rest| rest.chars().next());
    let is_version = word == "v" && next.is_some_and(|next| next.is_ascii_digit());
    if is_version {
        Remark::SetOff
    } else if word == "or" {
        choice(text, at + len, status, '/')
    } else if word == "and" {
        also(text, at + len, status)
    } else if JOINING.contains(&word.as_str()) && !next.is_some_and(char::is_alphanumeric) {
        Remark::Joined
    } else {
        Remark::Other
    }
}

/// Whether words at the beginning of a line are a status and not the beginning of its sentence.
fn leads(text: &str, phrase: &Phrase, weight: Weight, rest: &str) -> bool {
    let said = text.get(phrase.range.clone()).unwrap_or_default();
    let is_upper = is_upper(said);
    let is_set_off = weight != Weight::Weak || is_upper || phrase.is_marked;
    let blank = rest.trim_start_matches(is_soft);
    let separated = rest.starts_with(':')
        || (rest.len() > blank.len() && blank.starts_with(['-', '|', '→']))
        || blank.starts_with(['–', '—']);
    if blank.is_empty() || separated {
        return is_set_off;
    }
    let starts_title =
        blank.starts_with(|char: char| !char.is_lowercase() && !matches!(char, '/' | '(' | ','));
    let is_title = starts_title && rest.len() > blank.len() && !names_a_list(blank);
    let is_note = matches!(said, "TODO" | "WIP" | "DONE");
    let is_word = said == "Done" || (is_upper && weight != Weight::Weak);
    (is_word && is_title && has_lower(blank)) || (is_note && has_lower(blank))
}

/// `Done criteria`, `DONE Items`: the heading of a list, not a status.
fn names_a_list(title: &str) -> bool {
    let word = title.split(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    ["criteria", "definition", "items", "list", "tasks", "when", "work"]
        .iter()
        .any(|name| word.eq_ignore_ascii_case(name))
}

fn is_upper(text: &str) -> bool {
    !has_lower(text) && text.chars().filter(|char| char.is_uppercase()).count() > 1
}

fn has_lower(text: &str) -> bool {
    text.contains(char::is_lowercase)
}
