//! Names that are checked once and trusted after.

use std::{cmp::Ordering, fmt, sync::Arc};

/// The id of an item as people write it: `M2.5`, `M1-T05`, `D-007`, `VG-LOOP-CORE-001`, `loop-8th`.
///
/// Never empty and without white space at its ends. Ids order as people count: `M2` before `M10`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ItemId(Arc<str>);

impl ItemId {
    /// Takes a text as an id; nothing for an empty one or one with control characters.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= 128 && !text.chars().any(char::is_control);
        fits.then(|| Self(text.into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What ids of one kind begin with, before the first digit: `M` of `M1` and of `M1-T05`; nothing where there
    /// is no letter before it.
    pub(crate) fn family(&self) -> Option<&str> {
        let digit = self.0.find(|c: char| c.is_ascii_digit())?;
        self.0.get(..digit).filter(|family| family.contains(char::is_alphabetic))
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialOrd for ItemId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ItemId {
    fn cmp(&self, other: &Self) -> Ordering {
        natural_order(&self.0, &other.0)
    }
}

/// Compares texts as people count: runs of digits by their value, all else by character.
///
/// Texts that are equal in that sense (`M01`, `M1`) are told apart by their bytes.
pub fn natural_order(left: &str, right: &str) -> Ordering {
    let (l, r) = (left.as_bytes(), right.as_bytes());
    // What both begin with says nothing, up to the digits that the difference may be one of.
    let shared = l.iter().zip(r).take_while(|(a, b)| a == b).count();
    let (a, b) = match (l.get(shared), r.get(shared)) {
        (None, None) => return Ordering::Equal,
        // What a text begins with comes before it, counted or not.
        (None, Some(_)) => return Ordering::Less,
        (Some(_), None) => return Ordering::Greater,
        (Some(a), Some(b)) => (a, b),
    };
    let begun = digits(l.iter().take(shared).rev());
    let is_within = |digit: &u8| begun > 0 && digit.is_ascii_digit();
    if !(is_within(a) || is_within(b) || a.is_ascii_digit() && b.is_ascii_digit()) {
        // Bytes of UTF-8 are in the order of the characters that they stand for.
        return a.cmp(b);
    }
    let number = shared - begun;
    if l.get(number) == Some(&b'0') || r.get(number) == Some(&b'0') {
        return order_of(left, right).then_with(|| left.cmp(right));
    }
    let rest = |text: &[u8]| digits(text.iter().skip(shared));
    rest(l).cmp(&rest(r)).then(a.cmp(b))
}

/// How many digits bytes begin with.
fn digits<'a>(bytes: impl Iterator<Item = &'a u8>) -> usize {
    bytes.take_while(|byte| byte.is_ascii_digit()).count()
}

/// The same, where texts that people count alike are equal.
fn order_of(mut a: &str, mut b: &str) -> Ordering {
    loop {
        let (digits_a, digits_b) = (leading_digits(a), leading_digits(b));
        if !digits_a.is_empty() && !digits_b.is_empty() {
            let order = number_order(digits_a, digits_b);
            if order != Ordering::Equal {
                return order;
            }
            (a, b) = (&a[digits_a.len()..], &b[digits_b.len()..]);
            continue;
        }
        let (mut chars_a, mut chars_b) = (a.chars(), b.chars());
        match (chars_a.next(), chars_b.next()) {
            (None, None) => return Ordering::Equal,
            (x, y) if x != y => return x.cmp(&y),
            (Some(_) | None, Some(_) | None) => {}
        }
        (a, b) = (chars_a.as_str(), chars_b.as_str());
    }
}

fn leading_digits(text: &str) -> &str {
    &text[..digits(text.as_bytes().iter())]
}

fn number_order(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// A whole commit id: 40 or 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitId(Arc<str>);

impl CommitId {
    /// Checks a whole commit id.
    pub fn new(text: &str) -> Option<Self> {
        let fits = matches!(text.len(), 40 | 64) && is_lower_hex(text);
        fits.then(|| Self(text.into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first ten digits, as people read them.
    pub fn short(&self) -> &str {
        &self.0[..10]
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The beginning of a commit id, as documents cite it: 7 to 64 hexadecimal digits, lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitPrefix(Arc<str>);

impl CommitPrefix {
    /// Checks the beginning of a commit id; upper-case digits are taken as lower-case ones.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let fits = (7..=64).contains(&text.len()) && is_lower_hex(&text);
        fits.then(|| Self(text.into()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CommitPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The group of documents within which ids mean one thing: a folder, or a group of `[documents]`.
///
/// The repository root is the empty scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope(Arc<str>);

impl PartialOrd for Scope {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scope {
    fn cmp(&self, other: &Self) -> Ordering {
        // Most items that are looked for stand among those of their own scope.
        if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
    }
}

impl Scope {
    /// The scope of that name.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The name: a folder path or a group name, empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{CommitPrefix, ItemId, natural_order, order_of};

    #[test]
    fn ids_order_as_people_count() {
        let mut ids = ["M10", "M2.5", "M2", "M1-T05", "M01", "M1", "D-007"]
            .map(|id| ItemId::new(id).unwrap());
        ids.sort();
        let ids: Vec<&str> = ids.iter().map(ItemId::as_str).collect();
        assert_eq!(ids, ["D-007", "M01", "M1", "M1-T05", "M2", "M2.5", "M10"]);
    }

    #[test]
    fn leaving_out_what_texts_share_changes_no_order() {
        let texts = [
            "", "M", "M1", "M01", "M10", "M2", "M2.5", "M2.05", "M1-T05", "M1-T5", "M01-T5",
            "M100", "M1é", "M1è", "M1e", "é1", "é10", "é2", "é", "è", "日1", "日本", "1", "01",
            "001", "10", "1a", "01a", "a1b2", "a1b10", "a01b2", "0", "00", "M0", "M00-x", "M0-x",
            "M9", "M9-", "M10-1", "M1-", "M1.0", "M1.00", "-", "M-", "M/", "M:", "1é", "1/", "1:",
            "12", "1 2",
        ];
        for left in texts {
            for right in texts {
                let whole = order_of(left, right).then_with(|| left.cmp(right));
                assert_eq!(natural_order(left, right), whole, "{left:?} {right:?}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_finds_the_same_order(left in "[019M./:é-]{0,8}", right in "[019M./:é-]{0,8}") {
            let whole = order_of(&left, &right).then_with(|| left.cmp(&right));
            proptest::prop_assert_eq!(natural_order(&left, &right), whole);
        }
    }

    #[test]
    fn commit_prefixes_need_seven_hexadecimal_digits() {
        assert!(CommitPrefix::new("001a004").is_some());
        assert!(CommitPrefix::new("30c1fa").is_none());
        assert!(CommitPrefix::new("pending").is_none());
    }
}
