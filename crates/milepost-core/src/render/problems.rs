//! Problems for people: each with its code, its place in the source and its help.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Snippet};

use crate::{
    diag::{Place, Problem, Severity},
    render::{
        Account, Screen, escape,
        excerpt::{self, Excerpt},
        screen::Ink,
        summary,
    },
    text::RepoPath,
};

/// How much of what is alike is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Where one rule has many problems in one document, the first few and the lines of the rest.
    Folded,
    /// Every problem in full.
    Whole,
}

/// How many problems of one rule in one document are shown in full when folded.
const SHOWN: usize = 3;

/// How many lines of the rest are named.
const NAMED: usize = 12;

/// The page that `check` shows.
pub fn check(account: &Account<'_>, extent: Extent, screen: Screen) -> String {
    let mut page = String::new();
    for alike in alike(&account.report.problems) {
        // One more than is shown is not worth a fold.
        let shown = match extent {
            Extent::Folded if alike.len() > SHOWN + 1 => SHOWN,
            Extent::Folded | Extent::Whole => alike.len(),
        };
        for problem in alike.iter().take(shown) {
            page.push_str(&one(account, problem, screen));
            page.push_str("\n\n");
        }
        if let Some(folded) = alike.get(shown..).filter(|folded| !folded.is_empty()) {
            page.push_str(&screen.paint(Ink::Faint, rest(account, folded)));
            page.push_str("\n\n");
        }
    }
    page.push_str(&closing(account, screen));
    page
}

/// The problems of one document, rule and weight together, in the order of the first of each.
fn alike(problems: &[Problem]) -> Vec<Vec<&Problem>> {
    let mut groups: Vec<Vec<&Problem>> = Vec::new();
    let mut places = BTreeMap::new();
    for problem in problems {
        let key = (&problem.place.path, problem.code, problem.severity);
        let at = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(problem),
            None => groups.push(vec![problem]),
        }
    }
    groups
}

/// `… and 29 more of evidence-missing in docs/STATUS.md, at lines 53, 54, 55, …`
fn rest(account: &Account<'_>, folded: &[&Problem]) -> String {
    let Some(first) = folded.first() else { return String::new() };
    let lines = folded.iter().filter_map(|problem| {
        let (text, ruler) = account.places.ruler(&problem.place.path)?;
        Some(ruler.region(text, problem.place.span).start_line.to_string())
    });
    let mut lines: Vec<String> = lines.collect();
    lines.dedup();
    let more = if lines.len() > NAMED { ", …" } else { "" };
    lines.truncate(NAMED);
    let path = escape::line(first.place.path.as_str());
    let (count, rule) = (folded.len(), first.rule);
    let at = match lines.as_slice() {
        [] => String::new(),
        [line] => format!(", at line {line}"),
        lines => format!(", at lines {}{more}", lines.join(", ")),
    };
    format!("… and {count} more of {rule} in {path}{at} (`--all` shows them)")
}

/// One problem, without a line break behind it.
pub fn one(account: &Account<'_>, problem: &Problem, screen: Screen) -> String {
    let title = level(problem.severity)
        .primary_title(escape::line(&problem.message))
        .id(format!("{} {}", problem.code, problem.rule));
    let mut group = title.elements(places(account, problem));
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(escape::line(help)));
    }
    excerpt::draw(group, screen)
}

fn closing(account: &Account<'_>, screen: Screen) -> String {
    let ink = match account.report.count(Severity::Error) {
        0 => Ink::Strong,
        _ => Ink::Bad,
    };
    let mut lines =
        vec![screen.paint(ink, summary::problems(account)).into_owned(), summary::claims(account)];
    lines.extend(summary::beside(account));
    if let Some(first) = account.report.problems.first() {
        let hint = format!("`milepost explain {}` says more about a rule", first.rule);
        lines.push(screen.paint(Ink::Faint, hint).into_owned());
    }
    lines.join("\n") + "\n"
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// The places of a problem, one snippet a document, that of the problem itself first.
fn places<'a>(account: &Account<'_>, problem: &'a Problem) -> Vec<Element<'a>> {
    let mut documents: Vec<(&RepoPath, Vec<Mark<'_>>)> = Vec::new();
    let own = Mark { place: &problem.place, label: None };
    let others = problem.labels.iter();
    let others = others.map(|label| Mark { place: &label.place, label: Some(&label.message) });
    for mark in std::iter::once(own).chain(others) {
        match documents.iter_mut().find(|(path, _)| *path == &mark.place.path) {
            Some((_, marks)) => marks.push(mark),
            None => documents.push((&mark.place.path, vec![mark])),
        }
    }
    documents.into_iter().flat_map(|(path, marks)| document(account, path, &marks)).collect()
}

/// A place to underline.
struct Mark<'a> {
    place: &'a Place,
    label: Option<&'a str>,
}

fn document<'a>(account: &Account<'_>, path: &RepoPath, marks: &[Mark<'a>]) -> Vec<Element<'a>> {
    let mut elements = Vec::new();
    let path_shown = escape::line(path.as_str()).into_owned();
    let Some((text, ruler)) = account.places.ruler(path) else {
        return vec![Origin::path(path_shown).into()];
    };
    let spans: Vec<_> = marks.iter().map(|mark| mark.place.span).collect();
    for excerpt in Excerpt::cut(text, &ruler.lines, &spans) {
        // The excerpt may be shortened and made harmless, so its columns are not the document's.
        let first = excerpt.marks.first().and_then(|(at, _)| spans.get(*at)).copied();
        let region = ruler.region(text, first.unwrap_or_default());
        let origin = Origin::path(path_shown.clone()).line(region.start_line as usize);
        elements.push(origin.char_column(region.start_column as usize).into());
        let mut snippet = Snippet::source(excerpt.text).line_start(excerpt.first_line as usize);
        for (at, range) in excerpt.marks {
            let Some(mark) = marks.get(at) else { continue };
            let kind = match mark.label {
                None => AnnotationKind::Primary,
                Some(_) => AnnotationKind::Context,
            };
            let label = mark.label.map(|label| escape::line(label));
            snippet = snippet.annotation(kind.span(range).label(label));
        }
        elements.push(snippet.into());
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::alike;
    use crate::{
        diag::{Code, Place, Problem, Severity},
        text::{RepoPath, Span},
    };

    fn problem(code: u16, path: &str, at: usize) -> Problem {
        Problem {
            code: Code(code),
            rule: "rule",
            severity: Severity::Error,
            place: Place { path: RepoPath::new(path).unwrap(), span: Span::new(at, at) },
            message: String::new(),
            labels: Vec::new(),
            help: None,
            item: None,
        }
    }

    #[test]
    fn problems_of_one_rule_in_one_document_come_together() {
        let problems = [
            problem(1, "a.md", 0),
            problem(2, "a.md", 3),
            problem(1, "a.md", 5),
            problem(1, "b.md", 1),
        ];
        let groups = alike(&problems);
        let places = |group: &Vec<&Problem>| {
            group.iter().map(|it| (it.code.0, it.place.span.start)).collect::<Vec<_>>()
        };
        let groups: Vec<_> = groups.iter().map(places).collect();
        assert_eq!(groups, [vec![(1, 0), (1, 5)], vec![(2, 3)], vec![(1, 1)]]);
    }
}
