//! Consumers: how far each is looked after, its tuples, and what its gates say.

use crate::{
    config::{Config, Consumer},
    id::{CommitId, ItemId},
    judge::Report,
    plan::Item,
    render::layout::Lines as _,
    render::{Screen, escape, layout, screen::Ink, words},
};

/// The consumer of the configuration that an item of a document is about.
pub fn of_item<'a>(config: &'a Config, item: &Item) -> Option<(&'a ItemId, &'a Consumer)> {
    named(config, item.key.name.as_str())
}

/// The consumer of that name.
pub fn named<'a>(config: &'a Config, name: &str) -> Option<(&'a ItemId, &'a Consumer)> {
    let name = name.trim().trim_matches('`');
    let name = name.strip_prefix("consumer:").unwrap_or(name);
    config.consumers.iter().find(|(id, _)| id.as_str().eq_ignore_ascii_case(name))
}

/// The page of a consumer that no document speaks of.
pub fn page((name, consumer): (&ItemId, &Consumer), report: &Report, screen: Screen) -> String {
    let name = escape::line(name.as_str()).into_owned();
    format!("consumer {}\n{}", screen.paint(Ink::Strong, name), tuple(consumer, report, screen))
}

/// What the configuration says of a consumer, and what its gates say.
pub fn tuple(consumer: &Consumer, report: &Report, screen: Screen) -> String {
    let mut page = String::new();
    page.line(format!("\n{}", screen.paint(Ink::Strong, "Tuple")));
    let none = "none: nothing committed is named";
    let commit = |commit: &Option<CommitId>| {
        commit.as_ref().map_or_else(|| none.to_owned(), ToString::to_string)
    };
    let rows = [
        ("repo", escape::line(&consumer.repo).into_owned()),
        ("tier", consumer.tier.as_str().to_owned()),
        ("current", commit(&consumer.current)),
        ("rollback", commit(&consumer.rollback)),
    ];
    for (label, value) in rows {
        page.line(format!("  {}  {value}", screen.paint(Ink::Faint, layout::fit(label, 8))));
    }
    page.line(format!("\n{}", screen.paint(Ink::Strong, "Gates")));
    if consumer.gates.is_empty() {
        page.line("  none: nothing shows that the two go together");
    }
    for gate in &consumer.gates {
        let Some(judged) = report.verdicts.gates.get(gate) else { continue };
        let (mark, ink) = words::verdict_mark(judged.verdict);
        let why = judged.reasons.first().map(|why| format!(": {why}")).unwrap_or_default();
        let record = judged.basis.as_ref().filter(|_| judged.verdict.satisfies());
        let record = record.map(|basis| {
            let (on, with) = (basis.run.subject.commit.short(), basis.run.beside());
            format!(" on {on}, record {}{with}", basis.record.short())
        });
        let says = format!("{}{why}{}", judged.verdict.as_str(), record.unwrap_or_default());
        let says = layout::cut(&escape::line(&says), screen.width.saturating_sub(8));
        let gate = escape::line(gate.as_str()).into_owned();
        page.line(format!("  {gate}  {}", screen.paint(ink, format!("{mark} {says}"))));
    }
    page
}
