//! What a plan makes one ask of git.

use std::collections::BTreeSet;

use crate::{
    fact::{Fact, Inputs, Surface},
    id::CommitPrefix,
    lease::{self, Underway},
    plan::{Cited, Claim, Document, Item, ItemKey, ItemKind, Plan, Status},
    repository::{Compared, Places, Questions, Repository, folder_of_glob, globs_of, reserve},
    text::RepoPath,
};

impl Questions {
    /// Everything that must be looked up to judge a plan.
    pub fn of(plan: &Plan) -> Self {
        let mut questions = Self::default();
        for document in &plan.documents {
            for pointer in &document.pointers {
                questions.ask(document, &pointer.cited);
            }
            for claim in &document.claims {
                questions.ask_about(document, claim);
            }
        }
        questions
    }

    /// The same, with the scopes of all that somebody is at, or is said to be at.
    #[must_use]
    pub fn with_scopes(mut self, plan: &Plan, underway: &Underway) -> Self {
        let busy = busy(plan, underway);
        if busy.len() > 1 {
            let reserves = busy.into_iter().filter_map(|item| reserve(plan, item));
            self.scopes.extend(reserves.flat_map(|reserve| reserve.places));
        }
        self
    }

    /// The same, with what facts and surfaces rest on.
    #[must_use]
    pub fn with_facts(mut self, facts: &[Fact], surfaces: &[Surface]) -> Self {
        self.facts = Inputs::of(facts, surfaces);
        self
    }

    fn ask_about(&mut self, document: &Document, claim: &Claim) {
        let criteria = claim.criteria.iter().flat_map(|criterion| &criterion.evidence);
        for citation in claim.evidence.iter().chain(criteria) {
            self.ask(document, &citation.cited);
        }
        for cited in scopes(claim) {
            self.ask(document, &cited);
        }
        for comparison in comparisons(document, claim) {
            let Comparison { commit, places, cited: _ } = comparison;
            self.contents.extend(places.into_iter().map(|place| (commit.clone(), place)));
        }
    }

    fn ask(&mut self, document: &Document, cited: &Cited) {
        match cited {
            Cited::Path(path) => {
                let places = Places::of(&document.path, path);
                self.paths.extend(places.paths);
                self.tails.extend(places.tail);
            }
            Cited::Glob(glob) => {
                let globs = globs_of(&document.path, glob);
                // Where nothing matches, its folder may lie on disk and in no commit.
                let folders = globs.iter().filter_map(|glob| RepoPath::new(folder_of_glob(glob)?));
                self.paths.extend(folders);
                self.globs.extend(globs);
            }
            Cited::Commit(commit) => drop(self.commits.insert(commit.clone())),
            // Tags are all listed anyway; the others are not git's to answer.
            Cited::Tag(_) | Cited::Url(_) | Cited::Issue(_) | Cited::Placeholder(_) => {}
        }
    }
}

/// The tasks and deliverables that somebody is at, by a lease, a branch or the words of a document;
/// a lease counts until it is gone, as there is no clock here.
pub fn busy<'p>(plan: &'p Plan, underway: &Underway) -> Vec<&'p Item> {
    let held = underway.leases.iter().filter_map(|lease| lease::key_of(plan, &lease.item));
    let branched = underway.branches.iter().filter_map(|branch| lease::named(plan, branch));
    let known: BTreeSet<&ItemKey> = held.chain(branched).collect();
    let is_busy = |item: &&Item| {
        let says = plan.says(item).map(|(_, claim)| claim.status);
        match says {
            Some(status) if status.is_finished() || status.is_dropped() => false,
            Some(Status::InProgress | Status::InReview) => true,
            Some(_) | None => known.contains(&item.key),
        }
    };
    let fits = |item: &&Item| matches!(item.key.kind, ItemKind::Task | ItemKind::Deliverable);
    plan.items.values().filter(fits).filter(is_busy).collect()
}

/// The paths and globs of a claim's *Scope*: the places where its work lies.
///
/// Words that look like no path (`only`, `the`, `API`) are prose and left out.
pub fn scopes(claim: &Claim) -> Vec<Cited> {
    let values = claim.fields_named("scope").map(|field| &*field.value);
    let words = values.flat_map(|value| value.split([',', ';', ' ', '\t', '\n', '`']));
    let words = words.map(|word| word.trim_end_matches('.'));
    words.filter(|word| looks_like_path(word)).map(path_or_glob).collect()
}

fn looks_like_path(word: &str) -> bool {
    let has_name = word.bytes().any(|byte| byte.is_ascii_alphanumeric() || byte == b'*');
    has_name && !word.contains("://") && word.contains(['/', '.', '*'])
}

fn path_or_glob(word: &str) -> Cited {
    if word.contains(['*', '?', '[', '{']) {
        Cited::Glob(word.into())
    } else {
        Cited::Path(word.into())
    }
}

/// Work that a finished claim ties to a commit: it should lie there, and should still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The commit that the claim cites.
    pub commit: CommitPrefix,
    /// The path or glob as the document writes it.
    pub cited: Box<str>,
    /// The places that it may mean: keys of [`Questions::contents`] with the commit.
    pub places: Vec<Box<str>>,
}

/// What a claim makes one compare between the commits that it cites and the judged one.
///
/// Nothing unless the claim says that it is finished and cites a commit, itself or through what it
/// stands under. What is compared is its *Scope* and the source code that it cites; reports and
/// logs are rightly committed later than the code that they are about.
pub fn comparisons(document: &Document, claim: &Claim) -> Vec<Comparison> {
    if !claim.says_finished() {
        return Vec::new();
    }
    let commits = cited_commits(document, claim);
    if commits.is_empty() {
        return Vec::new();
    }
    let code = claim.evidence.iter().map(|citation| &citation.cited).filter(|it| is_code(it));
    let cited: Vec<Cited> = scopes(claim).into_iter().chain(code.cloned()).collect();
    let pairs = commits.iter().flat_map(|commit| cited.iter().map(move |cited| (commit, cited)));
    pairs.filter_map(|(commit, cited)| comparison(document, commit, cited)).collect()
}

/// The commits of a claim, else those of the nearest claim around it that cites some.
fn cited_commits(document: &Document, claim: &Claim) -> BTreeSet<CommitPrefix> {
    // A document cannot nest its claims deeper than it has claims.
    let mut around = Some(claim);
    for _ in 0..=document.claims.len() {
        let Some(claim) = around else { break };
        let commits: BTreeSet<CommitPrefix> =
            claim.evidence.iter().filter_map(|citation| commit_of(&citation.cited)).collect();
        if !commits.is_empty() {
            return commits;
        }
        around = claim.parent.and_then(|parent| document.claim(parent));
    }
    BTreeSet::new()
}

fn commit_of(cited: &Cited) -> Option<CommitPrefix> {
    if let Cited::Commit(commit) = cited { Some(commit.clone()) } else { None }
}

fn comparison(document: &Document, commit: &CommitPrefix, cited: &Cited) -> Option<Comparison> {
    let (cited, places) = match cited {
        Cited::Glob(glob) => (glob, globs_of(&document.path, glob)),
        Cited::Path(path) => {
            let places = Places::of(&document.path, path).paths;
            (path, places.iter().map(|place| place.as_str().into()).collect())
        }
        Cited::Commit(_)
        | Cited::Tag(_)
        | Cited::Url(_)
        | Cited::Issue(_)
        | Cited::Placeholder(_) => return None,
    };
    Some(Comparison { commit: commit.clone(), cited: cited.clone(), places })
}

/// File name extensions of source code, sorted.
const CODE: &[&str] = &[
    "asm", "c", "cc", "clj", "cpp", "cs", "css", "cu", "cuh", "cxx", "dart", "erl", "ex", "exs",
    "f90", "glsl", "go", "h", "hh", "hpp", "hs", "java", "jl", "js", "jsx", "kt", "lean", "lua",
    "m", "ml", "mm", "nim", "php", "pl", "proto", "ps1", "py", "pyx", "r", "rb", "rs", "s",
    "scala", "scss", "sh", "sql", "svelte", "swift", "tf", "ts", "tsx", "vue", "wgsl", "zig",
];

/// Whether what is cited is source code, by its file name, or a glob over it.
pub fn is_code(cited: &Cited) -> bool {
    match cited {
        Cited::Glob(_) => true,
        Cited::Path(path) => path
            .rsplit_once('.')
            .is_some_and(|(_, extension)| CODE.binary_search(&extension).is_ok()),
        Cited::Commit(_)
        | Cited::Tag(_)
        | Cited::Url(_)
        | Cited::Issue(_)
        | Cited::Placeholder(_) => false,
    }
}

impl Repository {
    /// The answer to a comparison: that of the first place where there is anything on either side,
    /// else that of the first place; nothing where it was not looked up.
    pub fn compared(&self, comparison: &Comparison) -> Option<&Compared> {
        let key = |place: &str| (comparison.commit.clone(), place.into());
        let answers = comparison.places.iter().filter_map(|place| self.contents.get(&key(place)));
        let mut answers: Vec<&Compared> = answers.collect();
        answers.sort_by_key(|compared| compared.cited.is_empty() && compared.judged.is_empty());
        answers.first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::comparisons;
    use crate::{
        id::{CommitPrefix, Scope},
        plan::{
            Citation, Cited, Claim, ClaimAt, Document, Field, FieldName, ItemKind, Origin, Plan,
            Status, StatusClaim,
        },
        repository::{Compared, Questions, Repository},
        text::{RepoPath, Span},
    };

    fn path(text: &str) -> Cited {
        Cited::Path(text.into())
    }

    fn commit(text: &str) -> Cited {
        Cited::Commit(CommitPrefix::new(text).unwrap())
    }

    fn claim(status: Status, scope: &str, evidence: &[Cited]) -> Claim {
        let span = Span::default();
        let mut claim = Claim::bare(ItemKind::Milestone, Origin::Section, span);
        claim.status = Some(StatusClaim { status, raw: status.as_str().into(), span });
        let (name, label) = (FieldName::new("scope"), "Scope".into());
        claim.fields = vec![Field { name, label, value: scope.into(), day: None, span }];
        claim.evidence =
            evidence.iter().map(|cited| Citation { cited: cited.clone(), span }).collect();
        claim
    }

    fn document(claims: Vec<Claim>) -> Document {
        Document {
            path: RepoPath::new("docs/PLAN.md").unwrap(),
            scope: Scope::default(),
            title: "".into(),
            signs: Vec::new(),
            headings: Vec::new(),
            fields: Vec::new(),
            pointers: vec![Citation { cited: path("STATUS.md"), span: Span::default() }],
            claims,
            unread: Vec::new(),
            loose_boxes: 0,
        }
    }

    fn ask(claims: Vec<Claim>) -> Questions {
        Questions::of(&Plan::new(vec![document(claims)]))
    }

    fn paths(questions: &Questions) -> Vec<&str> {
        questions.paths.iter().map(RepoPath::as_str).collect()
    }

    fn contents(questions: &Questions) -> Vec<(&str, &str)> {
        questions.contents.iter().map(|(commit, place)| (commit.as_str(), &**place)).collect()
    }

    #[test]
    fn every_place_of_every_cited_path_is_asked_for() {
        let questions = ask(vec![claim(Status::Planned, "", &[path("log.txt"), path("/etc/x")])]);
        assert_eq!(paths(&questions), ["STATUS.md", "docs/STATUS.md", "docs/log.txt", "log.txt"]);
        assert_eq!(
            questions.tails.iter().map(|tail| &**tail).collect::<Vec<_>>(),
            ["STATUS.md", "log.txt"]
        );
    }

    #[test]
    fn a_scope_is_made_of_paths_and_globs_and_its_prose_is_not_asked_for() {
        let questions =
            ask(vec![claim(Status::Planned, "`src/api/**`, `Cargo.toml` and the API.", &[])]);
        assert_eq!(
            questions.globs.iter().map(|glob| &**glob).collect::<Vec<_>>(),
            ["docs/src/api/**", "src/api/**"]
        );
        assert!(paths(&questions).contains(&"src/api"));
        assert!(paths(&questions).contains(&"Cargo.toml"));
        assert!(!paths(&questions).contains(&"API"));
    }

    #[test]
    fn a_finished_claim_compares_its_scope_and_code_with_the_commit_it_cites() {
        let cited = [commit("1a90101"), path("src/api.rs"), path("runs/log.txt")];
        let questions = ask(vec![claim(Status::Done, "tests/**", &cited)]);
        assert_eq!(
            contents(&questions),
            [
                ("1a90101", "docs/src/api.rs"),
                ("1a90101", "docs/tests/**"),
                ("1a90101", "src/api.rs"),
                ("1a90101", "tests/**")
            ]
        );
    }

    #[test]
    fn an_open_claim_and_one_without_a_commit_compare_nothing() {
        let open = claim(Status::InProgress, "src/**", &[commit("1a90101")]);
        let uncited = claim(Status::Done, "src/**", &[path("src/api.rs")]);
        assert!(ask(vec![open, uncited]).contents.is_empty());
    }

    #[test]
    fn a_claim_is_compared_with_the_commit_of_what_it_stands_under() {
        let outer = claim(Status::Done, "", &[commit("1a90101")]);
        let mut inner = claim(Status::Done, "src/**", &[]);
        inner.parent = Some(ClaimAt(0));
        assert_eq!(
            contents(&ask(vec![outer, inner])),
            [("1a90101", "docs/src/**"), ("1a90101", "src/**")]
        );
    }

    #[test]
    fn claims_that_stand_under_each_other_end_the_search() {
        let mut claim = claim(Status::Done, "src/**", &[]);
        claim.parent = Some(ClaimAt(0));
        assert!(ask(vec![claim]).contents.is_empty());
    }

    #[test]
    fn the_place_that_holds_anything_answers_a_comparison() {
        let document =
            document(vec![claim(Status::Done, "", &[commit("1a90101"), path("src/api.rs")])]);
        let comparison = comparisons(&document, &document.claims[0]).remove(0);
        let mut repository = Repository::folder();
        assert_eq!(repository.compared(&comparison), None);
        let file = RepoPath::new("docs/src/api.rs").unwrap();
        let held = Compared { cited: [(file, "id".into())].into(), judged: [].into() };
        let key = |place: &str| (comparison.commit.clone(), place.into());
        repository.contents.insert(key("src/api.rs"), Compared::default());
        repository.contents.insert(key("docs/src/api.rs"), held.clone());
        assert_eq!(repository.compared(&comparison), Some(&held));
    }
}
