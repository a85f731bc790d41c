//! What a definition names in the repository: commits by id or tag, and files of a commit.

use milepost_core::{id::CommitId, text::RepoPath};

use crate::{
    Workspace,
    git::objects::{Answer, ObjectKind, Objects, ObjectsError},
};

/// The commit that a tag or an id names; nothing where there is none here, or several.
///
/// Branches are no names: what they mean moves, and what was compared with them would not be known.
pub(crate) fn commit(
    objects: &mut Objects<'_>,
    name: &str,
) -> Result<Option<CommitId>, ObjectsError> {
    // Git would read these as a way from one commit to another.
    let is_plain = |c: char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '^' | '~' | ':' | '?' | '*' | '[')
    };
    if name.is_empty() || name.contains("@{") || !name.chars().all(is_plain) {
        return Ok(None);
    }
    let tagged = at(objects, &format!("refs/tags/{name}"))?;
    let is_id = name.len() >= 4 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    match tagged {
        None if is_id => Ok(at(objects, name)?.filter(|commit| is_prefix(name, commit))),
        tagged => Ok(tagged),
    }
}

/// A branch may be called like the beginning of an id, too.
fn is_prefix(name: &str, commit: &CommitId) -> bool {
    commit.as_str().starts_with(&name.to_ascii_lowercase())
}

fn at(objects: &mut Objects<'_>, name: &str) -> Result<Option<CommitId>, ObjectsError> {
    Ok(match objects.get(&format!("{name}^{{commit}}"))? {
        Answer::Found(object) if object.kind == ObjectKind::Commit => Some(object.id.commit()),
        Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => None,
    })
}

/// The content of a file of a commit; nothing where there is no such file, or none that can be read.
pub(crate) fn file(
    workspace: &Workspace,
    commit: &CommitId,
    path: &RepoPath,
) -> Result<Option<Vec<u8>>, ObjectsError> {
    let Some(git) = workspace.git().filter(|_| !path.as_str().contains('\n')) else {
        return Ok(None);
    };
    Ok(match Objects::new(git).get(&format!("{commit}:{path}"))? {
        Answer::Found(object) if object.kind == ObjectKind::Blob => Some(object.bytes),
        Answer::Found(_) | Answer::TooLarge { .. } | Answer::Missing | Answer::Ambiguous => None,
    })
}
