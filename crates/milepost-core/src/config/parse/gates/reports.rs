//! `reports` of a gate: where they lie, and in which format.

use toml::de::DeTable;

use crate::{
    config::{
        Mistake,
        parse::reader::{Range, Reader},
    },
    gate::{ReportPlace, ReportSource},
    report::Format,
};

/// The keys of a report.
pub(in crate::config::parse) const REPORT: &[&str] = &["format", "path", "from"];
/// Where reports come from that are no files.
pub(in crate::config::parse) const FROM: &[(&str, ())] = &[("stdout", ())];

const EXAMPLE: &str = "`reports = [{ format = \"junit\", path = \"target/junit.xml\" }]`";

impl Reader<'_> {
    pub(super) fn reports(&mut self, table: &DeTable<'_>) -> Vec<ReportSource> {
        let entries = self.tables(table, "reports", EXAMPLE);
        entries.into_iter().filter_map(|(at, entry)| self.report(&at.span(), entry)).collect()
    }

    fn report(&mut self, at: &Range, entry: &DeTable<'_>) -> Option<ReportSource> {
        self.only_known_keys(entry, REPORT);
        let formats = Format::ALL.map(|format| (format.as_str(), format));
        let format = self.required(at.clone(), entry, "format");
        let format = format.and_then(|_| self.word(entry, "format", "a format", &formats));
        let place = match (entry.contains_key("path"), entry.get("from")) {
            (true, None) => self.files(entry),
            (false, Some(_)) => {
                self.word(entry, "from", "a stream", FROM).map(|()| ReportPlace::Stdout)
            }
            (true, Some(from)) => {
                let mistake = Mistake::Contradiction { key: "from".into(), other: "path" };
                self.mistake(from.span(), mistake);
                None
            }
            (false, None) => {
                let mistake = Mistake::MissingEither { one: "path", other: "from" };
                self.mistake(at.clone(), mistake);
                self.suggest("`path = \"…\"`, or `from = \"stdout\"`");
                None
            }
        };
        Some(ReportSource { format: format?, place: place? })
    }

    /// A path, a folder or a glob, inside the checkout.
    fn files(&mut self, entry: &DeTable<'_>) -> Option<ReportPlace> {
        let part = self.text(entry, "path")?;
        let text = part.1;
        self.compile(&[part]);
        Some(ReportPlace::Files(text.into()))
    }
}
