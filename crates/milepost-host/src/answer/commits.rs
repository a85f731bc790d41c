//! The commits that documents cite.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{id::CommitPrefix, repository::CommitState};

use crate::{
    git::{
        commit::Commit,
        history,
        objects::{Answer, Object, ObjectKind, Objects, ObjectsError},
        oid::ObjectId,
    },
    view::Known,
    workspace::LoadError,
};

/// One cited commit.
pub(super) struct Cited {
    /// What is known of it.
    pub(super) state: CommitState,
    /// Its root folder, where it is known.
    pub(super) tree: Option<ObjectId>,
}

/// Looks up all cited commits, and which of them the judged one descends from.
pub(super) fn look_up(
    objects: &mut Objects<'_>,
    judged: Option<&Known>,
    prefixes: &BTreeSet<CommitPrefix>,
) -> Result<BTreeMap<CommitPrefix, Cited>, LoadError> {
    let prefixes: Vec<&CommitPrefix> = prefixes.iter().collect();
    let found = find(objects, &prefixes)?;
    let ids = found.iter().filter_map(|found| match found {
        Found::Commit(known) => Some(known.id),
        Found::Other(_) => None,
    });
    let ids: BTreeSet<ObjectId> = ids.collect();
    let reached = match judged {
        Some(judged) => history::reachable(objects.repository(), judged.id, &ids)?,
        None => BTreeSet::new(),
    };
    let is_shallow = objects.repository().is_shallow;
    let cited = found.into_iter().map(|found| match found {
        Found::Other(state) => Cited { state, tree: None },
        Found::Commit(Known { id, commit }) => {
            let reachable = reached.contains(&id);
            // The way to it may lie behind the cut.
            let state = if is_shallow && !reachable {
                CommitState::BeyondHistory
            } else {
                CommitState::Known { id: id.commit(), committed: commit.committed, reachable }
            };
            Cited { state, tree: Some(commit.tree) }
        }
    });
    Ok(prefixes.into_iter().cloned().zip(cited).collect())
}

enum Found {
    Commit(Known),
    Other(CommitState),
}

/// Finds the commit behind each prefix.
///
/// Git takes short digits for the name of a branch or tag if there is one of that name, and calls
/// them ambiguous if an object of another kind begins so too. The form of `git describe` means a
/// commit in either case, so it is asked where the plain digits gave something else.
fn find(objects: &mut Objects<'_>, prefixes: &[&CommitPrefix]) -> Result<Vec<Found>, ObjectsError> {
    let repository = objects.repository();
    let absent = if repository.is_shallow || repository.is_partial {
        CommitState::BeyondHistory
    } else {
        CommitState::Missing
    };
    let plain: Vec<&str> = prefixes.iter().map(|prefix| prefix.as_str()).collect();
    let mut answers = Vec::with_capacity(plain.len());
    objects.each(&plain, |_, answer| answers.push(answer))?;
    let mut found = Vec::with_capacity(plain.len());
    for (prefix, answer) in plain.iter().zip(answers) {
        found.push(match answer {
            Answer::Missing => Found::Other(absent.clone()),
            Answer::TooLarge { .. } => Found::Other(CommitState::NotACommit),
            Answer::Found(object) if begins(&object, prefix) => kept(object),
            Answer::Found(_) => described(objects, prefix, absent.clone())?,
            Answer::Ambiguous => described(objects, prefix, CommitState::Ambiguous)?,
        });
    }
    Ok(found)
}

fn described(
    objects: &mut Objects<'_>,
    prefix: &str,
    otherwise: CommitState,
) -> Result<Found, ObjectsError> {
    Ok(match objects.get(&format!("cited-0-g{prefix}"))? {
        Answer::Found(object) if begins(&object, prefix) => kept(object),
        Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => {
            Found::Other(otherwise)
        }
    })
}

fn begins(object: &Object, prefix: &str) -> bool {
    object.id.to_string().starts_with(prefix)
}

fn kept(object: Object) -> Found {
    let Object { id, kind, bytes } = object;
    let commit = (kind == ObjectKind::Commit).then(|| Commit::parse(&bytes)).flatten();
    match commit {
        Some(commit) => Found::Commit(Known { id, commit }),
        None => Found::Other(CommitState::NotACommit),
    }
}
