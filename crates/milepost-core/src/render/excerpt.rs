//! The lines of a document that a problem shows: short, harmless, and with the marks moved along.

use std::ops::Range;

use annotate_snippets::{Group, Renderer};

use crate::{
    render::{Screen, escape},
    text::{LineIndex, Span},
};

/// How many bytes of a line are shown around a mark.
const CONTEXT: usize = 160;
/// How many lines a mark may cover before only its first line is shown.
const MOST_LINES: u32 = 4;
/// Marks this many lines apart share an excerpt.
const NEAR: u32 = 6;

/// Some lines of a document with the marks on them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The lines as shown.
    pub text: String,
    /// The number of the first line.
    pub first_line: u32,
    /// The marks: which one, and where it is in `text`.
    pub marks: Vec<(usize, Range<usize>)>,
}

impl Excerpt {
    /// Cuts out the lines that the spans stand on. Spans that stand near each other share an
    /// excerpt; the excerpts keep the order of the spans.
    pub(super) fn cut(text: &str, lines: &LineIndex, spans: &[Span]) -> Vec<Self> {
        let mut groups: Vec<Cluster> = Vec::new();
        for (at, span) in spans.iter().enumerate() {
            let shown = shorten(text, lines, *span);
            let (first, last) = (lines.line(shown.start), lines.line(last_byte(shown)));
            match groups.iter_mut().find(|group| group.is_near(first, last)) {
                Some(group) => group.add(at, shown, first, last),
                None => groups.push(Cluster { first, last, spans: vec![(at, shown)] }),
            }
        }
        groups.iter().map(|group| group.draw(text, lines)).collect()
    }
}

struct Cluster {
    first: u32,
    last: u32,
    spans: Vec<(usize, Span)>,
}

impl Cluster {
    fn is_near(&self, first: u32, last: u32) -> bool {
        first <= self.last.saturating_add(NEAR) && last.saturating_add(NEAR) >= self.first
    }

    fn add(&mut self, at: usize, span: Span, first: u32, last: u32) {
        self.first = self.first.min(first);
        self.last = self.last.max(last);
        self.spans.push((at, span));
    }

    fn draw(&self, text: &str, lines: &LineIndex) -> Excerpt {
        let mut out = String::new();
        let mut marks: Vec<(usize, Range<usize>)> =
            self.spans.iter().map(|(at, _)| (*at, 0..0)).collect();
        for line in self.first..=self.last {
            let window = self.window(text, lines.span(text, line));
            if line > self.first {
                out.push('\n');
            }
            self.draw_line(text, lines.span(text, line), &window, &mut out, &mut marks);
        }
        Excerpt { text: out, first_line: self.first, marks }
    }

    /// The part of a line that is shown: what the marks need, and some around it.
    fn window(&self, text: &str, line: Span) -> Range<usize> {
        let on_line = |span: &Span| span.start <= line.end && span.end >= line.start;
        let spans = self.spans.iter().map(|(_, span)| *span).filter(on_line);
        let start = spans.clone().map(|span| span.start).min().unwrap_or(line.start);
        let end = spans.map(|span| span.end).max().unwrap_or(line.start);
        let start = (start.max(line.start) as usize).saturating_sub(CONTEXT);
        let end = (end.min(line.end) as usize).saturating_add(CONTEXT);
        let start = floor(text, start.max(line.start as usize));
        let end = floor(text, end.min(line.end as usize).max(start));
        if end - start > 8 * CONTEXT { start..floor(text, start + 8 * CONTEXT) } else { start..end }
    }

    fn draw_line(
        &self,
        text: &str,
        line: Span,
        window: &Range<usize>,
        out: &mut String,
        marks: &mut [(usize, Range<usize>)],
    ) {
        if window.start > line.start as usize {
            out.push('…');
        }
        let shown = text.get(window.clone()).unwrap_or_default();
        for (at, c) in shown.char_indices() {
            self.move_marks(window.start + at, out.len(), marks);
            escape::push_visible(out, c);
        }
        self.move_marks(window.end, out.len(), marks);
        if window.end < line.end as usize {
            out.push('…');
        }
    }

    /// Marks that begin or end at an offset of the source begin or end here in the excerpt.
    fn move_marks(&self, offset: usize, here: usize, marks: &mut [(usize, Range<usize>)]) {
        for ((_, span), (_, mark)) in self.spans.iter().zip(marks) {
            if span.start as usize == offset {
                *mark = here..here;
            } else if (span.start as usize..=span.end as usize).contains(&offset) {
                mark.end = here;
            }
        }
    }
}

/// Draws a problem.
pub(super) fn draw(group: Group<'_>, screen: Screen) -> String {
    let renderer = if screen.is_styled { Renderer::styled() } else { Renderer::plain() };
    without_bare_origins(&renderer.term_width(screen.width).render(&[group]))
}

/// The renderer announces a snippet without a path of its own by an empty `:::` line.
fn without_bare_origins(page: &str) -> String {
    let is_bare = |line: &str| {
        let marks: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        marks == ":::" || (marks.starts_with('\u{1b}') && strip_styles(line).trim() == ":::")
    };
    let lines: Vec<&str> = page.lines().filter(|line| !is_bare(line)).collect();
    lines.join("\n")
}

fn strip_styles(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('m').map_or("", |(_, rest)| rest))
}

/// A span over many lines is shown by its first one.
fn shorten(text: &str, lines: &LineIndex, span: Span) -> Span {
    let first = lines.line(span.start);
    if lines.line(last_byte(span)).saturating_sub(first) < MOST_LINES {
        return trim(text, span);
    }
    let end = lines.span(text, first).end;
    trim(text, Span { start: span.start, end: end.max(span.start) })
}

/// Without the white space at its end, so that no empty line is marked.
fn trim(text: &str, span: Span) -> Span {
    let length = span.of(text).trim_end().len();
    Span::new(span.start as usize, span.start as usize + length)
}

fn last_byte(span: Span) -> u32 {
    span.end.saturating_sub(1).max(span.start)
}

/// The character boundary at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Draws an excerpt with its marks in brackets.
    #[track_caller]
    fn check(text: &str, spans: &[(usize, usize)], expected: &str) {
        let spans: Vec<Span> = spans.iter().map(|(start, end)| Span::new(*start, *end)).collect();
        let drawn = Excerpt::cut(text, &LineIndex::new(text), &spans).into_iter().map(|excerpt| {
            let mut shown = excerpt.text.clone();
            let mut marks = excerpt.marks;
            marks.sort_by_key(|(_, range)| std::cmp::Reverse(range.start));
            for (_, range) in marks {
                shown.insert(range.end, ']');
                shown.insert(range.start, '[');
            }
            format!("{}: {shown}", excerpt.first_line)
        });
        assert_eq!(drawn.collect::<Vec<_>>().join("\n--\n"), expected);
    }

    #[test]
    fn marks_move_with_what_is_made_visible() {
        check("a\n\u{202e}b c\td\n", &[(5, 6), (7, 10)], "2: ⟨U+202E⟩[b] [c d]");
    }

    #[test]
    fn near_places_share_an_excerpt_and_far_ones_do_not() {
        let text = "one\ntwo\nthree\n\n\n\n\n\n\n\n\n\nfar\n";
        check(text, &[(0, 3), (8, 13)], "1: [one]\ntwo\n[three]");
        check(text, &[(0, 3), (23, 26)], "1: [one]\n--\n13: [far]");
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let text = format!("{}MARK{}", "x".repeat(900), "y".repeat(900));
        let (before, after) = ("x".repeat(CONTEXT), "y".repeat(CONTEXT));
        check(&text, &[(900, 904)], &format!("1: …{before}[MARK]{after}…"));
    }

    #[test]
    fn a_section_is_shown_by_its_first_line() {
        check("# Head\na\nb\nc\nd\ne\n", &[(0, 17)], "1: [# Head]");
    }

    proptest! {
        #[test]
        fn every_mark_fits_its_excerpt(text in "(\\PC|\n|\t|\u{202e}){0,60}", a in 0_usize..99, b in 0_usize..99) {
            let (a, b) = (floor(&text, a), floor(&text, b));
            let span = Span::new(a.min(b), a.max(b));
            for excerpt in Excerpt::cut(&text, &LineIndex::new(&text), &[span]) {
                for (_, range) in excerpt.marks {
                    prop_assert!(excerpt.text.get(range).is_some());
                }
            }
        }
    }
}
