//! What kind of thing an id names, by its shape alone.

use crate::{id::ItemId, plan::ItemKind, read::atoms};

/// The kind that an id names by its shape, where its shape says one: `M2` a milestone, `M2-D1` a
/// deliverable, `M2-T05` a task, `ADR-0001` a decision.
///
/// Letters that trackers use for several things (`R1`, `C3`) say nothing.
pub(crate) fn of_id(id: &ItemId) -> Option<ItemKind> {
    if atoms::id::looks_like_gate(id) {
        return Some(ItemKind::Gate);
    }
    let text = id.as_str();
    let last = text.rsplit('-').next().unwrap_or(text);
    if last.len() < text.len() && starts_with_letter_and_digit(last) {
        return by_prefix(letters(last), true);
    }
    by_prefix(letters(text), false)
}

fn by_prefix(prefix: &str, is_part: bool) -> Option<ItemKind> {
    match prefix {
        "D" if is_part => Some(ItemKind::Deliverable),
        "D" | "ADR" | "DEC" => Some(ItemKind::Decision),
        "M" | "MS" => Some(ItemKind::Milestone),
        "P" | "PH" => Some(ItemKind::Phase),
        "T" | "TASK" => Some(ItemKind::Task),
        "WP" | "EP" | "EPIC" | "DEL" | "US" => Some(ItemKind::Deliverable),
        "B" | "BLK" => Some(ItemKind::Blocker),
        "F" => Some(ItemKind::Finding),
        "RISK" => Some(ItemKind::Risk),
        _ => None,
    }
}

fn letters(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn starts_with_letter_and_digit(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    rest.len() < text.len() && rest.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::of_id;
    use crate::{id::ItemId, plan::ItemKind};

    #[test]
    fn shapes_name_kinds() {
        let kind = |id| of_id(&ItemId::new(id).unwrap());
        assert_eq!(kind("M2.5"), Some(ItemKind::Milestone));
        assert_eq!(kind("M2-D1"), Some(ItemKind::Deliverable));
        assert_eq!(kind("M1-T05"), Some(ItemKind::Task));
        assert_eq!(kind("D-007"), Some(ItemKind::Decision));
        assert_eq!(kind("WP01"), Some(ItemKind::Deliverable));
        assert_eq!(kind("R1"), None);
        assert_eq!(kind("1.2"), None);
    }
}
