//! What holds for every rule, and the one function that rules are tested through.

use std::collections::BTreeSet;

use super::{Drift, Reach, Rule, Scene, fixture::Fixture, rules::ALL};
pub(crate) use crate::render::pages::{TEMPLATES, Text, Texts};
use crate::{fact::Survey, judge, lint::registers, plan::ItemKey, render::pages};

/// What evidence shows of the work that registers wait for, as judging finds it.
pub(crate) fn shown(scene: &Scene<'_>) -> BTreeSet<ItemKey> {
    registers::shown(scene)
}

/// What facts are and what places state of them, as judging finds it.
pub(crate) fn survey(scene: &Scene<'_>) -> Survey {
    judge::surveyed(scene)
}

/// Where the pages of a project do not say what they should, as judging finds it.
pub(crate) fn drifts(scene: &Scene<'_>, texts: &Texts) -> Vec<Drift> {
    pages::drifts(scene, texts, pages::Bench::new)
}

/// Runs one rule over a fixture and compares everything it reports.
///
/// Use it with an inline snapshot: `assert_snapshot!(problems(&RULE, "…"), @"")`.
pub(crate) fn problems(rule: &Rule, fixture: &str) -> String {
    Fixture::new(fixture).problems(&[rule])
}

#[test]
fn every_rule_file_is_registered() {
    let listed: BTreeSet<String> = ALL.iter().map(|rule| rule.name.replace('-', "_")).collect();
    let modules: BTreeSet<String> = include_str!("rules/mod.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    assert_eq!(modules, listed);
}

#[test]
fn codes_are_sorted_and_unique() {
    assert!(ALL.is_sorted_by(|a, b| a.code < b.code));
}

/// The fixtures of a page: what its example shows, and what to write instead.
fn examples(rule: &Rule) -> Vec<&str> {
    rule.page.split("```fixture\n").skip(1).filter_map(|text| text.split("```\n").next()).collect()
}

#[test]
fn every_manual_page_is_full_and_true() {
    for rule in ALL {
        for heading in
            ["## What it does", "## Why is this bad?", "## Example", "## When it stays silent"]
        {
            assert!(rule.page.contains(heading), "{} lacks `{heading}`", rule.name);
        }
        let [bad, good] = examples(rule)[..] else { panic!("{}: two examples", rule.name) };
        assert!(!problems(rule, bad).is_empty(), "the example of {} is clean", rule.name);
        assert_eq!(problems(rule, good), "", "what to write instead, of {}", rule.name);
    }
}

#[test]
fn rules_over_a_range_or_with_a_base_are_silent_without() {
    let needs_more = |rule: &&&Rule| matches!(rule.reach, Reach::Range | Reach::Base);
    for rule in ALL.iter().filter(needs_more) {
        let without = examples(rule)[0].replace("//- range", "//- elsewhere");
        let without = without.replace("//- base\n", "//- elsewhere\n");
        assert_eq!(problems(rule, &without), "", "{}", rule.name);
    }
}
