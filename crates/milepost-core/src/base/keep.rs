//! The documents as a change has them, with the criteria as its base has them.

use crate::{
    base::criteria::{bound, is_same},
    plan::{Claim, Criterion, Document, Item, Plan},
};

/// A plan whose items must meet what the items of a base must meet, too: criteria that are gone or read
/// otherwise are back, and the others are bound as they were. What is new stays. Nothing where that
/// makes no difference.
///
/// A criterion that is back stands where its item is named, and claims nothing.
pub fn with_criteria_of(base: &Plan, plan: &Plan) -> Option<Plan> {
    let mut documents = plan.documents.clone();
    let mut is_other = false;
    for old in base.items.values() {
        let Some(new) = plan.items.get(&old.key) else { continue };
        for (_, claim) in base.claims(old) {
            for criterion in &claim.criteria {
                is_other |= keep(&mut documents, new, criterion);
            }
        }
    }
    is_other.then(|| Plan::new(documents))
}

/// Keeps one criterion of an item; tells whether that changed anything.
fn keep(documents: &mut [Document], item: &Item, criterion: &Criterion) -> bool {
    for (document, at) in &item.claims {
        let Some(claim) = claim(documents, *document, at.0) else { continue };
        if let Some(there) = claim.criteria.iter_mut().find(|it| is_same(it, criterion)) {
            let is_other = bound(&there.binding) != bound(&criterion.binding);
            if is_other {
                there.binding = criterion.binding.clone();
            }
            return is_other;
        }
    }
    let Some((document, at)) = item.claims.first() else { return false };
    let Some(claim) = claim(documents, *document, at.0) else { return false };
    let span = claim.name_span;
    let kept = Criterion { status: None, span, ..criterion.clone() };
    claim.criteria.push(Criterion { measures: Vec::new(), evidence: Vec::new(), ..kept });
    true
}

fn claim(documents: &mut [Document], document: usize, at: u32) -> Option<&mut Claim> {
    documents.get_mut(document)?.claims.get_mut(usize::try_from(at).ok()?)
}
