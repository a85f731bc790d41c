//! Who is at work: `- worker-1: writing integration tests`.

use super::one_line;
use crate::{
    markdown::ListItem,
    plan::{Claim, ItemKind, Origin},
    read::walk::{Walk, known_field},
};

/// Reads one worker.
pub(super) fn item(walk: &mut Walk<'_>, item: &ListItem) -> bool {
    let line = one_line(item);
    let Some((name, doing)) = line.text.split_once(':') else { return false };
    let mut claim = Claim::bare(ItemKind::Worker, Origin::ListItem, item.span);
    claim.title = name.trim().into();
    claim.fields.push(known_field("doing", "doing", doing, line.span));
    walk.claim(claim);
    true
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::read::tests::shown;

    #[test]
    fn workers_say_what_they_do() {
        let text = "
## Active workers

- worker-1: writes the tests
- ada: reviews
";
        assert_snapshot!(shown(text), @"
        worker · worker-1 · doing=writes the tests
        worker · ada · doing=reviews
        ");
    }
}
