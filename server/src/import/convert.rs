//! What the recogniser understood, in the words of `entity`: rows with values as they are stored, each with its cell.
use crate::spreadsheet::{self, Column, Field, Lists, Read, Reading, Record, Table, Workbook};
use entity::{
    import_run::{ColumnRead, FileRead, Found, ReadRow, Summary, TableRead, Target},
    ledger::{Kind, Source},
    money::Cents,
    precision::Precision,
    project::{
        field::{Amount, Field as ProjectField},
        lifecycle::Lifecycle,
    },
    text::fold,
};

/// Everything that was read from a workbook. Tables without numbers and titles of projects are recognised and shown,
/// but make no rows.
pub fn file(workbook: &Workbook, tables: &[Table]) -> FileRead {
    let mut read = FileRead {
        format: workbook.format.key().into(),
        stand_on: tables.iter().find_map(|table| table.as_of.as_ref().map(|(day, _)| *day)),
        summary: Summary { tables: tables.iter().map(summary).collect(), ..Summary::default() },
        ..FileRead::default()
    };
    if tables.is_empty() {
        read.findings.push(no_table(workbook));
    }
    for table in tables {
        read.findings.extend(table.findings.iter().map(|finding| Found {
            cell: table.address(finding.row, finding.column),
            severity: finding.severity.key(),
            code: finding.code.into(),
            message: finding.message.clone(),
            raw: finding.raw.clone(),
        }));
        if let Some((code, message)) = left_alone(table) {
            let first = table.columns.first().map_or(0, |column| column.index);
            read.findings.push(Found {
                cell: table.address(table.first_row, first),
                severity: "warning",
                code: code.into(),
                message: message.into(),
                raw: table.sheet.clone(),
            });
            continue;
        }
        for column in table.columns.iter().filter(|column| column.field == Some(Field::YearAmount)) {
            if column.year.is_none() {
                let message =
                    format!("Die Überschrift „{}“ nennt kein Jahr. Die Spalte wird nicht übernommen.", column.header);
                read.findings.push(Found {
                    cell: table.address(table.header_rows.last().copied().unwrap_or(1), column.index),
                    severity: "warning",
                    code: "column.no_year".into(),
                    message,
                    raw: column.header.clone(),
                });
            }
        }
        read.rows.extend(table.records.iter().map(|record| row(table, record)));
    }
    read
}

/// What to do where nobody recognised a table.
fn no_table(workbook: &Workbook) -> Found {
    let sheet = workbook.sheets.iter().find(|sheet| !sheet.rows.is_empty());
    let cell = sheet.and_then(|sheet| Some((sheet, sheet.rows.first()?)));
    Found {
        cell: cell.map_or_else(String::new, |(sheet, row)| {
            spreadsheet::address(&sheet.name, row.number, row.cells.first().map_or(0, |cell| cell.column))
        }),
        severity: "error",
        code: "file.no_table".into(),
        message: "In der Datei wurde keine Tabelle erkannt. Bitte im Schritt „Datei“ die Zeilen nennen, in denen die \
                  Überschriften stehen."
            .into(),
        raw: String::new(),
    }
}

/// Why a table makes no rows, as a code and a sentence: what it lists are not projects with their levels of money.
fn left_alone(table: &Table) -> Option<(&'static str, &'static str)> {
    match table.lists {
        Lists::Vouchers => Some((
            "table.vouchers",
            "Diese Tabelle ist eine Belegliste: Jede Zeile steht für einen Beleg oder eine Zahlung, nicht für den Stand \
             eines Projekts. Sie wird gelesen und geprüft, aber nicht übernommen; Belege gehören zum Verwendungsnachweis.",
        )),
        Lists::Draws => Some((
            "table.draws",
            "Diese Tabelle führt einzelne Mittelabrufe: Dasselbe Projekt steht in mehreren Zeilen. Ein einzelner Abruf ist \
             nicht der Stand des Projekts; die Tabelle wird nicht übernommen. Bitte je Projekt eine Zeile mit der Summe \
             liefern.",
        )),
        Lists::Projects if table.column(Field::ProjectNumber).is_none() && table.column(Field::Title).is_none() => {
            Some((
                "table.no_project",
                "Diese Tabelle nennt keine Projekte (weder Nummer noch Titel). Sie wird nicht übernommen.",
            ))
        }
        Lists::Projects => None,
    }
}

fn summary(table: &Table) -> TableRead {
    TableRead {
        sheet: table.sheet.clone(),
        header_rows: table.header_rows.clone(),
        first_row: table.first_row,
        last_row: table.last_row,
        records: table.records.len(),
        columns: table.columns.iter().map(|column| self::column(table, column)).collect(),
        sums: table.sums.iter().map(|(key, cents)| (key.clone(), cents.plain())).collect(),
    }
}

fn column(table: &Table, column: &Column) -> ColumnRead {
    let read = table.records.iter().filter_map(|record| record.cells.get(&column.index));
    let filled = read.filter(|reading| reading.value != Read::Blank && !reading.raw.trim().is_empty());
    ColumnRead {
        letter: column.letter(),
        header: column.header.clone(),
        field: column.field.map(|field| field.key().into()),
        label: column.field.map(|field| match column.year {
            Some(year) => format!("Mittel {year}"),
            None => field.label().into(),
        }),
        kind: column.kind.key().into(),
        unit: column.unit.map(|unit| unit.key().into()),
        convention: column.convention.map(|convention| convention.key().into()),
        // between 0 and 100
        confidence: (column.confidence.clamp(0.0, 1.0) * 100.0).round() as u8,
        hidden: column.hidden,
        samples: filled.take(SAMPLES).map(|reading| (short(&reading.raw), said(reading))).collect(),
    }
}

/// So many cells show what a column holds.
const SAMPLES: usize = 3;

fn short(text: &str) -> String {
    let text = text.trim().replace('\0', "");
    if text.chars().count() > 60 { text.chars().take(59).chain(['…']).collect() } else { text }
}

/// What a cell was read as, in words; none where it is unknown or unreadable.
fn said(reading: &Reading) -> Option<String> {
    let day = |day: chrono::NaiveDate| day.format("%d.%m.%Y").to_string();
    match &reading.value {
        Read::Text(text) | Read::Code(text) => Some(short(text)),
        Read::Money { cents, .. } => Some(cents.to_string()),
        Read::Percent(rate) => Some(rate.to_string()),
        Read::Date { day: read, exact } => {
            Some(if *exact { day(*read) } else { format!("ab {}, ungenau", day(*read)) })
        }
        Read::DateRange { start, end, .. } => {
            let end_of = |end: &Option<chrono::NaiveDate>| end.map_or_else(|| "offen".to_owned(), day);
            Some(format!("{} bis {}", end_of(start), end_of(end)))
        }
        Read::Integer(number) => Some(number.to_string()),
        Read::Unknown | Read::Blank | Read::Invalid => None,
    }
}

fn row(table: &Table, record: &Record) -> ReadRow {
    let text = |field| table.reading(record, field).and_then(words).unwrap_or_default();
    let column_region = table.reading(record, Field::Region).and_then(|reading| Some((words(reading)?, reading)));
    let (region, region_cell, region_by_heading) = match (column_region, &record.group) {
        (Some((name, reading)), _) => {
            let column = table.column(Field::Region).map_or(0, |column| column.index);
            (Some(name), Some(table.address(reading.row, column)), false)
        }
        (None, Some(group)) => (Some(group.text.clone()), Some(group.cell.clone()), true),
        (None, None) => (None, None, false),
    };
    let mut read = ReadRow {
        sheet: table.sheet.clone(),
        row: record.row,
        number: text(Field::ProjectNumber),
        title: text(Field::Title),
        region,
        region_cell,
        region_by_heading,
        ..ReadRow::default()
    };
    for column in &table.columns {
        let Some(field) = column.field else { continue };
        let Some(reading) = record.cells.get(&column.index).filter(|reading| reading.value != Read::Blank) else {
            let cell = format!("{}{}", spreadsheet::column_letters(column.index), record.row);
            read.blanks.extend(targets(field, column.year).into_iter().map(|target| (target, cell.clone())));
            continue;
        };
        let made = |(target, value, precision): Value| entity::import_run::Reading {
            target,
            value,
            precision,
            sheet: table.sheet.clone(),
            cell: format!("{}{}", spreadsheet::column_letters(column.index), reading.row),
            raw: reading.raw.clone(),
            number_format: reading.number_format.as_deref().map(str::to_owned),
            rule: reading.rule.into(),
        };
        let known = values(field, column, reading);
        if field == Field::Status
            && known.is_empty()
            && let Some(status) = words(reading)
        {
            // what it means is found where earlier decisions are known
            read.status_word = Some(made((Target::Field(ProjectField::Lifecycle), status, None)));
        }
        for next in known.into_iter().map(made) {
            add(&mut read.readings, next, field);
        }
    }
    read
}

/// Amounts of several givers are other public money together; of other fields each column speaks for itself.
fn add(readings: &mut Vec<entity::import_run::Reading>, next: entity::import_run::Reading, field: Field) {
    let cents = |reading: &entity::import_run::Reading| Cents::parse_plain(&reading.value).ok();
    let before = readings.iter_mut().find(|reading| reading.target == next.target && field == Field::OtherPublic);
    let Some(before) = before else { return readings.push(next) };
    if let Some(sum) = cents(before).zip(cents(&next)).and_then(|(one, other)| one.checked_add(other)) {
        before.value = sum.plain();
        before.precision = before.precision.max(next.precision);
        before.raw = format!("{} + {}", before.raw, next.raw);
    }
}

/// The words of a text or code cell, if any.
fn words(reading: &Reading) -> Option<String> {
    let text = match &reading.value {
        Read::Text(text) | Read::Code(text) => text.trim(),
        Read::Integer(_) => reading.raw.trim(),
        _ => return None,
    };
    (!text.is_empty() && !text.contains('\0')).then(|| text.to_owned())
}

/// What a column is about: nothing for those that decide where a project lies, two for periods.
fn targets(field: Field, year: Option<i32>) -> Vec<Target> {
    let money = |kind, source| vec![Target::Money { kind, source, year }];
    let fields = |fields: &[ProjectField]| fields.iter().map(|field| Target::Field(*field)).collect();
    match field {
        Field::ProjectNumber => fields(&[ProjectField::GrantReference]),
        Field::Title => fields(&[ProjectField::Title]),
        Field::Summary => fields(&[ProjectField::Summary]),
        Field::Recipient => fields(&[ProjectField::Recipient]),
        Field::Partners => fields(&[ProjectField::Partners]),
        Field::MunicipalityKey => fields(&[ProjectField::MunicipalityKey]),
        Field::Place => fields(&[ProjectField::Place]),
        Field::Theme => fields(&[ProjectField::Theme]),
        Field::Remark => fields(&[ProjectField::Remark]),
        // the region decides where a new project counts; a postcode says nothing that lists show
        Field::Region | Field::Postcode => Vec::new(),
        Field::Status => fields(&[ProjectField::Lifecycle]),
        Field::StartDate => fields(&[ProjectField::StartDate]),
        Field::EndDate => fields(&[ProjectField::EndDate]),
        Field::ApprovalDate => fields(&[ProjectField::ApprovalDate]),
        Field::Period => fields(&[ProjectField::StartDate, ProjectField::EndDate]),
        Field::FundingRate => fields(&[ProjectField::FundingRate]),
        Field::TotalCost => fields(&[ProjectField::TotalCost]),
        Field::EligibleCost => fields(&[ProjectField::EligibleCost]),
        Field::StateGrant => money(Kind::Granted, Source::Programme),
        Field::OwnShare => money(Kind::Planned, Source::OwnShare),
        Field::PrivateCofunding => money(Kind::CofundingPledged, Source::PrivateCash),
        Field::OtherPublic => money(Kind::Planned, Source::OtherPublic),
        Field::Requested => money(Kind::Requested, Source::Programme),
        Field::PaidOut => money(Kind::Paid, Source::Programme),
        Field::Spent => money(Kind::Spent, Source::Programme),
        // an amount of a year that nobody knows says nothing
        Field::YearAmount if year.is_none() => Vec::new(),
        Field::YearAmount => money(Kind::Planned, Source::Programme),
    }
}

type Value = (Target, String, Option<Precision>);

/// What a cell says about the project: none for blanks, unknowns and what could not be read, two for a period.
fn values(field: Field, column: &Column, reading: &Reading) -> Vec<Value> {
    let targets = targets(field, column.year);
    let Some(target) = targets.first().copied() else { return Vec::new() };
    let plain = |value| vec![(target, value, None)];
    let text =
        |longest: usize| words(reading).map(|words| plain(words.chars().take(longest).collect())).unwrap_or_default();
    match target {
        Target::Money { .. } => {
            amount(reading).map(|(cents, precision)| vec![(target, cents.plain(), Some(precision))]).unwrap_or_default()
        }
        Target::Field(ProjectField::Lifecycle) => words(reading)
            .and_then(|words| Lifecycle::from_words(&fold(&words)))
            .map(|state| plain(state.key().into()))
            .unwrap_or_default(),
        Target::Field(ProjectField::StartDate | ProjectField::EndDate | ProjectField::ApprovalDate) => {
            match reading.value {
                Read::Date { day, exact: true } => plain(day.to_string()),
                Read::DateRange { start, end, exact: true } => targets
                    .into_iter()
                    .zip([start, end])
                    .filter_map(|(target, day)| Some((target, day?.to_string(), None)))
                    .collect(),
                // vaguer ones stay findings
                _ => Vec::new(),
            }
        }
        Target::Field(ProjectField::FundingRate) => match reading.value {
            Read::Percent(rate) if (0..=10_000).contains(&rate.0) => plain(rate.0.to_string()),
            _ => Vec::new(),
        },
        Target::Field(ProjectField::TotalCost | ProjectField::EligibleCost) => amount(reading)
            .map(|(cents, precision)| vec![(target, Amount { cents, precision }.stored(), Some(precision))])
            .unwrap_or_default(),
        Target::Field(ProjectField::GrantReference) => text(60),
        Target::Field(ProjectField::MunicipalityKey) => text(20),
        Target::Field(ProjectField::Title) => text(300),
        Target::Field(ProjectField::Summary | ProjectField::Partners | ProjectField::Remark) => text(10_000),
        Target::Field(ProjectField::Recipient | ProjectField::Theme | ProjectField::Place | ProjectField::Transfer) => {
            text(1_000)
        }
    }
}

fn amount(reading: &Reading) -> Option<(Cents, Precision)> {
    match reading.value {
        Read::Money { cents, precision, .. } => Some((cents, precision)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spreadsheet::{Limits, Mapping, understand};
    use entity::import_run::Target;

    #[test]
    fn givers_in_two_columns_are_one_amount() {
        let csv = "Az.;Projekt;Zuwendung;EFRE;Bund\nA-1;Eins;9,50;100,00;20,25\nA-2;Zwei;5,00;;10,00\n";
        let understood = understand("liste.csv", csv.as_bytes(), &Limits::default(), &Mapping::default()).unwrap();
        let read = file(&understood.workbook, &understood.tables);
        let target = Target::Money { kind: Kind::Planned, source: Source::OtherPublic, year: None };
        let amounts: Vec<(&str, &str)> = read
            .rows
            .iter()
            .flat_map(|row| row.readings.iter().filter(|reading| reading.target == target))
            .map(|reading| (reading.value.as_str(), reading.raw.as_str()))
            .collect();
        assert_eq!(amounts, [("120.25", "100,00 + 20,25"), ("10.00", "10,00")]);
    }
}
