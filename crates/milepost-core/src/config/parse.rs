//! From the text of `milepost.toml` to a [`Config`], or to everything that is wrong with it.
//!
//! Unknown keys are mistakes: a misspelt rule that is silently ignored judges nothing. One table is one
//! file here; `reader` has what they share.

mod approvals;
mod cadence;
mod commits;
mod consumers;
mod deprecations;
mod documents;
mod facts;
mod gates;
mod pages;
mod policy;
mod quantity;
mod reader;
mod releases;
mod resources;
mod severities;
mod stated;
mod surfaces;
mod work;

use jiff::civil::Date;
use toml::de::DeTable;

use self::reader::Reader;
pub use self::{
    quantity::{duration, size},
    stated::Stated,
};
use crate::{
    config::{Config, ConfigErrors, Mistake},
    lint::rules,
};

/// The newest version of the format that is understood here.
const SCHEMA: u32 = 1;

/// The keys of the file.
const ROOT: &[&str] = &[
    "schema",
    "project",
    "documents",
    "rules",
    "suppress",
    "gates",
    "resources",
    "policy",
    "roles",
    "approvals",
    "cadence",
    "consumers",
    "deprecations",
    "releases",
    "render",
    "work",
    "facts",
    "surfaces",
];
/// The keys of `[project]`.
const PROJECT: &[&str] = &["start"];

/// Reads the text of a `milepost.toml`. Reports all mistakes, not only the first.
pub fn parse(text: &str) -> Result<Config, ConfigErrors> {
    let names: Vec<&'static str> = rules::ALL.iter().map(|rule| rule.name).collect();
    parse_knowing(text, &names)
}

fn parse_knowing(text: &str, rules: &[&'static str]) -> Result<Config, ConfigErrors> {
    let (root, syntax) = DeTable::parse_recoverable(text);
    let mut reader = Reader::new(text, rules);
    for error in syntax {
        let at = error.span().unwrap_or(text.len()..text.len());
        reader.mistake(at, Mistake::Syntax { what: error.message().into() });
    }
    let mut config = Config::default();
    if reader.is_clean() && reader.schema(root.get_ref()) {
        config = reader.root(root.get_ref());
    }
    reader.finish(config)
}

impl Reader<'_> {
    /// Whether the file is of a version that can be read.
    fn schema(&mut self, root: &DeTable<'_>) -> bool {
        let Some(value) = root.get("schema") else {
            self.mistake(0..0, Mistake::NoSchema);
            self.suggest("`schema = 1` on the first line");
            return false;
        };
        let Some(integer) = value.get_ref().as_integer() else {
            self.wrong_type("schema", value, "a number");
            return false;
        };
        let found = integer.to_string().into();
        let number = integer.as_str().parse::<i128>().ok().filter(|_| integer.radix() == 10);
        match number {
            Some(number) if number == i128::from(SCHEMA) => return true,
            Some(number) if number < i128::from(SCHEMA) => {
                self.mistake(value.span(), Mistake::NoSuchSchema { found });
                self.suggest("`schema = 1`");
            }
            Some(_) | None => {
                self.mistake(value.span(), Mistake::NewerSchema { found, known: SCHEMA });
                self.suggest("a newer milepost");
            }
        }
        false
    }

    fn root(&mut self, root: &DeTable<'_>) -> Config {
        self.only_known_keys(root, ROOT);
        let roles = self.roles(root);
        let approvals = self.approvals(root, &roles);
        let names = gates::names(root);
        let facts = self.facts(root, &names);
        let surfaces = self.surfaces(root, &facts::names(root));
        Config {
            is_written: true,
            documents: self.documents(root),
            rules: self.severities(root),
            suppressions: self.suppressions(root),
            start: self.start(root),
            gates: self.gates(root),
            resources: self.resources(root),
            policy: self.policy(root),
            roles,
            approvals,
            cadences: self.cadences(root, &names),
            consumers: self.consumers(root, &names),
            deprecations: self.deprecations(root),
            release_classes: self.release_classes(root, &names),
            work: self.work(root),
            facts,
            surfaces,
            pages: self.pages(root),
        }
    }

    fn start(&mut self, root: &DeTable<'_>) -> Option<Date> {
        let project = self.table(root, "project")?;
        self.only_known_keys(project, PROJECT);
        self.day(project, "start")
    }
}

#[cfg(test)]
mod tests;
