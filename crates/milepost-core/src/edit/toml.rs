//! Keys, strings and comments of TOML, written so that they are read as what they were.

use std::{borrow::Cow, fmt::Write as _};

use crate::render::escape;

/// A key, bare where TOML allows it.
pub(super) fn key(name: &str) -> Cow<'_, str> {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !name.is_empty() && name.bytes().all(is_bare) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(string(name))
    }
}

/// A string in quotes. What nobody can see in an editor is written as its number.
pub(super) fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || escape::is_hostile(c) => {
                write!(out, "\\U{:08X}", u32::from(c)).expect("a string takes all text");
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A list of strings.
pub(super) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(string).collect();
    format!("[{}]", texts.join(", "))
}

/// A text as one line of a comment, without the sign before it.
pub(super) fn comment(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    escape::line(&words.join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::de::DeTable;

    use super::{comment, key, string};

    proptest! {
        #[test]
        fn what_is_written_is_read_again(name in "\\PC{0,12}|.{0,12}", text in ".{0,20}|[\\x00-\\x20\"\\\\]{0,9}") {
            let file = format!("# {}\n{} = {}\n", comment(&text), key(&name), string(&text));
            let table = DeTable::parse(&file).unwrap();
            let (found, value) = table.get_ref().iter().next().unwrap();
            prop_assert_eq!(found.get_ref().as_ref(), name.as_str());
            prop_assert_eq!(value.get_ref().as_str(), Some(text.as_str()));
        }
    }

    #[test]
    fn what_nobody_sees_is_written_out() {
        assert_eq!(string("a\u{202e}b\u{1b}"), "\"a\\U0000202Eb\\U0000001B\"");
        assert_eq!(key("VG-IO_1"), "VG-IO_1");
        assert_eq!(key("M2.5"), "\"M2.5\"");
    }
}
