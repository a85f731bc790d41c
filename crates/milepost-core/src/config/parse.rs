//! From the text of `milepost.toml` to a [`Config`], or to everything that is wrong with it.
//!
//! Unknown keys are mistakes: a misspelt rule that is silently ignored judges nothing. Only the
//! tables in [`RESERVED`] are kept for later without a look inside.

use std::collections::BTreeMap;

use jiff::civil::Date;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    config::{Config, ConfigError, ConfigErrors, Documents, Mistake, Suppression},
    diag::Severity,
    globs::Globs,
    id::ItemId,
    lint::rules,
    suggest::nearest,
    text::Span,
};

/// The newest version of the format that is understood here.
const SCHEMA: u32 = 1;

/// The keys of the file.
const ROOT: &[&str] = &["schema", "project", "documents", "rules", "suppress"];
/// The tables of the file that gates, people and rendered documents will use.
const RESERVED: &[&str] = &[
    "approvals",
    "cadence",
    "consumers",
    "facts",
    "gates",
    "policy",
    "resources",
    "roles",
    "surfaces",
];
/// The keys of `[project]`.
const PROJECT: &[&str] = &["start"];
/// The keys of `[documents]`.
const DOCUMENTS: &[&str] = &["include", "exclude", "fenced", "groups"];
/// The keys of `[[suppress]]`.
const SUPPRESS: &[&str] = &["rule", "path", "item", "reason"];
/// What a rule can be set to.
const SEVERITIES: &[(&str, Option<Severity>)] = &[
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("note", Some(Severity::Note)),
    ("off", None),
];

type Value<'t> = Spanned<DeValue<'t>>;

/// Reads the text of a `milepost.toml`. Reports all mistakes, not only the first.
pub fn parse(text: &str) -> Result<Config, ConfigErrors> {
    let names: Vec<&'static str> = rules::ALL.iter().map(|rule| rule.name).collect();
    parse_knowing(text, &names)
}

fn parse_knowing(text: &str, rules: &[&'static str]) -> Result<Config, ConfigErrors> {
    let (root, syntax) = DeTable::parse_recoverable(text);
    let mut reader = Reader { text, rules, errors: Vec::new() };
    for error in syntax {
        let at = error.span().unwrap_or(text.len()..text.len());
        reader.mistake(at, Mistake::Syntax { what: error.message().into() });
    }
    let mut config = Config::default();
    if reader.errors.is_empty() && reader.schema(root.get_ref()) {
        config = reader.root(root.get_ref());
    }
    reader.finish(config)
}

struct Reader<'a> {
    text: &'a str,
    rules: &'a [&'static str],
    errors: Vec<ConfigError>,
}

impl Reader<'_> {
    fn finish(mut self, config: Config) -> Result<Config, ConfigErrors> {
        if self.errors.is_empty() {
            return Ok(config);
        }
        self.errors.sort_by_key(|error| error.span);
        Err(ConfigErrors { errors: self.errors })
    }

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
        let known = ROOT.iter().chain(RESERVED).copied();
        self.only_known_keys(root, &known.collect::<Vec<_>>());
        Config {
            is_written: true,
            documents: self.documents(root),
            rules: self.severities(root),
            suppressions: self.suppressions(root),
            start: self.start(root),
            unused: self.unused(root),
        }
    }

    fn unused(&self, root: &DeTable<'_>) -> Vec<(Box<str>, Span)> {
        let keys = root.keys().filter(|key| RESERVED.contains(&&**key.get_ref()));
        let mut unused: Vec<(Box<str>, Span)> =
            keys.map(|key| (key.get_ref().as_ref().into(), self.span(key.span()))).collect();
        unused.sort_by_key(|(_, span)| *span);
        unused
    }

    fn start(&mut self, root: &DeTable<'_>) -> Option<Date> {
        let project = self.table(root, "project")?;
        self.only_known_keys(project, PROJECT);
        let value = project.get("start")?;
        let date = value.get_ref().as_datetime().and_then(|datetime| {
            let is_day = datetime.time.is_none() && datetime.offset.is_none();
            datetime.date.filter(|_| is_day)
        });
        let date = date.and_then(|date| {
            let year = i16::try_from(date.year).ok()?;
            Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
        });
        if date.is_none() {
            self.wrong_type("start", value, "a date");
            self.suggest("a day without quotes, as `start = 2026-02-01`");
        }
        date
    }

    fn documents(&mut self, root: &DeTable<'_>) -> Documents {
        let Some(documents) = self.table(root, "documents") else { return Documents::default() };
        self.only_known_keys(documents, DOCUMENTS);
        Documents {
            include: self.globs(documents, "include"),
            exclude: self.globs(documents, "exclude"),
            fenced: self.globs(documents, "fenced"),
            groups: self.groups(documents),
        }
    }

    fn groups(&mut self, documents: &DeTable<'_>) -> BTreeMap<Box<str>, Globs> {
        let Some(groups) = self.table(documents, "groups") else { return BTreeMap::new() };
        let names = groups.keys().map(|name| name.get_ref().as_ref());
        names.map(|name| (name.into(), self.globs(groups, name))).collect()
    }

    fn globs(&mut self, table: &DeTable<'_>, key: &str) -> Globs {
        let Some(value) = table.get(key) else { return Globs::default() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of globs");
            if let Some(glob) = value.get_ref().as_str() {
                self.suggest(&format!("`{key} = [\"{glob}\"]`"));
            }
            return Globs::default();
        };
        let texts: Vec<(std::ops::Range<usize>, &str)> = list
            .iter()
            .filter_map(|entry| {
                let text = entry.get_ref().as_str();
                if text.is_none() {
                    self.wrong_type(key, entry, "a list of globs");
                }
                Some((entry.span(), text?))
            })
            .collect();
        self.compile(&texts)
    }

    fn compile(&mut self, texts: &[(std::ops::Range<usize>, &str)]) -> Globs {
        Globs::new(texts.iter().map(|(_, text)| *text)).unwrap_or_else(|errors| {
            for (at, source) in errors {
                let Some((span, text)) = texts.get(at) else { continue };
                self.mistake(span.clone(), Mistake::NotAGlob { glob: (*text).into(), source });
            }
            Globs::default()
        })
    }

    fn severities(&mut self, root: &DeTable<'_>) -> BTreeMap<&'static str, Option<Severity>> {
        let Some(table) = self.table(root, "rules") else { return BTreeMap::new() };
        let mut severities = BTreeMap::new();
        for (key, value) in table {
            let rule = self.rule(key.get_ref(), key.span());
            let severity = self.severity(key.get_ref(), value);
            if let (Some(rule), Some((_, severity))) = (rule, severity) {
                severities.insert(rule, *severity);
            }
        }
        severities
    }

    fn rule(&mut self, name: &str, span: std::ops::Range<usize>) -> Option<&'static str> {
        let rule = self.rules.iter().find(|rule| **rule == name).copied();
        if rule.is_none() {
            self.mistake(span, Mistake::UnknownRule { name: name.into() });
            self.suggest_nearest(name, self.rules);
        }
        rule
    }

    fn severity(
        &mut self,
        key: &str,
        value: &Value<'_>,
    ) -> Option<&'static (&'static str, Option<Severity>)> {
        let Some(word) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "a severity");
            self.suggest("`\"error\"`, `\"warning\"`, `\"note\"` or `\"off\"`");
            return None;
        };
        let severity = SEVERITIES.iter().find(|(name, _)| *name == word);
        if severity.is_none() {
            self.mistake(value.span(), Mistake::UnknownSeverity { word: word.into() });
            let names: Vec<&str> = SEVERITIES.iter().map(|(name, _)| *name).collect();
            self.suggest_nearest(word, &names);
        }
        severity
    }

    fn suppressions(&mut self, root: &DeTable<'_>) -> Vec<Suppression> {
        let Some(value) = root.get("suppress") else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type("suppress", value, "a list of tables");
            self.suggest("`[[suppress]]`");
            return Vec::new();
        };
        list.iter().filter_map(|entry| self.suppression(entry)).collect()
    }

    fn suppression(&mut self, entry: &Value<'_>) -> Option<Suppression> {
        let Some(table) = entry.get_ref().as_table() else {
            self.wrong_type("suppress", entry, "a list of tables");
            return None;
        };
        self.only_known_keys(table, SUPPRESS);
        let rule = self.required_text(entry, table, "rule");
        let reason = self.required_text(entry, table, "reason");
        let path = self.text(table, "path");
        let item = self.text(table, "item");
        let path = path.map(|path| self.compile(&[path]));
        let item = item.and_then(|(span, text)| self.item(span, text));
        let (span, name) = rule?;
        let rule = self.rule(name, span)?;
        Some(Suppression { rule, path, item, reason: reason?.1.trim().into() })
    }

    fn item(&mut self, span: std::ops::Range<usize>, text: &str) -> Option<ItemId> {
        let id = ItemId::new(text);
        if id.is_none() {
            self.mistake(span, Mistake::NotAnId { text: text.into() });
        }
        id
    }

    fn required_text<'v>(
        &mut self,
        entry: &Value<'_>,
        table: &'v DeTable<'_>,
        key: &'static str,
    ) -> Option<(std::ops::Range<usize>, &'v str)> {
        if !table.contains_key(key) {
            self.mistake(entry.span(), Mistake::MissingKey { key });
            return None;
        }
        let (span, text) = self.text(table, key)?;
        if text.trim().is_empty() {
            self.mistake(span, Mistake::EmptyValue { key });
            return None;
        }
        Some((span, text))
    }

    fn text<'v>(
        &mut self,
        table: &'v DeTable<'_>,
        key: &str,
    ) -> Option<(std::ops::Range<usize>, &'v str)> {
        let value = table.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(key, value, "a string");
        }
        Some((value.span(), text?))
    }

    fn table<'v, 't>(&mut self, table: &'v DeTable<'t>, key: &str) -> Option<&'v DeTable<'t>> {
        let value = table.get(key)?;
        let inner = value.get_ref().as_table();
        if inner.is_none() {
            self.wrong_type(key, value, "a table");
        }
        inner
    }

    fn only_known_keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                self.mistake(key.span(), Mistake::UnknownKey { key: name.into() });
                self.suggest_nearest(name, known);
            }
        }
    }

    fn wrong_type(&mut self, key: &str, value: &Value<'_>, wanted: &'static str) {
        let found = kind(value.get_ref());
        self.mistake(value.span(), Mistake::WrongType { key: key.into(), wanted, found });
    }

    fn mistake(&mut self, span: std::ops::Range<usize>, mistake: Mistake) {
        let span = self.span(span);
        self.errors.push(ConfigError { span, mistake, suggestion: None });
    }

    /// Says what to write instead of the mistake just reported.
    fn suggest(&mut self, suggestion: &str) {
        if let Some(error) = self.errors.last_mut() {
            error.suggestion = Some(suggestion.into());
        }
    }

    fn suggest_nearest(&mut self, word: &str, known: &[&str]) {
        if let Some(nearest) = nearest(word, known.iter().copied()) {
            self.suggest(&format!("`{nearest}`"));
        }
    }

    /// A span that lies inside the text and on character boundaries, whatever the parser says.
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let start = self.text.floor_char_boundary(range.start);
        Span::new(start, self.text.ceil_char_boundary(range.end.max(start)))
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests;
