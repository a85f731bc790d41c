//! `milepost explain`.

use milepost_core::{
    lint::{Rule, rules},
    render::{json, page},
};

use crate::{
    context::Context,
    failure::{Exit, Failure, Trouble},
    format::PageFormat,
};

/// Show the manual page of a rule
///
/// What it does, why that is bad, an example with what to write instead, and when it stays silent.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost explain progress-mismatch
  milepost explain MP0101
  milepost explain --all            all rules, one line each")]
pub(crate) struct ExplainArgs {
    /// The name or the code of a rule
    #[arg(value_name = "RULE")]
    rule: Option<String>,
    /// List all rules
    #[arg(long, conflicts_with = "rule")]
    all: bool,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: PageFormat,
}

pub(crate) fn run(
    args: &ExplainArgs,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let page = match (&args.rule, args.format) {
        (None, PageFormat::Human) => page::list_human(rules::ALL, context.screen),
        (None, PageFormat::Markdown) => page::list_markdown(rules::ALL),
        (None, PageFormat::Json) => json::rules(rules::ALL),
        (Some(name), PageFormat::Human) => page::human(find(name)?, context.screen),
        (Some(name), PageFormat::Markdown) => page::markdown(find(name)?),
        (Some(name), PageFormat::Json) => json::rules(&[find(name)?]),
    };
    out.push_str(&page);
    Ok(Exit::Fine)
}

fn find(name: &str) -> Result<&'static Rule, Failure> {
    let is_it = |rule: &&&Rule| {
        rule.name.eq_ignore_ascii_case(name) || rule.code.to_string().eq_ignore_ascii_case(name)
    };
    let unknown = || Trouble::UnknownRule { name: name.to_owned(), near: near(name) };
    rules::ALL.iter().find(is_it).copied().ok_or_else(|| unknown().into())
}

/// The rules that are called nearly so, at most three.
fn near(name: &str) -> Vec<&'static str> {
    let name = name.to_lowercase();
    let likeness = |rule: &str| strsim::jaro_winkler(&name, rule);
    let mut near: Vec<(f64, &str)> =
        rules::ALL.iter().map(|rule| (likeness(rule.name), rule.name)).collect();
    near.retain(|(likeness, _)| *likeness >= 0.8);
    near.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    near.into_iter().take(3).map(|(_, name)| name).collect()
}
