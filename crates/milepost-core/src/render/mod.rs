//! Reports as text: one file per output format. Renderers return text and never write it.
//!
//! Everything that comes from a document passes through [`escape`] on its way out; nothing else
//! stands between a hostile text and a terminal, a web page or a build log.

mod account;
pub mod altered;
pub mod badge;
pub mod board;
pub mod cadence;
pub mod consumers;
pub mod controls;
pub mod csv;
pub mod detail;
pub mod difference;
pub mod doctor;
pub mod dot;
pub mod escape;
mod excerpt;
pub mod export;
pub mod facts;
pub mod gates;
pub mod github;
pub mod graph;
pub mod handoff;
pub mod html;
mod jinja;
pub mod json;
pub mod junit;
pub mod layered;
mod layout;
pub mod log;
pub mod markdown;
pub mod mermaid;
pub mod mistakes;
pub mod page;
pub mod pages;
mod place;
pub mod problems;
pub mod queue;
pub mod read_lines;
pub mod reasons;
mod registers;
pub mod request;
pub mod runs;
pub mod sarif;
mod screen;
pub mod steering;
mod summary;
pub mod svg;
#[cfg(test)]
mod tests;
mod thing;
pub mod timeline;
mod words;
mod work;

pub use account::Account;
pub use screen::Screen;
