//! One commit after the other, until there is a line of time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    config::Config,
    digest::Digest,
    evidence::{Event, Payload, Record, ledger::Ledger},
    history::{
        Change, Counted, Counts, Grown, Happening, Point, Voices, What,
        proofs::{Proofs, Stand},
        state::{Seen, State, Step, number},
        voices::item_of,
    },
    id::CommitId,
    lint::similar,
    plan::{ItemKey, ItemKind},
    text::RepoPath,
    verdict::item_key,
};

/// A commit on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The commit.
    pub commit: CommitId,
    /// When it was made, in the order of the line.
    pub at: Timestamp,
}

/// What became of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// The commit that the line begins after; nothing where it begins with the first one of all.
    pub after: Option<CommitId>,
    /// How many commits were looked at.
    pub commits: usize,
    /// How many of them say that they were made before what they stand on, or after what stands on
    /// them.
    pub skewed: usize,
    /// Whether the history goes on behind the beginning and is not here.
    pub is_cut_off: bool,
    /// What took place, the first first.
    pub happenings: Vec<Happening>,
    /// What the plan held, at each commit that changed it, and at both ends.
    pub points: Vec<Point>,
    /// The documents that cannot be read at the end.
    pub unread: Vec<RepoPath>,
}

/// What makes a line of time from commits.
pub struct Recorder<'a> {
    ledger: &'a Ledger,
    voices: &'a Voices,
    tags: &'a BTreeMap<CommitId, Vec<Box<str>>>,
    /// The records of each segment, as places in the ledger.
    by_segment: BTreeMap<Digest, Vec<usize>>,
    /// The records of segments that are in no commit of the line, the last one first.
    loose: Vec<usize>,
    state: State,
    proofs: Proofs,
    /// How much of it evidence has shown.
    shown: Counts,
    /// What was ever called finished.
    claimed: BTreeSet<ItemKey>,
    line: Timeline,
    last: Option<Moment>,
}

impl<'a> Recorder<'a> {
    /// Begins an empty line. `committed` are the segments of the ledger that the last commit has: those
    /// will enter it with one of the commits, all others stand on it by when they were recorded.
    pub fn new(
        config: &Config,
        ledger: &'a Ledger,
        committed: &BTreeSet<Digest>,
        voices: &'a Voices,
        tags: &'a BTreeMap<CommitId, Vec<Box<str>>>,
    ) -> Self {
        let mut by_segment: BTreeMap<Digest, Vec<usize>> = BTreeMap::new();
        let mut loose = Vec::new();
        for (at, record) in ledger.records.iter().enumerate() {
            if committed.contains(&record.segment) {
                by_segment.entry(record.segment).or_default().push(at);
            } else {
                loose.push(at);
            }
        }
        // Records keep their order where two are of one moment.
        let recorded = |at: &usize| ledger.records.get(*at).map(|record| record.recorded);
        loose.sort_by_key(recorded);
        loose.reverse();
        Self {
            ledger,
            voices,
            tags,
            by_segment,
            loose,
            state: State::default(),
            proofs: Proofs::new(config),
            shown: Counts::default(),
            claimed: BTreeSet::new(),
            line: Timeline::default(),
            last: None,
        }
    }

    /// What there was before the line begins: nothing of it takes place on the line.
    pub fn begin(&mut self, moment: Moment, documents: Vec<Change>, segments: &[Digest]) {
        for step in self.state.apply(documents) {
            if step.after.as_ref().is_some_and(|seen| seen.is_said) {
                self.claimed.insert(step.key);
            }
        }
        let records = self.entered(moment.at, segments);
        for record in records {
            self.hear(record);
        }
        let keys = self.proofs.keys();
        self.proofs.look(&self.state, &keys);
        self.shown = self.proofs.counts(&self.state);
        self.line.after = Some(moment.commit.clone());
        self.point(&moment, Anyway::Yes);
        self.last = Some(moment);
    }

    /// The next commit: what it did to documents, and which segments it brought.
    pub fn step(&mut self, moment: Moment, changes: Vec<Change>, segments: &[Digest]) {
        self.line.commits += 1;
        let unread_before = self.state.unread().clone();
        let steps = self.state.apply(changes);
        let records = self.entered(moment.at, segments);
        if !steps.is_empty() || *self.state.unread() != unread_before {
            self.readable(&moment, &unread_before);
            self.told(&moment, &steps);
        }
        let mut keys = self.affected(&steps);
        for record in records {
            if self.record(Some(&moment), record) {
                keys = self.proofs.keys();
            }
        }
        self.turn(&moment, Some(&moment.commit), &keys);
        for tag in self.tags.get(&moment.commit).into_iter().flatten() {
            self.happen(&moment, None, "", What::Released { tag: tag.clone() });
        }
        let is_first = if self.line.points.is_empty() { Anyway::Yes } else { Anyway::IfChanged };
        self.point(&moment, is_first);
        self.last = Some(moment);
    }

    /// Ends the line, with what is recorded since its last commit.
    pub fn finish(mut self) -> Timeline {
        if let Some(last) = self.last.clone() {
            self.point(&last, Anyway::Yes);
            self.since(&last);
        }
        self.line.unread = self.state.unread().iter().cloned().collect();
        self.line.happenings.sort_by_key(|happening| happening.at);
        self.line
    }

    /// What is recorded and in no commit of the line yet.
    fn since(&mut self, last: &Moment) {
        let mut rest: Vec<usize> = std::mem::take(&mut self.loose);
        rest.reverse();
        let Some(at) = rest.iter().filter_map(|at| self.ledger.records.get(*at)).next_back() else {
            return;
        };
        let end = at.recorded.max(last.at);
        for at in rest {
            let Some(record) = self.ledger.records.get(at) else { continue };
            self.record(None, record);
        }
        let keys = self.proofs.keys();
        let moment = Moment { at: end, ..last.clone() };
        self.turn(&moment, None, &keys);
        let counts = self.counts();
        if self.line.points.last().is_some_and(|point| point.counts != counts) {
            let unread = number(self.state.unread().len());
            self.line.points.push(Point { at: end, commit: None, counts, unread });
        }
    }

    /// The records that a commit brought, and those that were recorded elsewhere until then.
    fn entered(&mut self, at: Timestamp, segments: &[Digest]) -> Vec<&'a Record> {
        let ledger = self.ledger;
        let mut places: Vec<usize> = Vec::new();
        for segment in segments {
            places.extend(self.by_segment.remove(segment).unwrap_or_default());
        }
        let is_due = |place: &&usize| {
            ledger.records.get(**place).is_some_and(|record| record.recorded <= at)
        };
        while let Some(place) = self.loose.last().filter(is_due).copied() {
            self.loose.pop();
            places.push(place);
        }
        places.sort_unstable();
        places.into_iter().filter_map(|place| ledger.records.get(place)).collect()
    }

    /// Takes what a record shows. Gives the item that it shows for the first time, and whether a gate
    /// changed its colour.
    fn hear(&mut self, record: &Record) -> (Option<ItemKey>, bool) {
        match &record.payload {
            Payload::Run(run) => (None, self.proofs.run(run)),
            Payload::Event(Event::Done { item, .. }) => {
                let key = self.proofs.done(&self.state, item);
                let is_new = key.is_some();
                (key, is_new)
            }
            Payload::Event(_)
            | Payload::Statement(_)
            | Payload::Signature(_)
            | Payload::Unknown { .. } => (None, false),
        }
    }

    /// Takes a record, and tells what took place with it. Gives whether anything that is shown may be
    /// otherwise since.
    fn record(&mut self, moment: Option<&Moment>, record: &Record) -> bool {
        let (proven, is_turned) = self.hear(record);
        if let Some(key) = proven {
            self.recorded(moment, record, Some(key), What::Proven);
            return true;
        }
        if let Some(what) = self.voices.told(record) {
            let key = item_of(record).and_then(item_key);
            self.recorded(moment, record, key, what);
        }
        is_turned
    }

    /// Documents that cannot be read from here on, or can again.
    fn readable(&mut self, moment: &Moment, before: &BTreeSet<RepoPath>) {
        let now = self.state.unread().clone();
        for path in now.difference(before) {
            self.happen(moment, None, "", What::Unread { path: path.clone() });
        }
        for path in before.difference(&now) {
            self.happen(moment, None, "", What::ReadAgain { path: path.clone() });
        }
    }

    /// What documents say otherwise.
    fn told(&mut self, moment: &Moment, steps: &[Step]) {
        let elsewhere = moves(steps);
        let first = self.line.happenings.len();
        let mut grown = Grown::default();
        for step in steps {
            let moved = elsewhere.get(&step.key);
            let was_elsewhere = moved.is_some_and(|moved| *moved.to == step.key);
            let before = match moved {
                Some(moved) if was_elsewhere => moved.before,
                Some(_) => continue,
                None => step.before.as_ref(),
            };
            grow(&mut grown, &step.key, before, step.after.as_ref());
            let Some(after) = &step.after else { continue };
            if let Some(moved) = moved {
                let from = moved.from.scope.clone();
                self.happen(moment, Some(&step.key), &after.title, What::Placed { from });
                if self.claimed.contains(moved.from) {
                    self.claimed.insert(step.key.clone());
                }
            } else if let Some(was) = before.and_then(|before| renamed(before, after)) {
                self.claimed.remove(&step.key);
                self.proofs.forget(&step.key);
                let what = What::Renamed { was: was.into() };
                self.happen(moment, Some(&step.key), &after.title, what);
            }
            self.claim(moment, &step.key, before, after);
        }
        if !grown.is_nothing() {
            // There must be something before anything can be said of it.
            self.happen(moment, None, "", What::Scope(grown));
            self.line.happenings.get_mut(first..).unwrap_or_default().rotate_right(1);
        }
    }

    /// Whether documents call an item finished, and did not before.
    fn claim(&mut self, moment: &Moment, key: &ItemKey, before: Option<&Seen>, after: &Seen) {
        // What cannot be read takes nothing back, and says nothing.
        if after.is_unread || before.is_some_and(|before| before.is_unread) {
            return;
        }
        let is_same = before.is_none_or(|before| renamed(before, after).is_none());
        let was_said = is_same && before.is_some_and(|before| before.is_said);
        let raw = || after.status.as_ref().map(|(_, raw)| raw.clone()).unwrap_or_default();
        if after.is_said && !was_said {
            let is_first = self.claimed.insert(key.clone());
            self.happen(moment, Some(key), &after.title, What::Claimed { raw: raw(), is_first });
        } else if was_said && !after.is_said && !after.is_dropped() {
            self.happen(moment, Some(key), &after.title, What::TakenBack { raw: raw() });
        }
    }

    /// The items with which it may be otherwise after what documents said.
    fn affected(&self, steps: &[Step]) -> BTreeSet<ItemKey> {
        let mut keys = BTreeSet::new();
        for step in steps {
            keys.extend(self.state.wholes_of(&step.key));
            keys.insert(step.key.clone());
        }
        keys
    }

    /// What was shown and is not any more, or is again.
    fn turn(&mut self, moment: &Moment, commit: Option<&CommitId>, keys: &BTreeSet<ItemKey>) {
        let looked = self.proofs.look(&self.state, keys);
        if keys.iter().any(|key| self.proofs.has(key)) {
            self.shown = self.proofs.counts(&self.state);
        }
        for turned in looked {
            let what = match (turned.before, turned.after) {
                (_, Stand::Red(gates)) => What::Regressed { gates },
                (_, Stand::Reopened) => What::Reopened,
                (_, Stand::Shown) => What::Restored,
                // That it left the plan is told already.
                (_, Stand::Gone) => continue,
            };
            let title = self.title(&turned.key);
            let (at, commit, item) = (moment.at, commit.cloned(), Some(turned.key));
            self.line.happenings.push(Happening { at, commit, item, title, what });
        }
    }

    fn happen(&mut self, moment: &Moment, item: Option<&ItemKey>, title: &str, what: What) {
        self.line.happenings.push(Happening {
            at: moment.at,
            commit: Some(moment.commit.clone()),
            item: item.cloned(),
            title: title.into(),
            what,
        });
    }

    /// Something that has a time of its own. It was not recorded after the commit that holds it.
    fn recorded(
        &mut self,
        moment: Option<&Moment>,
        record: &Record,
        item: Option<ItemKey>,
        what: What,
    ) {
        let at = moment.map_or(record.recorded, |moment| record.recorded.min(moment.at));
        let commit = moment.map(|moment| moment.commit.clone());
        let title = item.as_ref().map(|key| self.title(key)).unwrap_or_default();
        self.line.happenings.push(Happening { at, commit, item, title, what });
    }

    fn title(&self, key: &ItemKey) -> Box<str> {
        self.state.seen(key).map(|seen| seen.title).unwrap_or_default()
    }

    fn counts(&self) -> Counts {
        let mut counts = self.state.counts();
        counts += self.shown;
        counts += self.proofs.green(&self.state);
        counts
    }

    fn point(&mut self, moment: &Moment, anyway: Anyway) {
        let (counts, unread) = (self.counts(), number(self.state.unread().len()));
        let last = self.line.points.last();
        let is_same = last.is_some_and(|last| (last.counts, last.unread) == (counts, unread));
        let is_here = last.is_some_and(|last| last.commit.as_ref() == Some(&moment.commit));
        if is_here || (is_same && anyway == Anyway::IfChanged) {
            return;
        }
        let (at, commit) = (moment.at, Some(moment.commit.clone()));
        self.line.points.push(Point { at, commit, counts, unread });
    }
}

/// Whether a point is set where nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Anyway {
    Yes,
    IfChanged,
}

/// An item that is the same in another place.
#[derive(Clone, Copy)]
struct Move<'a> {
    from: &'a ItemKey,
    to: &'a ItemKey,
    before: Option<&'a Seen>,
}

/// Items that left one place and came in another in the same commit: same kind, same id, no other
/// title, and only one of each.
fn moves(steps: &[Step]) -> BTreeMap<&ItemKey, Move<'_>> {
    let mut gone: BTreeMap<_, Vec<&Step>> = BTreeMap::new();
    let mut come: BTreeMap<_, Vec<&Step>> = BTreeMap::new();
    for step in steps {
        let name = (step.key.kind, &step.key.name);
        match (&step.before, &step.after) {
            (Some(_), None) => gone.entry(name).or_default().push(step),
            (None, Some(_)) => come.entry(name).or_default().push(step),
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
    let mut found = BTreeMap::new();
    for (name, gone) in &gone {
        let (&[old], Some(&[new])) = (gone.as_slice(), come.get(name).map(Vec::as_slice)) else {
            continue;
        };
        let (Some(before), Some(after)) = (&old.before, &new.after) else { continue };
        if renamed(before, after).is_none() {
            let moved = Move { from: &old.key, to: &new.key, before: Some(before) };
            found.insert(&old.key, moved);
            found.insert(&new.key, moved);
        }
    }
    found
}

/// What an id meant, where it means something else now. Titles are their own meaning.
fn renamed<'a>(before: &'a Seen, after: &Seen) -> Option<&'a str> {
    let old: Vec<&str> = before.names.iter().map(|name| &**name).collect();
    let is_other = before.has_id
        && after.has_id
        && similar::are_other(after.names.iter().map(|name| &**name), &old);
    is_other.then(|| old.first().copied().unwrap_or_default())
}

/// Adds to what came and left what one item did.
fn grow(grown: &mut Grown, key: &ItemKey, before: Option<&Seen>, after: Option<&Seen>) {
    let before = before.filter(|seen| !seen.is_dropped());
    let after = after.filter(|seen| !seen.is_dropped());
    let (came, left) = match (before, after) {
        (None, Some(_)) => (1, 0),
        (Some(_), None) => (0, 1),
        (Some(_), Some(_)) | (None, None) => (0, 0),
    };
    match key.kind {
        ItemKind::Phase | ItemKind::Milestone | ItemKind::Release => {
            let list = if came > 0 { &mut grown.came } else { &mut grown.left };
            if came + left > 0 {
                list.push(key.clone());
            }
        }
        ItemKind::Deliverable => add(&mut grown.deliverables, came, left),
        ItemKind::Task => add(&mut grown.tasks, came, left),
        ItemKind::Gate
        | ItemKind::Decision
        | ItemKind::Approval
        | ItemKind::Risk
        | ItemKind::Blocker
        | ItemKind::Finding
        | ItemKind::Resolution
        | ItemKind::Consumer
        | ItemKind::QueueEntry
        | ItemKind::CalendarEntry
        | ItemKind::Check
        | ItemKind::Criterion
        | ItemKind::Commit
        | ItemKind::Test
        | ItemKind::Metric
        | ItemKind::Progress
        | ItemKind::Invariant
        | ItemKind::Policy
        | ItemKind::Bucket
        | ItemKind::Term
        | ItemKind::Worker
        | ItemKind::HandoffField => return,
    }
    let criteria = |seen: Option<&Seen>| seen.map_or(&[][..], |seen| &seen.criteria).to_vec();
    let (old, new) = (criteria(before), criteria(after));
    let is_in = |of: &[super::ToldCriterion], one: &super::ToldCriterion| {
        of.iter().any(|it| (&it.text, &it.gate) == (&one.text, &one.gate))
    };
    let came = number(new.iter().filter(|one| !is_in(&old, one)).count());
    let left = number(old.iter().filter(|one| !is_in(&new, one)).count());
    let reworded = if before.is_some() && after.is_some() { came.min(left) } else { 0 };
    grown.criteria.reworded = grown.criteria.reworded.saturating_add(reworded);
    add(&mut grown.criteria, came - reworded, left - reworded);
}

fn add(counted: &mut Counted, came: u32, left: u32) {
    counted.came = counted.came.saturating_add(came);
    counted.left = counted.left.saturating_add(left);
}
