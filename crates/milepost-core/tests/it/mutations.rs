//! A thousand mutations of every document at hand: no panic, and every span fits its text.
//!
//! The mutations are the same in every run. Documents that lie outside the project are used where
//! they are present.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, tz::TimeZone};
use milepost_core::{
    config::{self, Config},
    evidence::ledger::Ledger,
    judge,
    lease::Underway,
    markdown,
    plan::Plan,
    read::{self, Fences, ReadOptions},
    repository::{Questions, Repository},
    scene::{Clock, Scene},
    text::{RepoPath, Source, Span},
    verdict::Verdicts,
};

use crate::spans::{assert_blocks_fit, assert_document_fits, assert_fits};

const MUTATIONS: u64 = 1_000;

/// What hands and machines put into documents, and what means something to a reader.
const INSERTED: &[&str] = &[
    "|",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "    ",
    "`",
    "```",
    "```markdown\n",
    "**",
    "~~",
    "[",
    "](",
    ")",
    "#",
    "## ",
    "- ",
    "- [x] ",
    "- [",
    "1. ",
    "> ",
    "---\n",
    "+++\n",
    "<!--",
    "<table>",
    "<td>",
    "&amp;",
    "\\",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{200d}",
    "✅",
    "⏳",
    "é",
    "漢字",
    "مرحبا",
    "e\u{301}",
    "COMPLETE",
    "(gate `",
    "M1",
    "M1-T01..M1-T",
    "M999999999999-M1",
    "2026-02-30",
    "100 %",
    "5/0",
    "99999999999999999999999999",
    "-1",
    "Depends on: ",
    "**Status:** ",
    "deadbeef",
    "../../",
    "/etc/",
];

#[test]
fn own_documents() {
    mutate_all("../..", &["README.md", "ARCHITECTURE.md", "docs/DECISIONS.md", "docs/plan"]);
}

#[test]
fn trackers_of_other_projects() {
    mutate_all("../../../shared", &["seeds"]);
}

#[test]
fn trackers_in_the_wild() {
    mutate_all("../../../shared", &["wild"]);
}

#[test]
fn configurations() {
    let text = "schema = 1\n[project]\nstart = 2026-02-01\n[documents]\ninclude = [\"a/**\", \"{b,c}\"]\n\
        groups.x = [\"[a-z]\"]\n[rules]\n[[suppress]]\nrule = \"x\"\nreason = \"y\"\n[gates.z]\nrun = [\"a\"]\n\
        require = [\"tests.passed \\u003e= 32\"]\nneeds = [\"y\"]\ntimeout = \"1h 30m\"\n\
        reports = [{ format = \"tap\", from = \"stdout\" }]\n[gates.y]\nrun = 'é'\n\
        [facts]\na = 'round(b * 2, 1)'\nb = { value = \"files('é/*')\", green = '>= 1' }\n\
        [[surfaces]]\nfact = 'a'\nfile = 'é.md'\npattern = '(é+)'\nwithin = 0.5\n";
    for seed in 0..MUTATIONS {
        let text = mutate(text, seed);
        match config::parse(&text) {
            Ok(config) => {
                config.facts.iter().for_each(|fact| assert_fits(fact.span, &text));
                config.surfaces.iter().for_each(|surface| assert_fits(surface.span, &text));
            }
            Err(errors) => errors.errors.iter().for_each(|error| assert_fits(error.span, &text)),
        }
    }
}

fn mutate_all(root: &str, names: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
    for path in names.iter().flat_map(|name| documents(&root.join(name))) {
        let text = String::from_utf8_lossy(&contents(&path)).into_owned();
        for seed in 0..MUTATIONS {
            let fences = if seed % 2 == 0 { Fences::Examples } else { Fences::Read };
            understand(&mutate(&text, seed), fences);
        }
    }
}

/// The Markdown files of a folder, or a single one; none where there is nothing.
#[expect(clippy::disallowed_methods, reason = "tests read their fixtures themselves")]
fn documents(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else {
        return path.is_file().then(|| path.to_path_buf()).into_iter().collect();
    };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    found.sort();
    found
}

#[expect(clippy::disallowed_methods, reason = "tests read their fixtures themselves")]
fn contents(path: &Path) -> Vec<u8> {
    fs::read(path).expect("the file was just listed")
}

/// Everything that happens to a document, from its blocks to the problems in it.
fn understand(text: &str, fences: Fences) {
    let path = RepoPath::new("docs/STATUS.md").expect("the path is inside the repository");
    let source = Source { path, text: text.into() };
    assert_blocks_fit(&markdown::parse(text), text);
    let document = read::read(&source, &ReadOptions { fences, ..ReadOptions::default() });
    assert_document_fits(&document, text);
    let plan = Plan::new(vec![document]);
    drop(Questions::of(&plan));
    for span in judge(&plan) {
        assert_fits(span, text);
    }
}

/// Where the problems of a plan stand, in a folder without git.
fn judge(plan: &Plan) -> Vec<Span> {
    let scene = Scene {
        survey: None,
        plan,
        repository: &Repository::folder(),
        config: &Config::default(),
        clock: &Clock { now: Timestamp::UNIX_EPOCH, zone: TimeZone::UTC },
        range: None,
        base: None,
        verdicts: &Verdicts::default(),
        ledger: &Ledger::default(),
        shown: None,
        underway: &Underway::default(),
        drifts: &[],
    };
    let report = judge::judge(&scene);
    let labels = report.problems.iter().flat_map(|problem| &problem.labels);
    let labels = labels.map(|label| label.place.span);
    report.problems.iter().map(|problem| problem.place.span).chain(labels).collect()
}

/// A text with one to four things wrong with it that were not before.
fn mutate(text: &str, seed: u64) -> String {
    let mut random = Random(seed);
    let mut text = text.to_owned();
    for _ in 0..=random.below(4) {
        let (from, to) = (random.place(&text), random.place(&text));
        let (from, to) = (from.min(to), from.max(to));
        match random.below(6) {
            0 => text.replace_range(from..to.min(text.ceil_char_boundary(from + 40)), ""),
            1 => text.truncate(to),
            2 => drop(text.drain(..from)),
            3 => {
                let line =
                    text.get(from..to).unwrap_or_default().lines().next().unwrap_or_default();
                text.insert_str(to, &line.repeat(2));
            }
            4 | 5 => {
                let inserted = INSERTED.get(random.below(INSERTED.len())).copied();
                text.insert_str(from, inserted.unwrap_or_default());
            }
            other => unreachable!("{other} is not below 6"),
        }
    }
    text
}

/// A small generator (`SplitMix64`): the same seed gives the same numbers for ever.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % limit).unwrap_or_default()
    }

    /// A place between two characters.
    fn place(&mut self, text: &str) -> usize {
        text.floor_char_boundary(self.below(text.len() + 1))
    }
}
