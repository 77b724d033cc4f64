//! BIFF5 and BIFF8. calamine reads the values, [`super::biff`] what it does not tell.
use super::super::limits::Budget;
use super::super::workbook::{Area, Cell, Format, Sheet, Workbook};
use super::ReadError;
use super::biff::Biff;
use super::cfb::Compound;
use super::convert::{Rows, from_data, hide_rows};
use calamine::{Reader as _, SheetType, SheetVisible, Xls};
use std::io::Cursor;

/// calamine lays a sheet out as a full rectangle: more cells than this are refused before it does.
const MOST_CELLS_IN_RECTANGLE: u64 = 8_000_000;

pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Workbook, ReadError> {
    let file = Compound::open(bytes).ok_or_else(ReadError::corrupt)?;
    if file.has("EncryptedPackage") || file.has("EncryptionInfo") {
        return Err(ReadError::encrypted());
    }
    let Some(stream) = file.stream("Workbook").or_else(|| file.stream("Book")) else {
        return Err(if file.has("Workbook") || file.has("Book") {
            ReadError::corrupt()
        } else {
            ReadError::unsupported("Die Datei ist ein anderes Office-Dokument (zum Beispiel Word), keine Tabelle.")
        });
    };
    let mut shape = Biff::read(&stream).ok_or_else(ReadError::corrupt)?;
    if shape.locked {
        return Err(ReadError::encrypted());
    }
    if shape.sheets.iter().map(|sheet| sheet.area).sum::<u64>() > MOST_CELLS_IN_RECTANGLE {
        return Err(ReadError::too_large("Die Datei enthält Zellen, die zu weit auseinander liegen."));
    }
    drop(stream);
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|_| ReadError::corrupt())?;
    let mut sheets = Vec::new();
    for (index, metadata) in book.sheets_metadata().to_vec().into_iter().enumerate() {
        if metadata.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book.worksheet_range(&metadata.name).map_err(|_| ReadError::corrupt())?;
        let shape = shape.sheets.get_mut(index).map(std::mem::take).unwrap_or_default();
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = Rows::new();
        for (row, column, data) in range.used_cells() {
            let place = (row as u32 + top + 1, column as u32 + left);
            if let Some(value) = from_data(data) {
                let format = shape.formats.get(&place).copied().unwrap_or(0);
                rows.push(place.0, Cell { column: place.1, format, value }, budget)?;
            }
        }
        let merged = book.merge_cells_by_sheet_name(&metadata.name).unwrap_or_default();
        let mut sheet = Sheet {
            name: metadata.name,
            visible: metadata.visible == SheetVisible::Visible,
            rows: rows.finish(),
            merged: merged
                .iter()
                .map(|area| Area {
                    first_row: area.start.0 + 1,
                    last_row: area.end.0 + 1,
                    first_column: area.start.1,
                    last_column: area.end.1,
                })
                .collect(),
            hidden_columns: shape.hidden_columns,
        };
        hide_rows(&mut sheet, &shape.hidden_rows);
        sheets.push(sheet);
    }
    Ok(Workbook {
        format: Format::Xls,
        sha256: String::new(),
        from_1904: shape.from_1904,
        number_formats: shape.number_formats,
        sheets,
    })
}
