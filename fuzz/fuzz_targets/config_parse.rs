//! Any text is a configuration or a list of mistakes, and every span fits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_core::{config, discovery, text::RepoPath};

fuzz_target!(|text: &str| {
    match config::parse(text) {
        Ok(config) => {
            let facts = config.facts.iter().map(|fact| fact.span);
            let surfaces = config.surfaces.iter().map(|surface| surface.span);
            for span in facts.chain(surfaces).chain(config.pages.iter().map(|page| page.span)) {
                milepost_fuzz::assert_fits(span, text);
            }
            for path in text.lines().filter_map(RepoPath::new) {
                discovery::is_skipped(&path, &config);
                discovery::options_for(&path, &config);
            }
        }
        Err(errors) => {
            assert!(!errors.errors.is_empty());
            for error in &errors.errors {
                milepost_fuzz::assert_fits(error.span, text);
            }
        }
    }
});
