//! A change, judged by its base and by itself: it is fine only where both say so.

use std::collections::BTreeMap;

use crate::{
    diag::{Code, Problem, Severity},
    judge::{Judged, Report, judge},
    plan::ItemKey,
    scene::Scene,
    text::{RepoPath, Span},
};

/// Where what judges stands, in two states that have other lines.
const CONFIG: &str = "milepost.toml";

/// Judges one state of a project twice: by what its own configuration and documents say, and by what
/// those of its base say.
///
/// The report is that of the base, whose documents it is about. An item stands where the less kind of
/// the two puts it, and a problem that either finds is one. What only the base finds says so.
pub fn judge_by_base(own: &Scene<'_>, by_base: &Scene<'_>) -> Report {
    let own = judge(own);
    let mut report = judge(by_base);
    let mut others: BTreeMap<&ItemKey, &Judged> =
        own.items.iter().map(|judged| (&judged.key, judged)).collect();
    for judged in &mut report.items {
        let other = others.remove(&judged.key).filter(|other| !other.standing.is_shown());
        if let Some(other) = other.filter(|_| judged.standing.is_shown()) {
            *judged = other.clone();
        }
    }
    report.problems = united(own.problems, report.problems);
    report
}

/// What makes two problems the same, whichever of the two found it.
fn name(problem: &Problem) -> (Code, RepoPath, String) {
    (problem.code, problem.place.path.clone(), problem.message.clone())
}

fn united(own: Vec<Problem>, by_base: Vec<Problem>) -> Vec<Problem> {
    // Some say the same at several places of a document.
    let mut known: BTreeMap<_, Vec<Severity>> = BTreeMap::new();
    for problem in &own {
        known.entry(name(problem)).or_default().push(problem.severity);
    }
    let mut all = own;
    for mut problem in by_base {
        let twin = known.get_mut(&name(&problem)).and_then(Vec::pop);
        if twin.is_some_and(|own| own >= problem.severity) {
            continue;
        }
        if twin.is_some() {
            let name = name(&problem);
            let at = all.iter().position(|it| self::name(it) == name);
            at.map(|at| all.remove(at));
        }
        if problem.place.path.as_str() == CONFIG {
            // Its place is one in the text of the base.
            problem.place.span = Span::default();
        }
        problem.message.push_str(" (under the rules of the base)");
        all.push(problem);
    }
    all.sort_by(|a, b| (&a.place, a.code, &a.message).cmp(&(&b.place, b.code, &b.message)));
    all
}
