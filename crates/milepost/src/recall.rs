//! Saying again what was said before, where nothing that it rests on has changed.
//!
//! Whether anything has is for the host to tell; here is what else an answer depends on: the words of
//! the command, the folder they were said in, and the screen.

use std::{
    fmt::Debug,
    path::{Path, PathBuf},
};

use milepost_core::render::Screen;
use milepost_host::{Asked, Question, Snapshot, Told, Workspace};

use crate::{
    context::Context,
    failure::{Exit, Failure},
};

/// What makes two commands the same.
#[derive(Debug)]
#[expect(dead_code, reason = "it is written out whole, to be compared")]
struct Words<'a> {
    command: &'a dyn Debug,
    start: &'a Path,
    here: PathBuf,
    screens: [Screen; 2],
}

/// A question to be answered, whose answer may be kept.
pub(crate) struct Open<'a>(Option<Question<'a>>);

/// What is known of a question.
pub(crate) enum Recalled<'a> {
    /// It was answered before, and that was said again.
    Said(Exit),
    /// It is to be answered.
    Open(Open<'a>),
}

/// Says what was said before to the same command, or asks for an answer. What the answer depends on
/// beside the words and the project is said, too.
pub(crate) fn recall<'a>(
    workspace: &'a Workspace,
    context: &Context,
    (command, beside): (&dyn Debug, &dyn Debug),
    out: &mut String,
) -> Recalled<'a> {
    let words = Words {
        command,
        start: context.start(),
        here: std::env::current_dir().unwrap_or_default(),
        screens: [context.screen, context.error_screen],
    };
    match workspace.question(&format!("{words:?}"), &format!("{beside:?}")) {
        Asked::Told(Told { page, notes, exit }) => {
            for note in &notes {
                context.note(note);
            }
            out.push_str(&page);
            Recalled::Said(exit_of(exit))
        }
        Asked::New(question) => Recalled::Open(Open(Some(question))),
        Asked::Passing => Recalled::Open(Open(None)),
    }
}

/// Answers a command about the working tree from memory, or else anew.
pub(crate) fn or_else(
    context: &Context,
    command: &dyn Debug,
    out: &mut String,
    answer: impl FnOnce(&mut String) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let open = match recall(&workspace, context, (command, &()), out) {
        Recalled::Said(exit) => return Ok(exit),
        Recalled::Open(open) => open,
    };
    let exit = answer(out)?;
    if let Some(snapshot) = context.loaded() {
        open.keep(snapshot, context, out, exit);
    }
    Ok(exit)
}

impl Open<'_> {
    /// One whose answer is not kept.
    pub(crate) fn never_kept() -> Self {
        Self(None)
    }

    /// Keeps the answer.
    pub(crate) fn keep(self, snapshot: &Snapshot, context: &Context, page: &str, exit: Exit) {
        let exit = match exit {
            Exit::Fine => 0,
            Exit::Problems => 1,
            // These are no answers.
            Exit::CannotSay | Exit::Command(_) => return,
        };
        if let Self(Some(question)) = self {
            let told = Told { page: page.to_owned(), notes: context.noted(), exit };
            question.keep(snapshot, &told);
        }
    }
}

fn exit_of(code: u8) -> Exit {
    match code {
        0 => Exit::Fine,
        1 => Exit::Problems,
        // Never written.
        _ => Exit::CannotSay,
    }
}
