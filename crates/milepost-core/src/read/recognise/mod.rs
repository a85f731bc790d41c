//! The recognisers: each one file that turns one kind of block into claims.
//!
//! The shapes of tables are registered in [`tables::ALL`], the kinds of lists are told apart in
//! [`lists`]; headings, lines, running text, trees and decision records have one recogniser each.

pub(super) mod decision_record;
mod fields;
mod lines;
mod lists;
pub(super) mod prose;
mod sections;
mod tables;
mod tree;

pub(super) use lines::paragraph;
pub(super) use lists::list;
pub(super) use sections::heading;
pub(crate) use sections::word_of_work;
pub(super) use tables::table;
pub(super) use tree::code;
