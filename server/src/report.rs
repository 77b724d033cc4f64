//! Reports as files: the same document as the page, written for programs, for spreadsheets and for paper.
mod pdf;
mod table;
mod workbook;

use app::reports::document::Document;
use rust_xlsxwriter::XlsxError;

/// Where a report comes from.
const SOURCE: &str = "Quelle: Leitstand, aus den gebuchten Vorgängen; jede Zahl ist dort bis zum Vorgang zu öffnen.";
/// What is said where invented data is in it.
const SAMPLE: &str = "Enthält Beispieldaten: erfundene Beträge und Angaben.";

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Paper.
    Pdf,
    /// A workbook.
    Xlsx,
    /// One table for programs.
    Csv,
}

/// Why a report could not be written: a fault of ours.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// What the writer of tables says.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// What the writer of workbooks says.
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
    /// What the writer of paper says.
    #[error(transparent)]
    Pdf(#[from] pdf::PdfError),
}

impl Kind {
    /// The word in addresses, and the ending of the file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// The bytes of the file: the same for the same document.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn write(self, document: &Document) -> Result<Vec<u8>, WriteError> {
        match self {
            Self::Pdf => Ok(pdf::write(document)?),
            Self::Xlsx => Ok(workbook::write(document)?),
            Self::Csv => Ok(table::write(&document.flat)?),
        }
    }
}
