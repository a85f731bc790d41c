//! What a human-readable page is drawn on: its width, and whether it may be coloured.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};

/// The screen a page is drawn for.
///
/// Colour only ever repeats what words and symbols say already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// How many columns there are.
    pub width: usize,
    /// Whether styles are written.
    pub is_styled: bool,
}

impl Screen {
    /// The width of a page that is not drawn on a terminal.
    pub const UNKNOWN_WIDTH: usize = 100;
    /// Narrower terminals get lines of this width.
    pub const LEAST_WIDTH: usize = 60;

    /// A screen of so many columns, as far as they are known.
    pub fn new(width: Option<usize>, is_styled: bool) -> Self {
        let width = width.unwrap_or(Self::UNKNOWN_WIDTH).max(Self::LEAST_WIDTH);
        Self { width, is_styled }
    }

    /// The word before an error.
    pub fn error(self, word: &str) -> Cow<'_, str> {
        self.paint(Ink::Bad, word)
    }

    /// The word before a hint.
    pub fn hint(self, word: &str) -> Cow<'_, str> {
        self.paint(Ink::Alive, word)
    }

    /// Writes text in a style.
    pub(super) fn paint<'a>(self, ink: Ink, text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
        let text = text.into();
        if !self.is_styled || ink == Ink::Plain || text.trim().is_empty() {
            return text;
        }
        let style = ink.style();
        Cow::Owned(format!("{style}{text}{style:#}"))
    }
}

/// What a style means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// Nothing.
    Plain,
    /// Read this first.
    Strong,
    /// Read this last.
    Faint,
    /// It is as it should be.
    Good,
    /// Nobody has shown it.
    Doubt,
    /// It is wrong.
    Bad,
    /// It moves.
    Alive,
}

impl Ink {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Doubt => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
            Self::Alive => AnsiColor::Cyan.on_default(),
        }
    }
}
