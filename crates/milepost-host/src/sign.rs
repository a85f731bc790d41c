//! Signing with an SSH key, as git does: by `ssh-keygen`, which knows agents, passphrases and hardware.
//!
//! Which program signs is not for a repository to say: `gpg.ssh.program` is not looked at.

use std::{
    env, fmt, fs,
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use milepost_core::signature::{self, BadSignature, Key, Purpose, Signed};

use crate::{
    Workspace,
    decode::lossy,
    files::{self, FileError},
    git::config::Settings,
};

/// The key that signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SigningKey {
    /// A private key, or the public one of a key that an agent holds.
    File(PathBuf),
    /// A public key whose private one an agent holds.
    Agent(Box<str>),
}

impl fmt::Display for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Agent(key) => write!(f, "the agent's {key}"),
        }
    }
}

impl SigningKey {
    /// Its public half, where that can be read without asking anybody.
    pub fn public(&self) -> Option<signature::Key> {
        let read = |path: &Path| fs::read_to_string(path).ok();
        match self {
            Self::Agent(public) => signature::Key::new(public),
            Self::File(path) => {
                let beside = || {
                    let mut name = path.clone().into_os_string();
                    name.push(".pub");
                    signature::Key::new(read(Path::new(&name))?.trim())
                };
                read(path).and_then(|text| signature::Key::new(text.trim())).or_else(beside)
            }
        }
    }
}

/// Whether whoever is there may be asked for a passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// A person at a terminal may.
    OnTerminal,
    /// Nobody is asked: a machine signs by itself, again and again.
    Never,
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// Nobody said which key.
    #[error("no key is named to sign with")]
    NoKey,
    /// What git signs with is no SSH key.
    #[error("`user.signingkey` is `{value}`, which is no SSH key and no file")]
    NotSsh {
        /// The value.
        value: String,
    },
    /// The settings of git could not be read.
    #[error("could not read the settings of git")]
    Settings(#[from] FileError),
    /// There is no `ssh-keygen`.
    #[error("could not start ssh-keygen, which signs")]
    Start(#[source] io::Error),
    /// A file for the key or the text could not be made.
    #[error("could not hand ssh-keygen what it needs")]
    Hand(#[source] io::Error),
    /// It did not sign.
    #[error("ssh-keygen did not sign: {said}")]
    Refused {
        /// What it said.
        said: String,
    },
    /// The file holds another key than a moment ago.
    #[error("another key signed than the one that was looked at")]
    OtherKey,
    /// What it wrote is no signature over the text.
    #[error("what ssh-keygen wrote does not hold")]
    Bad(#[from] BadSignature),
}

impl Workspace {
    /// The key that a person signs commits with: `user.signingkey`, of the repository or of the user.
    pub fn signing_key(&self) -> Result<SigningKey, SignError> {
        let own = self.git().map(|git| git.common.join("config"));
        let mut places: Vec<PathBuf> = own.into_iter().collect();
        let home = env::var_os("HOME").map(PathBuf::from);
        places.extend(home.iter().map(|home| home.join(".gitconfig")));
        let config = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
        let config = config.or_else(|| home.as_ref().map(|home| home.join(".config")));
        places.extend(config.map(|config| config.join("git/config")));
        for place in places {
            let Some(bytes) = files::read_of_git(&place)? else { continue };
            if let Some(value) = Settings::parse(&lossy(&bytes)).get("user.signingkey") {
                return key(value, home.as_deref());
            }
        }
        Err(SignError::NoKey)
    }
}

/// What a value of `user.signingkey` names.
fn key(value: &str, home: Option<&Path>) -> Result<SigningKey, SignError> {
    let text = value.strip_prefix("key::").unwrap_or(value);
    if signature::Key::new(text).is_some() {
        return Ok(SigningKey::Agent(text.into()));
    }
    let path = match (value.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        (Some(_) | None, _) => PathBuf::from(value),
    };
    if path.is_file() {
        Ok(SigningKey::File(path))
    } else {
        Err(SignError::NotSsh { value: value.to_owned() })
    }
}

/// A key that signs what a machine recorded, without asking anyone.
#[derive(Clone, Debug)]
pub struct MachineKey {
    key: SigningKey,
    public: Key,
}

impl MachineKey {
    /// Takes a key that signs here and now. Whether it counts is not asked.
    pub fn open(key: SigningKey) -> Result<Self, SignError> {
        let probe = b"whether this key signs\n";
        let (_, signed) = sign(&key, (Purpose::Evidence, Asking::Never), probe)?;
        Ok(Self { key, public: signed.key })
    }

    /// Its public half.
    pub fn public(&self) -> &Key {
        &self.public
    }

    /// A signature over a segment that is about to be written.
    pub(crate) fn sign(&self, bytes: &[u8]) -> Result<String, SignError> {
        let (armor, signed) = sign(&self.key, (Purpose::Evidence, Asking::Never), bytes)?;
        if signed.key == self.public { Ok(armor) } else { Err(SignError::OtherKey) }
    }
}

impl fmt::Display for MachineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.key, f)
    }
}

/// A signature over some bytes, and what it is worth: checked before anyone relies on it.
pub fn sign(
    key: &SigningKey,
    (purpose, asking): (Purpose, Asking),
    bytes: &[u8],
) -> Result<(String, Signed), SignError> {
    let folder = tempfile::tempdir().map_err(SignError::Hand)?;
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "sign", "-n", purpose.namespace(), "-f"]);
    match key {
        SigningKey::File(path) => command.arg(path),
        SigningKey::Agent(public) => {
            let path = folder.path().join("key.pub");
            fs::write(&path, format!("{public}\n")).map_err(SignError::Hand)?;
            command.arg(path).arg("-U")
        }
    };
    match asking {
        Asking::OnTerminal if io::stdin().is_terminal() => {}
        // Without a terminal nobody answers a dialogue, either.
        Asking::OnTerminal => {
            command.env("SSH_ASKPASS_REQUIRE", "never").env_remove("DISPLAY");
        }
        // It would find the terminal of a session by itself: so it asks a program that knows nothing.
        Asking::Never => {
            command.env("SSH_ASKPASS_REQUIRE", "force").env("SSH_ASKPASS", "false");
        }
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(SignError::Start)?;
    let mut stdin =
        child.stdin.take().ok_or_else(|| SignError::Hand(io::Error::other("no pipe")))?;
    // What it does not read it does not sign; its own words say why.
    drop(stdin.write_all(bytes));
    drop(stdin);
    let output = child.wait_with_output().map_err(SignError::Hand)?;
    if !output.status.success() {
        let said = lossy(&output.stderr).trim().replace('\n', "; ");
        return Err(SignError::Refused { said });
    }
    let armor = lossy(&output.stdout);
    let signed = signature::check(&armor, bytes)?;
    Ok((armor, signed))
}
