//! A report on paper: title, sentences, and tables over pages with repeated headings. Tagged as PDF/UA-1 asks, so that it
//! can be heard as well as read; the same report has the same bytes.
mod columns;
mod draw;
mod face;
mod layout;

use app::reports::document::Document;

/// So many rows of a table are printed; who needs more needs no paper.
const ROWS: usize = 2_000;

/// Why a report could not be printed: a fault of ours.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The font in the program cannot be read.
    #[error("a font of the program cannot be read")]
    Font,
    /// What the writer says.
    #[error("the writer refused: {0}")]
    Writer(String),
}

/// The bytes of the report on paper.
///
/// # Errors
/// [`PdfError`].
pub fn write(document: &Document) -> Result<Vec<u8>, PdfError> {
    let faces = face::faces().ok_or(PdfError::Font)?;
    let laid = layout::lay_out(document, faces);
    draw::draw(document, &laid, faces).map_err(PdfError::Writer)
}
