//! The data files of the project, read row by row. They are compiled in; a fault in them is a fault of the program,
//! found by the tests, and told with file, row and column.
use chrono::NaiveDate;
use entity::{money::Cents, precision::Precision, refusal::Refusal};
use std::collections::HashMap;

/// One row of a data file.
#[derive(Debug, Clone)]
pub(super) struct Row {
    file: &'static str,
    line: usize,
    cells: HashMap<String, String>,
}

/// The rows of a data file: semicolons between the cells, headings in the first line.
pub(super) fn rows(file: &'static str, text: &str) -> Result<Vec<Row>, Refusal> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    let fault = |error: csv::Error| broken(file, 0, &error.to_string());
    let headings = reader.headers().map_err(fault)?.clone();
    reader
        .records()
        .enumerate()
        .map(|(index, record)| {
            let record = record.map_err(fault)?;
            let cells = headings.iter().zip(&record).map(|(heading, cell)| (heading.into(), cell.into())).collect();
            Ok(Row { file, line: index + 2, cells })
        })
        .collect()
}

/// A data file is wrong.
pub(super) fn broken(file: &str, line: usize, why: &str) -> Refusal {
    Refusal::rule("seed.data", format!("Datendatei {file}, Zeile {line}: {why}"))
}

impl Row {
    /// A cell; empty where the file has no such column.
    pub(super) fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// A cell that may be empty.
    pub(super) fn some(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The parts of a cell between `|`.
    pub(super) fn list(&self, column: &str) -> Vec<&str> {
        self.text(column).split('|').filter(|part| !part.is_empty()).collect()
    }

    /// Whether a cell says "ja".
    pub(super) fn yes(&self, column: &str) -> bool {
        self.text(column) == "ja"
    }

    /// A day.
    pub(super) fn day(&self, column: &str) -> Result<NaiveDate, Refusal> {
        self.text(column).parse().map_err(|_| self.broken(&format!("{column} ist kein Tag")))
    }

    /// A day that may be missing.
    pub(super) fn some_day(&self, column: &str) -> Result<Option<NaiveDate>, Refusal> {
        self.some(column).map(|_| self.day(column)).transpose()
    }

    /// A whole number that may be missing.
    pub(super) fn number(&self, column: &str) -> Result<Option<i32>, Refusal> {
        let parse = |text: String| text.parse().map_err(|_| self.broken(&format!("{column} ist keine Zahl")));
        self.some(column).map(parse).transpose()
    }

    /// An amount in plain writing that may be missing; a leading `>` is left to the caller.
    pub(super) fn cents(&self, column: &str) -> Result<Option<Cents>, Refusal> {
        let parse = |text: String| {
            Cents::parse_plain(text.trim_start_matches('>')).map_err(|error| self.broken(&format!("{column}: {error}")))
        };
        self.some(column).map(parse).transpose()
    }

    /// How exactly an amount is known.
    pub(super) fn precision(&self, column: &str) -> Result<Precision, Refusal> {
        Precision::from_key(self.text(column)).ok_or_else(|| self.broken(&format!("{column} ist keine Genauigkeit")))
    }

    /// This row is wrong.
    pub(super) fn broken(&self, why: &str) -> Refusal {
        broken(self.file, self.line, why)
    }
}
