//! What goes wrong with pages that are derived.

use std::path::PathBuf;

use milepost_core::render::pages::TemplateError;

use crate::failure::Failure;

/// Why pages were not written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageTrouble {
    /// A file was named that has nothing derived in it.
    #[error("nothing in {} is derived", path.display())]
    NotAPage {
        /// The file, as it was typed.
        path: PathBuf,
    },
    /// Every time they are written, they should say something else.
    #[error("the pages do not settle: what is written changes what they should say")]
    Restless,
    /// A report is no text for a terminal.
    #[error("a report in HTML is not for a terminal")]
    OnTerminal,
    /// A report that is no whole one would tell what nobody said.
    #[error("the templates of the report fail: {what}")]
    Report {
        /// What the engine says.
        what: String,
    },
}

impl From<PageTrouble> for Failure {
    fn from(trouble: PageTrouble) -> Self {
        let hint = match &trouble {
            PageTrouble::NotAPage { .. } => {
                "`[[render]]` in milepost.toml makes a page of it; markers make blocks in it"
            }
            PageTrouble::Restless => "`milepost render --check` shows what changes",
            PageTrouble::OnTerminal => {
                "name a file: `milepost render --format html --output report.html`"
            }
            PageTrouble::Report { .. } => {
                "that is a mistake in milepost, and worth a report to those who make it"
            }
        };
        Self::new(trouble, vec![hint.to_owned()])
    }
}

impl From<TemplateError> for Failure {
    fn from(error: TemplateError) -> Self {
        let hint = error.help();
        Self::new(error, vec![hint])
    }
}
