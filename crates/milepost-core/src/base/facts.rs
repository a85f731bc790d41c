//! What is computed, and which places must state it.

use crate::{
    base::{Alteration, Altered, CONFIG, Effect, Table, at},
    fact::{Fact, How, Place, Surface},
};

/// Compares facts. A new one is held against nothing that was there before.
pub(super) fn facts(before: &[Fact], now: &[Fact], found: &mut Vec<Alteration>) {
    for old in before {
        let new = now.iter().find(|fact| fact.name == old.name);
        match new {
            None => {
                let what = format!("fact `{}` is gone", old.name);
                found.push(Alteration::in_config(
                    Altered::Table(Table::Facts),
                    what,
                    Effect::Loosens,
                ));
            }
            Some(new) if new.text != old.text => {
                let what = format!("fact `{}` is computed otherwise", old.name);
                let place = at(CONFIG, new.span);
                found.push(Alteration::new(
                    Altered::Table(Table::Facts),
                    what,
                    Effect::Unclear,
                    place,
                ));
            }
            Some(_) => {}
        }
    }
}

/// Compares surfaces, wherever they stand in the file.
pub(super) fn surfaces(before: &[Surface], now: &[Surface], found: &mut Vec<Alteration>) {
    let gone = before.iter().filter(|old| !now.iter().any(|new| are_same(old, new)));
    for surface in gone {
        let of = match &surface.fact {
            Some(fact) => format!("of fact `{fact}`"),
            None => "whose places must agree".to_owned(),
        };
        let file = surface.places.first().map_or("", |place| place.file.as_str());
        let what = format!("a surface {of} in `{file}` is gone or was altered");
        found.push(Alteration::in_config(Altered::Table(Table::Surfaces), what, Effect::Loosens));
    }
}

fn are_same(one: &Surface, other: &Surface) -> bool {
    let Surface { span: _, fact, places, within, digits } = one;
    let is_bound = (fact, digits) == (&other.fact, &other.digits);
    let is_near = within.total_cmp(&other.within).is_eq();
    let same_places = |(a, b): (&Place, &Place)| {
        let how = |how: &How| format!("{how:?}");
        a.file == b.file && a.every == b.every && how(&a.how) == how(&b.how)
    };
    is_bound
        && is_near
        && places.len() == other.places.len()
        && places.iter().zip(&other.places).all(same_places)
}
