//! Why nothing can be said of the past.

use milepost_host::{PastError, ViewError};

use crate::failure::{Failure, view_hints};

impl From<PastError> for Failure {
    fn from(error: PastError) -> Self {
        let hints = match error {
            PastError::Load(error) => return error.into(),
            PastError::Ledger(error) => return error.into(),
            PastError::View(ViewError::NoRepository { .. }) => {
                vec!["its past begins with `git init` and a first commit".to_owned()]
            }
            PastError::View(ref view) => view_hints(view),
            PastError::Unborn => vec!["commit the project first".to_owned()],
            PastError::Partial { .. } => {
                vec!["`git fetch --refetch --filter=blob:none` brings all folders".to_owned()]
            }
            PastError::Apart { is_cut_off: true, .. } => {
                vec!["`git fetch --unshallow` brings the whole history".to_owned()]
            }
            PastError::Apart { is_cut_off: false, .. } => {
                vec!["two dots, as in `A..B`, compare them all the same".to_owned()]
            }
            PastError::Damaged { .. } => vec!["`git fsck` says what is wrong with it".to_owned()],
            PastError::History(_) | PastError::Objects(_) => Vec::new(),
        };
        Self::new(error, hints)
    }
}
