//! What the reader understood of a file, as the object of `leitstand import check`.
use super::limits::Limits;
use super::read::{self, ReadError};
use super::recognise::recognise;
use super::table::{Column, Finding, Table};
use super::workbook::Format;
use serde_json::{Map, Value, json};

/// Reads a file and says what was understood; the second part is false when it could not be read.
#[must_use]
pub fn check_json(file_name: &str, bytes: &[u8], limits: &Limits) -> (Value, bool) {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let (format, result) = match read::read(name, bytes, limits) {
        Err(error) => (None, Err(error)),
        Ok(workbook) => {
            let tables = recognise(&workbook);
            let found = if tables.is_empty() { Err(ReadError::no_table()) } else { Ok(tables) };
            (Some(workbook.format), found)
        }
    };
    let ok = result.is_ok();
    let (tables, error) = match result {
        Ok(tables) => (tables.iter().map(table).collect(), Value::Null),
        Err(error) => (Vec::new(), json!({"code": error.code.key(), "message": error.message})),
    };
    let object = json!({
        "file": name,
        "format": format.map(Format::key),
        "sha256": read::sha256(bytes),
        "error": error,
        "tables": Value::Array(tables),
    });
    (object, ok)
}

fn table(table: &Table) -> Value {
    let sums: Map<String, Value> = table.sums.iter().map(|(key, sum)| (key.clone(), json!(sum.plain()))).collect();
    let skipped: Vec<Value> =
        table.skipped.iter().map(|skipped| json!({"row": skipped.row, "reason": skipped.reason.key()})).collect();
    json!({
        "sheet": table.sheet,
        "header_rows": table.header_rows,
        "first_row": table.first_row,
        "last_row": table.last_row,
        "records": table.records.len(),
        "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
        "sums": sums,
        "skipped": skipped,
        "findings": table.findings.iter().map(|found| finding(table, found)).collect::<Vec<_>>(),
    })
}

fn column(column: &Column) -> Value {
    let mut object = json!({
        "letter": column.letter(),
        "header": column.header,
        "field": column.field.map(|field| field.key()),
        "kind": column.kind.key(),
        "unit": column.unit.map(|unit| unit.key()),
        "confidence": (f64::from(column.confidence) * 100.0).round() / 100.0,
    });
    if let Some(object) = object.as_object_mut() {
        if let Some(year) = column.year {
            object.insert("year".into(), json!(year));
        }
        if let Some((first, last)) = column.days {
            object.insert("min".into(), json!(first.to_string()));
            object.insert("max".into(), json!(last.to_string()));
        }
        if let Some(distinct) = column.distinct {
            object.insert("distinct".into(), json!(distinct));
        }
    }
    object
}

fn finding(table: &Table, finding: &Finding) -> Value {
    json!({
        "cell": table.address(finding.row, finding.column),
        "severity": finding.severity.key(),
        "code": finding.code,
        "message": finding.message,
        "raw": finding.raw,
    })
}
