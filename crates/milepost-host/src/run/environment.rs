//! The environment of a run: little, and the same everywhere.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

/// What a run sees of the machine: PATH, HOME, a folder of its own as TMPDIR, LANG, and what its
/// gate names.
#[derive(Debug)]
pub struct Environment {
    /// The variables.
    pub variables: Vec<(OsString, OsString)>,
    /// The names that the gate wants and that are not set here, or are never handed on.
    pub absent: Vec<Box<str>>,
}

/// The search path where none is set.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

impl Environment {
    /// The environment for one run, made from that of this process. The folder that the run sees as
    /// TMPDIR is empty, its path has no links, and no other run that goes on has it.
    pub fn new(named: &[Box<str>], scratch: &Path) -> Self {
        let (variables, absent) = chosen(named, scratch, &|name| env::var_os(name));
        Self { variables, absent }
    }
}

type Variables = Vec<(OsString, OsString)>;

fn chosen(
    named: &[Box<str>],
    scratch: &Path,
    here: &dyn Fn(&str) -> Option<OsString>,
) -> (Variables, Vec<Box<str>>) {
    let path = here("PATH").map_or_else(|| PATH.into(), |path| without_relative(&path));
    let mut variables = vec![("PATH".into(), path)];
    variables.extend(here("HOME").map(|home| ("HOME".into(), home)));
    variables.push(("TMPDIR".into(), scratch.into()));
    variables.push(("LANG".into(), "C.UTF-8".into()));
    let mut absent = Vec::new();
    for name in named {
        let is_there = variables.iter().any(|(known, _)| known == &**name);
        match here(name).filter(|_| may_be_named(name)) {
            _ if is_there => {}
            Some(value) => variables.push(((&**name).into(), value)),
            None => absent.push(name.clone()),
        }
    }
    (variables, absent)
}

/// Whether a variable is handed on if asked for. Those that lead git, ssh or gpg elsewhere, and
/// with them to somebody's keys, are not.
fn may_be_named(name: &str) -> bool {
    let is_reserved =
        name.starts_with("GIT_") || name.starts_with("GPG_") || name == "SSH_AUTH_SOCK";
    !is_reserved && !name.is_empty() && !name.contains(['=', '\0'])
}

/// A search path without folders that mean another one in each checkout.
fn without_relative(path: &OsStr) -> OsString {
    let absolute = env::split_paths(path).filter(|folder| folder.is_absolute());
    // What was split at colons holds none.
    env::join_paths(absolute.collect::<Vec<PathBuf>>()).unwrap_or_else(|_| PATH.into())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::chosen;

    #[track_caller]
    fn check(here: &[(&str, &str)], named: &[&str], expected: &str) {
        let named: Vec<Box<str>> = named.iter().map(|name| (*name).into()).collect();
        let lookup = |name: &str| {
            here.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into())
        };
        let (variables, absent) = chosen(&named, Path::new("/scratch"), &lookup);
        let mut lines: Vec<String> = variables
            .iter()
            .map(|(name, value)| format!("{}={}", name.display(), value.display()))
            .collect();
        lines.extend(absent.iter().map(|name| format!("absent {name}")));
        assert_eq!(lines.join("\n"), expected);
    }

    #[test]
    fn nothing_is_handed_on_that_is_not_named() {
        check(
            &[("PATH", "/a:/b"), ("HOME", "/home"), ("LANG", "xx"), ("TMPDIR", "/t"), ("X", "1")],
            &[],
            "PATH=/a:/b\nHOME=/home\nTMPDIR=/scratch\nLANG=C.UTF-8",
        );
    }

    #[test]
    fn what_is_named_is_handed_on_and_what_is_not_set_is_said() {
        check(
            &[("PATH", "/a"), ("X", "1"), ("LANG", "xx")],
            &["X", "Y", "LANG"],
            "PATH=/a\nTMPDIR=/scratch\nLANG=C.UTF-8\nX=1\nabsent Y",
        );
    }

    #[test]
    fn the_way_to_keys_is_never_handed_on() {
        let named = ["GIT_DIR", "SSH_AUTH_SOCK", "GPG_AGENT_INFO"];
        let here: Vec<(&str, &str)> = named.iter().map(|name| (*name, "x")).collect();
        check(
            &here,
            &named,
            "PATH=/usr/local/bin:/usr/bin:/bin\nTMPDIR=/scratch\nLANG=C.UTF-8\nabsent GIT_DIR\n\
             absent SSH_AUTH_SOCK\nabsent GPG_AGENT_INFO",
        );
    }

    #[test]
    fn folders_of_the_search_path_that_depend_on_where_one_stands_are_dropped() {
        check(&[("PATH", ".:/a::bin:/b")], &[], "PATH=/a:/b\nTMPDIR=/scratch\nLANG=C.UTF-8");
    }
}
