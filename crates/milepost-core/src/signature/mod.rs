//! SSH signatures: whether one is over some bytes, and by which key.
//!
//! The format is that of `ssh-keygen -Y sign` ([PROTOCOL.sshsig]). Whether a key may say what it signed
//! is asked in [`signers`]; that a signature is mathematically right trusts nobody.
//!
//! [PROTOCOL.sshsig]: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig

pub mod signers;
#[cfg(test)]
mod tests;

use std::fmt;

use ssh_key::{HashAlg, LineEnding, PublicKey, SshSig, public::KeyData};

/// What a signature was made for. One that was made for something else says nothing here.
///
/// Git signs commits for `git`, so no signed commit can be taken for an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// A person decides: approvals, reviews, waivers, decisions.
    Approval,
    /// A machine vouches for runs that it made.
    Evidence,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::Approval, Self::Evidence];

    /// The namespace that stands in the signature.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::Approval => "approval@milepost.dev",
            Self::Evidence => "evidence@milepost.dev",
        }
    }

    /// The purpose of a namespace.
    pub fn of(namespace: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.namespace() == namespace)
    }
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(KeyData);

impl Key {
    /// Reads a key as OpenSSH writes it, `ssh-ed25519 AAAA…`, with or without a remark behind it.
    pub fn new(text: &str) -> Option<Self> {
        PublicKey::from_openssh(text.trim()).ok().map(|key| Self(key.key_data().clone()))
    }

    /// Its fingerprint, as `ssh-keygen -l` prints it.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint(HashAlg::Sha256).to_string()
    }

    /// Whether it lives in hardware that can tell whether a person touched it.
    pub fn is_hardware(&self) -> bool {
        self.0.is_sk_ed25519() || self.0.is_sk_ecdsa_p256()
    }

    /// Whether signatures by it can be checked here.
    #[expect(clippy::wildcard_enum_match_arm, reason = "what `KeyData` grows is not supported yet")]
    pub fn is_supported(&self) -> bool {
        match &self.0 {
            KeyData::Ed25519(_) | KeyData::SkEd25519(_) | KeyData::SkEcdsaSha2NistP256(_) => true,
            KeyData::Ecdsa(key) => !matches!(key, ssh_key::public::EcdsaPublicKey::NistP521(_)),
            // RSA and DSA need code that has had its flaws.
            _ => false,
        }
    }

    /// The name of its algorithm, as `ssh-ed25519`.
    pub fn algorithm(&self) -> String {
        self.0.algorithm().to_string()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fingerprint())
    }
}

/// Whether the hardware that signed saw a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// The key lives in hardware, and a person touched it.
    Touched,
    /// Nothing says so: any program that reaches the key can have signed.
    Unknown,
}

/// A signature that is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The key that signed.
    pub key: Key,
    /// What for.
    pub purpose: Purpose,
    /// Whether a person was seen.
    pub presence: Presence,
}

/// Why a signature says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum BadSignature {
    /// It is no SSH signature.
    #[error("it is no SSH signature")]
    Malformed,
    /// It was made for something else.
    #[error("it was made for another purpose")]
    Purpose,
    /// Signatures by such keys are not read.
    #[error("it is by a key of a kind that is not read; ed25519, ecdsa and hardware keys are")]
    Unsupported,
    /// It is not over these bytes, or not by that key.
    #[error("it is not over these bytes")]
    Wrong,
}

/// The bit in which hardware says that a person was there (CTAP2, authenticator data).
const USER_PRESENT: u8 = 1;

/// Checks a signature over some bytes.
pub fn check(armor: &str, bytes: &[u8]) -> Result<Signed, BadSignature> {
    let signature = SshSig::from_pem(armor).map_err(|_why| BadSignature::Malformed)?;
    let is_plain = signature.version() == SshSig::VERSION && signature.reserved().is_empty();
    if !is_plain || !is_canonical(&signature, armor) {
        return Err(BadSignature::Malformed);
    }
    let purpose = Purpose::of(signature.namespace()).ok_or(BadSignature::Purpose)?;
    let key = Key(signature.public_key().clone());
    if !key.is_supported() {
        return Err(BadSignature::Unsupported);
    }
    let public = PublicKey::from(key.0.clone());
    public.verify(purpose.namespace(), bytes, &signature).map_err(|_why| BadSignature::Wrong)?;
    let presence = presence(&key, &signature);
    Ok(Signed { key, purpose, presence })
}

/// Whether a signature is written in the one way there is. The decoder takes lengths that promise too
/// much, and nobody who signs writes them.
fn is_canonical(signature: &SshSig, armor: &str) -> bool {
    let bare = |text: &str| text.split_ascii_whitespace().collect::<String>();
    signature.to_pem(LineEnding::LF).is_ok_and(|written| bare(&written) == bare(armor))
}

/// Hardware signs its flags along with the message; they stand before the counter of four bytes.
fn presence(key: &Key, signature: &SshSig) -> Presence {
    let bytes = signature.signature_bytes();
    let flags = bytes.len().checked_sub(5).and_then(|at| bytes.get(at));
    let is_touched = key.is_hardware() && flags.is_some_and(|flags| flags & USER_PRESENT != 0);
    if is_touched { Presence::Touched } else { Presence::Unknown }
}
