//! The page as a whole: its templates, its script and its style, and what it allows itself.

use base64ct::{Base64, Encoding as _};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value,
    syntax::SyntaxConfig,
    value::{Serde, ValueKind},
};
use serde::Serialize;

use super::{
    Exhibit, Ground, board, gates, item, past::PastData, people::People, problems::Problems,
    registers, rests::Rests, wire::minute,
};
use crate::{
    digest::Digest,
    render::{escape, svg, timeline},
};

/// The parts of the page, by the names that they take each other in by.
const TEMPLATES: [(&str, &str); 9] = [
    ("report", include_str!("templates/report.html")),
    ("parts", include_str!("templates/parts.html")),
    ("board", include_str!("templates/board.html")),
    ("items", include_str!("templates/items.html")),
    ("gates", include_str!("templates/gates.html")),
    ("people", include_str!("templates/people.html")),
    ("past", include_str!("templates/past.html")),
    ("registers", include_str!("templates/registers.html")),
    ("problems", include_str!("templates/problems.html")),
];

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// What the page is filled with.
#[derive(Serialize)]
pub(super) struct Data<'a> {
    head: &'static str,
    title: &'a str,
    subject: String,
    now: String,
    version: &'static str,
    policy: String,
    style: Value,
    script: Value,
    documents: Vec<&'a str>,
    tiles: Vec<board::Tile>,
    board: board::Board<'a>,
    items: Vec<item::Page<'a>>,
    gates: Vec<gates::Gate<'a>>,
    people: People<'a>,
    past: PastData,
    rests: Rests,
    decisions: Vec<registers::Decision<'a>>,
    registers: Vec<registers::Register<'a>>,
    problems: Problems<'a>,
}

impl<'a> Data<'a> {
    pub(super) fn new(exhibit: Exhibit<'a>, ground: Ground<'a>) -> Self {
        Self {
            head: "",
            title: exhibit.title,
            subject: ground.subject(),
            now: minute(ground.now()),
            version: env!("CARGO_PKG_VERSION"),
            policy: policy(),
            style: Value::from_safe_string(STYLE.to_owned()),
            script: Value::from_safe_string(SCRIPT.to_owned()),
            documents: ground.account.plan.documents.iter().map(|it| it.path.as_str()).collect(),
            tiles: board::tiles(ground),
            board: board::Board::new(ground),
            items: item::pages(ground),
            gates: gates::gates(ground),
            people: People::new(ground),
            past: PastData::new(exhibit.past),
            rests: Rests::new(ground),
            decisions: registers::decisions(ground),
            registers: registers::registers(ground),
            problems: Problems::new(ground),
        }
    }
}

/// What the page may do: be shown, in its own style, with its own script. The digests are those of texts
/// that stand in the program, never of what was found in the page.
fn policy() -> String {
    let styles = [STYLE, &*svg::style::text(), timeline::svg::STYLE].map(pinned).join(" ");
    format!(
        "default-src 'none'; script-src {}; style-src {styles}; img-src data:; base-uri 'none'; \
         form-action 'none'",
        pinned(SCRIPT)
    )
}

/// A text by its digest, as a [source expression](https://www.w3.org/TR/CSP3/#framework-directive-source-list).
fn pinned(text: &str) -> String {
    format!("'sha256-{}'", Base64::encode_string(Digest::of(text.as_bytes()).as_bytes()))
}

/// Fills the templates.
pub(super) fn fill(data: &Data<'_>) -> Result<String, Error> {
    let mut environment = environment();
    for (name, template) in TEMPLATES {
        environment.add_template(name, template)?;
    }
    environment.get_template("report")?.render(Value::from(Serde(data)))
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    environment.set_syntax(syntax.build().expect("the delimiters are those that are built in"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("html".into()));
    environment.set_formatter(write);
    environment
        .add_filter("message", |text: String| Value::from_safe_string(escape::html_message(&text)));
    environment
}

/// Writes a value into the page: text as nothing but text, and nothing for nothing.
fn write(out: &mut Output<'_>, _state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let shown = match value.kind() {
        ValueKind::Undefined | ValueKind::None => return Ok(()),
        ValueKind::Bool | ValueKind::Number => value.to_string(),
        ValueKind::String if value.is_safe() => value.to_string(),
        ValueKind::String => escape::xml(value.as_str().unwrap_or_default()),
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
    out.write_str(&shown).map_err(Error::from)
}
