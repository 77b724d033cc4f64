//! Four eyes (Vier-Augen-Prinzip): what makes money binding is proposed by one person and decided by another. The rows
//! hold it as well: an approval repeats who proposed, refers to the proposal by both, and refuses the same person, who
//! can only withdraw.
pub mod change;
pub mod proposal;
pub mod record;
pub mod waiting;

/// What is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A decision (Bescheid) or an amendment.
    Decision,
    /// Writing a claim off (Niederschlagung, Erlass).
    WriteOff,
    /// Overriding a check that blocks.
    Override,
}

impl Subject {
    /// Every subject.
    pub const ALL: [Self; 3] = [Self::Decision, Self::WriteOff, Self::Override];

    /// The word in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::WriteOff => "write_off",
            Self::Override => "override",
        }
    }

    /// The subject with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.key() == key)
    }
}

/// What the second person says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Mitgezeichnet: it holds.
    Approved,
    /// Abgelehnt: it never held.
    Rejected,
    /// Zurückgezogen by who proposed it: it never held.
    Withdrawn,
}

impl Verdict {
    /// The word in the database and in the JSON interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The verdict with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Approved, Self::Rejected, Self::Withdrawn].into_iter().find(|verdict| verdict.key() == key)
    }
}
