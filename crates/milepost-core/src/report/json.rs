//! JSON as reports have it: no field twice, nothing after the end.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};

use crate::report::{Fault, ReportError, source::Text};

/// Reads a whole file.
pub(super) fn read<'a, T: Deserialize<'a>>(text: &Text<'a>) -> Result<T, ReportError> {
    serde_json::from_str(text.exact()?).map_err(|error| {
        text.fault_on(error.line().max(1), Fault::Json { why: without_place(&error) })
    })
}

/// What a parser says, without the place, which an error has on its own.
pub(super) fn without_place(error: &serde_json::Error) -> Box<str> {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).into()
}

/// An object as pairs, in which a name that is there twice is still there twice.
#[derive(Debug)]
pub(super) struct Pairs<T>(pub(super) Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}

struct PairsVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for PairsVisitor<T> {
    type Value = Pairs<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}
