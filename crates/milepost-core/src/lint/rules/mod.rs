//! The registry of rules. One rule is one file here and one line below.

mod approval_missing;
mod approval_void;
mod blocker_vanished;
mod cadence_overdue;
mod calibration_stale;
mod checker_blind;
mod commit_type_unknown;
mod commit_undecided;
mod commit_untracked;
mod counter_drift;
mod criterion_altered;
mod criterion_contradicts_gate;
mod criterion_unmeasurable;
mod criterion_vague;
mod dangling_id;
mod decision_rewritten;
mod deliverable_too_large;
mod dependency_cycle;
mod dependency_not_done;
mod deprecation_cut_short;
mod digest_changed;
mod dirty_tuple;
mod done_without_evidence;
mod duplicate_id;
mod empty_run;
mod evidence_missing;
mod evidence_untracked;
mod evidence_without_subject;
mod exit_dangling;
mod exit_unmet;
mod gate_altered;
mod gate_definition_drift;
mod goalposts_moved;
mod heading_overclaims;
mod id_meaning_changed;
mod inputs_unaudited;
mod ledger_incomplete;
mod ledger_rewritten;
mod milestone_vague;
mod milestone_without_criteria;
mod orphan_evidence;
mod over_budget;
mod phase_skipped;
mod placeholder_left;
mod placeholder_reference;
mod progress_mismatch;
mod range_overlap_or_gap;
mod regressed;
mod release_no_go;
mod release_without_tag;
mod render_drift;
mod required_gate_missing;
mod result_contradicts_claim;
mod rules_altered;
mod same_subject_comparison;
mod scope_creep;
mod scope_overlap;
mod self_approval;
mod signers_altered;
mod stale_date;
mod status_conflict;
mod streak_broken;
mod subject_lacks_deliverable;
mod surface_drift;
mod task_too_large;
mod timezone_suspect;
mod unadmitted_heavy_run;
mod unproven_claim;
mod unread;
mod waiver_expired;
mod write_scope_violation;

pub(crate) use duplicate_id::sure as given_twice;

use crate::{
    diag::Code,
    lint::{Group, Reach, Rule},
};

/// The rule that is asked once there is a report.
pub(crate) use render_drift::RULE as RENDER_DRIFT;

/// Every rule, sorted by code.
pub const ALL: &[&Rule] = &[
    &done_without_evidence::RULE,
    &evidence_missing::RULE,
    &evidence_untracked::RULE,
    &evidence_without_subject::RULE,
    &subject_lacks_deliverable::RULE,
    &result_contradicts_claim::RULE,
    &placeholder_reference::RULE,
    &status_conflict::RULE,
    &progress_mismatch::RULE,
    &counter_drift::RULE,
    &heading_overclaims::RULE,
    &dependency_not_done::RULE,
    &dependency_cycle::RULE,
    &release_without_tag::RULE,
    &phase_skipped::RULE,
    &required_gate_missing::RULE,
    &stale_date::RULE,
    &timezone_suspect::RULE,
    &range_overlap_or_gap::RULE,
    &duplicate_id::RULE,
    &dangling_id::RULE,
    &ledger_incomplete::RULE,
    &id_meaning_changed::RULE,
    &unread::RULE,
    &gate_definition_drift::RULE,
    &unproven_claim::RULE,
    &regressed::RULE,
    &orphan_evidence::RULE,
    &digest_changed::RULE,
    &checker_blind::RULE,
    &calibration_stale::RULE,
    &streak_broken::RULE,
    &empty_run::RULE,
    &over_budget::RULE,
    &same_subject_comparison::RULE,
    &unadmitted_heavy_run::RULE,
    &inputs_unaudited::RULE,
    &blocker_vanished::RULE,
    &decision_rewritten::RULE,
    &commit_untracked::RULE,
    &goalposts_moved::RULE,
    &scope_creep::RULE,
    &approval_void::RULE,
    &approval_missing::RULE,
    &self_approval::RULE,
    &waiver_expired::RULE,
    &write_scope_violation::RULE,
    &scope_overlap::RULE,
    &rules_altered::RULE,
    &gate_altered::RULE,
    &criterion_altered::RULE,
    &ledger_rewritten::RULE,
    &commit_type_unknown::RULE,
    &commit_undecided::RULE,
    &placeholder_left::RULE,
    &signers_altered::RULE,
    &exit_unmet::RULE,
    &exit_dangling::RULE,
    &release_no_go::RULE,
    &dirty_tuple::RULE,
    &deprecation_cut_short::RULE,
    &cadence_overdue::RULE,
    &milestone_vague::RULE,
    &criterion_vague::RULE,
    &criterion_unmeasurable::RULE,
    &milestone_without_criteria::RULE,
    &deliverable_too_large::RULE,
    &task_too_large::RULE,
    &criterion_contradicts_gate::RULE,
    &surface_drift::RULE,
    &render_drift::RULE,
];

/// What the rule of a code looks after.
pub fn group(code: Code) -> Option<Group> {
    let at = ALL.binary_search_by_key(&code, |rule| rule.code).ok()?;
    ALL.get(at).map(|rule| rule.group)
}

/// What the rule of a code needs.
pub fn reach(code: Code) -> Option<Reach> {
    let at = ALL.binary_search_by_key(&code, |rule| rule.code).ok()?;
    ALL.get(at).map(|rule| rule.reach)
}
