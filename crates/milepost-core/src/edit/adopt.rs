//! From what documents say of gates to a `milepost.toml`.
//!
//! Documents are the source, so nothing is added to them: a command is taken where a document marks
//! one as code, a pass rule where a document writes one. All else is left to a person, as a comment.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    config,
    edit::{begin, begin::Example, toml},
    id::ItemId,
    pass::PassRule,
    plan::{Claim, Document, ItemKind, Plan},
    text::{RepoPath, Source},
};

/// What stands above gates that were taken over.
const ADOPTED: &str = "
# These gates are what documents say. `passes when` repeats their words: where they are no pass rule,
# the exit code alone decides until someone writes `require`, and `reports` to count from.
";

/// A configuration made from documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// The text of `milepost.toml`.
    pub text: String,
    /// How many gates it defines.
    pub gates: usize,
    /// The gates that documents name and that are left to a person, by name.
    pub left: Vec<Box<str>>,
}

/// What documents say of one gate.
#[derive(Default)]
struct Said<'a> {
    /// Its name as the first document writes it.
    name: &'a str,
    documents: BTreeSet<&'a RepoPath>,
    /// The commands that are marked as code.
    commands: BTreeSet<&'a str>,
    /// Other texts in the place of a command.
    unsure: BTreeSet<&'a str>,
    scopes: BTreeSet<&'a str>,
    passes: BTreeSet<&'a str>,
}

/// Writes the gates down that the documents of a plan say how to run.
pub fn configuration<'s>(
    plan: &Plan,
    source: impl Fn(&RepoPath) -> Option<&'s Source>,
    examples: &[Example],
) -> Adopted {
    let mut gates: BTreeMap<ItemId, Said<'_>> = BTreeMap::new();
    for document in &plan.documents {
        let text = source(&document.path).map_or("", |source| &*source.text);
        for claim in document.claims.iter().filter(|claim| claim.kind == ItemKind::Gate) {
            // A range of gates has one command for none of them.
            let Some(id) = claim.id.as_ref().filter(|_| claim.through.is_none()) else { continue };
            // Names that differ in case only would be one gate to many tools.
            let Some(key) = ItemId::new(&id.as_str().to_lowercase()) else { continue };
            gates.entry(key).or_default().hear(document, claim, id, text);
        }
    }
    let mut adopted = Adopted { text: begin::HEADER.to_owned(), gates: 0, left: Vec::new() };
    let (mut tables, mut left) = (String::new(), String::new());
    for said in gates.values() {
        if let Some(table) = said.table() {
            tables += &table;
            adopted.gates += 1;
        } else {
            left += &said.left();
            adopted.left.push(said.name.into());
        }
    }
    if adopted.gates > 0 {
        adopted.text += ADOPTED;
        adopted.text += &tables;
    }
    if !left.is_empty() {
        adopted.text +=
            "\n# Documents name these gates, and not the one command that each of them runs:\n#\n";
        adopted.text += &left;
    }
    if adopted.gates == 0 {
        adopted.text += &begin::as_comments(examples);
    }
    adopted
}

impl<'a> Said<'a> {
    fn hear(&mut self, document: &'a Document, claim: &'a Claim, id: &'a ItemId, text: &str) {
        if self.documents.is_empty() {
            self.name = id.as_str();
        }
        self.documents.insert(&document.path);
        for field in claim.fields_named("command").filter(|field| !is_blank(&field.value)) {
            let command = field.value.trim();
            if is_code(field.span.of(text)) {
                self.commands.insert(command.strip_prefix("$ ").unwrap_or(command).trim());
            } else {
                self.unsure.insert(command);
            }
        }
        let texts = |name| claim.fields_named(name).map(|field| field.value.trim());
        self.scopes.extend(texts("scope").filter(|text| !is_blank(text)));
        self.passes.extend(texts("pass").filter(|text| !is_blank(text)));
    }

    /// The gate as a table; nothing where its command is not said, or said in two ways.
    fn table(&self) -> Option<String> {
        let mut commands = self.commands.iter();
        let (Some(command), None) = (commands.next(), commands.next()) else { return None };
        if !self.unsure.is_empty() {
            return None;
        }
        let rules: Vec<&str> =
            self.passes.iter().copied().filter(|text| PassRule::parse(text).is_ok()).collect();
        let (comments, name, run) = (self.comments(), toml::key(self.name), toml::string(command));
        let require = match rules.as_slice() {
            [] => String::new(),
            rules => format!("require = {}\n", toml::list(rules.iter().copied())),
        };
        let table = format!("\n{comments}[gates.{name}]\nrun = {run}\n{require}");
        config::parse(&format!("{}{table}", begin::HEADER)).is_ok().then_some(table)
    }

    /// Where it is said, what for, and in which words a run passes.
    fn comments(&self) -> String {
        let scopes = self.scopes.iter().map(|scope| format!(" · {}", toml::comment(scope)));
        let (documents, scopes) = (self.documents(), scopes.collect::<String>());
        format!("# {documents}{scopes}\n{}", lines("# passes when: ", &self.passes))
    }

    /// What is known of a gate that a person must define.
    fn left(&self) -> String {
        let (name, documents) = (toml::comment(self.name), self.documents());
        let runs = lines("#     says it runs: ", self.commands.union(&self.unsure));
        format!("#   {name}  {documents}\n{runs}{}", lines("#     passes when: ", &self.passes))
    }

    fn documents(&self) -> String {
        let documents: Vec<&str> = self.documents.iter().map(|path| path.as_str()).collect();
        toml::comment(&documents.join(", "))
    }
}

/// Texts as one line of a comment each.
fn lines<'t>(before: &str, texts: impl IntoIterator<Item = &'t &'t str>) -> String {
    let lines = texts.into_iter().map(|text| toml::comment(text));
    lines.flat_map(|text| [before.to_owned(), text, "\n".to_owned()]).collect()
}

/// Whether a cell is one code span and nothing else.
fn is_code(raw: &str) -> bool {
    let raw = raw.trim();
    let fence = raw.len() - raw.trim_start_matches('`').len();
    let inner = raw.get(fence..raw.len().saturating_sub(fence)).unwrap_or_default();
    let ends = raw.len() - raw.trim_end_matches('`').len();
    let other = |run: &str| run.len() == fence;
    fence > 0 && fence == ends && !inner.trim().is_empty() && !inner.split(|c| c != '`').any(other)
}

/// Whether a cell says nothing.
fn is_blank(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "–" | "—" | "…" | "...")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::{Adopted, configuration, is_code};
    use crate::{
        config,
        edit::begin::Example,
        plan::Plan,
        read::{self, ReadOptions},
        text::{RepoPath, Source},
    };

    #[track_caller]
    fn check(files: &str) -> Adopted {
        let sources: Vec<Source> = files
            .split("//- ")
            .skip(1)
            .map(|file| {
                let (path, text) = file.split_once('\n').unwrap();
                Source { path: RepoPath::new(path).unwrap(), text: text.into() }
            })
            .collect();
        let read = |source| read::read(source, &ReadOptions::default());
        let plan = Plan::new(sources.iter().map(read).collect());
        let find = |path: &RepoPath| sources.iter().find(|source| source.path == *path);
        let adopted = configuration(&plan, find, &[Example::Rust]);
        let config = config::parse(&adopted.text).unwrap();
        assert_eq!(config.gates.len(), adopted.gates, "{}", adopted.text);
        adopted
    }

    #[test]
    fn commands_are_taken_over_and_pass_rules_only_where_they_are_some() {
        let adopted = check(
            "//- GATES.md
## Gates

| Gate | Scope | Command | Pass criteria |
|---|---|---|---|
| VG-IO-001 | reader | `just io \\| tee out` | no diff |
| VG-IO-002 | writer | `just out` | tests.failed == 0 |
| VG-IO-003 | both | `just a` and `just b` | all pass |
| VG-IO-004 | both | run the whole suite | all pass |
| VG-IO-005 | both | — | all pass |
",
        );
        assert_eq!(adopted.left, ["VG-IO-003".into(), "VG-IO-004".into(), "VG-IO-005".into()]);
        assert_snapshot!(adopted.text, @r#"
        # What this project runs and enforces. Nothing in this file is run by reading it.
        schema = 1

        # These gates are what documents say. `passes when` repeats their words: where they are no pass rule,
        # the exit code alone decides until someone writes `require`, and `reports` to count from.

        # GATES.md · reader
        # passes when: no diff
        [gates.VG-IO-001]
        run = "just io | tee out"

        # GATES.md · writer
        # passes when: tests.failed == 0
        [gates.VG-IO-002]
        run = "just out"
        require = ["tests.failed == 0"]

        # Documents name these gates, and not the one command that each of them runs:
        #
        #   VG-IO-003  GATES.md
        #     says it runs: just a and just b
        #     passes when: all pass
        #   VG-IO-004  GATES.md
        #     says it runs: run the whole suite
        #     passes when: all pass
        #   VG-IO-005  GATES.md
        #     passes when: all pass
        "#);
    }

    #[test]
    fn two_documents_that_differ_are_left_to_a_person() {
        let adopted = check(
            "//- a.md
## Gates

| Gate | Command |
|---|---|
| VG-IO-001 | `just io` |
| VG-IO-002 | `just out` |
//- b.md
## Gates

| Gate | Command |
|---|---|
| VG-IO-001 | `just other` |
| VG-IO-002 | `just out` |
",
        );
        assert_eq!((adopted.gates, adopted.left), (1, vec!["VG-IO-001".into()]));
    }

    #[test]
    fn without_a_gate_there_are_examples_to_look_at() {
        let adopted = check("//- a.md\n# Notes\n");
        assert_eq!((adopted.gates, adopted.left.len()), (0, 0));
        assert!(adopted.text.contains("# [gates.rust-tests]"));
    }

    #[test]
    fn only_one_code_span_is_a_command() {
        assert!(is_code("`just io`") && is_code(" ``a `b` c`` "));
        for text in ["just io", "`a` and `b`", "``", "` `", "`a", "", "`a` `b`"] {
            assert!(!is_code(text), "{text}");
        }
    }
}
