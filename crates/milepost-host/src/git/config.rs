//! The few settings of a repository that say how its data is laid out.
//!
//! Nothing here is run, and files that a configuration includes are not read: what lies where is
//! always in the repository's own file.

use std::collections::BTreeMap;

/// The settings of one file, keys in lower case with their sections.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings(BTreeMap<String, String>);

impl Settings {
    /// Reads the text of a git configuration. What is no setting is passed over.
    pub(crate) fn parse(text: &str) -> Self {
        let mut settings = BTreeMap::new();
        let mut section = String::new();
        for line in text.lines().map(str::trim) {
            let rest = if line.starts_with('[') {
                let (name, rest) = line.split_once(']').unwrap_or((line, ""));
                section = section_name(name.trim_start_matches('['));
                rest.trim()
            } else {
                line
            };
            if let Some((key, value)) = setting(rest) {
                settings.insert(format!("{section}.{key}"), value);
            }
        }
        Self(settings)
    }

    /// The last value of a key, as `core.bare`.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Whether a key is set to yes.
    pub(crate) fn is_on(&self, key: &str) -> bool {
        self.get(key).is_some_and(is_yes)
    }

    /// Whether a remote promises objects that are not here.
    pub(crate) fn has_promisor(&self) -> bool {
        let promises = |(key, value): (&String, &String)| {
            key.starts_with("remote.") && key.ends_with(".promisor") && is_yes(value)
        };
        self.0.contains_key("extensions.partialclone") || self.0.iter().any(promises)
    }

    /// These settings with those of a second file over them.
    pub(crate) fn overlaid(mut self, over: Self) -> Self {
        self.0.extend(over.0);
        self
    }
}

fn is_yes(value: &str) -> bool {
    ["", "true", "yes", "on", "1"].iter().any(|yes| value.eq_ignore_ascii_case(yes))
}

/// `Remote "origin"` is `remote.origin`.
fn section_name(header: &str) -> String {
    match header.split_once('"') {
        Some((name, rest)) => {
            format!("{}.{}", name.trim().to_ascii_lowercase(), rest.trim_end_matches('"'))
        }
        None => header.trim().to_ascii_lowercase(),
    }
}

fn setting(line: &str) -> Option<(String, String)> {
    if line.is_empty() || line.starts_with(['#', ';']) {
        return None;
    }
    let (key, value) = line.split_once('=').unwrap_or((line, ""));
    let value = value.split([';', '#']).next().unwrap_or_default();
    Some((key.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn sections_keys_and_values_are_found() {
        let settings = Settings::parse(
            "# a remark\n[core]\n\tBare = true ; yes\n[Extensions] objectFormat = \"sha256\"\n\
             [remote \"Hub\"]\n\tpromisor\n[a]\nb=",
        );
        assert!(settings.is_on("core.bare"));
        assert_eq!(settings.get("extensions.objectformat"), Some("sha256"));
        assert!(settings.has_promisor());
        assert_eq!(settings.get("core.fsmonitor"), None);
    }

    #[test]
    fn any_text_is_survived() {
        for text in ["[", "]", "[\"", "[a \"]\n=\n==", "\u{0}", "[x]=y"] {
            assert!(!Settings::parse(text).is_on("core.bare"), "{text:?}");
        }
    }
}
