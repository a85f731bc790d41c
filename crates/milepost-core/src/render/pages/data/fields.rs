//! What documents say of an item beside its status: a map in which every name is there, so that a template
//! may ask for what nobody wrote.

use std::{collections::BTreeMap, sync::Arc};

use minijinja::{
    Value,
    value::{Enumerator, Object},
};
use serde::{Serialize, Serializer};

use crate::plan::Field;

/// Fields by their names.
pub(super) struct Fields<'a>(BTreeMap<&'a str, &'a Field>);

impl<'a> Fields<'a> {
    pub(super) fn new(fields: BTreeMap<&'a str, &'a Field>) -> Self {
        Self(fields)
    }
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = self.0.iter();
        let fields = fields.map(|(name, field)| ((*name).into(), Value::from(&*field.value)));
        Value::from_object(Said(fields.collect())).serialize(serializer)
    }
}

/// The same as templates see it.
#[derive(Debug)]
struct Said(BTreeMap<Box<str>, Value>);

impl Object for Said {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let found = key.as_str().and_then(|key| self.0.get(key));
        Some(found.cloned().unwrap_or(Value::from(())))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.keys().map(|name| Value::from(&**name)).collect())
    }
}
