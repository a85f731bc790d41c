//! Whether somebody agreed to an alteration.

use crate::{
    base::{Alteration, Base},
    evidence::{Record, ledger::Ledger},
};

/// The record that excuses an alteration: a decision or waiver that names it
/// ([`crate::base::Altered::name`]), signed by somebody to whom the *base* gives a role for it. What is
/// written in documents or in the configuration of the change excuses nothing.
///
/// No record of this version is signed, so nothing is excused yet.
pub fn excuse<'a>(_base: &Base, _ledger: &'a Ledger, _of: &Alteration) -> Option<&'a Record> {
    None
}
