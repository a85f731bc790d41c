//! What the judged commit holds for gates to run on, and whether old evidence is still about it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    digest::Digest,
    evidence::{AnsweredContent, EvidenceKey, Inputs, ItemName, ObjectName, Run},
    gate::{Baseline, Check, ControlState, Gate, GateName, RunCheck},
    globs::Globs,
    id::CommitId,
    text::RepoPath,
};

/// What is always left out of the project tree, beside the plans: where milepost keeps what it knows
/// of the project.
pub const ALWAYS_LEFT_OUT: [&str; 2] = [".milepost", "milepost.toml"];

/// The content of the judged commit, as gates see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The commit.
    pub commit: CommitId,
    /// Its tree.
    pub tree: ObjectName,
    /// That tree without the plans and what milepost keeps.
    pub project: ObjectName,
    /// The plans that are left out, sorted.
    pub left_out: Vec<RepoPath>,
    /// The inputs of gates that have some of their own. A gate whose inputs could not be told has
    /// none here, and no key.
    pub inputs: BTreeMap<GateName, Inputs>,
    /// What the scopes hold that answers of people are about, by their globs; those that name a file.
    pub scopes: BTreeMap<Vec<Box<str>>, Inputs>,
    /// The patches of controls that the commit holds, each with the name of its content.
    pub patches: BTreeMap<RepoPath, ObjectName>,
    /// The commits that controls and comparisons name, as far as they are here.
    pub commits: BTreeMap<Box<str>, CommitId>,
}

impl Ground {
    /// The key that evidence of a gate must have to be about this content; nothing where the inputs
    /// could not be told or name no file.
    pub fn key(&self, gate: &Gate) -> Option<EvidenceKey> {
        let definition = gate.definition();
        let key = if gate.inputs().is_none() {
            EvidenceKey::whole(&gate.name, definition, &self.project)
        } else {
            let inputs = self.inputs.get(&gate.name).filter(|inputs| inputs.files > 0)?;
            EvidenceKey::narrowed(&gate.name, definition, inputs.digest)
        };
        Some(key.beside(gate.with().iter().map(|it| (it.name(), &it.commit))))
    }

    /// The key that an answer to a criterion of an item must have to be about this content: that of
    /// the paths of its scope, or of the whole project where it has none that holds a file.
    pub fn answer_key(&self, item: &ItemName, text: &str, scope: &[Box<str>]) -> EvidenceKey {
        let content = match self.scopes.get(scope).filter(|inputs| inputs.files > 0) {
            Some(inputs) => AnsweredContent::Inputs(inputs.digest),
            None => AnsweredContent::Tree(self.project.clone()),
        };
        EvidenceKey::answer(item, text, &content)
    }

    /// What the controls of a gate are at this commit, for a calibration to hold; or the first one
    /// that is not here.
    pub fn calibration<'a>(&self, check: &'a RunCheck) -> Result<Digest, &'a ControlState> {
        check.calibration_definition(|state| match state {
            ControlState::Patch(path) => self.patches.get(path).map(|name| name.as_str().into()),
            ControlState::Commit(name) => self.commits.get(name).map(|id| id.as_str().into()),
            // The project as it is changes with every commit; that is what keys are for.
            ControlState::Here => Some("".into()),
        })
    }

    /// The plans that a gate's checkout is without: all but those that its inputs name.
    pub fn left_out_for(&self, gate: &Gate) -> Vec<RepoPath> {
        let Some(inputs) = gate.inputs() else { return self.left_out.clone() };
        self.left_out.iter().filter(|path| !inputs.matches(path)).cloned().collect()
    }
}

/// How evidence is about the judged commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// It was taken from this very commit.
    Exact,
    /// It was taken from a commit with the same project tree.
    TreeEqual,
    /// It was taken from a commit with the same inputs.
    InputsEqual,
}

impl Freshness {
    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::TreeEqual => "tree-equal",
            Self::InputsEqual => "inputs-equal",
        }
    }
}

/// What a record says it was taken from, to be looked up again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectQuestion {
    /// The commit.
    pub commit: CommitId,
    /// The tree it is said to have.
    pub tree: ObjectName,
    /// The project tree it is said to have.
    pub project: ObjectName,
    /// The plans that are said to be left out.
    pub left_out: Vec<RepoPath>,
    /// The globs and digest of the inputs, where the gate had some of its own.
    pub inputs: Option<(Vec<Box<str>>, Digest)>,
}

/// Whether a record is about what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectAnswer {
    /// The commit holds what the record says.
    Agrees,
    /// The commit holds something else: the record is refused.
    Disagrees,
    /// The commit is not in this clone any more: its content counts by its key alone.
    Absent,
}

/// What moved since a tree: asked for every gate whose evidence is about another content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MovedQuestion {
    /// The tree of the commit that the evidence was taken from.
    pub since: ObjectName,
}

/// The patches and the commits that the gates of a configuration name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named<'a> {
    /// Paths of patches, looked up in the judged commit.
    pub patches: BTreeSet<&'a RepoPath>,
    /// Ids and tags.
    pub commits: BTreeSet<&'a str>,
}

impl<'a> Named<'a> {
    /// Everything that some gates name.
    pub fn of(gates: impl IntoIterator<Item = &'a Gate>) -> Self {
        let mut named = Self::default();
        for gate in gates {
            let Check::Run(check) = &gate.check else { continue };
            for control in &check.controls {
                match &control.state {
                    ControlState::Patch(path) => drop(named.patches.insert(path)),
                    ControlState::Commit(name) => drop(named.commits.insert(name)),
                    ControlState::Here => {}
                }
            }
            match check.compare.as_ref().map(|compare| &compare.with) {
                Some(Baseline::Commit(name)) => drop(named.commits.insert(name)),
                Some(Baseline::Evidence(_)) | None => {}
            }
        }
        named
    }
}

/// The questions that a ledger raises at a ground.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroundQuestions {
    /// Records that would count.
    pub subjects: BTreeSet<SubjectQuestion>,
    /// Trees that evidence was taken from which no longer counts.
    pub moved: BTreeSet<MovedQuestion>,
}

/// The answers, each under its question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroundAnswers {
    /// Whether records are about what they say.
    pub subjects: BTreeMap<SubjectQuestion, SubjectAnswer>,
    /// The paths that differ between a tree and the judged one, sorted; none for a tree that is not
    /// here any more.
    pub moved: BTreeMap<MovedQuestion, Option<Vec<RepoPath>>>,
}

impl SubjectQuestion {
    /// The question about a run.
    pub fn of(run: &Run) -> Self {
        let inputs = run.inputs.as_ref().map(|inputs| (inputs.globs.clone(), inputs.digest));
        Self {
            commit: run.subject.commit.clone(),
            tree: run.subject.tree.clone(),
            project: run.subject.project.clone(),
            left_out: run.subject.left_out.clone(),
            inputs,
        }
    }

    /// Whether what was found in the repository is what the record says.
    pub fn compare(
        &self,
        tree: &ObjectName,
        project: &ObjectName,
        inputs: Option<Digest>,
    ) -> SubjectAnswer {
        let inputs_agree = match &self.inputs {
            None => true,
            Some((_, digest)) => inputs == Some(*digest),
        };
        if self.tree == *tree && self.project == *project && inputs_agree {
            SubjectAnswer::Agrees
        } else {
            SubjectAnswer::Disagrees
        }
    }

    /// The globs of the inputs, compiled; nothing where one of them is none.
    pub fn globs(&self) -> Option<Globs> {
        let (globs, _) = self.inputs.as_ref()?;
        Globs::new(globs.iter().map(|glob| &**glob)).ok()
    }
}

impl Ground {
    /// The paths that are part of the project tree, of some.
    pub fn that_count(&self, paths: &[RepoPath]) -> Vec<RepoPath> {
        let counts =
            |path: &&RepoPath| !is_kept(path) && self.left_out.binary_search(path).is_err();
        paths.iter().filter(counts).cloned().collect()
    }

    /// The paths that moved and that matter to a gate, of all that moved.
    pub fn that_matter(&self, gate: &Gate, moved: &[RepoPath]) -> Vec<RepoPath> {
        let inputs = gate.inputs();
        let matters = |path: &&RepoPath| match inputs {
            Some(inputs) => inputs.matches(path),
            None => true,
        };
        match inputs {
            Some(_) => moved.iter().filter(matters).cloned().collect(),
            None => self.that_count(moved),
        }
    }
}

/// Whether a path is where milepost keeps what it knows of the project.
fn is_kept(path: &RepoPath) -> bool {
    ALWAYS_LEFT_OUT.iter().any(|out| {
        let rest = path.as_str().strip_prefix(out);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
