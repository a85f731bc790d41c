//! How values become bytes in the cache, and values again. Nothing that is read back can panic:
//! what does not fit is `None`.

use std::sync::Arc;

use jiff::civil::Date;

/// A value that can be written down and read back.
pub(super) trait Wire: Sized {
    /// Writes the value behind what is there.
    fn put(&self, out: &mut Vec<u8>);
    /// Reads a value; nothing where the bytes are none.
    fn take(from: &mut Taker<'_>) -> Option<Self>;
}

/// A place in bytes that were written by [`Wire::put`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Taker<'a> {
    rest: &'a [u8],
}

impl<'a> Taker<'a> {
    /// The beginning of some bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// All that is left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// The next so many bytes.
    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// The next so many bytes, as many as the array holds.
    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.try_into().ok()
    }

    /// Bytes behind their length.
    pub(super) fn piece(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(u64::take(self)?).ok()?;
        self.bytes(length)
    }

    /// A text behind its length.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.piece()?).ok()
    }
}

/// Writes bytes behind their length.
pub(super) fn put_piece(bytes: &[u8], out: &mut Vec<u8>) {
    put_length(bytes.len(), out);
    out.extend_from_slice(bytes);
}

fn put_length(length: usize, out: &mut Vec<u8>) {
    u64::try_from(length).unwrap_or(u64::MAX).put(out);
}

/// Seven bits a byte, the lowest first; the last byte has its highest bit clear.
impl Wire for u64 {
    fn put(&self, out: &mut Vec<u8>) {
        let mut rest = *self;
        while rest >= 0x80 {
            out.push(rest.to_le_bytes()[0] | 0x80);
            rest >>= 7;
        }
        out.push(rest.to_le_bytes()[0]);
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = from.byte()?;
            let bits = Self::from(byte & 0x7f);
            let shifted = bits << shift;
            if shifted >> shift != bits {
                return None;
            }
            value |= shifted;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

impl Wire for u32 {
    fn put(&self, out: &mut Vec<u8>) {
        u64::from(*self).put(out);
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        u64::take(from)?.try_into().ok()
    }
}

impl Wire for u16 {
    fn put(&self, out: &mut Vec<u8>) {
        u64::from(*self).put(out);
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        u64::take(from)?.try_into().ok()
    }
}

impl Wire for u8 {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        from.byte()
    }
}

impl Wire for f64 {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_bits().to_le_bytes());
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        Some(Self::from_bits(u64::from_le_bytes(from.array()?)))
    }
}

impl Wire for Box<str> {
    fn put(&self, out: &mut Vec<u8>) {
        put_piece(self.as_bytes(), out);
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        Some(from.text()?.into())
    }
}

impl Wire for Arc<str> {
    fn put(&self, out: &mut Vec<u8>) {
        put_piece(self.as_bytes(), out);
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        Some(from.text()?.into())
    }
}

impl Wire for Date {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.year().to_le_bytes());
        out.extend_from_slice(&self.month().to_le_bytes());
        out.extend_from_slice(&self.day().to_le_bytes());
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        let year = i16::from_le_bytes(from.array()?);
        let month = i8::from_le_bytes(from.array()?);
        let day = i8::from_le_bytes(from.array()?);
        Self::new(year, month, day).ok()
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            None => out.push(0),
            Some(value) => {
                out.push(1);
                value.put(out);
            }
        }
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        match from.byte()? {
            0 => Some(None),
            1 => T::take(from).map(Some),
            _ => None,
        }
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_length(self.len(), out);
        for value in self {
            value.put(out);
        }
    }

    fn take(from: &mut Taker<'_>) -> Option<Self> {
        let count = usize::try_from(u64::take(from)?).ok()?;
        // A wrong count must not ask for more memory than there are bytes.
        let mut values = Self::with_capacity(count.min(from.rest.len()).min(1024));
        for _ in 0..count {
            values.push(T::take(from)?);
        }
        Some(values)
    }
}

#[cfg(test)]
mod tests {
    use super::{Taker, Wire as _};

    #[test]
    fn numbers_of_any_size_come_back() {
        for shift in 0..64 {
            for value in [(1_u64 << shift) - 1, 1 << shift, u64::MAX >> shift] {
                let mut bytes = Vec::new();
                value.put(&mut bytes);
                let mut taker = Taker::new(&bytes);
                assert_eq!(u64::take(&mut taker), Some(value));
                assert!(taker.is_at_end());
                assert_eq!(u64::take(&mut Taker::new(&bytes[..bytes.len() - 1])), None);
            }
        }
    }

    #[test]
    fn numbers_that_are_too_large_are_none() {
        assert_eq!(u64::take(&mut Taker::new(&[0xff; 20])), None);
        let mut bytes = Vec::new();
        u64::from(u32::MAX).wrapping_add(1).put(&mut bytes);
        assert_eq!(u32::take(&mut Taker::new(&bytes)), None);
    }

    #[test]
    fn a_list_that_claims_more_than_there_is_is_none() {
        let mut bytes = Vec::new();
        u64::MAX.put(&mut bytes);
        assert_eq!(Vec::<Box<str>>::take(&mut Taker::new(&bytes)), None);
    }
}
