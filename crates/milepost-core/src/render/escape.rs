//! One escaper per output format: text from documents can look like nothing but text.
//!
//! Characters that steer a terminal, reorder a line or cannot be seen are made visible as
//! `⟨U+202E⟩`; in JSON, where the reader must get the same text back, they are written `\u202e`.

use std::{borrow::Cow, fmt::Write as _};

/// Whether a character steers, reorders or hides: never shown as itself.
pub fn is_hostile(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' // C0, DEL, C1
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' // zero width, marks
        | '\u{2028}'..='\u{202e}' // line separators, embeddings, overrides
        | '\u{2060}'..='\u{206f}' // invisible operators, isolates
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// One line for a terminal: line breaks and tabs become spaces, hostile characters visible.
pub fn line(text: &str) -> Cow<'_, str> {
    visible(text, |c| matches!(c, '\n' | '\t').then_some(' '))
}

/// Text of several lines for a terminal: line feeds stay.
pub fn block(text: &str) -> Cow<'_, str> {
    visible(text, |c| match c {
        '\n' => Some('\n'),
        '\t' => Some(' '),
        _ => None,
    })
}

/// A unified diff for a terminal or `git apply`: tabs and the ends of lines stay as they are.
pub fn diff(text: &str) -> String {
    let keep_tabs = |c| (c == '\t').then_some(c);
    let line = |line: &str| {
        let bare = line.trim_end_matches('\n');
        let bare = bare.strip_suffix('\r').unwrap_or(bare);
        let end = line.get(bare.len()..).unwrap_or_default();
        format!("{}{end}", visible(bare, keep_tabs))
    };
    text.split_inclusive('\n').map(line).collect()
}

/// Makes hostile characters visible, but for those that `plain` has a plain character for.
///
/// A joiner between two characters that are not ASCII stays: emoji and several scripts need it,
/// and there it cannot hide inside an id or a path.
fn visible(text: &str, plain: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        match plain(c) {
            Some(plain) => out.push(plain),
            None if c == '\r' && after == '\n' => {}
            None if !is_hostile(c) || is_joining(before, c, after) => out.push(c),
            None => push_code_point(&mut out, c),
        }
        before = c;
    }
    Cow::Owned(out)
}

fn is_joining(before: char, c: char, after: char) -> bool {
    let joins = |c: char| !c.is_ascii() && !is_hostile(c);
    matches!(c, '\u{200c}' | '\u{200d}') && joins(before) && joins(after)
}

fn push_code_point(out: &mut String, c: char) {
    write!(out, "⟨U+{:04X}⟩", u32::from(c)).expect("writing to a string cannot fail");
}

/// The visible form of one character of a source line, for text that is built character by
/// character.
pub(super) fn push_visible(out: &mut String, c: char) {
    match c {
        '\t' => out.push(' '),
        '\r' => {}
        c if is_hostile(c) => push_code_point(out, c),
        c => out.push(c),
    }
}

/// Plain text inside Markdown, also inside a table cell: no markup, no HTML, no mention.
///
/// A sign that can mean nothing where it stands is left as it is, so that the text of a page reads well, too:
/// `&` and `<` before a blank or a number, `_` within a word.
pub fn markdown(text: &str) -> String {
    let text = line(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied();
        let is_lone = after.is_some_and(|after| after == ' ' || after.is_ascii_digit());
        match c {
            '&' if after == Some(' ') => out.push(c),
            '<' if is_lone => out.push(c),
            '>' if is_lone && before == Some(' ') => out.push(c),
            '_' if is_word(before) && is_word(after) => out.push(c),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // An empty comment parts the sign from the name, so that nobody is called.
            '@' => out.push_str("@<!-- -->"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        before = Some(c);
    }
    out
}

/// Whether a character is part of a word for sure, in every reading of Markdown.
fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}

/// A value in a page of Markdown, wherever it stands, also at the beginning of a line or a cell: it begins
/// no list, no rule, no command of a build log and no formula.
pub fn markdown_value(text: &str) -> String {
    let text = markdown(text.trim());
    let rest = |skipped: usize| text.chars().nth(skipped);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let ends = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is_numbered =
        digits > 0 && matches!(rest(digits), Some('.' | ')')) && ends(rest(digits + 1));
    if is_numbered {
        let (number, behind) = text.split_at(digits);
        return format!("{number}\\{behind}");
    }
    let is_number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    match text.chars().next() {
        Some('=' | ':') => format!("\\{text}"),
        Some('-' | '+') if !is_number(rest(1)) => format!("\\{text}"),
        Some(_) | None => text,
    }
}

/// A code span in Markdown, also inside a table cell.
pub fn markdown_code(text: &str) -> String {
    let text = line(text);
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    // GitHub splits cells before it looks for code, and takes the backslash away again.
    let text = text.replace('|', "\\|");
    if text.trim().is_empty() { String::new() } else { format!("{fence}{pad}{text}{pad}{fence}") }
}

/// A message of ours inside Markdown: what stands between backticks becomes a code span, all else
/// is plain text.
pub fn markdown_message(text: &str) -> String {
    if text.matches('`').count() % 2 == 1 {
        return markdown(text);
    }
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 0 { markdown(part) } else { markdown_code(part) }).collect()
}

/// The message of a GitHub workflow command.
pub fn github_message(text: &str) -> String {
    block(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a GitHub workflow command.
pub fn github_property(text: &str) -> String {
    github_message(&line(text)).replace(':', "%3A").replace(',', "%2C")
}

/// Finished JSON: characters that a terminal would obey are written as escapes of the same text.
///
/// They can stand in strings only, so the document means the same as before.
pub fn json(document: &str) -> Cow<'_, str> {
    let must_escape = |c: char| c != '\n' && is_hostile(c);
    if !document.chars().any(must_escape) {
        return Cow::Borrowed(document);
    }
    let mut out = String::with_capacity(document.len() + 16);
    for c in document.chars() {
        if must_escape(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").expect("writing to a string cannot fail");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Text or an attribute of XML, SVG and HTML alike.
pub fn xml(text: &str) -> String {
    let text = line(text);
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No XML document may hold these, not even as references.
            '\u{fffe}' | '\u{ffff}' => push_code_point(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

/// A message of ours inside HTML: what stands between backticks becomes code, all else is plain text.
pub fn html_message(text: &str) -> String {
    if text.matches('`').count() % 2 == 1 {
        return xml(text);
    }
    let part = |(at, part): (usize, &str)| {
        let part = xml(part);
        if at % 2 == 0 { part } else { format!("<code>{part}</code>") }
    };
    text.split('`').enumerate().map(part).collect()
}

/// A label of Mermaid, between double quotes: whatever could mean something there, in any of its
/// layers (the grammar, comments, entities, Markdown, HTML), is the number of its character.
pub fn mermaid(text: &str) -> String {
    let text = line(text);
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, ',' | '.' | '-' | '/' | ':' | '!' | '?' | '+') {
            write!(out, "#{};", u32::from(c)).expect("writing to a string cannot fail");
        } else {
            out.push(c);
        }
    }
    out
}

/// A label of DOT, between double quotes: no escape, no entity, no end.
pub fn dot(text: &str) -> String {
    line(text).replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;")
}

/// One field of a CSV row, quoted where it must be. What a spreadsheet would take for a formula
/// has an apostrophe before it.
pub fn csv(text: &str) -> String {
    let text = line(text);
    let is_formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let guard = if text.trim_start().starts_with(is_formula) { "'" } else { "" };
    let must_quote = text.contains([',', '"', ';', '\'']) || text.trim().len() != text.len();
    if must_quote {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

/// A repository path as the reference of a URI.
pub fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            byte => write!(out, "%{byte:02X}").expect("writing to a string cannot fail"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    const ZWNJ: char = '\u{200c}';
    const ZWJ: char = '\u{200d}';

    #[test]
    fn terminal_sequences_and_overrides_become_visible() {
        assert_eq!(line("a\u{1b}[31mred"), "a⟨U+001B⟩[31mred");
        assert_eq!(line("x\u{202e}y\u{200b}z\u{9b}"), "x⟨U+202E⟩y⟨U+200B⟩z⟨U+009B⟩");
        assert_eq!(line("one\r\ntwo\tthree\rfour"), "one two three⟨U+000D⟩four");
        assert_eq!(block("one\ntwo"), "one\ntwo");
    }

    #[test]
    fn joiners_stay_where_scripts_and_emoji_need_them() {
        assert_eq!(line("👩\u{200d}💻 می\u{200c}خواهم"), "👩\u{200d}💻 می\u{200c}خواهم");
        assert_eq!(line("M\u{200d}1"), "M⟨U+200D⟩1");
    }

    #[test]
    fn markdown_has_no_markup_left() {
        assert_eq!(
            markdown("a|b <img src=x> [c](d) @team *e* `f` \\"),
            "a\\|b &lt;img src=x&gt; \\[c\\](d) @<!-- -->team \\*e\\* \\`f\\` \\\\"
        );
        assert_eq!(markdown_code("a`b|c"), "``a`b\\|c``");
        assert_eq!(markdown_code("`"), "`` ` ``");
        assert_eq!(markdown_message("see `a*b` and *c*"), "see `a*b` and \\*c\\*");
        assert_eq!(markdown_message("one ` only"), "one \\` only");
    }

    #[test]
    fn a_value_begins_nothing() {
        let check = |text, shown| assert_eq!(markdown_value(text), shown);
        check("- [x] done", "\\- \\[x\\] done");
        check("--- ", "\\---");
        check("=HYPERLINK(\"x\")", "\\=HYPERLINK(\"x\")");
        check("+cmd", "\\+cmd");
        check("-5 ms", "-5 ms");
        check("1. first", "1\\. first");
        check("1.2.3", "1.2.3");
        check("12)", "12\\)");
        check("::error::x", "\\::error::x");
        check("  # a", "\\# a");
        check("<script>", "&lt;script&gt;");
    }

    #[test]
    fn workflow_commands_cannot_be_closed() {
        assert_eq!(github_message("50 %\n::error::x"), "50 %25%0A::error::x");
        assert_eq!(github_property("a:b,c\nd"), "a%3Ab%2Cc d");
    }

    #[test]
    fn xml_has_no_markup_left() {
        assert_eq!(
            xml("<a href='x'>&amp;\"\n]]> \u{0}\u{ffff}\u{202e}"),
            "&lt;a href=&#39;x&#39;&gt;&amp;amp;&quot; ]]&gt; ⟨U+0000⟩⟨U+FFFF⟩⟨U+202E⟩"
        );
    }

    #[test]
    fn labels_of_mermaid_cannot_be_closed_or_marked_up() {
        assert_eq!(mermaid("M1 Store, 2/3: done!"), "M1 Store, 2/3: done!");
        assert_eq!(
            mermaid("\"] --> x; %% <b>`#35;\nend"),
            "#34;#93; --#62; x#59; #37;#37; #60;b#62;#96;#35;35#59; end"
        );
    }

    #[test]
    fn labels_of_dot_cannot_be_closed_or_marked_up() {
        assert_eq!(dot("a\"]; b \\N \\ &lt; \n<b>"), "a\\\"]; b \\\\N \\\\ &amp;lt;  <b>");
    }

    #[test]
    fn fields_of_csv_are_no_formulas() {
        let fields = ["M1", "=1+1", "+1", "-1", "@a", "\t=1", " =1", "a,b", "say \"so\"", "a\r\nb"];
        assert_eq!(
            fields.map(csv).join("|"),
            "M1|'=1+1|'+1|'-1|'@a|\"' =1\"|\"' =1\"|\"a,b\"|\"say \"\"so\"\"\"|a b"
        );
    }

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(uri("docs/a b#ü.md"), "docs/a%20b%23%C3%BC.md");
    }

    /// What a reader of Markdown takes a line for, its markup shown as `⟨…⟩`.
    fn read(page: &str) -> String {
        let parsed = Parser::new_ext(
            page,
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS,
        );
        let is_outer = |event: &Event<'_>| {
            matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph))
        };
        let texts = parsed.filter(|event| !is_outer(event)).map(|event| {
            if let Event::Text(text) = event {
                text.into_string()
            } else {
                format!("⟨{event:?}⟩")
            }
        });
        texts.collect()
    }

    #[test]
    fn signs_that_mean_nothing_stay_as_they_are() {
        let text = "R & D: 2 <3, no >10 % of driver_error, <b>&amp; _x_ >";
        let shown = "R & D: 2 <3, no >10 % of driver_error, &lt;b&gt;&amp;amp; \\_x\\_ &gt;";
        assert_eq!(markdown(text), shown);
    }

    proptest! {
        #[test]
        fn nothing_hostile_is_left_on_a_line(text in any::<String>()) {
            let shown = line(&text).into_owned();
            let obeyed = |c| is_hostile(c) && c != ZWNJ && c != ZWJ;
            prop_assert!(!shown.contains(obeyed));
            prop_assert_eq!(line(&shown), shown.as_str());
        }

        #[test]
        fn escaped_json_means_the_same(text in any::<String>()) {
            let document = serde_json::to_string(&text).unwrap();
            let escaped = json(&document);
            prop_assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), text);
        }

        #[test]
        fn nothing_leaves_its_place(text in any::<String>()) {
            let xml = xml(&text);
            prop_assert!(!xml.contains(['<', '>', '"', '\'', '\n']));
            let mermaid = mermaid(&text);
            prop_assert!(!mermaid.contains(['"', '<', '>', '[', ']', '%', '`', '\n']));
            let dot = dot(&text).replace("\\\\", "").replace("\\\"", "");
            prop_assert!(!dot.contains(['\\', '"', '\n']));
            let csv = csv(&text);
            let inner = csv.strip_prefix('"').and_then(|csv| csv.strip_suffix('"'));
            let bare = inner.map_or(csv.clone(), |inner| inner.replace("\"\"", "\""));
            let bare = bare.trim_start();
            prop_assert!(!bare.starts_with(['=', '+', '-', '@']) && !csv.contains(['\n', '\r']));
        }

        #[test]
        fn markdown_never_opens_a_tag_or_a_cell(text in any::<String>()) {
            let out = markdown(&text).replace("@<!-- -->", "");
            let lone = |rest: &str| rest.starts_with(|c: char| c == ' ' || c.is_ascii_digit());
            prop_assert!(out.split('<').skip(1).all(lone) && !out.contains('\n'));
        }

        #[test]
        fn a_value_is_read_as_nothing_but_its_text(text in "[a-c1&<>_*`|!#;:. -]{0,24}") {
            prop_assert_eq!(read(&markdown_value(&text)), line(text.trim()));
            let cell = format!("x {} y", markdown_value(&text));
            prop_assert_eq!(read(&cell), format!("x {} y", line(text.trim())));
        }
    }
}
