//! `[facts]` and `[[surfaces]]`: whole tables in, what they mean or all mistakes out.

use insta::assert_snapshot;

use super::{accept, check};
use crate::fact::{FactName, How};

#[test]
fn facts_stand_behind_those_that_they_rest_on() {
    let config = accept(
        r#"
schema = 1
gates.perf.run = "make perf"
[facts]
share = { value = 'percent(covered, corpus)', label = "corpus", suffix = "%", green = ">= 95" }
covered = 'corpus - 1'
corpus = 'files("data/*.json")'
p95 = 'metric("perf", "p95", "ms")'

[[surfaces]]
fact = "share"
file = "README.md"
pattern = '(\d+) % covered'
within = 0.5

[[surfaces]]
file = "README.md"
marker = "corpus"

[[surfaces]]
digits = 2
places = [
  { file = "Cargo.lock", format = "toml", path = "package[0].version" },
  { file = "a.yml", path = "version", every = true },
]
"#,
    );
    let names: Vec<&str> = config.facts.iter().map(|fact| fact.name.as_str()).collect();
    assert_eq!(names, ["corpus", "p95", "covered", "share"]);
    assert!(config.facts[3].green.is_some());
    let [share, corpus, list] = &*config.surfaces else { panic!("three") };
    assert!((share.within - 0.5).abs() < f64::EPSILON);
    assert_eq!(corpus.fact, FactName::new("corpus"));
    assert_eq!((list.fact.as_ref(), list.digits, list.places.len()), (None, Some(2), 2));
    assert!(list.places.iter().all(|place| matches!(place.how, How::Path(..))));
}

#[test]
fn mistakes_stand_where_they_are() {
    let text = r#"
schema = 1
gates.perf.run = "make perf"

[facts]
corpus = 'fils("data/*.json")'
"1st" = '1'
number = 7
share = { value = 'percent(corpsu, 3)', color = "red", green = "lots" }
empty = { label = "x" }
p95 = "metric(\"pref\", \"p95\")"
a = 'b + 1'
b = 'a + 1'

[[surfaces]]
fact = "corpsu"
file = "README.md"
pattern = '(\d+)'

[[surfaces]]
fact = "a"
file = "README.md"
pattern = '\d+'

[[surfaces]]
fact = "a"
file = ".git/hooks/pre-commit"
pattern = '(\d+)'

[[surfaces]]
fact = "a"
file = "../README.md"
path = "x"

[[surfaces]]
fact = "a"
file = "README.md"
path = "x"

[[surfaces]]
fact = "a"
file = "a.json"
path = "x..y"
pattern = '(x)'

[[surfaces]]
file = "README.md"
pattern = '(x)'

[[surfaces]]
fact = "a"
within = -1
digits = 99
places = []

[[surfaces]]
fact = "a"
file = "README.md"
marker = "b"
"#;
    assert_snapshot!(check(text), @r#"
    corpus = 'fils("data/*.json")'
              ^^^^ no function is called `fils`
              = try `files`
    "1st" = '1'
    ^^^^^ `1st` is no name of a fact
    = try letters, digits, `-` and `_`, beginning with a letter
    number = 7
             ^ `number` must be an expression, not a number
             = try an expression in quotes, as `number = 'files("src/**")'`
    share = { value = 'percent(corpsu, 3)', color = "red", green = "lots" }
                               ^^^^^^ no fact is called `corpsu`
                               = try `corpus`
    share = { value = 'percent(corpsu, 3)', color = "red", green = "lots" }
                                            ^^^^^ unknown key `color`
    share = { value = 'percent(corpsu, 3)', color = "red", green = "lots" }
                                                                   ^^^^^^ `lots` is not a bound
                                                                   = try a comparison with a number, as `green = ">= 90"`
    empty = { label = "x" }
            ^^^^^^^^^^^^^^^ `value` is missing
    p95 = "metric(\"pref\", \"p95\")"
           ^^^^^^^^^^^^^^^^^^^^^^^^^ no gate is called `pref`
           = try `perf`
    a = 'b + 1'
    ^ these facts rest on each other: `a`, `b`
    = try one direction: a fact cannot rest on itself
    fact = "corpsu"
           ^^^^^^^^ no fact is called `corpsu`
           = try `corpus`
    pattern = '\d+'
              ^^^^^ the pattern has 0 groups; one says which part of the match is meant
              = try a regular expression with one group, as `'version (\d+\.\d+)'`
    file = ".git/hooks/pre-commit"
           ^^^^^^^^^^^^^^^^^^^^^^^ `.git/hooks/pre-commit` cannot be a surface: it is git's or milepost's own
           = try a file that people write and that states something
    file = "../README.md"
           ^^^^^^^^^^^^^^ `../README.md` is no path inside the repository
           = try a path from the root of the repository, without a leading `/`
    [[surfaces]]
    ^^^^^^^^^^^^ `format` is missing
    = try `format = "toml"`, `"json"` or `"yaml"`: the file name does not say
    path = "x..y"
           ^^^^^^ `path` and `pattern` cannot stand together
    [[surfaces]]
    ^^^^^^^^^^^^ this is held against nothing
    = try a `fact`, or `places` that must agree among themselves
    [[surfaces]]
    ^^^^^^^^^^^^ `places` is empty
    within = -1
             ^^ `-1` is not a difference
             = try the greatest difference, as `within = 0.5`
    digits = 99
             ^^ `digits` is too large
    [[surfaces]]
    ^^^^^^^^^^^^ the marker names fact `b`
    = try no `fact` here: a marker names its own
    "#);
}
