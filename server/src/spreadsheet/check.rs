//! What the reader understood of a file, as the object of `leitstand import check`.
use super::read;
use super::table::{Column, Finding, Table};
use super::understand::{NotUnderstood, Understood};
use super::workbook::Format;
use serde_json::{Map, Value, json};

/// Says what was understood of a file, or why nothing was.
#[must_use]
pub fn object(file_name: &str, bytes: &[u8], result: &Result<Understood, NotUnderstood>) -> Value {
    let (format, sha256, tables, error) = match result {
        Ok(understood) => {
            let tables = understood.tables.iter().map(table).collect();
            (Some(understood.workbook.format), understood.workbook.sha256.clone(), tables, Value::Null)
        }
        Err(NotUnderstood { format, error }) => {
            let error = json!({"code": error.code.key(), "message": error.message});
            (*format, read::sha256(bytes), Vec::new(), error)
        }
    };
    json!({
        "file": file_name.rsplit(['/', '\\']).next().unwrap_or(file_name),
        "format": format.map(Format::key),
        "sha256": sha256,
        "error": error,
        "tables": Value::Array(tables),
    })
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
