//! Where milepost keeps what is a user's own and can be thrown away.

use std::{env, path::PathBuf};

/// `$MILEPOST_CACHE_DIR`, `$XDG_CACHE_HOME/milepost` or `~/.cache/milepost`: the first of these that
/// is an absolute path, as the XDG base directory specification wants it.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).map(PathBuf::from).filter(|it| it.is_absolute());
    folder("MILEPOST_CACHE_DIR")
        .or_else(|| folder("XDG_CACHE_HOME").map(|it| it.join("milepost")))
        .or_else(|| folder("HOME").map(|it| it.join(".cache/milepost")))
}
