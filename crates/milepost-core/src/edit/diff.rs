//! A change as a unified diff, which `git apply` takes.

use std::{fmt::Write as _, ops::Range};

/// How many unchanged lines are shown on either side.
const CONTEXT: usize = 3;

/// So many pairs of lines are compared; where more differ, all of them are shown as one change.
const MOST: usize = 4_000_000;

/// The change of a file from one text to another; `before` is nothing for a file that is new.
///
/// Empty where nothing differs.
pub fn unified(path: &str, before: Option<&str>, after: &str) -> String {
    let old: Vec<&str> = before.unwrap_or_default().split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    if before.is_some_and(|before| before == after) {
        return String::new();
    }
    let name = before.map_or("/dev/null".to_owned(), |_| format!("a/{path}"));
    let mut out = format!("--- {name}\n+++ b/{path}\n");
    let changes = changes(&old, &new);
    for hunk in hunks(&changes) {
        write_hunk(&mut out, (&old, &new), hunk);
    }
    if changes.is_empty() {
        // A new file without a line.
        out.push_str("@@ -0,0 +0,0 @@\n");
    }
    out
}

/// Lines of the old text that others of the new one take the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Replaced {
    old: Range<usize>,
    new: Range<usize>,
}

/// Everything that differs, in order.
fn changes(old: &[&str], new: &[&str]) -> Vec<Replaced> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b);
    let tail = tail.count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let whole = Replaced { old: head..old_end, new: head..new_end };
    let (rows, columns) = (whole.old.len(), whole.new.len());
    if rows == 0 && columns == 0 {
        return Vec::new();
    }
    if rows.saturating_mul(columns) > MOST {
        return vec![whole];
    }
    let shared = shared(
        old.get(head..old_end).unwrap_or_default(),
        new.get(head..new_end).unwrap_or_default(),
    );
    let mut changes = Vec::new();
    let (mut from_old, mut from_new) = (head, head);
    let end = (rows, columns);
    for (row, column) in shared.into_iter().chain([end]) {
        let (old, new) = (from_old..head + row, from_new..head + column);
        if !old.is_empty() || !new.is_empty() {
            changes.push(Replaced { old, new });
        }
        (from_old, from_new) = (head + row + 1, head + column + 1);
    }
    changes
}

/// The longest list of lines that both have in the same order, as places in both.
fn shared(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    let at = |lengths: &[u32], row: usize, column: usize| {
        lengths.get(row * width + column).copied().unwrap_or_default()
    };
    for (row, before) in old.iter().enumerate().rev() {
        for (column, after) in new.iter().enumerate().rev() {
            let longest = if before == after {
                at(&lengths, row + 1, column + 1) + 1
            } else {
                at(&lengths, row + 1, column).max(at(&lengths, row, column + 1))
            };
            if let Some(cell) = lengths.get_mut(row * width + column) {
                *cell = longest;
            }
        }
    }
    let mut found = Vec::new();
    let (mut row, mut column) = (0, 0);
    while let (Some(before), Some(after)) = (old.get(row), new.get(column)) {
        if before == after {
            found.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if at(&lengths, row + 1, column) >= at(&lengths, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    found
}

/// Changes that are so near to each other that what is around them overlaps.
fn hunks(changes: &[Replaced]) -> impl Iterator<Item = &[Replaced]> {
    changes.chunk_by(|a, b| b.old.start - a.old.end <= 2 * CONTEXT)
}

fn write_hunk(out: &mut String, (old, new): (&[&str], &[&str]), hunk: &[Replaced]) {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { return };
    let above = first.old.start.min(CONTEXT);
    let below = (old.len() - last.old.end).min(CONTEXT);
    let in_old = first.old.start - above..last.old.end + below;
    let in_new = first.new.start - above..last.new.end + below;
    let (from, to) = (place(&in_old), place(&in_new));
    writeln!(out, "@@ -{from} +{to} @@").expect("a string takes all text");
    let mut write = |sign: char, lines: &[&str]| {
        for line in lines {
            let text = line.strip_suffix('\n').unwrap_or(line);
            writeln!(out, "{sign}{text}").expect("a string takes all text");
            if !line.ends_with('\n') {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    };
    let mut at = in_old.start;
    for change in hunk {
        write(' ', old.get(at..change.old.start).unwrap_or_default());
        write('-', old.get(change.old.clone()).unwrap_or_default());
        write('+', new.get(change.new.clone()).unwrap_or_default());
        at = change.old.end;
    }
    write(' ', old.get(at..in_old.end).unwrap_or_default());
}

/// `3,4`: the first line, counted from 1, and how many; 0 where there is none.
fn place(lines: &Range<usize>) -> String {
    let first = if lines.is_empty() { lines.start } else { lines.start + 1 };
    format!("{first},{}", lines.len())
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
    fn changes_that_lie_apart_are_shown_apart() {
        let lines: Vec<String> = (1..=20).map(|number| number.to_string()).collect();
        let before = lines.join("\n") + "\n";
        let after = before
            .replace("\n3\n", "\nthree\n")
            .replace("\n5\n", "\n")
            .replace("18\n", "18\n18b\n");
        assert_snapshot!(unified("a.md", Some(&before), &after), @"
        --- a/a.md
        +++ b/a.md
        @@ -1,8 +1,7 @@
         1
         2
        -3
        +three
         4
        -5
         6
         7
         8
        @@ -16,5 +15,6 @@
         16
         17
         18
        +18b
         19
         20
        ");
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
