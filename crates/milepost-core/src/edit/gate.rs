//! A gate at the end of a `milepost.toml`, which keeps every byte that it has.

use crate::{
    config::{self, ConfigErrors},
    edit::{begin, toml},
    gate::GateName,
};

/// A gate to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGate<'a> {
    /// Its name.
    pub name: &'a GateName,
    /// A line for `sh -c`.
    pub run: &'a str,
    /// Where its reports lie, as format and path; `-` is stdout.
    pub reports: &'a [(String, String)],
    /// Its pass rules.
    pub require: &'a [String],
    /// How long it may take.
    pub timeout: Option<&'a str>,
}

/// Why a gate was not added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    /// There is a gate of that name.
    #[error("there is a gate `{name}` already")]
    Taken {
        /// The name.
        name: GateName,
    },
    /// The file would have mistakes.
    #[error("{errors}")]
    Mistaken {
        /// The mistakes.
        errors: ConfigErrors,
        /// The text that would have them.
        text: String,
    },
}

/// The text of `milepost.toml` with one more gate; without one, a new file.
pub fn append(text: Option<&str>, new: &NewGate<'_>) -> Result<String, GateError> {
    let before = text.unwrap_or(begin::HEADER);
    let mistaken = |text: &str| {
        let text = text.to_owned();
        move |errors| GateError::Mistaken { errors, text }
    };
    let config = config::parse(before).map_err(mistaken(before))?;
    let same = |name: &&GateName| name.as_str().eq_ignore_ascii_case(new.name.as_str());
    if let Some(name) = config.gates.keys().find(same) {
        return Err(GateError::Taken { name: name.clone() });
    }
    let eol = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let end = if before.is_empty() || before.ends_with('\n') { "" } else { eol };
    let table: String = table(new).iter().flat_map(|line| [line, eol]).collect();
    let after = format!("{before}{end}{eol}{table}");
    let made = config::parse(&after).map_err(mistaken(&after))?;
    if made.gates.len() == config.gates.len() + 1 && made.gates.contains_key(new.name) {
        Ok(after)
    } else {
        Err(GateError::Taken { name: new.name.clone() })
    }
}

fn table(new: &NewGate<'_>) -> Vec<String> {
    let mut lines = vec![
        format!("[gates.{}]", toml::key(new.name.as_str())),
        format!("run = {}", toml::string(new.run)),
    ];
    let reports: Vec<String> = new.reports.iter().map(report).collect();
    if !reports.is_empty() {
        lines.push(format!("reports = [{}]", reports.join(", ")));
    }
    if !new.require.is_empty() {
        lines.push(format!("require = {}", toml::list(new.require.iter().map(String::as_str))));
    }
    lines.extend(new.timeout.map(|time| format!("timeout = {}", toml::string(time))));
    lines
}

fn report((format, path): &(String, String)) -> String {
    let format = toml::string(format);
    match path.as_str() {
        "-" => format!("{{ format = {format}, from = \"stdout\" }}"),
        path => format!("{{ format = {format}, path = {} }}", toml::string(path)),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::{GateError, NewGate, append};
    use crate::id::ItemId;

    #[track_caller]
    fn check(text: Option<&str>, name: &str, require: &[&str]) -> Result<String, GateError> {
        let name = ItemId::new(name).unwrap();
        let require: Vec<String> = require.iter().map(|&rule| rule.to_owned()).collect();
        let reports = [("junit".to_owned(), "report.xml".to_owned())];
        let (run, timeout) = ("just \"io\"", Some("15m"));
        append(text, &NewGate { name: &name, run, reports: &reports, require: &require, timeout })
    }

    #[test]
    fn a_gate_stands_behind_all_that_was_there() {
        let before = "schema = 1 # ours\r\n[gates.a]\r\nrun\t= 'x'";
        let after = check(Some(before), "M2.io", &["tests.passed >= 3"]).unwrap();
        assert_snapshot!(after.strip_prefix(before).unwrap().replace('\r', "␍"), @r#"
        ␍
        ␍
        [gates."M2.io"]␍
        run = "just \"io\""␍
        reports = [{ format = "junit", path = "report.xml" }]␍
        require = ["tests.passed >= 3"]␍
        timeout = "15m"␍
        "#);
        assert!(check(None, "io", &[]).unwrap().contains("schema = 1\n\n[gates.io]\n"));
    }

    #[test]
    fn what_would_be_a_mistake_is_refused() {
        assert!(matches!(check(None, "io", &["tests.pased > 3"]), Err(GateError::Mistaken { .. })));
        let taken = check(Some("schema = 1\ngates.IO = { run = \"x\" }\n"), "io", &[]);
        assert!(matches!(taken, Err(GateError::Taken { .. })));
        let inline = check(Some("schema = 1\ngates = { a = { run = \"x\" } }\n"), "io", &[]);
        assert!(matches!(inline, Err(GateError::Mistaken { .. })));
    }
}
