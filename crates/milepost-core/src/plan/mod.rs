//! What is promised: the documents with their claims, and the items that the claims are about.
//!
//! A [`Claim`] is one statement of one document about one item. A [`Plan`] holds all documents
//! and folds their claims into [`Item`]s by *(scope, kind, id)*. Nothing here knows Markdown or
//! git, and nothing here judges.

mod cited;
mod claim;
mod document;
mod fields;
mod fold;
mod kind;
mod lookup;
mod status;

pub use cited::{Citation, Cited};
pub use claim::{
    Binding, Category, Claim, ClaimAt, Criterion, Fraction, Measure, Origin, Reference,
};
pub use document::{Document, Heading, Sign, Unread};
pub use fields::{Field, FieldName};
pub use fold::{Item, ItemKey, Plan};
pub(crate) use fold::{is_counted, is_number, key_of, parents_by_id, title_key};
pub use kind::ItemKind;
pub use lookup::{Found, Wanted};
pub use status::{Status, StatusClaim};
