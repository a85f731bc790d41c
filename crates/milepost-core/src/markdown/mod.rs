//! Markdown as blocks with byte spans.
//!
//! This is where dialects end: GitHub tables, org-style table rules, tables and lists that a
//! flattened page glued into paragraphs all come out as the same blocks. What blocks *mean* is
//! none of this module's business; see [`crate::read`].

mod block;
mod inline;

pub use block::{
    Block, BlockKind, Checkbox, FrontMatter, FrontMatterStyle, List, ListItem, Markdown, Row, Table,
};
pub use inline::{CodeSpan, Inline, Link};
