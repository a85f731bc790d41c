//! `milepost diff`.

use milepost_core::{
    history::{self, Side},
    judge::{self, Report},
    render::{
        board::Depth,
        difference::{self, Between, markdown},
        json,
    },
    text::RepoPath,
};
use milepost_host::{LoadError, LoadRequest, Snapshot, View, When, Workspace};

use crate::{
    context::Context,
    failure::{self, Exit, Failure, Trouble},
    format::PageFormat,
};

/// Show what became proven, regressed or was rescoped between two states
///
/// Each commit of the past is judged as it stood: by its own documents, configuration and ledger, with
/// the clock of its time. Told are standings, approvals that are void, what people stated, what was
/// added, removed or reworded, gates, and the words that documents changed.
///
/// `A..B` is from A to B, `A...B` from where B began to go another way than A. `A` alone is from A to the
/// working tree, and nothing at all from HEAD to there.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost diff                          what is not committed yet
  milepost diff v1.0..v1.1               between two tags
  milepost diff origin/main...HEAD       what this branch does
  milepost diff v1.0 --format markdown   since a tag, for a release page")]
pub(crate) struct DiffArgs {
    /// The states: `A`, `A..B` or `A...B`
    #[arg(value_name = "RANGE")]
    range: Option<String>,
    /// Tell of tasks one by one, too, and everything however much it is
    #[arg(long)]
    all: bool,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: PageFormat,
}

pub(crate) fn run(args: &DiffArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let ends = Ends::of(args.range.as_deref(), &workspace)?;
    let from = load(context, &workspace, Some(&ends.from))?;
    let to = load(context, &workspace, ends.to.as_deref())?;
    for remark in failure::remarks(&to) {
        context.note(&remark);
    }
    if from.plan.documents.is_empty() && to.plan.documents.is_empty() {
        return Err(no_tracker(&workspace, &to).into());
    }
    let [was, is] = [&from, &to].map(|snapshot| judge::judge(&snapshot.scene()));
    let [unread_before, unread_after] = [&from, &to].map(unread);
    let (before, after) = (side(&from, &was, &unread_before), side(&to, &is, &unread_after));
    let voices = history::voices(&to.scene());
    let difference = history::difference(&before, &after, &voices);
    let between = Between {
        difference: &difference,
        from: (&ends.from_name, &from.repository.subject),
        to: (ends.to.as_deref().unwrap_or_default(), &to.repository.subject),
    };
    let depth = if args.all { Depth::All } else { Depth::Work };
    out.push_str(&match args.format {
        PageFormat::Human => difference::difference(&between, depth, context.screen),
        PageFormat::Json => json::difference(&between),
        PageFormat::Markdown => markdown::difference(&between, depth),
    });
    Ok(Exit::Fine)
}

/// What is compared.
struct Ends {
    from: String,
    /// What people call it.
    from_name: String,
    /// The later commit; the working tree where there is none.
    to: Option<String>,
}

impl Ends {
    fn of(range: Option<&str>, workspace: &Workspace) -> Result<Self, Failure> {
        let head = |name: &str| if name.is_empty() { "HEAD".to_owned() } else { name.to_owned() };
        let range = range.unwrap_or_default();
        if let Some((from, to)) = range.split_once("...") {
            let (from, to) = (head(from), head(to));
            let fork = workspace.fork(&from, &to)?.to_string();
            let from_name = format!("where {to} left {from}");
            return Ok(Self { from: fork, from_name, to: Some(to) });
        }
        if let Some((from, to)) = range.split_once("..") {
            let from = head(from);
            return Ok(Self { from: from.clone(), from_name: from, to: Some(head(to)) });
        }
        let from = head(range);
        let to = workspace.is_bare().then(|| "HEAD".to_owned());
        Ok(Self { from: from.clone(), from_name: from, to })
    }
}

/// A state: a commit as it stood, or the working tree.
fn load(
    context: &Context,
    workspace: &Workspace,
    revision: Option<&str>,
) -> Result<Snapshot, Failure> {
    let view = revision.map_or(View::WorkingTree, |revision| View::Commit(revision.to_owned()));
    let request = LoadRequest { view, when: When::AtTheTime, ..LoadRequest::default() };
    context.gather_as(workspace, &request, |error| match (error, revision) {
        // Which of the two has the mistakes must be told.
        (LoadError::Config { errors, source_text: _ }, Some(revision)) => {
            LoadError::BaseConfig { rev: revision.to_owned(), errors }
        }
        (other, _) => other,
    })
}

fn side<'a>(snapshot: &'a Snapshot, report: &'a Report, unread: &'a [RepoPath]) -> Side<'a> {
    let Snapshot { plan, config, ledger, .. } = snapshot;
    Side { plan, config, report, ledger, unread }
}

fn unread(snapshot: &Snapshot) -> Vec<RepoPath> {
    snapshot.unreadable.iter().map(|unreadable| unreadable.path.clone()).collect()
}

fn no_tracker(workspace: &Workspace, snapshot: &Snapshot) -> Trouble {
    match failure::unread(snapshot) {
        0 => Trouble::NoTracker {
            root: workspace.root().to_owned(),
            passed_over: snapshot.passed_over,
            loose_boxes: snapshot.loose_boxes,
        },
        count => Trouble::Unread { count },
    }
}
