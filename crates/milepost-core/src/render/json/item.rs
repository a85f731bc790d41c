//! Items on the wire: one claim of one document, or all claims about one thing folded together.

use serde::Serialize;

use crate::{
    id::ItemId,
    judge,
    lint::registers::{Bound, Entry, Holds},
    plan::{self, Claim, ItemKey},
    render::{
        Account, detail,
        json::approval::Approval,
        json::decided::{self, Decided},
        json::part::{Citation, Criterion, Field, Fraction, Measure, Reference, Span, Writer},
        json::work::{Sent, Steered, Work, at_work, recorded},
    },
};

/// An item. Keys that say nothing of an item are null, never left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item<'a> {
    id: Option<&'a str>,
    through: Option<&'a str>,
    kind: &'static str,
    scope: &'a str,
    title: &'a str,
    status: Option<&'static str>,
    status_raw: Option<&'a str>,
    standing: Option<&'static str>,
    parent: Option<Parent<'a>>,
    fields: Vec<Field<'a>>,
    criteria: Vec<Criterion<'a>>,
    evidence: Vec<Citation<'a>>,
    measures: Vec<Measure<'a>>,
    references: Vec<Reference<'a>>,
    span: Option<Span<'a>>,
    #[serde(flatten)]
    more: More<'a>,
}

/// What only one of the two kinds of items has.
#[derive(Serialize)]
#[serde(untagged)]
enum More<'a> {
    Claim(OneClaim<'a>),
    Judged(Box<Judged<'a>>),
}

/// How a single claim was made.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OneClaim<'a> {
    origin: &'static str,
    fence: u16,
    name_span: Span<'a>,
    status_span: Option<Span<'a>>,
}

/// What follows from all claims.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Judged<'a> {
    blocked_by: Vec<Key<'a>>,
    progress: Progress,
    done_at: Option<String>,
    verdicts: Vec<CriterionVerdict<'a>>,
    approval: Option<Approval<'a>>,
    register: Option<Register<'a>>,
    at_work: Vec<Work<'a>>,
    sent: Option<Sent<'a>>,
    recorded: Vec<Steered<'a>>,
    decided: Option<Decided<'a>>,
    decided_in: Vec<Key<'a>>,
    claims: Vec<Said<'a>>,
}

/// Where an entry of a register stands.
#[derive(Serialize)]
pub(super) struct Register<'a> {
    state: &'static str,
    exits: Vec<Exit<'a>>,
    resolutions: Vec<&'a str>,
}

/// What it waits for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exit<'a> {
    text: &'a str,
    gate: Option<&'a str>,
    item: Option<Key<'a>>,
    holds: &'static str,
    why: &'a str,
    next: Option<&'a str>,
    record: Option<String>,
}

impl<'a> From<&'a Entry> for Register<'a> {
    fn from(entry: &'a Entry) -> Self {
        let exits = entry.exits.iter().map(|exit| Exit {
            text: &exit.text,
            gate: match &exit.on {
                Bound::Gate(gate) => Some(gate.as_str()),
                Bound::Item(_) | Bound::Nothing(_) => None,
            },
            item: match &exit.on {
                Bound::Item(key) => Some(Key::from(key)),
                Bound::Gate(_) | Bound::Nothing(_) => None,
            },
            holds: exit.holds.as_str(),
            why: &exit.why,
            next: (exit.holds != Holds::Yes).then_some(&*exit.next),
            record: exit.record.map(|record| record.to_string()),
        });
        Self {
            state: entry.state.as_str(),
            exits: exits.collect(),
            resolutions: entry.resolutions.iter().map(ItemId::as_str).collect(),
        }
    }
}

/// How far an item is: as the documents say, and as evidence shows.
#[derive(Serialize)]
struct Progress {
    criteria: Option<Fraction>,
    parts: Option<Fraction>,
    shown: Option<Fraction>,
}

/// What evidence says of one criterion.
#[derive(Serialize)]
struct CriterionVerdict<'a> {
    text: &'a str,
    gate: Option<&'a str>,
    verdict: &'static str,
    reasons: &'a [String],
    next: Option<&'a str>,
}

/// One place that speaks of an item.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Said<'a> {
    origin: &'static str,
    status: Option<&'static str>,
    status_raw: Option<&'a str>,
    span: Span<'a>,
}

/// What an item belongs to: in a single document the number of the claim above, among all
/// documents its name.
#[derive(Serialize)]
#[serde(untagged)]
enum Parent<'a> {
    At(u32),
    Named(Key<'a>),
}

/// The name of an item.
#[derive(Serialize)]
pub(super) struct Key<'a> {
    scope: &'a str,
    kind: &'static str,
    name: &'a str,
}

impl<'a> Key<'a> {
    /// The name of a gate.
    pub(super) fn gate(name: &'a ItemId) -> Self {
        Self { scope: "", kind: plan::ItemKind::Gate.as_str(), name: name.as_str() }
    }
}

impl<'a> From<&'a ItemKey> for Key<'a> {
    fn from(key: &'a ItemKey) -> Self {
        Self { scope: key.scope.as_str(), kind: key.kind.as_str(), name: key.name.as_str() }
    }
}

impl<'a> Item<'a> {
    /// What one claim says. Nothing was judged.
    pub(super) fn of_claim(scope: &'a str, claim: &'a Claim, writer: Writer<'a>) -> Self {
        Self {
            id: claim.id.as_ref().map(ItemId::as_str),
            through: claim.through.as_ref().map(ItemId::as_str),
            kind: claim.kind.as_str(),
            scope,
            title: &claim.title,
            status: claim.status.as_ref().map(|claim| claim.status.as_str()),
            status_raw: claim.status.as_ref().map(|claim| &*claim.raw),
            standing: None,
            parent: claim.parent.map(|parent| Parent::At(parent.0)),
            fields: claim.fields.iter().map(|it| writer.field(it)).collect(),
            criteria: claim.criteria.iter().map(|it| writer.criterion(it)).collect(),
            evidence: claim.evidence.iter().map(|it| writer.citation(it)).collect(),
            measures: claim.measures.iter().map(|it| writer.measure(it)).collect(),
            references: claim.references.iter().map(|it| writer.reference(it)).collect(),
            span: Some(writer.span(claim.span)),
            more: More::Claim(OneClaim {
                origin: detail::origin_word(claim.origin),
                fence: claim.fence,
                name_span: writer.span(claim.name_span),
                status_span: claim.status.as_ref().map(|claim| writer.span(claim.span)),
            }),
        }
    }

    /// What all claims about an item say, and what follows.
    pub(super) fn of_item(account: &'a Account<'a>, item: &'a plan::Item) -> Self {
        let claims: Vec<(Writer<'a>, &'a Claim)> = account
            .plan
            .claims(item)
            .filter_map(|(document, claim)| Some((account.writer(&document.path)?, claim)))
            .collect();
        let says = account.says(item);
        let judged = account.judged(&item.key);
        let main = claims.first();
        let held_by = judged.map_or(&[][..], |judged| judged.standing.blocked_by());
        Self {
            id: item.has_id.then(|| item.key.name.as_str()),
            through: main.and_then(|(_, claim)| claim.through.as_ref()).map(ItemId::as_str),
            kind: item.key.kind.as_str(),
            scope: item.key.scope.as_str(),
            title: account.plan.title(item),
            status: says.map(|claim| claim.status.as_str()),
            status_raw: says.map(|claim| &*claim.raw),
            standing: judged.map(|judged| judged.standing.as_str()),
            parent: item.parent.as_ref().map(|parent| Parent::Named(Key::from(parent))),
            fields: gather(&claims, |claim| &claim.fields, Writer::field),
            criteria: gather(&claims, |claim| &claim.criteria, Writer::criterion),
            evidence: gather(&claims, |claim| &claim.evidence, Writer::citation),
            measures: gather(&claims, |claim| &claim.measures, Writer::measure),
            references: gather(&claims, |claim| &claim.references, Writer::reference),
            span: main.map(|(writer, claim)| writer.span(claim.name_span)),
            more: More::Judged(Box::new(Judged {
                blocked_by: held_by.iter().map(Key::from).collect(),
                progress: Progress::new(judged),
                done_at: judged
                    .and_then(|judged| judged.standing.done_at())
                    .map(|at| at.to_string()),
                verdicts: judged.map(verdicts).unwrap_or_default(),
                approval: judged.and_then(Approval::new),
                register: account.report.entry(&item.key).map(Register::from),
                at_work: judged.map(|it| at_work(&it.at_work)).unwrap_or_default(),
                sent: judged.and_then(|judged| judged.course.as_ref()).map(Sent::new),
                recorded: judged.map(|it| recorded(&it.steered)).unwrap_or_default(),
                decided: Decided::of(account.report, &item.key),
                decided_in: decided::of_item(account.report, &item.key),
                claims: claims.iter().map(|(writer, claim)| Said::new(*writer, claim)).collect(),
            })),
        }
    }
}

/// One kind of part of all claims.
fn gather<'a, T: 'a, W>(
    claims: &[(Writer<'a>, &'a Claim)],
    parts: impl Fn(&'a Claim) -> &'a Vec<T>,
    write: impl Fn(Writer<'a>, &'a T) -> W,
) -> Vec<W> {
    let mut written = Vec::new();
    for (writer, claim) in claims {
        written.extend(parts(claim).iter().map(|part| write(*writer, part)));
    }
    written
}

fn verdicts(judged: &judge::Judged) -> Vec<CriterionVerdict<'_>> {
    let verdicts = judged.criteria.iter().map(|criterion| CriterionVerdict {
        text: &criterion.text,
        gate: criterion.gate.as_ref().map(ItemId::as_str),
        verdict: criterion.verdict.as_str(),
        reasons: &criterion.reasons,
        next: (!criterion.verdict.satisfies()).then_some(&*criterion.next),
    });
    verdicts.collect()
}

impl Progress {
    fn new(judged: Option<&judge::Judged>) -> Self {
        let fractions = judged.map(|judged| judged.fractions).unwrap_or_default();
        Self {
            criteria: fractions.criteria.map(Fraction::from),
            parts: fractions.parts.map(Fraction::from),
            shown: fractions.shown.map(Fraction::from),
        }
    }
}

impl<'a> Said<'a> {
    fn new(writer: Writer<'a>, claim: &'a Claim) -> Self {
        Self {
            origin: detail::origin_word(claim.origin),
            status: claim.status.as_ref().map(|claim| claim.status.as_str()),
            status_raw: claim.status.as_ref().map(|claim| &*claim.raw),
            span: writer.span(claim.name_span),
        }
    }
}
