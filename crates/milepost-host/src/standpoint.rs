//! Looking up what gates run on: the content of the judged commit, and whether records are about
//! what they say.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{
    config::Config,
    evidence::{self, Inputs},
    gate::Gate,
    globs::Globs,
    text::RepoPath,
    verdict::{
        ALWAYS_LEFT_OUT, Ground, GroundAnswers, GroundQuestions, MovedQuestion, Named,
        SubjectAnswer, SubjectQuestion,
    },
};

use crate::{
    git::{
        history,
        objects::{Objects, ObjectsError},
        oid::ObjectId,
        tree::{self, RawTrees, Trees},
    },
    named,
    view::Known,
};

/// A commit, looked at as gates see it.
pub(crate) struct Standpoint {
    known: Known,
    trees: RawTrees,
}

impl Standpoint {
    /// Looks from a commit.
    pub(crate) fn new(known: Known) -> Self {
        Self { known, trees: RawTrees::default() }
    }

    /// The content of the commit, without the given plans; nothing where parts of it are not here.
    pub(crate) fn ground(
        &mut self,
        objects: &mut Objects<'_>,
        plans: &[RepoPath],
        config: &Config,
        scopes: &BTreeSet<Vec<Box<str>>>,
    ) -> Result<Option<Ground>, ObjectsError> {
        let tree = self.known.commit.tree;
        let mut left_out = Vec::new();
        for path in plans {
            if self.trees.holds(objects, tree, path)? {
                left_out.push(path.clone());
            }
        }
        left_out.sort();
        let Some(project) = self.project(objects, tree, &left_out)? else { return Ok(None) };
        let mut inputs = BTreeMap::new();
        for gate in config.gates.values() {
            if let Some(found) = self.inputs_of(objects, tree, gate)? {
                inputs.insert(gate.name.clone(), found);
            }
        }
        let scopes = self.scopes(objects, tree, scopes)?;
        let named = Named::of(config.gates.values());
        let mut patches = BTreeMap::new();
        for path in named.patches {
            let found = self.trees.file(objects, tree, path)?;
            patches.extend(found.map(|id| (path.clone(), id.name())));
        }
        let mut commits = BTreeMap::new();
        for name in named.commits {
            let found = named::commit(objects, name)?;
            commits.extend(found.map(|commit| (name.into(), commit)));
        }
        Ok(Some(Ground {
            scopes,
            commit: self.known.id.commit(),
            tree: tree.name(),
            project: project.name(),
            left_out,
            inputs,
            patches,
            commits,
        }))
    }

    fn project(
        &mut self,
        objects: &mut Objects<'_>,
        tree: ObjectId,
        left_out: &[RepoPath],
    ) -> Result<Option<ObjectId>, ObjectsError> {
        let always = ALWAYS_LEFT_OUT.iter().filter_map(|path| RepoPath::new(path));
        let all: Vec<RepoPath> = always.chain(left_out.iter().cloned()).collect();
        self.trees.without(objects, tree, &all)
    }

    fn inputs_of(
        &mut self,
        objects: &mut Objects<'_>,
        tree: ObjectId,
        gate: &Gate,
    ) -> Result<Option<Inputs>, ObjectsError> {
        let Some(globs) = gate.inputs() else { return Ok(None) };
        self.inputs(objects, tree, globs)
    }

    /// What each scope holds; those that are no globs, or that cannot be told, are left out, and then
    /// the whole project counts.
    fn scopes(
        &mut self,
        objects: &mut Objects<'_>,
        tree: ObjectId,
        scopes: &BTreeSet<Vec<Box<str>>>,
    ) -> Result<BTreeMap<Vec<Box<str>>, Inputs>, ObjectsError> {
        let mut found = BTreeMap::new();
        for scope in scopes {
            let Ok(globs) = Globs::new(scope.iter().map(|glob| &**glob)) else { continue };
            if let Some(inputs) = self.inputs(objects, tree, &globs)? {
                found.insert(scope.clone(), inputs);
            }
        }
        Ok(found)
    }

    fn inputs(
        &mut self,
        objects: &mut Objects<'_>,
        tree: ObjectId,
        globs: &Globs,
    ) -> Result<Option<Inputs>, ObjectsError> {
        let Some(files) = self.trees.matching(objects, tree, globs)? else { return Ok(None) };
        let ids: Vec<String> = files.iter().map(|file| file.id.to_string()).collect();
        let lines = files.iter().zip(&ids);
        let lines = lines.map(|(file, id)| (&*file.mode, file.path.as_str(), id.as_str()));
        Ok(Some(Inputs {
            globs: globs.patterns().map(Into::into).collect(),
            digest: evidence::inputs_digest(lines),
            files: u64::try_from(files.len()).unwrap_or(u64::MAX),
        }))
    }

    /// Answers what a ledger makes one ask.
    pub(crate) fn answer(
        &mut self,
        objects: &mut Objects<'_>,
        questions: &GroundQuestions,
    ) -> Result<GroundAnswers, ObjectsError> {
        let mut answers = GroundAnswers::default();
        for question in &questions.subjects {
            let answer = self.subject(objects, question)?;
            answers.subjects.insert(question.clone(), answer);
        }
        let mut trees = Trees::default();
        for question in &questions.moved {
            let answer = self.moved(objects, &mut trees, question)?;
            answers.moved.insert(question.clone(), answer);
        }
        Ok(answers)
    }

    fn subject(
        &mut self,
        objects: &mut Objects<'_>,
        question: &SubjectQuestion,
    ) -> Result<SubjectAnswer, ObjectsError> {
        let Some(id) = ObjectId::from_hex(question.commit.as_str()) else {
            return Ok(SubjectAnswer::Disagrees);
        };
        let Some(commit) = history::commit(objects, id)? else { return Ok(SubjectAnswer::Absent) };
        let Some(project) = self.project(objects, commit.tree, &question.left_out)? else {
            return Ok(SubjectAnswer::Absent);
        };
        let inputs = match question.globs() {
            Some(globs) => self.inputs(objects, commit.tree, &globs)?.map(|inputs| inputs.digest),
            None => None,
        };
        Ok(question.compare(&commit.tree.name(), &project.name(), inputs))
    }

    fn moved(
        &mut self,
        objects: &mut Objects<'_>,
        trees: &mut Trees,
        question: &MovedQuestion,
    ) -> Result<Option<Vec<RepoPath>>, ObjectsError> {
        let Some(since) = ObjectId::from_hex(question.since.as_str()) else { return Ok(None) };
        if trees.get(objects, since)?.is_none() {
            return Ok(None);
        }
        let moved = tree::changed(objects, trees, Some(since), Some(self.known.commit.tree))?;
        Ok(Some(moved.into_iter().collect()))
    }
}
