//! Lists that are the values of one field: options, scopes, outputs, evidence.

use super::{boxes, one_line};
use crate::{
    markdown::ListItem,
    plan::ItemKind,
    read::{
        atoms::{citation, id, measure},
        kinds,
        recognise::lines,
        topic::Topic,
        walk::{Walk, known_field},
    },
};

/// Adds one value to the item around.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    let Some(Topic::Field(name)) = walk.topic() else { return false };
    let Some(owner) = walk.owner() else {
        return name == "depends" && item.checkbox.is_some() && boxes::item(walk, item);
    };
    if name == "depends" && item.checkbox.is_some() {
        let kind = id::leading(&line.text).and_then(|found| kinds::of_id(&found.id));
        let is_awaited = kind.is_some_and(|kind| kind.is_work() && kind != ItemKind::Task);
        if !is_awaited && !is_of_dependencies(walk) {
            // What is to be done before is a task.
            return boxes::item(walk, item);
        }
        // Whether it is there already is checked, too.
        boxes::checklist(walk, item);
    }
    if name == "status" {
        lines::stated(walk, owner, &line);
        return true;
    }
    let cited = citation::all(&line);
    let measures = measure::all(&line);
    let label = walk.label.as_ref().map_or_else(|| name.into(), |label| label.text.clone());
    let Some(claim) = walk.claim_mut(owner) else { return false };
    if matches!(name, "evidence" | "commit") {
        claim.evidence.extend(cited);
    }
    claim.measures.extend(measures);
    claim.fields.push(known_field(name, &label, &line.text, line.span));
    true
}

/// Whether the label or heading around speaks of dependencies, and not of what is to be done before.
fn is_of_dependencies(walk: &Walk<'_>) -> bool {
    let heading = walk.document.headings.last().map(|it| &*it.text);
    let label = walk.label.as_ref().map(|it| &*it.text).filter(|it| !it.is_empty());
    label.or(heading).is_some_and(|it| it.to_lowercase().contains("depend"))
}

/// Adds what an item points to.
pub(super) fn pointers(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let cited: Vec<_> = item.lines.iter().flat_map(citation::all).collect();
    let found = !cited.is_empty();
    walk.pointers(cited);
    found
}

/// Examples claim nothing.
pub(super) fn nothing(_: &mut Walk<'_>, _: &ListItem) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn lists_of_a_field_are_its_values() {
        let text = "
## M2-D1 Core API

**Scope:**

- `src/api/**`
- `tests/api/**`

**Evidence:**

- `evidence/api.txt`
";
        assert_snapshot!(shown(text), @"deliverable M2-D1 · Core API · scope=src/api/** · scope=tests/api/** · evidence=evidence/api.txt · cites evidence/api.txt");
    }
}
