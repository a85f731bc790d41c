//! Problems for people: each with its code, its place in the source and its help.

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

/// The page that `check` shows.
pub fn check(account: &Account<'_>, screen: Screen) -> String {
    let mut page = String::new();
    for problem in &account.report.problems {
        page.push_str(&one(account, problem, screen));
        page.push_str("\n\n");
    }
    page.push_str(&closing(account, screen));
    page
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
