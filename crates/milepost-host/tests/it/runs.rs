//! Running commands that do not do as they should.

use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
    thread,
    time::Duration,
};

use milepost_core::{digest::Digest, evidence::Ending, gate::Invocation};
use milepost_host::run::{
    Asked, Ended, Environment, Limits, NotStarted, Order, RunEvent, Stop, Stored, Stream, Why, run,
};
use rustix::process::{Pid, test_kill_process};
use tempfile::TempDir;

/// Longer than anything here takes.
const LONG: Duration = Duration::from_mins(5);
/// As short as a limit can be that is meant to be reached.
const SHORT: Duration = Duration::from_millis(300);

struct Bench {
    folder: TempDir,
    environment: Environment,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("work")).unwrap();
        let scratch = folder.path().join("scratch");
        fs::create_dir(&scratch).unwrap();
        let environment = Environment::new(&[], &scratch.canonicalize().unwrap());
        Self { folder, environment }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn order(&self, program: Invocation) -> Order {
        Order {
            program,
            folder: self.path("work"),
            environment: self.environment.variables.clone(),
            timeout: LONG,
            grace: LONG,
            settle: LONG,
            stdout: self.path("stdout"),
            stderr: self.path("stderr"),
            limits: Limits::default(),
            needles: Vec::new(),
            lent: Vec::new(),
        }
    }

    fn shell(&self, line: &str) -> Order {
        self.order(Invocation::Shell(line.into()))
    }

    /// The process whose number a command wrote to a file of its folder.
    fn process(&self, file: &str) -> Pid {
        let number = fs::read_to_string(self.path("work").join(file)).unwrap();
        Pid::from_raw(number.trim().parse().unwrap()).unwrap()
    }

    #[track_caller]
    fn is_gone(&self, file: &str) {
        assert!(test_kill_process(self.process(file)).is_err(), "{file} is still running");
    }
}

/// Held by those who leave something behind that could be anybody's.
static ALONE: RwLock<()> = RwLock::new(());

fn go(order: &Order) -> Ended {
    go_until(order, &Stop::new().unwrap(), &|_| ())
}

fn go_until(order: &Order, stop: &Stop, on: &dyn Fn(RunEvent)) -> Ended {
    let _beside_others = ALONE.read().unwrap_or_else(PoisonError::into_inner);
    run(order, stop, on).unwrap()
}

#[track_caller]
fn ends(line: &str, expected: Ending) -> Ended {
    let bench = Bench::new();
    let ended = go(&bench.shell(line));
    assert_eq!(ended.ending, expected, "{ended:?}");
    ended
}

#[test]
fn an_exit_code_is_an_exit_code_and_a_signal_a_signal() {
    ends("true", Ending::Exited(0));
    ends("exit 3", Ending::Exited(3));
    ends("kill -9 $$", Ending::Killed(9));
    ends("kill -TERM $$", Ending::Killed(15));
}

#[test]
fn both_streams_are_captured_apart() {
    let ended = ends("echo out; echo err >&2", Ending::Exited(0));
    assert_eq!(ended.stdout.head, b"out\n");
    assert_eq!(ended.stderr.head, b"err\n");
    assert_eq!(ended.stdout.record.digest, Digest::of(b"out\n"));
    assert_eq!(ended.stdout.stored, Stored::Whole);
}

#[test]
fn stdin_is_at_its_end() {
    assert_eq!(ends("cat; echo read", Ending::Exited(0)).stdout.head, b"read\n");
}

#[test]
fn the_environment_is_what_the_order_says_and_no_more() {
    let bench = Bench::new();
    let ended = go(&bench.order(Invocation::Program(vec!["env".into()])));
    let said = String::from_utf8(ended.stdout.head).unwrap();
    let mut names: Vec<&str> = said.lines().map(|it| it.split_once('=').unwrap().0).collect();
    names.sort_unstable();
    let mut expected = vec!["LANG", "PATH", "TMPDIR"];
    if std::env::var_os("HOME").is_some() {
        expected.insert(0, "HOME");
    }
    assert_eq!(names, expected);
}

#[test]
fn what_cannot_be_started_says_why() {
    let bench = Bench::new();
    fs::write(bench.path("work/plain"), "").unwrap();
    let program =
        |words: &[&str]| Invocation::Program(words.iter().map(|word| (*word).into()).collect());
    let check = |order: &Order, expected: NotStarted| {
        let ended = go(order);
        assert_eq!(ended.ending, Ending::CouldNotStart);
        assert_eq!(ended.not_started, Some(expected));
    };
    let name: Box<str> = "no-such-program".into();
    check(&bench.order(program(&[&name])), NotStarted::NotFound { program: name });
    let name: Box<str> = "./plain".into();
    check(&bench.order(program(&[&name])), NotStarted::NotExecutable { program: name });
    check(&bench.order(program(&[])), NotStarted::Empty);
    let folder = bench.path("absent");
    let order = Order { folder: folder.clone(), ..bench.shell("true") };
    check(&order, NotStarted::NoFolder { folder });
}

#[test]
fn more_output_than_fits_anywhere_is_digested_and_cut() {
    let bench = Bench::new();
    // Without a newline, and no text in any encoding.
    let line = r"yes | tr -d '\n' | tr 'y' '\377' | head -c 200000000";
    let limits = Limits { head: 10, tail: 20, stored: 1000 };
    let ended = go(&Order { limits, ..bench.shell(line) });
    assert_eq!(ended.ending, Ending::Exited(0));
    assert_eq!(ended.stdout.record.bytes, 200_000_000);
    assert_eq!(ended.stdout.head, [0xff; 10]);
    assert_eq!(ended.stdout.tail, [0xff; 20]);
    assert_eq!(ended.stdout.stored, Stored::Cut { left_out: 200_000_000 - 1020 });
    assert!(fs::metadata(bench.path("stdout")).unwrap().len() < 1100);
}

#[test]
fn a_text_is_found_in_either_stream_wherever_it_stands() {
    let bench = Bench::new();
    let line = "head -c 1000000 /dev/zero; printf nee; printf dle; echo pin >&2; \
                head -c 1000000 /dev/zero";
    let needles = ["needle", "pin", "nail"].map(Into::into).to_vec();
    let ended = go(&Order { needles, ..bench.shell(line) });
    assert_eq!(ended.stdout.found.iter().map(|it| &**it).collect::<Vec<_>>(), ["needle"]);
    assert_eq!(ended.stderr.found.iter().map(|it| &**it).collect::<Vec<_>>(), ["pin"]);
}

#[test]
fn closed_streams_are_no_end() {
    let bench = Bench::new();
    let ended = go(&bench.shell("exec >&- 2>&-; touch reached; exit 4"));
    assert_eq!(ended.ending, Ending::Exited(4));
    assert!(bench.path("work/reached").exists());
}

#[test]
fn the_time_limit_ends_the_whole_group_gently() {
    let bench = Bench::new();
    let line = "trap 'touch asked; exit 0' TERM; sleep 1000 & echo $! > child; wait";
    let ended = go(&Order { timeout: SHORT, ..bench.shell(line) });
    assert_eq!(ended.ending, Ending::TimedOut);
    assert!(bench.path("work/asked").exists());
    bench.is_gone("child");
}

#[test]
fn who_ignores_the_time_limit_is_killed() {
    let bench = Bench::new();
    let line = "trap '' TERM; echo $$ > self; while :; do sleep 0.1; done";
    let ended = go(&Order { timeout: SHORT, grace: SHORT, ..bench.shell(line) });
    assert_eq!(ended.ending, Ending::TimedOut);
    bench.is_gone("self");
}

#[test]
fn who_stopped_is_ended_too() {
    let bench = Bench::new();
    let ended = go(&Order { timeout: SHORT, ..bench.shell("echo $$ > self; kill -STOP $$") });
    assert_eq!(ended.ending, Ending::TimedOut);
    bench.is_gone("self");
}

#[test]
fn what_floods_its_output_is_ended_in_time() {
    let bench = Bench::new();
    let ended = go(&Order { timeout: SHORT, ..bench.shell("exec yes") });
    assert_eq!(ended.ending, Ending::TimedOut);
    assert!(ended.stdout.record.bytes > 0);
}

#[test]
fn a_child_that_outlives_its_parent_is_left_behind() {
    let bench = Bench::new();
    let line = "sleep 1000 & echo $! > child; exit 2";
    let ended = go(&Order { settle: SHORT, ..bench.shell(line) });
    assert_eq!(ended.ending, Ending::Leaked(2));
    bench.is_gone("child");
    let line = "sleep 1000 > /dev/null 2>&1 & echo $! > child";
    let ended = go(&Order { settle: SHORT, ..bench.shell(line) });
    assert_eq!(ended.ending, Ending::Leaked(0));
    bench.is_gone("child");
}

#[test]
fn a_child_that_ends_soon_after_its_parent_is_not_left_behind() {
    let bench = Bench::new();
    // It ends when the parent has: a read from a pipe that only the parent holds open.
    let line = "mkfifo pipe; (cat < pipe > /dev/null; echo late) & exec 3> pipe; exit 0";
    let ended = go(&bench.shell(line));
    assert_eq!(ended.ending, Ending::Exited(0));
    assert_eq!(ended.stdout.head, b"late\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_daemon_that_left_the_group_is_found() {
    let lines = [
        // Holding the output open, and not.
        "setsid sh -c 'echo $$ > daemon; exec sleep 1000' & until test -s daemon; do :; done",
        "setsid sh -c 'echo $$ > daemon; exec sleep 1000' > /dev/null 2>&1 & \
         until test -s daemon; do :; done",
        // Twice, as daemons do.
        "setsid sh -c 'setsid sh -c \"echo \\$\\$ > daemon; exec sleep 1000\" & exit' \
         > /dev/null 2>&1 & until test -s daemon; do :; done",
    ];
    for line in lines {
        let bench = Bench::new();
        let ended = go(&Order { settle: SHORT, ..bench.shell(line) });
        assert_eq!(ended.ending, Ending::Leaked(0), "{line}");
        bench.is_gone("daemon");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_daemon_that_hides_whose_it_is_is_held_against_all_that_run() {
    let _alone = ALONE.write().unwrap_or_else(PoisonError::into_inner);
    let (waiting, leaking) = (Bench::new(), Bench::new());
    let waits = "mkfifo gate; echo > ready; read -r line < gate; exit 3";
    let leaks = "setsid env -i sh -c 'echo $$ > daemon; exec /bin/sleep 1000' > /dev/null 2>&1 & \
                 until test -s daemon; do :; done";
    let stop = Stop::new().unwrap();
    thread::scope(|scope| {
        let first = scope.spawn(|| run(&waiting.shell(waits), &stop, &|_| ()).unwrap().ending);
        until(&|| waiting.path("work/ready").exists());
        let order = Order { settle: SHORT, ..leaking.shell(leaks) };
        assert_eq!(run(&order, &stop, &|_| ()).unwrap().ending, Ending::Leaked(0));
        leaking.is_gone("daemon");
        fs::write(waiting.path("work/gate"), "go\n").unwrap();
        assert_eq!(first.join().unwrap(), Ending::Leaked(3));
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_daemon_is_held_against_the_run_that_started_it() {
    let (clean, leaking) = (Bench::new(), Bench::new());
    let (waits, leaks) = ("mkfifo gate; echo > ready; read -r line < gate", "setsid sleep 1000 &");
    thread::scope(|scope| {
        let first = scope.spawn(|| go(&clean.shell(waits)).ending);
        until(&|| clean.path("work/ready").exists());
        let order = Order { settle: SHORT, ..leaking.shell(leaks) };
        assert_eq!(go(&order).ending, Ending::Leaked(0));
        fs::write(clean.path("work/gate"), "go\n").unwrap();
        assert_eq!(first.join().unwrap(), Ending::Exited(0));
    });
}

fn until(is_so: &dyn Fn() -> bool) {
    while !is_so() {
        thread::yield_now();
    }
}

#[test]
fn a_wish_to_stop_ends_the_run_gently_and_a_second_one_hard() {
    let check = |line: &str, times: usize| {
        let bench = Bench::new();
        let stop = Stop::new().unwrap();
        let order = bench.shell(line);
        let ready: &Path = &bench.path("work/ready");
        let ended = thread::scope(|scope| {
            let running = scope.spawn(|| go_until(&order, &stop, &|_| ()));
            until(&|| ready.exists());
            for _ in 0..times {
                stop.ask();
            }
            running.join().unwrap()
        });
        assert_eq!(ended.ending, Ending::Cancelled);
        bench.path("work/asked").exists()
    };
    let gentle = "trap 'touch asked; exit 0' TERM; touch ready; while :; do sleep 0.05; done";
    assert!(check(gentle, 1));
    let deaf = "trap '' TERM; touch ready; while :; do sleep 0.05; done";
    assert!(!check(deaf, 2));
}

#[test]
fn nothing_is_started_once_somebody_wants_to_stop() {
    let bench = Bench::new();
    let stop = Stop::new().unwrap();
    assert_eq!(stop.ask(), Asked::Gently);
    let ended = go_until(&bench.shell("touch reached"), &stop, &|_| ());
    assert_eq!(ended.ending, Ending::Cancelled);
    assert!(!bench.path("work/reached").exists());
}

#[test]
fn events_tell_the_story_in_order() {
    let bench = Bench::new();
    let order = Order { timeout: SHORT, ..bench.shell("echo hello; exec sleep 1000") };
    let told = RefCell::new(Vec::new());
    let on = |event: RunEvent| {
        told.borrow_mut().push(match event {
            RunEvent::Started { process: _ } => "started".to_owned(),
            RunEvent::Output { stream: Stream::Stdout, bytes } => format!("out {bytes}"),
            RunEvent::Output { stream: Stream::Stderr, bytes } => format!("err {bytes}"),
            RunEvent::AskedToEnd(Why::TimedOut) => "asked".to_owned(),
            RunEvent::AskedToEnd(why) => format!("asked {why:?}"),
            RunEvent::Killing(why) => format!("killing {why:?}"),
            RunEvent::Ended { ending, took: _ } => format!("{ending:?}"),
        });
    };
    go_until(&order, &Stop::new().unwrap(), &on);
    assert_eq!(told.into_inner(), ["started", "out 6", "asked", "TimedOut"]);
}
