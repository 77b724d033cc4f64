//! Long work, done beside the requests by any process that serves. A job belongs to the process that claimed it
//! until its lease ends; a process that dies loses it, and another begins it again.
pub mod change;
pub mod find;
pub mod record;

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Reads an uploaded workbook and prepares the preview.
    ReadImport,
    /// Applies a long list, or takes it back, as decided.
    CarryOutImport,
}

impl Kind {
    /// The word used in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::ReadImport => "read_import",
            Self::CarryOutImport => "apply_import",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::ReadImport, Self::CarryOutImport].into_iter().find(|kind| kind.key() == key)
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Nobody has begun it.
    Waiting,
    /// A process works on it.
    Running,
    /// It is done.
    Done,
    /// It was given up.
    Failed,
    /// Somebody called it off.
    Cancelled,
}

impl State {
    /// The word used in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}
