//! The sheets of a workbook as they look: rows of shown cells, and what each row is.
use super::shown::shown;
use crate::spreadsheet::{self, SkipReason, Table, Value, Workbook};
use entity::import_run::sheet::{Cell, Look, Role, Row, Sheet, Span};
use std::collections::HashMap;

/// Of a sheet without a table so many rows are kept.
const WITHOUT_TABLE: usize = 40;
/// So many cells are kept of a workbook; what is beyond is in the original.
const MOST_CELLS: usize = 400_000;
/// Longer texts are cut.
const LONGEST: usize = 400;

/// Every sheet with filled cells.
pub fn sheets(workbook: &Workbook, tables: &[Table]) -> Vec<Sheet> {
    let mut left = MOST_CELLS;
    let mut sheets = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let own: Vec<&Table> = tables.iter().filter(|table| table.sheet_index == index).collect();
        let keep = if own.is_empty() { WITHOUT_TABLE } else { usize::MAX };
        let roles = roles(&own);
        let first_head = own.iter().filter_map(|table| table.header_rows.first()).min().copied().unwrap_or(0);
        let mut rows = Vec::new();
        for row in sheet.rows.iter().take(keep) {
            if row.cells.len() > left {
                break;
            }
            left -= row.cells.len();
            let otherwise = if row.number < first_head { Role::Title } else { Role::Outside };
            rows.push(Row {
                number: row.number,
                role: roles.get(&row.number).copied().unwrap_or(otherwise),
                hidden: row.hidden,
                cells: row.cells.iter().map(|filled| cell(workbook, filled)).collect(),
            });
        }
        if rows.is_empty() {
            continue;
        }
        let columns = sheet.rows.iter().filter_map(|row| row.cells.last()).map(|cell| cell.column + 1).max();
        let columns = columns.unwrap_or_default();
        sheets.push(Sheet {
            name: sheet.name.clone(),
            look: Look {
                visible: sheet.visible,
                columns,
                hidden_columns: (0..columns).filter(|column| sheet.column_hidden(*column)).collect(),
                more: u32::try_from(sheet.rows.len() - rows.len()).unwrap_or(u32::MAX),
            },
            merged: sheet.merged.iter().map(span).collect(),
            rows,
        });
    }
    sheets
}

fn span(area: &spreadsheet::Area) -> Span {
    Span {
        first_row: area.first_row,
        last_row: area.last_row,
        first_column: area.first_column,
        last_column: area.last_column,
    }
}

/// What the rows of the tables of a sheet are; of tables side by side the left one says it.
fn roles(tables: &[&Table]) -> HashMap<u32, Role> {
    let mut roles = HashMap::new();
    for table in tables {
        for row in &table.header_rows {
            roles.entry(*row).or_insert(Role::Head);
        }
        for record in &table.records {
            roles.entry(record.row).or_insert(Role::Record);
        }
        for skipped in &table.skipped {
            let role = match skipped.reason {
                SkipReason::Blank => Role::Outside,
                SkipReason::RepeatedHeader => Role::HeadAgain,
                SkipReason::Note => Role::Note,
                SkipReason::Group => Role::Group,
                SkipReason::Total => Role::Total,
            };
            roles.entry(skipped.row).or_insert(role);
        }
    }
    roles
}

fn cell(workbook: &Workbook, cell: &spreadsheet::Cell) -> Cell {
    let format = workbook.number_formats.get(usize::from(cell.format)).map_or("", String::as_str);
    let text = short(shown(cell, format));
    // of a text the shown one is the stored one
    let raw = match cell.value {
        Value::Number(_) | Value::Date(_) => Some(cell.raw()).filter(|raw| *raw != text),
        _ => None,
    };
    Cell { column: cell.column, text, raw, numeric: matches!(cell.value, Value::Number(_) | Value::Date(_)) }
}

fn short(text: String) -> String {
    // no database takes a null byte in a text
    let text = if text.contains('\0') { text.replace('\0', "") } else { text };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
