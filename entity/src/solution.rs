//! What one region built and others can take over.
pub mod address;
pub mod asking;
pub mod catalogue;
pub mod change;
pub mod find;
pub mod gate;
pub mod origin;
pub mod picture;
pub mod place;
pub mod project_link;
pub mod record;
pub mod sheet;

use serde::{Deserialize, Serialize};

/// What kind of thing a solution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Software.
    Software,
    /// A concept.
    Concept,
    /// Data.
    Data,
    /// A process.
    Process,
    /// A guide (Handlungsleitfaden).
    Guide,
    /// A hardware set-up.
    Hardware,
    /// An organisational model.
    Organisation,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Maturity {
    /// An idea.
    Idea,
    /// Tried out.
    Pilot,
    /// In use where it was made.
    Productive,
    /// Ready to be taken over.
    Transferable,
    /// No longer looked after.
    Retired,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Software, Self::Concept, Self::Data, Self::Process, Self::Guide, Self::Hardware, Self::Organisation];

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Software => "software",
            Self::Concept => "concept",
            Self::Data => "data",
            Self::Process => "process",
            Self::Guide => "guide",
            Self::Hardware => "hardware",
            Self::Organisation => "organisation",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Software => "Software",
            Self::Concept => "Konzept",
            Self::Data => "Daten",
            Self::Process => "Verfahren",
            Self::Guide => "Leitfaden",
            Self::Hardware => "Technik vor Ort",
            Self::Organisation => "Organisationsmodell",
        }
    }
}

impl Maturity {
    /// Every step.
    pub const ALL: [Self; 5] = [Self::Idea, Self::Pilot, Self::Productive, Self::Transferable, Self::Retired];

    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Idea => "idea",
            Self::Pilot => "pilot",
            Self::Productive => "productive",
            Self::Transferable => "transferable",
            Self::Retired => "retired",
        }
    }

    /// The step with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.key() == key)
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Idea => "Idee",
            Self::Pilot => "erprobt",
            Self::Productive => "im Einsatz",
            Self::Transferable => "übertragbar",
            Self::Retired => "wird nicht mehr angeboten",
        }
    }
}
