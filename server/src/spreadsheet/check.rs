//! What the reader understood of a file, as the object of `leitstand import check`.
use super::read::{self, ReadError};
use super::table::{Column, Finding, Table};
use super::understand::{NotUnderstood, Understood};
use super::workbook::Format;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// Says in one line of JSON what was understood of a file, or why nothing was.
#[must_use]
pub fn line(file_name: &str, bytes: &[u8], result: &Result<Understood, NotUnderstood>) -> String {
    let no_table = ReadError::no_table();
    let (format, sha256, tables, error) = match result {
        Ok(Understood { workbook, tables, .. }) if tables.is_empty() => {
            let error = Trouble { code: no_table.code.key(), message: &no_table.message };
            (Some(workbook.format), workbook.sha256.clone(), [].as_slice(), Some(error))
        }
        Ok(Understood { workbook, tables, .. }) => {
            (Some(workbook.format), workbook.sha256.clone(), tables.as_slice(), None)
        }
        Err(NotUnderstood { format, error }) => {
            let error = Trouble { code: error.code.key(), message: &error.message };
            (*format, read::sha256(bytes), [].as_slice(), Some(error))
        }
    };
    let object = Object {
        file: file_name.rsplit(['/', '\\']).next().unwrap_or(file_name),
        format: format.map(Format::key),
        sha256,
        error,
        tables: tables.iter().map(TableObject::of).collect(),
    };
    // nothing in it can fail to be written: no maps with odd keys, no numbers that are none
    serde_json::to_string(&object).unwrap_or_default()
}

#[derive(Serialize)]
struct Object<'a> {
    file: &'a str,
    format: Option<&'static str>,
    sha256: String,
    error: Option<Trouble<'a>>,
    tables: Vec<TableObject<'a>>,
}

#[derive(Serialize)]
struct Trouble<'a> {
    code: &'static str,
    message: &'a str,
}

#[derive(Serialize)]
struct TableObject<'a> {
    sheet: &'a str,
    header_rows: &'a [u32],
    first_row: u32,
    last_row: u32,
    records: usize,
    columns: Vec<ColumnObject<'a>>,
    sums: BTreeMap<&'a str, String>,
    skipped: Vec<SkippedObject>,
    findings: Findings<'a>,
}

#[derive(Serialize)]
struct SkippedObject {
    row: u32,
    reason: &'static str,
}

#[derive(Serialize)]
struct ColumnObject<'a> {
    letter: String,
    header: &'a str,
    field: Option<&'static str>,
    kind: &'static str,
    unit: Option<&'static str>,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distinct: Option<usize>,
}

/// Written one by one: a bad list has as many findings as cells.
struct Findings<'a>(&'a Table);

#[derive(Serialize)]
struct FindingObject<'a> {
    cell: String,
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    raw: &'a str,
}

impl<'a> TableObject<'a> {
    fn of(table: &'a Table) -> Self {
        Self {
            sheet: &table.sheet,
            header_rows: &table.header_rows,
            first_row: table.first_row,
            last_row: table.last_row,
            records: table.records.len(),
            columns: table.columns.iter().map(ColumnObject::of).collect(),
            sums: table.sums.iter().map(|(key, sum)| (key.as_str(), sum.plain())).collect(),
            skipped: table
                .skipped
                .iter()
                .map(|skipped| SkippedObject { row: skipped.row, reason: skipped.reason.key() })
                .collect(),
            findings: Findings(table),
        }
    }
}

impl<'a> ColumnObject<'a> {
    fn of(column: &'a Column) -> Self {
        Self {
            letter: column.letter(),
            header: &column.header,
            field: column.field.map(|field| field.key()),
            kind: column.kind.key(),
            unit: column.unit.map(|unit| unit.key()),
            confidence: (f64::from(column.confidence) * 100.0).round() / 100.0,
            year: column.year,
            min: column.days.map(|(first, _)| first.to_string()),
            max: column.days.map(|(_, last)| last.to_string()),
            distinct: column.distinct,
        }
    }
}

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.findings.iter().map(|finding| object(self.0, finding)))
    }
}

fn object<'a>(table: &Table, finding: &'a Finding) -> FindingObject<'a> {
    FindingObject {
        cell: table.address(finding.row, finding.column),
        severity: finding.severity.key(),
        code: finding.code,
        message: &finding.message,
        raw: &finding.raw,
    }
}
