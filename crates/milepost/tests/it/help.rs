//! Help, manual pages and completions.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn help_shows_the_common_commands_and_the_way_to_the_rest() {
    let sandbox = Sandbox::folder("");
    assert_snapshot!(sandbox.run(&["--help"]), @"
    Says what documents claim, what is shown, and what is missing

    milepost reads the plans, status files and decision logs of a repository as they are, and says which
    of their claims hold. Reading them runs nothing and changes none of the project's files; `verify`
    runs the gates that milepost.toml defines, and records what they show.

    Usage: milepost [OPTIONS] <COMMAND>

    Commands:
      check    Look for claims that do not hold
      status   Show the board: what documents say, and what has been shown
      why      Say what is missing until an item is proven, and what supplies it
      next     Show work that is ready, and why
      verify   Run the gates that are missing or stale, and record what they show
      approve  Accept an item, over a signature with your SSH key

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Global options:
      -C <DIR>
              Look at the project around this folder instead of the current one

          --color <WHEN>
              When to use colour; `auto` heeds `NO_COLOR` and whether stdout is a terminal

              Possible values:
              - auto:   On a terminal that can show it
              - always: Always
              - never:  Never

              [default: auto]

      -q, --quiet
              Say nothing on stderr but errors

    Examples:
      milepost check                what does not hold, here and now
      milepost status --at v1.2     the board as of a tag
      milepost why M2               what is missing until M2 is proven
      milepost verify M2            run what M2 rests on

    Exit codes:
      0  the answer is yes: `check` found no error-level problem, `verify` nothing that does not pass;
         other commands answered
      1  the answer is no: `check` found an error-level problem, `verify` a gate that does not pass
      2  no answer: nothing could be judged, or the question was not understood

    `milepost help --all` lists all commands, `milepost help COMMAND` shows a manual page.
    [exit 0]
    ");
    assert_eq!(sandbox.run(&["help"]).lines().next(), sandbox.run(&["-h"]).lines().next());
}

#[test]
fn help_all_lists_every_command() {
    let help = Sandbox::folder("").run(&["help", "--all"]);
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<&str> = commands.take_while(|line| !line.is_empty()).collect();
    assert_snapshot!(commands.join("\n"), @"
    check        Look for claims that do not hold
    status       Show the board: what documents say, and what has been shown
    why          Say what is missing until an item is proven, and what supplies it
    next         Show work that is ready, and why
    verify       Run the gates that are missing or stale, and record what they show
    approve      Accept an item, over a signature with your SSH key
    reject       Refuse an item, over a signature with your SSH key
    review       Answer what no program can judge, over a signature with your SSH key
    waive        Say, over a signature, that one criterion or gate need not hold for a while
    decide       Write a decision into the decision log, or record what became of one
    baseline     Record what items mean now, to hold them against it later
    requests     List what waits for whom: approvals, answers, reviews
    gate         Look at gates, one by one, run them, and try whether they can be believed
    import       Take in reports that were produced elsewhere
    show         Show everything that documents say of an item, and where
    graph        Draw what rests on what, the longest unproven chain, and what holds it up
    export       Hand items, verdicts and standings to other programs
    read         Show how documents were understood, line by line
    init         Write a milepost.toml, and a first milestone where no document tracks anything
    add          Add an item to a document, or a gate to milepost.toml
    resolve      Settle a blocker, risk or finding where it stands
    facts        Show facts: their values, where each comes from, and the places that state them
    fix          Write facts where places state something else and give ids anew that two things have,
                 as far as that is safe
    due          List what is due or overdue, for whom, with the command that does it
    packet       Run the gates of a cadence, and bundle what they show
    handoff      Write what one who leaves tells the one who comes
    render       Write the pages that are derived
    take         Hold a piece of work for a while, so that nobody else takes it
    drop         Give a piece of work back, finished or not
    suspend      Set work aside for now, and record why
    resume       Take up work again that was set aside, and record why
    rescope      Take work out of the plan, or say what is left of it, and record why
    supersede    Put another item in the place of one, and record why
    run          Run a command, and make it wait its turn if it is heavy
    log          Show what is recorded, the newest first
    diff         Show what became proven, regressed or was rescoped between two states
    timeline     Show what became of the plan: scope over time, and what took place
    ledger       Carry the ledger to and from other clones, and pack what is old
    doctor       Look whether the evidence is whole, and how much room is taken
    hooks        Have git ask milepost before a commit and before a push
    explain      Show the manual page of a rule
    demo         Show what milepost does, on a project whose agent says that it is done
    completions  Print a completion script for a shell
    man          Print the manual page in roff
    help         Show help: the common commands, all of them, or the manual page of one
    ");
}

#[test]
fn a_command_has_its_manual() {
    let sandbox = Sandbox::folder("");
    assert_snapshot!(sandbox.run(&["check", "--help"]), @"
    Look for claims that do not hold

    Compares what the documents say with git, with what they cite, and with each other. Without a
    milepost.toml, only contradictions are errors; claims that nothing supports are one line a document.

    Ends with 0 if there is no error-level problem, with 1 if there is one, and with 2 if nothing could
    be judged.

    Usage: milepost check [OPTIONS] [PATH]...

    Arguments:
      [PATH]...
              Show problems in these files and folders only; all documents are read and judged

    Options:
          --at <REV>
              Look at the project as it stood at a commit, without checking it out

              Documents, configuration and ledger are those of the commit, and the clock is that of its
              time. What `refs/milepost/ledger` holds counts as far as it had been recorded by then.

          --staged
              Look at the documents as they are staged

          --since <REV>
              Look at the commits since this one, too, with the rules over history

          --base <REV>
              Judge what is here as a change of this commit, by the rules of this commit

              All that judges comes from there: milepost.toml, signers, criteria and the definitions of
              gates. What the change does to them is reported, and it is fine only where both say so.
              Evidence that the change brings along is believed like a foreign report. The rules over
              history are asked, too.

          --all
              Show every problem in full, also where one rule has many in one document

          --format <FORMAT>
              How to write the answer

              Possible values:
              - human:    For people
              - json:     For programs: versioned, with a published schema
              - markdown: For comments, summaries and wikis
              - sarif:    SARIF 2.1.0, for code scanning
              - github:   Workflow commands, which GitHub shows beside the changed lines

              [default: human]

      -h, --help
              Print help (see a summary with '-h')

    Global options:
      -C <DIR>
              Look at the project around this folder instead of the current one

          --color <WHEN>
              When to use colour; `auto` heeds `NO_COLOR` and whether stdout is a terminal

              Possible values:
              - auto:   On a terminal that can show it
              - always: Always
              - never:  Never

              [default: auto]

      -q, --quiet
              Say nothing on stderr but errors

    Examples:
      milepost check                          the documents on disk
      milepost check docs/plan                problems in one folder only
      milepost check --staged                 what is about to be committed
      milepost check --since origin/main      the rules over history, too
      milepost check --base origin/main       a change, by the rules of what it changes
      milepost check --format sarif > out.sarif
    [exit 0]
    ");
    let page = sandbox.run(&["help", "check"]);
    assert!(page.contains("Look for claims that do not hold"), "{page}");
    assert_snapshot!(sandbox.run(&["help", "chekc"]), @"
    ------- stderr -------
    error: no command is called `chekc`
    hint: `milepost help --all` lists the commands
    [exit 2]
    ");
}

#[test]
fn mistyped_commands_and_options_are_no_question() {
    let sandbox = Sandbox::folder("");
    assert_snapshot!(sandbox.run(&["chekc"]), @"
    ------- stderr -------
    error: unrecognized subcommand 'chekc'

      tip: a similar subcommand exists: 'check'

    Usage: milepost [OPTIONS] <COMMAND>

    For more information, try '--help'.
    [exit 2]
    ");
    assert!(sandbox.run(&[]).ends_with("[exit 2]\n"));
    assert!(sandbox.run(&["check", "--at", "HEAD", "--staged"]).ends_with("[exit 2]\n"));
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let sandbox = Sandbox::folder("");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = sandbox.stdout(&["completions", shell]);
        assert!(script.contains("explain"), "{shell}");
    }
    assert!(sandbox.stdout(&["man"]).contains("milepost"));
    assert!(sandbox.stdout(&["man", "check"]).contains("contradictions"));
}

#[test]
fn rules_are_explained_by_name_and_code() {
    let sandbox = Sandbox::folder("");
    let list = sandbox.stdout(&["explain", "--all"]);
    assert_eq!(sandbox.stdout(&["explain"]), list);
    assert_snapshot!(sandbox.run(&["explain", "no-such-rule-anywhere"]), @"
    ------- stderr -------
    error: no rule is called `no-such-rule-anywhere`
    hint: `milepost explain --all` lists the rules
    [exit 2]
    ");
    // The first line of the list names a rule by both.
    let mut words = list.split_whitespace();
    let (Some(code), Some(name)) = (words.next(), words.next()) else { return };
    let page = sandbox.stdout(&["explain", name]);
    assert_eq!(sandbox.stdout(&["explain", code]), page);
    assert!(page.contains("What it does"), "{page}");
}
