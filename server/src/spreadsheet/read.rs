//! Bytes to [`Workbook`]: which container it is (by content), then the reader for it.
mod biff;
mod cfb;
mod container;
mod convert;
mod csv_text;
mod html;
mod ods;
mod package;
mod text;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

use super::limits::{Budget, Exceeded};
use super::workbook::Workbook;
use sha2::{Digest, Sha256};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a file could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadErrorCode {
    /// No bytes, or nothing but blanks.
    Empty,
    /// Locked with a password.
    Encrypted,
    /// Damaged.
    Corrupt,
    /// Not a spreadsheet.
    Unsupported,
    /// Beyond the limits.
    TooLarge,
    /// Read, but holds no table.
    NoTable,
}

impl ReadErrorCode {
    /// The word in the JSON output.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Encrypted => "encrypted",
            Self::Corrupt => "corrupt",
            Self::Unsupported => "unsupported",
            Self::TooLarge => "too_large",
            Self::NoTable => "no_table",
        }
    }
}

/// Why a file could not be read, with a German sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ReadError {
    /// Which kind of trouble.
    pub code: ReadErrorCode,
    /// For people.
    pub message: String,
}

impl ReadError {
    fn new(code: ReadErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    fn encrypted() -> Self {
        Self::new(
            ReadErrorCode::Encrypted,
            "Die Datei ist mit einem Kennwort geschützt. Bitte in der Tabellenkalkulation öffnen, ohne Kennwort speichern \
             und erneut hochladen.",
        )
    }

    pub(super) fn corrupt() -> Self {
        Self::new(
            ReadErrorCode::Corrupt,
            "Die Datei ist beschädigt oder unvollständig. Bitte in der Tabellenkalkulation öffnen, neu speichern und \
             erneut hochladen.",
        )
    }

    fn unsupported(what: &str) -> Self {
        Self::new(
            ReadErrorCode::Unsupported,
            format!(
                "{what} Lesbar sind Excel-Mappen (xlsx, xlsm, xlsb, xls), OpenDocument-Tabellen (ods) und Textdateien (csv)."
            ),
        )
    }

    fn empty() -> Self {
        Self::new(ReadErrorCode::Empty, "Die Datei ist leer. Bitte prüfen, ob sie vollständig gespeichert wurde.")
    }

    /// The workbook was read, but no table was found in it.
    pub fn no_table() -> Self {
        Self::new(
            ReadErrorCode::NoTable,
            "In der Datei steht keine Tabelle mit Spaltenüberschriften und Zeilen. Bitte prüfen, ob es die richtige Datei ist.",
        )
    }

    fn too_large(what: &str) -> Self {
        Self::new(
            ReadErrorCode::TooLarge,
            format!("{what} Bitte nur das Blatt mit der Liste in eine neue Datei kopieren und diese hochladen."),
        )
    }
}

impl From<Exceeded> for ReadError {
    fn from(exceeded: Exceeded) -> Self {
        Self::too_large(match exceeded {
            Exceeded::Cells => "Die Datei enthält zu viele gefüllte Zellen.",
            Exceeded::Unpacked => "Die Datei wird beim Entpacken zu groß.",
            Exceeded::Time => "Das Lesen der Datei dauert zu lange.",
        })
    }
}

/// Reads a spreadsheet within a budget. The content decides what it is; the name only names the sheet of a text file.
pub(super) fn read(file_name: &str, bytes: &[u8], budget: &mut Budget) -> Result<Workbook, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::empty());
    }
    if bytes.len() > budget.limits().max_bytes {
        return Err(ReadError::too_large("Die Datei ist zu groß."));
    }
    // last defence: a reader's panic over a malformed file is that file's fault, not the server's end
    let read = catch_unwind(AssertUnwindSafe(|| read_by_content(file_name, bytes, budget)));
    if let Some(exceeded) = budget.exceeded() {
        return Err(exceeded.into());
    }
    let mut workbook = read.unwrap_or_else(|_| Err(ReadError::corrupt()))?;
    workbook.sha256 = sha256(bytes);
    Ok(workbook)
}

/// SHA-256 of a file in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read_by_content(file_name: &str, bytes: &[u8], budget: &mut Budget) -> Result<Workbook, ReadError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        container::read(bytes, budget)
    } else if bytes.starts_with(&cfb::SIGNATURE) {
        xls::read(bytes, budget)
    } else {
        text::read(file_name, bytes, budget)
    }
}
