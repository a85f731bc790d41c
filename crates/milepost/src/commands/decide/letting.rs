//! `milepost decide ID --base REV`: a person lets what is altered here pass, as the base will hear it.

use std::collections::BTreeSet;

use milepost_core::{
    agreed,
    base::{self, Altered, Base, Excuse, Sayings, WhyRefused},
    evidence::{Affected, Allowed, Decided, DecisionRuling, Judging, Says, Statement},
    plan::Item,
    render::{altered, escape},
    signature::signers::Signers,
    verdict::{item_name, said_by},
};
use milepost_host::{LoadRequest, Snapshot};

use crate::{
    commands::decide::{DecideArgs, find},
    context::{Context, tell},
    failure::{Exit, Failure, Trouble, people::PeopleTrouble},
    signing::{self, Court},
};

pub(super) fn run(
    args: &DecideArgs,
    rev: &str,
    context: &Context,
    out: &mut String,
) -> Result<Exit, Failure> {
    let request = LoadRequest { base: Some(rev.to_owned()), ..LoadRequest::to_state() };
    let snapshot = context.load(&request)?;
    let base = snapshot.base.as_ref().ok_or(Trouble::NothingToVerify)?;
    let item = find(args, &args.what, snapshot)?;
    let chosen = chosen(base, &args.only)?;
    if chosen.is_empty() {
        let text = format!("nothing that `{}` judges by lacks a decision\n", escape::line(rev));
        out.push_str(&text);
        return Ok(Exit::Fine);
    }
    signing::only_on_a_terminal("decide")?;
    // Its words are those that the base will read.
    let Some(read) = base.now.plan.items.get(&item.key) else {
        return Err(PeopleTrouble::NotExcused { why: WhyRefused::Gone }.into());
    };
    let text = agreed::decision_text(&base.now.plan, read);
    let decided = Decided { text, ..decided(snapshot, base, item, &chosen) };
    tell(&shown(base, &decided, &chosen));
    signing::confirm("sign that it may", item.key.name.as_str())?;
    record(args, context, (snapshot, base), (decided, &chosen), out)
}

/// What lacks a decision, or those of it that somebody named.
fn chosen<'a>(base: &'a Base, only: &[String]) -> Result<Vec<&'a Altered>, Failure> {
    let open = base.excuses.iter().filter_map(|(altered, excuse)| match excuse {
        Excuse::Lacking { .. } => Some(altered),
        Excuse::Excused { .. } => None,
    });
    let open: Vec<&Altered> = open.collect();
    let is_called = |altered: &Altered, name: &str| match altered.judging() {
        Judging::Item(item) => item.id.as_str() == name || altered.judging().to_string() == name,
        Judging::Gate(_) | Judging::Part(_) => altered.judging().to_string() == name,
    };
    let named: Vec<&str> = only.iter().map(|name| name.trim()).collect();
    for name in &named {
        if !open.iter().any(|altered| is_called(altered, name)) {
            let (name, open) = ((*name).to_owned(), open.iter());
            let open = open.map(|altered| altered.judging().to_string()).collect();
            return Err(PeopleTrouble::NotAltered { name, open }.into());
        }
    }
    let is_meant =
        |altered: &&Altered| named.is_empty() || named.iter().any(|name| is_called(altered, name));
    Ok(open.into_iter().filter(is_meant).collect())
}

/// The decision with all that it lets pass. What it lets pass it names, too.
fn decided(snapshot: &Snapshot, base: &Base, item: &Item, chosen: &[&Altered]) -> Decided {
    let (before, now) = (Sayings::new(&base.definitions), Sayings::new(&base.now));
    let allows = chosen.iter().map(|altered| base::allowed(altered, &before, &now));
    let allows: BTreeSet<Allowed> = allows.collect();
    let mut affects: BTreeSet<Affected> =
        agreed::affects(&snapshot.plan, &snapshot.config, item).into_iter().collect();
    affects.extend(allows.iter().filter_map(|allowed| match &allowed.of {
        Judging::Gate(gate) => Some(Affected::Gate(gate.clone())),
        Judging::Item(item) => Some(Affected::Item(item.id.clone())),
        Judging::Part(_) => None,
    }));
    Decided {
        decision: item_name(&item.key),
        title: snapshot.plan.title(item).into(),
        ruling: DecisionRuling::Accepted,
        text: agreed::decision_text(&snapshot.plan, item),
        affects: affects.into_iter().collect(),
        allows: allows.into_iter().collect(),
    }
}

fn record(
    args: &DecideArgs,
    context: &Context,
    (snapshot, base): (&Snapshot, &Base),
    (decided, chosen): (Decided, &[&Altered]),
    out: &mut String,
) -> Result<Exit, Failure> {
    let workspace = context.workspace()?;
    let signers = base.definitions.signers.as_deref().map(Signers::parse).unwrap_or_default();
    let (config, now) = (&base.definitions.config, snapshot.clock.now);
    let court = Court { signers: &signers, config, now };
    let lists: Vec<&[Box<str>]> =
        chosen.iter().map(|altered| agreed::who_excuses(base, altered)).collect();
    let id = escape::line(decided.decision.id.as_str()).into_owned();
    let names: Vec<String> = chosen.iter().map(|altered| altered.judging().to_string()).collect();
    let subject = signing::subject(signing::ground(snapshot)?);
    let statement = Statement { subject, says: Says::Decision(decided) };
    let by = (context, &workspace);
    let (signed, voice) = signing::sign_before(&court, by, &args.key, statement, &lists)?;
    let commits = snapshot.range.as_ref().map_or(&[][..], |range| &range.commits);
    for altered in chosen {
        agreed::independent(base, commits, altered, &voice.principal)
            .map_err(|why| PeopleTrouble::NotExcused { why })?;
    }
    signing::record((&workspace, snapshot), &signed, Vec::new())?;
    let (by, record, names) = (said_by(&voice), signed.id.short(), names.join(", "));
    let names = escape::line(&names);
    let text = format!(
        "decision {id} is accepted by {by}, and lets this be altered: {names}\n\
         recorded as {record}; commit it with the change\n"
    );
    out.push_str(&text);
    Ok(Exit::Fine)
}

/// What is signed, for the person who does.
fn shown(base: &Base, decided: &Decided, chosen: &[&Altered]) -> String {
    let (id, title) = (&decided.decision.id, &decided.title);
    let head = format!("decision {id} {title}");
    let words = decided.text.short();
    let name = escape::line(&base.name);
    format!(
        "{}\n  accepted, words {words}\nit lets this be altered, from what `{name}` has to what is here, \
         and to nothing else:\n{}",
        escape::line(&head),
        altered::both_ways(base, chosen)
    )
}
