//! Headings: those that name an item, and those that announce what stands under them.

use crate::{
    id::ItemId,
    markdown::{Block, BlockKind, Inline},
    plan::{Category, Claim, ItemKind, Origin, Status, StatusClaim},
    read::{
        atoms::{date, id, measure, status},
        columns, entry, kinds, labels,
        topic::{self, Topic},
        walk::{Walk, known_field, status_claim},
    },
    text::Span,
};

/// Words at the beginning of a heading that name the kind of what follows them.
const KEYWORDS: &[(&str, ItemKind, Follows)] = &[
    ("milestone status", ItemKind::Milestone, Follows::Name),
    ("milestone verification", ItemKind::Milestone, Follows::Verification),
    ("milestone complete", ItemKind::Milestone, Follows::Finished),
    ("milestone", ItemKind::Milestone, Follows::Name),
    ("deliverable verification", ItemKind::Deliverable, Follows::Verification),
    ("deliverable", ItemKind::Deliverable, Follows::Name),
    ("work package", ItemKind::Deliverable, Follows::Name),
    ("epic", ItemKind::Deliverable, Follows::Name),
    ("user story", ItemKind::Deliverable, Follows::Numbered),
    ("story", ItemKind::Deliverable, Follows::Numbered),
    ("feature", ItemKind::Deliverable, Follows::Numbered),
    ("workstream", ItemKind::Deliverable, Follows::Numbered),
    ("release gate", ItemKind::Gate, Follows::Name),
    ("gate", ItemKind::Gate, Follows::Name),
    ("phase", ItemKind::Phase, Follows::Name),
    ("sprint", ItemKind::Phase, Follows::Numbered),
    ("iteration", ItemKind::Phase, Follows::Numbered),
    ("stage", ItemKind::Phase, Follows::Numbered),
    ("wave", ItemKind::Phase, Follows::Numbered),
    ("task", ItemKind::Task, Follows::Name),
    ("decision", ItemKind::Decision, Follows::Name),
    ("risk", ItemKind::Risk, Follows::Name),
    ("blocker", ItemKind::Blocker, Follows::Name),
    ("finding", ItemKind::Finding, Follows::Name),
];

/// What the words before the colon say of the name behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    Name,
    /// A number, without which the word is an ordinary one: `Feature 2: …`, but `Feature flags`.
    Numbered,
    Finished,
    Verification,
}

/// A heading that names an item.
struct Named {
    kind: ItemKind,
    id: Option<ItemId>,
    /// Where the name begins in the heading's text.
    name: usize,
    status: Option<StatusClaim>,
    date: Option<(Box<str>, Span)>,
    topic: Option<Topic>,
}

/// Reads a heading.
pub(in crate::read) fn heading(
    walk: &mut Walk<'_>,
    span: Span,
    level: u8,
    text: &Inline,
    rest: &[Block],
) {
    walk.close(level, span.start);
    let named = if walk.is_aside() { None } else { name(walk, level, text, rest) };
    let topic = match &named {
        Some(named) => named.topic,
        // The title of a document is about all of it.
        None => announced(walk, &text.text).filter(|it| level > 1 || *it != Topic::Examples),
    };
    let phase = phase_before_topic(&text.text).filter(|_| named.is_none());
    let is_record = walk.is_decision_record && walk.open.is_empty();
    let claim = named.map(|named| section(walk, span, text, named));
    if is_record && let Some(claim) = claim {
        adopt_front_matter(walk, claim);
    }
    walk.open(level, text, topic, claim, phase.map(Into::into));
}

/// What a heading that names no item announces. `Testing` and its like are criteria only among
/// criteria; elsewhere they are chapters.
fn announced(walk: &Walk<'_>, text: &str) -> Option<Topic> {
    let topic = match columns::of(text) {
        Some(column) => Some(Topic::Items(column.kind)),
        None => topic::of(text),
    };
    let is_chapter = matches!(topic, Some(Topic::Criteria(Some(_)))) && topic::is_one_word(text);
    let among_criteria =
        walk.open.iter().any(|open| matches!(open.topic, Some(Topic::Criteria(_))));
    topic.filter(|_| !is_chapter || among_criteria)
}

fn section(walk: &mut Walk<'_>, span: Span, line: &Inline, named: Named) -> crate::plan::ClaimAt {
    let rest = line.slice(walk.text, named.name..line.text.len());
    let entry = entry::read(&rest, None);
    let mut claim = Claim::bare(named.kind, Origin::Section, span);
    claim.id = named.id.or(entry.id);
    claim.through = entry.through;
    claim.title = strip_percent(strip_remarks(&entry.title)).into();
    inner_remark(&mut claim, &entry.title, line.span);
    claim.name_span = line.span;
    // A colour behind a heading names a step (`Tests first (RED)`), not the state of one.
    let is_colour = |it: &StatusClaim| matches!(it.raw.to_lowercase().as_str(), "red" | "green");
    claim.status = named.status.or(entry.status.filter(|it| !is_colour(it)));
    if claim.title.is_empty() && is_name_of_work(claim.status.as_ref()) {
        claim.title = rest.text.trim_matches([' ', ':', '-', '–', '—']).into();
        claim.status = None;
    }
    if claim.status.is_none() && claim.kind.is_work() {
        claim.status = walk.column().cloned();
    }
    if let Some((said, name)) = named_in_brackets(&rest, claim.status.as_ref()) {
        claim.status = Some(said);
        claim.title = name.into();
    }
    claim.measures = entry.measures;
    for (remark, span) in entry.remarks {
        remark_fields(&mut claim, &remark, span);
    }
    if let Some((date, span)) = named.date {
        claim.fields.push(known_field("date", "date", &date, span));
    }
    if named.kind == ItemKind::Milestone && named.topic == Some(Topic::Items(ItemKind::Check)) {
        claim.fields.push(known_field("type", "type", "verification", line.span));
    }
    let percents = progress_of(&claim);
    let at = walk.claim(claim);
    if let Some(measure) = percents {
        super::lines::progress(walk, at, measure);
    }
    at
}

/// `Complete ✅ (Site survey)`: where nothing but the state stands before brackets, they hold the name.
fn named_in_brackets<'l>(
    rest: &'l Inline,
    state: Option<&StatusClaim>,
) -> Option<(StatusClaim, &'l str)> {
    let (words, behind) = rest.text.split_once('(')?;
    let found = status::whole(words).filter(|it| state.is_some_and(|is| is.status == it.status))?;
    let name = behind.trim_end().strip_suffix(')')?;
    let is_name = name.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
        && !name.contains(|c: char| c.is_ascii_digit() || c == ')')
        && status::whole(name).is_none();
    let raw = rest.text.get(found.range.clone()).unwrap_or_default();
    let said = || status_claim(found.status, raw, rest.source(found.range.clone()));
    is_name.then(|| (said(), name))
}

/// `MVP — 60 %`: a progress behind the name says nothing of what it is.
fn strip_percent(title: &str) -> &str {
    let head = title.strip_suffix('%').map(|head| head.trim_end_matches([' ', '\u{a0}']));
    let name = head.map(|head| head.trim_end_matches(|c: char| c.is_ascii_digit()));
    let name = name.filter(|name| name.len() < title.len() - 1);
    let name = name.map(|name| name.trim_end().trim_end_matches(['-', '–', '—', ':']));
    name.map(str::trim_end)
        .filter(|name| !name.is_empty() && title.get(name.len()..).is_some_and(is_set_off))
        .unwrap_or(title)
}

fn is_set_off(tail: &str) -> bool {
    tail.trim_start().starts_with(['-', '–', '—', ':'])
}

/// `Phase 2: Peer review`: what looks like a state is what the phase is for.
fn is_name_of_work(status: Option<&StatusClaim>) -> bool {
    status.is_some_and(|it| it.status == Status::InReview && it.raw.contains(char::is_lowercase))
}

/// The front matter of a decision record speaks of the decision.
fn adopt_front_matter(walk: &mut Walk<'_>, at: crate::plan::ClaimAt) {
    let fields: Vec<_> = walk.document.fields.drain(..).collect();
    for field in fields {
        let found = status::whole(&field.value).filter(|_| field.name.as_str() == "status");
        let Some(claim) = walk.claim_mut(at) else { return };
        match (field.name.as_str(), found) {
            ("status", Some(found)) if claim.status.is_none() => {
                claim.status = Some(status_claim(found.status, &field.value, field.span));
            }
            ("status" | "date" | "decision-makers" | "consulted" | "informed" | "owner", _) => {
                claim.fields.push(field);
            }
            _ => walk.document.fields.push(field),
        }
    }
}

/// A percentage that a title states of its own item.
fn progress_of(claim: &Claim) -> Option<crate::plan::Measure> {
    let fits = matches!(claim.kind, ItemKind::Milestone | ItemKind::Phase | ItemKind::Deliverable);
    claim.measures.iter().find(|it| fits && it.percent.is_some()).cloned()
}

/// `Priority: P0` and `Phase 0` in brackets behind a title.
pub(super) fn remark_fields(claim: &mut Claim, remark: &str, span: Span) {
    if let Some((label, value)) = remark.split_once(':')
        && let Some(name) = labels::known(label)
    {
        claim.fields.push(known_field(name, label.trim(), value, span));
    } else if remark.starts_with("Phase ") {
        claim.fields.push(known_field("phase", "phase", remark, span));
    } else if claim.kind == ItemKind::Task && matches!(remark, "P" | "p") {
        claim.fields.push(known_field("parallel", "parallel", "yes", span));
    }
}

/// A labelled remark within a title that does not end with it.
fn inner_remark(claim: &mut Claim, title: &str, span: Span) {
    if title.ends_with(')') {
        return;
    }
    let inner = title.split_once('(').and_then(|(_, rest)| Some(rest.split_once(')')?.0));
    if let Some(words) = inner {
        remark_fields(claim, words, span);
    }
}

/// The name without remarks that say something else: `(25% complete)`, `(Priority: P0) 🎯 MVP`.
fn strip_remarks(title: &str) -> &str {
    let Some((at, rest)) = title.find('(').and_then(|at| Some((at, title.get(at + 1..)?))) else {
        return title;
    };
    let words = rest.split(')').next().unwrap_or_default();
    let is_labelled =
        words.split_once(':').is_some_and(|(label, _)| labels::known(label).is_some());
    if at > 0 && (is_labelled || words.contains('%')) {
        title.get(..at).unwrap_or(title).trim_end()
    } else {
        title
    }
}

/// Which item a heading names, if it names one.
fn name(walk: &Walk<'_>, level: u8, line: &Inline, rest: &[Block]) -> Option<Named> {
    let text = &*line.text;
    if walk.is_decision_record && level == 1 && walk.open.is_empty() {
        return Some(decision(text));
    }
    let mark = leading_mark(line);
    let bare = text.get(mark.at..).unwrap_or_default();
    let mut named = by_keyword(bare)
        .map(|named| Named { name: named.name + mark.at, ..named })
        .or_else(|| by_date(walk, line, rest))
        .or_else(|| by_id(walk, line, mark.at, rest))
        .or_else(|| by_number(text, rest))
        .or_else(|| by_place(walk, level, text, rest))
        .or_else(|| by_state(walk, level, line, mark.at, rest))?;
    named.status = named.status.or(mark.status);
    Some(named)
}

/// Emoji and other marks at the beginning of a heading.
struct Mark {
    /// Where the words begin.
    at: usize,
    status: Option<StatusClaim>,
}

fn leading_mark(line: &Inline) -> Mark {
    let text = &*line.text;
    let at = leading_words(text);
    let found = status::leading(text).filter(|found| found.range.end <= at);
    let status = found.map(|found| {
        let raw = text.get(found.range.clone()).unwrap_or_default();
        status_claim(found.status, raw, line.source(found.range))
    });
    Mark { at, status }
}

/// Where the words of a heading begin behind emoji.
fn leading_words(text: &str) -> usize {
    let is_mark = |c: char| !c.is_alphanumeric() && !c.is_ascii_punctuation();
    text.len() - text.trim_start_matches(is_mark).len()
}

fn plain(kind: ItemKind, id: Option<ItemId>, name: usize) -> Named {
    Named { kind, id, name, status: None, date: None, topic: None }
}

/// The title of a decision record, `ADR-0001: Use …` or `1. Use …` among them.
fn decision(text: &str) -> Named {
    let lower = text.to_lowercase();
    let prefixes = ["architecture decision record:", "architectural decision record:", "adr:"];
    if let Some(prefix) = prefixes.iter().find(|prefix| lower.starts_with(**prefix)) {
        return plain(ItemKind::Decision, None, prefix.len());
    }
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < text.len()
        && let Some(rest) = digits.strip_prefix(['.', ':'])
    {
        let number = text.get(..text.len() - digits.len()).unwrap_or_default();
        return plain(ItemKind::Decision, ItemId::new(number), text.len() - rest.len());
    }
    let skipped = if lower.starts_with("decision:") { "decision:".len() } else { 0 };
    plain(ItemKind::Decision, None, skipped)
}

/// `Milestone: MVP`, `Phase 4 - Standardize`, `Work Package WP01: Tooling`.
fn by_keyword(text: &str) -> Option<Named> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let (word, kind, follows) = KEYWORDS.iter().find(|(word, ..)| {
        lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })?;
    let (id, colon) = number_and_separator(text, word.len())?;
    if *follows == Follows::Numbered && id.is_none() {
        return None;
    }
    let id = match (id, kind) {
        (Some(id), ItemKind::Phase) => {
            let (first, rest) = word.split_at_checked(1)?;
            ItemId::new(&format!("{}{rest} {id}", first.to_uppercase()))
        }
        (Some(id), _) => ItemId::new(&id),
        (None, _) => None,
    };
    let mut named = plain(*kind, id, colon);
    if *kind == ItemKind::Gate && named.id.is_none() {
        (named.id, named.name) = slug(text, colon);
    }
    match follows {
        Follows::Name | Follows::Numbered => {}
        Follows::Verification => named.topic = Some(Topic::Items(ItemKind::Check)),
        Follows::Finished => {
            let span = Span::default();
            named.status = Some(status_claim(Status::Done, "Complete", span));
        }
    }
    Some(named)
}

/// The slug that begins the name of a gate (`be-eqw (routing)`), and where the rest begins.
fn slug(text: &str, from: usize) -> (Option<ItemId>, usize) {
    let rest = text.get(from..).unwrap_or_default();
    let word = rest.split_whitespace().next().unwrap_or_default();
    let is_slug = word.contains('-')
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'));
    if !is_slug {
        return (None, from);
    }
    let at = from + rest.find(word).unwrap_or(0) + word.len();
    (ItemId::new(word), at)
}

/// The number or id behind a keyword and the offset behind the separator. A separator or the end
/// must follow: `Milestone Definition` names nothing, `Phase 2 Deliverables` announces.
fn number_and_separator(text: &str, from: usize) -> Option<(Option<String>, usize)> {
    let rest = text.get(from..)?;
    let lead = rest.len() - rest.trim_start().len();
    let mut at = from + lead;
    let token =
        text.get(at..)?.split(|c: char| c.is_whitespace() || matches!(c, ':' | '(')).next()?;
    let token = token.trim_end_matches(['.', ',']);
    let has_digit = token.starts_with(|c: char| c.is_alphanumeric())
        && token.chars().any(|c| c.is_ascii_digit());
    let id = (has_digit && lead > 0).then(|| token.to_owned());
    at += id.as_ref().map_or(0, String::len);
    let behind = text.get(at..)?.trim_start();
    let at = text.len() - behind.len();
    let separator = behind.chars().next();
    match separator {
        None => id.is_some().then_some((id, at)),
        Some(c @ (':' | '—' | '–' | '|')) => Some((id, at + c.len_utf8())),
        Some('-') if behind.starts_with("-- ") => Some((id, at + 2)),
        Some('-') if behind.starts_with("- ") => Some((id, at + 1)),
        Some('.') if id.is_some() => Some((id, at + 1)),
        Some('(') if id.is_some() => Some((id, at)),
        Some(_) => None,
    }
}

/// `2026-02-16: Milestone "MVP" approved`, where a context or a decision stands below or decisions
/// were announced.
fn by_date(walk: &Walk<'_>, line: &Inline, rest: &[Block]) -> Option<Named> {
    let text = &*line.text;
    let found = date::first(text).filter(|found| found.range.start <= 1)?;
    let name = text.get(found.range.end..)?.trim_start_matches([']', ':', ' ', '-', '–', '—']);
    let is_logged = logs_decision(rest) || parent_kind(walk) == Some(ItemKind::Decision);
    if name.is_empty() || !is_logged {
        return None;
    }
    let lower = name.to_lowercase();
    let (kind, word, status) = if lower.ends_with("approved") {
        (ItemKind::Approval, "approved", Some(Status::Accepted))
    } else if lower.starts_with("approval") {
        (ItemKind::Approval, "", None)
    } else if lower.ends_with("rejected") {
        (ItemKind::Decision, "rejected", Some(Status::Rejected))
    } else if lower.ends_with("complete") {
        (ItemKind::Decision, "complete", Some(Status::Done))
    } else {
        (ItemKind::Decision, "", None)
    };
    let at = text.len() - name.len();
    let mut named = plain(kind, None, at);
    named.status = status.map(|status| {
        let range = text.len() - word.len()..text.len();
        let raw = text.get(range.clone()).unwrap_or_default();
        status_claim(status, raw, line.source(range))
    });
    let day = text.get(found.range.clone()).unwrap_or_default();
    named.date = Some((day.into(), line.source(found.range)));
    Some(named)
}

/// Whether labels of a decision log stand in the section below.
fn logs_decision(rest: &[Block]) -> bool {
    let labels = ["context", "decision", "rationale", "status", "consequences", "acceptance"];
    rest.iter().take_while(|block| !matches!(block.kind, BlockKind::Heading { .. })).any(|block| {
        match &block.kind {
            BlockKind::Paragraph { lines } => lines.iter().any(|line| has_label(line, &labels)),
            BlockKind::List(list) => list
                .items
                .iter()
                .filter_map(|item| item.lines.first())
                .any(|line| has_label(line, &labels)),
            BlockKind::Heading { .. }
            | BlockKind::Table(_)
            | BlockKind::Code { .. }
            | BlockKind::Quote { .. }
            | BlockKind::Html
            | BlockKind::Rule => false,
        }
    })
}

fn has_label(line: &Inline, labels: &[&str]) -> bool {
    let label = line.text.split(':').next().unwrap_or_default();
    let label = label.trim().to_lowercase();
    label.len() < line.text.len() && labels.contains(&label.as_str())
}

/// `M2 MVP functional`, `EP-201 — Engine`, `M2-D1 Core API`.
fn by_id(walk: &Walk<'_>, line: &Inline, from: usize, rest: &[Block]) -> Option<Named> {
    let found = id::leading(line.text.get(from..)?)?;
    let announced = parent_kind(walk);
    let kind = match (announced, kinds::of_id(&found.id)) {
        (Some(ItemKind::Risk), None) => ItemKind::Risk,
        (_, Some(kind)) | (Some(kind), None) => kind,
        (None, None) => shows_work(rest).then_some(ItemKind::Task)?,
    };
    Some(plain(kind, None, from))
}

/// `1. Metadata model` over tasks `1.1`, `1.2`.
fn by_number(text: &str, rest: &[Block]) -> Option<Named> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = text.get(..digits).filter(|number| !number.is_empty())?;
    let behind = text.get(digits..)?;
    let name = behind.strip_prefix(['.', ')', ':']).unwrap_or(behind);
    if !name.starts_with(' ') {
        return None;
    }
    let prefix = format!("{number}.");
    let numbered = rest
        .iter()
        .take_while(|block| !matches!(block.kind, BlockKind::Heading { .. }))
        .any(|block| match &block.kind {
            BlockKind::List(list) => list.items.iter().any(|item| {
                item.checkbox.is_some()
                    && item.lines.first().is_some_and(|line| line.text.starts_with(&prefix))
            }),
            BlockKind::Heading { .. }
            | BlockKind::Paragraph { .. }
            | BlockKind::Table(_)
            | BlockKind::Code { .. }
            | BlockKind::Quote { .. }
            | BlockKind::Html
            | BlockKind::Rule => false,
        });
    numbered.then(|| plain(ItemKind::Deliverable, ItemId::new(number), text.len() - name.len()))
}

/// A heading right under `## Milestones` and its like, over something that says it is one.
fn by_place(walk: &Walk<'_>, level: u8, text: &str, rest: &[Block]) -> Option<Named> {
    let outer = walk.open.last().filter(|outer| outer.level < level)?;
    let kind = match outer.topic? {
        Topic::Items(
            kind @ (ItemKind::Milestone
            | ItemKind::Deliverable
            | ItemKind::Task
            | ItemKind::Phase
            | ItemKind::Decision
            | ItemKind::Risk
            | ItemKind::Blocker
            | ItemKind::Finding),
        ) => kind,
        Topic::Items(_)
        | Topic::Criteria(_)
        | Topic::RisksAndBlockers
        | Topic::State
        | Topic::Pointers
        | Topic::Field(_)
        | Topic::Examples => return None,
    };
    let group = team_ask(outer.topic, text, rest);
    if topic::of(text).is_some() && !group {
        return None;
    }
    if group {
        return Some(plain(ItemKind::Deliverable, None, 0));
    }
    // Under the title of a document stand chapters too: there an item must say what it is.
    let shows = if outer.level == 1 { shows_item(text, rest) } else { shows_work(rest) };
    shows.then(|| plain(kind, None, leading_words(text)))
}

/// Whether a heading or the lines under it say what only items have: a state, boxes, an owner.
fn shows_item(text: &str, rest: &[Block]) -> bool {
    status::trailing(text).is_some()
        || section_lines(rest).any(|(line, is_boxed)| is_boxed || is_item_field(line))
}

/// The lines and list items of a section up to the next heading, with whether a box is before.
fn section_lines(rest: &[Block]) -> impl Iterator<Item = (&Inline, bool)> {
    let own = rest.iter().take_while(|block| !matches!(block.kind, BlockKind::Heading { .. }));
    own.flat_map(|block| match &block.kind {
        BlockKind::Paragraph { lines } => lines.iter().map(|line| (line, false)).collect(),
        BlockKind::List(list) => {
            let items = list.items.iter();
            items
                .filter_map(|item| Some((item.lines.first()?, item.checkbox.is_some())))
                .collect::<Vec<_>>()
        }
        BlockKind::Heading { .. }
        | BlockKind::Table(_)
        | BlockKind::Code { .. }
        | BlockKind::Quote { .. }
        | BlockKind::Html
        | BlockKind::Rule => Vec::new(),
    })
}

/// Labels that only items have.
const ITEM_FIELDS: &[&str] = &[
    "context",
    "date",
    "decision",
    "depends",
    "estimate",
    "goal",
    "impact",
    "likelihood",
    "mitigation",
    "outcome",
    "owner",
    "priority",
    "severity",
    "status",
    "target",
];

/// `Status: …`, `**Owner:** …`
fn is_item_field(line: &Inline) -> bool {
    super::lines::label(line, false)
        .and_then(|labelled| labels::known(labelled.label))
        .is_some_and(|name| ITEM_FIELDS.contains(&name))
}

/// A part of an item, or a chapter of its own, that states how far it is: `1A. Callbacks
/// (IMPLEMENTED)`, `Search` over `**Status:** in progress`.
fn by_state(
    walk: &Walk<'_>,
    level: u8,
    line: &Inline,
    from: usize,
    rest: &[Block],
) -> Option<Named> {
    let text = line.text.get(from..)?;
    let is_chapter = topic::of(text).is_some() || columns::of(text).is_some();
    if level == 1 || is_chapter || walk.is_decision_record {
        return None;
    }
    let outer = walk.owner().and_then(|at| walk.document.claim(at)).map(|claim| claim.kind);
    let kind = match (outer, walk.topic()) {
        (Some(ItemKind::Phase | ItemKind::Milestone), _) | (None, None) => ItemKind::Deliverable,
        (Some(ItemKind::Deliverable), _) => ItemKind::Task,
        (None, Some(Topic::Items(kind))) if walk.column().is_some() => kind,
        (Some(_), _) | (None, Some(_)) => return None,
    };
    let stands_in_work = outer.is_some() || walk.column().is_some();
    let states = says_status(rest) || stands_in_work && status::trailing(text).is_some();
    states.then(|| plain(kind, None, from))
}

/// Whether a `**Status:** …` line with a known state stands in the section itself.
fn says_status(rest: &[Block]) -> bool {
    section_lines(rest).any(|(line, _)| {
        super::lines::label(line, false).is_some_and(|labelled| {
            labelled.is_strong
                && labels::known(labelled.label) == Some("status")
                && line.text.get(labelled.value..).is_some_and(|it| status::whole(it).is_some())
        })
    })
}

/// A heading over a task table is the group of these tasks.
fn team_ask(topic: Option<Topic>, text: &str, rest: &[Block]) -> bool {
    topic == Some(Topic::Items(ItemKind::Task))
        && topic::of(text).is_none()
        && rest
            .iter()
            .take_while(|block| !matches!(block.kind, BlockKind::Heading { .. }))
            .any(|block| matches!(block.kind, BlockKind::Table(_)))
}

/// Whether a section says things that only items have: labelled lines, boxes, criteria, a state.
fn shows_work(rest: &[Block]) -> bool {
    for block in rest.iter().take(4) {
        match &block.kind {
            BlockKind::Heading { text, .. } => {
                return matches!(topic::of(&text.text), Some(Topic::Criteria(_)));
            }
            BlockKind::Paragraph { lines } => {
                let shows = lines.iter().any(|line| {
                    super::lines::label(line, false).is_some()
                        || status::leading(&line.text).is_some()
                });
                if shows {
                    return true;
                }
            }
            BlockKind::List(list) => {
                return list.items.iter().any(|item| {
                    item.checkbox.is_some()
                        || item
                            .lines
                            .first()
                            .is_some_and(|it| super::lines::label(it, false).is_some())
                });
            }
            BlockKind::Table(_)
            | BlockKind::Code { .. }
            | BlockKind::Quote { .. }
            | BlockKind::Html
            | BlockKind::Rule => {}
        }
    }
    false
}

/// The kind that the heading around announces for its parts.
fn parent_kind(walk: &Walk<'_>) -> Option<ItemKind> {
    match walk.open.last()?.topic? {
        Topic::Items(kind) => Some(kind),
        Topic::Criteria(_)
        | Topic::RisksAndBlockers
        | Topic::State
        | Topic::Pointers
        | Topic::Field(_)
        | Topic::Examples => None,
    }
}

/// `Phase 2` of `Phase 2 Deliverables`.
fn phase_before_topic(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("Phase ")?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    (digits > 0).then(|| text.get(.."Phase ".len() + digits)).flatten()
}

/// The category that a criterion's words name first (`Testing criterion`).
pub(super) fn category_of_words(text: &str) -> Option<Category> {
    let first = text.split_whitespace().next()?.to_lowercase();
    match first.as_str() {
        "functional" => Some(Category::Functional),
        "testing" => Some(Category::Testing),
        "documentation" => Some(Category::Documentation),
        "quality" => Some(Category::Quality),
        _ => None,
    }
}

/// Every measure of several lines.
pub(super) fn measures(lines: &[Inline]) -> Vec<crate::plan::Measure> {
    lines.iter().flat_map(measure::all).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn headings_name_items() {
        let text = "
# Plan

## Milestone: Pilot (65% complete)

## M2 Search — COMPLETE ✅

## 📋 Phase 4A: Scenes (Priority: P0)

## Sprint 3 - Polish

## Phase 2 -- Peer review

### WP01: Tooling

## Feature 2: Sharing

## Gate: be-eqw (routing)
";
        assert_snapshot!(shown(text), @"
        milestone · Pilot · in-progress (65% complete) · #65% complete
        progress · Pilot · #65% complete · under Pilot
        milestone M2 · Search · done (COMPLETE)
        phase Phase 4A · Scenes · priority=P0
        phase Sprint 3 · Polish
        phase Phase 2 · Peer review
        deliverable WP01 · Tooling · under Phase 2
        deliverable 2 · Sharing
        gate be-eqw · (routing)
        ");
    }

    #[test]
    fn a_state_before_the_brackets_is_no_name() {
        let text = "
## Phase 0: Complete ✅ (Site survey)

## Phase 1: In progress 🚧 (Sensors)

## Phase 2: Peer review (weekly)

## M2 · Sectionals — 60 %
";
        assert_snapshot!(shown(text), @"
        phase Phase 0 · Site survey · done (Complete)
        phase Phase 1 · Sensors · in-progress (In progress)
        phase Phase 2 · Peer review (weekly)
        milestone M2 · Sectionals · #60%
        progress · M2 · #60% · under M2
        ");
    }

    #[test]
    fn chapters_that_explain_hold_no_items() {
        let text = "
# Plan

## How to use this file

- [ ] M7 Tick a box only when it is merged
- M8 — names a station

### Phase 3: an example

VG-DEMO-001 is how a gate is called.

## Legend

| Task | Status |
|---|---|
| M9 Example | Done |

## Conventions

M1-T01 done means merged.

## M1 Reader

- [x] M1-T02 Draw
";
        assert_snapshot!(shown(text), @"
        milestone M1 · Reader
        task M1-T02 · Draw · done ([x]) · under M1
        ");
    }

    #[test]
    fn chapters_that_say_how_far_they_are_are_items() {
        let text = "
## Phase 2: Foresight

### 2A. Patterns (IMPLEMENTED)

Found twice a day.

### 2B. Drafts

**Status**: Not yet implemented

## Search

**Status:** In progress
**Owner:** Ada
";
        assert_snapshot!(shown(text), @"
        phase Phase 2 · Foresight
        deliverable · 2A. Patterns · done (IMPLEMENTED) · notes=Found twice a day. · under Phase 2
        deliverable · 2B. Drafts · planned (Not yet implemented) · under Phase 2
        deliverable · Search · in-progress (In progress) · owner=Ada
        ");
    }

    #[test]
    fn sections_inherit_the_column_they_stand_in() {
        let text = "
## Completed

### Phase 1: Ground

- Workspace

## Upcoming

### Phase 2: Walls
";
        assert_snapshot!(shown(text), @"
        phase Phase 1 · Ground · done (Completed)
        phase Phase 2 · Walls · planned (Upcoming)
        ");
    }

    #[test]
    fn a_dated_heading_under_decisions_is_one() {
        let text = "
# Decisions

## [2026-03-14] — Chain the actions

**Contexte:** Two clicks were needed.

**Décision:** One does it.

## D3. Which provider

- Proposal: the first
";
        assert_snapshot!(shown(text), @"
        decision · Chain the actions · date=2026-03-14 · context=Two clicks were needed. · decision=One does it.
        decision D3 · Which provider · deliverable=the first
        ");
    }

    #[test]
    fn ordinary_headings_name_nothing() {
        let text = "
# Lamp

## Features

- ✅ Fast
- ✅ Small

## Installation

Milestones of the trade are described elsewhere.

### Phase shifting

## Usage

### Task runners

## Status codes

## Support

**Note:** ask in the forum.
";
        assert_snapshot!(shown(text), @"field notes: ask in the forum.");
    }
}
