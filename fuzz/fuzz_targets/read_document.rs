//! Any text can be read, whether or not its fences are, and twice gives the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_core::read::Fences;

fuzz_target!(|text: &str| {
    let source = milepost_fuzz::source(text, 0);
    let first = milepost_fuzz::document(&source, Fences::Examples);
    assert_eq!(first, milepost_fuzz::document(&source, Fences::Examples));
    milepost_fuzz::document(&source, Fences::Read);
});
