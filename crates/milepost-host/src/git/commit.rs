//! Commits and annotated tags, taken apart.

use jiff::Timestamp;

use crate::{decode::lossy, git::oid::ObjectId};

/// What a commit object says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    /// Its root folder.
    pub(crate) tree: ObjectId,
    /// The commits before it.
    pub(crate) parents: Vec<ObjectId>,
    /// When it was committed; the epoch where that cannot be read, as git has it.
    pub(crate) committed: Timestamp,
    /// Its message.
    pub(crate) message: Box<str>,
    /// The first line of its message.
    pub(crate) subject: Box<str>,
    /// Who wrote it, by their own word: `Name <address>`.
    pub(crate) author: Box<str>,
    /// When they wrote it: seconds and a zone.
    pub(crate) authored: Box<str>,
}

impl Commit {
    /// Takes a commit object apart.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (headers, message) = split(bytes);
        let ids = |name| headers.iter().filter_map(move |header| header_value(header, name));
        let tree = ids("tree ").find_map(ObjectId::from_hex)?;
        let parents = ids("parent ").filter_map(ObjectId::from_hex).collect();
        let committed = ids("committer ").next().map_or(Timestamp::UNIX_EPOCH, time);
        let author = ids("author ").next().unwrap_or_default();
        let authored = author.rsplit_once('>').map_or("", |(_, behind)| behind.trim()).into();
        let subject = message.trim_start_matches(['\n', '\r']).lines().next().unwrap_or_default();
        let (subject, author) = (subject.trim().into(), person(author).into());
        let message = message.trim().into();
        Some(Self { tree, parents, committed, message, subject, author, authored })
    }
}

/// What an annotated tag says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TagObject {
    /// What it names.
    pub(crate) object: ObjectId,
    /// When it was made; nothing in the oldest tags.
    pub(crate) tagged: Option<Timestamp>,
}

impl TagObject {
    /// Takes a tag object apart.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (headers, _) = split(bytes);
        let value = |name| headers.iter().find_map(|header| header_value(header, name));
        let object = ObjectId::from_hex(value("object ")?)?;
        Some(Self { object, tagged: value("tagger ").map(time) })
    }
}

/// The header lines, and the message behind the first empty line.
fn split(bytes: &[u8]) -> (Vec<String>, String) {
    let text = lossy(bytes);
    let (headers, message) = text.split_once("\n\n").unwrap_or((&text, ""));
    (headers.lines().map(ToOwned::to_owned).collect(), message.to_owned())
}

fn header_value<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.strip_prefix(name)
}

/// `Name <address>` of `Name <address> 1700000000 +0100`.
fn person(line: &str) -> &str {
    line.rfind('>').and_then(|end| line.get(..=end)).unwrap_or(line)
}

/// `Name <address> 1700000000 +0100`.
fn time(person: &str) -> Timestamp {
    let behind = person.rsplit_once('>').map_or(person, |(_, behind)| behind);
    let seconds = behind.split_whitespace().next().and_then(|word| word.parse().ok());
    let time = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Commit, TagObject};

    const ID: &str = "1a90101aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    #[test]
    fn a_commit_is_taken_apart() {
        let text = format!(
            "tree {ID}\nparent {ID}\nauthor A <a@b> 1 +0000\n\
             committer A > B <a@b> 1700000000 +0100\n\n\nadd: a thing \n\nmore\n"
        );
        let commit = Commit::parse(text.as_bytes()).unwrap();
        assert_eq!(commit.tree.to_string(), ID);
        assert_eq!(commit.parents.len(), 1);
        assert_eq!(commit.committed, Timestamp::from_second(1_700_000_000).unwrap());
        assert_eq!(&*commit.subject, "add: a thing");
        assert_eq!((&*commit.author, &*commit.authored), ("A <a@b>", "1 +0000"));
        assert_eq!(&*commit.message, "add: a thing \n\nmore");
    }

    #[test]
    fn a_broken_commit_is_survived() {
        assert_eq!(Commit::parse(b""), None);
        assert_eq!(Commit::parse(b"tree 12\n\nx"), None);
        let odd = format!("tree {ID}\ncommitter x 99999999999999999999 z");
        let commit = Commit::parse(odd.as_bytes()).unwrap();
        assert_eq!((commit.committed, &*commit.subject), (Timestamp::UNIX_EPOCH, ""));
    }

    #[test]
    fn a_tag_is_taken_apart() {
        let text = format!("object {ID}\ntype commit\ntag v1\ntagger A <a@b> 60 +0000\n\nnotes\n");
        let tag = TagObject::parse(text.as_bytes()).unwrap();
        assert_eq!(tag.object.to_string(), ID);
        assert_eq!(tag.tagged, Timestamp::from_second(60).ok());
        assert_eq!(TagObject::parse(b"object x\n"), None);
    }
}
