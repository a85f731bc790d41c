//! Verdicts as JUnit XML, for whatever shows test results: a suite for each milestone with what is in
//! it, a case for each criterion and each standing, and a suite of the gates.
//!
//! A case without a child is read as passed, so only what is proven has none. What fails or is
//! contradicted is a failure; what was not shown, for whatever reason, is an error, because many
//! readers take skipped cases for good ones. Skipped is what people signed away or took out.

use std::collections::BTreeMap;

use crate::{
    gate::Enforcement,
    judge::{Judged, Standing},
    plan::{Item, ItemKey, ItemKind},
    proof::JudgedCriterion,
    render::{Account, escape, export::Export, layout::Lines as _, summary, words},
    verdict::Verdict,
};

/// How deep items may belong to each other.
const DEEPEST: usize = 32;
/// How much of what is missing is told of an item.
const MOST_REASONS: usize = 20;

/// The page that `export --format junit` shows.
pub fn export(export: &Export<'_>) -> String {
    let mut suites = work(export);
    let gates: Vec<Case> = export.gates().iter().map(|it| of_gate(export.account, it)).collect();
    if !gates.is_empty() {
        suites.push(Suite { name: "gates".to_owned(), cases: gates });
    }
    if suites.is_empty() {
        // A report without cases is read as one without failures.
        let end = End::error("missing", "no work is tracked".to_owned(), String::new());
        let cases = vec![Case { class: "milepost".to_owned(), name: "plan".to_owned(), end }];
        suites.push(Suite { name: "plan".to_owned(), cases });
    }
    let all: Vec<&Case> = suites.iter().flat_map(|suite| &suite.cases).collect();
    let mut page = String::new();
    page.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    page.line(format!("<testsuites name=\"milepost\" {}>", counts(&all)));
    for suite in &suites {
        let cases: Vec<&Case> = suite.cases.iter().collect();
        let skipped = cases.iter().filter(|case| matches!(case.end, End::Skipped { .. })).count();
        let (name, counts) = (escape::xml(&suite.name), counts(&cases));
        page.line(format!("  <testsuite name=\"{name}\" {counts} skipped=\"{skipped}\">"));
        suite.cases.iter().for_each(|case| write(case, &mut page));
        page.line("  </testsuite>");
    }
    page.line("</testsuites>");
    page
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    class: String,
    name: String,
    end: End,
}

/// How a case ended.
enum End {
    Passed,
    Failure(Told),
    Error(Told),
    Skipped { message: String },
}

/// What is told of a case that did not pass.
struct Told {
    kind: &'static str,
    message: String,
    text: String,
}

impl End {
    fn failure(kind: &'static str, message: String, text: String) -> Self {
        Self::Failure(Told { kind, message, text })
    }

    fn error(kind: &'static str, message: String, text: String) -> Self {
        Self::Error(Told { kind, message, text })
    }
}

fn counts(cases: &[&Case]) -> String {
    let failures = cases.iter().filter(|case| matches!(case.end, End::Failure(_))).count();
    let errors = cases.iter().filter(|case| matches!(case.end, End::Error(_))).count();
    let tests = cases.len();
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"")
}

fn write(case: &Case, page: &mut String) {
    let (class, name) = (escape::xml(&case.class), escape::xml(&case.name));
    let head = format!("    <testcase classname=\"{class}\" name=\"{name}\"");
    let (element, told) = match &case.end {
        End::Passed => return page.line(format!("{head}/>")),
        End::Skipped { message } => {
            let message = escape::xml(message);
            page.line(format!("{head}>"));
            page.line(format!("      <skipped message=\"{message}\"/>"));
            return page.line("    </testcase>");
        }
        End::Failure(told) => ("failure", told),
        End::Error(told) => ("error", told),
    };
    let (kind, message) = (told.kind, escape::xml(&told.message));
    let text: Vec<String> = told.text.lines().map(escape::xml).collect();
    page.line(format!("{head}>"));
    page.line(format!(
        "      <{element} type=\"{kind}\" message=\"{message}\">{}</{element}>",
        text.join("\n")
    ));
    page.line("    </testcase>");
}

/// A suite for each milestone and release with what belongs to it, and for whatever belongs to none.
fn work(export: &Export<'_>) -> Vec<Suite> {
    let account = export.account;
    let mut suites: BTreeMap<&ItemKey, Vec<Case>> = BTreeMap::new();
    for judged in account.report.items.iter().filter(|it| export.holds(&it.key)) {
        let Some((key, item)) = account.plan.items.get_key_value(&judged.key) else { continue };
        // Tasks are bookkeeping: nothing is shown of them.
        if key.kind == ItemKind::Task {
            continue;
        }
        let cases = suites.entry(head(export, item)).or_default();
        cases.extend(of_item(account, item, judged));
    }
    let named = suites.into_iter().filter(|(_, cases)| !cases.is_empty());
    named.map(|(key, cases)| Suite { name: suite_name(account, key), cases }).collect()
}

/// The item whose suite another one is told in.
fn head<'a>(export: &Export<'a>, item: &'a Item) -> &'a ItemKey {
    let mut head = item;
    for _ in 0..DEEPEST {
        if head.key.kind != ItemKind::Deliverable {
            break;
        }
        let whole = head.parent.as_ref().and_then(|key| export.account.plan.items.get(key));
        let fits = |it: &&Item| it.key.kind.is_work() && it.key.kind != ItemKind::Phase;
        let Some(whole) = whole.filter(fits).filter(|it| export.holds(&it.key)) else { break };
        head = whole;
    }
    &head.key
}

fn suite_name(account: &Account<'_>, key: &ItemKey) -> String {
    let Some(item) = account.plan.items.get(key) else { return key.name.to_string() };
    let place = account.place_of(key).map(|place| format!("{place}: ")).unwrap_or_default();
    let title = if item.has_id { account.plan.title(item) } else { "" };
    let (kind, name) = (words::kind(key.kind), summary::name(account, item));
    format!("{place}{kind} {name} {title}").trim_end().to_owned()
}

fn of_item(account: &Account<'_>, item: &Item, judged: &Judged) -> Vec<Case> {
    let class = format!("{} {}", words::kind(item.key.kind), summary::name(account, item));
    let mut cases = Vec::new();
    // A deliverable without criteria is proven by nothing; its whole says whether it is there.
    if item.key.kind != ItemKind::Deliverable || !judged.criteria.is_empty() {
        let name = format!("{} is proven", summary::name(account, item));
        cases.push(Case { class: class.clone(), name, end: of_standing(account, judged) });
    }
    cases.extend(judged.criteria.iter().map(|criterion| {
        let name = match &criterion.gate {
            Some(gate) => format!("{} (gate {gate})", criterion.text),
            None => criterion.text.to_string(),
        };
        Case { class: class.clone(), name, end: of_criterion(judged, criterion) }
    }));
    cases
}

fn of_standing(account: &Account<'_>, judged: &Judged) -> End {
    let word = judged.standing.as_str();
    let missing = judged.missing.iter().take(MOST_REASONS);
    let text: Vec<String> = missing
        .map(|missing| match missing.next.as_str() {
            "" => missing.what.clone(),
            next => format!("{}\n  next: {next}", missing.what),
        })
        .collect();
    let says = account.plan.items.get(&judged.key).and_then(|item| account.says(item));
    let says = says.map_or(String::new(), |says| format!(", documents say “{}”", says.raw.trim()));
    let first = judged.missing.first().map(|missing| format!(": {}", missing.what));
    let message = format!("{}{says}{}", account.standing(judged), first.unwrap_or_default());
    let text = text.join("\n");
    match judged.standing {
        Standing::Proven | Standing::Done { .. } => End::Passed,
        Standing::Contradicted | Standing::Regressed { .. } | Standing::Rejected => {
            End::failure(word, message, text)
        }
        Standing::Planned
        | Standing::Ready
        | Standing::InProgress
        | Standing::Blocked { .. }
        | Standing::Claimed
        | Standing::Waiting
        | Standing::Unanswered
        | Standing::Unchecked { .. } => End::error(word, message, text),
        Standing::Suspended | Standing::OutOfScope | Standing::Superseded => {
            End::Skipped { message }
        }
    }
}

fn of_criterion(judged: &Judged, criterion: &JudgedCriterion) -> End {
    let reasons = criterion.reasons.join("; ");
    let is_out = match judged.standing {
        Standing::Suspended | Standing::OutOfScope | Standing::Superseded => true,
        Standing::Planned
        | Standing::Ready
        | Standing::InProgress
        | Standing::Blocked { .. }
        | Standing::Claimed
        | Standing::Contradicted
        | Standing::Proven
        | Standing::Waiting
        | Standing::Unanswered
        | Standing::Done { .. }
        | Standing::Unchecked { .. }
        | Standing::Regressed { .. }
        | Standing::Rejected => false,
    };
    if is_out && !criterion.verdict.satisfies() {
        let (item, verdict) = (judged.standing.as_str(), criterion.verdict.as_str());
        return End::Skipped { message: format!("the item is {item}; verdict: {verdict}") };
    }
    of_verdict(criterion.verdict, &reasons, &criterion.next)
}

fn of_verdict(verdict: Verdict, reasons: &str, next: &str) -> End {
    let word = verdict.as_str();
    let message = if reasons.is_empty() { word.to_owned() } else { format!("{word}: {reasons}") };
    let text = if next.is_empty() { String::new() } else { format!("next: {next}") };
    match verdict {
        Verdict::Pass => End::Passed,
        Verdict::Fail => End::failure(word, message, text),
        Verdict::Error
        | Verdict::Stale
        | Verdict::Missing
        | Verdict::Calibrating
        | Verdict::Blind => End::error(word, message, text),
        Verdict::Waived | Verdict::NotApplicable => End::Skipped { message },
    }
}

/// An advisory gate holds nothing up, and satisfies nothing: it is skipped unless it passes.
fn of_gate(account: &Account<'_>, name: &crate::gate::GateName) -> Case {
    let end = match account.report.verdicts.gates.get(name) {
        None => {
            let next = format!("milepost add gate {name}");
            of_verdict(Verdict::Missing, "not defined in milepost.toml", &next)
        }
        Some(gate) => {
            let reasons = gate.reasons.join("; ");
            match (gate.enforcement, gate.verdict) {
                (Enforcement::Blocking, _) | (Enforcement::Advisory, Verdict::Pass) => {
                    of_verdict(gate.verdict, &reasons, gate.next.as_deref().unwrap_or_default())
                }
                (Enforcement::Advisory, verdict) => {
                    let message = format!("advisory, {}: {reasons}", verdict.as_str());
                    End::Skipped { message: message.trim_end_matches([':', ' ']).to_owned() }
                }
            }
        }
    };
    Case { class: "gate".to_owned(), name: name.to_string(), end }
}
