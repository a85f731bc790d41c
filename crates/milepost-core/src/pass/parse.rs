//! From the text of a rule to its meaning.
//!
//! ```text
//! rule       = all { "or" all }
//! all        = negated { "and" negated }
//! negated    = "not" negated | comparison
//! comparison = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum ]
//! sum        = product { ( "+" | "-" ) product }
//! product    = primary { ( "*" | "/" ) primary }
//! primary    = "(" rule ")" | [ "-" ] number [ unit ] | name | "metric" "(" text ")"
//!            | "artifact" "(" text ")" "." ( "exists" | "size" )
//!            | "output" ( "contains" | "lacks" ) text
//! ```

use super::{
    condition::{Comparison, Condition, Occurrence, Operation, Value},
    error::{PassRuleError, RuleMistake},
    term::{KEYWORDS, Term, TestCount, is_of_tests},
    token::{Sign, Token, tokens},
    unit::{Dimension, Quantity, Unit},
};
use crate::{
    suggest::nearest,
    text::{RepoPath, Span},
};

const LONGEST: usize = 4096;
const DEEPEST: u32 = 32;

type Parsed<T> = Result<T, PassRuleError>;

/// Reads a rule.
pub(super) fn condition(text: &str) -> Parsed<Condition> {
    let whole = Span::new(0, text.len());
    if text.len() > LONGEST {
        return Err(PassRuleError::new(whole, RuleMistake::TooLong { most: LONGEST }));
    }
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(PassRuleError::new(whole, RuleMistake::Empty));
    }
    let mut parser = Parser { tokens, at: 0, depth: 0, end: text.len() };
    let (phrase, span) = parser.any()?;
    if parser.at < parser.tokens.len() {
        let mistake = match parser.comparison() {
            Some(_) => RuleMistake::ChainedComparison,
            None => RuleMistake::GoesOn,
        };
        return Err(PassRuleError::new(parser.here(), mistake));
    }
    phrase.condition(span)
}

/// What stands in parentheses or between two signs, before it is known which of the two is wanted.
enum Phrase {
    Condition(Condition),
    Value(Value),
}

impl Phrase {
    fn condition(self, span: Span) -> Parsed<Condition> {
        match self {
            Self::Condition(condition) => Ok(condition),
            Self::Value(_) => Err(PassRuleError::new(span, RuleMistake::NotACondition)),
        }
    }

    fn value(self, span: Span) -> Parsed<Value> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Condition(_) => Err(PassRuleError::new(span, RuleMistake::NotAValue)),
        }
    }
}

struct Parser<'a> {
    tokens: Vec<(Token<'a>, Span)>,
    at: usize,
    depth: u32,
    end: usize,
}

impl<'a> Parser<'a> {
    fn any(&mut self) -> Parsed<(Phrase, Span)> {
        self.joined("or", Self::all, Condition::Any)
    }

    fn all(&mut self) -> Parsed<(Phrase, Span)> {
        self.joined("and", Self::negated, Condition::All)
    }

    fn joined(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Parsed<(Phrase, Span)>,
        join: fn(Vec<Condition>) -> Condition,
    ) -> Parsed<(Phrase, Span)> {
        let (first, mut span) = part(self)?;
        if !self.is_at_word(word) {
            return Ok((first, span));
        }
        let mut parts = vec![first.condition(span)?];
        while self.take_word(word) {
            let (next, next_span) = part(self)?;
            parts.push(next.condition(next_span)?);
            span = span.cover(next_span);
        }
        Ok((Phrase::Condition(join(parts)), span))
    }

    fn negated(&mut self) -> Parsed<(Phrase, Span)> {
        let start = self.here();
        if !self.take_word("not") {
            return self.compared();
        }
        let (phrase, span) = self.deeper(Self::negated)?;
        let condition = Condition::Not(Box::new(phrase.condition(span)?));
        Ok((Phrase::Condition(condition), start.cover(span)))
    }

    fn compared(&mut self) -> Parsed<(Phrase, Span)> {
        let (left, left_span) = self.sum()?;
        let Some(comparison) = self.comparison() else { return Ok((left, left_span)) };
        self.at += 1;
        let (right, right_span) = self.sum()?;
        let span = left_span.cover(right_span);
        let (left, right) = (left.value(left_span)?, right.value(right_span)?);
        if let (Some(a), Some(b)) = (known_dimension(&left), known_dimension(&right))
            && a != b
        {
            return Err(mixed(span, &a, &b));
        }
        if says_nothing(&left, comparison, &right) {
            return Err(PassRuleError::new(span, RuleMistake::Constant));
        }
        Ok((Phrase::Condition(Condition::Compare { left, comparison, right }), span))
    }

    fn sum(&mut self) -> Parsed<(Phrase, Span)> {
        self.chain(Self::product, &[(Sign::Plus, Operation::Plus), (Sign::Minus, Operation::Minus)])
    }

    fn product(&mut self) -> Parsed<(Phrase, Span)> {
        self.chain(Self::primary, &[(Sign::Times, Operation::Times), (Sign::Over, Operation::Over)])
    }

    fn chain(
        &mut self,
        part: fn(&mut Self) -> Parsed<(Phrase, Span)>,
        operations: &[(Sign, Operation)],
    ) -> Parsed<(Phrase, Span)> {
        let (first, mut span) = part(self)?;
        let Some(mut next) = self.sign_of(operations) else { return Ok((first, span)) };
        let first = first.value(span)?;
        let mut dimension = known_dimension(&first);
        let mut rest = Vec::new();
        loop {
            self.at += 1;
            let (phrase, next_span) = part(self)?;
            let value = phrase.value(next_span)?;
            span = span.cover(next_span);
            dimension = match (dimension, known_dimension(&value)) {
                (Some(a), Some(b)) => {
                    Some(next.dimension(&a, &b).ok_or_else(|| mixed(span, &a, &b))?)
                }
                (None, _) | (_, None) => None,
            };
            rest.push((next, value));
            match self.sign_of(operations) {
                Some(following) => next = following,
                None => break,
            }
        }
        Ok((Phrase::Value(Value::Chain { first: Box::new(first), rest }), span))
    }

    fn primary(&mut self) -> Parsed<(Phrase, Span)> {
        let start = self.here();
        let phrase = match self.next() {
            Some(Token::Number(number)) => Phrase::Value(self.quantity(number)?),
            Some(Token::Sign(Sign::Minus)) => match self.next() {
                Some(Token::Number(number)) => Phrase::Value(self.quantity(-number)?),
                Some(Token::Name(_) | Token::Text(_) | Token::Sign(_)) | None => {
                    return Err(self.expected_before("a number"));
                }
            },
            Some(Token::Sign(Sign::Open)) => {
                let (phrase, _) = self.deeper(Self::any)?;
                self.expect(Sign::Close, "`)`")?;
                phrase
            }
            Some(Token::Name(name)) => self.named(name)?,
            Some(Token::Text(_) | Token::Sign(_)) => {
                return Err(self.expected_before("a value or a condition"));
            }
            None => return Err(self.expected("a value or a condition")),
        };
        Ok((phrase, start.cover(self.before())))
    }

    fn named(&mut self, name: &'a str) -> Parsed<Phrase> {
        let term = match name {
            "exit" => Term::Exit,
            "duration" => Term::Duration,
            "metric" => Term::Metric(self.argument()?.0),
            "artifact" => return self.artifact(),
            "output" => return self.output(),
            "and" | "or" | "not" | "contains" | "lacks" => {
                return Err(self.expected_before("a value or a condition"));
            }
            name if is_of_tests(name) => Term::Tests(TestCount::of(name).ok_or_else(|| {
                let suggestion = nearest(name, TestCount::ALL.map(TestCount::as_str));
                let mistake = RuleMistake::UnknownCount { name: name.into() };
                PassRuleError::new(self.before(), mistake).suggesting(suggestion)
            })?),
            name => Term::Metric(name.into()),
        };
        Ok(Phrase::Value(Value::Term(term)))
    }

    fn artifact(&mut self) -> Parsed<Phrase> {
        let (text, span) = self.argument()?;
        let Some(path) = RepoPath::new(&text) else {
            return Err(PassRuleError::new(span, RuleMistake::NotAPath { path: text }));
        };
        self.expect(Sign::Dot, "`.exists` or `.size`")?;
        match self.next() {
            Some(Token::Name("exists")) => Ok(Phrase::Condition(Condition::Exists(path))),
            Some(Token::Name("size")) => Ok(Phrase::Value(Value::Term(Term::Size(path)))),
            Some(Token::Name(name)) => {
                let mistake = RuleMistake::UnknownProperty { name: name.into() };
                let error = PassRuleError::new(self.before(), mistake);
                Err(error.suggesting(nearest(name, ["exists", "size"])))
            }
            Some(Token::Number(_) | Token::Text(_) | Token::Sign(_)) => {
                Err(self.expected_before("`exists` or `size`"))
            }
            None => Err(self.expected("`exists` or `size`")),
        }
    }

    fn output(&mut self) -> Parsed<Phrase> {
        const WANTED: &str = "`contains` or `lacks`";
        let wanted = match self.next() {
            Some(Token::Name("contains")) => Occurrence::Contained,
            Some(Token::Name("lacks")) => Occurrence::Lacking,
            Some(Token::Name(name)) => {
                let suggestion = nearest(name, ["contains", "lacks"]);
                return Err(self.expected_before(WANTED).suggesting(suggestion));
            }
            Some(Token::Number(_) | Token::Text(_) | Token::Sign(_)) => {
                return Err(self.expected_before(WANTED));
            }
            None => return Err(self.expected(WANTED)),
        };
        let (text, _) = self.text()?;
        Ok(Phrase::Condition(Condition::Output { text, wanted }))
    }

    /// A text in parentheses.
    fn argument(&mut self) -> Parsed<(Box<str>, Span)> {
        self.expect(Sign::Open, "`(` and a text in quotes")?;
        let text = self.text()?;
        self.expect(Sign::Close, "`)`")?;
        Ok(text)
    }

    fn text(&mut self) -> Parsed<(Box<str>, Span)> {
        match self.next() {
            Some(Token::Text(text)) if text.is_empty() => {
                Err(PassRuleError::new(self.before(), RuleMistake::EmptyText))
            }
            Some(Token::Text(text)) => Ok((text, self.before())),
            Some(Token::Name(_) | Token::Number(_) | Token::Sign(_)) => {
                Err(self.expected_before("a text in quotes"))
            }
            None => Err(self.expected("a text in quotes")),
        }
    }

    /// A number with the unit that may stand behind it.
    fn quantity(&mut self, value: f64) -> Parsed<Value> {
        let unit = match self.tokens.get(self.at) {
            Some((Token::Sign(Sign::Percent), _)) => Unit::of("%"),
            Some((Token::Text(unit), span)) if unit.is_empty() => {
                return Err(PassRuleError::new(*span, RuleMistake::EmptyText));
            }
            Some((Token::Text(unit), _)) => Unit::of(unit),
            Some((Token::Name(word), span)) if !KEYWORDS.contains(word) => Unit::known(word)
                .ok_or_else(|| {
                    let mistake = RuleMistake::UnknownUnit { unit: (*word).into() };
                    let suggestion = nearest(word, Unit::symbols());
                    PassRuleError::new(*span, mistake).suggesting(suggestion)
                })?,
            Some((Token::Name(_) | Token::Number(_) | Token::Sign(_), _)) | None => {
                return Ok(Value::Given(Quantity { value, unit: Unit::of("") }));
            }
        };
        self.at += 1;
        Ok(Value::Given(Quantity { value, unit }))
    }

    fn deeper<T>(&mut self, part: fn(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == DEEPEST {
            return Err(PassRuleError::new(self.here(), RuleMistake::TooDeep { most: DEEPEST }));
        }
        self.depth += 1;
        let found = part(self);
        self.depth -= 1;
        found
    }

    fn comparison(&self) -> Option<Comparison> {
        self.sign_of(&[
            (Sign::Equal, Comparison::Equal),
            (Sign::NotEqual, Comparison::NotEqual),
            (Sign::Less, Comparison::Less),
            (Sign::LessEqual, Comparison::LessOrEqual),
            (Sign::Greater, Comparison::Greater),
            (Sign::GreaterEqual, Comparison::GreaterOrEqual),
        ])
    }

    /// What the next sign means among these.
    fn sign_of<T: Copy>(&self, meanings: &[(Sign, T)]) -> Option<T> {
        let next = self.sign()?;
        meanings.iter().find(|(sign, _)| *sign == next).map(|(_, meaning)| *meaning)
    }

    fn sign(&self) -> Option<Sign> {
        match self.tokens.get(self.at)?.0 {
            Token::Sign(sign) => Some(sign),
            Token::Name(_) | Token::Number(_) | Token::Text(_) => None,
        }
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let token = self.tokens.get(self.at)?.0.clone();
        self.at += 1;
        Some(token)
    }

    fn expect(&mut self, sign: Sign, wanted: &'static str) -> Parsed<()> {
        if self.sign() != Some(sign) {
            return Err(self.expected(wanted));
        }
        self.at += 1;
        Ok(())
    }

    fn is_at_word(&self, word: &str) -> bool {
        self.tokens.get(self.at).is_some_and(|(token, _)| *token == Token::Name(word))
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_there = self.is_at_word(word);
        self.at += usize::from(is_there);
        is_there
    }

    /// Where the next word is, or the end of the rule.
    fn here(&self) -> Span {
        self.tokens.get(self.at).map_or(Span::new(self.end, self.end), |(_, span)| *span)
    }

    /// Where the last word was that was taken.
    fn before(&self) -> Span {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(Span::new(0, 0), |(_, span)| *span)
    }

    fn expected(&self, wanted: &'static str) -> PassRuleError {
        PassRuleError::new(self.here(), RuleMistake::Expected { wanted })
    }

    fn expected_before(&self, wanted: &'static str) -> PassRuleError {
        PassRuleError::new(self.before(), RuleMistake::Expected { wanted })
    }
}

/// What a value measures, as far as its rule tells: metrics bring their units with them.
fn known_dimension(value: &Value) -> Option<Dimension> {
    match value {
        Value::Given(quantity) => Some(quantity.unit.dimension().clone()),
        Value::Term(Term::Tests(_) | Term::Exit) => Some(Dimension::Plain),
        Value::Term(Term::Duration) => Some(Dimension::Time),
        Value::Term(Term::Size(_)) => Some(Dimension::Size),
        Value::Term(Term::Metric(_)) => None,
        Value::Chain { first, rest } => {
            rest.iter().try_fold(known_dimension(first)?, |left, (operation, value)| {
                operation.dimension(&left, &known_dimension(value)?)
            })
        }
    }
}

/// Whether a comparison has one answer for every run.
fn says_nothing(left: &Value, comparison: Comparison, right: &Value) -> bool {
    let is_idle = |term: &Term, comparison, limit: &Quantity| {
        let below = limit.value < 0.0;
        let touches = matches!(comparison, Comparison::GreaterOrEqual | Comparison::Less);
        term.is_never_negative() && (below || (limit.value == 0.0 && touches))
    };
    let idle = match (left, right) {
        (Value::Term(term), Value::Given(limit)) => is_idle(term, comparison, limit),
        (Value::Given(limit), Value::Term(term)) => is_idle(term, comparison.turned(), limit),
        (
            Value::Given(_) | Value::Term(_) | Value::Chain { .. },
            Value::Given(_) | Value::Term(_) | Value::Chain { .. },
        ) => false,
    };
    idle || left == right || (left.is_constant() && right.is_constant())
}

fn mixed(span: Span, left: &Dimension, right: &Dimension) -> PassRuleError {
    let said = |dimension: &Dimension| -> Box<str> {
        match dimension {
            Dimension::Plain => "a plain number".into(),
            Dimension::Share => "a share in per cent".into(),
            Dimension::Time => "a duration".into(),
            Dimension::Size => "a size".into(),
            Dimension::Other(unit) => format!("a number of `{unit}`").into(),
        }
    };
    let mistake = RuleMistake::MixedUnits { left: said(left), right: said(right) };
    PassRuleError::new(span, mistake)
}
