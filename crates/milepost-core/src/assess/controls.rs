//! From the runs on known-good and known-bad states to whether a gate can be believed.

use crate::{
    evidence::{ControlsEnd, Outcome},
    gate::{Control, ControlKind},
};

/// Whether the text that shows a detection was in the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// It was.
    Seen,
    /// It was not, or none was looked for.
    Unseen,
}

/// What a gate said of a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controlled {
    /// What the control is called.
    pub name: Box<str>,
    /// What it must say.
    pub kind: ControlKind,
    /// What that means for the gate.
    pub end: ControlsEnd,
    /// How it went, in milepost's own words.
    pub why: Box<str>,
}

impl Controlled {
    /// A control whose state could not be made: nothing was run.
    pub fn without_run(control: &Control, why: impl Into<Box<str>>) -> Self {
        let Control { name, kind, state: _ } = control.clone();
        Self { name, kind, end: ControlsEnd::Unsound, why: why.into() }
    }
}

/// What a run on the state of a control means.
///
/// A bad state is detected by a failure that says so. One without the signal may have failed for any
/// reason, and what could not be measured was not judged: neither shows anything.
pub fn control(
    control: &Control,
    outcome: Outcome,
    reasons: &[Box<str>],
    signal: Signal,
) -> Controlled {
    let because = || match reasons.first() {
        Some(first) => format!(": {first}"),
        None => String::new(),
    };
    let (end, why) = match (&control.kind, outcome) {
        (ControlKind::Good, Outcome::Passed) => (ControlsEnd::Sound, "it passed".to_owned()),
        (ControlKind::Good, Outcome::Failed) => {
            (ControlsEnd::Unsound, format!("it must pass, and failed{}", because()))
        }
        (ControlKind::Bad { .. }, Outcome::Passed) => {
            (ControlsEnd::Blind, "it must fail, and passed".to_owned())
        }
        (ControlKind::Bad { signal: text }, Outcome::Failed) => match signal {
            Signal::Seen => (ControlsEnd::Sound, format!("it failed and said `{text}`")),
            Signal::Unseen => (
                ControlsEnd::Unsound,
                format!("it failed and did not say `{text}`, so it was not this that it saw"),
            ),
        },
        (ControlKind::Good | ControlKind::Bad { .. }, Outcome::Error | Outcome::NotRun) => {
            (ControlsEnd::Unsound, format!("it could not be measured{}", because()))
        }
    };
    let Control { name, kind, state: _ } = control.clone();
    Controlled { name, kind, end, why: why.into() }
}

/// What all controls together mean: the worst of them, and never sound without one that must fail.
pub fn controls(all: &[Controlled]) -> ControlsEnd {
    let ended = |end| all.iter().any(|controlled| controlled.end == end);
    let can_fail = all.iter().any(|it| matches!(it.kind, ControlKind::Bad { .. }));
    if ended(ControlsEnd::Blind) {
        ControlsEnd::Blind
    } else if ended(ControlsEnd::Unsound) || !can_fail {
        ControlsEnd::Unsound
    } else {
        ControlsEnd::Sound
    }
}

#[cfg(test)]
mod tests {
    use super::{Signal, control, controls};
    use crate::{
        evidence::{ControlsEnd, Outcome},
        gate::{Control, ControlKind, ControlState},
    };

    fn good() -> Control {
        Control { name: "g".into(), kind: ControlKind::Good, state: ControlState::Here }
    }

    fn bad() -> Control {
        let kind = ControlKind::Bad { signal: "1 failed".into() };
        Control { name: "b".into(), kind, state: ControlState::Commit("v1".into()) }
    }

    #[track_caller]
    fn check(of: &Control, outcome: Outcome, signal: Signal, said: &str) {
        let controlled = control(of, outcome, &["exit code 1".into()], signal);
        assert_eq!(format!("{}: {}", controlled.end.as_str(), controlled.why), said);
    }

    #[test]
    fn a_good_state_must_pass() {
        check(&good(), Outcome::Passed, Signal::Unseen, "sound: it passed");
        let said = "unsound: it must pass, and failed: exit code 1";
        check(&good(), Outcome::Failed, Signal::Unseen, said);
        let said = "unsound: it could not be measured: exit code 1";
        check(&good(), Outcome::Error, Signal::Unseen, said);
    }

    #[test]
    fn a_bad_state_must_fail_and_say_why() {
        check(&bad(), Outcome::Failed, Signal::Seen, "sound: it failed and said `1 failed`");
        check(&bad(), Outcome::Passed, Signal::Seen, "blind: it must fail, and passed");
        let said = "unsound: it failed and did not say `1 failed`, so it was not this that it saw";
        check(&bad(), Outcome::Failed, Signal::Unseen, said);
        let said = "unsound: it could not be measured: exit code 1";
        check(&bad(), Outcome::Error, Signal::Seen, said);
    }

    #[test]
    fn good_states_alone_show_nothing() {
        let passed = control(&good(), Outcome::Passed, &[], Signal::Unseen);
        let caught = control(&bad(), Outcome::Failed, &[], Signal::Seen);
        let missed = control(&bad(), Outcome::Passed, &[], Signal::Unseen);
        assert_eq!(controls(&[]), ControlsEnd::Unsound);
        assert_eq!(controls(std::slice::from_ref(&passed)), ControlsEnd::Unsound);
        assert_eq!(controls(&[passed.clone(), caught.clone()]), ControlsEnd::Sound);
        assert_eq!(controls(&[passed, caught, missed]), ControlsEnd::Blind);
    }
}
