//! What many commits changed, each against the one before it, in few questions.
//!
//! Trees are compared as bytes: both sides are sorted alike, and what is the same on both is stepped
//! over. Folders that differ are asked for together, one depth at a time.

use std::{cmp::Ordering, collections::BTreeMap, rc::Rc};

use crate::{
    decode::lossy,
    git::{
        objects::{Answer, Object, ObjectKind, Objects, ObjectsError},
        oid::ObjectId,
        tree::{Kind, LONGEST, join},
    },
};

/// No more changes of one commit are told.
const MOST: usize = 1_000_000;

/// One file that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileChange {
    /// Its path.
    pub(crate) path: Box<str>,
    /// What lies there; nothing where nothing does any more. Never a folder.
    pub(crate) after: Option<(Kind, ObjectId)>,
}

/// What one commit changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// The files that were asked for.
    pub(crate) files: Vec<FileChange>,
    /// Folders of which nobody can say here what changed in them: their content is not in this clone,
    /// or they are too much.
    pub(crate) unknown: Vec<Box<str>>,
}

/// Which files are asked for.
pub(crate) struct Filter<'a> {
    /// Whether a folder may hold any.
    pub(crate) folder: &'a dyn Fn(&str) -> bool,
    /// Whether a file is one of them.
    pub(crate) file: &'a dyn Fn(&str) -> bool,
}

/// The trees that neighbouring commits share.
#[derive(Default)]
pub(crate) struct Walked {
    known: BTreeMap<ObjectId, Option<Rc<[u8]>>>,
}

/// A folder that differs.
struct Open {
    commit: usize,
    path: String,
    before: Option<ObjectId>,
    after: Option<ObjectId>,
}

impl Walked {
    /// What each of some commits changed; the trees of each, before and after.
    pub(crate) fn changes(
        &mut self,
        objects: &mut Objects<'_>,
        pairs: &[(Option<ObjectId>, ObjectId)],
        filter: &Filter<'_>,
    ) -> Result<Vec<Changes>, ObjectsError> {
        let mut found = vec![Changes::default(); pairs.len()];
        let mut open: Vec<Open> = Vec::new();
        for (commit, (before, after)) in pairs.iter().enumerate() {
            if *before != Some(*after) {
                let (before, after) = (*before, Some(*after));
                open.push(Open { commit, path: String::new(), before, after });
            }
        }
        while !open.is_empty() {
            self.fetch(objects, &open)?;
            let width = objects.repository().format.width();
            let mut below = Vec::new();
            for folder in open {
                let Some(changes) = found.get_mut(folder.commit) else { continue };
                let (before, after) = (self.bytes(folder.before), self.bytes(folder.after));
                let known = before.zip(after).filter(|_| changes.files.len() < MOST);
                let is_whole = known.is_some_and(|(before, after)| {
                    compare(&folder, (&before, &after), width, filter, changes, &mut below)
                });
                if !is_whole {
                    changes.unknown.push(folder.path.into());
                }
            }
            open = below;
        }
        // The next commits are compared with the last one of these.
        let last = pairs.last().map(|(_, after)| *after);
        self.known.retain(|id, _| Some(*id) == last);
        Ok(found)
    }

    fn fetch(&mut self, objects: &mut Objects<'_>, open: &[Open]) -> Result<(), ObjectsError> {
        let ids = open.iter().flat_map(|folder| [folder.before, folder.after]).flatten();
        let mut wanted: Vec<ObjectId> = ids.filter(|id| !self.known.contains_key(id)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let names: Vec<String> = wanted.iter().map(ObjectId::to_string).collect();
        objects.each(&names, |at, answer| {
            let bytes = match answer {
                Answer::Found(Object { kind: ObjectKind::Tree, bytes, id: _ }) => {
                    Some(bytes.into())
                }
                Answer::Found(_)
                | Answer::TooLarge { .. }
                | Answer::Missing
                | Answer::Ambiguous => None,
            };
            self.known.extend(wanted.get(at).map(|id| (*id, bytes)));
        })
    }

    /// The bytes of a tree; none of one that is not there.
    fn bytes(&self, id: Option<ObjectId>) -> Option<Rc<[u8]>> {
        match id {
            Some(id) => self.known.get(&id).cloned().flatten(),
            None => Some(Rc::new([])),
        }
    }
}

/// One line of a tree object.
#[derive(Clone, Copy)]
struct Line<'a> {
    kind: Option<Kind>,
    name: &'a [u8],
    id: &'a [u8],
}

impl<'a> Line<'a> {
    /// The first line of a tree, and what is behind it.
    fn read(bytes: &'a [u8], width: usize) -> Option<(Self, &'a [u8])> {
        let space = bytes.iter().take(8).position(|byte| *byte == b' ')?;
        let mode = bytes.get(..space)?.iter().try_fold(0_u32, |mode, digit| {
            let digit = digit.checked_sub(b'0').filter(|digit| *digit < 8)?;
            Some(mode << 3 | u32::from(digit))
        })?;
        let rest = bytes.get(space + 1..)?;
        let nul = memchr::memchr(0, rest)?;
        let (name, rest) = (rest.get(..nul)?, rest.get(nul + 1..)?);
        let (id, rest) = rest.split_at_checked(width)?;
        Some((Self { kind: Kind::of_mode(mode), name, id }, rest))
    }

    /// Git sorts folders as if their names ended with `/`.
    fn order(&self, other: &Self) -> Ordering {
        let end = |line: &Self| (line.kind == Some(Kind::Folder)).then_some(b'/');
        let key = |line: &Self, at: usize| line.name.get(at).copied().or(end(line));
        let common = self.name.len().min(other.name.len());
        let (a, b) = (self.name.get(..common), other.name.get(..common));
        a.cmp(&b).then_with(|| {
            let [one, two] = [self, other].map(|line| (key(line, common), line.name.len()));
            one.cmp(&two)
        })
    }
}

/// Compares two folders. Gives whether they could be read to their end.
fn compare(
    folder: &Open,
    (mut old, mut new): (&[u8], &[u8]),
    width: usize,
    filter: &Filter<'_>,
    changes: &mut Changes,
    below: &mut Vec<Open>,
) -> bool {
    loop {
        let (before, after) = match (Line::read(old, width), Line::read(new, width)) {
            (None, _) if !old.is_empty() => return false,
            (_, None) if !new.is_empty() => return false,
            (None, None) => return true,
            (before, after) => (before, after),
        };
        let order = match (&before, &after) {
            (Some((before, _)), Some((after, _))) => before.order(after),
            (Some(_), None) => Ordering::Less,
            (None, Some(_) | None) => Ordering::Greater,
        };
        let before = before.filter(|_| order.is_le());
        let after = after.filter(|_| order.is_ge());
        if let Some((_, rest)) = before {
            old = rest;
        }
        if let Some((_, rest)) = after {
            new = rest;
        }
        let (before, after) = (before.map(|(line, _)| line), after.map(|(line, _)| line));
        let same = before.zip(after).is_some_and(|(a, b)| a.id == b.id && a.kind == b.kind);
        if same {
            continue;
        }
        let Some(name) = before.or(after).map(|line| lossy(line.name)) else { continue };
        // No folder can hold such a name: it would lead out of it.
        if matches!(&*name, "" | "." | "..") || name.contains('/') {
            continue;
        }
        let path = if folder.path.is_empty() { name } else { join(&folder.path, &name) };
        if path.len() > LONGEST {
            return false;
        }
        take(folder.commit, path, before, after, filter, changes, below);
    }
}

/// Takes what differs at one path.
fn take(
    commit: usize,
    path: String,
    before: Option<Line<'_>>,
    after: Option<Line<'_>>,
    filter: &Filter<'_>,
    changes: &mut Changes,
    below: &mut Vec<Open>,
) {
    let leaf = |line: Option<Line<'_>>| {
        let line = line?;
        let kind = line.kind.filter(|kind| *kind != Kind::Folder)?;
        Some((kind, ObjectId::from_bytes(line.id)?))
    };
    let folder = |line: Option<Line<'_>>| {
        let line = line.filter(|line| line.kind == Some(Kind::Folder))?;
        ObjectId::from_bytes(line.id)
    };
    let (was, is) = (leaf(before), leaf(after));
    if (was.is_some() || is.is_some()) && (filter.file)(&path) {
        changes.files.push(FileChange { path: path.as_str().into(), after: is });
    }
    let (before, after) = (folder(before), folder(after));
    if (before.is_some() || after.is_some()) && (filter.folder)(&path) {
        below.push(Open { commit, path, before, after });
    }
}

#[cfg(test)]
mod tests {
    use super::Line;

    fn line(mode: &str, name: &str) -> Vec<u8> {
        let mut bytes = format!("{mode} {name}\0").into_bytes();
        bytes.extend([7; 20]);
        bytes
    }

    #[test]
    fn folders_stand_where_git_puts_them() {
        let sorted = [("100644", "a-b"), ("40000", "a"), ("100644", "a0"), ("100644", "ab")];
        let bytes = sorted.map(|(mode, name)| line(mode, name));
        let lines: Vec<Line<'_>> =
            bytes.iter().map(|bytes| Line::read(bytes, 20).unwrap().0).collect();
        assert!(lines.is_sorted_by(|a, b| a.order(b).is_lt()));
        // A file and a folder of one name are two things.
        let [file, folder] = [line("100644", "a"), line("40000", "a")];
        let [file, folder] = [&file, &folder].map(|it| Line::read(it, 20).unwrap().0);
        assert!(file.order(&folder).is_lt());
    }

    #[test]
    fn a_broken_line_is_none() {
        let whole = line("100644", "a");
        for end in 0..whole.len() {
            assert!(Line::read(&whole[..end], 20).is_none());
        }
        assert!(Line::read(b"10x644 a\0aaaaaaaaaaaaaaaaaaaa", 20).is_none());
        assert!(Line::read(b"9999999999 a\0aaaaaaaaaaaaaaaaaaaa", 20).is_none());
    }
}
