//! What rules about gates share: where a gate stands, and the runs that count for it.

use crate::{
    diag::{Place, Severity},
    evidence::Run,
    gate::{Check, Enforcement, Gate, RunCheck},
    scene::Scene,
    text::{RepoPath, Span},
    verdict::GateVerdict,
};

/// Where gates are defined.
const CONFIG: &str = "milepost.toml";

/// A place in the configuration.
pub(crate) fn in_config(span: Span) -> Place {
    Place { path: RepoPath::new(CONFIG).expect("the name of a file is a path"), span }
}

/// A gate that runs a command, with the last run that counts for it on the judged content.
pub(crate) struct Judged<'a> {
    pub(crate) gate: &'a Gate,
    pub(crate) check: &'a RunCheck,
    pub(crate) verdict: &'a GateVerdict,
    pub(crate) run: &'a Run,
}

/// Every gate of the configuration for which some run counts here.
pub(crate) fn judged<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Judged<'a>> {
    last(scene).filter(|it| it.verdict.attempts.total() > 0)
}

/// Every gate of the configuration that was run on this content, with its last run, whether that
/// counts or not.
pub(crate) fn last<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Judged<'a>> {
    let (config, verdicts) = (scene.config, scene.verdicts);
    config.gates.values().filter_map(|gate| {
        let Check::Run(check) = &gate.check else { return None };
        let verdict = verdicts.gates.get(&gate.name)?;
        let basis = verdict.basis.as_ref()?;
        let run = &basis.run;
        basis.freshness.is_some().then_some(Judged { gate, check, verdict, run })
    })
}

/// The most that a problem of a gate weighs: an advisory one fails nothing.
pub(crate) fn at_most(enforcement: Enforcement) -> Severity {
    match enforcement {
        Enforcement::Blocking => Severity::Error,
        Enforcement::Advisory => Severity::Warning,
    }
}

/// What comes next, as the help of a problem: a command stands in backticks.
pub(crate) fn help(next: &str) -> String {
    if next.starts_with("milepost ") { format!("`{next}`") } else { next.to_owned() }
}
