//! Template engines that write text of documents as nothing but text, whatever they make.

use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value,
    syntax::SyntaxConfig, value::ValueKind,
};

/// What templates make, by how text is written in it.
#[derive(Clone, Copy)]
pub(super) struct Language {
    /// What it is called.
    pub(super) name: &'static str,
    /// A value, wherever it stands.
    pub(super) value: fn(&str) -> String,
    /// A message of ours, with code between backticks.
    pub(super) message: fn(&str) -> String,
    /// Whether the last line of a template ends.
    pub(super) keeps_last_line: bool,
}

/// An engine without templates.
pub(super) fn environment(language: Language) -> Environment<'static> {
    let mut environment = Environment::new();
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(language.keeps_last_line);
    environment.set_syntax(syntax.build().expect("the delimiters are those that are built in"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(move |_| AutoEscape::Custom(language.name.into()));
    environment.set_formatter(move |out, _state: &mut State<'_, '_>, value| {
        write(out, value, language.value)
    });
    // Text of documents cannot be declared to be markup, and what milepost holds is not dumped.
    for filter in ["safe", "escape", "e", "pprint"] {
        environment.remove_filter(filter);
    }
    environment.remove_global("debug");
    environment.add_filter("message", move |text: String| {
        Value::from_safe_string((language.message)(&text))
    });
    environment
}

/// Writes a value into a page: text as nothing but text, and nothing for nothing.
fn write(out: &mut Output<'_>, value: &Value, plain: fn(&str) -> String) -> Result<(), Error> {
    let text = match value.kind() {
        // What an `if` without an `else` leaves; any other is refused before it comes here.
        ValueKind::Undefined | ValueKind::None => return Ok(()),
        ValueKind::Bool | ValueKind::Number => value.to_string(),
        ValueKind::String if value.is_safe() => value.to_string(),
        ValueKind::String => plain(value.as_str().unwrap_or_default()),
        kind @ (ValueKind::Bytes
        | ValueKind::Seq
        | ValueKind::Map
        | ValueKind::Iterable
        | ValueKind::Plain
        | ValueKind::Invalid
        | _) => {
            let what = format!("a {kind} cannot be written; write what is in it");
            return Err(Error::new(ErrorKind::InvalidOperation, what));
        }
    };
    out.write_str(&text).map_err(Error::from)
}
