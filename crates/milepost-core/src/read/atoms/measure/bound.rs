//! Limits before a number: `<`, `≥`, `at least`.

/// A limit: its sign, and where it begins.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) sign: &'static str,
    pub(super) start: usize,
}

/// The limit before a number, not before `free`.
pub(super) fn before(text: &str, number: usize, free: usize) -> Option<Bound> {
    let head = text.get(free..number)?;
    let bare = head.trim_end_matches([' ', '\u{a0}']);
    let found = |(mark, sign): &(&str, &'static str)| {
        let start = free + bare.strip_suffix(mark)?.len();
        Some(Bound { sign, start })
    };
    if ["->", "=>", "==", "<<", ">>"].iter().any(|arrow| bare.ends_with(arrow)) {
        return None;
    }
    SIGNS.iter().find_map(found).or_else(|| in_words(bare, free))
}

const SIGNS: &[(&str, &str)] =
    &[("<=", "<="), (">=", ">="), ("≤", "<="), ("≥", ">="), ("<", "<"), (">", ">")];

const WORDS: &[(&str, &str)] = &[
    ("no more than", "<="),
    ("no fewer than", ">="),
    ("no less than", ">="),
    ("at least", ">="),
    ("at most", "<="),
    ("less than", "<"),
    ("fewer than", "<"),
    ("more than", ">"),
    ("greater than", ">"),
    ("up to", "<="),
    ("minimum", ">="),
    ("maximum", "<="),
    ("under", "<"),
    ("below", "<"),
    ("above", ">"),
    ("over", ">"),
];

fn in_words(head: &str, free: usize) -> Option<Bound> {
    WORDS.iter().find_map(|(words, sign)| {
        let at = head.len().checked_sub(words.len())?;
        let said = head.get(at..)?.eq_ignore_ascii_case(words);
        let begins = !head.get(..at)?.ends_with(char::is_alphanumeric);
        (said && begins).then_some(Bound { sign, start: free + at })
    })
}
