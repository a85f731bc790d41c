//! The page as a whole: its templates, its script and its style, and what it allows itself.

use base64ct::{Base64, Encoding as _};
use minijinja::{Error, Value, value::Serde};
use serde::Serialize;

use super::{
    Exhibit, Ground, board, gates, item, past::PastData, people::People, problems::Problems,
    registers, rests::Rests, wire::minute,
};
use crate::{
    digest::Digest,
    render::{
        escape,
        jinja::{self, Language},
        svg, timeline,
    },
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
    title: &'a str,
    subject: String,
    now: String,
    notes: &'a [String],
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
            title: exhibit.title,
            subject: ground.subject(),
            now: minute(ground.now()),
            notes: exhibit.notes,
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
    let mut environment = jinja::environment(Language {
        name: "html",
        value: escape::xml,
        message: escape::html_message,
        keeps_last_line: false,
    });
    for (name, template) in TEMPLATES {
        environment.add_template(name, template)?;
    }
    environment.get_template("report")?.render(Value::from(Serde(data)))
}
