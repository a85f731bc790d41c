//! `milepost render --format html`.

use std::{
    io::{self, IsTerminal as _},
    slice,
};

use milepost_core::{
    history::Timeline,
    render::html::{self, Exhibit, Past},
    repository::Subject,
};
use milepost_host::{LoadRequest, PastRequest, Snapshot, View, When, Workspace, write_over};

use super::RenderArgs;
use crate::{
    commands::check,
    context::{self, Context},
    failure::{self, Exit, Failure, PageTrouble, Trouble},
    format::ReportFormat,
    progress::Progress,
};

/// Writes the report on the whole project.
pub(super) fn write(
    args: &RenderArgs,
    ReportFormat::Html: ReportFormat,
    workspace: &Workspace,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    if args.output.is_none() && io::stdout().is_terminal() {
        return Err(PageTrouble::OnTerminal.into());
    }
    let at = args.at.clone().or_else(|| workspace.is_bare().then(|| "HEAD".to_owned()));
    let snapshot = context.load_in(workspace, &request(at.clone()))?;
    // A report on a part of a project would tell what nobody said.
    match failure::unread(snapshot) {
        0 => {}
        count => return Err(Trouble::Unread { count }.into()),
    }
    let report = check::judged(snapshot);
    let account = context::account(snapshot, &report);
    let line = past(at, workspace, snapshot, context);
    let past = match &line {
        Ok(line) => Past::Told(line),
        Err(why) => Past::Untold(why),
    };
    let title = title(workspace, snapshot);
    let scene = snapshot.scene();
    let notes = failure::remarks(snapshot);
    let page = html::report(Exhibit {
        title: &title,
        account: &account,
        scene: &scene,
        notes: &notes,
        past,
    });
    let page = page.map_err(|error| PageTrouble::Report { what: format!("{error:#}") })?;
    match &args.output {
        Some(typed) => {
            let path = context.typed(slice::from_ref(typed));
            let path = path.first().unwrap_or(typed);
            write_over(path, html::HEAD, &page)?;
            context.note(&format!("wrote {}", path.display()));
        }
        None => out.push_str(&page),
    }
    Ok(Exit::Fine)
}

fn request(at: Option<String>) -> LoadRequest {
    let when = if at.is_some() { When::AtTheTime } else { When::Now };
    let view = at.map_or(View::WorkingTree, View::Commit);
    LoadRequest { view, when, ..LoadRequest::default() }
}

/// What became of the plan; why that cannot be told, where it cannot.
fn past(
    to: Option<String>,
    workspace: &Workspace,
    snapshot: &Snapshot,
    context: &Context,
) -> Result<Timeline, String> {
    if snapshot.repository.subject == Subject::Folder {
        return Err("Nothing can be told: the project is in no git repository.".to_owned());
    }
    let progress = Progress::new(context.is_quiet());
    let request = PastRequest { to, since: None };
    let line = workspace.timeline(&request, snapshot, &|event| progress.on_past(event));
    progress.finish();
    line.map_err(|error| format!("Nothing can be told: {error}."))
}

/// What the project is called: the title of its only document, else the name of its folder.
fn title(workspace: &Workspace, snapshot: &Snapshot) -> String {
    let documents = &snapshot.shown_plan().documents;
    let only = match documents.as_slice() {
        [only] if !only.title.is_empty() => Some(only.title.to_string()),
        [] | [_, ..] => None,
    };
    let folder = || workspace.root().file_name().map(|name| name.to_string_lossy().into_owned());
    only.or_else(folder).unwrap_or_else(|| "Project".to_owned())
}
