//! From bytes to text, with every offset kept.

/// How far to look for a byte that no text has.
const LOOK: usize = 8 << 10;

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// They are text of another kind, which its writer can save as UTF-8.
    #[error("UTF-16, not UTF-8")]
    Utf16,
    /// They hold what no text holds.
    #[error("not text")]
    Binary,
}

/// Takes bytes as UTF-8. Each byte that is none becomes `?`, so that offsets hold.
///
/// UTF-16 and binary data are no text: what their bytes would say is not what the writer wrote.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, NotText> {
    let start = bytes.get(..LOOK).unwrap_or(&bytes);
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err(NotText::Utf16);
    }
    if start.contains(&0) {
        return Err(NotText::Binary);
    }
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| replace_invalid(error.as_bytes())))
}

/// The same for a short text, where what is no UTF-8 need not be told apart: a path, a message.
pub(crate) fn lossy(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| replace_invalid(bytes), ToOwned::to_owned)
}

fn replace_invalid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{NotText, decode};

    #[test]
    fn every_invalid_byte_becomes_one_question_mark() {
        assert_eq!(decode(b"a\xff\xc3b\xe2\x82c".to_vec()).unwrap(), "a??b??c");
        assert_eq!(decode("é€ \u{feff}".into()).unwrap(), "é€ \u{feff}");
    }

    #[test]
    fn binary_data_and_utf_16_are_no_text() {
        assert_eq!(decode(b"\x7fELF\0\0".to_vec()), Err(NotText::Binary));
        assert_eq!(decode(b"\xff\xfe#\0".to_vec()), Err(NotText::Utf16));
        assert_eq!(decode(Vec::new()).unwrap(), "");
    }
}
