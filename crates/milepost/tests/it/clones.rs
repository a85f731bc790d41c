//! `verify` in repositories of every kind: cold, with submodules, named by SHA-256, partial, shallow.

use std::path::Path;

use tempfile::TempDir;

use crate::sandbox::Sandbox;

const PROJECT: &str = "\
//- milepost.toml
schema = 1

[gates.unit]
run = \"sh src/test.sh\"
keep = [\"kept\"]
//- src/test.sh
test -f src/data && test ! -e stray
echo \"$(ls kept 2>/dev/null)\" >> \"$HOME/.git/kept\"
mkdir -p kept && touch kept/x stray
//- src/data
data
";

/// Another clone of a project.
struct Clone<'a> {
    of: &'a Sandbox,
    folder: TempDir,
}

impl<'a> Clone<'a> {
    fn new(of: &'a Sandbox, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (url, into) = (format!("file://{}", of.root().display()), folder.path().join("clone"));
        let into = into.to_str().unwrap();
        of.git(&[&["clone", "--quiet"], options, &[&url, into]].concat());
        Self { of, folder }
    }

    fn milepost(&self, arguments: &[&str]) -> (String, Option<i32>) {
        let mut milepost = self.of.milepost();
        milepost.current_dir(self.folder.path().join("clone")).args(arguments);
        let output = milepost.output().unwrap();
        let texts = [output.stdout, output.stderr].concat();
        (String::from_utf8(texts).unwrap(), output.status.code())
    }

    fn has_ledger(&self) -> bool {
        Path::new(&self.folder.path().join("clone/.milepost/ledger")).is_dir()
    }
}

#[test]
fn a_cold_run_has_nothing_that_others_kept() {
    let sandbox = Sandbox::new(PROJECT);
    for how in
        [&["gate", "run", "unit"][..], &["gate", "run", "unit"], &["gate", "run", "unit", "--cold"]]
    {
        let screen = sandbox.run(&[how, &["--quiet"]].concat());
        assert!(screen.ends_with("[exit 0]\n"), "{screen}");
    }
    let cold = sandbox.run(&["verify", "--quiet", "--cold", "--again", "--gate", "unit"]);
    assert!(cold.ends_with("[exit 0]\n"), "{cold}");
    // What was kept is there for the next run that may use it.
    sandbox.run(&["gate", "run", "unit", "--quiet"]);
    let kept = std::fs::read_to_string(sandbox.root().join(".git/kept")).unwrap();
    assert_eq!(kept, "\nx\n\n\nx\n");
}

#[test]
fn a_shallow_clone_verifies_what_it_has() {
    let mut sandbox = Sandbox::new(PROJECT);
    sandbox.write_bytes("src/data", b"second\n");
    sandbox.commit("second");
    let clone = Clone::new(&sandbox, &["--depth", "1"]);
    let (screen, code) = clone.milepost(&["verify"]);
    assert_eq!(code, Some(0), "{screen}");
    assert!(clone.has_ledger());
    let (again, _) = clone.milepost(&["verify", "--quiet"]);
    assert!(again.contains("nothing to run"), "{again}");
}

#[test]
fn a_partial_clone_fetches_nothing_and_says_what_is_not_here() {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.git(&["config", "uploadpack.allowFilter", "true"]);
    // All of the commit is here once it is checked out.
    let whole = Clone::new(&sandbox, &["--filter=blob:none"]);
    let (screen, code) = whole.milepost(&["verify", "--quiet"]);
    assert_eq!(code, Some(0), "{screen}");
    // Nothing of it is here, and nothing is fetched to run a gate.
    let bare = Clone::new(&sandbox, &["--filter=blob:none", "--no-checkout"]);
    let clone = bare.folder.path().join("clone");
    std::fs::copy(sandbox.root().join("milepost.toml"), clone.join("milepost.toml")).unwrap();
    let (screen, code) = bare.milepost(&["verify", "--quiet"]);
    assert_eq!(code, Some(2), "{screen}");
    assert!(screen.contains("error: could not make a clean checkout"), "{screen}");
    assert!(!bare.has_ledger());
}

#[test]
fn objects_may_be_named_by_sha_256() {
    let mut sandbox = Sandbox::folder(PROJECT);
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "--object-format=sha256"]);
    sandbox.commit("begin");
    assert!(sandbox.run(&["verify", "--quiet"]).ends_with("[exit 0]\n"));
    sandbox.commit("evidence");
    assert_eq!(sandbox.verdict("unit"), "pass: ");
    let commit = &sandbox.json(&["gate", "show", "unit"])["gates"][0]["basis"]["commit"];
    assert_eq!(commit.as_str().unwrap().len(), 64);
    sandbox.write_bytes("src/data", b"changed\n");
    sandbox.commit("change");
    assert!(
        sandbox.verdict("unit").contains("`src/data` moved since"),
        "{}",
        sandbox.verdict("unit")
    );
}

#[test]
fn a_submodule_is_an_empty_folder_and_that_is_said() {
    let library = Sandbox::new("//- lib.txt\nlibrary\n");
    let mut sandbox = Sandbox::new(&PROJECT.replace("test ! -e stray", "test -z \"$(ls lib)\""));
    let url = library.root();
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"];
    sandbox.git(&[&add[..], &[url.to_str().unwrap(), "lib"]].concat());
    sandbox.commit("library");
    let screen = sandbox.run(&["verify"]);
    let note = "note: unit: submodules are not checked out: their folders are empty";
    assert!(screen.contains(note) && screen.ends_with("[exit 0]\n"), "{screen}");
    // Another commit of the library is another content.
    sandbox.git(&["-C", "lib", "checkout", "--quiet", "--detach"]);
    let commit = ["-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "--quiet"];
    sandbox.git(&[&["-C", "lib"], &commit[..], &["--allow-empty", "--message", "next"]].concat());
    sandbox.commit("a newer library");
    assert!(sandbox.verdict("unit").starts_with("stale"), "{}", sandbox.verdict("unit"));
}

#[test]
fn what_a_partial_clone_lacks_of_the_past_is_no_answer() {
    let plan = |goal: &str| {
        format!(
            "//- M1.md\n# M1 Oven\n\n**Goal:** {goal}\n\n## Acceptance criteria\n\n- [ ] It bakes\n\
             //- STATUS.md\n{goal}: pending (this commit)\n"
        )
    };
    let mut sandbox = Sandbox::new(&plan("Bread"));
    sandbox.write("//- milepost.toml\nschema = 1\n[policy.commits]\ntracking = [\"STATUS.md\"]\n");
    sandbox.commit("a policy");
    sandbox.write(&plan("Cake"));
    sandbox.commit("cake");
    sandbox.write(&plan("Pie"));
    sandbox.commit("pie");
    sandbox.git(&["config", "uploadpack.allowFilter", "true"]);
    sandbox.git(&["tag", "first", "HEAD~3"]);
    let clone = Clone::new(&sandbox, &["--filter=blob:none"]);
    let hint = "hint: `git fetch --refetch --no-filter` brings all contents";
    let lacks = |arguments: &[&str], path: &str| {
        let (text, code) = clone.milepost(arguments);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(&format!("error: what {path} holds")), "{text}");
        assert!(text.contains(hint), "{text}");
    };
    lacks(&["check", "--since", "first"], "M1.md");
    lacks(&["check", "--base", "first"], "M1.md");
    // What the tracking file held in between is asked, too.
    let (text, code) = clone.milepost(&["check", "--since", "HEAD~1"]);
    assert_eq!(code, Some(2), "{text}");
    let (text, code) = clone.milepost(&["status", "--at", "first"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("M1.md was not read: its content is not in this clone"), "{text}");
    assert!(text.contains("`git fetch --refetch --no-filter` brings all contents"), "{text}");
    let folder = clone.folder.path().join("clone");
    sandbox.git(&["-C", folder.to_str().unwrap(), "fetch", "-q", "--refetch", "--no-filter"]);
    assert_eq!(clone.milepost(&["status", "--at", "first"]).1, Some(0));
    let (text, code) = clone.milepost(&["check", "--since", "first"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("updates no tracking file"), "{text}");
}
