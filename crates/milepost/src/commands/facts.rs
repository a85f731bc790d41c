//! `milepost facts`.

use milepost_core::{
    fact::{Fact, FactName, Survey, Told},
    render::{
        badge::Badge,
        facts::{self, Facts},
        json,
    },
};

use crate::{
    commands::check,
    context::Context,
    failure::{Exit, FactTrouble, Failure},
    format::FactFormat,
    view::ViewArgs,
};

/// Show facts: their values, where each comes from, and the places that state them
///
/// A fact is an expression in `[facts]` of milepost.toml, over the report, files, what gates measured, and
/// git. `[[surfaces]]` are the places that must state facts; `milepost check` reports those that do not,
/// and `milepost fix` corrects them.
///
/// A badge is green only where its fact keeps the bound `green` that milepost.toml sets for it. What is
/// unknown is grey, what rests on a gate that is stale or red is orange.
///
/// Ends with 0 if everything that was asked for is known, else with 2.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost facts
  milepost facts version corpus --format json
  milepost facts --badge corpus > docs/corpus.svg
  milepost facts --badge corpus --format json    what the endpoint of shields.io reads")]
pub(crate) struct FactsArgs {
    /// The facts; all of them without a name
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Draw the badge of this fact
    #[arg(long, value_name = "NAME", conflicts_with = "names")]
    badge: Option<String>,
    #[command(flatten)]
    view: ViewArgs,
    /// How to write the answer; a badge is `svg` unless something else is said
    #[arg(long, value_name = "FORMAT")]
    format: Option<FactFormat>,
}

pub(crate) fn run(args: &FactsArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.gather(&workspace, &args.view.request())?;
    let (all, survey) = (&snapshot.config.facts, check::judged(&snapshot).survey);
    if all.is_empty() && snapshot.config.surfaces.is_empty() {
        return Err(FactTrouble::None.into());
    }
    if let Some(name) = &args.badge {
        let name = find(name, all)?;
        let found = all.iter().find(|fact| fact.name == name).zip(survey.fact(&name));
        let (fact, told) = found.ok_or(FactTrouble::None)?;
        let badge = Badge::of(fact, told);
        out.push_str(&match args.format {
            None | Some(FactFormat::Svg) => badge.svg(),
            Some(FactFormat::Json) => badge.json(),
            Some(FactFormat::Human) => return Err(FactTrouble::NoSuchBadge.into()),
        });
        return Ok(if told.computed.is_ok() { Exit::Fine } else { Exit::CannotSay });
    }
    let only = args.names.iter().map(|name| find(name, all)).collect::<Result<Vec<_>, _>>()?;
    let page = Facts { config: &snapshot.config, survey: &survey, only: &only };
    out.push_str(&match args.format {
        None | Some(FactFormat::Human) => facts::facts(&page, context.screen),
        Some(FactFormat::Json) => json::facts(&page),
        Some(FactFormat::Svg) => return Err(FactTrouble::NoPicture.into()),
    });
    Ok(if is_known(&survey, &only) { Exit::Fine } else { Exit::CannotSay })
}

fn is_known(survey: &Survey, only: &[FactName]) -> bool {
    let mut asked = survey.facts.iter().filter(|it| only.is_empty() || only.contains(&it.name));
    asked.all(|Told { computed, .. }| computed.is_ok())
}

/// The fact of a name.
fn find(name: &str, facts: &[Fact]) -> Result<FactName, Failure> {
    let found = facts.iter().find(|fact| fact.name.as_str() == name);
    let known = || facts.iter().map(|fact| fact.name.to_string()).collect();
    found
        .map(|fact| fact.name.clone())
        .ok_or_else(|| FactTrouble::Unknown { name: name.to_owned(), known: known() }.into())
}
