//! Facts over files in memory: expressions in, values or reasons out; and what is mended.

use std::{collections::BTreeMap, sync::Arc};

use insta::assert_snapshot;

use super::{
    Answers, Counted, Expr, Fact, FactName, Found, Inputs, NoHistory, ReportAnswer, ReportQuestion,
    ReportSource, Survey, Unheld, Untold, mend, survey,
};
use crate::{
    config::{self, Config},
    globs::Globs,
    id::CommitId,
    text::{RepoPath, Source, Span},
};

/// A report that knows nothing.
struct Silent;

impl ReportSource for Silent {
    fn ask(&self, question: &ReportQuestion) -> Result<ReportAnswer, Untold> {
        Err(Untold::NoItem { item: format!("{question:?}").into() })
    }
}

const FILES: &[(&str, &str)] = &[
    ("a.txt", "version 1.2.0\ncount: 1,234\nname: x\n"),
    ("b.txt", "one\r\ntwo\r\n"),
    ("src/a.rs", "#[test]\nfn a() {}\n#[test]\nfn b() {}\n"),
    ("src/b.rs", "fn c() {}\n"),
    ("data.json", "{\"rate\": 0.973, \"list\": [1, 2, 3]}"),
];

fn path(text: &str) -> RepoPath {
    RepoPath::new(text).unwrap()
}

fn answers(inputs: &Inputs, files: &BTreeMap<RepoPath, String>) -> Answers {
    let mut answers = Answers::default();
    for path in &inputs.texts {
        let source =
            |text: &String| Arc::new(Source { path: path.clone(), text: (&**text).into() });
        answers.texts.insert(path.clone(), files.get(path).map(source).ok_or(Unheld::Missing));
    }
    let fitting = |glob: &str| {
        let globs = Globs::new([glob]).unwrap();
        files.iter().filter(move |(path, _)| globs.matches(path))
    };
    for glob in &inputs.globs {
        let list = fitting(glob).map(|(path, _)| path.clone()).collect();
        answers.globs.insert(glob.clone(), Some(list));
    }
    for tally in &inputs.tallies {
        let number = fitting(&tally.glob).map(|(_, text)| tally.counting.count(text)).sum();
        let counted = Counted { files: fitting(&tally.glob).count(), number };
        answers.tallies.insert(tally.clone(), Ok(counted));
    }
    let commit = CommitId::new(&"1a90101".repeat(6)[..40]).unwrap();
    let found = |name: &str| Found {
        name: name.into(),
        commit: commit.clone(),
        at: "2026-02-03T23:30:00Z".parse().unwrap(),
    };
    for pattern in &inputs.tags {
        let tag = (**pattern == *"v*").then(|| found("v1.2.0"));
        answers.tags.insert(pattern.clone(), Ok(tag));
    }
    for path in &inputs.touched {
        let touched = files.contains_key(path).then(|| found(""));
        answers.touched.insert(path.clone(), Ok(touched));
    }
    for path in &inputs.commits {
        let number = if path.is_none() { Ok(42) } else { Err(NoHistory::CutOff) };
        answers.commits.insert(path.clone(), number);
    }
    answers
}

fn files(files: &[(&str, &str)]) -> BTreeMap<RepoPath, String> {
    files.iter().map(|(name, text)| (path(name), (*text).to_owned())).collect()
}

/// The value of an expression and where it comes from, or why it has none.
#[track_caller]
fn value(text: &str) -> String {
    let fact = Fact {
        name: FactName::new("it").unwrap(),
        span: Span::default(),
        text: text.into(),
        expr: Expr::parse(text).unwrap(),
        label: None,
        suffix: "".into(),
        green: None,
    };
    let facts = [fact];
    let answers = answers(&Inputs::of(&facts, &[]), &files(FILES));
    match survey(&facts, &[], &answers, &Silent).facts.remove(0).computed {
        Ok(computed) if computed.from.is_empty() => computed.value.to_string(),
        Ok(computed) => format!("{} from {}", computed.value, computed.from.join(", ")),
        Err(why) => format!("untold: {why}"),
    }
}

/// What is wrong with an expression, drawn under it.
#[track_caller]
fn mistake(text: &str) -> String {
    let error = Expr::parse(text).unwrap_err();
    let indent = " ".repeat(text[..error.span.start as usize].chars().count());
    let width = error.span.of(text).chars().count().max(1);
    let suggestion = error.suggestion.as_ref().map(|it| format!("\n= try {it}"));
    format!("{text}\n{indent}{} {error}{}", "^".repeat(width), suggestion.unwrap_or_default())
}

#[test]
fn numbers_are_counted_with() {
    assert_eq!(value("1 + 2 * 3 - (4 - 2) / 4"), "6.5");
    assert_eq!(value("-2 * 3"), "-6");
    assert_eq!(value("round(2 / 3, 2)"), "0.67");
    assert_eq!(value("round(2.5)"), "3");
    assert_eq!(value("floor(0.29 * 100)"), "29");
    assert_eq!(value("ceil(2.1)"), "3");
    assert_eq!(value("percent(29, 100)"), "29");
    assert_eq!(value("percent(2, 3)"), "66");
    assert_eq!(value("concat(24, \"/\", 24)"), "24/24");
    assert_eq!(value("0.1 + 0.2"), "0.30000000000000004");
}

#[test]
fn what_cannot_be_counted_says_why() {
    assert_snapshot!(value("1 / 0"), @"");
    assert_snapshot!(value("percent(1, 0)"), @"");
    let huge = format!("1{}", "0".repeat(200));
    assert_snapshot!(value(&format!("{huge} * {huge}")), @"");
    assert_snapshot!(value("number(\"many\")"), @"");
    assert_snapshot!(value("capture(\"a.txt\", 'name: (.+)') + 1"), @"");
    assert_snapshot!(value("strip-prefix(\"1.2\", \"v\")"), @"");
}

#[test]
fn files_are_looked_at() {
    assert_snapshot!(value(r#"capture("a.txt", 'version (\S+)$')"#), @"");
    assert_snapshot!(value(r#"number(capture("a.txt", 'count: ([\d,]+)')) * 2"#), @"");
    assert_snapshot!(value(r#"json("data.json", "rate") * 100"#), @"");
    assert_snapshot!(value(r#"entries(json("data.json", "list"))"#), @"");
    assert_snapshot!(value(r#"files("src/*.rs")"#), @"");
    assert_snapshot!(value(r#"lines("b.txt")"#), @"");
    assert_snapshot!(value(r#"lines("b.txt", '^two$')"#), @"");
    assert_snapshot!(value(r##"matches("src/**", '#\[test\]')"##), @"");
    assert_snapshot!(value(r#"or-zero(matches("src/**", 'TODO'))"#), @"");
    assert_snapshot!(value(r#"or-zero(files("none/**"))"#), @"");
}

#[test]
fn what_is_not_in_files_says_what_and_where() {
    assert_snapshot!(value(r#"capture("c.txt", '(x)')"#), @"");
    assert_snapshot!(value(r#"capture("a.txt", '(y)')"#), @"");
    assert_snapshot!(value(r#"capture("a.txt", '(e)')"#), @"");
    assert_snapshot!(value(r#"capture("a.txt", 'version|(name: z)')"#), @"");
    assert_snapshot!(value(r#"files("none/**")"#), @"");
    assert_snapshot!(value(r#"matches("src/**", 'TODO')"#), @"");
    assert_snapshot!(value(r#"or-zero(matches("none/**", 'TODO'))"#), @"");
    assert_snapshot!(value(r#"json("data.json", "list")"#), @"");
    assert_snapshot!(value(r#"json("data.json", "rates")"#), @"");
    assert_snapshot!(value(r#"entries(json("data.json", "rate"))"#), @"");
    assert_snapshot!(value(r#"toml("a.txt", "x")"#), @"");
}

#[test]
fn history_is_looked_at() {
    assert_snapshot!(value(r#"strip-prefix(tag("v*"), "v")"#), @"");
    assert_snapshot!(value(r#"tag-date("v*")"#), @"");
    assert_snapshot!(value(r#"commit-date("a.txt")"#), @"");
    assert_snapshot!(value(r#"commit-hash("a.txt", 10)"#), @"");
    assert_snapshot!(value("commits()"), @"");
    assert_snapshot!(value(r#"tag("w*")"#), @"");
    assert_snapshot!(value(r#"commit-date("none")"#), @"");
    assert_snapshot!(value(r#"commits("a.txt")"#), @"");
}

#[test]
fn mistakes_stand_where_they_are() {
    assert_snapshot!(mistake("fils(\"a\")"), @"");
    assert_snapshot!(mistake("files(a)"), @"");
    assert_snapshot!(mistake("files(\"/etc/*\")"), @"");
    assert_snapshot!(mistake("toml(\"../x\", \"a\")"), @"");
    assert_snapshot!(mistake("toml(\".git/config\", \"a\")"), @"");
    assert_snapshot!(mistake("toml(\"a.toml\")"), @"");
    assert_snapshot!(mistake("capture(\"a.txt\", 'x')"), @"");
    assert_snapshot!(mistake("capture(\"a.txt\", '(')"), @"");
    assert_snapshot!(mistake("matches(\"a\", 'x{999999}')"), @"");
    assert_snapshot!(mistake("items(\"milestones\")"), @"");
    assert_snapshot!(mistake("items(\"milestone\", \"finished\")"), @"");
    assert_snapshot!(mistake("gates(\"green\")"), @"");
    assert_snapshot!(mistake("\"a\" + 1"), @"");
    assert_snapshot!(mistake("1 +"), @"");
    assert_snapshot!(mistake("1 2"), @"");
    assert_snapshot!(mistake("50 %"), @"");
    assert_snapshot!(mistake("'open"), @"");
    assert_snapshot!(mistake("\"a\\d\""), @"");
    assert_snapshot!(mistake("or-zero(commits())"), @"");
    assert_snapshot!(mistake("entries(1)"), @"");
    assert_snapshot!(mistake("round(1, x)"), @"");
    assert_snapshot!(mistake(""), @"");
    assert!(Expr::parse(&"(".repeat(4000)).is_err());
    assert!(Expr::parse(&"-".repeat(4000)).is_err());
}

/// A project with surfaces.
fn surveyed(config: &str, all: &[(&str, &str)]) -> (Config, Answers, Survey) {
    let config = config::parse(&format!("schema = 1\n{config}")).unwrap();
    let inputs = Inputs::of(&config.facts, &config.surfaces);
    let answers = answers(&inputs, &files(all));
    let survey = survey(&config.facts, &config.surfaces, &answers, &Silent);
    (config, answers, survey)
}

/// What mending makes of the files, with what it leaves.
#[track_caller]
fn mended(config: &str, files: &[(&str, &str)]) -> String {
    let (config, answers, survey) = surveyed(config, files);
    let mending = mend(&config.surfaces, &answers, &survey);
    let mut out = Vec::new();
    for file in mending.files {
        for change in &file.changes {
            out.push(format!("{}:{} {} -> {}", file.path, change.line, change.from, change.to));
        }
        out.push(format!("{:?}", file.after));
    }
    for left in mending.left {
        let line = left.line.map(|line| format!(":{line}")).unwrap_or_default();
        out.push(format!("left {}{line}: {}", left.file, left.why));
    }
    out.join("\n")
}

#[test]
fn mending_changes_the_bytes_of_the_value_and_no_other() {
    let config = r#"
        [facts]
        n = '1234'
        [[surfaces]]
        fact = "n"
        file = "a.md"
        pattern = 'has ([\d,]+) of'
        [[surfaces]]
        file = "a.md"
        marker = "n"
        [[surfaces]]
        fact = "n"
        file = "a.json"
        path = "x.n"
    "#;
    let a = "\u{feff}|\thas 1,000 of\t|\r\nÄ <!-- milepost:fact n --> 7 <!-- /milepost -->.  \r\n\
        ```\n<!-- milepost:fact n -->8<!-- /milepost -->\n```";
    let json = "{\t\"x\": {\"n\": 3}}\r\n";
    assert_snapshot!(mended(config, &[("a.md", a), ("a.json", json)]), @"");
}

#[test]
fn what_would_do_harm_is_left() {
    let config = r#"
        [facts]
        t = 'capture("t.txt", "(.*)")'
        [[surfaces]]
        fact = "t"
        places = [
            { file = "a.md", marker = "t" },
            { file = "a.json", path = "n" },
            { file = "a.yaml", path = "n" },
            { file = "b.md", pattern = '^v([0-9.]+)$' },
            { file = "gone.md", pattern = '(x)' },
            { file = "c.md", pattern = '(x)' },
        ]
    "#;
    let files = [
        ("t.txt", "<!-- /milepost -->: evil"),
        ("a.md", "<!-- milepost:fact t -->x<!-- /milepost -->"),
        ("a.json", "{\"n\": 3}"),
        ("a.yaml", "n: x\n"),
        ("b.md", "v1.2\n"),
        ("c.md", "x x\n"),
    ];
    assert_snapshot!(mended(config, &files), @"");
}

#[test]
fn what_nobody_can_decide_is_left() {
    let config = r#"
        [facts]
        one = '1'
        two = '2'
        [[surfaces]]
        places = [{ file = "a.md", pattern = 'a(\d)' }, { file = "b.md", pattern = 'b(\d)' }]
        [[surfaces]]
        fact = "one"
        file = "c.md"
        pattern = 'c(\d)'
        [[surfaces]]
        fact = "two"
        file = "c.md"
        pattern = 'c(\d)'
        [[surfaces]]
        fact = "two"
        file = "d.md"
        pattern = 'd(\d)'
        every = true
    "#;
    let files = [("a.md", "a1"), ("b.md", "b2"), ("c.md", "c3"), ("d.md", "d1 d2 d3")];
    assert_snapshot!(mended(config, &files), @"");
}

#[test]
fn markers_that_do_not_fit_together_are_no_place() {
    let config = "[facts]\nn = '1'\n[[surfaces]]\nfile = \"a.md\"\nmarker = \"n\"\n";
    let open = "<!-- milepost:fact n -->";
    let of = |text: &str| mended(config, &[("a.md", text)]);
    assert_snapshot!(of(&format!("{open}1")), @"");
    assert_snapshot!(of(&format!("{open}\n{open}1<!-- /milepost -->")), @"");
    assert_snapshot!(of("<!-- milepost:fact m -->1<!-- /milepost -->"), @"");
    assert_snapshot!(of(&format!("{open}2<!-- /milepost --> {open}2<!-- /milepost -->")), @"");
    assert_snapshot!(of(&format!("{open}<!-- /milepost -->")), @"");
}

#[test]
fn badges_are_green_where_their_bound_says_so() {
    let green = |bound: &str, value: &str| {
        let expr = Expr::parse(value).unwrap();
        let Expr::Number(number) = expr else { panic!("a number") };
        super::Green::parse(bound).unwrap().holds(&super::Value::Number(number))
    };
    assert!(green(">= 90", "90"));
    assert!(!green("> 90", "90"));
    assert!(green("== 0", "0"));
    assert!(!green("!= 0", "0"));
    assert!(green("<= 1.5", "1.5"));
    assert!(!green("< 1.5", "1.5"));
    for none in ["", "90", "=> 90", ">= many", "> "] {
        assert_eq!(super::Green::parse(none), None, "{none}");
    }
}
