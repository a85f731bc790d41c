//! The words in which two texts differ.

/// Beyond so many words on a side the texts are shown whole.
const LONGEST: usize = 400;

/// Two texts as one, with the words that are gone as `[-32-]` and the new ones as `{+30+}`.
pub fn word_diff(before: &str, after: &str) -> String {
    let old: Vec<&str> = before.split_whitespace().collect();
    let new: Vec<&str> = after.split_whitespace().collect();
    let mut written = Written::default();
    if old.len() > LONGEST || new.len() > LONGEST {
        written.gone.extend(&old);
        written.new.extend(&new);
        written.settle();
        return written.text;
    }
    let common = common(&old, &new);
    let common_at = |at: (usize, usize)| common.get(at.0).and_then(|row| row.get(at.1)).copied();
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => {
                written.settle();
                written.push(a);
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), next) if next.is_none() || common_at((i + 1, j)) >= common_at((i, j + 1)) => {
                written.gone.push(a);
                i += 1;
            }
            (_, Some(b)) => {
                written.new.push(b);
                j += 1;
            }
            (Some(_) | None, None) => break,
        }
    }
    written.settle();
    written.text
}

/// How many words the rests of two texts have in common, from each pair of places on.
fn common(old: &[&str], new: &[&str]) -> Vec<Vec<usize>> {
    let mut rows = vec![vec![0; new.len() + 1]];
    for a in old.iter().rev() {
        let below = rows.last().cloned().unwrap_or_default();
        let mut row = vec![0; new.len() + 1];
        for (j, b) in new.iter().enumerate().rev() {
            row[j] = if a == b { below[j + 1] + 1 } else { below[j].max(row[j + 1]) };
        }
        rows.push(row);
    }
    rows.reverse();
    rows
}

/// The text that is made, with the words of a difference that is not over yet.
#[derive(Default)]
struct Written<'a> {
    text: String,
    gone: Vec<&'a str>,
    new: Vec<&'a str>,
}

impl Written<'_> {
    fn push(&mut self, words: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(words);
    }

    fn settle(&mut self) {
        let gone = match self.gone.as_slice() {
            [] => String::new(),
            words => format!("[-{}-]", words.join(" ")),
        };
        let new = match self.new.as_slice() {
            [] => String::new(),
            words => format!("{{+{}+}}", words.join(" ")),
        };
        if !gone.is_empty() || !new.is_empty() {
            self.push(&format!("{gone}{new}"));
        }
        self.gone.clear();
        self.new.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::word_diff;

    #[track_caller]
    fn check(before: &str, after: &str, expected: &str) {
        assert_eq!(word_diff(before, after), expected);
    }

    #[test]
    fn only_the_words_that_differ_are_marked() {
        check(
            "At least 32 integration tests pass",
            "At least 30 integration tests pass",
            "At least [-32-]{+30+} integration tests pass",
        );
        check("All tests pass", "tests pass", "[-All-] tests pass");
        check("Tests pass", "Tests pass on Linux", "Tests pass {+on Linux+}");
        check("a b", "c d", "[-a b-]{+c d+}");
        check("the same  words", "the same words", "the same words");
    }
}
