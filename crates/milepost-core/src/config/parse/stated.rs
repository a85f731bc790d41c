//! What a `milepost.toml` states, as lines that people read and digests are made of: one line for each
//! value, under its whole key. Order, comments and layout of the file make no difference.

use std::fmt::Write as _;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A `milepost.toml`, to be asked what it states.
pub struct Stated<'t>(Spanned<DeTable<'t>>);

impl<'t> Stated<'t> {
    /// Reads the text. What is wrong with it was said by [`super::parse`].
    pub fn new(text: &'t str) -> Self {
        Self(DeTable::parse_recoverable(text).0)
    }

    /// What stands under a key; nothing where it is not there.
    pub fn under(&self, keys: &[&str]) -> Option<Vec<String>> {
        self.value(keys, &|name, key| name == key).map(lines)
    }

    /// The same without one key of it; nothing where nothing else is there.
    pub fn under_but(&self, keys: &[&str], but: &str) -> Option<Vec<String>> {
        let table = self.value(keys, &|name, key| name == key)?.as_table()?;
        let rest = table.iter().filter(|(key, _)| &**key.get_ref() != but);
        let rest = rest.map(|(key, value)| (shown_key(key.get_ref()), value.get_ref()));
        let lines = walked(rest.collect());
        (!lines.is_empty()).then_some(lines)
    }

    /// What stands under a key, and there under the first key that is meant.
    pub fn under_meant(&self, key: &str, is_meant: impl Fn(&str) -> bool) -> Option<Vec<String>> {
        let table = self.value(&[key], &|name, key| name == key)?.as_table()?;
        let found = table.iter().find(|(name, _)| is_meant(name.get_ref()));
        found.map(|(_, value)| lines(value.get_ref()))
    }

    /// The entries of a list of tables whose key has a value, one after the other; nothing where there
    /// is none.
    pub fn entries(&self, list: &str, key: &str, text: &str) -> Option<Vec<String>> {
        let list = self.0.get_ref().get(list)?.get_ref().as_array()?;
        let is_meant = |value: &DeValue<'_>| {
            let named = value.as_table().and_then(|table| table.get(key));
            named.and_then(|value| value.get_ref().as_str()) == Some(text)
        };
        let entries = list.iter().map(Spanned::get_ref).filter(|value| is_meant(value));
        let found = entries.enumerate().map(|(at, value)| (format!("[{at}]"), value));
        let lines = walked(found.collect());
        (!lines.is_empty()).then_some(lines)
    }

    fn value(&self, keys: &[&str], is_it: &dyn Fn(&str, &str) -> bool) -> Option<&DeValue<'t>> {
        let (last, path) = keys.split_last()?;
        let mut table = self.0.get_ref();
        for key in path {
            table = table.get(*key)?.get_ref().as_table()?;
        }
        let found = table.iter().find(|(name, _)| is_it(name.get_ref(), last));
        found.map(|(_, value)| value.get_ref())
    }
}

fn lines(value: &DeValue<'_>) -> Vec<String> {
    walked(vec![(String::new(), value)])
}

/// A line for each value in some values, sorted.
fn walked(mut open: Vec<(String, &DeValue<'_>)>) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some((key, value)) = open.pop() {
        match (value, shown(value)) {
            (_, Some(text)) if key.is_empty() => lines.push(text),
            (_, Some(text)) => lines.push(format!("{key} = {text}")),
            (DeValue::Array(list), None) => {
                let entries = list.iter().enumerate();
                open.extend(entries.map(|(at, it)| (format!("{key}[{at}]"), it.get_ref())));
            }
            (DeValue::Table(table), None) => {
                let dot = if key.is_empty() { "" } else { "." };
                let inside = table.iter().map(|(name, value)| {
                    (format!("{key}{dot}{}", shown_key(name.get_ref())), value.get_ref())
                });
                open.extend(inside);
            }
            (
                DeValue::String(_)
                | DeValue::Integer(_)
                | DeValue::Float(_)
                | DeValue::Boolean(_)
                | DeValue::Datetime(_),
                None,
            ) => {}
        }
    }
    lines.sort();
    lines
}

/// A value that fits on one line: anything but tables, and lists of those.
fn shown(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::Array(list) => {
            let mut line = "[".to_owned();
            for (at, entry) in list.iter().enumerate() {
                let comma = if at == 0 { "" } else { ", " };
                write!(line, "{comma}{}", scalar(entry.get_ref())?)
                    .expect("a string takes all text");
            }
            Some(line + "]")
        }
        DeValue::Table(table) if table.is_empty() => Some("{}".to_owned()),
        DeValue::Table(_) => None,
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => scalar(value),
    }
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(format!("{text:?}")),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Datetime(time) => Some(time.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

fn shown_key(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { format!("{key:?}") }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::Stated;

    const TEXT: &str = "schema = 1\nrules.unread = \"off\"\n\n[gates.unit]\nrun = \"a\\nb\" # why\n\
        reports = [{ format = \"tap\", from = \"stdout\" }]\nkeep = [\"x\", \"y\"]\n\n\
        [policy]\nrecheck = true\n[policy.commits]\ntypes = []\n\n\
        [[suppress]]\nrule = \"a\"\nreason = \"one\"\n[[suppress]]\nrule = \"b\"\nreason = \"two\"\n\
        [[suppress]]\nrule = \"a\"\nreason = \"three\"\n[project]\nstart = 2026-01-02\n";

    #[track_caller]
    fn check(lines: Option<Vec<String>>) -> String {
        lines.map_or("nothing".to_owned(), |lines| lines.join("\n"))
    }

    #[test]
    fn every_value_is_a_line_under_its_whole_key() {
        let stated = Stated::new(TEXT);
        assert_snapshot!(check(stated.under(&["gates", "unit"])), @r#"
        keep = ["x", "y"]
        reports[0].format = "tap"
        reports[0].from = "stdout"
        run = "a\nb"
        "#);
        assert_snapshot!(check(stated.under(&["rules", "unread"])), @r#""off""#);
        assert_snapshot!(check(stated.under(&["project", "start"])), @"2026-01-02");
        assert_snapshot!(check(stated.under_but(&["policy"], "commits")), @"recheck = true");
        assert_snapshot!(check(stated.under(&["policy", "commits"])), @"types = []");
        assert_snapshot!(check(stated.entries("suppress", "rule", "a")), @r#"
        [0].reason = "one"
        [0].rule = "a"
        [1].reason = "three"
        [1].rule = "a"
        "#);
        assert_snapshot!(check(stated.under_meant("gates", |name| name == "unit")), @r#"
        keep = ["x", "y"]
        reports[0].format = "tap"
        reports[0].from = "stdout"
        run = "a\nb"
        "#);
        assert_eq!(stated.under(&["gates", "lint"]), None);
        assert_eq!(stated.entries("suppress", "rule", "c"), None);
    }

    #[test]
    fn layout_makes_no_difference() {
        let one = Stated::new("a.b = 1\na.c = [1, 2]\n").under(&["a"]);
        let other = Stated::new("[a]\n# why\nc = [\n  1,\n  2,\n]\nb = 1\n").under(&["a"]);
        assert_eq!(one, other);
    }
}
