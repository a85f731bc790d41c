//! Differences and lines of time on the wire.

use serde::Serialize;

use crate::{
    agreed::{self, Direction},
    gate::GateName,
    history::{self, Fate, Happening, Point, Tally, What},
    id::CommitId,
    judge::{Report, Standing},
    plan::{ItemKind, StatusClaim},
    render::{
        difference,
        json::{WireSubject, item::Key},
        timeline::{phrase, word},
    },
    text::RepoPath,
    verdict::Verdict,
};

/// The answer of `timeline`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Timeline<'a> {
    after: Option<&'a str>,
    commits: usize,
    skewed: usize,
    cut_off: bool,
    unread: Vec<&'a str>,
    now: Vec<Now>,
    points: Vec<Counts<'a>>,
    happenings: Vec<Event<'a>>,
}

/// How many milestones stand somewhere at the end.
#[derive(Serialize)]
struct Now {
    standing: &'static str,
    milestones: usize,
}

#[derive(Serialize)]
struct Counts<'a> {
    at: String,
    commit: Option<&'a str>,
    unread: u32,
    milestones: Sum,
    deliverables: Sum,
    tasks: Sum,
    criteria: Sum,
}

#[derive(Serialize)]
struct Sum {
    planned: u32,
    said: u32,
    shown: u32,
}

#[derive(Serialize)]
struct Event<'a> {
    at: String,
    commit: Option<&'a str>,
    kind: &'static str,
    item: Option<Key<'a>>,
    title: &'a str,
    text: String,
    gates: Vec<&'a str>,
    record: Option<String>,
    by: Option<&'a str>,
    void: Option<&'a str>,
}

impl<'a> Timeline<'a> {
    pub(super) fn new(line: &'a history::Timeline, report: &Report) -> Self {
        Self {
            after: line.after.as_ref().map(CommitId::as_str),
            commits: line.commits,
            skewed: line.skewed,
            cut_off: line.is_cut_off,
            unread: line.unread.iter().map(RepoPath::as_str).collect(),
            now: now(report),
            points: line.points.iter().map(point).collect(),
            happenings: line.happenings.iter().map(event).collect(),
        }
    }
}

fn now(report: &Report) -> Vec<Now> {
    let mut found: Vec<Now> = Vec::new();
    let milestones = report.items.iter().filter(|it| it.key.kind == ItemKind::Milestone);
    for word in milestones.map(|judged| judged.standing.as_str()) {
        match found.iter_mut().find(|now| now.standing == word) {
            Some(now) => now.milestones += 1,
            None => found.push(Now { standing: word, milestones: 1 }),
        }
    }
    found.sort_by_key(|now| now.standing);
    found
}

fn point(point: &Point) -> Counts<'_> {
    let sum = |tally: Tally| Sum { planned: tally.all, said: tally.said, shown: tally.shown };
    Counts {
        at: point.at.to_string(),
        commit: point.commit.as_ref().map(CommitId::as_str),
        unread: point.unread,
        milestones: sum(point.counts.milestones),
        deliverables: sum(point.counts.deliverables),
        tasks: sum(point.counts.tasks),
        criteria: sum(point.counts.criteria),
    }
}

fn event(happening: &Happening) -> Event<'_> {
    let mut event = Event {
        at: happening.at.to_string(),
        commit: happening.commit.as_ref().map(CommitId::as_str),
        kind: word(&happening.what),
        item: happening.item.as_ref().map(Key::from),
        title: &happening.title,
        text: phrase(happening).text,
        gates: Vec::new(),
        record: None,
        by: None,
        void: None,
    };
    match &happening.what {
        What::Regressed { gates } => event.gates = gates.iter().map(GateName::as_str).collect(),
        What::Stated { record, by, void } => {
            event.record = Some(record.id.to_string());
            event.by = Some(by);
            event.void = void.as_deref();
        }
        What::Recorded { record } => {
            event.record = Some(record.id.to_string());
            event.by = Some(&record.by);
        }
        What::Scope(_)
        | What::Claimed { .. }
        | What::TakenBack { .. }
        | What::Placed { .. }
        | What::Renamed { .. }
        | What::Proven
        | What::Reopened
        | What::Restored
        | What::Released { .. }
        | What::Unread { .. }
        | What::ReadAgain { .. } => {}
    }
    event
}

/// The answer of `diff`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Difference<'a> {
    from: WireSubject,
    to: WireSubject,
    moved: Vec<Moved<'a>>,
    voided: Vec<Voided<'a>>,
    came: Vec<Named<'a>>,
    left: Vec<Named<'a>>,
    placed: Vec<Placed<'a>>,
    renamed: Vec<Renamed<'a>>,
    untold: Vec<Named<'a>>,
    rescoped: Vec<Rescoped<'a>>,
    gates: Vec<Change>,
    verdicts: Vec<GateMoved<'a>>,
    said: Vec<Said<'a>>,
    recorded: Vec<Event<'a>>,
    runs: Runs,
    lost_segments: u32,
}

#[derive(Serialize)]
struct Named<'a> {
    item: Key<'a>,
    title: &'a str,
}

#[derive(Serialize)]
struct Moved<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    fate: &'static str,
    before: Option<&'static str>,
    after: &'static str,
    gates: Vec<&'a str>,
}

#[derive(Serialize)]
struct Voided<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    by: &'a str,
    record: String,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct Placed<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    from: Key<'a>,
}

#[derive(Serialize)]
struct Renamed<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    was: &'a str,
}

#[derive(Serialize)]
struct Rescoped<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct Change {
    text: String,
    direction: &'static str,
}

#[derive(Serialize)]
struct GateMoved<'a> {
    gate: &'a str,
    before: Option<&'static str>,
    after: Option<&'static str>,
}

#[derive(Serialize)]
struct Said<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Runs {
    passed: u32,
    failed: u32,
    not_measured: u32,
}

impl<'a> Difference<'a> {
    pub(super) fn new(between: &difference::Between<'a>) -> Self {
        let difference = between.difference;
        let [passed, failed, not_measured] = difference.runs;
        Self {
            from: WireSubject::from(between.from.1),
            to: WireSubject::from(between.to.1),
            moved: difference.moved.iter().map(moved).collect(),
            voided: difference.voided.iter().map(voided).collect(),
            came: difference.came.iter().map(named).collect(),
            left: difference.left.iter().map(named).collect(),
            placed: difference
                .placed
                .iter()
                .map(|(item, from)| Placed { named: named(item), from: from.into() })
                .collect(),
            renamed: difference
                .renamed
                .iter()
                .map(|(item, was)| Renamed { named: named(item), was })
                .collect(),
            untold: difference.untold.iter().map(named).collect(),
            rescoped: difference
                .rescoped
                .iter()
                .map(|(item, changes)| Rescoped { named: named(item), changes: all(changes) })
                .collect(),
            gates: all(&difference.gates),
            verdicts: difference
                .verdicts
                .iter()
                .map(|(gate, before, after)| GateMoved {
                    gate: gate.as_str(),
                    before: before.map(Verdict::as_str),
                    after: after.map(Verdict::as_str),
                })
                .collect(),
            said: difference.said.iter().map(said).collect(),
            recorded: difference.recorded.iter().map(event).collect(),
            runs: Runs { passed, failed, not_measured },
            lost_segments: difference.lost,
        }
    }
}

fn named(named: &history::Named) -> Named<'_> {
    Named { item: (&named.key).into(), title: &named.title }
}

fn moved(moved: &history::Moved) -> Moved<'_> {
    Moved {
        named: named(&moved.item),
        fate: match moved.fate {
            Fate::Proven => "proven",
            Fate::Regressed => "regressed",
            Fate::Unchecked => "unchecked",
            Fate::Lost => "lost",
            Fate::Contradicted => "contradicted",
            Fate::Claimed => "claimed",
            Fate::Elsewhere => "elsewhere",
        },
        before: moved.before.as_ref().map(Standing::as_str),
        after: moved.after.as_str(),
        gates: match &moved.after {
            Standing::Regressed { gates, .. } => gates.iter().map(GateName::as_str).collect(),
            Standing::Planned
            | Standing::Ready
            | Standing::InProgress
            | Standing::Blocked { .. }
            | Standing::Claimed
            | Standing::Contradicted
            | Standing::Proven
            | Standing::Waiting
            | Standing::Unanswered
            | Standing::Done { .. }
            | Standing::Unchecked { .. }
            | Standing::Suspended
            | Standing::OutOfScope
            | Standing::Superseded
            | Standing::Rejected => Vec::new(),
        },
    }
}

fn voided(voided: &history::Voided) -> Voided<'_> {
    Voided {
        named: named(&voided.item),
        by: &voided.void.by.voice.principal,
        record: voided.void.by.record.to_string(),
        changes: all(&voided.void.changes),
    }
}

fn said(said: &history::Said) -> Said<'_> {
    fn raw(claim: Option<&StatusClaim>) -> Option<&str> {
        claim.map(|claim| &*claim.raw)
    }
    Said {
        named: named(&said.item),
        before: raw(said.before.as_ref()),
        after: raw(said.after.as_ref()),
    }
}

fn all(changes: &[agreed::Change]) -> Vec<Change> {
    let change = |change: &agreed::Change| Change {
        text: change.to_string(),
        direction: Direction::as_str(change.direction()),
    };
    changes.iter().map(change).collect()
}
