//! `milepost resume`.

use milepost_core::{
    evidence::{Target, Turn},
    verdict::item_name,
};

use crate::{
    context::Context,
    failure::{Exit, Failure, WorkTrouble},
    holding,
    steer::Helm,
};

/// Take up work again that was set aside, and record why
///
/// Undoes what `suspend`, `rescope` and `supersede` recorded of an item. What was set aside with what it
/// belongs to, or with the project, goes on alone. What a document calls suspended stays so until its
/// words change.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost resume M4 --reason \"the model is here\"
  milepost resume --project --reason \"funded again\"")]
pub(crate) struct ResumeArgs {
    /// The id or title of an item
    #[arg(value_name = "ID", required_unless_present = "project")]
    id: Option<String>,
    /// The folder of the tracker, where several have such an item
    #[arg(long = "in", value_name = "FOLDER")]
    within: Option<String>,
    /// Take up all work of the project
    #[arg(long, conflicts_with_all = ["id", "within"])]
    project: bool,
    /// Why; recorded in the ledger
    #[arg(long, value_name = "TEXT", value_parser = holding::reason)]
    reason: String,
}

pub(crate) fn run(args: &ResumeArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let helm = Helm::new(context)?;
    let nothing = |what: String, said| WorkTrouble::NotSetAside { what, said };
    let target = match &args.id {
        None => {
            let target = helm.whole_project()?;
            if helm.report.conduct.suspended.is_none() {
                return Err(nothing("the project".to_owned(), None).into());
            }
            target
        }
        Some(id) => {
            let item = helm.item(id, args.within.as_deref(), "resume")?;
            let said = helm.said_aside(item);
            let course = helm.report.judged(&item.key).and_then(|judged| judged.course.as_ref());
            if course.is_none() {
                return Err(nothing(format!("`{}`", item.key.name), said).into());
            }
            if let Some(said) = said {
                context.note(&format!("{said}: it stays so until the words change"));
            }
            Target::Item(item_name(&item.key))
        }
    };
    helm.record(target, Turn::Resumed, &args.reason, out)?;
    Ok(Exit::Fine)
}
