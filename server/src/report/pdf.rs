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

#[cfg(test)]
mod tests {
    use super::*;
    use app::reports::document::{Cell, Table, numbers, words};
    use entity::money::Cents;

    fn document(rows: usize, text: &str) -> Document {
        let row = |at: usize| {
            vec![
                Cell::text(format!("{text} {at}")),
                Cell::exact(Cents(at as i64 * 100 - 5_000)),
                Cell::Empty,
                Cell::Unknown,
            ]
        };
        let columns = vec![words("Name"), numbers("Betrag in Euro"), words("Nichts"), words("Unbekannt")];
        let table = Table { id: "t", title: "Tabelle".into(), columns, rows: (0..rows).map(row).collect(), note: None };
        Document {
            file: "Probe".into(),
            title: "Probe – ein Bericht".into(),
            sentences: vec!["Ein Satz mit „Zeichen“, 1.234,56 €.".into()],
            tables: vec![table.clone()],
            flat: table,
            as_of: "31.12.2020".into(),
            known_at: "2021-01-15T12:00:00Z".parse().expect("an instant"),
            sample: true,
        }
    }

    #[test]
    fn the_same_report_has_the_same_bytes() {
        let written = || write(&document(300, "Projekt")).expect("a report");
        let first = written();
        assert!(first.starts_with(b"%PDF-1.7"));
        assert_eq!(first, written());
        let faces = face::faces().expect("the fonts");
        assert!(layout::lay_out(&document(300, "Projekt"), faces).pages > 3);
    }

    #[test]
    fn no_text_breaks_it() {
        let long = "x".repeat(40_000);
        for text in ["", "\u{0}\t\r\n", "𝔘🦀漢\u{fffe}\u{202e}", "<b>=1+1</b>", "ﬁ−–\u{ad}\u{200b}", long.as_str()]
        {
            let printed = write(&document(3, text)).expect("a report");
            assert!(printed.starts_with(b"%PDF-1.7"), "{text}");
        }
        let mut nothing = document(0, "");
        nothing.sentences.clear();
        nothing.tables.clear();
        assert!(write(&nothing).is_ok(), "a report of nothing is one");
    }

    #[test]
    fn a_very_long_table_says_that_it_is_cut() {
        let faces = face::faces().expect("the fonts");
        let laid = layout::lay_out(&document(ROWS + 1, "Zeile"), faces);
        let said: Vec<&str> = laid.marks.iter().map(|mark| mark.text.as_str()).collect();
        assert!(said.iter().any(|text| text.contains("Gezeigt sind die ersten 2.000 von 2.001")), "said");
        assert!(!said.iter().any(|text| text.trim() == "Zeile 2000"));
    }
}
