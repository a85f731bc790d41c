//! The report: a project told whole in one HTML file that needs nothing else.
//!
//! The templates are plain HTML, filled by `MiniJinja`; every value is escaped on its way in by
//! [`escape::xml`](crate::render::escape::xml), so that no document can put markup into the page. The page allows itself, by the
//! [content security policy](https://www.w3.org/TR/CSP3/) in it, no script and no style but its own,
//! each by the digest of its text, and no request at all.

mod anchors;
mod board;
mod gates;
mod item;
mod page;
mod past;
mod people;
mod problems;
mod registers;
mod rests;
#[cfg(test)]
mod tests;
mod wire;

use jiff::Timestamp;

pub use past::Past;

use self::anchors::Anchors;
use crate::{
    render::{Account, account},
    scene::Scene,
};

/// How the first line of a report begins, which nothing else has.
pub const HEAD: &str = "<!doctype html><!-- milepost report -->";

/// What the report is made from.
#[derive(Clone, Copy)]
pub struct Exhibit<'a> {
    /// What the project is called.
    pub title: &'a str,
    /// The judged plan.
    pub account: &'a Account<'a>,
    /// All that it was judged by.
    pub scene: &'a Scene<'a>,
    /// What limits what could be seen of it.
    pub notes: &'a [String],
    /// What became of it so far.
    pub past: Past<'a>,
}

/// The report as one HTML file.
///
/// # Errors
///
/// If a template fails, which a test of all of them should have found.
pub fn report(exhibit: Exhibit<'_>) -> Result<String, minijinja::Error> {
    let anchors = Anchors::new(exhibit.account.plan);
    let ground = Ground { account: exhibit.account, scene: exhibit.scene, anchors: &anchors };
    page::fill(&page::Data::new(exhibit, ground))
}

/// What all parts of the report look things up in.
#[derive(Clone, Copy)]
struct Ground<'a> {
    account: &'a Account<'a>,
    scene: &'a Scene<'a>,
    anchors: &'a Anchors<'a>,
}

impl Ground<'_> {
    fn subject(self) -> String {
        account::subject(&self.account.report.subject)
    }

    fn now(self) -> Timestamp {
        self.scene.clock.now
    }
}
