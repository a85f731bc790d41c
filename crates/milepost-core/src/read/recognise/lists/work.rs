//! Lists of work: milestones, deliverables, tasks, phases, gates, decisions.

use super::one_line;
use crate::{
    id::ItemId,
    markdown::{Inline, ListItem},
    plan::{Claim, ItemKind, Origin, Status, StatusClaim},
    read::{
        atoms::{citation, id, status},
        entry, kinds,
        recognise::{fields, lines, prose, sections},
        scanned::Scanned,
        topic::Topic,
        walk::{Walk, known_field, status_claim},
    },
};

/// Reads one item under a heading that announces work.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    if line.is_empty() {
        return false;
    }
    let Some(Topic::Items(announced)) = walk.topic() else { return false };
    // Under the title of a document, a list with a lead-in of its own is about something else.
    let is_aside = walk.label.as_ref().is_some_and(|label| label.topic.is_none())
        && walk.open.last().is_some_and(|open| open.level == 1)
        && item.checkbox.is_none();
    if is_aside || announced == ItemKind::Phase && !is_phase(item, &line) {
        prose::line(walk, &line);
        return false;
    }
    if announced == ItemKind::Decision && decision_pointer(walk, item, &line) {
        return true;
    }
    entry(walk, item, &line, announced);
    true
}

/// A list item as a work item of the announced kind, unless its own words name another.
pub(super) fn entry(walk: &mut Walk<'_>, item: &ListItem, line: &Inline, announced: ItemKind) {
    let (kind, number, from) = keyword(&line.text).unwrap_or((announced, None, 0));
    let rest = line.slice(walk.text, from..line.text.len());
    let entry = entry::read(&rest, item.checkbox);
    let mut claim = Claim::bare(kind, Origin::ListItem, item.span);
    claim.id = number.or(entry.id);
    claim.through = entry.through;
    claim.title = entry.title;
    claim.status = entry.status;
    claim.measures = entry.measures;
    claim.name_span = entry.name_span;
    if from == 0
        && let Some(shape) = claim.id.as_ref().and_then(kinds::of_id)
    {
        claim.kind = shape;
    }
    if claim.id.is_none() {
        number_of_task(&mut claim);
    }
    if claim.status.is_none() && claim.id.is_some() {
        claim.status = finished_verb(&claim.title, line);
    }
    if claim.status.is_none() && claim.kind.is_work() {
        claim.status = walk.column().cloned();
    }
    for (remark, span) in entry.remarks {
        sections::remark_fields(&mut claim, &remark, span);
        strip_remark(&mut claim, &remark);
    }
    bracketed_words(&mut claim, line);
    claim.evidence = citation::all(line);
    let scanned = Scanned::of(line);
    scanned.refer(&mut claim);
    if let Some(phase) = walk.phase()
        && claim.field("phase").is_none()
    {
        let phase = phase.to_owned();
        claim.fields.push(known_field("phase", "phase", &phase, line.span));
    }
    fields::add_depends(&mut claim, walk.text, line);
    phase_of_title(&mut claim, line);
    tail_progress(&mut claim);
    let percent = claim.measures.iter().find(|it| it.percent.is_some()).cloned();
    let is_milestone = claim.kind == ItemKind::Milestone;
    let at = walk.claim(claim);
    if let Some(measure) = percent.filter(|_| is_milestone) {
        lines::progress(walk, at, measure);
    }
    prose::states(walk, &scanned);
    prose::invariants(walk, line);
}

/// Whether an item under *Phases* is one: phases have a number, a state or a short name.
fn is_phase(item: &ListItem, line: &Inline) -> bool {
    item.checkbox.is_some()
        || keyword(&line.text).is_some()
        || id::leading(&line.text).is_some()
        || status::trailing(&line.text).is_some()
        || line.text.split_whitespace().count() <= 6
}

/// Whether a line says what it is and its number: `Phase 4A: Metrics`, `Task 3: …`.
pub(super) fn names_its_kind(text: &str) -> bool {
    keyword(text).is_some()
}

/// `T004 [P] [US1] Write tables`: what stands in brackets between id and title.
fn bracketed_words(claim: &mut Claim, line: &Inline) {
    while let Some((word, rest)) = claim.title.strip_prefix('[').and_then(|it| it.split_once("] "))
    {
        let (word, rest) = (word.to_owned(), rest.trim_start().to_owned());
        let field = match word.strip_prefix("US") {
            _ if claim.id.is_none() => return,
            None if word == "P" => known_field("parallel", "parallel", "yes", line.span),
            Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                known_field("story", "story", &word, line.span)
            }
            Some(_) | None => return,
        };
        claim.fields.push(field);
        claim.title = rest.into();
    }
}

/// `M286 — cache shipped (19× faster)`: the verb that ends a title tells its state.
fn finished_verb(title: &str, line: &Inline) -> Option<StatusClaim> {
    let lower = title.to_lowercase();
    let declared = [
        ("suspension declared", Status::Suspended),
        ("cancellation declared", Status::Cancelled),
        ("completion declared", Status::Done),
    ];
    if let Some((words, status)) = declared.iter().find(|(words, _)| lower.contains(words)) {
        return Some(status_claim(*status, words, line.span));
    }
    let head =
        entry::bracketed_tail(title).map_or(title, |(at, _)| title.get(..at).unwrap_or(title));
    let verb = head.trim_end().rsplit(' ').next()?;
    matches!(verb, "shipped" | "landed" | "released" | "merged" | "completed" | "finished")
        .then(|| status_claim(Status::Done, verb, line.span))
}

/// `Deliverable 1: Core API` names its own kind and number.
fn keyword(text: &str) -> Option<(ItemKind, Option<ItemId>, usize)> {
    let (word, rest) = text.split_once(' ')?;
    let kind = match word {
        "Deliverable" => ItemKind::Deliverable,
        "Milestone" => ItemKind::Milestone,
        "Task" => ItemKind::Task,
        "Phase" | "Sprint" | "Stage" => ItemKind::Phase,
        _ => return None,
    };
    let (number, _) = rest.split_once([':', '—', '–'])?;
    let digits = number.trim();
    let is_number = digits.len() <= 6
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    if !is_number {
        return None;
    }
    let id = if kind == ItemKind::Phase { format!("{word} {digits}") } else { digits.to_owned() };
    let from = text.len() - rest.len() + number.len();
    let from = from + text.get(from..)?.chars().next()?.len_utf8();
    Some((kind, ItemId::new(&id), from))
}

/// `1.1 Add …` under a group.
fn number_of_task(claim: &mut Claim) {
    let title = claim.title.clone();
    let Some((number, rest)) = title.split_once(' ') else { return };
    let number = number.trim_end_matches(['.', ':']);
    let is_number = number.contains('.') && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_number {
        claim.id = ItemId::new(number);
        claim.title = rest.trim().into();
    }
}

/// `Foundation (Phase 0)`: the remark became a field and leaves the title.
fn strip_remark(claim: &mut Claim, remark: &str) {
    let known = claim.fields.iter().any(|field| &*field.value == remark);
    if known
        && let Some((at, words)) = entry::bracketed_tail(&claim.title)
        && words == remark
    {
        claim.title = claim.title.get(..at).unwrap_or_default().trim_end().into();
    }
}

/// `Arena runner Phase 5`: the phase that a title names.
fn phase_of_title(claim: &mut Claim, line: &Inline) {
    let Some(at) = claim.title.find("Phase ").filter(|_| claim.kind == ItemKind::Milestone) else {
        return;
    };
    let rest = claim.title.get(at + "Phase ".len()..).unwrap_or_default();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || claim.field("phase").is_some() {
        return;
    }
    let phase = claim.title.get(at..at + "Phase ".len() + digits).unwrap_or_default().to_owned();
    claim.fields.push(known_field("phase", "phase", &phase, line.span));
}

/// `MVP (Phase 2) - 65%`: a progress behind the name leaves the title.
fn tail_progress(claim: &mut Claim) {
    let Some(before) = claim.title.strip_suffix('%') else { return };
    let name = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let name = name.trim_end().trim_end_matches(['-', '–', '—', '(']).trim_end();
    let name = name.to_owned();
    if name.is_empty() {
        return;
    }
    if let Some((at, words)) = entry::bracketed_tail(&name)
        && words.starts_with("Phase ")
    {
        let span = claim.span;
        claim.fields.push(known_field("phase", "phase", words, span));
        claim.title = name.get(..at).unwrap_or_default().trim_end().into();
    } else {
        claim.title = name.into();
    }
    // An empty box beside a share that is neither nothing nor all says only "not done".
    let share = claim.measures.iter().find_map(|it| it.percent).unwrap_or(0.0);
    let is_open = claim.status.as_ref().is_some_and(|it| it.status == Status::Planned);
    if is_open
        && share > 0.0
        && let Some(status) = &mut claim.status
    {
        status.status = Status::InProgress;
    }
}

/// `See docs/DECISIONS.md for …` under a decision heading points, and decides nothing; so does a
/// line that is nothing but a link to a document: the decision is what stands there.
fn decision_pointer(walk: &mut Walk<'_>, item: &ListItem, line: &Inline) -> bool {
    let says_see = line.text.to_lowercase().starts_with("see ");
    let is_link = item.checkbox.is_none() && item.children.is_empty() && is_only_a_link(line);
    if !says_see && !is_link {
        return false;
    }
    walk.pointers(citation::all(line));
    true
}

/// Whether a line is one link to another document and nothing else.
fn is_only_a_link(line: &Inline) -> bool {
    let Some(to) = line.links.first() else { return false };
    let (start, end) = (to.range.start as usize, to.range.end as usize);
    let outside = [line.text.get(..start), line.text.get(end..)];
    let is_bare = |text: &str| !text.contains(char::is_alphanumeric);
    let file = to.target.split(['#', '?']).next().unwrap_or_default();
    let is_document = file.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("md"));
    is_document && outside.iter().all(|text| text.is_some_and(is_bare))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn items_of_a_list_have_ids_states_and_phases() {
        let text = "
## Milestones

- [x] M1 Reader (Phase 1)
- [ ] **M2 – Search** (IN PROGRESS)
- M3: Panels - 65%
- M194-M210 — Arena shipped

## Tasks

- [ ] 1.1 Parse headings
- [ ] T004 [P] Write tables
";
        assert_snapshot!(shown(text), @"
        milestone M1 · Reader · done ([x]) · phase=Phase 1
        milestone M2 · Search · in-progress (IN PROGRESS)
        milestone M3 · Panels · #65%
        progress · M3 · #65% · under M3
        milestone M194..M210 · Arena shipped · done (shipped)
        task 1.1 · Parse headings · planned ([ ])
        task T004 · Write tables · planned ([ ]) · parallel=yes
        ");
    }

    #[test]
    fn a_link_to_a_record_is_no_decision() {
        let text = "
## Decisions

- [ADR 12: Postgres](decisions/0012.md)
- [ADR 13: Queue](decisions/0013.md) — accepted
- No fines for children
";
        assert_snapshot!(shown(text), @"
        see decisions/0012.md
        decision · ADR 13: Queue · accepted (accepted) · cites decisions/0013.md
        decision · No fines for children
        ");
    }

    #[test]
    fn phases_that_are_only_explained_are_none() {
        let text = "
## Phases

- Whole numbers stand for work that was planned from the start
- [ ] **Phase 1: Ground** - the workspace
- Discovery
";
        assert_snapshot!(shown(text), @"
        phase Phase 1 · Ground - the workspace · planned ([ ])
        phase · Discovery
        ");
    }
}
