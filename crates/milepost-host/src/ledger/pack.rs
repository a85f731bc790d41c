//! Old segments in one file: verbatim, and gone from their own only when that lasts.

use std::{fs, io, path::Path};

use jiff::{Timestamp, tz::TimeZone};
use milepost_core::evidence::ledger::{Pack, PackName, SegmentName, WholeFiles};

use crate::{
    Workspace, files,
    ledger::{FOLDER, LedgerError, LedgerWriter, Rehearsal, WriteError, read, write},
    view::ViewError,
};

/// So many bytes of segments go into one pack at most, so that each can be read like any file.
const LARGEST: usize = 32 << 20;

/// What packing did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packed {
    /// The packs that were written.
    pub packs: Vec<PackName>,
    /// The segments that are in them now.
    pub segments: Vec<SegmentName>,
}

/// Why segments could not be packed. Nothing is lost by that: each is in its own file or in a pack.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A pack could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// What was written is not what is read.
    #[error("the pack `{name}` cannot be read back as it was written; no segment was removed")]
    NotAsWritten {
        /// The pack.
        name: PackName,
    },
    /// A segment that is in a pack now could not be removed.
    #[error("could not remove `{name}`, which is in a pack now")]
    Remove {
        /// The segment.
        name: SegmentName,
        /// What the system said.
        source: io::Error,
    },
}

impl Workspace {
    /// Puts the segments of the working tree that were written before this month (UTC) into packs.
    pub fn pack_ledger(&self, rehearsal: Rehearsal) -> Result<Packed, PackError> {
        if self.git().is_some_and(|git| git.is_bare) {
            let root = self.root().to_owned();
            return Err(LedgerError::from(ViewError::Bare { root }).into());
        }
        let mut files = WholeFiles::default();
        read::on_disk(self.root(), &mut |path, bytes| {
            if let Ok(bytes) = bytes {
                files.add(path, bytes);
            }
        })?;
        let today = Timestamp::now().to_zoned(TimeZone::UTC);
        let old = files.segments_before(today.year(), today.month());
        let mut packed = Packed::default();
        for group in groups(&old) {
            let segments = group.iter().map(|(name, bytes)| (name, *bytes));
            let Some((name, bytes)) = Pack::write(segments) else { continue };
            if rehearsal == Rehearsal::Off {
                LedgerWriter::new(self.root(), Vec::new()).put(name.as_str(), &bytes)?;
                self.read_back(&name, group)?;
                self.remove_packed(group)?;
            }
            packed.packs.push(name);
            packed.segments.extend(group.iter().map(|(name, _)| name.clone()));
        }
        Ok(packed)
    }

    /// Looks whether a pack on the disk holds all segments, byte for byte.
    fn read_back(
        &self,
        name: &PackName,
        segments: &[(SegmentName, &[u8])],
    ) -> Result<(), PackError> {
        let bytes = files::read(&self.root().join(FOLDER).join(name.as_str())).unwrap_or_default();
        let pack = Pack::parse(name, &bytes);
        let held: Vec<(&SegmentName, &[u8])> = pack.iter().flat_map(Pack::segments).collect();
        let is_there = |(name, bytes): &(SegmentName, &[u8])| held.contains(&(name, *bytes));
        if !segments.is_empty() && segments.iter().all(is_there) {
            return Ok(());
        }
        Err(PackError::NotAsWritten { name: name.clone() })
    }

    fn remove_packed(&self, segments: &[(SegmentName, &[u8])]) -> Result<(), PackError> {
        let folder = self.root().join(FOLDER);
        for (name, _) in segments {
            let path = folder.join(name.as_str());
            match fs::remove_file(&path) {
                // Another process packs the same.
                Err(source) if !files::is_absence(&source) => {
                    return Err(PackError::Remove { name: name.clone(), source });
                }
                Ok(()) | Err(_) => tidy_up(&path, &folder),
            }
        }
        Ok(())
    }
}

/// Removes the folders of a month and a year once they are empty. That they stay harms nothing.
fn tidy_up(removed: &Path, ledger: &Path) {
    for above in removed.ancestors().skip(1).take_while(|above| *above != ledger) {
        if fs::remove_dir(above).is_err() {
            drop(write::sync(above));
            return;
        }
    }
}

/// The segments in groups that each make a pack of its own. One alone is left as it is.
fn groups<'a, 'b>(segments: &'a [(SegmentName, &'b [u8])]) -> Vec<&'a [(SegmentName, &'b [u8])]> {
    let (mut groups, mut start, mut bytes) = (Vec::new(), 0, 0);
    for (at, (_, segment)) in segments.iter().enumerate() {
        if bytes + segment.len() > LARGEST && at > start {
            groups.extend(segments.get(start..at));
            (start, bytes) = (at, 0);
        }
        bytes += segment.len();
    }
    groups.extend(segments.get(start..));
    groups.retain(|group| group.len() > 1);
    groups
}
