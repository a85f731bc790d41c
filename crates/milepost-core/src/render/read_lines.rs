//! A document line by line, each with what it was understood to say.

use std::collections::BTreeMap;

use crate::{
    plan::{Claim, Document, ItemKind},
    render::layout::Lines as _,
    render::{Screen, detail, escape, layout, place::Ruler, screen::Ink, words},
    text::{Source, Span},
};

/// Of one line, so much is shown.
const MOST_BYTES: usize = 400;

/// The page that `read` shows for one document.
pub fn read(document: &Document, source: &Source, screen: Screen) -> String {
    let ruler = Ruler::new(&source.text);
    let margins = Margins::of(document, &ruler);
    let mut page = head(document, screen);
    let count = u32::try_from(ruler.lines.count(&source.text)).unwrap_or(u32::MAX);
    let margin = margins.width().min(screen.width * 2 / 5);
    let digits = count.to_string().len();
    let room = screen.width.saturating_sub(margin + digits + 6);
    for line in 1..=count {
        let text = ruler.lines.span(&source.text, line).of(&source.text);
        let mut notes = margins.of_line(line).iter();
        let first = notes.next();
        let bar = screen.paint(Ink::Faint, format!("{line:>digits$} │")).into_owned();
        page.line(format!("{} {bar} {}", note(first, margin, screen), short(text, room)));
        for next in notes {
            let bar = screen.paint(Ink::Faint, format!("{:>digits$} ┊", "")).into_owned();
            page.line(format!("{} {bar}", note(Some(next), margin, screen)));
        }
    }
    page.push('\n');
    page.push_str(&foot(document, &ruler, screen));
    page
}

fn head(document: &Document, screen: Screen) -> String {
    let signs: Vec<&str> = document.signs.iter().map(|sign| sign.as_str()).collect();
    let verdict = match (document.is_tracker(), signs.is_empty()) {
        (true, _) => format!("a tracker: {}", signs.join(", ")),
        (false, false) => format!("no tracker: nothing but {}", signs.join(", ")),
        (false, true) => "no tracker: no sign of one".to_owned(),
    };
    let path = screen.paint(Ink::Strong, escape::line(document.path.as_str())).into_owned();
    format!("{path} · {}\n\n", screen.paint(Ink::Faint, verdict))
}

/// One thing that a line was understood to say.
#[derive(Debug, PartialEq, Eq)]
struct Note {
    text: String,
    ink: Ink,
}

fn note(note: Option<&Note>, width: usize, screen: Screen) -> String {
    let Some(note) = note else { return " ".repeat(width) };
    screen.paint(note.ink, layout::fit(&note.text, width)).into_owned()
}

fn short(text: &str, room: usize) -> String {
    let end = (0..=MOST_BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    layout::cut(&escape::line(text.get(..end.unwrap_or(0)).unwrap_or_default()), room)
}

/// What every line was understood to say.
struct Margins(BTreeMap<u32, Vec<Note>>);

impl Margins {
    fn of(document: &Document, ruler: &Ruler) -> Self {
        let mut margins = Self(BTreeMap::new());
        let mut add = |span: Span, ink: Ink, text: String| {
            let text = escape::line(&text).into_owned();
            margins.0.entry(ruler.lines.line(span.start)).or_default().push(Note { text, ink });
        };
        for claim in &document.claims {
            add(claim.span, Ink::Strong, claim_note(claim));
            for field in &claim.fields {
                if ruler.lines.line(field.span.start) != ruler.lines.line(claim.span.start) {
                    add(field.span, Ink::Plain, format!("  {}", field.name.as_str()));
                }
            }
            for criterion in &claim.criteria {
                let status = criterion.status.as_ref().map(|claim| claim.status);
                let (mark, _) = words::status_mark(status);
                add(criterion.span, Ink::Plain, format!("  {mark} criterion"));
            }
        }
        for field in &document.fields {
            add(field.span, Ink::Plain, format!("field {}", field.name.as_str()));
        }
        for pointer in &document.pointers {
            let kind = detail::cited_kind(&pointer.cited);
            add(pointer.span, Ink::Plain, format!("points to a {kind}"));
        }
        for heading in document.headings.iter().filter(|heading| heading.claim.is_none()) {
            add(heading.span, Ink::Faint, "heading".to_owned());
        }
        for unread in &document.unread {
            add(unread.span, Ink::Doubt, format!("? {}", unread.why));
        }
        margins.merge();
        margins
    }

    /// Several of the same on one line are one note.
    fn merge(&mut self) {
        for notes in self.0.values_mut() {
            let mut merged: Vec<(Note, usize)> = Vec::new();
            for note in notes.drain(..) {
                match merged.last_mut() {
                    Some((last, times)) if *last == note => *times += 1,
                    Some(_) | None => merged.push((note, 1)),
                }
            }
            let counted = merged.into_iter().map(|(note, times)| match times {
                1 => note,
                times => Note { text: format!("{} ×{times}", note.text), ink: note.ink },
            });
            notes.extend(counted);
        }
    }

    fn of_line(&self, line: u32) -> &[Note] {
        self.0.get(&line).map_or(&[], Vec::as_slice)
    }

    fn width(&self) -> usize {
        let notes = self.0.values().flatten();
        notes.map(|note| layout::width(&note.text)).max().unwrap_or(0).clamp(8, 34)
    }
}

fn claim_note(claim: &Claim) -> String {
    let (mark, _) = words::status_mark(claim.status.as_ref().map(|status| status.status));
    let kind = words::kind(claim.kind);
    let id = claim.id.as_ref().map_or(String::new(), |id| format!(" {id}"));
    let through = claim.through.as_ref().map_or(String::new(), |id| format!("–{id}"));
    let status = claim.status.as_ref().map_or("", |status| status.status.as_str());
    format!("{mark} {kind}{id}{through} {status}").trim_end().to_owned()
}

fn foot(document: &Document, ruler: &Ruler, screen: Screen) -> String {
    let mut counts: BTreeMap<ItemKind, usize> = BTreeMap::new();
    for claim in &document.claims {
        *counts.entry(claim.kind).or_default() += 1;
    }
    let mut parts: Vec<String> =
        counts.into_iter().map(|(kind, number)| words::count(number, &words::kind(kind))).collect();
    let criteria = document.claims.iter().map(|claim| claim.criteria.len()).sum();
    if criteria > 0 {
        parts.push(words::count(criteria, "criterion"));
    }
    if parts.is_empty() {
        parts.push("nothing tracked".to_owned());
    }
    let mut page = layout::wrap(&parts.join(", "), screen.width).join("\n") + "\n";
    for unread in &document.unread {
        let line = ruler.lines.line(unread.span.start);
        let text = format!("? line {line}: {}", escape::line(&unread.why));
        page.line(format!("{}", screen.paint(Ink::Doubt, text)));
    }
    page
}
