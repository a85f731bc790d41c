//! The blocks between markers of any text have spans that fit, and hide nothing outside of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_core::markdown::markers;

fuzz_target!(|text: &str| {
    let masked = markers::mask(text);
    assert_eq!(masked.len(), text.len());
    assert_eq!(markers::mask(&masked), masked);
    match markers::marked(text) {
        Ok(blocks) => {
            let mut at = 0;
            for block in &blocks {
                milepost_fuzz::assert_fits(block.open, text);
                milepost_fuzz::assert_fits(block.inside, text);
                let (open, inside) = (block.open.range(), block.inside.range());
                assert!(at <= open.start && open.end <= inside.start);
                assert_eq!(masked.get(at..inside.start), text.get(at..inside.start));
                at = inside.end;
            }
            assert_eq!(masked.get(at..), text.get(at..));
        }
        Err(strays) => {
            assert!(!strays.is_empty());
            assert_eq!(masked, text);
            for stray in &strays {
                milepost_fuzz::assert_fits(stray.span, text);
            }
        }
    }
});
