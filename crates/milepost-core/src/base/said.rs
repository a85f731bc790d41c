//! What two states of a project say of what was altered: as lines that a person reads, and as the digest
//! of those that a decision binds.

use std::collections::BTreeSet;

use crate::{
    base::{Altered, CONFIG, Definitions, SIGNERS, criteria},
    config::Stated,
    digest::{Digest, Framed},
    evidence::{Allowed, Judging},
    gate::GateName,
    text::RepoPath,
    verdict::item_name,
};

/// One state of a project, to be asked what it says.
pub struct Sayings<'a> {
    of: &'a Definitions,
    written: Option<Stated<'a>>,
}

impl Altered {
    /// The name that it has in records.
    pub fn judging(&self) -> Judging {
        match self {
            Self::File => Judging::Part(CONFIG.into()),
            Self::Severity(rule) => Judging::Part(format!("rules.{rule}").into()),
            Self::Suppression(rule) => Judging::Part(format!("suppress.{rule}").into()),
            Self::Documents => Judging::Part("documents".into()),
            Self::Start => Judging::Part("project.start".into()),
            Self::Policy => Judging::Part("policy".into()),
            Self::Commits => Judging::Part("policy.commits".into()),
            Self::Table(name) => Judging::Part(name.as_str().into()),
            Self::Gate(name) => Judging::Gate(name.clone()),
            Self::Signers => Judging::Part(SIGNERS.into()),
            Self::Item(key) => Judging::Item(item_name(key)),
        }
    }

    /// The files in which it stands, in either of two states.
    pub fn paths(&self, before: &Definitions, now: &Definitions) -> BTreeSet<RepoPath> {
        let file = |path: &str| RepoPath::new(path).into_iter().collect();
        match self {
            Self::Item(key) => {
                let items = [before, now]
                    .into_iter()
                    .filter_map(|state| state.plan.items.get(key).map(|item| (&state.plan, item)));
                let claims = items.flat_map(|(plan, item)| plan.claims(item));
                claims.map(|(document, _)| document.path.clone()).collect()
            }
            Self::Signers => file(SIGNERS),
            Self::File
            | Self::Severity(_)
            | Self::Suppression(_)
            | Self::Documents
            | Self::Start
            | Self::Policy
            | Self::Commits
            | Self::Table(_)
            | Self::Gate(_) => file(CONFIG),
        }
    }
}

impl<'a> Sayings<'a> {
    /// Reads a state.
    pub fn new(of: &'a Definitions) -> Self {
        Self { of, written: of.written.as_deref().map(Stated::new) }
    }

    /// What the state says of something that judges, whole; nothing where it is not there.
    pub fn lines(&self, of: &Altered) -> Option<Vec<String>> {
        let stated = self.written.as_ref();
        match of {
            Altered::File => stated.map(|_| vec!["it is there".to_owned()]),
            Altered::Severity(rule) => stated?.under(&["rules", *rule]),
            Altered::Suppression(rule) => stated?.entries("suppress", "rule", rule),
            Altered::Documents => stated?.under(&["documents"]),
            Altered::Start => stated?.under(&["project", "start"]),
            Altered::Policy => stated?.under_but(&["policy"], "commits"),
            Altered::Commits => stated?.under(&["policy", "commits"]),
            Altered::Table(name) => stated?.under(&[name.as_str()]),
            Altered::Gate(name) => {
                stated?.under_meant("gates", |key| GateName::new(key).as_ref() == Some(name))
            }
            Altered::Signers => {
                let text = self.of.signers.as_deref()?;
                Some(text.split('\n').map(str::to_owned).collect())
            }
            Altered::Item(key) => {
                let item = self.of.plan.items.get(key)?;
                Some(criteria::lines(&self.of.plan, item))
            }
        }
    }

    fn digest(&self, of: &Altered) -> Option<Digest> {
        let lines = self.lines(of)?;
        let mut framed = Framed::new("altered/1");
        framed.text(&of.judging().to_string()).list(lines.iter().map(String::as_str));
        Some(framed.digest())
    }
}

/// What a decision must name to let an alteration pass: this, from what it was to what it is.
pub fn allowed(altered: &Altered, before: &Sayings<'_>, now: &Sayings<'_>) -> Allowed {
    let (before, after) = (before.digest(altered), now.digest(altered));
    Allowed { of: altered.judging(), before, after }
}
