//! What goes over a wire has its own types: elsewhere in the core nothing is serialised.

use crate::{tidy::Remarks, tree::Tree};

const CORE: &str = "crates/milepost-core/src/";
/// Where types of stored and sent formats live.
const WIRE: &[&str] = &["render/", "evidence/wire"];

pub(super) fn check(tree: &Tree, remarks: &mut Remarks) {
    for file in tree.rust() {
        let Some(path) = file.path.strip_prefix(CORE) else { continue };
        if WIRE.iter().any(|wire| path.starts_with(wire)) {
            continue;
        }
        for (line, text) in file.lines_before_tests() {
            let code = text.split("//").next().unwrap_or(text);
            if code.contains("Serialize") {
                remarks.line(file, line, "only `render` and `evidence::wire` serialise");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::remarks;

    #[test]
    fn serialising_outside_of_the_wire_types_is_found() {
        let files = [
            ("crates/milepost-core/src/plan/claim.rs", "#[derive(Serialize)]\nstruct A;\n"),
            ("crates/milepost-core/src/render/json.rs", "#[derive(Serialize)]\nstruct A;\n"),
            ("crates/milepost-core/src/id.rs", "// Serialize is derived elsewhere.\n"),
        ];
        assert_eq!(
            remarks(check, &files),
            [
                "crates/milepost-core/src/plan/claim.rs:1: only `render` and `evidence::wire` serialise"
            ]
        );
    }
}
