//! How wide a text becomes, at most: by the widths of `DejaVu Sans`, the widest of the usual fonts.

/// The width of a text in a size, rounded up.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let thousandths: i64 = text.chars().map(|c| i64::from(of(c))).sum();
    i32::try_from((thousandths * i64::from(size) + 999) / 1000).unwrap_or(i32::MAX)
}

/// The text in at most so much room; what does not fit is replaced by `…`.
pub(super) fn cut(text: &str, size: i32, room: i32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let room = i64::from(room) * 1000 / i64::from(size.max(1)) - i64::from(of('…'));
    let mut used = 0;
    let fits = |c: &char| {
        used += i64::from(of(*c));
        used <= room
    };
    let mut short: String = text.chars().take_while(fits).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// The width of a character in thousandths of the size; bold text is a little wider, and that is in it.
fn of(c: char) -> i32 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | ' ' | '.' | ',' | ':' | ';' => 370,
        'I' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '!' | '/' | '\\' | '"' => 470,
        'm' | 'M' | 'W' | '%' | '@' | '…' | '—' | '→' => 1_090,
        'w'
        | 'O'
        | 'Q'
        | 'G'
        | 'D'
        | 'N'
        | 'H'
        | 'U'
        | '+'
        | '='
        | '<'
        | '>'
        | '~'
        | '#'
        | '\u{80}'..='\u{24f}'
        | '\u{370}'..='\u{52f}' => 880,
        'A'..='Z' | '&' => 780,
        'a'..='z' | '0'..='9' | '_' | '?' | '*' | '$' | '`' | '^' | '{' | '}' => 710,
        // Combining marks.
        '\u{300}'..='\u{36f}' => 0,
        _ => 1_300,
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, width};

    #[test]
    fn texts_are_cut_to_their_room() {
        assert_eq!(cut("Walking skeleton", 12, 200), "Walking skeleton");
        assert_eq!(cut("Walking skeleton", 12, 80), "Walking…");
        assert!(width(&cut("注文 API 🚀 と配送の管理", 12, 100), 12) <= 100);
    }
}
