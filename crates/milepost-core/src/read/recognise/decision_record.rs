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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn a_record_is_one_decision() {
        let text = "
# ADR-0004: Use a queue

- Status: accepted
- Deciders: Ada, Bo
- Date: 2026-01-09

## Context and Problem Statement

Two services wait for each other.

## Considered Options

- Queue
- Polling

## Decision Outcome

Chosen option: Queue.

### Consequences

- Good, because nobody waits
";
        assert_snapshot!(shown(text), @"decision ADR-0004 · Use a queue · accepted (accepted) · decision-makers=Ada, Bo · date=2026-01-09 · context=Two services wait for each other. · option=Queue · option=Polling · outcome=Chosen option: Queue. · consequences=Good, because nobody waits");
    }

    #[test]
    fn an_architecture_decision_record_says_so_in_its_title() {
        let text = "
# Architecture Decision Record: Use text

## Context

Plans are read by people.

## Decision

Keep them as text.

## Status

Accepted

## Consequences

1. They can be compared.
";
        assert_snapshot!(shown(text), @"decision · Use text · accepted (Accepted) · context=Plans are read by people. · outcome=Keep them as text. · consequences=They can be compared.");
    }

    #[test]
    fn a_manual_with_a_context_is_none() {
        let text = "
# Lamp

## Context

Lamp passes a context to every handler.

## Usage

Call it.
";
        assert_snapshot!(shown(text), @"");
    }
}
