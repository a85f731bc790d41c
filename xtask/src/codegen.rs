//! `cargo xtask codegen`: the pages that are derived from the code.
//!
//! They are committed, so that they can be read without building anything; `.ci/run` writes them
//! again and fails where that changes a byte.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use milepost_core::lint::{Group, Reach, Rule, rules};

const NOTICE: &str = "<!-- Written by `cargo xtask codegen`. -->\n";

pub(crate) fn run(root: &Path, binary: Option<PathBuf>, out: &mut dyn Write) -> io::Result<()> {
    let docs = root.join("docs");
    rule_pages(&docs, out)?;
    write(&docs.join("rules.md"), &rule_index(), out)?;
    let milepost = binary.map_or_else(|| build(root), Ok)?;
    let cli = cli_page(&milepost)?;
    write(&docs.join("cli.md"), &cli, out)
}

/// Writes a file unless it already says the same.
fn write(path: &Path, text: &str, out: &mut dyn Write) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)?;
    writeln!(out, "wrote {}", path.display())
}

/// One page a rule; the pages of rules that are gone go too.
fn rule_pages(docs: &Path, out: &mut dyn Write) -> io::Result<()> {
    let folder = docs.join("rules");
    fs::create_dir_all(&folder)?;
    let known: BTreeSet<String> =
        rules::ALL.iter().map(|rule| format!("{}.md", rule.name)).collect();
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        if !known.contains(&*entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
            writeln!(out, "removed {}", entry.path().display())?;
        }
    }
    for rule in rules::ALL {
        write(&folder.join(format!("{}.md", rule.name)), &rule_page(rule), out)?;
    }
    Ok(())
}

fn rule_page(rule: &Rule) -> String {
    let reach = match rule.reach {
        Reach::Now => "It looks at the documents and the judged commit.",
        Reach::Range => "It looks at a range of history, with `--since` or `--base`.",
        Reach::Base => "It compares what judges with that of a base, with `--base`.",
        Reach::Judged => "It looks at where everything stands, once that is known.",
    };
    let Rule { code, name, severity, page, .. } = rule;
    let severity = severity.as_str();
    let page = page.trim();
    let page = page.strip_prefix(&format!("# {name}\n")).unwrap_or(page).trim_start();
    format!(
        "{NOTICE}\n# {name}\n\n**Code:** {code} · **Severity:** {severity} · **Group:** {group}\n\n\
         {reach}\n\n{page}\n",
        group = group_name(rule.group),
    )
}

fn rule_index() -> String {
    let mut index = format!(
        "{NOTICE}\n# Rules\n\nWhat `milepost check` looks for. `milepost explain NAME` prints a \
         page; `[rules]` in `milepost.toml` sets a severity.\n\n\
         | Code | Name | Severity | Group |\n|---|---|---|---|\n"
    );
    for Rule { code, name, severity, group, .. } in rules::ALL {
        let (severity, group) = (severity.as_str(), group_name(*group));
        let row = format!("| {code} | [{name}](rules/{name}.md) | {severity} | {group} |\n");
        index.push_str(&row);
    }
    index
}

fn group_name(group: Group) -> &'static str {
    match group {
        Group::Claims => "claims",
        Group::Evidence => "evidence",
        Group::Governance => "governance",
        Group::Writing => "writing",
    }
}

/// All help there is, as the program prints it.
fn cli_page(milepost: &Path) -> io::Result<String> {
    let overview = help(milepost, &["help", "--all"])?;
    if overview.trim().is_empty() {
        return Err(io::Error::other("`milepost help --all` says nothing"));
    }
    let mut page = format!("{NOTICE}\n# Command line\n\n```text\n{}\n```\n", overview.trim_end());
    for command in commands(&overview) {
        let text = help(milepost, &[command, "--help"])?;
        let section = format!("\n## milepost {command}\n\n```text\n{}\n```\n", text.trim_end());
        page.push_str(&section);
    }
    Ok(page)
}

/// The commands that an overview lists: lines that are indented and begin with a lower-case word,
/// under headings that end in `ommands:`.
fn commands(overview: &str) -> Vec<&str> {
    let mut is_listing = false;
    let mut commands = Vec::new();
    for line in overview.lines() {
        if !line.starts_with(' ') && !line.is_empty() {
            is_listing = line.to_lowercase().trim_end_matches(':').ends_with("commands");
        }
        let word = line.strip_prefix("  ").and_then(|line| line.split(' ').next());
        let is_command = |word: &&str| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        };
        commands.extend(word.filter(|_| is_listing).filter(is_command).filter(|it| *it != "help"));
    }
    commands
}

/// Builds the program beside this one.
fn build(root: &Path) -> io::Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--package", "milepost"]).current_dir(root);
    if !command.status()?.success() {
        return Err(io::Error::other("`milepost` does not build"));
    }
    let name = format!("milepost{}", std::env::consts::EXE_SUFFIX);
    Ok(std::env::current_exe()?.with_file_name(name))
}

fn help(milepost: &Path, arguments: &[&str]) -> io::Result<String> {
    let mut command = Command::new(milepost);
    command.args(arguments).stdin(Stdio::null());
    command.env_remove("COLUMNS").env("NO_COLOR", "1");
    let output = command.output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[test]
    fn commands_are_found_in_an_overview() {
        let overview = "\
What it is

Usage: milepost COMMAND

Commands:
  check    Look for problems
             and more
  gate-list  List

Other commands:
  read     Read
  help     Help

Options:
  -h, --help  Help
";
        assert_eq!(commands(overview), ["check", "gate-list", "read"]);
    }
}
