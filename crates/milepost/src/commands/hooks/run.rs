//! What the hooks call.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::{self, IsTerminal as _, Read as _},
    path::PathBuf,
};

use milepost_core::{
    config::CommitPolicy,
    diag::Severity,
    lint::{commits, message},
    render::{
        escape,
        problems::{self, Extent},
    },
    repository::{RangeCommit, Subject},
};
use milepost_host::{
    LoadRequest, Snapshot, View, Workspace,
    hooks::{Hook, Identity, Push},
};

use crate::{
    commands::check,
    context::{self, Context},
    failure::{self, Exit, Failure, Trouble},
};

#[derive(clap::Args, Debug)]
pub(super) struct RunHookArgs {
    /// The hook
    #[arg(value_name = "HOOK", value_parser = hook)]
    hook: Hook,
    /// What git hands to it
    #[arg(value_name = "ARGUMENT", trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

fn hook(text: &str) -> Result<Hook, String> {
    let names = Hook::ALL.map(Hook::as_str).join(", ");
    let found = Hook::ALL.into_iter().find(|hook| hook.as_str() == text);
    found.ok_or_else(|| format!("the hooks are {names}"))
}

pub(super) fn run(
    args: &RunHookArgs,
    workspace: Workspace,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    // Git makes an index of its own for `commit -a` and for a commit of some files.
    let index = env::var_os("GIT_INDEX_FILE").map(|path| context.start().join(path));
    let workspace = workspace.with_index(index.filter(|path| path.is_file()));
    match args.hook {
        Hook::PreCommit => pre_commit(&workspace, context, out),
        Hook::CommitMsg => commit_msg(args, &workspace, context, out),
        Hook::PrePush => pre_push(args, &workspace, out),
    }
}

/// Judges what is staged: the documents, and the commit that it is to become.
fn pre_commit(workspace: &Workspace, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let verdict = documents(workspace, context, out)?;
    let config = workspace.config(&View::Index)?;
    let Some(policy) = &config.policy.commits else { return Ok(verdict) };
    let staged = workspace.staged_commit(&identity())?;
    if commits::is_exempt(policy, &staged) {
        return Ok(verdict);
    }
    let untracked = commits::untracked(policy, &staged);
    let undecided = commits::undecided(policy, &staged);
    let found = [
        untracked.map(|what| ("commit-untracked", what)),
        undecided.map(|what| ("commit-undecided", what)),
    ];
    let found: Vec<_> = found.into_iter().flatten().collect();
    for (rule, what) in &found {
        complain(out, rule, &format!("what is staged {what}"), "write it, and `git add` it");
    }
    Ok(if found.is_empty() { verdict } else { Exit::Problems })
}

/// Judges the documents as they are staged.
fn documents(workspace: &Workspace, context: &Context, out: &mut String) -> Result<Exit, Failure> {
    let request = LoadRequest { view: View::Index, ..LoadRequest::default() };
    let gathered = context.gather(workspace, &request)?;
    // A policy for commits may be there before any plan is.
    if tracks_nothing(&gathered) && begins(workspace, context, &gathered)? {
        context.note("no document is a tracker yet, so only the commit itself is judged");
        return Ok(Exit::Fine);
    }
    let snapshot = context.keep(workspace, gathered)?;
    let mut report = check::judged(snapshot);
    let verdict = check::verdict(snapshot, &report)?;
    // What fails nothing would only be in the way here.
    report.problems.retain(|problem| problem.severity == Severity::Error);
    if verdict != Exit::Fine {
        let account = context::account(snapshot, &report);
        out.push_str(&problems::check(&account, Extent::Folded, context.screen));
    }
    Ok(verdict)
}

/// Whether nothing is tracked in the last commit either: otherwise trackers are taken away.
fn begins(workspace: &Workspace, context: &Context, staged: &Snapshot) -> Result<bool, Failure> {
    if staged.repository.subject == Subject::Unborn {
        return Ok(true);
    }
    let request = LoadRequest { view: View::Commit("HEAD".to_owned()), ..LoadRequest::default() };
    Ok(tracks_nothing(&context.gather(workspace, &request)?))
}

/// Whether everything was read, and no document is a tracker.
fn tracks_nothing(snapshot: &Snapshot) -> bool {
    snapshot.shown_plan().documents.is_empty() && failure::unread(snapshot) == 0
}

/// Who makes the commit, as git tells its hooks.
fn identity() -> Identity {
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let author = format!("{} <{}>", variable("GIT_AUTHOR_NAME"), variable("GIT_AUTHOR_EMAIL"));
    let date = variable("GIT_AUTHOR_DATE").trim_start_matches('@').to_owned();
    Identity { author, date }
}

/// Asks for a type in the first line of a message.
fn commit_msg(
    args: &RunHookArgs,
    workspace: &Workspace,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let Some(file) = args.arguments.first() else {
        let lacks = "it is given the file of the message";
        return Err(Trouble::NotAsGit { hook: args.hook.as_str(), lacks }.into());
    };
    let path: PathBuf = context.start().join(file);
    let text = fs::read(&path).map_err(|source| Trouble::Handed { path, source })?;
    let config = workspace.config(&View::Index)?;
    let Some(policy) = &config.policy.commits else { return Ok(Exit::Fine) };
    let text = String::from_utf8_lossy(&text);
    // Git says so where nobody will edit the message.
    let is_edited = env::var_os("GIT_EDITOR").is_none_or(|editor| editor != ":");
    let cleaning = workspace.cleaning(is_edited)?;
    let subject = message::subject(&text, &cleaning);
    // Git makes no commit without a message.
    let Some(subject) = subject else { return Ok(Exit::Fine) };
    let commit = workspace.staged_commit(&identity())?;
    if commits::is_exempt(policy, &commit) {
        return Ok(Exit::Fine);
    }
    let Some(what) = commits::unknown_type(policy, subject) else { return Ok(Exit::Fine) };
    let help = "commit again with another first line; the message is kept in .git/COMMIT_EDITMSG";
    complain(out, "commit-type-unknown", &format!("the commit “{subject}” {what}"), help);
    Ok(Exit::Problems)
}

/// Asks for everything of the commits that are pushed.
fn pre_push(args: &RunHookArgs, workspace: &Workspace, out: &mut String) -> Result<Exit, Failure> {
    let mut exit = Exit::Fine;
    for push in pushes(args)? {
        let config = workspace.config(&View::Commit(push.tip.clone()))?;
        let Some(policy) = &config.policy.commits else { continue };
        let pushed = workspace.pushed(&push, &policy.tracking)?;
        if judge_range(policy, &pushed, out) > 0 {
            exit = Exit::Problems;
        }
    }
    Ok(exit)
}

/// What git says is pushed: on stdin, or through the pre-commit framework by the environment.
fn pushes(args: &RunHookArgs) -> Result<Vec<Push>, Failure> {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let is_none = |id: &str| id.bytes().all(|byte| byte == b'0');
    // Where all of a branch is new, the framework names the branch alone.
    let tip = variable("PRE_COMMIT_TO_REF").or_else(|| variable("PRE_COMMIT_LOCAL_BRANCH"));
    if let Some(tip) = tip {
        let remote = variable("PRE_COMMIT_REMOTE_NAME").unwrap_or_else(|| "*".to_owned());
        let known = variable("PRE_COMMIT_FROM_REF").filter(|id| !is_none(id));
        return Ok(vec![Push { tip, known, remote }]);
    }
    let lacks = "it is told on stdin what is pushed";
    let wrong = || Failure::from(Trouble::NotAsGit { hook: args.hook.as_str(), lacks });
    let Some(remote) = args.arguments.first().filter(|_| !io::stdin().is_terminal()) else {
        return Err(wrong());
    };
    // Without a name, nobody knows what is there but what any remote is known to have.
    let is_address = args.arguments.get(1) == Some(remote);
    let remote = if is_address { "*".to_owned() } else { remote.clone() };
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).map_err(|_unreadable| wrong())?;
    let mut pushes = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split(' ').collect();
        let &[_, tip, _, known] = words.as_slice() else { return Err(wrong()) };
        // What is removed there brings no commit.
        if !is_none(tip) {
            let known = (!is_none(known)).then(|| known.to_owned());
            pushes.push(Push { tip: tip.to_owned(), known, remote: remote.clone() });
        }
    }
    Ok(pushes)
}

/// Asks for everything of some commits; gives how many complaints there are.
fn judge_range(policy: &CommitPolicy, pushed: &[RangeCommit], out: &mut String) -> usize {
    let mut found = 0;
    let mut tell = |rule: &str, what: &str, help: &str| {
        found += 1;
        complain(out, rule, what, help);
    };
    let again = "`git rebase --interactive` mends it, before it is pushed";
    for commit in pushed.iter().filter(|commit| !commits::is_exempt(policy, commit)) {
        let name = commits::called(commit);
        let lacks = [
            ("commit-untracked", commits::untracked(policy, commit)),
            ("commit-type-unknown", commits::unknown_type(policy, &commit.subject)),
            ("commit-undecided", commits::undecided(policy, commit)),
        ];
        for (rule, what) in lacks {
            if let Some(what) = what {
                tell(rule, &format!("{name} {what}"), again);
            }
        }
    }
    for left in commits::left_behind(policy, pushed) {
        let by = left.by.map_or_else(|| "an older commit".to_owned(), commits::called);
        let what = format!("{by} left a placeholder behind in `{}`: {}", left.path, left.line);
        tell("placeholder-left", &what, "fill in its id: `git log --oneline` lists them");
    }
    found
}

fn complain(out: &mut String, rule: &str, what: &str, help: &str) {
    let what = escape::line(what);
    writeln!(out, "error[{rule}]: {what}\n  help: {help}").expect("a string takes all text");
}
