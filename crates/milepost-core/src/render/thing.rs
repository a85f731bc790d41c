//! What a thing of a graph is called, what is said of it and what is shown: the same in every picture.

use crate::{
    graph::{Chain, Graph, Measure, Path, Thing, Why},
    plan::Item,
    render::{Account, escape, queue, screen::Ink, summary, words},
    verdict::Verdict,
};

/// A thing in words. Nothing is escaped yet.
pub(super) struct Label<'a> {
    /// `milestone`, `gate`.
    pub(super) kind: String,
    /// Its id; its title where it has none.
    pub(super) name: &'a str,
    /// Its title; empty where that is its name.
    pub(super) title: &'a str,
    /// What documents say of it, in their words.
    pub(super) says: Option<&'a str>,
    /// The mark for what is shown.
    pub(super) mark: &'static str,
    /// What the mark means.
    pub(super) ink: Ink,
    /// What is shown, in words.
    pub(super) shows: String,
}

impl<'a> Label<'a> {
    pub(super) fn of(account: &Account<'a>, thing: Thing<'a>) -> Self {
        match thing {
            Thing::Work { item, judged } => {
                let (mark, ink) = words::standing_mark(&judged.standing);
                Self { mark, ink, shows: account.standing(judged), ..Self::of_item(account, item) }
            }
            Thing::Blocker { item } => Self::of_item(account, item),
            Thing::Gate { name, verdict } => {
                let found = verdict.map_or(Verdict::Missing, |gate| gate.verdict);
                let (mark, ink) = words::verdict_mark(found);
                let shows = match verdict {
                    Some(gate) if gate.enforcement == crate::gate::Enforcement::Advisory => {
                        format!("{} (advisory)", found.as_str())
                    }
                    Some(_) => found.as_str().to_owned(),
                    None => format!("{}: not defined", found.as_str()),
                };
                let (kind, name) = ("gate".to_owned(), name.as_str());
                Self { kind, name, title: "", says: None, mark, ink, shows }
            }
        }
    }

    fn of_item(account: &Account<'a>, item: &'a Item) -> Self {
        Self {
            kind: words::kind(item.key.kind),
            name: summary::name(account, item),
            title: if item.has_id { account.plan.title(item) } else { "" },
            says: account.says(item).map(|says| &*says.raw),
            mark: "■",
            ink: Ink::Bad,
            shows: "open".to_owned(),
        }
    }

    /// `says “Complete”, shown: claimed`.
    pub(super) fn both(&self) -> String {
        match self.says {
            Some(says) => format!("says “{}”, shown: {}", says.trim(), self.shows),
            None => format!("shown: {}", self.shows),
        }
    }

    /// All of it in one line: `M1 Store (milestone): says “Complete”, shown: claimed`.
    pub(super) fn line(&self) -> String {
        let name = format!("{} {}", self.name, self.title);
        format!("{} ({}): {}", name.trim_end(), self.kind, self.both())
    }
}

/// What people call a thing.
pub(super) fn name<'a>(account: &Account<'a>, thing: Thing<'a>) -> &'a str {
    match thing {
        Thing::Work { item, .. } | Thing::Blocker { item } => summary::name(account, item),
        Thing::Gate { name, .. } => name.as_str(),
    }
}

/// `M1 → M2 → M1`, for each circle.
pub(super) fn circles(account: &Account<'_>, graph: &Graph<'_>) -> Vec<String> {
    let round = |circle: &Vec<usize>| {
        let things = circle.iter().filter_map(|at| graph.things.get(*at));
        round(account, &things.copied().collect::<Vec<_>>())
    };
    graph.circles.iter().map(round).collect()
}

fn round(account: &Account<'_>, things: &[Thing<'_>]) -> String {
    let names = things.iter().chain(things.first()).map(|thing| name(account, *thing));
    names.collect::<Vec<_>>().join(" → ")
}

/// `M2 → M3`, and how that was measured.
pub(super) fn path(account: &Account<'_>, path: &Path<'_>) -> Option<(String, String)> {
    if path.items.is_empty() {
        return None;
    }
    let names = path.items.iter().map(|item| summary::name(account, item));
    Some((names.collect::<Vec<_>>().join(" → "), measure(path)))
}

fn measure(path: &Path<'_>) -> String {
    let items = words::count(path.items.len(), "item");
    match path.measure {
        Measure::Estimates { minutes, without } => {
            let without = match without {
                0 => String::new(),
                1 => ", 1 of them without an estimate".to_owned(),
                number => format!(", {number} of them without an estimate"),
            };
            format!("{} by estimates, {items}{without}", days(minutes))
        }
        Measure::Count => format!("{items}, by their number: none on it has an estimate"),
    }
}

/// `3 working days`, `4 working hours`; a day has eight hours.
fn days(minutes: u64) -> String {
    let tenths = (minutes * 10 + 240) / 480;
    match (tenths / 10, tenths % 10) {
        (0, _) if minutes >= 60 => words::count(whole(minutes / 60), "working hour"),
        (0, _) => words::count(whole(minutes), "working minute"),
        (days, 0) => words::count(whole(days), "working day"),
        (days, tenth) => format!("{days}.{tenth} working days"),
    }
}

fn whole(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// `M3 ← M2 ← M2-D1`: from what is held down to what holds it.
pub(super) fn chain(account: &Account<'_>, chain: &Chain<'_>) -> String {
    let names = chain.way.iter().map(|thing| name(account, *thing));
    names.collect::<Vec<_>>().join(" ← ")
}

/// Why something holds others back.
pub(super) fn why(account: &Account<'_>, thing: Thing<'_>, why: &Why<'_>) -> String {
    match why {
        Why::Missing(missing) => missing.what.clone(),
        Why::Open => {
            let title = thing.item().map(|item| account.plan.title(item)).unwrap_or_default();
            format!("open: {title}").trim_end_matches([':', ' ']).to_owned()
        }
        Why::Verdict => {
            let label = Label::of(account, thing);
            let reason = match thing {
                Thing::Gate { verdict: Some(gate), .. } => gate.reasons.first(),
                Thing::Gate { verdict: None, .. } | Thing::Work { .. } | Thing::Blocker { .. } => {
                    None
                }
            };
            match reason {
                Some(reason) => format!("gate, {}: {reason}", label.shows),
                None => format!("gate, {}", label.shows),
            }
        }
        Why::Circle(things) => format!("they wait for each other: {}", round(account, things)),
        Why::Unknown => "nothing has shown it".to_owned(),
    }
}

/// The command that comes first, where one is known.
pub(super) fn next(thing: Thing<'_>, why: &Why<'_>) -> Option<String> {
    let command = match (why, thing) {
        (Why::Missing(missing), _) => missing.next.clone(),
        (Why::Verdict, Thing::Gate { name, verdict }) => match verdict {
            Some(gate) => gate.next.clone().unwrap_or_else(|| format!("milepost gate show {name}")),
            None => format!("milepost add gate {name}"),
        },
        (Why::Open | Why::Unknown | Why::Verdict, thing) => {
            format!("milepost why {}", queue::shell_word(thing.item()?.key.name.as_str()))
        }
        (Why::Circle(_), _) => "milepost explain dependency-cycle".to_owned(),
    };
    (!command.is_empty()).then_some(command)
}

/// What a picture shows, for who cannot see it.
pub(super) fn description(account: &Account<'_>, graph: &Graph<'_>) -> String {
    let (things, ties) = (graph.things.len(), graph.ties.len());
    let (things, ties) = (words::count(things, "thing"), words::count(ties, "tie"));
    let told = format!("{things}, {ties}: an arrow leads from what must be shown first.");
    let mut told = vec![told];
    if let Some((path, measure)) = path(account, &graph.path) {
        told.push(format!("Critical path: {path}, {measure}."));
    }
    told.extend(circles(account, graph).into_iter().map(|it| format!("Circle: {it}.")));
    escape::line(&told.join(" ")).into_owned()
}
