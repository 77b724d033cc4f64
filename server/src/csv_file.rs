//! Tables as Excel opens them: UTF-8 with a mark, semicolons, CRLF, no text that would be taken for a formula.

/// A table that is being written.
pub(crate) type Table = csv::Writer<Vec<u8>>;

/// Begins a table.
pub(crate) fn table() -> Table {
    csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec())
}

/// The bytes of a table.
///
/// # Errors
/// What the writer says.
pub(crate) fn finish(table: Table) -> Result<Vec<u8>, csv::Error> {
    table.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A text that no spreadsheet program takes for a formula.
pub(crate) fn plain(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}
