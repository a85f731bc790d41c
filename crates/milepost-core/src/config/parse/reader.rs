//! What all tables share: values of a kind, and mistakes with their places.

use jiff::civil::Date;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    config::{Config, ConfigError, ConfigErrors, Mistake},
    id::ItemId,
    suggest::nearest,
    text::{RepoPath, Span},
};

/// A value with its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;
/// Bytes of the file, as the parser gives them.
pub(super) type Range = std::ops::Range<usize>;
/// A string with its place, quotes included.
pub(super) type Part<'t> = (Range, &'t str);

/// Reads tables, and collects what is wrong with them.
pub(super) struct Reader<'a> {
    text: &'a str,
    /// The names of all rules.
    pub(super) rules: &'a [&'static str],
    errors: Vec<ConfigError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, rules: &'a [&'static str]) -> Self {
        Self { text, rules, errors: Vec::new() }
    }

    pub(super) fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    pub(super) fn finish(mut self, config: Config) -> Result<Config, ConfigErrors> {
        if self.is_clean() {
            return Ok(config);
        }
        self.errors.sort_by_key(|error| error.span);
        Err(ConfigErrors { errors: self.errors })
    }
}

/// Values of a kind. Where one is of another kind, that is a mistake, and nothing is given.
impl Reader<'_> {
    pub(super) fn required_text<'v>(
        &mut self,
        entry: &Value<'_>,
        table: &'v DeTable<'_>,
        key: &'static str,
    ) -> Option<Part<'v>> {
        self.required(entry.span(), table, key)?;
        let (span, text) = self.text(table, key)?;
        self.filled(span, text, key)
    }

    /// The value of a key that must be there; `at` is where to say that it is not.
    pub(super) fn required<'v, 't>(
        &mut self,
        at: Range,
        table: &'v DeTable<'t>,
        key: &'static str,
    ) -> Option<&'v Value<'t>> {
        let value = table.get(key);
        if value.is_none() {
            self.mistake(at, Mistake::MissingKey { key });
        }
        value
    }

    /// A text that says something.
    pub(super) fn filled<'v>(
        &mut self,
        span: Range,
        text: &'v str,
        key: &'static str,
    ) -> Option<Part<'v>> {
        if text.trim().is_empty() {
            self.mistake(span, Mistake::EmptyValue { key });
            return None;
        }
        Some((span, text))
    }

    pub(super) fn text<'v>(&mut self, table: &'v DeTable<'_>, key: &str) -> Option<Part<'v>> {
        let value = table.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(key, value, "a string");
        }
        Some((value.span(), text?))
    }

    /// The strings of a list; `wanted` is what the list is one of, with its article.
    pub(super) fn texts<'v>(
        &mut self,
        table: &'v DeTable<'_>,
        key: &str,
        wanted: &'static str,
    ) -> Vec<Part<'v>> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(key, value, wanted);
            if let Some(single) = value.get_ref().as_str() {
                self.suggest(&format!("`{key} = [\"{single}\"]`"));
            }
            return Vec::new();
        };
        let mut texts = Vec::new();
        for entry in list {
            match entry.get_ref().as_str() {
                Some(text) => texts.push((entry.span(), text)),
                None => self.wrong_type(key, entry, wanted),
            }
        }
        texts
    }

    pub(super) fn truth(&mut self, table: &DeTable<'_>, key: &str) -> Option<bool> {
        let value = table.get(key)?;
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.wrong_type(key, value, "a truth value");
        }
        truth
    }

    /// A whole number of at least `least`.
    pub(super) fn count(
        &mut self,
        table: &DeTable<'_>,
        key: &'static str,
        least: u32,
    ) -> Option<u32> {
        let value = table.get(key)?;
        let Some(integer) = value.get_ref().as_integer() else {
            self.wrong_type(key, value, "a whole number");
            return None;
        };
        let number = i128::from_str_radix(integer.as_str(), integer.radix()).ok();
        let number = number.and_then(|number| u32::try_from(number.max(0)).ok());
        match number {
            Some(number) if number >= least => return Some(number),
            Some(_) => self.mistake(value.span(), Mistake::TooSmall { key, least }),
            None => self.mistake(value.span(), Mistake::TooLarge { key }),
        }
        None
    }

    /// One of a few words; `what` says what they are, with an article.
    pub(super) fn word<T: Copy>(
        &mut self,
        table: &DeTable<'_>,
        key: &'static str,
        what: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let (span, text) = self.text(table, key)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            self.unknown_word(span, key, (what, text), words);
        }
        found.map(|(_, value)| *value)
    }

    /// Says that a word is none of those that fit; `what` says what they are, with an article.
    pub(super) fn unknown_word<T>(
        &mut self,
        span: Range,
        key: &'static str,
        (what, text): (&'static str, &str),
        words: &[(&'static str, T)],
    ) {
        self.mistake(span, Mistake::UnknownWord { key, word: text.into() });
        let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.suggest(&format!("{what}: `\"{}\"`", words.join("\"`, `\"")));
        self.suggest_nearest(text, &words);
    }

    /// An amount with its unit, written as a string and read by `parse`.
    pub(super) fn amount<T>(
        &mut self,
        table: &DeTable<'_>,
        key: &'static str,
        (what, example): (&'static str, &'static str),
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = table.get(key)?;
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, what);
            self.suggest(&format!("a number with its unit in quotes, as `{key} = \"{example}\"`"));
            return None;
        };
        let amount = parse(text);
        if amount.is_none() {
            self.mistake(value.span(), Mistake::NotAnAmount { text: text.into(), wanted: what });
            self.suggest(&format!("a number with its unit, as `{key} = \"{example}\"`"));
        }
        amount
    }

    /// A calendar day.
    pub(super) fn day(&mut self, table: &DeTable<'_>, key: &'static str) -> Option<Date> {
        let value = table.get(key)?;
        let date = value.get_ref().as_datetime().and_then(|datetime| {
            let is_day = datetime.time.is_none() && datetime.offset.is_none();
            datetime.date.filter(|_| is_day)
        });
        let date = date.and_then(|date| {
            let year = i16::try_from(date.year).ok()?;
            Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
        });
        if date.is_none() {
            self.wrong_type(key, value, "a date");
            self.suggest(&format!("a day without quotes, as `{key} = 2026-02-01`"));
        }
        date
    }

    /// The tables in a table, each with its name as an id, in the order of the file. Names must differ
    /// by more than case.
    pub(super) fn named<'v, 't>(
        &mut self,
        table: &'v DeTable<'t>,
        of: &str,
    ) -> Vec<(Range, ItemId, &'v DeTable<'t>)> {
        let mut entries: Vec<(Range, &str, &'v Value<'t>)> =
            table.iter().map(|(key, value)| (key.span(), key.get_ref().as_ref(), value)).collect();
        entries.sort_by_key(|(span, ..)| span.start);
        self.only_different_names(entries.iter().map(|(span, name, _)| (span.clone(), *name)));
        let mut named = Vec::new();
        for (span, name, value) in entries {
            let id = ItemId::new(name);
            if id.is_none() {
                self.mistake(span.clone(), Mistake::NotAnId { text: name.into() });
            }
            let inner = value.get_ref().as_table();
            if inner.is_none() {
                self.wrong_type(name, value, "a table");
                self.suggest(&format!("a table `[{of}.{name}]`"));
            }
            named.extend(id.zip(inner).map(|(id, inner)| (span, id, inner)));
        }
        named
    }

    /// A path that stays inside the project.
    pub(super) fn path(&mut self, (span, text): Part<'_>) -> Option<RepoPath> {
        let path = RepoPath::new(text);
        if path.is_none() {
            self.mistake(span, Mistake::NotAPath { path: text.into() });
            self.suggest("a path from the root of the repository, without a leading `/`");
        }
        path
    }

    pub(super) fn table<'v, 't>(
        &mut self,
        table: &'v DeTable<'t>,
        key: &str,
    ) -> Option<&'v DeTable<'t>> {
        let value = table.get(key)?;
        let inner = value.get_ref().as_table();
        if inner.is_none() {
            self.wrong_type(key, value, "a table");
        }
        inner
    }

    /// The tables of a list; `wanted` is what the list must be, with an example.
    pub(super) fn tables<'v, 't>(
        &mut self,
        table: &'v DeTable<'t>,
        key: &str,
        example: &str,
    ) -> Vec<(&'v Value<'t>, &'v DeTable<'t>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of tables");
            self.suggest(example);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for entry in list {
            if let Some(inner) = entry.get_ref().as_table() {
                tables.push((entry, inner));
            } else {
                self.wrong_type(key, entry, "a list of tables");
                self.suggest(example);
            }
        }
        tables
    }
}

/// Mistakes.
impl Reader<'_> {
    pub(super) fn only_known_keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                self.mistake(key.span(), Mistake::UnknownKey { key: name.into() });
                self.suggest_nearest(name, known);
            }
        }
    }

    pub(super) fn wrong_type(&mut self, key: &str, value: &Value<'_>, wanted: &'static str) {
        let found = kind(value.get_ref());
        self.mistake(value.span(), Mistake::WrongType { key: key.into(), wanted, found });
    }

    pub(super) fn mistake(&mut self, span: Range, mistake: Mistake) {
        let span = self.span(span);
        self.errors.push(ConfigError { span, mistake, suggestion: None });
    }

    /// Says what to write instead of the mistake just reported.
    pub(super) fn suggest(&mut self, suggestion: &str) {
        if let Some(error) = self.errors.last_mut() {
            error.suggestion = Some(suggestion.into());
        }
    }

    pub(super) fn suggest_nearest(&mut self, word: &str, known: &[&str]) {
        if let Some(nearest) = nearest(word, known.iter().copied()) {
            self.suggest(&format!("`{nearest}`"));
        }
    }

    /// A span that lies inside the text and on character boundaries, whatever the parser says.
    pub(super) fn span(&self, range: Range) -> Span {
        let start = self.text.floor_char_boundary(range.start);
        Span::new(start, self.text.ceil_char_boundary(range.end.max(start)))
    }

    /// The bytes of the file behind a part of a string: quotes and escapes are stepped over.
    pub(super) fn inside(&self, string: Range, part: Span) -> Range {
        let raw = self.text.get(string.clone()).unwrap_or_default();
        let quotes = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|it| raw.starts_with(it));
        let Some(quotes) = quotes else { return string };
        let open = quotes.len();
        let Some(body) = raw.get(open..raw.len().saturating_sub(open)) else { return string };
        let newline =
            if open == 3 { body.len() - body.trim_start_matches(['\r', '\n']).len() } else { 0 };
        let escapes = quotes.starts_with('"');
        let at = |offset: usize| {
            string.start + open + newline + raw_length(&body[newline..], offset, escapes)
        };
        at(part.range().start)..at(part.range().end)
    }
}

/// Whether the value of a key is a list of nothing.
pub(super) fn is_empty_list(table: &DeTable<'_>, key: &str) -> bool {
    let list = table.get(key).and_then(|value| value.get_ref().as_array());
    list.is_some_and(|list| list.is_empty())
}

/// How many bytes of a string as written make so many bytes of its value.
fn raw_length(body: &str, value: usize, escapes: bool) -> usize {
    let (mut raw, mut made) = (0, 0);
    while made < value {
        let mut chars = body[raw..].chars();
        let Some(char) = chars.next() else { break };
        if !(escapes && char == '\\') {
            raw += char.len_utf8();
            made += char.len_utf8();
            continue;
        }
        let digits = match chars.next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some(_) | None => 0,
        };
        let code = body.get(raw + 2..raw + 2 + digits);
        let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        made += code.and_then(char::from_u32).map_or(1, char::len_utf8);
        raw = body.ceil_char_boundary((raw + 2 + digits).min(body.len()));
    }
    raw
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
