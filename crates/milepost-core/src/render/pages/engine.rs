//! Templates, run without trust: bounded in time, memory and depth, with nothing in reach but their data.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use minijinja::{
    Environment, Error, ErrorKind, Value, context,
    value::{Enumerator, Object, Serde},
};
use serde::Serialize;

use super::{BUILTINS, Order, Text, Texts};
use crate::render::{
    escape,
    jinja::{self, Language},
};

/// How much a template may do: instructions, and a sixty-fourth for each byte that it makes.
const FUEL: u64 = 5_000_000;

/// How deep templates and macros may call each other.
const DEPTH: usize = 100;

/// How much a template may make, in bytes. It is compared with what a file says, and held while it is.
const LONGEST: usize = 32 << 20;

/// Why a template makes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// There is none of that name.
    #[error("no template is called `{name}`")]
    Unknown {
        /// The name.
        name: Box<str>,
        /// One that is called nearly so.
        near: Option<Box<str>>,
    },
    /// Its file is no text.
    #[error("the template `{name}` could not be read")]
    Unreadable {
        /// The name.
        name: Box<str>,
    },
    /// It is about one item, and none is named.
    #[error("the template `{name}` is about one item, and none is named")]
    WithoutItem {
        /// The template.
        name: Box<str>,
    },
    /// It is about the whole project.
    #[error("the template `{name}` takes nothing, not `{argument}`")]
    TakesNothing {
        /// The template.
        name: Box<str>,
        /// What it was given.
        argument: Box<str>,
    },
    /// It takes a number.
    #[error("the template `{name}` takes a number, not `{argument}`")]
    NotACount {
        /// The template.
        name: Box<str>,
        /// What it was given.
        argument: Box<str>,
    },
    /// Nothing has that name.
    #[error("no item is called `{argument}`")]
    NoItem {
        /// The name.
        argument: Box<str>,
    },
    /// Several items have that name.
    #[error("`{argument}` is the name of several items")]
    Ambiguous {
        /// The name.
        argument: Box<str>,
    },
    /// It tells of commits that are not in this clone.
    #[error("the template `{name}` tells of commits, and this clone does not have all of them")]
    CutOff {
        /// The name.
        name: Box<str>,
    },
    /// It makes more than a page may be.
    #[error("the template `{name}` makes more than {} MiB", LONGEST >> 20)]
    TooLong {
        /// The template.
        name: Box<str>,
    },
    /// It does more than a template may.
    #[error("the template `{name}` does not come to an end within what a template may do")]
    OutOfFuel {
        /// The template.
        name: Box<str>,
    },
    /// It is no template, or something in it cannot be done.
    #[error("the template `{name}` fails{}: {what}", line(*.at))]
    Failed {
        /// The template.
        name: Box<str>,
        /// The line in it.
        at: Option<usize>,
        /// Why.
        what: Box<str>,
    },
}

fn line(at: Option<usize>) -> String {
    at.map_or_else(String::new, |at| format!(" in line {at}"))
}

impl TemplateError {
    /// What helps.
    pub fn help(&self) -> String {
        match self {
            Self::Unknown { near: Some(near), .. } => {
                format!("`{near}`; `milepost render --list` lists them")
            }
            Self::Unknown { near: None, .. } => {
                "`milepost render --list` lists the templates".to_owned()
            }
            Self::WithoutItem { name } => {
                format!(
                    "name it: `<!-- milepost:{name} M1 -->`, `with = \"M1\"` in milepost.toml, or \
                     `milepost render --stdout {name} M1`"
                )
            }
            Self::NoItem { .. } | Self::Ambiguous { .. } => {
                "`milepost status` shows what there is".to_owned()
            }
            Self::TakesNothing { .. } | Self::NotACount { .. } => {
                "`milepost render --list` says what each takes".to_owned()
            }
            Self::CutOff { .. } => "`git fetch --unshallow` brings the whole history".to_owned(),
            Self::Unreadable { name }
            | Self::TooLong { name }
            | Self::OutOfFuel { name }
            | Self::Failed { name, .. } => {
                format!("mend the template; `milepost render --stdout {name}` tries it")
            }
        }
    }

    fn new(name: &str, error: &Error) -> Self {
        let mut innermost = error;
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source.and_then(|it| it.downcast_ref::<Error>()) {
            innermost = inner;
            source = std::error::Error::source(inner);
        }
        if innermost.kind() == ErrorKind::OutOfFuel {
            return Self::OutOfFuel { name: name.into() };
        }
        let at = innermost.line().or(error.line());
        let name = innermost.name().filter(|name| !name.is_empty()).unwrap_or(name).into();
        let kind = innermost.kind().to_string();
        let what = match innermost.detail() {
            Some(detail) => format!("{kind}: {detail}"),
            None => kind,
        };
        Self::Failed { name, at, what: what.into() }
    }
}

/// All templates, ready to be filled.
pub(super) struct Engine {
    environment: Environment<'static>,
    /// Those that are none.
    broken: Vec<(Box<str>, TemplateError)>,
}

impl Engine {
    pub(super) fn new(texts: &Texts) -> Self {
        let mut engine = Self { environment: environment(), broken: Vec::new() };
        for template in BUILTINS {
            engine.add(template.name, template.text);
        }
        for (name, text) in &texts.templates {
            match text {
                Text::There(source) => engine.add(name, &source.text),
                Text::Absent | Text::Unreadable(_) => engine.environment.remove_template(name),
            }
        }
        engine
    }

    fn add(&mut self, name: &str, text: &str) {
        let text = text.replace("\r\n", "\n");
        let added = self.environment.add_template_owned(name.to_owned(), text);
        if let Err(error) = added {
            self.environment.remove_template(name);
            self.broken.push((name.into(), TemplateError::new(name, &error)));
        }
    }

    /// Fills a template with an item, the commits where they were looked up, and the data that all have. What
    /// came of it stands only if the store had all that was asked for.
    pub(super) fn render(
        &self,
        order: Order<'_>,
        (item, commits): (Option<Value>, Option<Value>),
        store: &Arc<Store>,
    ) -> Result<String, TemplateError> {
        let Order { template, argument } = order;
        let broken = self.broken.iter().find(|(name, _)| **name == *template);
        if let Some((_, error)) = broken {
            return Err(error.clone());
        }
        let found = self.environment.get_template(template);
        let base = Value::from_dyn_object(store.clone());
        let data = if let Some(commits) = commits {
            context! { argument, item, commits, ..base }
        } else {
            context! { argument, item, ..base }
        };
        let mut page = Made { bytes: Vec::new(), is_full: false };
        let made = found.and_then(|found| found.render_captured_to(data, &mut page));
        if page.is_full {
            return Err(TemplateError::TooLong { name: template.into() });
        }
        made.map_err(|error| TemplateError::new(template, &error))?;
        Ok(String::from_utf8_lossy(&page.bytes).into_owned())
    }
}

/// What a template made so far.
struct Made {
    bytes: Vec<u8>,
    is_full: bool,
}

impl io::Write for Made {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        self.is_full |= self.bytes.len() + more.len() > LONGEST;
        if self.is_full {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Wire types as templates see them.
pub(super) fn value(data: impl Serialize) -> Value {
    Value::from(Serde(data))
}

/// The parts of the data that templates asked for. All of it is much more than a page tells of.
#[derive(Debug)]
pub(super) struct Store {
    names: &'static [&'static str],
    stock: Mutex<Stock>,
}

#[derive(Debug, Default)]
struct Stock {
    made: BTreeMap<&'static str, Value>,
    wanted: BTreeSet<&'static str>,
}

impl Store {
    /// An empty one, for parts of these names.
    pub(super) fn new(names: &'static [&'static str]) -> Arc<Self> {
        Arc::new(Self { names, stock: Mutex::default() })
    }

    /// What was asked for and is not there, asked for no longer.
    pub(super) fn wanted(&self) -> BTreeSet<&'static str> {
        std::mem::take(&mut self.stock().wanted)
    }

    /// Puts a part there.
    pub(super) fn put(&self, name: &'static str, part: Option<Value>) {
        self.stock().made.insert(name, part.unwrap_or_default());
    }

    fn stock(&self) -> MutexGuard<'_, Stock> {
        self.stock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Object for Store {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        let name = self.names.iter().copied().find(|name| *name == key)?;
        let mut stock = self.stock();
        let made = stock.made.get(name).cloned();
        if made.is_none() {
            stock.wanted.insert(name);
        }
        made
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(self.names)
    }
}

fn environment() -> Environment<'static> {
    let mut environment = jinja::environment(Language {
        name: "markdown",
        value: escape::markdown_value,
        message: escape::markdown_message,
        keeps_last_line: true,
    });
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEPTH);
    environment
        .add_filter("code", |text: String| Value::from_safe_string(escape::markdown_code(&text)));
    environment.add_filter("box", |is_ticked: bool| {
        Value::from_safe_string(if is_ticked { "[x]" } else { "[ ]" }.to_owned())
    });
    environment
}
