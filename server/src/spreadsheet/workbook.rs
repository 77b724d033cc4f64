//! A workbook after reading: only the filled cells, the same for every format.
use chrono::{Datelike, NaiveDateTime};

/// The container a file really is, whatever its ending says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML workbook.
    Xlsx,
    /// The same with macros (never run).
    Xlsm,
    /// Office Open XML workbook in binary records.
    Xlsb,
    /// BIFF5 or BIFF8.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Text with a separator other than the tab.
    Csv,
    /// Text with tabs.
    Tsv,
    /// An HTML table, usually named `.xls`.
    Html,
}

impl Format {
    /// The word in the JSON output.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsm => "xlsm",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Html => "html",
        }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text as typed, line breaks included.
    Text(String),
    /// A number, unrounded.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A number shown as a date.
    Date(NaiveDateTime),
    /// An error value such as `#REF!`.
    Error(String),
    /// A formula without a stored result; nothing is computed in its place.
    Uncached,
}

/// One filled cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Column from 0.
    pub column: u32,
    /// Index into [`Workbook::number_formats`]; 0 is the general format.
    pub format: u16,
    /// What stands in it.
    pub value: Value,
}

impl Cell {
    /// The content as plain text, numbers in German writing without grouping.
    #[must_use]
    pub fn raw(&self) -> String {
        match &self.value {
            Value::Text(text) | Value::Error(text) => text.clone(),
            // whole numbers are most, and quicker by far written as such; below 2^53 nothing is lost
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => (*number as i64).to_string(),
            Value::Number(number) => format!("{number}").replace('.', ","),
            Value::Bool(true) => "WAHR".into(),
            Value::Bool(false) => "FALSCH".into(),
            Value::Date(moment) => format!("{:02}.{:02}.{:04}", moment.day(), moment.month(), moment.year()),
            Value::Uncached => String::new(),
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A row with at least one filled cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Number from 1.
    pub number: u32,
    /// Hidden by hand or by a filter; hidden is not deleted.
    pub hidden: bool,
    /// Filled cells, left to right.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell in a column.
    #[must_use]
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        place(&self.cells, column, |cell| cell.column).map(|index| &self.cells[index])
    }
}

/// Where the item with a number is, among items in the order of their numbers. Mostly these follow each other without a
/// gap, and the first look finds it.
pub(super) fn place<T>(items: &[T], number: u32, of: impl Fn(&T) -> u32) -> Option<usize> {
    let guess = usize::try_from(number.checked_sub(of(items.first()?))?).ok()?;
    match items.get(guess) {
        Some(item) if of(item) == number => Some(guess),
        // every number left out moves it forward
        _ => items[..guess.min(items.len())].binary_search_by_key(&number, of).ok(),
    }
}

/// A rectangle of merged cells, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// First row, from 1.
    pub first_row: u32,
    /// Last row, from 1.
    pub last_row: u32,
    /// First column, from 0.
    pub first_column: u32,
    /// Last column, from 0.
    pub last_column: u32,
}

/// One sheet: its filled rows in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Name on the tab; of text and HTML files the file's name without its ending.
    pub name: String,
    /// False for hidden and very hidden sheets.
    pub visible: bool,
    /// Rows with filled cells, top to bottom.
    pub rows: Vec<Row>,
    /// Merged areas.
    pub merged: Vec<Area>,
    /// Hidden columns, as ranges from 0, both ends included.
    pub hidden_columns: Vec<(u32, u32)>,
}

impl Sheet {
    /// The row with this number, if it has filled cells.
    #[must_use]
    pub fn row(&self, number: u32) -> Option<&Row> {
        place(&self.rows, number, |row| row.number).map(|index| &self.rows[index])
    }

    /// The cell at a place, if it is filled.
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        self.row(row).and_then(|row| row.cell(column))
    }

    /// Whether a column is hidden.
    #[must_use]
    pub fn column_hidden(&self, column: u32) -> bool {
        self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }
}

/// A file that could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// What it really is.
    pub format: Format,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Dates count from 1904 (old Macintosh workbooks).
    pub from_1904: bool,
    /// Number formats the cells refer to; entry 0 is the general one.
    pub number_formats: Vec<String>,
    /// Sheets in order, hidden ones included.
    pub sheets: Vec<Sheet>,
}

/// Letters of a column: 0 is A, 26 is AA.
#[must_use]
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// Address of a cell as people write it: `Liste!M17`.
#[must_use]
pub fn address(sheet: &str, row: u32, column: u32) -> String {
    format!("{sheet}!{}{row}", column_letters(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_their_letters() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(column), letters);
        }
        assert_eq!(address("Liste", 17, 12), "Liste!M17");
    }

    #[test]
    fn items_are_found_among_gaps() {
        for numbers in [vec![], vec![3], vec![1, 2, 3], vec![2, 3, 7, 8, 20], vec![0, 5, 6, u32::MAX]] {
            for number in (0..30).chain([u32::MAX]) {
                let found = numbers.iter().position(|have| *have == number);
                assert_eq!(place(&numbers, number, |have| *have), found, "{number} in {numbers:?}");
            }
        }
    }

    #[test]
    fn content_as_text() {
        let raw = |value| Cell { column: 0, format: 0, value }.raw();
        for (number, text) in [(0.0, "0"), (-0.0, "0"), (-12.0, "-12"), (1234.5, "1234,5"), (1e16, "10000000000000000")]
        {
            assert_eq!(raw(Value::Number(number)), text);
        }
        let day = chrono::NaiveDate::from_ymd_opt(2021, 3, 9).unwrap().and_hms_opt(8, 0, 0).unwrap();
        assert_eq!(raw(Value::Date(day)), "09.03.2021");
    }
}
