//! Where a clone keeps what is not for others and can be thrown away.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use milepost_core::digest::Digest;

/// The folder for things of one kind: in the git folder that all working trees share, or in the
/// user's cache where that cannot be written to. It is made if need be.
pub(super) fn folder(common: &Path, kind: &str) -> io::Result<PathBuf> {
    let near = common.join("milepost").join(kind);
    let refused = match fs::create_dir_all(&near) {
        Ok(()) if is_writable(&near) => return Ok(near),
        Ok(()) => io::Error::from(io::ErrorKind::PermissionDenied),
        Err(error) => error,
    };
    let Some(cache) = user_cache() else { return Err(refused) };
    let clone = Digest::of(common.as_os_str().as_encoded_bytes()).to_string();
    let far = cache.join("milepost").join(clone).join(kind);
    fs::create_dir_all(&far)?;
    Ok(far)
}

/// Whether files can be made in a folder: its mode alone does not tell.
fn is_writable(folder: &Path) -> bool {
    tempfile::tempfile_in(folder).is_ok()
}

/// The user's cache folder, as the XDG base directory specification has it.
fn user_cache() -> Option<PathBuf> {
    let absolute = |path: PathBuf| path.is_absolute().then_some(path);
    let stated = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).and_then(absolute);
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    stated.or_else(|| home().and_then(absolute))
}
