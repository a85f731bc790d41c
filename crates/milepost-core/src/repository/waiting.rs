//! Lines of a status file that wait for the id of a commit.

/// The longest cell that is nothing but a placeholder, in bytes.
const LONGEST: usize = 60;

/// The lines of a Markdown text in which a cell of a table, or an item of a list, has a placeholder in
/// place of a commit: `pending (this commit)`, `this commit`, `<hash>`. Code fences are examples.
pub fn waiting_lines(text: &str) -> Vec<Box<str>> {
    let mut fence = None;
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) if waits(line) => found.push(line.into()),
            (None | Some(_), Some(_) | None) => {}
        }
    }
    found
}

fn waits(line: &str) -> bool {
    if line.contains('|') {
        return line.split('|').any(is_placeholder);
    }
    let item = ["- ", "* ", "+ "].into_iter().find_map(|bullet| line.strip_prefix(bullet));
    item.is_some_and(|item| item.to_lowercase().contains("pending (this commit)"))
}

/// Whether a cell stands for the id of a commit that was not known when it was written.
fn is_placeholder(cell: &str) -> bool {
    let bare = cell.trim_matches(|char: char| char.is_whitespace() || "*_`".contains(char));
    if bare.len() > LONGEST {
        return false;
    }
    let words = bare.to_lowercase();
    let inner = words.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    matches!(&*words, "this commit" | "(this commit)" | "pending this commit")
        || words.contains("pending (this commit)")
        || inner.is_some_and(|name| {
            matches!(name.trim(), "hash" | "commit" | "sha" | "commit hash" | "this commit")
        })
}

#[cfg(test)]
mod tests {
    use super::waiting_lines;

    #[test]
    fn what_stands_for_a_commit_waits() {
        let text = "| 2026-02-28 | pending (this commit) | feat | Begin |\n\
            | M4 | In progress | `this commit` |\n| x | <hash> |\n- pending (this commit): begin\n";
        assert_eq!(waiting_lines(text).len(), 4);
    }

    #[test]
    fn what_only_speaks_of_it_does_not() {
        let text = "| M5 | Not started | pending |\nIn this commit we begin.\n- of this commit\n\
            ```\n| pending (this commit) |\n```\n| M6 | the words `pending` and `this commit` mean \
            something else where a cell goes on and on |\n";
        assert_eq!(waiting_lines(text), Vec::<Box<str>>::new());
    }
}
