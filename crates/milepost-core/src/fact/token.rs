//! The words of an expression.

use super::error::{ExprError, ExprMistake};
use crate::text::Span;

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A name.
    Name(&'a str),
    /// A number; finite and not negative.
    Number(f64),
    /// A text in quotes, without them.
    Text(Box<str>),
    /// One of `+ - * / ( ) ,`.
    Sign(char),
}

const SIGNS: [char; 7] = ['+', '-', '*', '/', '(', ')', ','];

/// What other languages write, and what it is here.
const FOREIGN: &[(&str, &str)] = &[("×", "*"), ("÷", "/"), ("%", "percent(part, whole)")];

/// The words of an expression, each with its place.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token<'_>, Span)>, ExprError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, length) = token(&text[at..], first).map_err(|error| error.moved_by(at))?;
        tokens.push((token, Span::new(at, at + length)));
        at += length;
    }
    Ok(tokens)
}

/// The first word of `rest`, and how many bytes it is.
fn token(rest: &str, first: char) -> Result<(Token<'_>, usize), ExprError> {
    if first.is_ascii_digit() {
        return number(rest);
    }
    if first.is_alphabetic() {
        let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let length = rest.find(|c| !goes_on(c)).unwrap_or(rest.len());
        return Ok((Token::Name(&rest[..length]), length));
    }
    match first {
        // As in TOML: what stands between single quotes is taken as it is, so that patterns need no
        // second backslash.
        '\'' => match rest[1..].find('\'') {
            Some(end) => Ok((Token::Text(rest[1..=end].into()), end + 2)),
            None => Err(ExprError::new(Span::new(0, rest.len()), ExprMistake::OpenQuote)),
        },
        '"' => quotation(rest),
        sign if SIGNS.contains(&sign) => Ok((Token::Sign(sign), 1)),
        other => {
            let foreign = FOREIGN.iter().find(|(foreign, _)| rest.starts_with(foreign));
            let length = foreign.map_or(other.len_utf8(), |(foreign, _)| foreign.len());
            let mistake = ExprMistake::NoWord { text: rest[..length].into() };
            Err(ExprError::new(Span::new(0, length), mistake)
                .suggesting(foreign.map(|(_, ours)| *ours)))
        }
    }
}

fn number(rest: &str) -> Result<(Token<'_>, usize), ExprError> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(rest);
    let fraction = rest[length..].strip_prefix('.').map_or(0, digits);
    if fraction > 0 {
        length += 1 + fraction;
    }
    match rest[..length].parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Token::Number(number), length)),
        Ok(_) | Err(_) => Err(ExprError::new(Span::new(0, length), ExprMistake::NumberTooLarge)),
    }
}

fn quotation(rest: &str) -> Result<(Token<'_>, usize), ExprError> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Ok((Token::Text(text.into()), at + 1)),
            '\\' => match chars.next() {
                Some((_, escaped @ ('"' | '\'' | '\\'))) => text.push(escaped),
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((end, other)) => {
                    let span = Span::new(at, end + other.len_utf8());
                    return Err(ExprError::new(span, ExprMistake::UnknownEscape)
                        .suggesting(Some("single quotes, in which a backslash is one")));
                }
                None => break,
            },
            char => text.push(char),
        }
    }
    Err(ExprError::new(Span::new(0, rest.len()), ExprMistake::OpenQuote))
}
