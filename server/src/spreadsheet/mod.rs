//! Spreadsheets as they circulate in a funding programme: read safely, recognised, explained.
//!
//! [`understand`] is the one way from a file to its tables. It reads the bytes of any of the formats ([`read`]) into
//! one [`Workbook`] of filled cells and finds the tables in it ([`recognise`]): header rows, columns and their fields
//! (by the dictionary `terms.csv`), records, totals, and what a person should look at. A person's decisions
//! ([`Mapping`]) come first. No size a file claims is trusted; every file gets an answer within its [`Limits`].
//! [`check`] says all of that as the JSON object of `leitstand import check`. Nothing here knows a database.
//!
//! Conventions that hold throughout: rows count from 1 as a spreadsheet program shows them, columns from 0.
//! How amounts and dates are written is decided per column, never per cell; what cannot be decided becomes
//! a finding on its cell and is not counted.
mod amount;
pub mod check;
mod dates;
mod field;
mod limits;
mod mapping;
mod read;
mod recognise;
mod table;
mod terms;
mod understand;
mod words;
mod workbook;
pub mod write;

pub use field::{Convention, Field, Kind, Unit};
pub use limits::Limits;
pub use mapping::{ColumnMapping, Mapping};
pub use read::{ReadError, ReadErrorCode};
pub use table::{
    Bound, Cells, Column, Finding, Group, Lists, Read, Reading, Record, Severity, SkipReason, Skipped, Table,
};
pub use understand::{NotUnderstood, Understood, understand, understand_in_time, workbook};
pub use workbook::{Area, Cell, Format, Row, Sheet, Value, Workbook, address, column_letters};
