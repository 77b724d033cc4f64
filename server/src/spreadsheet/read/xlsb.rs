//! Office Open XML in binary records, read by calamine.
use super::super::limits::Budget;
use super::super::workbook::{Cell, Format, Sheet, Workbook};
use super::ReadError;
use super::convert::{Rows, from_ref};
use calamine::{Reader as _, SheetType, SheetVisible, Xlsb};
use std::io::Cursor;

pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Workbook, ReadError> {
    let mut book = Xlsb::new(Cursor::new(bytes)).map_err(|_| ReadError::corrupt())?;
    let from_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    for metadata in book.sheets_metadata().to_vec() {
        if metadata.typ != SheetType::WorkSheet {
            continue;
        }
        let mut reader = book.worksheet_cells_reader(&metadata.name).map_err(|_| ReadError::corrupt())?;
        let mut rows = Rows::new();
        while let Some(cell) = reader.next_cell().map_err(|_| ReadError::corrupt())? {
            let (row, column) = cell.get_position();
            if let Some(value) = from_ref(cell.get_value()) {
                rows.push(row.saturating_add(1), Cell { column, format: 0, value }, budget)?;
            }
        }
        sheets.push(Sheet {
            name: metadata.name,
            visible: metadata.visible == SheetVisible::Visible,
            rows: rows.finish(),
            ..Sheet::default()
        });
    }
    Ok(Workbook {
        format: Format::Xlsb,
        sha256: String::new(),
        from_1904,
        number_formats: vec!["General".into()],
        sheets,
    })
}
