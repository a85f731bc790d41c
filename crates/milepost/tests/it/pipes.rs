//! Where output goes: closed pipes, colour, quiet.

use std::process::Stdio;

use crate::{check::STRICT, sandbox::Sandbox};

#[test]
fn a_closed_pipe_is_silent_and_keeps_the_verdict() {
    let sandbox = Sandbox::new(STRICT);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = sandbox.milepost();
    command.arg("check").stdout(writer).stderr(Stdio::piped());
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn colour_is_written_only_where_it_is_wanted() {
    let sandbox = Sandbox::new(STRICT);
    for command in ["check", "status", "next"] {
        let is_coloured = |arguments: &[&str]| sandbox.stdout(arguments).contains('\u{1b}');
        assert!(!is_coloured(&[command]));
        assert!(!is_coloured(&[command, "--color", "never"]));
        assert!(is_coloured(&[command, "--color", "always"]));
    }
}
