//! Criteria: what must hold before something is accepted.

use super::{CRITERIA_OWNERS, one_line};
use crate::{
    id::ItemId,
    markdown::{Inline, ListItem},
    plan::{Binding, Category, Claim, Criterion, ItemKind, Origin},
    read::{
        atoms::{citation, id, measure, status},
        recognise::sections,
        topic::Topic,
        walk::{Walk, status_claim},
    },
};

/// Reads one criterion.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    if line.is_empty() {
        return false;
    }
    if let Some(category) = category_label(&line, item) {
        if let Some(label) = &mut walk.label {
            label.topic = Some(Topic::Criteria(Some(category)));
        } else {
            walk.label = Some(crate::read::walk::Label {
                topic: Some(Topic::Criteria(Some(category))),
                name: crate::read::labels::field_name(&line.text),
                text: line.text.trim().into(),
                owner: None,
                column: None,
            });
        }
        return true;
    }
    let criterion = criterion(walk, item, &line);
    if let Some(owner) = walk.owner_among(CRITERIA_OWNERS) {
        if let Some(owner) = walk.claim_mut(owner) {
            owner.criteria.push(criterion);
        }
    } else {
        let mut claim = Claim::bare(ItemKind::Criterion, Origin::ListItem, criterion.span);
        claim.title = criterion.text.clone();
        claim.status.clone_from(&criterion.status);
        claim.name_span = line.span;
        claim.criteria.push(criterion);
        walk.claim(claim);
    }
    true
}

/// A list item that only names a category for the list inside it.
fn category_label(line: &Inline, item: &ListItem) -> Option<Category> {
    let text = line.text.trim().strip_suffix(':')?;
    let is_parent = !item.children.is_empty() && item.checkbox.is_none();
    if !is_parent {
        return None;
    }
    match crate::read::topic::of(text) {
        Some(Topic::Criteria(category)) => category,
        _ => None,
    }
}

fn criterion(walk: &Walk<'_>, item: &ListItem, line: &Inline) -> Criterion {
    let boxed = item
        .checkbox
        .map(|it| status_claim(status::of_checkbox(it.mark), &format!("[{}]", it.mark), it.span));
    let (text_end, binding) = binding(line);
    let mut text = line.text.get(..text_end).unwrap_or_default().trim_end();
    let mut words = None;
    if let Some(found) = status::trailing(text) {
        let bracketed = text.get(..found.range.start).is_some_and(|before| before.ends_with('('));
        let is_mark =
            text.get(found.range.clone()).is_some_and(|it| !it.chars().any(char::is_alphanumeric));
        if bracketed || is_mark {
            let raw = text.get(found.range.clone()).unwrap_or_default();
            words = (!is_mark || boxed.is_none())
                .then(|| status_claim(found.status, raw, line.source(found.range.clone())));
            text =
                text.get(..found.range.start).unwrap_or_default().trim_end_matches(['(', ' ', '[']);
        }
    }
    let leading = status::leading(text).filter(|_| boxed.is_none());
    if let Some(found) = leading {
        let raw = text.get(found.range.clone()).unwrap_or_default();
        words = Some(status_claim(found.status, raw, line.source(found.range.clone())));
        text = text.get(found.range.end..).unwrap_or_default().trim_start();
    }
    let number = text.strip_prefix('#').and_then(|rest| rest.split_once(' '));
    if let Some((digits, rest)) = number
        && digits.chars().all(|c| c.is_ascii_digit())
    {
        text = rest;
    }
    let stated = match walk.topic() {
        Some(Topic::Criteria(category)) => category,
        _ => None,
    };
    Criterion {
        category: stated.or_else(|| sections::category_of_words(text)),
        text: text.trim().into(),
        status: words.or(boxed),
        binding,
        measures: measure::all(line),
        evidence: citation::all(line),
        span: item.lines.iter().fold(line.span, |span, line| span.cover(line.span)),
    }
}

/// The gate that a criterion is bound to, `` (gate `name`) `` at its end, and where the words
/// before it end. A bare gate id is a suggestion.
fn binding(line: &Inline) -> (usize, Binding) {
    let text = line.text.trim_end();
    if let Some((at, words)) = crate::read::entry::bracketed_tail(text)
        && let Some(name) = words.strip_prefix("gate ").or_else(|| words.strip_prefix("gate: "))
        && let Some(gate) = ItemId::new(name)
    {
        let begin = at + 1 + (words.len() - name.len());
        let span = line.source(begin..begin + name.len());
        return (at, Binding::Gate { gate, span });
    }
    let suggested = id::all(text).into_iter().find(|found| id::looks_like_gate(&found.id));
    let binding = match suggested {
        Some(found) => Binding::Suggested { gate: found.id, span: line.source(found.range) },
        None => Binding::Review,
    };
    (text.len(), binding)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn criteria_have_categories_and_gates() {
        let text = "
## M2 Search

### Acceptance criteria

#### Functional

- [x] Finds whole words
- [ ] Answers in under 300 ms (gate `latency`)

#### Testing

- [ ] VG-IO-001 passes
- ✅ 40 of 40 cases pass
";
        assert_snapshot!(shown(text), @"
        milestone M2 · Search
          + Finds whole words · functional · done ([x])
          + Answers in under 300 ms · functional · planned ([ ]) · #<300ms · gate latency
          + VG-IO-001 passes · testing · planned ([ ]) · perhaps gate VG-IO-001
          + 40 of 40 cases pass · testing · done (✅) · #40/40 cases pass
        gate VG-IO-001
        ");
    }

    #[test]
    fn without_an_item_they_stand_alone() {
        let text = "
## Definition of done

- Reviewed by two people
- No open finding
";
        assert_snapshot!(shown(text), @"
        criterion · Reviewed by two people
          + Reviewed by two people
        criterion · No open finding
          + No open finding
        ");
    }

    #[test]
    fn a_chapter_on_testing_holds_no_criteria() {
        let text = "
## Testing

- Run the suite before you push

## Documentation

- See the book
";
        assert_snapshot!(shown(text), @"");
    }
}
