//! Object ids, as git writes them in 20 or 32 bytes.

use std::fmt;

use milepost_core::{evidence::ObjectName, id::CommitId};

/// Which digest names the objects of a repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// 20 bytes.
    #[default]
    Sha1,
    /// 32 bytes.
    Sha256,
}

impl Format {
    /// How many bytes an id has.
    pub(crate) fn width(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }
}

/// The id of an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ObjectId {
    bytes: [u8; 32],
    width: u8,
}

impl ObjectId {
    /// Takes the raw bytes of an id.
    pub(crate) fn from_bytes(raw: &[u8]) -> Option<Self> {
        let width = u8::try_from(raw.len()).ok().filter(|width| matches!(width, 20 | 32))?;
        let mut bytes = [0; 32];
        bytes.get_mut(..raw.len())?.copy_from_slice(raw);
        Some(Self { bytes, width })
    }

    /// Reads a whole id in hexadecimal digits.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text.chars().map(digit).collect::<Option<_>>()?;
        if !digits.len().is_multiple_of(2) {
            return None;
        }
        let raw: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
        Self::from_bytes(&raw)
    }

    /// The raw bytes.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.width)).unwrap_or(&self.bytes)
    }

    /// The name of a tree or blob as the core knows it.
    pub(crate) fn name(self) -> ObjectName {
        ObjectName::new(&self.to_string()).expect("an object id has 40 or 64 hexadecimal digits")
    }

    /// Whether it stands for no object.
    pub(crate) fn is_null(self) -> bool {
        self.bytes == [0; 32]
    }

    /// The id as the core knows it.
    pub(crate) fn commit(self) -> CommitId {
        CommitId::new(&self.to_string()).expect("an object id has 40 or 64 hexadecimal digits")
    }
}

fn digit(c: char) -> Option<u8> {
    c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes.iter().take(self.width.into()).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
