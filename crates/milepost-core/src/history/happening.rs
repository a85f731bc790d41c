//! What takes place on a line of time.

use jiff::Timestamp;

use crate::{
    evidence::Record,
    gate::GateName,
    id::{CommitId, Scope},
    plan::ItemKey,
    text::RepoPath,
};

/// Something that took place.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// The commit that brought it; nothing for what is recorded and in no commit of the line.
    pub commit: Option<CommitId>,
    /// What it is about, where it is about one item.
    pub item: Option<ItemKey>,
    /// The title of that at the time.
    pub title: Box<str>,
    /// What took place.
    pub what: What,
}

/// What took place.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The plan grew, shrank or was reworded.
    Scope(Grown),
    /// Documents call it finished.
    Claimed {
        /// In these words; empty where all its parts say so.
        raw: Box<str>,
        /// Whether they never did before.
        is_first: bool,
    },
    /// Documents do not call it finished any more.
    TakenBack {
        /// In these words; empty where they say nothing.
        raw: Box<str>,
    },
    /// Its documents moved, and with them where its id means something.
    Placed {
        /// Where it was.
        from: Scope,
    },
    /// Its id means something else from here on: what was said and shown before is of another thing.
    Renamed {
        /// What it was.
        was: Box<str>,
    },
    /// Evidence shows it, for the first time.
    Proven,
    /// It was shown, and gates of it are red.
    Regressed {
        /// Which.
        gates: Vec<GateName>,
    },
    /// It was shown, and asks for something else now, which nothing has shown.
    Reopened,
    /// What had made it red or reopened is gone.
    Restored,
    /// A person approved, rejected, waived or decided.
    Stated {
        /// The record.
        record: Box<Record>,
        /// By whom; may be empty where only a word stands behind it.
        by: Box<str>,
        /// Why it counts for nothing, if it does.
        void: Option<Box<str>>,
    },
    /// Something was recorded that steers the project: work suspended, a gate demoted, a baseline.
    Recorded {
        /// The record.
        record: Box<Record>,
    },
    /// A version was tagged.
    Released {
        /// The tag.
        tag: Box<str>,
    },
    /// A document could not be read from here on.
    Unread {
        /// Which.
        path: RepoPath,
    },
    /// It could be read again.
    ReadAgain {
        /// Which.
        path: RepoPath,
    },
}

/// How a plan grew or shrank in one commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grown {
    /// Phases, milestones and releases that came, in plan order.
    pub came: Vec<ItemKey>,
    /// Those that left: in no document any more, or dropped by a word.
    pub left: Vec<ItemKey>,
    /// How many of each came and left.
    pub deliverables: Counted,
    /// How many of each came and left.
    pub tasks: Counted,
    /// How many of each came and left, or were reworded.
    pub criteria: Counted,
}

/// How many came, left, or say something else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// New ones.
    pub came: u32,
    /// Ones that are gone.
    pub left: u32,
    /// Ones in whose place others stand.
    pub reworded: u32,
}

impl Counted {
    /// Whether there is nothing to tell.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

impl Grown {
    /// Whether there is nothing to tell.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}
