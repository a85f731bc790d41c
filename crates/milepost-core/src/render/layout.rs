//! Text measured in columns: CJK and emoji take two, combining marks none.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// A page that grows by lines.
pub(super) trait Lines {
    /// Adds a line, without the spaces at its end.
    fn line(&mut self, text: impl AsRef<str>);
}

impl Lines for String {
    fn line(&mut self, text: impl AsRef<str>) {
        self.push_str(text.as_ref().trim_end_matches(' '));
        self.push('\n');
    }
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most so many columns; what does not fit is replaced by `…`.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used >= columns {
            break;
        }
        out.push(c);
    }
    let end = out.trim_end().len();
    out.truncate(end);
    if columns > 0 {
        out.push('…');
    }
    out
}

/// The text in exactly so many columns.
pub(super) fn fit(text: &str, columns: usize) -> String {
    let mut out = cut(text, columns);
    let missing = columns.saturating_sub(width(&out));
    out.extend(std::iter::repeat_n(' ', missing));
    out
}

/// The text at the right end of so many columns.
pub(super) fn fit_right(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let missing = columns.saturating_sub(width(&text));
    format!("{}{text}", " ".repeat(missing))
}

/// The text in lines of at most so many columns, broken at spaces; longer words are cut up.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let needed = width(word);
        if used > 0 && used + 1 + needed > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        for c in word.chars() {
            let step = c.width().unwrap_or(0);
            if used + step > columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += step;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(cut("日本語のタイトル", 7), "日本語…");
        assert_eq!(fit("🚀 go", 7), "🚀 go  ");
        assert_eq!(fit_right("4/9", 5), "  4/9");
    }

    #[test]
    fn words_are_kept_whole_where_they_fit() {
        assert_eq!(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_asked(text in "\\PC{0,40}", columns in 8_usize..40) {
            prop_assert!(width(&cut(&text, columns)) <= columns);
        }
    }
}
