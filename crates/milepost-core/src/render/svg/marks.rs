//! The marks of verdicts and standings as shapes, so that no font is needed for them.

use std::collections::BTreeSet;

/// Each mark, its name, and its shape in a square of 16.
const MARKS: &[(&str, &str, &str)] = &[
    (
        "✔",
        "mp-yes",
        "<circle cx=\"8\" cy=\"8\" r=\"7.5\" stroke=\"none\"/>\
     <path d=\"M4.5 8.5l2.5 2.5 4.5-5.5\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2\"/>",
    ),
    ("✗", "mp-no", "<path d=\"M3 3l10 10M13 3L3 13\" fill=\"none\" stroke-width=\"3\"/>"),
    ("■", "mp-held", "<rect x=\"2\" y=\"2\" width=\"12\" height=\"12\" stroke=\"none\"/>"),
    ("▷", "mp-ready", "<path d=\"M4 2.5l9 5.5-9 5.5z\" fill=\"none\" stroke-width=\"1.8\"/>"),
    (
        "◐",
        "mp-half",
        "<circle cx=\"8\" cy=\"8\" r=\"6.5\" fill=\"none\" stroke-width=\"1.8\"/>\
     <path d=\"M8 1.5a6.5 6.5 0 0 0 0 13z\" stroke=\"none\"/>",
    ),
    ("○", "mp-ring", "<circle cx=\"8\" cy=\"8\" r=\"6.5\" fill=\"none\" stroke-width=\"1.8\"/>"),
    (
        "?",
        "mp-ask",
        "<path d=\"M4.5 5.5a3.5 3.5 0 1 1 5.2 3C8.6 9.2 8 9.7 8 11\" fill=\"none\" \
     stroke-width=\"2\"/><circle cx=\"8\" cy=\"14\" r=\"1.4\" stroke=\"none\"/>",
    ),
    (
        "◇",
        "mp-wait",
        "<path d=\"M8 1.5L14.5 8 8 14.5 1.5 8z\" fill=\"none\" stroke-width=\"1.8\"/>",
    ),
    (
        "≈",
        "mp-moved",
        "<path d=\"M2 6.5q3-4 6 0t6 0M2 11.5q3-4 6 0t6 0\" fill=\"none\" \
     stroke-width=\"1.8\"/>",
    ),
    ("–", "mp-out", "<path d=\"M2.5 8h11\" fill=\"none\" stroke-width=\"2.5\"/>"),
    (
        "!",
        "mp-error",
        "<path d=\"M8 1.5v8.5\" fill=\"none\" stroke-width=\"2.6\"/>\
     <circle cx=\"8\" cy=\"13.6\" r=\"1.6\" stroke=\"none\"/>",
    ),
    ("·", "mp-none", "<circle cx=\"8\" cy=\"8\" r=\"2.2\" stroke=\"none\"/>"),
];

/// The name of a mark's shape; that of a question where there is none.
pub(super) fn id(mark: &str) -> &'static str {
    let found = MARKS.iter().find(|(known, ..)| *known == mark);
    found.map_or("mp-ask", |(_, id, _)| id)
}

/// The shapes that a picture uses, and the heads of its arrows.
pub(super) fn definitions<'a>(marks: impl Iterator<Item = &'a str>) -> String {
    let used: BTreeSet<&str> = marks.map(id).collect();
    let mut out = "<defs>\n".to_owned();
    for (_, id, shape) in MARKS.iter().filter(|(_, id, _)| used.contains(id)) {
        let symbol = format!("<g id=\"{id}\">{shape}</g>\n");
        out.push_str(&symbol);
    }
    out.push_str(
        "<marker id=\"mp-a\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" \
         markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">\
         <path class=\"head\" d=\"M0 0l8 4-8 4z\"/></marker>\n\
         <marker id=\"mp-c\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"14\" \
         markerHeight=\"14\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">\
         <path class=\"point\" d=\"M0 0l8 4-8 4z\"/></marker>\n\
         <marker id=\"mp-x\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"10\" \
         markerHeight=\"10\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">\
         <path class=\"stop\" d=\"M5 0h3v8H5z\"/></marker>\n</defs>\n",
    );
    out
}

#[cfg(test)]
mod tests {
    use super::id;
    use crate::{render::words, verdict::Verdict};

    #[test]
    fn every_mark_has_a_shape_of_its_own() {
        for verdict in Verdict::ALL {
            let (mark, _) = words::verdict_mark(verdict);
            assert!(mark == "?" || id(mark) != "mp-ask", "{mark}");
        }
    }
}
