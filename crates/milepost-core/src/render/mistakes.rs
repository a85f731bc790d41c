//! The mistakes of a `milepost.toml`, each in its place.

use annotate_snippets::{AnnotationKind, Level, Origin, Snippet};

use crate::{
    config::{ConfigError, ConfigErrors},
    render::{
        Screen, escape,
        excerpt::{self, Excerpt},
        place::Ruler,
    },
    text::Source,
};

/// The page about everything that is wrong with a `milepost.toml`.
pub fn config(errors: &ConfigErrors, source: &Source, screen: Screen) -> String {
    let ruler = Ruler::new(&source.text);
    let pages = errors.errors.iter().map(|error| one(error, source, &ruler, screen) + "\n\n");
    let pages: String = pages.collect();
    pages.trim_end().to_owned() + "\n"
}

fn one(error: &ConfigError, source: &Source, ruler: &Ruler, screen: Screen) -> String {
    let message = error.to_string();
    let region = ruler.region(&source.text, error.span);
    let path = escape::line(source.path.as_str());
    let origin = Origin::path(path).line(region.start_line as usize);
    let title = Level::ERROR.primary_title(escape::line(&message));
    let mut group = title.element(origin.char_column(region.start_column as usize));
    for excerpt in Excerpt::cut(&source.text, &ruler.lines, &[error.span]) {
        let snippet = Snippet::source(excerpt.text).line_start(excerpt.first_line as usize);
        let marks = excerpt.marks.into_iter().map(|(_, range)| AnnotationKind::Primary.span(range));
        group = group.element(snippet.annotations(marks));
    }
    if let Some(suggestion) = &error.suggestion {
        group = group.element(Level::HELP.message(format!("use {}", escape::line(suggestion))));
    }
    excerpt::draw(group, screen)
}
