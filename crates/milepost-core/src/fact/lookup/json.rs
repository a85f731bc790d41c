//! Values in JSON, found without building a tree.

use serde::de::IgnoredAny;

use super::{
    DEEPEST, Entry, Looked, LookupError, LookupPath, Step, bare, no_key, no_way, number, quoted,
    twice,
};
use crate::{
    fact::value::Value,
    text::{LineIndex, Span},
};

pub(super) fn entry(text: &str, path: &LookupPath) -> Looked {
    if is_deeper_than(text, DEEPEST) {
        return Err((LookupError::TooDeep, None));
    }
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let line = u32::try_from(error.line()).unwrap_or(1);
        let at = LineIndex::new(text).span(text, line).start;
        let all = error.to_string();
        let what = all.split(" at line ").next().unwrap_or(&all).into();
        return Err((LookupError::Malformed { format: "JSON", what }, Some(at)));
    }
    let mut cursor = Cursor { text, at: 0 };
    cursor.blank();
    for step in &path.steps {
        cursor.enter(step)?;
    }
    cursor.value()
}

/// Whether brackets are nested deeper, whatever else is wrong with the text.
fn is_deeper_than(text: &str, most: usize) -> bool {
    let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match (is_text, byte) {
            (true, _) if is_escaped => is_escaped = false,
            (true, b'\\') => is_escaped = true,
            (_, b'"') => is_text = !is_text,
            (false, b'[' | b'{') => depth += 1,
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            (true | false, _) => {}
        }
        if depth > most {
            return true;
        }
    }
    false
}

/// A place in a text that is JSON for sure.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

type Fallible<T> = Result<T, (LookupError, Option<u32>)>;

impl<'a> Cursor<'a> {
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn blank(&mut self) {
        while matches!(self.byte(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn here(&self) -> Option<u32> {
        u32::try_from(self.at).ok()
    }

    /// Goes to a value inside of the one that begins here.
    fn enter(&mut self, step: &Step) -> Fallible<()> {
        let start = self.here();
        match (self.byte(), step) {
            (b'{', Step::Key(key)) => {
                let members = self.members();
                let mut fitting = members.iter().filter(|(name, _)| **name == **key);
                let Some((_, at)) = fitting.next() else {
                    let known = members.iter().map(|(name, _)| name.as_str());
                    return Err((no_key(key, known), start));
                };
                if fitting.next().is_some() {
                    return Err((LookupError::Twice { key: key.clone() }, start));
                }
                self.at = *at;
                Ok(())
            }
            (b'[', Step::Index(index)) => {
                let entries = self.entries();
                let Some(at) = entries.get(*index) else {
                    let count = entries.len();
                    return Err((LookupError::NoIndex { index: *index, count }, start));
                };
                self.at = *at;
                Ok(())
            }
            (first, step) => Err((no_way(kind(first), step), start)),
        }
    }

    /// The members of the object that begins here, each with where its value begins.
    fn members(&self) -> Vec<(String, usize)> {
        let mut cursor = Cursor { text: self.text, at: self.at + 1 };
        let mut members = Vec::new();
        loop {
            cursor.blank();
            if cursor.byte() != b'"' {
                return members;
            }
            let key = cursor.skip();
            cursor.blank();
            // The colon.
            cursor.at += 1;
            cursor.blank();
            members.push((unquoted(key), cursor.at));
            cursor.skip();
            cursor.blank();
            if cursor.byte() != b',' {
                return members;
            }
            cursor.at += 1;
        }
    }

    /// Where the entries of the list that begins here begin.
    fn entries(&self) -> Vec<usize> {
        let mut cursor = Cursor { text: self.text, at: self.at + 1 };
        let mut entries = Vec::new();
        loop {
            cursor.blank();
            if matches!(cursor.byte(), b']' | 0) {
                return entries;
            }
            entries.push(cursor.at);
            cursor.skip();
            cursor.blank();
            if cursor.byte() != b',' {
                return entries;
            }
            cursor.at += 1;
        }
    }

    /// Steps over the value that begins here, and gives its text.
    fn skip(&mut self) -> &'a str {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match self.byte() {
                b'"' => self.skip_text(),
                b'[' | b'{' => {
                    depth += 1;
                    self.at += 1;
                }
                b']' | b'}' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if depth > 0 => self.at += 1,
                0 => break,
                _ => self.skip_word(),
            }
            if depth == 0 {
                break;
            }
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn skip_text(&mut self) {
        self.at += 1;
        while !matches!(self.byte(), b'"' | 0) {
            self.at += if self.byte() == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
    }

    /// A number or one of `true`, `false`, `null`. At least one byte, so that every walk ends.
    fn skip_word(&mut self) {
        self.at += 1;
        while self.byte().is_ascii_alphanumeric() || matches!(self.byte(), b'.' | b'+' | b'-') {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Looked {
        let start = self.at;
        match self.byte() {
            b'{' => {
                let members = self.members();
                return match twice(members.iter().map(|(name, _)| name.as_str())) {
                    Some(why) => Err((why, self.here())),
                    None => Ok(Entry::Many { count: members.len(), what: "a table" }),
                };
            }
            b'[' => return Ok(Entry::Many { count: self.entries().len(), what: "a list" }),
            _ => {}
        }
        let raw = self.skip();
        let span = Span::new(start, self.at);
        let value = match raw {
            "null" => return Err((LookupError::Null, Some(span.start))),
            "true" | "false" => Value::Text(raw.into()),
            text if text.starts_with('"') => Value::Text(unquoted(text).into()),
            text => number(text).map_err(|why| (why, Some(span.start)))?,
        };
        Ok(Entry::One { value, span })
    }
}

fn unquoted(text: &str) -> String {
    // It was read as JSON before.
    serde_json::from_str(text).unwrap_or_default()
}

fn kind(first: u8) -> &'static str {
    match first {
        b'{' => "a table",
        b'[' => "a list",
        b'"' => "a text",
        b't' | b'f' => "a truth value",
        b'n' => "null",
        _ => "a number",
    }
}

pub(super) fn written(raw: &str, value: &str) -> Option<String> {
    if raw.starts_with('"') { quoted(value) } else { bare(raw, value) }
}
