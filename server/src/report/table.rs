//! A table for programs, as Excel opens it: UTF-8 with a mark, semicolons, CRLF, no text that would be taken for a formula.
use crate::csv_file::{self, plain};
use app::reports::document::{Cell, Table};

/// The bytes of a table.
///
/// # Errors
/// What the writer says.
pub fn write(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv_file::table();
    writer.write_record(table.columns.iter().map(|column| column.label.as_str()))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(shown))?;
    }
    csv_file::finish(writer)
}

/// What stands in a cell: amounts as spreadsheet programs of Germans read them (`-1.671.176,00`), numbers without points.
fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::Unknown => String::new(),
        Cell::Text(words, _) => plain(words),
        Cell::Count(count) => count.to_string(),
        Cell::Money(cents, _, _) => cents.german().replace('−', "-"),
        other => other.words(),
    }
}
