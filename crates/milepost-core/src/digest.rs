//! SHA-256 digests, and the way in which several fields become one digest.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// A digest from its 64 lower-case hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let [high, low] = [nibble(*pair.first()?)?, nibble(*pair.get(1)?)?];
            *byte = high << 4 | low;
        }
        Some(Self(bytes))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first ten digits, as people read them.
    pub fn short(&self) -> String {
        let mut text = self.to_string();
        text.truncate(10);
        text
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Bytes that come piece by piece, on their way to the digest of them all.
#[derive(Clone, Debug, Default)]
pub struct Pieces(Sha256);

impl Pieces {
    /// Adds the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all that was added.
    pub fn digest(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// Several fields on their way to one digest.
///
/// Every field carries its length, and every list its count: no byte can move from one field to its
/// neighbour, and no list can run into the next, without changing the digest.
#[derive(Clone, Debug)]
pub struct Framed(Sha256);

impl Framed {
    /// Begins a digest of a kind of thing: equal fields of two kinds have two digests.
    pub fn new(kind: &str) -> Self {
        let mut framed = Self(Sha256::new());
        framed.field(kind.as_bytes());
        framed
    }

    /// Adds a field.
    pub fn field(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(length(bytes.len()));
        self.0.update(bytes);
        self
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.field(text.as_bytes())
    }

    /// Adds a list of texts.
    pub fn list<'a>(&mut self, texts: impl ExactSizeIterator<Item = &'a str>) -> &mut Self {
        self.0.update(length(texts.len()));
        for text in texts {
            self.field(text.as_bytes());
        }
        self
    }

    /// Adds a text that may be absent: absent and empty are two things.
    pub fn option(&mut self, text: Option<&str>) -> &mut Self {
        self.list(text.into_iter())
    }

    /// The digest of all that was added.
    pub fn digest(&self) -> Digest {
        Digest(self.0.clone().finalize().into())
    }
}

fn length(length: usize) -> [u8; 8] {
    u64::try_from(length).unwrap_or(u64::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::{Digest, Framed, Pieces};

    #[test]
    fn a_digest_is_that_of_the_standard() {
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").to_string(), expected);
        assert_eq!(Digest::from_hex(expected), Some(Digest::of(b"abc")));
        assert_eq!(Digest::from_hex(&expected.to_uppercase()), None);
        assert_eq!(Digest::from_hex(&expected[1..]), None);
    }

    #[test]
    fn pieces_have_the_digest_of_the_whole() {
        let mut pieces = Pieces::default();
        pieces.add(b"a");
        pieces.add(b"");
        pieces.add(b"bc");
        assert_eq!(pieces.digest(), Digest::of(b"abc"));
    }

    #[test]
    fn no_byte_moves_between_fields_unseen() {
        let digest = |fields: &[&str]| {
            let mut framed = Framed::new("test");
            for field in fields {
                framed.text(field);
            }
            framed.digest()
        };
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_ne!(digest(&["a", ""]), digest(&["a"]));
        let lists = |a: &[&str], b: &[&str]| {
            Framed::new("test").list(a.iter().copied()).list(b.iter().copied()).digest()
        };
        assert_ne!(lists(&["a"], &["b"]), lists(&["a", "b"], &[]));
        assert_ne!(Framed::new("x").text("a").digest(), Framed::new("y").text("a").digest());
        assert_ne!(
            Framed::new("x").option(None).digest(),
            Framed::new("x").option(Some("")).digest()
        );
    }
}
