//! What can be worked on now: first what must be mended, then what has begun, then what is ready.

use std::collections::BTreeMap;

use crate::{
    diag::Severity,
    id::{ItemId, Scope},
    judge::{self, Standing},
    lease::{AtWork, Whose},
    plan::{Claim, Document, Item, ItemKind, Status},
    render::layout::Lines as _,
    render::{Account, Screen, escape, layout, log, screen::Ink, summary, words, work},
};

/// Why an item is in the queue. Orders from the most pressing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// It is said to be finished, and it is not.
    Mend,
    /// It has begun.
    Continue,
    /// Nothing holds it up.
    Begin,
}

impl Urgency {
    /// Every urgency, the most pressing first.
    pub const ALL: [Self; 3] = [Self::Mend, Self::Continue, Self::Begin];

    /// The word for it, as every output format writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mend => "mend",
            Self::Continue => "continue",
            Self::Begin => "begin",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Mend => "Mend first",
            Self::Continue => "In progress",
            Self::Begin => "Ready",
        }
    }
}

/// One thing that can be worked on.
pub struct Ready<'a> {
    /// The item.
    pub item: &'a Item,
    /// What to call it.
    pub name: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Why it is here.
    pub urgency: Urgency,
    /// The same as a lower-case fragment.
    pub reason: String,
    /// The command that says more.
    pub command: String,
    /// Who holds it, where somebody does.
    pub held: Option<&'a AtWork>,
    /// Whether a queue that documents keep names it.
    pub is_queued: bool,
}

/// Everything that can be worked on, in order.
///
/// What has open parts is left out: its parts are what one works on.
pub fn ready<'a>(account: &Account<'a>) -> Vec<Ready<'a>> {
    let work = account.plan.items.values().filter(|item| item.key.kind.is_work());
    let mut queue: Vec<Ready<'a>> = work.filter_map(|item| entry(account, item)).collect();
    // The sort is stable: within one urgency and place in a queue, the order of the plan holds.
    let places = Places::of(account);
    let mine = |ready: &Ready<'_>| ready.held.is_none_or(|at| at.whose() == Whose::Others);
    queue.sort_by_key(|ready| (ready.urgency, mine(ready), places.of_item(ready.item)));
    for ready in &mut queue {
        if let Some(place) = account.place_of(&ready.item.key) {
            ready.reason = format!("{} ({place})", ready.reason);
        }
        if let Some(spot) = places.spot(ready.item) {
            ready.is_queued = true;
            ready.reason = format!("{}; queued at {spot}", ready.reason);
        }
    }
    queue
}

fn entry<'a>(account: &Account<'a>, item: &'a Item) -> Option<Ready<'a>> {
    let judged = account.judged(&item.key)?;
    if judge::others(account.plan, account.report, item).is_some() {
        return None;
    }
    let held = judged.at_work.first();
    let (urgency, reason) = match &judged.standing {
        Standing::Contradicted => (Urgency::Mend, "said to be finished, and contradicted".into()),
        Standing::Regressed { .. } => {
            (Urgency::Mend, "proven once, and a gate of it is red".into())
        }
        Standing::InProgress => (Urgency::Continue, continued(held)),
        Standing::Ready if says_begun(account, item) => {
            (Urgency::Begin, "said to be begun, and nobody holds it".into())
        }
        Standing::Ready => (Urgency::Begin, "nothing it depends on is open".into()),
        Standing::Planned
        | Standing::Blocked { .. }
        | Standing::Claimed
        | Standing::Proven
        | Standing::Waiting
        | Standing::Unanswered
        | Standing::Done { .. }
        | Standing::Unchecked { .. }
        | Standing::Suspended
        | Standing::OutOfScope
        | Standing::Superseded
        | Standing::Rejected => return None,
    };
    let parts = account.children(&item.key);
    let is_worked_on_in_parts = match urgency {
        // Only its parts speak against it: they are what one mends.
        Urgency::Mend => {
            parts.iter().any(|part| is_contradicted(account, part)) && !is_wrong(account, item)
        }
        Urgency::Continue | Urgency::Begin => parts.iter().any(|part| is_open(account, part)),
    };
    if is_worked_on_in_parts {
        return None;
    }
    let name = summary::name(account, item);
    Some(Ready {
        item,
        name,
        title: account.plan.title(item),
        urgency,
        reason,
        command: format!("milepost why {}", shell_word(name)),
        held,
        is_queued: false,
    })
}

/// Why an item is one to go on with.
fn continued(held: Option<&AtWork>) -> String {
    match held {
        Some(AtWork::Held { lease, .. }) => {
            format!("you hold it until {}", log::minute(lease.until))
        }
        Some(AtWork::Branch { name, .. }) => format!("begun on branch {name}, checked out here"),
        None => "begun in its parts".to_owned(),
    }
}

fn says_begun(account: &Account<'_>, item: &Item) -> bool {
    let says = account.says(item).map(|says| says.status);
    matches!(says, Some(Status::InProgress | Status::InReview))
}

/// What others are at, and may not be taken.
pub(super) fn taken<'a>(account: &Account<'a>) -> Vec<(&'a Item, &'a AtWork)> {
    let items = account.plan.items.values();
    let others = items.filter_map(|item| {
        let judged = account.judged(&item.key)?;
        let other = judged.at_work.iter().find(|at| at.whose() == Whose::Others)?;
        Some((item, other))
    });
    others.collect()
}

/// The work that an actor could take now, in order.
pub fn takable<'a>(account: &Account<'a>) -> Vec<&'a Item> {
    ready(account).into_iter().map(|ready| ready.item).collect()
}

fn is_contradicted(account: &Account<'_>, item: &Item) -> bool {
    account.judged(&item.key).is_some_and(|judged| {
        matches!(judged.standing, Standing::Contradicted | Standing::Regressed { .. })
    })
}

/// Whether an error is about the item itself.
fn is_wrong(account: &Account<'_>, item: &Item) -> bool {
    account.problems_about(&item.key).iter().any(|problem| problem.severity == Severity::Error)
}

fn is_open(account: &Account<'_>, item: &Item) -> bool {
    let open = |standing: &Standing| match standing {
        Standing::Planned
        | Standing::Ready
        | Standing::InProgress
        | Standing::Blocked { .. }
        | Standing::Regressed { .. }
        | Standing::Contradicted => true,
        Standing::Claimed
        | Standing::Proven
        | Standing::Waiting
        | Standing::Unanswered
        | Standing::Done { .. }
        | Standing::Unchecked { .. }
        | Standing::Suspended
        | Standing::OutOfScope
        | Standing::Superseded
        | Standing::Rejected => false,
    };
    account.judged(&item.key).is_some_and(|judged| open(&judged.standing))
}

/// The name as one word of a shell.
pub fn shell_word(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '+');
    if !name.is_empty() && !name.starts_with('-') && name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}

/// What the documents' own queues name, in their order.
struct Places<'a> {
    named: BTreeMap<(&'a Scope, &'a ItemId), usize>,
    spots: Vec<String>,
}

impl<'a> Places<'a> {
    fn of(account: &Account<'a>) -> Self {
        let mut named = BTreeMap::new();
        let mut spots = Vec::new();
        for (document, claim) in queued(account) {
            let own = claim.id.iter();
            for id in own.chain(claim.references.iter().map(|reference| &reference.id)) {
                named.entry((&document.scope, id)).or_insert(spots.len());
            }
            spots.push(account.spot(&document.path, claim.name_span));
        }
        Self { named, spots }
    }

    /// The first entry that names an item; unnamed items come last.
    fn of_item(&self, item: &Item) -> usize {
        let key = (&item.key.scope, &item.key.name);
        self.named.get(&key).copied().unwrap_or(usize::MAX)
    }

    fn spot(&self, item: &Item) -> Option<&str> {
        self.spots.get(self.of_item(item)).map(String::as_str)
    }
}

/// The entries of the documents' own queues that are not finished.
pub(super) fn queued<'a>(account: &Account<'a>) -> impl Iterator<Item = (&'a Document, &'a Claim)> {
    account.plan.documents.iter().flat_map(|document| {
        let open = |claim: &&Claim| {
            let status = claim.status.as_ref().map(|claim| claim.status);
            !status.is_some_and(|status| Status::is_finished(status) || status.is_dropped())
        };
        let entries = document.claims.iter().filter(|claim| claim.kind == ItemKind::QueueEntry);
        entries.filter(open).map(move |claim| (document, claim))
    })
}

/// The page that `next` shows.
pub fn next(account: &Account<'_>, screen: Screen) -> String {
    let queue = ready(account);
    let mut page = String::new();
    for urgency in Urgency::ALL {
        let entries: Vec<&Ready<'_>> =
            queue.iter().filter(|ready| ready.urgency == urgency).collect();
        if entries.is_empty() {
            continue;
        }
        page.line(format!("{}", screen.paint(Ink::Strong, urgency.title())));
        for ready in entries {
            page.push_str(&line(ready, screen));
        }
        page.push('\n');
    }
    let others = held_by_others(account, screen);
    if page.is_empty() && !others.is_empty() {
        page.push_str("nothing else is free\n\n");
    }
    page.push_str(&others);
    page.push_str(&stated(account, screen));
    if page.is_empty() {
        return "nothing is ready: every tracked piece of work is held up, finished or dropped\n\
                `milepost status` shows the board\n"
            .to_owned();
    }
    let end = page.trim_end().len();
    page.truncate(end);
    page.push('\n');
    page
}

fn line(ready: &Ready<'_>, screen: Screen) -> String {
    let (mark, ink) = match ready.urgency {
        Urgency::Mend => ("✗", Ink::Bad),
        Urgency::Continue => ("◐", Ink::Alive),
        Urgency::Begin => ("▷", Ink::Good),
    };
    let kind = words::kind(ready.item.key.kind);
    let name = escape::line(ready.name);
    let title = if ready.title == ready.name { "".into() } else { escape::line(ready.title) };
    let title = layout::cut(&title, screen.width.saturating_sub(layout::width(&name) + 6));
    let mark = screen.paint(ink, mark);
    let name = screen.paint(Ink::Strong, name);
    let why = layout::cut(&format!("{kind}, {}", ready.reason), screen.width.saturating_sub(4));
    format!("  {mark} {name} {title}\n    {}\n", screen.paint(Ink::Faint, why)).replace(" \n", "\n")
}

fn held_by_others(account: &Account<'_>, screen: Screen) -> String {
    let taken = taken(account);
    if taken.is_empty() {
        return String::new();
    }
    let mut page = String::new();
    page.line(format!("{}", screen.paint(Ink::Strong, "Others are at")));
    for (item, at) in taken {
        let name = escape::line(summary::name(account, item));
        let text = escape::line(&work::at_work(at)).into_owned();
        let room = screen.width.saturating_sub(layout::width(&name) + 6);
        let text = layout::cut(&text, room);
        page.line(format!("  ◐ {name}  {}", screen.paint(Ink::Faint, text)));
    }
    page + "\n"
}

/// What the documents' own queues say.
fn stated(account: &Account<'_>, screen: Screen) -> String {
    let mut page = String::new();
    for (at, (document, claim)) in queued(account).enumerate() {
        if at == 0 {
            page.line(format!("{}", screen.paint(Ink::Strong, "Queued by the documents")));
        }
        let spot = account.spot(&document.path, claim.name_span);
        let id = claim.id.as_ref().map_or(String::new(), |id| format!("{id} "));
        let text = escape::line(&format!("{id}{}", claim.title)).into_owned();
        let spot = escape::line(&spot).into_owned();
        let text = layout::wrap(&text, screen.width.saturating_sub(4)).join("\n    ");
        page.line(format!("  · {text}\n    {}", screen.paint(Ink::Faint, spot)));
    }
    page
}
