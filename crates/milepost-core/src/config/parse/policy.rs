//! `[policy]`: what counts as proven.

use toml::de::DeTable;

use super::reader::Reader;
use crate::{
    config::{Policy, Recheck},
    evidence::Grade,
};

/// The keys of `[policy]`.
pub(super) const POLICY: &[&str] = &["least-grade", "recheck", "greens-after-fail", "commits"];
/// The grades that can prove something. What was merely said, or run in a working tree, cannot.
pub(super) const LEAST_GRADES: &[(&str, Grade)] =
    &[("imported", Grade::Imported), ("clean", Grade::Clean), ("signed", Grade::Signed)];

impl Reader<'_> {
    pub(super) fn policy(&mut self, root: &DeTable<'_>) -> Policy {
        let usual = Policy::default();
        let Some(table) = self.table(root, "policy") else { return usual };
        self.only_known_keys(table, POLICY);
        let least_grade = self.word(table, "least-grade", "a grade that proves", LEAST_GRADES);
        let recheck = self.truth(table, "recheck");
        let greens = self.count(table, "greens-after-fail", 1);
        Policy {
            least_grade: least_grade.unwrap_or(usual.least_grade),
            recheck: match recheck {
                Some(true) => Recheck::Required,
                Some(false) | None => Recheck::Optional,
            },
            greens_after_fail: greens.unwrap_or(usual.greens_after_fail),
            commits: self.commits(table),
        }
    }
}
