//! The box at the beginning of a task list item.

use crate::{
    markdown::{Checkbox, ListItem},
    text::Span,
};

/// The selector that asks for the colourful form of a character, as in `✔️`.
const EMOJI_SELECTOR: char = '\u{fe0f}';

/// Takes the box off the first line of an item, if there is one.
pub(super) fn take(text: &str, item: &mut ListItem) {
    let Some(first) = item.lines.first_mut() else { return };
    let Some(checkbox) = find(text, first.span) else { return };
    let length = checkbox.span.of(text).len();
    if first.text.get(..length) != Some(checkbox.span.of(text)) {
        return;
    }
    *first = first.slice(text, length..first.text.len());
    item.checkbox = Some(checkbox);
}

/// The box at the beginning of a line: any one mark that is no letter or digit, or an `x`.
fn find(text: &str, line: Span) -> Option<Checkbox> {
    let rest = line.of(text).strip_prefix('[')?;
    let mark = rest.chars().next().filter(|mark| is_mark(*mark))?;
    let rest = rest.get(mark.len_utf8()..)?;
    let rest = rest.strip_prefix(EMOJI_SELECTOR).unwrap_or(rest).strip_prefix(']')?;
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let end = line.end as usize - rest.len();
    Some(Checkbox { mark, span: Span::new(line.start as usize, end) })
}

fn is_mark(mark: char) -> bool {
    matches!(mark, 'x' | 'X')
        || !(mark.is_alphanumeric()
            || mark.is_control()
            || matches!(mark, '[' | ']' | '^' | '`' | '\\'))
}
