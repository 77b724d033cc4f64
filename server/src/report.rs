//! Reports as files: the same document as the page, written for programs.
mod table;

use app::reports::document::Document;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One table for programs.
    Csv,
}

/// Why a report could not be written: a fault of ours.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// What the writer of tables says.
    #[error(transparent)]
    Csv(#[from] csv::Error),
}

impl Kind {
    /// The word in addresses, and the ending of the file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// The bytes of the file: the same for the same document.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn write(self, document: &Document) -> Result<Vec<u8>, WriteError> {
        match self {
            Self::Csv => Ok(table::write(&document.flat)?),
        }
    }
}
