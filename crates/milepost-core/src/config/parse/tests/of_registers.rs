//! Tests of reading cadences, consumers, deprecations and release classes.

use insta::assert_snapshot;
use jiff::civil::{Weekday, date};

use super::{accept, check};
use crate::{
    config::{NoGo, Rhythm, Rollback, Tier},
    id::ItemId,
};

#[test]
fn what_is_due_and_who_depends_on_it_is_understood() {
    let config = accept(
        r#"
schema = 1
gates.unit.run = "make test"
gates.manual = { kind = "review", by = ["role:qa"] }

[cadence.weekly]
every = "2 weeks"
starts = 2026-11-02
owner = "release crew"
gates = ["unit"]
reviews = ["manual"]

[cadence.fridays]
on = "friday"
starts = 2026-11-01
audits = ["unit"]

[consumers.orders-web]
repo = "https://example.org/orders-web"
current = "30c1fa1a30c1fa1a30c1fa1a30c1fa1a30c1fa1a"
gates = ["unit"]

[[deprecations]]
what = "the v1 format"
announced = 2026-11-02
notice = "14 d"

[releases.classes.minor]
gates = ["unit"]
rollback = true
no-go = ["red-gate", "open-blocker"]
"#,
    );
    let id = |text| ItemId::new(text).unwrap();
    let weekly = &config.cadences[&id("weekly")];
    assert_eq!(weekly.rhythm, Rhythm::Every { days: 14, starts: date(2026, 11, 2) });
    assert_eq!(weekly.owner.as_deref(), Some("release crew"));
    assert_eq!((weekly.gates.len(), weekly.reviews.len(), weekly.audits.len()), (1, 1, 0));
    let fridays = config.cadences[&id("fridays")].rhythm;
    assert_eq!(fridays, Rhythm::On { day: Weekday::Friday, starts: date(2026, 11, 1) });
    let web = &config.consumers[&id("orders-web")];
    assert_eq!((web.tier, web.rollback.is_none()), (Tier::Supported, true));
    assert_eq!(config.deprecations[0].notice.as_secs(), 14 * 86_400);
    let minor = &config.release_classes[&id("minor")];
    assert_eq!(minor.rollback, Rollback::Required);
    assert_eq!(minor.no_go.iter().collect::<Vec<_>>(), [&NoGo::OpenBlocker, &NoGo::RedGate]);
}

#[test]
fn mistakes_stand_where_they_are() {
    let text = r#"
schema = 1
gates.unit.run = "make test"

[cadence.weekly]
every = "36 h"
gates = ["unti"]

[cadence.daily]
on = "mondays"
starts = 2026-11-02

[consumers.web]
repo = ""
current = "f2aeb18-dirty"

[[deprecations]]
what = "v1"
notice = 14

[releases.classes.minor]
no-go = ["open-blockers"]
"#;
    assert_snapshot!(check(text), @r#"
    [cadence.weekly]
             ^^^^^^ `starts` is missing
             = try the first day of the first period, as `starts = 2026-11-02`
    every = "36 h"
            ^^^^^^ `36 h` is not a number of whole days
            = try a number with its unit, as `every = "7 d"`
    gates = ["unti"]
             ^^^^^^ no gate is called `unti`
             = try `unit`
    [cadence.daily]
             ^^^^^ nothing is due in this cadence
             = try `gates`, `reviews` or `audits` with the names of gates
    on = "mondays"
         ^^^^^^^^^ `on` cannot be `mondays`
         = try `monday`
    repo = ""
           ^^ `repo` is empty
    current = "f2aeb18-dirty"
              ^^^^^^^^^^^^^^^ `f2aeb18-dirty` is no commit
              = try all 40 digits of a commit, as `git rev-parse HEAD` prints them there
    [[deprecations]]
    ^^^^^^^^^^^^^^^^ `announced` is missing
    notice = 14
             ^^ `notice` must be a number of whole days, not a number
             = try a number with its unit in quotes, as `notice = "14 d"`
    no-go = ["open-blockers"]
             ^^^^^^^^^^^^^^^ `no-go` cannot be `open-blockers`
             = try `open-blocker`
    "#);
}
