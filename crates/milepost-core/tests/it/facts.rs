//! How much of what a careful person lists in a tracker is read from it.
//!
//! The lists in `tests/facts/` were written by hand from the documents, before the recognisers.
//! The documents themselves lie outside the project; where they are absent, nothing is measured.
//! `MILEPOST_SHARED` names the folder they lie in, for checkouts that do not stand beside it.

#![expect(clippy::disallowed_methods, reason = "the documents and lists are read here")]
#![expect(clippy::print_stderr, reason = "the figures are the result of this measurement")]
#![expect(clippy::unwrap_used, reason = "a list that cannot be read is a failed test")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use milepost_core::{
    plan::{Category, Cited, Claim, Document, Field, ItemKind, Measure},
    read::{Fences, ReadOptions, read},
    text::{LineIndex, RepoPath, Source},
};

/// One line of a facts file.
#[derive(Debug)]
struct Fact {
    kind: String,
    id: Option<String>,
    title: Option<String>,
    attributes: Vec<(String, String)>,
    line: String,
}

fn facts(text: &str) -> Vec<Fact> {
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut parts = line.split(" | ").map(str::trim);
            let mut next = || parts.next().filter(|part| *part != "-").map(str::to_owned);
            let kind = next().unwrap();
            let (id, title) = (next(), next());
            let attributes = parts
                .filter_map(|part| part.split_once('='))
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .collect();
            Fact { kind, id, title, attributes, line: line.to_owned() }
        })
        .collect()
}

fn measured(claim: &Claim, name: &str, value: &str) -> bool {
    claim.measures.iter().any(|it| measures(it, name, value))
}

/// Words without markup, case and doubled spaces.
fn plain(text: &str) -> String {
    let text = text.replace(['`', '*', '"', '“', '”', '[', ']'], "").to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn holds(text: &str, part: &str) -> bool {
    plain(text).contains(&plain(part))
}

/// A document with everything that facts ask for.
struct Read<'d> {
    text: &'d str,
    lines: LineIndex,
    document: &'d Document,
}

impl Read<'_> {
    fn line_of(&self, start: u32) -> u32 {
        self.lines.line(start)
    }

    fn near(&self, fact: &Fact, start: u32) -> bool {
        let wanted = fact.attributes.iter().find(|(name, _)| name == "line");
        wanted
            .is_none_or(|(_, line)| line.parse::<u32>().unwrap().abs_diff(self.line_of(start)) <= 2)
    }

    /// Whether the fact was read: the thing, and everything the fact says of it.
    fn finds(&self, fact: &Fact) -> bool {
        match fact.kind.as_str() {
            "field" => self.finds_field(fact),
            "pointer" => self.finds_pointer(fact),
            "metric" => self.finds_measure(fact),
            "criterion" => self.finds_criterion(fact),
            _ => self
                .document
                .claims
                .iter()
                .any(|claim| self.is(fact, claim) && self.says(fact, claim)),
        }
    }

    fn is(&self, fact: &Fact, claim: &Claim) -> bool {
        let id = fact.id.as_deref();
        let kind = claim.kind.as_str() == fact.kind;
        let names = match (id, &fact.title) {
            (Some(id), title) => {
                let through = claim.through.as_ref().map(|it| format!("{}-{it}", claim.name()));
                let is_id =
                    claim.id.as_ref().is_some_and(|it| it.as_str().eq_ignore_ascii_case(id))
                        || through.is_some_and(|it| it.eq_ignore_ascii_case(id));
                let titled = title
                    .as_ref()
                    .is_none_or(|title| holds(&claim.title, title) || self.titled(claim, title));
                is_id && titled
            }
            (None, Some(title)) => holds(&format!("{} {}", claim.name(), claim.title), title),
            (None, None) => true,
        };
        kind && names && self.near(fact, claim.span.start)
    }

    /// Whether another claim about the same thing gives it that title.
    fn titled(&self, claim: &Claim, title: &str) -> bool {
        claim.title.is_empty() && self.same(claim).any(|other| holds(&other.title, title))
    }

    fn same<'c>(&'c self, claim: &'c Claim) -> impl Iterator<Item = &'c Claim> {
        self.document.claims.iter().filter(move |other| {
            std::ptr::eq(*other, claim)
                || other.id.is_some() && other.id == claim.id && other.kind == claim.kind
        })
    }

    fn says(&self, fact: &Fact, claim: &Claim) -> bool {
        fact.attributes.iter().all(|(name, value)| match name.as_str() {
            "line" => true,
            "status" => self
                .same(claim)
                .any(|it| it.status.as_ref().is_some_and(|it| it.status.as_str() == value)),
            "raw" => self.same(claim).any(|it| {
                it.status.as_ref().is_some_and(|it| holds(&it.raw, value) || holds(value, &it.raw))
                    || it.fields.iter().any(|field| holds(&field.value, value))
                    || it.evidence.iter().any(
                        |it| matches!(&it.cited, Cited::Placeholder(text) if holds(text, value)),
                    )
                    || holds(&it.title, value)
            }),
            "of" => claim.parent.is_none_or(|at| {
                let parent = self.document.claim(at).unwrap();
                let heading = parent.name_span.of(self.text);
                holds(&format!("{} {} {heading}", parent.name(), parent.title), value)
            }),
            "percent" | "passed" | "done" | "total" | "value" if number(value).is_some() => {
                measured(claim, name, value) || self.has_field(claim, name, value)
            }
            name => self.same(claim).any(|it| self.has_field(it, name, value)),
        })
    }

    fn has_field(&self, claim: &Claim, name: &str, value: &str) -> bool {
        let names: &[&str] = match name {
            "evidence" => &["evidence", "result", "notes", "tests"],
            "notes" => &["notes", "context", "result", "evidence", "description"],
            "output" => &["output", "deliverable", "deliverables"],
            "range" => &["range"],
            "testing" => &["testing", "tests"],
            "outcome" => &["outcome", "decision"],
            "driver" => &["drivers"],
            "rationale" | "pros" | "cons" => &["outcome", "consequences", "pros"],
            other => &[other],
        };
        let field =
            |field: &Field| names.contains(&field.name.as_str()) && holds(&field.value, value);
        let cited = name == "evidence"
            && claim.evidence.iter().any(|it| holds(it.span.of(self.text), value));
        let ranged =
            name == "range" && claim.through.as_ref().is_some_and(|it| holds(value, it.as_str()));
        let referred = matches!(name, "gate" | "milestone" | "depends")
            && (claim.references.iter().any(|it| holds(it.id.as_str(), value))
                || holds(claim.span.of(self.text), value));
        let parent = matches!(name, "phase" | "milestone" | "owner" | "of")
            && claim
                .parent
                .and_then(|at| self.document.claim(at))
                .is_some_and(|it| holds(it.name(), value) || it.fields.iter().any(field));
        // A gate that is only named says where it was named.
        let is_mention = claim.kind == ItemKind::Gate || claim.kind == ItemKind::Finding;
        claim.fields.iter().any(field)
            || cited
            || ranged
            || referred
            || parent
            || is_mention && name == "milestone"
    }

    fn finds_field(&self, fact: &Fact) -> bool {
        let title = fact.title.as_deref().unwrap();
        let value =
            fact.attributes.iter().find(|(name, _)| name == "value").map(|(_, value)| value);
        let claims = self.document.claims.iter().flat_map(|claim| &claim.fields);
        self.document.fields.iter().chain(claims).any(|field| {
            holds(&field.label, title)
                && value.is_none_or(|value| holds(&field.value, value))
                && self.near(fact, field.span.start)
        }) || self.document.claims.iter().any(|claim| {
            holds(&claim.title, title)
                && self.near(fact, claim.span.start)
                && value.is_none_or(|value| holds(claim.span.of(self.text), value))
                && matches!(claim.kind, ItemKind::Metric | ItemKind::Invariant | ItemKind::Progress)
        })
    }

    fn finds_pointer(&self, fact: &Fact) -> bool {
        let value = fact
            .attributes
            .iter()
            .find(|(name, _)| name == "value")
            .map(|(_, value)| value.as_str());
        let wanted = value.or(fact.title.as_deref()).unwrap();
        self.document.pointers.iter().any(|it| holds(it.span.of(self.text), wanted))
    }

    fn finds_measure(&self, fact: &Fact) -> bool {
        let of_criteria =
            self.document.claims.iter().flat_map(|it| &it.criteria).flat_map(|it| &it.measures);
        let of_claims = self.document.claims.iter().flat_map(|it| &it.measures);
        of_claims.chain(of_criteria).any(|measure| {
            self.near(fact, measure.span.start)
                && fact.attributes.iter().all(|(name, value)| match name.as_str() {
                    "value" | "total" | "percent" => measures(measure, name, value),
                    "unit" => holds(&format!("{} {}", measure.unit, measure.label), value),
                    _ => true,
                })
        })
    }

    fn finds_criterion(&self, fact: &Fact) -> bool {
        let title = fact.title.as_deref().unwrap();
        let of = fact.attributes.iter().find(|(name, _)| name == "of").map(|(_, of)| of.as_str());
        self.document.claims.iter().any(|claim| {
            let owner = of.is_none_or(|of| {
                claim.kind == ItemKind::Criterion
                    || holds(&format!("{} {}", claim.name(), claim.title), of)
            });
            owner
                && claim.criteria.iter().any(|it| {
                    holds(&it.text, title)
                        && self.near(fact, it.span.start)
                        && fact.attributes.iter().all(|(name, value)| match name.as_str() {
                            "status" => {
                                it.status.as_ref().is_some_and(|it| it.status.as_str() == value)
                            }
                            "category" => it.category.map(Category::as_str) == Some(value),
                            _ => true,
                        })
                })
        })
    }

    /// What the claims that are the thing do not say of it.
    fn nearest(&self, fact: &Fact) -> String {
        let mut out = String::new();
        for claim in self.document.claims.iter().filter(|claim| self.is(fact, claim)).take(2) {
            for attribute in &fact.attributes {
                let attributes = vec![attribute.clone()];
                let one = Fact {
                    attributes,
                    kind: fact.kind.clone(),
                    id: None,
                    title: None,
                    line: String::new(),
                };
                if !self.says(&one, claim) {
                    let (name, value) = attribute;
                    out.extend(["      does not say ", name.as_str(), "=", value.as_str(), "\n"]);
                }
            }
        }
        out
    }

    /// What was read and no fact lists, by kind and name.
    fn false_ones(&self, facts: &[Fact]) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for claim in &self.document.claims {
            let measured =
                matches!(claim.kind, ItemKind::Metric | ItemKind::Progress | ItemKind::Criterion);
            let listed = facts.iter().any(|fact| {
                let related = fact.kind == claim.kind.as_str()
                    || matches!(
                        (fact.kind.as_str(), claim.kind),
                        ("field" | "progress", ItemKind::Milestone | ItemKind::Deliverable)
                    );
                let by_id = fact.id.is_some()
                    && claim.id.as_ref().is_some_and(|id| Some(id.as_str()) == fact.id.as_deref());
                let by_title = fact.title.as_ref().is_some_and(|title| {
                    holds(&claim.title, title)
                        || !claim.title.is_empty() && holds(title, &claim.title)
                });
                let by_range = fact.id.as_deref().is_some_and(|id| {
                    claim.through.as_ref().is_some_and(|through| id.ends_with(through.as_str()))
                });
                related && (by_id || by_title || by_range)
            });
            let name = format!("{} {} {:?}", claim.kind.as_str(), claim.name(), claim.title);
            if !measured && !listed && seen.insert(name.clone()) {
                found.push(format!("{name} @{}", self.line_of(claim.span.start)));
            }
        }
        found
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

fn measures(measure: &Measure, name: &str, value: &str) -> bool {
    let Some(wanted) = number(value) else { return false };
    let is = |number: Option<f64>| number.is_some_and(|number| (number - wanted).abs() < 1e-9);
    #[expect(clippy::cast_precision_loss, reason = "counts in documents are small")]
    let part = |part: u64| Some(part as f64);
    match name {
        "percent" => is(measure.percent),
        "value" | "passed" | "done" => {
            is(measure.value)
                || is(measure.percent)
                || is(measure.fraction.and_then(|it| part(it.part)))
        }
        "total" => is(measure.fraction.and_then(|it| part(it.whole))),
        _ => false,
    }
}

/// Measures one document against its facts: found, listed, false ones; and the lists of both.
fn measure(facts_file: &Path, tracker: &Path) -> Option<(usize, usize, String, usize)> {
    let (listed, text) = (fs::read_to_string(facts_file).ok()?, fs::read_to_string(tracker).ok()?);
    let path = RepoPath::new(tracker.file_name()?.to_str()?)?;
    let source = Source { path, text: text.as_str().into() };
    let is_fenced = text.matches("```markdown").count() >= 3;
    let fences = if is_fenced { Fences::Read } else { Fences::Examples };
    let document = read(&source, &ReadOptions { fences, ..ReadOptions::default() });
    let read = Read { text: &text, lines: LineIndex::new(&text), document: &document };
    let listed = facts(&listed);
    let missed: Vec<&Fact> = listed.iter().filter(|fact| !read.finds(fact)).collect();
    let wrong = read.false_ones(&listed);
    let mut detail = String::new();
    for fact in &missed {
        detail.extend(["  missed: ", fact.line.as_str(), "\n"]);
        detail += &read.nearest(fact);
    }
    for claim in &wrong {
        detail.extend(["  false:  ", claim.as_str(), "\n"]);
    }
    Some((listed.len() - missed.len(), listed.len(), detail, wrong.len()))
}

/// Measures every facts file of a folder against the trackers of another; false ones count
/// against what was found.
fn check(facts_folder: &Path, trackers: &Path, least: f64) {
    let Ok(files) = fs::read_dir(facts_folder) else { return };
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut failures = String::new();
    for file in files {
        let stem = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let Ok(folder) = fs::read_dir(trackers) else { return };
        let tracker = folder
            .map(|it| it.unwrap().path())
            .find(|it| it.file_name().unwrap().to_str().unwrap().starts_with(&stem));
        let Some((found, listed, detail, wrong)) = tracker.and_then(|it| measure(&file, &it))
        else {
            continue;
        };
        #[expect(clippy::cast_precision_loss, reason = "a few hundred facts")]
        let share = found.saturating_sub(wrong) as f64 / listed as f64;
        let line =
            format!("{stem}: {found} of {listed} found, {wrong} false: {:.1} %\n", share * 100.0);
        if share < least {
            failures += &line;
            failures += &detail;
        }
        eprint!("{line}");
    }
    assert!(failures.is_empty(), "read less than {:.0} %:\n{failures}", least * 100.0);
}

/// The folder with the documents.
fn shared() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    std::env::var_os("MILEPOST_SHARED").map_or(beside, PathBuf::from)
}

#[test]
fn the_five_seed_trackers_are_read_almost_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    check(&root.join("tests/facts"), &shared().join("seeds"), 0.97);
}

#[test]
fn other_peoples_trackers_are_read_for_the_most_part() {
    let Some(folder) = std::env::var_os("MILEPOST_FACTS") else { return };
    check(Path::new(&folder), &shared().join("wild"), 0.85);
}
