//! The tracker's own words: `- *Design meeting* means holding a meeting …`.

use super::one_line;
use crate::{
    markdown::{BlockKind, ListItem},
    plan::{Claim, ItemKind, Origin},
    read::{
        atoms::citation,
        recognise::prose,
        walk::{Walk, known_field},
    },
};

/// What stands between a word and its meaning.
const MARKS: &[&str] =
    &[" means ", " is ", " refers to ", " describes ", " — ", " – ", ": ", " = "];

/// Reads one definition.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    let text = line.text.trim();
    let split =
        MARKS.iter().filter_map(|mark| text.find(mark).map(|at| (at, mark.len()))).min().filter(
            |(at, _)| text.get(..*at).is_some_and(|word| word.split_whitespace().count() <= 6),
        );
    let understood = match split {
        Some((at, mark)) => {
            let mut claim = Claim::bare(ItemKind::Term, Origin::ListItem, line.span);
            claim.title = text.get(..at).unwrap_or_default().into();
            let meaning = text.get(at + mark..).unwrap_or_default();
            claim.fields.push(known_field("value", "meaning", meaning, line.span));
            walk.claim(claim);
            walk.pointers(citation::all(&line));
            walk.pointers(prose::documents_named(&line));
            true
        }
        None => false,
    };
    for child in &item.children {
        if let BlockKind::List(list) = &child.kind {
            for inner in &list.items {
                self::item(walk, inner);
            }
        }
    }
    understood
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn words_have_meanings() {
        let text = "
## Glossary

- *Tape* means a recording of one call
- Tuple: several commits judged together
";
        assert_snapshot!(shown(text), @"
        term · Tape · value=a recording of one call
        term · Tuple · value=several commits judged together
        ");
    }
}
