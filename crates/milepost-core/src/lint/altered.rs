//! What the rules about a trusted base share: how an alteration is told.

use crate::{
    base::{Alteration, Altered, Effect},
    diag::Severity,
    lint::Findings,
    scene::Scene,
};

/// Reports the alterations of some things that judge. What lets nothing more pass is a note.
pub(super) fn report(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    is_meant: impl Fn(&Altered) -> bool,
) {
    let Some(base) = scene.base else { return };
    for alteration in base.alterations.iter().filter(|it| is_meant(&it.altered)) {
        let Alteration { altered: _, what, effect, place } = alteration;
        let finding = findings.report_at(place.clone(), what.clone());
        match effect {
            Effect::Harmless => {
                finding.at_most(Severity::Note);
            }
            Effect::Unclear | Effect::Loosens => {
                let (name, path) = (&base.name, &place.path);
                finding.help(format!(
                    "`git diff {name} -- {path}` shows it; take it back, or let it land by itself, as a \
                     change that is about what judges"
                ));
            }
        }
    }
}
