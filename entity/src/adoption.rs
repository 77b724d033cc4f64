//! Who reuses what: statements of municipalities about their use of a solution.
pub mod change;
pub mod find;
pub mod record;
pub mod rules;
pub mod standing;

use crate::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// Who makes a statement.
    Speaker {
        /// The municipality itself, with an account.
        Adopter => "adopter", "die Kommune selbst";
        /// The transfer office, for the municipality; it does not confirm use.
        Curator => "curator", "die Transferstelle";
        /// Somebody without an account who confirmed a mailbox; nobody checked for whom it speaks, and it counts nowhere.
        Visitor => "visitor", "ohne Konto, per E-Mail bestätigt";
    }
}

words! {
    /// In which way a solution is taken over.
    UseKind {
        /// As it is.
        AsIs => "as_is", "unverändert";
        /// Changed.
        Adapted => "adapted", "angepasst";
        /// Only the idea.
        Concept => "concept", "nur das Konzept";
    }
}

/// How far a municipality is with a solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Interessiert.
    Interested,
    /// In Prüfung.
    Evaluating,
    /// In Einführung.
    Introducing,
    /// Produktiv.
    Productive,
    /// Verworfen.
    Rejected,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Interested, Self::Evaluating, Self::Introducing, Self::Productive, Self::Rejected];

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Interested => "interested",
            Self::Evaluating => "evaluating",
            Self::Introducing => "introducing",
            Self::Productive => "productive",
            Self::Rejected => "rejected",
        }
    }

    /// The state with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Interested => "interessiert",
            Self::Evaluating => "in Prüfung",
            Self::Introducing => "in Einführung",
            Self::Productive => "produktiv",
            Self::Rejected => "verworfen",
        }
    }
}
