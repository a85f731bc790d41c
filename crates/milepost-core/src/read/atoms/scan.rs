//! A place in a text that moves on when what stands there fits.

/// A place in a text. Steps give the place behind what they took, or nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn at(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    pub(super) fn offset(self) -> usize {
        self.at
    }

    pub(super) fn rest(self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn char(self, fits: impl Fn(char) -> bool) -> Option<Self> {
        let char = self.rest().chars().next().filter(|char| fits(*char))?;
        Some(Self { at: self.at + char.len_utf8(), ..self })
    }

    pub(super) fn text(self, text: &str) -> Option<Self> {
        self.rest().starts_with(text).then(|| Self { at: self.at + text.len(), ..self })
    }

    /// As many ASCII digits as there are, at least one and at most sixteen.
    pub(super) fn digits(self) -> Option<(&'a str, Self)> {
        let len = self.rest().bytes().take(17).take_while(u8::is_ascii_digit).count();
        let digits = self.rest().get(..len).filter(|_| (1..=16).contains(&len))?;
        Some((digits, Self { at: self.at + len, ..self }))
    }

    /// A part of the text.
    pub(super) fn slice(self, start: usize, end: usize) -> Option<&'a str> {
        self.text.get(start..end)
    }

    /// As many ASCII digits as there are, within bounds, as a number.
    pub(super) fn number(self, least: usize, most: usize) -> Option<(i32, Self)> {
        let len = self.rest().bytes().take(most + 1).take_while(u8::is_ascii_digit).count();
        let digits = self.rest().get(..len).filter(|_| (least..=most).contains(&len))?;
        Some((digits.parse().ok()?, Self { at: self.at + len, ..self }))
    }

    /// As many ASCII letters as there are, in lower case; at most twelve.
    pub(super) fn word(self) -> Option<(String, Self)> {
        let len = self.rest().bytes().take(13).take_while(u8::is_ascii_alphabetic).count();
        let word = self.rest().get(..len).filter(|_| (1..=12).contains(&len))?;
        Some((word.to_ascii_lowercase(), Self { at: self.at + len, ..self }))
    }

    /// Up to three blanks.
    pub(super) fn blanks(self) -> Self {
        let is_blank = |char| matches!(char, ' ' | '\u{a0}' | '\u{202f}');
        let mut here = self;
        for _ in 0..3 {
            here = here.char(is_blank).unwrap_or(here);
        }
        here
    }

    /// Whether a word may end here: no letter or digit follows, and nothing that makes it a name.
    pub(super) fn is_boundary(self) -> bool {
        let mut rest = self.rest().chars();
        let (next, after) = (rest.next(), rest.next());
        let names_more = |char: char| matches!(char, '-' | '_' | '.' | '/' | '\\' | ':');
        match next {
            Some('/' | '\\') if after.is_none() => false,
            Some(next) if names_more(next) => !after.is_some_and(is_word),
            Some(next) => !is_word(next),
            None => true,
        }
    }
}

/// Letters and digits that go on a word of Latin letters; other scripts need no blank between.
pub(super) fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || char.is_lowercase() || char.is_uppercase()
}
