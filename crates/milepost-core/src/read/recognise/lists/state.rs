//! The present state, as labelled lines: `- Build health: local checks passing`.

use super::{boxes, one_line, work};
use crate::{
    markdown::ListItem,
    plan::ItemKind,
    read::{
        atoms::id,
        kinds,
        recognise::{fields, lines},
        walk::Walk,
    },
};

/// Reads one line of a state section.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    if let Some(found) = id::leading(&line.text)
        && let Some(kind) = kinds::of_id(&found.id)
    {
        work::entry(walk, item, &line, kind);
        return true;
    }
    if item.checkbox.is_some() {
        work::entry(walk, item, &line, ItemKind::Task);
        return true;
    }
    match lines::label(&line, true) {
        Some(labelled) if labelled.value < line.text.len() => {
            for part in fields::parts(walk.text, &line) {
                if let Some(labelled) = lines::label(&part, true) {
                    lines::value(walk, &labelled, &part, std::slice::from_ref(&part), false);
                }
            }
            true
        }
        _ => boxes::item(walk, item),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn the_present_state_is_fields() {
        let text = "
## Current state

- Build health: local checks pass
- Branch: main
- M2 Search — IN PROGRESS
";
        assert_snapshot!(shown(text), @"
        field build-health: local checks pass
        field branch: main
        milestone M2 · Search · in-progress (IN PROGRESS)
        ");
    }
}
