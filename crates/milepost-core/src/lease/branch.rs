//! Which piece of work a branch names: `m2-t01-token-validator`, `ada/M2-T01`.

use crate::plan::{Item, ItemKey, Plan};

/// The work that a branch names: the longest id that one part of its name is or begins with. Nothing
/// where several items have that id, and for ids without a letter and a digit, which any name may
/// begin with by chance.
pub fn named<'p>(plan: &'p Plan, branch: &str) -> Option<&'p ItemKey> {
    branch.split('/').rev().find_map(|part| named_by(plan, &part.to_lowercase()))
}

fn named_by<'p>(plan: &'p Plan, part: &str) -> Option<&'p ItemKey> {
    let ends = part.char_indices().filter(|(_, char)| matches!(char, '-' | '_'));
    let mut ends: Vec<usize> = ends.map(|(at, _)| at).collect();
    ends.push(part.len());
    ends.into_iter().rev().find_map(|end| {
        let name = part.get(..end).filter(|name| is_telling(name))?;
        let work = |item: &&Item| item.key.kind.is_work() && item.has_id;
        let found: Vec<&Item> = plan.find(name).into_iter().filter(work).collect();
        match found.as_slice() {
            [only] => Some(&only.key),
            [] | [_, ..] => None,
        }
    })
}

/// Whether a name is hardly that of something else by chance.
pub fn is_telling(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_digit()) && name.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::named;
    use crate::lint::fixture::Fixture;

    #[track_caller]
    fn check(branch: &str, expected: Option<&str>) {
        let fixture = Fixture::new(
            "# M2 Shop\n\n**Goal:** Things are sold\n\n## Deliverables\n\n### M2-D1 API\n\n\
             #### Tasks\n\n- [ ] M2-T01 Token\n- [ ] M2-T010 Till\n",
        );
        let found = named(&fixture.plan, branch).map(|key| key.name.as_str().to_owned());
        assert_eq!(found.as_deref(), expected, "{branch}");
    }

    #[test]
    fn the_longest_id_is_meant() {
        check("m2-t01-token-validator", Some("M2-T01"));
        check("M2-T010", Some("M2-T010"));
        check("feature/m2-d1_api", Some("M2-D1"));
        check("m2-payments", Some("M2"));
    }

    #[test]
    fn other_names_mean_nothing() {
        for branch in ["main", "m2t01", "xm2-t01", "m3-t01", "fix-m2-t01", "", "/", "-"] {
            check(branch, None);
        }
    }
}
