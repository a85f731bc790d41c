//! The words of a pass rule.

use super::error::{PassRuleError, RuleMistake};
use crate::text::Span;

/// A word of a rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A name or a keyword.
    Name(&'a str),
    /// A number; finite and not negative.
    Number(f64),
    /// A text in quotes, without them.
    Text(Box<str>),
    /// A sign.
    Sign(Sign),
}

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    NotEqual,
    LessEqual,
    GreaterEqual,
    Less,
    Greater,
    Plus,
    Minus,
    Times,
    Over,
    Percent,
    Open,
    Close,
    Dot,
}

/// Signs, longer ones before their beginnings.
const SIGNS: &[(&str, Sign)] = &[
    ("==", Sign::Equal),
    ("!=", Sign::NotEqual),
    ("<=", Sign::LessEqual),
    (">=", Sign::GreaterEqual),
    ("<", Sign::Less),
    (">", Sign::Greater),
    ("+", Sign::Plus),
    ("-", Sign::Minus),
    ("*", Sign::Times),
    ("/", Sign::Over),
    ("%", Sign::Percent),
    ("(", Sign::Open),
    (")", Sign::Close),
    (".", Sign::Dot),
];

/// What other languages write, and what it is here.
const FOREIGN: &[(&str, &str)] = &[
    ("=", "=="),
    ("&&", "and"),
    ("||", "or"),
    ("!", "not"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("×", "*"),
    ("÷", "/"),
];

/// The words of a rule, each with its place.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token<'_>, Span)>, PassRuleError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else { return Ok(tokens) };
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, length) = token(rest, first).map_err(|error| error.moved_by(at))?;
        tokens.push((token, Span::new(at, at + length)));
        at += length;
    }
}

/// Whether a name can stand in a rule without quotes.
pub(super) fn is_bare(name: &str) -> bool {
    name.starts_with(begins_name) && name.chars().all(goes_on_name)
}

/// A text in quotes, as a rule writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

fn begins_name(char: char) -> bool {
    char.is_alphabetic() || char == '_'
}

fn goes_on_name(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '.' | '-' | '/' | ':')
}

/// The first word of `rest`, and how many bytes it is.
fn token(rest: &str, first: char) -> Result<(Token<'_>, usize), PassRuleError> {
    if first.is_ascii_digit() {
        return number(rest);
    }
    if begins_name(first) {
        let length = rest.find(|char| !goes_on_name(char)).unwrap_or(rest.len());
        return Ok((Token::Name(&rest[..length]), length));
    }
    if matches!(first, '"' | '\'') {
        return quotation(rest, first);
    }
    if let Some((sign, it)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
        return Ok((Token::Sign(*it), sign.len()));
    }
    let foreign = FOREIGN.iter().find(|(foreign, _)| rest.starts_with(foreign));
    let length = foreign.map_or(first.len_utf8(), |(foreign, _)| foreign.len());
    let mistake = RuleMistake::NoWord { text: rest[..length].into() };
    Err(PassRuleError::new(Span::new(0, length), mistake)
        .suggesting(foreign.map(|(_, ours)| *ours)))
}

fn number(rest: &str) -> Result<(Token<'_>, usize), PassRuleError> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(rest);
    let fraction = rest[length..].strip_prefix('.').map_or(0, digits);
    if fraction > 0 {
        length += 1 + fraction;
    }
    match rest[..length].parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Token::Number(number), length)),
        Ok(_) | Err(_) => {
            Err(PassRuleError::new(Span::new(0, length), RuleMistake::NumberTooLarge))
        }
    }
}

fn quotation(rest: &str, quote: char) -> Result<(Token<'_>, usize), PassRuleError> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            char if char == quote => return Ok((Token::Text(text.into()), at + 1)),
            '\\' => match chars.next() {
                Some((_, escaped @ ('"' | '\'' | '\\'))) => text.push(escaped),
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((end, other)) => {
                    let span = Span::new(at, end + other.len_utf8());
                    return Err(PassRuleError::new(span, RuleMistake::UnknownEscape));
                }
                None => break,
            },
            char => text.push(char),
        }
    }
    Err(PassRuleError::new(Span::new(0, rest.len()), RuleMistake::OpenQuote))
}
