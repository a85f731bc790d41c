//! What a change altered of what judges it, both ways and whole, for the person who lets it.

use std::fmt::Write as _;

use crate::{
    base::{Altered, Base, Sayings},
    render::escape,
};

/// Some of what was altered, each with the lines that are gone and those that are new. Lines that are in
/// both are left out; nothing is cut short.
pub fn both_ways(base: &Base, chosen: &[&Altered]) -> String {
    let (before, now) = (Sayings::new(&base.definitions), Sayings::new(&base.now));
    let mut out = String::new();
    for altered in chosen {
        let name = altered.judging().to_string();
        writeln!(out, "{}", escape::line(&name)).expect("a string takes all text");
        for what in base.alterations.iter().filter(|it| it.altered == **altered) {
            writeln!(out, "    {}", escape::line(&what.what)).expect("a string takes all text");
        }
        let (old, new) = (before.lines(altered), now.lines(altered));
        side(&mut out, '-', old.as_deref(), new.as_deref());
        side(&mut out, '+', new.as_deref(), old.as_deref());
    }
    out
}

/// The lines of one side that the other has not.
fn side(out: &mut String, sign: char, lines: Option<&[String]>, other: Option<&[String]>) {
    let Some(lines) = lines else {
        writeln!(out, "  {sign} (nothing)").expect("a string takes all text");
        return;
    };
    let other = other.unwrap_or_default();
    let is_moved = {
        let sorted = |lines: &[String]| {
            let mut lines = lines.to_vec();
            lines.sort();
            lines
        };
        sorted(lines) == sorted(other)
    };
    // The same lines in another order are another definition, too.
    for line in lines.iter().filter(|line| is_moved || !other.contains(line)) {
        writeln!(out, "  {sign} {}", escape::line(line)).expect("a string takes all text");
    }
}
