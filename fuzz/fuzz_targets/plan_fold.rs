//! Any documents fold into one plan, whatever their order, and can be judged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_core::{plan::Plan, repository::Questions};

fuzz_target!(|input: &str| {
    let sources = milepost_fuzz::sources(input);
    let mut documents = milepost_fuzz::documents(&sources);
    let plan = Plan::new(documents.clone());
    documents.reverse();
    assert_eq!(plan, Plan::new(documents));
    drop(Questions::of(&plan));
    for problem in milepost_fuzz::judge(&plan).problems {
        let source = sources.get(&problem.place.path).expect("problems are in documents");
        milepost_fuzz::assert_fits(problem.place.span, &source.text);
    }
});
