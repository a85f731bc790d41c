//! The functions: what each is called with, and what it means.

use super::{
    STANDINGS, VERDICTS,
    error::{ExprError, ExprMistake},
    expr::{Expr, FileQuestion, Function, GitQuestion, Question, ReportQuestion},
    inputs::{Counting, Tally},
    lookup::{Format, LookupPath},
    parse::Parsed,
    pattern::{Pattern, PatternError},
};
use crate::{
    gate::GateName,
    globs::Globs,
    pass::{TestCount, Unit},
    plan::{ItemKind, Wanted},
    suggest::nearest,
    text::{RepoPath, Span},
};

/// A function: how it is called, and what a call means.
type Call = (&'static str, &'static str, fn(&Arguments) -> Parsed<Expr>);

/// Every function, by name.
const CALLS: &[Call] = &[
    ("capture", "capture(\"FILE\", 'PATTERN')", capture),
    ("ceil", "ceil(NUMBER)", |it| it.apply(Function::Ceil, 1..=1)),
    ("commit-date", "commit-date(\"PATH\")", commit_date),
    ("commit-hash", "commit-hash(\"PATH\") or commit-hash(\"PATH\", DIGITS)", commit_hash),
    ("commits", "commits() or commits(\"PATH\")", commits),
    ("concat", "concat(VALUE, …)", |it| it.apply(Function::Concat, 1..=64)),
    ("criteria", "criteria(\"ITEM\") or criteria(\"ITEM\", \"met\")", criteria),
    ("entries", "entries(toml(…)), entries(json(…)) or entries(yaml(…))", entries),
    ("files", "files(\"GLOB\")", files),
    ("floor", "floor(NUMBER)", |it| it.apply(Function::Floor, 1..=1)),
    ("gates", "gates() or gates(\"VERDICT\", …)", gates),
    ("items", "items(\"KIND\") or items(\"KIND\", \"STANDING\", …)", items),
    ("json", "json(\"FILE\", \"PATH\")", |it| it.entry(Format::Json)),
    ("lines", "lines(\"GLOB\") or lines(\"GLOB\", 'PATTERN')", lines),
    ("matches", "matches(\"GLOB\", 'PATTERN')", matches),
    ("metric", "metric(\"GATE\", \"NAME\") or metric(\"GATE\", \"NAME\", \"UNIT\")", metric),
    ("number", "number(TEXT)", |it| it.apply(Function::Number, 1..=1)),
    (
        "or-zero",
        "or-zero(files(…)), or-zero(lines(…)), or-zero(matches(…)) or or-zero(items(…))",
        or_zero,
    ),
    ("parts", "parts(\"ITEM\") or parts(\"ITEM\", \"done\")", parts),
    ("percent", "percent(PART, WHOLE)", |it| it.apply(Function::Percent, 2..=2)),
    ("progress", "progress() or progress(\"ITEM\")", progress),
    ("round", "round(NUMBER) or round(NUMBER, DIGITS)", round),
    ("strip-prefix", "strip-prefix(TEXT, \"BEGINNING\")", |it| {
        it.apply(Function::StripPrefix, 2..=2)
    }),
    ("strip-suffix", "strip-suffix(TEXT, \"END\")", |it| it.apply(Function::StripSuffix, 2..=2)),
    ("tag", "tag(\"GLOB\")", |it| it.tag(|pattern| GitQuestion::Tag { pattern })),
    ("tag-date", "tag-date(\"GLOB\")", |it| it.tag(|pattern| GitQuestion::TagDate { pattern })),
    ("tests", "tests(\"GATE\", \"passed\")", tests),
    ("toml", "toml(\"FILE\", \"PATH\")", |it| it.entry(Format::Toml)),
    ("yaml", "yaml(\"FILE\", \"PATH\")", |it| it.entry(Format::Yaml)),
];

/// The meaning of a call.
pub(super) fn call(
    (name, span): (&str, Span),
    list: Vec<(Expr, Span)>,
    whole: Span,
) -> Parsed<Expr> {
    if let Some((name, usage, mean)) = CALLS.iter().find(|(known, ..)| *known == name) {
        return mean(&Arguments { name, usage, list, whole });
    }
    let near = nearest(name, CALLS.iter().map(|(name, ..)| *name));
    let near = near.map(|name| format!("`{name}`"));
    let mistake = ExprMistake::UnknownFunction { name: name.into() };
    Err(ExprError::new(span, mistake).suggesting(near.as_deref()))
}

/// What a function is called with.
struct Arguments {
    name: &'static str,
    usage: &'static str,
    list: Vec<(Expr, Span)>,
    whole: Span,
}

impl Arguments {
    /// That there are so many.
    fn count(&self, fits: std::ops::RangeInclusive<usize>) -> Parsed<()> {
        if fits.contains(&self.list.len()) { Ok(()) } else { Err(self.wrong()) }
    }

    fn wrong(&self) -> ExprError {
        let mistake = ExprMistake::Arguments { name: self.name };
        ExprError::new(self.whole, mistake).suggesting(Some(self.usage))
    }

    /// An argument that is written out; `wanted` is what it is, with its article.
    fn text(&self, at: usize, wanted: &'static str) -> Parsed<(&str, Span)> {
        match self.list.get(at) {
            Some((Expr::Text(text), span)) if !text.trim().is_empty() => Ok((text, *span)),
            Some((_, span)) => Err(ExprError::new(*span, ExprMistake::NotLiteral { wanted })
                .suggesting(Some(self.usage))),
            None => Err(self.wrong()),
        }
    }

    /// A whole number that is written out and no larger than `most`.
    fn whole(&self, at: usize, most: u32) -> Parsed<u32> {
        let found = match self.list.get(at) {
            Some((Expr::Number(number), _)) => {
                (0..=most).find(|it| number.is_near(f64::from(*it), 0.0))
            }
            Some(_) | None => None,
        };
        found.ok_or_else(|| self.wrong())
    }

    /// One of a few words; `what` says what they are.
    fn word<T: Copy>(
        &self,
        at: usize,
        what: &'static str,
        words: &[(&'static str, T)],
    ) -> Parsed<T> {
        let (text, span) = self.text(at, "a word")?;
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let near = nearest(text, words.iter().map(|(word, _)| *word));
            let all = || words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>();
            let near = near.map_or_else(|| all().join(", "), |word| format!("`{word}`"));
            let mistake = ExprMistake::UnknownWord { word: text.into(), what };
            ExprError::new(span, mistake).suggesting(Some(&near))
        })
    }

    fn path(&self, at: usize) -> Parsed<RepoPath> {
        let (text, span) = self.text(at, "a path")?;
        RepoPath::new(text).filter(|path| !is_of_git(path)).ok_or_else(|| {
            ExprError::new(span, ExprMistake::NotAPath { path: text.into() })
                .suggesting(Some("a path from the root of the repository"))
        })
    }

    fn glob(&self, at: usize) -> Parsed<Box<str>> {
        let (text, span) = self.text(at, "a glob")?;
        let fits = Globs::new([text]).is_ok();
        let mistake = || ExprMistake::NotAGlob { glob: text.into() };
        if fits { Ok(text.into()) } else { Err(ExprError::new(span, mistake())) }
    }

    fn pattern(
        &self,
        at: usize,
        read: fn(&str) -> Result<Pattern, PatternError>,
    ) -> Parsed<Pattern> {
        let (text, span) = self.text(at, "a regular expression")?;
        read(text).map_err(|source| ExprError::new(span, ExprMistake::NotAPattern { source }))
    }

    fn item(&self, at: usize) -> Parsed<Wanted> {
        Ok(Wanted::new(self.text(at, "an item")?.0, None))
    }

    fn gate(&self, at: usize) -> Parsed<GateName> {
        let (text, span) = self.text(at, "a gate")?;
        let mistake = || ExprMistake::UnknownWord { word: text.into(), what: "name of a gate" };
        GateName::new(text).ok_or_else(|| ExprError::new(span, mistake()))
    }

    fn ask(&self, question: Question) -> Expr {
        Expr::Ask { question, span: self.whole, or_zero: false }
    }

    fn report(&self, question: ReportQuestion) -> Expr {
        self.ask(Question::Report(question))
    }

    /// A function of values.
    fn apply(&self, function: Function, fits: std::ops::RangeInclusive<usize>) -> Parsed<Expr> {
        self.count(fits)?;
        let is_of_numbers = match function {
            Function::Round | Function::Floor | Function::Ceil | Function::Percent => true,
            Function::Number
            | Function::Concat
            | Function::StripPrefix
            | Function::StripSuffix
            | Function::Entries => false,
        };
        if let Some((_, span)) = self.list.iter().find(|(it, _)| is_of_numbers && it.is_text()) {
            return Err(ExprError::new(*span, ExprMistake::TextInSum));
        }
        Ok(Expr::Apply { function, of: self.list.iter().map(|(expr, _)| expr.clone()).collect() })
    }

    fn entry(&self, format: Format) -> Parsed<Expr> {
        self.count(2..=2)?;
        let file = self.path(0)?;
        let (text, span) = self.text(1, "a place in the file")?;
        let path = LookupPath::parse(text).ok_or_else(|| {
            ExprError::new(span, ExprMistake::NotAPlace { path: text.into() })
                .suggesting(Some("keys and indices, as `package.version` or `jobs[0].\"run on\"`"))
        })?;
        Ok(self.ask(Question::File(FileQuestion::Entry { file, format, path })))
    }

    fn tag(&self, question: fn(Box<str>) -> GitQuestion) -> Parsed<Expr> {
        self.count(1..=1)?;
        Ok(self.ask(Question::Git(question(self.glob(0)?))))
    }
}

/// Whether a path leads into what is git's own.
pub(super) fn is_of_git(path: &RepoPath) -> bool {
    path.as_str().split('/').any(|part| part.eq_ignore_ascii_case(".git"))
}

fn round(it: &Arguments) -> Parsed<Expr> {
    if it.list.len() == 2 {
        it.whole(1, 12)?;
    }
    it.apply(Function::Round, 1..=2)
}

fn entries(it: &Arguments) -> Parsed<Expr> {
    match it.list.as_slice() {
        [(Expr::Ask { question: Question::File(FileQuestion::Entry { .. }), .. }, _)] => {
            it.apply(Function::Entries, 1..=1)
        }
        _ => Err(it.wrong()),
    }
}

fn or_zero(it: &Arguments) -> Parsed<Expr> {
    match it.list.as_slice() {
        [(Expr::Ask { question, span, or_zero: false }, _)] => match question {
            Question::File(FileQuestion::Files { .. } | FileQuestion::Tally(_))
            | Question::Report(ReportQuestion::Items { .. }) => {
                Ok(Expr::Ask { question: question.clone(), span: *span, or_zero: true })
            }
            Question::File(FileQuestion::Entry { .. } | FileQuestion::Capture { .. })
            | Question::Report(
                ReportQuestion::Criteria { .. }
                | ReportQuestion::Parts { .. }
                | ReportQuestion::Progress { .. }
                | ReportQuestion::Gates { .. }
                | ReportQuestion::Metric { .. }
                | ReportQuestion::Tests { .. },
            )
            | Question::Git(_) => Err(ExprError::new(*span, ExprMistake::OrZero)),
        },
        _ => Err(it.wrong()),
    }
}

fn capture(it: &Arguments) -> Parsed<Expr> {
    it.count(2..=2)?;
    let (file, pattern) = (it.path(0)?, it.pattern(1, Pattern::with_group)?);
    Ok(it.ask(Question::File(FileQuestion::Capture { file, pattern })))
}

fn files(it: &Arguments) -> Parsed<Expr> {
    it.count(1..=1)?;
    Ok(it.ask(Question::File(FileQuestion::Files { glob: it.glob(0)? })))
}

fn lines(it: &Arguments) -> Parsed<Expr> {
    it.count(1..=2)?;
    let counting = match it.list.len() {
        1 => Counting::Lines,
        _ => Counting::LinesWith(it.pattern(1, Pattern::new)?),
    };
    Ok(it.ask(Question::File(FileQuestion::Tally(Tally { glob: it.glob(0)?, counting }))))
}

fn matches(it: &Arguments) -> Parsed<Expr> {
    it.count(2..=2)?;
    let counting = Counting::Matches(it.pattern(1, Pattern::new)?);
    Ok(it.ask(Question::File(FileQuestion::Tally(Tally { glob: it.glob(0)?, counting }))))
}

fn items(it: &Arguments) -> Parsed<Expr> {
    it.count(1..=1 + STANDINGS.len())?;
    let kinds = ItemKind::ALL.into_iter().filter(|kind| kind.is_work());
    let kinds: Vec<_> = ItemKind::ALL
        .into_iter()
        .filter(|kind| kind.is_register() && it.list.len() == 1)
        .chain(kinds)
        .map(|kind| (kind.as_str(), kind))
        .collect();
    let kind = it.word(0, "kind of item that stands somewhere", &kinds)?;
    let words: Vec<_> = STANDINGS.iter().map(|word| (*word, *word)).collect();
    let standings = (1..it.list.len()).map(|at| it.word(at, "standing", &words));
    let standings = standings.collect::<Parsed<_>>()?;
    Ok(it.report(ReportQuestion::Items { kind, standings }))
}

fn criteria(it: &Arguments) -> Parsed<Expr> {
    it.count(1..=2)?;
    let item = it.item(0)?;
    let met = it.list.len() == 2 && it.word(1, "state of criteria", &[("met", true)])?;
    Ok(it.report(ReportQuestion::Criteria { item, met }))
}

fn parts(it: &Arguments) -> Parsed<Expr> {
    it.count(1..=2)?;
    let item = it.item(0)?;
    let done = it.list.len() == 2 && it.word(1, "state of parts", &[("done", true)])?;
    Ok(it.report(ReportQuestion::Parts { item, done }))
}

fn progress(it: &Arguments) -> Parsed<Expr> {
    it.count(0..=1)?;
    let item = if it.list.is_empty() { None } else { Some(it.item(0)?) };
    Ok(it.report(ReportQuestion::Progress { item }))
}

fn gates(it: &Arguments) -> Parsed<Expr> {
    it.count(0..=VERDICTS.len())?;
    let words: Vec<_> = VERDICTS.iter().map(|word| (*word, *word)).collect();
    let verdicts = (0..it.list.len()).map(|at| it.word(at, "verdict", &words));
    Ok(it.report(ReportQuestion::Gates { verdicts: verdicts.collect::<Parsed<_>>()? }))
}

fn metric(it: &Arguments) -> Parsed<Expr> {
    it.count(2..=3)?;
    let gate = it.gate(0)?;
    let name = it.text(1, "a metric")?.0.into();
    let unit = if it.list.len() == 3 { Some(Unit::of(it.text(2, "a unit")?.0)) } else { None };
    Ok(it.report(ReportQuestion::Metric { gate, name, unit }))
}

fn tests(it: &Arguments) -> Parsed<Expr> {
    it.count(2..=2)?;
    let gate = it.gate(0)?;
    let short = |count: TestCount| count.as_str().trim_start_matches("tests.");
    let words: Vec<_> = TestCount::ALL.into_iter().map(|count| (short(count), count)).collect();
    Ok(it.report(ReportQuestion::Tests { gate, count: it.word(1, "count of tests", &words)? }))
}

fn commit_date(it: &Arguments) -> Parsed<Expr> {
    it.count(1..=1)?;
    Ok(it.ask(Question::Git(GitQuestion::CommitDate { path: it.path(0)? })))
}

fn commit_hash(it: &Arguments) -> Parsed<Expr> {
    it.count(1..=2)?;
    let digits = if it.list.len() == 2 { it.whole(1, 64)? } else { 7 };
    if digits < 4 {
        return Err(it.wrong());
    }
    let path = it.path(0)?;
    Ok(it.ask(Question::Git(GitQuestion::CommitHash { path, digits: digits as usize })))
}

fn commits(it: &Arguments) -> Parsed<Expr> {
    it.count(0..=1)?;
    let path = if it.list.is_empty() { None } else { Some(it.path(0)?) };
    Ok(it.ask(Question::Git(GitQuestion::Commits { path })))
}
