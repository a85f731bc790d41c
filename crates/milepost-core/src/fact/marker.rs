//! Marked places: `<!-- milepost:fact NAME -->…<!-- /milepost -->`.

use crate::{
    markdown,
    text::{RepoPath, Span},
};

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
pub(super) fn places(
    file: &RepoPath,
    text: &str,
    name: &str,
) -> Result<Vec<Span>, (BadMarker, Span)> {
    if !text.contains(OPENS) {
        return Ok(Vec::new());
    }
    // Elsewhere an indented line is no code.
    let code = if markdown::is_named_so(file) { markdown::code(text) } else { Vec::new() };
    let mut found = Vec::new();
    let mut open: Option<(Span, bool)> = None;
    for Comment { span, words } in comments(text, &code) {
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

/// The HTML comments of a text, but for those in code, which are examples.
fn comments<'t>(text: &'t str, code: &[Span]) -> Vec<Comment<'t>> {
    let mut found = Vec::new();
    let mut code = code.iter().peekable();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("<!--")) {
        let start = at + start;
        while code.next_if(|code| code.range().end <= start).is_some() {}
        if let Some(code) = code.peek().filter(|code| code.range().start <= start) {
            at = code.range().end;
            continue;
        }
        let body = start + "<!--".len();
        let Some(length) = text.get(body..).and_then(|rest| rest.find("-->")) else { break };
        let span = Span::new(start, body + length + "-->".len());
        at = span.range().end;
        let words = text.get(body..body + length).unwrap_or_default();
        found.push(Comment { span, words: words.split_whitespace().collect() });
    }
    found
}
