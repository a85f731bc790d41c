//! Any text has blocks, and every span of them fits.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    milepost_fuzz::blocks(text);
});
