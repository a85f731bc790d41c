//! What can be wrong with a `milepost.toml`: every mistake with its place, all at once.

use std::fmt;

use crate::{
    fact::{ExprMistake, PatternError},
    gate::GateName,
    globs::GlobError,
    pass::RuleMistake,
    text::Span,
};

/// Everything that is wrong with a `milepost.toml`, sorted by place; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors {
    /// The mistakes.
    pub errors: Vec<ConfigError>,
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errors.len() {
            1 => f.write_str("milepost.toml has a mistake"),
            count => write!(f, "milepost.toml has {count} mistakes"),
        }
    }
}

impl std::error::Error for ConfigErrors {}

/// One mistake with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Where it is in the text of `milepost.toml`.
    pub span: Span,
    /// What it is.
    pub mistake: Mistake,
    /// What to write instead, where that can be told.
    pub suggestion: Option<Box<str>>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mistake.fmt(f)
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.mistake.source()
    }
}

/// What is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// The text is not TOML.
    #[error("not TOML: {what}")]
    Syntax {
        /// What the parser says of it.
        what: Box<str>,
    },
    /// The format's version is not stated.
    #[error("the version of the format is missing")]
    NoSchema,
    /// The format is newer than this milepost.
    #[error("schema {found} is newer than this milepost, which reads schema {known}")]
    NewerSchema {
        /// The version stated.
        found: Box<str>,
        /// The newest version known here.
        known: u32,
    },
    /// There never was such a version.
    #[error("there is no schema {found}")]
    NoSuchSchema {
        /// The version stated.
        found: Box<str>,
    },
    /// A key that means nothing where it stands.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// The key.
        key: Box<str>,
    },
    /// No rule has that name.
    #[error("no rule is called `{name}`")]
    UnknownRule {
        /// The name.
        name: Box<str>,
    },
    /// Not a severity.
    #[error("`{word}` is no severity")]
    UnknownSeverity {
        /// The word.
        word: Box<str>,
    },
    /// A value of another kind is needed.
    #[error("`{key}` must be {wanted}, not {found}")]
    WrongType {
        /// The key.
        key: Box<str>,
        /// The kind that is needed, with its article.
        wanted: &'static str,
        /// The kind that stands there, with its article.
        found: &'static str,
    },
    /// A key that must be there is not.
    #[error("`{key}` is missing")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// A value says nothing where it must say something.
    #[error("`{key}` is empty")]
    EmptyValue {
        /// The key.
        key: &'static str,
    },
    /// A text that is no id.
    #[error("`{text}` is no id")]
    NotAnId {
        /// The text.
        text: Box<str>,
    },
    /// A text that is no glob.
    #[error("`{glob}`: {source}")]
    NotAGlob {
        /// The text.
        glob: Box<str>,
        /// What is wrong with it.
        source: GlobError,
    },
    /// A word that is none of the few that fit.
    #[error("`{key}` cannot be `{word}`")]
    UnknownWord {
        /// The key.
        key: &'static str,
        /// The word.
        word: Box<str>,
    },
    /// A text that is no amount with a unit.
    #[error("`{text}` is not {wanted}")]
    NotAnAmount {
        /// The text.
        text: Box<str>,
        /// What is needed, with its article.
        wanted: &'static str,
    },
    /// A number below the least that makes sense.
    #[error("`{key}` must be at least {least}")]
    TooSmall {
        /// The key.
        key: &'static str,
        /// The least number.
        least: u32,
    },
    /// A number beyond all use.
    #[error("`{key}` is too large")]
    TooLarge {
        /// The key.
        key: &'static str,
    },
    /// An absolute or empty path, or one that leads outside.
    #[error("`{path}` is no path inside the repository")]
    NotAPath {
        /// The path.
        path: Box<str>,
    },
    /// A text that is no name of an environment variable.
    #[error("`{text}` is no name of an environment variable")]
    NotAVariable {
        /// The text.
        text: Box<str>,
    },
    /// A variable that would lead a gate out of its checkout, or hand it a person's keys.
    #[error("`{name}` is never handed on to a gate")]
    WithheldVariable {
        /// The variable.
        name: Box<str>,
    },
    /// Two keys of which one must be left out.
    #[error("`{key}` and `{other}` cannot stand together")]
    Contradiction {
        /// The key that stands there.
        key: Box<str>,
        /// The one it contradicts.
        other: &'static str,
    },
    /// A text that is no type of a commit.
    #[error("`{text}` is no type of a commit")]
    NotAType {
        /// The text.
        text: Box<str>,
    },
    /// One of two keys must be there.
    #[error("neither `{one}` nor `{other}` is there")]
    MissingEither {
        /// One of them.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// A key whose only meaning is `true`.
    #[error("`{key} = false` leaves open what holds instead")]
    OnlyTrue {
        /// The key.
        key: &'static str,
    },
    /// Two names that differ by case only, or not at all.
    #[error("`{name}` is taken: `{other}` stands before it")]
    SameName {
        /// The later name.
        name: Box<str>,
        /// The earlier one.
        other: Box<str>,
    },
    /// No role has that name.
    #[error("no role is called `{role}`")]
    UnknownRole {
        /// The role.
        role: Box<str>,
    },
    /// A list of people without anyone in it.
    #[error("`{key}` names nobody")]
    NobodyNamed {
        /// The key.
        key: Box<str>,
    },
    /// No gate has that name.
    #[error("no gate is called `{name}`")]
    UnknownGate {
        /// The name.
        name: Box<str>,
    },
    /// A gate runs with what is no consumer.
    #[error("there is no `[consumers.{name}]`")]
    UnknownConsumer {
        /// The name.
        name: Box<str>,
    },
    /// A gate runs with a commit that is not named: only what is committed can be run.
    #[error("`[consumers.{name}]` names no `{key}` commit to run with")]
    NoSuchTuple {
        /// The consumer.
        name: Box<str>,
        /// Which commit.
        key: &'static str,
    },
    /// Two repositories that a gate could not tell apart.
    #[error("`{told_by}` cannot say where both `{other}` and `{name}` are")]
    SameVariable {
        /// The later one.
        name: Box<str>,
        /// The earlier one.
        other: Box<str>,
        /// The variable.
        told_by: String,
    },
    /// Gates that wait for each other.
    #[error("these gates wait for each other: {}", arrows(.gates))]
    GateCycle {
        /// The gates in the order of their needs; the last one needs the first.
        gates: Vec<GateName>,
    },
    /// A pass rule that is none.
    #[error("not a pass rule: {source}")]
    NotAPassRule {
        /// What is wrong with it.
        source: RuleMistake,
    },
    /// A gate that measures and demands nothing.
    #[error(
        "nothing could make this gate fail: its reports hold measurements only, and no rule looks at them"
    )]
    CannotFail,
    /// A baseline that is said to be evidence, without the id of a record.
    #[error("`{text}` is no id of a record")]
    NotEvidence {
        /// What is named.
        text: Box<str>,
    },
    /// A noisy metric that would be compared with what was measured at another time.
    #[error(
        "a noisy metric cannot be compared with evidence: both sides must run in turns, on one machine"
    )]
    NoisyEvidence,
    /// A cadence in whose periods nothing is due.
    #[error("nothing is due in this cadence")]
    NothingDue,
    /// A text that is no whole commit id.
    #[error("`{text}` is no commit")]
    NotACommit {
        /// The text.
        text: Box<str>,
    },
    /// A text that cannot be the name of a fact.
    #[error("`{text}` is no name of a fact")]
    NotAFactName {
        /// The text.
        text: Box<str>,
    },
    /// No fact has that name.
    #[error("no fact is called `{name}`")]
    UnknownFact {
        /// The name.
        name: Box<str>,
    },
    /// A text that is no expression.
    #[error("{source}")]
    NotAnExpression {
        /// What is wrong with it.
        source: ExprMistake,
    },
    /// Facts that rest on each other.
    #[error("these facts rest on each other: {}", list(.facts))]
    FactCycle {
        /// Their names.
        facts: Vec<Box<str>>,
    },
    /// A text that is no pattern with one group.
    #[error("{source}")]
    NotAPattern {
        /// What is wrong with it.
        source: PatternError,
    },
    /// A text that does not say where in a file a value lies.
    #[error("`{text}` does not say where in a file a value lies")]
    NotALookup {
        /// The text.
        text: Box<str>,
    },
    /// A file that states nothing to anybody.
    #[error("`{path}` cannot be a surface: it is git's or milepost's own")]
    NotASurface {
        /// The file.
        path: Box<str>,
    },
    /// A surface that is held against nothing.
    #[error("this is held against nothing")]
    NothingToAgree,
    /// A marker that names another fact than its surface.
    #[error("the marker names fact `{marker}`")]
    OtherMarker {
        /// The fact that it names.
        marker: Box<str>,
    },
    /// A file that `render` may not write.
    #[error("`{page}` is no file that can be derived")]
    NotAPage {
        /// The file.
        page: Box<str>,
    },
    /// A file that is derived in two ways.
    #[error("`{page}` is derived already")]
    PageTwice {
        /// The file.
        page: Box<str>,
    },
    /// A control that must fail, and is the project as it is.
    #[error("a project that a gate must fail cannot be this one as it is")]
    BadHere,
}

/// Names, one after the other.
fn list(names: &[Box<str>]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A round of names: `a` → `b` → `a`.
fn arrows(gates: &[GateName]) -> String {
    let round = gates.iter().chain(gates.first());
    round.map(|gate| format!("`{gate}`")).collect::<Vec<_>>().join(" → ")
}
