//! Which item a command is about.

use clap::Args;
use milepost_core::{
    judge,
    plan::{Found, Item, Plan, Wanted},
    render::Account,
};
use milepost_host::{LoadRequest, Snapshot};

use crate::{
    context::{self, Context},
    failure::{Failure, Trouble},
    format::Format,
    view::ViewArgs,
};

/// What a command that answers about one item is asked.
#[derive(Args, Debug)]
pub(crate) struct AboutArgs {
    #[command(flatten)]
    which: WhichArgs,
    #[command(flatten)]
    view: ViewArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

impl AboutArgs {
    /// Finds the item and has the page about it written. `command` is how the question is asked again
    /// with a better name.
    pub(crate) fn answer(
        &self,
        context: &Context,
        command: &str,
        page: impl FnOnce(&Snapshot, &Account<'_>, &Item, Format) -> String,
    ) -> Result<String, Failure> {
        let snapshot = context.load(&self.view.request())?;
        let item = self.which.find(&snapshot.plan, command)?;
        let report = judge::judge(&snapshot.scene());
        let account = context::account(snapshot, &report);
        Ok(page(snapshot, &account, item, self.format))
    }

    /// The name that was typed.
    pub(crate) fn id(&self) -> &str {
        &self.which.id
    }

    /// The request to load what is asked about.
    pub(crate) fn request(&self) -> LoadRequest {
        self.view.request()
    }

    /// What the answer is written as.
    pub(crate) fn format(&self) -> Format {
        self.format
    }
}

/// The item a command is about.
#[derive(Args, Clone, Debug)]
pub(crate) struct WhichArgs {
    /// The id or title of an item, as `M2`; with its kind where ids clash, as `risk:R1`
    #[arg(value_name = "ID")]
    id: String,
    /// The folder of the tracker, where several have such an item
    #[arg(long = "in", value_name = "FOLDER")]
    within: Option<String>,
}

impl WhichArgs {
    /// What was typed for its name.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The folder that was named.
    pub(crate) fn within(&self) -> Option<&str> {
        self.within.as_deref()
    }

    /// Finds the item. `command` is how the question is asked again with a better name.
    pub(crate) fn find<'a>(&self, plan: &'a Plan, command: &str) -> Result<&'a Item, Failure> {
        find(&self.id, self.within.as_deref(), plan, command)
    }
}

/// Finds an item by its name, in a folder or anywhere.
pub(crate) fn find<'a>(
    id: &str,
    within: Option<&str>,
    plan: &'a Plan,
    command: &str,
) -> Result<&'a Item, Failure> {
    let wanted = Wanted::new(id, within);
    match plan.lookup(&wanted) {
        Found::One(item) => Ok(item),
        Found::Several(items) => {
            let choices = items.iter().map(|item| choice(plan, item, &items, command));
            let name = wanted.to_string();
            Err(Trouble::AmbiguousItem { name, choices: choices.collect() }.into())
        }
        Found::Nothing { near } => {
            let near = near.iter().map(|item| item.key.name.to_string()).collect();
            let (name, within) = (wanted.to_string(), within.map(ToOwned::to_owned));
            Err(Trouble::UnknownItem { name, within, near }.into())
        }
    }
}

/// How to ask for one of several items, and what it is.
fn choice(plan: &Plan, item: &Item, all: &[&Item], command: &str) -> (String, String) {
    let (kind, name) = (item.key.kind.as_str(), &item.key.name);
    let scope = match item.key.scope.as_str() {
        "" => ".",
        scope => scope,
    };
    let is_twin = |other: &&&Item| other.key.kind == item.key.kind;
    let folder = match all.iter().filter(is_twin).count() {
        0 | 1 => String::new(),
        _ => format!(" --in {scope}"),
    };
    (format!("milepost {command} {kind}:{name}{folder}"), plan.title(item).to_owned())
}
