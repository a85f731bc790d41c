//! A gate that runs a command.

use std::{collections::BTreeMap, time::Duration};

use toml::de::DeTable;

use super::{Consumers, Names};
use crate::{
    config::{
        Mistake,
        parse::{
            quantity,
            reader::{Part, Range, Reader, Value, is_empty_list},
        },
    },
    gate::{Invocation, Member, RunCheck, Weight, variable},
    globs::Globs,
    id::ItemId,
    pass::PassRule,
    text::RepoPath,
};

/// The keys of a gate that runs a command.
pub(in crate::config::parse) const RUN: &[&str] = &[
    "run",
    "prepare",
    "folder",
    "keep",
    "env",
    "reports",
    "require",
    "compare",
    "timeout",
    "weight",
    "inputs",
    "needs",
    "max-age",
    "greens",
    "controls",
    "promote-after",
    "versions",
    "with",
];
/// How much of the machine a gate takes.
pub(in crate::config::parse) const WEIGHTS: &[(&str, Weight)] =
    &[("light", Weight::Light), ("heavy", Weight::Heavy)];

/// How long a gate may take where it does not say.
const TIMEOUT: Duration = Duration::from_mins(10);

impl Reader<'_> {
    pub(super) fn run_check(
        &mut self,
        name: Range,
        table: &DeTable<'_>,
        (names, consumers): (&Names, &Consumers),
    ) -> Option<RunCheck> {
        let run = self.required(name.clone(), table, "run");
        let run = run.and_then(|value| self.invocation("run", value));
        let prepare = table.get("prepare").and_then(|value| self.invocation("prepare", value));
        let folder = self.text(table, "folder").and_then(|text| self.path(text));
        let (reports, require) = (self.reports(table), self.pass_rules(table));
        let compare = self.compare(table);
        let demands = ["require", "compare"]
            .into_iter()
            .any(|key| table.contains_key(key) && !is_empty_list(table, key));
        if !demands && !reports.is_empty() && !reports.iter().any(|it| it.format.has_tests()) {
            let at = table.get("reports").map_or(name.clone(), Value::span);
            self.mistake(at, Mistake::CannotFail);
            self.suggest("a rule, as `require = [\"line_coverage >= 69 %\"]`");
        }
        let timeout = ("a duration", "15m");
        Some(RunCheck {
            prepare,
            folder,
            keep: self.paths(table, "keep"),
            environment: self.environment(table),
            reports,
            require,
            compare,
            timeout: self.amount(table, "timeout", timeout, quantity::duration).unwrap_or(TIMEOUT),
            weight: self.word(table, "weight", "a weight", WEIGHTS).unwrap_or_default(),
            inputs: self.inputs(table),
            needs: self.gate_names(table, "needs", names),
            max_age: self.max_age(table),
            greens: self.count(table, "greens", 1).unwrap_or(1),
            controls: self.controls(table),
            versions: self.versions(table),
            with: self.with(table, consumers),
            run: run?,
        })
    }

    /// A string is a line for `sh -c`, a list is a program with its arguments.
    fn invocation(&mut self, key: &'static str, value: &Value<'_>) -> Option<Invocation> {
        if let Some(line) = value.get_ref().as_str() {
            let (_, line) = self.filled(value.span(), line, key)?;
            return Some(Invocation::Shell(line.into()));
        }
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a command");
            self.suggest(&format!("a line for the shell in quotes, or `{key} = [\"program\", …]`"));
            return None;
        };
        let mut words = Vec::new();
        for entry in list {
            match entry.get_ref().as_str() {
                Some(word) => words.push(word.into()),
                None => self.wrong_type(key, entry, "a list of strings"),
            }
        }
        let program: Option<&Box<str>> = words.first();
        if program.is_none_or(|program| program.trim().is_empty()) {
            self.mistake(value.span(), Mistake::EmptyValue { key });
            return None;
        }
        Some(Invocation::Program(words))
    }

    fn paths(&mut self, table: &DeTable<'_>, key: &str) -> Vec<RepoPath> {
        let texts = self.texts(table, key, "a list of paths");
        texts.into_iter().filter_map(|text| self.path(text)).collect()
    }

    /// The names of variables, sorted, each once.
    fn environment(&mut self, table: &DeTable<'_>) -> Vec<Box<str>> {
        let texts = self.texts(table, "env", "a list of names of variables");
        let mut names: Vec<Box<str>> =
            texts.into_iter().filter_map(|text| self.variable(text)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn variable(&mut self, (span, text): Part<'_>) -> Option<Box<str>> {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_name = |text: &str| {
            !text.is_empty()
                && !text.starts_with(|c: char| c.is_ascii_digit())
                && text.chars().all(is_letter)
        };
        if !is_name(text) {
            self.mistake(span, Mistake::NotAVariable { text: text.into() });
            if let Some((name, _)) = text.split_once('=').filter(|(name, _)| is_name(name)) {
                self.suggest(&format!("`{name}`: the value is that of who runs the gate"));
            }
            return None;
        }
        let is_withheld = ["GIT_", "GPG_", Member::VARIABLE].iter().any(|it| text.starts_with(it))
            || text == "SSH_AUTH_SOCK";
        if is_withheld {
            self.mistake(span, Mistake::WithheldVariable { name: text.into() });
            return None;
        }
        Some(text.into())
    }

    pub(super) fn max_age(&mut self, table: &DeTable<'_>) -> Option<Duration> {
        self.amount(table, "max-age", ("a duration", "30 d"), quantity::duration)
    }

    /// Lines that print a version, by the name of what has it.
    fn versions(&mut self, gate: &DeTable<'_>) -> BTreeMap<Box<str>, Box<str>> {
        let mut versions = BTreeMap::new();
        let Some(table) = self.table(gate, "versions") else { return versions };
        let is_name = |name: &str| {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
            (1..=40).contains(&name.len()) && name.chars().all(is_plain)
        };
        for (key, value) in table {
            let name: &str = key.get_ref();
            if !is_name(name) {
                self.mistake(key.span(), Mistake::NotAnId { text: name.into() });
                continue;
            }
            let Some(line) = value.get_ref().as_str() else {
                self.wrong_type(name, value, "a string");
                self.suggest(&format!("a line for the shell, as `{name} = \"{name} --version\"`"));
                continue;
            };
            if let Some((_, line)) = self.filled(value.span(), line, "versions") {
                versions.insert(name.into(), line.into());
            }
        }
        versions
    }

    /// Other repositories, each of which is a consumer with a commit.
    fn with(&mut self, table: &DeTable<'_>, consumers: &Consumers) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        for (span, text) in self.texts(table, "with", "a list of consumers") {
            let (name, tuple) = Member::split(text);
            let known = ItemId::new(name).and_then(|name| consumers.get_key_value(&name));
            let Some((consumer, commits)) = known else {
                self.mistake(span, Mistake::UnknownConsumer { name: name.into() });
                let known: Vec<&str> = consumers.keys().map(ItemId::as_str).collect();
                self.suggest_nearest(name, &known);
                continue;
            };
            let Some(commit) = commits.get(&tuple) else {
                let (name, key) = (name.into(), tuple.as_str());
                self.mistake(span, Mistake::NoSuchTuple { name, key });
                continue;
            };
            let Some(commit) = commit else { continue };
            let told_by = variable(consumer);
            if let Some(other) = members.iter().find(|it| variable(&it.consumer) == told_by) {
                let (name, other) = (text.into(), other.name().into());
                self.mistake(span, Mistake::SameVariable { name, other, told_by });
                continue;
            }
            let (consumer, commit) = (consumer.clone(), commit.clone());
            members.push(Member { consumer, tuple, commit });
        }
        members.sort();
        members
    }

    pub(super) fn inputs(&mut self, table: &DeTable<'_>) -> Option<Globs> {
        let value = table.get("inputs")?;
        let globs = self.globs(table, "inputs");
        if is_empty_list(table, "inputs") {
            self.mistake(value.span(), Mistake::EmptyValue { key: "inputs" });
            self.suggest("no `inputs`, so that the whole project counts");
        }
        Some(globs)
    }

    fn pass_rules(&mut self, table: &DeTable<'_>) -> Vec<PassRule> {
        let mut rules = Vec::new();
        for (span, text) in self.texts(table, "require", "a list of pass rules") {
            match PassRule::parse(text) {
                Ok(rule) => rules.push(rule),
                Err(error) => {
                    let at = self.inside(span, error.span);
                    self.mistake(at, Mistake::NotAPassRule { source: error.mistake });
                    if let Some(suggestion) = error.suggestion {
                        self.suggest(&format!("`{suggestion}`"));
                    }
                }
            }
        }
        rules
    }
}
