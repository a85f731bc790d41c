//! The points of a line as comma-separated values: one row for each commit that changed a count.

use crate::{
    history::{Point, Timeline},
    render::escape,
};

/// The points of a line. Times are in UTC; what is in no commit yet has an empty cell for it.
pub fn points(line: &Timeline) -> String {
    let mut page = "at,commit,unread".to_owned();
    for kind in ["milestones", "deliverables", "tasks", "criteria"] {
        for of in ["planned", "said", "shown"] {
            page.push_str(&cell(&format!("{kind}_{of}")));
        }
    }
    page.push('\n');
    for point in &line.points {
        page.push_str(&row(point));
    }
    page
}

fn row(point: &Point) -> String {
    let commit = point.commit.as_ref().map_or("", |commit| commit.as_str());
    let mut row = escape::csv(&point.at.to_string());
    row.push_str(&cell(commit));
    row.push_str(&cell(&point.unread.to_string()));
    for (_, tally) in point.counts.each() {
        for number in [tally.all, tally.said, tally.shown] {
            row.push_str(&cell(&number.to_string()));
        }
    }
    row.push('\n');
    row
}

fn cell(text: &str) -> String {
    format!(",{}", escape::csv(text))
}
