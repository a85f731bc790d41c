//! The lines of a ledger one after the other, those that are not counted among them.

use crate::{
    digest::Digest,
    evidence::{
        Record,
        ledger::{Ledger, Unread},
    },
};

/// One line of a ledger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Line<'a> {
    /// A record.
    Read(&'a Record),
    /// A line that is kept and not counted.
    Unread(&'a Unread),
}

impl Line<'_> {
    /// The digest of the line.
    pub fn id(&self) -> Digest {
        match self {
            Self::Read(record) => record.id,
            Self::Unread(unread) => unread.id,
        }
    }
}

impl Ledger {
    /// All lines, the first one first.
    pub fn lines(&self) -> Vec<Line<'_>> {
        let mut lines = Vec::with_capacity(self.records.len() + self.unread.len());
        let mut unread = self.unread.iter().zip(&self.unread_after).peekable();
        for (at, record) in self.records.iter().enumerate() {
            while let Some((line, _)) = unread.next_if(|(_, after)| **after <= at) {
                lines.push(Line::Unread(line));
            }
            lines.push(Line::Read(record));
        }
        lines.extend(unread.map(|(line, _)| Line::Unread(line)));
        lines
    }

    /// The lines whose id begins so, in order.
    pub fn lines_called(&self, beginning: &str) -> Vec<Line<'_>> {
        let beginning = beginning.to_ascii_lowercase();
        let is_meant = |line: &Line<'_>| line.id().to_string().starts_with(&beginning);
        self.lines().into_iter().filter(is_meant).collect()
    }
}
