//! Why an item is not proven: what is missing, in the order in which it can be supplied.

use crate::{
    judge::Judged,
    plan::Item,
    proof::Missing,
    render::layout::Lines as _,
    render::{Account, Screen, detail, escape, layout, registers, screen::Ink, words},
};

/// The page that `why` shows.
pub fn why(account: &Account<'_>, item: &Item, screen: Screen) -> String {
    let mut page = detail::head(account, item, screen);
    if let Some(entry) = account.report.entry(&item.key) {
        page.push_str(&registers::why(account, item, entry, screen));
        page.push_str(&detail::problems(account, item, screen));
        return page;
    }
    let Some(judged) = account.judged(&item.key) else {
        let kind = words::plural(&words::kind(item.key.kind));
        page.line(format!("\n{kind} have no standing of their own: only work is proven"));
        page.push_str(&detail::problems(account, item, screen));
        return page;
    };
    page.push_str(&missing(judged, screen));
    page.push_str(&detail::problems(account, item, screen));
    if let Some(next) = honest_step(judged) {
        let next = escape::line(next);
        page.line(format!("\n{} {next}", screen.paint(Ink::Good, "next:")));
    }
    page
}

fn missing(judged: &Judged, screen: Screen) -> String {
    if judged.standing.is_shown() && judged.missing.is_empty() {
        return "\nIt is proven: nothing is missing\n".to_owned();
    }
    if judged.missing.is_empty() {
        return "\nnothing is known to be missing, and no gate has shown it\n".to_owned();
    }
    let mut page = "\nIt is not proven, because\n\n".to_owned();
    for (at, Missing { what, next }) in judged.missing.iter().enumerate() {
        let number = format!("{:>4}. ", at + 1);
        let room = screen.width.saturating_sub(number.len());
        let what = layout::wrap(&escape::line(what), room).join("\n      ");
        page.line(format!("{number}{what}"));
        if !next.is_empty() {
            let next = layout::wrap(&escape::line(next), room.saturating_sub(2));
            let next = next.join("\n        ");
            page.line(format!("      {} {next}", screen.paint(Ink::Faint, "→")));
        }
    }
    page
}

/// The one step that comes first.
pub(super) fn honest_step(judged: &Judged) -> Option<&str> {
    judged.missing.iter().map(|missing| missing.next.as_str()).find(|next| !next.is_empty())
}
