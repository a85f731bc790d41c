//! Versions of what a gate runs with: recorded with each run, and compared by `verify` alone.
//!
//! A verdict never rests on them. What a toolchain is belongs into the content, as a lock file or
//! `rust-toolchain.toml`; these are what machines happen to have.

use std::collections::BTreeMap;

use crate::{
    config::Config,
    evidence::{Ending, Run},
    gate::{Check, GateName},
    verdict::{Verdict, Verdicts, Wanted},
};

/// What stands before the name of a version in the environment of a run.
const PREFIX: &str = "version:";

/// No version is longer, in characters.
const LONGEST: usize = 120;

/// Versions, each by the name of what has it.
pub type Versions = BTreeMap<Box<str>, Box<str>>;

/// What a program that was asked for its version says: the first line that is not empty, of no more
/// than 120 characters, with a `?` for each that is not plain ASCII.
pub fn version(ending: Ending, printed: &[u8]) -> Box<str> {
    let failed = match ending {
        Ending::Exited(0) => None,
        Ending::Exited(code) => Some(format!("unknown: exit code {code}")),
        Ending::Killed(signal) => Some(format!("unknown: signal {signal}")),
        Ending::TimedOut => Some("unknown: it took too long".to_owned()),
        Ending::CouldNotStart
        | Ending::Leaked(_)
        | Ending::Refused
        | Ending::Cancelled
        | Ending::Interrupted => Some("unknown: it could not be asked".to_owned()),
    };
    if let Some(failed) = failed {
        return failed.into();
    }
    let text = String::from_utf8_lossy(printed);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    let Some(line) = line else { return "unknown: it printed nothing".into() };
    let plain = |c: char| if matches!(c, ' '..='~') { c } else { '?' };
    line.chars().take(LONGEST).map(plain).collect::<String>().into()
}

/// Versions as they stand among the facts of a run.
pub fn facts(versions: &Versions) -> impl Iterator<Item = (Box<str>, Box<str>)> {
    versions.iter().map(|(name, version)| (format!("{PREFIX}{name}").into(), version.clone()))
}

/// The versions that a run was recorded with.
pub fn versions_of(run: &Run) -> impl Iterator<Item = (&str, &str)> {
    let facts = run.environment.iter();
    facts.filter_map(|(name, version)| Some((name.strip_prefix(PREFIX)?, &**version)))
}

/// The gates whose versions matter before it is planned what is run: those that pass, of those that
/// are wanted.
pub fn to_ask(config: &Config, verdicts: &Verdicts, wanted: &Wanted) -> Vec<GateName> {
    let is_wanted = |name: &GateName| match wanted {
        Wanted::Open | Wanted::Stale | Wanted::All => true,
        Wanted::Gates(names) => names.contains(name),
        // They run whatever is known.
        Wanted::Again(_) => false,
    };
    let passes =
        |name: &GateName| verdicts.gates.get(name).is_some_and(|it| it.verdict == Verdict::Pass);
    let has_versions = |check: &Check| match check {
        Check::Run(check) => !check.versions.is_empty(),
        Check::Review(_) => false,
    };
    let gates = config.gates.values().filter(|gate| has_versions(&gate.check));
    gates.map(|gate| &gate.name).filter(|name| is_wanted(name) && passes(name)).cloned().collect()
}

/// Verdicts to plan by: a gate that passed with other versions than the ones here is to be run again.
#[must_use]
pub fn held_against_versions(verdicts: &Verdicts, here: &BTreeMap<GateName, Versions>) -> Verdicts {
    let mut verdicts = verdicts.clone();
    for (name, versions) in here {
        let Some(gate) = verdicts.gates.get_mut(name) else { continue };
        let Some(basis) = &gate.basis else { continue };
        let then: BTreeMap<&str, &str> = versions_of(&basis.run).collect();
        let differs = versions.iter().find(|(name, now)| then.get(&***name) != Some(&&***now));
        let Some((what, now)) = differs else { continue };
        let why = match then.get(&**what) {
            Some(then) => format!("{what} was `{then}` when it passed, and is `{now}` here"),
            None => format!("the version of {what} was not recorded when it passed"),
        };
        gate.verdict = Verdict::Stale;
        gate.reasons.insert(0, why);
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::version;
    use crate::evidence::Ending;

    #[track_caller]
    fn check(printed: &[u8], said: &str) {
        assert_eq!(&*version(Ending::Exited(0), printed), said);
    }

    #[test]
    fn a_version_is_one_plain_line() {
        check(b"\n  rustc 1.95.0 (abc)  \nmore\n", "rustc 1.95.0 (abc)");
        check(b"a\x1b[2Jb\xff\n", "a?[2Jb?");
        check("v1\u{202e}2".as_bytes(), "v1?2");
        check(" \n\n".as_bytes(), "unknown: it printed nothing");
        check(&b"x".repeat(5000), &"x".repeat(120));
    }

    #[test]
    fn what_does_not_tell_its_version_is_unknown_whatever_it_printed() {
        assert_eq!(&*version(Ending::Exited(127), b"1.0\n"), "unknown: exit code 127");
        assert_eq!(&*version(Ending::TimedOut, b"1.0\n"), "unknown: it took too long");
    }
}
