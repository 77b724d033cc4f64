//! What calamine says, as our values; and the small things several readers share.
use super::super::limits::{Budget, Exceeded};
use super::super::workbook::{Cell, Row, Sheet, Value};
use calamine::{Data, ExcelDateTime};
use chrono::{NaiveDate, NaiveDateTime};

/// Nothing to see: blanks and characters without width.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}'))
}

/// A number that is shown as a date.
pub(super) fn moment(date: &ExcelDateTime) -> Value {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let moment = NaiveDate::from_ymd_opt(i32::from(year), month.into(), day.into())
        .and_then(|day| day.and_hms_opt(hour.into(), minute.into(), second.into()));
    match moment {
        // a duration or a time without a day is no date
        Some(moment) if date.is_datetime() && date.as_f64() >= 1.0 => Value::Date(moment),
        _ => Value::Number(date.as_f64()),
    }
}

/// A date as ISO 8601 writes it, with or without a time.
pub(super) fn iso_moment(text: &str) -> Option<NaiveDateTime> {
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
    let day = day.parse::<NaiveDate>().ok()?;
    let time = time.get(..8).and_then(|time| time.parse().ok()).unwrap_or_default();
    Some(day.and_time(time))
}

/// A date as ISO 8601 writes it; anything else is a text.
pub(super) fn iso(text: &str) -> Value {
    iso_moment(text).map_or_else(|| Value::Text(text.to_owned()), Value::Date)
}

fn words(text: &str) -> Option<Value> {
    (!is_blank(text)).then(|| Value::Text(text.to_owned()))
}

pub(super) fn from_data(data: &Data) -> Option<Value> {
    match data {
        Data::Int(number) => Some(Value::Number(*number as f64)),
        Data::Float(number) => number.is_finite().then_some(Value::Number(*number)),
        Data::String(text) => words(text),
        Data::Bool(yes) => Some(Value::Bool(*yes)),
        Data::DateTime(date) => Some(moment(date)),
        Data::DateTimeIso(text) => Some(iso(text)),
        Data::DurationIso(text) => words(text),
        Data::Error(error) => Some(Value::Error(error.to_string())),
        _ => None,
    }
}

/// The last column of a spreadsheet program, from 0.
const LAST_COLUMN: u32 = 16_383;

/// Collects cells into rows, whatever order they come in.
pub(super) struct Rows {
    rows: Vec<Row>,
    sorted: bool,
}

impl Rows {
    pub(super) fn new() -> Self {
        Self { rows: Vec::new(), sorted: true }
    }

    /// Adds a filled cell. Row from 1, column from 0. Places no spreadsheet program knows are left out.
    pub(super) fn push(&mut self, row: u32, cell: Cell, budget: &mut Budget) -> Result<(), Exceeded> {
        budget.cell(cell.text().map_or(0, str::len))?;
        if row > budget.limits().max_rows || cell.column > LAST_COLUMN {
            return Ok(());
        }
        match self.rows.last_mut() {
            Some(last) if last.number == row => {
                self.sorted &= last.cells.last().is_none_or(|before| before.column < cell.column);
                last.cells.push(cell);
            }
            before => {
                self.sorted &= before.as_ref().is_none_or(|before| before.number < row);
                // the next row is mostly as wide as the one before
                let mut cells = Vec::with_capacity(before.map_or(1, |before| before.cells.len()));
                cells.push(cell);
                self.rows.push(Row { number: row, hidden: false, cells });
            }
        }
        Ok(())
    }

    /// The rows in order. Of two cells at one place the later one counts, as in a spreadsheet program.
    pub(super) fn finish(mut self) -> Vec<Row> {
        if !self.sorted {
            self.rows.sort_by_key(|row| row.number);
            let mut merged: Vec<Row> = Vec::with_capacity(self.rows.len());
            for row in self.rows {
                match merged.last_mut() {
                    Some(last) if last.number == row.number => last.cells.extend(row.cells),
                    _ => merged.push(row),
                }
            }
            for row in &mut merged {
                row.cells.sort_by_key(|cell| cell.column);
                row.cells.reverse();
                row.cells.dedup_by_key(|cell| cell.column);
                row.cells.reverse();
            }
            return merged;
        }
        self.rows
    }
}

/// Marks rows as hidden; `hidden` is sorted.
pub(super) fn hide_rows(sheet: &mut Sheet, hidden: &[u32]) {
    for row in &mut sheet.rows {
        row.hidden = hidden.binary_search(&row.number).is_ok();
    }
}
