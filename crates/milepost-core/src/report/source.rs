//! The files of a report as texts, with the limits that keep reading cheap.

use std::borrow::Cow;

use crate::report::{Fault, ReportError, ReportFile};

/// The largest file that is read, in bytes.
const LARGEST: usize = 256 << 20;

/// A file of a report.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) path: &'a str,
    bytes: &'a [u8],
}

/// All files in the order of their paths.
pub(super) fn texts<'a>(files: &[ReportFile<'a>]) -> Result<Vec<Text<'a>>, ReportError> {
    if files.is_empty() {
        return Err(Fault::NoFiles.into());
    }
    let mut texts: Vec<Text<'a>> = files.iter().map(Text::of).collect();
    texts.sort_by_key(|text| text.path);
    for pair in texts.windows(2) {
        if let [one, other] = pair
            && one.path == other.path
        {
            return Err(one.fault(Fault::FileTwice));
        }
    }
    texts.iter().try_for_each(Text::check_size)?;
    Ok(texts)
}

impl<'a> Text<'a> {
    fn of(file: &ReportFile<'a>) -> Self {
        let bytes = file.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file.bytes);
        Self { path: file.path, bytes }
    }

    fn check_size(&self) -> Result<(), ReportError> {
        match self.bytes.len() {
            bytes if bytes > LARGEST => Err(self.fault(Fault::TooLarge { bytes, limit: LARGEST })),
            _ if self.bytes.trim_ascii().is_empty() => Err(self.fault(Fault::Empty)),
            _ => Ok(()),
        }
    }

    /// The text of a file that a tool writes as a whole.
    pub(super) fn exact(&self) -> Result<&'a str, ReportError> {
        std::str::from_utf8(self.bytes).map_err(|error| {
            let valid = self.bytes.get(..error.valid_up_to()).unwrap_or_default();
            self.fault_on(valid.split(|byte| *byte == b'\n').count(), Fault::NotUtf8)
        })
    }

    /// The text of a stream that tests can print anything into.
    pub(super) fn printed(&self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.bytes)
    }

    /// A fault of the file as a whole.
    pub(super) fn fault(&self, fault: Fault) -> ReportError {
        ReportError { path: Some(self.path.into()), line: None, fault }
    }

    /// An error with the file that it is about, where it does not say so.
    pub(super) fn named(&self, error: ReportError) -> ReportError {
        ReportError { path: error.path.or_else(|| Some(self.path.into())), ..error }
    }

    /// A fault on a line, counted from 1.
    pub(super) fn fault_on(&self, line: usize, fault: Fault) -> ReportError {
        ReportError { path: Some(self.path.into()), line: Some(line), fault }
    }

    /// A fault at a place in the file.
    pub(super) fn fault_at(&self, offset: usize, fault: Fault) -> ReportError {
        let before = self.bytes.get(..offset).unwrap_or(self.bytes);
        self.fault_on(before.split(|byte| *byte == b'\n').count(), fault)
    }
}
