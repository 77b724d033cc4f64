//! What a workbook for editing says about itself, on a sheet that people do not see.
use crate::spreadsheet::{Cell, Kind, ReadError, ReadErrorCode, Unit, Workbook};
use chrono::{DateTime, Utc};
use entity::{
    import_run::{Base, Target},
    project::{field::Field, worksheet::editable},
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
    /// Inside: a version that is newer than this program, or a sheet that somebody damaged.
    pub(super) fn read(workbook: &Workbook) -> Option<Result<Self, ReadError>> {
        let sheet = workbook.sheets.iter().find(|sheet| sheet.name == SHEET)?;
        let mut lines = sheet.rows.iter().filter_map(|row| row.cell(0).and_then(Cell::text));
        let version = lines.next()?.strip_prefix("leitstand ")?;
        let newer = version.parse::<u32>().is_ok_and(|version| version > VERSION);
        Some(if newer { Err(refused(NEWER)) } else { Self::parse(lines).ok_or_else(|| refused(DAMAGED)) })
    }

    fn parse<'l>(mut lines: impl Iterator<Item = &'l str>) -> Option<Self> {
        let mut said = |word: &str| lines.next()?.strip_prefix(word)?.strip_prefix(' ');
        let programme = said("programme")?.to_owned();
        let day = said("day")?.split(' ').next()?.parse().ok()?;
        let base = Base { day, audit_id: said("audit")?.parse().ok()? };
        let count: usize = said("columns")?.parse().ok()?;
        let columns = lines.by_ref().take(count).map(|line| {
            let (key, title) = line.split_once(' ')?;
            Some((Target::from_key(key).filter(|target| editable(*target))?, title.to_owned()))
        });
        let columns: Vec<(Target, String)> = columns.collect::<Option<_>>()?;
        let rows = lines.map(|line| {
            let (marks, key) = line.split_once('|')?;
            let key = key.trim();
            Some((
                key.to_owned(),
                (key.split(' ').next()?.parse().ok()?, marks.split(',').map(str::to_owned).collect()),
            ))
        });
        Some(Self { programme, base, columns, rows: rows.collect::<Option<_>>()? })
    }
}

/// What the sheet says, line by line, one cell each: cells side by side would look like a table. Behind the day stands
/// the instant of the export. `rows` are the keys with the fingerprints of their cells.
pub(super) fn lines<'r>(
    programme: &str,
    base: Base,
    at: DateTime<Utc>,
    columns: &[Target],
    rows: impl Iterator<Item = (String, &'r [String])>,
) -> Vec<String> {
    let mut lines = vec![
        format!("leitstand {VERSION}"),
        format!("programme {programme}"),
        format!("day {} {}", base.day, at.to_rfc3339()),
        format!("audit {}", base.audit_id),
        format!("columns {}", columns.len()),
    ];
    lines.extend(columns.iter().map(|target| format!("{} {}", target.key(), title(*target))));
    lines.extend(rows.map(|(key, marks)| format!("{}|{key}", marks.join(","))));
    lines
}

const NEWER: &str = "Diese Arbeitsmappe kommt aus einer neueren Fassung des Leitstands. Bitte die Liste hier noch einmal „Als Arbeitsmappe bearbeiten“ und die Änderungen dort eintragen.";
/// Said of every workbook of ours that cannot be understood any more.
const DAMAGED: &str = "In dieser Arbeitsmappe fehlt die Kopfzeile oder die ausgeblendete erste Spalte, oder das versteckte Blatt wurde verändert. Bitte die Liste noch einmal „Als Arbeitsmappe bearbeiten“ und die Änderungen dort eintragen.";

/// Nothing of the workbook is read.
fn refused(message: &str) -> ReadError {
    ReadError { code: ReadErrorCode::Unsupported, message: message.into() }
}

/// A workbook of ours without the row of headings.
pub(super) fn without_header() -> ReadError {
    refused(DAMAGED)
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
