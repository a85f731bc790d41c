//! One item, two states that cannot both hold.

use std::collections::BTreeMap;

use crate::{
    diag::{Code, Severity},
    lint::{Findings, Group, Reach, Rule, similar},
    plan::{Claim, Document, Item, ItemKey, ItemKind, Origin, Plan, Status, StatusClaim, key_of},
    scene::Scene,
};

pub(super) const RULE: Rule = Rule {
    code: Code(108),
    name: "status-conflict",
    group: Group::Claims,
    severity: Severity::Error,
    reach: Reach::Now,
    page: PAGE,
    check,
};

const PAGE: &str = "\
## What it does
Looks for items of which the documents say two things that cannot both hold: finished in one place
and still to be done in another, a ticked box beside words like *in progress*, a finished item whose
own parts or acceptance criteria are not.

## Why is this bad?
One of the two statements is wrong, and a reader cannot tell which. Boards are trusted where they
look best.

## Example
```fixture
| Milestone | Status |
|---|---|
| M1 Importer | Complete |
| M2 Exporter | In progress |

## Tasks
- [x] M1-T01 Read the header
- [ ] M1-T02 Read the rows (in progress)
```

Instead: finish the part, or say of the whole what holds.
```fixture
| Milestone | Status |
|---|---|
| M1 Importer | In progress |
| M2 Exporter | In progress |

## Tasks
- [x] M1-T01 Read the header
- [ ] M1-T02 Read the rows (in progress)
```

## When it stays silent
When the states can stand side by side (*Done* and *Accepted*, *Next* and *Planned*, *Done* and
*Superseded*), when the claims stand under headings or in files with different dates, as in a log,
when the titles show that two things share an id (`duplicate-id` says so), and for parts that their
title calls optional. What running text says against a board is a warning only.
";

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let days = Days::of(scene.plan);
    for item in scene.plan.items.values().filter(|item| has_a_state(item.key.kind)) {
        let claims = Stated::all(scene.plan, item);
        for stated in &claims {
            box_against_words(stated, item, findings);
        }
        if between_claims(&claims, item, &days, findings) {
            continue;
        }
        if item.key.kind.is_work() {
            parts_left(scene.plan, item, &claims, findings);
            criteria_left(item, &claims, findings);
        }
    }
}

/// Whether the state of such an item holds wherever it is stated. Gates and tests have a result
/// for each run; entries of queues and calendars are places, not things.
fn has_a_state(kind: ItemKind) -> bool {
    kind.is_work() || matches!(kind, ItemKind::Risk | ItemKind::Blocker | ItemKind::Finding)
}

/// One statement of a state.
struct Stated<'a> {
    at: (usize, usize),
    document: &'a Document,
    claim: &'a Claim,
    status: &'a StatusClaim,
}

impl<'a> Stated<'a> {
    fn all(plan: &'a Plan, item: &Item) -> Vec<Self> {
        let places = item.claims.iter().filter_map(|(at, claim)| {
            let document = plan.documents.get(*at)?;
            let claim_at = *claim;
            let claim = document.claim(claim_at)?;
            let status = claim.status.as_ref()?;
            Some(Self { at: (*at, claim_at.0 as usize), document, claim, status })
        });
        places.collect()
    }
}

fn box_against_words(stated: &Stated<'_>, item: &Item, findings: &mut Findings<'_>) {
    let Some(words) = stated.status.raw.strip_prefix('[').and_then(|raw| raw.split_once("] "))
    else {
        return;
    };
    if !stated.status.status.is_unfinished() {
        return;
    }
    let message = format!("the box of `{}` is ticked beside the words `{}`", name(item), words.1);
    findings
        .report(stated.document, stated.claim.name_span, message)
        .item(&item.key.name)
        .help("untick the box, or drop the words if the work is finished");
}

/// Reports the first claim that contradicts the first one; whether there is one.
fn between_claims(
    claims: &[Stated<'_>],
    item: &Item,
    days: &Days<'_>,
    findings: &mut Findings<'_>,
) -> bool {
    if !(item.has_id && has_letter(item) || is_telling(item, claims)) || names_several(claims) {
        return false;
    }
    let Some((left, right)) = pair(claims, item, days) else { return false };
    let weight = match (left.claim.origin, right.claim.origin) {
        (Origin::Prose, _) | (_, Origin::Prose) => Severity::Warning,
        _ => Severity::Error,
    };
    let kind = item.key.kind.as_str();
    let message = format!(
        "{kind} `{}` is `{}` here and `{}` elsewhere",
        name(item),
        right.status.raw,
        left.status.raw,
    );
    findings
        .report(right.document, right.claim.name_span, message)
        .item(&item.key.name)
        .label(left.document, left.claim.name_span, format!("`{}` here", left.status.raw))
        .at_most(weight)
        .help("say in both places what holds, or state it in one place only");
    true
}

/// The first two claims that cannot both hold; near linear, because most claims agree.
fn pair<'s, 'a>(
    claims: &'s [Stated<'a>],
    item: &Item,
    days: &Days<'_>,
) -> Option<(&'s Stated<'a>, &'s Stated<'a>)> {
    let mut finished: Vec<&Stated<'_>> = Vec::new();
    let mut unfinished: Vec<&Stated<'_>> = Vec::new();
    for stated in claims {
        let (mine, others) = if is_settled(stated.status.status) {
            (&mut finished, &unfinished)
        } else if stated.status.status.is_unfinished() {
            (&mut unfinished, &finished)
        } else {
            continue;
        };
        let other = others.iter().find(|other| {
            days.agree(stated.at, other.at)
                && (item.has_id || stated.claim.parent.is_some() == other.claim.parent.is_some())
        });
        if let Some(other) = other {
            return Some((other, stated));
        }
        // A few of each side are enough to find one of the same day.
        if mine.len() < 8 {
            mine.push(stated);
        }
    }
    None
}

fn is_settled(status: Status) -> bool {
    status.is_finished() && status != Status::Accepted
}

fn has_letter(item: &Item) -> bool {
    item.key.name.as_str().contains(char::is_alphabetic)
}

/// Whether a title alone tells which thing is meant: `Tests` and `Setup` recur.
fn is_telling(item: &Item, claims: &[Stated<'_>]) -> bool {
    let several = item.key.name.as_str().split_whitespace().count() >= 2;
    let at_the_top = matches!(
        item.key.kind,
        ItemKind::Phase | ItemKind::Milestone | ItemKind::Release | ItemKind::Risk
    );
    let parents = || claims.iter().map(|it| parent_key(it.document, it.claim));
    let first = parents().next().flatten();
    let together = item.key.kind == ItemKind::Deliverable
        && first.is_some()
        && parents().all(|parent| parent == first);
    several && !item.key.name.as_str().starts_with('[') && (at_the_top || together)
}

fn parent_key(document: &Document, claim: &Claim) -> Option<ItemKey> {
    claim.parent.and_then(|at| document.claim(at)).and_then(|parent| key_of(document, parent))
}

/// Whether the titles show that two things share the id.
fn names_several(claims: &[Stated<'_>]) -> bool {
    let mut titles = claims.iter().map(|it| &*it.claim.title).filter(|title| !title.is_empty());
    let Some(first) = titles.next() else { return false };
    titles.take(16).any(|title| similar::is_other(first, title))
}

fn name(item: &Item) -> &str {
    item.key.name.as_str()
}

/// How many parts or criteria a problem names.
const NAMED: usize = 3;

/// A finished item with parts that are not.
fn parts_left(plan: &Plan, item: &Item, claims: &[Stated<'_>], findings: &mut Findings<'_>) {
    let Some(whole) = finished(claims) else { return };
    let parts: Vec<(&Item, &Document, &StatusClaim)> = plan
        .children(&item.key)
        .filter(|part| part.key.kind.is_work())
        .filter_map(|part| plan.says(part).map(|(document, status)| (part, document, status)))
        .filter(|(part, ..)| !is_optional(plan.title(part)))
        .collect();
    let left: Vec<_> = parts.iter().filter(|(.., says)| says.status.is_unfinished()).collect();
    let Some((first, ..)) = left.first() else { return };
    let said = left.iter().any(|(.., status)| !is_bare_box(status));
    let begun = parts.iter().any(|(.., status)| status.status.is_finished());
    let message = format!(
        "{} `{}` is `{}`, and {} of its {} {} not: {}",
        item.key.kind.as_str(),
        name(item),
        whole.status.raw,
        left.len(),
        parts.len(),
        if left.len() == 1 { "parts is" } else { "parts are" },
        listed(left.iter().map(|(part, _, says)| format!("`{}` is `{}`", name(part), says.raw))),
    );
    let mut finding = findings
        .report(whole.document, whole.claim.name_span, message)
        .item(&item.key.name)
        .help(format!("see what is left with `milepost show {}`", name(first)))
        .at_most(if said || begun { Severity::Error } else { Severity::Warning });
    for (_, document, status) in left.iter().take(NAMED) {
        finding = finding.label(document, status.span, "not finished");
    }
}

/// A finished item with open criteria.
fn criteria_left(item: &Item, claims: &[Stated<'_>], findings: &mut Findings<'_>) {
    let Some(whole) = finished(claims) else { return };
    for stated in claims {
        let criteria = &stated.claim.criteria;
        let states: Vec<Status> =
            criteria.iter().filter_map(|it| it.status.as_ref()).map(|it| it.status).collect();
        let left = states.iter().filter(|status| status.is_unfinished()).count();
        let ticked = states.iter().filter(|status| status.is_finished()).count();
        let open = criteria
            .iter()
            .find(|it| it.status.as_ref().is_some_and(|it| it.status.is_unfinished()));
        let Some(open) = open else { continue };
        let message = format!(
            "{} `{}` is `{}`, and {left} of its {} criteria {} not met",
            item.key.kind.as_str(),
            name(item),
            whole.status.raw,
            criteria.len(),
            if left == 1 { "is" } else { "are" },
        );
        findings
            .report(stated.document, stated.claim.name_span, message)
            .item(&item.key.name)
            .label(stated.document, open.span, "not met")
            .at_most(if ticked > 0 { Severity::Error } else { Severity::Warning })
            .help("say of the item what holds, or of each criterion how it was met");
        return;
    }
}

/// The statement that the item is finished, where nothing says otherwise.
fn finished<'s, 'a>(claims: &'s [Stated<'a>]) -> Option<&'s Stated<'a>> {
    let contradicted = claims.iter().any(|it| it.status.status.is_unfinished());
    let main = claims.iter().find(|it| it.claim.origin != Origin::Prose)?;
    (!contradicted && is_settled(main.status.status)).then_some(main)
}

/// An unticked box without words: the weakest way to say that something is not done.
fn is_bare_box(status: &StatusClaim) -> bool {
    status.raw.starts_with('[')
}

fn is_optional(title: &str) -> bool {
    let lower = title.to_lowercase();
    ["optional", "stretch", "nice to have", "nice-to-have", "follow-up", "later", "future"]
        .iter()
        .any(|word| lower.contains(word))
}

fn listed(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    let mut text = parts.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if parts.len() > NAMED {
        text.push_str(", …");
    }
    text
}

/// The days that logs and dated files speak of: a later entry may well say something else.
struct Days<'a> {
    by_document: Vec<(Option<&'a str>, BTreeMap<usize, &'a str>)>,
}

impl<'a> Days<'a> {
    fn of(plan: &'a Plan) -> Self {
        Self { by_document: plan.documents.iter().map(day_of_claims).collect() }
    }

    fn agree(&self, left: (usize, usize), right: (usize, usize)) -> bool {
        let day = |(document, claim): (usize, usize)| {
            let (file, claims) = self.by_document.get(document)?;
            claims.get(&claim).copied().or(*file)
        };
        match (day(left), day(right)) {
            (None, None) => true,
            (left, right) => left == right,
        }
    }
}

/// The day in the file's name, and that of each claim under a dated heading.
fn day_of_claims(document: &Document) -> (Option<&str>, BTreeMap<usize, &str>) {
    let file = day_in(document.path.file_name()).or_else(|| day_in(document.path.folder()));
    let inner = document.headings.iter().filter(|heading| heading.level > 1);
    let dated = inner.filter_map(|heading| day_in(&heading.text).map(|day| (heading.section, day)));
    let mut dated: Vec<_> = dated.collect();
    dated.sort();
    let mut days = BTreeMap::new();
    for (at, claim) in document.claims.iter().enumerate() {
        let before = dated.partition_point(|(section, _)| section.start <= claim.span.start);
        let around = before.checked_sub(1).and_then(|last| dated.get(last));
        if let Some((_, day)) = around.filter(|(it, _)| claim.span.start < it.end) {
            days.insert(at, *day);
        }
    }
    (file, days)
}

/// The first `2026-02-19` or `2026-02` of a text.
fn day_in(text: &str) -> Option<&str> {
    let starts = text.char_indices().filter(|(_, c)| *c == '2').map(|(at, _)| at);
    starts.filter_map(|at| text.get(at..)).find_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
        let day = rest.get(..end)?.trim_end_matches('-');
        let digits = |at: usize| day.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let fits = day.len() >= 7 && (0..4).all(digits) && day.get(4..5) == Some("-") && digits(5);
        fits.then_some(day)
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    #[test]
    fn two_tables_that_disagree_are_an_error() {
        let text = "
| Milestone | Owner | Status |
|---|---|---|
| M3 Scheduler | Ada | Complete |
| M4 Journal | Ada | Planned |

## Later work

| Milestone | Status |
|---|---|
| M3 Scheduler | In progress |
| M4 Journal | Next |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:10:3 error[status-conflict]: milestone `M3` is `In progress` here and `Complete` elsewhere
          at: M3
          see STATUS.md:3: `Complete` here
          help: say in both places what holds, or state it in one place only
        ");
    }

    #[test]
    fn two_documents_of_a_scope_that_disagree_are_an_error() {
        let text = "
//- docs/board.md
| Milestone | Status |
|---|---|
| M1 Parser | Done |
| M2 Printer | Done |
//- docs/roadmap.md
## Milestones

- [x] M1 Parser
- [ ] M2 Printer - PLANNED
";
        assert_snapshot!(problems(&RULE, text), @"
        docs/roadmap.md:4:7 error[status-conflict]: milestone `M2` is `PLANNED` here and `Done` elsewhere
          at: M2
          see docs/board.md:4: `Done` here
          help: say in both places what holds, or state it in one place only
        ");
    }

    #[test]
    fn running_text_against_a_board_is_a_warning() {
        let text = "
Completed milestones: M0 and M1.

| Milestone | Status |
|---|---|
| M0 Seed | Complete |
| M1 Root | In progress |
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:6:3 warning[status-conflict]: milestone `M1` is `In progress` here and `Completed` elsewhere
          at: M1
          see STATUS.md:1: `Completed` here
          help: say in both places what holds, or state it in one place only
        ");
    }

    #[test]
    fn a_ticked_box_beside_other_words_is_an_error() {
        let text = "
## Milestones

- [x] M1 Parser (IN PROGRESS)
- [x] M2 Printer (COMPLETE)
- [ ] M3 Linker (PLANNED)
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:3:7 error[status-conflict]: the box of `M1` is ticked beside the words `IN PROGRESS`
          at: M1
          help: untick the box, or drop the words if the work is finished
        ");
    }

    #[test]
    fn a_finished_whole_with_open_parts_is_an_error_once_begun() {
        let text = "
## Milestone: M1 Parser

**Status:** Complete

### Deliverables

- [x] M1-D1 Tokens
- [ ] M1-D2 Trees

## Milestone: M2 Printer

**Status:** Complete

### Deliverables

- [ ] M2-D1 Layout
- [ ] M2-D2 Colour
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:1:4 error[status-conflict]: milestone `M1` is `Complete`, and 1 of its 2 parts is not: `M1-D2` is `[ ]`
          at: Milestone: M1 Parser
          see STATUS.md:8: not finished
          help: see what is left with `milepost show M1-D2`
        STATUS.md:10:4 warning[status-conflict]: milestone `M2` is `Complete`, and 2 of its 2 parts are not: `M2-D1` is `[ ]`, `M2-D2` is `[ ]`
          at: Milestone: M2 Printer
          see STATUS.md:16: not finished
          see STATUS.md:17: not finished
          help: see what is left with `milepost show M2-D1`
        ");
    }

    #[test]
    fn a_finished_whole_with_open_criteria_weighs_by_what_is_ticked() {
        let text = "
# M1 Parser

**Status:** Complete

## Acceptance criteria

- [x] Reads every file of the corpus
- [ ] Names the line of each mistake

# M2 Printer

**Status:** Complete

## Acceptance criteria

- [ ] Prints what was read
- [ ] Prints it twice alike
";
        assert_snapshot!(problems(&RULE, text), @"
        STATUS.md:1:3 error[status-conflict]: milestone `M1` is `Complete`, and 1 of its 2 criteria is not met
          at: M1 Parser
          see STATUS.md:8: not met
          help: say of the item what holds, or of each criterion how it was met
        STATUS.md:10:3 warning[status-conflict]: milestone `M2` is `Complete`, and 2 of its 2 criteria are not met
          at: M2 Printer
          see STATUS.md:16: not met
          help: say of the item what holds, or of each criterion how it was met
        ");
    }

    #[test]
    fn states_that_go_together_are_silent() {
        let text = "
| Milestone | Status |
|---|---|
| M1 Parser | Done |
| M2 Printer | Planned |
| M3 Linker | Superseded |
| M4 Loader | In progress |

## Approved

| Milestone | Status |
|---|---|
| M1 Parser | Accepted |
| M2 Printer | Next |
| M3 Linker | Done |
| M4 Loader | Blocked |
";
        assert_snapshot!(problems(&RULE, text), @"");
    }

    #[test]
    fn a_log_may_say_another_thing_every_day() {
        let text = "
//- LOG.md
# Progress

## 2026-01-10

| Milestone | Status |
|---|---|
| M1 Parser | In progress |
| M2 Printer | Planned |

## 2026-01-17

| Milestone | Status |
|---|---|
| M1 Parser | Done |
| M2 Printer | In progress |
//- week-2026-01-03.md
| Milestone | Status |
|---|---|
| M1 Parser | Planned |
| M2 Printer | Planned |
";
        assert_snapshot!(problems(&RULE, text), @"");
    }

    #[test]
    fn names_that_recur_are_not_one_thing() {
        let text = "
## Milestone: M1 Parser

**Status:** Done

### Tasks

- [x] Write the tests
- [x] Documentation

## Milestone: M2 Printer

**Status:** In progress

### Tasks

- [ ] Write the tests
- [ ] Documentation
";
        assert_snapshot!(problems(&RULE, text), @"");
    }

    #[test]
    fn two_things_with_one_id_are_left_to_another_rule() {
        let text = "
| Milestone | Status |
|---|---|
| M1 Parser | Done |
| M2 Printer | Done |

## Other team

| Milestone | Status |
|---|---|
| M1 Billing | Planned |
| M2 Sign-in | Planned |
";
        assert_snapshot!(problems(&RULE, text), @"");
    }

    #[test]
    fn optional_parts_do_not_hold_the_whole_back() {
        let text = "
## Milestone: M1 Parser

**Status:** Done

### Tasks

- [x] M1-T01 Tokens
- [ ] M1-T02 Macros (optional)
";
        assert_snapshot!(problems(&RULE, text), @"");
    }
}
