//! Whether an item ends with a human decision: by its own word, else by the policy.

use crate::{
    authority::{Exemption, Occasion},
    config::Config,
    plan::{Claim, Item, ItemKind, Plan},
};

/// Whether a person must decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nobody must.
    None,
    /// The item itself asks for it.
    Asked {
        /// What it is an occasion of, where that is known.
        occasion: Option<Occasion>,
    },
    /// The policy asks for it.
    Policy {
        /// The occasion.
        occasion: Occasion,
    },
}

impl Need {
    /// The occasion, where there is one.
    pub fn occasion(self) -> Option<Occasion> {
        match self {
            Self::None => None,
            Self::Asked { occasion } => occasion,
            Self::Policy { occasion } => Some(occasion),
        }
    }

    /// Whether a person must decide.
    pub fn is_some(self) -> bool {
        match self {
            Self::None => false,
            Self::Asked { .. } | Self::Policy { .. } => true,
        }
    }
}

/// Whether an item ends with a human decision.
///
/// Its own *Approval required* decides. Without one the policy of a project that has a
/// `milepost.toml` does, by default the two lists that people keep: major milestones, phase
/// transitions, breaking changes, decisions on architecture and technology; and not foundation work,
/// bug fixes, tests and documentation.
pub(crate) fn need(plan: &Plan, config: &Config, item: &Item) -> Need {
    let claims: Vec<&Claim> = plan.claims(item).map(|(_, claim)| claim).collect();
    let occasion = occasion(item.key.kind, &claims);
    let mut own = claims.iter().filter_map(|claim| claim.field("approval"));
    if let Some(field) = own.next() {
        let is_wanted = is_yes(&field.value) || own.any(|field| is_yes(&field.value));
        return if is_wanted { Need::Asked { occasion } } else { Need::None };
    }
    let Some(occasion) = occasion.filter(|_| config.is_written) else { return Need::None };
    let is_exempt = config.approvals.exempt.iter().any(|it| exempts(*it, &claims));
    if is_exempt || !config.approvals.require.contains(&occasion) {
        return Need::None;
    }
    Need::Policy { occasion }
}

/// Whether a field says yes. What says neither yes nor no is taken for a yes: better asked once too
/// often.
fn is_yes(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    !(value.is_empty() || value.starts_with("no") || value == "false" || value == "-")
}

fn occasion(kind: ItemKind, claims: &[&Claim]) -> Option<Occasion> {
    let has = |words: &[&str]| claims.iter().any(|claim| says(claim, words));
    if kind.is_work() && has(&["breaking", "breaking change"]) {
        return Some(Occasion::BreakingChange);
    }
    if matches!(kind, ItemKind::Milestone | ItemKind::Release)
        && claims.iter().any(|it| is_major(it))
    {
        return Some(Occasion::MajorMilestone);
    }
    if kind == ItemKind::Phase {
        return Some(Occasion::PhaseTransition);
    }
    if kind != ItemKind::Decision {
        return None;
    }
    if has(&["architecture", "architectural"]) {
        return Some(Occasion::ArchitectureDecision);
    }
    has(&["technology", "technological", "tooling", "stack"])
        .then_some(Occasion::TechnologyDecision)
}

fn exempts(exemption: Exemption, claims: &[&Claim]) -> bool {
    let words: &[&str] = match exemption {
        Exemption::Foundation => &["foundation", "phase 0", "p0"],
        Exemption::BugFix => &["bug fix", "bugfix", "fix"],
        Exemption::Tests => &["test", "tests", "test improvement", "test improvements"],
        Exemption::Documentation => &["documentation", "docs"],
    };
    let is_foundation = exemption == Exemption::Foundation;
    claims.iter().any(|claim| {
        says(claim, words) || (is_foundation && is_called(&claim.title, &["foundation", "phase 0"]))
    })
}

/// The fields that say what sort of work something is.
const SORTS: [&str; 6] = ["category", "kind", "type", "class", "labels", "phase"];

/// Whether a field says one of some words of what sort of work it is.
fn says(claim: &Claim, words: &[&str]) -> bool {
    let sorts = claim.fields.iter().filter(|field| SORTS.contains(&field.name.as_str()));
    let is_breaking = words.contains(&"breaking")
        && claim.field("breaking").is_some_and(|field| is_yes(&field.value));
    is_breaking || sorts.into_iter().any(|field| is_called(&field.value, words))
}

/// Whether a text has one of some words, as whole words.
fn is_called(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    words.iter().any(|word| {
        let word: Vec<&str> = word.split(' ').collect();
        parts.windows(word.len()).any(|window| window == word)
    })
}

/// Whether a title tells of a major milestone: an MVP, a release, a version `v1`, `1.0`.
fn is_major(claim: &Claim) -> bool {
    let title = claim.title.to_lowercase();
    let is_version = |word: &str| {
        let number = word.strip_prefix('v').unwrap_or(word);
        let is_number = number.starts_with(|c: char| c.is_ascii_digit())
            && number.chars().all(|c| c.is_ascii_digit() || c == '.');
        is_number && (word.starts_with('v') || number.contains('.'))
    };
    let words = || title.split(|c: char| c.is_whitespace() || "(),:;".contains(c));
    is_called(&title, &["mvp", "release", "release candidate", "minimum viable product"])
        || words().any(is_version)
}

#[cfg(test)]
mod tests {
    use super::{Need, need};
    use crate::{authority::Occasion, lint::fixture::Fixture};

    #[track_caller]
    fn check(toml: &str, document: &str, expected: Need) {
        let fixture = Fixture::new(&format!(
            "//- milepost.toml\nschema = 1\ndocuments.include = [\"M.md\"]\n{toml}\n//- M.md\n{document}"
        ));
        let item = fixture.plan.items.values().next().unwrap();
        assert_eq!(need(&fixture.plan, &fixture.config, item), expected, "{document}");
    }

    #[test]
    fn an_item_decides_for_itself() {
        let asked = |occasion| Need::Asked { occasion };
        check("", "# M1 Parser\n\n**Approval required:** yes\n", asked(None));
        let major = Some(Occasion::MajorMilestone);
        check("", "# M2 MVP functional\n\n**Approval required:** YES (major)\n", asked(major));
        check("", "# M2 MVP functional\n\n**Approval required:** No (small)\n", Need::None);
    }

    #[test]
    fn the_lists_of_a_policy_decide_where_it_says_nothing() {
        let policy = |occasion| Need::Policy { occasion };
        check("", "# M2 MVP functional\n\n**Goal:** g\n", policy(Occasion::MajorMilestone));
        check("", "# M4 v1.0 shipped\n\n**Goal:** g\n", policy(Occasion::MajorMilestone));
        check("", "# M1 Parser\n\n**Goal:** g\n", Need::None);
        check("", "# M0 Foundation of the MVP\n\n**Goal:** g\n", Need::None);
        check("", "# M3 Release notes\n\n**Kind:** documentation\n", Need::None);
        let breaking = policy(Occasion::BreakingChange);
        check("", "# M5 New wire format\n\n**Kind:** breaking change\n", breaking);
        check("[approvals]\nrequire = []", "# M2 MVP functional\n\n**Goal:** g\n", Need::None);
    }
}
