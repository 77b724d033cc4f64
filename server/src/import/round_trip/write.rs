//! Makes the workbook that people edit.
use super::{
    cell::{fingerprint, is_blank, longest},
    form::{self, KEY, NUMBER, REGION, SHEET},
};
use crate::spreadsheet::{
    Cell, Kind, Value,
    write::{self, DAY, EURO, LONGEST_TEXT, PERCENT, TEXT, choice, counts, euros, put},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    import_run::Target,
    money::Cents,
    project::{
        field::{Amount, Field},
        lifecycle::Lifecycle,
        worksheet::Worksheet,
    },
};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError,
    ProtectionOptions, Workbook, Worksheet as Page, XlsxError,
};

const PROJECTS: &str = "Projekte";
const HINTS: &str = "Hinweise";
/// Key, number and region stand before the columns that can be edited.
const LOCKED: u16 = 3;
/// How to use it; the names of the states stand below.
const SENTENCES: [&str; 5] = [
    "Ändern Sie auf dem Blatt „Projekte“ die weißen Felder; graue Felder gehören zum Schlüssel des Projekts und sind gesperrt.",
    "Ein Feld, das Sie leeren, ändert nichts, außer Sie wählen beim Import ausdrücklich, dass leere Felder den Wert löschen.",
    "Bitte keine Zeilen hinzufügen; eine Zeile, die Sie löschen, löscht kein Projekt. Neue Projekte laden Sie mit der Vorlage „Projektliste“ hoch.",
    "Filtern geht sofort; zum Sortieren heben Sie unter „Überprüfen“ den Blattschutz auf (ohne Kennwort) und sortieren mit den Pfeilen der Kopfzeile.",
    "Speichern Sie die Datei als xlsx und laden Sie sie unter „Importe“ (Adresse /importe) hoch: Sie sehen zuerst, was sich ändern würde.",
];

/// The workbook for editing some projects.
///
/// # Errors
/// What the writer refuses; a fault of ours.
pub fn write(worksheet: &Worksheet, at: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let marks = projects(book.add_worksheet(), worksheet)?;
    hints(book.add_worksheet(), worksheet, at)?;
    about(book.add_worksheet(), worksheet, &marks, at)?;
    book.save_to_buffer()
}

/// Writes the projects; gives the fingerprints of each row's cells.
fn projects(page: &mut Page, worksheet: &Worksheet) -> Result<Vec<Vec<String>>, XlsxError> {
    page.set_name(PROJECTS)?;
    let columns: Vec<Column> =
        (LOCKED..).zip(&worksheet.columns).map(|(at, target)| Column::new(at, *target)).collect();
    let head = write::heading().set_locked();
    for (at, (title, width)) in (0u16..).zip([(KEY, 12), (NUMBER, 18), (REGION, 22)]) {
        page.write_string_with_format(0, at, title, &head)?;
        page.set_column_width(at, width)?;
    }
    page.set_column_hidden(0)?;
    for column in &columns {
        page.write_string_with_format(0, column.at, form::title(column.target), &head)?;
        page.set_column_width(column.at, column.width())?;
    }
    page.set_row_height(0, 45)?;
    let locked = Format::new()
        .set_num_format(TEXT)
        .set_align(FormatAlign::Top)
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0x00BF_BFBF))
        .set_background_color(Color::RGB(0x00F2_F2F2));
    let mut marks = Vec::new();
    for (row, project) in (1u32..).zip(&worksheet.rows) {
        for (at, text) in
            (0u16..).zip([form::key(project.id, &project.number), project.number.clone(), project.regions.join("; ")])
        {
            put(page, row, at, &Value::Text(text), &locked)?;
        }
        let mut prints = Vec::new();
        for column in &columns {
            let value = project.values.get(&column.target).and_then(|stored| shown(column.target, stored));
            match &value {
                Some(value) => put(page, row, column.at, value, &column.format)?,
                None => {
                    page.write_blank(row, column.at, &column.format)?;
                }
            }
            let cell = value.map(|value| Cell { column: u32::from(column.at), format: 0, value });
            prints.push(fingerprint(column.target, cell.as_ref()));
        }
        marks.push(prints);
    }
    let last = u32::try_from(worksheet.rows.len()).unwrap_or(u32::MAX);
    for column in &columns {
        page.add_data_validation(1, column.at, last, column.at, &column.rule()?)?;
    }
    let end = LOCKED + u16::try_from(columns.len()).unwrap_or(0);
    // with the hidden column, so that sorting takes the keys along
    page.autofilter(0, 0, last, end - 1)?;
    // keys of municipalities are texts of digits on purpose
    page.ignore_error_range(1, 0, last, end - 1, IgnoreError::NumberStoredAsText)?;
    page.set_freeze_panes(1, LOCKED + 1)?;
    let width = columns.iter().map(Column::width).sum::<u32>();
    write::on_paper(page, width, 0, Some((1, 1)))?;
    page.protect_with_options(&ProtectionOptions {
        sort: true,
        use_autofilter: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    Ok(marks)
}

/// A column that can be edited.
struct Column {
    at: u16,
    target: Target,
    format: Format,
}

impl Column {
    fn new(at: u16, target: Target) -> Self {
        let code = match form::kind(target) {
            Kind::Money => EURO,
            Kind::Date => DAY,
            Kind::Percent => PERCENT,
            _ => TEXT,
        };
        let format = Format::new().set_num_format(code).set_align(FormatAlign::Top).set_unlocked();
        Self { at, target, format: if code == TEXT { format.set_text_wrap() } else { format } }
    }

    fn width(&self) -> u32 {
        match (form::kind(self.target), self.target) {
            (Kind::Money, _) => 18,
            (Kind::Date | Kind::Percent, _) => 12,
            (_, Target::Field(Field::Title | Field::Summary | Field::Remark | Field::Partners)) => 44,
            (_, Target::Field(Field::MunicipalityKey)) => 14,
            _ => 26,
        }
    }

    /// What the cells take, with a sentence for what they do not.
    fn rule(&self) -> Result<DataValidation, XlsxError> {
        let name: String = self.target.label().chars().take(32).collect();
        let (rule, message) = match (form::kind(self.target), self.target) {
            (Kind::Money, _) => (
                DataValidation::new().allow_decimal_number(DataValidationRule::Between(-9e13, 9e13)),
                "Bitte einen Betrag in Euro eintragen, zum Beispiel 1.234,56.".to_owned(),
            ),
            (Kind::Percent, _) => (
                DataValidation::new().allow_decimal_number(DataValidationRule::Between(0.0, 1.0)),
                "Bitte einen Satz zwischen 0 % und 100 % eintragen.".to_owned(),
            ),
            (Kind::Date, _) => (
                DataValidation::new().allow_date(DataValidationRule::Between(
                    ExcelDateTime::from_ymd(1900, 3, 1)?,
                    ExcelDateTime::from_ymd(2999, 12, 31)?,
                )),
                "Bitte einen Tag eintragen, zum Beispiel 31.12.2021.".to_owned(),
            ),
            (_, Target::Field(Field::Lifecycle)) => {
                let first = SENTENCES.len() + 5;
                let range = format!("={HINTS}!$A${first}:$A${}", first + states().count() - 1);
                return choice(&range, &name);
            }
            (_, Target::Field(field)) => {
                // Excel counts UTF-16 units, at least one for each of our characters
                let most = u32::try_from(longest(field)).unwrap_or(u32::MAX);
                (
                    DataValidation::new().allow_text_length(DataValidationRule::LessThanOrEqualTo(most)),
                    format!("Höchstens {most} Zeichen."),
                )
            }
            (_, Target::Money { .. }) => (DataValidation::new(), String::new()),
        };
        rule.set_error_title(name)?.set_error_message(message)
    }
}

/// The states that can be chosen.
fn states() -> impl Iterator<Item = Lifecycle> {
    Lifecycle::ALL.into_iter()
}

/// What a cell holds for a stored value; nothing where no cell can hold it.
fn shown(target: Target, stored: &str) -> Option<Value> {
    let text = || Value::Text(stored.to_owned());
    let value = match (form::kind(target), target) {
        (Kind::Money, Target::Money { .. }) => euros(Cents::parse_plain(stored).ok()?),
        (Kind::Money, _) => Amount::parse(stored).map_or_else(text, |amount| euros(amount.cents)),
        (Kind::Date, _) => match stored.parse::<NaiveDate>() {
            Ok(day) if counts(day) => Value::Date(day.into()),
            _ => text(),
        },
        // 8000 basis points are 0.8
        (Kind::Percent, _) => {
            stored.parse::<i32>().map_or_else(|_| text(), |rate| Value::Number(f64::from(rate) / 10_000.0))
        }
        (_, Target::Field(Field::Lifecycle)) => {
            Lifecycle::from_key(stored).map_or_else(text, |state| Value::Text(state.label().into()))
        }
        _ => text(),
    };
    match &value {
        Value::Text(text) if is_blank(text) || text.encode_utf16().count() > LONGEST_TEXT => None,
        _ => Some(value),
    }
}

fn hints(page: &mut Page, worksheet: &Worksheet, at: DateTime<Utc>) -> Result<(), XlsxError> {
    page.set_name(HINTS)?;
    page.set_column_width(0, 110)?;
    let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    let count = app::text::count(i64::try_from(worksheet.rows.len()).unwrap_or(i64::MAX), "Projekt", "Projekte");
    page.write_string_with_format(0, 0, format!("{count} zum Bearbeiten, Stand {}", app::text::instant(at)), &bold)?;
    for (row, sentence) in (2u32..).zip(SENTENCES) {
        page.write_string_with_format(row, 0, sentence, &wrapped)?;
    }
    let below = 3 + u32::try_from(SENTENCES.len()).unwrap_or(0);
    page.write_string_with_format(below, 0, "Status, die es gibt", &bold)?;
    for (row, state) in (below + 1..).zip(states()) {
        page.write_string(row, 0, state.label())?;
    }
    page.protect();
    Ok(())
}

/// The sheet that people do not see.
fn about(page: &mut Page, worksheet: &Worksheet, marks: &[Vec<String>], at: DateTime<Utc>) -> Result<(), XlsxError> {
    page.set_name(SHEET)?;
    page.set_very_hidden(true);
    let keys = worksheet.rows.iter().map(|row| form::key(row.id, &row.number));
    let rows = keys.zip(marks.iter().map(Vec::as_slice));
    let lines = form::lines(&worksheet.programme, worksheet.base, at, &worksheet.columns, rows);
    for (row, line) in (0u32..).zip(lines) {
        page.write_string(row, 0, line)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::{import_run::Base, project::worksheet::Row};
    use std::io::Read as _;

    /// A part of the file as it is written.
    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
        let mut text = String::new();
        archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
        text
    }

    fn workbook() -> Vec<u8> {
        let day: NaiveDate = "2026-11-22".parse().expect("a day");
        let values = [(Field::Title, "=1+1"), (Field::StartDate, "2021-03-01"), (Field::Lifecycle, "running")];
        let row = Row {
            id: 7,
            number: "AC-1".into(),
            regions: vec!["Aachen".into()],
            values: values.into_iter().map(|(field, value)| (Target::Field(field), value.to_owned())).collect(),
        };
        let fields = [Field::Title, Field::Lifecycle, Field::StartDate, Field::FundingRate, Field::TotalCost];
        let worksheet = Worksheet {
            programme: "dmr-nrw".into(),
            base: Base { audit_id: 3, day },
            columns: fields.map(Target::Field).into(),
            rows: vec![row],
        };
        write(&worksheet, day.and_hms_opt(9, 0, 0).expect("a time").and_utc()).expect("a workbook")
    }

    #[test]
    fn the_key_is_hidden_and_locked_and_the_rest_can_be_edited() {
        let bytes = workbook();
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        for expected in [
            r#"<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>"#,
            r#"<autoFilter ref="A1:H2"/>"#,
            r#"hidden="1""#,
            r#"state="frozen""#,
            r#"sqref="E2""#,
            "<formula1>Hinweise!$A$10:$A$32</formula1>",
            r#"type="date""#,
            r#"type="decimal""#,
            r#"type="textLength""#,
        ] {
            assert!(sheet.contains(expected), "{expected} in {sheet}");
        }
        assert!(!sheet.contains("<f>"), "no text becomes a formula");
        assert!(part(&bytes, "xl/workbook.xml").contains(r#"name="_leitstand" sheetId="3" state="veryHidden""#));
        let styles = part(&bytes, "xl/styles.xml");
        assert!(styles.contains(r#"<protection locked="0"/>"#), "{styles}");
        assert!(styles.contains("formatCode=\"#,##0.00\\ &quot;€&quot;\""), "{styles}");
    }

    #[test]
    fn for_others_it_is_a_list_like_any_other() {
        let (limits, mapping) = (crate::spreadsheet::Limits::default(), crate::spreadsheet::Mapping::default());
        let book = crate::spreadsheet::understand("x.xlsx", &workbook(), &limits, &mapping).expect("readable");
        let sheets: Vec<&str> = book.tables.iter().map(|table| table.sheet.as_str()).collect();
        assert_eq!(sheets, [PROJECTS]);
    }

    #[test]
    fn the_list_of_states_is_where_the_drop_down_looks() {
        let book = crate::spreadsheet::workbook("x.xlsx", &workbook(), &crate::spreadsheet::Limits::default())
            .expect("readable");
        let hints = book.sheets.iter().find(|sheet| sheet.name == HINTS).expect("the hints");
        let text = |row| hints.cell(row, 0).and_then(Cell::text);
        assert_eq!((text(10), text(32), text(33)), (Some("Idee"), Some("unbekannt"), None));
    }
}
