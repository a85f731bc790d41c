//! The file of allowed signers: which keys speak for whom, what for, and when.
//!
//! The format is that of `ssh-keygen`, section *ALLOWED SIGNERS* of its manual, so that the same file
//! serves stock tools. A line that is not understood makes the file one that trusts nobody more: the
//! line is a mistake that is told, and no key comes from it.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use crate::signature::{Key, Purpose};

/// Everyone whose signature may count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signers {
    entries: Vec<Signer>,
    /// The lines that are none, with why.
    pub mistakes: Vec<(usize, WhyNoSigner)>,
}

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Signer {
    principals: Vec<Pattern>,
    namespaces: Option<Vec<Pattern>>,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    key: Key,
    line: usize,
}

/// Why a line names no signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum WhyNoSigner {
    /// It has no key where one must be; a space between options does that, too.
    #[error("it has no key that can be read behind the principals and options")]
    NoKey,
    /// It has an option that is not known here, so nobody can say what it demands.
    #[error("it has an option that is not known")]
    Option,
    /// Certificates are not followed.
    #[error("certificate authorities are not followed: list the keys themselves")]
    Authority,
    /// A time in it cannot be read.
    #[error("its `valid-after` or `valid-before` is no time")]
    Time,
    /// Signatures by such a key cannot be checked.
    #[error("signatures by such a key are not read; ed25519, ecdsa and hardware keys are")]
    Unsupported,
}

/// Why a key speaks for nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum NotAllowed {
    /// No line has it.
    #[error("its key is not in `.milepost/allowed_signers`")]
    Unlisted,
    /// A line has it for other purposes.
    #[error("its key is not listed for this purpose")]
    Purpose,
    /// It was not valid yet.
    #[error("its key was not valid yet")]
    TooEarly,
    /// It was valid no more.
    #[error("its key was not valid any more")]
    TooLate,
}

impl Signers {
    /// Reads the text of the file.
    pub fn parse(text: &str) -> Self {
        let mut signers = Self::default();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match signer(line, at + 1) {
                Ok(signer) => signers.entries.push(signer),
                Err(why) => signers.mistakes.push((at + 1, why)),
            }
        }
        signers
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether some key is valid for a time only, so that it matters when something was signed.
    pub fn know_times(&self) -> bool {
        self.entries.iter().any(|entry| entry.after.is_some() || entry.before.is_some())
    }

    /// Whom a key speaks for at a time: principals as they are written, patterns left out.
    ///
    /// A pattern names many and nobody in particular; it is given as it stands.
    pub fn whom(
        &self,
        key: &Key,
        purpose: Purpose,
        at: Timestamp,
    ) -> Result<Vec<&str>, NotAllowed> {
        let mut nearest = NotAllowed::Unlisted;
        let mut principals = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.key == *key) {
            match entry.allows(purpose, at) {
                Ok(()) => principals.extend(entry.principals.iter().map(|it| &*it.0)),
                Err(why) => nearest = nearest.max(why),
            }
        }
        if principals.is_empty() { Err(nearest) } else { Ok(principals) }
    }

    /// The line that has a key, counted from 1.
    pub fn line(&self, key: &Key) -> Option<usize> {
        self.entries.iter().find(|entry| entry.key == *key).map(|entry| entry.line)
    }

    /// Everyone who is listed for a purpose, with the key, whenever that is valid.
    pub fn listed(&self, purpose: Purpose) -> impl Iterator<Item = (&str, &Key)> {
        let entries = self.entries.iter().filter(move |entry| entry.is_for(purpose));
        entries.flat_map(|entry| entry.principals.iter().map(|it| (&*it.0, &entry.key)))
    }
}

impl Signer {
    fn is_for(&self, purpose: Purpose) -> bool {
        let namespaces = self.namespaces.as_ref();
        namespaces.is_none_or(|patterns| is_named(patterns, purpose.namespace()))
    }

    fn allows(&self, purpose: Purpose, at: Timestamp) -> Result<(), NotAllowed> {
        if !self.is_for(purpose) {
            return Err(NotAllowed::Purpose);
        }
        if self.after.is_some_and(|after| at < after) {
            return Err(NotAllowed::TooEarly);
        }
        // As OpenSSH has it: the last moment still counts.
        if self.before.is_some_and(|before| at > before) {
            return Err(NotAllowed::TooLate);
        }
        Ok(())
    }
}

fn signer(line: &str, number: usize) -> Result<Signer, WhyNoSigner> {
    let (principals, rest) = word(line);
    let principals = patterns(principals);
    let mut signer = Signer {
        principals,
        namespaces: None,
        after: None,
        before: None,
        key: Key::new(rest).or_else(|| Key::new(word(rest).1)).ok_or(WhyNoSigner::NoKey)?,
        line: number,
    };
    if Key::new(rest).is_none() {
        let (given, _) = word(rest);
        for option in split(given) {
            take(&mut signer, option)?;
        }
    }
    if !signer.key.is_supported() {
        return Err(WhyNoSigner::Unsupported);
    }
    Ok(signer)
}

fn take(signer: &mut Signer, option: &str) -> Result<(), WhyNoSigner> {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    let value = value.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(value);
    match &*name.to_ascii_lowercase() {
        "namespaces" => signer.namespaces = Some(patterns(value)),
        "valid-after" => signer.after = Some(time(value).ok_or(WhyNoSigner::Time)?),
        "valid-before" => signer.before = Some(time(value).ok_or(WhyNoSigner::Time)?),
        "cert-authority" => return Err(WhyNoSigner::Authority),
        _ => return Err(WhyNoSigner::Option),
    }
    Ok(())
}

/// `YYYYMMDD[HHMM[SS]][Z]`. Without a `Z` OpenSSH takes the zone of the machine; here it is UTC
/// everywhere, so that the same file means the same on every machine.
fn time(text: &str) -> Option<Timestamp> {
    let digits = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    if !matches!(digits.len(), 8 | 12 | 14) {
        return None;
    }
    let moment = DateTime::strptime("%Y%m%d%H%M%S", format!("{digits:0<14}")).ok()?;
    moment.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// The first word of a line, quotes kept together, and what follows it.
fn word(line: &str) -> (&str, &str) {
    let mut is_quoted = false;
    let end = line.find(|c: char| {
        is_quoted ^= c == '"';
        !is_quoted && c.is_ascii_whitespace()
    });
    let (first, rest) = line.split_at(end.unwrap_or(line.len()));
    (first, rest.trim_start())
}

/// The parts of a text between commas that stand outside of quotes.
fn split(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|c: char| {
        is_quoted ^= c == '"';
        !is_quoted && c == ','
    })
    .collect()
}

fn patterns(text: &str) -> Vec<Pattern> {
    let text = text.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(text);
    text.split(',').filter(|it| !it.is_empty()).map(|it| Pattern(it.into())).collect()
}

/// A pattern with `*` and `?`; with a `!` before it, one that takes away.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern(Box<str>);

/// Whether some pattern names a text and none takes it away.
fn is_named(patterns: &[Pattern], text: &str) -> bool {
    let taken = |it: &Pattern| it.0.strip_prefix('!').is_some_and(|it| is_match(it, text));
    patterns.iter().any(|it| is_match(&it.0, text)) && !patterns.iter().any(taken)
}

/// Whether a pattern with `*` and `?` fits all of a text. Linear but for the stars.
pub fn is_match(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some('?') => (p, t) = (p + 1, t + 1),
            Some(c) if Some(c) == text.get(t) => (p, t) = (p + 1, t + 1),
            Some(_) | None => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                (p, t) = (at + 1, from + 1);
            }
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|c| *c == '*')
}
