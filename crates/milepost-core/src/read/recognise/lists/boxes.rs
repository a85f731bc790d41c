//! Checklists, and lists that no heading explains.

use super::{one_line, work};
use crate::{
    id::{CommitPrefix, ItemId},
    markdown::{Inline, ListItem},
    plan::{Claim, ItemKind, Origin},
    read::{
        atoms::{citation, id, status},
        entry, kinds,
        recognise::{fields, lines, prose},
        topic::Topic,
        walk::Walk,
    },
};

/// Reads one item of a checklist.
pub(super) fn checklist(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    if line.is_empty() {
        return false;
    }
    let entry = entry::read(&line, item.checkbox);
    let mut claim = Claim::bare(ItemKind::Check, Origin::ListItem, item.span);
    claim.title = whole_title(&entry, &line.text);
    claim.status = entry.status;
    claim.measures = entry.measures;
    claim.name_span = line.span;
    claim.evidence = citation::all(&line);
    walk.claim(claim);
    true
}

/// A check reads as a sentence: an id at its beginning belongs to it.
fn whole_title(entry: &entry::Entry, text: &str) -> Box<str> {
    match &entry.id {
        Some(_) => text.trim().into(),
        None => entry.title.clone(),
    }
}

/// Reads one item of a list that no heading explains: its own id may say what it is; a labelled
/// line is a field; a box is counted.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    if let Some(found) = id::leading(&line.text)
        && (separated(&line.text, &found) || item.checkbox.is_some())
        && let Some(kind) = kinds::of_id(&found.id).or(item.checkbox.map(|_| ItemKind::Task))
    {
        work::entry(walk, item, &line, kind);
        return true;
    }
    if commit(walk, item, &line) {
        return true;
    }
    if is_work_of_owner(walk, item, &line) || work::names_its_kind(&line.text) {
        work::entry(walk, item, &line, ItemKind::Task);
        return true;
    }
    if fields_of_owner(walk, item, &line) {
        return true;
    }
    if item.checkbox.is_some() {
        let owners = [ItemKind::Phase, ItemKind::Deliverable, ItemKind::Milestone, ItemKind::Task];
        let owner = walk.owner_among(&owners);
        if owner.is_some() && walk.topic() != Some(Topic::Examples) {
            return checklist(walk, item);
        }
        walk.document.loose_boxes += 1;
        return false;
    }
    prose::line(walk, &line);
    false
}

/// Reads the labelled values of an item; false where it has none, or a box and other words before them.
fn fields_of_owner(walk: &mut Walk<'_>, item: &ListItem, line: &Inline) -> bool {
    let has_owner = walk.owner().is_some();
    let is_near = walk.open.len() <= 1;
    let is_field = |part: &Inline| {
        lines::label(part, false).is_some_and(|labelled| {
            labelled.value < part.text.len() && (has_owner || labelled.is_strong && is_near)
        })
    };
    let parts = fields::parts(walk.text, line);
    let named = parts.iter().take(if item.checkbox.is_some() { 1 } else { parts.len() });
    if !named.into_iter().any(is_field) {
        return false;
    }
    for part in &parts {
        match lines::label(part, false).filter(|_| is_field(part)) {
            Some(labelled) => {
                lines::value(walk, &labelled, part, std::slice::from_ref(part), false);
            }
            None => prose::line(walk, part),
        }
    }
    true
}

/// Whether an item of a list right under a phase, milestone or deliverable is a task of it: it has
/// a box, or begins with a mark that says how far it is.
fn is_work_of_owner(walk: &Walk<'_>, item: &ListItem, line: &Inline) -> bool {
    let kind = walk.owner().and_then(|at| walk.document.claim(at)).map(|claim| claim.kind);
    let holds_tasks =
        matches!(kind, Some(ItemKind::Phase | ItemKind::Milestone | ItemKind::Deliverable));
    let is_example = walk.topic() == Some(Topic::Examples);
    let is_marked = || {
        let mark = line.text.trim_start();
        status::leading(mark).is_some() && !mark.starts_with(|c: char| c.is_ascii() && c != '[')
    };
    holds_tasks && !is_example && walk.label.is_none() && (item.checkbox.is_some() || is_marked())
}

/// `` `61cfc45c` — build of the reader — **shipped** ``: a commit that a list names first.
fn commit(walk: &mut Walk<'_>, item: &ListItem, line: &Inline) -> bool {
    let Some(code) = line.codes.first().filter(|code| code.range.start == 0) else { return false };
    let hash = code.span.of(walk.text);
    let behind = line.text.get(code.range.end as usize..).unwrap_or_default().trim_start();
    let is_hash = hash.bytes().any(|byte| byte.is_ascii_digit());
    let Some(prefix) = CommitPrefix::new(hash).filter(|_| is_hash) else { return false };
    if !behind.starts_with(['—', '–', ':', '-']) {
        return false;
    }
    let rest = line.slice(walk.text, code.range.end as usize..line.text.len());
    let entry = entry::read(&rest, item.checkbox);
    let mut claim = Claim::bare(ItemKind::Commit, Origin::ListItem, item.span);
    claim.id = ItemId::new(prefix.as_str());
    claim.title = entry.title;
    claim.status = entry.status;
    claim.name_span = code.span;
    claim.evidence = citation::all(line);
    walk.claim(claim);
    true
}

/// Whether an id at the beginning is set off from what follows, as a name is: `M9 — corpus`.
fn separated(text: &str, found: &id::Found) -> bool {
    let behind = text.get(found.range.end..).unwrap_or_default();
    let within = text.get(found.range.clone()).unwrap_or_default();
    let set_off = |text: &str| {
        let text = text.trim_start();
        text.starts_with(['—', '–', ':']) || text.starts_with("- ")
    };
    set_off(behind) || within.trim_end().ends_with(['—', '–', ':', '-'])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn boxes_and_marked_lines_right_under_a_phase_are_its_tasks() {
        let text = "
## ✅ Phase 1: Ground (COMPLETE)

- [x] Set up the workspace
- ✅ Clean layers
- Notes: kept short

## Phase 2: Walls

### Masonry

- [ ] Order stones
- ⏳ Mix mortar
";
        assert_snapshot!(shown(text), @"
        phase Phase 1 · Ground · done (✅) · notes=kept short
        task · Set up the workspace · done ([x]) · under Phase 1
        task · Clean layers · done (✅) · under Phase 1
        phase Phase 2 · Walls
        task · Order stones · planned ([ ]) · under Phase 2
        task · Mix mortar · planned (⏳) · under Phase 2
        ");
    }

    #[test]
    fn a_checklist_checks() {
        let text = "
## Hand-off checklist

- [x] Keys returned
- [ ] M3 is archived
";
        assert_snapshot!(shown(text), @"
        check · Keys returned · done ([x])
        check · M3 is archived · planned ([ ])
        ");
    }

    #[test]
    fn boxes_of_nothing_are_only_counted() {
        let text = "
# Contributing

- [ ] I have read the guide
- [ ] I have run the tests
";
        assert_snapshot!(shown(text), @"2 loose boxes");
    }

    #[test]
    fn a_line_that_names_its_kind_is_an_item() {
        let text = "
## Phase 4: Scenes

- **Phase 4A**: Metrics - ✅ Complete - every scene has some
- **Phase 4B**: Panels - shown when in use
";
        assert_snapshot!(shown(text), @"
        phase Phase 4 · Scenes
        phase Phase 4A · Metrics · done (Complete) · under Phase 4
        phase Phase 4B · Panels - shown when in use · under Phase 4
        ");
    }

    #[test]
    fn a_commit_may_lead_a_line() {
        let text = "
## Log

- `61cfc45c` — build of the reader — **shipped**
";
        assert_snapshot!(shown(text), @"commit 61cfc45c · build of the reader · done (shipped) · cites 61cfc45c");
    }
}
