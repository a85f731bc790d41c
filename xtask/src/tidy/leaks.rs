//! Nothing of the machine it was written on stands in the project, and no lint is silenced.

use crate::{
    tidy::Remarks,
    tree::{File, Tree},
};

/// Folders of one machine. Written in two parts, so that this file does not contain them.
const MACHINE: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// Silences a lint without a trace; `expect` says when it is no longer needed.
const SILENCED: &[&str] = &[concat!("#[all", "ow("), concat!("#![all", "ow(")];

/// The hosts that an address in the project may name.
const HOSTS: &[&str] = &[
    "adr.github.io",
    "docs.oasis-open.org",
    "docs.rs",
    "doc.rust-lang.org",
    "example.com",
    "example.org",
    "github.com",
    "in-toto.io",
    "json-schema.org",
    "json.schemastore.org",
    "keepachangelog.com",
    "localhost",
    "milepost.dev",
    "no-color.org",
    "semver.org",
    "www.apache.org",
    "www.w3.org",
    "x.y",
];

pub(super) fn check(tree: &Tree, remarks: &mut Remarks) {
    let is_written = |file: &&File| !file.is_fixture() && !file.has_extension("lock");
    for file in tree.files.iter().filter(is_written) {
        for (line, text) in file.lines() {
            if MACHINE.iter().any(|folder| text.contains(folder)) {
                remarks.line(file, line, "this names a folder of one machine");
            }
            if file.is_rust() && SILENCED.iter().any(|silenced| text.contains(silenced)) {
                remarks.line(file, line, "use `#[expect(…, reason = \"…\")]` instead");
            }
            for host in hosts(text).filter(|host| !is_known(host)) {
                remarks.line(file, line, format!("`{host}` is not among the hosts we name"));
            }
        }
    }
}

fn is_known(host: &str) -> bool {
    HOSTS.iter().any(|known| {
        let rest = host.strip_suffix(known);
        rest.is_some_and(|rest| {
            rest.is_empty() || (known.starts_with("example") && rest.ends_with('.'))
        })
    })
}

/// The hosts of the addresses in a line.
fn hosts(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("://").filter_map(move |(at, found)| {
        let scheme = line[..at].ends_with("http") || line[..at].ends_with("https");
        let rest = &line[at + found.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-.".contains(c));
        let host = &rest[..end.unwrap_or(rest.len())];
        (scheme && host.contains('.')).then(|| host.trim_end_matches('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::remarks;

    #[test]
    fn machine_folders_unknown_hosts_and_silenced_lints_are_found() {
        let text = [
            concat!("// see /wo", "rk/notes"),
            concat!("#[all", "ow(dead_code)]"),
            concat!(
                "// https:",
                "//mirror.invalid/a and https://github.com/a, https://ci.example.com."
            ),
        ];
        assert_eq!(
            remarks(check, &[("a.rs", &text.join("\n"))]),
            [
                "a.rs:1: this names a folder of one machine",
                "a.rs:2: use `#[expect(…, reason = \"…\")]` instead",
                "a.rs:3: `mirror.invalid` is not among the hosts we name",
            ]
        );
    }
}
