//! One item in full: everything every document says of it, and where.

mod decisions;

use jiff::tz::TimeZone;

use crate::{
    agreed::{Answerer, ApprovalState},
    diag::Severity,
    plan::{Binding, Cited, Claim, Criterion, Document, Item, Origin},
    proof::JudgedCriterion,
    render::layout::Lines as _,
    render::{Account, Screen, escape, layout, registers, screen::Ink, summary, words, work},
    verdict::{self, Verdict},
};

/// The page that `show` shows.
pub fn show(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let mut page = head(account, item, screen);
    page.push_str(&fields(account, item, screen));
    page.push_str(&criteria(account, item, screen));
    page.push_str(&approval(account, item, screen));
    if let Some(entry) = account.report.entry(&item.key) {
        page.push_str(&registers::exits(entry, account, screen));
    }
    page.push_str(&parts(account, item, screen));
    page.push_str(&decisions::decisions(account, item, screen));
    page.push_str(&said_about(account, item, screen));
    page.push_str(&evidence(account, item, screen));
    page.push_str(&places(account, item, screen));
    page.push_str(&problems(account, item, screen));
    page
}

/// Name, title, and the two columns: what is said, what is shown.
pub(super) fn head(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let kind = words::kind(item.key.kind);
    let name = escape::line(summary::name(account, item));
    let title = account.plan.title(item);
    let title = if item.has_id { escape::line(title) } else { "".into() };
    let first = format!("{kind} {} {title}", screen.paint(Ink::Strong, name));
    let mut lines = vec![first.trim_end().to_owned()];
    let says = account.says_in(item);
    let (mark, ink) = words::status_mark(says.map(|(_, says)| says.status));
    let raw = says.map_or("no status".into(), |(_, says)| escape::line(&says.raw));
    let said = says.map(|(document, says)| (document, says.span));
    let named = || account.main_claim(item).map(|(document, claim)| (document, claim.name_span));
    let spot = said.or_else(named).map(|(document, span)| account.spot(&document.path, span));
    let spot = escape::line(spot.as_deref().unwrap_or_default()).into_owned();
    let says = screen.paint(ink, format!("{mark} {raw}"));
    lines.push(format!("  says   {says}  {}", screen.paint(Ink::Faint, spot)));
    if let Some(judged) = account.judged(&item.key) {
        let (mark, ink) = words::standing_mark(&judged.standing);
        let standing = format!("{mark} {}", account.standing(judged));
        let mut line = format!("  shows  {}", screen.paint(ink, standing));
        let fractions =
            [(judged.fractions.criteria, "criteria"), (judged.fractions.parts, "parts")];
        let shown =
            judged.fractions.shown.filter(|_| judged.criteria.iter().any(|it| it.gate.is_some()));
        let fractions = fractions.into_iter().chain([(shown, "shown")]);
        for (fraction, what) in fractions {
            let Some(fraction) = fraction else { continue };
            let percent = words::percent(fraction).unwrap_or_default();
            line = format!("{line}  · {what} {} ({percent})", words::fraction(fraction));
        }
        lines.push(line);
    }
    if let Some(entry) = account.report.entry(&item.key) {
        let (mark, ink) = registers::mark(entry.state);
        let shows = layout::cut(&registers::shows(entry), screen.width.saturating_sub(13));
        lines.push(format!("  shows  {}", screen.paint(ink, format!("{mark} {shows}"))));
    }
    for line in account.judged(&item.key).into_iter().flat_map(work::of_item) {
        let (label, text) = line;
        lines.push(format!("  {label:<6} {}", escape::line(&text)));
    }
    if let Some(parent) = &item.parent {
        let kind = words::kind(parent.kind);
        lines.push(format!("  in     {kind} {}", escape::line(parent.name.as_str())));
    }
    if !item.key.scope.as_str().is_empty() {
        lines.push(format!("  scope  {}", escape::line(item.key.scope.as_str())));
    }
    lines.join("\n") + "\n"
}

fn claims<'a>(
    account: &Account<'a>,
    item: &Item,
) -> impl Iterator<Item = (&'a Document, &'a Claim)> {
    let item = account.plan.items.get(&item.key);
    item.into_iter().flat_map(|item| account.plan.claims(item))
}

pub(super) fn section(title: &str, screen: Screen) -> String {
    format!("\n{}\n", screen.paint(Ink::Strong, title.to_owned()))
}

fn fields(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let mut shown: Vec<(&str, &str)> = Vec::new();
    for (_, claim) in claims(account, item) {
        for field in &claim.fields {
            let pair = (&*field.label, &*field.value);
            if !shown.contains(&pair) && !field.value.trim().is_empty() {
                shown.push(pair);
            }
        }
    }
    if shown.is_empty() {
        return String::new();
    }
    let labels: Vec<String> =
        shown.iter().map(|(label, _)| escape::line(label.trim()).into_owned()).collect();
    let widest = labels.iter().map(|label| layout::width(label)).max().unwrap_or(0).min(24);
    let mut page = "\n".to_owned();
    for (label, (_, value)) in labels.iter().zip(shown) {
        let room = screen.width.saturating_sub(widest + 4);
        let indent = format!("\n{}", " ".repeat(widest + 4));
        let value = layout::wrap(&escape::line(value), room).join(&indent);
        let label = layout::fit(label, widest);
        page.line(format!("  {}  {value}", screen.paint(Ink::Faint, label)));
    }
    page
}

fn criteria(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let mut page = String::new();
    for (document, claim) in claims(account, item) {
        for criterion in &claim.criteria {
            if page.is_empty() {
                page = section("Criteria", screen);
            }
            let judged = account.judged(&item.key);
            let judged = judged.and_then(|judged| judged.criterion(&criterion.text));
            page.push_str(&criterion_line(account, document, criterion, judged, screen));
        }
    }
    page
}

fn criterion_line(
    account: &Account<'_>,
    document: &Document,
    criterion: &Criterion,
    judged: Option<&JudgedCriterion>,
    screen: Screen,
) -> String {
    let status = criterion.status.as_ref().map(|claim| claim.status);
    let (mark, ink) = words::status_mark(status);
    let gate = match &criterion.binding {
        Binding::Gate { gate, .. } => format!("gate {gate}"),
        Binding::Suggested { gate, .. } => format!("names gate {gate}, not bound to it"),
        Binding::Review => "review".to_owned(),
    };
    let category = criterion.category.map_or(String::new(), |it| format!("{} · ", it.as_str()));
    let spot = account.spot(&document.path, criterion.span);
    let note = format!("{category}{gate} · {spot}");
    let room = screen.width.saturating_sub(4);
    let text = layout::wrap(&escape::line(&criterion.text), room).join("\n    ");
    let note = layout::cut(&escape::line(&note), room);
    let note = screen.paint(Ink::Faint, note).into_owned();
    let shows = judged
        .filter(|judged| judged.gate.is_some() || judged.verdict != Verdict::Missing)
        .map_or(String::new(), |judged| {
            let (mark, ink) = words::verdict_mark(judged.verdict);
            let word = judged.verdict.as_str();
            let reasons = judged.reasons.join("; ");
            let text =
                if reasons.is_empty() { word.to_owned() } else { format!("{word}: {reasons}") };
            let text = layout::wrap(&escape::line(&text), room.saturating_sub(2)).join("\n      ");
            format!("    {}\n", screen.paint(ink, format!("{mark} {text}")))
        });
    format!("  {} {text}\n    {note}\n{shows}", screen.paint(ink, mark))
}

/// What people answered to the request to accept an item: a mark and lines, not escaped; nothing where
/// nobody has to.
pub(super) fn approval_lines(state: &ApprovalState) -> Option<(&'static str, Ink, Vec<String>)> {
    Some(match state {
        ApprovalState::NotNeeded => return None,
        ApprovalState::Outstanding { void: None, .. } => {
            ("?", Ink::Doubt, vec!["nobody has answered".to_owned()])
        }
        ApprovalState::Outstanding { void: Some(void), .. } => {
            let changes = void.changes.iter().map(|change| format!("{change}"));
            let head = format!("void: {} approved another definition", said(&void.by));
            ("?", Ink::Doubt, [head].into_iter().chain(changes).collect())
        }
        ApprovalState::Conditional { by, conditions } => {
            let each = conditions.iter().map(|condition| match &condition.gate {
                Some(gate) => {
                    format!("{}: gate {gate} {}", condition.text, condition.verdict.phrase())
                }
                None => format!("{}: a person looks again", condition.text),
            });
            let head = format!("under conditions, by {}", said(by));
            ("–", Ink::Doubt, [head].into_iter().chain(each).collect())
        }
        ApprovalState::Approved { by } => ("✔", Ink::Good, vec![format!("by {}", said(by))]),
        ApprovalState::Rejected { by, reason } => {
            ("✗", Ink::Bad, vec![format!("rejected by {}: {reason}", said(by))])
        }
    })
}

/// The same as a section.
fn approval(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let judged = account.judged(&item.key);
    let Some((mark, ink, lines)) = judged.and_then(|it| approval_lines(&it.approval)) else {
        return String::new();
    };
    let mut page = section("Approval", screen);
    let room = screen.width.saturating_sub(4);
    for (at, line) in lines.iter().enumerate() {
        let text = layout::wrap(&escape::line(line), room).join("\n    ");
        let mark = if at == 0 { screen.paint(ink, mark) } else { " ".into() };
        page.line(format!("  {mark} {text}"));
    }
    page
}

/// Who answered, and by which record.
fn said(by: &Answerer) -> String {
    let day = by.voice.at.to_zoned(TimeZone::UTC).date();
    format!("{}, {day}, record {}", verdict::said_by(&by.voice), by.record.short())
}

fn parts(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let children = account.children(&item.key);
    if children.is_empty() {
        return String::new();
    }
    let mut page = section("Parts", screen);
    for child in children {
        let says = account.says(child);
        let (mark, ink) = words::status_mark(says.map(|says| says.status));
        let name = escape::line(summary::name(account, child));
        let title = account.plan.title(child);
        let title = if child.has_id { escape::line(title) } else { "".into() };
        let shows = account.judged(&child.key).map_or(String::new(), |judged| {
            let (mark, ink) = words::standing_mark(&judged.standing);
            let standing = format!("{mark} {}", account.standing(judged));
            format!("  {}", screen.paint(ink, standing))
        });
        let raw = says.map_or("no status".into(), |says| escape::line(&says.raw));
        let says = screen.paint(ink, layout::fit(&format!("{mark} {raw}"), 18)).into_owned();
        let room = screen.width.saturating_sub(18 + 24);
        let name = layout::fit(format!("{name} {title}").trim_end(), room);
        page.line(format!("  {name}  {says}{shows}"));
    }
    page
}

/// All that was recorded about where the item goes.
fn said_about(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let steered = account.judged(&item.key).map(|judged| judged.steered.as_slice());
    let steered = steered.unwrap_or_default();
    if steered.is_empty() {
        return String::new();
    }
    let mut page = section("Recorded about it", screen);
    for steer in steered.iter().rev() {
        let text = escape::line(&work::steer(steer)).into_owned();
        let text = layout::wrap(&text, screen.width.saturating_sub(4)).join("\n    ");
        page.line(format!("  {text}"));
    }
    page
}

fn evidence(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let mut page = String::new();
    for (document, claim) in claims(account, item) {
        for citation in &claim.evidence {
            if page.is_empty() {
                page = section("Cited as evidence", screen);
            }
            let spot = account.spot(&document.path, citation.span);
            let line = format!("{} {}", cited_kind(&citation.cited), cited_text(&citation.cited));
            let line = layout::cut(&escape::line(&line), screen.width.saturating_sub(4));
            let spot = escape::line(&spot).into_owned();
            page.line(format!("  {line}  {}", screen.paint(Ink::Faint, spot)));
        }
    }
    page
}

/// What kind of thing is cited, as every output format writes it.
pub(super) fn cited_kind(cited: &Cited) -> &'static str {
    match cited {
        Cited::Path(_) => "path",
        Cited::Glob(_) => "glob",
        Cited::Commit(_) => "commit",
        Cited::Tag(_) => "tag",
        Cited::Url(_) => "url",
        Cited::Issue(_) => "issue",
        Cited::Placeholder(_) => "placeholder",
    }
}

/// What is cited, as the document writes it.
pub(super) fn cited_text(cited: &Cited) -> &str {
    match cited {
        Cited::Path(text)
        | Cited::Glob(text)
        | Cited::Tag(text)
        | Cited::Url(text)
        | Cited::Issue(text)
        | Cited::Placeholder(text) => text,
        Cited::Commit(commit) => commit.as_str(),
    }
}

fn places(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let mut page = section("Said in", screen);
    for (document, claim) in claims(account, item) {
        let spot = escape::line(&account.spot(&document.path, claim.name_span)).into_owned();
        let said = claim.status.as_ref().map_or("no status".into(), |it| escape::line(&it.raw));
        let origin = origin_word(claim.origin);
        let line = format!("{origin}: {said}");
        page.line(format!("  {}  {line}", screen.paint(Ink::Faint, spot)));
    }
    page
}

/// The construct of a document, as every output format writes it.
pub(super) fn origin_word(origin: Origin) -> &'static str {
    match origin {
        Origin::Section => "section",
        Origin::Row => "row",
        Origin::ListItem => "list-item",
        Origin::Line => "line",
        Origin::Prose => "prose",
        Origin::FrontMatter => "front-matter",
        Origin::Tree => "tree",
    }
}

/// The problems about an item, one line each.
pub(super) fn problems(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let problems = account.problems_about(&item.key);
    if problems.is_empty() {
        return String::new();
    }
    let mut page = section("Problems", screen);
    for problem in problems {
        let ink = match problem.severity {
            Severity::Error => Ink::Bad,
            Severity::Warning => Ink::Doubt,
            Severity::Note => Ink::Faint,
        };
        let word = screen.paint(ink, problem.severity.as_str());
        let room = screen.width.saturating_sub(4);
        let message = layout::wrap(&escape::line(&problem.message), room).join("\n    ");
        let spot = account.spot(&problem.place.path, problem.place.span);
        let note = format!("{} {} · {spot}", problem.code, problem.rule);
        let note = escape::line(&note).into_owned();
        page.line(format!("  {word}: {message}\n    {}", screen.paint(Ink::Faint, note)));
    }
    page
}
