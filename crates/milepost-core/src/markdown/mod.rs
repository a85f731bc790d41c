//! Markdown as blocks with byte spans.
//!
//! This is where dialects end: GitHub tables, org-style table rules, tables and lists that a
//! flattened page glued into paragraphs all come out as the same blocks. What blocks *mean* is
//! none of this module's business; see [`crate::read`].

mod block;
mod builder;
mod checkbox;
mod code;
mod flattened;
mod fragment;
mod front_matter;
mod glued;
mod html_table;
mod inline;
mod line;
pub mod markers;
mod mask;
mod parse;
mod prose;
mod slice;
mod source;
mod table;
#[cfg(test)]
mod tests;

pub use block::{
    Block, BlockKind, Checkbox, FrontMatter, FrontMatterStyle, List, ListItem, Markdown, Row, Table,
};
pub use code::{code, is_named_so};
pub use inline::{CodeSpan, Inline, Link, Piece};
pub use parse::{parse, parse_fence};
