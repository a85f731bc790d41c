//! The nearest known word to a mistyped one, for errors that offer it.

/// The candidate that a mistyped word most likely means, if one is near enough to be offered.
///
/// Near enough is one slip for every three characters. Between equally near candidates the first
/// one wins, so the answer depends on their order only.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64;
    let word = word.to_lowercase();
    let slips = word.chars().count().div_ceil(3);
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[track_caller]
    fn check(word: &str, expected: Option<&str>) {
        let words = ["include", "exclude", "fenced", "groups", "M1-T05", "M1-T06"];
        assert_eq!(nearest(word, words), expected);
    }

    #[test]
    fn slips_of_the_finger_find_the_word() {
        check("inlcude", Some("include"));
        check("Groups", Some("groups"));
        check("group", Some("groups"));
        check("m1-t07", Some("M1-T05"));
    }

    #[test]
    fn other_words_find_nothing() {
        check("owner", None);
        check("", None);
        check(&"include".repeat(100), None);
    }
}
