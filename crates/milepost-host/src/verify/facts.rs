//! Where runs take place: facts of the machine that are no secrets.

use std::{collections::BTreeMap, env, fs, io::Read as _, path::Path};

use milepost_core::digest::{Digest, Framed};

/// The file with the salt of this user's hosts.
const SALT: &str = "salt";

/// The facts of this machine. The host is named by a digest with a salt that stays here: records of
/// one host can be told from those of another, and its name cannot be guessed from them.
pub(super) fn gather(cache: &Path) -> BTreeMap<Box<str>, Box<str>> {
    let mut facts: BTreeMap<Box<str>, Box<str>> = BTreeMap::new();
    facts.insert("os".into(), env::consts::OS.into());
    facts.insert("arch".into(), env::consts::ARCH.into());
    facts.insert("milepost".into(), env!("CARGO_PKG_VERSION").into());
    if let (Some(salt), Ok(host)) = (salt(cache), fs::read("/proc/sys/kernel/hostname")) {
        let digest = Framed::new("host/1").field(&salt).field(&host).digest();
        facts.insert("host".into(), digest.short().into());
    }
    facts
}

/// The salt, made once; nothing where it cannot be kept.
fn salt(cache: &Path) -> Option<Vec<u8>> {
    let path = cache.join(SALT);
    if let Ok(salt) = fs::read(&path)
        && salt.len() == 32
    {
        return Some(salt);
    }
    let mut salt = [0; 32];
    fs::File::open("/dev/urandom").ok()?.read_exact(&mut salt).ok()?;
    // Digested, so that what is kept shows nothing of the state of the machine's generator.
    let salt = Digest::of(&salt).as_bytes().to_vec();
    fs::create_dir_all(cache).ok()?;
    fs::write(&path, &salt).ok()?;
    Some(salt)
}
