//! A list of projects as a workbook that people edit and send back. [`write()`] makes it; [`recognise`] reads it: not by
//! its headings, but by what the hidden sheet says about it. Rows are known by the key in the hidden first column, so
//! they may be sorted; cells that still say what was written say nothing, so only what somebody changed counts.
mod cell;
mod form;
mod write;

pub use write::write;

use crate::spreadsheet::{Cell, ReadError, ReadErrorCode, Row, Sheet, Workbook, address, column_letters};
use cell::{Unreadable, fingerprint, says};
use entity::{
    import_run::{ColumnRead, FileRead, Found, ReadRow, Reading, Summary, TableRead, Target},
    money::Cents,
    precision::Precision,
    project::field::{Amount, Field},
};
use form::{Form, KEY, NUMBER};
use std::collections::{BTreeMap, HashMap};

/// The rule that readings name as theirs.
const RULE: &str = "round_trip";
/// The header row is looked for so far down: people put titles above it.
const HEADER_WITHIN: usize = 50;

/// Reads a workbook that was exported for editing; `None` for any other. Cells that cannot be read are findings, and
/// rows without the key of one exported row are findings and not read.
///
/// # Errors
/// Inside: a workbook of another programme, of a newer version of the form, or without its keys.
#[must_use]
pub fn recognise(workbook: &Workbook, programme: &str) -> Option<Result<FileRead, ReadError>> {
    let form = match Form::read(workbook)? {
        Ok(form) => form,
        Err(error) => return Some(Err(error)),
    };
    if form.programme != programme {
        return Some(Err(ReadError {
            code: ReadErrorCode::Unsupported,
            message: format!(
                "Diese Arbeitsmappe gehört zu einem anderen Programm („{}“). Bitte die Arbeitsmappe dort hochladen.",
                form.programme
            ),
        }));
    }
    let mut sheets = workbook.sheets.iter().filter(|sheet| sheet.name != form::SHEET);
    let Some((sheet, header)) = sheets.find_map(|sheet| Some((sheet, Header::find(sheet)?))) else {
        return Some(Err(form::without_header()));
    };
    let columns = form.columns.iter().map(|(_, title)| header.column(sheet, title)).collect();
    Some(Ok(Reader { workbook, sheet, form: &form, header, columns }.read()))
}

/// The header row, wherever it stands now: people move columns, add others and put titles above.
#[derive(Clone, Copy)]
struct Header {
    row: u32,
    key: u32,
    number: u32,
}

impl Header {
    fn find(sheet: &Sheet) -> Option<Self> {
        sheet
            .rows
            .iter()
            .take(HEADER_WITHIN)
            .find_map(|row| Some(Self { row: row.number, key: titled(row, KEY)?, number: titled(row, NUMBER)? }))
    }

    fn column(self, sheet: &Sheet, title: &str) -> Option<u32> {
        titled(sheet.row(self.row)?, title)
    }
}

/// The column whose cell in a row is a text.
fn titled(row: &Row, title: &str) -> Option<u32> {
    row.cells.iter().find(|cell| cell.text().map(str::trim) == Some(title)).map(|cell| cell.column)
}

struct Reader<'a> {
    workbook: &'a Workbook,
    sheet: &'a Sheet,
    form: &'a Form,
    header: Header,
    /// For each column of the form its column in the sheet, unless it was deleted.
    columns: Vec<Option<u32>>,
}

impl Reader<'_> {
    fn read(&self) -> FileRead {
        let mut read =
            FileRead { format: self.workbook.format.key().into(), base: Some(self.form.base), ..FileRead::default() };
        for ((_, title), _) in self.form.columns.iter().zip(&self.columns).filter(|(_, at)| at.is_none()) {
            let message = format!("Die Spalte „{title}“ fehlt. Was sie enthielt, bleibt, wie es ist.");
            read.findings.push(self.found(self.header.row, self.header.key, "info", "column.missing", message, title));
        }
        let rows: Vec<&Row> = self.sheet.rows.iter().filter(|row| row.number > self.header.row).collect();
        let mut keys: HashMap<&str, Vec<u32>> = HashMap::new();
        for row in &rows {
            if let Some(key) = self.key(row) {
                keys.entry(key).or_default().push(row.number);
            }
        }
        let mut sums = BTreeMap::new();
        for row in &rows {
            match self.known(row, &keys) {
                Ok((id, marks)) => {
                    let read_row = self.row(row, id, marks, &mut read.findings, &mut sums);
                    read.rows.push(read_row);
                }
                Err((code, message)) => {
                    let first = row.cells.first().map_or(self.header.key, |cell| cell.column);
                    let raw = self.key(row).unwrap_or_default();
                    read.findings.push(self.found(row.number, first, "error", code, message, raw));
                }
            }
        }
        read.summary = Summary { tables: vec![self.summary(&rows, sums)], ..Summary::default() };
        read
    }

    fn key<'r>(&self, row: &'r Row) -> Option<&'r str> {
        row.cell(self.header.key).and_then(Cell::text).map(str::trim).filter(|key| !key.is_empty())
    }

    /// The project that a row means with the marks of its cells, or why the row is not read.
    fn known<'s>(
        &'s self,
        row: &Row,
        keys: &HashMap<&str, Vec<u32>>,
    ) -> Result<(i64, &'s [String]), (&'static str, String)> {
        let Some(key) = self.key(row) else {
            return Err((
                "key.missing",
                "Diese Zeile hat keinen Schlüssel und wird nicht übernommen. Neue Projekte laden Sie bitte mit der Vorlage „Projektliste“ hoch.".into(),
            ));
        };
        let Some((id, marks)) = self.form.rows.get(key) else {
            return Err((
                "key.unknown",
                "Der Schlüssel dieser Zeile gehört zu keiner Zeile des Exports. Die Zeile wird nicht übernommen."
                    .into(),
            ));
        };
        let same: Vec<String> = keys
            .get(key)
            .map(|rows| rows.iter().filter(|other| **other != row.number).map(u32::to_string).collect())
            .unwrap_or_default();
        if !same.is_empty() {
            return Err((
                "key.twice",
                format!(
                    "Dasselbe Projekt steht auch in Zeile {}. Keine dieser Zeilen wird übernommen; bitte nur eine behalten.",
                    same.join(", ")
                ),
            ));
        }
        let number = row.cell(self.header.number).map(Cell::raw).unwrap_or_default();
        if form::number_of(key) != number.trim() {
            return Err((
                "key.mismatch",
                "Die Projektnummer passt nicht zum Schlüssel der Zeile. Vermutlich wurde ohne die ausgeblendete erste Spalte sortiert; die Zeile wird nicht übernommen.".into(),
            ));
        }
        Ok((*id, marks))
    }

    fn row(
        &self,
        row: &Row,
        id: i64,
        marks: &[String],
        findings: &mut Vec<Found>,
        sums: &mut BTreeMap<String, Cents>,
    ) -> ReadRow {
        let mut read = ReadRow {
            sheet: self.sheet.name.clone(),
            row: row.number,
            number: row.cell(self.header.number).map(|cell| cell.raw().trim().to_owned()).unwrap_or_default(),
            key: Some(id),
            ..ReadRow::default()
        };
        for (index, ((target, _), column)) in self.form.columns.iter().zip(&self.columns).enumerate() {
            let Some(column) = *column else { continue };
            let (target, cell) = (*target, row.cell(column));
            let said = cell.map(|cell| says(target, cell)).transpose().map(Option::flatten);
            if let Ok(Some(value)) = &said {
                add(sums, target, value);
                if target == Target::Field(Field::Title) {
                    read.title.clone_from(value);
                }
            }
            if marks.get(index).is_some_and(|mark| *mark == fingerprint(target, cell)) {
                continue;
            }
            match (said, cell) {
                (Ok(Some(value)), Some(cell)) => read.readings.push(self.reading(target, value, row.number, cell)),
                (Err(Unreadable { code, message }), _) => {
                    let raw = cell.map(Cell::raw).unwrap_or_default();
                    findings.push(self.found(row.number, column, "error", code, message, &raw));
                }
                (Ok(_), _) => read.blanks.push((target, format!("{}{}", column_letters(column), row.number))),
            }
        }
        read
    }

    fn reading(&self, target: Target, value: String, row: u32, cell: &Cell) -> Reading {
        let precision = match target {
            Target::Money { .. } => Some(Precision::Cent),
            Target::Field(_) => Amount::parse(&value).map(|amount| amount.precision),
        };
        Reading {
            target,
            value,
            precision,
            sheet: self.sheet.name.clone(),
            cell: format!("{}{row}", column_letters(cell.column)),
            raw: cell.raw(),
            number_format: self.workbook.number_formats.get(usize::from(cell.format)).cloned(),
            rule: RULE.into(),
        }
    }

    fn found(
        &self,
        row: u32,
        column: u32,
        severity: &'static str,
        code: &str,
        message: impl Into<String>,
        raw: &str,
    ) -> Found {
        let cell = address(&self.sheet.name, row, column);
        Found { cell, severity, code: code.into(), message: message.into(), raw: raw.into() }
    }

    fn summary(&self, rows: &[&Row], sums: BTreeMap<String, Cents>) -> TableRead {
        let columns = self.form.columns.iter().zip(&self.columns).filter_map(|((target, title), column)| {
            Some(ColumnRead {
                letter: column_letters((*column)?),
                header: title.clone(),
                field: Some(target.key()),
                label: Some(target.label()),
                kind: form::kind(*target).key().into(),
                unit: form::unit(*target).map(|unit| unit.key().into()),
                convention: None,
                hidden: false,
                samples: Vec::new(),
                confidence: 100,
            })
        });
        TableRead {
            sheet: self.sheet.name.clone(),
            header_rows: vec![self.header.row],
            first_row: rows.first().map_or(0, |row| row.number),
            last_row: rows.last().map_or(0, |row| row.number),
            records: rows.len(),
            columns: columns.collect(),
            sums: sums.into_iter().map(|(key, sum)| (key, sum.plain())).collect(),
        }
    }
}

/// Adds an amount to the sum of its column.
fn add(sums: &mut BTreeMap<String, Cents>, target: Target, value: &str) {
    let cents = match target {
        Target::Money { .. } => Cents::parse_plain(value).ok(),
        Target::Field(_) => Amount::parse(value).map(|amount| amount.cents),
    };
    if let Some(cents) = cents {
        let sum = sums.entry(target.key()).or_default();
        *sum = sum.checked_add(cents).unwrap_or(*sum);
    }
}
