//! Registers: risks, blockers and findings, what each waits for, and whether that holds.
//!
//! An entry is closed by what holds, not by the word for it. Its exit condition is bound to a gate by
//! `` (gate `name`) `` at its end, or to an item by `(item M2)`, `M2 is done` or its id alone; that of a
//! finding, too, by the resolution that speaks of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    digest::Digest,
    evidence::Outcome,
    gate::GateName,
    id::{ItemId, Scope},
    lint::finished,
    plan::{Claim, Document, Field, Item, ItemKey, ItemKind, Plan},
    proof::Proofs,
    read::{atoms, entry::bracketed_tail},
    scene::Scene,
    text::{RepoPath, Span},
    verdict::Verdict,
};

/// One entry of a register, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The item.
    pub key: ItemKey,
    /// Where it stands.
    pub state: State,
    /// What it waits for, each with whether that holds.
    pub exits: Vec<Exit>,
    /// The resolutions that speak of it.
    pub resolutions: Vec<ItemId>,
}

/// Where an entry of a register stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nothing says that it is settled.
    Open,
    /// The documents say that it is settled, and nothing could show it.
    Claimed,
    /// The documents say that it is settled, and what it waits for does not hold.
    Contradicted,
    /// The documents say that it is settled; what it waits for held, something moved since, and
    /// nothing is red.
    Unchecked,
    /// What it waits for holds.
    Resolved,
    /// It has left the register.
    Dropped,
}

impl State {
    /// The word for it, as every output format writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Claimed => "claimed",
            Self::Contradicted => "contradicted",
            Self::Unchecked => "unchecked",
            Self::Resolved => "resolved",
            Self::Dropped => "dropped",
        }
    }

    /// Whether it still holds up what it names.
    pub fn is_open(self) -> bool {
        match self {
            Self::Open | Self::Contradicted => true,
            Self::Claimed | Self::Unchecked | Self::Resolved | Self::Dropped => false,
        }
    }
}

/// A condition that is bound to something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The condition, in the words of its document.
    pub text: Box<str>,
    /// The document.
    pub document: RepoPath,
    /// Where it stands.
    pub span: Span,
    /// What it is bound to.
    pub on: Bound,
    /// Whether that holds here and now.
    pub holds: Holds,
    /// Why not; or what shows it.
    pub why: String,
    /// What would supply it; empty where it holds.
    pub next: String,
    /// The record that shows it.
    pub record: Option<Digest>,
}

/// Whether what a condition is bound to holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holds {
    /// Evidence shows it here and now.
    Yes,
    /// Evidence showed it on other content than this.
    Before,
    /// Nothing shows it.
    No,
}

impl Holds {
    /// The word for it, as every output format writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Before => "before",
            Self::No => "no",
        }
    }
}

/// What a condition is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A gate of `milepost.toml`, which may not define it.
    Gate(GateName),
    /// A piece of work.
    Item(ItemKey),
    /// A name that no piece of work has.
    Nothing(ItemId),
}

impl Bound {
    /// The name as a message writes it.
    pub fn called(&self) -> String {
        match self {
            Self::Gate(gate) => format!("gate `{gate}`"),
            Self::Item(key) => format!("{} `{}`", key.kind.as_str(), key.name),
            Self::Nothing(name) => format!("`{name}`"),
        }
    }
}

/// Whether an item stands in a register whose entries are settled by what holds. Decisions are made,
/// not settled.
pub fn is_entry(kind: ItemKind) -> bool {
    matches!(kind, ItemKind::Risk | ItemKind::Blocker | ItemKind::Finding)
}

/// A claim in its document.
type Stated<'a> = (&'a Document, &'a Claim);

/// The registers of a plan.
pub(crate) struct Registers<'a> {
    scene: &'a Scene<'a>,
    /// The resolutions that name an id, by scope and id.
    resolutions: BTreeMap<(&'a Scope, &'a ItemId), Vec<Stated<'a>>>,
}

impl<'a> Registers<'a> {
    pub(crate) fn new(scene: &'a Scene<'a>) -> Self {
        let mut resolutions: BTreeMap<_, Vec<Stated<'_>>> = BTreeMap::new();
        for (document, claim) in finished::claims(scene) {
            if claim.kind != ItemKind::Resolution {
                continue;
            }
            let named = claim.references.iter().map(|reference| &reference.id);
            let named: BTreeSet<&ItemId> = named.chain(claim.id.as_ref()).collect();
            for id in named {
                resolutions.entry((&document.scope, id)).or_default().push((document, claim));
            }
        }
        Self { scene, resolutions }
    }

    /// Every entry of every register, in plan order.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry> {
        let items = self.scene.plan.items.values().filter(|item| is_entry(item.key.kind));
        items.map(|item| self.entry(item))
    }

    /// Where an entry stands.
    pub(crate) fn entry(&self, item: &'a Item) -> Entry {
        let resolutions = self.resolutions_of(item);
        let mut exits: Vec<Exit> = Vec::new();
        for (document, span, text, on) in conditions(self.scene.plan, item, &resolutions) {
            let is_known = |old: &Exit| old.on == on && old.text == text;
            if !exits.iter().any(is_known) {
                exits.push(self.exit(document, span, text, on));
            }
        }
        let says = self.scene.plan.says(item).map(|(_, says)| says.status);
        let is_shown = !exits.is_empty() && exits.iter().all(|exit| exit.holds == Holds::Yes);
        let is_doubted = exits.iter().any(|exit| exit.holds == Holds::No);
        let state = match says {
            Some(status) if status.is_dropped() => State::Dropped,
            _ if is_shown => State::Resolved,
            Some(status) if status.is_finished() && exits.is_empty() => State::Claimed,
            Some(status) if status.is_finished() && is_doubted => State::Contradicted,
            Some(status) if status.is_finished() => State::Unchecked,
            Some(_) | None => State::Open,
        };
        let resolutions = resolutions.iter().filter_map(|(_, claim)| claim.id.clone()).collect();
        Entry { key: item.key.clone(), state, exits, resolutions }
    }

    /// The resolutions that name an entry, and those that it names itself.
    fn resolutions_of(&self, item: &'a Item) -> Vec<Stated<'a>> {
        let scope = &item.key.scope;
        let mut found: Vec<Stated<'a>> = Vec::new();
        let own = self.scene.plan.claims(item).flat_map(|(_, claim)| &claim.references);
        let named = own.map(|reference| &reference.id);
        for id in named.chain([&item.key.name]) {
            let of_id = self.resolutions.get(&(scope, id)).into_iter().flatten();
            for (document, claim) in of_id {
                // What an entry names is a resolution of it where it is called so.
                let fits = *id == item.key.name || claim.id.as_ref() == Some(id);
                let is_known = found.iter().any(|(_, old)| std::ptr::eq(*old, *claim));
                if fits && !is_known {
                    found.push((document, claim));
                }
            }
        }
        found
    }

    fn exit(&self, document: &Document, span: Span, text: Box<str>, on: Bound) -> Exit {
        let (holds, why, next, record) = match &on {
            Bound::Gate(gate) => self.of_gate(gate),
            Bound::Item(key) => self.of_item(key),
            Bound::Nothing(name) => {
                let why = format!("no piece of work is called `{name}`");
                (Holds::No, why, "name a gate or a piece of work".to_owned(), None)
            }
        };
        Exit { text, document: document.path.clone(), span, on, holds, why, next, record }
    }

    fn of_gate(&self, gate: &GateName) -> (Holds, String, String, Option<Digest>) {
        let Some(bound) = self.scene.verdicts.bound(gate) else {
            let why = format!("gate `{gate}` is not defined in milepost.toml");
            return (Holds::No, why, format!("milepost add gate {gate}"), None);
        };
        let basis = self.scene.verdicts.gates.get(gate).and_then(|it| it.basis.as_ref());
        if bound.verdict.satisfies() {
            let at = basis.map_or_else(String::new, |basis| {
                format!(" on {}, record {}", basis.run.subject.commit.short(), basis.record.short())
            });
            let why = format!("gate `{gate}` {}{at}", bound.verdict.phrase());
            return (Holds::Yes, why, String::new(), basis.map(|basis| basis.record));
        }
        let reason = bound.reasons.first().map(|it| format!(": {it}")).unwrap_or_default();
        let why = format!("gate `{gate}` {}{reason}", bound.verdict.phrase());
        let held = self.held(gate, bound.verdict);
        (held, why, bound.next, None)
    }

    /// Whether a gate that does not pass here did so on other content.
    fn held(&self, gate: &GateName, verdict: Verdict) -> Holds {
        let mut runs = self.scene.ledger.runs(gate).map(|(_, run)| run.outcome);
        let has_passed = verdict == Verdict::Stale && runs.any(|it| it == Outcome::Passed);
        if has_passed { Holds::Before } else { Holds::No }
    }

    fn of_item(&self, key: &ItemKey) -> (Holds, String, String, Option<Digest>) {
        let called = format!("{} `{}`", key.kind.as_str(), key.name);
        if self.scene.shown.is_some_and(|shown| shown.contains(key)) {
            return (Holds::Yes, format!("{called} is proven"), String::new(), None);
        }
        let next = format!("milepost why {}", key.name);
        if key.kind == ItemKind::Task {
            let why = format!("{called} is a task, which nothing proves");
            return (Holds::No, why, "name a gate, or what the task belongs to".to_owned(), None);
        }
        match self.scene.verdicts.done(key) {
            Some(_) => (Holds::Before, format!("{called} was proven, and is not now"), next, None),
            None => (Holds::No, format!("{called} is not proven"), next, None),
        }
    }
}

/// Of the work that registers wait for, what evidence shows.
pub(crate) fn shown(scene: &Scene<'_>) -> BTreeSet<ItemKey> {
    let mut awaited = awaited(scene.plan);
    let proofs = Proofs::new(scene);
    awaited.retain(|key| scene.plan.items.get(key).is_some_and(|item| proofs.is_proven(item)));
    awaited
}

/// The pieces of work that exit conditions are bound to.
pub(crate) fn awaited(plan: &Plan) -> BTreeSet<ItemKey> {
    let entries = plan.items.values().filter(|item| is_entry(item.key.kind));
    let bound = entries.flat_map(|item| conditions(plan, item, &[]));
    let items = bound.filter_map(|(.., on)| match on {
        Bound::Item(key) => Some(key),
        Bound::Gate(_) | Bound::Nothing(_) => None,
    });
    items.collect()
}

/// The names of the work that one entry waits for.
pub(crate) fn awaited_by(plan: &Plan, item: &Item) -> BTreeSet<ItemId> {
    let items = conditions(plan, item, &[]).into_iter().filter_map(|(.., on)| match on {
        Bound::Item(key) => Some(key.name),
        Bound::Gate(_) | Bound::Nothing(_) => None,
    });
    items.collect()
}

/// A condition that is bound to something, with where it stands.
type Condition<'a> = (&'a Document, Span, Box<str>, Bound);

/// The conditions of an entry: of its exit fields, else of its own words, and of its resolutions.
fn conditions<'a>(
    plan: &'a Plan,
    item: &'a Item,
    resolutions: &[Stated<'a>],
) -> Vec<Condition<'a>> {
    let mut found = Vec::new();
    for (document, claim) in plan.claims(item) {
        let exits: Vec<&Field> = claim.fields_named("exit").collect();
        for field in &exits {
            let on = bound(plan, &item.key.scope, &field.value);
            found.extend(on.map(|on| (document, field.span, field.value.clone(), on)));
        }
        if exits.is_empty() {
            let gate = gate_at_end(&claim.title);
            let on = gate.map(Bound::Gate);
            found.extend(on.map(|on| (document, claim.name_span, claim.title.clone(), on)));
        }
    }
    for (document, claim) in resolutions {
        let evidence = claim.fields_named("evidence").map(|field| (&field.value, field.span));
        for (text, span) in evidence.chain([(&claim.title, claim.name_span)]) {
            let gate = gate_at_end(text).map(Bound::Gate);
            found.extend(gate.map(|on| (*document, span, text.clone(), on)));
        }
    }
    found
}

/// What a condition is bound to; nothing where people must judge it.
fn bound(plan: &Plan, scope: &Scope, text: &str) -> Option<Bound> {
    let text = text.trim().trim_end_matches('.');
    if let Some(gate) = gate_at_end(text) {
        return Some(Bound::Gate(gate));
    }
    let (_, tail) = bracketed_tail(text).unwrap_or((0, text));
    let said = tail.strip_prefix("item ").or_else(|| tail.strip_prefix("item: "));
    let name = said.or_else(|| finished_name(tail)).unwrap_or(tail);
    let name = ItemId::new(name.trim_matches('`'))?;
    match work(plan, scope, &name) {
        Some(key) => Some(Bound::Item(key)),
        None if said.is_some() => Some(Bound::Nothing(name)),
        // A lone id that means nothing is reported; other words are a sentence for people.
        None => {
            let is_id = atoms::id::all(tail).first().is_some_and(|it| it.id == name);
            (is_id && tail.len() == text.len()).then_some(Bound::Nothing(name))
        }
    }
}

/// The id before a word that asks for the end of what it names: `M2 done`, `M2 is complete`.
fn finished_name(text: &str) -> Option<&str> {
    let range = atoms::id::all(text).first().map(|it| it.range.clone())?;
    let rest = text.get(range.end..).filter(|_| range.start == 0)?.trim();
    let word = rest.strip_prefix("is ").unwrap_or(rest);
    let is_end = atoms::status::whole(word).is_some_and(|it| it.status.is_finished());
    is_end.then(|| text.get(range)).flatten()
}

/// The gate that stands in brackets at the end of a text, as `(gate unit)`.
pub(crate) fn gate_at_end(text: &str) -> Option<GateName> {
    let (_, tail) = bracketed_tail(text.trim().trim_end_matches('.'))?;
    let name = tail.strip_prefix("gate ").or_else(|| tail.strip_prefix("gate: "))?;
    GateName::new(name.trim_matches('`'))
}

/// The piece of work of that name: in the scope, else the only one anywhere.
fn work(plan: &Plan, scope: &Scope, name: &ItemId) -> Option<ItemKey> {
    let all = plan.find(name.as_str()).into_iter().filter(|item| item.key.kind.is_work());
    let all: Vec<&Item> = all.collect();
    let here = all.iter().find(|item| item.key.scope == *scope);
    let only = || all.first().filter(|_| all.len() == 1);
    here.or_else(only).map(|item| item.key.clone())
}

/// The claim that says that an entry is settled, with its document.
pub(crate) fn settled<'a>(scene: &Scene<'a>, item: &'a Item) -> Option<Stated<'a>> {
    let mut claims = scene.plan.claims(item);
    claims.find(|(_, claim)| claim.says_finished())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use insta::assert_snapshot;

    use super::Registers;
    use crate::lint::fixture::Fixture;

    #[track_caller]
    fn check(text: &str) -> String {
        let fixture = Fixture::new(text);
        let shown = fixture.shown();
        let scene = fixture.scene_with(&shown);
        let mut out = String::new();
        for entry in Registers::new(&scene).entries() {
            let (kind, name) = (entry.key.kind.as_str(), &entry.key.name);
            writeln!(out, "{kind} {name}: {}", entry.state.as_str()).unwrap();
            for exit in &entry.exits {
                writeln!(out, "  {}: {}", exit.on.called(), exit.why).unwrap();
            }
        }
        out
    }

    const GATES: &str = "//- milepost.toml\nschema = 1\ndocuments.include = [\"STATUS.md\"]\ngates.unit.run = \"x\"\ngates.soak.run = \"y\"\n\
        //- ledger\nunit passed\nsoak failed\n//- STATUS.md\n";

    #[test]
    fn an_exit_condition_that_holds_resolves_whatever_is_said() {
        assert_snapshot!(check(&format!("{GATES}
## Blockers

| ID | Blocker | Exit condition | Status |
|---|---|---|---|
| B1 | Tests are red | All pass (gate `unit`) | Open |
| B2 | It leaks | An hour without growth (gate `soak`) | Resolved |
| B3 | It is slow | It is not (gate `speed`) | Open |
| B4 | Nobody knows | Counsel answers | Open |
| B5 | Nobody asked | Counsel answers | Resolved |
| B6 | It rests | M1 | Open |
| B7 | It rests | (item M9) | Open |
| B8 | It rests | M1 is done | Open |
| B9 | It rests | M8 complete | Open |
| B10 | It rests | M1 and M2 are done | Open |

## Milestones

| Milestone | Status |
|---|---|
| M1 Server | In progress |
")), @"
        blocker B1: resolved
          gate `unit`: gate `unit` passes on feedbee000, record 1e7d8a1b47
        blocker B2: contradicted
          gate `soak`: gate `soak` fails: exit code 1
        blocker B3: open
          gate `speed`: gate `speed` is not defined in milepost.toml
        blocker B4: open
        blocker B5: claimed
        blocker B6: open
          milestone `M1`: milestone `M1` is not proven
        blocker B7: open
          `M9`: no piece of work is called `M9`
        blocker B8: open
          milestone `M1`: milestone `M1` is not proven
        blocker B9: open
          `M8`: no piece of work is called `M8`
        blocker B10: open
        ");
    }

    #[test]
    fn a_finding_is_settled_by_the_gate_of_its_resolution() {
        assert_snapshot!(check(&format!("{GATES}
## Findings

| ID | Finding | Evidence |
|---|---|---|
| F1 | Retries are lost | Resolved by R1 |
| F2 | It leaks | Resolved by R2 |
| F3 | It drifts | `logs/drift.txt` |

## Resolved

| ID | Resolution | Evidence |
|---|---|---|
| R1 | Retries are counted | every case passes (gate `unit`) |
| R2 | F2 resolved by freeing | (gate `soak`) |
")), @"
        finding F1: resolved
          gate `unit`: gate `unit` passes on feedbee000, record 1e7d8a1b47
        finding F2: contradicted
          gate `soak`: gate `soak` fails: exit code 1
        finding F3: open
        ");
    }

    #[test]
    fn what_is_proven_settles_what_waits_for_it() {
        assert_snapshot!(check(&format!("{GATES}
# M1 Server

**Goal:** It answers
**Phase:** P1

## Acceptance criteria

- [ ] It is tested (gate `unit`)

## Blockers

- B1 No test device (gate `soak`)

| ID | Blocker | Exit condition |
|---|---|---|
| B2 | No server | (M1) |
")), @"
        blocker B1: open
          gate `soak`: gate `soak` fails: exit code 1
        blocker B2: resolved
          milestone `M1`: milestone `M1` is proven
        ");
    }
}
