//! Test status: `- Integration: 28/32 passing (87%)`.

use super::one_line;
use crate::{
    markdown::ListItem,
    plan::{Claim, ItemKind, Origin},
    read::{
        atoms::measure,
        entry,
        recognise::lines,
        walk::{Walk, known_field},
    },
};

/// Reads one line of test status.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    if line.is_empty() {
        return false;
    }
    let mut claim = Claim::bare(ItemKind::Test, Origin::ListItem, item.span);
    claim.name_span = line.span;
    claim.measures = measure::all(&line);
    if let Some(labelled) = lines::label(&line, true) {
        claim.title = labelled.label.into();
        let value = line.text.get(labelled.value..).unwrap_or_default();
        claim.fields.push(known_field("notes", "result", value, line.span));
    } else {
        let entry = entry::read(&line, item.checkbox);
        claim.title = entry.title;
        claim.status = entry.status;
    }
    walk.claim(claim);
    true
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn suites_say_how_many_passed() {
        let text = "
## Test status

- Unit: 212 passed
- Integration: 28/32 passing (87%)
";
        assert_snapshot!(shown(text), @"
        test · Unit · notes=212 passed · #212 passed
        test · Integration · notes=28/32 passing (87%) · #28/32 87% Integration
        ");
    }
}
