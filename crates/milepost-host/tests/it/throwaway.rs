//! The repositories that are made on the spot.

use std::fs;

use milepost_host::{LoadRequest, Throwaway, ThrowawayError, Workspace};

const LIE: &[u8] = include_bytes!("../../../../examples/headline-lie.fast-import");
const TWIN: &[u8] = include_bytes!("../../../../examples/honest-twin.fast-import");

#[test]
fn both_examples_become_repositories_whose_ledgers_cite_their_own_commits() {
    for stream in [LIE, TWIN] {
        let throwaway = Throwaway::new(stream).unwrap();
        let status = fs::read_to_string(throwaway.root().join("docs/STATUS.md")).unwrap();
        let ledger = status.split("## Commit ledger").nth(1).unwrap();
        let cited = ledger.split('`').skip(1).step_by(2).collect::<Vec<_>>();
        assert_eq!(cited.len(), 17);
        let workspace = Workspace::discover(throwaway.root()).unwrap();
        for commit in cited {
            let view = milepost_host::View::Commit(commit.to_owned());
            let request = LoadRequest { view, ..LoadRequest::default() };
            assert!(workspace.load(&request, &|_| ()).is_ok(), "{commit}");
        }
    }
}

#[test]
fn it_is_gone_when_nobody_needs_it() {
    let throwaway = Throwaway::new(LIE).unwrap();
    let root = throwaway.root().to_owned();
    assert!(root.join("docs/STATUS.md").is_file());
    drop(throwaway);
    assert!(!root.exists());
}

#[test]
fn it_is_kept_where_a_folder_is_named() {
    let around = tempfile::tempdir().unwrap();
    let folder = around.path().join("new/one");
    drop(Throwaway::kept(TWIN, &folder).unwrap());
    assert!(folder.join("src/replay/player.py").is_file());
    let again = Throwaway::kept(TWIN, &folder).unwrap_err();
    assert!(matches!(again, ThrowawayError::NotEmpty { .. }), "{again}");
}

#[test]
fn what_is_copied_lies_on_disk_and_in_no_commit() {
    let [lie, twin] = [LIE, TWIN].map(|stream| Throwaway::new(stream).unwrap());
    lie.copy_files(&twin, "src/replay").unwrap();
    assert!(lie.root().join("src/replay/player.py").is_file());
    let nowhere = lie.copy_files(&twin, "src/nowhere").unwrap_err();
    assert!(matches!(nowhere, ThrowawayError::Copy { .. }), "{nowhere}");
}

#[test]
fn a_stream_that_git_does_not_understand_is_refused() {
    let refused = Throwaway::new(b"nonsense\n").unwrap_err();
    assert!(matches!(refused, ThrowawayError::Refused { task: "fast-import", .. }), "{refused}");
}
