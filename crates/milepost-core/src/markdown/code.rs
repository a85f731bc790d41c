//! Where a text is code, in which markup is an example of markup.

use pulldown_cmark::{Event, Parser, Tag};

use crate::{
    markdown::fragment,
    text::{RepoPath, Span},
};

/// Whether the name of a file says that it is Markdown.
pub fn is_named_so(file: &RepoPath) -> bool {
    let extension = file.file_name().rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|it| ["md", "markdown"].iter().any(|md| it.eq_ignore_ascii_case(md)))
}

/// Every block and span of code, in order; none lies in another.
pub fn code(text: &str) -> Vec<Span> {
    let events = Parser::new_ext(text, fragment::OPTIONS).into_offset_iter();
    let code = events
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))));
    code.map(|(_, range)| Span::new(range.start, range.end)).collect()
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn code_is_what_a_reader_sees_as_code() {
        let text = "a `b` c\n\n````md\n```\nd\n```\n````\n\n- e\n\n  ~~~\n    g\n  ~~~\n\nh\n\n    i\n\n<!-- `j` -->\n";
        let found: Vec<&str> = code(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["`b`", "````md\n```\nd\n```\n````", "~~~\n    g\n  ~~~", "i\n"]);
    }
}
