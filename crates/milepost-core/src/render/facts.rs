//! The pages of `facts` and `fix`.

use crate::{
    config::Config,
    fact::{FactName, Finding, Mending, Sighting, Survey},
    render::{Screen, escape, layout, layout::Lines as _, screen::Ink, words},
};

/// What `facts` shows.
pub struct Facts<'a> {
    /// What the project configures.
    pub config: &'a Config,
    /// What was computed, and what places state of it.
    pub survey: &'a Survey,
    /// The facts that were asked for; all of them where there is none.
    pub only: &'a [FactName],
}

impl<'a> Facts<'a> {
    /// The facts to show, in the order of the configuration.
    pub(super) fn shown(&self) -> Vec<(&'a crate::fact::Fact, &'a crate::fact::Told)> {
        let wanted = |name: &FactName| self.only.is_empty() || self.only.contains(name);
        let facts = self.config.facts.iter().filter(|fact| wanted(&fact.name));
        let mut told: Vec<_> =
            facts.filter_map(|fact| Some((fact, self.survey.fact(&fact.name)?))).collect();
        told.sort_by_key(|(fact, _)| fact.span);
        told
    }

    /// What was found at the places of those facts; of all places where none was asked for.
    pub(super) fn sightings(&self) -> impl Iterator<Item = (&'a Sighting, Option<&'a FactName>)> {
        let (config, survey, only) = (self.config, self.survey, self.only);
        survey.sightings.iter().filter_map(move |sighting| {
            let fact = config.surfaces.get(sighting.surface)?.fact.as_ref();
            let is_wanted = only.is_empty() || fact.is_some_and(|fact| only.contains(fact));
            is_wanted.then_some((sighting, fact))
        })
    }
}

/// The page of `facts`: names, values, where each comes from, and the places that state it.
pub fn facts(facts: &Facts<'_>, screen: Screen) -> String {
    let mut page = String::new();
    let shown = facts.shown();
    let value = |told: &crate::fact::Told| match &told.computed {
        Ok(computed) => escape::line(&computed.value.to_string()).into_owned(),
        Err(_) => "—".to_owned(),
    };
    let names = shown.iter().map(|(fact, _)| layout::width(fact.name.as_str()));
    let widest = names.max().unwrap_or(0);
    let values = shown.iter().map(|(_, told)| layout::width(&value(told)).min(30));
    let widest_value = values.max().unwrap_or(0);
    for (fact, told) in &shown {
        let (from, ink) = match &told.computed {
            Ok(computed) if computed.doubts.is_empty() => (computed.from.join(", "), Ink::Faint),
            Ok(computed) => (
                format!("{}: {}", computed.from.join(", "), computed.doubts.join(", ")),
                Ink::Doubt,
            ),
            Err(why) => (format!("cannot be told: {why}"), Ink::Bad),
        };
        let from = if from.is_empty() { fact.text.to_string() } else { from };
        let name = screen.paint(Ink::Strong, layout::fit(fact.name.as_str(), widest)).into_owned();
        let value = value(told);
        let value = if layout::width(&value) > widest_value {
            value
        } else {
            layout::fit(&value, widest_value)
        };
        let from = escape::line(&from).into_owned();
        page.line(format!("{name}  {value}  {}", screen.paint(ink, from)));
    }
    let sightings: Vec<_> = facts.sightings().collect();
    if !sightings.is_empty() {
        page.push('\n');
    }
    for (sighting, fact) in &sightings {
        let file = escape::line(sighting.file.as_str()).into_owned();
        let of = fact.map_or("the first place", FactName::as_str);
        let (mark, ink, line, what) = said(&sighting.finding, of);
        let place = line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"));
        page.line(format!("{} {place}  {}", screen.paint(ink, mark), escape::line(&what)));
    }
    let wrong = sightings.iter().filter(|(it, _)| !it.finding.is_fine()).count();
    if !sightings.is_empty() {
        let places = words::count(sightings.len(), "place");
        let summary = match wrong {
            0 => format!("{places} looked at, none is wrong"),
            wrong => format!("{places} looked at, {wrong} wrong"),
        };
        page.line(format!("\n{summary}"));
        if wrong > 0 {
            page.line("next: milepost fix --dry-run");
        }
    }
    page
}

/// A mark, the line, and what is said of a place.
fn said(finding: &Finding, of: &str) -> (&'static str, Ink, Option<u32>, String) {
    match finding {
        Finding::Agrees { line, .. } => ("✔", Ink::Good, Some(*line), format!("states {of}")),
        Finding::Drifts { line, stated, wanted, .. } => {
            ("✗", Ink::Bad, Some(*line), format!("states `{stated}`, and {of} is {wanted}"))
        }
        Finding::Differs { line, stated, first, first_file, first_line, .. } => (
            "✗",
            Ink::Bad,
            Some(*line),
            format!("states `{stated}`, and {first_file}:{first_line} states `{first}`"),
        ),
        Finding::Untold => ("?", Ink::Doubt, None, format!("{of} cannot be told")),
        Finding::Unread(why) => ("✗", Ink::Bad, None, why.to_string()),
        Finding::Lost(why) => ("✗", Ink::Bad, None, why.to_string()),
    }
}

/// The page of `fix`: what was written, and what is left. `files` are those that were.
pub fn fixed(mending: &Mending, refused: &[(String, String)], screen: Screen) -> String {
    let mut page = String::new();
    let is_refused = |path: &str| refused.iter().any(|(refused, _)| refused == path);
    for file in mending.files.iter().filter(|file| !is_refused(file.path.as_str())) {
        let path = escape::line(file.path.as_str()).into_owned();
        for change in &file.changes {
            let (from, to) = (escape::line(&change.from), escape::line(&change.to));
            page.line(format!("fixed {path}:{}  {}: {from} → {to}", change.line, change.fact));
        }
    }
    for (path, why) in refused {
        let word = screen.paint(Ink::Bad, "not written");
        // Most reasons name the file themselves; a few name the folder or link that is in the way.
        let file =
            if why.contains(path.as_str()) { "" } else { &*format!(" {}", escape::line(path)) };
        page.line(format!("{word}{file}: {}", escape::line(why)));
    }
    page.push_str(&left(mending, screen));
    if page.is_empty() {
        page.line("nothing to fix");
    }
    page
}

/// The lines about what is left for a person.
pub fn left(mending: &Mending, screen: Screen) -> String {
    let mut page = String::new();
    for left in &mending.left {
        let line = left.line.map(|line| format!(":{line}")).unwrap_or_default();
        let file = escape::line(left.file.as_str()).into_owned();
        let word = screen.paint(Ink::Doubt, "left");
        page.line(format!("{word} {file}{line}: {}", escape::line(&left.why)));
    }
    page
}
