//! What commands say that take work, give it back, or send it elsewhere.

use crate::{
    evidence::{Target, Turn},
    judge::Obstacle,
    lease::{AtWork, Lease},
    plan::{ItemKey, Plan},
    render::{escape, log, queue::shell_word, work},
};

/// How a lease came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken<'a> {
    /// Nobody held the item.
    New,
    /// Who asks held it already.
    Renewed,
    /// Somebody held it until their lease ended.
    After(&'a Lease),
    /// Somebody held it still.
    Stolen(&'a Lease),
}

/// That somebody holds an item from now on, and what to do next.
pub fn taken(plan: &Plan, key: &ItemKey, lease: &Lease, how: Taken<'_>) -> String {
    let title = plan.items.get(key).map_or("", |item| plan.title(item));
    let name = escape::line(key.name.as_str());
    let title = if title.is_empty() || title == key.name.as_str() {
        String::new()
    } else {
        format!(" {}", escape::line(title))
    };
    let until = log::minute(lease.until);

    match how {
        Taken::New => format!("{name}{title} is yours until {until}\n"),
        Taken::Renewed => format!("{name}{title} is yours already, now until {until}\n"),
        Taken::After(other) => {
            let ended = log::minute(other.until);
            let actor = escape::line(other.actor.as_str());
            format!("{name}{title} is yours until {until}; the lease of {actor} ended {ended}\n")
        }
        Taken::Stolen(other) => {
            let actor = escape::line(other.actor.as_str());
            format!("{name}{title} is yours until {until}; taken from {actor}, which is recorded\n")
        }
    }
}

/// A name for the branch that work on an item goes to.
pub fn branch_for(key: &ItemKey, title: &str) -> String {
    let mut name = String::new();
    let words = [key.name.as_str(), title];
    for char in words.join("-").chars().flat_map(char::to_lowercase) {
        match char {
            'a'..='z' | '0'..='9' | '.' => name.push(char),
            _ if name.ends_with('-') => {}
            _ => name.push('-'),
        }
    }
    let name: String = name.trim_matches(['-', '.']).chars().take(48).collect();
    name.trim_matches(['-', '.']).replace("..", ".")
}

/// Why somebody may not take an item, as the end of a sentence about it.
pub fn obstacle(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::NotWork => "is no work that one could hold".to_owned(),
        Obstacle::Operator { may } => match may.as_slice() {
            [] => "needs an operator, and you work on your own".to_owned(),
            may => format!("needs an operator: only role {} may move it", may.join(", ")),
        },
        Obstacle::Standing { standing, by } if by.is_empty() => {
            format!("is {}", standing.as_str())
        }
        Obstacle::Standing { standing, by } => {
            let by: Vec<String> = by.iter().map(|key| format!("`{}`", key.name)).collect();
            let word = standing.as_str();
            format!("is {word}: it waits for {}", by.join(", "))
        }
        Obstacle::Parts { part } => format!("is worked on in its parts, as `{}`", part.name),
        Obstacle::AtWork { item: _, at } => match &**at {
            AtWork::Held { lease, .. } => {
                format!("is held by {}, {}", lease.actor, work::times(lease))
            }
            AtWork::Branch { name, .. } => {
                format!("is in progress on branch `{name}`, which is not merged here")
            }
        },
    }
}

/// The commands that help over an obstacle.
pub fn way_on(obstacle: &Obstacle, key: &ItemKey) -> Vec<String> {
    let name = shell_word(key.name.as_str());
    let next = "`milepost next` lists what is ready".to_owned();
    match obstacle {
        Obstacle::NotWork | Obstacle::Operator { .. } => vec![next],
        Obstacle::Standing { .. } => vec![format!("`milepost why {name}` says why"), next],
        Obstacle::Parts { part } => {
            vec![format!("`milepost take {}`", shell_word(part.name.as_str()))]
        }
        Obstacle::AtWork { item, at: _ } => {
            let held = shell_word(item.name.as_str());
            vec![
                "`milepost next --take` takes what is free".to_owned(),
                format!(
                    "if nobody works on it any more: `milepost take {held} --steal --reason \"…\"`"
                ),
            ]
        }
    }
}

/// That something was recorded about where work goes.
pub fn steered(target: &Target, turn: &Turn) -> String {
    let what = match target {
        Target::Item(item) => item.id.to_string(),
        Target::Project => "the project".to_owned(),
    };
    escape::line(&format!("recorded: {what} {}", log::turned(turn))).into_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::branch_for;
    use crate::{
        id::{ItemId, Scope},
        plan::{ItemKey, ItemKind},
    };

    #[test]
    fn branches_are_named_so_that_git_takes_them() {
        let name = |id: &str, title: &str| {
            let key = ItemKey {
                scope: Scope::new(""),
                kind: ItemKind::Task,
                name: ItemId::new(id).unwrap(),
            };
            branch_for(&key, title)
        };
        assert_eq!(name("M2-T01", "Token validator"), "m2-t01-token-validator");
        assert_eq!(name("M2.5", "Ünïcode & `marks`…"), "m2.5-n-code-marks");
        assert_eq!(name("M1", ""), "m1");
        assert_eq!(name("M1", &"long ".repeat(40)).len(), 47);
    }
}
