//! Values in YAML: one document, as it is written out. Aliases and merge keys are not followed, so
//! that nothing grows beyond the file.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Marks};

use super::{
    DEEPEST, Entry, Looked, LookupError, LookupPath, Step, bare, no_key, no_way, number, of_base,
    quoted, twice,
};
use crate::{
    fact::value::Value,
    text::{LineIndex, Span},
};

/// A value; parts are named by their place in the list of all nodes.
enum Node {
    One { text: Box<str>, is_plain: bool, marks: Marks },
    List(Vec<usize>),
    Table(Vec<(usize, usize)>),
    Alias,
}

/// A list or table that is not whole yet.
struct Open {
    at: usize,
    parts: Vec<usize>,
    is_table: bool,
}

pub(super) fn entry(text: &str, path: &LookupPath) -> Looked {
    let nodes = nodes(text)?;
    let mut at = 0;
    for step in &path.steps {
        at = match (nodes.get(at), step) {
            (Some(Node::Table(members)), Step::Key(key)) => {
                let mut fitting =
                    members.iter().filter(|(name, _)| key_of(&nodes, *name) == &**key);
                let Some((_, value)) = fitting.next() else {
                    let known = members.iter().map(|(name, _)| key_of(&nodes, *name));
                    return Err((no_key(key, known), None));
                };
                if fitting.next().is_some() {
                    return Err((LookupError::Twice { key: key.clone() }, None));
                }
                *value
            }
            (Some(Node::List(entries)), Step::Index(index)) => {
                let count = entries.len();
                let found = entries.get(*index).copied();
                found.ok_or((LookupError::NoIndex { index: *index, count }, None))?
            }
            (Some(Node::Alias), _) => return Err((LookupError::Alias, None)),
            (other, step) => return Err((no_way(kind(other), step), None)),
        };
    }
    match nodes.get(at) {
        Some(Node::List(entries)) => Ok(Entry::Many { count: entries.len(), what: "a list" }),
        Some(Node::Table(members)) => match twice(words(&nodes, members)) {
            Some(why) => Err((why, None)),
            None => Ok(Entry::Many { count: members.len(), what: "a table" }),
        },
        Some(Node::Alias) => Err((LookupError::Alias, None)),
        Some(Node::One { text: value, is_plain, marks }) => {
            let span = span(text, marks);
            let value = if *is_plain { plain(value, span)? } else { Value::Text(value.clone()) };
            Ok(Entry::One { value, span })
        }
        None => Err((LookupError::Null, None)),
    }
}

/// All values of a file, the outermost first.
fn nodes(text: &str) -> Result<Vec<Node>, (LookupError, Option<u32>)> {
    let mut parser = Parser::new_from_str(text);
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        let (event, marks) = event.map_err(|error| malformed(text, &error))?;
        let node = match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err((LookupError::SeveralDocuments, None));
                }
                continue;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
            Event::SequenceEnd | Event::MappingEnd => {
                close(&mut nodes, &mut open);
                continue;
            }
            Event::Alias(_) => Node::Alias,
            Event::Scalar(text, style, _, tag) => {
                let is_plain = style == ScalarStyle::Plain && tag.is_none();
                Node::One { text: (&*text).into(), is_plain, marks }
            }
            Event::SequenceStart(..) => Node::List(Vec::new()),
            Event::MappingStart(..) => Node::Table(Vec::new()),
        };
        let at = nodes.len();
        if let Some(around) = open.last_mut() {
            around.parts.push(at);
        }
        match &node {
            Node::List(_) => open.push(Open { at, parts: Vec::new(), is_table: false }),
            Node::Table(_) => open.push(Open { at, parts: Vec::new(), is_table: true }),
            Node::One { .. } | Node::Alias => {}
        }
        nodes.push(node);
        if open.len() > DEEPEST {
            return Err((LookupError::TooDeep, None));
        }
    }
    Ok(nodes)
}

fn close(nodes: &mut [Node], open: &mut Vec<Open>) {
    let Some(Open { at, parts, is_table }) = open.pop() else { return };
    let Some(node) = nodes.get_mut(at) else { return };
    *node = if is_table {
        let pairs = parts.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)));
        Node::Table(pairs.collect())
    } else {
        Node::List(parts)
    };
}

/// The keys of a table that are words.
fn words<'a>(nodes: &'a [Node], members: &'a [(usize, usize)]) -> impl Iterator<Item = &'a str> {
    members.iter().filter_map(|(name, _)| match nodes.get(*name)? {
        Node::One { text, .. } => Some(&**text),
        Node::List(_) | Node::Table(_) | Node::Alias => None,
    })
}

fn key_of(nodes: &[Node], at: usize) -> &str {
    match nodes.get(at) {
        Some(Node::One { text, .. }) => text,
        Some(Node::List(_) | Node::Table(_) | Node::Alias) | None => "",
    }
}

fn kind(node: Option<&Node>) -> &'static str {
    match node {
        Some(Node::One { .. }) => "one value",
        Some(Node::List(_)) => "a list",
        Some(Node::Table(_)) => "a table",
        Some(Node::Alias) => "an alias",
        None => "an empty file",
    }
}

/// What a word without quotes is, by the core schema of YAML 1.2.
fn plain(text: &str, span: Span) -> Result<Value, (LookupError, Option<u32>)> {
    let at = Some(span.start);
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Err((LookupError::Null, at)),
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "-.inf" => {
            return Err((LookupError::NotFinite { text: text.into() }, at));
        }
        _ => {}
    }
    let of_another = [("0x", 16), ("0o", 8)].into_iter().find_map(|(prefix, radix)| {
        let digits = text.strip_prefix(prefix).filter(|digits| !digits.is_empty())?;
        digits.chars().all(|it| it.is_digit(radix)).then(|| of_base(text, digits, radix))
    });
    let digits = text.trim_start_matches(['+', '-']);
    let looks_so = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.bytes().all(|it| it.is_ascii_digit() || b".eE+-".contains(&it))
        && digits.bytes().any(|it| it.is_ascii_digit());
    let counted = match of_another {
        Some(counted) => counted,
        None if looks_so && text.parse::<f64>().is_ok() => number(text),
        None => return Ok(Value::Text(text.into())),
    };
    counted.map_err(|why| (why, at))
}

fn malformed(text: &str, error: &ScanError) -> (LookupError, Option<u32>) {
    let line = u32::try_from(error.marker().line()).unwrap_or(1);
    let at = LineIndex::new(text).span(text, line).start;
    (LookupError::Malformed { format: "YAML", what: error.info().into() }, Some(at))
}

/// The bytes between two marks, which count characters.
fn span(text: &str, marks: &Marks) -> Span {
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
    Span::new(byte(marks.start.index()), byte(marks.end.index()))
}

pub(super) fn written(raw: &str, value: &str) -> Option<String> {
    match raw.chars().next()? {
        '"' => quoted(value),
        '\'' if value.chars().any(char::is_control) => None,
        '\'' => Some(format!("'{}'", value.replace('\'', "''"))),
        '|' | '>' => None,
        _ => {
            // A word that reads as itself in any of YAML's places.
            let is_word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '+' | '/');
            let fits = |c: char| is_word(c) || c == '-';
            let is_plain = value.starts_with(is_word) && value.chars().all(fits);
            bare(raw, value).or_else(|| is_plain.then(|| value.to_owned()))
        }
    }
}
