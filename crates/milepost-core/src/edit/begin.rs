//! What a project begins with: a `milepost.toml` that explains itself, and a first milestone.

use crate::{edit::toml, suggest::nearest};

/// The first lines of every `milepost.toml` that is written here.
pub(super) const HEADER: &str = "\
# What this project runs and enforces. Nothing in this file is run by reading it.
schema = 1
";

/// What gates are.
const GATES: &str = "
# A gate is a named check. A criterion that ends with (gate `NAME`) rests on that gate alone: a tick
# in its box proves nothing.
#
#   run      a line for `sh -c`, or a list of a program and its arguments
#   reports  where the run says what it tested or measured; the exit code and the report must agree
#   require  what must hold beside that, as \"tests.passed >= 32\" or \"line_coverage >= 80 %\"
#   timeout  how long it may take; 10 minutes where nothing is said
";

/// A gate that most projects of a kind can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// There is a `Cargo.toml`.
    Rust,
    /// There is a `package.json` whose tests run in the test runner of Node itself.
    NodeRunner,
    /// There is a `package.json` with another test script.
    NodeScript,
    /// There is a `pyproject.toml`, a `setup.py` or a `setup.cfg`.
    Python,
}

impl Example {
    /// What the gate is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust-tests",
            Self::NodeRunner | Self::NodeScript => "node-tests",
            Self::Python => "python-tests",
        }
    }

    /// What is worth knowing of it.
    fn remark(self) -> &'static str {
        match self {
            Self::Rust => "The tests of all crates, counted in what `cargo test` prints.",
            Self::NodeRunner => "The tests of Node's own test runner, with a report of each.",
            Self::NodeScript => {
                "Only the exit code counts here. Let the script write JUnit, CTRF or TAP, and name \
                 the file in `reports`, so that a run of no test at all cannot pass."
            }
            Self::Python => "The tests that pytest finds, with a report of each.",
        }
    }

    fn keys(self) -> &'static str {
        match self {
            Self::Rust => {
                "run     = \"cargo test --workspace\"\n\
                 reports = [{ format = \"cargo-test\", from = \"stdout\" }]\n"
            }
            Self::NodeRunner => {
                "run     = \"node --test --test-reporter=junit \
                 --test-reporter-destination=report.xml\"\n\
                 reports = [{ format = \"junit\", path = \"report.xml\" }]\n"
            }
            Self::NodeScript => "run     = \"npm test\"\n",
            Self::Python => {
                "run     = \"python -m pytest --junitxml=report.xml\"\n\
                 reports = [{ format = \"junit\", path = \"report.xml\" }]\n"
            }
        }
    }

    /// What a `package.json` says of tests; nothing where it has none or is no JSON.
    pub fn of_package(json: &str) -> Option<Self> {
        let package: serde_json::Value = serde_json::from_str(json).ok()?;
        let script = package.get("scripts")?.get("test")?.as_str()?;
        // What `npm init` puts there is a reminder.
        if script.trim().is_empty() || script.contains("no test specified") {
            return None;
        }
        let is_runner = script.contains("node --test");
        Some(if is_runner { Self::NodeRunner } else { Self::NodeScript })
    }
}

/// Why no configuration can be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BeginError {
    /// A gate was asked for that is none of the examples.
    #[error("there is no example of a gate called `{name}` for this project")]
    NoSuchExample {
        /// What was asked for.
        name: String,
        /// The examples there are.
        known: Vec<&'static str>,
        /// The one that was probably meant.
        near: Option<&'static str>,
    },
}

/// A `milepost.toml` with an example for each language of a project: as comments, but those that
/// are asked for by name.
pub fn configuration(examples: &[Example], wanted: &[String]) -> Result<String, BeginError> {
    let known: Vec<&'static str> = examples.iter().map(|it| it.name()).collect();
    if let Some(name) = wanted.iter().find(|name| !known.contains(&name.as_str())) {
        let near = nearest(name, known.iter().copied());
        return Err(BeginError::NoSuchExample { name: name.clone(), known, near });
    }
    let is_wanted = |example: &Example| wanted.iter().any(|name| name == example.name());
    let tables = examples.iter().map(|it| table(*it, is_wanted(it)));
    let mut text = format!("{HEADER}{GATES}{}", tables.collect::<String>());
    if examples.is_empty() {
        text += "\n# [gates.tests]\n# run = \"./run-tests\"\n";
    }
    Ok(text)
}

/// The examples that are left to look at below gates that are real.
pub(super) fn as_comments(examples: &[Example]) -> String {
    examples.iter().map(|example| table(*example, false)).collect()
}

fn table(example: Example, is_real: bool) -> String {
    let sign = if is_real { "" } else { "# " };
    let remark = wrapped(example.remark());
    let head = format!("[gates.{}]\n", toml::key(example.name()));
    let lines = head.lines().chain(example.keys().lines());
    let lines: String = lines.flat_map(|line| [sign, line, "\n"]).collect();
    format!("\n{remark}{lines}")
}

/// A remark as lines of a comment.
pub(super) fn wrapped(remark: &str) -> String {
    const WIDTH: usize = 98;
    let mut out = String::new();
    let mut line = String::from("#");
    for word in remark.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.len() > 1 {
            out = format!("{out}{line}\n");
            line = String::from("#");
        }
        line = format!("{line} {word}");
    }
    format!("{out}{line}\n")
}

/// Where the first milestone of a project goes.
pub const FIRST_MILESTONE: &str = "docs/plan/M1.md";

/// A first milestone in the native template, to be filled in.
pub fn first_milestone() -> &'static str {
    "\
# M1 First milestone

**Goal:** One sentence that says what people can do once this is reached
**Approval required:** yes

## Acceptance criteria

- [ ] The first thing that must hold, said so that a run or a person can answer yes or no

## Deliverables

### M1-D1 First deliverable

**Scope:** `src/**`
**Output:** What is there once it is delivered

#### Success criteria

- [ ] What shows that it does its work

#### Tasks

- [ ] M1-T01 First step

## Value delivered

What this is worth to those who asked for it.
"
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::{BeginError, Example, FIRST_MILESTONE, configuration, first_milestone};
    use crate::{
        config,
        plan::{ItemKind, Sign},
        read::{self, ReadOptions},
        text::{RepoPath, Source},
    };

    const ALL: [Example; 4] =
        [Example::Rust, Example::NodeRunner, Example::NodeScript, Example::Python];

    #[test]
    fn the_template_is_a_configuration_and_so_is_each_example() {
        let template = configuration(&[Example::Rust, Example::NodeScript], &[]).unwrap();
        assert!(config::parse(&template).unwrap().gates.is_empty());
        for example in ALL {
            let wanted = [example.name().to_owned()];
            let text = configuration(&[example], &wanted).unwrap();
            let names: Vec<String> =
                config::parse(&text).unwrap().gates.keys().map(ToString::to_string).collect();
            assert_eq!(names, wanted, "{text}");
        }
        assert!(config::parse(&configuration(&[], &[]).unwrap()).is_ok());
        assert_snapshot!(template, @r#"
        # What this project runs and enforces. Nothing in this file is run by reading it.
        schema = 1

        # A gate is a named check. A criterion that ends with (gate `NAME`) rests on that gate alone: a tick
        # in its box proves nothing.
        #
        #   run      a line for `sh -c`, or a list of a program and its arguments
        #   reports  where the run says what it tested or measured; the exit code and the report must agree
        #   require  what must hold beside that, as "tests.passed >= 32" or "line_coverage >= 80 %"
        #   timeout  how long it may take; 10 minutes where nothing is said

        # The tests of all crates, counted in what `cargo test` prints.
        # [gates.rust-tests]
        # run     = "cargo test --workspace"
        # reports = [{ format = "cargo-test", from = "stdout" }]

        # Only the exit code counts here. Let the script write JUnit, CTRF or TAP, and name the file in
        # `reports`, so that a run of no test at all cannot pass.
        # [gates.node-tests]
        # run     = "npm test"
        "#);
    }

    #[test]
    fn a_gate_that_is_no_example_is_not_made_up() {
        let error = configuration(&[Example::Rust], &["rust-test".to_owned()]).unwrap_err();
        let BeginError::NoSuchExample { name, known, near } = error;
        assert_eq!(
            (name.as_str(), known, near),
            ("rust-test", vec!["rust-tests"], Some("rust-tests"))
        );
    }

    #[test]
    fn a_package_has_tests_if_it_says_how_they_run() {
        let of = |script: &str| {
            Example::of_package(&format!(r#"{{ "scripts": {{ "test": "{script}" }} }}"#))
        };
        assert_eq!(of("node --test test/"), Some(Example::NodeRunner));
        assert_eq!(of("vitest run"), Some(Example::NodeScript));
        assert_eq!(of("echo 'Error: no test specified' && exit 1"), None);
        assert_eq!(Example::of_package("{}"), None);
        assert_eq!(Example::of_package("no JSON"), None);
    }

    #[test]
    fn the_first_milestone_is_a_native_plan() {
        let path = RepoPath::new(FIRST_MILESTONE).unwrap();
        let source = Source { path, text: first_milestone().into() };
        let document = read::read(&source, &ReadOptions::default());
        assert!(document.signs.contains(&Sign::NativeTemplate) && document.is_tracker());
        assert!(document.unread.is_empty());
        let names: Vec<(ItemKind, &str, usize)> =
            document.claims.iter().map(|it| (it.kind, it.name(), it.criteria.len())).collect();
        assert_eq!(
            names,
            [
                (ItemKind::Milestone, "M1", 1),
                (ItemKind::Deliverable, "M1-D1", 1),
                (ItemKind::Task, "M1-T01", 0),
            ]
        );
    }
}
