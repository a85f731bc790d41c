//! Marks that stand for a status: emoji, ticks, their short codes and their mojibake.

use crate::plan::Status;

/// A mark found at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// What it means; nothing for a mark that only decorates.
    pub(super) status: Option<Status>,
    /// How many bytes it takes, variation selectors included.
    pub(super) len: usize,
}

/// The mark that a text begins with.
pub(super) fn at_start(text: &str) -> Option<Mark> {
    let first = text.chars().next()?;
    let mark = if first == ':' {
        short_code(text)
    } else if first.is_ascii() {
        None
    } else {
        emoji(first).or_else(|| mojibake(text, first))
    }?;
    let trail = trail_len(text.get(mark.len..).unwrap_or_default());
    Some(Mark { len: mark.len + trail, ..mark })
}

fn emoji(char: char) -> Option<Mark> {
    let status = MARKS.iter().find(|(mark, _)| *mark == char).map(|(_, status)| *status);
    let is_mark = status.is_some() || is_pictograph(char);
    is_mark.then_some(Mark { status, len: char.len_utf8() })
}

/// Pictures, dingbats, geometric shapes of the emoji kind; neither arrows nor letters.
fn is_pictograph(char: char) -> bool {
    matches!(char, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}'
        | '\u{23e9}'..='\u{23fa}')
}

const MARKS: &[(char, Status)] = &[
    ('✅', Status::Done),
    ('☑', Status::Done),
    ('✔', Status::Done),
    ('✓', Status::Done),
    ('🗸', Status::Done),
    ('🗹', Status::Done),
    ('🏁', Status::Done),
    ('💯', Status::Done),
    ('❌', Status::Failed),
    ('✗', Status::Failed),
    ('✘', Status::Failed),
    ('✖', Status::Failed),
    ('🔴', Status::Failed),
    ('🟥', Status::Failed),
    ('🟢', Status::Passed),
    ('🟩', Status::Passed),
    ('🟡', Status::AtRisk),
    ('🟨', Status::AtRisk),
    ('🟠', Status::AtRisk),
    ('🟧', Status::AtRisk),
    ('⚠', Status::AtRisk),
    ('🚧', Status::InProgress),
    ('🏗', Status::InProgress),
    ('🔨', Status::InProgress),
    ('🛠', Status::InProgress),
    ('🔄', Status::InProgress),
    ('🔁', Status::InProgress),
    ('🏃', Status::InProgress),
    ('◐', Status::InProgress),
    ('⏳', Status::Planned),
    ('⌛', Status::Planned),
    ('⬜', Status::Planned),
    ('🔲', Status::Planned),
    ('🔳', Status::Planned),
    ('☐', Status::Planned),
    ('◻', Status::Planned),
    ('◽', Status::Planned),
    ('⚪', Status::Planned),
    ('🔜', Status::Next),
    ('👀', Status::InReview),
    ('⛔', Status::Blocked),
    ('🛑', Status::Blocked),
    ('⏸', Status::Suspended),
    ('🗑', Status::Cancelled),
];

const SHORT_CODES: &[(&str, Status)] = &[
    (":white_check_mark:", Status::Done),
    (":heavy_check_mark:", Status::Done),
    (":ballot_box_with_check:", Status::Done),
    (":checkered_flag:", Status::Done),
    (":x:", Status::Failed),
    (":heavy_multiplication_x:", Status::Failed),
    (":red_circle:", Status::Failed),
    (":green_circle:", Status::Passed),
    (":large_green_circle:", Status::Passed),
    (":yellow_circle:", Status::AtRisk),
    (":large_yellow_circle:", Status::AtRisk),
    (":orange_circle:", Status::AtRisk),
    (":warning:", Status::AtRisk),
    (":construction:", Status::InProgress),
    (":building_construction:", Status::InProgress),
    (":arrows_counterclockwise:", Status::InProgress),
    (":hourglass:", Status::Planned),
    (":hourglass_flowing_sand:", Status::Planned),
    (":white_large_square:", Status::Planned),
    (":no_entry:", Status::Blocked),
    (":stop_sign:", Status::Blocked),
    (":octagonal_sign:", Status::Blocked),
    (":pause_button:", Status::Suspended),
    (":soon:", Status::Next),
    (":eyes:", Status::InReview),
];

fn short_code(text: &str) -> Option<Mark> {
    let (code, status) = SHORT_CODES.iter().find(|(code, _)| text.starts_with(code))?;
    Some(Mark { status: Some(*status), len: code.len() })
}

/// A mark whose UTF-8 bytes were taken for Windows-1252, as `âœ…` for ✅.
fn mojibake(text: &str, first: char) -> Option<Mark> {
    let second = text.chars().nth(1);
    if !matches!(first, 'â' | 'ð') || second.is_none_or(|char| char.is_ascii()) {
        return None;
    }
    let fits = MARKS.iter().filter_map(|(mark, status)| {
        let len = garbled_len(text, *mark)?;
        Some(Mark { status: Some(*status), len })
    });
    fits.max_by_key(|mark| mark.len)
}

/// How many bytes of `text` are the garbled form of a character.
fn garbled_len(text: &str, char: char) -> Option<usize> {
    let mut rest = text;
    for byte in char.encode_utf8(&mut [0; 4]).bytes() {
        let next = rest.chars().next();
        match next {
            Some(next) if is_garbled(next, byte) => rest = rest.get(next.len_utf8()..)?,
            // Bytes that Windows-1252 leaves undefined are often lost on the way.
            Some(_) | None if WINDOWS_1252_HOLES.contains(&byte) => {}
            Some(_) | None => return None,
        }
    }
    let len = text.len() - rest.len();
    // One lost byte leaves enough to know the character by; two do not.
    let kept = text.get(..len)?.chars().count();
    (kept + 1 >= char.len_utf8()).then_some(len)
}

fn is_garbled(char: char, byte: u8) -> bool {
    let windows = byte.checked_sub(0x80).and_then(|at| WINDOWS_1252.chars().nth(at.into()));
    char == char::from(byte)
        || windows == Some(char)
        || (char == '\u{fffd}' && WINDOWS_1252_HOLES.contains(&byte))
        || (char == ' ' && byte == 0xa0)
}

const WINDOWS_1252_HOLES: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
/// The characters of the bytes 0x80 to 0x9f; the holes as the control characters they would be.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// Variation selectors, joiners and skin tones behind an emoji, garbled ones too.
fn trail_len(text: &str) -> usize {
    let plain = text
        .find(|char| {
            !matches!(char, '\u{fe0e}' | '\u{fe0f}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}')
        })
        .unwrap_or(text.len());
    let garbled = if text.starts_with('ï') { garbled_len(text, '\u{fe0f}') } else { None };
    garbled.unwrap_or(plain)
}

#[cfg(test)]
mod tests {
    use super::{MARKS, Mark, at_start};
    use crate::plan::Status;

    #[track_caller]
    fn check(text: &str, status: Option<Status>, len: usize) {
        assert_eq!(at_start(text), Some(Mark { status, len }), "{text:?}");
    }

    #[test]
    fn marks_are_known_with_and_without_variation_selector() {
        check("✅ done", Some(Status::Done), 3);
        check("✔️ done", Some(Status::Done), 6);
        check("🏗️", Some(Status::InProgress), 7);
        check(":x: broken", Some(Status::Failed), 3);
        check("🎉", None, 4);
    }

    #[test]
    fn garbled_marks_are_known() {
        check("âœ… Complete", Some(Status::Done), "âœ…".len());
        check("âŒ", Some(Status::Failed), "âŒ".len());
        check("â\u{9d}Œ", Some(Status::Failed), "â\u{9d}Œ".len());
        check("â³ Planned", Some(Status::Planned), "â³".len());
        check("ðŸš§ WIP", Some(Status::InProgress), "ðŸš§".len());
        check("â¬œ", Some(Status::Planned), "â¬œ".len());
        check("ðŸŸ¢", Some(Status::Passed), "ðŸŸ¢".len());
        check("âœ”ï¸\u{8f}", Some(Status::Done), "âœ”ï¸\u{8f}".len());
    }

    #[test]
    fn every_mark_has_a_garbled_form() {
        for (mark, status) in MARKS {
            let garbled: String = mark.to_string().bytes().map(char::from).collect();
            check(&garbled, Some(*status), garbled.len());
        }
    }

    #[test]
    fn letters_arrows_and_words_are_no_marks() {
        for text in ["", "x", "→ next", "ähnlich", "âge", "ðing", ":colon", "•", "— dash", "完成"]
        {
            assert_eq!(at_start(text), None, "{text:?}");
        }
    }
}
