//! The output formats, by the commands that know them.

use clap::ValueEnum;

/// What answers about single items are written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs: versioned, with a published schema.
    Json,
}

/// What pages that people share are written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// For people.
    #[default]
    Human,
    /// For programs: versioned, with a published schema.
    Json,
    /// For comments, summaries and wikis.
    Markdown,
}

/// What problems are written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProblemFormat {
    /// For people.
    #[default]
    Human,
    /// For programs: versioned, with a published schema.
    Json,
    /// For comments, summaries and wikis.
    Markdown,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, which GitHub shows beside the changed lines.
    Github,
}

/// What a line of time is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TimelineFormat {
    /// For people.
    #[default]
    Human,
    /// For programs: versioned, with a published schema.
    Json,
    /// The counts for spreadsheets, a row for each commit that changed one.
    Csv,
    /// A picture in one file, for light and dark.
    Svg,
}

/// What a report on a whole project is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// One file for a browser, which needs nothing else.
    Html,
}

/// What a handoff is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum HandoffFormat {
    /// For comments, summaries and wikis.
    #[default]
    Markdown,
    /// For people, at a terminal.
    Human,
    /// For programs: versioned, with a published schema.
    Json,
}

/// What a graph is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// For people, at a terminal.
    #[default]
    Human,
    /// For programs: versioned, with a published schema.
    Json,
    /// Mermaid, which GitHub draws in Markdown.
    Mermaid,
    /// DOT, the language of Graphviz.
    Dot,
    /// A picture in one file, in light and dark.
    Svg,
}

/// What an export is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Tables for spreadsheets, by RFC 4180.
    #[default]
    Csv,
    /// For programs: versioned, with a published schema.
    Json,
    /// Test results, for whatever shows those: what is not proven is no passed test.
    Junit,
    /// Markdown for `$GITHUB_STEP_SUMMARY`.
    Github,
}
/// What facts are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FactFormat {
    /// For people.
    Human,
    /// For programs: versioned, with a published schema; a badge as shields.io reads it.
    Json,
    /// The picture of a badge.
    Svg,
}
