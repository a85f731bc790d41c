//! What goes wrong when people ask for facts.

use crate::failure::Failure;

/// Why a fact cannot be shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FactTrouble {
    /// There are none.
    #[error("milepost.toml has no fact and no surface")]
    None,
    /// None has that name.
    #[error("no fact is called `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// The facts there are.
        known: Vec<String>,
    },
    /// Only badges are pictures.
    #[error("only a badge is a picture")]
    NoPicture,
    /// A badge is a picture or what draws one.
    #[error("a badge is written as `svg` or `json`")]
    NoSuchBadge,
}

impl From<FactTrouble> for Failure {
    fn from(trouble: FactTrouble) -> Self {
        let hints = match &trouble {
            FactTrouble::None => vec![
                "`[facts]` names values, as `version = 'toml(\"Cargo.toml\", \"package.version\")'`"
                    .to_owned(),
            ],
            FactTrouble::Unknown { name, known } => {
                let near = milepost_core::suggest::nearest(name, known.iter().map(String::as_str));
                vec![match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are: {}", known.join(", ")),
                }]
            }
            FactTrouble::NoPicture => vec!["milepost facts --badge NAME".to_owned()],
            FactTrouble::NoSuchBadge => Vec::new(),
        };
        Self::new(trouble, hints)
    }
}
