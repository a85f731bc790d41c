//! Scores as a Markdown table.

use std::{fmt::Write as _, time::Duration};

use crate::contest::{Entry, Score};

/// One table: every entry, with its ratio to those that are floors.
pub(crate) fn render(title: &str, entries: &[Entry], scores: &[Score], floors: &[&str]) -> String {
    let rows: Vec<(&Entry, &Score)> = entries.iter().zip(scores).collect();
    let floors: Vec<(&str, Duration)> = floors
        .iter()
        .filter_map(|floor| {
            let (entry, score) = rows.iter().find(|(entry, _)| entry.label == *floor)?;
            Some((&*entry.label, score.wall))
        })
        .collect();
    let mut text = format!("### {title}\n\n| command | rounds | wall | CPU | peak memory |");
    for (floor, _) in &floors {
        write_all(&mut text, format_args!(" × {floor} |"));
    }
    text.push_str("\n|---|--:|--:|--:|--:|");
    text.push_str(&"--:|".repeat(floors.len()));
    text.push('\n');
    for (entry, score) in rows {
        text.push_str(&row(entry, score, &floors));
    }
    text
}

fn row(entry: &Entry, score: &Score, floors: &[(&str, Duration)]) -> String {
    let failed = score.failed.map(|code| format!(" (exit {code})")).unwrap_or_default();
    let mut text = format!(
        "| {}{failed} | {} | {} | {} | {} |",
        entry.label,
        score.rounds,
        millis(score.wall),
        millis(score.cpu),
        mebibytes(score.memory)
    );
    for (_, floor) in floors {
        let ratio = score.wall.as_secs_f64() / floor.as_secs_f64().max(f64::EPSILON);
        write_all(&mut text, format_args!(" {ratio:.2} |"));
    }
    text.push('\n');
    text
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn mebibytes(kibibytes: u64) -> String {
    format!("{}.{} MiB", kibibytes / 1024, kibibytes % 1024 * 10 / 1024)
}

fn write_all(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("a string takes all text");
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::contest::{Entry, Score};
    use std::{path::Path, time::Duration};

    #[test]
    fn every_entry_is_a_row_with_its_ratios() {
        let entries = ["cat", "milepost check"].map(|it| Entry::new(it, Path::new("."), [it]));
        let score = |millis, failed| {
            let wall = Duration::from_millis(millis);
            Score { wall, cpu: wall, memory: 1536, rounds: 3, failed }
        };
        let scores = [score(4, None), score(6, Some(2))];
        let expected = "\
### 100 items

| command | rounds | wall | CPU | peak memory | × cat |
|---|--:|--:|--:|--:|--:|
| cat | 3 | 4.0 ms | 4.0 ms | 1.5 MiB | 1.00 |
| milepost check (exit 2) | 3 | 6.0 ms | 6.0 ms | 1.5 MiB | 1.50 |
";
        assert_eq!(render("100 items", &entries, &scores, &["cat", "absent"]), expected);
    }
}
