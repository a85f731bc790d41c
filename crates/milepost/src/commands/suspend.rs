//! `milepost suspend`.

use milepost_core::{
    evidence::{Target, Turn},
    id::ItemId,
    proof::Through,
    verdict::item_name,
};

use crate::{
    context::Context,
    failure::{Exit, Failure},
    holding,
    steer::Helm,
    which,
};

/// Set work aside for now, and record why
///
/// An item that is suspended is not offered and cannot be taken, with all that belongs to it. It still
/// counts: what rests on it waits. What evidence shows of it stays to be seen. With `--project` all work
/// is set aside, except what `--except` names and all that belongs to that.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost suspend M4 --reason \"waits for the new model\"
  milepost suspend --project --reason \"below the testability floor\" --except M9
  milepost resume M4 --reason \"the model is here\"")]
pub(crate) struct SuspendArgs {
    /// The id or title of an item
    #[arg(value_name = "ID", required_unless_present = "project")]
    id: Option<String>,
    /// The folder of the tracker, where several have such an item
    #[arg(long = "in", value_name = "FOLDER")]
    within: Option<String>,
    /// Set all work of the project aside
    #[arg(long, conflicts_with_all = ["id", "within"])]
    project: bool,
    /// What goes on all the same; may be given several times
    #[arg(long, value_name = "ID", requires = "project")]
    except: Vec<String>,
    /// Why; recorded in the ledger
    #[arg(long, value_name = "TEXT", value_parser = holding::reason)]
    reason: String,
}

pub(crate) fn run(
    args: &SuspendArgs,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let helm = Helm::new(context)?;
    let mut except: Vec<ItemId> = Vec::new();
    for id in &args.except {
        except.push(
            which::find(id, None, &helm.snapshot.plan, "suspend --project --except")?
                .key
                .name
                .clone(),
        );
    }
    let turn = Turn::Suspended { except };
    let target = match &args.id {
        None => helm.whole_project()?,
        Some(id) => {
            let item = helm.item(id, args.within.as_deref(), "suspend")?;
            let course = helm.report.judged(&item.key).and_then(|judged| judged.course.as_ref());
            if course.is_some_and(|it| it.through == Through::Itself && it.steer.turn == turn) {
                let text = format!("{} is suspended already\n", item.key.name);
                out.push_str(&text);
                return Ok(Exit::Fine);
            }
            Target::Item(item_name(&item.key))
        }
    };
    helm.record(target, turn, &args.reason, out)?;
    Ok(Exit::Fine)
}
