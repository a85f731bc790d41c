//! Places that state something else than what is computed.

use crate::{
    diag::{Code, Place, Severity},
    fact::{Fact, Finding, Sighting, Surface, Survey, Untold},
    lint::{Findings, Group, Reach, Rule, at_gate},
    scene::Scene,
    text::Span,
};

pub(super) const RULE: Rule = Rule {
    code: Code(408),
    name: "surface-drift",
    group: Group::Writing,
    severity: Severity::Error,
    reach: Reach::Judged,
    page: PAGE,
    check,
};

const PAGE: &str = r#"# surface-drift

## What it does

Computes every fact of `[facts]` and looks at every place of `[[surfaces]]`. It reports places that state
something else than their fact, or than each other; facts that cannot be told, because a file, a tag or a run
is not there; and places that are not found, or found several times where one is meant.

## Why is this bad?

A number in a README is believed. Nobody who adds the 25th fixture thinks of the five pages that say 24, and
a check that finds its input gone and stays quiet is worse than none.

## Example

```fixture
//- milepost.toml
schema = 1

[facts]
version = 'toml("Cargo.toml", "package.version")'

[[surfaces]]
fact = "version"
file = "README.md"
pattern = 'current release is (\S+)\.$'
//- Cargo.toml
[package]
version = "0.3.0"
//- README.md
The current release is 0.2.0.
```

Instead: `milepost fix` writes what is computed.

```fixture
//- milepost.toml
schema = 1

[facts]
version = 'toml("Cargo.toml", "package.version")'

[[surfaces]]
fact = "version"
file = "README.md"
pattern = 'current release is (\S+)\.$'
//- Cargo.toml
[package]
version = "0.3.0"
//- README.md
The current release is 0.3.0.
```

## When it stays silent

When a number lies within the tolerance of its surface, or is the value rounded to the digits of its surface.
Of a fact that rests on another one that cannot be told, as that one is reported. It never guesses which of
several places that must agree is right: it names the first one beside each that differs.
"#;

fn check(scene: &Scene<'_>, findings: &mut Findings<'_>) {
    let Some(survey) = scene.survey else { return };
    for fact in &scene.config.facts {
        untold(survey, fact, findings);
    }
    for sighting in &survey.sightings {
        if let Some(surface) = scene.config.surfaces.get(sighting.surface) {
            report(surface, sighting, findings);
        }
    }
}

/// A fact without a value, unless another one is to blame.
fn untold(survey: &Survey, fact: &Fact, findings: &mut Findings<'_>) {
    let told = survey.fact(&fact.name);
    let Some(Err(why)) = told.map(|told| &told.computed) else { return };
    if matches!(why, Untold::RestsOn { .. }) {
        return;
    }
    let message = format!("fact `{}` cannot be told: {why}", fact.name);
    let help = if let Untold::NoRun { gate } | Untold::NotMeasured { gate, .. } = why {
        format!("`milepost verify --gate {gate}`")
    } else {
        format!("correct it, or what it looks at; `milepost facts {}` tries again", fact.name)
    };
    findings.report_at(at_gate::in_config(fact.span), message).help(help);
}

fn report(surface: &Surface, sighting: &Sighting, findings: &mut Findings<'_>) {
    let Sighting { file, place, .. } = sighting;
    let at = |span: Span| Place { path: file.clone(), span };
    let described = surface.places.get(*place).map_or(surface.span, |place| place.span);
    let of = match &surface.fact {
        Some(fact) => format!("surface of fact `{fact}`"),
        None => "surface".to_owned(),
    };
    match &sighting.finding {
        // What cannot be told is reported with its fact.
        Finding::Agrees { .. } | Finding::Untold => {}
        Finding::Drifts { span, line: _, stated, wanted } => {
            let fact = surface.fact.as_ref().map(ToString::to_string).unwrap_or_default();
            let message = format!("`{stated}` stands here, and fact `{fact}` is {wanted}");
            findings
                .report_at(at(*span), message)
                .help(format!("`milepost fix` writes {wanted}; `milepost facts {fact}` shows why"));
        }
        Finding::Differs { span, line: _, stated, first, first_file, first_line } => {
            let message =
                format!("`{stated}` stands here, and `{first}` in {first_file}:{first_line}");
            let help = "nothing says which is right: correct one of them, or name a `fact`";
            findings
                .report_at(at(*span), message)
                .help(help)
                .label_at(at_gate::in_config(surface.span), "these places must agree");
        }
        Finding::Unread(why) => {
            let message = format!("{of}: `{file}` {why}");
            let help = format!("bring `{file}` back, or take the surface out of milepost.toml");
            findings.report_at(at_gate::in_config(described), message).help(help);
        }
        Finding::Lost(why) => {
            let message = format!("{of} in `{file}`: {why}");
            let help = format!("correct `{file}`, or where milepost.toml says that it stands");
            findings.report_at(at_gate::in_config(described), message).help(help);
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::RULE;
    use crate::lint::tests::problems;

    /// A configuration, and files.
    fn check(config: &str, files: &str) -> String {
        problems(&RULE, &format!("//- milepost.toml\nschema = 1\n{config}\n{files}"))
    }

    const COUNT: &str = "[facts]\nfixtures = 'files(\"data/*.json\")'\n\
        [[surfaces]]\nfact = \"fixtures\"\nfile = \"README.md\"\npattern = '(\\d+) fixtures'\n";

    #[test]
    fn what_is_computed_is_held_against_what_is_stated() {
        let files = "//- data/a.json\n{}\n//- data/b.json\n{}\n//- README.md\nIt has 3 fixtures.\n";
        assert_snapshot!(check(COUNT, files), @"
        README.md:1:8 error[surface-drift]: `3` stands here, and fact `fixtures` is 2
          at: 3
          help: `milepost fix` writes 2; `milepost facts fixtures` shows why
        ");
        assert_eq!(check(COUNT, &files.replace('3', "2")), "");
    }

    #[test]
    fn what_is_gone_is_never_a_pass() {
        assert_snapshot!(check(COUNT, "//- README.md\nIt has 0 fixtures.\n"), @"
        milepost.toml:3:1 error[surface-drift]: fact `fixtures` cannot be told: no file matches `data/*.json`
          at: fixtures
          help: correct it, or what it looks at; `milepost facts fixtures` tries again
        ");
        assert_snapshot!(check(COUNT, "//- data/a.json\n{}\n"), @"
        milepost.toml:4:1 error[surface-drift]: surface of fact `fixtures`: `README.md` is not there
          at: [[surfaces]]
          help: bring `README.md` back, or take the surface out of milepost.toml
        ");
        assert_snapshot!(check(COUNT, "//- data/a.json\n{}\n//- README.md\nMany fixtures.\n"), @r"
        milepost.toml:4:1 error[surface-drift]: surface of fact `fixtures` in `README.md`: nothing in it matches `(\d+) fixtures`
          at: [[surfaces]]
          help: correct `README.md`, or where milepost.toml says that it stands
        ");
        let twice = "//- data/a.json\n{}\n//- README.md\n1 fixtures\n\n1 fixtures\n";
        assert_snapshot!(check(COUNT, twice), @"
        milepost.toml:4:1 error[surface-drift]: surface of fact `fixtures` in `README.md`: it is found 2 times, first on lines 1 and 3; one is meant
          at: [[surfaces]]
          help: correct `README.md`, or where milepost.toml says that it stands
        ");
        assert_eq!(check(&format!("{COUNT}every = true\n"), twice), "");
    }

    #[test]
    fn places_without_a_fact_must_agree_among_themselves() {
        let config = "[[surfaces]]\nplaces = [\n\
            { file = \"Cargo.toml\", path = \"package.version\" },\n\
            { file = \"README.md\", pattern = 'version (\\S+)' },\n\
            { file = \"package.json\", path = \"version\" },\n]\n";
        let files = "//- Cargo.toml\n[package]\nversion = \"1.2.0\"\n\
            //- README.md\nversion 1.2.0\n//- package.json\n{\"version\": \"1.1.0\"}\n";
        assert_snapshot!(check(config, files), @r#"
        package.json:1:13 error[surface-drift]: `1.1.0` stands here, and `1.2.0` in Cargo.toml:2
          at: "1.1.0"
          see milepost.toml:2: these places must agree
          help: nothing says which is right: correct one of them, or name a `fact`
        "#);
        assert_eq!(check(config, &files.replace("1.1.0", "1.2.0")), "");
    }

    #[test]
    fn rounding_is_what_the_surface_says() {
        let config = "[facts]\nshare = '2 / 3 * 100'\n\
            [[surfaces]]\nfact = \"share\"\nfile = \"README.md\"\npattern = '([\\d.]+) %'\n";
        let stated = |text: &str, bound: &str| {
            let problems =
                check(&format!("{config}{bound}\n"), &format!("//- README.md\n{text} %\n"));
            problems.lines().next().unwrap_or("fine").to_owned()
        };
        assert_eq!(stated("66.7", "digits = 1"), "fine");
        assert_eq!(stated("67", "within = 0.5"), "fine");
        assert_snapshot!(stated("66.6", "digits = 1"), @"README.md:1:1 error[surface-drift]: `66.6` stands here, and fact `share` is 66.7");
        assert_snapshot!(stated("67", ""), @"README.md:1:1 error[surface-drift]: `67` stands here, and fact `share` is 66.66666666666666");
    }

    #[test]
    fn a_fact_that_rests_on_one_that_cannot_be_told_is_not_reported_too() {
        let config = "[facts]\na = 'number(capture(\"x.txt\", \"(.+)\"))'\nb = 'a + 1'\n";
        assert_snapshot!(check(config, "//- x.txt\nnone\n"), @"
        milepost.toml:3:1 error[surface-drift]: fact `a` cannot be told: `none` is no number
          at: a
          help: correct it, or what it looks at; `milepost facts a` tries again
        ");
        assert_snapshot!(check(config, "//- x.txt\n1\n2\n"), @"
        milepost.toml:3:1 error[surface-drift]: fact `a` cannot be told: `(.+)` matches 2 times in `x.txt`, first on lines 1 and 2; one is meant
          at: a
          help: correct it, or what it looks at; `milepost facts a` tries again
        ");
        assert_eq!(check(config, "//- x.txt\n1\n"), "");
    }
}
