//! Values in files of every format, and everything that keeps one from being found.

use insta::assert_snapshot;

use super::{Entry, Format, LookupPath, entry, written};
use crate::text::Span;

/// What lies at a path: its value and its bytes; or why nothing does.
#[track_caller]
fn check(format: Format, text: &str, path: &str) -> String {
    let path = LookupPath::parse(path).unwrap();
    match entry(text, format, &path) {
        Ok(Entry::One { value, span }) => format!("{value} from {:?}", span.of(text)),
        Ok(Entry::Many { count, what }) => format!("{what} with {count} entries"),
        Err((why, at)) => match at {
            Some(at) => format!("{why}, at {:?}", Span { start: at, end: at + 1 }.of(text)),
            None => why.to_string(),
        },
    }
}

const TOML: &str = "[package]\nname = 'é'\nversion = \"1.2.0\" # now\ndone = true\nday = 2026-02-01\n\
    [[jobs]]\n\"run on\" = [\"a\", \"b\"]\ncost = 1.50\nhex = 0x10\nnan = nan\n";

#[test]
fn values_of_toml() {
    let check = |path| check(Format::Toml, TOML, path);
    assert_snapshot!(check("package.version"), @r#"1.2.0 from "\"1.2.0\"""#);
    assert_snapshot!(check("package.name"), @r#"é from "'é'""#);
    assert_snapshot!(check("package.done"), @r#"true from "true""#);
    assert_snapshot!(check("package.day"), @r#"2026-02-01 from "2026-02-01""#);
    assert_snapshot!(check("jobs[0].\"run on\""), @"a list with 2 entries");
    assert_snapshot!(check("jobs[0].\"run on\"[1]"), @r#"b from "\"b\"""#);
    assert_snapshot!(check("jobs[0].cost"), @r#"1.50 from "1.50""#);
    assert_snapshot!(check("jobs[0].hex"), @r#"16 from "0x10""#);
    assert_snapshot!(check("package"), @"a table with 4 entries");
}

#[test]
fn what_is_not_in_toml() {
    let found = |path| check(Format::Toml, TOML, path);
    assert_snapshot!(found("package.verison"), @r#"there is no `verison`, but `version`, at "[""#);
    assert_snapshot!(found("jobs[1]"), @r#"a list of length 1 has nothing at [1]; the first entry is [0], at "[""#);
    assert_snapshot!(found("jobs.cost"), @r#"a list has no `cost`, at "[""#);
    assert_snapshot!(found("package.version.major"), @r#"a text has no `major`, at "\"""#);
    assert_snapshot!(found("jobs[0].nan"), @r#"`nan` is no finite number, at "n""#);
    assert_snapshot!(check(Format::Toml, "a = \nb = 1\n", "b"), @r#"not TOML: string values must be quoted, expected literal string, at "\n""#);
    let deep = format!("a = {}", "[".repeat(100_000));
    assert!(check(Format::Toml, &deep, "a").starts_with("not TOML"));
}

const JSON: &str = "\u{feff}{\t\"version\": \"1.2.0\",\r\n \"a\\\"b\": [1, -2.5e1, {\"c\": null}], \
    \"n\": 12, \"deep\": {\"x\": [[], {}], \"y\": \"}]\"}, \"t\": true, \"d\": 1, \"d\": 2}";

#[test]
fn values_of_json() {
    let check = |path| check(Format::Json, JSON, path);
    assert_snapshot!(check("version"), @r#"1.2.0 from "\"1.2.0\"""#);
    assert_snapshot!(check("n"), @r#"12 from "12""#);
    assert_snapshot!(check("t"), @r#"true from "true""#);
    assert_snapshot!(check("deep.y"), @r#"}] from "\"}]\"""#);
    assert_snapshot!(check("deep.x"), @"a list with 2 entries");
    assert_snapshot!(check("deep"), @"a table with 2 entries");
}

#[test]
fn what_is_not_in_json() {
    let found = |path| check(Format::Json, JSON, path);
    assert_snapshot!(found("versions"), @r#"there is no `versions`, but `version`, at "{""#);
    assert_snapshot!(found("d"), @r#"`d` stands there twice, at "{""#);
    assert_snapshot!(found("n.x"), @r#"a number has no `x`, at "1""#);
    assert_snapshot!(found("deep.x[2]"), @r#"a list of length 2 has nothing at [2]; the first entry is [0], at "[""#);
    assert_snapshot!(check(Format::Json, "[1, null]", "[1]"), @r#"the value is null, at "n""#);
    assert_snapshot!(check(Format::Json, "{\"a\": 1,}\n", "a"), @r#"not JSON: key must be a string, at "{""#);
    assert_snapshot!(check(Format::Json, "{\"a\": 1e999}\n", "a"), @r#"`1e999` is no finite number, at "1""#);
    assert_snapshot!(check(Format::Json, "[9007199254740993]", "[0]"), @r#"`9007199254740993` has more digits than can be counted with; `capture(…)` takes it as a text, at "9""#);
    assert_snapshot!(check(Format::Json, &"[".repeat(100_000), "[0]"), @"it is nested more than 128 deep");
    assert_snapshot!(check(Format::Json, "", "a"), @r#"not JSON: EOF while parsing a value, at """#);
}

const YAML: &str = "# é\ngates:\n  - id: G1\n    on: &x true\n  - {id: \"G 2\", cost: 1.5}\n\
    name: it''s\nquoted: 'it''s'\nnothing:\nblock: |\n  a\n  b\nagain: *x\nversion: 1.2.0\n";

#[test]
fn values_of_yaml() {
    let check = |path| check(Format::Yaml, YAML, path);
    assert_snapshot!(check("gates"), @"a list with 2 entries");
    assert_snapshot!(check("gates[0].id"), @r#"G1 from "G1""#);
    assert_snapshot!(check("gates[1].id"), @r#"G 2 from "\"G 2\"""#);
    assert_snapshot!(check("gates[1].cost"), @r#"1.5 from "1.5""#);
    assert_snapshot!(check("quoted"), @r#"it's from "'it''s'""#);
    assert_snapshot!(check("version"), @r#"1.2.0 from "1.2.0""#);
}

#[test]
fn what_is_not_in_yaml() {
    let found = |path| check(Format::Yaml, YAML, path);
    assert_snapshot!(found("gate"), @"there is no `gate`, but `gates`");
    assert_snapshot!(found("nothing"), @r#"the value is null, at ":""#);
    assert_snapshot!(found("again"), @"an alias stands there; name the place that it stands for");
    assert_snapshot!(found("again.x"), @"an alias stands there; name the place that it stands for");
    assert_snapshot!(found("gates.id"), @"a list has no `id`");
    assert_snapshot!(check(Format::Yaml, "a: 1\na: 2\n", "a"), @"`a` stands there twice");
    assert_snapshot!(check(Format::Yaml, "a: 1\n---\na: 2\n", "a"), @"the file holds several documents; one is meant");
    assert_snapshot!(check(Format::Yaml, "a: [1\nb: 2\n", "a"), @r#"not YAML: illegal placement of ':' indicator, at "b""#);
    assert_snapshot!(check(Format::Yaml, "a: .inf\n", "a"), @r#"`.inf` is no finite number, at ".""#);
    assert_snapshot!(check(Format::Yaml, "", "a"), @"an empty file has no `a`");
    assert_snapshot!(check(Format::Yaml, &"[".repeat(100_000), "[0]"), @r#"not YAML: recursion limit exceeded, at "[""#);
}

#[test]
fn a_number_keeps_the_digits_that_it_is_written_with() {
    let at = |format, text| check(format, text, "a");
    assert_snapshot!(at(Format::Yaml, "a: 1.20\n"), @r#"1.20 from "1.20""#);
    assert_snapshot!(at(Format::Json, "{\"a\": 2.50}"), @r#"2.50 from "2.50""#);
    assert_snapshot!(at(Format::Toml, "a = 1_000.50\n"), @r#"1000.50 from "1_000.50""#);
    assert_snapshot!(at(Format::Json, "{\"a\": -2.5e1}"), @r#"-25 from "-2.5e1""#);
    assert_snapshot!(at(Format::Yaml, "a: .5\n"), @r#"0.5 from ".5""#);
}

#[test]
fn a_number_of_another_base_is_whole_or_none() {
    let at = |format, text| check(format, text, "a");
    assert_snapshot!(at(Format::Yaml, "a: 0o17\n"), @r#"15 from "0o17""#);
    assert_snapshot!(at(Format::Yaml, "a: 0xg\n"), @r#"0xg from "0xg""#);
    assert_snapshot!(at(Format::Yaml, "a: 0x-5\n"), @r#"0x-5 from "0x-5""#);
    assert_snapshot!(at(Format::Yaml, "a: 0x20000000000001\n"), @r#"`0x20000000000001` has more digits than can be counted with; `capture(…)` takes it as a text, at "0""#);
    assert_snapshot!(at(Format::Yaml, "a: 0xffffffffffffffffff\n"), @r#"`0xffffffffffffffffff` has more digits than can be counted with; `capture(…)` takes it as a text, at "0""#);
    assert_snapshot!(at(Format::Toml, "a = 9223372036854775808\n"), @r#"`9223372036854775808` has more digits than can be counted with; `capture(…)` takes it as a text, at "9""#);
}

#[test]
fn a_table_with_a_key_twice_is_not_counted() {
    assert_snapshot!(check(Format::Json, "{\"o\": {\"x\": 1, \"\\u0078\": 2}}", "o"), @r#"`x` stands there twice, at "{""#);
    assert_snapshot!(check(Format::Yaml, "o:\n  x: 1\n  x: 2\n", "o"), @"`x` stands there twice");
    assert_snapshot!(check(Format::Yaml, "o:\n  [x]: 1\n  [y]: 2\n", "o"), @"a table with 2 entries");
}

#[test]
fn a_bomb_of_aliases_is_never_unfolded() {
    let mut text = "a0: &a0 [x, x]\n".to_owned();
    for at in 1..40 {
        let line = format!("a{at}: &a{at} [*a{0}, *a{0}]\n", at - 1);
        text.push_str(&line);
    }
    assert_snapshot!(check(Format::Yaml, &text, "a39"), @"a list with 2 entries");
    assert_snapshot!(check(Format::Yaml, &text, "a39[0]"), @"an alias stands there; name the place that it stands for");
}

#[test]
fn paths_that_are_none() {
    for path in ["", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[-1]", "a]b", "a b. c", "a\"b"] {
        assert_eq!(LookupPath::parse(path), None, "{path}");
    }
}

#[test]
fn a_value_is_written_in_the_quotes_that_it_stands_in() {
    let write = |format, raw, value| written(format, raw, value).unwrap_or_else(|| "no".to_owned());
    assert_eq!(write(Format::Toml, "\"1.0\"", "2 \"x\" \\"), "\"2 \\\"x\\\" \\\\\"");
    assert_eq!(write(Format::Toml, "'1.0'", "it's"), "no");
    assert_eq!(write(Format::Toml, "'1.0'", "2.0"), "'2.0'");
    assert_eq!(write(Format::Toml, "\"\"\"1.0\"\"\"", "2.0"), "no");
    assert_eq!(write(Format::Toml, "12", "13.5"), "13.5");
    assert_eq!(write(Format::Toml, "0x10", "13"), "no");
    assert_eq!(write(Format::Toml, "1_000", "12_345"), "12_345");
    assert_eq!(write(Format::Json, "1000", "12_345"), "no");
    assert_eq!(write(Format::Json, "12", "many"), "no");
    assert_eq!(write(Format::Json, "\"a\"", "line\nbreak"), "no");
    assert_eq!(write(Format::Yaml, "'a'", "it's"), "'it''s'");
    assert_eq!(write(Format::Yaml, "1.2.0", "1.3.0"), "1.3.0");
    assert_eq!(write(Format::Yaml, "a", "x: y"), "no");
    assert_eq!(write(Format::Yaml, "|\n  a", "b"), "no");
}
