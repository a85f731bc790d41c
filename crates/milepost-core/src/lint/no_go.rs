//! What forbids a release: the least that its class asks for, and the class's own list.

use crate::{
    config::{NoGo, ReleaseClass, Rollback, Tier},
    gate::{Enforcement, GateName},
    id::ItemId,
    lint::{
        registers::{Entry, Registers, State},
        tuples,
    },
    plan::{Claim, Document, Field, Item, ItemKind, Status},
    repository::Tag,
    scene::Scene,
    verdict::{GateVerdict, Verdict},
};

/// One thing that forbids a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    /// What, as a lower-case fragment.
    pub(crate) what: String,
    /// What would remove it.
    pub(crate) next: String,
}

/// A release that is not to be, and why.
pub(crate) struct Forbidden<'a> {
    /// Where its class is named.
    pub(crate) document: &'a Document,
    /// The field that names it.
    pub(crate) field: &'a Field,
    /// The reasons, never none.
    pub(crate) reasons: Vec<Reason>,
}

/// What forbids a release at the judged commit; nothing where it may go, names no class, has left the
/// plan, or was tagged on another commit: that was judged then.
pub(crate) fn of<'a>(
    scene: &Scene<'a>,
    registers: &Registers<'_>,
    item: &'a Item,
) -> Option<Forbidden<'a>> {
    if item.key.kind != ItemKind::Release || is_over(scene, item) {
        return None;
    }
    let (document, field) = named_class(scene, item)?;
    let name = class_name(field)?;
    let reasons = match scene.config.release_classes.get(&name) {
        Some(class) => {
            let entries: Vec<Entry> = registers.entries().collect();
            Looked { scene, entries: &entries, item, name: &name, class }.reasons()
        }
        None => vec![unknown_class(&name)],
    };
    (!reasons.is_empty()).then_some(Forbidden { document, field, reasons })
}

/// What pages tell of a release: the gates that it needs, and what forbids it whatever their runs say and
/// whatever tags are in a clone.
pub(crate) struct OnPaper<'a> {
    /// The class that it names.
    pub(crate) class: ItemId,
    /// The gates of the class.
    pub(crate) gates: &'a [GateName],
    /// Whether a gate that blocks forbids it by being red, whether the class names it or not.
    pub(crate) is_held_by_red: bool,
    /// What forbids it.
    pub(crate) reasons: Vec<Reason>,
}

/// The same for pages; nothing for what names no class or has left the plan.
pub(crate) fn on_paper<'a>(
    scene: &Scene<'a>,
    entries: &[Entry],
    item: &'a Item,
) -> Option<OnPaper<'a>> {
    let says = scene.plan.says(item).map(|(_, says)| says.status);
    let is_open = !says.is_some_and(|it| it.is_dropped() || it.is_finished());
    if item.key.kind != ItemKind::Release || !is_open {
        return None;
    }
    let (_, field) = named_class(scene, item)?;
    let name = class_name(field)?;
    let Some(class) = scene.config.release_classes.get(&name) else {
        let reasons = vec![unknown_class(&name)];
        return Some(OnPaper { class: name, gates: &[], is_held_by_red: false, reasons });
    };
    let looked = Looked { scene, entries, item, name: &name, class };
    let mut reasons = Vec::new();
    if class.rollback == Rollback::Required {
        reasons.extend(looked.without_way_back());
        reasons.extend(looked.consumers_without_way_back());
    }
    for no_go in &class.no_go {
        reasons.extend(match no_go {
            NoGo::OpenBlocker => looked.open_blockers(),
            NoGo::DirtyTuple => looked.dirty_tuples(),
            NoGo::RedGate | NoGo::StaleEvidence => Vec::new(),
        });
    }
    let is_held_by_red = class.no_go.contains(&NoGo::RedGate);
    Some(OnPaper { class: name, gates: &class.gates, is_held_by_red, reasons })
}

fn class_name(field: &Field) -> Option<ItemId> {
    ItemId::new(field.value.trim().trim_matches('`'))
}

fn unknown_class(name: &ItemId) -> Reason {
    Reason {
        what: format!("no class of releases is called `{name}`"),
        next: format!("define `[releases.classes.{name}]` in milepost.toml"),
    }
}

/// Where a release names its class. Without classes in `milepost.toml`, the word means something else.
fn named_class<'a>(scene: &Scene<'a>, item: &'a Item) -> Option<(&'a Document, &'a Field)> {
    if scene.config.release_classes.is_empty() {
        return None;
    }
    let mut claims = scene.plan.claims(item);
    claims.find_map(|(document, claim)| {
        let field = claim.field("class").filter(|field| !field.value.trim().is_empty())?;
        Some((document, field))
    })
}

/// Whether a release has left the plan, or is out with another commit than the judged one.
fn is_over(scene: &Scene<'_>, item: &Item) -> bool {
    let says = scene.plan.says(item).map(|(_, says)| says.status);
    let is_out = says.is_some_and(Status::is_finished);
    let judged = scene.repository.subject.commit();
    let tagged_elsewhere =
        || tag(scene, item.key.name.as_str()).is_some_and(|tag| Some(&tag.commit) != judged);
    says.is_some_and(Status::is_dropped) || is_out && tagged_elsewhere()
}

/// The tag that is called so, with or without a `v`, or with a name before it.
fn tag<'a>(scene: &Scene<'a>, name: &str) -> Option<&'a Tag> {
    let tags = &scene.repository.tags;
    let bare = name.trim().trim_matches('`');
    let version = bare.trim_start_matches(['v', 'V']);
    let ends = |tag: &str| {
        let before = tag.strip_suffix(version)?;
        (before.is_empty() || before.ends_with(['v', 'V', '-', '/', '_'])).then_some(())
    };
    if version.is_empty() {
        return None;
    }
    tags.get(bare).or_else(|| tags.iter().find(|(tag, _)| ends(tag).is_some()).map(|(_, it)| it))
}

struct Looked<'s, 'a> {
    scene: &'s Scene<'a>,
    entries: &'s [Entry],
    item: &'a Item,
    name: &'s ItemId,
    class: &'s ReleaseClass,
}

impl Looked<'_, '_> {
    fn reasons(&self) -> Vec<Reason> {
        let mut reasons = self.gates();
        if self.class.rollback == Rollback::Required {
            reasons.extend(self.without_way_back().or_else(|| self.unknown_way_back()));
            reasons.extend(self.consumers_without_way_back());
        }
        for no_go in &self.class.no_go {
            let new = match no_go {
                NoGo::OpenBlocker => self.open_blockers(),
                NoGo::RedGate => self.that_block(Verdict::is_red),
                NoGo::StaleEvidence => self.that_block(|verdict| verdict == Verdict::Stale),
                NoGo::DirtyTuple => self.dirty_tuples(),
            };
            // A gate of the class that is red is one reason, not two.
            let is_new = |reason: &Reason| !reasons.iter().any(|old| old.next == reason.next);
            let new: Vec<Reason> = new.into_iter().filter(is_new).collect();
            reasons.extend(new);
        }
        reasons
    }

    fn gates(&self) -> Vec<Reason> {
        let verdicts = self.scene.verdicts;
        let mut reasons = Vec::new();
        for gate in &self.class.gates {
            let Some(bound) = verdicts.bound(gate) else { continue };
            if bound.verdict.satisfies() {
                continue;
            }
            let why = bound.reasons.first().map(|why| format!(": {why}")).unwrap_or_default();
            let (class, says) = (self.name, bound.verdict.phrase());
            let what = format!("gate `{gate}` of class `{class}` {says}{why}");
            reasons.push(Reason { what, next: bound.next });
        }
        reasons
    }

    /// That nothing is named which one could go back to.
    fn without_way_back(&self) -> Option<Reason> {
        self.way_back().is_none().then(|| Reason {
            what: "nothing says what to go back to".to_owned(),
            next: "name the tag to go back to in a `Rollback` column or line of the release"
                .to_owned(),
        })
    }

    /// That what is named is no tag.
    fn unknown_way_back(&self) -> Option<Reason> {
        let field = self.way_back().filter(|field| tag(self.scene, &field.value).is_none())?;
        let name = field.value.trim();
        Some(Reason {
            what: format!("`{name}`, which to go back to, is no tag of this repository"),
            next: "name a tag that exists; `git tag --list` lists them".to_owned(),
        })
    }

    fn way_back(&self) -> Option<&Field> {
        self.fields("rollback").into_iter().find(|field| !field.value.trim().is_empty())
    }

    fn consumers_without_way_back(&self) -> Vec<Reason> {
        let consumers = self.scene.config.consumers.iter();
        let without =
            consumers.filter(|(_, it)| it.tier == Tier::Supported && it.rollback.is_none());
        let reasons = without.map(|(name, _)| Reason {
            what: format!("consumer `{name}` has nothing to go back to"),
            next: format!("set `rollback` of `[consumers.{name}]` in milepost.toml"),
        });
        reasons.collect()
    }

    fn fields(&self, name: &str) -> Vec<&Field> {
        let claims = self.scene.plan.claims(self.item).map(|(_, claim): (_, &Claim)| claim);
        claims.filter_map(|claim| claim.field(name)).collect()
    }

    fn open_blockers(&self) -> Vec<Reason> {
        let blockers = self.entries.iter().filter(|entry| entry.key.kind == ItemKind::Blocker);
        let open = blockers.filter(|entry| entry.state.is_open());
        let reasons = open.map(|entry| {
            let name = &entry.key.name;
            let how = match entry.state {
                State::Contradicted => "is said to be resolved, and is not",
                State::Open
                | State::Claimed
                | State::Unchecked
                | State::Resolved
                | State::Dropped => "is open",
            };
            Reason { what: format!("blocker `{name}` {how}"), next: format!("milepost why {name}") }
        });
        reasons.collect()
    }

    /// The gates that block and whose verdict is such.
    fn that_block(&self, is_such: impl Fn(Verdict) -> bool) -> Vec<Reason> {
        let blocks = |(_, gate): &(&GateName, &GateVerdict)| {
            gate.enforcement == Enforcement::Blocking && is_such(gate.verdict)
        };
        let gates = self.scene.verdicts.gates.iter().filter(blocks);
        let reasons = gates.map(|(name, gate)| {
            let why = gate.reasons.first().map(|why| format!(": {why}")).unwrap_or_default();
            let next = gate.next.clone().unwrap_or_else(|| format!("milepost gate show {name}"));
            Reason { what: format!("gate `{name}` {}{why}", gate.verdict.phrase()), next }
        });
        reasons.collect()
    }

    fn dirty_tuples(&self) -> Vec<Reason> {
        let config = self.scene.config;
        let supported = config.consumers.iter().filter(|(_, it)| it.tier == Tier::Supported);
        let without = supported.filter(|(_, it)| it.current.is_none()).map(|(name, _)| Reason {
            what: format!("consumer `{name}` has no committed tuple"),
            next: format!("set `current` of `[consumers.{name}]` to a commit in milepost.toml"),
        });
        let dirty = tuples::dirty(self.scene).map(|dirty| Reason {
            what: dirty.message(),
            next: format!("milepost show {}", dirty.claim.name()),
        });
        without.chain(dirty).collect()
    }
}
