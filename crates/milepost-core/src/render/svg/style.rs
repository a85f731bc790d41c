//! The look of a picture, in light and dark.

use crate::render::screen::Ink;

/// The class of a box for what its mark means.
pub(in crate::render) fn class(ink: Ink) -> &'static str {
    match ink {
        Ink::Good => "good",
        Ink::Doubt => "doubt",
        Ink::Bad => "bad",
        Ink::Alive => "alive",
        Ink::Faint => "faint",
        Ink::Plain | Ink::Strong => "plain",
    }
}

/// The style sheet. All of its rules are for this picture alone, wherever it stands.
pub(in crate::render) fn text() -> String {
    let light = palette(&Palette {
        paper: "#ffffff",
        ink: "#1f2328",
        dim: "#59636e",
        line: "#818b98",
        critical: "#1f2328",
        fills: [
            ("good", "#dafbe1", "#1a7f37"),
            ("doubt", "#fff8c5", "#9a6700"),
            ("bad", "#ffebe9", "#cf222e"),
            ("alive", "#ddf4ff", "#0969da"),
            ("faint", "#f6f8fa", "#818b98"),
            ("plain", "#ffffff", "#59636e"),
        ],
    });
    let dark = palette(&Palette {
        paper: "#0d1117",
        ink: "#f0f6fc",
        dim: "#9198a1",
        line: "#656c76",
        critical: "#f0f6fc",
        fills: [
            ("good", "#12261e", "#3fb950"),
            ("doubt", "#272115", "#d29922"),
            ("bad", "#25171c", "#f85149"),
            ("alive", "#121d2f", "#4493f8"),
            ("faint", "#151b23", "#656c76"),
            ("plain", "#0d1117", "#9198a1"),
        ],
    });
    format!(
        "\n{FORM}{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n\
         @media print {{\n{light}}}\n"
    )
}

/// What is the same in all colours.
const FORM: &str = "\
.mp-graph text{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,sans-serif}
.mp-graph .t{font-size:15px;font-weight:600}
.mp-graph .n{font-size:14px;font-weight:600}
.mp-graph .s,.mp-graph .w{font-size:12px}
.mp-graph .k{font-size:10px;text-anchor:end}
.mp-graph .e{font-size:11px;text-anchor:start}
.mp-graph .o{stroke-width:1.5}
.mp-graph .bad .o{stroke-width:2.5}
.mp-graph .faint .o{stroke-dasharray:5 3}
.mp-graph .l{fill:none;stroke-width:1.5}
.mp-graph .part{stroke-dasharray:5 4}
.mp-graph .gate{stroke-dasharray:1 4;stroke-linecap:round}
.mp-graph .circle{stroke-width:2;stroke-dasharray:9 3 2 3}
.mp-graph .critical{stroke-width:3.5}
";

struct Palette {
    paper: &'static str,
    ink: &'static str,
    dim: &'static str,
    line: &'static str,
    critical: &'static str,
    /// Class, ground, and outline with mark.
    fills: [(&'static str, &'static str, &'static str); 6],
}

fn palette(colours: &Palette) -> String {
    let Palette { paper, ink, dim, line, critical, fills } = colours;
    let mut sheet = format!(
        ".mp-graph .paper{{fill:{paper}}}\n\
         .mp-graph text{{fill:{ink}}}\n\
         .mp-graph .k,.mp-graph .s{{fill:{dim}}}\n\
         .mp-graph .l{{stroke:{line}}}\n\
         .mp-graph .head{{fill:{line}}}\n\
         .mp-graph .critical{{stroke:{critical}}}\n\
         .mp-graph .point{{fill:{critical}}}\n"
    );
    for (class, ground, outline) in fills {
        let rules = format!(
            ".mp-graph .{class} .o{{fill:{ground};stroke:{outline}}}\n\
             .mp-graph .{class} use{{fill:{outline};stroke:{outline}}}\n"
        );
        sheet.push_str(&rules);
    }
    let bad = fills.iter().find(|(class, ..)| *class == "bad").map_or("", |(_, _, line)| line);
    let rules = format!(
        ".mp-graph .circle,.mp-graph .block{{stroke:{bad}}}\n.mp-graph .stop{{fill:{bad}}}\n"
    );
    sheet + &rules
}
