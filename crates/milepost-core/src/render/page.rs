//! The manual pages of the rules.

use crate::{
    lint::{Group, Reach, Rule},
    render::layout::Lines as _,
    render::{Screen, layout, screen::Ink},
};

/// The word for a group of rules, as every output format writes it.
pub(super) fn group_word(group: Group) -> &'static str {
    match group {
        Group::Claims => "claims",
        Group::Evidence => "evidence",
        Group::Governance => "governance",
        Group::Writing => "writing",
    }
}

/// The page of one rule, for people.
pub fn human(rule: &Rule, screen: Screen) -> String {
    let name = screen.paint(Ink::Strong, format!("{} {}", rule.code, rule.name)).into_owned();
    let mut page = format!("{name}\n{}\n", screen.paint(Ink::Faint, facts(rule)));
    let mut is_code = false;
    for line in rule.page.trim().lines() {
        page.push('\n');
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        if is_fence {
            page.push_str(&screen.paint(Ink::Faint, line));
        } else if is_code {
            page.push_str(line);
        } else if let Some(heading) = line.strip_prefix('#') {
            page.push_str(&screen.paint(Ink::Strong, heading.trim_start_matches('#').trim_start()));
        } else {
            page.push_str(line);
        }
    }
    page.push('\n');
    page
}

/// The page of one rule, as Markdown.
pub fn markdown(rule: &Rule) -> String {
    format!("# {} `{}`\n\n{}.\n\n{}\n", rule.code, rule.name, facts(rule), rule.page.trim())
}

/// All rules, one line each, for people.
pub fn list_human(rules: &[&Rule], screen: Screen) -> String {
    let widest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut page = String::new();
    for rule in rules {
        let severity = layout::fit(rule.severity.as_str(), 7);
        let ink = severity_ink(rule);
        let room = screen.width.saturating_sub(widest + 20);
        let code = screen.paint(Ink::Faint, rule.code.to_string()).into_owned();
        let name = screen.paint(Ink::Strong, layout::fit(rule.name, widest)).into_owned();
        let severity = screen.paint(ink, severity).into_owned();
        let summary = layout::cut(summary(rule), room);
        page.line(format!("{code}  {name}  {severity}  {summary}"));
    }
    page.push_str("\n`milepost explain NAME` shows the page of a rule\n");
    page
}

/// All rules, as a Markdown table.
pub fn list_markdown(rules: &[&Rule]) -> String {
    let mut page =
        "| Code | Rule | Severity | Group | What it does |\n|---|---|---|---|---|\n".to_owned();
    for rule in rules {
        let (severity, group) = (rule.severity.as_str(), group_word(rule.group));
        let summary = summary(rule).replace('|', "\\|");
        page.line(format!(
            "| {} | `{}` | {severity} | {group} | {summary} |",
            rule.code, rule.name
        ));
    }
    page
}

/// The first sentence of what a rule does.
pub(super) fn summary(rule: &Rule) -> &'static str {
    let mut text = rule.page.lines().map(str::trim);
    text.find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default()
}

fn severity_ink(rule: &Rule) -> Ink {
    match rule.severity {
        crate::diag::Severity::Error => Ink::Bad,
        crate::diag::Severity::Warning => Ink::Doubt,
        crate::diag::Severity::Note => Ink::Plain,
    }
}

fn facts(rule: &Rule) -> String {
    let reach = match rule.reach {
        Reach::Now | Reach::Judged => "",
        Reach::Range => "; runs with --since or --base only",
        Reach::Base => "; runs with --base only",
    };
    format!("{}, about {}{reach}", rule.severity.as_str(), group_word(rule.group))
}
