//! Finished work that cites nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diag::{Code, Severity},
    id::{ItemId, Scope},
    lint::{Findings, Group, Reach, Rule, finished},
    plan::{Binding, Cited, Claim, Document, Item, ItemKey, ItemKind},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(101),
    name: "done-without-evidence",
    group: Group::Claims,
    severity: Severity::Warning,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = r"# done-without-evidence

## What it does

Counts the finished milestones, deliverables and releases for which no document cites anything: no
file, commit, tag, address or issue, neither in their own claims nor in those about their parts, nor
in a register that names them. In a project without `milepost.toml` that is one note for each
document; with one, a warning for each item. Tasks are bookkeeping and only counted.

## Why is this bad?

A claim that cites nothing can only be believed. Nobody can look at what was done, and nobody notices
when it no longer holds.

## Example

```fixture
//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Complete | works fine |
| M2 Writer | Planned | |
```

Instead: cite the commit, and the record of the check.

```fixture
//- STATUS.md
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Complete | `1a90101`, `evidence/m1/parser.txt` |
| M2 Writer | Planned | |
```

## When it stays silent

When anything at all is cited for the item: whether it is there, and whether it proves anything, is
for other rules. When its criteria are bound to gates of `milepost.toml`: evidence is in the ledger,
and `unproven-claim` looks at it. When the item is not finished, or was finished as part of something that cites.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let supported = supported(scene);
    let mut by_document: BTreeMap<usize, Finished<'_>> = BTreeMap::new();
    for item in scene.plan.items.values() {
        let kind = item.key.kind;
        let counts = matches!(
            kind,
            ItemKind::Milestone | ItemKind::Deliverable | ItemKind::Release | ItemKind::Task
        );
        let Some((at, claim)) = finisher(scene, item).filter(|_| counts) else { continue };
        let finished = by_document.entry(at).or_default();
        let tally = if kind == ItemKind::Task { &mut finished.tasks } else { &mut finished.items };
        tally.all += 1;
        if !is_supported(scene, &supported, item) && !is_gated(scene, item) {
            tally.bare.push(claim);
        }
    }
    for (at, finished) in &by_document {
        let Some(document) = scene.plan.documents.get(*at) else { continue };
        if scene.config.is_written {
            each(findings, document, finished);
        } else {
            summary(findings, document, finished);
        }
    }
}

/// What one document says is finished.
#[derive(Default)]
struct Finished<'a> {
    items: Tally<'a>,
    tasks: Tally<'a>,
}

/// So many, and those among them that cite nothing.
#[derive(Default)]
struct Tally<'a> {
    all: usize,
    bare: Vec<&'a Claim>,
}

/// The first claim that says an item is finished, with the number of its document.
fn finisher<'a>(scene: &Scene<'a>, item: &Item) -> Option<(usize, &'a Claim)> {
    item.claims.iter().find_map(|(at, place)| {
        let document = scene.plan.documents.get(*at)?;
        let claim = document.claim(*place)?;
        let fits = claim.says_finished() && finished::is_meant(scene, document, claim);
        fits.then_some((*at, claim))
    })
}

/// The names that something is cited for, by scope.
type Supported<'a> = BTreeSet<(&'a Scope, ItemId)>;

/// Every name that a claim with a citation is about or mentions, and all that it is a part of by
/// name: evidence for `M1-T05` is evidence for `M1`.
fn supported<'a>(scene: &Scene<'a>) -> Supported<'a> {
    let mut supported = Supported::new();
    for (document, claim) in finished::claims(scene).filter(|(_, claim)| cites(claim)) {
        let own = finished::item(document, claim);
        let named = claim.references.iter().map(|reference| reference.id.clone());
        for id in own.into_iter().chain(named) {
            let wholes = id.as_str().char_indices().filter(|(_, c)| matches!(c, '-' | '.'));
            let wholes = wholes.filter_map(|(cut, _)| ItemId::new(id.as_str().get(..cut)?));
            supported.extend(wholes.map(|whole| (&document.scope, whole)));
            supported.insert((&document.scope, id));
        }
        let mut around = claim.parent;
        for _ in 0..MOST_NESTED {
            let Some(outer) = around.and_then(|at| document.claim(at)) else { break };
            supported.extend(finished::item(document, outer).map(|id| (&document.scope, id)));
            around = outer.parent;
        }
    }
    supported
}

/// Claims nest as deep as headings and lists do.
const MOST_NESTED: usize = 16;

fn cites(claim: &Claim) -> bool {
    let criteria = claim.criteria.iter().flat_map(|criterion| &criterion.evidence);
    let mut cited = claim.evidence.iter().chain(criteria);
    cited.any(|citation| !matches!(citation.cited, Cited::Placeholder(_)))
}

/// Whether something is cited for an item, one of its parts, or what it is a part of.
fn is_supported(scene: &Scene<'_>, supported: &Supported<'_>, item: &Item) -> bool {
    let is_named = |key: &ItemKey| supported.contains(&(&key.scope, key.name.clone()));
    is_named(&item.key)
        || item.parent.as_ref().is_some_and(is_named)
        || scene.plan.children(&item.key).any(|part| is_named(&part.key))
}

/// Whether gates speak for an item or one of its parts: what they have shown is for other rules.
fn is_gated(scene: &Scene<'_>, item: &Item) -> bool {
    let rests_on_gates = |item: &Item| {
        let criteria = scene.plan.claims(item).flat_map(|(_, claim)| &claim.criteria);
        let mut gates = criteria.filter_map(|criterion| match &criterion.binding {
            Binding::Gate { gate, .. } => Some(gate),
            Binding::Suggested { .. } | Binding::Review => None,
        });
        gates.any(|gate| scene.verdicts.gates.contains_key(gate))
    };
    !scene.verdicts.gates.is_empty()
        && (rests_on_gates(item) || scene.plan.children(&item.key).any(rests_on_gates))
}

fn summary(findings: &mut Findings<'_>, document: &Document, finished: &Finished<'_>) {
    let Tally { all, bare } = &finished.items;
    let Some(first) = bare.first() else { return };
    let names = finished::listed(bare.iter().map(|claim| claim.name()));
    let verb = if bare.len() == 1 { "cites" } else { "cite" };
    let items = finished::count(*all, "finished item");
    let message = format!("{} of {items} {verb} no evidence: {names}", bare.len());
    findings
        .report(document, first.name_span, message)
        .help("cite the commit and the record of the check beside each of them")
        .at_most(Severity::Note);
}

fn each(findings: &mut Findings<'_>, document: &Document, finished: &Finished<'_>) {
    for claim in &finished.items.bare {
        let message = format!("{} and cites no evidence", finished::says(claim));
        let finding = findings
            .report(document, claim.name_span, message)
            .help("cite the commit and the record of the check");
        if let Some(item) = finished::item(document, claim) {
            finding.item(&item);
        }
    }
    let Tally { all, bare } = &finished.tasks;
    let Some(first) = bare.first() else { return };
    let tasks = finished::count(*all, "finished task");
    let verb = if bare.len() == 1 { "cites" } else { "cite" };
    findings
        .report(document, first.name_span, format!("{} of {tasks} {verb} no evidence", bare.len()))
        .at_most(Severity::Note);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    const BOARD: &str = "
| Milestone | Status | Evidence |
|---|---|---|
| M1 Parser | Done | all good |
| M2 Writer | Complete | pending |
| M3 Reader | Complete | `1a90101` |
| M4 Linter | In progress | |

## Tasks

- [x] M4-T01 Rules
- [ ] M4-T02 Pages
";

    #[test]
    fn without_a_configuration_a_document_is_one_note() {
        assert_snapshot!(problems(&RULE, BOARD), @"
        STATUS.md:3:3 note[done-without-evidence]: 2 of 3 finished items cite no evidence: `M1`, `M2`
          at: M1
          help: cite the commit and the record of the check beside each of them
        ");
    }

    #[test]
    fn with_a_configuration_every_item_is_a_warning() {
        let fixture = format!("//- STATUS.md{BOARD}//- milepost.toml\nschema = 1\n");
        assert_snapshot!(problems(&RULE, &fixture), @"
        STATUS.md:3:3 warning[done-without-evidence]: milestone `M1` is marked `Done` and cites no evidence
          at: M1
          help: cite the commit and the record of the check
        STATUS.md:4:3 warning[done-without-evidence]: milestone `M2` is marked `Complete` and cites no evidence
          at: M2
          help: cite the commit and the record of the check
        STATUS.md:10:7 note[done-without-evidence]: 1 of 1 finished task cites no evidence
          at: M4-T01
        ");
    }

    #[test]
    fn what_a_register_or_a_part_cites_supports_the_whole() {
        let fixture = "
| Milestone | Status | Notes |
|---|---|---|
| M1 Parser | Complete | M1-T01 complete |
| M2 Writer | Complete | see the resolutions |

## Resolved

| ID | Resolution | Evidence |
|---|---|---|
| R1 | Tokens are kept (M1-T01) | `evidence/m1.txt` |
| R2 | Lines end as they began, which closes M2 | `evidence/m2.txt` |
";
        assert_eq!(problems(&RULE, fixture), "");
    }

    #[test]
    fn what_rests_on_gates_is_for_other_rules() {
        let fixture = "
//- milepost.toml
schema = 1
gates.unit.run = \"make test\"
//- ledger
unit passed
//- docs/M1.md
# M1 Parser

**Goal:** Files are read
**Status:** Complete

## Acceptance criteria

- [x] Every sample is read (gate `unit`)
";
        assert_eq!(problems(&RULE, fixture), "");
        let without = fixture.replace("(gate `unit`)", "");
        assert!(problems(&RULE, &without).contains("cites no evidence"));
    }

    #[test]
    fn tasks_alone_are_bookkeeping() {
        let fixture = "
## Tasks

- [x] T1 Write the parser
- [x] T2 Write the writer
";
        assert_eq!(problems(&RULE, fixture), "");
    }
}
