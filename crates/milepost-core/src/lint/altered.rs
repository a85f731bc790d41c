//! What the rules about a trusted base share: how an alteration is told.

use crate::{
    base::{self, Alteration, Altered, Effect},
    diag::Severity,
    lint::{Findings, Scene},
};

/// Reports the alterations of some things that judge. What lets nothing more pass, and what somebody
/// agreed to whom the base lists, is a note.
pub(super) fn report(
    scene: &Scene<'_>,
    findings: &mut Findings<'_>,
    is_meant: impl Fn(&Altered) -> bool,
) {
    let Some(base) = scene.base else { return };
    for alteration in base.alterations.iter().filter(|it| is_meant(&it.altered)) {
        let Alteration { altered, what, effect, place } = alteration;
        let excuse = base::excuse(base, scene.ledger, alteration);
        let agreed = excuse.map(|record| format!(", as record {} allows", record.id.short()));
        let message = format!("{what}{}", agreed.unwrap_or_default());
        let finding = findings.report_at(place.clone(), message);
        match (effect, excuse) {
            (Effect::Harmless, _) | (_, Some(_)) => {
                finding.at_most(Severity::Note);
            }
            (Effect::Unclear | Effect::Loosens, None) => {
                let (name, path) = (&base.name, &place.path);
                finding.help(format!(
                    "`git diff {name} -- {path}` shows it; without a decision that names `{}`, signed \
                     by a role of {name}, it must be taken back",
                    altered.name()
                ));
            }
        }
    }
}
