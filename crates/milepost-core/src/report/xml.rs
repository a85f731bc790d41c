//! XML as reports have it: elements and attributes, within limits, without definitions of its own.

use std::borrow::Cow;

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use crate::report::{Fault, ReportError, source::Text};

/// How deep elements may be nested; the deepest real report has a dozen levels.
const DEEPEST: usize = 64;
/// How many attributes an element may have. Each is compared with the others.
const MOST_ATTRIBUTES: usize = 64;

/// Whether a report may begin with a document type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doctype {
    /// It may not.
    Refused,
    /// It may name one that lies elsewhere, which is never fetched, and define nothing itself.
    NamedOnly,
}

/// An element begins or ends.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// It begins.
    Start(Element<'a>),
    /// The innermost one ends.
    End,
}

/// An element with its attributes.
#[derive(Debug)]
pub(super) struct Element<'a> {
    pub(super) name: Box<str>,
    attributes: Vec<(Box<str>, Cow<'a, str>)>,
}

impl Element<'_> {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes.find(|(key, _)| **key == *name).map(|(_, value)| &**value)
    }

    /// The value of an attribute that counts something.
    pub(super) fn count(&self, name: &str) -> Result<Option<u64>, Fault> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value.trim().parse() {
            Ok(count) => Ok(Some(count)),
            Err(_) => Err(Fault::NotANumber {
                what: format!("`{name}` of `{}`", self.name).into(),
                found: value.into(),
            }),
        }
    }
}

/// The elements of a file, one after the other.
pub(super) struct Xml<'t, 'a> {
    text: &'t Text<'a>,
    reader: Reader<&'a [u8]>,
    doctype: Doctype,
    open: Vec<Box<str>>,
    has_root: bool,
}

impl<'t, 'a> Xml<'t, 'a> {
    pub(super) fn of(text: &'t Text<'a>, doctype: Doctype) -> Result<Self, ReportError> {
        let mut reader = Reader::from_str(text.exact()?);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { text, reader, doctype, open: Vec::new(), has_root: false })
    }

    /// A fault where the last piece ended.
    pub(super) fn fault(&self, fault: Fault) -> ReportError {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        self.text.fault_at(at, fault)
    }

    /// The next element that begins or ends; nothing at the end of a complete document.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, ReportError> {
        loop {
            let event = self.reader.read_event();
            match event.map_err(|error| self.broken(&error))? {
                Event::Start(start) | Event::Empty(start) => {
                    return self.start(&start).map(|element| Some(Piece::Start(element)));
                }
                Event::End(_) => {
                    self.open.pop();
                    return Ok(Some(Piece::End));
                }
                Event::Text(text) => self.check_outside(&text)?,
                Event::CData(text) => self.check_outside(&text)?,
                Event::GeneralRef(name) => {
                    let is_known = name.starts_with('#') || is_predefined(&name);
                    if !is_known {
                        return Err(self.fault(Fault::Entity { name: (*name).into() }));
                    }
                }
                Event::DocType(doctype) => self.check_doctype(&doctype)?,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => return self.end(),
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'a>) -> Result<Element<'a>, ReportError> {
        let name: Box<str> = start.name().as_ref().into();
        if self.open.is_empty() && self.has_root {
            let why = format!("`{name}` stands behind the end of the document");
            return Err(self.fault(Fault::Xml { why: why.into() }));
        }
        self.has_root = true;
        if self.open.len() >= DEEPEST {
            return Err(self.fault(Fault::TooDeep { limit: DEEPEST }));
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            if attributes.len() >= MOST_ATTRIBUTES {
                return Err(self.fault(Fault::TooManyAttributes { limit: MOST_ATTRIBUTES }));
            }
            let attribute = attribute.map_err(|error| self.broken(&error))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| self.broken(&error))?;
            attributes.push((attribute.key.as_ref().into(), Cow::Owned(value.into_owned())));
        }
        self.open.push(name.clone());
        Ok(Element { name, attributes })
    }

    fn check_outside(&self, text: &str) -> Result<(), ReportError> {
        if self.open.is_empty() && !text.trim().is_empty() {
            let why = "text stands outside of all elements".into();
            return Err(self.fault(Fault::Xml { why }));
        }
        Ok(())
    }

    fn check_doctype(&self, doctype: &str) -> Result<(), ReportError> {
        let is_named_only = self.doctype == Doctype::NamedOnly
            && !self.has_root
            && !doctype.contains(['[', '%', '&', '<']);
        if is_named_only { Ok(()) } else { Err(self.fault(Fault::Doctype)) }
    }

    fn end(&self) -> Result<Option<Piece<'a>>, ReportError> {
        match self.open.last() {
            Some(open) => Err(self.fault(Fault::Truncated { what: format!("`{open}`").into() })),
            None if !self.has_root => {
                Err(self.fault(Fault::Xml { why: "there is no element".into() }))
            }
            None => Ok(None),
        }
    }

    fn broken(&self, error: &dyn std::error::Error) -> ReportError {
        self.fault(Fault::Xml { why: error.to_string().into() })
    }
}

fn is_predefined(name: &str) -> bool {
    ["amp", "lt", "gt", "quot", "apos"].contains(&name)
}
