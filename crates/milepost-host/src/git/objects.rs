//! Objects, from one `git cat-file --batch` process that lives as long as it is needed.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, ChildStdin, ChildStdout, Stdio},
    thread::{self, JoinHandle},
};

use crate::{
    decode::lossy,
    files::LARGEST,
    git::{GitDir, command, oid::ObjectId},
};

/// So many bytes of questions are asked before answers are read. A pipe holds at least these, so
/// that neither side ever waits for the other.
const AHEAD: usize = 4000;

/// What kind of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    /// The content of a file.
    Blob,
    /// A folder.
    Tree,
    /// A commit.
    Commit,
    /// An annotated tag.
    Tag,
}

/// One object.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its id.
    pub(crate) id: ObjectId,
    /// Its kind.
    pub(crate) kind: ObjectKind,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
}

/// What git says to the name of an object.
#[derive(Debug)]
pub(crate) enum Answer {
    /// This is it.
    Found(Object),
    /// It is larger than what is read.
    TooLarge {
        /// Its size in bytes.
        size: u64,
    },
    /// There is none here.
    Missing,
    /// There are several.
    Ambiguous,
}

/// Why git could not be asked about objects.
#[derive(Debug, thiserror::Error)]
pub enum ObjectsError {
    /// Git could not be started.
    #[error("could not start git, which is needed to read the objects of the repository")]
    Start {
        /// What the system said.
        source: io::Error,
    },
    /// Git did not take a question or give an answer.
    #[error("git cat-file ended before it answered{}", said(stderr))]
    Ended {
        /// What the system said.
        source: io::Error,
        /// What git said.
        stderr: String,
    },
    /// Git gave an answer that is not understood.
    #[error("git cat-file gave an answer that is not understood: {line}")]
    Unexpected {
        /// The answer's first line.
        line: String,
    },
}

/// What git said of its end, to be put behind a message.
pub(crate) fn said(stderr: &str) -> String {
    let stderr = stderr.trim();
    if stderr.is_empty() { String::new() } else { format!(": {stderr}") }
}

/// The objects of a repository. The process is started with the first question.
pub(crate) struct Objects<'a> {
    repository: &'a GitDir,
    running: Option<Running>,
}

struct Running {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    complaints: Option<JoinHandle<String>>,
}

impl<'a> Objects<'a> {
    /// The objects of a repository; nothing is started yet.
    pub(crate) fn new(repository: &'a GitDir) -> Self {
        Self { repository, running: None }
    }

    /// The repository that is asked.
    pub(crate) fn repository(&self) -> &'a GitDir {
        self.repository
    }

    /// Asks for one object by any name that git understands. A name never holds a line break.
    pub(crate) fn get(&mut self, name: &str) -> Result<Answer, ObjectsError> {
        let mut answer = Answer::Missing;
        self.each(&[name], |_, given| answer = given)?;
        Ok(answer)
    }

    /// Asks for many objects, and hands over each answer with the place of its name.
    pub(crate) fn each<N: AsRef<str>>(
        &mut self,
        names: &[N],
        mut take: impl FnMut(usize, Answer),
    ) -> Result<(), ObjectsError> {
        if names.is_empty() {
            return Ok(());
        }
        let running = match &mut self.running {
            Some(running) => running,
            None => self.running.insert(Running::start(self.repository)?),
        };
        running.each(names, &mut take).map_err(|failure| match failure {
            Failure::Broken(source) => {
                let stderr = self.running.take().map(Running::complaints).unwrap_or_default();
                ObjectsError::Ended { source, stderr }
            }
            Failure::Unexpected { line } => ObjectsError::Unexpected { line },
        })
    }
}

enum Failure {
    Broken(io::Error),
    Unexpected { line: String },
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

impl Running {
    fn start(repository: &GitDir) -> Result<Self, ObjectsError> {
        let mut command = command::git(repository, ["cat-file", "--batch"]);
        let mut child = command
            .stdin(Stdio::piped())
            .spawn()
            .map_err(|source| ObjectsError::Start { source })?;
        let questions = child.stdin.take().expect("its input is piped");
        let answers = BufReader::new(child.stdout.take().expect("its output is piped"));
        let mut stderr = child.stderr.take().expect("its complaints are piped");
        let complaints = thread::spawn(move || {
            let mut first = Vec::new();
            // A pipe that nobody reads would stop git, so all is read and the beginning kept.
            let read = (&mut stderr).take(4096).read_to_end(&mut first);
            let rest = read.and_then(|_| io::copy(&mut stderr, &mut io::sink()));
            drop(rest);
            lossy(&first)
        });
        Ok(Self { child, questions, answers, complaints: Some(complaints) })
    }

    fn each<N: AsRef<str>>(
        &mut self,
        names: &[N],
        take: &mut impl FnMut(usize, Answer),
    ) -> Result<(), Failure> {
        let mut asked = 0;
        while asked < names.len() {
            let (upto, text) = next_questions(names, asked);
            self.questions.write_all(text.as_bytes())?;
            for at in asked..upto {
                take(at, self.answer()?);
            }
            asked = upto;
        }
        Ok(())
    }

    fn answer(&mut self) -> Result<Answer, Failure> {
        let mut line = Vec::new();
        self.answers.read_until(b'\n', &mut line)?;
        if line.pop() != Some(b'\n') {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        let line = lossy(&line);
        let Some((id, kind, size)) = parse_header(&line) else {
            return match line.rsplit_once(' ') {
                Some((_, "ambiguous")) => Ok(Answer::Ambiguous),
                Some((_, "missing")) => Ok(Answer::Missing),
                Some(_) | None => Err(Failure::Unexpected { line }),
            };
        };
        // The content ends with a line break of its own.
        let mut content = (&mut self.answers).take(size.saturating_add(1));
        if size > LARGEST {
            io::copy(&mut content, &mut io::sink())?;
            return Ok(Answer::TooLarge { size });
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
        content.read_to_end(&mut bytes)?;
        if bytes.pop() != Some(b'\n') || bytes.len() as u64 != size {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        Ok(Answer::Found(Object { id, kind, bytes }))
    }

    /// Ends the process and gives what it complained about.
    fn complaints(mut self) -> String {
        self.end();
        let complaints = self.complaints.take().map(JoinHandle::join);
        complaints.and_then(Result::ok).unwrap_or_default()
    }

    fn end(&mut self) {
        // It only reads, so nothing is lost; one that has already ended cannot be killed.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// As many names as fit into a pipe, at least one.
fn next_questions<N: AsRef<str>>(names: &[N], from: usize) -> (usize, String) {
    let mut text = String::new();
    let mut upto = from;
    for name in names.iter().skip(from).map(AsRef::as_ref) {
        if upto > from && text.len() + name.len() + 1 > AHEAD {
            break;
        }
        text.push_str(name);
        text.push('\n');
        upto += 1;
    }
    (upto, text)
}

/// `<id> <kind> <size>`.
fn parse_header(line: &str) -> Option<(ObjectId, ObjectKind, u64)> {
    let mut words = line.split(' ');
    let id = ObjectId::from_hex(words.next()?)?;
    let kind = match words.next()? {
        "blob" => ObjectKind::Blob,
        "tree" => ObjectKind::Tree,
        "commit" => ObjectKind::Commit,
        "tag" => ObjectKind::Tag,
        _ => return None,
    };
    let size = words.next()?.parse().ok()?;
    words.next().is_none().then_some((id, kind, size))
}
