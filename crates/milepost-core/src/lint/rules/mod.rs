//! The registry of rules. One rule is one file here and one line below.

use crate::lint::Rule;

/// Every rule, sorted by code.
pub const ALL: &[&Rule] = &[];
