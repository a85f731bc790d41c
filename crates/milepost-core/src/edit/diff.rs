//! A change as a unified diff, which `git apply` takes.

use std::fmt::Write as _;

/// How many unchanged lines are shown on either side.
const CONTEXT: usize = 3;

/// The change of a file from one text to another; `before` is nothing for a file that is new.
///
/// One hunk: from the first line that differs to the last one. Empty where nothing differs.
pub fn unified(path: &str, before: Option<&str>, after: &str) -> String {
    let old: Vec<&str> = before.unwrap_or_default().split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    if before.is_some_and(|before| before == after) {
        return String::new();
    }
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b);
    let tail = tail.count();
    let from = head.saturating_sub(CONTEXT);
    let behind = tail.saturating_sub(CONTEXT);
    let (old_end, new_end) = (old.len() - behind, new.len() - behind);
    let name = before.map_or("/dev/null".to_owned(), |_| format!("a/{path}"));
    let (in_old, in_new) = (place(from, old_end), place(from, new_end));
    let mut out = format!("--- {name}\n+++ b/{path}\n@@ -{in_old} +{in_new} @@\n");
    let mut write = |sign: char, lines: &[&str]| {
        for line in lines {
            let text = line.strip_suffix('\n').unwrap_or(line);
            writeln!(out, "{sign}{text}").expect("a string takes all text");
            if !line.ends_with('\n') {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    };
    write(' ', &old[from..head]);
    write('-', &old[head..old.len() - tail]);
    write('+', &new[head..new.len() - tail]);
    write(' ', &old[old.len() - tail..old_end]);
    out
}

/// `3,4`: the first line, counted from 1, and how many; 0 where there is none.
fn place(from: usize, end: usize) -> String {
    let first = if from == end { from } else { from + 1 };
    format!("{first},{}", end - from)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::unified;

    #[test]
    fn a_new_file_comes_from_nowhere() {
        assert_snapshot!(unified("a.md", None, "# A\n\nb\n"), @"
        --- /dev/null
        +++ b/a.md
        @@ -0,0 +1,3 @@
        +# A
        +
        +b
        ");
    }

    #[test]
    fn an_insertion_stands_among_three_lines_on_either_side() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        assert_snapshot!(unified("a.md", Some(before), &before.replace("5\n", "5\nnew\n")), @"
        --- a/a.md
        +++ b/a.md
        @@ -3,6 +3,7 @@
         3
         4
         5
        +new
         6
         7
         8
        ");
        assert_eq!(unified("a.md", Some(before), before), "");
    }

    #[test]
    fn a_missing_newline_is_said() {
        assert_snapshot!(unified("a.md", Some("x\ny"), "x\ny\nz"), @r"
        --- a/a.md
        +++ b/a.md
        @@ -1,2 +1,3 @@
         x
        -y
        \ No newline at end of file
        +y
        +z
        \ No newline at end of file
        ");
    }
}
