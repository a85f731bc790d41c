//! What the rules about a trusted base share: how an alteration is told, and who excuses it.

use crate::{
    base::{Alteration, Altered, Base, Effect, Excuse, Refused},
    diag::Severity,
    lint::Findings,
    scene::Scene,
};

/// Reports the alterations of some things that judge. What lets nothing more pass is a note, and so is
/// what somebody let pass.
pub(super) fn report(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    is_meant: impl Fn(&Altered) -> bool,
) {
    let Some(base) = scene.base else { return };
    for alteration in base.alterations.iter().filter(|it| is_meant(&it.altered)) {
        let Alteration { altered, what, effect, place } = alteration;
        match (effect, base.excuses.get(altered)) {
            (Effect::Harmless, _) => {
                findings.report_at(place.clone(), what.clone()).at_most(Severity::Note);
            }
            (Effect::Unclear | Effect::Loosens, Some(Excuse::Excused { decision, title, by })) => {
                let (id, who) = (&decision.id, &by.principal);
                let message =
                    format!("{what}; decision `{id}` “{title}”, signed by `{who}`, lets it pass");
                findings.report_at(place.clone(), message).at_most(Severity::Note);
            }
            (Effect::Unclear | Effect::Loosens, Some(Excuse::Lacking { who, refused })) => {
                let help = help(base, alteration, who, refused);
                findings.report_at(place.clone(), what.clone()).help(help);
            }
            (Effect::Unclear | Effect::Loosens, None) => {
                let help = help(base, alteration, &[], &[]);
                findings.report_at(place.clone(), what.clone()).help(help);
            }
        }
    }
}

/// The decision that is missing, and why those that are there do not count.
fn help(base: &Base, of: &Alteration, who: &[Box<str>], refused: &[Refused]) -> String {
    let (name, path, what) = (&base.name, &of.place.path, of.altered.judging());
    let mut help = if base.definitions.signers.is_none() {
        format!(
            "no decision can excuse it, because `{name}` lists nobody who may sign: take it back (`git \
             diff {name} -- {path}` shows it), or let it land by itself, as a change that is about what \
             judges"
        )
    } else {
        let who = match who {
            [] => format!("somebody whom `{name}` lists"),
            who => format!("{} of `{name}`", who.join(" or ")),
        };
        format!(
            "it lacks a decision on `{what}`, signed by {who}: `milepost decide ID --base \
             {name}`; or take it back: `git diff {name} -- {path}` shows it"
        )
    };
    for Refused { decision, record, why } in refused {
        let record = record.short();
        let refused = format!("; `{}` (record {record}) does not count: {why}", decision.id);
        help.push_str(&refused);
    }
    help
}
