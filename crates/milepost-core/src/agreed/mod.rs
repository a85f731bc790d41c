//! What people agreed to: what an item means, who accepted it, what was decided of it, and how it departs
//! from that now.

mod approvals;
pub(crate) mod decisions;
pub(crate) mod definition;
mod excuses;
mod followed;
mod goalposts;
mod moved;
pub(crate) mod occasion;
mod statement;

pub use approvals::{Answerer, ApprovalState, JudgedCondition, Void, need};
pub(crate) use approvals::{approval as approval_of, may_say};
pub(crate) use decisions::told;
pub use decisions::{
    Acceptance, Accepted, DecisionState, Demand, Departure, accepted, affects, confirmation,
    decision_state, decision_text, excuse,
};
pub use definition::{answered_scopes, aspects, definition};
pub use excuses::{Heard, decided, excuses, independent, mere_words, who_excuses};
pub use followed::follow;
pub use goalposts::{Change, Direction, changes, dropped_tests, gate_changes, word_diff};
pub use moved::{Agreed, AgreedBy, Moved, last_agreed, moved};
pub use occasion::Need;
pub use statement::{condition, waived_gate};
