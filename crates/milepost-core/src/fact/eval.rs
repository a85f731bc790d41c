//! The value of an expression, once everything was looked up.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::Offset};

use super::{
    Fact, FactName,
    error::Untold,
    expr::{Expr, FileQuestion, Function, GitQuestion, Operation, Question, ReportQuestion},
    inputs::{Answers, Counting, Found, NoHistory, Tally},
    lookup::{self, Entry},
    value::{Number, Value},
};
use crate::text::{LineIndex, RepoPath};

/// Where the values of the report come from.
pub trait ReportSource {
    /// The answer to a question.
    fn ask(&self, question: &ReportQuestion) -> Result<ReportAnswer, Untold>;
}

/// A value of the report.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportAnswer {
    /// The number.
    pub number: Number,
    /// Where it comes from.
    pub from: String,
    /// Why it may not hold here and now.
    pub doubt: Option<String>,
}

/// The value of a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub from: Vec<String>,
    /// Why it may not hold here and now: a gate that it rests on is stale or red.
    pub doubts: Vec<String>,
}

/// What became of a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The fact.
    pub name: FactName,
    /// Its value, or why it has none.
    pub computed: Result<Computed, Untold>,
}

/// The values of facts, each of which stands behind those that it rests on.
pub(super) fn facts(facts: &[Fact], answers: &Answers, report: &dyn ReportSource) -> Vec<Told> {
    let mut known: BTreeMap<FactName, Computed> = BTreeMap::new();
    let mut told: Vec<Told> = Vec::new();
    for fact in facts {
        let mut bench =
            Bench { known: &known, answers, report, from: Vec::new(), doubts: Vec::new() };
        let value = bench.value(&fact.expr);
        let Bench { mut from, mut doubts, .. } = bench;
        from.dedup();
        doubts.sort();
        doubts.dedup();
        let computed = value.map(|value| Computed { value, from, doubts });
        known.extend(computed.iter().map(|computed| (fact.name.clone(), computed.clone())));
        told.push(Told { name: fact.name.clone(), computed });
    }
    told
}

struct Bench<'a> {
    known: &'a BTreeMap<FactName, Computed>,
    answers: &'a Answers,
    report: &'a dyn ReportSource,
    from: Vec<String>,
    doubts: Vec<String>,
}

impl Bench<'_> {
    fn value(&mut self, expr: &Expr) -> Result<Value, Untold> {
        match expr {
            Expr::Number(number) => Ok(Value::Number(*number)),
            Expr::Text(text) => Ok(Value::Text(text.clone())),
            Expr::Fact(name, _) => {
                let known = self.known.get(name);
                let known = known.ok_or_else(|| Untold::RestsOn { fact: name.as_str().into() })?;
                self.from.push(format!("fact `{name}`"));
                self.doubts.extend(known.doubts.iter().cloned());
                Ok(known.value.clone())
            }
            Expr::Chain { first, rest } => self.chain(first, rest).map(Value::Number),
            Expr::Negated(inner) => finite(-self.number(inner)?.value()).map(Value::Number),
            Expr::Apply { function, of } => self.apply(*function, of),
            Expr::Ask { question, span: _, or_zero } => match self.ask(question) {
                Err(Untold::NoFiles { glob }) if *or_zero && is_files(question) => {
                    self.from.push(format!("no file of `{glob}`"));
                    Ok(Value::Number(Number::count(0)))
                }
                Err(
                    Untold::NothingCounted { glob, files, .. } | Untold::NoLines { glob, files },
                ) if *or_zero => {
                    self.from.push(format!("{} of `{glob}`", counted(files, "file")));
                    Ok(Value::Number(Number::count(0)))
                }
                Err(Untold::NoItems { kind }) if *or_zero => {
                    self.from.push(format!("no {kind} of the plan"));
                    Ok(Value::Number(Number::count(0)))
                }
                answer => answer,
            },
        }
    }

    fn number(&mut self, expr: &Expr) -> Result<Number, Untold> {
        match self.value(expr)? {
            Value::Number(number) => Ok(number),
            Value::Text(text) => Err(Untold::TextInSum { text }),
        }
    }

    fn chain(&mut self, first: &Expr, rest: &[(Operation, Expr)]) -> Result<Number, Untold> {
        let mut sum = self.number(first)?.value();
        for (operation, part) in rest {
            let part = self.number(part)?.value();
            sum = match operation {
                Operation::Plus => sum + part,
                Operation::Minus => sum - part,
                Operation::Times => sum * part,
                Operation::Over if part == 0.0 => return Err(Untold::DivisionByZero),
                Operation::Over => sum / part,
            };
        }
        finite(sum)
    }

    fn apply(&mut self, function: Function, of: &[Expr]) -> Result<Value, Untold> {
        let [first, rest @ ..] = of else { return Err(Untold::NotFinite) };
        match function {
            Function::Round => {
                let number = self.number(first)?;
                let digits = rest.first().map(|digits| self.number(digits)).transpose()?;
                let digits = (0..=12).find(|it| digits.map(Number::value) == Some(f64::from(*it)));
                Ok(Value::Number(number.rounded(digits.unwrap_or(0))))
            }
            Function::Floor => {
                finite(settled(self.number(first)?.value()).floor()).map(Value::Number)
            }
            Function::Ceil => {
                finite(settled(self.number(first)?.value()).ceil()).map(Value::Number)
            }
            Function::Percent => self.percent(first, rest).map(Value::Number),
            Function::Number => match self.value(first)? {
                Value::Number(number) => Ok(Value::Number(number)),
                Value::Text(text) => match Number::read(&text) {
                    Some(number) => Ok(Value::Number(number)),
                    None => Err(Untold::NotANumber { text }),
                },
            },
            Function::Concat => {
                let parts = of.iter().map(|part| Ok(self.value(part)?.to_string()));
                Ok(Value::Text(parts.collect::<Result<String, Untold>>()?.into()))
            }
            Function::StripPrefix => {
                self.strip(first, rest, "begin with", |text, part| text.strip_prefix(part))
            }
            Function::StripSuffix => {
                self.strip(first, rest, "end in", |text, part| text.strip_suffix(part))
            }
            Function::Entries => self.entries(first),
        }
    }

    /// Multiplied before it is divided, so that 29 of 100 are 29 per cent and not 28.
    fn percent(&mut self, part: &Expr, rest: &[Expr]) -> Result<Number, Untold> {
        let part = self.number(part)?.value();
        let whole = rest.first().map(|whole| self.number(whole)).transpose()?;
        match whole.map(Number::value) {
            None | Some(0.0) => Err(Untold::DivisionByZero),
            Some(whole) => finite(settled(part * 100.0 / whole).floor()),
        }
    }

    fn strip(
        &mut self,
        of: &Expr,
        rest: &[Expr],
        how: &'static str,
        strip: for<'t> fn(&'t str, &str) -> Option<&'t str>,
    ) -> Result<Value, Untold> {
        let text = self.value(of)?.to_string();
        let part = rest.first().map(|part| self.value(part)).transpose()?;
        let part = part.map(|part| part.to_string()).unwrap_or_default();
        match strip(&text, &part) {
            Some(stripped) => Ok(Value::Text(stripped.into())),
            None => Err(Untold::OtherEnd { text: text.into(), how, part: part.into() }),
        }
    }

    fn entries(&mut self, of: &Expr) -> Result<Value, Untold> {
        let Expr::Ask {
            question: Question::File(FileQuestion::Entry { file, format, path }), ..
        } = of
        else {
            return Err(Untold::NotFinite);
        };
        match self.entry(file, *format, path)? {
            Entry::Many { count, what: _ } => Ok(Value::Number(Number::count(count))),
            Entry::One { value, span: _ } => {
                Err(Untold::NotMany { text: value.to_string().into() })
            }
        }
    }

    fn ask(&mut self, question: &Question) -> Result<Value, Untold> {
        match question {
            Question::Report(question) => {
                let ReportAnswer { number, from, doubt } = self.report.ask(question)?;
                self.from.push(from);
                self.doubts.extend(doubt);
                Ok(Value::Number(number))
            }
            Question::File(question) => self.ask_file(question),
            Question::Git(question) => self.ask_git(question),
        }
    }

    fn ask_file(&mut self, question: &FileQuestion) -> Result<Value, Untold> {
        match question {
            FileQuestion::Entry { file, format, path } => match self.entry(file, *format, path)? {
                Entry::One { value, span: _ } => Ok(value),
                Entry::Many { count, what } => Err(Untold::NotOne { what, count }),
            },
            FileQuestion::Capture { file, pattern } => {
                let text = &self.text(file)?;
                let pattern_text = || pattern.as_str().into();
                let lines = LineIndex::new(text);
                match *pattern.groups(text) {
                    [] => Err(Untold::NoMatch { file: file.clone(), pattern: pattern_text() }),
                    [Some(span)] => {
                        self.from.push(format!("`{file}` line {}", lines.line(span.start)));
                        Ok(Value::Text(span.of(text).into()))
                    }
                    [None] => Err(Untold::NoGroup { file: file.clone(), pattern: pattern_text() }),
                    [first, second, ..] => {
                        let line = |span: Option<crate::text::Span>| {
                            span.map_or(0, |span| lines.line(span.start))
                        };
                        let count = pattern.groups(text).len();
                        let lines = [line(first), line(second)];
                        let (file, pattern) = (file.clone(), pattern_text());
                        Err(Untold::SeveralMatches { file, pattern, count, lines })
                    }
                }
            }
            FileQuestion::Files { glob } => match self.answers.globs.get(glob) {
                Some(Some(files)) if files.is_empty() => {
                    Err(Untold::NoFiles { glob: glob.clone() })
                }
                Some(Some(files)) => {
                    self.from.push(format!("{} of `{glob}`", counted(files.len(), "file")));
                    Ok(Value::Number(Number::count(files.len())))
                }
                Some(None) | None => Err(super::inputs::NotCounted::NoList.into()),
            },
            FileQuestion::Tally(tally) => self.tally(tally),
        }
    }

    fn tally(&mut self, tally: &Tally) -> Result<Value, Untold> {
        let Tally { glob, counting } = tally;
        let answer = self.answers.tallies.get(tally).cloned();
        let found = answer.unwrap_or(Err(super::inputs::NotCounted::NoList))?;
        if found.files == 0 {
            return Err(Untold::NoFiles { glob: glob.clone() });
        }
        match counting {
            Counting::LinesWith(pattern) | Counting::Matches(pattern) if found.number == 0 => {
                let (glob, pattern) = (glob.clone(), pattern.as_str().into());
                return Err(Untold::NothingCounted { glob, pattern, files: found.files });
            }
            // An input that was emptied says nothing of how many there should be.
            Counting::Lines if found.number == 0 => {
                return Err(Untold::NoLines { glob: glob.clone(), files: found.files });
            }
            Counting::Lines | Counting::LinesWith(_) | Counting::Matches(_) => {}
        }
        self.from.push(format!("{} of `{glob}`", counted(found.files, "file")));
        Ok(Value::Number(Number::count(found.number)))
    }

    fn entry(
        &mut self,
        file: &RepoPath,
        format: lookup::Format,
        path: &lookup::LookupPath,
    ) -> Result<Entry, Untold> {
        let text = self.text(file)?;
        let lines = LineIndex::new(&text);
        let entry = lookup::entry(&text, format, path).map_err(|(why, at)| {
            let line = at.map(|at| lines.line(at));
            Untold::Lookup { file: file.clone(), line, why }
        })?;
        let line = match &entry {
            Entry::One { span, .. } => format!(" line {}", lines.line(span.start)),
            Entry::Many { .. } => String::new(),
        };
        self.from.push(format!("`{path}` of `{file}`{line}"));
        Ok(entry)
    }

    fn text(&self, file: &RepoPath) -> Result<std::sync::Arc<str>, Untold> {
        let source = self.answers.text(file);
        let source = source.map_err(|why| Untold::File { file: file.clone(), why })?;
        Ok(source.text.clone())
    }

    fn ask_git(&mut self, question: &GitQuestion) -> Result<Value, Untold> {
        match question {
            GitQuestion::Tag { pattern } => Ok(Value::Text(self.tag(pattern)?.name)),
            GitQuestion::TagDate { pattern } => Ok(day(self.tag(pattern)?.at)),
            GitQuestion::CommitDate { path } => Ok(day(self.touched(path)?.at)),
            GitQuestion::CommitHash { path, digits } => {
                let id = self.touched(path)?.commit.to_string();
                Ok(Value::Text(id.get(..*digits).unwrap_or(&id).into()))
            }
            GitQuestion::Commits { path } => {
                path.iter().try_for_each(|path| self.is_there(path))?;
                let answer = self.answers.commits.get(path).copied();
                let number = answer.unwrap_or(Err(NoHistory::NoRepository))?;
                let of = path.as_ref().map(|path| format!(" of `{path}`")).unwrap_or_default();
                self.from.push(format!("the history{of}"));
                Ok(Value::Number(Number::count(number)))
            }
        }
    }

    fn tag(&mut self, pattern: &str) -> Result<Found, Untold> {
        let answer = self.answers.tags.get(pattern).cloned();
        let found = answer.unwrap_or(Err(NoHistory::NoRepository))?;
        let found = found.ok_or_else(|| Untold::NoTag { pattern: pattern.into() })?;
        self.from.push(format!("tag `{}`", found.name));
        Ok(found)
    }

    /// History goes on telling of what is gone.
    fn is_there(&self, path: &RepoPath) -> Result<(), Untold> {
        let is_gone = self.answers.gone.contains(path);
        if is_gone { Err(Untold::Gone { path: path.clone() }) } else { Ok(()) }
    }

    fn touched(&mut self, path: &RepoPath) -> Result<Found, Untold> {
        self.is_there(path)?;
        let answer = self.answers.touched.get(path).cloned();
        let found = answer.unwrap_or(Err(NoHistory::NoRepository))?;
        let found = found.ok_or_else(|| Untold::NeverTouched { path: path.clone() })?;
        self.from.push(format!("commit {}, the last that touched `{path}`", found.commit.short()));
        Ok(found)
    }
}

fn is_files(question: &Question) -> bool {
    matches!(question, Question::File(FileQuestion::Files { .. }))
}

/// The day of an instant, in UTC: the same on every machine.
fn day(at: Timestamp) -> Value {
    Value::Text(Offset::UTC.to_datetime(at).date().to_string().into())
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn finite(value: f64) -> Result<Number, Untold> {
    Number::new(value).ok_or(Untold::NotFinite)
}

/// A number that is whole but for rounding, as that whole number.
fn settled(value: f64) -> f64 {
    let whole = value.round();
    if Number::new(value).is_some_and(|it| it.is_near(whole, 0.0)) { whole } else { value }
}
