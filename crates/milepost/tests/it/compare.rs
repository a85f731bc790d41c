//! Gates that compare: with a tag, never with themselves, exactly or in pairs.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

/// A gate whose measurements are the lines of a file, one for each run in one checkout.
fn project(compare: &str) -> String {
    format!(
        "\
//- milepost.toml
schema = 1

[gates.size]
run = \"sh measure.sh\"
reports = [{{ format = \"values\", path = \"report.txt\" }}]
compare = {{ metric = \"size\", lower-is-better = true, with = \"v1\", worse-by-at-most = \"5 %\", {compare} }}
//- measure.sh
runs=$(cat runs 2>/dev/null || echo 0)
runs=$((runs + 1))
echo $runs > runs
cat name.txt >> \"$HOME/.git/order\"
echo \"size=$(sed -n ${{runs}}p sizes.txt) B\" > report.txt
//- name.txt
A
//- sizes.txt
{}",
        "100\n".repeat(20)
    )
}

const EXACT: &str = "deterministic = true";
const NOISY: &str = "pairs = 5, most = 10";

/// A project whose first commit is the baseline, and whose second one measures this.
fn measured(compare: &str, sizes: &str) -> Sandbox {
    let mut sandbox = Sandbox::new(&project(compare));
    sandbox.git(&["tag", "v1"]);
    sandbox.write_bytes("sizes.txt", sizes.as_bytes());
    sandbox.write_bytes("name.txt", b"B\n");
    sandbox.commit("change");
    sandbox
}

/// The verdict of the gate, its reasons, and how `verify` ends.
fn verdict(sandbox: &Sandbox) -> String {
    let screen = sandbox.run(&["verify", "--quiet"]);
    let exit = screen.lines().last().unwrap_or_default();
    let list = sandbox.stdout(&["gate", "show", "size"]);
    let lines = list.lines().skip(1).take_while(|line| !line.is_empty());
    let words = lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    format!("{} {exit}", words.collect::<Vec<_>>().join(" "))
}

fn compared(sandbox: &Sandbox) -> String {
    let page = sandbox.stdout(&["gate", "show", "size"]);
    let line = page.lines().find(|line| line.contains("compared with")).unwrap_or_default();
    let commit = sandbox.git(&["rev-parse", "--short=10", "v1"]);
    line.trim().replace(commit.trim(), "V1")
}

#[test]
fn what_is_the_same_in_every_run_is_compared_exactly() {
    let sandbox = measured(EXACT, "104\n");
    assert_snapshot!(verdict(&sandbox), @"shows ✔ pass [exit 0]");
    assert_snapshot!(compared(&sandbox), @"compared with V1: size is fine: 1.040 times as much, 1.040 to 1.040, in 1 pair");
    let sandbox = measured(EXACT, "106\n");
    assert_snapshot!(verdict(&sandbox), @"shows ✗ fail `size` is worse than at v1: 1.060 times as much, 1.060 to 1.060, in 1 pair; worse by 5 % is allowed [exit 1]");
}

#[test]
fn from_nothing_to_nothing_is_fine() {
    let mut sandbox = Sandbox::new(&project(EXACT).replace("100\n", "0\n"));
    sandbox.git(&["tag", "v1"]);
    sandbox.write_bytes("name.txt", b"B\n");
    sandbox.commit("change");
    assert_snapshot!(verdict(&sandbox), @"shows ✔ pass [exit 0]");
    sandbox.write_bytes("sizes.txt", b"1\n");
    sandbox.commit("from nothing");
    assert!(verdict(&sandbox).starts_with("shows ✗ fail"), "{}", verdict(&sandbox));
}

#[test]
fn noisy_metrics_run_in_pairs_that_take_turns() {
    let sandbox = measured(NOISY, &"101\n".repeat(20));
    assert_snapshot!(verdict(&sandbox), @"shows ✔ pass [exit 0]");
    assert_snapshot!(compared(&sandbox), @"compared with V1: size is fine: 1.010 times as much, 1.010 to 1.010, in 5 pairs");
    let order = std::fs::read_to_string(sandbox.root().join(".git/order")).unwrap();
    // One run of each, and then the pairs.
    assert_eq!(order.replace('\n', ""), "BAABBAABBAAB");
    let sandbox = measured(NOISY, &"150\n".repeat(20));
    assert!(verdict(&sandbox).starts_with("shows ✗ fail `size` is worse than at v1: 1.500"));
}

#[test]
fn what_stays_undecided_after_all_pairs_is_no_pass() {
    let sandbox = measured(NOISY, &"90\n120\n".repeat(10));
    assert_snapshot!(verdict(&sandbox), @"shows ! error undecided after 10 pairs whether `size` is worse than at v1: 1.050 times as much, 0.900 to 1.200 [exit 1]");
}

#[test]
fn nothing_is_compared_with_itself() {
    let mut sandbox = Sandbox::new(&project(EXACT));
    sandbox.git(&["tag", "v1"]);
    assert_snapshot!(verdict(&sandbox), @"shows ! error it cannot be compared with v1: baseline and candidate are the same content [exit 1]");
    // Another commit, and the same project tree.
    sandbox.commit("evidence");
    assert_snapshot!(sandbox.run(&["gate", "run", "size", "--quiet"]).lines().nth(1).unwrap(), @"! error size: it cannot be compared with v1: baseline and candidate are the same content");
}

#[test]
fn a_baseline_that_is_not_there_or_cannot_be_measured_is_an_error() {
    let sandbox = Sandbox::new(&project(EXACT));
    assert_snapshot!(verdict(&sandbox), @"shows ! error `v1`, which it is compared with, names no commit or tag here [exit 1]");
    let mut sandbox = Sandbox::new(&project(EXACT).replace("size=", "length="));
    sandbox.git(&["tag", "v1"]);
    sandbox.write(&project(EXACT));
    sandbox.commit("measure");
    assert_snapshot!(verdict(&sandbox), @"shows ! error v1, which it is compared with, could not be measured: no report has the metric `size` to compare [exit 1]");
    // A branch is no name: what it means moves.
    let branch = project(EXACT).replace("with = \"v1\"", "with = \"main\"");
    assert!(
        verdict(&Sandbox::new(&branch)).contains("`main`, which it is compared with, names no")
    );
}

#[test]
fn what_fails_when_it_runs_again_does_not_pass() {
    let sandbox = measured(NOISY, "101\n101\n");
    assert!(
        verdict(&sandbox).contains("run again to be compared, it did not pass"),
        "{}",
        verdict(&sandbox)
    );
}

#[test]
fn a_baseline_that_moves_makes_the_comparison_stale() {
    let sandbox = measured(EXACT, "104\n");
    assert_snapshot!(verdict(&sandbox), @"shows ✔ pass [exit 0]");
    let short = |sandbox: &Sandbox, rev: &str| {
        sandbox.git(&["rev-parse", "--short=10", rev]).trim().to_owned()
    };
    let first = short(&sandbox, "v1");
    sandbox.git(&["switch", "--quiet", "--detach", "v1"]);
    sandbox.write_bytes("sizes.txt", b"90\n");
    // The evidence stays where it is, in the working tree.
    let author = ["-c", "user.name=T", "-c", "user.email=t@example.org"];
    sandbox.git(&[&author[..], &["commit", "--quiet", "--all", "--message", "smaller"]].concat());
    sandbox.git(&["tag", "--force", "v1", "HEAD"]);
    let second = short(&sandbox, "v1");
    sandbox.git(&["switch", "--quiet", "main"]);
    let said = format!("stale: `v1` names {second} now, and it was compared with {first}");
    assert_eq!(sandbox.verdict("size"), said);
    let plan = sandbox.stdout(&["verify", "--plan"]);
    assert!(plan.contains("1 gate to run"), "{plan}");
    let now = verdict(&sandbox);
    assert!(now.starts_with("shows ✗ fail `size` is worse than at v1: 1.156"), "{now}");
    // The old comparison counts again with the old baseline; the failure against the other does not.
    sandbox.git(&["tag", "--force", "v1", &first]);
    assert_eq!(sandbox.verdict("size"), "pass: ");
    sandbox.git(&["tag", "--delete", "v1"]);
    assert!(
        sandbox.verdict("size").starts_with("stale: `v1`, which it is compared with, names no")
    );
}

/// The id of the last record of the gate.
fn last_record(sandbox: &Sandbox) -> String {
    let page = sandbox.json(&["gate", "show", "size"]);
    page["gates"][0]["basis"]["record"].as_str().unwrap().to_owned()
}

#[test]
fn evidence_is_a_baseline_that_never_moves() {
    let (before, after) = (project(EXACT), project(EXACT));
    let (head, _) = before.split_once("compare = ").unwrap();
    let (_, rest) = before.split_once("}\n//- measure.sh").unwrap();
    let plain = format!("{head}require = [\"size < 1 kB\"]\n//- measure.sh{rest}");
    let mut sandbox = Sandbox::new(&plain);
    assert_eq!(verdict(&sandbox), "shows ✔ pass [exit 0]");
    let pinned = last_record(&sandbox);
    sandbox.commit("evidence");
    let with = after.replace("with = \"v1\"", &format!("with = \"evidence:{}\"", &pinned[..12]));
    sandbox.write(&with);
    sandbox.commit("compare");
    let itself = verdict(&sandbox);
    assert!(itself.contains("baseline and candidate are the same content"), "{itself}");
    sandbox.write_bytes("sizes.txt", b"104\n");
    sandbox.commit("larger");
    assert_eq!(verdict(&sandbox), "shows ✔ pass [exit 0]");
    let page = sandbox.stdout(&["gate", "show", "size"]);
    let line = page.lines().find(|line| line.contains("compared with")).unwrap();
    assert!(line.contains(&format!("(record {})", &pinned[..10])), "{line}");
    assert!(
        line.ends_with("size is fine: 1.040 times as much, 1.040 to 1.040, in 1 pair"),
        "{line}"
    );
    // The baseline was not run again.
    let order = std::fs::read_to_string(sandbox.root().join(".git/order")).unwrap();
    assert_eq!(order.replace('\n', ""), "AAA");
    sandbox.write_bytes("sizes.txt", b"106\n");
    sandbox.commit("too large");
    let said = verdict(&sandbox);
    assert!(said.starts_with("shows ✗ fail `size` is worse than at evidence:"), "{said}");
    // What names no run of this gate is no baseline.
    let wrong = with.replace(&pinned[..12], "000000000000");
    sandbox.write_bytes("sizes.txt", b"101\n");
    sandbox.write_bytes("milepost.toml", &wrong.split("//- ").nth(1).unwrap().as_bytes()[14..]);
    sandbox.commit("nothing");
    assert!(verdict(&sandbox).contains("names no record of the ledger"), "{}", verdict(&sandbox));
}

#[test]
fn a_noisy_metric_is_not_compared_with_what_was_measured_another_day() {
    let noisy = project(NOISY).replace("with = \"v1\"", "with = \"evidence:0123456789\"");
    let screen = Sandbox::new(&noisy).run(&["verify"]);
    assert!(
        screen.contains(
            "a noisy metric cannot be compared with evidence: both sides must run in turns"
        ),
        "{screen}"
    );
    assert!(screen.ends_with("[exit 2]\n"), "{screen}");
}
