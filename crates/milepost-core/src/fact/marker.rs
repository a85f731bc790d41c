//! Marked places: `<!-- milepost:fact NAME -->…<!-- /milepost -->`.

use crate::text::Span;

/// The word that opens one, before the name of the fact.
const OPENS: &str = "milepost:fact";
/// What the word begins with that closes one.
const CLOSES: &str = "/milepost";

/// Why marked places cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMarker {
    /// One is opened and never closed.
    #[error("the marker is never closed by `<!-- /milepost -->`")]
    Open,
    /// One is opened in another one.
    #[error("the marker is opened in another one that is not closed yet")]
    Nested,
}

/// One comment of a text.
struct Comment<'a> {
    span: Span,
    words: Vec<&'a str>,
}

/// What stands in the marked places of a name, without the blanks around it; or the first bad marker
/// of that name.
pub(super) fn places(text: &str, name: &str) -> Result<Vec<Span>, (BadMarker, Span)> {
    let mut found = Vec::new();
    let mut open: Option<(Span, bool)> = None;
    for Comment { span, words } in comments(text) {
        match (&*words, open) {
            ([OPENS, fact], None) => open = Some((span, *fact == name)),
            ([OPENS, fact], Some((_, is_ours))) => {
                if is_ours || *fact == name {
                    return Err((BadMarker::Nested, span));
                }
                open = Some((span, false));
            }
            ([word, ..], Some((start, is_ours))) if word.starts_with(CLOSES) => {
                if is_ours {
                    found.push(inside(text, start, span));
                }
                open = None;
            }
            (_, None | Some(_)) => {}
        }
    }
    match open {
        Some((span, true)) => Err((BadMarker::Open, span)),
        Some((_, false)) | None => Ok(found),
    }
}

fn inside(text: &str, start: Span, end: Span) -> Span {
    let (from, to) = (start.end as usize, end.start as usize);
    let whole = text.get(from..to).unwrap_or_default();
    let begin = from + (whole.len() - whole.trim_start().len());
    Span::new(begin, begin + whole.trim().len())
}

/// The HTML comments of a text, but for those in code fences, which are examples.
fn comments(text: &str) -> Vec<Comment<'_>> {
    let fences = fences(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("<!--")) {
        let start = at + start;
        let body = start + "<!--".len();
        let Some(length) = text.get(body..).and_then(|rest| rest.find("-->")) else { break };
        let span = Span::new(start, body + length + "-->".len());
        at = span.end as usize;
        if !fences.iter().any(|fence| fence.contains(span)) {
            let words = text.get(body..body + length).unwrap_or_default();
            found.push(Comment { span, words: words.split_whitespace().collect() });
        }
    }
    found
}

fn fences(text: &str) -> Vec<Span> {
    let mut fences = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (open, mark) {
            (None, Some(mark)) => open = Some((at, mark)),
            (Some((start, opened)), Some(mark)) if opened == mark => {
                fences.push(Span::new(start, at + line.len()));
                open = None;
            }
            (Some(_) | None, Some(_) | None) => {}
        }
        at += line.len();
    }
    fences.extend(open.map(|(start, _)| Span::new(start, text.len())));
    fences
}
