//! The message of a commit as git hands it to a hook: with remarks that are no part of it.

/// What git takes out of a message before it keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaning {
    /// How it is cleaned up.
    pub mode: CleaningMode,
    /// What a remark begins with.
    pub remark: Remark,
    /// Whether somebody edits it: only then has git written remarks into it.
    pub is_edited: bool,
}

/// How a message is cleaned up, as `commit.cleanup` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CleaningMode {
    /// Remarks are taken out of what is edited, and of nothing else.
    #[default]
    Usual,
    /// Remarks are taken out.
    Remarks,
    /// Remarks stay.
    Nothing,
}

/// What a remark begins with, as `core.commentChar` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// This.
    Text(Box<str>),
    /// A sign that git chose, one that no line began with.
    Chosen,
}

impl Default for Remark {
    fn default() -> Self {
        Self::Text("#".into())
    }
}

/// The signs among which git chooses, in its order.
const CHOICE: &[char] = &['#', ';', '@', '!', '$', '%', '^', '&', '|', ':'];

/// What stands behind the sign of a remark that ends a message: all below it is a diff.
const SCISSORS: &str = " ------------------------ >8 ------------------------";

/// The first line that will stay of a message; none where nothing does.
pub fn subject<'a>(text: &'a str, cleaning: &Cleaning) -> Option<&'a str> {
    let is_cut = |line: &&str| cleaning.is_edited && line.trim_end().ends_with(SCISSORS);
    let lines: Vec<&str> = text.lines().take_while(|line| !is_cut(line)).collect();
    let remark = match &cleaning.remark {
        Remark::Text(remark) => remark.to_string(),
        // Git wrote the last lines, unless somebody took them out.
        Remark::Chosen => {
            let last = lines.iter().rev().find(|line| !line.trim().is_empty());
            let sign = last.and_then(|it| it.chars().next()).filter(|it| CHOICE.contains(it));
            sign.map(String::from).unwrap_or_default()
        }
    };
    let are_dropped = !remark.is_empty()
        && match cleaning.mode {
            CleaningMode::Usual => cleaning.is_edited,
            CleaningMode::Remarks => true,
            CleaningMode::Nothing => false,
        };
    let mut kept = lines.into_iter().filter(|line| !(are_dropped && line.starts_with(&remark)));
    kept.find(|line| !line.trim().is_empty()).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::{Cleaning, CleaningMode, Remark, subject};

    #[track_caller]
    fn check(cleaning: &Cleaning, text: &str, expected: &str) {
        assert_eq!(subject(text, cleaning).unwrap_or_default(), expected);
    }

    fn edited(remark: &str) -> Cleaning {
        Cleaning { remark: Remark::Text(remark.into()), is_edited: true, ..Cleaning::default() }
    }

    #[test]
    fn remarks_of_what_was_edited_are_no_subject() {
        check(&edited("#"), "\n# a remark\nfeat: a\n# another\n", "feat: a");
        check(&edited(";"), "; a remark\n#12 is mended\n", "#12 is mended");
        check(&edited("//"), "// a remark\n/ a line\n", "/ a line");
        check(&edited("#"), "# only remarks\n", "");
        let scissors = "------------------------ >8 ------------------------";
        check(&edited("#"), &format!("# {scissors}\ndiff --git a/a b/a\n"), "");
    }

    #[test]
    fn what_nobody_edited_has_no_remarks() {
        check(&Cleaning::default(), "#12 is mended\n", "#12 is mended");
        let strict = Cleaning { mode: CleaningMode::Remarks, ..Cleaning::default() };
        check(&strict, "#12 is mended\n\nfix: it\n", "fix: it");
        let kept = Cleaning { mode: CleaningMode::Nothing, ..edited("#") };
        check(&kept, "# A heading\n", "# A heading");
    }

    #[test]
    fn a_sign_that_git_chose_is_that_of_its_last_lines() {
        let chosen = Cleaning { remark: Remark::Chosen, ..edited("") };
        check(&chosen, "#12 is mended\n\n; Please enter a message\n;\n", "#12 is mended");
        check(&chosen, "\n# Please enter a message\n", "");
        check(&chosen, "fix: it\n", "fix: it");
    }
}
