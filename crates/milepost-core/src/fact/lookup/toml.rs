//! Values in TOML.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Entry, Looked, LookupError, LookupPath, Step, bare, no_key, no_way, number, of_base, quoted,
};
use crate::{fact::value::Value, text::Span};

pub(super) fn entry(text: &str, path: &LookupPath) -> Looked {
    let (root, errors) = DeTable::parse_recoverable(text);
    if let Some(error) = errors.first() {
        let at = error.span().map(|span| offset(span.start));
        let what = error.message().into();
        return Err((LookupError::Malformed { format: "TOML", what }, at));
    }
    let mut steps = path.steps.iter();
    let Some(Step::Key(first)) = steps.next() else {
        return Err((no_way("a file of TOML", &Step::Index(0)), None));
    };
    let mut value = inside(root.get_ref(), first, None)?;
    for step in steps {
        let at = Some(offset(value.span().start));
        value = match (value.get_ref(), step) {
            (DeValue::Table(table), Step::Key(key)) => inside(table, key, at)?,
            (DeValue::Array(list), Step::Index(index)) => list
                .get(*index)
                .ok_or_else(|| (LookupError::NoIndex { index: *index, count: list.len() }, at))?,
            (other, step) => return Err((no_way(kind(other), step), at)),
        };
    }
    of(value)
}

fn inside<'v, 't>(
    table: &'v DeTable<'t>,
    key: &str,
    at: Option<u32>,
) -> Result<&'v Spanned<DeValue<'t>>, (LookupError, Option<u32>)> {
    table.get(key).ok_or_else(|| (no_key(key, table.keys().map(|key| &**key.get_ref())), at))
}

fn of(value: &Spanned<DeValue<'_>>) -> Looked {
    let span = Span::new(value.span().start, value.span().end);
    let one = |value| Ok(Entry::One { value, span });
    let counted = |number: Result<Value, LookupError>| match number {
        Ok(number) => one(number),
        Err(why) => Err((why, Some(span.start))),
    };
    match value.get_ref() {
        DeValue::String(text) => one(Value::Text((&**text).into())),
        DeValue::Boolean(truth) => one(Value::Text(truth.to_string().into())),
        DeValue::Datetime(time) => one(Value::Text(time.to_string().into())),
        DeValue::Integer(integer) if integer.radix() == 10 => counted(number(integer.as_str())),
        DeValue::Integer(integer) => {
            let text = integer.as_str();
            counted(of_base(text, text, integer.radix()))
        }
        DeValue::Float(float) => counted(number(float.as_str())),
        DeValue::Array(list) => Ok(Entry::Many { count: list.len(), what: "a list" }),
        DeValue::Table(table) => Ok(Entry::Many { count: table.len(), what: "a table" }),
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

pub(super) fn written(raw: &str, value: &str) -> Option<String> {
    if raw.starts_with("\"\"\"") || raw.starts_with("'''") {
        return None;
    }
    match raw.chars().next()? {
        '"' => quoted(value),
        '\'' if value.chars().any(|c| c == '\'' || c.is_control()) => None,
        '\'' => Some(format!("'{value}'")),
        // A sign between digits is TOML's own. One that stands wrongly is seen when the file is read again.
        _ => bare(&raw.replace('_', ""), &value.replace('_', "")).map(|_plain| value.to_owned()),
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
