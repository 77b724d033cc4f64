//! Spreadsheets as they circulate in a funding programme: read safely, recognised, explained.
//!
//! [`read`] turns bytes of any of the formats into one [`Workbook`] of filled cells and never trusts a size
//! a file claims ([`Limits`]). [`recognise`] finds the tables in it: header rows, columns and their fields
//! (by the dictionary `terms.csv`), records, totals, and what a person should look at. [`check`] says all
//! of that as the JSON object of `leitstand import check`. Nothing here knows a database.
//!
//! Conventions that hold throughout: rows count from 1 as a spreadsheet program shows them, columns from 0.
//! How amounts and dates are written is decided per column, never per cell; what cannot be decided becomes
//! a finding on its cell and is not counted.
mod amount;
pub mod check;
mod dates;
mod field;
mod limits;
mod read;
mod recognise;
mod table;
mod terms;
mod words;
mod workbook;
pub mod write;

pub use field::{Field, Kind, Unit};
pub use limits::Limits;
pub use read::{ReadError, ReadErrorCode, read};
pub use recognise::{ColumnMapping, Mapping, recognise, recognise_with};
pub use table::{Bound, Column, Finding, Group, Read, Reading, Record, Severity, SkipReason, Skipped, Table};
pub use workbook::{Area, Cell, Format, Row, Sheet, Value, Workbook, address, column_letters};
