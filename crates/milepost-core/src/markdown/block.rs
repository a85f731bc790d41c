//! The shapes that a document is made of.

use crate::{markdown::Inline, text::Span};

/// A whole document, or the content of one code fence, as blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown {
    /// The metadata block at the very beginning.
    pub front_matter: Option<FrontMatter>,
    /// The blocks in order.
    pub blocks: Vec<Block>,
}

/// The metadata block at the beginning of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// The language of it.
    pub style: FrontMatterStyle,
    /// What stands between the fences.
    pub span: Span,
}

/// The language of a metadata block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontMatterStyle {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
}

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading, or a line of a flattened page that plainly served as one.
    Heading {
        /// 1 for the outermost.
        level: u8,
        /// Its text.
        text: Inline,
    },
    /// Running text, one entry a source line.
    Paragraph {
        /// Its lines.
        lines: Vec<Inline>,
    },
    /// A table of any dialect.
    Table(Table),
    /// A list of any kind.
    List(List),
    /// A code block, fenced or indented.
    Code {
        /// The word after the opening fence, empty if there is none.
        lang: Box<str>,
        /// What stands between the fences.
        content: Span,
    },
    /// A quotation with its blocks.
    Quote {
        /// The blocks in it.
        blocks: Vec<Block>,
    },
    /// HTML, comments among it.
    Html,
    /// A thematic break.
    Rule,
}

/// A table of any dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The header row.
    pub header: Row,
    /// The rows below.
    pub rows: Vec<Row>,
}

/// One row of a table. Rows may have fewer or more cells than the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it stands.
    pub span: Span,
    /// Its cells; the span of an empty cell is empty.
    pub cells: Vec<Inline>,
}

/// A list of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Whether its items are numbered.
    pub ordered: bool,
    /// Its items.
    pub items: Vec<ListItem>,
}

/// The box of a task list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkbox {
    /// What stands between the brackets: a space, `x`, `X`, `-`, `~`, …
    pub mark: char,
    /// Where the box stands, brackets included.
    pub span: Span,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// Where it stands, children included.
    pub span: Span,
    /// Its number in a numbered list.
    pub number: Option<u64>,
    /// Its box.
    pub checkbox: Option<Checkbox>,
    /// The lines of its own text; the first one without marker and box.
    pub lines: Vec<Inline>,
    /// The blocks nested in it.
    pub children: Vec<Block>,
}
