//! What real producers write, read as a whole. Where a file is written by hand, the corpus says so.

use milepost_core::report::Format;

use super::{read_corpus, show};

#[test]
fn cargo_nextest_tells_flaky_tests_and_skipped_ones_when_asked() {
    let read = read_corpus(Format::Junit, &["nextest/junit.xml"]);
    insta::assert_snapshot!(show(&read), @"
    5 passed, 1 failed, 0 errored, 1 skipped, 1 flaky
      skipped parcel > tests::the_scale_agrees
      passed  parcel > tests::a_mountain_is_too_heavy
      passed  parcel > tests::a_kilo_has_a_price
      passed  parcel::crash > it_falls_off_the_lorry
      failed  parcel::delivery > nothing_costs_nothing
      flaky   parcel::delivery > sometimes_late
      passed  parcel::delivery > two_kilos_cost_twice
    ");
}

#[test]
fn maven_surefire_writes_a_file_for_each_class() {
    let read = read_corpus(
        Format::Junit,
        &["surefire/TEST-ParcelTest.xml", "surefire/TEST-LabelTest.xml"],
    );
    insta::assert_snapshot!(show(&read), @"
    3 passed, 0 failed, 1 errored, 1 skipped, 1 flaky
      passed  org.example.LabelTest > loud
      passed  org.example.ParcelTest > price
      flaky   org.example.ParcelTest > late
      skipped org.example.ParcelTest > scale
      errored org.example.ParcelTest > customs
    ");
}

#[test]
fn pytest_in_junit() {
    let read = read_corpus(Format::Junit, &["pytest/junit.xml"]);
    insta::assert_snapshot!(show(&read), @"
    5 passed, 1 failed, 2 errored, 2 skipped, ? flaky
      passed  pytest > test_parcel > test_price[1-150]
      passed  pytest > test_parcel > test_price[2-300]
      passed  pytest > test_parcel > test_price[40-8000]
      failed  pytest > test_parcel > test_nothing_costs_nothing
      skipped pytest > test_parcel > test_scale
      skipped pytest > test_parcel > test_label_of_nowhere
      passed  pytest > test_parcel > test_label_is_loud
      errored pytest > test_parcel > test_delivery
      errored pytest > test_parcel > test_export
      passed  pytest > test_parcel.TestLabels > test_shout
    ");
}

#[test]
fn pytest_in_ctrf() {
    let read = read_corpus(Format::Ctrf, &["pytest-ctrf/ctrf.json"]);
    insta::assert_snapshot!(show(&read), @"
    5 passed, 3 failed, 0 errored, 2 skipped, 0 flaky
      passed  test_parcel.py > test_parcel.py::test_price[1-150]
      passed  test_parcel.py > test_parcel.py::test_price[2-300]
      passed  test_parcel.py > test_parcel.py::test_price[40-8000]
      failed  test_parcel.py > test_parcel.py::test_nothing_costs_nothing
      skipped test_parcel.py > test_parcel.py::test_scale
      skipped test_parcel.py > test_parcel.py::test_label_of_nowhere
      passed  test_parcel.py > test_parcel.py::test_label_is_loud
      failed  test_parcel.py > test_parcel.py::test_delivery
      failed  test_parcel.py > test_parcel.py::test_export
      passed  test_parcel.py > TestLabels > test_parcel.py::TestLabels::test_shout
    ");
}

#[test]
fn every_status_of_ctrf() {
    let read = read_corpus(Format::Ctrf, &["ctrf/report.json"]);
    insta::assert_snapshot!(show(&read), @"
    2 passed, 1 failed, 1 errored, 2 skipped, 1 flaky
      passed  parcel > price > a kilo has a price
      flaky   parcel > the lorry is late
      failed  parcel > price > nothing costs nothing
      skipped parcel > the scale agrees
      skipped parcel > labels are loud
      errored parcel > the border is open
    of 4b825dc642cb6eb9a060e54bf8d69288fbee4904
    ");
}

#[test]
fn node_in_junit() {
    let read = read_corpus(Format::Junit, &["node/report.junit"]);
    insta::assert_snapshot!(show(&read), @r#"
    4 passed, 3 failed, 0 errored, 3 skipped, ? flaky
      passed  test > a kilo has a price
      failed  test > nothing costs nothing
      skipped test > the scale # agrees
      failed  test > labels are loud
      skipped test > labels are printed
      passed  delivery > test > comes in time
      failed  delivery > test > costs nothing
      passed  delivery > abroad > test > pays customs
      passed  a test with parts > test > first <part>
      skipped a test with parts > test > second \ part
    "#);
}

#[test]
fn node_in_tap() {
    let read = read_corpus(Format::Tap, &["node/report.tap"]);
    insta::assert_snapshot!(show(&read), @r#"
    4 passed, 2 failed, 0 errored, 4 skipped, ? flaky
      passed  a kilo has a price
      failed  nothing costs nothing
      skipped the scale # agrees
      skipped labels are loud
      skipped labels are printed
      passed  delivery > comes in time
      failed  delivery > costs nothing
      passed  delivery > abroad > pays customs
      passed  a test with parts > first <part>
      skipped a test with parts > second \ part
    "#);
}

#[test]
fn node_in_lcov() {
    let read = read_corpus(Format::Lcov, &["node/report.lcov"]);
    insta::assert_snapshot!(show(&read), @"
    branch_coverage = 93.33333333333333 %, higher is better
    branches.covered = 14, higher is better
    branches.total = 15
    line_coverage = 93.54838709677419 %, higher is better
    lines.covered = 29, higher is better
    lines.total = 31
    ");
}

#[test]
fn cargo_test_on_stdout() {
    let read = read_corpus(Format::CargoTest, &["cargo-test/stdout.txt"]);
    insta::assert_snapshot!(show(&read), @"
    6 passed, 2 failed, 0 errored, 2 skipped, ? flaky
      passed  tests::a_kilo_has_a_price
      skipped tests::the_scale_agrees
      passed  tests::a_mountain_is_too_heavy - should panic
      passed  it_falls_off_the_lorry
      failed  nothing_costs_nothing
      passed  two_kilos_cost_twice
      failed  sometimes_late
      passed  src/lib.rs - price (line 13) - compile
      skipped src/lib.rs - price (line 9)
      passed  src/lib.rs - price (line 5)
    ");
}

#[test]
fn cargo_test_with_stderr_names_the_binaries() {
    let read = read_corpus(Format::CargoTest, &["cargo-test/both.txt"]);
    insta::assert_snapshot!(show(&read), @"
    7 passed, 1 failed, 0 errored, 2 skipped, ? flaky
      passed  parcel > tests::a_kilo_has_a_price
      passed  parcel > tests::a_mountain_is_too_heavy - should panic
      skipped parcel > tests::the_scale_agrees
      passed  tests/crash.rs > it_falls_off_the_lorry
      failed  tests/delivery.rs > nothing_costs_nothing
      passed  tests/delivery.rs > sometimes_late
      passed  tests/delivery.rs > two_kilos_cost_twice
      passed  parcel > src/lib.rs - price (line 5)
      skipped parcel > src/lib.rs - price (line 9)
      passed  parcel > src/lib.rs - price (line 13) - compile
    ");
}

#[test]
fn a_crashed_binary_of_cargo_test_has_no_result() {
    let read = read_corpus(Format::CargoTest, &["cargo-test/crashed.txt"]);
    insta::assert_snapshot!(show(&read), @"error: `cargo-test/crashed.txt`, line 10: the result of the tests that begin here is missing");
}

#[test]
fn go_test() {
    let read = read_corpus(Format::GoTest, &["go-test/stdout.json"]);
    insta::assert_snapshot!(show(&read), @"
    1 passed, 2 failed, 2 errored, 1 skipped, ? flaky
      failed  example.com/parcel > TestPrice
      passed  example.com/parcel > TestPrice/two_kilos
      failed  example.com/parcel > TestPrice/nothing
      skipped example.com/parcel > TestScale
      errored example.com/parcel/customs
      errored example.com/parcel/lorry > TestCrash
    ");
}

#[test]
fn coverage_py_in_lcov() {
    let read = read_corpus(Format::Lcov, &["coverage-py/coverage.lcov"]);
    insta::assert_snapshot!(show(&read), @"
    branch_coverage = 75 %, higher is better
    branches.covered = 6, higher is better
    branches.total = 8
    line_coverage = 81.81818181818181 %, higher is better
    lines.covered = 9, higher is better
    lines.total = 11
    ");
}

#[test]
fn coverage_py_in_cobertura() {
    let read = read_corpus(Format::Cobertura, &["coverage-py/coverage.xml"]);
    insta::assert_snapshot!(show(&read), @"
    branch_coverage = 75 %, higher is better
    branches.covered = 6, higher is better
    branches.total = 8
    line_coverage = 81.81818181818181 %, higher is better
    lines.covered = 9, higher is better
    lines.total = 11
    ");
}

#[test]
fn gcovr_in_cobertura() {
    let read = read_corpus(Format::Cobertura, &["gcovr/coverage.xml"]);
    insta::assert_snapshot!(show(&read), @"
    branch_coverage = 50 %, higher is better
    branches.covered = 1, higher is better
    branches.total = 2
    line_coverage = 85.71428571428571 %, higher is better
    lines.covered = 6, higher is better
    lines.total = 7
    ");
}

#[test]
fn lcov_of_gcc() {
    let read = read_corpus(Format::Lcov, &["lcov/cov.info"]);
    insta::assert_snapshot!(show(&read), @"
    branch_coverage = 50 %, higher is better
    branches.covered = 1, higher is better
    branches.total = 2
    line_coverage = 85.71428571428571 %, higher is better
    lines.covered = 6, higher is better
    lines.total = 7
    ");
}

#[test]
fn clippy_sarif_does_not_say_that_clippy_ran_to_its_end() {
    let read = read_corpus(Format::Sarif, &["clippy-sarif/clippy.sarif"]);
    insta::assert_snapshot!(show(&read), @"error: `clippy-sarif/clippy.sarif`: `invocations`, where the scanner says that it ran to its end, is missing");
}

#[test]
fn sarif_counts_what_stands() {
    let read = read_corpus(Format::Sarif, &["sarif/report.sarif"]);
    insta::assert_snapshot!(show(&read), @"
    findings.error = 2, lower is better
    findings.none = 0, lower is better
    findings.note = 1, lower is better
    findings.open = 1, lower is better
    findings.warning = 1, lower is better
    of 4b825dc642cb6eb9a060e54bf8d69288fbee4904
    ");
}

#[test]
fn criterion() {
    let read = read_corpus(
        Format::Criterion,
        &[
            "criterion/sort/by weight/10/new/benchmark.json",
            "criterion/sort/by weight/10/new/estimates.json",
            "criterion/sort/by weight/10/new/sample.json",
            "criterion/sort/by weight/100/new/benchmark.json",
            "criterion/sort/by weight/100/new/estimates.json",
            "criterion/sort/by weight/100/new/sample.json",
            "criterion/sum of weights/new/benchmark.json",
            "criterion/sum of weights/new/estimates.json",
            "criterion/sum of weights/new/sample.json",
        ],
    );
    insta::assert_snapshot!(show(&read), @"
    sort/by weight/10 = 105.67710461123909 ns, lower is better, 10 samples
    sort/by weight/100 = 246.59613299841354 ns, lower is better, 10 samples
    sum of weights = 36.872613484646195 ns, lower is better, 10 samples
    ");
}

#[test]
fn hyperfine_with_one_command() {
    let read = read_corpus(Format::Hyperfine, &["hyperfine/one.json"]);
    insta::assert_snapshot!(show(&read), @"
    max = 0.03950443 s, lower is better
    mean = 0.009732375 s, lower is better, 5 samples
    median = 0.0025053040000000003 s, lower is better, 5 samples
    min = 0.00070142 s, lower is better
    p95 = 0.032422577999999994 s, lower is better
    stddev = 0.01668821739216843 s, lower is better
    ");
}

#[test]
fn hyperfine_with_several_commands() {
    let read = read_corpus(Format::Hyperfine, &["hyperfine/several.json"]);
    insta::assert_snapshot!(show(&read), @"
    sleep 0.01.max = 0.05811723422 s, lower is better
    sleep 0.01.mean = 0.03993727155333334 s, lower is better, 3 samples
    sleep 0.01.median = 0.04076380022 s, lower is better, 3 samples
    sleep 0.01.min = 0.02093078022 s, lower is better
    sleep 0.01.p95 = 0.05638189082 s, lower is better
    sleep 0.01.stddev = 0.018607000094081404 s, lower is better
    sleep 0.02.max = 0.06074445422 s, lower is better
    sleep 0.02.mean = 0.03946362322 s, lower is better, 3 samples
    sleep 0.02.median = 0.03916131022 s, lower is better, 3 samples
    sleep 0.02.min = 0.01848510522 s, lower is better
    sleep 0.02.p95 = 0.058586139819999994 s, lower is better
    sleep 0.02.stddev = 0.02113129644244354 s, lower is better
    ");
}

#[test]
fn hyperfine_with_a_command_that_fails() {
    let read = read_corpus(Format::Hyperfine, &["hyperfine/failing.json"]);
    insta::assert_snapshot!(show(&read), @"error: `hyperfine/failing.json`: the command `failing` ended with exit code 1");
}

#[test]
fn bencher_metric_format() {
    let read = read_corpus(Format::Bmf, &["bmf/report.json"]);
    insta::assert_snapshot!(show(&read), @"
    ./pack.sh.build-time = 87 s, lower is better
    ./pack.sh.towns = 3
    lorry.file-size = 42 B, lower is better
    weigh::parcel.latency = 88 ns, lower is better
    weigh::parcel.throughput = 5.55, higher is better
    ");
}

#[test]
fn values() {
    let read = read_corpus(Format::Values, &["values/values.txt"]);
    insta::assert_snapshot!(show(&read), @"
    binary-size = 3.25 MiB
    line coverage = 81.8 %
    parcels = 1000
    startup = 12.5 ms
    ");
}
