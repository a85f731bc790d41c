//! Sending work elsewhere: the same for `suspend`, `resume`, `rescope` and `supersede`.

use milepost_core::{
    actor::Actor,
    evidence::{Event, ItemName, Target, Turn},
    judge::{self, Report},
    plan::{Found, Item, ItemKind, Status, Wanted},
    render::steering,
    verdict::item_name,
};
use milepost_host::{LoadRequest, Snapshot, Workspace};

use crate::{
    context::Context,
    failure::{Failure, Trouble, WorkTrouble},
    which,
};

/// Whoever sends work elsewhere, and what they see of the project.
pub(crate) struct Helm {
    pub(crate) workspace: Workspace,
    pub(crate) snapshot: &'static Snapshot,
    pub(crate) report: Report,
    pub(crate) actor: Actor,
}

impl Helm {
    /// Looks at the project, and at who asks.
    pub(crate) fn new(context: &Context) -> Result<Self, Failure> {
        let workspace = context.workspace()?;
        let snapshot = context.load(&LoadRequest::default())?;
        let actor = Context::worker(&workspace)?;
        let report = judge::judge(&snapshot.scene());
        Ok(Self { workspace, snapshot, report, actor })
    }

    /// The item of that name, which this actor may move.
    pub(crate) fn item(
        &self,
        id: &str,
        within: Option<&str>,
        command: &str,
    ) -> Result<&'static Item, Failure> {
        let Snapshot { plan, config, .. } = self.snapshot;
        let item = which::find(id, within, plan, command)?;
        judge::may_advance(plan, config, &self.actor, item)
            .map_err(|obstacle| WorkTrouble::Obstacle { key: item.key.clone(), obstacle })?;
        Ok(item)
    }

    /// That this actor may move everything there is.
    pub(crate) fn whole_project(&self) -> Result<Target, Failure> {
        let Snapshot { plan, config, .. } = self.snapshot;
        let mut work = plan.items.values().filter(|item| item.key.kind.is_work());
        let operators = work.find(|item| judge::is_operators(plan, item));
        match operators.filter(|_| config.work.is_autonomous(&self.actor)) {
            None => Ok(Target::Project),
            Some(item) => {
                let may = config.work.coordinated().map(str::to_owned).collect();
                Err(WorkTrouble::OperatorsProject { name: item.key.name.to_string(), may }.into())
            }
        }
    }

    /// A decision of the plan. One that does not hold is taken, and said.
    pub(crate) fn decision(&self, id: &str, context: &Context) -> Result<ItemName, Failure> {
        let plan = &self.snapshot.plan;
        let mut wanted = Wanted::new(id, None);
        wanted.kind = Some(ItemKind::Decision);
        let item = match plan.lookup(&wanted) {
            Found::One(item) => item,
            Found::Several(_) | Found::Nothing { .. } => {
                let near = Vec::new();
                let name = format!("decision:{id}");
                return Err(Trouble::UnknownItem { name, within: None, near }.into());
            }
        };
        let says = plan.says(item).map(|(_, claim)| claim);
        if let Some(says) = says.filter(|says| !says.status.is_finished()) {
            context.note(&format!(
                "`{}` is marked `{}`: until it is accepted, it takes nothing away",
                item.key.name, says.raw
            ));
        }
        Ok(item_name(&item.key))
    }

    /// Records it, and says so.
    pub(crate) fn record(
        &self,
        target: Target,
        turn: Turn,
        reason: &str,
        out: &mut String,
    ) -> Result<(), Failure> {
        let commit = self.snapshot.repository.subject.commit().ok_or(WorkTrouble::NoCommit)?;
        out.push_str(&steering::steered(&target, &turn));
        let (commit, reason) = (commit.clone(), reason.into());
        let event = Event::Steered { target, turn, commit, reason };
        Ok(self.workspace.record_events(self.snapshot, vec![event], self.actor.as_str())?)
    }

    /// Where a document says that an item is set aside.
    pub(crate) fn said_aside(&self, item: &Item) -> Option<String> {
        let (document, says) = self.snapshot.plan.says(item)?;
        let is_aside = says.status == Status::Suspended || says.status.is_dropped();
        is_aside.then(|| format!("{} says `{}`", document.path, says.raw))
    }
}
