//! Whatever stands in files, places are found inside them or not at all, and what is mended states its fact
//! when it is looked at again, or is left.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use milepost_core::{
    config::{self, Config},
    fact::{
        Answers, Finding, Inputs, ReportAnswer, ReportQuestion, ReportSource, Survey, Untold, mend,
        survey,
    },
    text::{RepoPath, Source},
};

const CONFIG: &str = r#"
schema = 1
[facts]
n = "12"
word = 'capture("word.txt", "(?s)^(.*)$")'
[[surfaces]]
file = "a.md"
marker = "n"
[[surfaces]]
file = "b.md"
marker = "word"
[[surfaces]]
fact = "n"
file = "a.md"
pattern = 'n is ([0-9,]+)'
every = true
[[surfaces]]
fact = "word"
places = [
    { file = "b.md", pattern = 'is (.*)$', every = true },
    { file = "a.toml", path = "a.b" },
    { file = "a.json", path = "a[0]" },
    { file = "a.yaml", path = "a.b" },
]
"#;

fuzz_target!(|input: &str| {
    let config = config::parse(CONFIG).expect("the configuration is one");
    let (word, text) = input.split_once('\0').unwrap_or(("word", input));
    let mut answers = Answers::default();
    for path in Inputs::of(&config.facts, &config.surfaces).texts {
        let text = if path.as_str() == "word.txt" { word } else { text };
        put(&mut answers, path, text);
    }
    let before = looked_at(&config, &answers);
    let mending = mend(&config.surfaces, &answers, &before);
    for file in &mending.files {
        assert!(!file.changes.is_empty() && *file.before != *file.after);
        put(&mut answers, file.path.clone(), &file.after);
    }
    let after = looked_at(&config, &answers);
    assert!(wrong(&after) <= wrong(&before), "mending made it worse");
    // What is left is left for good: nothing is mended twice.
    assert_eq!(mend(&config.surfaces, &answers, &after).files, []);
});

/// A report that knows nothing.
struct Silent;

impl ReportSource for Silent {
    fn ask(&self, _: &ReportQuestion) -> Result<ReportAnswer, Untold> {
        Err(Untold::NoMilestone)
    }
}

fn put(answers: &mut Answers, path: RepoPath, text: &str) {
    let source = Source { path: path.clone(), text: text.into() };
    answers.texts.insert(path, Ok(Arc::new(source)));
}

fn looked_at(config: &Config, answers: &Answers) -> Survey {
    let survey = survey(&config.facts, &config.surfaces, answers, &Silent);
    for sighting in &survey.sightings {
        let text = &answers.text(&sighting.file).expect("every file is there").text;
        match &sighting.finding {
            Finding::Agrees { span, .. }
            | Finding::Drifts { span, .. }
            | Finding::Differs { span, .. } => milepost_fuzz::assert_fits(*span, text),
            Finding::Untold | Finding::Unread(_) | Finding::Lost(_) => {}
        }
    }
    survey
}

fn wrong(survey: &Survey) -> usize {
    survey.sightings.iter().filter(|it| !it.finding.is_fine()).count()
}
