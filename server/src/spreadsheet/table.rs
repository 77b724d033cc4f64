//! What the recogniser understood of a table: columns, records, and what a person should look at.
use super::field::{Convention, Field, Kind, Unit};
use super::workbook::{address, column_letters, place};
use chrono::NaiveDate;
use entity::money::{Cents, Rate};
use entity::precision::Precision;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One table of a sheet.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name of the sheet.
    pub sheet: String,
    /// Position of the sheet in the workbook, from 0.
    pub sheet_index: usize,
    /// Rows of the header, from 1, all of them.
    pub header_rows: Vec<u32>,
    /// Row of the first record.
    pub first_row: u32,
    /// Row of the last record.
    pub last_row: u32,
    /// What its records stand for.
    pub lists: Lists,
    /// Columns that hold data, left to right.
    pub columns: Vec<Column>,
    /// Rows that stand for a project or a funding event.
    pub records: Vec<Record>,
    /// Exact sums of the money fields in euros: `state_grant`, `year_amount.2019`.
    pub sums: BTreeMap<String, Cents>,
    /// Rows inside or below that are no records.
    pub skipped: Vec<Skipped>,
    /// What a person should look at, in order of appearance.
    pub findings: Vec<Finding>,
    /// The day the list says it stands for, with the cell that says so.
    pub as_of: Option<(NaiveDate, String)>,
}

impl Table {
    /// Address of a cell of this table: `Liste!M17`.
    #[must_use]
    pub fn address(&self, row: u32, column: u32) -> String {
        address(&self.sheet, row, column)
    }

    /// The column with this field (the first, for [`Field::YearAmount`]).
    #[must_use]
    pub fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == Some(field))
    }

    /// What a record says for a field; `None` where the table has no such column or the cell is empty.
    #[must_use]
    pub fn reading<'a>(&self, record: &'a Record, field: Field) -> Option<&'a Reading> {
        self.column(field).and_then(|column| record.cells.get(&column.index))
    }
}

/// What the records of a table stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    /// Each for a project, or for something else that is named once.
    Projects,
    /// Each for a voucher or a payment: a bill's number, day or amount stands beside a payee or a purpose.
    Vouchers,
    /// Each for a request for payment: amounts are requested, and a project's number occurs again.
    Draws,
}

/// One column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Position on the sheet, from 0.
    pub index: u32,
    /// The heading, levels joined by ` / `.
    pub header: String,
    /// Its meaning, if one fits.
    pub field: Option<Field>,
    /// How its cells are read.
    pub kind: Kind,
    /// Unit of amounts or rates.
    pub unit: Option<Unit>,
    /// How its amounts or days are written; `None` for words, codes and counts.
    pub convention: Option<Convention>,
    /// Budget year of a column of year amounts.
    pub year: Option<i32>,
    /// How sure the reader is, 0 to 1.
    pub confidence: f32,
    /// The column is hidden.
    pub hidden: bool,
    /// First and last day over the records of a column of dates.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Number of different values of a text or code column.
    pub distinct: Option<usize>,
}

impl Column {
    /// Letters of the column: `AB`.
    #[must_use]
    pub fn letter(&self) -> String {
        column_letters(self.index)
    }

    /// Key of its sum: `state_grant` or `year_amount.2019`; `None` where it has none.
    #[must_use]
    pub fn sum_key(&self) -> Option<String> {
        let field = self.field.filter(|_| self.kind.is_money())?;
        Some(match self.year {
            Some(year) => format!("{}.{year}", field.key()),
            None => field.key().to_owned(),
        })
    }
}

/// A row that stands for a project or a funding event.
#[derive(Debug, Clone)]
pub struct Record {
    /// Row number, from 1.
    pub row: u32,
    /// Filled cells by column (from 0); a merged cell is filled down within its area.
    pub cells: Cells,
    /// The heading row it stands under, such as a region.
    pub group: Option<Arc<Group>>,
    /// The row is hidden or filtered out.
    pub hidden: bool,
}

/// The filled cells of a record, left to right. A list has a million of them, so they lie close together.
#[derive(Debug, Clone, Default)]
pub struct Cells(Vec<(u32, Reading)>);

impl Cells {
    /// Room for so many.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// Adds the next cell to the right.
    pub(super) fn push(&mut self, column: u32, reading: Reading) {
        debug_assert!(self.0.last().is_none_or(|(last, _)| *last < column));
        self.0.push((column, reading));
    }

    pub(super) fn get_mut(&mut self, column: u32) -> Option<&mut Reading> {
        let index = place(&self.0, column, |(column, _)| *column)?;
        self.0.get_mut(index).map(|(_, reading)| reading)
    }

    /// The cell in a column.
    #[must_use]
    pub fn get(&self, column: &u32) -> Option<&Reading> {
        let index = place(&self.0, *column, |(column, _)| *column)?;
        self.0.get(index).map(|(_, reading)| reading)
    }

    /// Every column and its cell.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Reading)> {
        self.0.iter().map(|(column, reading)| (*column, reading))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A heading row inside a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What it says.
    pub text: String,
    /// Its cell's address.
    pub cell: String,
}

/// One cell as read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Row of the cell the value stands in (the first one of a merged area).
    pub row: u32,
    /// Content as text.
    pub raw: String,
    /// What it means.
    pub value: Read,
    /// Number format, unless general.
    pub number_format: Option<Arc<str>>,
    /// The rule that read it, for the record of origin.
    pub rule: &'static str,
}

/// A bound on an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The amount itself.
    Exact,
    /// rund, knapp, ca.
    Rounded,
    /// mindestens, über, >
    AtLeast,
    /// höchstens, bis zu, <
    AtMost,
}

/// What a cell means.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// Words.
    Text(String),
    /// An identifier, blanks around it removed.
    Code(String),
    /// An amount in euros.
    Money {
        /// The amount.
        cents: Cents,
        /// How exactly it is known.
        precision: Precision,
        /// Whether it is a bound.
        bound: Bound,
    },
    /// A rate.
    Percent(Rate),
    /// A day; `exact` is false for "Juli 2022" (then the first day it can mean).
    Date {
        /// The day.
        day: NaiveDate,
        /// Said to the day.
        exact: bool,
    },
    /// Two days; each may be missing.
    DateRange {
        /// First day.
        start: Option<NaiveDate>,
        /// Last day.
        end: Option<NaiveDate>,
        /// Both said to the day.
        exact: bool,
    },
    /// A whole number.
    Integer(i64),
    /// A word in place of a value (n.n., entfällt): unknown, not zero.
    Unknown,
    /// Nothing there (a lone dash).
    Blank,
    /// Something that cannot be read; a finding says why.
    Invalid,
}

/// Why a row is no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// Nothing in it.
    Blank,
    /// The header again.
    RepeatedHeader,
    /// A remark, key or footnote.
    Note,
    /// A heading over the following records.
    Group,
    /// A sum.
    Total,
}

impl SkipReason {
    /// The word in the JSON output.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::RepeatedHeader => "repeated_header",
            Self::Note => "note",
            Self::Group => "group",
            Self::Total => "total",
        }
    }
}

/// A row that is no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skipped {
    /// Row number, from 1.
    pub row: u32,
    /// Why.
    pub reason: SkipReason,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Look at it.
    Warning,
    /// Could not be read.
    Error,
}

impl Severity {
    /// The word in the JSON output.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Something a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Row number, from 1.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// How much it weighs.
    pub severity: Severity,
    /// Stable code, such as `amount.rounded`.
    pub code: &'static str,
    /// A sentence in German.
    pub message: String,
    /// The content as it stands there.
    pub raw: String,
}
