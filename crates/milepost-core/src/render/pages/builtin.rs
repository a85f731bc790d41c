//! The templates that milepost brings along, each one file in `templates`, and its line here.

/// A template that milepost brings along.
#[derive(Debug)]
pub struct Builtin {
    /// Its name, also that of its file.
    pub name: &'static str,
    /// What it makes.
    pub about: &'static str,
    /// What it is filled with beside the data that all have.
    pub takes: Takes,
    pub(super) text: &'static str,
}

/// What a template is filled with beside the data that all have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// One item, which must be named.
    Item,
    /// One item, or all of its kind.
    ItemOrNothing,
    /// How many there are to be.
    Count,
    /// The name of something that is no item.
    Name,
    /// Whatever it is given: a project's own template.
    Anything,
}

impl Takes {
    /// What to write behind its name.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Nothing | Self::Anything => "",
            Self::Item => "ITEM",
            Self::ItemOrNothing => "[ITEM]",
            Self::Count => "[COUNT]",
            Self::Name => "[NAME]",
        }
    }
}

macro_rules! template {
    ($name:literal, $takes:ident, $about:literal) => {
        Builtin {
            name: $name,
            about: $about,
            takes: Takes::$takes,
            text: include_str!(concat!("templates/", $name, ".md")),
        }
    };
}

/// Every one of them, sorted.
pub const BUILTINS: &[Builtin] = &[
    template!("blockers", Nothing, "the blockers, open and settled"),
    template!("board", Nothing, "the milestones as a table: what documents say, what was shown"),
    template!("calendar", Nothing, "the days ahead, and how work stands to them"),
    template!("changelog", Item, "what a milestone brought, as a section of a changelog"),
    template!("checklist", Nothing, "the checklists, with what gates show of their lines"),
    template!("commits", Count, "the commits, the last one first, with their types"),
    template!("consumers", Nothing, "who depends on the project, with what goes together"),
    template!("decisions", Nothing, "an entry for each milestone that was completed or approved"),
    template!("findings", Nothing, "the findings, open and settled"),
    template!("handoff", Nothing, "what one who leaves tells the one who comes"),
    template!("history", Nothing, "phases with their ranges, and what their milestones brought"),
    template!("milestone", Item, "the status report of a milestone"),
    template!("next", Count, "what to work on next, in order"),
    template!("packet", Name, "the last packet of each cadence"),
    template!("policy", Nothing, "what is asked of every commit"),
    template!("progress", Nothing, "how far the project is, as a list with boxes"),
    template!("release", Nothing, "the releases, and the schedule towards them"),
    template!("report", Nothing, "the status of the project in seven sections"),
    template!("requests", Nothing, "what waits for a person, with what speaks for it"),
    template!("risks", Nothing, "the risks, open and settled"),
    template!(
        "state",
        Nothing,
        "where the project is: phase, milestone, deliverable, tests, gates"
    ),
    template!("status", Nothing, "a status page: state, board, next work, risks and blockers"),
    template!("validation", ItemOrNothing, "each task with the evidence that stands behind it"),
];

/// The template of that name.
pub(super) fn find(name: &str) -> Option<&'static Builtin> {
    let at = BUILTINS.binary_search_by(|template| template.name.cmp(name)).ok()?;
    BUILTINS.get(at)
}
