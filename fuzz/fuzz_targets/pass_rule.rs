//! Any text is a pass rule or a mistake inside it, and any rule has one answer for a run.
#![no_main]

use std::{collections::BTreeMap, time::Duration};

use libfuzzer_sys::fuzz_target;
use milepost_core::{
    pass::{PassRule, Seen, Term},
    report::{Counts, Metric},
};

fuzz_target!(|text: &str| {
    let rule = match PassRule::parse(text) {
        Ok(rule) => rule,
        Err(error) => return milepost_fuzz::assert_fits(error.span, text),
    };
    assert!(rule.bounds().iter().all(|bound| rule.names().contains(&bound.term)));
    let asks_for_time_only = rule.names().iter().all(|term| *term == Term::Duration);
    assert!(rule.eval(&Seen::default()).is_err() || asks_for_time_only);

    let seen = everything_asked(&rule);
    assert_eq!(rule.eval(&seen), rule.eval(&seen));
});

/// A run that has all that a rule asks for, with values that no rule may trust.
fn everything_asked(rule: &PassRule) -> Seen {
    let values = [0.0, -1.0, 1e300, f64::NAN, f64::INFINITY];
    let metrics = rule.names().into_iter().enumerate().filter_map(|(at, term)| match term {
        Term::Metric(name) => {
            let value = values[at % values.len()];
            let metric = Metric { value, unit: "ms".into(), direction: None, samples: Vec::new() };
            Some((name, metric))
        }
        Term::Tests(_) | Term::Exit | Term::Duration | Term::Size(_) => None,
    });
    Seen {
        exit: Some(1),
        duration: Duration::MAX,
        tests: Some(Counts { passed: u64::MAX, skipped: Some(1), ..Counts::default() }),
        metrics: metrics.collect::<BTreeMap<_, _>>(),
        artifacts: rule.artifacts().into_iter().map(|path| (path, Some(u64::MAX))).collect(),
        output: rule.output_texts().into_iter().map(|text| (text, true)).collect(),
    }
}
