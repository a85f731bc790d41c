//! From the text of an expression to its meaning.
//!
//! ```text
//! sum     = product { ( "+" | "-" ) product }
//! product = primary { ( "*" | "/" ) primary }
//! primary = "(" sum ")" | "-" primary | number | text | name | name "(" [ sum { "," sum } ] ")"
//! ```

use super::{
    FactName, calls,
    error::{ExprError, ExprMistake},
    expr::{Expr, Function, Operation},
    token::{Token, tokens},
    value::Number,
};
use crate::text::Span;

const LONGEST: usize = 4096;
const DEEPEST: u32 = 32;

pub(super) type Parsed<T> = Result<T, ExprError>;

impl Expr {
    /// Reads an expression.
    pub fn parse(text: &str) -> Parsed<Self> {
        let whole = Span::new(0, text.len());
        if text.len() > LONGEST {
            return Err(ExprError::new(whole, ExprMistake::TooLong { most: LONGEST }));
        }
        let tokens = tokens(text)?;
        if tokens.is_empty() {
            return Err(ExprError::new(whole, ExprMistake::Empty));
        }
        let mut parser = Parser { tokens, at: 0, depth: 0, end: text.len() };
        let (expr, _) = parser.sum()?;
        if parser.at < parser.tokens.len() {
            return Err(parser.expected("the end of the expression"));
        }
        Ok(expr)
    }

    /// Whether its value is a text for sure.
    pub(super) fn is_text(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Apply { function, of: _ } => match function {
                Function::Concat | Function::StripPrefix | Function::StripSuffix => true,
                Function::Round
                | Function::Floor
                | Function::Ceil
                | Function::Percent
                | Function::Number
                | Function::Entries => false,
            },
            Self::Number(_)
            | Self::Fact(..)
            | Self::Chain { .. }
            | Self::Negated(_)
            | Self::Ask { .. } => false,
        }
    }
}

struct Parser<'a> {
    tokens: Vec<(Token<'a>, Span)>,
    at: usize,
    depth: u32,
    end: usize,
}

impl Parser<'_> {
    fn sum(&mut self) -> Parsed<(Expr, Span)> {
        self.chain(Self::product, &[('+', Operation::Plus), ('-', Operation::Minus)])
    }

    fn product(&mut self) -> Parsed<(Expr, Span)> {
        self.chain(Self::primary, &[('*', Operation::Times), ('/', Operation::Over)])
    }

    fn chain(
        &mut self,
        part: fn(&mut Self) -> Parsed<(Expr, Span)>,
        operations: &[(char, Operation)],
    ) -> Parsed<(Expr, Span)> {
        let (first, first_span) = part(self)?;
        let mut span = first_span;
        let mut rest = Vec::new();
        while let Some(operation) = self.sign_of(operations) {
            self.at += 1;
            let (next, next_span) = part(self)?;
            for (expr, span) in [(&first, first_span), (&next, next_span)] {
                if expr.is_text() {
                    return Err(ExprError::new(span, ExprMistake::TextInSum));
                }
            }
            span = span.cover(next_span);
            rest.push((operation, next));
        }
        let is_one = rest.is_empty();
        Ok((if is_one { first } else { Expr::Chain { first: Box::new(first), rest } }, span))
    }

    fn primary(&mut self) -> Parsed<(Expr, Span)> {
        let Some((token, span)) = self.tokens.get(self.at).cloned() else {
            return Err(self.expected("a value"));
        };
        self.at += 1;
        match token {
            Token::Number(value) => {
                let number = Number::new(value)
                    .ok_or_else(|| ExprError::new(span, ExprMistake::NumberTooLarge))?;
                Ok((Expr::Number(number), span))
            }
            Token::Text(text) => Ok((Expr::Text(text), span)),
            Token::Name(name) if self.sign() == Some('(') => {
                self.at += 1;
                let arguments = self.deeper(Self::arguments)?;
                let end = self.before();
                let whole = span.cover(end);
                Ok((calls::call((name, span), arguments, whole)?, whole))
            }
            Token::Name(name) => match FactName::new(name) {
                Some(name) => Ok((Expr::Fact(name, span), span)),
                None => Err(ExprError::new(span, ExprMistake::NoWord { text: name.into() })),
            },
            Token::Sign('(') => {
                let (inner, _) = self.deeper(Self::sum)?;
                self.expect(')', "`)`")?;
                Ok((inner, span.cover(self.before())))
            }
            Token::Sign('-') => {
                let (inner, inner_span) = self.deeper(Self::primary)?;
                if inner.is_text() {
                    return Err(ExprError::new(inner_span, ExprMistake::TextInSum));
                }
                Ok((Expr::Negated(Box::new(inner)), span.cover(inner_span)))
            }
            Token::Sign(_) => {
                self.at -= 1;
                Err(self.expected("a value"))
            }
        }
    }

    /// What stands between the parentheses of a call, up to the closing one.
    fn arguments(&mut self) -> Parsed<Vec<(Expr, Span)>> {
        let mut arguments = Vec::new();
        if self.sign() == Some(')') {
            self.at += 1;
            return Ok(arguments);
        }
        loop {
            arguments.push(self.sum()?);
            if self.sign() == Some(',') {
                self.at += 1;
                continue;
            }
            self.expect(')', "`,` or `)`")?;
            return Ok(arguments);
        }
    }

    fn deeper<T>(&mut self, part: fn(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == DEEPEST {
            return Err(ExprError::new(self.here(), ExprMistake::TooDeep { most: DEEPEST }));
        }
        self.depth += 1;
        let found = part(self);
        self.depth -= 1;
        found
    }

    fn sign_of(&self, meanings: &[(char, Operation)]) -> Option<Operation> {
        let next = self.sign()?;
        meanings.iter().find(|(sign, _)| *sign == next).map(|(_, meaning)| *meaning)
    }

    fn sign(&self) -> Option<char> {
        match self.tokens.get(self.at)?.0 {
            Token::Sign(sign) => Some(sign),
            Token::Name(_) | Token::Number(_) | Token::Text(_) => None,
        }
    }

    fn expect(&mut self, sign: char, wanted: &'static str) -> Parsed<()> {
        if self.sign() != Some(sign) {
            return Err(self.expected(wanted));
        }
        self.at += 1;
        Ok(())
    }

    /// Where the next word is, or the end.
    fn here(&self) -> Span {
        self.tokens.get(self.at).map_or(Span::new(self.end, self.end), |(_, span)| *span)
    }

    /// Where the last word was that was taken.
    fn before(&self) -> Span {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(Span::new(0, 0), |(_, span)| *span)
    }

    fn expected(&self, wanted: &'static str) -> ExprError {
        ExprError::new(self.here(), ExprMistake::Expected { wanted })
    }
}
