//! Who works: a person or a program, by their own word.

use std::fmt;

/// The longest name taken, in bytes.
const LONGEST: usize = 200;

/// Who works, as they call themselves: `MILEPOST_ACTOR`, else an e-mail address and the working tree.
///
/// A name is what somebody says of themselves. It keeps workers apart who mean well, and proves
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor(Box<str>);

impl Actor {
    /// Takes a text as a name; nothing for an empty or very long one, or one that is no single line.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control);
        fits.then(|| Self(text.into()))
    }

    /// The name of someone with an e-mail address in a working tree; the main one has no name.
    pub fn at(email: &str, worktree: Option<&str>) -> Option<Self> {
        let email = Self::new(email)?;
        match worktree {
            Some(worktree) => Self::new(&format!("{email}/{worktree}")),
            None => Some(email),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a name fits a pattern, in which `*` stands for any text. A pattern for an e-mail address
/// fits its owner in every working tree.
pub fn fits(pattern: &str, name: &str) -> bool {
    let owner = name.split_once('/').map_or(name, |(owner, _)| owner);
    like(pattern, name) || (!pattern.contains('/') && like(pattern, owner))
}

fn like(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = name.find(part) else { return false };
        name = name.get(at + part.len()..).unwrap_or_default();
    }
    name.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{Actor, fits};

    #[test]
    fn a_name_is_one_line_that_says_something() {
        assert_eq!(Actor::new(" ada ").unwrap().as_str(), "ada");
        for text in ["", "  ", "a\nb", "a\u{1b}b", &"a".repeat(300)] {
            assert_eq!(Actor::new(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_person_is_another_worker_in_another_working_tree() {
        assert_eq!(Actor::at("ada@example.org", None).unwrap().as_str(), "ada@example.org");
        let there = Actor::at("ada@example.org", Some("w1")).unwrap();
        assert_eq!(there.as_str(), "ada@example.org/w1");
        assert_eq!(Actor::at("", Some("w1")), None);
    }

    #[test]
    fn patterns_fit_names() {
        for (pattern, name) in [
            ("ada", "ada"),
            ("*", ""),
            ("codex-*", "codex-7"),
            ("*@example.org", "ada@example.org"),
            ("*@example.org", "ada@example.org/w1"),
            ("ada@example.org", "ada@example.org/w1"),
            ("a*b*c", "a-b-b-c"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("ada", "adam"),
            ("codex-*", "code-7"),
            ("a*b*c", "a-c"),
            ("ab*ba", "aba"),
            ("ada@example.org/w2", "ada@example.org/w1"),
        ] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }
}
