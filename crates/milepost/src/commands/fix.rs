//! `milepost fix`.

mod renumber;

use milepost_core::{
    edit::diff,
    fact::{Change, Left, Survey, Untold, mend},
    judge,
    render::{escape, facts},
    text::RepoPath,
};
use milepost_host::{LoadRequest, Snapshot};

use crate::{
    context::Context,
    failure::{Exit, Failure},
};

/// Write facts where places state something else and give ids anew that two things have, as far as that is safe
///
/// Every place of `[[surfaces]]` that has a fact and states another value is written anew: that value and
/// no other byte. What is written is looked at again before it is kept, so that no value breaks what stands
/// around it. Left for a person is what nothing decides: places that must agree among themselves, that are
/// not found or found several times, and facts that cannot be told.
///
/// Where two branches gave one number to two things and were merged, the later one by the history gets the
/// next free number, unless something outside of the two places names it: that may mean either.
///
/// Ends with 0 if nothing is left, with 1 if something is, and with 2 if it could not look or write.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  milepost fix --dry-run      the changes as a diff
  milepost fix")]
pub(crate) struct FixArgs {
    /// Write nothing, and show the changes as a diff
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &FixArgs, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let mut snapshot = context.gather(&workspace, &LoadRequest::default())?;
    let numbers = renumber::all(&workspace, &mut snapshot, args.dry_run, context, out)?;
    let has_facts = !snapshot.config.facts.is_empty() || !snapshot.config.surfaces.is_empty();
    if !has_facts && numbers.is_empty() {
        context.note(
            "nothing to fix: no id is two things, and milepost.toml has no fact and no surface",
        );
        return Ok(Exit::Fine);
    }
    let survey = judge::judge(&snapshot.scene()).survey;
    let mut mending = mend(&snapshot.config.surfaces, &snapshot.repository.facts, &survey);
    mending.left.extend(untold(&snapshot, &survey));
    mending.left.extend(numbers.left);
    let exit = if mending.left.is_empty() { Exit::Fine } else { Exit::Problems };
    if args.dry_run {
        for file in &mending.files {
            let diff = diff::unified(file.path.as_str(), Some(&file.before), &file.after);
            out.push_str(&escape::diff(&diff));
        }
        // A diff is for programs, too; what is left is talk.
        for line in facts::left(&mending, context.error_screen).lines() {
            context.note(line);
        }
        if mending.files.is_empty() && mending.left.is_empty() && numbers.changed == 0 {
            context.note("nothing to fix");
        }
        return Ok(exit);
    }
    let mut refused = Vec::new();
    for file in &mending.files {
        if let Err(error) = workspace.replace(&file.path, &file.before, &file.after) {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            refused.push((file.path.to_string(), format!("{error}{}", cause.unwrap_or_default())));
        }
    }
    if refused.is_empty() && !mending.files.is_empty() {
        let again = context.gather(&workspace, &LoadRequest::default())?;
        mending.left.extend(moved(&again));
    }
    let is_quiet = mending.files.is_empty() && mending.left.is_empty() && refused.is_empty();
    if !is_quiet || numbers.changed == 0 {
        out.push_str(&facts::fixed(&mending, &refused, context.screen));
    }
    Ok(match (refused.as_slice(), mending.left.as_slice()) {
        ([], []) => Exit::Fine,
        ([], [_, ..]) => Exit::Problems,
        ([_, ..], _) => Exit::CannotSay,
    })
}

/// Places whose fact has another value now: it rests on what was written.
fn moved(snapshot: &Snapshot) -> Vec<Left> {
    let survey = judge::judge(&snapshot.scene()).survey;
    let again = mend(&snapshot.config.surfaces, &snapshot.repository.facts, &survey);
    let files = again.files.into_iter().flat_map(|file| {
        let path = file.path;
        file.changes.into_iter().map(move |change| (path.clone(), change))
    });
    let left = files.map(|(file, change)| {
        let Change { line, fact, from, to } = change;
        let why = format!(
            "`{from}` stands here, and fact `{fact}` is {to} now: it rests on what was written"
        );
        Left { file, line: Some(line), why }
    });
    left.collect()
}

/// Facts that have no value of their own.
fn untold(snapshot: &Snapshot, survey: &Survey) -> Vec<Left> {
    let config = RepoPath::new("milepost.toml").expect("the name of a file is a path");
    let told = survey.facts.iter().filter_map(|told| {
        let why = told.computed.as_ref().err()?;
        if matches!(why, Untold::RestsOn { .. }) {
            return None;
        }
        let fact = snapshot.config.facts.iter().find(|fact| fact.name == told.name)?;
        let source = snapshot.sources.get(&config);
        let line = source
            .map(|source| milepost_core::text::LineIndex::new(&source.text).line(fact.span.start));
        let why = format!("fact `{}` cannot be told: {why}", told.name);
        Some(Left { file: config.clone(), line, why })
    });
    told.collect()
}
