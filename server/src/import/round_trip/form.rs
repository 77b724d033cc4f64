//! What a workbook for editing says about itself, on a sheet that people do not see.
use crate::spreadsheet::{Cell, Kind, ReadError, ReadErrorCode, Row, Unit, Workbook};
use entity::{
    import_run::{Base, Target},
    project::field::Field,
};
use std::collections::HashMap;

/// The name of the sheet.
pub(super) const SHEET: &str = "_leitstand";
/// The heading of the hidden column with the keys.
pub(super) const KEY: &str = "Schlüssel (bitte nicht ändern)";
/// The heading of the project's own number.
pub(super) const NUMBER: &str = "Projektnummer";
/// The heading of the regions.
pub(super) const REGION: &str = "Region";
/// The version of this form; a newer one is not read.
pub(super) const VERSION: u32 = 1;

/// The first words of the sheet's rows, from the first row on; behind the day stands the instant of the export. Below them stands a row for each project: its key and
/// the fingerprints of its cells in the order of the columns.
pub(super) const WORDS: [&str; 6] = ["leitstand", "programme", "day", "audit", "targets", "headings"];

/// What the sheet says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// The programme's address word.
    pub(super) programme: String,
    /// What was exported.
    pub(super) base: Base,
    /// Meaning and heading of each column.
    pub(super) columns: Vec<(Target, String)>,
    /// By key of a row: the project, and the fingerprint of each of its cells.
    pub(super) rows: HashMap<String, (i64, Vec<String>)>,
}

impl Form {
    /// Reads the sheet, if the workbook has one of ours.
    ///
    /// # Errors
    /// Inside: a version that is newer than this program.
    pub(super) fn read(workbook: &Workbook) -> Option<Result<Self, ReadError>> {
        let sheet = workbook.sheets.iter().find(|sheet| sheet.name == SHEET)?;
        let said = |line: usize| {
            let row = sheet.row(u32::try_from(line + 1).ok()?)?;
            (text(row, 0)? == WORDS[line]).then_some(row)
        };
        let version: u32 = text(said(0)?, 1)?.parse().ok()?;
        if version > VERSION {
            return Some(Err(ReadError {
                code: ReadErrorCode::Unsupported,
                message: "Diese Arbeitsmappe kommt aus einer neueren Fassung des Leitstands. Bitte die Liste hier noch einmal „Als Arbeitsmappe bearbeiten“ und die Änderungen dort eintragen.".into(),
            }));
        }
        let base = Base { day: text(said(2)?, 1)?.parse().ok()?, audit_id: text(said(3)?, 1)?.parse().ok()? };
        let headings = said(5)?;
        let columns = said(4)?
            .cells
            .iter()
            .skip(1)
            .map(|cell| Some((Target::from_key(cell.text()?)?, text(headings, cell.column)?.to_owned())));
        let rows = sheet.rows.iter().filter(|row| row.number as usize > WORDS.len()).map(|row| {
            let key = text(row, 0)?.trim();
            let marks = text(row, 1).unwrap_or_default().split(' ').map(str::to_owned).collect();
            Some((key.to_owned(), (key.split(' ').next()?.parse().ok()?, marks)))
        });
        Some(Ok(Self {
            programme: text(said(1)?, 1)?.to_owned(),
            base,
            columns: columns.collect::<Option<_>>()?,
            rows: rows.collect::<Option<_>>()?,
        }))
    }
}

fn text(row: &Row, column: u32) -> Option<&str> {
    row.cell(column).and_then(Cell::text)
}

/// The key of a row.
pub(super) fn key(id: i64, number: &str) -> String {
    format!("{id} {number}")
}

/// The project's number in the key of a row.
pub(super) fn number_of(key: &str) -> &str {
    key.split_once(' ').map_or("", |(_, number)| number.trim())
}

/// The heading of a column.
pub(super) fn title(target: Target) -> String {
    match unit(target) {
        Some(Unit::Eur) => format!("{} in €", target.label()),
        _ => target.label(),
    }
}

/// How a column's cells are read.
pub(super) fn kind(target: Target) -> Kind {
    match target {
        Target::Money { .. } | Target::Field(Field::TotalCost | Field::EligibleCost) => Kind::Money,
        Target::Field(Field::StartDate | Field::EndDate | Field::ApprovalDate) => Kind::Date,
        Target::Field(Field::FundingRate) => Kind::Percent,
        Target::Field(_) => Kind::Text,
    }
}

/// What one stands for in a column.
pub(super) fn unit(target: Target) -> Option<Unit> {
    match kind(target) {
        Kind::Money => Some(Unit::Eur),
        Kind::Percent => Some(Unit::Fraction),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::ledger::{Kind as MoneyKind, Source};

    #[test]
    fn no_two_columns_have_one_heading() {
        let mut titles: Vec<String> = Field::ALL.map(|field| title(Target::Field(field))).into();
        for kind in MoneyKind::ALL {
            for source in Source::ALL {
                titles.extend([None, Some(2021)].map(|year| title(Target::Money { kind, source, year })));
            }
        }
        titles.extend([KEY, NUMBER, REGION].map(str::to_owned));
        let count = titles.len();
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), count);
    }

    #[test]
    fn a_key_holds_the_number() {
        assert_eq!(number_of(&key(17, "34.02.01-0001/20 (2)")), "34.02.01-0001/20 (2)");
    }
}
