//! `name=value` lines, a unit behind the value, for tools that have no format of their own.

use crate::report::{
    Fault, Reading, ReportError, UNITS,
    measured::{self, Metrics},
    source::Text,
};

pub(super) fn read(files: &[Text<'_>]) -> Result<Reading, ReportError> {
    let mut metrics = Metrics::new();
    for text in files {
        for (number, line) in (1..).zip(text.exact()?.lines()) {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                read_line(line, &mut metrics).map_err(|fault| text.fault_on(number, fault))?;
            }
        }
    }
    if metrics.is_empty() {
        return Err(Fault::NothingMeasured { what: "no `name=value` line" }.into());
    }
    Ok(Reading { metrics, ..Reading::default() })
}

fn read_line(line: &str, metrics: &mut Metrics) -> Result<(), Fault> {
    let unknown = || Fault::Unknown { what: "the line", found: line.into() };
    let (name, value) = line.split_once('=').ok_or_else(unknown)?;
    let (name, value) = (name.trim(), value.trim());
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    let end = value.find(|c| !is_of_number(c)).unwrap_or(value.len());
    let (number, unit) = value.split_at(end);
    let unit = unit.trim();
    let Ok(number) = number.parse::<f64>() else {
        let what = format!("`{name}`").into();
        return Err(Fault::NotANumber { what, found: value.into() });
    };
    if !unit.is_empty() && !UNITS.contains(&unit) {
        return Err(Fault::Unknown { what: "the unit", found: unit.into() });
    }
    measured::add(metrics, name, measured::plain(number, unit, None))
}
