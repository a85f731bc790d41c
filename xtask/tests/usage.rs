//! The tasks, as they are called. That this test is here makes `cargo test` build the program, too, which
//! `.ci/run` then calls.

use std::process::Command;

#[test]
fn a_task_that_does_not_exist_is_refused_with_those_that_do() {
    let xtask = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("tidyy").output().unwrap();
    assert_eq!(xtask.status.code(), Some(1));
    insta::assert_snapshot!(String::from_utf8_lossy(&xtask.stdout), @"
    Usage: cargo xtask TASK

    Tasks:
      tidy                Look for what neither the compiler nor Clippy can see
      codegen [MILEPOST]  Write the pages that are derived from the code, as that program prints them
    ");
}
