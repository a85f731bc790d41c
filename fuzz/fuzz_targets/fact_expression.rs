//! Any text is an expression or a mistake inside it, and any expression has one answer.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use milepost_core::{
    fact::{
        Answers, Counted, Expr, Fact, FactName, Inputs, NoHistory, ReportAnswer, ReportQuestion,
        ReportSource, Untold, survey,
    },
    text::{Source, Span},
};

fuzz_target!(|text: &str| {
    let expr = match Expr::parse(text) {
        Ok(expr) => expr,
        Err(error) => return milepost_fuzz::assert_fits(error.span, text),
    };
    for span in
        expr.facts().into_iter().map(|it| it.1).chain(expr.gates().into_iter().map(|it| it.1))
    {
        milepost_fuzz::assert_fits(span, text);
    }
    let facts = [Fact {
        name: FactName::new("it").expect("a name"),
        span: Span::default(),
        text: text.into(),
        expr,
        label: None,
        suffix: "".into(),
        green: None,
    }];
    let inputs = Inputs::of(&facts, &[]);
    // Where nothing was looked up, nothing that was asked for has a value.
    let told = |answers: &Answers| survey(&facts, &[], answers, &Silent).facts.remove(0).computed;
    assert!(inputs.is_empty() || told(&Answers::default()).is_err());
    let answers = every_file_is(text, &inputs);
    assert_eq!(told(&answers), told(&answers));
});

/// A report that knows nothing.
struct Silent;

impl ReportSource for Silent {
    fn ask(&self, _: &ReportQuestion) -> Result<ReportAnswer, Untold> {
        Err(Untold::NoMilestone)
    }
}

/// Answers for which every file that is asked for holds the same text.
fn every_file_is(text: &str, inputs: &Inputs) -> Answers {
    let mut answers = Answers::default();
    for path in &inputs.texts {
        let source = Source { path: path.clone(), text: text.into() };
        answers.texts.insert(path.clone(), Ok(Arc::new(source)));
    }
    for glob in &inputs.globs {
        answers.globs.insert(glob.clone(), Some(inputs.texts.iter().cloned().collect()));
    }
    for tally in &inputs.tallies {
        let counted = Counted { files: 1, number: tally.counting.count(text) };
        answers.tallies.insert(tally.clone(), Ok(counted));
    }
    answers
        .commits
        .extend(inputs.commits.iter().map(|path| (path.clone(), Err(NoHistory::CutOff))));
    answers
}
