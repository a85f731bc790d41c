//! Badges of facts: a picture of our own, and the JSON that the endpoint of shields.io reads.
//!
//! Green is only what was computed here and now and keeps the bound that the project set for it. What
//! cannot be told is grey, what rests on a gate that is stale or red is orange, and each says so in
//! words, too.

use serde::Serialize;

use crate::{
    fact::{Computed, Fact, Told},
    render::{escape, json, layout},
};

/// How much wider than its letters a half of the picture is.
const MARGIN: usize = 12;
/// How wide a column of text is drawn.
const COLUMN: usize = 7;
/// The longest text that is drawn, in columns.
const LONGEST: usize = 60;

/// What a badge says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    label: String,
    message: String,
    colour: Colour,
}

/// The colours, by what they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colour {
    /// It keeps its bound.
    Green,
    /// It does not.
    Red,
    /// It has no bound.
    Blue,
    /// It may not hold here and now.
    Orange,
    /// It cannot be told.
    Grey,
}

impl Colour {
    /// The name that shields.io has for it.
    fn name(self) -> &'static str {
        match self {
            Self::Green => "brightgreen",
            Self::Red => "red",
            Self::Blue => "blue",
            Self::Orange => "orange",
            Self::Grey => "lightgrey",
        }
    }

    /// Dark enough for white letters (a contrast of 4.5 at least).
    fn fill(self) -> &'static str {
        match self {
            Self::Green => "#1a7f37",
            Self::Red => "#c62828",
            Self::Blue => "#1565c0",
            Self::Orange => "#b45309",
            Self::Grey => "#6b7280",
        }
    }
}

impl Badge {
    /// The badge of a fact.
    pub fn of(fact: &Fact, told: &Told) -> Self {
        let label = fact.label.as_deref().unwrap_or(fact.name.as_str());
        let (message, colour) = match &told.computed {
            Err(_) => ("unknown".to_owned(), Colour::Grey),
            Ok(Computed { value, doubts, .. }) => {
                let value_text = format!("{value}{}", fact.suffix);
                match (&fact.green, doubts.first()) {
                    (_, Some(doubt)) => (format!("{value_text} ({doubt})"), Colour::Orange),
                    (Some(green), None) if green.holds(value) => (value_text, Colour::Green),
                    (Some(green), None) => (format!("{value_text}, not {green}"), Colour::Red),
                    (None, None) => (value_text, Colour::Blue),
                }
            }
        };
        Self { label: label.to_owned(), message: message.replace('`', ""), colour }
    }

    /// What the endpoint of shields.io reads.
    pub fn json(&self) -> String {
        json::write(&Shields {
            schema_version: 1,
            label: &self.label,
            message: &self.message,
            color: self.colour.name(),
            is_error: self.colour == Colour::Grey,
        })
    }

    /// A picture that needs nothing else: no network, no fonts of its own, no script.
    pub fn svg(&self) -> String {
        let [label, message] = [&self.label, &self.message].map(|text| layout::cut(text, LONGEST));
        let half = |text: &str| layout::width(text) * COLUMN + MARGIN;
        let (left, right) = (half(&label), half(&message));
        let width = left + right;
        let [label, message] = [&label, &message].map(|text| escape::xml(text));
        let whole = escape::xml(&format!("{}: {}", self.label, self.message));
        let (fill, left_middle, right_middle) = (self.colour.fill(), left / 2, left + right / 2);
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" viewBox="0 0 {width} 20" role="img" aria-label="{whole}">
<title>{whole}</title>
<clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#3d444d"/><rect x="{left}" width="{right}" height="20" fill="{fill}"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="{left_middle}" y="14">{label}</text>
<text x="{right_middle}" y="14">{message}</text>
</g>
</svg>
"##
        )
    }
}

/// The format of shields.io.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shields<'a> {
    schema_version: u32,
    label: &'a str,
    message: &'a str,
    color: &'static str,
    is_error: bool,
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::Badge;
    use crate::{
        fact::{Computed, Expr, Fact, FactName, Green, Number, Told, Untold, Value},
        text::Span,
    };

    fn badge(green: Option<&str>, value: Result<f64, ()>, doubt: Option<&str>) -> Badge {
        let name = FactName::new("corpus").unwrap();
        let fact = Fact {
            name: name.clone(),
            span: Span::default(),
            text: "1".into(),
            expr: Expr::parse("1").unwrap(),
            label: None,
            suffix: "%".into(),
            green: green.and_then(Green::parse),
        };
        let computed = value.map_err(|()| Untold::DivisionByZero).map(|value| Computed {
            value: Value::Number(Number::new(value).unwrap()),
            from: Vec::new(),
            doubts: doubt.into_iter().map(str::to_owned).collect(),
        });
        Badge::of(&fact, &Told { name, computed })
    }

    #[test]
    fn unknown_stale_and_missing_are_never_green() {
        let says = |badge: Badge| format!("{}, {}", badge.message, badge.colour.name());
        assert_eq!(says(badge(Some(">= 95"), Ok(97.0), None)), "97%, brightgreen");
        assert_eq!(says(badge(Some(">= 95"), Ok(90.0), None)), "90%, not >= 95, red");
        assert_eq!(says(badge(None, Ok(97.0), None)), "97%, blue");
        let stale = badge(Some(">= 95"), Ok(97.0), Some("gate `unit` is stale"));
        assert_eq!(says(stale), "97% (gate unit is stale), orange");
        assert_eq!(says(badge(Some(">= 95"), Err(()), None)), "unknown, lightgrey");
        assert_eq!(says(badge(None, Err(()), None)), "unknown, lightgrey");
    }

    #[test]
    fn the_json_is_that_of_shields() {
        assert_snapshot!(badge(Some(">= 95"), Err(()), None).json(), @r#"
        {
          "schemaVersion": 1,
          "label": "corpus",
          "message": "unknown",
          "color": "lightgrey",
          "isError": true
        }
        "#);
    }

    #[test]
    fn the_picture_is_whole_and_holds_no_markup_of_others() {
        let mut hostile = badge(None, Ok(1.0), None);
        "<b>\"&\u{202e}".clone_into(&mut hostile.label);
        assert_snapshot!(hostile.svg(), @r##"
        <svg xmlns="http://www.w3.org/2000/svg" width="73" height="20" viewBox="0 0 73 20" role="img" aria-label="&lt;b&gt;&quot;&amp;⟨U+202E⟩: 1%">
        <title>&lt;b&gt;&quot;&amp;⟨U+202E⟩: 1%</title>
        <clipPath id="r"><rect width="73" height="20" rx="3"/></clipPath>
        <g clip-path="url(#r)"><rect width="47" height="20" fill="#3d444d"/><rect x="47" width="26" height="20" fill="#1565c0"/></g>
        <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
        <text x="23" y="14">&lt;b&gt;&quot;&amp;⟨U+202E⟩</text>
        <text x="60" y="14">1%</text>
        </g>
        </svg>
        "##);
    }
}
