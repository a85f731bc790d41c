//! Gates: what they run, what evidence says of them, and what rests on them.

use std::collections::BTreeSet;

use crate::{
    comparison::ruled_out,
    config::Config,
    evidence::{ComparisonRecord, RunMember},
    gate::{Check, Control, ControlKind, Enforcement, Gate, GateName, Weight},
    judge::Report,
    plan::ItemKind,
    render::layout::Lines as _,
    render::{Account, Screen, escape, layout, screen::Ink, words},
    verdict::{self, Attempts, Audit, Basis, Change, GateVerdict, Life, Streak, Verdict},
};

/// The page that `gate list` shows.
pub fn list(report: &Report, screen: Screen) -> String {
    let gates = &report.verdicts.gates;
    let names = gates.keys().chain(proposed(report));
    let name = names.map(|name| layout::width(name.as_str())).max().unwrap_or(0);
    let name = name.clamp(4, 32);
    let mut page = String::new();
    let (verdict, life) = (layout::fit("VERDICT", 14), layout::fit("LIFE", 11));
    let head = format!("{}  {verdict}  {life}  WHY", layout::fit("GATE", name));
    page.line(screen.paint(Ink::Faint, head));
    for (gate, verdict) in gates {
        let (mark, ink) = words::verdict_mark(verdict.verdict);
        let word = layout::fit(&format!("{mark} {}", verdict.verdict.as_str()), 14);
        let gate = layout::fit(&escape::line(gate.as_str()), name);
        let life = layout::fit(verdict.life.as_str(), 11);
        let room = screen.width.saturating_sub(name + 31);
        let why = layout::cut(&escape::line(&why(verdict)), room);
        page.line(format!("{gate}  {}  {life}  {why}", screen.paint(ink, word)));
    }
    for gate in proposed(report) {
        let gate = layout::fit(&escape::line(gate.as_str()), name);
        let (verdict, life) = (layout::fit("–", 14), layout::fit(Life::Proposed.as_str(), 11));
        page.line(format!("{gate}  {verdict}  {life}  milepost.toml does not define it"));
    }
    page.push('\n');
    page.push_str(&summary(report));
    page
}

/// The gates that documents name and that nothing defines.
fn proposed(report: &Report) -> BTreeSet<&GateName> {
    let known = &report.verdicts.gates;
    let items = report.items.iter().filter(|judged| judged.key.kind == ItemKind::Gate);
    let bound = report.items.iter().flat_map(|judged| &judged.criteria);
    let bound = bound.filter_map(|criterion| criterion.gate.as_ref());
    let named = items.map(|judged| &judged.key.name).chain(bound);
    named.filter(|name| !known.contains_key(*name)).collect()
}

/// `3 of 7 gates pass: 2 stale, 1 fail, 1 missing`.
pub fn summary(report: &Report) -> String {
    let gates = &report.verdicts.gates;
    // A waiver satisfies, and is no pass.
    let passing = gates.values().filter(|gate| gate.verdict == Verdict::Pass).count();
    let open = Verdict::ALL.into_iter().filter(|it| *it != Verdict::Pass);
    let counted = open.map(|verdict| {
        (gates.values().filter(|gate| gate.verdict == verdict).count(), verdict.as_str())
    });
    let open = counted.filter(|(count, _)| *count > 0);
    let open: Vec<String> = open.map(|(count, word)| format!("{count} {word}")).collect();
    let behind = if open.is_empty() { String::new() } else { format!(": {}", open.join(", ")) };
    let verb = if gates.len() == 1 { "passes" } else { "pass" };
    format!("{passing} of {} {verb}{behind}\n", words::count(gates.len(), "gate"))
}

/// One line that says what is known: the nearest reason, else the run that it rests on.
fn why(verdict: &GateVerdict) -> String {
    let advisory = match verdict.enforcement {
        Enforcement::Blocking => "",
        Enforcement::Advisory => "advisory; ",
    };
    let text = match (verdict.reasons.as_slice(), &verdict.basis) {
        ([], Some(basis)) => basis_line(basis),
        ([], None) => String::new(),
        (reasons, _) => reasons.join("; "),
    };
    format!("{advisory}{text}")
}

fn basis_line(basis: &Basis) -> String {
    let run = &basis.run;
    let when = run.finished.strftime("%Y-%m-%d %H:%M");
    let how = basis.freshness.map_or("not here", crate::verdict::Freshness::as_str);
    format!("{how} on {}, {when}, {}", run.subject.commit.short(), run.grade.as_str())
}

/// The page that `gate show` shows.
pub fn show(account: &Account<'_>, config: &Config, name: &GateName, screen: Screen) -> String {
    let verdict = account.report.verdicts.gates.get(name);
    let (Some(gate), Some(verdict)) = (config.gates.get(name), verdict) else {
        return String::new();
    };
    let (mark, ink) = words::verdict_mark(verdict.verdict);
    let mut page = String::new();
    let heading = screen.paint(Ink::Strong, escape::line(name.as_str()).into_owned());
    page.line(format!("gate {heading}"));
    let word = format!("{mark} {}", verdict.verdict.as_str());
    page.line(format!("  shows   {}", screen.paint(ink, word)));
    for reason in &verdict.reasons {
        let room = screen.width.saturating_sub(10);
        let reason = layout::wrap(&escape::line(reason), room).join("\n          ");
        page.line(format!("          {reason}"));
    }
    page.push_str(&definition(gate, verdict, screen));
    page.push_str(&last_run(verdict, screen));
    page.push_str(&resting(account, name, screen));
    if let Some(next) = &verdict.next {
        page.line(format!("\n{} {}", screen.paint(Ink::Good, "next:"), escape::line(next)));
    }
    page
}

fn section(title: &str, screen: Screen) -> String {
    format!("\n{}\n", screen.paint(Ink::Strong, title.to_owned()))
}

fn definition(gate: &Gate, verdict: &GateVerdict, screen: Screen) -> String {
    let mut page = section("Definition", screen);
    let mut field = |label: &str, value: String| {
        let label = layout::fit(label, 9);
        let value = escape::line(&value).into_owned();
        page.line(format!("  {}  {value}", screen.paint(Ink::Faint, label)));
    };
    match &gate.check {
        Check::Review(check) => {
            field("review", check.by.join(", "));
            check.checklist.iter().for_each(|item| field("asks", item.to_string()));
        }
        Check::Run(check) => {
            if let Some(prepare) = &check.prepare {
                field("prepare", prepare.to_string());
            }
            field("run", check.run.to_string());
            check.require.iter().for_each(|rule| field("require", rule.as_str().to_owned()));
            for report in &check.reports {
                field("report", format!("{} {}", report.format.as_str(), report.place.as_str()));
            }
            if let Some(compare) = &check.compare {
                let most = compare.worse_by_at_most * 100.0;
                let with = &compare.with;
                field(
                    "compare",
                    format!("{} with {with}, worse by {most} % at most", compare.metric),
                );
            }
            match &check.inputs {
                Some(inputs) => {
                    let globs = inputs.patterns().collect::<Vec<_>>().join(", ");
                    field("inputs", format!("{globs}{}", audit(&verdict.audit)));
                }
                None => field("inputs", "the whole project".to_owned()),
            }
            check.with.iter().for_each(|member| field("with", member.to_string()));
            for (name, line) in &check.versions {
                field("version", format!("{name}: {line}"));
            }
            for control in &check.controls {
                field("control", format!("{}: {}", control_word(control), control.name));
            }
            if check.weight == Weight::Heavy {
                field("weight", "heavy".to_owned());
            }
            field("digest", check.definition().short());
        }
    }
    for (label, value) in enforced(verdict) {
        field(label, value);
    }
    field("life", verdict.life.as_str().to_owned());
    page
}

/// Whether criteria may rest on a gate, where that is not as usual, and how far it is.
fn enforced(verdict: &GateVerdict) -> Vec<(&'static str, String)> {
    if verdict.enforcement == Enforcement::Blocking {
        let promoted = match &verdict.change {
            Some(Change::Promoted { reason }) => Some(format!("yes, since {reason}")),
            Some(Change::Demoted { .. }) | None => None,
        };
        return promoted.into_iter().map(|text| ("enforced", text)).collect();
    }
    let streak = if let Some(Streak { greens, wanted }) = verdict.streak {
        let ruled_out = match greens {
            0 => String::new(),
            greens => format!(": {}", verdict::reason(greens)),
        };
        ("streak", format!("{greens} of {wanted} that make it block{ruled_out}"))
    } else {
        let Attempts { in_a_row, needed, .. } = verdict.attempts;
        let streak =
            format!("{in_a_row} passes in a row on this content, of {needed} that it takes");
        ("", format!("{streak}; `promote-after` says how many greens make it block"))
    };
    vec![("enforced", format!("no: {}", advisory(verdict))), streak]
}

/// Why a gate satisfies no criterion.
fn advisory(verdict: &GateVerdict) -> String {
    match &verdict.change {
        Some(Change::Demoted { decision, reason }) => {
            let by = decision.as_ref().map_or(String::new(), |it| format!(" by {it}"));
            format!("it was demoted{by} ({reason}), and satisfies no criterion")
        }
        Some(Change::Promoted { .. }) | None => {
            "it is advisory, and satisfies no criterion".to_owned()
        }
    }
}

fn control_word(control: &Control) -> &'static str {
    match control.kind {
        ControlKind::Good => "good",
        ControlKind::Bad { .. } => "bad",
    }
}

/// Whether the inputs were shown to be all that matters.
fn audit(audit: &Audit) -> String {
    match audit {
        Audit::NotNarrowed => String::new(),
        Audit::Never => " (never audited: `milepost gate audit` shows whether they are all)".into(),
        Audit::Agrees { commit } => format!(" (audited at {}: they are all)", commit.short()),
        Audit::Outdated { commit } => {
            format!(" (audited at {}, where they held something else)", commit.short())
        }
        Audit::Differs { commit } => {
            format!(" (audited at {}: they are not all)", commit.short())
        }
    }
}

/// What a run was compared with, and what that showed.
fn comparison(record: &ComparisonRecord) -> String {
    let ComparisonRecord { metric, baseline, interval, pairs, verdict, .. } = record;
    let times = interval.map_or(String::new(), |it| {
        format!(": {:.3} times as much, {:.3} to {:.3}", it.ratio, it.low, it.high)
    });
    let pairs = words::count(usize::try_from(*pairs).unwrap_or(usize::MAX), "pair");
    let evidence = record.evidence.map_or(String::new(), |id| format!(" (record {})", id.short()));
    let (baseline, verdict) = (format!("{}{evidence}", baseline.short()), verdict.as_str());
    format!("compared with {baseline}: {metric} is {verdict}{times}, in {pairs}")
}

fn last_run(verdict: &GateVerdict, screen: Screen) -> String {
    let Some(basis) = &verdict.basis else { return String::new() };
    let run = &basis.run;
    let mut page = section("Last run", screen);
    page.line(format!("  record {}  {}", basis.record.short(), basis_line(basis)));
    for rule in &run.rules {
        let (mark, ink) = match rule.holds {
            Some(true) => ("✔", Ink::Good),
            Some(false) => ("✗", Ink::Bad),
            None => ("!", Ink::Bad),
        };
        let text = format!("{mark} {}  ({})", escape::line(&rule.rule), escape::line(&rule.seen));
        page.line(format!("  {}", screen.paint(ink, text)));
    }
    if let Some(tests) = run.tests {
        let skipped = tests.skipped.map_or("unknown".to_owned(), |number| number.to_string());
        page.line(format!(
            "  tests: {} passed, {} failed, {} in error, skipped: {skipped}",
            tests.passed, tests.failed, tests.errored
        ));
    }
    for RunMember { member, tree } in &run.with {
        let text = format!("with {member}, tree {}", tree.short());
        page.line(format!("  {}", escape::line(&text)));
    }
    for (name, version) in verdict::versions_of(run) {
        page.line(format!("  with {}: {}", escape::line(name), escape::line(version)));
    }
    if let Some(record) = &run.comparison {
        page.line(format!("  {}", escape::line(&comparison(record))));
    }
    for case in run.failed.iter().take(10) {
        page.line(format!("  {} {}", screen.paint(Ink::Bad, "failed:"), escape::line(case)));
    }
    let attempts = verdict.attempts;
    if attempts.total() > 0 {
        page.line(format!(
            "  on this content: {} passed, {} failed, {} in error; {} of {} in a row",
            attempts.passed, attempts.failed, attempts.errors, attempts.in_a_row, attempts.needed
        ));
    }
    if attempts.in_a_row >= 3 {
        let rate = ruled_out(attempts.in_a_row) * 100.0;
        page.line(format!(
            "  {} passes in a row rule out failure rates above {rate:.0} % (at 95 %)",
            attempts.in_a_row
        ));
    }
    page
}

/// The criteria that rest on a gate.
fn resting(account: &Account<'_>, name: &GateName, screen: Screen) -> String {
    let mut page = String::new();
    for judged in &account.report.items {
        for criterion in judged.criteria.iter().filter(|it| it.gate.as_ref() == Some(name)) {
            if page.is_empty() {
                page = section("Criteria that rest on it", screen);
            }
            let text = escape::line(&criterion.text);
            let spot = account.spot(&criterion.document, criterion.span);
            let spot = screen.paint(Ink::Faint, escape::line(&spot).into_owned()).into_owned();
            page.line(format!("  {}  {text}  {spot}", escape::line(judged.key.name.as_str())));
        }
    }
    page
}
