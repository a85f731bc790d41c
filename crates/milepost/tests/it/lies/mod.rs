//! The lie test: nothing that is said, ticked, written or edited makes a milestone read as proven.
//!
//! Each lie is told in full first: the boxes are ticked, the status says `Complete`, the file lies
//! there, the script ends with 0. The same project without the lie is proven, so that each of these
//! tests can fail.

mod plans;
mod reports;
mod rules;
mod segments;

use crate::sandbox::Sandbox;

/// A milestone that claims everything, and rests on the gate `unit`.
const CLAIMED: &str = "\
//- docs/M1.md
# M1 Walking skeleton

**Status:** Complete
**Goal:** People can run the core workflow
**Phase:** P1

## Acceptance criteria

- [x] The tests pass (gate `unit`)
";

/// A project with that milestone, its one gate, and some files.
fn project(gate: &str, files: &str) -> String {
    format!("//- milepost.toml\nschema = 1\n\n[gates.unit]\n{gate}\n{CLAIMED}{files}")
}

/// Whether evidence is said to show an item.
fn is_shown(sandbox: &Sandbox, id: &str) -> bool {
    matches!(sandbox.standing(id).as_str(), "proven" | "waiting" | "done")
}

/// That a milestone is not shown, and why not.
#[track_caller]
fn refused(sandbox: &Sandbox, id: &str, why: &str) {
    assert!(!is_shown(sandbox, id), "{id} reads as {}", sandbox.standing(id));
    let said = sandbox.stdout(&["why", id]);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(why), "{said}");
}

/// That a milestone is shown: what the tests of lies are measured by.
#[track_caller]
fn proven(sandbox: &Sandbox, id: &str) {
    assert!(is_shown(sandbox, id), "{}\n{}", sandbox.standing(id), sandbox.stdout(&["why", id]));
}
