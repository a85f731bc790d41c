//! `[[surfaces]]`: places that must state facts.

use toml::de::DeTable;

use super::{
    facts::Names,
    reader::{Part, Range, Reader, Value},
};
use crate::{
    config::Mistake,
    fact::{FactName, Format, How, LookupPath, Pattern, Place, Surface},
    text::RepoPath,
};

/// The keys of a surface.
pub(super) const SURFACE: &[&str] = &["fact", "within", "digits", "places"];
/// The keys of a place; a surface of one place has them itself.
pub(super) const PLACE: &[&str] = &["file", "pattern", "marker", "path", "format", "every"];
/// The most decimal digits that a number is rounded to.
pub(super) const MOST_DIGITS: u32 = 12;

/// What a list of places must be.
const LIST: &str = "`places = [{ file = \"README.md\", pattern = '…' }, …]`";

impl Reader<'_> {
    pub(super) fn surfaces(&mut self, root: &DeTable<'_>, names: &Names) -> Vec<Surface> {
        let tables = self.tables(root, "surfaces", "`[[surfaces]]`, one for each");
        tables.into_iter().filter_map(|(value, table)| self.surface(value, table, names)).collect()
    }

    fn surface(
        &mut self,
        value: &Value<'_>,
        table: &DeTable<'_>,
        names: &Names,
    ) -> Option<Surface> {
        let known: Vec<&str> = SURFACE.iter().chain(PLACE).copied().collect();
        self.only_known_keys(table, &known);
        let within = self.within(table);
        let digits = self.digits(table);
        let fact = self.fact_of(table, names);
        let is_list = table.contains_key("places");
        let places = if is_list {
            for key in PLACE.iter().filter(|key| table.contains_key(**key)) {
                let span = table.get(*key).map_or_else(|| value.span(), toml::Spanned::span);
                let mistake = Mistake::Contradiction { key: (*key).into(), other: "places" };
                self.mistake(span, mistake);
            }
            self.places(value, table)
        } else {
            self.place(value, table).into_iter().collect()
        };
        let marked = match &*places {
            [Place { how: How::Marker(name), .. }] if !is_list => Some(name.clone()),
            _ => None,
        };
        let fact = match (fact, marked) {
            (Some(fact), Some(name)) if fact != name => {
                self.mistake(value.span(), Mistake::OtherMarker { marker: name.as_str().into() });
                self.suggest("no `fact` here: a marker names its own");
                return None;
            }
            (fact, marked) => fact.or(marked),
        };
        if let Some(name) = fact.as_ref().filter(|name| !names.contains(*name)) {
            if !table.contains_key("fact") {
                let span = table.get("marker").map_or_else(|| value.span(), toml::Spanned::span);
                self.unknown_fact(span, name.as_str(), names);
            }
            return None;
        }
        if fact.is_none() && places.len() < 2 && !table.contains_key("fact") {
            self.mistake(value.span(), Mistake::NothingToAgree);
            self.suggest("a `fact`, or `places` that must agree among themselves");
            return None;
        }
        let is_whole = !places.is_empty();
        let span = self.span(value.span());
        is_whole.then_some(Surface { span, fact, places, within: within.unwrap_or(0.0), digits })
    }

    fn fact_of(&mut self, table: &DeTable<'_>, names: &Names) -> Option<FactName> {
        let (span, text) = self.text(table, "fact")?;
        let name = FactName::new(text).filter(|name| names.contains(name));
        if name.is_none() {
            self.unknown_fact(span, text, names);
        }
        name
    }

    fn digits(&mut self, table: &DeTable<'_>) -> Option<u32> {
        let digits = self.count(table, "digits", 0)?;
        if digits > MOST_DIGITS {
            let span = table.get("digits").map_or(0..0, toml::Spanned::span);
            self.mistake(span, Mistake::TooLarge { key: "digits" });
            return None;
        }
        Some(digits)
    }

    /// How far a stated number may lie from the value.
    fn within(&mut self, table: &DeTable<'_>) -> Option<f64> {
        let value = table.get("within")?;
        let text = match value.get_ref() {
            toml::de::DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            toml::de::DeValue::Float(float) => float.as_str(),
            toml::de::DeValue::Integer(_)
            | toml::de::DeValue::String(_)
            | toml::de::DeValue::Boolean(_)
            | toml::de::DeValue::Datetime(_)
            | toml::de::DeValue::Array(_)
            | toml::de::DeValue::Table(_) => {
                self.wrong_type("within", value, "a number");
                self.suggest("the greatest difference, as `within = 0.5`");
                return None;
            }
        };
        let number = text.parse::<f64>().ok().filter(|it| it.is_finite() && *it >= 0.0);
        if number.is_none() {
            let text = text.into();
            self.mistake(value.span(), Mistake::NotAnAmount { text, wanted: "a difference" });
            self.suggest("the greatest difference, as `within = 0.5`");
        }
        number
    }

    fn places(&mut self, surface: &Value<'_>, table: &DeTable<'_>) -> Vec<Place> {
        let tables = self.tables(table, "places", LIST);
        if tables.is_empty() {
            self.mistake(surface.span(), Mistake::EmptyValue { key: "places" });
        }
        let mut places = Vec::new();
        for (value, table) in tables {
            self.only_known_keys(table, PLACE);
            places.extend(self.place(value, table));
        }
        places
    }

    fn place(&mut self, value: &Value<'_>, table: &DeTable<'_>) -> Option<Place> {
        let every = self.truth(table, "every").unwrap_or(false);
        let (file_span, text) = self.required_text(value, table, "file")?;
        let file = self.path((file_span.clone(), text))?;
        if is_kept_from(&file) {
            self.mistake(file_span, Mistake::NotASurface { path: text.into() });
            self.suggest("a file that people write and that states something");
            return None;
        }
        let how = self.how(value, table, &file)?;
        let span = self.span(value.span());
        Some(Place { span, file, how, every })
    }

    fn how(&mut self, value: &Value<'_>, table: &DeTable<'_>, file: &RepoPath) -> Option<How> {
        let ways = ["pattern", "marker", "path"];
        let mut given = ways.iter().filter(|key| table.contains_key(**key));
        let Some(way) = given.next() else {
            let either = Mistake::MissingEither { one: "pattern", other: "path" };
            self.mistake(value.span(), either);
            self.suggest("where in the file: `pattern`, `marker` or `path`");
            return None;
        };
        if let Some(other) = given.next() {
            let span = table.get(*other).map_or_else(|| value.span(), toml::Spanned::span);
            let mistake = Mistake::Contradiction { key: (*other).into(), other: way };
            self.mistake(span, mistake);
            return None;
        }
        if let Some(format) = table.get("format").filter(|_| *way != "path") {
            let mistake = Mistake::Contradiction { key: "format".into(), other: way };
            self.mistake(format.span(), mistake);
        }
        let (span, text) = self.required_text(value, table, way)?;
        match *way {
            "pattern" => self.pattern((span, text)).map(How::Pattern),
            "marker" => {
                let name = FactName::new(text);
                if name.is_none() {
                    self.mistake(span, Mistake::NotAFactName { text: text.into() });
                }
                name.map(How::Marker)
            }
            _ => {
                let format = self.format(value.span(), table, file);
                let path = LookupPath::parse(text);
                if path.is_none() {
                    self.mistake(span, Mistake::NotALookup { text: text.into() });
                    self.suggest("keys and indices, as `package.version` or `jobs[0].name`");
                }
                Some(How::Path(format?, path?))
            }
        }
    }

    fn pattern(&mut self, (span, text): Part<'_>) -> Option<Pattern> {
        match Pattern::with_group(text) {
            Ok(pattern) => Some(pattern),
            Err(source) => {
                self.mistake(span, Mistake::NotAPattern { source });
                self.suggest(r"a regular expression with one group, as `'version (\d+\.\d+)'`");
                None
            }
        }
    }

    /// The format of a structured file: what is said, else what its name says.
    fn format(&mut self, at: Range, table: &DeTable<'_>, file: &RepoPath) -> Option<Format> {
        if table.contains_key("format") {
            return self.word(table, "format", "a format", &Format::WORDS);
        }
        let format = Format::of_file(file.file_name());
        if format.is_none() {
            self.mistake(at, Mistake::MissingKey { key: "format" });
            self.suggest(
                "`format = \"toml\"`, `\"json\"` or `\"yaml\"`: the file name does not say",
            );
        }
        format
    }
}

/// Whether a file is git's or milepost's own, and states nothing to anybody.
fn is_kept_from(file: &RepoPath) -> bool {
    let is_of_git = file.as_str().split('/').any(|part| part.eq_ignore_ascii_case(".git"));
    is_of_git || file.as_str() == "milepost.toml" || file.as_str().starts_with(".milepost/")
}
