//! Reading binary data from front to back, never past its end.

/// A place in some bytes.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The beginning of some bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How far it has come.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// The next so many bytes.
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    /// The bytes up to the next `end`, which is taken and left out.
    pub(super) fn until(&mut self, end: u8) -> Option<&'a [u8]> {
        let length = self.bytes.get(self.at..)?.iter().position(|byte| *byte == end)?;
        let taken = self.take(length)?;
        self.at += 1;
        Some(taken)
    }

    /// The bytes up to the next zero byte.
    pub(super) fn until_nul(&mut self) -> Option<&'a [u8]> {
        self.until(0)
    }

    /// Two bytes as a number.
    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    /// Four bytes as a number.
    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Eight bytes as a number.
    pub(super) fn u64(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.take(8)?.try_into().ok()?))
    }

    /// A number in as many bytes as it needs, as git's packs and index write offsets.
    pub(super) fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        loop {
            let byte = *self.take(1)?.first()?;
            value = value.checked_shl(7)?.checked_add(u64::from(byte & 0x7f))?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
            value = value.checked_add(1).filter(|value| *value < 1 << 56)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn numbers_of_any_width_are_read() {
        assert_eq!(Cursor::new(&[0x05]).varint(), Some(5));
        assert_eq!(Cursor::new(&[0x80, 0x00]).varint(), Some(128));
        assert_eq!(Cursor::new(&[0x81, 0x01]).varint(), Some(257));
        assert_eq!(Cursor::new(&[0xff; 20]).varint(), None);
        assert_eq!(Cursor::new(&[0x80]).varint(), None);
    }

    #[test]
    fn the_end_is_never_passed() {
        let mut cursor = Cursor::new(b"ab\0c");
        assert_eq!(cursor.take(usize::MAX), None);
        assert_eq!(cursor.until_nul(), Some(b"ab".as_slice()));
        assert_eq!(cursor.until_nul(), None);
        assert_eq!(cursor.u16(), None);
        assert_eq!(cursor.take(1), Some(b"c".as_slice()));
        assert!(cursor.is_at_end());
    }
}
