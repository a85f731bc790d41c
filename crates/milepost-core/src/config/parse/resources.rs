//! `[resources]`: how much of the machine gates may take.

use toml::de::DeTable;

use super::{quantity, reader::Reader};
use crate::config::Resources;

/// The keys of `[resources]`.
pub(super) const RESOURCES: &[&str] = &["jobs", "heavy-slots", "min-available-memory"];

impl Reader<'_> {
    pub(super) fn resources(&mut self, root: &DeTable<'_>) -> Resources {
        let usual = Resources::default();
        let Some(table) = self.table(root, "resources") else { return usual };
        self.only_known_keys(table, RESOURCES);
        let size = ("a size", "2 GiB");
        Resources {
            jobs: self.count(table, "jobs", 1),
            heavy_slots: self.count(table, "heavy-slots", 1).unwrap_or(usual.heavy_slots),
            min_available_memory: self.amount(table, "min-available-memory", size, quantity::size),
        }
    }
}
