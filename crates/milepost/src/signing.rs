//! Asking a person, on a terminal, and signing what the person says.

use std::{
    collections::BTreeMap,
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    path::PathBuf,
};

use clap::Args;
use jiff::Timestamp;
use milepost_core::{
    agreed,
    authority::{self, Authority, Unheard, Voice},
    config::Config,
    digest::Digest,
    evidence::{Answered, Event, Holds, Statement, StatementSubject},
    judge::Question,
    plan::Item,
    render::{escape, request},
    signature::{Key, signers::Signers},
    verdict::Ground,
};
use milepost_host::{SignedStatement, Snapshot, Workspace, sign::SigningKey, sign_statement};

use crate::{
    context::{self, Context},
    failure::{Failure, Trouble, people::PeopleTrouble},
};

/// Which key signs.
#[derive(Args, Clone, Debug)]
pub(crate) struct KeyArgs {
    /// The SSH key that signs; what git signs with (`user.signingkey`) where nothing is said
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

impl KeyArgs {
    /// Whether a person named a key.
    pub(crate) fn is_named(&self) -> bool {
        self.key.is_some()
    }

    fn choose(&self, context: &Context, workspace: &Workspace) -> Result<SigningKey, Failure> {
        match &self.key {
            Some(path) => {
                let typed = context.typed(std::slice::from_ref(path));
                Ok(SigningKey::File(typed.into_iter().next().unwrap_or_else(|| path.clone())))
            }
            None => Ok(workspace.signing_key()?),
        }
    }
}

/// Who may answer the request to accept an item; everyone who is listed where it is empty.
pub(crate) fn who_may<'a>(snapshot: &'a Snapshot, item: &Item) -> &'a [Box<str>] {
    let need = agreed::need(&snapshot.scene(), item);
    snapshot.config.approvals.who(need.occasion())
}

/// What a statement is made at: the judged commit.
pub(crate) fn ground(snapshot: &Snapshot) -> Result<&Ground, Failure> {
    snapshot.ground.as_ref().ok_or_else(|| Trouble::NothingToVerify.into())
}

/// The subject of a statement made on some ground.
pub(crate) fn subject(ground: &Ground) -> StatementSubject {
    StatementSubject {
        commit: ground.commit.clone(),
        tree: ground.tree.clone(),
        project: ground.project.clone(),
    }
}

/// Nobody is asked where nobody can answer: a program must not decide for a person.
pub(crate) fn only_on_a_terminal(what: &'static str) -> Result<(), Failure> {
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        Ok(())
    } else {
        Err(PeopleTrouble::NoTerminal { what }.into())
    }
}

/// Who is about to sign, where that is known without a signature. Whoever counts for nothing is told
/// before answering anything.
pub(crate) fn expected(
    context: &Context,
    snapshot: &Snapshot,
    key: &KeyArgs,
    who: &[Box<str>],
) -> Result<Option<Box<str>>, Failure> {
    let key = key.choose(context, &context.workspace()?)?;
    let Some(public) = key.public().filter(Key::is_supported) else { return Ok(None) };
    let entered = BTreeMap::new();
    let speaker = Court::of(snapshot).authority(&entered).speaker(&public, who);
    speaker.map(Some).map_err(|why| unheard(&key, &public, who, why))
}

fn unheard(key: &SigningKey, public: &Key, who: &[Box<str>], why: Unheard) -> Failure {
    let (key, public) = (key.to_string(), public.fingerprint());
    PeopleTrouble::Unheard { key, public, who: request::who(who), why }.into()
}

/// Asks a person each question: yes, no, or nothing, which ends it all.
pub(crate) fn answers(questions: &[Question]) -> Result<Vec<Answered>, Failure> {
    let mut answers = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let text = escape::line(&question.text);
        let of = format!("{}/{}", at + 1, questions.len());
        let holds = loop {
            match &*ask(&format!("{of}  {text}\n     does it hold? [y/n] "))?.to_lowercase() {
                "y" | "yes" => break Holds::Yes,
                "n" | "no" => break Holds::No,
                "" => return Err(PeopleTrouble::NotAnswered.into()),
                _ => {}
            }
        };
        let note = ask("     a remark? [none] ")?;
        answers.push(Answered {
            of: question.of.clone(),
            text: question.text.clone(),
            holds,
            note: note.into(),
            key: question.key,
        });
    }
    Ok(answers)
}

/// Asks a person to type a word, so that no reflex signs.
pub(crate) fn confirm(doing: &str, word: &str) -> Result<(), Failure> {
    let typed = ask(&format!("Type `{}` to {doing}: ", escape::line(word)))?;
    if typed == word {
        Ok(())
    } else {
        Err(PeopleTrouble::NotConfirmed { word: word.to_owned() }.into())
    }
}

fn ask(question: &str) -> Result<String, Failure> {
    let mut stderr = io::stderr().lock();
    stderr.write_all(question.as_bytes()).and_then(|()| stderr.flush()).map_err(Failure::output)?;
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line).map_err(Failure::output)?;
    if read == 0 {
        return Err(PeopleTrouble::NotAnswered.into());
    }
    Ok(line.trim().to_owned())
}

/// What judges who has signed.
pub(crate) struct Court<'a> {
    /// Whose signatures count.
    pub(crate) signers: &'a Signers,
    /// Who has which role, and what the policy asks for.
    pub(crate) config: &'a Config,
    /// What the clock says.
    pub(crate) now: Timestamp,
}

impl<'a> Court<'a> {
    /// What is looked at judges for itself.
    fn of(snapshot: &'a Snapshot) -> Self {
        let (signers, config) = (&snapshot.signers, &snapshot.config);
        Self { signers, config, now: snapshot.clock.now }
    }

    fn authority(&self, entered: &'a BTreeMap<Digest, Timestamp>) -> Authority<'a> {
        let Self { signers, config, now } = *self;
        let Config { roles, approvals, .. } = config;
        Authority { signers, machines: signers, roles, approvals, entered, now }
    }
}

/// Signs a statement, and finds who of those who may has signed. Nothing is written.
pub(crate) fn sign(
    context: &Context,
    (workspace, snapshot): (&Workspace, &Snapshot),
    key: &KeyArgs,
    statement: Statement,
    who: &[Box<str>],
) -> Result<(SignedStatement, Voice), Failure> {
    sign_before(&Court::of(snapshot), (context, workspace), key, statement, &[who])
}

/// The same before another court, by someone who is among each of several lists.
pub(crate) fn sign_before(
    court: &Court<'_>,
    (context, workspace): (&Context, &Workspace),
    key: &KeyArgs,
    statement: Statement,
    lists: &[&[Box<str>]],
) -> Result<(SignedStatement, Voice), Failure> {
    let key = key.choose(context, workspace)?;
    let by = context::actor(workspace)?;
    let signed = sign_statement(statement, &key, &by)?;
    let unheard = |who: &[Box<str>], why| unheard(&key, &signed.signed.key, who, why);
    let mut voice = heard(court, &signed, &[]).map_err(|why| unheard(&[], why))?;
    for who in lists {
        voice = heard(court, &signed, who).map_err(|why| unheard(who, why))?;
    }
    Ok((signed, voice))
}

/// Who says a statement that is about to be recorded, by all that will judge it.
fn heard(court: &Court<'_>, signed: &SignedStatement, who: &[Box<str>]) -> Result<Voice, Unheard> {
    let entered = BTreeMap::new();
    let voices = court.authority(&entered).voices(&signed.as_record())?;
    authority::among(&voices, &court.config.roles, who)
}

/// Records a statement with what follows from it.
pub(crate) fn record(
    (workspace, snapshot): (&Workspace, &Snapshot),
    signed: &SignedStatement,
    events: Vec<Event>,
) -> Result<(), Failure> {
    Ok(workspace.record_statement(snapshot, signed, events, &context::actor(workspace)?)?)
}
