//! `milepost show`.

use milepost_core::{
    judge,
    plan::{Found, ItemKind, Wanted},
    render::{consumers, detail, json},
};

use crate::{
    context::Context,
    failure::{Exit, Failure},
    format::Format,
    which::AboutArgs,
};

/// Show everything that documents say of an item, and where
///
/// Fields, criteria, parts, cited evidence and problems, from all documents that speak of it. Of a
/// consumer that milepost.toml names, its tier, its tuples and what its gates say, too.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost show M2
  milepost show risk:R1          the risk, where a resolution is called R1, too
  milepost show M2 --in api      the one of the tracker in api/
  milepost show orders-web       a consumer, with its tuples")]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    about: AboutArgs,
}

pub(crate) fn run(args: &ShowArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    if let Some(page) = consumer_alone(&args.about, context)? {
        out.push_str(&page);
        return Ok(Exit::Fine);
    }
    let page = args.about.answer(context, "show", |snapshot, account, item, format| {
        let config = &snapshot.config;
        let consumer =
            consumers::of_item(config, item).filter(|_| item.key.kind == ItemKind::Consumer);
        match format {
            Format::Human => {
                let mut page = detail::show(account, item, context.screen);
                if let Some((_, consumer)) = consumer {
                    page.push_str(&consumers::tuple(consumer, account.report, context.screen));
                }
                page
            }
            Format::Json => json::show(account, config, item),
        }
    })?;
    out.push_str(&page);
    Ok(Exit::Fine)
}

/// The page of a consumer that milepost.toml names and no document.
fn consumer_alone(about: &AboutArgs, context: &Context) -> Result<Option<String>, Failure> {
    let workspace = context.workspace()?;
    let snapshot = context.gather(&workspace, &about.request())?;
    let Some(found) = consumers::named(&snapshot.config, about.id()) else { return Ok(None) };
    let wanted = Wanted::new(about.id(), None);
    if !matches!(snapshot.plan.lookup(&wanted), Found::Nothing { .. }) {
        return Ok(None);
    }
    let report = judge::judge(&snapshot.scene());
    Ok(Some(match about.format() {
        Format::Human => consumers::page(found, &report, context.screen),
        Format::Json => json::consumer(found, &report),
    }))
}
