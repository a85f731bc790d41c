//! A lease as it lies on disk: a few lines that a person can read.

use std::fmt::Write as _;

use crate::{
    actor::Actor,
    evidence::ItemName,
    id::{ItemId, Scope},
    lease::Lease,
};

/// The first line of a lease.
const HEAD: &str = "milepost lease 1";
/// The last line of a lease: one without it was cut off.
const END: &str = "end";

impl Lease {
    /// The text of a lease.
    pub fn write(&self) -> String {
        let mut text = format!("{HEAD}\n");
        let mut line = |key: &str, value: &str| {
            writeln!(text, "{key} {}", escaped(value)).expect("a string takes any text");
        };
        line("scope", self.item.scope.as_str());
        line("kind", &self.item.kind);
        line("item", self.item.id.as_str());
        line("actor", self.actor.as_str());
        line("worktree", &self.worktree);
        if let Some(branch) = &self.branch {
            line("branch", branch);
        }
        line("since", &self.since.to_string());
        line("renewed", &self.renewed.to_string());
        line("until", &self.until.to_string());
        text + END + "\n"
    }

    /// The lease of a text; nothing where it is none, or not whole. Lines with other keys are for
    /// later versions.
    pub fn read(text: &str) -> Option<Self> {
        let body = text.strip_prefix(HEAD)?.strip_prefix('\n')?.strip_suffix("end\n")?;
        let value = |key: &str| {
            let of_key = |line: &'_ str| -> Option<String> {
                let (name, value) = line.split_once(' ')?;
                (name == key).then(|| unescaped(value))
            };
            body.lines().find_map(of_key)
        };
        Some(Self {
            item: ItemName {
                scope: Scope::new(&value("scope")?),
                kind: value("kind")?.into(),
                id: ItemId::new(&value("item")?)?,
            },
            actor: Actor::new(&value("actor")?)?,
            worktree: value("worktree")?.into(),
            branch: value("branch").map(Into::into),
            since: value("since")?.parse().ok()?,
            renewed: value("renewed")?.parse().ok()?,
            until: value("until")?.parse().ok()?,
        })
    }
}

/// The text in one line.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            plain.push(char);
            continue;
        }
        match chars.next() {
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some(other) => plain.push(other),
            None => {}
        }
    }
    plain
}
