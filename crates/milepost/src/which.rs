//! Which item a command is about.

use clap::Args;
use milepost_core::plan::{Found, Item, Plan, Wanted};

use crate::failure::{Failure, Trouble};

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
    /// Finds the item. `command` is how the question is asked again with a better name.
    pub(crate) fn find<'a>(&self, plan: &'a Plan, command: &str) -> Result<&'a Item, Failure> {
        let wanted = Wanted::new(&self.id, self.within.as_deref());
        match plan.lookup(&wanted) {
            Found::One(item) => Ok(item),
            Found::Several(items) => {
                let choices = items.iter().map(|item| choice(plan, item, &items, command));
                let name = wanted.to_string();
                Err(Trouble::AmbiguousItem { name, choices: choices.collect() }.into())
            }
            Found::Nothing { near } => {
                let near = near.iter().map(|item| item.key.name.to_string()).collect();
                let (name, within) = (wanted.to_string(), self.within.clone());
                Err(Trouble::UnknownItem { name, within, near }.into())
            }
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
