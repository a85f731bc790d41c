//! `controls` of a gate: states of the project for which its verdict is known.

use toml::de::DeTable;

use crate::{
    config::{
        Mistake,
        parse::reader::{Part, Range, Reader},
    },
    gate::{Control, ControlKind, ControlState},
};

/// The keys of a control.
pub(in crate::config::parse) const CONTROL: &[&str] = &["name", "good", "bad", "signal"];

/// The project as it is, where a commit or the path of a patch could stand.
const HERE: &str = ".";

const EXAMPLE: &str = "`controls = [{ name = \"broken parser\", bad = \"gates/broken.patch\", signal = \"FAILED\" }]`";

impl Reader<'_> {
    pub(super) fn controls(&mut self, table: &DeTable<'_>) -> Vec<Control> {
        let entries = self.tables(table, "controls", EXAMPLE);
        let names = entries.iter().filter_map(|(_, entry)| {
            let value = entry.get("name")?;
            Some((value.span(), value.get_ref().as_str()?))
        });
        self.only_different_names(names);
        entries.into_iter().filter_map(|(at, entry)| self.control(&at.span(), entry)).collect()
    }

    fn control(&mut self, at: &Range, entry: &DeTable<'_>) -> Option<Control> {
        self.only_known_keys(entry, CONTROL);
        self.required(at.clone(), entry, "name");
        let name = self.text(entry, "name").and_then(|(span, it)| self.filled(span, it, "name"));
        let (kind, state) = match (entry.contains_key("good"), entry.get("bad")) {
            (true, None) => {
                if let Some(signal) = entry.get("signal") {
                    let mistake = Mistake::Contradiction { key: "signal".into(), other: "good" };
                    self.mistake(signal.span(), mistake);
                }
                (Some(ControlKind::Good), self.state(entry, "good"))
            }
            (false, Some(_)) => (self.bad(at, entry), self.state(entry, "bad")),
            (true, Some(bad)) => {
                let mistake = Mistake::Contradiction { key: "bad".into(), other: "good" };
                self.mistake(bad.span(), mistake);
                (None, None)
            }
            (false, None) => {
                let mistake = Mistake::MissingEither { one: "good", other: "bad" };
                self.mistake(at.clone(), mistake);
                self.suggest("a commit, or the path of a `.patch` or `.diff` file");
                (None, None)
            }
        };
        Some(Control { name: name?.1.trim().into(), kind: kind?, state: state? })
    }

    /// A gate that fails for another reason than the one looked for has detected nothing.
    fn bad(&mut self, at: &Range, entry: &DeTable<'_>) -> Option<ControlKind> {
        self.required(at.clone(), entry, "signal")?;
        let (span, signal) = self.text(entry, "signal")?;
        let (_, signal) = self.filled(span, signal, "signal")?;
        Some(ControlKind::Bad { signal: signal.into() })
    }

    fn state(&mut self, entry: &DeTable<'_>, key: &'static str) -> Option<ControlState> {
        let (span, text): Part<'_> = self.text(entry, key)?;
        let (span, text) = self.filled(span, text, key)?;
        if text == HERE {
            if key == "bad" {
                self.mistake(span, Mistake::BadHere);
                return None;
            }
            return Some(ControlState::Here);
        }
        let extension = text.rsplit_once('.').map(|(_, extension)| extension);
        if matches!(extension, Some("patch" | "diff")) {
            return self.path((span, text)).map(ControlState::Patch);
        }
        Some(ControlState::Commit(text.trim().into()))
    }
}
