//! Decision records: ADR, MADR and their relatives, a document for a decision.

use crate::{
    markdown::{Block, BlockKind},
    read::topic::{self, Topic},
};

/// Whether the headings are those of a decision record: a context, and a decision or options.
pub(in crate::read) fn is_one(blocks: &[Block]) -> bool {
    let mut context = false;
    let mut outcome = false;
    for block in blocks {
        let BlockKind::Heading { level, text } = &block.kind else { continue };
        if *level > 3 {
            continue;
        }
        match topic::of(&text.text) {
            Some(Topic::Field("context")) => context = true,
            Some(Topic::Field("outcome" | "option" | "consequences")) => outcome = true,
            _ => {}
        }
    }
    context && outcome
}
