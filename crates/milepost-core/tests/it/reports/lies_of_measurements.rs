//! Reports of measurements that nobody should believe.

use milepost_core::report::{Format, ReportFile};

use super::{read, show};

/// What becomes of each report, one a line.
fn each(format: Format, reports: &[&str]) -> String {
    let shown = reports.iter().map(|report| show(&read(format, &[report])));
    shown.map(|text| text.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn lcov_totals_must_agree_with_its_lines() {
    let shown = each(
        Format::Lcov,
        &[
            "SF:a.rs\nDA:1,1\nDA:2,0\nLF:2\nLH:1\nend_of_record\n",
            "SF:a.rs\nDA:1,1\nLF:9\nLH:9\nend_of_record\n",
            "SF:a.rs\nDA:1,0\nLF:1\nLH:1\nend_of_record\n",
            "SF:a.rs\nLF:0\nLH:0\nend_of_record\n",
            "SF:a.rs\nDA:1,1\n",
            "DA:1,1\n",
            "SF:a.rs\nDA:1,-1\nend_of_record\n",
            "SF:a.rs\nDA:1,1\nXX:1\nend_of_record\n",
            "SF:a.rs\nDA:1,1\nBRDA:1,0,0,-\nBRDA:1,0,1,2\nend_of_record\n",
            "SF:a.rs\nDA:1,1\nend_of_record\nSF:a.rs\nDA:1,0\nDA:2,0\nend_of_record\n",
            "covered 100 %\n",
        ],
    );
    insta::assert_snapshot!(shown, @"
    line_coverage = 50 %, higher is better
    lines.covered = 1, higher is better
    lines.total = 2
    error: `a`, line 5: `LF` is stated as 9 and counted as 1
    error: `a`, line 5: `LH` is stated as 1 and counted as 0
    error: `a`: no line that could be covered is in the report
    error: `a`: the file ends inside of the record of `a.rs`
    error: `a`, line 1: the file of this line is missing
    error: `a`, line 2: the hits of `DA` is `-1`, which is no number that can be read
    error: `a`, line 3: the kind of line `XX` is unknown
    branch_coverage = 50 %, higher is better
    branches.covered = 1, higher is better
    branches.total = 2
    line_coverage = 100 %, higher is better
    lines.covered = 1, higher is better
    lines.total = 1
    line_coverage = 50 %, higher is better
    lines.covered = 1, higher is better
    lines.total = 2
    error: `a`, line 1: the line `covered 100 %` is unknown
    ");
}

#[test]
fn cobertura_totals_must_agree_with_its_lines() {
    let shown = each(
        Format::Cobertura,
        &[
            r#"<coverage lines-valid="2" lines-covered="1"><packages><package><classes><class filename="a"><methods><method><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></method></methods><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></class></classes></package></packages></coverage>"#,
            r#"<coverage lines-valid="2" lines-covered="2"><packages><package><classes><class filename="a"><methods><method><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></method></methods><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></class></classes></package></packages></coverage>"#,
            r#"<coverage line-rate="1"><packages><package><classes><class filename="a"><methods><method><lines></lines></method></methods><lines></lines></class></classes></package></packages></coverage>"#,
            r#"<!DOCTYPE coverage SYSTEM "http://example.com/coverage.dtd"><coverage ><packages><package><classes><class filename="a"><methods><method><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></method></methods><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></class></classes></package></packages></coverage>"#,
            r#"<!DOCTYPE coverage [<!ENTITY a "b">]><coverage ><packages><package><classes><class filename="a"><methods><method><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></method></methods><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></class></classes></package></packages></coverage>"#,
            r#"<coverage ><packages><package><classes><class filename="a"><methods><method><lines><line number="1"/></lines></method></methods><lines><line number="1"/></lines></class></classes></package></packages></coverage>"#,
            r#"<coverage ><packages><package><classes><class filename="a"><methods><method><lines><line number="1" hits="1" condition-coverage="100% (3/2)"/></lines></method></methods><lines><line number="1" hits="1" condition-coverage="100% (3/2)"/></lines></class></classes></package></packages></coverage>"#,
            "<report/>",
        ],
    );
    insta::assert_snapshot!(shown, @"
    line_coverage = 50 %, higher is better
    lines.covered = 1, higher is better
    lines.total = 2
    error: `a`: the number of lines that are covered is stated as 2 and counted as 1
    error: `a`: no line that could be covered is in the report
    line_coverage = 50 %, higher is better
    lines.covered = 1, higher is better
    lines.total = 2
    error: `a`, line 1: a document type definition is not read
    error: `a`, line 1: `hits` of a line is missing
    error: `a`, line 1: `condition-coverage` is `100% (3/2)`, which is no number that can be read
    error: `a`, line 1: the outermost element `report` is unknown
    ");
}

#[test]
fn a_scanner_must_say_that_it_ran_to_its_end() {
    let shown = each(
        Format::Sarif,
        &[
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"invocations":[{"executionSuccessful":true}],"results":[]}]}"#,
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[]}]}"#,
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"invocations":[],"results":[]}]}"#,
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"invocations":[{"executionSuccessful":false}],"results":[]}]}"#,
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"invocations":[{"executionSuccessful":true},{"executionSuccessful":false}],"results":[]}]}"#,
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"invocations":[{}],"results":[]}]}"#,
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"invocations":[{"executionSuccessful":true}]}]}"#,
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"invocations":[{"executionSuccessful":true}],"results":null}]}"#,
            r#"{"version":"2.0.0","runs":[{"tool":{"driver":{"name":"x"}},"invocations":[{"executionSuccessful":true}],"results":[]}]}"#,
            r#"{"version":"2.1.0","runs":[]}"#,
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"invocations":[{"executionSuccessful":true}],"results":[{"level":"loud"}]}]}"#,
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"invocations":[{"executionSuccessful":true}],"results":[],"versionControlProvenance":[{"revisionId":"4b825dc642"},{"revisionId":"001a004"}]}]}"#,
        ],
    );
    insta::assert_snapshot!(shown, @"
    findings.error = 0, lower is better
    findings.none = 0, lower is better
    findings.note = 0, lower is better
    findings.open = 0, lower is better
    findings.warning = 0, lower is better
    error: `a`: `invocations`, where the scanner says that it ran to its end, is missing
    error: `a`: `invocations`, where the scanner says that it ran to its end, is missing
    error: `a`: the producer gave up: `executionSuccessful` is false
    error: `a`: the producer gave up: `executionSuccessful` is false
    error: `a`, line 1: the JSON does not fit: missing field `executionSuccessful`
    error: `a`: the list of results is missing
    error: `a`: the list of results is missing
    error: `a`: the version of SARIF `2.0.0` is unknown
    error: `a`: a run of a scanner is missing
    error: `a`, line 1: the JSON does not fit: unknown variant `loud`, expected one of `none`, `note`, `warning`, `error`
    error: `a`: one report is of commit 4b825dc642, another of 001a004
    ");
}

#[test]
fn hyperfine_must_have_run_and_summed_up_well() {
    let shown = each(
        Format::Hyperfine,
        &[
            r#"{"results": [{"command": "x", "mean": 2.0, "median": 2, "min": 1, "max": 3, "times": [1, 2, 3], "exit_codes": [0, 0, 0]}]}"#,
            r#"{"results": [{"command": "x", "mean": 1.5, "median": 2, "min": 1, "max": 3, "times": [1, 2, 3], "exit_codes": [0, 0, 0]}]}"#,
            r#"{"results": [{"command": "x", "mean": 1.5, "median": 1.5, "min": 1, "max": 2, "times": [1, 2], "exit_codes": [0, 1]}]}"#,
            r#"{"results": [{"command": "x", "mean": 1.5, "median": 1.5, "min": 1, "max": 2, "times": [1, 2], "exit_codes": [0, null]}]}"#,
            r#"{"results": [{"command": "x", "mean": 1.5, "median": 1.5, "min": 1, "max": 2, "times": [1, 2], "exit_codes": [0]}]}"#,
            r#"{"results": [{"command": "x", "mean": 0, "median": 0, "min": 0, "max": 0, "times": [], "exit_codes": []}]}"#,
            r#"{"results":[]}"#,
            r#"{"results":[{"command":"x","mean":NaN}]}"#,
            r#"{"results":[{"command":"x","mean":1e999}]}"#,
        ],
    );
    insta::assert_snapshot!(shown, @"
    max = 3 s, lower is better
    mean = 2 s, lower is better, 3 samples
    median = 2 s, lower is better, 3 samples
    min = 1 s, lower is better
    p95 = 2.9 s, lower is better
    stddev = 1 s, lower is better
    error: `a`: the mean of `x` is stated as 1.5 and counted as 2
    error: `a`: the command `x` ended with exit code 1
    error: `a`: the command `x` ended with a signal
    error: `a`: the number of times of `x` is stated as 1 and counted as 2
    error: `a`: no time of a command is in the report
    error: `a`: no measured command is in the report
    error: `a`, line 1: the JSON does not fit: expected value
    error: `a`, line 1: the JSON does not fit: number out of range
    ");
}

#[test]
fn bencher_values_are_finite_and_within_their_bounds() {
    let shown = each(
        Format::Bmf,
        &[
            r#"{"b":{"m":{"value":1}}}"#,
            r#"{"b":{"m":{"value":1,"lower_value":2}}}"#,
            r#"{"b":{"m":{"value":NaN}}}"#,
            r#"{"b":{"m":{"value":1e400}}}"#,
            r#"{"b":{"m":{"value":"1"}}}"#,
            r#"{"b":{"m":{}}}"#,
            r#"{"b":{"m":{"value":1},"m":{"value":2}}}"#,
            r#"{"b":{"m":{"value":1}},"b":{"m":{"value":2}}}"#,
            "{}",
            r#"{"":{"m":{"value":1}}}"#,
        ],
    );
    insta::assert_snapshot!(shown, @r#"
    b.m = 1
    error: `a`: the value of `b.m` is stated as between its bounds and counted as outside of them
    error: `a`, line 1: the JSON does not fit: expected value
    error: `a`, line 1: the JSON does not fit: number out of range
    error: `a`, line 1: the JSON does not fit: invalid type: string "1", expected f64
    error: `a`, line 1: the JSON does not fit: missing field `value`
    error: `a`: the metric `b.m` is there twice
    error: `a`: the metric `b.m` is there twice
    error: `a`: no measure of a benchmark is in the report
    error: `a`: the name of a benchmark or measure is missing
    "#);
}

#[test]
fn values_are_finite_and_named_once() {
    let shown = each(
        Format::Values,
        &[
            "a=1\nb=2 ms\nc = -2.5e3%",
            "a=NaN",
            "a=inf",
            "a=1e999",
            "a=1 parsec",
            "a=",
            "=1",
            "a",
            "a=1\na=2",
            "# nothing",
            "a=1 2",
            "a=0x10",
        ],
    );
    insta::assert_snapshot!(shown, @"
    a = 1
    b = 2 ms
    c = -2500 %
    error: `a`, line 1: `a` is `NaN`, which is no number that can be read
    error: `a`, line 1: `a` is `inf`, which is no number that can be read
    error: `a`, line 1: `a` is not finite
    error: `a`, line 1: the unit `parsec` is unknown
    error: `a`, line 1: `a` is ``, which is no number that can be read
    error: `a`, line 1: the name of a metric is missing
    error: `a`, line 1: the line `a` is unknown
    error: `a`, line 2: the metric `a` is there twice
    error: `a`: no `name=value` line is in the report
    error: `a`, line 1: the unit `2` is unknown
    error: `a`, line 1: the unit `x10` is unknown
    ");
}

#[test]
fn criterion_needs_all_files_of_a_benchmark() {
    let files = [
        ("c/x/new/benchmark.json", r#"{"full_id":"x"}"#),
        ("c/x/new/sample.json", r#"{"iters":[1.0,2.0],"times":[10.0,40.0]}"#),
        ("c/x/new/estimates.json", r#"{"median":{"point_estimate":15.0}}"#),
        ("c/x/base/sample.json", "{}"),
    ];
    let without =
        |skipped: &'static str| files.into_iter().filter(move |(path, _)| *path != skipped);
    let with = |path: &'static str, text: &'static str| without(path).chain([(path, text)]);
    let sample = "c/x/new/sample.json";
    let estimates = "c/x/new/estimates.json";
    let shown = [
        show_files(without("")),
        show_files(without(sample)),
        show_files(without(estimates)),
        show_files(with(sample, r#"{"iters":[0.0,2.0],"times":[10.0,40.0]}"#)),
        show_files(with(sample, r#"{"iters":[2.0],"times":[10.0,40.0]}"#)),
        show_files(with(sample, r#"{"iters":[],"times":[]}"#)),
        show_files(with(estimates, r#"{"median":{"point_estimate":5.0}}"#)),
        show_files([("c/report/index.html", "x")]),
    ];
    insta::assert_snapshot!(shown.join("\n"), @"
    x = 15 ns, lower is better, 2 samples
    error: `c/x/new/sample.json` is missing
    error: `c/x/new/estimates.json` is missing
    error: `c/x/new/sample.json`: a time of `x` is not finite
    error: `c/x/new/sample.json`: the number of times of `x` is stated as 1 and counted as 2
    error: `c/x/new/sample.json`: no time of a benchmark is in the report
    error: `c/x/new/estimates.json`: the median of `x` is stated as 5 and counted as 15
    error: `c/report/index.html`: no benchmark in a folder `new` is in the report
    ");
}

fn show_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let files = files.into_iter().map(|(path, text)| ReportFile { path, bytes: text.as_bytes() });
    let read = Format::Criterion.read(&files.collect::<Vec<_>>());
    show(&read).trim_end().to_owned()
}
