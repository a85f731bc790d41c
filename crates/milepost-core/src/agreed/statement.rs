//! What people state, from the words that they use.

use crate::{
    evidence::{Condition, Waived, plain},
    gate::{Gate, GateName},
};

/// What a waiver of a gate names.
pub fn waived_gate(gate: &Gate) -> Waived {
    Waived::Gate { gate: gate.name.clone(), definition: gate.definition() }
}

/// A condition as a person writes it, with the gate that shows it in parentheses at its end.
pub fn condition(text: &str) -> Condition {
    let text = plain(text);
    let gate = text.strip_suffix(')').and_then(|rest| rest.rsplit_once("(gate "));
    let gate = gate.and_then(|(_, name)| GateName::new(name.trim().trim_matches('`')));
    Condition { text, gate }
}
