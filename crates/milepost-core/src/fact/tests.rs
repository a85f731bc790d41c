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
    ("empty.txt", ""),
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
    answers.gone.extend(inputs.with_history().filter(|path| path.as_str() == "gone").cloned());
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
    assert_snapshot!(value("1 / 0"), @"untold: a division by zero");
    assert_snapshot!(value("percent(1, 0)"), @"untold: a division by zero");
    let huge = format!("1{}", "0".repeat(200));
    assert_snapshot!(value(&format!("{huge} * {huge}")), @"untold: the result is no finite number");
    assert_snapshot!(value("number(\"many\")"), @"untold: `many` is no number");
    assert_snapshot!(value("capture(\"a.txt\", 'name: (.+)') + 1"), @"untold: `x` is a text, and a number must be here; `number(…)` reads one");
    assert_snapshot!(value("strip-prefix(\"1.2\", \"v\")"), @"untold: `1.2` does not begin with `v`");
}

#[test]
fn files_are_looked_at() {
    assert_snapshot!(value(r#"capture("a.txt", 'version (\S+)$')"#), @"1.2.0 from `a.txt` line 1");
    assert_snapshot!(value(r#"number(capture("a.txt", 'count: ([\d,]+)')) * 2"#), @"2468 from `a.txt` line 2");
    assert_snapshot!(value(r#"json("data.json", "rate") * 100"#), @"97.3 from `rate` of `data.json` line 1");
    assert_snapshot!(value(r#"entries(json("data.json", "list"))"#), @"3 from `list` of `data.json`");
    assert_snapshot!(value(r#"files("src/*.rs")"#), @"2 from 2 files of `src/*.rs`");
    assert_snapshot!(value(r#"lines("b.txt")"#), @"2 from 1 file of `b.txt`");
    assert_snapshot!(value(r#"lines("b.txt", '^two$')"#), @"1 from 1 file of `b.txt`");
    assert_snapshot!(value(r#"matches("src/**", '#\[test\]')"#), @"2 from 2 files of `src/**`");
    assert_snapshot!(value(r#"or-zero(matches("src/**", 'TODO'))"#), @"0 from 2 files of `src/**`");
    assert_snapshot!(value(r#"lines("empty.txt")"#), @"untold: there is no line in the one file of `empty.txt`; where none may be right, say `or-zero(…)`");
    assert_snapshot!(value(r#"or-zero(lines("empty.txt"))"#), @"0 from 1 file of `empty.txt`");
    assert_snapshot!(value(r#"or-zero(files("none/**"))"#), @"0 from no file of `none/**`");
}

#[test]
fn what_is_not_in_files_says_what_and_where() {
    assert_snapshot!(value(r#"capture("c.txt", '(x)')"#), @"untold: `c.txt` is not there");
    assert_snapshot!(value(r#"capture("a.txt", '(y)')"#), @"untold: nothing in `a.txt` matches `(y)`");
    assert_snapshot!(value(r#"capture("a.txt", '(e)')"#), @"untold: `(e)` matches 2 times in `a.txt`, first on lines 1 and 3; one is meant");
    assert_snapshot!(value(r#"capture("a.txt", 'version|(name: z)')"#), @"untold: the group of `version|(name: z)` takes no part in its match in `a.txt`");
    assert_snapshot!(value(r#"files("none/**")"#), @"untold: no file matches `none/**`");
    assert_snapshot!(value(r#"matches("src/**", 'TODO')"#), @"untold: nothing in the 2 files of `src/**` matches `TODO`; where none may be right, say `or-zero(…)`");
    assert_snapshot!(value(r#"or-zero(matches("none/**", 'TODO'))"#), @"untold: no file matches `none/**`");
    assert_snapshot!(value(r#"json("data.json", "list")"#), @"untold: a list of length 3 stands where one value must be; `entries(…)` counts them");
    assert_snapshot!(value(r#"json("data.json", "rates")"#), @"untold: `data.json` line 1: there is no `rates`, but `rate`");
    assert_snapshot!(value(r#"entries(json("data.json", "rate"))"#), @"untold: `0.973` is one value, and `entries(…)` counts those of a list or a table");
    assert_snapshot!(value(r#"toml("a.txt", "x")"#), @"untold: `a.txt` line 1: not TOML: key with no value, expected `=`");
}

#[test]
fn history_is_looked_at() {
    assert_snapshot!(value(r#"strip-prefix(tag("v*"), "v")"#), @"1.2.0 from tag `v1.2.0`");
    assert_snapshot!(value(r#"tag-date("v*")"#), @"2026-02-03 from tag `v1.2.0`");
    assert_snapshot!(value(r#"commit-date("a.txt")"#), @"2026-02-03 from commit 1a901011a9, the last that touched `a.txt`");
    assert_snapshot!(value(r#"commit-hash("a.txt", 10)"#), @"1a901011a9 from commit 1a901011a9, the last that touched `a.txt`");
    assert_snapshot!(value("commits()"), @"42 from the history");
    assert_snapshot!(value(r#"tag("w*")"#), @"untold: no tag in the history of this commit matches `w*`");
    assert_snapshot!(value(r#"commit-date("none")"#), @"untold: no commit touched `none`");
    assert_snapshot!(value(r#"commit-date("gone")"#), @"untold: `gone` is not there");
    assert_snapshot!(value(r#"commits("gone")"#), @"untold: `gone` is not there");
    assert_snapshot!(value(r#"commits("a.txt")"#), @"untold: this clone does not have the whole history; `git fetch --unshallow --tags` gets it");
}

#[test]
fn mistakes_stand_where_they_are() {
    assert_snapshot!(mistake("fils(\"a\")"), @r#"
    fils("a")
    ^^^^ no function is called `fils`
    = try `files`
    "#);
    assert_snapshot!(mistake("files(a)"), @r#"
    files(a)
          ^ a glob must be written out here, in quotes
    = try files("GLOB")
    "#);
    assert_snapshot!(mistake("files(\"/etc/*\")"), @r#"
    files("/etc/*")
          ^^^^^^^^ `/etc/*` is no glob
    "#);
    assert_snapshot!(mistake("toml(\"../x\", \"a\")"), @r#"
    toml("../x", "a")
         ^^^^^^ `../x` is no path of a file of this project
    = try a path from the root of the repository
    "#);
    assert_snapshot!(mistake("toml(\".git/config\", \"a\")"), @r#"
    toml(".git/config", "a")
         ^^^^^^^^^^^^^ `.git/config` is no path of a file of this project
    = try a path from the root of the repository
    "#);
    assert_snapshot!(mistake("toml(\"a.toml\")"), @r#"
    toml("a.toml")
    ^^^^^^^^^^^^^^ this is not how `toml` is called
    = try toml("FILE", "PATH")
    "#);
    assert_snapshot!(mistake("capture(\"a.txt\", 'x')"), @r#"
    capture("a.txt", 'x')
                     ^^^ the pattern has 0 groups; one says which part of the match is meant
    "#);
    assert_snapshot!(mistake("capture(\"a.txt\", '(')"), @r#"
    capture("a.txt", '(')
                     ^^^ not a regular expression: unclosed group
    "#);
    assert_snapshot!(mistake("matches(\"a\", 'x{999999}')"), @r#"
    matches("a", 'x{999999}')
                 ^^^^^^^^^^^ the pattern is too large
    "#);
    assert_snapshot!(mistake("items(\"milestones\")"), @r#"
    items("milestones")
          ^^^^^^^^^^^^ `milestones` is no kind of item that stands somewhere
    = try `milestone`
    "#);
    assert_snapshot!(mistake("items(\"milestone\", \"finished\")"), @r#"
    items("milestone", "finished")
                       ^^^^^^^^^^ `finished` is no standing
    = try `planned`, `ready`, `in progress`, `blocked`, `claimed`, `contradicted`, `proven`, `waiting`, `done`, `unchecked`, `regressed`, `suspended`, `out of scope`, `superseded`, `rejected`
    "#);
    assert_snapshot!(mistake("gates(\"green\")"), @r#"
    gates("green")
          ^^^^^^^ `green` is no verdict
    = try `pass`, `fail`, `error`, `stale`, `missing`, `calibrating`, `blind`, `waived`, `not-applicable`
    "#);
    assert_snapshot!(mistake("\"a\" + 1"), @r#"
    "a" + 1
    ^^^ a text cannot be counted with; `number(…)` reads one as a number
    "#);
    assert_snapshot!(mistake("1 +"), @"
    1 +
       ^ expected a value
    ");
    assert_snapshot!(mistake("1 2"), @"
    1 2
      ^ expected the end of the expression
    ");
    assert_snapshot!(mistake("50 %"), @"
    50 %
       ^ `%` means nothing in an expression
    = try percent(part, whole)
    ");
    assert_snapshot!(mistake("'open"), @"
    'open
    ^^^^^ the text in quotes does not end
    ");
    assert_snapshot!(mistake("\"a\\d\""), @r#"
    "a\d"
      ^^ unknown escape
    = try single quotes, in which a backslash is one
    "#);
    assert_snapshot!(mistake("or-zero(commits())"), @"
    or-zero(commits())
            ^^^^^^^^^ `or-zero` takes `files`, `lines`, `matches` or `items` and nothing else
    ");
    assert_snapshot!(mistake("entries(1)"), @"
    entries(1)
    ^^^^^^^^^^ this is not how `entries` is called
    = try entries(toml(…)), entries(json(…)) or entries(yaml(…))
    ");
    assert_snapshot!(mistake("round(1, x)"), @"
    round(1, x)
    ^^^^^^^^^^^ this is not how `round` is called
    = try round(NUMBER) or round(NUMBER, DIGITS)
    ");
    assert_snapshot!(mistake(""), @"

    ^ the expression is empty
    ");
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
    assert_snapshot!(mended(config, &[("a.md", a), ("a.json", json)]), @r#"
    a.json:1 3 -> 1234
    "{\t\"x\": {\"n\": 1234}}\r\n"
    a.md:1 1,000 -> 1234
    a.md:2 7 -> 1234
    "\u{feff}|\thas 1,234 of\t|\r\nÄ <!-- milepost:fact n --> 1234 <!-- /milepost -->.  \r\n```\n<!-- milepost:fact n -->8<!-- /milepost -->\n```"
    "#);
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
    assert_snapshot!(mended(config, &files), @"
    left a.md:1: `<!-- /milepost -->: evil` cannot be written over `x` without harm to what stands around it
    left a.json:1: `<!-- /milepost -->: evil` cannot be written over `3` without harm to what stands around it
    left a.yaml:1: `<!-- /milepost -->: evil` cannot be written over `x` without harm to what stands around it
    left b.md:1: `<!-- /milepost -->: evil` cannot be written over `1.2` without harm to what stands around it
    left gone.md: is not there
    left c.md: it is found 2 times, first on lines 1 and 1; one is meant
    ");
}

#[test]
fn what_would_be_markup_is_left() {
    let config = r#"
        [facts]
        bar = 'capture("t.txt", "bar (.*)")'
        tick = 'capture("t.txt", "tick (.*)")'
        note = 'capture("t.txt", "note (.*)")'
        [[surfaces]]
        fact = "bar"
        places = [
            { file = "a.md", pattern = 'cell (\S+)' },
            { file = "a.md", pattern = 'line (\S+)' },
            { file = "a.txt", pattern = 'cell (\S+)' },
        ]
        [[surfaces]]
        fact = "tick"
        file = "a.md"
        pattern = 'code (\S+)'
        [[surfaces]]
        fact = "note"
        file = "a.md"
        pattern = 'say (\S+)'
    "#;
    let files = [
        ("t.txt", "bar a|b\ntick `c\nnote d-->\n"),
        ("a.md", "| cell x | y |\nline x\ncode x\nsay x\n"),
        ("a.txt", "| cell x | y |\n"),
    ];
    assert_snapshot!(mended(config, &files), @r#"
    a.md:2 x -> a|b
    "| cell x | y |\nline a|b\ncode x\nsay x\n"
    a.txt:1 x -> a|b
    "| cell a|b | y |\n"
    left a.md:1: `a|b` cannot be written over `x` without harm to what stands around it
    left a.md:3: ``c` cannot be written over `x` without harm to what stands around it
    left a.md:4: `d-->` cannot be written over `x` without harm to what stands around it
    "#);
}

#[test]
fn versions_that_are_one_number_do_not_agree() {
    let of = |more: &str, one: &str, other: &str| {
        let places = ["a.md", "b.md"].map(|it| format!("{{ file = \"{it}\", pattern = '(.+)' }}"));
        let config = format!("[[surfaces]]\n{more}\nplaces = [{}]\n", places.join(", "));
        mended(&config, &[("a.md", one), ("b.md", other)])
    };
    assert_snapshot!(of("", "3.10", "3.1"), @"left b.md:1: `3.1` stands here and `3.10` in a.md:1, and nothing says which is right: name a `fact`, or correct one of them");
    assert_eq!(of("", "1,234.5", "1 234.5"), "");
    assert_eq!(of("digits = 1", "3.10", "3.1"), "");
    assert_eq!(of("within = 0.5", "3.10", "3"), "");
}

#[test]
fn a_version_without_quotes_keeps_its_zero() {
    let config = r#"
        [facts]
        go = 'yaml("ci.yaml", "go")'
        tag = 'capture("tag", "go(.+)")'
        [[surfaces]]
        fact = "go"
        file = "a.md"
        pattern = 'Go (\S+)'
        [[surfaces]]
        fact = "tag"
        file = "ci.yaml"
        path = "old"
        [[surfaces]]
        places = [{ file = "ci.yaml", path = "go" }, { file = "tag", pattern = 'v(.+)' }]
    "#;
    let files =
        [("ci.yaml", "go: 1.20\nold: 1.19\n"), ("a.md", "Go 1.19"), ("tag", "go1.10\nv1.2\n")];
    assert_snapshot!(mended(config, &files), @r#"
    a.md:1 1.19 -> 1.20
    "Go 1.20"
    ci.yaml:2 1.19 -> 1.10
    "go: 1.20\nold: 1.10\n"
    left tag:2: `1.2` stands here and `1.20` in ci.yaml:1, and nothing says which is right: name a `fact`, or correct one of them
    "#);
}

#[test]
fn signs_between_the_thousands_of_toml_are_kept() {
    let config =
        "[facts]\nn = '1234567'\n[[surfaces]]\nfact = \"n\"\nfile = \"a.toml\"\npath = \"a\"\n";
    assert_snapshot!(mended(config, &[("a.toml", "a = 1_000\n")]), @r#"
    a.toml:1 1000 -> 1234567
    "a = 1_234_567\n"
    "#);
}

#[test]
fn the_first_line_begins_behind_a_byte_order_mark() {
    let config = r#"
        [facts]
        n = 'number(capture("n.md", "^n: (.+)$")) + matches("n.md", "^n") + lines("n.md", "^n")'
        [[surfaces]]
        fact = "n"
        file = "a.md"
        pattern = '^has (\d+)'
    "#;
    let files = [("n.md", "\u{feff}n: 4\r\n"), ("a.md", "\u{feff}has 7\r\n")];
    assert_snapshot!(mended(config, &files), @r#"
    a.md:1 7 -> 6
    "\u{feff}has 6\r\n"
    "#);
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
    assert_snapshot!(mended(config, &files), @r#"
    d.md:1 1 -> 2
    d.md:1 3 -> 2
    "d2 d2 d2"
    left b.md:1: `2` stands here and `1` in a.md:1, and nothing says which is right: name a `fact`, or correct one of them
    left c.md:1: `1` cannot be written over `3` without harm to what stands around it
    left c.md:1: `2` cannot be written over `3` without harm to what stands around it
    "#);
}

#[test]
fn markers_that_do_not_fit_together_are_no_place() {
    let config = "[facts]\nn = '1'\n[[surfaces]]\nfile = \"a.md\"\nmarker = \"n\"\n";
    let open = "<!-- milepost:fact n -->";
    let of = |text: &str| mended(config, &[("a.md", text)]);
    assert_snapshot!(of(&format!("{open}1")), @"left a.md: line 1: the marker is never closed by `<!-- /milepost -->`");
    assert_snapshot!(of(&format!("{open}\n{open}1<!-- /milepost -->")), @"left a.md: line 2: the marker is opened in another one that is not closed yet");
    assert_snapshot!(of("<!-- milepost:fact m -->1<!-- /milepost -->"), @"left a.md: it has no `<!-- milepost:fact n -->`");
    assert_snapshot!(of(&format!("{open}2<!-- /milepost --> {open}2<!-- /milepost -->")), @"left a.md: it is found 2 times, first on lines 1 and 1; one is meant");
    let fenced = format!("````md\n```\n{open}2<!-- /milepost -->\n```\n````\n");
    let quoted = format!("`{open}2<!-- /milepost -->`\n");
    assert_snapshot!(of(&(fenced + &quoted)), @"left a.md: it has no `<!-- milepost:fact n -->`");
    assert_snapshot!(of(&format!("{open}<!-- /milepost -->")), @r#"
    a.md:1  -> 1
    "<!-- milepost:fact n -->1<!-- /milepost -->"
    "#);
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
