//! The paths of a tree that end as a citation does.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::text::RepoPath;

use crate::git::tree::Listing;

/// For each tail, the files and folders that end so, sorted; the whole path counts as its end.
pub(super) fn matches(
    listing: &Listing,
    tails: &BTreeSet<Box<str>>,
) -> BTreeMap<Box<str>, Vec<RepoPath>> {
    let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for tail in tails {
        by_name.entry(last(tail)).or_default().push(tail);
    }
    let mut found: BTreeMap<Box<str>, BTreeSet<RepoPath>> =
        tails.iter().map(|tail| (tail.clone(), BTreeSet::new())).collect();
    if tails.is_empty() {
        return BTreeMap::new();
    }
    let mut before = "";
    for entry in &listing.entries {
        for path in with_new_folders(&entry.path, before) {
            for tail in by_name.get(last(path)).into_iter().flatten() {
                if let (true, Some(found)) = (ends_with(path, tail), found.get_mut(*tail)) {
                    found.extend(RepoPath::new(path));
                }
            }
        }
        before = &entry.path;
    }
    found.into_iter().map(|(tail, paths)| (tail, paths.into_iter().collect())).collect()
}

/// A path and those of its folders that the path before it was not in.
fn with_new_folders<'a>(path: &'a str, before: &str) -> impl Iterator<Item = &'a str> {
    let shared = path.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
    let new = path.match_indices('/').map(|(at, _)| at).filter(move |at| *at >= shared);
    new.filter_map(|at| path.get(..at)).chain([path])
}

fn last(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, last)| last)
}

fn ends_with(path: &str, tail: &str) -> bool {
    path.strip_suffix(tail).is_some_and(|head| head.is_empty() || head.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use milepost_core::text::RepoPath;

    use super::matches;
    use crate::git::{
        oid::ObjectId,
        tree::{Entry, Kind, Listing},
    };

    #[track_caller]
    fn check(tail: &str, expected: &[&str]) {
        let paths = ["a/ffi/mod.rs", "a/mod.rs", "ffi/mod.rs", "ffi/x.rs", "xffi/mod.rs", "z.md"];
        let id = ObjectId::from_bytes(&[0; 20]).unwrap();
        let entry = |path: &&str| Entry { path: (*path).into(), kind: Kind::File, id };
        let listing = Listing { entries: paths.iter().map(entry).collect(), ..Listing::empty() };
        let found = matches(&listing, &[tail.into()].into());
        let found: Vec<&str> = found[tail].iter().map(RepoPath::as_str).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn files_and_folders_are_found_by_whole_parts_of_their_ends() {
        check("ffi/mod.rs", &["a/ffi/mod.rs", "ffi/mod.rs"]);
        check("ffi", &["a/ffi", "ffi"]);
        check("z.md", &["z.md"]);
        check("d.rs", &[]);
    }
}
