//! One statement of a document about an item.

use crate::{
    id::ItemId,
    plan::{Citation, Field, ItemKind, StatusClaim},
    text::Span,
};

/// The place of a claim in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimAt(pub u32);

/// What one place of one document says about one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What kind of thing it is about.
    pub kind: ItemKind,
    /// Its id, where it has one.
    pub id: Option<ItemId>,
    /// The last id of a range, where the claim is about one (`M194-M210`); `id` is the first.
    pub through: Option<ItemId>,
    /// Its title, markup removed; empty where the document gives none.
    pub title: Box<str>,
    /// What the document says of its state.
    pub status: Option<StatusClaim>,
    /// All else the document says of it, in order.
    pub fields: Vec<Field>,
    /// Its criteria, in order.
    pub criteria: Vec<Criterion>,
    /// What the claim cites in its support: evidence cells, commits, tags.
    pub evidence: Vec<Citation>,
    /// Counts and measurements stated in the claim.
    pub measures: Vec<Measure>,
    /// Other ids that its text names.
    pub references: Vec<Reference>,
    /// The claim it stands under in the document.
    pub parent: Option<ClaimAt>,
    /// The construct it was read from.
    pub origin: Origin,
    /// The code fence it stands in, counted from 1; 0 for the document itself.
    ///
    /// Each fence is a small document of its own: ids in two fences are two things.
    pub fence: u16,
    /// Where the whole statement stands.
    pub span: Span,
    /// Where its name (id or title) stands: what a problem underlines.
    pub name_span: Span,
}

impl Claim {
    /// A claim that says nothing yet but that there is such a thing.
    pub fn bare(kind: ItemKind, origin: Origin, span: Span) -> Self {
        Self {
            kind,
            id: None,
            through: None,
            title: "".into(),
            status: None,
            fields: Vec::new(),
            criteria: Vec::new(),
            evidence: Vec::new(),
            measures: Vec::new(),
            references: Vec::new(),
            parent: None,
            origin,
            fence: 0,
            span,
            name_span: span,
        }
    }

    /// The first field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.as_str() == name)
    }

    /// All fields of that name.
    pub fn fields_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.name.as_str() == name)
    }

    /// How people would call the item: its id, else its title.
    pub fn name(&self) -> &str {
        self.id.as_ref().map_or(&*self.title, ItemId::as_str)
    }

    /// Whether the document says that it is finished.
    pub fn says_finished(&self) -> bool {
        self.status.as_ref().is_some_and(|claim| claim.status.is_finished())
    }
}

/// The construct of a document that a claim was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A heading with what stands under it.
    Section,
    /// A row of a table.
    Row,
    /// An item of a list.
    ListItem,
    /// A `**Field:** value` line.
    Line,
    /// Running text.
    Prose,
    /// The front matter.
    FrontMatter,
    /// A line of a drawn tree.
    Tree,
}

/// The category of a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// What the thing does.
    Functional,
    /// How it is tested.
    Testing,
    /// What is written about it.
    Documentation,
    /// How well it is made.
    Quality,
}

impl Category {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Functional => "functional",
            Self::Testing => "testing",
            Self::Documentation => "documentation",
            Self::Quality => "quality",
        }
    }
}

/// How a criterion is bound to what would measure it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// To a gate, by `` (gate `name`) `` or a *Required gates* column.
    Gate {
        /// The gate's name.
        gate: ItemId,
        /// Where the name stands.
        span: Span,
    },
    /// A gate id stands in its text, unbound: a suggestion, which never satisfies.
    Suggested {
        /// The gate's name.
        gate: ItemId,
        /// Where the name stands.
        span: Span,
    },
    /// To nothing: a person must answer.
    Review,
}

/// One acceptance, success, entry or exit criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// What must hold, markup, box and trailing gate removed.
    pub text: Box<str>,
    /// Its category, stated or given by the heading it stands under.
    pub category: Option<Category>,
    /// The box or word behind it. A claim like any other.
    pub status: Option<StatusClaim>,
    /// What would measure it.
    pub binding: Binding,
    /// Counts and thresholds in its text.
    pub measures: Vec<Measure>,
    /// What it cites.
    pub evidence: Vec<Citation>,
    /// Where it stands.
    pub span: Span,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fraction {
    /// How many hold.
    pub part: u64,
    /// Of how many.
    pub whole: u64,
}

/// A count or measurement that a text states.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// The words that say what is measured: `passed`, `complete`, `coverage`; may be empty.
    pub label: Box<str>,
    /// `28/32`: so many of so many.
    pub fraction: Option<Fraction>,
    /// `87 %`, as written.
    pub percent: Option<f64>,
    /// A plain number, as 37 in `37 passed` or 500 in `<500ms`.
    pub value: Option<f64>,
    /// The unit behind the number, as `ms`; empty for a count.
    pub unit: Box<str>,
    /// `<`, `<=`, `>`, `>=` or `=` before the number.
    pub bound: Option<Box<str>>,
    /// Where it stands.
    pub span: Span,
}

// Numbers come from text and are never NaN.
impl Eq for Measure {}

/// An id that a text names, or a range of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The id, or the first of the range.
    pub id: ItemId,
    /// The last of the range.
    pub through: Option<ItemId>,
    /// Where it stands.
    pub span: Span,
}
