//! Holding what places state against what facts are, and against each other.

use super::{
    Fact, FactName, Surface,
    eval::{self, ReportSource, Told},
    inputs::{Answers, Unheld},
    place::{Lost, Place, Stated},
    value::{Number, Value},
};
use crate::text::{LineIndex, RepoPath, Span};

/// Everything there is to say of facts and surfaces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    /// The facts, each behind those that it rests on.
    pub facts: Vec<Told>,
    /// What was found at every place, in the order of the configuration.
    pub sightings: Vec<Sighting>,
}

/// What was found at one place, or at one of several matches of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// Which surface it belongs to.
    pub surface: usize,
    /// Which of its places it is.
    pub place: usize,
    /// The file.
    pub file: RepoPath,
    /// What was found.
    pub finding: Finding,
}

/// What a place says, held against what it should say.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// It states what it should.
    Agrees {
        /// Where.
        span: Span,
        /// The line.
        line: u32,
    },
    /// It states something else than its fact.
    Drifts {
        /// Where.
        span: Span,
        /// The line.
        line: u32,
        /// What it states.
        stated: Box<str>,
        /// What it should state.
        wanted: Value,
    },
    /// It states something else than the first place of its surface.
    Differs {
        /// Where.
        span: Span,
        /// The line.
        line: u32,
        /// What it states.
        stated: Box<str>,
        /// What the first place states.
        first: Box<str>,
        /// The file of the first place.
        first_file: RepoPath,
        /// The line of the first place.
        first_line: u32,
    },
    /// The fact has no value, so nothing can be said of it.
    Untold,
    /// The file cannot be read.
    Unread(Unheld),
    /// Nothing is stated there, or nobody can tell what.
    Lost(Lost),
}

impl Finding {
    /// Whether the place states what it should.
    pub fn is_fine(&self) -> bool {
        match self {
            Self::Agrees { .. } => true,
            Self::Drifts { .. }
            | Self::Differs { .. }
            | Self::Untold
            | Self::Unread(_)
            | Self::Lost(_) => false,
        }
    }
}

impl Survey {
    /// What became of a fact.
    pub fn fact(&self, name: &FactName) -> Option<&Told> {
        self.facts.iter().find(|told| told.name == *name)
    }
}

/// Computes all facts, and looks at all places.
pub fn survey(
    facts: &[Fact],
    surfaces: &[Surface],
    answers: &Answers,
    report: &dyn ReportSource,
) -> Survey {
    let facts = eval::facts(facts, answers, report);
    let mut survey = Survey { facts, sightings: Vec::new() };
    for (at, surface) in surfaces.iter().enumerate() {
        let sightings = match &surface.fact {
            Some(name) => {
                let told = survey.fact(name).and_then(|told| told.computed.as_ref().ok());
                let wanted = told.map(|computed| surface.rounded(&computed.value));
                of_fact(at, surface, answers, wanted.as_ref())
            }
            None => of_each_other(at, surface, answers),
        };
        survey.sightings.extend(sightings);
    }
    survey
}

impl Surface {
    /// A value as it is stated here.
    pub(super) fn rounded(&self, value: &Value) -> Value {
        match (value, self.digits) {
            (Value::Number(number), Some(digits)) => Value::Number(number.rounded(digits)),
            (value, _) => value.clone(),
        }
    }

    /// Whether what is stated is the value, as far as it is rounded here.
    pub(super) fn agrees(&self, stated: &Value, wanted: &Value) -> bool {
        let as_number = |value: &Value| match value {
            Value::Number(number) => Some(*number),
            Value::Text(text) => Number::read(text),
        };
        match (wanted, stated) {
            (Value::Number(wanted), stated) => {
                as_number(stated).is_some_and(|stated| stated.is_near(wanted.value(), self.within))
            }
            (Value::Text(wanted), Value::Text(stated)) => wanted == stated,
            (Value::Text(wanted), Value::Number(stated)) => **wanted == *stated.to_string(),
        }
    }

    /// Whether two places state the same: as numbers where both are numbers. What nobody rounds has as
    /// many decimal digits, too: `3.10` and `3.1` are one number and two versions.
    fn agree(&self, one: &Value, other: &Value) -> bool {
        let number = |value: &Value| match value {
            Value::Number(number) => Some(*number),
            Value::Text(text) => Number::read(text),
        };
        let decimals = |value: &Value| match value {
            Value::Number(number) => number.digits().map(|digits| digits as usize),
            Value::Text(text) => Some(text.trim().split_once('.').map_or(0, |(_, it)| it.len())),
        };
        let is_rounded = self.digits.is_some() || self.within > 0.0;
        let are_as_long = decimals(one).zip(decimals(other)).is_none_or(|(one, two)| one == two);
        if !is_rounded && !are_as_long {
            return false;
        }
        match (number(one), number(other)) {
            (Some(one), Some(other)) => {
                let rounded = |it: Number| self.digits.map_or(it, |digits| it.rounded(digits));
                rounded(one).is_near(rounded(other).value(), self.within)
            }
            (Some(_) | None, Some(_) | None) => one.to_string() == other.to_string(),
        }
    }
}

/// What a place states, with the lines.
type Seen = Result<Vec<(Stated, u32)>, Finding>;

fn look(place: &Place, answers: &Answers) -> Seen {
    let source = answers.text(&place.file).map_err(Finding::Unread)?;
    let stated = place.find(&source.text).map_err(Finding::Lost)?;
    let lines = LineIndex::new(&source.text);
    let with_line = |stated: Stated| {
        let line = lines.line(stated.span.start);
        (stated, line)
    };
    Ok(stated.into_iter().map(with_line).collect())
}

fn of_fact(
    at: usize,
    surface: &Surface,
    answers: &Answers,
    wanted: Option<&Value>,
) -> Vec<Sighting> {
    let mut sightings = Vec::new();
    for (place_at, place) in surface.places.iter().enumerate() {
        let findings = match look(place, answers) {
            Err(finding) => vec![finding],
            Ok(all) => {
                let held = |(Stated { span, value }, line)| match wanted {
                    None => Finding::Untold,
                    Some(wanted) if surface.agrees(&value, wanted) => {
                        Finding::Agrees { span, line }
                    }
                    Some(wanted) => {
                        let stated = value.to_string().into();
                        Finding::Drifts { span, line, stated, wanted: wanted.clone() }
                    }
                };
                all.into_iter().map(held).collect()
            }
        };
        let file = &place.file;
        sightings.extend(findings.into_iter().map(|finding| Sighting {
            surface: at,
            place: place_at,
            file: file.clone(),
            finding,
        }));
    }
    sightings
}

fn of_each_other(at: usize, surface: &Surface, answers: &Answers) -> Vec<Sighting> {
    let mut first: Option<(Value, RepoPath, u32)> = None;
    let mut sightings = Vec::new();
    for (place_at, place) in surface.places.iter().enumerate() {
        let file = &place.file;
        let mut found = |finding| {
            sightings.push(Sighting { surface: at, place: place_at, file: file.clone(), finding });
        };
        match look(place, answers) {
            Err(finding) => found(finding),
            Ok(all) => {
                for (Stated { span, value }, line) in all {
                    match &first {
                        None => {
                            found(Finding::Agrees { span, line });
                            first = Some((value, file.clone(), line));
                        }
                        Some((other, ..)) if surface.agree(other, &value) => {
                            found(Finding::Agrees { span, line });
                        }
                        Some((other, first_file, first_line)) => found(Finding::Differs {
                            span,
                            line,
                            stated: value.to_string().into(),
                            first: other.to_string().into(),
                            first_file: first_file.clone(),
                            first_line: *first_line,
                        }),
                    }
                }
            }
        }
    }
    sightings
}
