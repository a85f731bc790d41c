//! What rules about finished work share: which claims say that something holds, what they cite in
//! their support, and how messages call them.

use crate::{
    id::ItemId,
    plan::{Citation, Claim, Criterion, Document, ItemKind, Origin, key_of},
    scene::Scene,
};

/// Whether a claim is there to be judged: what stands in a code fence is an example unless the
/// configuration says that it is read.
pub(crate) fn is_meant(scene: &Scene<'_>, document: &Document, claim: &Claim) -> bool {
    claim.fence == 0 || scene.config.documents.fenced.matches(&document.path)
}

/// All claims that are there to be judged, with their documents.
pub(crate) fn claims<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (&'a Document, &'a Claim)> {
    let claims = scene.plan.documents.iter().flat_map(|document| {
        let claims = document.claims.iter();
        claims.map(move |claim| (document, claim))
    });
    claims.filter(|(document, claim)| is_meant(scene, document, claim))
}

/// Whether a claim says that its thing holds. A resolution says so by standing in its register.
pub(crate) fn holds(claim: &Claim) -> bool {
    claim.says_finished() || claim.kind == ItemKind::Resolution && claim.status.is_none()
}

/// Whether a criterion is said to be met.
pub(crate) fn is_met(criterion: &Criterion) -> bool {
    criterion.status.as_ref().is_some_and(|claim| claim.status.is_finished())
}

/// Something that is cited in support of a claim or criterion which is said to hold.
#[derive(Clone, Copy)]
pub(crate) struct Support<'a> {
    pub(crate) document: &'a Document,
    pub(crate) claim: &'a Claim,
    /// The criterion that it supports, where it is not the claim itself.
    pub(crate) criterion: Option<&'a Criterion>,
    pub(crate) citation: &'a Citation,
}

/// Everything that is cited in support of what is said to hold, in document order.
pub(crate) fn support<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Support<'a>> {
    scene.plan.documents.iter().flat_map(|document| support_in(scene, document))
}

/// The same, of one document.
pub(crate) fn support_in<'a>(
    scene: &Scene<'_>,
    document: &'a Document,
) -> impl Iterator<Item = Support<'a>> {
    let claims = document.claims.iter().filter(|claim| is_meant(scene, document, claim));
    claims.flat_map(move |claim| {
        let own = if holds(claim) { &*claim.evidence } else { &[] };
        let own = own.iter().map(|citation| (None, citation));
        let met = claim.criteria.iter().filter(|criterion| is_met(criterion));
        let met = met.flat_map(|criterion| {
            criterion.evidence.iter().map(move |citation| (Some(criterion), citation))
        });
        own.chain(met).map(move |(criterion, citation)| Support {
            document,
            claim,
            criterion,
            citation,
        })
    })
}

impl Support<'_> {
    /// What holds, with the words that say so: ``milestone `M1` is marked `Complete` ``.
    pub(crate) fn says(&self) -> String {
        match self.criterion {
            Some(criterion) => format!("criterion {} is marked met", quoted(&criterion.text)),
            None => says(self.claim),
        }
    }

    /// Whether the citation is a word of the sentence itself, as in a checklist (`[x] Write
    /// docs/a.md`), and not set apart as evidence.
    pub(crate) fn is_mention(&self) -> bool {
        self.criterion.is_some() || self.claim.origin == Origin::ListItem
    }

    /// The sentence that mentions the citation.
    pub(crate) fn sentence(&self) -> &str {
        self.criterion.map_or(&*self.claim.title, |criterion| &criterion.text)
    }

    /// The name of the item that it speaks for.
    pub(crate) fn item(&self) -> Option<ItemId> {
        item(self.document, self.claim)
    }
}

/// The name of the item that a claim is about.
pub(crate) fn item(document: &Document, claim: &Claim) -> Option<ItemId> {
    key_of(document, claim).map(|key| key.name)
}

/// How a message calls a claim: ``milestone `M1` ``, or ``task “Write it”`` where it has no id.
pub(crate) fn called(claim: &Claim) -> String {
    let kind = claim.kind.as_str().replace('-', " ");
    match &claim.id {
        Some(id) => format!("{kind} `{id}`"),
        None => format!("{kind} {}", quoted(&claim.title)),
    }
}

/// A claim with its own words of being finished.
pub(crate) fn says(claim: &Claim) -> String {
    let called = called(claim);
    let raw = claim.status.as_ref().map(|status| short(&status.raw, 40));
    match raw {
        Some(raw) if raw.chars().any(char::is_alphanumeric) && !raw.starts_with('[') => {
            format!("{called} is marked `{raw}`")
        }
        Some(_) => format!("{called} is ticked"),
        None => format!("{called} is listed"),
    }
}

/// Words in quotation marks, shortened.
pub(crate) fn quoted(text: &str) -> String {
    format!("\u{201c}{}\u{201d}", short(text, 60))
}

/// The first characters of a text.
pub(crate) fn short(text: &str, most: usize) -> String {
    let text = text.trim();
    let first: String = text.chars().take(most).collect();
    if first.len() < text.len() { format!("{}\u{2026}", first.trim_end()) } else { first }
}

/// The first names of a list, in backticks, with how many more there are.
pub(crate) fn listed<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    const MOST: usize = 4;
    let more = names.len().saturating_sub(MOST);
    let first: Vec<String> = names.take(MOST).map(|name| format!("`{name}`")).collect();
    let first = first.join(", ");
    if more > 0 { format!("{first} and {more} more") } else { first }
}

/// Some of something, with the number and the right form of the noun.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
