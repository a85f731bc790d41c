//! The line of time as a picture in one file: the burn-up, and under it what took place.
//!
//! It brings its own colours for light and dark, and nothing in it is told by colour alone: areas have
//! patterns, marks have shapes, and both have words.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::{
    history::{Grown, Happening, Tally, Timeline, What},
    plan::{ItemKey, ItemKind},
    render::{
        escape, log,
        timeline::{Counted, Extent, is_told, phrase, word},
        words,
    },
};

/// Lengths are in tenths of a pixel: the same bytes on every machine.
type Tenths = i64;

const WIDTH: Tenths = 9600;
const LEFT: Tenths = 560;
const RIGHT: Tenths = 9380;
const TOP: Tenths = 840;
const BOTTOM: Tenths = 3000;
/// Where the first lane of marks lies, and how far lanes are apart.
const LANES: Tenths = 3520;
const LANE: Tenths = 220;
/// No more lanes are drawn.
const MOST_LANES: usize = 16;
/// How wide a letter of a label is, on the safe side.
const LETTER: Tenths = 66;

/// Its style sheet, which is for this picture alone, wherever it stands.
pub(in crate::render) const STYLE: &str = include_str!("picture.css");

/// The picture.
pub fn svg(line: &Timeline, extent: Extent) -> String {
    let frame = Frame::of(line, extent.counted);
    let told: Vec<&Happening> = line
        .happenings
        .iter()
        .filter(|it| is_told(it, extent.depth) && !matches!(it.what, What::Scope(_)))
        .collect();
    let from = told.len().saturating_sub(extent.most);
    let marks = lanes(&frame, told.get(from..).unwrap_or_default());
    let lanes = marks.iter().filter_map(|mark| mark.lane).max().map_or(0, |lane| lane + 1);
    let hidden = marks.iter().filter(|mark| mark.lane.is_none()).count() + from;
    let height = LANES + LANE * Tenths::try_from(lanes).unwrap_or(0) + 260;
    let mut page = String::new();
    let title = format!("Burn-up of {}", extent.counted.as_str());
    open(&mut page, &title, &description(line, extent.counted, told.len()), height);
    legend(&mut page, &title, &frame);
    axes(&mut page, &frame);
    areas(&mut page, &frame);
    growth(&mut page, &frame, line, extent.counted);
    for mark in &marks {
        draw(&mut page, mark);
    }
    notes(&mut page, line, hidden, height);
    page.push_str("</svg>\n");
    page
}

/// What is drawn over which time.
struct Frame {
    points: Vec<(Timestamp, Tally)>,
    first: i64,
    span: i64,
    most: u32,
}

impl Frame {
    fn of(line: &Timeline, counted: Counted) -> Self {
        let points: Vec<(Timestamp, Tally)> =
            line.points.iter().map(|point| (point.at, counted.of(&point.counts))).collect();
        let second = |point: Option<&(Timestamp, Tally)>| point.map_or(0, |(at, _)| at.as_second());
        let (first, last) = (second(points.first()), second(points.last()));
        let most = points.iter().map(|(_, tally)| tally.all).max().unwrap_or(0);
        Self { points, first, span: last.saturating_sub(first).max(1), most: most.max(1) }
    }

    fn x(&self, at: Timestamp) -> Tenths {
        let passed = i128::from(at.as_second()) - i128::from(self.first);
        let room = i128::from(RIGHT - LEFT);
        let x = passed.clamp(0, i128::from(self.span)) * room / i128::from(self.span);
        LEFT + Tenths::try_from(x).unwrap_or(0)
    }

    fn y(&self, value: u32) -> Tenths {
        BOTTOM - (BOTTOM - TOP) * i64::from(value) / i64::from(self.most)
    }

    /// The outline of a value over time, in steps; of what falls on one place the last.
    fn steps(&self, value: impl Fn(&Tally) -> u32) -> Vec<(Tenths, Tenths)> {
        let mut steps: Vec<(Tenths, Tenths)> = Vec::new();
        for (at, tally) in &self.points {
            let (x, y) = (self.x(*at), self.y(value(tally)));
            match steps.last_mut() {
                Some((last, _)) if x - *last < 5 && x > LEFT => {
                    if let Some((_, height)) = steps.last_mut() {
                        *height = y;
                    }
                }
                Some(_) | None => steps.push((x, y)),
            }
        }
        steps
    }
}

fn px(tenths: Tenths) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{}", tenths / 10, rest.abs()),
    }
}

fn put(page: &mut String, arguments: std::fmt::Arguments<'_>) {
    page.write_fmt(arguments).expect("writing to a string cannot fail");
}

fn open(page: &mut String, title: &str, description: &str, height: Tenths) {
    let (width, height) = (px(WIDTH), px(height));
    put(
        page,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" class=\"mp-past\" role=\"img\" \
             aria-labelledby=\"milepost-past-title milepost-past-desc\">\n\
             <title id=\"milepost-past-title\">{}</title>\n\
             <desc id=\"milepost-past-desc\">{}</desc>\n\
             <style>{STYLE}</style>\n\
             <defs><pattern id=\"milepost-past-hatch\" width=\"7\" height=\"7\" \
             patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
             <line class=\"hatch\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"7\"/></pattern></defs>\n\
             <rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n",
            escape::xml(title),
            escape::xml(description),
        ),
    );
}

/// What the picture says, in one breath.
fn description(line: &Timeline, counted: Counted, told: usize) -> String {
    let Some((first, last)) = line.points.first().zip(line.points.last()) else {
        return "Nothing is planned.".to_owned();
    };
    let ([from, to], what) =
        ([&first.counts, &last.counts].map(|counts| counted.of(counts)), counted.as_str());
    format!(
        "From {} to {}: {what} planned {} to {}, said to be finished {} to {}, shown by evidence \
         {} to {}. {} on the line of time.",
        log::minute(first.at),
        log::minute(last.at),
        from.all,
        to.all,
        from.said,
        to.said,
        from.shown,
        to.shown,
        words::count(told, "event"),
    )
}

fn text(page: &mut String, class: &str, anchor: &str, (x, y): (Tenths, Tenths), text: &str) {
    put(
        page,
        format_args!(
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>\n",
            px(x),
            px(y),
            escape::xml(text)
        ),
    );
}

fn legend(page: &mut String, title: &str, frame: &Frame) {
    text(page, "title ink", "start", (LEFT, 360), title);
    let last = frame.points.last().map(|(_, tally)| *tally).unwrap_or_default();
    let entries = [
        ("planned", format!("planned {}", last.all)),
        ("said", format!("said to be finished {}", last.said)),
        ("shown", format!("shown by evidence {}", last.shown)),
    ];
    let mut x = LEFT;
    for (class, label) in entries {
        let (left, top) = (px(x), px(500));
        put(
            page,
            format_args!(
                "<rect class=\"{class}\" x=\"{left}\" y=\"{top}\" width=\"22\" height=\"12\"/>\n"
            ),
        );
        if class == "said" {
            put(
                page,
                format_args!(
                    "<rect fill=\"url(#milepost-past-hatch)\" x=\"{left}\" y=\"{top}\" \
                     width=\"22\" height=\"12\"/>\n"
                ),
            );
        }
        text(page, "ink", "start", (x + 290, 605), &label);
        x += 290 + long(&label) + 260;
    }
}

fn axes(page: &mut String, frame: &Frame) {
    let mut marks = vec![0, frame.most];
    if frame.most >= 4 {
        marks.insert(1, frame.most / 2);
    }
    for value in marks {
        let y = frame.y(value);
        put(
            page,
            format_args!("<path class=\"grid\" d=\"M{} {}H{}\"/>\n", px(LEFT), px(y), px(RIGHT)),
        );
        text(page, "small faint", "end", (LEFT - 60, y + 40), &value.to_string());
    }
    let is_long = frame.span > 3 * 86_400;
    let form = if is_long { "%Y-%m-%d" } else { "%m-%d %H:%M" };
    for (part, anchor) in [(0, "start"), (1, "middle"), (2, "middle"), (3, "middle"), (4, "end")] {
        let second = frame.first.saturating_add(frame.span / 4 * part);
        let second = if part == 4 { frame.first.saturating_add(frame.span) } else { second };
        let Ok(at) = Timestamp::from_second(second) else { continue };
        let x = LEFT + (RIGHT - LEFT) * part / 4;
        let has_room = frame.points.len() > 1 || part == 0;
        if has_room {
            text(page, "small faint", anchor, (x, BOTTOM + 180), &at.strftime(form).to_string());
        }
    }
}

fn areas(page: &mut String, frame: &Frame) {
    let of = [
        ("planned", frame.steps(|tally| tally.all)),
        ("said", frame.steps(|tally| tally.said)),
        ("shown", frame.steps(|tally| tally.shown)),
    ];
    for (class, steps) in of {
        // What there is none of has no outline.
        let begin = steps.iter().position(|(_, y)| *y != BOTTOM);
        let steps = begin.and_then(|begin| steps.get(begin..)).unwrap_or_default();
        let Some((first, _)) = steps.first() else { continue };
        let mut path = format!("M{} {}", px(*first), px(BOTTOM));
        for (x, y) in steps {
            put(&mut path, format_args!("H{}V{}", px(*x), px(*y)));
        }
        put(&mut path, format_args!("H{}V{}Z", px(RIGHT), px(BOTTOM)));
        put(page, format_args!("<path class=\"{class}\" d=\"{path}\"/>\n"));
        if class == "said" {
            put(page, format_args!("<path fill=\"url(#milepost-past-hatch)\" d=\"{path}\"/>\n"));
        }
    }
}

/// What came into the plan, left it and was reworded, where there is room to say so.
fn growth(page: &mut String, frame: &Frame, line: &Timeline, counted: Counted) {
    let first = line.points.first().and_then(|point| point.commit.as_ref());
    let mut free = LEFT - 1;
    for happening in line.happenings.iter().filter(|it| it.commit.as_ref() != first) {
        let What::Scope(grown) = &happening.what else { continue };
        let Some(label) = steps_of(grown, counted) else { continue };
        let at = frame.points.partition_point(|(at, _)| *at <= happening.at);
        let around = frame.points.get(at.saturating_sub(2)..at).unwrap_or_default();
        let all = around.iter().map(|(_, tally)| tally.all).max().unwrap_or(0);
        let half = long(&label) / 2;
        let middle = frame.x(happening.at).clamp(LEFT + half, RIGHT - half);
        if middle - half > free {
            text(page, "small ink", "middle", (middle, frame.y(all) - 50), &label);
            free = middle + half + 30;
        }
    }
}

/// `+2 −1 ~1`: came, left, reworded.
fn steps_of(grown: &Grown, counted: Counted) -> Option<String> {
    let milestones = |keys: &[ItemKey]| {
        let number = keys.iter().filter(|key| key.kind == ItemKind::Milestone).count();
        u32::try_from(number).unwrap_or(u32::MAX)
    };
    let [came, left, reworded] = match counted {
        Counted::Milestones => [milestones(&grown.came), milestones(&grown.left), 0],
        Counted::Criteria => [grown.criteria.came, grown.criteria.left, grown.criteria.reworded],
        Counted::Deliverables => [grown.deliverables.came, grown.deliverables.left, 0],
        Counted::Tasks => [grown.tasks.came, grown.tasks.left, 0],
    };
    let signed = [("+", came), ("−", left), ("~", reworded)];
    let parts = signed.into_iter().filter(|(_, number)| *number > 0);
    let parts: Vec<String> = parts.map(|(sign, number)| format!("{sign}{number}")).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A mark on the line of time.
struct Mark {
    x: Tenths,
    lane: Option<usize>,
    word: &'static str,
    label: String,
    full: String,
    is_left: bool,
}

/// Puts marks into lanes, so that no label lies on another.
fn lanes(frame: &Frame, told: &[&Happening]) -> Vec<Mark> {
    let mut ends = [LEFT - 1000; MOST_LANES];
    let mut marks: Vec<Mark> = told.iter().map(|it| mark(frame, it)).collect();
    marks.sort_by_key(Mark::begin);
    for mark in &mut marks {
        let begin = mark.begin();
        let lane = ends.iter().position(|end| *end < begin);
        if let Some(end) = lane.and_then(|lane| ends.get_mut(lane)) {
            *end = begin + long(&mark.label) + 280;
        }
        mark.lane = lane;
    }
    marks
}

fn mark(frame: &Frame, happening: &Happening) -> Mark {
    let x = frame.x(happening.at);
    let word = word(&happening.what);
    let name = match (&happening.item, &happening.what) {
        (_, What::Released { tag }) => tag.to_string(),
        (_, What::Unread { path } | What::ReadAgain { path }) => path.file_name().to_owned(),
        (Some(key), _) if key.name.as_str() == happening.title.to_lowercase() => {
            happening.title.chars().take(24).collect()
        }
        (Some(key), _) => key.name.to_string(),
        (None, _) => String::new(),
    };
    let label = match &happening.what {
        What::Released { .. } => name,
        What::Scope(_)
        | What::Claimed { .. }
        | What::TakenBack { .. }
        | What::Placed { .. }
        | What::Renamed { .. }
        | What::Proven
        | What::Regressed { .. }
        | What::Reopened
        | What::Restored
        | What::Stated { .. }
        | What::Recorded { .. }
        | What::Unread { .. }
        | What::ReadAgain { .. } => format!("{name} {word}").trim().to_owned(),
    };
    let is_void = matches!(&happening.what, What::Stated { void: Some(_), .. });
    let label = if is_void { format!("{label} (void)") } else { label };
    let label = escape::line(&label).into_owned();
    let is_left = x + long(&label) + 200 > RIGHT;
    let full = format!("{}: {}", log::minute(happening.at), phrase(happening).text);
    Mark { x, lane: None, word, label, full, is_left }
}

impl Mark {
    /// Where it begins with its label.
    fn begin(&self) -> Tenths {
        if self.is_left { self.x - long(&self.label) - 130 } else { self.x - 60 }
    }
}

fn draw(page: &mut String, mark: &Mark) {
    let Some(lane) = mark.lane else { return };
    let y = LANES + LANE * Tenths::try_from(lane).unwrap_or(0);
    let (x, end) = (px(mark.x), px(y));
    put(
        page,
        format_args!(
            "<g><title>{}</title><path class=\"thread\" d=\"M{x} {}V{end}\"/>{}",
            escape::xml(&mark.full),
            px(BOTTOM),
            shape(mark.word, mark.x, y),
        ),
    );
    let (at, anchor) = if mark.is_left { (mark.x - 110, "end") } else { (mark.x + 110, "start") };
    text(page, "small ink", anchor, (at, y + 40), &mark.label);
    page.push_str("</g>\n");
}

/// Each kind of thing has a shape of its own.
fn shape(word: &str, x: Tenths, y: Tenths) -> String {
    let circle = |class: &str| {
        format!("<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"5\"/>", px(x), px(y))
    };
    let path = |class: &str, path: String| format!("<path class=\"{class}\" d=\"{path}\"/>");
    let diamond = format!("M{} {}l6 6l-6 6l-6-6z", px(x), px(y - 60));
    match word {
        "proven" | "restored" => circle("good"),
        "claimed" => circle("doubt"),
        "taken-back" => circle("plain"),
        "regressed" | "unread" => {
            path("bad", format!("M{} {}l10 10m0-10l-10 10", px(x - 50), px(y - 50)))
        }
        "reopened" | "renamed" => path("doubt", diamond),
        "approved" | "conditional" | "rejected" | "waived" | "decided" => path("alive", diamond),
        "released" => path("alive", format!("M{} {}l6 10h-12z", px(x), px(y - 55))),
        _ => format!(
            "<rect class=\"plain\" x=\"{}\" y=\"{}\" width=\"8\" height=\"8\"/>",
            px(x - 40),
            px(y - 40)
        ),
    }
}

fn notes(page: &mut String, line: &Timeline, hidden: usize, height: Tenths) {
    let mut notes = Vec::new();
    if hidden > 0 {
        notes.push(format!("{} without room here", words::count(hidden, "event")));
    }
    if line.is_cut_off {
        notes.push("older history is not in this clone".to_owned());
    }
    if !line.unread.is_empty() {
        notes.push(format!("{} unreadable", words::count(line.unread.len(), "document")));
    }
    if line.skewed > 0 {
        let commits = words::count(line.skewed, "commit");
        notes.push(format!("{commits} put where history has them, not where their clocks do"));
    }
    if line.points.iter().any(|point| point.counts.each().iter().any(|(_, it)| it.shown > 0)) {
        notes.push("shown: evidence was there, and nothing is red or reworded since".to_owned());
    }
    text(page, "small faint", "start", (LEFT, height - 100), &notes.join(" · "));
}

/// How long a label is, on the safe side.
fn long(label: &str) -> Tenths {
    Tenths::try_from(crate::render::layout::width(label)).unwrap_or(0) * LETTER
}
